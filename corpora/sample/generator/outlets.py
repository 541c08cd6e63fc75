"""The four invented outlets: how each dates its articles and what it puts around them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .compose import Article
from .dice import Dice
from .plan import Item

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
MARK = {"doingoai.example": "/", "namchau.example": "/", "benbien.example": "-", "vongtay.example": "/"}
NAMES = {
    "doingoai.example": "Đối Ngoại Ngày Nay",
    "namchau.example": "Năm Châu",
    "benbien.example": "Bến Biển",
    "vongtay.example": "Vòng Tay Bốn Biển",
}
ABBREVIATIONS = {
    "doingoai.example": "ĐNNN",
    "namchau.example": "NCO",
    "benbien.example": "BBO",
    "vongtay.example": "VTBB",
}
KINDS = {  # kinds of file and their shares
    "doingoai.example": (("txt", "html", "docx", "pdf"), (0.86, 0.10, 0.02, 0.02)),
    "namchau.example": (("txt", "html"), (0.66, 0.34)),
    "benbien.example": (("txt", "docx"), (0.98, 0.02)),
    "vongtay.example": (("txt", "csv", "jsonl"), (0.40, 0.34, 0.26)),
}
MEANS = {  # where a dated article of an outlet and kind shows its date, when its text shows one as well
    ("doingoai.example", "txt"): (("head", "text"), (0.75, 0.25)),
    ("doingoai.example", "html"): (("meta",), (1.0,)),
    ("doingoai.example", "docx"): (("head",), (1.0,)),
    ("doingoai.example", "pdf"): (("head",), (1.0,)),
    ("namchau.example", "txt"): (("text", "name"), (0.8, 0.2)),
    ("namchau.example", "html"): (("meta", "text"), (0.6, 0.4)),
    ("benbien.example", "txt"): (("head", "name", "text"), (0.5, 0.25, 0.25)),
    ("benbien.example", "docx"): (("head",), (1.0,)),
    ("vongtay.example", "txt"): (("head", "text"), (0.65, 0.35)),
    ("vongtay.example", "csv"): (("column", "url", "text"), (0.6, 0.25, 0.15)),
    ("vongtay.example", "jsonl"): (("column", "url", "text"), (0.6, 0.25, 0.15)),
}
CLOCKS = (
    "18/02/2025",
    "19/02/2025",
    "04/03/2025",
)  # the days on which the pages of namchau.example were saved


@dataclass(frozen=True)
class Line:
    """A line of a published page: `body` (with the number of its paragraph) or a kind of furniture."""

    text: str
    kind: str  # title, body, or furniture: masthead, date, clock, control, caption, cms, byline, trailer, footer
    paragraph: int = -1


@dataclass(frozen=True)
class Page:
    """A publication as its outlet shows it."""

    item: Item
    article: Article
    kind: str
    means: str
    stamp: dt.datetime
    author: str
    lines: tuple[Line, ...]


def choose_means(item: Item, kind: str, shown: str, dice: Dice) -> str:
    """Where this publication shows its date: head, meta, name, url, column, text, or none."""
    if not item.dated:
        return "none"
    names, weights = MEANS[item.outlet, kind]
    if shown in ("day", "year"):
        return dice.weighted(names, weights)
    outside = [n for n in names if n != "text"]
    return dice.pick(outside)


def date_line(outlet: str, stamp: dt.datetime) -> str:
    """The date line of an outlet that has one."""
    d, m, y, clock = f"{stamp.day:02d}", f"{stamp.month:02d}", stamp.year, f"{stamp:%H:%M}"
    if outlet == "doingoai.example":
        return f"{WEEKDAYS[stamp.weekday()]}, {d}/{m}/{y} | {clock} GMT+7"
    if outlet == "benbien.example":
        return f"Cập nhật: {clock}, {stamp.day}-{stamp.month}-{y}"
    return f"Ngày đăng: {d}/{m}/{y}"


def url(outlet: str, slug: str, stamp: dt.datetime | None) -> str:
    """An address of the article, with a 17-digit stamp when it shows its date."""
    tail = f"-{stamp:%Y%m%d%H%M%S}{stamp.microsecond // 1000:03d}" if stamp else ""
    return f"https://{outlet}/{slug}{tail}.htm"


def _body(article: Article, outlet: str, dice: Dice, *, caption: str) -> list[Line]:
    """The paragraphs with the outlet's tag, its captions and its CMS residue between them."""
    lines = []
    where = dice.between(1, max(1, len(article.paragraphs) - 2))
    tag = ABBREVIATIONS[outlet]
    for i, paragraph in enumerate(article.paragraphs):
        text = paragraph.text
        if i == 0 and outlet == "doingoai.example":
            text = f"({tag}) {text}"
        if i == 1 and outlet in ("benbien.example", "vongtay.example"):
            text = f"{tag} - {text}" if outlet == "benbien.example" else f"({tag}) - {text}"
        if i == len(article.paragraphs) - 1 and outlet in ("namchau.example", "vongtay.example"):
            text = f"{text.removesuffix('.')}./."
        lines.append(Line(text, "body", i))
        if i == where and caption:
            lines += _captions(caption, outlet, dice)
    return lines


