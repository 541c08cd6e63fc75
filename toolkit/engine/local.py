"""Batches here: one after another in this process, or in processes beside it, in the order in which they came."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

import pyarrow as pa

from toolkit.base.errors import ToolkitError
from toolkit.engine.parts import Source, batch_of

T = TypeVar("T")
Map = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
MOST_DEATHS = 10  # of workers, one after another, without a part that got done
AHEAD = 2  # parts under way a worker


def run(sources: Iterable[Source], function: Map, *, workers: int = 1) -> Iterator[pa.RecordBatch]:
    """What `function` (batches → batches) makes of each part by itself, in their order, for any number of workers."""
    for made in _each(sources, partial(mapped, function), workers):
        yield from made


def merge(
    sources: Iterable[Source], of: Callable[[pa.RecordBatch], T], add: Callable[[T, T], T], *, workers: int = 1
) -> T:
    """The sum of `of(batch)` over all parts. `add` must not care how parts are grouped: whole numbers, or sets."""
    total: T | None = None
    for found in _each(sources, partial(summed, of), workers):
        total = found if total is None else add(total, found)
    if total is None:
        raise ToolkitError("there is no part to add up")
    return total


def mapped(function: Map, source: Source) -> list[pa.RecordBatch]:
    """What a function makes of one part."""
    return list(function(iter([batch_of(source)])))


def summed(of: Callable[[pa.RecordBatch], T], source: Source) -> T:
    """The summand of one part."""
    return of(batch_of(source))


def _each(sources: Iterable[Source], work: Callable[[Source], T], workers: int) -> Iterator[T]:
    if workers <= 1:
        yield from map(work, sources)
    else:
        yield from _in_processes(sources, work, workers)


def _in_processes(sources: Iterable[Source], work: Callable[[Source], T], workers: int) -> Iterator[T]:
    """[work(source) for source in sources]; a worker that dies is replaced, and what it had begun is begun again."""
    todo, under_way, deaths = iter(sources), deque[tuple[Source, Future[T]]](), 0
    pool = _pool(workers)
    try:
        while True:
            _fill(under_way, todo, pool, work, AHEAD * workers)
            if not under_way:
                return
            try:
                found = under_way[0][1].result()
            except BrokenProcessPool as error:
                deaths += 1
                _let_go(pool)
                if deaths >= MOST_DEATHS:
                    raise ToolkitError(
                        f"a worker ended {deaths} times on the same parts: too little memory, or killed from outside; "
                        "use fewer workers, or smaller parts"
                    ) from error
                pool = _pool(workers)
                under_way = deque((source, pool.submit(work, source)) for source, _ in under_way)
                continue
            under_way.popleft()
            deaths = 0
            yield found
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _fill(
    under_way: "deque[tuple[Source, Future[T]]]",
    todo: Iterator[Source],
    pool: ProcessPoolExecutor,
    work: Callable[[Source], T],
    most: int,
) -> None:
    while len(under_way) < most and (source := next(todo, None)) is not None:
        under_way.append((source, pool.submit(work, source)))


def _let_go(pool: ProcessPoolExecutor) -> None:
    """Shut down a pool whose worker died, without waiting for what it had queued.

    Before 3.11.5 Python writes to the end for a queue that nobody reads, and never exits (CPython, issue 94777): the
    reading end is closed here, as later versions do by themselves.
    """
    if sys.version_info < (3, 11, 5) and (queue := getattr(pool, "_call_queue", None)) is not None:
        queue._reader.close()
    pool.shutdown(wait=False, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
