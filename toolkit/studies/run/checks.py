"""`chude check`: what a study would work with, looked at without fitting and without writing."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.base.checks import counted
from toolkit.base.errors import CodingError, ThemesError, ToolkitError, UsageError
from toolkit.base.reasons import Reason
from toolkit.documents.accounts import Accounts, quoted_value
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.notes import late_articles
from toolkit.documents.periods import effective_by_period
from toolkit.documents.stories import decided_without_dates, story_table
from toolkit.studies.path.declared import changed_defaults
from toolkit.studies.path.steps_documents import as_of, date_rules, first_line, statuses
from toolkit.studies.path.study import Study
from toolkit.studies.run.coding_checks import CodingCheck, check_coding
from toolkit.trends.periods import carrying

if TYPE_CHECKING:
    from toolkit.studies.asked.recipe import CompareSection

FEWEST_A_PERIOD = 30
LINES_SHOWN = 20
FAILED_CRAWL, FEWEST_ALIKE = 0.01, 3  # of the documents that hold one and the same text


@dataclass(frozen=True)
class Check:
    """What `chude check` found: `documents` (status → number), `years`, `date_rules`, `removed`, `stories`, `seeds` as
    tables, `trouble` (documents that cannot be used: status and problem), `reprints` (the most reprinted stories),
    `loosest` (those whose texts share least, to be read first), `coding` (what is coded, left and odd), and `notes`
    (what to mend first)."""

    documents: dict[str, int]
    years: pd.DataFrame
    date_rules: pd.DataFrame
    removed: pd.DataFrame
    stories: dict[str, int]
    seeds: pd.DataFrame
    trouble: pd.DataFrame
    reprints: pd.DataFrame
    loosest: pd.DataFrame
    notes: tuple[str, ...]
    corpus: Corpus
    accounts: Accounts
    late: int = 0  # articles after `as_of`, the last day that is believed
    as_of: str = ""
    coding: CodingCheck | None = None

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON holds it."""
        tables = ("years", "date_rules", "removed", "seeds", "trouble", "reprints", "loosest")
        rows = {name: _rows(getattr(self, name)) for name in tables}
        accounts = self.accounts
        told: dict[str, Any] = {"accounts": _rows(accounts.tally()), "reasons": _rows(accounts.by_reason())}
        late = {"after_as_of": self.late, "as_of": self.as_of}
        told |= {"agreement": _rows(self.agreement), "codes": [str(one) for one in self.told_of_codes]}
        return {"documents": self.documents, **late, **told, "stories": self.stories, **rows, "notes": list(self.notes)}

    def all_accounts(self) -> str:
        """Everything that was not simply kept or joined, a row a thing, under the line of its reason."""
        told = self.accounts.frame[self.accounts.frame["reason"] != ""]
        return "\n".join([*self.accounts.lines(), "", *map(_thing, told.itertuples())])

    def text(self) -> str:
        """The page that is printed; its first lines count the documents and tell what came in and is not used."""
        late = [f"{counted(self.late, 'article')} after {self.as_of}: undated, and shown"] if self.late else []
        told = self.accounts.lines()
        more = (
            [f"and {counted(len(told) - LINES_SHOWN, 'reason')} more: chude check STUDY --accounts shows them"]
            if len(told) > LINES_SHOWN
            else []
        )
        parts = [*late, first_line(self.documents), *repeated_lines(self.corpus.kept), *told[:LINES_SHOWN], *more]
        for title, table in (
            ("Not used", self.trouble.head(20)),
            ("Documents by year and source", self.years),
            ("Date rules", self.date_rules),
            ("Text removed by cleaning", self.removed),
            ("Seeds", self.seeds),
            ("How far the coders agree", self.agreement),
            ("Most reprinted stories", self.reprints.head(5)),
            ("Stories whose texts share least", self.loosest.head(5)),
        ):
            if len(table):
                parts += ["", title, _shown(table)]
        parts += ["", first_line(self.stories), *(str(one) for one in self.told_of_codes)]
        if self.notes:
            parts += ["", *(f"! {note}" for note in self.notes)]
        return "\n".join(parts)

    @property
    def agreement(self) -> pd.DataFrame:
        """The coders' agreement by theme; empty without codes."""
        return pd.DataFrame() if self.coding is None else self.coding.agreement

    @property
    def told_of_codes(self) -> tuple[Reason, ...]:
        """What is left to code, and what is odd."""
        return () if self.coding is None else self.coding.told


