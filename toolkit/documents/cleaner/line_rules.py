"""Cleaning rules that look at one line and its neighbours: residue, pictures, captions, bylines, date lines."""

import re
from collections.abc import Sequence

from toolkit.documents.cleaner.furniture import Furniture
from toolkit.documents.cleaner.lines import SYLLABLE, Line, containment, syllables
from toolkit.documents.dating.grammar import WEEKDAY_NAMES

LONGEST_CAPTION = 420
LONGEST_BYLINE = 90

# Markdown: a title may hold one level of brackets, an address one level of parentheses; lengths are bounded.
_TITLE = r"(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,400}"
_ADDRESS = r"(?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s{1,3}\"[^\"\n]{0,300}\")?"
IMAGE = re.compile(rf"!\[{_TITLE}\]\({_ADDRESS}\)")
LINK = re.compile(rf"(?<!!)\[{_TITLE}\]\({_ADDRESS}\)")
BARE_ADDRESS = re.compile(r"^(?:https?://|www\.)\S{3,2000}$", re.I)
TABLE_RULE = re.compile(r"^[|\s:\-–—_=*•.+~]{1,400}$")

# Buttons for the size of letters ("A- A A+", "Font Size: | A- A A+") and lone letters beside them.
WIDGET = re.compile(
    r"^(?:(?:font|text|size|cỡ|chữ|cỡ chữ|kích thước|[aA]{1,3}\s?[+\-–]?|[xXfFtT+\-–]|[:|/,])(?:\s{1,3}|$|(?=[:"
    r"|+\-]))){1,12}$",
    re.I,
)
CREDIT = re.compile(
    r"(?:^|[\s(\[\-–—./|])(?:Ảnh|ẢNH|Ảnh minh họa|Ảnh minh hoạ|Ảnh tư liệu|Ảnh chụp màn hình|Nguồn ảnh|Đồ họa"
    r"|Đồ hoạ|Photo|Photos|Image|Clip|Video"
    r"|Infographic|Minh họa|Illustration|Ảnh/Video)\s{0,2}(?:[:：/]|\((?:[^()\n]{1,60})\))\s{0,3}[^\n]{0,70}$"
)
ILLUSTRATION = re.compile(
    r"[(\[.\s–-](?:ảnh|hình) (?:minh (?:họa|hoạ)|tư liệu|chụp màn hình|internet|CTV|TTXVN|AFP|Reuters|AP"
    r"|Getty)\b[^.\n]{0,30}[).\]]{0,2}$",
    re.I,
)
SOURCE_IN_BRACKETS = re.compile(
    r"[.!?…\w”\"]\s{1,2}[(\[](?:Nguồn|Ảnh|Nguồn ảnh|Photo|Source|Hình)\s?[:：]\s?[^()\n]{1,60}[)\]]\.?$", re.I
)
CREDIT_AT_END = re.compile(r"\s?[(\[](?:Ảnh|Nguồn ảnh|Nguồn|Photo|Video|Clip)\s?[:：]\s?[^()\[\]\n]{1,60}[)\]]\.?$")
LONGEST_CREDIT = 200  # characters that CREDIT and ILLUSTRATION take at most, so that the end of a line is enough
BRACKETED = (")", "]", ").", "].")  # how a credit in brackets ends
CAPTION_LABEL = re.compile(
    r"^(?:Image (?:copyright|caption)|Media (?:caption|playback)|(?:Bản quyền|Nguồn|Chụp lại) hình ảnh)[\s,:]"
)
CREDIT_ALONE = re.compile(r"^[(\[]?(?:Ảnh|Nguồn ảnh|Photo|Đồ họa|Video|Clip)\s{0,2}[:：]", re.I)

