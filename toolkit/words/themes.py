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
from toolkit.base.parts import Parts
from toolkit.words.spelling import as_term

SLUG = re.compile(r"(?!id$)[a-z][a-z0-9_]*")  # a theme is a column beside id


@dataclass(frozen=True)
class Theme:
    """A named theme: `key` (a slug), `seeds` and `exclude` (phrases), `label` by language, `description`."""

    key: str
    seeds: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    label: Mapping[str, str] = field(default_factory=dict, hash=False)
    description: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "seeds", tuple(self.seeds))
        object.__setattr__(self, "exclude", tuple(self.exclude))
        if not SLUG.fullmatch(self.key):
            raise ThemesError(
                f"theme key {self.key!r} must be lower-case letters, digits and _, as citizen_protection, not id"
            )
        if not self.seeds or not all(isinstance(s, str) and s.strip() for s in (*self.seeds, *self.exclude)):
            raise ThemesError(f"theme {self.key!r} needs seeds, each a word or phrase in quotes")

    def name(self, language: str = "vi") -> str:
        """The label in `language`, else any label, else the key."""
        return self.label.get(language) or next(iter(self.label.values()), self.key)

    @property
    def seed_terms(self) -> tuple[str, ...]:
        """The seeds in token form, distinct, in the order given."""
        return tuple(dict.fromkeys(as_term(seed) for seed in self.seeds))

    @property
    def exclude_terms(self) -> tuple[str, ...]:
        """The exclusions in token form, distinct, in the order given."""
        return tuple(dict.fromkeys(as_term(phrase) for phrase in self.exclude))


@dataclass(frozen=True)
class Themes:
    """Named themes in the order of their file; two share no seed unless `shared_seeds` is True."""

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
                "seeds": list(t.seeds),
                "exclude": list(t.exclude),
                "label": dict(t.label),
                "description": t.description,
            }
            for t in self.themes
        }

    def to_frame(self) -> pd.DataFrame:
        """One row a theme and seed: theme, label, seed, term, kind (seed, exclude)."""
        rows = [
            (t.key, t.name(), phrase, as_term(phrase), kind)
            for t in self.themes
            for kind, phrases in (("seed", t.seeds), ("exclude", t.exclude))
            for phrase in phrases
        ]
        return pd.DataFrame(rows, columns=["theme", "label", "seed", "term", "kind"])

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
        rows = [(t.key, t.name(), ", ".join(t.seeds), ", ".join(t.exclude)) for t in self.themes]
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
    for name in ("seeds", "exclude"):
        if isinstance(described.get(name, []), str):
            raise ThemesError(f'theme {key!r}: {name} must be a list, as ["{described[name]}"]')
    label = described.get("label", {})
    label = {"vi": label} if isinstance(label, str) else dict(label)
    return Theme(
        key,
        tuple(described.get("seeds", ())),
        tuple(described.get("exclude", ())),
        label,
        str(described.get("description", "")),
    )


def themes_from_dict(described: Mapping[str, Any]) -> Themes:
    """Themes of {"key": ["seed", …]} or {"key": {"seeds": […], "exclude": […], "label": {…}}}.

    Example: ``tk.themes_from_dict({"citizen_protection": ["bảo hộ công dân", "lãnh sự"]})``.
    """
    return Themes(tuple(_theme(str(key), value) for key, value in described.items()))


def read_themes(path: str | Path) -> Themes:
    """Themes of a themes.toml: one table a theme, only `seeds` required.

    Raises ThemesError with the file's name when it cannot be read.
    """
    path = Path(path)
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ThemesError(f"{path.name} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemesError(f"{path.name} is no valid TOML: {error}") from error
    try:
        return themes_from_dict(described)
    except ThemesError as error:
        raise ThemesError(f"{path.name}: {error}") from error
