"""What looks like a result in the prose of the methods pages (.95, 30 %, 4 of 35): only constants of the method may.

Results are in measured.toml.

python docs/generators/constants.py            tells numbers not in the list, and those that no page has any more
python docs/generators/constants.py --accept   writes the list, after they were read
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_suffix(".toml")
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|§§?\d+(?:(?:, | and )§\d+)*|^\d+\. |\]\([^)]*\)", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.,])(?:[\d,]*\.\d+|\d[\d,]* of [\d,]*\d|[\d,]+(?= (?:%|per cent)))(?![\w])")
HEAD = (
    "# Constants of the methods, by page, as their prose names them. A result never stands here: see measured.toml.\n"
)


def numbers(text: str) -> set[str]:
    """Decimals, percentages and counts of counts in a page's prose; code, sections and list items are none."""
    return set(NUMBER.findall(NOT_PROSE.sub(" ", text)))


def found() -> dict[str, set[str]]:
    """Page → the numbers of its prose."""
    pages = sorted((ROOT / "docs" / "methods").glob("[0-9]*.md"))
    return {page.stem: numbers(page.read_text(encoding="utf-8")) for page in pages}


def listed() -> dict[str, set[str]]:
    """Page → its constants."""
    return {page: set(known) for page, known in tomllib.loads(LIST.read_text(encoding="utf-8")).items()}


def faults() -> list[str]:
    """Each number that is on a page and not in the list, or the other way round, in a line."""
    here, known = found(), listed()
    new = [f"{page}: {n} is typed" for page in here for n in sorted(here[page] - known.get(page, set()))]
    old = [
        f"{page}: {n} is listed, and not on the page"
        for page in known
        for n in sorted(known[page] - here.get(page, set()))
    ]
    return new + old


if __name__ == "__main__":
    if "--accept" in sys.argv:
        lines = [f"{page} = {sorted(own)}".replace("'", '"') for page, own in found().items() if own]
        LIST.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(faults()))
    sys.exit(bool(faults()))
