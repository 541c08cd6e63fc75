"""What a text says of its own day: the dateline that it opens with."""

import re
from dataclasses import dataclass

from toolkit.documents.dating.grammar import BEFORE, WEEKDAY_NAMES, Mention, mentions, weekday_number

RECALLED = 600  # characters after its day within which a text says how long ago its tale was
OPENING = 1_500  # characters of the cleaned text in which a dateline is looked for


@dataclass(frozen=True)
class Dateline:
    """The day and month on which the news happened, with the year where it is said, and the words."""

    month: int
    day: int
    year: int | None
    weekday: int | None  # 0 Monday to 6 Sunday, where the text names it
    text: str
    mention: Mention


_SOON = re.compile(r"^[)\]]?[ \t]?(?:tới|sắp tới|tới đây|này sẽ)\b|^[^.\n]{0,30}\bsẽ\b", re.I)
_COMING = re.compile(r"[)\]]?[ \t]?(?:tới|sắp tới|tới đây)\b", re.I)
_EFFECT = re.compile(r"\bhiệu lực[^.\n]{0,25}\Z", re.I)
_PAREN = re.compile(r"(?:\(|\[)(?:(?:[A-ZĐ]{2,9}|TTXVN)[, -]{0,2})?(?:ngày )?\Z")
LEADS = re.compile(
    r"(?:^|[\n]|[.!?…:][\"”’)\]]{0,2}[ \t]+|[-–—)][ \t]+|(?:^|\n)[(\[])(?:(?:tính đến|tính tới|đến|vào|vào lúc"
    r"|trong|đúng|khoảng|lúc|TTO|TT|NLĐO"
    r"|HL)[ \t-]+){0,2}"
    r"(?:(?:rạng sáng|sáng sớm|sáng|trưa|chiều tối|chiều|tối|đêm|khuya|hôm nay|hôm qua|sáng nay|chiều nay|tối nay"
    r"|ngày|hôm|thứ \w{2,4}|chủ nhật|lúc [\dhg:]{2,5}|[\dhg:]{2,5},?)"
    r"[ \t,(]{1,2}){0,4}(?:\d{1,2}[ \t]?(?:và|,|-|–|đến)[ \t]?)?\Z",
    re.I,
)
_PLACE = re.compile(
    r"[(\[]?[A-ZĐÀ-Ỹ][\wÀ-ỹ. ]{1,24}(?:[ \t]?[(][A-ZĐ.]{2,9}[)])?[ \t]?[,–-][ \t](?:ngày[ \t])?\Z"
    r"|[A-ZĐ][A-ZĐ.]{1,8}[ \t]?[(][ \t]?\Z"
)
_PARAGRAPH = re.compile(r"(?:^|\n)[^\n.]{0,30}\Z")
COMPARED = re.compile(r"(?:so với|cùng kỳ|bằng|hơn|kém|giảm|tăng|trước|sau)[ \t][^.\n]{0,28}\Z", re.I)
_WEEKDAY = re.compile(
    rf"(?:thứ[ \t]({WEEKDAY_NAMES})|chủ[ \t]nhật)[ \t,]{{0,2}}(?:\(|ngày"
    r"|hôm)?[ \t,(]{0,2}(?:ngày[ \t])?\Z",
    re.I,
)
_WEEKDAY_AFTER = re.compile(
    rf"^[ \t]?\(?(?:thứ[ \t]({WEEKDAY_NAMES})|chủ[ \t]nhật)\b\)?(?![ \t](?:hạng|trong|của|về))", re.I
)


def weekday_of(m: Mention) -> int | None:
    """The weekday named right beside a day (`thứ tư (22/10)`, `22/10, thứ tư`), 0 for Monday."""
    match = _WEEKDAY.search(m.before[-24:]) or _WEEKDAY_AFTER.match(m.after.lstrip(","))
    return None if match is None else weekday_number(match[1])


def dateline(body: str) -> Dateline | None:
    """The first day in the opening that is said as the day of the news: with a cue (`Chiều 6/11`), or very early.

    A day with its year counts only where it leads a sentence: within one the year is said because it is another.
    """
    later: Dateline | None = None
    for m in mentions(body[: OPENING + BEFORE]):
        if m.start >= OPENING:
            break
        if m.day is None or m.month is None or m.is_legal or m.is_plan or m.is_history:
            continue
        if COMPARED.search(m.before[-40:]) or _EFFECT.search(m.before[-40:]):
            continue
        if m.kind == "full" and _ends_a_span(m):
            continue
        leads = LEADS.search(m.before) is not None
        if m.kind == "full":
            placed = m.start < 400 and _PLACE.match(m.before.rsplit("\n", 1)[-1]) is not None
            leads = leads or placed
            headed = (placed or m.start < 60) and re.match(r"[ \t]?[,:;–)\]-]", m.after) is not None
            first = m.start < 150 or placed or (m.start < 600 and _PARAGRAPH.search(m.before) is not None)
            said = leads and first and (m.has_cue or headed)
        else:
            said = m.has_cue or (_PAREN.search(m.before) is not None and m.start < 600) or (leads and m.start < 40)
        if not said:
            continue
        found = Dateline(m.month, m.day, m.year, weekday_of(m), _snippet(body, m), m)
        if _SOON.search(m.after):  # one to come that says its year is another day than the news
            later = later or (None if m.year and _COMING.match(m.after) else found)
            continue
        return found
    return later


