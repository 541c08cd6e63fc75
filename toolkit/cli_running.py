"""How a command runs: exit codes, one-line errors, log, and what goes to stdout."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import click

log = logging.getLogger("toolkit")
INTERRUPTED = 130


class Chude(click.Group):
    """The group of commands; every error ends as one message on stderr and the exit code of DESIGN §5."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run a command and exit: 0 done, 1 unexpected, 2 usage, 3 input unusable, 5 verification failed, 130."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        extra["standalone_mode"] = False
        sys.exit(self._code(args, prog_name or "chude", extra))

    def _code(self, args: Sequence[str] | None, prog_name: str, extra: dict[str, Any]) -> int:
        from toolkit.base.errors import ToolkitError

        try:
            result = super().main(args, prog_name, **extra)
            return result if isinstance(result, int) else 0
        except click.exceptions.Exit as stop:
            return int(stop.exit_code)
        except click.ClickException as problem:
            problem.show()
            return problem.exit_code
        except (KeyboardInterrupt, click.exceptions.Abort):
            return _refused("interrupted; the next run goes on from here", INTERRUPTED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except ToolkitError as problem:
            return _refused(f"{type(problem).__name__}: {problem}", problem.exit_code)
        except OSError as problem:
            name = Path(problem.filename).name if isinstance(problem.filename, str) else "the file"
            return _refused(f"{name}: {problem.strerror or problem}; free space or choose another folder", 1)
        except MemoryError:
            return _refused("not enough memory; close other programs, or take fewer articles or topics", 1)
        except Exception as problem:
            log.debug("unexpected", exc_info=True)
            if os.environ.get("CHUDE_TRACEBACK") or "-v" in (args or sys.argv) or "--verbose" in (args or sys.argv):
                raise
            return _refused(f"unexpected {type(problem).__name__}: {problem}; run again with -v to see where", 1)


def _refused(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


def say(text: str) -> None:
    """A result, to stdout."""
    click.echo(text)


def shown(frame: Any, as_json: bool) -> None:
    """A table, to stdout: aligned columns, or one JSON list of rows."""
    if as_json:
        import json

        rows = json.loads(frame.to_json(orient="records", force_ascii=False))
        say(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        say(frame.to_string(index=False, float_format=lambda x: f"{x:.4g}", na_rep="–"))


def options_of(settings: Sequence[str]) -> dict[str, str]:
    """The options given as --set table.key=value; a usage error where one has no "="."""
    pairs = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(f"--set {setting}: give table.key=value, as topics.n_topics=30")
        pairs[key.strip()] = value.strip()
    return pairs


@contextlib.contextmanager
def logged(build: Path | None, loudness: Mapping[str, bool]) -> Iterator[None]:
    """Log to stderr as loud as asked, and to build/log.txt where a build is made; -q silences progress too."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    watched = sys.stderr.isatty() and not loudness["quiet"]  # a person sees each stage end, and bars within stages
    handlers[0].setLevel(logging.DEBUG if loudness["verbose"] else logging.INFO if watched else logging.WARNING)
    handlers[0].setFormatter(logging.Formatter("%(message)s"))
    if build is not None:
        handlers.append(_BuildLog(build))
    level = log.level
    log.setLevel(logging.DEBUG)
    for handler in handlers:
        log.addHandler(handler)
    try:
        with _silence(loudness["quiet"]):
            yield
    finally:
        log.setLevel(level)
        for handler in handlers:
            log.removeHandler(handler)
            handler.close()


class _BuildLog(logging.Handler):
    """build/log.txt, opened with the first line once the build is there; where it cannot be written, nothing."""

    def __init__(self, build: Path) -> None:
        super().__init__()
        self.path = build / "log.txt"
        self.file: IO[str] | None = None
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        with contextlib.suppress(OSError):
            if self.file is None and self.path.parent.is_dir():
                self.file = open(self.path, "w", encoding="utf-8", newline="\n")  # noqa: SIM115
            if self.file is not None:
                self.file.write(self.format(record) + "\n")
                self.file.flush()

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()
        super().close()


@contextlib.contextmanager
def _silence(wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    from toolkit.base.progress import quiet

    with quiet():
        yield
