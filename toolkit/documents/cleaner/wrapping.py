"""Hard-wrapped text: lines broken at a fixed width are seen, and read as the paragraphs they were."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from toolkit.documents.cleaner.lines import Line, split_lines

NARROWEST, WIDEST = 50, 132  # characters that programs and mails break lines at
SLACK = 9  # a full line ends within so many characters of the width: a syllable more would not have fitted
FEWEST_FULL, LEAST_FULL = 4, 0.35  # full lines in a wrapped text, and their share of its characters
LEAST_GOES_ON = 0.4  # of the full lines, those whose next line begins in lower case
MOST_LONGER = 0.02  # of the lines
_BREAK = re.compile(r"[\n\r\u0085\u2028\u2029\v\f]")
_LONGEST_WORD = re.compile(r"\S{30}")  # an address, which no program breaks
_ITEM = re.compile(r"^(?:[-–—•*+>|]\s|\d{1,3}[.)]\s|[a-zđ][.)]\s|!\[)")


def unwrap(raw: str, lines: Sequence[Line]) -> list[Line]:
    """The lines of `raw`, those of a wrapped paragraph as one with spaces for its breaks; all as they are if none is.

    A line goes on in the next where no blank line lies between and the next one's first word would not have fitted.
    """
    width = wrapped_at(lines)
    if width is None:
        return list(lines)
    spaced = any(_breaks(raw, a, b) > 1 for a, b in itertools.pairwise(lines))
    joined: list[Line] = []
    at = 0
    for i, line in enumerate(lines):
        last = i + 1 == len(lines)
        if last or _breaks(raw, line, lines[i + 1]) > 1 or not _goes_on(line, lines[i + 1], width, spaced):
            first = lines[at]
            text = first.text if at == i else _BREAK.sub(" ", raw[first.start : line.end])
            joined.append(Line(first.start, line.end, text, first.indent))
            at = i + 1
    return joined


def flowing(text: str) -> str:
    """`text` with spaces for the line ends within its paragraphs where it is wrapped: as long, and sliced alike."""
    lines = split_lines(text)
    if wrapped_at(lines) is None:
        return text
    pieces, at = list[str](), 0
    for line in unwrap(text, lines):
        pieces += [text[at : line.start], line.text]
        at = line.end
    return "".join([*pieces, text[at:]])


def wrapped_at(lines: Sequence[Line]) -> int | None:
    """The width at which the lines are broken, or None where they end as paragraphs do."""
    if len(lines) <= FEWEST_FULL:
        return None
    counts = Counter(line.indent + len(line) for line in lines)
    widths = [width for width in counts if NARROWEST <= width <= WIDEST]
    if not widths:
        return None
    full = {width: sum(counts[width - i] for i in range(SLACK)) for width in widths}
    width = max(widths, key=lambda w: (full[w], w))
    while any(counts[width + i] for i in range(1, 3)):  # the widest of the fullest lines
        width = next(width + i for i in (1, 2) if counts[width + i])
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if width - SLACK < a.indent + len(a) <= width]
    longer = sum(line.indent + len(line) > width and _LONGEST_WORD.search(line.text) is None for line in lines)
    goes_on = sum(b.text[0].islower() and _ITEM.match(b.text) is None for _, b in pairs)
    size, total = sum(len(a) for a, _ in pairs), sum(map(len, lines))
    enough = len(pairs) >= FEWEST_FULL and size >= LEAST_FULL * total and longer <= MOST_LONGER * len(lines)
    return width if enough and goes_on >= LEAST_GOES_ON * len(pairs) else None


def _breaks(raw: str, line: Line, following: Line) -> int:
    """How many line ends lie between two lines; more than one is a blank line."""
    return len(raw[line.end : following.start].replace("\r\n", "\n").strip(" \t\xa0"))


def _goes_on(line: Line, following: Line, width: int, spaced: bool) -> bool:
    """Whether the next line is of the same paragraph: its first word did not fit, and it opens nothing new."""
    word = following.text.split(None, 1)[0]
    if line.indent + len(line) + 1 + len(word) <= width or _ITEM.match(following.text):
        return False
    if following.text[0].islower() or spaced:
        return True
    return not line.closes and line.indent + len(line) <= width
