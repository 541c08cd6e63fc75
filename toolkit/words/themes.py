"""Themes: a theme is words first."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import pandas as pd

from toolkit.base.cards import card, line
from toolkit.base.checks import did_you_mean
from toolkit.base.errors import ThemesError
from toolkit.base.parts import Parts, frozen
from toolkit.base.written import parse_toml, read_written
from toolkit.words.conditions import UNHELD, Condition, read_condition
from toolkit.words.mistakes import RESERVED, key_mistake, phrase_mistake, quoted_apart, shape_mistake, toml_hint
from toolkit.words.spelling import as_term

SLUG = re.compile(r"(?!id$)[a-z][a-z0-9_]*")  # a theme is a column beside id


@dataclass(frozen=True)
class Theme:
    """A named theme: `key` (a slug), `seeds` and `exclude` (phrases), `label` by language, `description`.

    `conditions`: seed → where it counts. `other_seeds`: seeds by another language, kept as they were given.

    >>> theme = tk.Theme("kieu_bao", seeds=("kiều bào", "Việt kiều"), label={"vi": "Kiều bào"})
    >>> theme.seed_terms
    ('kiều_bào', 'việt_kiều')
    """

    key: str
    seeds: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    label: Mapping[str, str] = field(default_factory=dict, hash=False)
    description: str = ""
    conditions: Mapping[str, Condition] = field(default_factory=dict, hash=False)
    other_seeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seeds", tuple(self.seeds))
        object.__setattr__(self, "exclude", tuple(self.exclude))
        if not SLUG.fullmatch(self.key):
            raise ThemesError(key_mistake(self.key))
        self._require_phrases()
        object.__setattr__(self, "conditions", {s: c for s, c in self.conditions.items() if s in self.seeds})
        for name in ("label", "conditions", "other_seeds"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        excluded = set(self.seed_terms) & set(self.exclude_terms)
        if excluded:
            raise ThemesError(
                f"theme {self.key!r} excludes its own seed {_spaced(min(excluded))!r}; keep it in one list"
            )
        self._require_one_condition()

    def _require_phrases(self) -> None:
        """Seeds, and exclusions if any, that are text and could occur."""
        if not self.seeds:
            raise ThemesError(f'theme {self.key!r} has no seed; give it some, as seeds = ["kiều bào"], or delete it')
        for name, phrases in (("seeds", self.seeds), ("exclude", self.exclude)):
            for phrase in phrases:
                if not isinstance(phrase, str) or not phrase.strip():
                    raise ThemesError(
                        f"theme {self.key!r}: {phrase!r} in {name} is no phrase; each is a word or phrase in quotes"
                    )
                if not any(c.isalnum() for c in phrase):
                    raise ThemesError(
                        f"theme {self.key!r}: {phrase!r} holds no letter and could never occur; leave it out"
                    )

    def _require_one_condition(self) -> None:
        bound: dict[str, Condition | None] = {}
        for seed in self.seeds:
            own = self.conditions.get(seed)
            if bound.setdefault(as_term(seed), own) != own:
                raise ThemesError(f"theme {self.key!r} has the seed {seed!r} twice, under two conditions; keep one")

    def name(self, language: str = "vi") -> str:
        """The label in `language`, else any label, else the key."""
        return self.label.get(language) or next(iter(self.label.values()), self.key)

    def seeds_given(self) -> Any:
        """The seeds as a themes.toml has them: text, or a table where there is a condition; by language if others."""
        own = [{"seed": s, **self.conditions[s].to_dict()} if s in self.conditions else s for s in self.seeds]
        return {"vi": own, **{k: list(v) for k, v in self.other_seeds.items()}} if self.other_seeds else own

    @property
    def seed_terms(self) -> tuple[str, ...]:
        """The seeds in token form, distinct, in the order given."""
        return tuple(dict.fromkeys(as_term(seed) for seed in self.seeds))

    @property
    def term_conditions(self) -> dict[str, Condition]:
        """The condition of each seed that has one, by its token form."""
        return {as_term(seed): condition for seed, condition in self.conditions.items()}

    @property
    def unheld_terms(self) -> tuple[str, ...]:
        """What uses become whose condition does not hold: words of their own, no seeds."""
        return tuple(term + UNHELD for term in self.term_conditions)

    @property
    def own_terms(self) -> tuple[str, ...]:
        """Seeds, uses of them that do not count, and exclusions: what no vocabulary may lose."""
        return (*self.seed_terms, *self.unheld_terms, *self.exclude_terms)

    @property
    def seeds_said(self) -> tuple[str, ...]:
        """The seeds as they are read: "thuyền viên (with lãnh sự within paragraph)"."""
        return tuple(f"{s} ({self.conditions[s]})" if s in self.conditions else s for s in self.seeds)

    @property
    def exclude_terms(self) -> tuple[str, ...]:
        """The exclusions in token form, distinct, in the order given."""
        return tuple(dict.fromkeys(as_term(phrase) for phrase in self.exclude))


@dataclass(frozen=True)
class Themes:
    """Named themes in the order of their file; two share no seed unless `shared_seeds` is True.

    >>> themes["overseas_communities"].name("en")
    'Overseas communities'
    >>> len(themes) == len(themes.keys)
    True
    """

    themes: tuple[Theme, ...]
    shared_seeds: bool = False
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "themes", tuple(self.themes))
        owner: dict[str, str] = {}
        if not self.themes:
            raise ThemesError("no theme given; name at least one with its seeds")
        if len(set(self.keys)) < len(self.themes):
            raise ThemesError(f"theme keys must be distinct: {', '.join(self.keys)}")
        for theme in self.themes:
            for term in theme.seed_terms:
                if owner.setdefault(term, theme.key) != theme.key and not self.shared_seeds:
                    raise ThemesError(
                        f"themes {owner[term]!r} and {theme.key!r} share the seed {term.replace('_', ' ')!r}; "
                        "keep it in one of them"
                    )
        self._require_separable()

    def _require_separable(self) -> None:
        """One word has one condition, and some theme may use it."""
        bound: dict[str, Condition | None] = {}
        for theme in self.themes:
            for term in theme.seed_terms:
                own = theme.term_conditions.get(term)
                if bound.setdefault(term, own) != own:
                    raise ThemesError(f"the seed {_spaced(term)!r} is shared under two conditions; give it one")
        everywhere = set.intersection(*(set(theme.exclude_terms) for theme in self.themes))
        if everywhere and len(self.themes) > 1:
            raise ThemesError(
                f"all themes exclude {_spaced(min(everywhere))!r}, so nothing could hold it; take it out of one, or "
                "name it in [words] drop"
            )

    def __len__(self) -> int:
        return len(self.themes)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __getitem__(self, key: str) -> Theme:
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise ThemesError(f"no theme {key!r}{did_you_mean(key, self.keys)}")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(theme.key for theme in self.themes)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form; `themes_from_dict` reads it."""
        return {
            t.key: {
                "seeds": t.seeds_given(),
                "exclude": list(t.exclude),
                "label": dict(t.label),
                "description": t.description,
            }
            for t in self.themes
        }

    def to_frame(self) -> pd.DataFrame:
        """One row a theme and seed: theme, label, seed, term, kind (seed, exclude), condition."""
        rows = [
            (t.key, t.name(), phrase, as_term(phrase), kind, str(t.conditions.get(phrase, "")))
            for t in self.themes
            for kind, phrases in (("seed", t.seeds), ("exclude", t.exclude))
            for phrase in phrases
        ]
        return pd.DataFrame(rows, columns=["theme", "label", "seed", "term", "kind", "condition"])

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        return Parts(meta={"themes": self.to_dict(), "order": list(self.keys), "shared_seeds": self.shared_seeds})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        described = parts.meta["themes"]
        return cls(tuple(_theme(k, described[k]) for k in parts.meta["order"]), parts.meta["shared_seeds"])

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        rows = [(t.key, t.name(), ", ".join(t.seeds_said), ", ".join(t.exclude)) for t in self.themes]
        return card("Themes", [("themes", len(self))], ["key", "label", "seeds", "exclude"], rows)


