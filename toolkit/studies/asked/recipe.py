"""Recipe: what a study does, as its study.toml says; every error at once, with line and suggestion."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from toolkit.base.cards import card, line
from toolkit.base.errors import RecipeError, UsageError
from toolkit.base.parts import Parts
from toolkit.base.written import read_written
from toolkit.engine.choice import engine_from
from toolkit.studies.asked.toml_lines import Place, explain_all, parse
from toolkit.topics.seeding import MOST_TOPICS

Share = Annotated[float, Field(gt=0, le=1)]


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {name!r}; write one as Asia/Ho_Chi_Minh") from None


Text = Annotated[str, AfterValidator(_written)]


class Section(BaseModel):
    """A table of study.toml: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class CorpusSection(Section):
    """[corpus]: where the articles are, how they were collected, and the unit of analysis."""

    path: Text
    selection: Text
    unit: Literal["document", "paragraph"] = "document"
    columns: dict[str, str] = {}
    encoding: str | None = None
    source_column: str | None = None
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"  # of moments with an offset


class CleaningSection(Section):
    """[cleaning]"""

    captions: Literal["drop", "keep"] = "drop"
    enabled: StrictBool = True
    rules: str | None = None


class DatesSection(Section):
    """[dates]"""

    overrides: str | None = None
    as_of: datetime.date | None = None  # no date after it is believed; None: the end of the release's year


class StoriesSection(Section):
    """[stories]"""

    threshold: Share = 0.55  # of the shorter of two texts, word for word and in order in the other


class WordsSection(Section):
    """[words]"""

    lexicon: str | None = None
    drop: tuple[str, ...] | None = None  # None: function words and numbers, as build_vocabulary
    min_units: Annotated[int, Field(strict=True, ge=1)] = 3
    max_share: Share = 0.5
    segmenter: Literal["pyvi", "underthesea", "syllables"] = "pyvi"


class ThemesSection(Section):
    """[themes]"""

    file: Text = "themes.toml"


class TopicsSection(Section):
    """[topics]"""

    methods: Annotated[tuple[Literal["lda", "nmf"], ...], Field(min_length=1)] = ("lda", "nmf")
    n_topics: Annotated[int, Field(strict=True, ge=2, le=MOST_TOPICS)]
    fits: Annotated[int, Field(strict=True, ge=2, le=100)] = 5
    sample: Annotated[int, Field(strict=True, ge=10)] = 50_000  # stories a fit is made on, at most; all get shares
    unguided_sample: Annotated[int, Field(strict=True, ge=10)] = 50_000  # the same of fits without themes
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
    engine: Literal["cvb0", "gensim"] = "cvb0"
    loss: Literal["kl", "frobenius"] = "kl"

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.methods)) < len(self.methods):
            raise ValueError("methods must be distinct")
        return self


class CompareSection(Section):
    """[compare]: the family of tests, declared before the first fit."""

    by: Literal["year", "quarter", "month"] | dict[str, tuple[int, int]] = "year"
    spans: dict[str, tuple[int, int]] | None = None
    groups: dict[str, tuple[Text, ...]] | None = None
    pairs: tuple[tuple[str, str], ...] | None = None
    measure: Literal["share", "presence", "room", "dominant"] = "share"
    basis: Literal["hold", "show"] = "hold"
    count: Literal["publications", "stories"] = "stories"
    level: Annotated[float, Field(ge=0.5, lt=1)] = 0.95
    margin: Annotated[float, Field(gt=0, lt=1)] = 0.03
    draws: Annotated[int, Field(strict=True, ge=100, le=100_000)] = 1000

    @property
    def periods(self) -> str | dict[str, tuple[int, int]]:
        """How time is cut: a name, or named spans of years."""
        return self.spans if self.spans else self.by

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.spans and self.by != "year":
            raise ValueError("give either by or spans, not both")
        if isinstance(self.periods, dict):
            for name, (first, last) in self.periods.items():
                if first > last:
                    raise ValueError(f"span {name!r} ends before it begins")
        for pair in self.pairs or ():
            if pair[0] == pair[1]:
                raise ValueError(f"the pair {list(pair)} compares a period with itself")
            for name in pair:
                if isinstance(self.periods, dict) and name not in self.periods:
                    raise ValueError(f"the pair {list(pair)} names no span {name!r}; spans: {', '.join(self.periods)}")
        return self


class EffectsSection(Section):
    """[effects]: a formula of columns, and the columns whose mix is held fixed beside each change."""

    formula: str = ""
    adjusted_for: tuple[Text, ...] = ("source",)


class CodingSection(Section):
    """[coding]: the filled-in sheet, who coded (printed wherever the codes are used), whose pages, their overlap, and
    whether seeds are marked in the texts, which steers a reader and is told with the figures."""

    file: str | None = None
    coders: str = ""
    pages: tuple[Text, ...] = ()
    overlap: Annotated[float, Field(gt=0, le=1)] = 0.2
    seeds_shown: bool = False


class ScoresSection(Section):
    """[scores]: chances of the themes from another program (id and one column a theme), and where they come from."""

    file: str | None = None
    source: str = ""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.file is not None and not self.source.strip():
            raise ValueError("source is missing: say in a sentence where these scores come from")
        return self


