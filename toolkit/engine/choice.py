"""Which engine: what a study.toml or a command line says, and the two verbs that run there."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pyarrow as pa

from toolkit.base.checks import require_at_least, require_choice, require_count
from toolkit.base.errors import UsageError
from toolkit.engine import local
from toolkit.engine.local import Map
from toolkit.engine.parts import Keep, Source

T = TypeVar("T")
KINDS = ("local", "spark")
_MASTER = re.compile(r"local\[(\d+|\*)\]|local-cluster\[\d+,\d+,\d+\]|spark://\S+|yarn|k8s://\S+")


@dataclass(frozen=True)
class Engine:
    """`kind` local (with `workers` processes; one: this one) or spark (at `master`, the driver with `memory_gb`).

    A table is cut into parts of about `rows_a_part` rows, and what comes of them is kept where `keep` says. Results do
    not depend on any of it.
    """

    kind: str = "local"
    master: str | None = None
    workers: int = 1
    memory_gb: float = 4.0
    rows_a_part: int = 2_500
    keep: Keep | None = None

    def __post_init__(self) -> None:
        require_choice("engine", self.kind, KINDS)
        require_count("workers", self.workers, 1)
        require_count("rows_a_part", self.rows_a_part, 1)
        require_at_least("memory_gb", self.memory_gb, 0.5)
        if (self.master is not None) != (self.kind == "spark"):
            raise UsageError("an engine of kind spark has a master (local[2], spark://host:7077, yarn); local has none")
        if self.master is not None and not _MASTER.fullmatch(self.master):
            raise UsageError(
                f"{self.master!r} is no master of Spark; give local[2], spark://host:7077, yarn or k8s://…"
            )

    def __str__(self) -> str:
        return self.master or ("local" if self.workers == 1 else f"local:{self.workers}")


def engine_from(text: str) -> Engine:
    """The engine that a command line names: local, local:4 (processes), or a master of Spark."""
    if found := re.fullmatch(r"local(?::(\d+))?", text.strip()):
        return Engine(workers=int(found[1] or 1))
    return Engine("spark", text.strip())


def run(sources: Iterable[Source], function: Map, *, engine: Engine) -> Iterator[pa.RecordBatch]:
    """What `function` (batches → batches, pure) makes of each part by itself, in their order."""
    if engine.kind == "local":
        return local.run(sources, function, workers=engine.workers)
    from toolkit.engine import spark

    return spark.run(_session(engine), sources, function)


def merge(
    sources: Iterable[Source], of: Callable[[pa.RecordBatch], T], add: Callable[[T, T], T], *, engine: Engine
) -> T:
    """The sum of `of(batch)` over all parts; `add` must not care how parts are grouped."""
    if engine.kind == "local":
        return local.merge(sources, of, add, workers=engine.workers)
    from toolkit.engine import spark

    return spark.merge(_session(engine), sources, of, add)


def _session(engine: Engine) -> Any:
    from toolkit.engine import spark

    return spark.open_session(str(engine.master), memory_gb=engine.memory_gb)
