"""`chude check`: what a study would work with, looked at without fitting and without writing."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.base.errors import CodingError, ThemesError, ToolkitError, UsageError
from toolkit.base.reasons import Reason, reason_text
from toolkit.documents.accounts import Accounts, quoted_value, reason_and_remedy
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.notes import late_articles
from toolkit.documents.periods import effective_by_period
from toolkit.documents.stories import decided_without_dates, story_table
from toolkit.plots.wording import DATE_RULES
from toolkit.studies.asked.inputs import unread_dates, unread_note
from toolkit.studies.path.declared import changed_defaults
from toolkit.studies.path.steps_documents import as_of, date_rules, statuses
from toolkit.studies.path.study import Study
from toolkit.studies.report.words import translated, whole
from toolkit.studies.run.checks_compared import compared_notes
from toolkit.studies.run.coding_checks import CodingCheck, check_coding
from toolkit.studies.run.seed_lines import seeds_by_theme, worst_seeds
from toolkit.trends.periods import carrying
from toolkit.words.mistakes import quoted_apart

if TYPE_CHECKING:
    from toolkit.studies.asked.recipe import CompareSection

FEWEST_A_PERIOD = 30
LINES_SHOWN = 20
EVERYWHERE = 0.95  # of the units
FEW_SEEDS, MOST_NEARBY = 2, 6  # occurring seeds of a theme that needs more; words told of each
NEARBY = ("theme", "term", "units_with_seed", "units")
CHECK_COLUMNS = (
    *("all", "others", "id", "status", "problem", "rule", "precision", "year", "mean_confidence", "term", "inside"),
    *("story", "first", "last", "title", "shared", "days", "passage"),
)
FAILED_CRAWL, FEWEST_ALIKE = 0.01, 3  # of the documents that hold one and the same text


@dataclass(frozen=True)
class Check:
    """What `chude check` found: `documents` (status → number), `years`, `date_rules`, `removed`, `stories`, `seeds`,
    tables; `trouble` (documents that cannot be used: status and problem), `reprints` (the most reprinted stories),
    `loosest` (those whose texts share least, to be read first), `nearby` (for themes of which at most two seeds occur,
    the words that keep these company, to be read before they are taken), `coding` (what is coded, left and odd), and
    `notes` (what to mend first)."""

    documents: dict[str, int]
    years: pd.DataFrame
    date_rules: pd.DataFrame
    removed: pd.DataFrame
    stories: dict[str, int]
    seeds: pd.DataFrame
    trouble: pd.DataFrame
    reprints: pd.DataFrame
    loosest: pd.DataFrame
    notes: tuple[Reason, ...]
    corpus: Corpus
    accounts: Accounts
    late: int = 0  # articles after `as_of`, the last day that is believed
    as_of: str = ""
    coding: CodingCheck | None = None
    nearby: pd.DataFrame = field(default_factory=pd.DataFrame)

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON holds it."""
        tables = ("years", "date_rules", "removed", "seeds", "trouble", "reprints", "loosest", "nearby")
        rows = {name: _rows(getattr(self, name)) for name in tables}
        accounts = self.accounts
        told: dict[str, Any] = {"accounts": _rows(accounts.tally()), "reasons": _rows(accounts.by_reason())}
        late = {"after_as_of": self.late, "as_of": self.as_of}
        told |= {"agreement": _rows(self.agreement), "codes": [str(one) for one in self.told_of_codes]}
        return {
            "documents": self.documents,
            **late,
            **told,
            "stories": self.stories,
            **rows,
            "notes": [str(note) for note in self.notes],
        }

    def all_accounts(self, language: str = "en") -> str:
        """Everything that was not simply kept or joined, a row a thing, under the line of its reason."""
        told = self.accounts.frame[self.accounts.frame["reason"] != ""]
        return "\n".join(
            [*accounts_lines(self.accounts, language), "", *(_thing(r, language) for r in told.itertuples())]
        )

    def text(self, language: str = "en") -> str:
        """The page that is printed, in a language; its first lines count the documents and tell what came in and is not
        used. What `to_dict` gives never changes with the language."""
        late = [Reason.of("late_articles", n=self.late, day=self.as_of)] if self.late else []
        told = accounts_lines(self.accounts, language)
        more = [Reason.of("more_reasons", n=len(told) - LINES_SHOWN)] if len(told) > LINES_SHOWN else []
        parts = [*_told(late, language), tally_line(self.documents, language)]
        parts += [f"! {line}" for line in _told(repeated_texts(self.corpus.kept), language)]
        parts += [*told[:LINES_SHOWN], *_told(more, language)]
        for title, table in (
            ("Not used", _problems_in_words(self.trouble.head(20), language)),
            ("Documents by year and source", self.years),
            ("Date rules", self.date_rules),
            ("Text removed by cleaning", self.removed),
            *self._seed_tables(language),
            ("Words near the seeds of themes that have few (read them, then decide)", self.nearby),
            ("How far the coders agree", self.agreement if self.coding is None else self.coding.agreement_in(language)),
            ("Most reprinted stories", self.reprints.head(5)),
            ("Stories whose texts share least", self.loosest.head(5)),
        ):
            if len(table):
                parts += ["", translated(title, language, "checks"), _shown(table, language)]
        parts += ["", tally_line(self.stories, language), *_told(self.told_of_codes, language)]
        if self.notes:
            parts += ["", *(f"! {line}" for line in _told(self.notes, language))]
        return "\n".join(parts)

    def _seed_tables(self, language: str) -> list[tuple[str, pd.DataFrame]]:
        if not len(self.seeds):
            return []
        return [
            ("Seeds", seeds_by_theme(self.seeds)),
            ("Seeds to look at (all: chude check STUDY --seeds)", worst_seeds(self.seeds, language)),
        ]

    def all_seeds(self, language: str = "en") -> str:
        """Every seed, a row a seed, the worst first."""
        return _shown(worst_seeds(self.seeds, language, most=None), language) if len(self.seeds) else ""

    @property
    def agreement(self) -> pd.DataFrame:
        """The coders' agreement by theme; empty without codes."""
        return pd.DataFrame() if self.coding is None else self.coding.agreement

    @property
    def told_of_codes(self) -> tuple[Reason, ...]:
        """What is left to code, and what is odd."""
        return () if self.coding is None else self.coding.told


