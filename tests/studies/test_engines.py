"""Where a study's batches run changes no byte; what was kept of parts is used; room on disk is asked for first."""

import dataclasses
import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import toolkit.studies.path.engines as engines
from tests.studies.small import write_study
from toolkit.base.errors import RecipeError, ToolkitError
from toolkit.engine.choice import engine_from
from toolkit.studies.path.opening import open_study
from toolkit.words.tokens import Tokens

WITH_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
needs_spark = pytest.mark.skipif(not WITH_SPARK, reason="pyspark or Java is not installed")
ARRAYS = ("codes", "offsets", "starts", "ends", "origin", "text_hash")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("engines") / "study")


@pytest.fixture(scope="module")
def plain(folder: Path) -> "dict[str, bytes]":
    return results(folder, folder / "plain", "local", 10**6)


def results(folder: Path, build: Path, kind: str, rows: int) -> "dict[str, bytes]":
    """Every file of what reading, cleaning, dating, grouping, segmenting and counting stored."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "engine_from", lambda text: dataclasses.replace(engine_from(text), rows_a_part=rows))
        study = open_study(folder, build=build, options={"engine.kind": kind})
        _ = study.counts, study.counts_by_stage
    found = {p.relative_to(build / ".cache").as_posix(): p.read_bytes() for p in (build / ".cache").rglob("*.*")}
    return {name: data for name, data in found.items() if name.count("/") and not name.startswith("parts/")}


@pytest.mark.parametrize(("kind", "rows"), [("local", 1), ("local", 17), ("local:2", 17)])
def test_any_engine_and_parts_give_the_same_bytes(plain, folder: Path, tmp_path: Path, kind: str, rows: int) -> None:
    found = results(folder, tmp_path / "build", kind, rows)
    assert len(found) > 10 and found == plain
    assert len(list((tmp_path / "build" / ".cache" / "parts").rglob("*.arrow"))) > 10


@needs_spark
@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1024]"])
def test_spark_gives_the_same_bytes(plain, folder: Path, tmp_path: Path, master: str) -> None:
    assert results(folder, tmp_path / "build", master, 17) == plain


@pytest.mark.parametrize("stage", ["segment", "dates"])
def test_new_articles_are_new_parts_alone(tmp_path: Path, stage: str) -> None:
    study = write_study(tmp_path / "study")
    results(study, tmp_path / "build", "local", 8)
    parts = tmp_path / "build" / ".cache" / "parts" / stage
    before = {file.name for file in parts.iterdir()}
    article = sorted((study / "articles").rglob("*.txt"))[0]
    (article.parent / "zz_moi.txt").write_text("Đại sứ quán thăm kiều bào.\n" * 4, encoding="utf-8")
    results(study, tmp_path / "build", "local", 8)
    after = {file.name for file in parts.iterdir()}
    assert len(before) > 5 and len(after - before) <= 2 and len(before - after) <= 2


def test_a_variation_keeps_no_parts(folder: Path, tmp_path: Path) -> None:
    study = dataclasses.replace(open_study(folder, build=tmp_path / "other"), beside=folder / "plain")
    with engines.engine_for(study, "clean", "documents") as engine:
        assert engine.keep is None


@pytest.mark.parametrize("kind", ["hadoop", "local:0", "local[", "spark:/host", ""])
def test_an_engine_that_is_none_is_refused_with_its_line(folder: Path, kind: str) -> None:
    with pytest.raises(RecipeError, match="engine"):
        open_study(folder, options={"engine.kind": json.dumps(kind)})


def test_a_disk_that_is_too_small_is_told_before_anything_is_made(folder: Path, tmp_path: Path, monkeypatch) -> None:
    from toolkit.studies.run.running import run_study

    room = shutil.disk_usage(tmp_path)._replace(free=100_000)
    monkeypatch.setattr(engines.shutil, "disk_usage", lambda path: room)
    with pytest.raises(ToolkitError, match=r"120 documents need about 4.3 MB in build/, and 0.1 MB are free"):
        run_study(folder, build=tmp_path / "build")
    assert not list((tmp_path / "build" / ".cache").glob("documents-*"))
    monkeypatch.setattr(engines.shutil, "disk_usage", lambda path: room._replace(free=10**15))
    assert engines.require_room(open_study(folder, build=tmp_path / "build"), 120) is None
    told = engines.require_room(open_study(folder, build=tmp_path / "build"), 1_000_000)
    assert told is not None and "1,000,000 documents: about 36.0 GB" in told


def test_tokens_of_parts_are_those_of_the_whole(folder: Path, plain) -> None:
    study = open_study(folder, build=folder / "plain")
    from toolkit.words.segmentation import segment

    words = [phrase for theme in study.lexicon_themes for phrase in (*theme.seeds, *theme.exclude)]
    whole: Tokens = segment(study.units, lexicon=words)
    assert whole.words == study.tokens.words and whole.ids == study.tokens.ids
    assert all(np.array_equal(getattr(whole, name), getattr(study.tokens, name)) for name in ARRAYS)
