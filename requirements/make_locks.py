"""Writes every lock of this folder from pyproject.toml, and checks that each is complete: `make lock` (needs uv).

    python requirements/make_locks.py            # keeps the versions that are locked, where they still fit
    python requirements/make_locks.py --upgrade  # the newest of everything
    python requirements/make_locks.py --check    # only checks

A lock is solved once for Python 3.11 to 3.13 and every platform, with one version of a package wherever one will do,
and with the hash of each of its files; no address of an index is written. What builds on another lock names it in its
first line and is solved under it, so that tests and documentation run what users run. The check solves each lock again
for each Python and platform alone, and compares what that asks for with what the lock's markers select there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {  # uv's name → what markers see there
    "x86_64-unknown-linux-gnu": ("linux", "Linux", "posix", "x86_64"),
    "aarch64-unknown-linux-gnu": ("linux", "Linux", "posix", "aarch64"),
    "aarch64-apple-darwin": ("darwin", "Darwin", "posix", "arm64"),
    "x86_64-pc-windows-msvc": ("win32", "Windows", "nt", "AMD64"),
}
EDITABLE = "editables>=0.5"  # what hatchling asks for to install a checkout; no extra of ours
SOURCE_ONLY = {"pyspark"}  # every other package has wheels for each Python and platform


@dataclass(frozen=True)
class Lock:
    """A lock: the extras it adds, the locks it stands on, and whether the checkout is installed with it."""

    name: str
    extras: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    builds: bool = False

    @property
    def path(self) -> Path:
        return HERE / f"{self.name}.lock"


LOCKS = (
    Lock("runtime", builds=True),
    Lock("dev", ("dev", "notebook", "pyldavis"), ("runtime",)),
    Lock("docs", ("docs", "notebook"), ("runtime", "dev")),
    Lock("spark", ("spark",), ("runtime", "dev")),
)
LOWEST = HERE / "lowest.txt"
TEST_TOOLS = ("pytest", "pytest-xdist", "hypothesis", "networkx", "datasketch", "python-docx")


def uv(*arguments: str, more: str = "", cached: bool = False) -> str:
    """What `uv pip compile` prints; `more`: requirements beside those of the files; `cached`: of what it knows."""
    program = shutil.which("uv") or sys.exit("uv is not installed; run: pip install uv")
    command = [program, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--no-emit-index-url"]
    command += [*arguments, *(["-"] if more else [])]
    for asking in (["--offline"], []) if cached else ([],):  # the index is asked again only for what is not known yet
        done = subprocess.run([*command, *asking], cwd=ROOT, input=more, capture_output=True, text=True)
        if not done.returncode:
            break
    if done.returncode:
        sys.exit(f"uv could not solve {' '.join(arguments)}:\n{done.stderr}")
    return done.stdout


def blocks(text: str) -> dict[str, str]:
    """Requirement line without hashes → its lines as they stand."""
    found: dict[str, str] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        if re.match(r"[A-Za-z0-9]", block):
            found[block.split(" \\")[0].strip()] = block
    return found


def environments() -> list[tuple[str, str, dict[str, str]]]:
    """(Python, platform, what markers see) for each that is supported."""
    return [
        (
            python,
            platform,
            {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "implementation_version": f"{python}.0",
                "sys_platform": seen[0],
                "platform_system": seen[1],
                "os_name": seen[2],
                "platform_machine": seen[3],
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "extra": "",
            },
        )
        for python in PYTHONS
        for platform, seen in PLATFORMS.items()
    ]


def selected(lines: list[str], environment: dict[str, str]) -> dict[str, str]:
    """Name → version of the requirement lines whose markers hold there."""
    wanted = [r for r in map(Requirement, lines) if r.marker is None or r.marker.evaluate(environment)]
    return {r.name.lower().replace("_", "-"): str(r.specifier) for r in wanted}


def pins(lock: Path) -> list[str]:
    """The requirement lines of a lock and of those it stands on."""
    text = lock.read_text(encoding="utf-8")
    under = [HERE / name for name in re.findall(r"^-r (\S+)$", text, flags=re.MULTILINE)]
    return [line for other in under for line in pins(other)] + list(blocks(text))


def inputs(lock: Lock) -> tuple[list[str], str]:
    """What a lock is solved from: arguments of uv, and requirements beside pyproject.toml."""
    arguments = ["pyproject.toml", *(part for extra in lock.extras for part in ("--extra", extra))]
    if not SOURCE_ONLY & set(lock.extras) and lock.name != "spark":
        arguments += ["--only-binary", ":all:"]
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    return arguments, "\n".join([*build, EDITABLE]) if lock.builds else ""


def constraints(*names: str) -> list[str]:
    """uv's arguments that hold a solution to the versions of these locks."""
    return [part for name in names for part in ("--constraints", str(HERE / f"{name}.lock"))]


