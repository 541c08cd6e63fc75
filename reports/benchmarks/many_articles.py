"""Studies of many articles: the corpus, made by recombining sentences of labelled news, and what a study of it costs.

    TOOLKIT_DATA=… python reports/benchmarks/many_articles.py stages --articles 20000 [--before CHECKOUT]

Sections: make (the study alone, into --folder), stages (a report from nothing, by stage: processor and wall seconds,
greatest memory, of it what no file stands behind, MB on disk; --before: the same in another checkout, so that ratios
are of one run), again (the report once more, then with 100 articles added), engines (the same tables from 1, 7 and 200
parts, one and two processes, and Spark where it is installed), kills (a report killed ten times: the same bytes).
Writes results/many_articles_SECTION.csv; rows that tell of other numbers of articles, or of other code, stay.

An article is a title and about 390 words in paragraphs of three sentences, nine in ten from articles of one label, the
rest from any; the label's chances move with the year. Sentences that name a year are left out, and a day becomes the
article's, for strange days would leave the articles undated. One article in twenty is another outlet's reprint of an
earlier one with a sentence left out. Forty outlets with two lines of furniture each; half of them write the time into
the text, the other half give it in a column. The sentences are third-party text: what is made is never committed.
"""

import argparse
import gzip
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results"
Rows = list[dict[str, Any]]
A_FILE = 5000
WORDS = 390
OUTLETS = [f"Báo Thử {i:02}" for i in range(40)]
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
THEMES = ("kinh_doanh", "suc_khoe", "the_gioi", "phap_luat", "van_hoa", "vi_tinh", "khoa_hoc", "doi_song")
OTHER_TIMES = re.compile(
    r"(?:19|20)\d\d|\d/\d{2,}|(?i:tháng|ngày|năm) \d"
)  # they would contradict the day of the article
A_DAY = re.compile(r"(?<![\d/.,])\d{1,2}[/-]\d{1,2}(?![\d/%])")
STUDY = """\
[corpus]
path = "articles"
selection = "Câu của báo có nhãn, ghép lại để đo."
[topics]
n_topics = 20
fits = 5
seed = 1
[compare]
by = { "2016-2018" = [2016, 2018], "2022-2024" = [2022, 2024] }
"""