KNOWN = ("label", "seeds", "exclude", "description")


def _theme(key: str, described: Any) -> Theme:
    if isinstance(described, Sequence) and not isinstance(described, str):
        described = {"seeds": described}
    if not isinstance(described, Mapping):
        raise ThemesError(f"theme {key!r} must be a table with seeds, or a list of seeds")
    for name in described:
        if name not in KNOWN:
            raise ThemesError(f"theme {key!r} has no key {name!r}{did_you_mean(str(name), KNOWN)}")
    given, others = _by_language(key, described.get("seeds", ()))
    for name, value in (("seeds", given), ("exclude", described.get("exclude", ()))):
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise ThemesError(f"theme {key!r}: {name} must be a list, as [{quoted_apart(str(value))}]")
    seeds, conditions = _seeds(key, given)
    exclude, description = tuple(described.get("exclude", ())), described.get("description", "")
    if not isinstance(description, str):
        raise ThemesError(f"theme {key!r}: description must be text in quotes, not {description!r}")
    return Theme(key, seeds, exclude, _label(key, described.get("label", {})), description, conditions, others)


def _label(key: str, given: Any) -> dict[str, str]:
    """The label by language; text alone is Vietnamese."""
    label = {"vi": given} if isinstance(given, str) else given
    if not isinstance(label, Mapping) or not all(isinstance(name, str) for name in label.values()):
        raise ThemesError(f'theme {key!r}: label must be text, as label.vi = "Kiều bào"; it is {given!r}')
    return dict(label)


