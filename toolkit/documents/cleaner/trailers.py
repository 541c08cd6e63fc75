"""Where the article ends: heads of lists of other articles, end marks, runs of headlines after the last paragraph."""

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.documents.cleaner.furniture import Furniture
from toolkit.documents.cleaner.line_rules import END_MARK, is_broken, is_byline
from toolkit.documents.cleaner.lines import Line

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
POINTER = re.compile(r"^(?:>{1,3}|»{1,2}|›|→|☞|👉|➤|▶|►)\s?\S")
DATED_TITLE = re.compile(
    r"[(\[|–-]\s?\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?(?:[ ,|]{1,3}\d{1,2}[:hg]\d{2})?\s?[)\]]?$"
    r"|^[(\[]?\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?[)\]:,|]{0,2}\s"
)
COMMENTS = re.compile(
    r"^(?:gửi |viết |các |xem )?(?:bình luận|ý kiến|nhận xét|comments?|thảo luận)(?: của)?(?: bạn đọc| độc giả"
    r"| của bạn| bạn)?$"
)
LABELLED_TITLE = re.compile(r"^\[(?:Video|Infographics?|Ảnh|Photo|Podcast|E-?magazine|Longform|Clip|Trực tiếp)\]", re.I)


def is_head(line: Line, furniture: Furniture) -> bool:
    """A line that heads a list of other articles."""
    if len(line) > LONGEST_HEAD or not line.key:
        return False
    return line.key in furniture.heads or HEAD.match(line.key) is not None or COMMENTS.match(line.key) is not None


def is_other_title(line: Line) -> bool:
    """A line that looks like another article's headline, dated, labelled, bulleted or plain."""
    if LABELLED_TITLE.match(line.text) or (len(line) <= 200 and DATED_TITLE.search(line.text)):
        return True
    return line.is_title_like


def kinds(lines: Sequence[Line], marks: Sequence[str | None]) -> list[str]:
    """What each line is to the eye: P a paragraph, S a closed sentence, T a headline or label, - cut already."""
    found = []
    for i, (line, mark) in enumerate(zip(lines, marks)):
        if mark is not None:
            found.append("-")
        elif line.is_prose:
            found.append("P")
        elif is_broken(lines, i):
            found.append("S")
        else:
            found.append("S" if line.closes and (len(line) >= 40 or line.text[0] in "-–•") else "T")
    return found


def extent(lines: Sequence[Line], marks: Sequence[str | None]) -> tuple[int, int]:
    """Indices of the first and last unmarked paragraph, or closed sentence where there is none; else (0, -1)."""
    found = kinds(lines, marks)
    prose = [i for i, kind in enumerate(found) if kind == "P"] or [i for i, kind in enumerate(found) if kind == "S"]
    return (prose[0], prose[-1]) if prose else (0, -1)


def trailer_start(lines: Sequence[Line], marks: Sequence[str | None], furniture: Furniture) -> int:
    """The index of the first line of what follows the article, or len(lines) when nothing does."""
    found = kinds(lines, marks)
    mass = [len(line) if kind in "PS" else 0 for line, kind in zip(lines, found)]
    before = 0
    ended = ""
    closed = False  # whether the last line that stays closes a sentence
    for i, line in enumerate(lines):
        head = is_head(line, furniture) and marks[i] in (None, "caption", "furniture", "outlet_line")
        signs = not head and closed and is_byline(line, bare=True)
        broken = line.text[0].islower() and i > 0 and marks[i - 1] is None and not lines[i - 1].ends_sentence
        looked = before >= 60 and (head or (ended and not signs)) and not broken
        if looked and _begins(found, mass, i, before, ended, _strength(line, head, furniture)):
            return i
        closed = found[i] in "PS" or (found[i] == "-" and closed) or (signs and closed)
        before += mass[i]
        if END_MARK.search(line.text[-12:]) and before:
            ended = "mark"
        elif before >= 400 and marks[i] is None and signs:
            ended = ended or "byline"
        elif found[i] == "P" and ended == "byline":
            ended = ""
    return _plain_run(lines, marks, found, furniture)


def _strength(line: Line, head: bool, furniture: Furniture) -> str:
    """comments (readers' own, which may be long), strong, weak (it may be a subtitle of an article), or none."""
    if not head:
        return "none"
    if COMMENTS.match(line.key):
        return "comments"
    return "weak" if line.key in furniture.sections or len(line.key.split()) == 1 else "strong"


def _begins(found: list[str], mass: list[int], i: int, before: int, ended: str, head: str) -> bool:
    """Whether the trailer begins at line i, by what follows it: nothing closed, little after an end, or teasers."""
    rest = [
        (kind, size) for kind, size in zip(found[i + (head != "none") :], mass[i + (head != "none") :]) if kind != "-"
    ]
    after = sum(size for _, size in rest)
    if not after:
        return head != "none" or bool(ended)
    if ended == "mark" or (ended and head == "strong"):
        return after < before and max(size for _, size in rest) < 600
    if head == "comments":
        return after < before
    if head != "strong":
        return bool(ended) and after < 0.15 * before
    sentences = [size for kind, size in rest if kind in "PS"]
    turns = not any(a[0] in "PS" and b[0] in "PS" for a, b in pairwise(rest))
    titles = len(rest) - len(sentences)
    return turns and len(sentences) >= 2 and titles >= len(sentences) and max(sentences) < 320 and after < 0.6 * before


def _plain_run(lines: Sequence[Line], marks: Sequence[str | None], found: list[str], furniture: Furniture) -> int:
    """A run of at least three headlines (or pictures, links, dates) at the very end, with no head above it."""
    i = len(lines)
    titles: list[int] = []
    proofs = 0
    while i > 0:
        line, mark = lines[i - 1], marks[i - 1]
        if mark is None and found[i - 1] == "T" and is_other_title(line) and not is_byline(line, bare=True):
            titles.append(len(line))
            proofs += 2 * bool(DATED_TITLE.search(line.text) or LABELLED_TITLE.match(line.text))
        elif mark in ("image", "link", "related"):
            proofs += 1
        elif mark is None and line.key not in furniture.sections:
            break
        i -= 1
    if i == 0 or not titles or lines[i - 1].text.endswith((":", ";", ",")) or "P" not in found[:i]:
        return len(lines)
    enough = len(titles) + proofs >= 3 and (proofs > 0 or sum(titles) >= 40 * len(titles))
    return i if enough else len(lines)


def related_boxes(lines: Sequence[Line], marks: list[str | None], furniture: Furniture) -> None:
    """Mark, in place, boxes of links within the article: a head and the headlines under it."""
    i = 0
    while i < len(lines):
        if marks[i] is None and POINTER.match(lines[i].text) and len(lines[i]) <= 200 and not lines[i].closes:
            marks[i] = "related"
        if marks[i] is None and _strength(lines[i], is_head(lines[i], furniture), furniture) == "strong":
            marks[i] = "related"
            j = i + 1
            while j < len(lines) and j <= i + 8 and _in_box(lines[j], marks[j]) and not is_broken(lines, j):
                marks[j] = marks[j] or "related"
                j += 1
            i = j
        else:
            i += 1


def _in_box(line: Line, mark: str | None) -> bool:
    if mark in ("image", "link", "date_line", "cms", "caption"):
        return True
    return not line.is_prose and not line.closes and is_other_title(line)