def _engine(text: str) -> str:
    try:
        return str(engine_from(text))
    except UsageError as error:
        raise ValueError(str(error)) from None


class EngineSection(Section):
    """[engine]: where batches run; no result depends on it."""

    kind: Annotated[str, AfterValidator(_engine)] = "local"  # local:2 (processes), or a master of Spark


class ReportSection(Section):
    """[report]"""

    title: str = ""
    language: Literal["vi", "en"] = "vi"
    pdf: StrictBool = True


class ExplorerSection(Section):
    """[explorer]: what explorer.html holds; without `texts` it holds no text of an article (titles, dates, scores)."""

    texts: StrictBool = True


class Recipe(Section):
    """What to do: the tables of study.toml as attributes (`recipe.topics.n_topics`), defaults filled in.

    Only `[corpus] path`, `selection` and `[topics] n_topics, seed` are required. Unknown keys raise RecipeError.

    >>> recipe = tk.Recipe.read("study/study.toml", {"topics.n_topics": "30"})
    >>> recipe.topics.n_topics, recipe.compare.level
    (30, 0.95)
    """

    corpus: CorpusSection
    cleaning: CleaningSection = CleaningSection()
    dates: DatesSection = DatesSection()
    stories: StoriesSection = StoriesSection()
    words: WordsSection = WordsSection()
    themes: ThemesSection = ThemesSection()
    topics: TopicsSection
    compare: CompareSection = CompareSection()
    effects: EffectsSection = EffectsSection()
    coding: CodingSection = CodingSection()
    scores: ScoresSection = ScoresSection()
    engine: EngineSection = EngineSection()
    report: ReportSection = ReportSection()
    explorer: ExplorerSection = ExplorerSection()
    schema_version: ClassVar[int] = 1

    @classmethod
    def read(cls, path: str | Path, options: Mapping[str, str] | None = None) -> Self:
        """The recipe of a study.toml, with `options` ("topics.n_topics": "30") over it.

        Raises RecipeError naming every wrong line at once.
        """
        path = Path(path)
        try:
            text = read_written(path)
        except OSError as error:
            raise RecipeError(
                f"{path.name} cannot be read in {path.parent.name or '.'}: {error.strerror}; "
                "make a study with: chude new NAME --corpus DIR --themes a,b"
            ) from error
        except UnicodeDecodeError as error:
            raise RecipeError(f"{path.name} is not UTF-8 ({error.reason}); save it as UTF-8") from error
        tables, places = parse(text, path.name)
        for key, value in (options or {}).items():
            _put(tables, places, key, value)
        return cls._checked(tables, path.name, places)

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any]) -> Self:
        """The recipe of nested dicts, as study.toml would give them; RecipeError as `read`."""
        return cls._checked(tables, "recipe", {})

    @classmethod
    def _checked(cls, tables: Mapping[str, Any], name: str, places: Mapping[tuple[str, ...], Place]) -> Self:
        try:
            return cls.model_validate(tables)
        except ValidationError as error:
            known: dict[str, tuple[str, ...]] = {
                key: tuple(field.annotation.model_fields)  # type: ignore[union-attr]
                for key, field in cls.model_fields.items()
            }
            raise RecipeError("\n".join(explain_all(error.errors(include_url=False), name, places, known))) from None

    def resolved(self) -> dict[str, Any]:
        """Every setting, defaults filled in, as JSON holds it; an absolute path is cut to its last name."""
        tables: dict[str, Any] = self.model_dump(mode="json")
        for section, key in (
            ("corpus", "path"),
            ("cleaning", "rules"),
            ("dates", "overrides"),
            ("words", "lexicon"),
            ("themes", "file"),
            ("coding", "file"),
            ("scores", "file"),
        ):
            tables[section][key] = _relative(tables[section][key])
        if tables["words"]["drop"] is not None:
            tables["words"]["drop"] = [_relative(name) for name in tables["words"]["drop"]]
        return tables

    def to_frame(self) -> pd.DataFrame:
        """One row a setting: table, key, value."""
        rows = [(t, k, v) for t, keys in self.resolved().items() for k, v in keys.items()]
        return pd.DataFrame(rows, columns=["table", "key", "value"])

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        return Parts(meta=self.model_dump(mode="json"))

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls.from_dict(parts.meta)

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        rows = [(f"[{r.table}] {r.key}", r.value) for r in self.to_frame().itertuples()]
        return card("Recipe", [("title", self.report.title)], ["setting", "value"], rows)


def _relative(name: str | None) -> str | None:
    absolute = name is not None and (Path(name).is_absolute() or name.startswith("~") or name[1:3] in (":\\", ":/"))
    return f"…/{Path(name.replace(chr(92), '/')).name}" if absolute and name is not None else name


def _put(tables: dict[str, Any], places: dict[tuple[str, ...], Place], key: str, value: str) -> None:
    """Lay one `--set table.key=value` over the tables; the value is TOML, or else a plain string."""
    import tomllib

    table, _, name = key.partition(".")
    if not table or not name:
        raise RecipeError(f"--set {key}={value}: give table.key=value, as topics.n_topics=30")
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    if not isinstance(tables.setdefault(table, {}), dict):
        raise RecipeError(f"--set {key}={value}: {table} is no table of study.toml")
    tables[table][name] = parsed
    places[(table, name)] = "--set"
