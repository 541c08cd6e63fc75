"""How long a study takes, whether a killed build ends with the same bytes, and what the real corpora give.

    python reports/benchmarks/studies.py report       # the sample study from nothing, each stage and the rendering
    python reports/benchmarks/studies.py beside OLD   # the sample of this version and of OLD (its folder), in turn
    python reports/benchmarks/studies.py killed       # a small study killed at ten random moments, then compared
    python reports/benchmarks/studies.py killed_sample   # the same of the whole sample study
    python reports/benchmarks/studies.py elsewhere    # the sample verified by another user, locale, time zone, threads
    python reports/benchmarks/studies.py real         # the five articles and the mission corpus (reads TOOLKIT_DATA)
    python reports/benchmarks/studies.py sensitivity  # every verdict of the sample under every other choice
    python reports/benchmarks/studies.py start        # `chude --help`, `import toolkit`
    python reports/benchmarks/studies.py size         # MB of each distribution that running needs (asks the index)
    python reports/benchmarks/studies.py compiling    # the inner loops compiled anew, seconds by module

Each section writes reports/benchmarks/results/studies_SECTION.csv and prints it. Seconds are of the machine they were
measured on; `load` is the mean number of processes that wanted a core at the end.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results"
CHUDE = [sys.executable, "-m", "toolkit.cli"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TOOLKIT_PROGRESS": "0"}

Row = dict[str, Any]


def sample_study(folder: Path, of: Path = ROOT) -> Path:
    """A copy of the sample study with its corpus, not built."""
    shutil.copytree(of / "corpora" / "sample", folder / "corpora" / "sample")
    shutil.copytree(of / "reports" / "sample", folder / "reports" / "sample", ignore=shutil.ignore_patterns("build"))
    return folder / "reports" / "sample"


def timed(arguments: list[str], of: Path = ROOT) -> Row:
    """Run a command of a version: wall and processor seconds, resident memory in MB, exit code, what it said."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**ENVIRONMENT, "PYTHONPATH": str(of)}
    done = subprocess.run(arguments, env=environment, cwd=of, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "memory_mb": round(after.ru_maxrss / 1024),
        "exit_code": done.returncode,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else float("nan"),
        "stdout": done.stdout,
        "stderr": done.stderr,
    }


def files(build: Path) -> dict[str, bytes]:
    """Every file of a build but its cache and log."""
    found = {p.relative_to(build).as_posix(): p for p in build.rglob("*") if p.is_file()}
    return {n: p.read_bytes() for n, p in found.items() if not n.startswith(".cache/") and n != "log.txt"}


