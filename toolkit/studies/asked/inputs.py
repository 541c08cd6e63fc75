"""What a study reads: the files it names and those found by themselves, each with its hash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.base.errors import InputError, RecipeError
from toolkit.base.files import sha256_bytes, sha256_file
from toolkit.base.written import read_written
from toolkit.documents.dating.own_sheet import is_table_of_dates
from toolkit.studies.asked.hashing import hashes_of
from toolkit.studies.asked.recipe import Recipe

# By role the names that are looked for, case aside: dates.csv may come back as what a spreadsheet saves by itself, a
# text file only where it is a table of dates.
FOUND_BY_THEMSELVES = {
    "dates": ("dates.csv", "dates.xlsx", "dates.ods", "dates.tsv", "dates.txt"),
    "coding": ("coding.xlsx",),
}
# `dates (1).csv`, `dates - Sheet1.csv`, `dates_Lan.xlsx`: what browsers, Google Sheets and people call a copy.
_COPY = re.compile(r"dates\b.*\.(?:csv|xlsx?|ods|tsv|txt|numbers)|dates_.*\.(?:csv|xlsx?|ods|tsv|numbers)", re.I)
CODING_PAGES = "coding"  # the folder of coding pages and of what came back from them


@dataclass(frozen=True)
class Inputs:
    """The files a study reads, by role: `corpus` (a folder or file), `themes, rules, lexicon, dates, coding` (paths or
    None), `names` (names*.toml), `drops` (files of words to leave out), `pages` (what came back from coding pages, in
    coding/), `scores` (chances from another program, or None)."""

    folder: Path
    corpus: Path
    themes: Path
    rules: Path | None
    lexicon: Path | None
    dates: Path | None
    coding: Path | None
    names: tuple[Path, ...]
    drops: tuple[Path, ...]
    pages: tuple[Path, ...] = ()
    scores: Path | None = None
    memory: Path | None = None  # where the hashes of corpus files are remembered; None: every file is read

    @cached_property
    def corpus_files(self) -> dict[str, str]:
        """Relative POSIX path → SHA-256 of every file under the corpus, hidden ones left out, sorted."""
        if self.corpus.is_file():
            return hashes_of({self.corpus.name: self.corpus}, self.memory)
        matched = sorted(self.corpus.parent.glob(self.corpus.name)) if "*" in self.corpus.name else [self.corpus]
        root = self.corpus.parent if "*" in self.corpus.name else self.corpus
        files = [f for m in matched for f in ([m] if m.is_file() else m.rglob("*")) if f.is_file()]
        named = {f.relative_to(root).as_posix(): f for f in files}
        return hashes_of({name: named[name] for name in sorted(named) if not _hidden(name)}, self.memory)

    @cached_property
    def corpus_hash(self) -> str:
        """One SHA-256 of all corpus files, their names included."""
        return sha256_bytes("\n".join(f"{name} {digest}" for name, digest in self.corpus_files.items()).encode())

    @cached_property
    def hashes(self) -> dict[str, dict[str, str]]:
        """Role → {name: SHA-256} of every file read; a name is relative to the study, never absolute."""
        table: dict[str, dict[str, str]] = {"corpus": self.corpus_files}
        for role in ("themes", "rules", "lexicon", "dates", "coding", "scores"):
            path: Path | None = getattr(self, role)
            if path is not None:
                table[role] = {path.name: sha256_file(path)}
        for role, paths in (("names", self.names), ("drop", self.drops), ("pages", self.pages)):
            if paths:
                table[role] = {path.name: sha256_file(path) for path in paths}
        return table

    @property
    def codes(self) -> tuple[Path, ...]:
        """The files that may hold codes: the sheet, then what came back from pages."""
        return (*(() if self.coding is None else (self.coding,)), *self.pages)

    def hash_of(self, role: str) -> str:
        """The SHA-256 of one role's file, "" where there is none."""
        return "".join(self.hashes.get(role, {}).values())


