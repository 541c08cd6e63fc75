"""Nouns on disk: whole or not at all, never a pickle, and a newer one is refused with the remedy."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.planted import plant
from toolkit.base.errors import ArtefactError, ToolkitError, UsageError
from toolkit.studies.path.artefacts import load, save

PLANTED = plant(seed=3, n_periods=2, units=30, n_terms=200)
NOUNS = [
    PLANTED.corpus,
    PLANTED.counts,
    PLANTED.counts.vocabulary,
    PLANTED.themes,
    PLANTED.scores(seed=1),
    PLANTED.codes(seed=1, n=20),
]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: type(noun).__name__)
def test_a_noun_comes_back_as_it_was(tmp_path: Path, noun: object) -> None:
    again = load(save(noun, tmp_path / "noun"))  # type: ignore[type-var]
    assert type(again) is type(noun)
    before, after = noun.to_parts(), again.to_parts()  # type: ignore[attr-defined]
    assert after.meta == before.meta
    assert sorted(after.arrays) == sorted(before.arrays)
    for name, array in before.arrays.items():
        np.testing.assert_array_equal(after.arrays[name], array)
        assert after.arrays[name].dtype == array.dtype
    for name, table in before.tables.items():
        assert after.tables[name].equals(table)
        assert after.tables[name].dtypes.tolist() == table.dtypes.tolist()


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: type(noun).__name__)
def test_the_same_noun_gives_the_same_bytes(tmp_path: Path, noun: object) -> None:
    one, two = (save(noun, tmp_path / name) for name in ("one", "two"))  # type: ignore[type-var]
    names = sorted(p.relative_to(one) for p in one.rglob("*"))
    assert names == sorted(p.relative_to(two) for p in two.rglob("*"))
    assert all((one / n).read_bytes() == (two / n).read_bytes() for n in names)


def header(folder: Path, **changes: object) -> None:
    path = folder / "noun.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")


def test_a_newer_schema_is_refused_with_the_remedy(tmp_path: Path) -> None:
    folder = save(PLANTED.counts, tmp_path / "counts")
    header(folder, schema_version=99)
    with pytest.raises(ArtefactError, match="schema 99, newer than the 2 read here; update with: pip install -U"):
        load(folder)


@pytest.mark.parametrize("damage", ["truncated", "no arrays", "unknown kind", "no header", "pickle"])
def test_a_damaged_one_is_one_error(tmp_path: Path, damage: str) -> None:
    folder = save(PLANTED.counts, tmp_path / "counts")
    arrays = folder / "arrays.npz"
    if damage == "truncated":
        arrays.write_bytes(arrays.read_bytes()[:100])
    elif damage == "no arrays":
        arrays.unlink()
    elif damage == "unknown kind":
        header(folder, kind="Weights")
    elif damage == "no header":
        (folder / "noun.json").unlink()
    else:
        np.savez(arrays, data=np.array([{"a": 1}], dtype=object), indices=np.zeros(1), indptr=np.zeros(1))
    with pytest.raises(ArtefactError):
        load(folder)


def test_save_takes_the_place_of_a_noun_but_of_nothing_else(tmp_path: Path) -> None:
    save(PLANTED.counts, tmp_path / "place")
    save(PLANTED.themes, tmp_path / "place")
    assert type(load(tmp_path / "place")).__name__ == "Themes"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    with pytest.raises(UsageError, match="holds other files"):
        save(PLANTED.themes, tmp_path / "mine")
    with pytest.raises(UsageError, match="a dict cannot be saved"):
        save({}, tmp_path / "other")  # type: ignore[type-var]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "place"]


def test_save_keeps_one_noun_whole_where_the_old_cannot_be_removed(tmp_path: Path, monkeypatch) -> None:
    save(PLANTED.counts, tmp_path / "place")

    def stuck(*_: object, ignore_errors: bool = False, **__: object) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", stuck)
    save(PLANTED.themes, tmp_path / "place")
    assert load(tmp_path / "place").keys == PLANTED.themes.keys


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ToolkitError, match="cannot write"):
        save(PLANTED.themes, tmp_path / "file" / "themes")
