"""Batches on Apache Spark (extra `spark`; Java 17 or later): its tasks, shuffles and retries, our functions.

A part is one record of an RDD: a reference to a row group, which the worker reads from storage that all see, or the
batch itself. So parts keep their bounds, and results come back in their order.
"""

import os
import pickle
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from toolkit.base import VERSION
from toolkit.base.errors import MissingExtraError, ToolkitError, UsageError
from toolkit.engine.local import Map, mapped, summed
from toolkit.engine.parts import Source

T = TypeVar("T")
LEAST_JAVA = 17


def open_session(master: str, *, memory_gb: float = 4.0) -> Any:
    """The running Spark session, else one at `master` ("local[2]", "spark://host:7077", "yarn" …).

    Raises MissingExtraError without pyspark, UsageError without Java 17 and for workers that lack the package or hold
    other versions than this process.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError("pyspark", "spark") from error
    session = SparkSession.getActiveSession()
    if session is None:
        require_java()
        session = _new_session(SparkSession.builder, master, memory_gb)
    require_same_versions(session)
    return session


def _new_session(builder: Any, master: str, memory_gb: float) -> Any:
    if master.startswith("local"):  # workers of this machine see what this process sees
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        home = str(Path(__file__).resolve().parents[2])
        os.environ["PYTHONPATH"] = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": f"{int(memory_gb * 1024)}m",
        "spark.driver.maxResultSize": "0",
        "spark.python.worker.reuse": "true",
    }
    builder = builder.master(master).appName("chude-toolkit")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def require_java() -> None:
    """Raise UsageError unless a Java of version 17 or later is there."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise UsageError(f"Spark needs Java {LEAST_JAVA} or later, and none is found; install one, or set JAVA_HOME")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = java_version(told)
    if version is None or version < LEAST_JAVA:
        raise UsageError(f"Spark needs Java {LEAST_JAVA} or later; {java} is {version or 'of an unknown version'}")


def java_version(told: str) -> int | None:
    """The main version in what `java -version` prints: 17 of "17.0.15", 8 of "1.8.0"."""
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else None


def versions(_: object = None) -> dict[str, str]:
    """What must be the same in this process and in workers, for the same bits."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, "toolkit": VERSION, "pyarrow": pa.__version__, "numpy": np.__version__}


def require_same_versions(session: Any) -> None:
    """Raise UsageError where a worker cannot import the package, or differs from this process."""
    context = session.sparkContext
    n = max(2, int(context.defaultParallelism))
    try:
        found = context.parallelize(range(n), n).map(versions).collect()
    except Exception as error:
        if "ModuleNotFoundError" in str(error) or "ImportError" in str(error):
            raise UsageError(
                "a worker of Spark lacks chude-toolkit; install the same release on all workers"
            ) from error
        raise ToolkitError(f"Spark could not run a first task: {_cause(error)}") from error
    here = versions()
    for there in found:
        if differs := [f"{k} {there[k]} (here {here[k]})" for k in here if there[k] != here[k]]:
            raise UsageError(f"a worker of Spark differs: {', '.join(differs)}; install the same versions everywhere")


def run(session: Any, sources: Iterable[Source], function: Map) -> Iterator[pa.RecordBatch]:
    """As `local.run`, on a Spark session; results wait on the workers' disks until they are asked for."""
    from pyspark import StorageLevel

    def work(source: bytes) -> bytes:
        return pickle.dumps(mapped(function, pickle.loads(source)))

    done = _rdd(session, sources).map(work).persist(StorageLevel.DISK_ONLY)
    try:
        _told(done.count)
        for made in done.toLocalIterator(prefetchPartitions=True):
            yield from pickle.loads(made)  # our own bytes, made by the lines above
    finally:
        done.unpersist()


def merge(session: Any, sources: Iterable[Source], of: Callable[[pa.RecordBatch], T], add: Callable[[T, T], T]) -> T:
    """As `local.merge`, added up on the workers, level by level."""
    sums = _rdd(session, sources).map(lambda source: summed(of, pickle.loads(source)))
    found: T = _told(lambda: sums.treeReduce(add))
    return found


def _rdd(session: Any, sources: Iterable[Source]) -> Any:
    """One record and one task a part."""
    records = [pickle.dumps(source) for source in sources]
    if not records:
        raise ToolkitError("there is no part to run")
    return session.sparkContext.parallelize(records, len(records))


def _told(work: Callable[[], Any]) -> Any:
    """`work()`, with what went wrong on a worker told in a line; a refusal of ours as it is."""
    try:
        return work()
    except ToolkitError:
        raise
    except Exception as error:
        raise ToolkitError(f"Spark gave up: {_cause(error)}") from error


def _cause(error: BaseException) -> str:
    """The last line of a Python trace in what Spark tells, else its first line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [
        line for line in lines if re.match(r"[\w.]*(Error|Exception|Exit)\b.*: ", line) and "org.apache" not in line
    ]
    return (told or lines or [type(error).__name__])[0]