def _thing(row: Any, language: str) -> str:
    place = row.name if pd.isna(row.row) else f"{row.name}#{row.row}"
    value = f" {row.value!r}" if row.value else ""
    kind, outcome, reason = (told_of(str(w), language) for w in (row.kind, row.outcome, row.reason))
    return f"{kind} {place}: {outcome}, {reason}{value}"


def told_of(text: str, language: str) -> str:
    """What the accounts say, in a language."""
    return text if language == "en" else translated(text, language, "accounts")


def _told(reasons: Sequence[Reason], language: str) -> list[str]:
    return [reason_text(reason, language) for reason in reasons]


def tally_line(tally: Mapping[str, int], language: str) -> str:
    """ "600 found, 588 kept, 7 empty", in a language."""
    return ", ".join(f"{whole(n, language)} {translated(name, language, 'checks')}" for name, n in tally.items())


def accounts_lines(accounts: Accounts, language: str) -> list[str]:
    """What was brought in and not simply kept, a line a reason; English as the accounts say it themselves."""
    if language == "en":
        return accounts.lines()
    table, lines = accounts.by_reason(), []
    for row in table.itertuples():
        kind, outcome, reason = (told_of(str(w), language) for w in (row.kind, row.outcome, row.reason))
        examples = f" ({'; '.join(map(str, row.examples))})" if len(row.examples) else ""
        remedy = told_of(str(row.remedy), language) if row.remedy else ""
        also = f"; {remedy}" if remedy and remedy != row.remedy else ""  # no English among Vietnamese
        lines.append(f"{whole(int(row.things), language)} {kind}: {outcome}, {reason}{examples}{also}")
    return lines


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
        (*_notes(study), *notes, *(compared_notes(study) if len(seeds) else ()), *unread),
        corpus,
        accounts,
        len(late_articles(corpus)),
        as_of(study),
        check_coding(study) if len(seeds) else None,
        _nearby(study, seeds) if len(seeds) else pd.DataFrame(),
    )


def _accounts(study: Study) -> tuple[Accounts, list[Reason]]:
    """Everything that was brought in; coding sheets that cannot be read are a note, and no end of the look."""
    try:
        return study.accounts, []
    except ToolkitError as error:
        told = isinstance(error, CodingError)  # by the look at the codes, with all mistakes
        return study.corpus.accounts, [] if told else [Reason.of("sheets_not_counted", error=str(error))]