def news() -> dict[str, list[str]]:
    """Label → the sentences of its articles."""
    data = os.environ.get("TOOLKIT_DATA")
    if not data:
        raise SystemExit("set TOOLKIT_DATA to the folder of the real data")
    pools: dict[str, list[str]] = {}
    with gzip.open(Path(data) / "vntc" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found = re.split(r"(?<=[.!?…])\s+|\n+", row["text"])
            whole = (s for s in map(str.strip, found) if 30 <= len(s) <= 400 and not OTHER_TIMES.search(s))
            pools.setdefault(row["label"], []).extend(whole)
    return dict(sorted(pools.items()))


def articles(n: int, *, first: int = 0, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Articles first … first + n - 1: each a function of its number and the seed alone."""
    pools = news()
    everything = [s for pool in pools.values() for s in pool]
    for i in range(first, first + n):
        yield article(i, seed, pools, everything)


def article(i: int, seed: int, pools: dict[str, list[str]], everything: list[str]) -> dict[str, Any]:
    """One article; one in twenty repeats the sentences of one of the thousand before it."""
    rng = np.random.default_rng([seed, i])
    source, reprint = i, i >= 20 and rng.random() < 0.05
    if reprint:
        source = int(rng.integers(max(0, i - 1000), i))
    outlet, day, sentences = written(source, seed, pools, everything)
    if reprint:
        outlet, day = int(rng.integers(40)), day + np.timedelta64(int(rng.integers(1, 4)), "D")
        sentences.pop(int(rng.integers(1, len(sentences))))
    told = str(day - 1).split("-")
    sentences = [A_DAY.sub(f"{int(told[2])}/{int(told[1])}", s) for s in sentences]
    body = [" ".join(sentences[k : k + 3]) for k in range(1, len(sentences), 3)]
    time = f"{int(rng.integers(5, 23)):02}:{int(rng.integers(60)):02}"
    year, month, number = (int(part) for part in str(day).split("-"))
    weekday = WEEKDAYS[(int(day.astype(int)) + 3) % 7]
    lines = [f"{OUTLETS[outlet]} - Tin của ban biên tập", f"{weekday}, {number}/{month}/{year}, {time} (GMT+7)"]
    if outlet % 2:
        lines.pop()
    closing = f"Theo dõi {OUTLETS[outlet]} mỗi ngày trên trang của báo"
    text = "\n".join([sentences[0].rstrip("."), *lines, *body, closing])
    row = {"id": f"a{i:07}", "title": sentences[0].rstrip("."), "text": text, "source": OUTLETS[outlet]}
    return row | ({"date": f"{day}T{time}:00+07:00"} if outlet % 2 else {})


def written(i: int, seed: int, pools: dict[str, list[str]], everything: list[str]) -> tuple[int, Any, list[str]]:
    """Outlet, day and sentences of an article that is nobody's reprint."""
    rng = np.random.default_rng([seed, i, 7])
    day = np.datetime64("2015-01-01") + int(rng.integers(3653))
    chances = np.arange(1, len(pools) + 1) ** ((2019.5 - int(str(day)[:4])) * 0.15)
    label = str(rng.choice(list(pools), p=chances / chances.sum()))
    own, words, sentences = pools[label], 0, []
    target = WORDS * float(np.clip(rng.lognormal(-0.08, 0.4), 0.2, 4))
    while words < target or len(sentences) < 4:
        pool = own if rng.random() < 0.9 else everything
        sentences.append(pool[int(rng.integers(len(pool)))])
        words += sentences[-1].count(" ") + 1
    return int(rng.integers(40)), day, sentences


def make(folder: Path, n: int, *, first: int = 0) -> Path:
    """A study of n articles, 5,000 a file; articles that are there already are left."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    rows = articles(n, first=first)
    for number in range(0, n, A_FILE):
        target = folder / "articles" / f"articles-{(first + number):07}.jsonl"
        with open(target, "w", encoding="utf-8") as out:
            for row, _ in zip(rows, range(min(A_FILE, n - number))):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return folder


def study(folder: Path, n: int) -> Path:
    """The same with study.toml and the eight themes."""
    make(folder, n)
    told = (Path(os.environ["TOOLKIT_DATA"]) / "vntc" / "themes.toml").read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\[)", told)
    kept = [b for b in blocks if b.startswith(tuple(f"[{t}]" for t in THEMES))]
    (folder / "themes.toml").write_text("".join(kept), encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return folder


STAGES = r"""
import json, resource, sys, threading, time
from importlib import import_module
from pathlib import Path

def first(*names):
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            pass

def seconds():
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(t.ru_utime + t.ru_stime for t in times)

def megabytes():
    try:
        told = Path("/proc/self/status").read_text()
        Path("/proc/self/clear_refs").write_text("5")
        return int(told.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

rows, inner, greatest = [], [0.0], [0]

def anonymous():  # what no file stands behind: mapped pages the system may drop, these it may not
    try:
        now = int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        now = 0
    greatest[0] = max(greatest[0], now)
    return greatest[0]

def watch():
    while True:
        anonymous()
        time.sleep(0.1)

threading.Thread(target=watch, daemon=True).start()

def timed(name, work):
    def run(*given, **more):
        megabytes()
        greatest[0] = 0
        begun, wall, outer = seconds(), time.monotonic(), inner[0]
        inner[0] = 0.0
        try:
            return work(*given, **more)
        finally:
            spent = seconds() - begun
            rows.append([name, spent - inner[0], time.monotonic() - wall, megabytes(), anonymous()])
            inner[0] = outer + spent
    return run

building = first("toolkit.studies.run.building", "toolkit.studies.building")
stages = first("toolkit.studies.path.stages", "toolkit.studies.stages")
for name, stage in stages.STAGES.items():
    object.__setattr__(stage, "run", timed(name, stage.run))
stages.cache.put = timed("storing", stages.cache.put)
stages.cache.get = timed("reading back", stages.cache.get)
building.write_tables = timed("tables", building.write_tables)
building.save = timed("models saved", building.save)
for name in ("figures", "page", "pdf"):
    module = first(f"toolkit.studies.report.{name}", f"toolkit.studies.{name}")
    setattr(module, f"write_{name}", timed(name, getattr(module, f"write_{name}")))
running = first("toolkit.studies.run.running", "toolkit.studies.sidesteps")
inputs = first("toolkit.studies.asked.inputs", "toolkit.studies.inputs").Inputs
inputs.corpus_files.func = timed("hashing", inputs.corpus_files.func)
import toolkit
begun = seconds()
try:
    timed("the rest", toolkit.run_study)(sys.argv[1], build=sys.argv[2])
finally:
    print(json.dumps(rows))
"""


def by_stage(root: Path, folder: Path, build: Path) -> pd.DataFrame:
    """Stage, processor seconds, wall seconds, greatest resident MB, and greatest MB behind which no file stands (looked
    at ten times a second), of one report, made by the code under `root`."""
    environment = {**os.environ, "PYTHONPATH": str(root), "TOOLKIT_PROGRESS": "0"}
    command = [sys.executable, "-c", STAGES, str(folder), str(build)]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
    columns = ["stage", "cpu_s", "wall_s", "memory_mb", "anonymous_mb"]
    table = pd.DataFrame(json.loads(done.stdout.splitlines()[-1]), columns=columns)
    how = {"cpu_s": "sum", "wall_s": "sum", "memory_mb": "max", "anonymous_mb": "max"}
    grouped = table.groupby("stage", sort=False).agg(how)
    total = table.agg(how).to_frame().T.set_axis(["all"])
    total["wall_s"] = table.loc[table["stage"] == "the rest", "wall_s"].sum()
    return pd.concat([grouped, total]).round(1).rename_axis("stage").reset_index()


def megabytes(folder: Path) -> float:
    """MB of all files under a folder."""
    return round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6, 1)


def stages(folder: Path, n: int, before: Path | None, only: str | None) -> Rows:
    """A report from nothing, by stage; and the same by the code of another checkout."""
    study(folder, n)
    rows: Rows = []
    codes = {"now": ROOT} | ({"before": before} if before else {})
    for code, root in [(code, root) for code, root in codes.items() if only in (None, code)]:
        build = folder / f"build-{code}"
        shutil.rmtree(build, ignore_errors=True)
        found = by_stage(root, folder, build)
        rows += [{"articles": n, "code": code, **row} for row in found.to_dict("records")]
        rows.append({"articles": n, "code": code, "stage": "disk", "memory_mb": megabytes(build)})
    return rows


ENGINES = r"""
import dataclasses, hashlib, json, resource, sys, time
from pathlib import Path
import toolkit.studies.path.engines as engines
from toolkit.engine.choice import engine_from
from toolkit.studies.path.opening import open_study

def main():
    folder, build, kind, rows = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    engines.engine_from = lambda text: dataclasses.replace(engine_from(text), rows_a_part=rows)
    begun = time.monotonic()
    study = open_study(folder, build=build, options={"engine.kind": kind})
    study.counts_by_stage
    digest = hashlib.sha256()
    for path in sorted((build / ".cache").glob("*-*/**/*.*")):
        digest.update(path.relative_to(build).as_posix().encode() + path.read_bytes())
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    parts = len(list((build / ".cache" / "parts" / "segment").glob("*.arrow")))
    cpu = sum(t.ru_utime + t.ru_stime for t in times)
    print(json.dumps([max(parts, 1), cpu, time.monotonic() - begun, digest.hexdigest()[:16]]))

if __name__ == "__main__":
    main()
"""


def engines(folder: Path, n: int) -> Rows:
    """From files to counts in other parts and on other engines: whether every stored byte is the same."""
    study(folder, n)
    spark = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
    kinds = [("local", 1), ("local", 7), ("local", 200), ("local:2", 7)]
    kinds += [("local[2]", 7), ("local-cluster[2,1,2048]", 7), ("local-cluster[2,1,2048]", 200)] if spark else []
    script = folder / "engines.py"  # a file, for processes that begin anew read it again
    script.write_text(ENGINES, encoding="utf-8")
    rows: Rows = []
    for kind, parts in kinds:
        about = 4 * n if parts == 1 else max(1, n // parts)
        build = folder / "build-engines"
        shutil.rmtree(build, ignore_errors=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOOLKIT_PROGRESS": "0"}
        command = [sys.executable, str(script), str(folder), str(build), kind, str(about)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            rows.append({"articles": n, "engine": kind, "asked": parts, "same": done.stderr.splitlines()[-1]})
            continue
        found, cpu, wall, digest = json.loads(done.stdout.splitlines()[-1])
        same = not rows or digest == rows[0]["digest"]
        row = {"articles": n, "engine": kind, "asked": parts, "parts": found, "cpu_s": round(cpu, 1)}
        rows.append({**row, "wall_s": round(wall, 1), "same": same, "digest": digest})
        print(rows[-1], flush=True)
    return rows


def again(folder: Path, n: int) -> Rows:
    """A report from nothing, the same again, and with 100 articles more: seconds of each."""
    study(folder, n)
    rows: Rows = []
    build = folder / "build-again"
    shutil.rmtree(build, ignore_errors=True)
    for what in ("from nothing", "again", "100 articles more"):
        if what == "100 articles more":
            make(folder, 100, first=n)
        found = by_stage(ROOT, folder, build)
        rows += [{"articles": n, "run": what, **row} for row in found.to_dict("records")]
    (folder / "articles" / f"articles-{n:07}.jsonl").unlink()
    return rows


def results(build: Path) -> dict[str, bytes]:
    """Every table, and every file that a stage stored; parts, which a run that went through has fewer of, left out."""
    found = [*(build / "tables").rglob("*.*"), *(build / ".cache").glob("*-*/**/*.*")]
    return {path.relative_to(build).as_posix(): path.read_bytes() for path in found if path.is_file()}


def kills(folder: Path, n: int) -> Rows:
    """A report killed ten times at moments drawn at random, then let through: whether it ends as one never killed."""
    study(folder, n)
    build, random = folder / "build", np.random.default_rng(1)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOOLKIT_PROGRESS": "0"}
    command = [sys.executable, "-m", "toolkit.cli", "report", str(folder), "--set", "report.pdf=false"]
    begun = time.monotonic()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    whole, expected = time.monotonic() - begun, results(build)
    shutil.rmtree(build)
    rows: Rows = []
    for kill in range(10):
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = float(random.uniform(0.05, 0.2)) * whole
        try:
            run.wait(timeout=after)
        except subprocess.TimeoutExpired:
            run.kill()
        stored = len(list((build / ".cache").glob("*-*/index.json")))
        rows.append({"articles": n, "kill": kill + 1, "after_s": round(after, 1), "code": run.wait(), "stages": stored})
    subprocess.run(command, env=environment, capture_output=True, check=True)
    found = results(build)
    same = sum(found.get(name) == data for name, data in expected.items())
    rows.append({"articles": n, "stages": "end", "files": len(expected), "same": same, "more": len(found) - same})
    return rows


def beside_others(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """These rows, and before them those of the file that tell of other numbers of articles or other code."""
    if not path.is_file():
        return table
    former, keys = pd.read_csv(path), [name for name in ("articles", "code") if name in table]
    measured = set(table[keys].itertuples(index=False, name=None))
    others = [tuple(row) not in measured for row in former[keys].itertuples(index=False, name=None)]
    return pd.concat([former[others], table], ignore_index=True)


def main() -> None:
    """Run one section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=["make", "stages", "again", "engines", "kills"])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--before", type=Path, help="another checkout")
    parser.add_argument("--only", choices=["now", "before"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "study"
        if given.section == "make":
            print(study(folder, given.articles))
            return
        run = {"again": again, "engines": engines, "kills": kills}.get(given.section)
        n = given.articles
        table = pd.DataFrame(run(folder, n) if run else stages(folder, n, given.before, given.only))
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"many_articles_{given.section}.csv"
        beside_others(table, path).to_csv(path, index=False, lineterminator="\n")
        print(table.to_string(index=False))


if __name__ == "__main__":
    main()
