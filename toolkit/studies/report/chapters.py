"""A chapter of the report for each theme: basis, words, course, outlets, passages by period, contexts, cautions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.base.reasons import reason_text
from toolkit.base.tongues import in_language
from toolkit.evidence.marking import excerpt
from toolkit.evidence.seed_checks import first_named, seed_remarks
from toolkit.evidence.weights import weights_table
from toolkit.plots.wording import shown_term
from toolkit.studies.explorer.addresses import address
from toolkit.studies.path.study import Study
from toolkit.studies.report.cautions import UNCOUNTED, of_basis, uncounted
from toolkit.studies.report.company import Company, company_of
from toolkit.studies.report.drawing.basis import basis_by_outlet_drawing, basis_drawing
from toolkit.studies.report.drawing.groups import outlet_drawing
from toolkit.studies.report.drawing.nouns import Drawing, Panels
from toolkit.studies.report.drawing.of_words import (
    seed_drawing,
    term_tables,
    word_drawings,
    wording_drawing,
)
from toolkit.studies.report.findings import Finding
from toolkit.studies.report.page_tables import Table, page_table
from toolkit.studies.report.wording import Wording, wording_of
from toolkit.studies.report.words import as_sentence, number, whole, words
from toolkit.words.themes import Theme

MOST_PASSAGES = 6
LONGEST_PASSAGE = 1200
MOST_LINES = 8
# The bars and seeds.csv tell them.
NOT_SHOWN = ["inside", "found_as", "first_year", "last_year", "units", "share_of_theme"]
WORDS = 12
MOST_SUGGESTED = 6


@dataclass(frozen=True)
class Chapter:
    """What the page shows of one theme."""

    key: str
    label: str
    explorer: str
    description: str
    finding: str
    cautions: Sequence[str]
    basis: Drawing | None
    basis_outlets: Drawing | None
    words: Sequence[Drawing]
    course: Drawing | None
    outlets: Drawing | None
    passages: Sequence[tuple[str, Sequence[dict[str, str]]]]
    concordance: Sequence[dict[str, str]]
    seed_bars: Drawing | None
    seeds: Table
    weights: Sequence[tuple[str, str]]
    suggested: Sequence[dict[str, str]]
    wording: Wording | None
    wording_bars: Drawing | None
    company: Company | None


def chapters(study: Study, found: Sequence[Finding], course: Drawing | None = None) -> list[Chapter]:
    """One Chapter a theme, in the order of the themes; `course`: the drawing whose panels the chapters show."""
    sentences: dict[str, str] = {}
    for finding in found:
        sentences[finding.theme] = f"{sentences.get(finding.theme, '')} {finding.sentence}".strip()
    weights = weights_table(study.scores, study.themes, n=WORDS, mask_seeds=True)
    shared = _Shared(weights, suggestions(study), term_tables(study), course)
    return [_chapter(study, theme, sentences.get(theme.key, ""), shared) for theme in study.themes]


@dataclass(frozen=True, eq=False)
class _Shared:
    """What is computed once for all chapters."""

    weights: pd.DataFrame
    suggested: Mapping[str, list[dict[str, str]]]
    terms: Mapping[tuple[str, str], pd.DataFrame]
    course: Drawing | None


def _chapter(study: Study, theme: Theme, finding: str, shared: _Shared) -> Chapter:
    language, key = study.language, theme.key
    seeds = study.seeds[study.seeds["theme"] == key]
    shown = seeds.assign(remark=seed_remarks(seeds, language)).drop(columns=["theme", "term", *NOT_SHOWN])
    caption = f"{words('page', language)['seeds']}: {theme.name(language)}"
    return Chapter(
        key=key,
        label=theme.name(language),
        explorer=address(key),
        description=in_language(theme.description, language),
        finding=finding,
        cautions=_cautions(study, theme, seeds),
        basis=basis_drawing(study, key),
        basis_outlets=basis_by_outlet_drawing(study, key),
        words=word_drawings(study, key, shared.terms),
        course=_own_course(shared.course, key),
        outlets=outlet_drawing(study, key),
        passages=_passages(study, theme),
        concordance=_concordance(study, seeds),
        seed_bars=seed_drawing(study, key),
        seeds=page_table(shown, f"seeds-{key}", caption, language=language, themes=study.themes),
        weights=_weights(shared.weights, theme, language),
        suggested=shared.suggested[key],
        wording=wording_of(study, theme),
        wording_bars=wording_drawing(study, key),
        company=company_of(study, theme),
    )


def _own_course(course: Drawing | None, key: str) -> Drawing | None:
    """The theme's panel of the course, alone."""
    if course is None or not isinstance(course.body, Panels):
        return None
    own = [panel for panel in course.body.panels if panel.key == key]
    if not own:
        return None
    body = replace(course.body, panels=own)
    return replace(course, name=f"course-{key}", finding="", drawn="", alt=own[0].alt, body=body, file="")


def _weights(table: pd.DataFrame, theme: Theme, language: str) -> list[tuple[str, str]]:
    """The heaviest words of the theme's score and their weights, its seeds left out."""
    own = table[table["theme"] == theme.key]
    return [(shown_term(str(t), language), number(float(w), language, 2)) for t, w in zip(own["term"], own["weight"])]


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


def _passages(study: Study, theme: Theme) -> list[tuple[str, list[dict[str, str]]]]:
    """The best passages of each period that is compared under its name, best first; those of any date last."""
    rows = study.evidence[study.evidence["theme"] == theme.key].drop_duplicates(["document", "start"])
    table = study.contrasts.to_frame()
    compared = {"all", *table["earlier"].astype(str), *table["later"].astype(str)}
    rows = rows[rows["period"].astype(str).isin(compared)] if rows["period"].astype(str).isin(compared).any() else rows
    each = max(1, MOST_PASSAGES // max(rows["period"].nunique(), 1))
    rows = rows.groupby("period", sort=False).head(each)
    any_date = str(words("page", study.language)["any_period"])
    return [
        (any_date if period == "all" else str(period), _shown_passages(study, theme, own))
        for period, own in rows.groupby("period", sort=False)
    ]


def _shown_passages(study: Study, theme: Theme, rows: pd.DataFrame) -> list[dict[str, str]]:
    from toolkit.evidence.marking import seeds_marked

    known = study.corpus.rows(rows["document"])
    undated = words("page", study.language)["any_date"]
    shown = []
    for row, title, date in zip(rows.to_dict("records"), known["title"].fillna(""), known["date"].fillna(undated)):
        text = passage = str(row["passage"])
        text = text if len(text) <= LONGEST_PASSAGE else text[: LONGEST_PASSAGE - 1] + "…"
        shown.append(
            {
                "html": seeds_marked(text, theme, passage),
                "date": str(date),
                "document": str(row["document"]),
                "title": "" if str(title).strip() == text.strip() else str(title),
                "href": address(theme.key, document=str(row["document"])),
                "score": number(float(row["score"]), study.language, 2),
            }
        )
    return shown


def _concordance(study: Study, seeds: pd.DataFrame) -> list[dict[str, str]]:
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
    for name, some in zip((*UNCOUNTED, "vague_seeds"), (*uncounted(seeds), vague)):
        if some:
            found.append(str(told[name]).format(seeds=", ".join(first_named(some))))
    own = [c.field("what") for c in study.scores.cautions if c.code == "of_theme" and c.field("theme") == theme.key]
    return found + [as_sentence(reason_text(one, study.language)) for one in (*own, *of_basis(study, theme.key))]
