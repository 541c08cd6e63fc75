"""Hashes of input files that are remembered: the same as read ones, whatever happens to a file."""

import json
import os
from pathlib import Path

import pytest

from toolkit.base.files import sha256_file
from toolkit.studies.asked import hashing
from toolkit.studies.asked.hashing import UNREADABLE, hashes_of


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    made = {}
    for name in ("một.txt", "hai.txt", "ba.txt"):
        path = tmp_path / "corpus" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name * 10, encoding="utf-8")
        os.utime(path, ns=(10**18, 10**18))
        made[name] = path
    return made


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the files had been written long ago: the system's own time of change cannot be set back."""
    monkeypatch.setattr(hashing, "SETTLED_SECONDS", -1e9)


def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    monkeypatch.setattr(hashing, "_hash", lambda path: read.append(path.name) or sha256_file(path))
    return read


def test_untouched_files_are_not_read_again(files, tmp_path: Path, settled, monkeypatch) -> None:
    memory = tmp_path / "hashes.json"
    expected = {name: sha256_file(path) for name, path in files.items()}
    assert hashes_of(files, memory) == expected
    read = read_files(monkeypatch)
    assert hashes_of(files, memory) == expected and read == []
    assert hashes_of(files) == expected and len(read) == 3  # without a memory every file is read


@pytest.mark.parametrize("how", ["content", "same size and time", "another file in its place"])
def test_a_changed_file_is_read_again(how: str, files, tmp_path: Path, settled, monkeypatch) -> None:
    memory = tmp_path / "hashes.json"
    hashes_of(files, memory)
    path = files["hai.txt"]
    before = path.stat()
    if how == "another file in its place":
        other = path.with_suffix(".new")
        other.write_bytes(path.read_bytes()[::-1])
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.replace(other, path)
    else:
        path.write_bytes(path.read_bytes()[::-1] if how == "same size and time" else b"khac")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    read = read_files(monkeypatch)
    assert hashes_of(files, memory)["hai.txt"] == sha256_file(path)
    assert read == ["hai.txt"]


def test_a_file_just_written_is_not_remembered(files, tmp_path: Path, monkeypatch) -> None:
    memory = tmp_path / "hashes.json"
    hashes_of(files, memory)
    read = read_files(monkeypatch)
    hashes_of(files, memory)
    assert sorted(read) == sorted(files)  # their entries changed within the last two seconds


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"ba.txt": 1}', '{"ba.txt": [["x"], 1]}', "\x00"])
def test_a_damaged_memory_is_no_memory(damage: str, files, tmp_path: Path, settled) -> None:
    memory = tmp_path / "hashes.json"
    memory.write_text(damage, encoding="utf-8")
    assert hashes_of(files, memory) == {name: sha256_file(path) for name, path in files.items()}
    assert set(json.loads(memory.read_text(encoding="utf-8"))) == set(files)


def test_nothing_is_made_where_there_is_no_build(files, tmp_path: Path, settled) -> None:
    hashes_of(files, tmp_path / "build" / ".cache" / "hashes.json")
    assert not (tmp_path / "build").exists()


def test_a_file_that_is_gone_is_unreadable(files, tmp_path: Path) -> None:
    assert hashes_of({"mất.txt": tmp_path / "mất.txt"}, tmp_path / "hashes.json") == {"mất.txt": UNREADABLE}


def test_a_memory_stands_as_soon_as_it_may_so_that_who_reads_a_build_adds_no_file(tmp_path: Path) -> None:
    (tmp_path / "một.txt").write_text("vừa viết xong", encoding="utf-8")
    hashes_of({"một.txt": tmp_path / "một.txt"}, tmp_path / "hashes.json")  # too young to be remembered
    assert (tmp_path / "hashes.json").read_text(encoding="utf-8").strip() == "{}"