def _by_language(key: str, seeds: Any) -> tuple[Any, dict[str, tuple[str, ...]]]:
    """The Vietnamese seeds, which count, and those of other languages (`seeds.en`), which are kept for later."""
    if not isinstance(seeds, Mapping):
        return seeds, {}
    others = {str(language): words for language, words in seeds.items() if language != "vi"}
    for language, words in others.items():
        if not isinstance(words, Sequence) or isinstance(words, str) or not all(isinstance(w, str) for w in words):
            raise ThemesError(f"theme {key!r}: seeds.{language} must be a list of words")
    return seeds.get("vi", ()), {language: tuple(words) for language, words in others.items()}


def _seeds(key: str, given: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Condition]]:
    """Seeds as text, and the conditions of those that are tables."""
    seeds, conditions = [], {}
    for entry in given:
        if not isinstance(entry, Mapping):
            seeds.append(entry)
            continue
        seed = entry.get("seed")
        if not isinstance(seed, str) or not seed.strip():
            raise ThemesError(f'theme {key!r}: a seed\'s table needs seed, as {{ seed = "thuyền viên", with = [...] }}')
        condition = read_condition(entry, f"theme {key!r}, seed {seed!r}")
        seeds.append(seed)
        if condition is not None:
            conditions[seed] = condition
    return tuple(seeds), conditions


def _spaced(term: str) -> str:
    return term.replace("_", " ")


def require_key(theme: Theme) -> None:
    """Refuse, with a ThemesError, a key that a coding sheet or table has for a word of its own."""
    if theme.key in RESERVED:
        raise ThemesError(key_mistake(theme.key))


def require_meant(theme: Theme) -> None:
    """Refuse, with a ThemesError, what a person cannot have meant; stored themes are loaded as they were saved."""
    require_key(theme)
    said = [(f"{phrase!r} in seeds", phrase) for phrase in theme.seeds]
    said += [(f"{phrase!r} in exclude", phrase) for phrase in theme.exclude]
    for seed, condition in theme.conditions.items():
        for name, words in (("with", condition.with_), ("without", condition.without)):
            said += [(f"seed {seed!r}, {word!r} of {name}", word) for word in words]
    for what, phrase in said:
        if mistake := phrase_mistake(phrase):
            raise ThemesError(f"theme {theme.key!r}, {what}: {mistake}")


def themes_from_dict(described: Mapping[str, Any]) -> Themes:
    """Themes of {"key": ["seed", …]} or {"key": {"seeds": […], "exclude": […], "label": {…}}}.

    Example: ``tk.themes_from_dict({"citizen_protection": ["bảo hộ công dân", "lãnh sự"]})``.

    >>> tk.themes_from_dict({"kieu_bao": ["kiều bào", "Việt kiều"]}).keys
    ('kieu_bao',)
    """
    themes = tuple(_theme(str(key), value) for key, value in described.items())
    for theme in themes:
        require_meant(theme)
    return Themes(themes)


def read_themes(path: str | Path) -> Themes:
    """Themes of a themes.toml: one table a theme, only `seeds` required; a seed may be a table with its condition.

    `{ seed = "thuyền viên", with = ["lãnh sự", "về nước"], without = ["Indonesia"], within = "paragraph" }`: the seed
    counts where one of `with` and none of `without` stand in its paragraph ("document", or a number of syllables).

    Raises ThemesError with the file's name when it cannot be read.

    >>> tk.read_themes(tk.sample_folder() / "themes.toml").keys[:2]
    ('combating_distortion', 'overseas_communities')
    """
    path = Path(path)
    try:
        text = read_written(path)
    except OSError as error:
        raise ThemesError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ThemesError(f"{path.name} is no UTF-8 text: {error}; save it as UTF-8") from error
    try:
        described = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemesError(f"{path.name} is no valid TOML: {error}; {toml_hint(text, str(error))}") from error
    try:
        if mistake := shape_mistake(described):
            raise ThemesError(mistake)
        return themes_from_dict(described)
    except ThemesError as error:
        raise ThemesError(f"{path.name}: {error}") from error