def report() -> list[Row]:
    """The sample study from nothing, again with its cache, and verified in a temporary folder."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        study = sample_study(Path(folder))
        for run in ("report", "report, again", "verify"):
            done = timed([*CHUDE, "verify" if run == "verify" else "report", str(study)])
            done["said"] = done.pop("stdout").strip().splitlines()[-1].split("/")[-1]
            done.pop("stderr")
            rows.append({"run": run, **done})
    return rows


def beside(old: Path) -> list[Row]:
    """The sample study of another version and of this one, each from nothing, in turn and in one environment.

    Run it twice and take the second: the first run of a version compiles its inner loops.
    """
    rows = []
    for name, version in (("old", old), ("this", ROOT)):
        with tempfile.TemporaryDirectory() as folder:
            done = timed([*CHUDE, "report", str(sample_study(Path(folder), version))], version)
        rows.append({"version": name, **{k: v for k, v in done.items() if k not in ("stdout", "stderr")}})
    ratio = rows[1]["processor_seconds"] / rows[0]["processor_seconds"]
    return [*rows, {"version": "this / old", "processor_seconds": round(ratio, 2)}]


def small_study(folder: Path) -> Path:
    """The small study of the tests, not built."""
    sys.path.insert(0, str(ROOT))
    from tests.studies.small import write_study

    return write_study(folder / "study")


def killed_sample() -> list[Row]:
    """Kill the build of the whole sample study at ten random moments."""
    return killed(make=sample_study)


def killed(times: int = 10, make: Callable[[Path], Path] = small_study) -> list[Row]:
    """Kill the build of a study at random moments, each time going on; compare with one that ran through."""
    draw = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        through, broken = (make(Path(folder) / name) for name in ("one", "two"))
        whole = timed([*CHUDE, "report", str(through)])
        rows = []
        for i in range(times):
            moment = float(draw.uniform(1, whole["seconds"] * 0.6))
            process = subprocess.Popen(
                [*CHUDE, "report", str(broken)], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(moment)
            ended = process.poll() is not None
            process.send_signal(signal.SIGKILL)
            process.wait()
            stored = len([p for p in (broken / "build" / ".cache").glob("*-*") if not p.name.startswith(".")])
            rows.append({"kill": i + 1, "second": round(moment, 1), "had_ended": ended, "stages_stored": stored})
        last = timed([*CHUDE, "report", str(broken)])
        one, two = files(through / "build"), files(broken / "build")
        differing = [name for name in sorted({*one, *two}) if one.get(name) != two.get(name)]
        rows.append(
            {"kill": 0, "second": last["seconds"], "had_ended": True, "files": len(one), "differ": len(differing)}
        )
    return rows


ELSEWHERE: dict[str, dict[str, str]] = {
    "as built": {},
    "locale C": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "zone +14, hash seed 7": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
    "one thread": {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "two threads": {"OMP_NUM_THREADS": "2", "NUMBA_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    "another user, its own home": {"LC_ALL": "C.UTF-8", "TZ": "America/Lima"},
}


def elsewhere(user: str = "nobody") -> list[Row]:
    """Build the sample once; then `chude verify` it from another folder, locale, time zone, thread count and user.

    Another user needs root to become it, and must be able to read this Python and the repository; else that row says
    why it could not be run.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        study = sample_study(Path(folder))
        timed([*CHUDE, "report", str(study)])
        os.chmod(folder, 0o755)
        for name, given in ELSEWHERE.items():
            become: Row = {}
            home = Path(folder) / f"home-{len(rows)}"
            home.mkdir()
            if name.startswith("another user"):
                shutil.chown(home, user)
                become = {"user": user, "group": "nogroup", "extra_groups": []}
            environment = {**ENVIRONMENT, "HOME": str(home), "TMPDIR": str(home), "NUMBA_CACHE_DIR": str(home), **given}
            begun = time.monotonic()
            try:
                done = subprocess.run(
                    [*CHUDE, "verify", str(study)], env=environment, cwd=home, capture_output=True, text=True, **become
                )
                said, code = (done.stdout.strip() or done.stderr.strip()).splitlines()[-1], done.returncode
            except OSError as error:
                said, code = f"not run: {error.strerror}", -1
            seconds = round(time.monotonic() - begun, 1)
            rows.append({"where": name, "said": said, "exit_code": code, "seconds": seconds})
    return rows


MISSION = """\
[corpus]
path = "{data}/mission/docs.jsonl.gz"
selection = "Nhiều nguồn, gom lại để thử công cụ."
unit = "paragraph"
[words]
drop = ["honorifics"]
[topics]
n_topics = 20
fits = 5
seed = 1
[compare]
by = {{ "2008-2012" = [2008, 2012], "2016-2021" = [2016, 2021] }}
"""


def real() -> list[Row]:
    """The five articles and the mission corpus, unit paragraph."""
    data = os.environ.get("TOOLKIT_DATA")
    if not data:
        raise SystemExit("set TOOLKIT_DATA to the folder of the real data")
    rows = []
    for name in ("articles", "mission"):
        with tempfile.TemporaryDirectory() as folder:
            study = Path(folder) / name
            founding = "combating_distortion,overseas_communities,citizen_protection"
            source = f"{data}/{name}" if name == "articles" else f"{data}/mission/docs.jsonl.gz"
            timed([*CHUDE, "new", str(study), "--corpus", source, "--themes", founding])
            if name == "mission":
                (study / "study.toml").write_text(MISSION.format(data=data), encoding="utf-8")
            done = timed([*CHUDE, "report", str(study)])
            lines = done.pop("stdout").strip().splitlines()
            done.pop("stderr")
            verdicts = [
                line.split(": ", 1)[1].split(" – ")[0] for line in lines if " to " in line and not line.startswith("!")
            ]
            rows.append({"corpus": name, **done, "documents": lines[0], "verdicts": "; ".join(verdicts)})
    return rows


