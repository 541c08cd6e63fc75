"""Words of the pages that are not in the lists of docs/spelling: a slip, or a word to be taken in.

python docs/generators/spelling.py             tells them
python docs/generators/spelling.py --accept    takes them in, after they were read
"""

import re
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTS = {language: ROOT / "docs" / "spelling" / f"{language}.txt" for language in ("en", "vi")}
IN_VIETNAMESE = ("README.vi.md", "docs/vi/")
MADE = ("ly_do.md", "cau_hinh.md")  # from the words of the package, by vietnamese.py
NOT_PROSE = re.compile(
    r"```.*?```|^(?: {4}|\t)\S.*?$|``.*?``|`[^`]*`|\]\([^)]*\)|<[^>]*>|\{[a-z]+\}", re.DOTALL | re.MULTILINE
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def pages() -> list[Path]:
    """What is read: both READMEs and the pages that teach."""
    written = [path for place in ("start", "vi", "tutorial", "howto") for path in (ROOT / "docs" / place).glob("*.md")]
    taught = [path for path in written if path.name not in MADE]
    return sorted([ROOT / "README.md", ROOT / "README.vi.md", ROOT / "docs" / "index.md", *taught])


def words(path: Path) -> set[str]:
    """The words of a page's prose, in small letters; code, addresses and names of files are no prose."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    return {word.lower().replace("’", "'") for word in WORD.findall(NOT_PROSE.sub(" ", text))}


def known() -> set[str]:
    """The words of both lists."""
    return {word for path in LISTS.values() for word in path.read_text(encoding="utf-8").split()}


def unknown() -> dict[str, set[str]]:
    """Page → its words that no list holds."""
    accepted = known()
    found = {path.relative_to(ROOT).as_posix(): words(path) - accepted for path in pages()}
    return {page: new for page, new in found.items() if new}


def language_of(page: str, word: str) -> str:
    """The list a word belongs into."""
    return "vi" if page.startswith(IN_VIETNAMESE) or not word.isascii() else "en"


def accept(found: dict[str, set[str]]) -> None:
    """Take the words into their lists, sorted."""
    for language, path in LISTS.items():
        new = {word for page, own in found.items() for word in own if language_of(page, word) == language}
        path.write_text("\n".join(sorted({*path.read_text(encoding="utf-8").split(), *new})) + "\n", encoding="utf-8")


if __name__ == "__main__":
    told = unknown()
    for page, new in told.items():
        print(f"{page}: {', '.join(sorted(new))}")
    if "--accept" in sys.argv:
        accept(told)
    sys.exit(1 if told and "--accept" not in sys.argv else 0)