def _thing(row: Any) -> str:
    place = row.name if pd.isna(row.row) else f"{row.name}#{row.row}"
    value = f" {row.value!r}" if row.value else ""
    return f"{row.kind} {place}: {row.outcome}, {row.reason}{value}"


def check_study(study: Study) -> Check:
    """Read, clean, date, group, segment and look at the seeds; a result the build holds is used, nothing is written.

    Raises InputError where nothing can be used, RecipeError and ThemesError as a run would.
    """
    if not study.inputs.corpus.exists() and "*" not in study.inputs.corpus.name:
        raise UsageError("no corpus")
    len(study.themes)
    with tempfile.TemporaryDirectory(prefix="chude-check-") as folder:
        looked = replace(study, build=Path(folder) / "build", beside=study.build)
        return _look(looked)


def _look(study: Study) -> Check:
    corpus, kept = study.corpus, study.corpus.kept
    seeds, notes = _seeds(study)
    accounts, unread = _accounts(study)
    cut = study.cleaning.groupby("rule", sort=True)[["lines", "characters"]].sum().reset_index()
    years = by_year_and_source(corpus)
    unused = corpus.frame[corpus.frame["status"] != "kept"]
    stories = {
        "stories": int(kept["story"].nunique()),
        "documents that repeat another": len(kept) - int(kept["story"].nunique()),
        "undated": int(kept["year"].isna().sum()),
    }
    return Check(
        statuses(corpus),
        years,
        date_rules(corpus),
        cut,
        stories,
        seeds,
        unused[[c for c in ("id", "status", "problem") if c in unused]].reset_index(drop=True),
        story_table(corpus),
        story_table(corpus, order="loosest"),
        (*_notes(study), *notes, *unread),
        corpus,
        accounts,
        len(late_articles(corpus)),
        as_of(study),
        check_coding(study) if len(seeds) else None,
    )


def _accounts(study: Study) -> tuple[Accounts, list[str]]:
    """Everything that was brought in; coding sheets that cannot be read are a note, and no end of the look."""
    try:
        return study.accounts, []
    except ToolkitError as error:
        told = isinstance(error, CodingError)  # by the look at the codes, with all mistakes
        return study.corpus.accounts, [] if told else [f"the coding sheets are not counted: {error}"]


def repeated_lines(kept: pd.DataFrame) -> list[str]:
    """What a failed crawl leaves: each text that over one in a hundred of the documents hold, the commonest first."""
    counts = kept["text"].value_counts()
    many = counts[(counts > FAILED_CRAWL * len(kept)) & (counts >= FEWEST_ALIKE)].head(5)
    return [
        f"! {n:,} of {len(kept):,} documents hold one and the same text ({quoted_value(text)[:80]!r}): a failed crawl?"
        for text, n in many.items()
    ]


def by_year_and_source(corpus: Corpus, *, most: int = 8) -> pd.DataFrame:
    """Kept documents by year (rows, the undated last) and source (columns: the `most` frequent, the rest together)."""
    kept = corpus.kept
    source = kept["source"].fillna("–").astype("str")
    largest = source.value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:most]
    source = source.where(source.isin(largest), "others")
    year = kept["year"].astype("str").fillna("undated").replace("<NA>", "undated")
    table = pd.crosstab(year.to_numpy(), source.to_numpy())
    order = [name for name in [*largest, "others"] if name in table.columns]
    table = table[order]
    table.insert(0, "all", table.sum(axis=1))
    return table.rename_axis("year").reset_index()


def _seeds(study: Study) -> tuple[pd.DataFrame, list[str]]:
    from toolkit.evidence.seed_checks import check_seeds

    try:
        table = check_seeds(study.counts, study.units, study.themes)
    except ThemesError as problem:
        return pd.DataFrame(), [str(problem)]
    notes = []
    for key in study.themes.keys:
        own = table[table["theme"] == key]
        silent = own.loc[own["tokens"] == 0, "seed"].tolist()
        if len(silent) == len(own):
            notes.append(f"theme {key}: none of its seeds occurs; mend them in {study.recipe.themes.file}")
        elif silent:
            notes.append(f"theme {key}: these seeds never occur: {', '.join(silent)}")
    return table, notes