def find_inputs(recipe: Recipe, folder: Path, *, memory: Path | None = None) -> Inputs:
    """The files that `recipe` names, relative to the study's `folder`; dates.csv (or what a spreadsheet saves in its
    place), coding.xlsx and names*.toml are found by themselves. `memory`: see `hashes_of`. Raises RecipeError for a
    named file that is not there and for two files of one role, InputError for a missing corpus."""
    corpus = folder / Path(recipe.corpus.path).expanduser()
    if not corpus.exists() and not ("*" in corpus.name and any(corpus.parent.glob(corpus.name))):
        raise InputError(f"[corpus] path {recipe.corpus.path!r} is not there (looked from the study's folder)")

    def named(table: str, key: str, name: str | None) -> Path | None:
        if name is None:
            return _by_itself(folder, table)
        path = folder / Path(name).expanduser()
        if not path.is_file():
            raise RecipeError(
                f"study.toml: [{table}] {key} names {name!r}, which is not there; mend the name or drop it"
            )
        return path

    themes = named("themes", "file", recipe.themes.file)
    assert themes is not None
    drops = tuple(folder / d for d in recipe.words.drop or () if is_file_name(d))
    for path in drops:
        if not path.is_file():
            raise RecipeError(
                f"study.toml: [words] drop names {path.name!r}, which is not there; mend the name or drop it"
            )
    return Inputs(
        folder,
        corpus,
        themes,
        rules=named("cleaning", "rules", recipe.cleaning.rules),
        lexicon=named("words", "lexicon", recipe.words.lexicon),
        dates=named("dates", "overrides", recipe.dates.overrides),
        coding=named("coding", "file", recipe.coding.file),
        names=tuple(sorted(folder.glob("names*.toml"))),
        drops=drops,
        pages=_pages(folder / CODING_PAGES),
        scores=None if recipe.scores.file is None else named("scores", "file", recipe.scores.file),
        memory=memory,
    )


def _by_itself(folder: Path, table: str) -> Path | None:
    """The file of a role that no key names; RecipeError where there are two, for one would be lost unread."""
    names = FOUND_BY_THEMSELVES.get(table, ())
    files = folder.iterdir() if names and folder.is_dir() else ()
    found = sorted(f for f in files if f.name.casefold() in names and f.is_file() and _is_no_note(f))
    if len(found) > 1:
        both = " and ".join(f.name for f in found)
        key = "overrides" if table == "dates" else "file"
        raise RecipeError(
            f"{both} lie beside study.toml, where one is read; remove the one that is not filled in, or name the right "
            f"one: [{table}] {key}"
        )
    return found[0] if found else None


def _is_no_note(path: Path) -> bool:
    """False for a text file that holds no table of dates: `dates.txt` may be notes."""
    return path.suffix.lower() != ".txt" or is_table_of_dates(path)


def unread_dates(inputs: Inputs, named: str | None) -> list[str]:
    """The names of files beside study.toml that look like copies of dates.csv and are not read; none where the recipe
    has `named` the right one."""
    if named is not None or not inputs.folder.is_dir():
        return []
    copies = (f for f in inputs.folder.iterdir() if f.is_file() and _COPY.fullmatch(f.name) and _is_no_note(f))
    return sorted(f.name for f in copies if f != inputs.dates)


def unread_note(inputs: Inputs, named: str | None) -> str:
    """The name of a dates.txt that is no table and is not read, "" where none lies there or the recipe has `named` one:
    notes, or a table whose columns have other names."""
    files = inputs.folder.iterdir() if named is None and inputs.folder.is_dir() else ()
    texts = sorted(f.name for f in files if f.name.casefold() == "dates.txt" and f.is_file() and not _is_no_note(f))
    return texts[0] if texts else ""


def _pages(folder: Path) -> tuple[Path, ...]:
    """The files that came back from coding pages, and sheets beside them."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    kinds = (".json", ".xlsx")
    return tuple(p for p in found if p.suffix.lower() in kinds and not p.name.startswith((".", "~$")))


def is_file_name(name: str) -> bool:
    """True where an entry of [words] drop names a file, not a list that ships with the toolkit."""
    return "." in name or "/" in name


def words_to_drop(recipe: Recipe, inputs: Inputs) -> list[str] | None:
    """The entries of [words] drop: list names as they stand, files as their lines (`#` begins a comment).

    None where there is no such key: what is left out by itself, function words and numbers.
    """
    if recipe.words.drop is None:
        return None
    words = [name for name in recipe.words.drop if not is_file_name(name)]
    for path in inputs.drops:
        lines = read_written(path).splitlines()
        words += [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    return words


def same_inputs(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The names of files that differ between two tables of hashes, as role/name."""
    differing = []
    for role in sorted({*before, *after}):
        old, new = before.get(role, {}), after.get(role, {})
        differing += [f"{role}/{name}" for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return differing


def _hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))