def repeated_texts(kept: pd.DataFrame) -> list[Reason]:
    """What a failed crawl leaves: each text that over one in a hundred of the documents hold, the commonest first."""
    counts = kept["text"].value_counts()
    many = counts[(counts > FAILED_CRAWL * len(kept)) & (counts >= FEWEST_ALIKE)].head(5)
    return [Reason.of("failed_crawl", n=n, all=len(kept), text=quoted_value(text)[:80]) for text, n in many.items()]


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


def _seeds(study: Study) -> tuple[pd.DataFrame, list[Reason]]:
    from toolkit.evidence.seed_checks import check_seeds, first_named, lists_never_found

    try:
        table = check_seeds(study.counts, study.units, study.themes)
    except ThemesError as problem:
        return pd.DataFrame(), [Reason.of("given", text=str(problem))]
    notes = []
    for key in study.themes.keys:
        own = table[table["theme"] == key]
        silent = own.loc[(own["tokens"] == 0) & (own["inside"] == 0), "seed"].tolist()
        if len(silent) == len(own):
            notes.append(Reason.of("theme_never_occurs", theme=key, file=study.recipe.themes.file))
        elif silent:
            unheld = own.loc[(own["held"] == 0) & (own["inside"] == 0), "seed"].tolist()
            if unheld:
                notes.append(Reason.of("seeds_never_held", theme=key, seeds=first_named(unheld)))
            if len(unheld) < len(silent):
                never = [seed for seed in silent if seed not in unheld]
                notes.append(Reason.of("seeds_that_never_occur", theme=key, n=len(never), seeds=first_named(never)))
    notes += [*_everywhere(study), *_in_small_letters(study)]
    if hidden := table.loc[table["inside"] > 0, "seed"].tolist():
        notes.append(Reason.of("inside_seeds", seeds=first_named(hidden)))
    for key, where, phrase in lists_never_found(study.units, study.themes):
        notes.append(Reason.of("list_never_occurs", theme=key, phrase=phrase, where=where, apart=quoted_apart(phrase)))
    return table, notes + _topics_for(study, table)


def _everywhere(study: Study) -> list[Reason]:
    """Themes that nearly every unit holds a seed of, as where the articles were collected by that word."""
    from toolkit.evidence.seed_evidence import seed_evidence

    held = (seed_evidence(study.counts, study.themes).hits > 0).sum(axis=0)
    n = len(study.counts.ids)
    named = [(key, int(k)) for key, k in zip(study.themes.keys, held) if k > EVERYWHERE * n]
    return [Reason.of("theme_everywhere", theme=key, n=k, all=n) for key, k in named]


def _in_small_letters(study: Study) -> list[Reason]:
    """Abbreviations that stand in small letters too, where they are another word."""
    from toolkit.evidence.seed_spellings import in_small_letters

    themes = {seed: theme.key for theme in study.themes for seed in theme.seeds if seed not in theme.conditions}
    found = in_small_letters(study.units.kept["text"], themes)
    return [Reason.of("seed_in_small_letters", theme=themes[seed], seed=seed, n=n, all=m) for seed, n, m in found]


def _nearby(study: Study, seeds: pd.DataFrame) -> pd.DataFrame:
    """Words that stand with the seeds of themes that rest on one or two: theme, term, units_with_seed, units."""
    from toolkit.evidence.seed_suggestions import suggest_seeds

    occurring = seeds[seeds["tokens"] > 0].groupby("theme").size()
    thin = {theme for theme, n in occurring.items() if n <= FEW_SEEDS}
    if not thin:
        return pd.DataFrame()
    found = suggest_seeds(study.counts, study.units, study.themes, n=MOST_NEARBY)
    return found.loc[found["theme"].isin(thin), list(NEARBY)].reset_index(drop=True)


def _topics_for(study: Study, seeds: pd.DataFrame) -> list[Reason]:
    """What a fit would refuse: themes that occur and have no topic each."""
    themes, topics = seeds.loc[seeds["tokens"] > 0, "theme"].nunique(), study.recipe.topics.n_topics
    return [Reason.of("more_themes_than_topics", n=themes, topics=topics)] if themes > topics else []