def write(lock: Lock, upgrade: bool) -> None:
    """Solve one lock for everywhere, and write what the locks below it do not hold already."""
    arguments, more = inputs(lock)
    kept = HERE / f".{lock.name}.kept"  # uv keeps the versions of the file that it writes
    old = blocks(lock.path.read_text(encoding="utf-8")) if lock.path.exists() and not upgrade else {}
    kept.write_text("\n".join(old.values()), encoding="utf-8")
    try:
        everywhere = ("--universal", "--python-version", PYTHONS[0], "--fork-strategy", "fewest", "--generate-hashes")
        uv(*arguments, *everywhere, *constraints(*lock.under), "--output-file", str(kept), more=more)
        found = blocks(kept.read_text(encoding="utf-8"))
    finally:
        kept.unlink()
    if lock.under:
        below = pins(HERE / f"{lock.under[0]}.lock")
        found = {line: block for line, block in found.items() if not _held(line, below)}
    head = f"-r {lock.under[0]}.lock\n" if lock.under else ""
    lock.path.write_text(head + "\n".join(found.values()) + "\n", encoding="utf-8")


def _held(line: str, below: list[str]) -> bool:
    """True where the locks below pin the package wherever this line would."""
    name = Requirement(line).name
    own = [other for other in below if Requirement(other).name == name]
    return all(selected([line], seen).items() <= selected(own, seen).items() for _, _, seen in environments())


def write_lowest() -> None:
    """The lowest versions that pyproject.toml claims (Python 3.11), and the test tools as they are locked."""
    plain = ("--python-version", PYTHONS[0], "--generate-hashes", "--only-binary", ":all:")
    lowest = uv("pyproject.toml", "--resolution", "lowest-direct", *plain)
    own = HERE / ".lowest"
    own.write_text("\n".join(blocks(lowest)), encoding="utf-8")
    build = inputs(LOCKS[0])[1]
    try:
        tools = uv("--constraints", str(own), *plain, more="\n".join([*TEST_TOOLS, build]))
    finally:
        own.unlink()
    both = blocks(lowest) | blocks(tools)
    LOWEST.write_text("\n".join(both[line] for line in sorted(both)) + "\n", encoding="utf-8")


def check(lock: Lock) -> list[str]:
    """What a lock lacks or has too much or in another version, by Python and platform."""
    arguments, more = inputs(lock)
    lines, wrong = pins(lock.path), []
    below = pins(HERE / f"{lock.under[0]}.lock") if lock.under else []
    for python, platform, seen in environments():
        alone = uv(
            *arguments,
            "--python-version",
            python,
            "--python-platform",
            platform,
            *constraints(*lock.under, lock.name),
            more=more,
            cached=True,
        )
        asked, held = selected(list(blocks(alone)), seen), selected(lines, seen)
        held = {name: v for name, v in held.items() if name in asked or name not in selected(below, seen)}
        wrong += [f"{lock.name}, {python}, {platform}: {n}{v} is asked for" for n, v in (asked.items() - held.items())]
        wrong += [f"{lock.name}, {python}, {platform}: {n}{v} is not" for n, v in (held.items() - asked.items())]
    return wrong


def main() -> None:
    """Write, then check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--check", action="store_true", help="only check the locks as they are")
    asked = parser.parse_args()
    os.environ.pop("UV_EXCLUDE_NEWER", None)
    if not asked.check:
        for lock in LOCKS:
            write(lock, asked.upgrade)
        write_lowest()
    wrong = [line for lock in LOCKS for line in check(lock)]
    print("\n".join(wrong) or f"{len(LOCKS)} locks are complete on {len(environments())} kinds of machine")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