def _notes(study: Study) -> list[str]:
    kept, recipe = study.corpus.kept, study.recipe
    notes = []
    if len(kept) < FEWEST_A_PERIOD:
        notes.append(f"{counted(len(kept), 'usable article')}: too few to support any claim about change")
    undated = int(kept["year"].isna().sum())
    if undated and study.inputs.dates is None:
        notes.append(
            f"{counted(undated, 'article')} undated: chude check STUDY --write-dates writes dates.csv to fill in"
        )
    notes += _date_notes(study)
    unsure = decided_without_dates(study.corpus)
    if unsure:
        notes.append(
            f"{counted(unsure, 'document')} joined to a story though a date is unknown: dates might keep some apart; "
            "read the stories whose texts share least"
        )
    sources = kept["source"].nunique()
    if sources == 0:
        notes.append("no source is known: give a column source, a url, or one subfolder an outlet")
    notes += [str(changed) for changed in changed_defaults(study)]
    if len(study.units.kept) < recipe.topics.n_topics:
        notes.append(f"{counted(len(study.units.kept), 'unit')} but n_topics = {recipe.topics.n_topics}; lower it")
    return notes


def _date_notes(study: Study) -> list[str]:
    """What to mend of dates: conflicts, clocks, rows of dates.csv; and periods that carry no default comparison."""
    from toolkit.documents.dating.notes import date_notes, sheet_notes
    from toolkit.documents.dating.overrides import own_rows
    from toolkit.documents.dating.sheet import is_older

    notes = date_notes(study.corpus)
    if study.inputs.dates is not None:
        rows = own_rows(study.inputs.dates, study.corpus.frame["id"], as_of(study))
        notes += sheet_notes(rows, older=is_older(study.inputs.dates))
    return [*notes, *_period_notes(study)]


def _period_notes(study: Study) -> list[str]:
    """Which periods are compared where study.toml names none, and which are too thin for it."""
    compare = study.recipe.compare
    if compare.pairs is not None or not study.corpus.kept["year"].notna().any():
        return []
    labels, stories = effective_by_period(study.corpus.kept, compare.periods)
    held = carrying(labels, stories)
    thin = [f"{label} ({int(n)})" for label, n in zip(labels, stories) if label not in held]
    told = f"{held[0]} against {held[-1]}" if len(held) > 1 else "nothing, for no two periods can carry it"
    rest = f"; too few stories in {', '.join(thin[:8])}{' …' if len(thin) > 8 else ''}" if thin else ""
    moved = len(held) > 1 and (held[0], held[-1]) != (labels[0], labels[-1])
    former = f"; formerly {labels[0]} against {labels[-1]}" if moved else ""
    return [f"[compare] names no pairs: by default {told}{rest}{former}"]


def write_dates_for(study: Study, found: Check) -> tuple[Path, int]:
    """Write dates.csv beside study.toml, the most consequential first, or add what it does not name; how many rows."""
    from toolkit.documents.dating.sheet import append_dates, dates_table, write_dates

    path = study.folder / "dates.csv"
    compare = study.recipe.compare
    by_day = compare.periods in ("month", "quarter")
    table = dates_table(found.corpus, compared=_compared(compare), by_day=by_day, count=compare.count)
    if path.exists():
        return path, append_dates(table, path)
    return write_dates(table, path), len(table)


def _compared(compare: "CompareSection") -> list[tuple[int, int]]:
    """The years that the study compares, from the first to the last of each period; none where it names none."""
    named = {name for pair in compare.pairs or () for name in pair}
    if isinstance(compare.periods, dict):
        return [years for name, years in compare.periods.items() if not named or name in named]
    return [(int(name[:4]), int(name[:4])) for name in sorted(named) if name[:4].isdecimal()]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(k): v.item() if hasattr(v, "item") else v for k, v in row.items()} for row in plain.to_dict("records")]


def _shown(table: pd.DataFrame) -> str:
    return str(table.to_string(index=False, float_format=lambda x: f"{x:.3g}", na_rep="–"))
