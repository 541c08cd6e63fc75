"""The pages of the benchmarks: every table in reports/benchmarks/results, as it lies there at build."""

import ast
from pathlib import Path

import pandas as pd

from generators.headlines import headlines
from generators.measured import measured_page
from generators.writing import MADE, cell, code, menu, table, write

ROOT = Path(__file__).resolve().parents[2]
BENCHES = ROOT / "reports" / "benchmarks"
FLOORS = {
    "documents": "Reading, cleaning, dates, stories",
    "words": "Segmentation",
    "topics": "Topic models",
    "evidence": "Theme scores",
    "trends": "Intervals, verdicts, effects",
    "sample": "The sample corpus against its planted truth",
    "studies": "Whole studies: time, memory, interruption, the same bytes",
    "choice": "The number of topics",
    "engine": "Batches and Spark",
    "explorer": "The explorer",
    "coding": "The coding page",
    "many": "Many articles",
}
MOST_ROWS = 60


def tables() -> dict[str, list[Path]]:
    """Floor → its tables of results."""
    found: dict[str, list[Path]] = {}
    for path in sorted((BENCHES / "results").glob("*.csv")):
        found.setdefault(path.stem.split("_")[0], []).append(path)
    return {
        floor: found[floor] for floor in sorted(found, key=lambda f: (list(FLOORS).index(f) if f in FLOORS else 99, f))
    }


def script_of(stem: str) -> tuple[str, str]:
    """The script and the section that wrote a table: the longest script whose name begins the table's."""
    scripts = sorted((p.stem for p in BENCHES.glob("*.py")), key=len, reverse=True)
    wanted = "trends" if stem.startswith("trends_") else next((s for s in scripts if stem.startswith(s)), stem)
    return f"{wanted}.py", stem.removeprefix(wanted).lstrip("_")


def said_of(script: str) -> str:
    """The script's docstring: its first paragraph and what its sections are."""
    path = BENCHES / script
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else ""
    return "\n\n".join(p for p in (doc or "").split("\n\n") if not p.startswith("    "))


def number(value: object) -> str:
    """A figure as it is read: four digits, thousands apart."""
    if isinstance(value, float):
        return "–" if value != value else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9999 else cell(value)


def one_table(path: Path) -> str:
    """A table with its command; a long one is cut, and says so."""
    frame = pd.read_csv(path)
    script, section = script_of(path.stem)
    rows = [tuple(number(v) for v in row) for row in frame.head(MOST_ROWS).astype(object).itertuples(index=False)]
    rest = f"\nThe first {MOST_ROWS} of {len(frame)} rows; the others are in `{path.name}`.\n"
    cut = rest if len(frame) > MOST_ROWS else ""

    head = f"### {section or path.stem}\n\n{code(f'python reports/benchmarks/{script} {section}'.strip())}\n\n"
    return head + table([code(c) for c in frame.columns], rows) + cut


def floor_page(floor: str, paths: list[Path]) -> str:
    """All tables of a floor, by the script that wrote them."""
    parts, last = [MADE, f"# {FLOORS.get(floor, floor)}\n"], ""
    for path in sorted(paths, key=lambda p: script_of(p.stem)):
        script, _ = script_of(path.stem)
        if script != last:
            parts += [f"\n## {script}\n\n{said_of(script)}\n"]
            last = script
        parts += [one_table(path)]
    return "\n".join(parts)


def write_figures(folder: Path) -> None:
    """Write benchmarks/FLOOR.md, the table of what was measured, and the index of them."""
    found = tables()
    write(folder / "measured.md", MADE + measured_page())
    for floor, paths in found.items():
        write(folder / f"{floor}.md", floor_page(floor, paths))
    listed = [(f"[{FLOORS.get(f, f)}]({f}.md)", str(len(paths))) for f, paths in found.items()]
    write(
        folder / "index.md",
        MADE
        + INDEX
        + headlines()
        + "\n\n## All tables\n\n"
        + table(["tables of", "how many"], listed)
        + menu(["measured", *found]),
    )


INDEX = """# Benchmarks

Every figure comes from a command that anyone can run. The tables are rendered from `reports/benchmarks/results` when
this site is built, so they are those of the commit. [What was measured](measured.md) tells them in a table with what
each was measured on. Seconds are ratios within one run; a bench whose rules were tuned on its data says *in-sample*.

*Mỗi con số có một lệnh để ai cũng chạy lại được. Bảng được dựng từ tệp kết quả của chính bản này.*

"""
