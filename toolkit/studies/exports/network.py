"""Themes and their words as a network for Gephi."""

from pathlib import Path

from toolkit.studies.path.study import Study

WORDS = 25


def write_gexf(study: Study, path: Path) -> None:
    """Nodes: topics and words; edges: a topic's 25 words with the highest FREX, weighted by probability."""
    import networkx as nx

    from toolkit.topics.terms import top_terms

    model = next(iter(study.models.values()))
    labels = {theme.key: theme.name(study.language) for theme in study.themes}
    graph = nx.Graph()
    for row in top_terms(model, n=WORDS, by="frex").to_dict("records"):
        topic, term = f"topic:{row['name']}", f"word:{row['term']}"
        graph.add_node(topic, label=labels.get(row["name"], str(row["name"])), kind="topic")
        graph.add_node(term, label=str(row["term"]).replace("_", " "), kind="word")
        graph.add_edge(topic, term, weight=float(row["probability"]))
    lines = [
        line
        for line in nx.generate_gexf(graph, encoding="utf-8")
        if "lastmodifieddate" not in line or "<meta" not in line
    ]
    text = "\n".join(lines)
    if "<creator>" in text and "<meta" not in text:
        text = text.replace("<creator>", "<meta>\n<creator>", 1)
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n", encoding="utf-8")
