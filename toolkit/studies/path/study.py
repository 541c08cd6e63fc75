"""Study: a study folder and all that came out of it, each noun fetched by its reader when asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from toolkit.base.cards import card, line
from toolkit.base.errors import ThemesError, UsageError
from toolkit.base.parts import frozen
from toolkit.base.reasons import Reason
from toolkit.documents.accounts import Accounts
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.studies.asked.inputs import Inputs, find_inputs
from toolkit.studies.asked.recipe import Recipe
from toolkit.topics.model import TopicModel
from toolkit.trends.coefficients import Effects
from toolkit.trends.estimates import Audit, Contrasts, Prevalence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens

T = TypeVar("T")
HASHES = ".cache/hashes.json"  # of corpus files, with what the system tells of them


def _no_reader(study: "Study", stage: str, name: str) -> Any:
    raise UsageError("this Study has no reader; open studies with toolkit.open_study(folder)")


@dataclass(frozen=True, eq=False)
class Study:
    """A study: `folder` (holds study.toml), `recipe`, `build` (the folder of results), `options` (given by --set).

    Every other attribute is a noun or a table that `read` fetches when it is first asked for: from the build's cache,
    else computed and kept there (path/opening). Once read, it stays. This module knows no stage: who computes what, and
    when, is not its business.

    >>> study = tk.open_study("study")
    >>> study.corpus.kept["source"].nunique(), study.recipe.topics.seed
    (2, 1)
    """

    folder: Path
    recipe: Recipe
    build: Path
    options: Mapping[str, str] = field(default_factory=dict)
    with_sensitivity: bool = False
    beside: Path | None = None  # another build whose cache is read, never written
    own_themes: Themes | None = None  # instead of the file's
    read: Callable[["Study", str, str], Any] = field(default=_no_reader, repr=False)  # (study, stage, name) → value

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))

    # --- what goes in

    @cached_property
    def inputs(self) -> Inputs:
        """The files this study reads, with their hashes."""
        return find_inputs(self.recipe, self.folder, memory=self.build / HASHES)

    @cached_property
    def lexicon_themes(self) -> Themes:
        """The themes of themes.toml, whose phrases stay whole words whatever is fitted with them."""
        from toolkit.words.themes import read_themes

        return read_themes(self.inputs.themes)

    @property
    def themes(self) -> Themes:
        """The named themes, in the order of themes.toml."""
        return self.lexicon_themes if self.own_themes is None else self.own_themes

    @cached_property
    def present_themes(self) -> Themes:
        """The themes with a seed in the vocabulary: the others stay rows without a figure.

        Raises ThemesError where no seed of any theme occurs.
        """
        column = self.counts.vocabulary.column
        present = tuple(t for t in self.themes if any(term in column for term in t.seed_terms))
        if not present:
            name = self.inputs.themes.name
            raise ThemesError(f"no seed of any theme occurs in these texts; mend the seeds in {name}")
        return replace(self.themes, themes=present)

    @property
    def absent_themes(self) -> tuple[str, ...]:
        """The keys of the themes none of whose seeds occurs."""
        return tuple(key for key in self.themes.keys if key not in self.present_themes.keys)

    @property
    def language(self) -> str:
        """The language of the report: vi or en."""
        return self.recipe.report.language

    @property
    def title(self) -> str:
        """The title of the report; the folder's name where study.toml gives none."""
        return self.recipe.report.title or self.folder.resolve().name

    # --- documents

    @cached_property
    def corpus(self) -> Corpus:
        """The documents, cleaned, dated and grouped into stories; dropped ones stay with their status."""
        return self._noun("documents", "corpus", Corpus)

    @cached_property
    def passages(self) -> Corpus | None:
        """The paragraphs, where [corpus] unit = "paragraph"; else None."""
        return self._noun("passages", "passages", Corpus) if self.recipe.corpus.unit == "paragraph" else None

    @property
    def units(self) -> Corpus:
        """What is counted and fitted: the paragraphs, else the documents."""
        return self.corpus if self.passages is None else self.passages

    @cached_property
    def cleaning(self) -> pd.DataFrame:
        """cleaning.csv: document, rule, lines, characters."""
        return self._noun("accounts", "cleaning", pd.DataFrame)

    @cached_property
    def removed(self) -> pd.DataFrame:
        """removed.csv: document, line, rule, text."""
        return self._noun("accounts", "removed", pd.DataFrame)

    @cached_property
    def dates(self) -> pd.DataFrame:
        """Date rules: rule, precision, documents, mean confidence."""
        return self._noun("accounts", "dates", pd.DataFrame)

    @cached_property
    def counts_by_stage(self) -> dict[str, int]:
        """Documents found, unreadable, empty, foreign, duplicate, undated, kept; then units, stories, tokens, terms."""
        return self._noun("accounts", "counts", dict)

    # --- words, topics, scores

    @cached_property
    def tokens(self) -> Tokens:
        """The words of every unit."""
        return self._noun("tokens", "tokens", Tokens)

    @cached_property
    def counts(self) -> TermCounts:
        """Terms by unit."""
        return self._noun("counts", "counts", TermCounts)

    @cached_property
    def models(self) -> dict[str, TopicModel]:
        """Method → the reference model with named themes ("lda", "nmf", as [topics] methods says)."""
        return {method: self.refits[method][0] for method in self.recipe.topics.methods}

    @cached_property
    def refits(self) -> dict[str, list[TopicModel]]:
        """Method → the reference model and its refits from other starts, `fits` in all, matched topic by topic."""
        return {method: self._noun(f"{method}_themes", "fits", list) for method in self.recipe.topics.methods}

    @cached_property
    def unguided(self) -> dict[str, TopicModel]:
        """Method → the prototype of the models fitted without seeds, its topics named as names.toml says."""
        return {method: self._noun(f"{method}_free", "model", TopicModel) for method in self.recipe.topics.methods}

    @cached_property
    def names(self) -> dict[tuple[str, str], dict[str, tuple[int, ...]]]:
        """(method, "themes" or "free") → the names a person gave to its topics in a names.toml."""
        return self._noun("names", "given", dict)

    @cached_property
    def surfacing(self) -> pd.DataFrame:
        """Which themes the unguided fits find by themselves: method, theme, topic, lift, matched, surfaced."""
        return self._joined("free", "surfacing")

    @cached_property
    def recurrence(self) -> pd.DataFrame:
        """Every unguided topic: method, topic, matched (share of refits that hold it), recurring, theme, terms,
        name."""
        table = self._joined("free", "recurrence")
        names = {(m, k): name for m, fit in self.unguided.items() for k, name in enumerate(fit.topic_names)}
        return table.assign(name=[names[pair] for pair in zip(table["method"], table["topic"])])

    @cached_property
    def scores(self) -> ThemeScores:
        """Theme scores of the units; levels only where codes calibrate them."""
        return self._noun("scores", "scores", ThemeScores)

    @cached_property
    def accounts(self) -> Accounts:
        """Everything that was brought in: the corpus's accounts, and the rows of coding sheets."""
        coded = self._noun("coding", "told", Accounts) if self._noun("coding", "there", bool) else ()
        return self.corpus.accounts.plus(coded)

    @cached_property
    def coding(self) -> Coding | None:
        """The codes of coding.xlsx; None where there is no filled-in sheet."""
        return self._noun("coding", "coding", Coding) if self._noun("coding", "there", bool) else None

    # --- comparison

    @cached_property
    def family(self) -> tuple[Prevalence, ...]:
        """What the verdicts rest on: the headline measure by each method, then the other view of the same themes."""
        return tuple(self._noun("family", "all", list))

    @cached_property
    def resting_elsewhere(self) -> list[dict[str, Any]]:
        """The themes whose topic rests on other words, for which the headline falls back: theme, seeded, words."""
        return self._noun("family", "resting", list)

    @cached_property
    def prevalence(self) -> tuple[Prevalence, ...]:
        """Every measure by every method that offers it, the family first."""
        return (*self.family, *self._noun("others", "all", list))

    @property
    def headline(self) -> Prevalence:
        """The prevalence that bears the verdicts: the first calibrated of the family, else its first."""
        return next((p for p in self.family if p.calibrated), self.family[0])

    @cached_property
    def contrasts(self) -> Contrasts:
        """The declared family of changes with their verdicts."""
        return self._noun("contrasts", "contrasts", Contrasts)

    @cached_property
    def audit(self) -> pd.DataFrame:
        """comparability.csv: theme, earlier, later, check, value, verdict."""
        return self._noun("contrasts", "audit", Audit).frame

    @cached_property
    def course(self) -> Prevalence | None:
        """The headline's measure by year (quarter or month where few years are dense), also where spans are compared;
        None where these articles bear none."""
        return self._noun("course", "course", Prevalence) if self._noun("course", "there", bool) else None

    @cached_property
    def adjusted(self) -> pd.DataFrame:
        """adjusted.csv: each declared change as collected and at a fixed mix of outlets; empty without codes."""
        return self._noun("contrasts", "adjusted", pd.DataFrame)

    @cached_property
    def effects(self) -> Effects | None:
        """The effects of the declared formula; None where there is none, or these articles do not bear it."""
        return self._noun("groups", "effects", Effects) if "effects" in self._noun("groups", "there", list) else None

    @cached_property
    def by_group(self) -> Prevalence | None:
        """Presence of the themes by the declared groups, else by outlet; None where there are too few or too many."""
        return self._noun("groups", "groups", Prevalence) if "groups" in self._noun("groups", "there", list) else None

    @cached_property
    def group_contrasts(self) -> Contrasts | None:
        """The differences between those groups with their verdicts; None without codes of presence."""
        there = "group_contrasts" in self._noun("groups", "there", list)
        return self._noun("groups", "group_contrasts", Contrasts) if there else None

    @cached_property
    def within_contrasts(self) -> Contrasts | None:
        """The changes inside each declared group with their verdicts; None without such groups or codes of presence."""
        there = "within_contrasts" in self._noun("groups", "there", list)
        return self._noun("groups", "within_contrasts", Contrasts) if there else None

    @cached_property
    def wording(self) -> pd.DataFrame:
        """wording.csv: words that entered or left a theme between the periods of each pair."""
        return self._noun("groups", "wording", pd.DataFrame)

    @cached_property
    def company(self) -> pd.DataFrame:
        """company.csv: which themes stand together; empty without codes of presence."""
        return self._noun("groups", "company", pd.DataFrame)

    @cached_property
    def company_by_period(self) -> pd.DataFrame:
        """company_by_period.csv: the same in each period; empty where there is one alone, or no codes of presence."""
        there = "company_by_period" in self._noun("groups", "there", list)
        return self._noun("groups", "company_by_period", pd.DataFrame) if there else self.company.head(0)

    @cached_property
    def group_notes(self) -> list[tuple[str, Reason]]:
        """What of groups, effects and changes at a fixed mix could not be had, and why."""
        fixed = [("adjusted", why) for why in self._noun("contrasts", "adjusted_notes", list)]
        return [(name, Reason.from_json(why)) for name, why in (*self._noun("groups", "notes", list), *fixed)]

    @cached_property
    def undated(self) -> pd.DataFrame:
        """Themes among the undated: theme, share_dated, share_undated, n_undated."""
        return self._noun("checks", "undated", pd.DataFrame)

    # --- evidence and checks

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """passages.csv: theme, period, document, start, end, score, passage; the best passages a theme and period."""
        return self._noun("evidence", "passages", pd.DataFrame)

    @cached_property
    def basis(self) -> pd.DataFrame:
        """One row a method and theme, as theme_basis gives it: what the theme's topic rests on."""
        return self._noun("checks", "basis", pd.DataFrame)

    @cached_property
    def basis_by_outlet(self) -> pd.DataFrame:
        """One row a method, theme and outlet of twenty articles or more, as basis_by_source gives it."""
        return self._noun("checks", "basis_sides", pd.DataFrame)

    @cached_property
    def seed_sides(self) -> pd.DataFrame:
        """One row a theme and outlet: how many of its documents hold a seed, and whether a large outlet holds none."""
        return self._noun("checks", "seed_sides", pd.DataFrame)

    @cached_property
    def seeds(self) -> pd.DataFrame:
        """One row a theme and seed, as check_seeds gives it; leave_one_out_change after sensitivity."""
        table = self._noun("checks", "seeds", pd.DataFrame)
        if self.sensitivity is None:
            return table
        change = self._noun("sensitivity", "seeds", pd.DataFrame)
        return table.merge(change, on=["theme", "seed"], how="left")

    @cached_property
    def coherence(self) -> pd.DataFrame:
        """coherence.csv: one row a method and topic."""
        return self._noun("checks", "coherence", pd.DataFrame)

    @cached_property
    def stability(self) -> pd.DataFrame:
        """stability.csv: one row a method and topic."""
        return self._noun("checks", "stability", pd.DataFrame)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """concordance_lda_nmf.csv: how far LDA and NMF agree, one row a theme."""
        return self._noun("checks", "agreement", pd.DataFrame)

    @cached_property
    def coder_agreement(self) -> pd.DataFrame:
        """coder_agreement.csv: how far the coders agree, one row a theme; empty without codes."""
        return self._noun("checks", "coder_agreement", pd.DataFrame)

    @cached_property
    def codings(self) -> pd.DataFrame:
        """codings.csv: period, coder, coded, alone, several, blank; empty without codes."""
        return self._noun("checks", "codings", pd.DataFrame)

    @cached_property
    def balance(self) -> dict[str, Any]:
        """Whether the coded units are the sample that was drawn: theme, period, caution; empty without codes."""
        return self._noun("checks", "balance", dict)

    @cached_property
    def keyness(self) -> pd.DataFrame:
        """Words that tell the first declared pair of periods apart; empty where there are not two."""
        return self._noun("checks", "keyness", pd.DataFrame)

    @cached_property
    def sensitivity(self) -> pd.DataFrame | None:
        """Each verdict under other choices; None until asked for with --sensitivity."""
        return self._noun("sensitivity", "table", pd.DataFrame) if self.with_sensitivity else None

    @cached_property
    def cautions(self) -> list[str]:
        """What a reader must know before quoting a figure, in the report's language."""
        return self._noun("cautions", "lines", list)

    @cached_property
    def edits(self) -> list[str]:
        """What was edited in [compare] or the themes after the first fit, as the report lists it."""
        return self._noun("edits", "lines", list)

    # --- machinery

    def let_go(self, name: str) -> None:
        """Hold this noun no longer; it is read from the cache again when it is asked for."""
        self.__dict__.pop(name, None)

    def _noun(self, stage: str, name: str, kind: type[T]) -> T:
        value = self.read(self, stage, name)
        assert isinstance(value, kind), f"{stage} gave {type(value).__name__} as {name}"
        return value

    def _joined(self, kind: str, name: str) -> pd.DataFrame:
        tables = [self._noun(f"{method}_{kind}", name, pd.DataFrame) for method in self.recipe.topics.methods]
        return pd.concat(tables, ignore_index=True)

    def to_frame(self) -> pd.DataFrame:
        """The contrasts: one row a theme and pair."""
        return self.contrasts.to_frame()

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        from toolkit.evidence.basis import basis_said

        facts = list(self.counts_by_stage.items())
        rows = [(t.key, t.name(self.language), ", ".join(t.seeds), basis_said(self.basis, t.key)) for t in self.themes]
        heads = ["theme", "label", "seeds", "topic: seeds, their company, rest"]
        return card(f"Study: {self.title}", facts, heads, rows, self.cautions)