def _ends_a_span(m: Mention) -> bool:
    """Whether a whole date is an end of a span of years, of a life, a jubilee: from a whole date to another, or in
    brackets. `5/11/2019 - 2000 hộ dân` and `Euro 2020 - ngày 5/7/2021` are none.
    """
    other = _SPAN_BEFORE.search(m.before) or _SPAN_AFTER.match(m.after)
    return other is not None and int(other[1] or other[2]) != m.year


_TO = r"[ \t]?[-–—][ \t]?(?:ngày[ \t])?"
_SPAN_BEFORE = re.compile(
    rf"(?:\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]|\btháng[ \t]\d{{1,2}}[ \t](?:năm[ \t])?)((?:19|20)\d\d)[)]?{_TO}\Z"
    rf"|[(\[]((?:19|20)\d\d){_TO}\Z",
    re.I,
)
_SPAN_AFTER = re.compile(
    rf"{_TO}\d{{1,2}}(?:[/.-]\d{{1,2}}[/.-]|[ \t]tháng[ \t]\d{{1,2}}[ \t](?:năm[ \t])?)((?:19|20)\d\d)\b"
    rf"|{_TO}((?:19|20)\d\d)[)\]]",
    re.I,
)


def _snippet(body: str, m: Mention) -> str:
    """The words of a mention with its cue."""
    cut = re.split(r"[\n.;]", body[max(0, m.start - 24) : m.start])[-1]
    cut = cut[cut.find(" ") + 1 :] if len(cut) == 24 else cut
    return (cut.lstrip(" ,") + body[m.start : m.end]).strip()


