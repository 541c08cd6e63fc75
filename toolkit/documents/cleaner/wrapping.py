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
LEAST_OPEN = 0.4  # of the line ends of a text that is broken at no fixed width
LEAST_SPACED = 0.08  # of the line ends of a text whose paragraphs are told apart by blank lines
LEAST_SIGNED = 0.1  # of its lines, those with a sign of prose
FULL_ENOUGH = 0.6  # of the usual length: a shorter line before a capital is a headline
_SIGN = re.compile(r"[.,;!?]")
_BREAK = re.compile(r"[\n\r\u0085\u2028\u2029\v\f]")
_LONGEST_WORD = re.compile(r"\S{30}")  # an address, which no program breaks
_ITEM = re.compile(r"^(?:[-–—•*+>|]\s|\d{1,3}[.)]\s|[a-zđ][.)]\s|!\[)")


def unwrap(raw: str, lines: Sequence[Line]) -> list[Line]:
    """The lines of `raw`, those of a wrapped paragraph as one with spaces for its breaks; all as they are if none is.

    A line goes on in the next where no blank line lies between and the next one's first word would not have fitted; in
    a text that is broken without a fixed width, where it does not end as a sentence does.
    """
    joins = _joins(raw, lines)
    if joins is None:
        return list(lines)
    joined: list[Line] = []
    at = 0
    for i, line in enumerate(lines):
        if i + 1 == len(lines) or not joins[i]:
            first = lines[at]
            text = first.text if at == i else _BREAK.sub(" ", raw[first.start : line.end])
            joined.append(Line(first.start, line.end, text, first.indent))
            at = i + 1
    return joined


def flowing(text: str) -> str:
    """`text` with spaces for the line ends within its paragraphs where it is wrapped: as long, and sliced alike."""
    lines = split_lines(text)
    joins = _joins(text, lines)
    if joins is None:
        return text
    pieces, at = list[str](), 0
    for i, join in enumerate(joins):
        if join:
            pieces += [text[at : lines[i].end], _BREAK.sub(" ", text[lines[i].end : lines[i + 1].start])]
            at = lines[i + 1].start
    return "".join([*pieces, text[at:]])


def _joins(raw: str, lines: Sequence[Line]) -> list[bool] | None:
    """For each line but the last whether it goes on in the next; None where the text is not wrapped."""
    width = wrapped_at(lines)
    ragged = is_ragged(lines)
    if width is None and not ragged:
        return None
    pairs = list(itertools.pairwise(lines))
    breaks = [_breaks(raw, a, b) for a, b in pairs]
    spaced = any(n > 1 for n in breaks)
    fits = [width is not None and _goes_on(a, b, width, spaced) for a, b in pairs]
    blocks = sum(n > 1 for n in breaks) >= LEAST_SPACED * len(pairs)
    if ragged and (width is None or blocks):
        usual = sorted(map(len, lines))[len(lines) // 2]
        fits = [fit or _flows(a, b, usual, blocks, first=i == 0) for i, (fit, (a, b)) in enumerate(zip(fits, pairs))]
    return [n <= 1 and fit for n, fit in zip(breaks, fits)]


def is_ragged(lines: Sequence[Line]) -> bool:
    """Whether a text is broken within its sentences, be it at no fixed width.

    It is when at least `LEAST_OPEN` of the line ends stand in a sentence that goes on in lower case, and it has the
    signs of prose: a list of headwords in lower case has none.
    """
    if len(lines) <= FEWEST_FULL:
        return False
    open_ = sum(b.text[0].islower() and not a.ends_sentence and len(a) <= WIDEST for a, b in itertools.pairwise(lines))
    if open_ < FEWEST_FULL or open_ < LEAST_OPEN * (len(lines) - 1):
        return False
    return sum(_SIGN.search(line.text) is not None for line in lines) >= LEAST_SIGNED * len(lines)


def _flows(line: Line, following: Line, usual: int, blocks: bool, *, first: bool) -> bool:
    """Whether a line of a ragged text goes on: in lower case, or because it is too long to be a headline.

    A line that ends a sentence goes on only where blank lines tell the paragraphs apart.
    """
    if _ITEM.match(following.text) or (line.ends_sentence and not blocks):
        return False
    lower = following.text[0].islower() and not line.ends_sentence
    return lower or (not first and len(line) >= FULL_ENOUGH * usual)


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
    size, total = sum(len(a) for a, _ in pairs), sum(map(len, lines))
    if len(pairs) < FEWEST_FULL or size < LEAST_FULL * total:
        return None
    goes_on = sum(b.text[0].islower() and _ITEM.match(b.text) is None for _, b in pairs)
    if goes_on < LEAST_GOES_ON * len(pairs):
        return None
    longer = sum(line.indent + len(line) > width and _LONGEST_WORD.search(line.text) is None for line in lines)
    return width if longer <= MOST_LONGER * len(lines) else None


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
