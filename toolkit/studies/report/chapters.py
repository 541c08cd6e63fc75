"""A chapter of the report for each theme: words, marked passages, concordance, seeds, cautions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.base.reasons import reason_text
from toolkit.evidence.marking import excerpt
from toolkit.evidence.seed_checks import seed_remarks
from toolkit.evidence.weights import weights_table
from toolkit.studies.path.study import Study
from toolkit.studies.report.cautions import uncounted
from toolkit.studies.report.findings import Finding
from toolkit.studies.report.page_tables import Table, page_table
from toolkit.studies.report.wording import Wording, wording_of
from toolkit.studies.report.words import as_sentence, number, whole, words
from toolkit.topics.terms import top_terms
from toolkit.words.themes import Theme

MOST_PASSAGES = 6
LONGEST_PASSAGE = 1200
MOST_LINES = 8
WORDS = 12
PROBABLE = {"vi": "hay gặp nhất", "en": "most probable"}  # beside FREX, which hides what a topic is mostly of
MOST_SUGGESTED = 6


@dataclass(frozen=True)
class Chapter:
    """What the page shows of one theme."""

    key: str
    label: str
    description: str
    finding: str
    cautions: Sequence[str]
    words: Sequence[tuple[str, Sequence[str]]]
    passages: Sequence[dict[str, str]]
    concordance: Sequence[dict[str, str]]
    seeds: Table
    weights: Sequence[tuple[str, str]]
    suggested: Sequence[dict[str, str]]
    wording: Wording | None


def chapters(study: Study, found: Sequence[Finding]) -> list[Chapter]:
    """One Chapter a theme, in the order of the themes."""
    sentences: dict[str, str] = {}
    for finding in found:
        sentences[finding.theme] = f"{sentences.get(finding.theme, '')} {finding.sentence}".strip()
    of_all = _OfAll(
        weights_table(study.scores, study.themes, n=WORDS, mask_seeds=True), _top(study), suggestions(study)
    )
    return [_chapter(study, theme, sentences.get(theme.key, ""), of_all) for theme in study.themes]


@dataclass(frozen=True, eq=False)
class _OfAll:
    """What is worked out for all themes at once: words of the scores, of the topics by (called), suggested seeds."""

    weights: pd.DataFrame
    top: Mapping[str, pd.DataFrame]
    suggested: Mapping[str, list[dict[str, str]]]


def _top(study: Study) -> dict[str, pd.DataFrame]:
    """Method and order as the page calls them → the first terms of every topic."""
    orders = (("frex", "FREX"), ("probability", PROBABLE[study.language]))
    return {
        f"{method.upper()} ({called})": top_terms(model, n=WORDS, by=by)
        for method, model in study.models.items()
        for by, called in orders
    }


def _chapter(study: Study, theme: Theme, finding: str, of_all: _OfAll) -> Chapter:
    language = study.language
    seeds = study.seeds[study.seeds["theme"] == theme.key]
    shown = seeds.assign(remark=seed_remarks(seeds, language)).drop(columns=["theme", "term", "inside"])
    return Chapter(
        theme.key,
        theme.name(language),
        theme.description,
        finding,
        _cautions(study, theme, seeds),
        _words(of_all.top, theme),
        _passages(study, theme),
        _concordance(study, theme, seeds),
        page_table(
            shown, f"seeds-{theme.key}", words("page", language)["seeds"], language=language, themes=study.themes
        ),
        _weights(of_all.weights, theme, language),
        of_all.suggested[theme.key],
        wording_of(study, theme),
    )


def _weights(table: pd.DataFrame, theme: Theme, language: str) -> list[tuple[str, str]]:
    """The heaviest words of the theme's score and their weights, its seeds left out."""
    own = table[table["theme"] == theme.key]
    return [(str(t), number(float(w), language, 2)) for t, w in zip(own["term"], own["weight"])]


def suggestions(study: Study) -> dict[str, list[dict[str, str]]]:
    """Theme → terms that keep company with its seeds: term, units, with_seed, and an example's HTML and unit."""
    from toolkit.evidence.seed_suggestions import suggest_seeds

    table = suggest_seeds(study.counts, study.units, study.themes, n=MOST_SUGGESTED)
    texts_of = dict(zip(table["example"], study.units.rows(table["example"])["text"])) if len(table) else {}
    shown: dict[str, list[dict[str, str]]] = {theme.key: [] for theme in study.themes}
    for row in table.to_dict("records"):
        shown[str(row["theme"])].append(
            {
                "term": str(row["term"]),
                "units": whole(int(row["units"]), study.language),
                "with_seed": whole(int(row["units_with_seed"]), study.language),
                "where": str(row["example"]),
                "html": excerpt(str(texts_of[row["example"]]), str(row["term"])),
            }
        )
    return shown


def _words(top: Mapping[str, pd.DataFrame], theme: Theme) -> list[tuple[str, list[str]]]:
    return [
        (called, [str(term).replace("_", " ") for term in table[table["name"] == theme.key]["term"]])
        for called, table in top.items()
    ]


def _passages(study: Study, theme: Theme) -> list[dict[str, str]]:
    from toolkit.evidence.marking import mark

    rows = study.evidence[study.evidence["theme"] == theme.key].drop_duplicates(["document", "start"])
    each = max(2, MOST_PASSAGES // max(rows["period"].nunique(), 1))
    rows = rows.groupby("period", sort=False).head(each).head(MOST_PASSAGES)
    known = study.corpus.rows(rows["document"])
    undated = words("page", study.language)["any_date"]
    shown = []
    for row, title, date in zip(rows.to_dict("records"), known["title"].fillna(""), known["date"].fillna(undated)):
        text = str(row["passage"])
        text = text if len(text) <= LONGEST_PASSAGE else text[: LONGEST_PASSAGE - 1] + "…"
        shown.append(
            {
                "html": mark(text, theme.seeds),
                "date": str(date),
                "document": str(row["document"]),
                "title": str(title),
                "score": number(float(row["score"]), study.language, 2),
            }
        )
    return shown


def _concordance(study: Study, theme: Theme, seeds: pd.DataFrame) -> list[dict[str, str]]:
    from toolkit.evidence.concordance import concordance

    if not len(seeds):
        return []
    strongest = seeds.sort_values(["tokens", "seed"], ascending=[False, True])["seed"].iloc[0]
    lines = concordance(study.units, study.tokens, strongest, most=MOST_LINES).to_dict("records")
    return [
        {"left": str(r["left"]), "word": str(r["keyword"]), "right": str(r["right"]), "where": str(r["document"])}
        for r in lines
    ]


def _cautions(study: Study, theme: Theme, seeds: pd.DataFrame) -> list[str]:
    told, found = words("chapters", study.language), []
    vague = [str(s) for s in seeds[seeds["ambiguity"].fillna(0) > 0.5]["seed"]] if len(seeds) else []
    for name, some in zip(("silent_seeds", "inside_seeds", "vague_seeds"), (*uncounted(seeds), vague)):
        if some:
            found.append(str(told[name]).format(seeds=", ".join(some)))
    own = [c.field("what") for c in study.scores.cautions if c.code == "of_theme" and c.field("theme") == theme.key]
    return found + [as_sentence(reason_text(caution, study.language)) for caution in own]