def _captions(caption: str, outlet: str, dice: Dice) -> list[Line]:
    if outlet == "doingoai.example":
        return [Line(caption, "caption"), Line(caption, "caption")]
    if outlet == "vongtay.example":
        return [Line("![]() |", "cms"), Line(f"{caption} |", "caption")]
    if outlet == "benbien.example":
        return [Line("leftcenterrightdel", "cms"), Line(caption, "caption")]
    return [Line(caption, "caption")] if dice.chance(0.7) else []


def _trailer(outlet: str, others: Sequence[tuple[str, dt.date]], dice: Dice) -> list[Line]:
    """Titles of other articles, with their dates where the outlet gives them."""
    heads = {
        "doingoai.example": "Tin bài liên quan",
        "namchau.example": "Other news",
        "benbien.example": "Tin khác",
        "vongtay.example": "Các tin bài khác",
    }
    lines = [Line(heads[outlet], "trailer")]
    for title, day in others:
        if outlet == "benbien.example":
            lines.append(Line(f"{title} ({day.day}-{day.month}-{day.year})", "trailer"))
        elif outlet == "namchau.example":
            lines.append(Line(title, "trailer"))
            if dice.chance(0.5):
                lines.append(Line(f"{day:%d/%m/%Y}", "trailer"))
        elif outlet == "vongtay.example":
            lines.append(Line(f"![{title}](https://{outlet}/anh/{day:%Y%m}/{day:%d}.jpg)", "trailer"))
            lines.append(Line(title, "trailer"))
        else:
            lines.append(Line(title, "trailer"))
    if outlet == "doingoai.example" and dice.chance(0.5):
        lines.append(Line("Đọc nhiều", "trailer"))
        lines += [Line(title, "trailer") for title, _ in others[::-1][:2]]
    return lines


def _head(item: Item, title: str, means: str, stamp: dt.datetime, dice: Dice) -> list[Line]:
    outlet = item.outlet
    lines = []
    if outlet == "doingoai.example":
        lines += [Line("Điều chỉnh kích thước chữ", "control"), Line(title, "title")]
        if means == "head":
            lines.append(Line(date_line(outlet, stamp), "date"))
        if dice.chance(0.6):
            lines.append(Line("Audio", "control"))
    elif outlet == "namchau.example":
        lines += [Line(dice.pick(CLOCKS), "clock"), *(Line(t, "control") for t in ("x", "+", "aa", "-"))]
        lines.append(Line(title, "title"))
    elif outlet == "benbien.example":
        lines += [Line("BẾN BIỂN - Báo điện tử của người yêu biển", "masthead"), Line(title, "title")]
        if means == "head":
            lines.append(Line(date_line(outlet, stamp), "date"))
    else:
        lines += [Line(title, "title")]
        if means == "head":
            lines.append(Line(date_line(outlet, stamp), "date"))
        lines.append(Line("Chia sẻ Facebook Zalo In bài viết", "control"))
    return lines


def _foot(outlet: str, author: str, source: str, dice: Dice) -> list[Line]:
    lines = []
    if source:
        lines.append(Line(f"(Theo {source})", "byline"))
    if outlet == "namchau.example":
        lines.append(Line(f"Tin, ảnh: {author}", "byline"))
    elif outlet == "benbien.example":
        lines.append(Line(author.upper(), "byline"))
    else:
        lines.append(Line(author if dice.chance(0.7) else "PV", "byline"))
    return lines


def _close(outlet: str) -> list[Line]:
    text = {
        "doingoai.example": "Ý kiến bạn đọc Gửi bình luận",
        "namchau.example": "Top",
        "benbien.example": "Bản quyền thuộc Bến Biển. Ghi rõ nguồn khi phát hành lại thông tin.",
        "vongtay.example": "*Mời bạn đọc vào chuyên mục Bốn biển một nhà xem các tin, bài liên quan.",
    }[outlet]
    return [Line(text, "footer")]


def publish(
    item: Item,
    article: Article,
    dice: Dice,
    *,
    kind: str,
    authors: Sequence[str],
    others: Sequence[tuple[str, dt.date]],
    source: str,
) -> Page:
    """Put an outlet's furniture around an article."""
    stamp = dt.datetime.combine(item.day, dt.time(6, 0)) + dt.timedelta(
        minutes=dice.below(960), seconds=dice.below(60), milliseconds=dice.below(1000)
    )
    means = choose_means(item, kind, article.shown, dice)
    author = dice.pick(authors)
    caption = article.caption if dice.chance(0.75) else ""
    lines = _head(item, article.title, means, stamp, dice)
    body = _body(article, item.outlet, dice, caption=caption)
    if item.outlet == "namchau.example" and len(article.paragraphs) > 4 and dice.chance(0.25):
        first = next(i for i, line in enumerate(body) if line.paragraph == 1)
        body.insert(first + 1, Line(body[0].text, "repeat"))
    lines += [*body, *_foot(item.outlet, author, source, dice)]
    if kind in ("txt", "html") and dice.chance(0.85):
        lines += _trailer(item.outlet, others, dice)
    if kind in ("txt", "html"):
        lines += _close(item.outlet)
    return Page(item, article, kind, means, stamp, author, tuple(lines))