# A court tells with whole dates of crimes that are years past.
COURT = re.compile(
    r"\b(?:bị cáo|cáo trạng|xét xử|phiên tòa|phiên toà|tuyên án|khởi tố|bị can|nghi can|điều tra|năm tù|tù giam)\b",
    re.I,
)
_TRIAL = re.compile(r"\b(?:bị cáo|cáo trạng|xét xử|phiên tòa|phiên toà|tuyên án|vụ án)\b", re.I)
_TAGGED = re.compile(r"(?:^|\n)[(\[]?[A-ZĐ]{2,9}[ \t]?[)\]]?[ \t]?[-–—:][^\n]{0,30}\Z")
_ACTS = re.compile(
    r"\b(?:tòa|toà|TAND|VKS|viện kiểm sát|công an|cảnh sát|bộ đội|thanh tra|cơ quan|đoàn(?! tàu (?-i:[a-zđ]))|ủy ban"
    r"|sở|bộ|hội)\b",
    re.I,
)
_TODAY = re.compile(r"\b(?:sáng|trưa|chiều|tối|đêm|hôm) (?:nay|qua)\b", re.I)
# Time that has passed since the day it leads with: `Hai mươi năm sau,`, `ba năm trôi qua`, a headline `5 năm …`.
COUNT = (
    r"(?:\d{1,3}|(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|mốt|lăm|trăm|nhiều|vài|mấy)[ \t]){0,4}"
    r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|mốt|lăm|trăm|nhiều|vài|mấy))"
)
_PASSED = re.compile(
    rf"\b{COUNT}[ \t](?:năm|thập (?:kỷ|niên))[ \t](?:sau(?: đó)?[ \t]?[,.]|(?:đã[ \t])?(?:trôi qua|qua đi)\b)"
    r"|\bnửa thế kỷ (?:sau|trôi qua|đã)\b|(?:^|[.!?][ \t])(?-i:Sau này|Về sau|Ngày ấy|Năm ấy|Hồi ấy|Thuở ấy)\b"
    r"|\b(?:ngày này|ngày này năm|người lính|câu chuyện|những ngày)[ \t]năm xưa\b|\bngày này[ \t](?:cách đây|năm)\b",
    re.I | re.M,
)
_CAPITAL = "[A-ZÁÂĂÊÔƠƯÚÝĐ]"  # of names
# What looks back: nobody reports the news of his day as `hồi đó`.
_YEARS = rf"(?:hơn |gần |tròn )?{COUNT} năm"
_THEN = re.compile(
    r"\b(?:bấy giờ|ngày ấy|hồi đó|hồi ấy|dạo đó|dạo ấy|năm ấy|thuở đó|thuở ấy)\b|\b(?-i:Ngày|Năm) đó\b"
    rf"|\bkhi ấy\b[^.,\n]{{0,40}} {COUNT} tuổi\b",
    re.I,
)
# What somebody remembers, or how long it is since then; ordinary where an office or an event is told before it.
_REMEMBERED = re.compile(
    r"\b(?:[Kk]hi ấy|nhớ lại|nhớ như in|bồi hồi nhớ|hồi tưởng|hồi ức|ký ức)\b"
    rf"|(?i:(?:\b(?:suốt|đã)|[.!?]) (?:{_YEARS} (?:trời )?(?:ròng|đằng đẵng)|ròng rã {_YEARS})\b)"
    rf"|\b(?:[Cc]ụ|[Ôô]ng|[Bb]à|[Bb]ác) (?:{_CAPITAL}\w* ){{1,4}}(?:(?:vẫn|còn) ){{0,2}}nhớ\b"
    r"(?! (?:ơn|đến|tới|nhà|quê))"
    rf"|\b[Cc]ụ (?:{_CAPITAL}\w* ){{1,4}}kể\b(?! (?:từ|cả)\b)"
    r"|\b[Tt]ừ (?:đó|bấy|ấy|ngày ấy|ngày đó) (?:đến|tới) nay\b|\b(?:đến|tới) tận (?:hôm nay|bây giờ|nay|ngày nay)\b"
    r"|\bnhững ngày(?: tháng)? (?:không thể|không bao giờ|khó|chưa thể) quên\b"
    r"|\b(?:[Đđ]ến|[Tt]ới) nay\b[^.\n]{0,12}\b(?:vết|dấu|nỗi)\b[^.\n]{0,30}\bvẫn còn\b"
    rf"|(?:\A|[.!?]\s)\s*(?i:(?:vậy là |thế là )?(?:đã |thấm thoắt )?(?!\d){COUNT} năm"
    r"(?: chung sống| bên nhau| đằng đẵng)?),"
)
_EVENT = re.compile(
    r"\b(?:họp|ký|dự|khởi công|khánh thành|khai trương|thông xe|thủ tướng|chủ tịch|bí thư|bộ trưởng|công ty|tập đoàn"
    r"|ngân hàng|doanh nghiệp|trường|bệnh viện|đội|trận|giải|vòng|chung kết|triển lãm|phim|sách|liên hoan|dự án"
    r"|(?<!viện )(?:tỉnh|huyện)|thành phố|UBND|quốc hội|(?<!vào )(?<!nằm )(?<!nhập )viện|trung tâm|đài"
    r"|hãng|tổng cục|cục)\b",
    re.I,
)
_END = re.compile(r"[.!?…]*\s*\n\s*|[.!?…]+(?=\s|\Z)")
_DEED = (
    r"trộm|cướp|cướp giật|đâm|chém|giết|sát hại|lừa|chiếm đoạt|bỏ trốn|lẻn|đột nhập|hành hung|đánh|buôn"
    r"|vận chuyển|mua bán|tàng trữ|đe dọa|đe doạ|hiếp|phóng hỏa|gây án|ra tay|tấn công|bắt cóc|móc túi"
    r"|nhận hối lộ|tham ô|làm giả|xô xát|lấy tài sản"
)
_CAUGHT = (
    r"bắt|giữ|đưa|khởi tố|truy tố|truy nã|phạt|xử|triệu tập|khống chế|dẫn giải|áp giải"
    r"|bắn|bổ sung|phát hiện|điều tra|kết án|buộc tội|cáo buộc|tước|cách chức"
)
_PROCEEDINGS = (
    rf"(?:tòa|toà)(?! (?:nhà|tháp))|lĩnh|lãnh|nhận án|kháng cáo|bị(?: \w+){{0,8}} (?:{_CAUGHT})"
    r"|khai|sa lưới|đầu thú|trình diện|thừa nhận|phủ nhận|trình bày|kêu oan|xin|đề nghị|cho rằng|cho biết|nói|khóc"
    r"|TAND|HĐXX|xét xử|phiên|tuyên|thẩm vấn|thực nghiệm|viện kiểm sát|VKS|năm tù|tử hình"
    r"|chung thân|vắng mặt|bào chữa|trại giam|tạm giam|tại ngoại|cách ly|di lý|về nước|xuất hiện|truy (?:tìm|bắt|xét)"
    r"|được (?:tha|giảm|miễn|hưởng|trả|dẫn|đưa|áp giải|xác định|hỗ trợ|đình chỉ)"
)
_SUSPECT = (
    rf"nghi can|nghi phạm|hung thủ|kẻ gian|tên(?= (?-i:{_CAPITAL}))"
    rf"|đối tượng(?= (?:(?-i:{_CAPITAL})|(?:này|trên|lạ mặt|đã|lợi dụng|dùng|cầm|{_DEED})\b))"
)
# Whom a court tries did on a whole date what he is tried for, whatever it was, and who is suspected a deed, unless the
# sentence tells of the proceedings.
_ACCUSED = re.compile(
    rf"[ \t,]{{0,3}}(?:bị cáo|bị can|(?:{_SUSPECT})\b(?=[^.\n]{{0,100}}\b(?:{_DEED})\b))\b"
    rf"(?!(?:[^.\n]|(?<=(?-i:[A-ZĐ]))\.(?=,? ?(?-i:(?!{_CAPITAL})\w))){{0,150}}\b(?:{_PROCEEDINGS})\b)",
    re.I,
)
# What is planned has not passed: `Theo kế hoạch, hai năm sau, cầu sẽ thông xe`.
_WILL = re.compile(r"(?:(?!\b(?:biết|ngờ|nghĩ|tưởng|hứa|tin|rằng|là|nói)\b)[^.,;\n]){0,80}\bsẽ\b", re.I)
_PLANNED = re.compile(r"\b(?:kế hoạch|dự kiến|dự tính|dự báo|lộ trình|quy hoạch|tiến độ)\b[^.;\n]{0,60}\Z", re.I)
_ROUND_HEAD = re.compile(
    rf"\A\W{{0,3}}(?:hơn |gần |tròn |sau |đúng )?{COUNT}[ \t]năm\b(?![ \t](?:tù|tuổi|tới|liên tiếp|liền|học))", re.I
)
_LIFE = re.compile(r"[^\n]{0,150}\b(?:tiểu sử|chân dung|quá trình công tác|cuộc đời|sự nghiệp)\b[^\n]{0,150}\n", re.I)
_HELD_NOW = re.compile(
    r"\b(?:tổ chức|diễn ra|khai mạc|bế mạc|lễ|hội nghị|hội thảo|tọa đàm|toạ đàm|gặp mặt|họp mặt|buổi|tham dự|chủ trì"
    r"|kỷ niệm|tưởng niệm|tưởng nhớ|công bố|cho biết)\b",
    re.I,
)
_PART = re.compile(r"\A[^\n]{5,150}[(](?:(?:kỳ|phần|bài) )?(?:\d{1,2}|cuối|tiếp theo)[)][ \t]*\n", re.I)


