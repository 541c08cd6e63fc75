"""Made pages: ten layouts, each page with one way of telling its day (or none) and with traps that tell another.

Every word was written for this project, for outlets that do not exist. `made_pages(n, seed=1)` draws `n` pages, dealt
so that each layout meets each way of telling and each trap; the truth is the day of publication in Viet Nam.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

HOME = timezone(timedelta(hours=7))
CRAWLED = datetime(2026, 3, 14, 9, 26, tzinfo=HOME)  # when all pages were saved
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
PLACES = ("bến Gỗ", "xóm Dừa", "làng Chài", "chợ Nổi", "đồi Chè", "phố Thuyền", "thị trấn Sim", "cồn Cát")
DEEDS = (
    "mở lớp dạy đan lưới cho thanh niên",
    "sửa lại con đường ra bến",
    "góp sách cho thư viện của trường",
    "trồng lại hàng dừa ven sông",
    "dựng chiếc cầu mới thay cầu gỗ đã mục",
    "nấu cơm cho những người đi biển về muộn",
)
SENTENCES = (
    "Mỗi nhà góp một ngày công, người lớn vác gỗ, trẻ nhỏ đưa nước.",
    "Ông trưởng xóm bảo việc này bà con mong từ lâu mà chưa ai đứng ra lo.",
    "Những tấm ván được xẻ ngay trên bãi, mùi gỗ mới bay sang tận bên kia sông.",
    "Cô giáo kể học trò phải đi vòng qua cánh đồng mỗi khi nước lên.",
    "Mấy bác thợ già làm không lấy tiền, chỉ xin bữa cơm chiều có cá kho.",
    "Buổi tối, người ta đốt đèn làm tiếp cho kịp con nước.",
    "Người đi xa nghe tin cũng gửi về ít nhiều, kèm lời hỏi thăm xóm giềng.",
    "Khi mọi việc xong xuôi, cả xóm ngồi lại uống trà và nói chuyện mùa màng.",
)


@dataclass
class Draft:
    """A page while it is put together: what stands in which part of it."""

    title: str
    published: datetime
    head: list[str] = field(default_factory=list)
    objects: list[object] = field(default_factory=list)  # JSON-LD
    broken: list[str] = field(default_factory=list)  # JSON-LD as text
    top: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    first: str = ""  # words that open the first paragraph
    body: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    side: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    address: str = ""


@dataclass(frozen=True)
class MadePage:
    """A made page: layout, way of telling, traps, its name and HTML, its day."""

    layout: str
    way: str
    traps: tuple[str, ...]
    name: str
    html: str
    truth: date


Part = Callable[[Draft, random.Random], None]


def made_pages(n: int, *, seed: int) -> list[MadePage]:
    """`n` pages; page i has layout i mod 10, its way and its traps dealt from shuffled decks."""
    rng = random.Random(seed)
    ways, traps = _deck(list(WAYS), rng), _deck(list(TRAPS), rng)
    pages = []
    for i in range(n):
        layout = list(LAYOUTS)[i % len(LAYOUTS)]
        way = next(ways)
        own = tuple(dict.fromkeys(next(traps) for _ in range(1 + rng.randrange(3))))
        pages.append(_page(i, layout, way, own, rng))
    return pages


def _deck(cards: list[str], rng: random.Random) -> Iterator[str]:
    while True:
        rng.shuffle(cards)
        yield from list(cards)


def _page(i: int, layout: str, way: str, traps: tuple[str, ...], rng: random.Random) -> MadePage:
    published = datetime(2011 + rng.randrange(15), 1, 1, 0, rng.randrange(60), tzinfo=HOME)
    published += timedelta(
        days=rng.choice((0, 0, rng.randrange(364), rng.randrange(364), 364)), hours=rng.randrange(24)
    )
    place, deed = rng.choice(PLACES), rng.choice(DEEDS)
    draft = Draft(f"Bà con {place} {deed}", published)
    draft.body = [" ".join(rng.sample(SENTENCES, 3)) for _ in range(3)]
    draft.address = f"https://{layout}.example.vn/bai-viet-{i}.html"
    WAYS[way](draft, rng)
    for trap in traps:
        TRAPS[trap](draft, rng)
    return MadePage(layout, way, traps, f"{layout}/trang{i:03}.html", LAYOUTS[layout](draft), published.date())


# --- ways of telling the day --------------------------------------------------------------------------------------


def _meta_published(d: Draft, rng: random.Random) -> None:
    name = rng.choice(("article:published_time", "pubdate", "og:published_time", "DC.date.issued"))
    d.head.append(f'<meta property="{name}" content="{_moment(d.published, rng)}">')


def _ld_published(d: Draft, rng: random.Random) -> None:
    node = {"@type": "NewsArticle", "headline": d.title, "datePublished": _moment(d.published, rng)}
    shape = rng.randrange(3)
    made: object = {"@context": "https://schema.org", **node}
    if shape == 1:
        made = {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "Báo Làng"}, node]}
    elif shape == 2:
        made = [{"@type": "BreadcrumbList", "itemListElement": []}, node]
    d.objects.append(made)


def _microdata(d: Draft, rng: random.Random) -> None:
    d.beside.append(f'<time itemprop="datePublished" datetime="{_moment(d.published, rng)}">{_written(d, rng)}</time>')


def _line(d: Draft, rng: random.Random) -> None:
    d.beside.append(f'<span class="{rng.choice(("date", "time", "post-date", "thoi-gian"))}">{_written(d, rng)}</span>')


def _both(d: Draft, rng: random.Random) -> None:
    _meta_published(d, rng)
    _line(d, rng)


def _address(d: Draft, rng: random.Random) -> None:
    host, _, rest = d.address.partition("://")[2].partition("/")
    form = rng.choice(("%Y/%m/%d", "%Y%m%d", "%Y-%m-%d"))
    d.address = f"https://{host}/{d.published.strftime(form)}/{rest}"


def _dateline(d: Draft, rng: random.Random) -> None:
    p = d.published
    d.first = rng.choice(
        (f"Ngày {p.day}/{p.month}/{p.year}, tại huyện nhà, ", f"Sáng {p.day}-{p.month}-{p.year}, ở bến sông, ")
    )


def _nothing(d: Draft, rng: random.Random) -> None:
    """A page that does not tell."""


WAYS: dict[str, Part] = {
    "meta": _meta_published,
    "json-ld": _ld_published,
    "microdata": _microdata,
    "line": _line,
    "line again": _line,
    "meta and line": _both,
    "address": _address,
    "dateline": _dateline,
    "nothing": _nothing,
}


def _moment(when: datetime, rng: random.Random) -> str:
    """A moment as systems write it: with the offset, in UTC, without a zone."""
    utc = when.astimezone(UTC)
    return rng.choice(
        (
            when.isoformat(),
            utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            utc.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
            when.strftime("%Y-%m-%d %H:%M:%S"),
            when.strftime("%Y-%m-%dT%H:%M:%S+0700"),
            utc.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        )
    )


def _written(d: Draft, rng: random.Random) -> str:
    """A date line as papers print it."""
    p, weekday = d.published, WEEKDAYS[d.published.weekday()]
    return rng.choice(
        (
            f"{weekday}, {p.day}/{p.month}/{p.year}, {p:%H:%M} (GMT+7)",
            f"{p:%d/%m/%Y %H:%M}",
            f"{p:%d-%m-%Y}",
            f"Ngày đăng: {p:%d/%m/%Y}",
            f"{p.day} tháng {p.month}, {p.year}",
            f"{weekday} ngày {p:%d.%m.%Y}",
            f"Cập nhật lúc {p:%H:%M}, {p:%d/%m/%Y}",
        )
    )


# --- traps --------------------------------------------------------------------------------------------------------


def _later(d: Draft, rng: random.Random) -> datetime:
    """A moment after publication, in most cases of another year."""
    return min(d.published + timedelta(days=rng.choice((40, 400, 900, 2_000))), CRAWLED)


def _meta_modified(d: Draft, rng: random.Random) -> None:
    name = rng.choice(("article:modified_time", "og:updated_time", "last-modified", "dcterms.modified"))
    d.head.append(f'<meta property="{name}" content="{_moment(_later(d, rng), rng)}">')


def _ld_modified(d: Draft, rng: random.Random) -> None:
    d.objects.append({"@type": "NewsArticle", "headline": d.title, "dateModified": _moment(_later(d, rng), rng)})


def _web_page(d: Draft, rng: random.Random) -> None:
    d.objects.append({"@type": "WebPage", "url": d.address, "dateModified": _later(d, rng).isoformat()})


def _meta_date(d: Draft, rng: random.Random) -> None:
    d.head.append(f'<meta name="date" content="{_moment(CRAWLED, rng)}">')


def _edited_line(d: Draft, rng: random.Random) -> None:
    day = _later(d, rng)
    words = rng.choice((f"Cập nhật lần cuối: {day:%d/%m/%Y %H:%M}", f"Chỉnh sửa lần cuối {day:%d/%m/%Y}"))
    d.beside.append(f'<span class="modified">{words}</span>')


def _clock(d: Draft, rng: random.Random) -> None:
    bare = f"{WEEKDAYS[CRAWLED.weekday()]}, {CRAWLED:%d/%m/%Y}"
    d.top.append(
        f'<div class="{rng.choice(("clock", "today", "hom-nay", "x1"))}">{bare}{rng.choice(("", " 09:26"))}</div>'
    )


def _sidebar(d: Draft, rng: random.Random) -> None:
    for _ in range(4):
        day = CRAWLED - timedelta(days=rng.randrange(30))
        line = rng.choice((f"<time datetime='{day.isoformat()}'>{day:%d/%m/%Y}</time>", f"<span>{day:%d/%m/%Y}</span>"))
        d.side.append(f"<li><a href='/{rng.randrange(999)}'>Tin khác ở {rng.choice(PLACES)}</a> {line}</li>")


def _related_objects(d: Draft, rng: random.Random) -> None:
    items = [
        {"@type": "NewsArticle", "url": f"{d.address}-{k}", "datePublished": (CRAWLED - timedelta(days=k)).isoformat()}
        for k in range(3)
    ]
    d.objects.append({"@type": "ItemList", "itemListElement": items})


def _other_page(d: Draft, rng: random.Random) -> None:
    other = d.address.replace(".html", "-hom-sau.html")
    d.objects.append({"@type": "NewsArticle", "mainEntityOfPage": {"@id": other}, "datePublished": CRAWLED.isoformat()})


def _video(d: Draft, rng: random.Random) -> None:
    d.objects.append({"@type": "VideoObject", "name": "Cảnh bến sông", "uploadDate": _later(d, rng).isoformat()})


def _person(d: Draft, rng: random.Random) -> None:
    d.objects.append({"@type": "Person", "name": "Người viết", "birthDate": "1984-05-06"})


def _event_object(d: Draft, rng: random.Random) -> None:
    day = d.published + timedelta(days=400)
    d.objects.append({"@type": "Event", "name": "Hội làng", "startDate": day.isoformat(), "endDate": day.isoformat()})


def _broken_object(d: Draft, rng: random.Random) -> None:
    d.broken.append('{"@type": "NewsArticle", "dateModified": "' + _later(d, rng).isoformat() + '", "keywords": [,]}')


def _picture(d: Draft, rng: random.Random) -> None:
    day = _later(d, rng)
    d.body.insert(1, f'</p><img src="https://anh.example.vn/{day:%Y/%m/%d}/cau-{day:%Y%m%d}.jpg" alt="Cầu mới"><p>')
    d.head.append(f'<meta property="og:image" content="https://anh.example.vn/uploads/{day:%Y/%m/%d}/cau.jpg">')


def _comments(d: Draft, rng: random.Random) -> None:
    for name in ("Hoa", "Tâm"):
        day = _later(d, rng)
        d.after.append(
            f"<div class='comments' id='binh-luan'><div itemprop='comment' itemtype='https://schema.org/Comment'>"
            f"<b>{name}</b> <time itemprop='dateCreated' datetime='{day.isoformat()}'>{day:%d/%m/%Y}</time>"
            "<p>Đọc mà nhớ bến quê quá.</p></div></div>"
        )


def _licence(d: Draft, rng: random.Random) -> None:
    d.foot.append("<p>Giấy phép số 12/GP-XB cấp ngày 12/03/2010. Người chịu trách nhiệm: Ban biên tập.</p>")


def _copyright(d: Draft, rng: random.Random) -> None:
    d.foot.append(f"<p>© {CRAWLED.year} Báo Làng. Cập nhật {CRAWLED:%d/%m/%Y}</p>")


def _plan(d: Draft, rng: random.Random) -> None:
    year = d.published.year + rng.choice((1, 4, 9))
    d.body.append(f"Xóm đặt mục tiêu đến năm {year} mọi con đường đều lát gạch, tầm nhìn đến năm {year + 15}.")


def _plan_next(d: Draft, rng: random.Random) -> None:
    d.body.append(f"Kế hoạch năm {d.published.year + 1} của xóm là đào thêm hai cái giếng và sửa mái đình.")


def _jubilee(d: Draft, rng: random.Random) -> None:
    year = d.published.year + 1
    d.body.append(f"Làng chuẩn bị kỷ niệm 80 năm ngày dựng đình (21/2/{year - 80} - 21/2/{year}).")


def _history(d: Draft, rng: random.Random) -> None:
    d.body.append("Ngày 14/9/1968, trận lũ lớn cuốn mất cây cầu cũ; từ năm 1986 xóm mới có đò máy.")


def _birth(d: Draft, rng: random.Random) -> None:
    d.body.append("Bác thợ cả tên Lành, sinh năm 1952, theo nghề từ thuở mười lăm tuổi.")


def _event_box(d: Draft, rng: random.Random) -> None:
    day = d.published + timedelta(days=rng.choice((20, 200, 420)))
    d.body.append(f"Hội đua thuyền của xóm sẽ diễn ra ngày {day:%d/%m/%Y}, ai cũng có thể ghi tên.")


def _next_article(d: Draft, rng: random.Random) -> None:
    d.after.append(f"<div class='tin-khac'><a href='/k'>Chợ phiên ngày mưa</a> <span>({CRAWLED:%d/%m/%Y})</span></div>")


def _number(d: Draft, rng: random.Random) -> None:
    d.address = d.address.replace(".html", "-20121025.html")


def _script(d: Draft, rng: random.Random) -> None:
    d.head.append(f"<script>window.page = {json.dumps({'now': CRAWLED.isoformat(), 'date': '2001-01-01'})};</script>")


def _expires(d: Draft, rng: random.Random) -> None:
    d.head.append(f'<meta http-equiv="expires" content="{CRAWLED.strftime("%a, %d %b %Y %H:%M:%S GMT")}">')


TRAPS: dict[str, Part] = {
    "modified meta": _meta_modified,
    "modified object": _ld_modified,
    "web page object": _web_page,
    "meta date of the crawl": _meta_date,
    "edited line": _edited_line,
    "clock": _clock,
    "sidebar": _sidebar,
    "related objects": _related_objects,
    "object of another page": _other_page,
    "video": _video,
    "person": _person,
    "event object": _event_object,
    "broken object": _broken_object,
    "picture": _picture,
    "comments": _comments,
    "licence": _licence,
    "copyright": _copyright,
    "plan": _plan,
    "plan for next year": _plan_next,
    "jubilee": _jubilee,
    "history": _history,
    "birth": _birth,
    "event to come": _event_box,
    "next article": _next_article,
    "number in the address": _number,
    "script": _script,
    "expires": _expires,
}


# --- layouts ------------------------------------------------------------------------------------------------------


def _head(d: Draft) -> str:
    objects = [json.dumps(made, ensure_ascii=False) for made in d.objects] + d.broken
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in objects)
    link = f'<link rel="canonical" href="{d.address}">'
    return f"<head><meta charset='utf-8'><title>{d.title}</title>{link}{''.join(d.head)}{scripts}</head>"


def _paragraphs(d: Draft, tag: str = "p") -> str:
    first, *rest = d.body
    opening = f"{d.first}bà con họp nhau từ sớm. {first}" if d.first else first
    return "".join(f"<{tag}>{text}</{tag}>" for text in (opening, *rest))


def _blog(d: Draft) -> str:
    return (
        f"<html>{_head(d)}<body><header>{''.join(d.top)}<nav><a href='/'>Trang chủ</a></nav></header><main><article>"
        f"<h1 class='entry-title'>{d.title}</h1><div class='entry-meta'>{''.join(d.beside)}</div>"
        f"<div class='entry-content'>{_paragraphs(d)}</div>{''.join(d.after)}</article></main>"
        f"<aside class='sidebar'><ul>{''.join(d.side)}</ul></aside><footer>{''.join(d.foot)}</footer></body></html>"
    )


def _daily(d: Draft) -> str:
    return (
        f"<html>{_head(d)}<body><div class='top-header'>{''.join(d.top)}</div><div class='container'>"
        f"<div class='header-content'>{''.join(d.beside)}</div><h1 class='title-detail'>{d.title}</h1>"
        f"<div class='fck_detail'>{_paragraphs(d)}</div>{''.join(d.after)}"
        f"<div class='box-tinlienquan'><ul>{''.join(d.side)}</ul></div></div>"
        f"<div class='footer'>{''.join(d.foot)}</div></body></html>"
    )


def _tables(d: Draft) -> str:
    return (
        f"<html>{_head(d)}<body><table><tr><td colspan=2>{''.join(d.top)}</td></tr><tr><td>"
        f"<table><tr><td><b><font size=4>{d.title}</font></b></td></tr><tr><td>{''.join(d.beside)}</td></tr>"
        f"<tr><td>{_paragraphs(d)}</td></tr><tr><td>{''.join(d.after)}</td></tr></table></td>"
        f"<td><ul>{''.join(d.side)}</ul></td></tr><tr><td>{''.join(d.foot)}</td></tr></table></body></html>"
    )


def _amp(d: Draft) -> str:
    return (
        f"<!doctype html><html amp>{_head(d)}<body>{''.join(d.top)}<article><h1>{d.title}</h1>"
        f"<p class='meta'>{''.join(d.beside)}</p>{_paragraphs(d)}{''.join(d.after)}</article>"
        f"<section class='related'><ul>{''.join(d.side)}</ul></section><footer>{''.join(d.foot)}</footer></body></html>"
    )


def _portal(d: Draft) -> str:
    return (
        f"<html>{_head(d)}<body><div id='banner'>{''.join(d.top)}</div><div id='ctl00_main'><div class='portlet'>"
        f"<h2 class='tieu-de'>{d.title}</h2><div class='ngay-dang'>{''.join(d.beside)}</div>"
        f"<div class='noi-dung'>{_paragraphs(d, 'div')}</div>{''.join(d.after)}<h3>Các tin khác</h3>"
        f"<ul>{''.join(d.side)}</ul></div></div><div id='chan-trang'>{''.join(d.foot)}</div></body></html>"
    )


def _components(d: Draft) -> str:
    data = json.dumps({"props": {"page": {"title": d.title, "updated": CRAWLED.isoformat()}}}, ensure_ascii=False)
    return (
        f"<html>{_head(d)}<body><div id='__next'><div class='css-1a'>{''.join(d.top)}</div><div class='css-9x'>"
        f"<h1 class='css-7k'>{d.title}</h1><div class='css-3d'>{''.join(d.beside)}</div>"
        f"<div class='css-0b'>{_paragraphs(d)}</div>{''.join(d.after)}</div><div class='css-5s'>{''.join(d.side)}</div>"
        f"<div class='css-2f'>{''.join(d.foot)}</div></div>"
        f"<script id='__NEXT_DATA__' type='application/json'>{data}</script></body></html>"
    )


def _joomla(d: Draft) -> str:
    return (
        f"<html>{_head(d)}<body>{''.join(d.top)}<div class='item-page' itemscope itemtype='https://schema.org/Article'>"
        f"<div class='page-header'><h1 itemprop='headline'>{d.title}</h1></div>"
        f"<dl class='article-info'><dd>{''.join(d.beside)}</dd></dl>"
        f"<div itemprop='articleBody'>{_paragraphs(d)}</div>{''.join(d.after)}</div>"
        f"<div class='moduletable'><ul>{''.join(d.side)}</ul></div><footer>{''.join(d.foot)}</footer></body></html>"
    )


def _list_first(d: Draft) -> str:
    """The other articles stand before the article itself."""
    return (
        f"<html>{_head(d)}<body>{''.join(d.top)}<div class='widget'><ul>{''.join(d.side)}</ul></div>"
        f"<div class='post'><h1>{d.title}</h1><div class='byline'>{''.join(d.beside)}</div>{_paragraphs(d)}</div>"
        f"{''.join(d.after)}<div class='copyright'>{''.join(d.foot)}</div></body></html>"
    )


def _date_last(d: Draft) -> str:
    """The date line stands under the text."""
    return (
        f"<html>{_head(d)}<body><nav>{''.join(d.top)}</nav><div class='bai-viet'><h1>{d.title}</h1>{_paragraphs(d)}"
        f"<p class='nguon'>{''.join(d.beside)}</p></div>{''.join(d.after)}<div class='xem-nhieu'><ul>"
        f"{''.join(d.side)}</ul></div><footer>{''.join(d.foot)}</footer></body></html>"
    )


def _magazine(d: Draft) -> str:
    return (
        f"<html>{_head(d)}<body><section class='cover'><h1>{d.title}</h1></section><section class='body'>"
        f"{_paragraphs(d)}<div class='credit'>{''.join(d.beside)}</div></section>{''.join(d.after)}"
        f"<section class='more-stories'>{''.join(d.side)}</section><div class='clock-bar'>{''.join(d.top)}</div>"
        f"<footer>{''.join(d.foot)}</footer></body></html>"
    )


LAYOUTS: dict[str, Callable[[Draft], str]] = {
    "blog": _blog,
    "daily": _daily,
    "tables": _tables,
    "amp": _amp,
    "portal": _portal,
    "components": _components,
    "joomla": _joomla,
    "list-first": _list_first,
    "date-last": _date_last,
    "magazine": _magazine,
}
