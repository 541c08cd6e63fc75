"""A map over a table: the same for any parts and whatever was kept; kills, damage, new rows, a full disk."""

import os
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine import maps
from toolkit.base.errors import ToolkitError
from toolkit.engine import kept
from toolkit.engine.choice import Engine
from toolkit.engine.kept import cut, drop_older, map_table
from toolkit.engine.parts import Keep

N = 300


@pytest.fixture
def table() -> pa.Table:
    return pa.Table.from_batches([maps.articles(N)])


def engine(folder: Path | None, *, code: str = "1", rows: int = 20, workers: int = 1) -> Engine:
    return Engine(workers=workers, rows_a_part=rows, keep=None if folder is None else Keep(folder, code))


@given(st.lists(st.text(max_size=4)), st.integers(1, 50))
def test_parts_hold_every_row_once_in_order(ids: list[str], about: int) -> None:
    bounds = cut(ids, about)
    assert [i for a, b in bounds for i in range(a, b)] == list(range(len(ids)))
    assert all(b - a <= max(1, 4 * about) for a, b in bounds)


def test_a_new_row_changes_its_own_part_alone() -> None:
    ids = [f"a{i:05d}" for i in range(5000)]
    before = [tuple(ids[a:b]) for a, b in cut(ids, 100)]
    more = [*ids[:2500], "một bài mới", *ids[2500:]]
    after = [tuple(more[a:b]) for a, b in cut(more, 100)]
    assert len(before) > 20 and len(set(after) - set(before)) <= 3


@pytest.mark.parametrize("rows", [1, 7, 60, 10**6])
@pytest.mark.parametrize("keeping", [False, True])
def test_any_parts_give_the_same(table: pa.Table, rows: int, keeping: bool, tmp_path: Path) -> None:
    folder = tmp_path / "parts" if keeping else None
    expected = map_table(table, maps.shouted, engine=Engine(rows_a_part=10**6))
    for _ in range(2):
        found = map_table(table, maps.shouted, engine=engine(folder, rows=rows))
        assert found.combine_chunks().equals(expected.combine_chunks())


def test_kept_parts_are_not_made_again(table: pa.Table, tmp_path: Path) -> None:
    refusing = engine(tmp_path)
    expected = map_table(table, maps.shouted, engine=refusing)
    assert map_table(table, maps.refusing, engine=refusing).equals(expected)  # no part reaches the map
    with pytest.raises(ToolkitError, match="nothing usable"):
        map_table(table, maps.refusing, engine=engine(tmp_path, code="2"))
    with pytest.raises(ToolkitError, match="nothing usable"):
        map_table(table, maps.refusing, engine=refusing, settings={"captions": "keep"})


def test_a_run_that_is_stopped_goes_on_from_its_last_part(table: pa.Table, tmp_path: Path, monkeypatch) -> None:
    made: list[int] = []
    expected = map_table(table, maps.shouted, engine=Engine())
    parts = len(cut(table.column("id").to_pylist(), 20))
    for most in range(parts):  # stopped after each part in turn
        monkeypatch.setattr(kept, "_write", partial(_stop_after, most, made, kept._write))
        with pytest.raises(KeyboardInterrupt):
            map_table(table, maps.shouted, engine=engine(tmp_path / str(most)))
        monkeypatch.undo()
        there = len(list((tmp_path / str(most)).glob("*.arrow")))
        assert there == most
        assert (
            map_table(table, maps.shouted, engine=engine(tmp_path / str(most)))
            .combine_chunks()
            .equals(expected.combine_chunks())
        )
        made.clear()


def _stop_after(most: int, made: list[int], write, batch, file) -> None:
    if len(made) == most:
        raise KeyboardInterrupt
    made.append(1)
    write(batch, file)


@pytest.mark.parametrize("damage", ["cut", "empty", "other bytes"])
def test_a_damaged_part_is_made_again(damage: str, table: pa.Table, tmp_path: Path) -> None:
    expected = map_table(table, maps.shouted, engine=engine(tmp_path))
    file = sorted(tmp_path.glob("*.arrow"))[1]
    whole = file.read_bytes()
    file.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "other bytes": b"x" * len(whole)}[damage])
    assert map_table(table, maps.shouted, engine=engine(tmp_path)).combine_chunks().equals(expected.combine_chunks())
    assert file.read_bytes() == whole


def test_one_bit_that_fell_over_is_seen(table: pa.Table, tmp_path: Path) -> None:
    expected = map_table(table, maps.shouted, engine=engine(tmp_path)).combine_chunks()
    file = sorted(tmp_path.glob("*.arrow"))[1]
    whole = file.read_bytes()
    for place in range(0, len(whole), 41):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert map_table(table, maps.shouted, engine=engine(tmp_path)).combine_chunks().equals(expected), place
        assert file.read_bytes() == whole


@pytest.mark.skipif(os.name == "nt", reason="limits of file size are POSIX")
def test_a_full_disk_is_told_and_leaves_nothing_half(table: pa.Table, tmp_path: Path) -> None:
    import resource
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))
        with pytest.raises(ToolkitError, match=r"cannot keep a part of the work: .*; free space"):
            map_table(table, maps.shouted, engine=engine(tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_worker_loses_nothing(table: pa.Table, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    expected = map_table(table, maps.shouted, engine=Engine())
    found = map_table(table, maps.dying(marks, 2), engine=engine(tmp_path / "parts", rows=60, workers=2))
    assert len(list(marks.iterdir())) == 2 and found.combine_chunks().equals(expected.combine_chunks())


def test_parts_of_older_inputs_are_dropped(table: pa.Table, tmp_path: Path) -> None:
    map_table(table, maps.shouted, engine=engine(tmp_path))
    for file in tmp_path.iterdir():
        os.utime(file, (1e9, 1e9))
    (tmp_path / "x.1.tmp").touch()
    map_table(table.slice(150), maps.shouted, engine=engine(tmp_path))
    before = len(list(tmp_path.glob("*.arrow")))
    drop_older(tmp_path, 1.5e9)
    left = list(tmp_path.iterdir())
    assert 0 < len(left) < before and all(file.suffix == ".arrow" for file in left)
