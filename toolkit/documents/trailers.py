"""Where the article ends: heads of lists of other articles, end marks, runs of headlines after the last paragraph."""

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.documents.furniture import Furniture
from toolkit.documents.line_rules import END_MARK, is_byline, is_date_line
from toolkit.documents.lines import Line

LONGEST_HEAD = 48
HEAD = re.compile(
    r"^(?:các |những |danh sách |một số )?(?:tin tức|tin bài|tin, bài|bài viết|bài báo|tin|bài|video|clip|ảnh"
    r"|chuyên mục|chủ đề|sự kiện|nội dung|thông tin|câu chuyện|podcast)(?: (?:video|ảnh|tức|bài))?"
    r"(?: (?:liên quan|khác|mới|mới nhất|mới hơn|cũ hơn|cũ|nóng|hot|hay|nổi bật|cùng chuyên mục|cùng mục"
    r"|cùng chủ đề|cùng tác giả|cùng sự kiện|đọc nhiều|đọc nhiều nhất|xem nhiều|xem nhiều nhất|nhiều người đọc"
    r"|được quan tâm|được quan tâm nhất|nên đọc|tài trợ|đã đăng|đã đưa|trước đó|cần đọc|đáng chú ý|đáng đọc|gợi ý"
    r"|đề xuất|trong ngày|tiếp theo|tuần qua|dành cho bạn)){1,3}(?: (?:khác|nhất|hơn|của tác giả|của chuyên mục))?$"
    r"|^(?:có thể )?(?:bạn|độc giả|quý vị) (?:có thể |nên |sẽ |đã |muốn )?(?:quan tâm|thích|đọc|xem|chưa biết"
    r"|bỏ lỡ)(?: thêm| tới| đến)?$"
    r"|^(?:đọc|xem|mời đọc|mời xem|đón đọc) (?:thêm|tiếp|nhiều|nhiều nhất|các tin|các bài)(?: (?:khác|về|tin"
    r"|bài)){0,2}$"
    r"|^(?:more|other|related|latest|recent|popular|top|most) (?:news|stories|articles|posts|videos|read|viewed"
    r"|popular|from [\w .]{1,25}|on this topic|in [\w .]{1,25})$"
)
BULLET = re.compile(r"^(?:[•·●■▪►▶»›*+>–—-]|\d{1,2}[.)])\s")
DATED_TITLE = re.compile(
    r"[(\[|–-]\s?\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?(?:[ ,|]{1,3}\d{1,2}[:hg]\d{2})?\s?[)\]]?$"
    r"|^[(\[]?\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?[)\]:,|]{0,2}\s"
)
LABELLED_TITLE = re.compile(r"^\[(?:Video|Infographics?|Ảnh|Photo|Podcast|E-?magazine|Longform|Clip|Trực tiếp)\]", re.I)


def is_head(line: Line, furniture: Furniture) -> bool:
    """A line that heads a list of other articles."""
    if len(line) > LONGEST_HEAD or not line.key:
        return False
    return line.key in furniture.heads or HEAD.match(line.key) is not None


def is_weak_head(line: Line, furniture: Furniture) -> bool:
    """A head that is also a subtitle an article may have ("Góc nhìn", "Video"), or a part of a newspaper."""
    return line.key in furniture.sections or len(line.key.split()) == 1


def is_other_title(line: Line) -> bool:
    """A line that looks like another article's headline, dated, labelled, bulleted or plain."""
    if LABELLED_TITLE.match(line.text) or (len(line) <= 200 and DATED_TITLE.search(line.text)):
        return True
    return line.is_title_like


def extent(lines: Sequence[Line], marks: Sequence[str | None]) -> tuple[int, int]:
    """Indices of the first and the last unmarked paragraph; (0, -1) when there is none."""
    prose = [i for i, line in enumerate(lines) if marks[i] is None and line.is_prose]
    return (prose[0], prose[-1]) if prose else (0, -1)


