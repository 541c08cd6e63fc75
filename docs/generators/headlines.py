"""The table of figures in README and README.vi: written from reports/benchmarks/results, so that it cannot age.

python docs/generators/headlines.py        writes it into README.md; tests/test_docs_site.py asks that it is current
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "reports" / "benchmarks" / "results"
ROWS = Path(__file__).with_name("headlines.toml")
BEGINS, ENDS = "<!-- figures: made by docs/generators/headlines.py -->", "<!-- end of figures -->"


def figure(asked: dict[str, Any]) -> str:
    """One figure of one table; LookupError where the table no longer has it."""
    frame = pd.read_csv(RESULTS / f"{asked['table']}.csv")
    for column, value in asked.get("where", {}).items():
        frame = frame[frame[column] == value]
    values, take = frame[asked["column"]], asked.get("take", "first")
    if not len(values):
        raise LookupError(f"{asked['table']}.csv has no row {asked.get('where')}; mend docs/generators/headlines.toml")
    value = len(values) if take == "count" else values.iloc[0] if take == "first" else getattr(values, take)()
    whole = isinstance(value, float) and value.is_integer() and "f" not in asked.get("as", "")
    return format(int(value) if whole else value, asked.get("as", ""))


def headlines() -> str:
    """The table in Markdown."""
    lines = ["| what | figure | command (`python reports/benchmarks/…`) |", "|---|---|---|"]
    for row in tomllib.loads(ROWS.read_text(encoding="utf-8"))["row"]:
        found = {name: figure(asked) for name, asked in row.items() if isinstance(asked, dict)}
        lines.append(f"| {row['what'].format(**found)} | {row['says'].format(**found)} | `{row['command']}` |")
    return "\n".join(lines)


def renewed(text: str) -> str:
    """A page with the table between its marks made anew."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{headlines()}\n{ENDS}{after}"


if __name__ == "__main__":
    page = ROOT / "README.md"
    page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    sys.exit(0)
