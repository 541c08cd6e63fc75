"""One worker process for all PDFs, started at the first, killed and replaced where a file takes it too long."""

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from toolkit.base.checks import counted
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.pdf_worker import LENGTH

MAX_PAGES = 3_000
MAX_CHARACTERS = 20_000_000
MAX_MEMORY = 2 << 30  # bytes: PDFs of a few kilobytes can ask for any amount
MAX_SECONDS = 120.0  # for one file, by the clock: 3,000 ordinary pages take a tenth of it
SLOW = "takes longer than {} to read, as PDFs made to do harm do; print it to a new PDF if you trust it"
CRASHED = "makes the PDF reader fail or asks for too much memory; print it to a new PDF if you trust it"


class Worker:
    """A running `pdf_worker`; not for use by two threads at once."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("pdf_worker.py")
        limits = [str(limit) for limit in (MAX_PAGES, MAX_CHARACTERS, MAX_MEMORY)]
        self.owner = os.getpid()  # a fork must not speak to its parent's worker
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(program), *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Put the answers into the queue, and an empty one when there are no more."""
        assert self._process.stdout is not None
        while len(head := self._process.stdout.read(LENGTH.size)) == LENGTH.size:
            self._answers.put(self._process.stdout.read(LENGTH.unpack(head)[0]))
        self._answers.put(b"")

    @property
    def is_alive(self) -> bool:
        return self.owner == os.getpid() and self._process.poll() is None

    def ask(self, data: bytes, seconds: float) -> dict[str, Any]:
        """The answer to a PDF; Unreadable where none comes in time or the process dies of it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(LENGTH.pack(len(data)) + data)
            self._process.stdin.flush()
            answer = self._answers.get(timeout=seconds)
        except queue.Empty as error:
            self.stop()
            raise Unreadable(SLOW.format(counted(round(seconds), "second"))) from error
        except OSError as error:
            self.stop()
            raise Unreadable(CRASHED) from error
        if not answer:
            self.stop()
            raise Unreadable(CRASHED)
        found: dict[str, Any] = json.loads(answer)
        return found

    def stop(self) -> None:
        """Kill the process, whatever it is doing."""
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                pipe.close()


_LOCK = threading.Lock()
_workers: list[Worker] = []  # none or one


def read_pages(data: bytes, *, seconds: float | None = None) -> dict[str, Any]:
    """`pages` (texts) and `meta` of a PDF, or its `problem`; Unreadable after `seconds` (MAX_SECONDS) or a crash."""
    with _LOCK:
        if not (_workers and _workers[0].is_alive):
            _workers[:] = [Worker()]
        return _workers[0].ask(data, MAX_SECONDS if seconds is None else seconds)


@atexit.register
def stop_worker() -> None:
    """End the worker, if one runs; the next PDF starts another."""
    while _workers:
        _workers.pop().stop()