def sensitivity() -> list[Row]:
    """`chude report --sensitivity` on the whole sample: cells, time, verdicts that change, by kind of choice."""
    with tempfile.TemporaryDirectory() as folder:
        study = sample_study(Path(folder))
        first = timed([*CHUDE, "report", str(study)])
        done = timed([*CHUDE, "report", str(study), "--sensitivity"])
        table = pd.read_csv(study / "build" / "tables" / "sensitivity.csv", encoding="utf-8-sig")
        rows = [
            {"choice": choice, "cells": own["setting"].nunique(), "verdicts": len(own), "same": int(own["same"].sum())}
            for choice, own in table.groupby("choice", sort=False)
        ]
        cells = table[["choice", "setting"]].drop_duplicates()
        rows.append(
            {
                "choice": "all",
                "cells": len(cells),
                "verdicts": len(table),
                "same": int(table["same"].sum()),
                "seconds": done["seconds"],
                "report_seconds": first["seconds"],
                "memory_mb": done["memory_mb"],
                "load": done["load"],
            }
        )
    return rows


def start() -> list[Row]:
    """Start-up times: the median of eleven."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import toolkit": [sys.executable, "-c", "import toolkit"],
        "chude --help": [*CHUDE, "--help"],
    }
    rows = []
    for name, command in commands.items():
        seconds = []
        for _ in range(11):
            begun = time.perf_counter()
            subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
            seconds.append(time.perf_counter() - begun)
        rows.append(
            {
                "command": name,
                "median_seconds": round(statistics.median(seconds), 3),
                "least_seconds": round(min(seconds), 3),
                "load": round(os.getloadavg()[0], 1),
            }
        )
    return rows


SIZES = """
import json, sys
from importlib.metadata import distributions, requires
from pathlib import Path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
held = {canonicalize_name(d.name): d for d in distributions()}
def within(line, extras):
    asked = Requirement(line)
    return asked if asked.marker is None or any(asked.marker.evaluate({"extra": e}) for e in extras) else None
todo, running = [(Requirement(line), ("",)) for line in json.loads(sys.argv[1])], set()
while todo:
    asked, _ = todo.pop()
    key = (canonicalize_name(asked.name), tuple(sorted(asked.extras)))
    if key in running or key[0] not in held:
        continue
    running.add(key)
    todo += [(r, ()) for line in requires(key[0]) or [] if (r := within(line, ("", *key[1])))]
for name, found in sorted(held.items()):
    own = {Path(found.locate_file(f)) for f in found.files or []}
    own |= {c for p in own if p.suffix == ".py" for c in p.parent.glob(f"__pycache__/{p.stem}.*.pyc")}
    size = sum(p.stat().st_size for p in own if p.is_file())
    print(json.dumps([name, found.version, size, name in {n for n, _ in running}]))
"""
BEFORE = "4c1b1f5"  # 0.1.0: one lock for running and testing


def _installed(folder: Path, lock: Path, project: str) -> tuple[pd.DataFrame, float]:
    """Each distribution that a lock brings: bytes, and whether running needs it; processor seconds of set-up."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    options = ["--quiet", "--no-deps", "--require-hashes", "-r", str(lock)]
    subprocess.run([python, "-m", "pip", "install", *options], check=True)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = json.dumps(tomllib.loads(project)["project"]["dependencies"])
    told = subprocess.run([python, "-c", SIZES, asked], check=True, capture_output=True, text=True).stdout
    table = pd.DataFrame(map(json.loads, told.splitlines()), columns=["distribution", "version", "bytes", "running"])
    return table, ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


