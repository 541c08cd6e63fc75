"""The same bytes for any number of parts and workers, here and on Spark; deaths, damage and what is missing."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from tests.engine import maps
from toolkit.base.errors import InputError, ToolkitError, UsageError
from toolkit.engine import local, spark
from toolkit.engine.choice import Engine, engine_from, merge, run
from toolkit.engine.parts import Part, parts_of, write_parts

N = 400
WITH_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
needs_spark = pytest.mark.skipif(not WITH_SPARK, reason="pyspark or Java is not installed")


@pytest.fixture(scope="module")
def whole() -> pa.RecordBatch:
    return maps.articles(N)


@pytest.fixture(scope="module")
def expected(whole: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches(list(maps.segmented(iter([whole]))))


def together(batches: "list[pa.RecordBatch]") -> pa.Table:
    return pa.Table.from_batches(batches).combine_chunks()


@pytest.fixture(scope="module")
def loud(whole: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches(list(maps.shouted(iter([whole]))))


@pytest.mark.parametrize(("n_parts", "workers"), [(1, 1), (7, 1), (200, 1), (7, 2)])
def test_any_parts_and_workers_give_the_same(whole, expected, n_parts: int, workers: int) -> None:
    sources = maps.cut(whole, n_parts)
    engine = Engine(workers=workers)
    assert together(list(run(sources, maps.segmented, engine=engine))).equals(expected)
    assert merge(sources, maps.length, maps.plus, engine=engine) == maps.length(whole)
    if workers == 1:  # in processes the segmenter is loaded anew
        assert merge(sources, maps.units_with, maps.added, engine=engine) == maps.units_with(whole)


def test_parts_on_disk_are_read_where_they_are_worked_on(whole, expected, tmp_path: Path) -> None:
    files = write_parts(maps.cut(whole, 5), tmp_path / "in")
    assert [file.name for file in files] == [f"part-0000{i}.parquet" for i in range(5)]
    sources = parts_of(tmp_path / "in", columns=("id", "text"))
    assert together(list(local.run(sources, maps.segmented))).equals(expected)
    again = write_parts(local.run(sources, maps.segmented), tmp_path / "out")
    assert together([part.read() for part in parts_of(tmp_path / "out")]).equals(expected)
    assert len(again) == 5 and not list(tmp_path.rglob("*.tmp"))


def test_the_same_parts_are_the_same_bytes_of_files(whole, tmp_path: Path) -> None:
    made = [local.run(maps.cut(whole, 3), maps.shouted, workers=workers) for workers in (1, 2)]
    one, two = (write_parts(batches, tmp_path / str(i)) for i, batches in enumerate(made))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(whole, loud, tmp_path: Path) -> None:
    found = list(local.run(maps.cut(whole, 4), maps.dying(tmp_path, 3), workers=2))
    assert together(found).equals(loud) and len(list(tmp_path.iterdir())) == 3


ENDS = """
import sys
from pathlib import Path
from tests.engine import maps
from toolkit.engine import local
if __name__ == "__main__":
    parts = list(maps.cut(maps.articles(4000), 8))
    print(sum(batch.num_rows for batch in local.run(parts, maps.dying(Path(sys.argv[1]), 2), workers=2)))
