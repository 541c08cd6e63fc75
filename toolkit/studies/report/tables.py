"""Tables a co-author can open: CSV in UTF-8 with BOM, NFC, six digits, and no cell that starts a formula."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from toolkit.base.files import write_bytes
from toolkit.studies.path.by_document import by_unit, document_scores, document_shares
from toolkit.studies.path.study import Study
from toolkit.studies.report.cells import to_csv
from toolkit.studies.report.spreadsheet_ids import with_exact_ids

DOCUMENT_COLUMNS = (
    "id",
    "title",
    "source",
    "date",
    "year",
    "date_precision",
    "date_rule",
    "date_confidence",
    "date_evidence",
    "story",
    "status",
)
TOPIC_COLUMNS = ("method", "topic", "name", "role", "rank", "term", "probability", "frex")
PASSAGE_COLUMNS = ("theme", "period", "document", "start", "end", "score", "passage")
SEED_COLUMNS = ("theme", "seed", "tokens", "documents", "ambiguity")
TOPIC_TERMS = 25


def write_tables(study: Study, folder: Path) -> list[Path]:
    """Write every table of a study into `folder`; the paths written, in order."""
    written = []
    for name, frame in all_tables(study):
        path = folder / f"{name}.csv"
        write_bytes(path, to_csv(with_exact_ids(frame)))
        written.append(path)
    return written


def all_tables(study: Study) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table of a study by its name, in order; those that there are not are left out."""
    makers: list[tuple[str, Callable[[Study], pd.DataFrame | None]]] = [
        ("documents", documents_table),
        ("accounts", lambda s: s.accounts.to_frame()),
        ("units", units_table),
        ("prevalence", prevalence_table),
        ("course", lambda s: None if s.course is None else s.course.to_frame(s.recipe.compare.level)),
        ("contrasts", lambda s: s.contrasts.to_frame()),
        ("topics", topics_table),
        ("passages", lambda s: columns_of(s.evidence, PASSAGE_COLUMNS)),
        ("seeds", seeds_table),
        ("basis", lambda s: s.basis if len(s.basis) else None),
        ("basis_by_outlet", lambda s: s.basis_by_outlet if len(s.basis_by_outlet) else None),
        ("cleaning", lambda s: s.cleaning),
        ("removed", lambda s: s.removed),
        ("comparability", lambda s: s.audit),
        ("coder_agreement", lambda s: s.coder_agreement if len(s.coder_agreement) else None),
        ("codings", lambda s: s.codings if len(s.codings) else None),
        ("stability", lambda s: s.stability),
        ("coherence", lambda s: s.coherence),
        ("concordance_lda_nmf", lambda s: s.agreement),
        ("dates", lambda s: s.dates),
        ("surfacing", lambda s: s.surfacing),
        ("unguided", lambda s: s.recurrence),
        ("undated", lambda s: s.undated),
        ("keyness", lambda s: s.keyness if len(s.keyness) else None),
        ("adjusted", lambda s: s.adjusted if len(s.adjusted) else None),
        ("groups", lambda s: None if s.by_group is None else s.by_group.to_frame(s.recipe.compare.level)),
        ("group_contrasts", lambda s: None if s.group_contrasts is None else s.group_contrasts.to_frame()),
        ("within_contrasts", lambda s: None if s.within_contrasts is None else s.within_contrasts.to_frame()),
        ("effects", lambda s: None if s.effects is None else s.effects.to_frame(s.recipe.compare.level)),
        ("company", lambda s: s.company if len(s.company) else None),
        ("company_by_period", lambda s: s.company_by_period if len(s.company_by_period) else None),
        ("wording", lambda s: s.wording if len(s.wording) else None),
        ("sensitivity", sensitivity_table),
    ]
    for name, maker in makers:
        frame = maker(study)
        if frame is not None:
            yield name, frame


def documents_table(study: Study) -> pd.DataFrame:
    """documents.csv: every document found; shares (first method) and scores are empty where not fitted."""
    frame = study.corpus.frame
    table = frame[list(DOCUMENT_COLUMNS)].copy()
    parent = study.units.facts(study.tokens.ids)["parent"].to_numpy()
    n_tokens = pd.Series(study.tokens.n_tokens).groupby(parent).sum()
    table["n_tokens"] = table["id"].map(n_tokens).fillna(0).astype("int64")
    shares, best = document_shares(study), document_scores(study)
    for key in study.present_themes.keys:
        table[f"share_{key}"] = table["id"].map(shares[key])
    for key in study.scores.themes:
        table[f"score_{key}"] = table["id"].map(best[key])
    return table


def units_table(study: Study) -> pd.DataFrame | None:
    """units.csv: id, document, start, end, shares, scores; one row a passage that was fitted; None for documents."""
    return None if study.passages is None else by_unit(study).drop(columns="n_tokens")


def prevalence_table(study: Study) -> pd.DataFrame:
    """prevalence.csv: every measure by every method, the headline first."""
    level = study.recipe.compare.level
    return pd.concat([p.to_frame(level) for p in study.prevalence], ignore_index=True)


def topics_table(study: Study) -> pd.DataFrame:
    """topics.csv: the first terms of every topic of the models with named themes, by FREX."""
    from toolkit.topics.terms import top_terms

    tables = [top_terms(study.models[m], n=TOPIC_TERMS).assign(method=m) for m in study.recipe.topics.methods]
    return columns_of(pd.concat(tables, ignore_index=True), TOPIC_COLUMNS)


def seeds_table(study: Study) -> pd.DataFrame:
    """seeds.csv: theme, seed, tokens, documents, ambiguity; after sensitivity leave_one_out_change."""
    more = ["leave_one_out_change"] if study.sensitivity is not None else []
    return columns_of(study.seeds, [*SEED_COLUMNS, *more])


def sensitivity_table(study: Study) -> pd.DataFrame | None:
    """sensitivity.csv, where it was asked for: one row a cell and declared contrast."""
    return None if study.sensitivity is None else study.sensitivity.drop(columns="reasons")


def columns_of(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """The named columns in their order; KeyError where one is missing."""
    return frame[list(names)]