def size() -> list[Row]:
    """MB (10^6 bytes, with byte code) of each distribution that running needs, before (0.1.0) and now.

    The last rows: the sum of those, of all that `make report` installs (pip and the build backend too), and processor
    seconds of the set-up.
    """
    tables, seconds = {}, {}
    for label in ("before", "now"):
        with tempfile.TemporaryDirectory() as folder:
            lock, project = ROOT / "requirements" / "runtime.lock", (ROOT / "pyproject.toml").read_text("utf-8")
            if label == "before":
                lock = Path(folder) / "requirements.lock"
                told = ["git", "-C", str(ROOT), "show"]
                lock.write_bytes(
                    subprocess.run([*told, f"{BEFORE}:requirements.lock"], check=True, stdout=subprocess.PIPE).stdout
                )
                project = subprocess.run(
                    [*told, f"{BEFORE}:pyproject.toml"], check=True, stdout=subprocess.PIPE
                ).stdout.decode()
            tables[label], seconds[label] = _installed(Path(folder), lock, project)
    sums = {}
    for label, table in tables.items():
        sums[label] = {n: round(b / 1e6, 1) for n, b, r in table[["distribution", "bytes", "running"]].to_numpy() if r}
    names = sorted(sums["before"].keys() | sums["now"].keys(), key=lambda n: -max(s.get(n, 0) for s in sums.values()))
    rows: list[Row] = [{"distribution": n, **{k: s.get(n, 0.0) for k, s in sums.items()}} for n in names]
    needed = {k: t.loc[t["running"], "bytes"].sum() for k, t in tables.items()}
    for what, found in (
        ("all that running needs, MB", {k: v / 1e6 for k, v in needed.items()}),
        ("all that is installed, MB", {k: t["bytes"].sum() / 1e6 for k, t in tables.items()}),
        ("processor seconds of set-up", seconds),
    ):
        rows.append({"distribution": what, **{k: round(float(v), 1) for k, v in found.items()}})
    return rows


COMPILING = """
import importlib, json, sys, time
import numba
for name in json.loads(sys.argv[1]):
    begun = time.process_time()
    importlib.import_module(name)
    print(json.dumps([name, round(time.process_time() - begun, 2)]))
"""


def compiling() -> list[Row]:
    """Processor seconds that each module of kernels takes to compile, and then to be read from the cache."""
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "toolkit").rglob("*.py")
        if "\n@compiled(" in path.read_text(encoding="utf-8")
    )
    rows: dict[str, Row] = {name: {"module": name} for name in modules}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**ENVIRONMENT, "NUMBA_CACHE_DIR": folder}
        for column in ("compiled_seconds", "cached_seconds"):
            command = [sys.executable, "-c", COMPILING, json.dumps(modules)]
            told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            for name, seconds in map(json.loads, told.splitlines()):
                rows[name][column] = seconds
    total = {c: round(sum(row[c] for row in rows.values()), 2) for c in ("compiled_seconds", "cached_seconds")}
    return [*rows.values(), {"module": "all", **total}]


SECTIONS: dict[str, Callable[[], list[Row]]] = {
    "report": report,
    "killed": killed,
    "killed_sample": killed_sample,
    "elsewhere": elsewhere,
    "real": real,
    "sensitivity": sensitivity,
    "start": start,
    "size": size,
    "compiling": compiling,
}


def main() -> None:
    """Run one section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=sorted([*SECTIONS, "beside"]))
    parser.add_argument("old", nargs="?", type=Path, help="for beside: the folder of the other version")
    given = parser.parse_args()
    section = given.section
    if section == "beside" and given.old is None:
        parser.error("beside needs the folder of the other version")
    table = pd.DataFrame(beside(given.old.resolve()) if section == "beside" else SECTIONS[section]())
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / f"studies_{section}.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