def _notes(study: Study) -> list[Reason]:
    kept, recipe = study.corpus.kept, study.recipe
    notes = []
    if len(kept) < FEWEST_A_PERIOD:
        notes.append(Reason.of("few_usable", n=len(kept)))
    notes += _date_notes(study)
    unsure = decided_without_dates(study.corpus)
    if unsure:
        notes.append(Reason.of("joined_undated", n=unsure))
    if kept["source"].nunique() == 0:
        notes.append(Reason("no_source"))
    notes += changed_defaults(study)
    if len(study.units.kept) < recipe.topics.n_topics:
        notes.append(Reason.of("fewer_than_topics", n=len(study.units.kept), topics=recipe.topics.n_topics))
    return notes


def _date_notes(study: Study) -> list[Reason]:
    """What to mend of dates: conflicts, clocks, rows of dates.csv; and periods that carry no default comparison."""
    from toolkit.documents.dating.notes import date_notes, sheet_notes
    from toolkit.documents.dating.overrides import own_words

    own = own_words(study.inputs.dates, study.corpus.frame["id"], as_of(study))
    undated = study.corpus.kept.loc[study.corpus.kept["year"].isna(), "id"]
    notes = []
    if n := int((~undated.isin({row.id for row in own.rows})).sum()):
        notes.append(Reason.of("undated_to_fill", n=n))
    notes += date_notes(study.corpus)
    if copies := unread_dates(study.inputs, study.recipe.dates.overrides):
        notes.append(Reason.of("dates_unread", n=len(copies), files=", ".join(copies[:3])))
    if note := unread_note(study.inputs, study.recipe.dates.overrides):
        notes.append(Reason.of("dates_txt_unread", file=note))
    notes += sheet_notes(own)
    return [*notes, *_period_notes(study)]


def _period_notes(study: Study) -> list[Reason]:
    """Which periods are compared where study.toml names none, and which are too thin for it."""
    compare = study.recipe.compare
    if compare.pairs is not None or not study.corpus.kept["year"].notna().any():
        return []
    labels, stories = effective_by_period(study.corpus.kept, compare.periods)
    held = carrying(labels, stories)
    thin = [f"{label} ({int(n)})" for label, n in zip(labels, stories) if label not in held]
    pair = len(held) > 1
    notes = [Reason.of("default_pair", earlier=held[0], later=held[-1]) if pair else Reason("no_default_pair")]
    if thin:
        notes.append(Reason.of("thin_for_default", periods=f"{', '.join(thin[:8])}{' …' if len(thin) > 8 else ''}"))
    if pair and (held[0], held[-1]) != (labels[0], labels[-1]):
        notes.append(Reason.of("former_default", earlier=labels[0], later=labels[-1]))
    return notes


def write_dates_for(study: Study, found: Check) -> tuple[Path, int]:
    """Write dates.csv beside study.toml, the most consequential first, or add to the table that the study reads what it
    does not name; how many rows."""
    from toolkit.documents.dating.sheet import append_dates, dates_table, write_dates

    path = study.inputs.dates or study.folder / "dates.csv"
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


def _shown(table: pd.DataFrame, language: str) -> str:
    if language != "en":
        for name in ("status", "rule", "precision", "year"):
            if name in table.columns:
                rules = DATE_RULES if name == "rule" else {}
                table = table.assign(**{name: [_value(str(value), language, rules) for value in table[name]]})
        of_outlets = "all" in table.columns  # the others of its columns are names of outlets
        table = table.rename(columns=lambda name: _heading(str(name), language, of_outlets))
    mark = "," if language == "vi" else "."
    return str(table.to_string(index=False, float_format=lambda x: f"{x:.3g}".replace(".", mark), na_rep="–"))


def _problems_in_words(table: pd.DataFrame, language: str) -> pd.DataFrame:
    if language == "en" or "problem" not in table:
        return table
    halves = [reason_and_remedy(problem) if isinstance(problem, str) else ("", "") for problem in table["problem"]]
    told = ["; ".join(told_of(half, language) for half in pair if half) or None for pair in halves]
    return table.assign(problem=told)


def _value(value: str, language: str, rules: Mapping[str, tuple[str, ...]]) -> str:
    if value in rules:
        return rules[value][0]
    return translated(translated(value, language, "checks"), language)


def _heading(name: str, language: str, of_outlets: bool) -> str:
    if of_outlets or name in CHECK_COLUMNS:
        return translated(name, language, "checks") if name in CHECK_COLUMNS else name
    return translated(name, language, "columns")
