"""The table of figures in README: written from reports/benchmarks/results, so that it cannot age.

python docs/generators/headlines.py        writes it into README.md; tests/test_docs_site.py asks that it is current
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from generators.measured import ROOT, rows, table  # noqa: E402

BEGINS, ENDS = "<!-- figures: made by docs/generators/headlines.py -->", "<!-- end of figures -->"


def headlines() -> str:
    """The table in Markdown: the rows of measured.toml that README shows."""
    return table(row for found in rows().values() for row in found if row.get("readme"))


def renewed(text: str) -> str:
    """A page with the table between its marks made anew."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{headlines()}\n{ENDS}{after}"


if __name__ == "__main__":
    page = ROOT / "README.md"
    page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    sys.exit(0)