NAME_PART = r"(?:[A-ZĐÀ-ỸƠƯ][\wÀ-ỹ.’']{0,14}|[A-ZĐ]\.?)"
NAMES = rf"{NAME_PART}(?:[ ,./&–-]{{1,3}}(?:và )?{NAME_PART}){{0,9}}"
BYLINE_CUE = (
    r"(?:PV|P\.V|Pv|CTV|BT|BTV|TTXVN|TH|T/h|N\.V|Nhóm PV|Nhóm phóng viên|Phóng viên|Biên tập viên|Tác giả|Biên tập"
    r"|Biên dịch|Lược dịch|Tổng hợp"
    r"|Thực hiện|Bài|Bài, ảnh|Bài và ảnh|Bài viết|Tin|Tin, ảnh|Tin và ảnh|Tin ảnh|Tin, bài|Bài, ảnh, clip|Ảnh"
    r"|Ảnh, clip|Thiết kế|Trình bày|Nội dung"
    r"|Kỹ thuật|Đồ họa|Theo|Nguồn|Nguồn tin|By|Source|Author|Story by|Reported by|Text and photos)"
)
BYLINE = re.compile(rf"^[(\[*–—-]{{0,3}}\s?{BYLINE_CUE}\s{{0,2}}[:：]\s{{0,3}}[^\n]{{1,80}}$")
BYLINE_THEO = re.compile(r"^[(\[*–—-]{0,3}\s?(?:[Tt]heo|Nguồn|nguồn|Source|By)\s{1,3}[^\n.;:]{2,70}[)\].]{0,2}$")
BYLINE_BARE = re.compile(
    rf"^[(\[*–—-]{{0,3}}\s?(?:{NAMES})(?:\s{{0,2}}[(/–"
    rf"|-]\s{{0,2}}[^\n()]{{1,50}}[)]?)?(?:\s[(][^\n()]{{1,50}}[)])?[\])*]{{0,2}}\.?$"
)
BYLINE_WORDS = re.compile(
    r"^(?:(?:Nhóm |theo )?(?:phóng viên|PV|P\.V\.?|CTV|BTV)(?:\s[^\n.]{0,60})?|tổng hợp|\(tổng hợp\))$", re.I
)

_EN = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]{0,7}"
_MONTH_WORD = r"(?:giêng|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười(?:\s(?:một|hai))?|chạp)"
_CLOCK = r"\d{1,2}\s?(?:[:hg]|giờ)\s?\d{0,2}(?::\d{2})?\s?(?:phút|AM|PM|am|pm|SA|CH)?"
_DAY = (
    r"(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}|(?:ngày\s)?\d{1,2}\s(?:tháng"
    r"|thg)\s\d{1,2},?\s(?:năm\s)?\d{4}"
    rf"|\d{{1,2}}\stháng\s{_MONTH_WORD},?\s(?:năm\s)?\d{{4}}|tháng\s(?:{_MONTH_WORD}|\d{{1,2}})\s\d{{1,2}},\s\d{{4}}"
    rf"|{_EN}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{_EN},?\s\d{{4}})"
)
_WEEKDAY = (
    rf"(?:Thứ\s(?:{WEEKDAY_NAMES})|Chủ\s?nhật|CN|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
)
_LABEL = (
    r"(?:Cập nhật|Cập nhật lúc|(?:Cập nhật|Chỉnh sửa|Sửa) lần cuối|Ngày đăng|Đăng ngày|Đăng lúc|Ngày cập nhật"
    r"|Ngày xuất bản|Xuất bản|Thời gian|Ngày|Posted|Published|Updated|Last updated|Date|Hôm nay|Lúc|Đã đăng)"
)
_EXTRA = (
    r"(?:GMT\s?[+-]?\s?\d{1,2}(?::\d{2})?|UTC[+-]?\d{0,2}|\(?GMT\s?\+?7\)?|lượt xem|lượt đọc|views?|Lượt xem|\d{1,7})"
)
DATE_LINE = re.compile(
    rf"^[(\[*|–—-]{{0,3}}\s{{0,2}}(?:(?:{_LABEL}|{_WEEKDAY}|{_DAY}|{_CLOCK}|{_EXTRA})(?:[\s,;:"
    rf"|.()–—\-•·\[\]]{{1,6}}|$)){{1,9}}$",
    re.I,
)
HAS_DAY = re.compile(_DAY, re.I)
AGO = re.compile(
    r"^(?:khoảng\s)?\d{1,3}\s(?:phút|giờ|ngày|tuần|tháng|năm)\strước$|^(?:vài giây|vừa xong|hôm qua)(?: trước)?$"
    r"|^\d{1,3}\s(?:minutes?|hours?|days?|weeks?|months?|years?)\sago$",
    re.I,
)
COUNTER = re.compile(
    r"^[(\[]?\d{1,3}(?:[.,]?\d{3}){0,3}[)\]]?(?:\s(?:lượt xem|lượt thích|lượt chia sẻ|bình luận|ý kiến|chia sẻ"
    r"|views?|likes?|comments?|shares?))?$",
    re.I,
)
# What an aggregator prints under a headline: when, how many others printed it, the way to the original.
AGGREGATED = re.compile(
    r"^(?:\d{1,2}/\d{1,2}/\d{4}|\d{1,3} (?:phút|giờ|ngày|tuần|tháng) trước)?"
    r"(?:\s?\d{1,5} (?:đăng lại|liên quan)){0,2}\s?(?:Gốc|đăng lại|liên quan)$"
)
BREADCRUMB = re.compile(r"^(?:[^\n>»›/|]{1,40}\s?[>»›/|]\s?){1,5}[^\n>»›/|]{0,60}$")
TAG_LINE = re.compile(
    r"^(?:Từ khóa|Từ khoá|Tags?|Thẻ|Chủ đề|Keywords?|Hashtags?)\s?[:：]|^(?:#[\wÀ-ỹ_]{2,40}[\s,;]{0,3}){1,20}$", re.I
)
END_MARK = re.compile(r"\.\s?/\s?\.[\"”')]{0,2}\s*$")
QUOTED = re.compile(r"[“\"«:]")
CAPTION_OPENING = re.compile(
    r"^(?:(?:quang|toàn) cảnh\b|một góc (?!nhìn)[^,]{0,60}$|ảnh minh h[ọo][aạ]|ảnh tư liệu"
    r"|(?:đồng chí|các|lãnh đạo|đại biểu|ông|bà|tổng bí thư|thủ tướng|chủ tịch|phó|bộ trưởng|thứ trưởng"
    r"|đại sứ)\b[^.;]{0,160}"
    r"\bchụp (?:ảnh|hình) (?:lưu niệm|chung)\b)"
    r"|^(?:các|đông đảo) (?:đại biểu|khách mời)[\w ]{0,20} (?:tham dự|dự|tham quan|tại)\b[^,;:]{0,80}$",
    re.I,
)
QUOTES = '"“‘«–-'
LIST_ITEM = re.compile(r"""^(?:[-–—•*+"“‘]|[a-zđ]{1,2}[).]|\d{1,3}[).]|Điều \d)""")
TAIL = re.compile(
    r"(?<=[.!?”\"’)\]/])[ \t]{0,3}(?:Tin (?:bài )?(?:liên quan|khác|cùng chuyên mục|mới nhất|đọc nhiều)"
    r"|Bài (?:viết )?liên quan|Các (?:tin|bài) (?:khác|liên quan)|Cùng chuyên mục|Đọc nhiều|Xem thêm ?:"
    r"|Có thể bạn quan tâm|Related (?:news|articles)|Other news|Từ khóa:|Tags:|Bình luận \(\d)[^\n]{0,4000}\Z"
    r"|(?<=[.!?”\"’)\]/])[ \t]{0,3}(?:Mời (?:độc giả|bạn đọc|quý vị)|(?:Nguồn: )?\[Link nguồn\])[^\n]{0,200}\Z"
    r"|(?<=\./\.)[^\n]{1,300}\Z"
)  # what follows an article on the same line, in a text that lost its line ends
AGENCY_TAG = re.compile(
    r"^[(\[](?:[A-ZĐ][A-ZĐa-zà-ỹÀ-Ỹ&.\- ]{1,24})[)\]]\s?[-–—:.]{0,2}\s{0,2}(?=\S)|^(?:TTXVN|VOV\.VN|VOV|TTO|TPO"
    r"|NLĐO|ANTĐ|SGGP|VTV\.vn|VTC News|Dân trí|QĐND Online)\s{1,2}[-–—]{1,2}\s{1,2}(?=\S)"
)