def trailer_start(lines: Sequence[Line], marks: Sequence[str | None], furniture: Furniture) -> int:
    """The index of the first line of what follows the article, or len(lines) when nothing does."""
    n = len(lines)
    body = [len(line) if marks[i] is None and line.is_prose else 0 for i, line in enumerate(lines)]
    total = sum(body)
    if not total:
        return n
    before = 0
    ended = False
    for i, line in enumerate(lines):
        if before and (ended or is_head(line, furniture)) and _begins(lines, marks, i, body, before, ended, furniture):
            return i
        before += body[i]
        if before and marks[i] is None:
            ended = (
                END_MARK.search(line.text[-12:]) is not None
                or (ended and not line.is_prose)
                or _signs_off(line, before)
            )
    return _plain_run(lines, marks, furniture)


def _signs_off(line: Line, before: int) -> bool:
    """A byline that stands after a good part of the text."""
    return before >= 400 and is_byline(line, bare=True)


def _begins(
    lines: Sequence[Line], marks: Sequence[str | None], i: int, body: list[int], before: int, ended: bool,
    furniture: Furniture,
) -> bool:  # fmt: skip
    """Whether the trailer begins at line i: no paragraph follows, or after an end mark only a lesser amount."""
    if is_byline(lines[i], bare=True) and not is_head(lines[i], furniture):
        return False
    after = sum(body[i:])
    head = is_head(lines[i], furniture)
    if head and not is_weak_head(lines[i], furniture):
        teasers = max((n for n in body[i:]), default=0)
        return (
            after == 0
            or (ended and after < before and teasers < 600)
            or (after < 0.5 * before and _alternates(lines, i, body))
        )
    return after == 0 and (head or ended)


def _alternates(lines: Sequence[Line], i: int, body: list[int]) -> bool:
    """Whether after a head headlines and short teasers take turns: no two paragraphs in a row."""
    rest = body[i + 1 :]
    long = [n > 320 for n in rest]
    return not any(a and b for a, b in pairwise(rest)) and sum(long) == 0 and len(rest) >= 4


def _plain_run(lines: Sequence[Line], marks: Sequence[str | None], furniture: Furniture) -> int:
    """A run of at least three headlines (or pictures, links, dates) at the very end, with no head above it."""
    i = len(lines)
    titles = links = 0
    while i > 0:
        line = lines[i - 1]
        if marks[i - 1] in ("image", "link", "furniture", "date_line", "table"):
            links += marks[i - 1] in ("image", "link")
        elif marks[i - 1] is None and is_other_title(line) and not is_byline(line, bare=True):
            titles += 1 + 2 * bool(DATED_TITLE.search(line.text) or LABELLED_TITLE.match(line.text))
        elif not (line.key in furniture.sections or is_date_line(line)):
            break
        i -= 1
    before = lines[i - 1].text if i else ""
    if i == 0 or before.endswith((":", ";", ",")) or not any(line.is_prose for line in lines[:i]):
        return len(lines)
    return i if titles >= 3 or (links >= 2 and titles) else len(lines)


def related_boxes(lines: Sequence[Line], marks: list[str | None], furniture: Furniture) -> None:
    """Mark, in place, boxes of links within the article: a head and the headlines under it."""
    i = 0
    while i < len(lines):
        if marks[i] is None and is_head(lines[i], furniture) and not is_weak_head(lines[i], furniture):
            marks[i] = "related"
            j = i + 1
            while j < len(lines) and j <= i + 8 and _in_box(lines[j], marks[j]):
                marks[j] = marks[j] or "related"
                j += 1
            i = j
        else:
            i += 1


def _in_box(line: Line, mark: str | None) -> bool:
    if mark in ("image", "link", "date_line", "cms", "caption"):
        return True
    return not line.is_prose and is_other_title(line) and not (line.ends_sentence and line.text.endswith("."))
