"""The cache: bundles whole or not at all, one lock a build, nothing left of what failed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.planted import plant
from toolkit.base.errors import ArtefactError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.studies.path import cache
from toolkit.words.tokens import tokens_from_lists

PLANTED = plant(seed=3, n_periods=2, units=30, n_terms=200)


def test_a_bundle_comes_back(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["x", None], "b": [1, 2]})
    bundle = {"table": frame, "noun": PLANTED.themes, "nouns": [PLANTED.themes] * 2, "json": {"n": 1}, "none": []}
    cache.put(tmp_path / "stage-1", bundle)
    assert cache.holds(tmp_path / "stage-1")
    assert cache.get(tmp_path / "stage-1", "table")["b"].tolist() == [1, 2]
    assert cache.get(tmp_path / "stage-1", "noun") == PLANTED.themes
    assert cache.get(tmp_path / "stage-1", "nouns") == [PLANTED.themes] * 2
    assert cache.get(tmp_path / "stage-1", "json") == {"n": 1}
    assert cache.get(tmp_path / "stage-1", "none") == []
    with pytest.raises(ArtefactError, match=r"delete \.cache and run again"):
        cache.get(tmp_path / "stage-1", "absent")


def test_a_bundle_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        cache.put(tmp_path / "stage-1", {"good": 1, "bad": object()})
    assert list(tmp_path.iterdir()) == []


def test_another_process_is_told_to_wait(tmp_path: Path) -> None:
    build = tmp_path / "build"
    imports = "from pathlib import Path; from toolkit.studies.path import cache"
    code = f"{imports}\nwith cache.locked(Path({str(build)!r})): pass"
    with cache.locked(build), cache.locked(build):  # twice in one process is one lock
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "another chude is at work in build/; wait" in other.stderr
    free = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert free.returncode == 0, free.stderr


def test_a_build_in_which_nothing_came_to_be_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(UsageError), cache.locked(tmp_path / "build"):
        raise UsageError("no")
    assert not (tmp_path / "build").exists()
    with cache.locked(tmp_path / "build"):
        cache.put(tmp_path / "build" / cache.CACHE / "stage-1", {"n": 1})
    assert (tmp_path / "build").exists()


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / "build" / cache.CACHE / f"{cache.UNFINISHED}abc"
    left.mkdir(parents=True)
    with cache.locked(tmp_path / "build"):
        assert not left.exists()


def test_prune_keeps_the_present_and_the_last_other_result(tmp_path: Path) -> None:
    import os

    for i in range(4):
        cache.put(tmp_path / f"fit-{i}", {"n": i})
        os.utime(tmp_path / f"fit-{i}", (i, i))
    cache.put(tmp_path / "fit_more-1", {"n": 1})
    cache.prune(tmp_path, {"fit": "fit-0"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fit-0", "fit-3", "fit_more-1"]


ARTICLES = [
    pd.DataFrame(
        {"id": ["một", "hai", "ba"], "text": ["Giá lúa tăng", "", "Tàu cá\n\nvề bến 😀"], "year": [2019, None, 2020]}
    ),
    pd.DataFrame(
        {"id": ["một"], "text": ["một bài"], "own": [True], "weight": [0.1], "day": [pd.Timestamp("2019-01-02")]}
    ),
    pd.DataFrame({"id": pd.Series(dtype="str"), "text": pd.Series(dtype="str")}),
]
MAPPED = [
    *(Corpus(frame) for frame in ARTICLES),
    Corpus(pd.concat([ARTICLES[0].iloc[1:], ARTICLES[1]], ignore_index=True)),
    tokens_from_lists(["a", "b"], [["giá", "lúa"], []]),
    tokens_from_lists(["a"], [[]]),
    PLANTED.counts,
    PLANTED.scores(seed=1),
]


@pytest.mark.parametrize("noun", MAPPED, ids=lambda noun: type(noun).__name__)
def test_a_mapped_noun_comes_back_as_it_was(tmp_path: Path, noun: object) -> None:
    cache.put(tmp_path / "stage-1", {"noun": noun})
    again = cache.get(tmp_path / "stage-1", "noun")
    before, after = noun.to_parts(), again.to_parts()  # type: ignore[attr-defined]
    assert (type(again), after.meta, sorted(after.arrays)) == (type(noun), before.meta, sorted(before.arrays))
    for name, array in before.arrays.items():
        np.testing.assert_array_equal(after.arrays[name], array)
        assert after.arrays[name].dtype == array.dtype
    for name, table in before.tables.items():
        table.to_parquet(tmp_path / "table.parquet")
        pd.testing.assert_frame_equal(after.tables[name], pd.read_parquet(tmp_path / "table.parquet"))


def test_the_same_noun_gives_the_same_bytes_however_its_columns_lie(tmp_path: Path) -> None:
    frame = PLANTED.corpus.frame
    pieces = Corpus(pd.concat([frame.iloc[:7], frame.iloc[7:]], ignore_index=True))
    cache.put(tmp_path / "one", {"corpus": Corpus(frame)})
    cache.put(tmp_path / "two", {"corpus": pieces})
    names = [p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*")]
    assert all((tmp_path / "one" / n).read_bytes() == (tmp_path / "two" / n).read_bytes() for n in names)


def test_texts_are_read_without_taking_memory(tmp_path: Path) -> None:
    texts = [f"{i} " + "giá lúa tăng ở miền tây " * 200 for i in range(300)]
    cache.put(
        tmp_path / "stage-1", {"corpus": Corpus(pd.DataFrame({"id": [str(i) for i in range(300)], "text": texts}))}
    )
    before = pa.total_allocated_bytes()
    corpus = cache.get(tmp_path / "stage-1", "corpus")
    assert pa.total_allocated_bytes() - before < 300_000 < sum(map(len, texts))
    assert corpus.frame["text"].tolist() == texts


@pytest.mark.parametrize("name", ["frame.arrow", "codes.npy"])
@pytest.mark.parametrize("damage", ["shortened", "changed", "gone", "emptied"])
def test_a_damaged_mapped_file_is_one_error(tmp_path: Path, name: str, damage: str) -> None:
    noun = Corpus(ARTICLES[0]) if name == "frame.arrow" else tokens_from_lists(["a", "b"], [["giá", "lúa"], ["giá"]])
    cache.put(tmp_path / "stage-1", {"noun": noun})
    file = tmp_path / "stage-1" / "noun" / name
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        changed = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
        file.write_bytes({"shortened": data[:-5], "changed": changed, "emptied": b""}[damage])
    with pytest.raises(ArtefactError, match="damaged"):
        cache.get(tmp_path / "stage-1", "noun")