def residue_rule(line: Line, furniture: Furniture) -> str | None:
    """`cms`, `image`, `link` or `table` where a line holds nothing but what a page was built with."""
    text = line.text
    if line.key in furniture.residue or (not line.key and len(text) <= 40) or WIDGET.match(text[:80]):
        return "cms"
    if len(text) > 6_000:
        return None
    if "](" in text:
        if not SYLLABLE.search(LINK.sub("", IMAGE.sub("", text))):
            return "image" if "![" in text else "link"
        if text.startswith("![") and text.endswith("|"):
            return "image"
    if BARE_ADDRESS.match(text):
        return "link"
    return "table" if len(text) <= 400 and TABLE_RULE.match(text) else None


def is_date_line(line: Line) -> bool:
    """A line that holds a date, a time, how long ago, or how often it was read, and nothing else."""
    text = line.text
    if len(text) > 120:
        return False
    return bool(
        (DATE_LINE.match(text) and (HAS_DAY.search(text) or ":" in text)) or AGO.match(text) or COUNTER.match(text)
    )


def is_stamp(line: Line) -> bool:
    """A date line with a time of day or a label, which no subtitle within an article has."""
    return ":" in line.text or "lúc" in line.text or "cập nhật" in line.key or AGO.match(line.text) is not None


