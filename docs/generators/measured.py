"""What was measured, read from reports/benchmarks/results at build: the end of a methods page, and one table of all.

python docs/generators/measured.py        prints every figure; a table, row or column that is gone is an error
"""

import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "reports" / "benchmarks" / "results"
ROWS = Path(__file__).with_name("measured.toml")
TUNED = {
    "yes": "Rules or options were chosen on these data.",
    "partly": "Some of it was chosen on these data.",
    "no": "Nothing was chosen on these data.",
    "planted": "Made with a known truth.",
}
SHORT = {"yes": "in-sample", "partly": "partly in-sample", "no": "not tuned on", "planted": "planted"}
HEAD = "\n\n## What was measured\n\nRead at build from the tables of [Benchmarks](../benchmarks/index.md).\n"


def rows() -> dict[str, list[dict[str, Any]]]:
    """Page → what was measured of it."""
    return tomllib.loads(ROWS.read_text(encoding="utf-8"))


def figure(asked: dict[str, Any]) -> str:
    """One figure of one table; LookupError where the table no longer has it."""
    value = _number(asked)
    if "per" in asked:
        value /= _number(asked["per"])
    if isinstance(value, str):
        return value
    value *= asked.get("times", 1)
    whole = isinstance(value, float) and value.is_integer() and "f" not in asked.get("as", "")
    return format(int(value) if whole else value, asked.get("as", ""))


def _number(asked: dict[str, Any]) -> Any:
    values, take = _column(asked), asked.get("take", "first")
    if take == "count":
        return len(values)
    if not len(values):
        raise LookupError(f"{asked['table']}.csv has no row {asked.get('where')}; mend docs/generators/measured.toml")
    return values.iloc[0] if take == "first" else getattr(values, take)()


@functools.cache
def _results(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise LookupError(f"reports/benchmarks/results/{path.name} is gone; mend docs/generators/measured.toml")
    return pd.read_csv(path)


def _column(asked: dict[str, Any]) -> "pd.Series[Any]":
    path = RESULTS / f"{asked['table']}.csv"
    frame = _results(path)
    absent = {*asked.get("where", {}), asked["column"]} - set(frame.columns)
    if absent:
        raise LookupError(f"{path.name} has no column {sorted(absent)}; mend docs/generators/measured.toml")
    for column, value in asked.get("where", {}).items():
        frame = frame[frame[column].isin(value if isinstance(value, list) else [value])]
    return frame[asked["column"]]


def told(row: dict[str, Any]) -> dict[str, str]:
    """A row with its figures written in."""
    found = {name: figure(asked) for name, asked in row.items() if isinstance(asked, dict)}
    return {name: said.format(**found) for name, said in row.items() if isinstance(said, str)}


def section(page: str) -> str:
    """The end of a page: each measurement with its data, whether it was tuned on, its limit and its command."""
    found = rows().get(page, [])
    return HEAD + "\n".join(_paragraph(told(row)) for row in found) if found else ""


def _paragraph(row: dict[str, str]) -> str:
    limit = f" *Limit.* {row['limit']}" if "limit" in row else ""
    what = row["what"][0].upper() + row["what"][1:]
    lines = [f"**{what}.** {_sentence(row['says'])}", f"*Data.* {_sentence(row['data'])} {TUNED[row['tuned']]}{limit}"]
    return "\n" + "\n".join([*(f"{line}\\" for line in lines), f"{_commands(row['command'])}\n"])


def _sentence(said: str) -> str:
    return said[0].upper() + said[1:] + ("" if said.endswith((".", "*.", "%.")) else ".")


def _commands(command: str) -> str:
    """A command as it is typed; of several sections, one after another."""
    script, *sections = command.replace("`", "").replace(",", "").split(" ", 1)
    shown = sections[0].split() if "`" in command else sections
    return ", ".join(f"`python reports/benchmarks/{' '.join([script, one]).strip()}`" for one in shown or [""])


def table(picked: Iterable[dict[str, Any]]) -> str:
    """Rows as a Markdown table: what, figure, whether the data were tuned on, command."""
    lines = ["| what | figure | data | command (`python reports/benchmarks/…`) |", "|---|---|---|---|"]
    for row in map(told, picked):
        lines.append(f"| {row['what']} | {row['says']} | {SHORT[row['tuned']]} | `{row['command']}` |")
    return "\n".join(lines)


def measured_page() -> str:
    """benchmarks/measured: all of it, page by page."""
    parts = ["# What was measured\n", ABOUT]
    for page, found in rows().items():
        source = ROOT / "docs" / f"{page}.md"
        heading = source.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        parts += [f"\n## {heading}\n\n[The page](../{page}.md) has data and limits beside each.\n", table(found), ""]
    return "\n".join(parts)


ABOUT = """Every figure comes from a command that anyone can run; `make bench` runs them all (hours). The figures are
read from `reports/benchmarks/results` when this site is built. Real data are read from the folder that `TOOLKIT_DATA`
names; no text of them is in the repository. *In-sample*: rules or options were chosen on these data, so that the figure
flatters; *planted*: made with a known truth. Seconds are of the machine they were measured on; ratios are of one run.
"""

if __name__ == "__main__":
    for name in rows():
        print(f"\n{name}{section(name)}")
