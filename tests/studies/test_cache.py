"""The cache: bundles whole or not at all, one lock a build, nothing left of what failed."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.planted import plant
from toolkit.base.errors import ArtefactError, UsageError
from toolkit.studies.path import cache

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
