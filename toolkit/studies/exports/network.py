"""Networks for Gephi: themes and their words, and themes that stand together."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from toolkit.base.errors import UsageError
from toolkit.base.files import write_text
from toolkit.studies.path.study import Study
from toolkit.trends.company import ALPHA

WORDS = 25
COMPANY = ("lift", "lower", "upper", "together")
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


def write_company_gexf(study: Study, path: Path) -> None:
    """Nodes: themes, with the share of units that hold them; edges: pairs that stand together more often than their own
    shares and the length of texts bring, clearly so with all pairs tested at once (GEXF 1.2).

    The weight of an edge is its lift; its interval and the share of units with both stand beside it. Themes without an
    edge stay as nodes. Raises UsageError without codes of presence.
    """
    table = study.company.dropna(subset=["lift"])
    if not len(table):
        raise UsageError("no two themes stand together in ten coded units or more; code more, or export gexf")
    shares = _shares(study)
    nodes = [_theme_node(theme.key, theme.name(study.language), shares[theme.key]) for theme in study.present_themes]
    tied = table[(table["lift"] > 1) & (table["p_adjusted"] <= ALPHA)].reset_index(drop=True)
    edges = [_tie(i, row) for i, row in enumerate(tied.to_dict("records"))]
    told = "".join(f'<attribute id="{i}" title="{name}" type="float"/>' for i, name in enumerate(COMPANY))
    ties = f'<attributes class="edge" mode="static">{told}</attributes>'
    head = HEAD.replace('title="kind" type="string"', 'title="share" type="float"')
    body = [head, ties, "<nodes>", *nodes, "</nodes>", "<edges>", *edges, "</edges>", "</graph>", "</gexf>"]
    write_text(path, "\n".join(body) + "\n")


def _shares(study: Study) -> dict[str, float]:
    """Theme → the share of coded units that hold it, each standing for as many as its chance says."""
    assert study.coding is not None, "company is told of coded units only"
    frame = study.coding.frame.dropna(subset=["value"]).copy()
    frame["weight"] = 1.0 / frame["inclusion_probability"].astype(float)
    held = (frame["value"] * frame["weight"]).groupby(frame["theme"]).sum()
    found: dict[str, float] = (held / frame.groupby("theme")["weight"].sum()).to_dict()
    return found


def _theme_node(key: str, label: str, share: float) -> str:
    named = f"<node id={quoteattr(key)} label={quoteattr(label)}>"
    return f'{named}<attvalues><attvalue for="0" value="{share:.6g}"/></attvalues></node>'


def _tie(i: int, row: dict[str, object]) -> str:
    ends = f"source={quoteattr(str(row['theme']))} target={quoteattr(str(row['other']))}"
    told = "".join(f'<attvalue for="{k}" value="{row[name]:.6g}"/>' for k, name in enumerate(COMPANY))
    return f'<edge id="{i}" {ends} weight="{row["lift"]:.6g}"><attvalues>{told}</attvalues></edge>'