def tells_of_passed(text: str) -> bool:
    """Whether a text tells that years have passed since the day it leads with, and not that they will."""
    return any(
        _WILL.match(text, m.end()) is None and _PLANNED.search(text[max(0, m.start() - 80) : m.start()]) is None
        for m in _PASSED.finditer(text)
    )


def _is_remembered(after: str) -> bool:
    """Whether the rest of the day's sentence or the next looks back on it; what is said later may be of anything."""
    ends = [end.start() for end in _END.finditer(after)]
    said = after[: ends[1] + 1] if len(ends) > 1 else after
    if _THEN.search(said):
        return True
    found = _REMEMBERED.search(said)
    return found is not None and not any(words.search(said, 0, found.start()) for words in (_HELD_NOW, _ACTS, _EVENT))


def tells_a_story(body: str, line: Dateline) -> bool:
    """Whether a whole date that leads is a day of a tale: of a crime before a court, or in one part of several.

    So it is where the text has said `sáng nay` before, where its headline ends in `(6)` or opens with `20 năm`, where
    it goes on with `mười năm sau`, and where a text of the courts tells of no office's act on that day.
    """
    before = body[: line.mention.start]
    if (
        _TODAY.search(before)
        or _PART.match(body)
        or _LIFE.match(body)
        or tells_of_passed(body[: line.mention.end + RECALLED])
        or _is_remembered(body[line.mention.end : line.mention.end + RECALLED])
        or _ACCUSED.match(body, line.mention.end)
    ):
        return True
    sentence = re.split(r"[.\n]", body[line.mention.end : line.mention.end + 300])[0]
    if _ROUND_HEAD.match(before) and _HELD_NOW.search(sentence) is None:
        return True
    leads = "\n" not in before.strip(" \t") or _TAGGED.search(before[-60:]) is not None
    return not leads and _TRIAL.search(body) is not None and _ACTS.search(sentence) is None
