"""Themes and their words as a network for Gephi."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from toolkit.base.files import write_text
from toolkit.studies.path.study import Study

WORDS = 25
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
<meta><creator>chude-toolkit</creator></meta>
<graph defaultedgetype="undirected" mode="static">
<attributes class="node" mode="static"><attribute id="0" title="kind" type="string"/></attributes>"""


def write_gexf(study: Study, path: Path) -> None:
    """Nodes: topics and words; edges: a topic's 25 words with the highest FREX, weighted by probability (GEXF 1.2)."""
    from toolkit.topics.terms import top_terms

    model = next(iter(study.models.values()))
    labels = {theme.key: theme.name(study.language) for theme in study.themes}
    nodes: dict[str, str] = {}
    edges: list[str] = []
    for row in top_terms(model, n=WORDS, by="frex").to_dict("records"):
        topic, term = f"topic:{row['name']}", f"word:{row['term']}"
        nodes[topic] = _node(topic, labels.get(row["name"], str(row["name"])), "topic")
        nodes[term] = _node(term, str(row["term"]).replace("_", " "), "word")
        ends = f"source={quoteattr(topic)} target={quoteattr(term)}"
        edges.append(f'<edge id="{len(edges)}" {ends} weight="{float(row["probability"])!r}"/>')
    body = [HEAD, "<nodes>", *nodes.values(), "</nodes>", "<edges>", *edges, "</edges>", "</graph>", "</gexf>"]
    write_text(path, "\n".join(body) + "\n")


def _node(key: str, label: str, kind: str) -> str:
    named = f"<node id={quoteattr(key)} label={quoteattr(label)}>"
    return f'{named}<attvalues><attvalue for="0" value="{escape(kind)}"/></attvalues></node>'