def is_credited(line: Line) -> bool:
    """A picture's caption by its credit (`Ảnh: …`) at the end of a line that is no paragraph."""
    text = line.text.rstrip(" |")
    if len(text) > LONGEST_CAPTION:
        return False
    return bool(
        CAPTION_LABEL.match(text)
        or CREDIT.search(text, max(0, len(text) - LONGEST_CREDIT))
        or (text.endswith(BRACKETED) and SOURCE_IN_BRACKETS.search(text[-90:]))
        or ILLUSTRATION.search(text, max(0, len(text) - LONGEST_CREDIT))
        or CREDIT_ALONE.match(text)
    )


def is_byline(line: Line, bare: bool) -> bool:
    """Who wrote it or whose text it is; `bare` also takes a name alone (where a name is expected)."""
    text = line.text
    if len(text) > LONGEST_BYLINE:
        return False
    if BYLINE.match(text) or BYLINE_WORDS.match(text):
        return True
    if BYLINE_THEO.match(text):
        return len(text) <= 60
    return bare and len(text) <= 60 and BYLINE_BARE.match(text) is not None


def caption_rules(lines: Sequence[Line], marks: list[str | None], first: int, last: int, furniture: Furniture) -> None:
    """Mark captions among `lines`: credits, neighbours that repeat, what follows a picture, echoes of the text.

    `first` and `last` bound the lines between the first and the last paragraph: an echo is looked for only there.
    """
    for i, line in enumerate(lines):
        if marks[i] is None and (is_credited(line) or (line.text.endswith("|") and len(line) <= 2 * LONGEST_CAPTION)):
            marks[i] = "caption"
    for i in range(len(lines) - 1):
        same = lines[i].words == lines[i + 1].words and len(lines[i].words) >= 8
        if same and marks[i] in (None, "caption") and (marks[i] or _may_be_caption(lines[i], i > first)):
            marks[i] = marks[i + 1] = "caption"
    for i in range(1, len(lines)):
        if marks[i] == "caption" and CREDIT_ALONE.match(lines[i].text) and len(lines[i]) <= 60:
            _mark_above(lines, marks, i)
    for i, line in enumerate(lines):
        if marks[i] is not None or i == 0:
            continue
        short = len(line) <= 200 or (len(line) <= 320 and line.n_sentences == 1)
        if not short or line.text[0] in QUOTES or is_broken(lines, i):
            continue
        after_picture = marks[i - 1] in ("cms", "image") and _picture(lines[i - 1], furniture)
        if line.n_sentences > 1:
            told = line.n_sentences > 2 or QUOTED.search(line.text) or len(line) > 200
            if after_picture and not told and ("![" in lines[i - 1].text or lines[i - 1].key == "leftcenterrightdel"):
                marks[i] = "caption"
            continue
        within = first < i <= last + 1
        if after_picture or (within and (_echoes(lines, marks, i) or _opens_like_caption(line))):
            marks[i] = "caption"


def _may_be_caption(line: Line, within: bool) -> bool:
    """Whether a line printed twice in a row is a caption, not a lead: short, or one sentence after the opening."""
    return len(line) <= 60 or (within and len(line) <= 250 and line.n_sentences == 1)


def _mark_above(lines: Sequence[Line], marks: list[str | None], i: int) -> None:
    """A credit on a line of its own (`Ảnh: …`): the caption is the short line above it."""
    above = lines[i - 1]
    if marks[i - 1] is None and len(above) <= 250 and above.n_sentences == 1 and not above.is_prose and i > 1:
        marks[i - 1] = "caption"


def _picture(line: Line, furniture: Furniture) -> bool:
    """Whether what was removed stood for a picture, not for a button."""
    return "![" in line.text or line.key in furniture.residue


def is_broken(lines: Sequence[Line], i: int) -> bool:
    """Whether the line is a piece of a sentence broken over lines."""
    following = lines[i + 1].text[0] if i + 1 < len(lines) else ""
    return lines[i].text[0].islower() or (following.islower() and not lines[i].ends_sentence)


def _opens_like_caption(line: Line) -> bool:
    """Whether a short sentence by itself says what a picture shows (`Quang cảnh hội nghị.`)."""
    return len(line) <= 200 and CAPTION_OPENING.match(line.text) is not None


def _echoes(lines: Sequence[Line], marks: Sequence[str | None], i: int) -> bool:
    """Whether a single sentence says again what the paragraph beside it says, as unmarked captions do."""
    line = lines[i]
    mine = syllables(line.text)
    if len(mine) < 9 or LIST_ITEM.match(line.text) or line.text[-1] in ":;,":
        return False
    before = next((j for j in range(i - 1, max(-1, i - 4), -1) if marks[j] is None), None)
    needed = 0.6 if line.indent else 0.75
    return (
        before is not None
        and len(lines[before]) > len(line)
        and (containment(mine, syllables(lines[before].text)) >= needed)
    )
