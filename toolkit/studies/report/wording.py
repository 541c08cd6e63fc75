"""Words that entered and left a theme, as its chapter shows them: what is shown, a table, and passages to read."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.evidence.marking import excerpt
from toolkit.studies.path.study import Study
from toolkit.studies.report.page_tables import Table, page_table
from toolkit.studies.report.words import words
from toolkit.words.themes import Theme

FDR = 0.05
MOST_WORDS = 12  # a direction
MOST_EXAMPLES = 3  # a direction
PAIR = ("earlier", "later")
COLUMNS = ("term", "direction", "share_earlier", "share_later", "n_stories", "q_value")


@dataclass(frozen=True)
class Wording:
    """What the chapter says of a theme's words over time; `table` and `examples` are empty where none is shown."""

    sentence: str
    table: Table
    examples: Sequence[dict[str, str]]


def wording_of(study: Study, theme: Theme) -> Wording | None:
    """The words of one theme that entered or left it; None where the two periods could not be compared."""
    tested = study.wording[study.wording["theme"] == theme.key]
    if not len(tested):
        return None
    told = words("page", study.language)
    shown = tested[tested["q_value"] <= FDR].groupby([*PAIR, "direction"], sort=False).head(MOST_WORDS)
    pairs = list(dict.fromkeys(zip(tested["earlier"], tested["later"])))
    sentences = []
    for earlier, later in pairs:
        own = shown[(shown["earlier"] == earlier) & (shown["later"] == later)]
        sides = [(told[f"wording_{side}"], _listed(own, side)) for side in ("entered", "left")]
        said = "; ".join(f"{name}: {terms}" for name, terms in sides if terms)
        sentences.append(f"{earlier} → {later}. {said[:1].upper() + said[1:] if said else told['wording_none']}.")
    table = page_table(
        shown.assign(term=shown["term"].str.replace("_", " ")),
        f"wording-{theme.key}",
        f"{told['wording']}: {theme.name(study.language)}",
        language=study.language,
        themes=study.themes,
        columns=(*PAIR, *COLUMNS) if len(pairs) > 1 else COLUMNS,
    )
    return Wording(" ".join(sentences), table, _examples(study, shown))


def _listed(shown: pd.DataFrame, side: str) -> str:
    return ", ".join(str(term).replace("_", " ") for term in shown.loc[shown["direction"] == side, "term"])


def _examples(study: Study, shown: pd.DataFrame) -> list[dict[str, str]]:
    """One passage a word: of the period in which the theme uses it most."""
    rows = shown[shown["example"] != ""].drop_duplicates("term")
    rows = rows.groupby("direction", sort=False).head(MOST_EXAMPLES)
    texts = dict(zip(rows["example"], study.units.rows(rows["example"])["text"])) if len(rows) else {}
    return [
        {"html": excerpt(str(texts[row.example]), str(row.term).replace("_", " ")), "where": str(row.example)}
        for row in rows.itertuples()
    ]
