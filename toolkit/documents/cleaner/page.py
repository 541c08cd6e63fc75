"""The cleaner of one document: text in, spans with the name of a rule out; the text itself is never altered."""

import re
from collections.abc import Set
from typing import NamedTuple

from toolkit.documents.cleaner.furniture import Furniture
from toolkit.documents.cleaner.line_rules import (
    AGENCY_TAG,
    AGGREGATED,
    BRACKETED,
    BREADCRUMB,
    CREDIT_ALONE,
    CREDIT_AT_END,
    END_MARK,
    HAS_DAY,
    IMAGE,
    LINK,
    LONGEST_CAPTION,
    TAG_LINE,
    TAIL,
    caption_rules,
    is_byline,
    is_date_line,
    is_stamp,
    residue_rule,
)
from toolkit.documents.cleaner.lines import Line, line_key, split_lines
from toolkit.documents.cleaner.trailers import extent, is_head, related_boxes, trailer_start
from toolkit.documents.cleaner.wrapping import unwrap

RULES = (
    "furniture",
    "outlet_line",
    "cms",
    "table",
    "image",
    "link",
    "caption",
    "date_line",
    "breadcrumb",
    "byline",
    "tags",
    "end_mark",
    "agency_tag",
    "trailer",
    "related",
    "repeat",
    "blank",
)
ROW = re.compile(r"[ \t]*[|•·/][ \t]*|[ \t]{2,}|\t")  # what stands between buttons in a row
LONGEST_WITH_TAIL = 300  # a longer line may hold the whole article and what follows it
FEWEST_TOLD, SHORTEST_TOLD = 3, 40  # captions that tell an article, and the characters one has
SHORTEST_REPEAT = 40  # characters of a paragraph that may be cut as said before


class Span(NamedTuple):
    """`raw[start:end]` was removed by `rule`."""

    start: int
    end: int
    rule: str


def apply_spans(raw: str, spans: list[Span]) -> str:
    """`raw` without its spans, which are sorted and apart: exactly the pieces between them, joined by nothing."""
    pieces = []
    at = 0
    for start, end, _ in spans:
        pieces.append(raw[at:start])
        at = end
    pieces.append(raw[at:])
    return "".join(pieces)


def clean_spans(
    raw: str, furniture: Furniture, *, captions: str = "drop", outlet_lines: Set[str] = frozenset()
) -> list[Span]:
    """What to cut from `raw`: sorted spans apart from each other, the white space after a cut line included.

    `outlet_lines` are keys of lines found in many documents of the same outlet. With `captions="keep"` captions stay.
    """
    lines = unwrap(raw, split_lines(raw))
    marks = mark_lines(lines, furniture, outlet_lines)
    if captions == "keep":
        marks = [None if mark == "caption" else mark for mark in marks]
    spans: list[Span] = []
    for i, line in enumerate(lines):
        end = lines[i + 1].start if i + 1 < len(lines) else len(raw)
        rule = marks[i]
        if rule is not None:
            spans.append(Span(line.start, end, rule))
        else:
            spans += inline_spans(line)
    return tidy(raw, spans)


def mark_lines(lines: list[Line], furniture: Furniture, outlet_lines: Set[str] = frozenset()) -> list[str | None]:
    """The rule that cuts each line, or None where it stays."""
    marks: list[str | None] = [residue_rule(line, furniture) for line in lines]
    first, last = extent(lines, marks)
    for i, line in enumerate(lines):
        if marks[i] is None:
            marks[i] = _known(line, furniture, outlet_lines, outside=not first + 1 < i <= last)
    caption_rules(lines, marks, _first_sentence(lines, marks), last, furniture)
    _photo_essay(lines, marks)
    end = trailer_start(lines, marks, furniture)
    for i in range(end, len(lines)):
        marks[i] = "trailer" if marks[i] in (None, "caption") else marks[i]
    related_boxes(lines, marks, furniture)
    first, last = extent(lines, marks)
    _header(lines, marks, first, furniture)
    _sign_off(lines, marks, first, end)
    _repeats(lines, marks)
    return marks


def _photo_essay(lines: list[Line], marks: list[str | None]) -> None:
    """Keep the captions of an article that is told in them: three or more that hold more than all that is left.

    What only names who took a picture is no caption.
    """
    captions = [i for i, mark in enumerate(marks) if mark == "caption" and len(lines[i]) >= SHORTEST_TOLD]
    left = sum(len(line) for line, mark in zip(lines, marks) if mark is None)
    if len(captions) < FEWEST_TOLD or sum(len(lines[i]) for i in captions) <= left:
        return
    seen: set[str] = set()
    for i in captions:
        if lines[i].words not in seen and not CREDIT_ALONE.match(lines[i].text):
            marks[i] = None
        seen.add(lines[i].words)


def _first_sentence(lines: list[Line], marks: list[str | None]) -> int:
    """The index of the first closed sentence that stays, where the article has begun at the latest."""
    return next((i for i, line in enumerate(lines) if marks[i] is None and line.closes and len(line) >= 60), len(lines))


def _known(line: Line, furniture: Furniture, outlet_lines: Set[str], outside: bool) -> str | None:
    """Rules that know a whole line: listed, seen across the outlet, a date, a list of tags."""
    if len(line) > 400:
        return None
    key = line.key
    if line.text[0].islower() and line.closes:
        return None  # the end of a sentence broken over lines
    if (key in furniture.lines or line.text in furniture.lines) and (outside or not line.text.endswith(":")):
        return "furniture"
    parts = [line_key(part) for part in ROW.split(line.text)] if len(line) <= 120 else []
    if len(parts) > 1 and all(part in furniture.lines or not part for part in parts):
        return "furniture"
    if AGGREGATED.match(line.text) and len(line) > 4:
        return "furniture"
    if is_date_line(line) and (outside or is_stamp(line)):
        return "date_line" if HAS_DAY.search(line.text) else "furniture"
    if key in outlet_lines:
        return "outlet_line"
    if TAG_LINE.match(line.text[:400]):
        return "tags"
    if furniture.starts_line(key) and (outside or not line.ends_sentence):
        return "furniture"
    return None


