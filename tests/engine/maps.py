"""What the tests of the engine run: at the top of a module, so that workers find it."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from toolkit.base.errors import InputError

WORDS = [
    "bảo hộ công dân",
    "đại sứ quán",
    "kiều bào",
    "người Việt Nam ở nước ngoài",
    "Nguyễn Thị Hòa",
    "04-CT/TW",
    "mưa lớn",
    "giá lúa",
]


def articles(n: int) -> pa.RecordBatch:
    """`n` invented articles: id, text."""
    texts = [" ".join(WORDS[(i * 7 + j * j) % len(WORDS)] for j in range(5 + i % 20)) + "." for i in range(n)]
    return pa.RecordBatch.from_pydict({"id": [f"a{i:05d}" for i in range(n)], "text": texts})


def cut(batch: pa.RecordBatch, n: int) -> list[pa.RecordBatch]:
    """`n` batches of about equal size."""
    edges = [round(i * batch.num_rows / n) for i in range(n + 1)]
    return [batch.slice(a, b - a) for a, b in pairwise(edges)]


def segmented(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The words of texts."""
    from toolkit.words.segmentation import segment_batches  # here: other maps do without its loading

    return segment_batches(batches)


def shouted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The texts in capitals."""
    for batch in batches:
        texts = [text.upper() for text in batch.column("text").to_pylist()]
        yield pa.RecordBatch.from_pydict({"id": batch.column("id"), "text": texts})


def length(batch: pa.RecordBatch) -> int:
    """The characters of its texts."""
    return sum(len(text) for text in batch.column("text").to_pylist())


def plus(one: int, other: int) -> int:
    """Both together."""
    return one + other


def units_with(batch: pa.RecordBatch) -> Counter[str]:
    """In how many texts each word stands."""
    rows = next(segmented(iter([batch]))).column("words").to_pylist()
    return Counter(word for row in rows for word in set(row))


def added(one: Counter[str], other: Counter[str]) -> Counter[str]:
    """Both together."""
    return one + other


def _dying(folder: str, times: int, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if batch.num_rows and batch.column("id")[0].as_py() == "a00000":
            marks = Path(folder)
            if len(list(marks.iterdir())) < times:
                (marks / str(os.getpid())).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        yield from shouted(iter([batch]))


def dying(folder: Path, times: int) -> Any:
    """`shouted`, but the worker that gets the first part is killed, `times` times."""
    return partial(_dying, str(folder), times)


def refusing(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A map that refuses every batch."""
    for _ in batches:
        raise InputError("nothing usable in these texts")
    yield from ()