"""


def test_after_a_worker_was_killed_the_process_ends(tmp_path: Path) -> None:
    """Python 3.11.2 waited for ever for what it had queued for the dead."""
    (tmp_path / "marks").mkdir()
    (tmp_path / "ends.py").write_text(ENDS, encoding="utf-8")
    program = [sys.executable, str(tmp_path / "ends.py"), str(tmp_path / "marks")]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")]))}
    done = subprocess.run(program, env=paths, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0 and int(done.stdout) == 4000, done.stderr[-2000:]


def test_a_part_that_kills_every_worker_ends_the_run(whole, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(local, "MOST_DEATHS", 2)
    with pytest.raises(ToolkitError, match="a worker ended 2 times"):
        list(local.run(maps.cut(whole, 2), maps.dying(tmp_path, 99), workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_map_refuses_is_told_as_it_is(whole, workers: int) -> None:
    with pytest.raises(InputError, match="nothing usable"):
        list(local.run(maps.cut(whole, 3), maps.refusing, workers=workers))


def test_a_damaged_part_is_named(whole, tmp_path: Path) -> None:
    files = write_parts(maps.cut(whole, 2), tmp_path)
    sources = parts_of(tmp_path)
    files[1].write_bytes(files[1].read_bytes()[:200])
    with pytest.raises(InputError, match=r"part-00001\.parquet.*delete it"):
        list(local.run(sources, maps.segmented))
    with pytest.raises(InputError, match=r"part-00001\.parquet"):
        parts_of(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        Part(str(tmp_path / "gone.parquet"), 0).read()
    with pytest.raises(InputError, match="holds no Parquet file"):
        parts_of(tmp_path / "nothing")


def test_a_full_disk_leaves_nothing_half_written(whole, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ToolkitError, match=r"cannot write part-00000\.parquet: No space left on device; free space"):
        write_parts([whole], tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("local", Engine()),
        ("local:3", Engine(workers=3)),
        ("local[2]", Engine("spark", "local[2]")),
        ("spark://a.vn:7077", Engine("spark", "spark://a.vn:7077")),
        ("local-cluster[2,1,1024]", Engine("spark", "local-cluster[2,1,1024]")),
    ],
)
def test_an_engine_is_named_on_the_command_line(text: str, engine: Engine) -> None:
    assert engine_from(text) == engine and engine_from(str(engine)) == engine


@pytest.mark.parametrize("text", ["", "spark", "http://a", "local[x]", "local:0"])
def test_what_is_no_engine_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        engine_from(text)


def test_java_is_told_when_it_is_missing_or_old(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="needs Java 17 or later, and none is found"):
        spark.require_java()
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    java.chmod(0o755)
    with pytest.raises(UsageError, match="is 8"):
        spark.require_java()
    assert spark.java_version('openjdk version "17.0.15" 2025-04-15') == 17 and spark.java_version("?") is None


class _NoPackage:
    """A session whose workers cannot import the package, as far as the first task is concerned."""

    sparkContext = property(lambda self: self)
    defaultParallelism = 2

    def parallelize(self, numbers: object, n: int) -> "_NoPackage":
        return self

    def map(self, function: object) -> "_NoPackage":
        return self

    def collect(self) -> None:
        raise RuntimeError(
            "Job aborted\n  File worker.py\nModuleNotFoundError: No module named 'toolkit'\n at org.apache"
        )


def test_a_worker_without_the_package_is_told_in_a_line() -> None:
    with pytest.raises(UsageError, match="lacks chude-toolkit; install the same release on all workers") as told:
        spark.require_same_versions(_NoPackage())
    assert "\n" not in str(told.value)


# --- Spark


@pytest.fixture(scope="module")
def session():
    session = spark.open_session("local-cluster[2,1,1024]", memory_gb=1.0)
    yield session
    session.stop()


@needs_spark
@pytest.mark.parametrize("n_parts", [1, 7])
def test_spark_gives_the_same(session, whole, expected, n_parts: int) -> None:
    sources = maps.cut(whole, n_parts)
    assert together(list(spark.run(session, sources, maps.segmented))).equals(expected)
    assert spark.merge(session, sources, maps.units_with, maps.added) == maps.units_with(whole)


@needs_spark
def test_spark_reads_parts_where_it_works_on_them(session, whole, expected, tmp_path: Path) -> None:
    write_parts(maps.cut(whole, 5), tmp_path)
    found = run(parts_of(tmp_path), maps.segmented, engine=Engine("spark", "local-cluster[2,1,1024]", memory_gb=1.0))
    assert together(list(found)).equals(expected)


@needs_spark
def test_a_worker_of_spark_that_is_killed_loses_nothing(session, whole, loud, tmp_path: Path) -> None:
    found = list(spark.run(session, maps.cut(whole, 4), maps.dying(tmp_path, 2)))
    assert together(found).equals(loud) and len(list(tmp_path.iterdir())) == 2


@needs_spark
def test_what_spark_cannot_do_is_told_in_a_line(session, whole) -> None:
    with pytest.raises(ToolkitError, match="nothing usable in these texts") as told:
        list(spark.run(session, maps.cut(whole, 2), maps.refusing))
    assert "\n" not in str(told.value)


@needs_spark
def test_workers_of_another_release_are_refused(session, monkeypatch) -> None:
    monkeypatch.setattr(spark, "VERSION", "9.9.9")
    with pytest.raises(UsageError, match=r"a worker of Spark differs: toolkit .* \(here 9\.9\.9\)"):
        spark.require_same_versions(session)