def _header(lines: list[Line], marks: list[str | None], first: int, furniture: Furniture) -> None:
    """Before the first paragraph: the path through the site and its parts above the title, a byline below."""
    free = [i for i in range(first) if marks[i] is None and not _is_path(lines[i], furniture)]
    title = next((i for i in free if 20 <= len(lines[i]) <= 220), next(iter(free), first))
    scraped = any(marks[i] is not None for i in range(first))
    for i in range(first):
        if marks[i] is not None or i == title:
            continue
        line = lines[i]
        label = scraped and i < title and len(line) < 20 and not line.ends_sentence
        if _is_path(line, furniture) or label:
            marks[i] = "breadcrumb"
        elif i > title and is_byline(line, bare=True):
            marks[i] = "byline"


def _is_path(line: Line, furniture: Furniture) -> bool:
    if line.key in furniture.sections or is_head(line, furniture):
        return True
    return (
        len(line) <= 120
        and not line.ends_sentence
        and BREADCRUMB.match(line.text) is not None
        and any(
            part.strip().casefold() in furniture.sections or part.strip().casefold() == "trang chủ"
            for part in line.text.replace("»", ">").replace("›", ">").replace("/", ">").replace("|", ">").split(">")
        )
    )


def _sign_off(lines: list[Line], marks: list[str | None], first: int, end: int) -> None:
    """Bylines and sources among the last lines of the article."""
    left = 4
    for i in range(min(end, len(lines)) - 1, first, -1):
        if marks[i] is not None:
            continue
        if not is_byline(lines[i], bare=True):
            break
        marks[i] = "byline"
        left -= 1
        if not left:
            break


def _repeats(lines: list[Line], marks: list[str | None]) -> None:
    """A paragraph that stood before, word for word: the lead printed again in the body, or a text printed twice."""
    seen: set[str] = set()
    for i, line in enumerate(lines):
        if marks[i] is not None or len(line) < SHORTEST_REPEAT:
            continue
        tag = AGENCY_TAG.match(line.text)
        key = (line if tag is None else Line(0, len(line), line.text[tag.end() :], 0)).words
        if key in seen:
            marks[i] = "repeat"
        seen.add(key)


def inline_spans(line: Line) -> list[Span]:
    """Spans within a line that stays: an agency's tag before it, pictures and addresses in it, an end mark after it.

    Also who took the picture, at the end of a caption that tells the article.
    """
    text = line.text
    spans = []
    bracketed = len(text) <= LONGEST_CAPTION and text.endswith(BRACKETED)
    credit = CREDIT_AT_END.search(text, max(0, len(text) - 90)) if bracketed else None
    if credit:
        spans.append(Span(line.start + credit.start(), line.start + len(text), "caption"))
    tag = AGENCY_TAG.match(text[:60])
    if tag and len(text) > 60:
        spans.append(Span(line.start, line.start + tag.end(), "agency_tag"))
    if "](" in text[:100_000]:
        head = text[:100_000]
        spans += [Span(line.start + m.start(), line.start + m.end(), "image") for m in IMAGE.finditer(head)]
        for m in LINK.finditer(head):
            middle = head.rindex("](", m.start(), m.end())
            spans.append(Span(line.start + m.start(), line.start + m.start() + 1, "link"))
            spans.append(Span(line.start + middle, line.start + m.end(), "link"))
    tail = (
        TAIL.search(text, max(LONGEST_WITH_TAIL, len(text) // 2, len(text) - 4_000))
        if len(text) > LONGEST_WITH_TAIL
        else None
    )
    if tail:
        spans.append(Span(line.start + tail.start(), line.start + len(text), "trailer"))
        text = text[: tail.start()]
    mark = END_MARK.search(text, max(0, len(text) - 12)) if "/" in text[-12:] else None
    if mark:
        spans.append(Span(line.start + mark.start() + 1, line.start + len(text.rstrip()), "end_mark"))
    return spans


def tidy(raw: str, spans: list[Span]) -> list[Span]:
    """The spans sorted, overlaps merged into the first, and the white space at both ends of the text cut as `blank`."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end, merged[-1].rule)
        elif span.end > span.start:
            merged.append(span)
    return _trim(raw, merged)


def _trim(raw: str, spans: list[Span]) -> list[Span]:
    """Add `blank` spans so that what is left neither begins nor ends with white space."""
    at = 0
    front = []
    for span in spans:
        if raw[at : span.start].strip():
            break
        front.append(Span(at, span.start, "blank"))
        at = span.end
    rest = raw[at:]
    front.append(Span(at, at + len(rest) - len(rest.lstrip()), "blank"))
    back = []
    at = len(raw)
    for span in reversed(spans):
        if raw[span.end : at].strip():
            break
        back.append(Span(span.end, at, "blank"))
        at = span.start
    kept = raw[:at]
    back.append(Span(len(kept.rstrip()), at, "blank"))
    blanks = {span for span in (*front, *back) if span.end > span.start}
    return sorted(_apart([*spans, *blanks]))


def _apart(spans: list[Span]) -> list[Span]:
    """Spans cut so that none reaches into another (blank spans found from both ends may)."""
    out: list[Span] = []
    for span in sorted(spans):
        start = max(span.start, out[-1].end) if out else span.start
        if span.end > start:
            out.append(Span(start, span.end, span.rule))
    return out
