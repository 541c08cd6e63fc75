"""The dates that a page tells of itself: each as it stands there, with what it says it is and where it stood.

Nothing is believed or refused here; `documents.dating` weighs what this module hands on.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from toolkit.documents.dating.grammar import WEEKDAY_NAMES, mentions
from toolkit.documents.dating.stamps import EDITED

MAX_JSON_LD, MAX_NODES, MAX_FOUND = 1 << 20, 5_000, 24  # characters, objects walked, dates handed on
NEAR_BLOCKS = 12  # blocks of text from the headline within which a date is the article's own
ITEM_WORDS, OTHER_HEADLINE = 3, 6  # words of a link in a list, of any link, that names another article
SAID_WORDS, SAID_SHARE = 4, 0.8  # words of a block that may say the page's title; their share that stands in it


class PageDate(NamedTuple):
    """A date of a page: `kind` (published, created, modified, beside, above, elsewhere), its words, its place."""

    kind: str
    value: str
    place: str


_META = {
    "published": """
        article:published_time article:published og:published_time og:article:published_time pubdate publishdate
        publish-date publish_date publication_date publicationdate date_published datepublished published published_time
        article.published article_date_original originalpublicationdate sailthru.date parsely-pub-date
        cxenseparse:recs:publishtime cxenseparse:publishtime dc.date.issued dcterms.issued dc.issued
        prism.publicationdate citation_publication_date citation_date its_publication dable:published_time
        rnews:datepublished""",
    "created": """
        date dc.date dcterms.date dc.date.created dcterms.created dc.created article:created datecreated creation_date
        rnews:datecreated""",
    "modified": """
        article:modified_time article:modified og:updated_time og:modified_time og:article:modified_time lastmod
        last-modified last_modified datemodified article_updatetime dc.date.modified dcterms.modified dc.modified
        rnews:datemodified updated""",
}
_META_KINDS = {name: kind for kind, names in _META.items() for name in names.split()}
_PROPERTIES = {"datepublished": "published", "datecreated": "created", "datemodified": "modified"}
_ARTICLE = re.compile(r"(?:article|posting|report|review|newsitem)\Z", re.I)
_PAGE = re.compile(r"(?:webpage|itempage|creativework|page)\Z", re.I)
_WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")
_BROKEN = re.compile(r'"(date(?:Published|Created|Modified))"\s*:\s*"([^"<>\n]{4,60})"')
_FURNITURE = re.compile(
    r"(?:^|[\W_])(?:footer|side-?bar|aside|related|relate|comments?|binh-?luan|cmt|menu|nav|navbar|widget|most-?read"
    r"|xem-?nhieu|lien-?quan|tin-?khac|tin-?moi|other-?news|clock|time-?now|datetime-?now|today|top-?bar|header-?top|copyright"
    r"|ticker|breaking|weather)(?:$|[\W_\d])",
    re.I,
)
_DATED = re.compile(
    r"(?:^|[\W_])(?:date|time|datetime|publish(?:ed)?|posted|post-?date|pub-?date|pdate|ngay|ngay-?dang|thoi-?gian|timestamp)"
    r"(?:$|[\W_])",
    re.I,
)
_FOOT = frozenset(("footer", "chan-trang", "copyright", "site-footer", "page-footer"))
_LABELS = re.compile(
    r"thứ|chủ nhật|hai|ba|tư|năm|sáu|bảy|bẩy|ngày|tháng|đăng|lúc|cập nhật|chỉnh sửa|sửa|lần cuối|xuất bản"
    r"|gmt|utc|giờ|phút|am|pm|sa|ch|posted|published|updated|on|at|mon|tue|wed|thu|fri|sat|sun|\w*day|vào|thời gian"
    r"|[\d\W_hg]",
    re.I,
)
_SIGNED = re.compile(r"(?:^|[\W_])(?:author|byline|by-?line|meta|submitted|info|tac-?gia)(?:$|[\W_])", re.I)
# Of a line named so only these make it one of publication, and none of what tells of births, terms and events.
_CLOCK = re.compile(r"\b\d{1,2}\s?(?:[:hg]|giờ)\s?\d{2}\b", re.I)
_SAID = re.compile(
    r"\b(?:cập nhật|ngày đăng|đăng(?=\W{0,3}(?:ngày|lúc|bởi|vào|tải|tin|bài|trên|\d))"
    r"|(?<!nhà )xuất bản|posted|published|updated|submitted)\b",
    re.I,
)
_NOT_SAID = re.compile(
    r"\b(?:hạn|giấy phép|gp|hội thảo|tọa đàm|toạ đàm|hội nghị|sự kiện|khai mạc|bế mạc|khai giảng|khai trương|diễn ra"
    r"|tổ chức|bắt đầu|kết thúc|lịch|hiệu lực|quyết định|nghị định|nhập học|tuyển sinh|địa điểm"
    r"|(?:từ|đến|trước|hết) ngày"
    r"|thời gian(?! đăng| xuất bản| cập nhật)|born|birth|deadline|expires?|events?|due|licen[cs]e)\b"
    r"|\bsinh(?=\W{0,2}(?:ngày|năm|tháng|\d|:))|(?-i:\bsinh\b)|\bngày sinh\b|\bs\.?n\b",
    re.I,
)
_BETWEEN = re.compile(
    rf"\b(?:theo|bởi|tác giả|by|on|at|và|and|ngày|lúc|vào|admin|pv|thứ (?:{WEEKDAY_NAMES})|chủ nhật)\b", re.I
)
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE_DAY = 24  # characters around a day within which a clock or a label is its own
_EDIT = re.compile(r"[(|•–-]?\s?(?:cập nhật|chỉnh sửa|sửa|updated|modified|last)\b", re.I)
LONGEST = 120  # characters of an element that can be a date line


def page_dates(tree: Any) -> list[PageDate]:
    """What a parsed page (lxml) says of its own dates, the head first; at most `MAX_FOUND`, each once."""
    found: list[PageDate] = []
    for source in (_metas, _json_ld, _microdata, _elements):
        try:
            found += source(tree)
        except (ValueError, TypeError, AttributeError, RecursionError):  # a hostile page: its other dates still count
            continue
    return list(dict.fromkeys(found))[:MAX_FOUND]


def page_address(tree: Any) -> str | None:
    """The address a page gives for itself: its canonical link, else og:url."""
    for path in ('//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content'):
        for address in tree.xpath(path)[:1]:
            if str(address).strip().startswith("http"):
                return str(address).strip()[:2_000]
    return None


def dump_found(found: list[PageDate]) -> str | None:
    """The dates as the JSON list of the column `date_found`: [kind, value, place] each; None for none."""
    return json.dumps([list(one) for one in found], ensure_ascii=False, separators=(",", ":")) if found else None


def _metas(tree: Any) -> Iterator[PageDate]:
    for meta in tree.iter("meta"):
        value = _short(meta.get("content"))
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            kind = _META_KINDS.get(name) or _PROPERTIES.get(name)
            if value and kind:
                if not _in_comment(meta):
                    yield PageDate(kind, value, f"meta {name}")
                break


def _json_ld(tree: Any) -> list[PageDate]:
    own: list[PageDate] = []
    pages: list[PageDate] = []
    address = page_address(tree)
    budget = MAX_JSON_LD
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "")[:budget]
        budget -= len(text)
        try:
            made = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            own += _broken(text)
            continue
        for node in _nodes(made):
            kinds = node.get("@type")
            names = [str(k) for k in kinds] if isinstance(kinds, list) else [str(kinds or "")]
            into = own if any(map(_ARTICLE.search, names)) else pages if any(map(_PAGE.search, names)) else None
            if into is not None:
                other = _other_address(node, address)
                into += [PageDate("elsewhere", d.value, d.place) if other else d for d in _dates_of(node, names[0])]
    return own or pages


def _dates_of(node: dict[str, Any], name: str) -> Iterator[PageDate]:
    for key, kind in (("datePublished", "published"), ("dateCreated", "created"), ("dateModified", "modified")):
        values = node.get(key)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, (str, int, float)) and not isinstance(value, bool) and (text := _short(str(value))):
                yield PageDate(kind, text, f"JSON-LD {name[:40]} {key}")


def _other_address(node: dict[str, Any], address: str | None) -> bool:
    """Whether an object says that it is the page of another address."""
    main = node.get("mainEntityOfPage")
    own = node.get("url") or (main.get("@id") or main.get("url") if isinstance(main, dict) else main)
    if not isinstance(own, str) or address is None or not own.startswith("http"):
        return False
    return (
        own.split("#")[0].split("?")[0].rstrip("/").partition("://")[2]
        not in (
            address.split("#")[0].split("?")[0].rstrip("/").partition("://")[2],
            "",
        )
        and own.rstrip("/").count("/") > 2
    )


def _nodes(made: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD text that may be the article: top, lists, `@graph`, `mainEntity`; no list of others."""
    stack, walked = [made], 0
    while stack and walked < MAX_NODES:
        walked += 1
        node = stack.pop(0)
        if isinstance(node, list):
            stack += node[:200]
        elif isinstance(node, dict):
            yield node
            stack += [v for k, v in node.items() if k in _WITHIN]


def _broken(text: str) -> list[PageDate]:
    """Dates of a JSON-LD that does not parse, where each kind has one value only."""
    found: dict[str, set[str]] = {}
    for key, value in _BROKEN.findall(text):
        found.setdefault(_PROPERTIES[key.lower()], set()).add(value)
    return [PageDate(kind, min(values), "JSON-LD, broken") for kind, values in found.items() if len(values) == 1]


def _microdata(tree: Any) -> Iterator[PageDate]:
    for node in tree.xpath("//*[@itemprop or @pubdate]"):
        if node.tag == "meta":
            continue
        names = (node.get("itemprop") or "").lower().split() or (["datepublished"] if node.tag == "time" else [])
        kind = next((_PROPERTIES[name] for name in names if name in _PROPERTIES), None)
        value = _short(node.get("content") or node.get("datetime") or node.text_content())
        if kind and value:
            aside = _in_furniture(node) or _in_comment(node)
            yield PageDate("elsewhere" if aside else kind, value, f"{node.tag} {' '.join(names)[:40]}")


def _elements(tree: Any) -> list[PageDate]:
    """Date lines among the page's elements: beside the headline, or elsewhere."""
    blocks = [node for node in tree.iter() if isinstance(node.tag, str) and _own_text(node)]
    title = _headline_at(blocks, tree)
    around = [] if title is None else [blocks[title], *_up(blocks[title], 40)]
    found: list[tuple[int, Any, PageDate]] = []
    for i, node in enumerate(blocks):
        value = _date_line(node)
        if value is None:
            continue
        kind = _kind_of_line(node, value, None if title is None else i - title, around)
        place = f"<{node.tag} class={(node.get('class') or '')[:40]!r}>"
        found.append((abs(i - (title or 0)), node, PageDate(kind, value, place)))
    listed = _listed([(node, one.value) for _, node, one in found if one.kind == "beside"])
    nearest = min((d for d, node, one in found if one.kind == "beside" and node not in listed), default=None)
    return [
        one._replace(kind="elsewhere") if one.kind == "beside" and (node in listed or distance != nearest) else one
        for distance, node, one in found
    ]


def _kind_of_line(node: Any, value: str, distance: int | None, around: Sequence[Any]) -> str:
    """What a date line is, `distance` blocks after the headline (None: no headline): the article's own or another's."""
    if distance is None or not -NEAR_BLOCKS // 2 <= distance <= NEAR_BLOCKS:
        return "elsewhere"
    if _in_furniture(node, frozenset(around)) or _in_comment(node) or _names_another(node, around):
        return "elsewhere"
    if EDITED.search(value) or EDITED.search(_said_before(node)):
        return "modified"
    return "above" if distance < 0 and _apart(node, around) else "beside"


def _names_another(node: Any, around: Sequence[Any]) -> bool:
    """Whether a date stands with the headline of another article: a long link, or an item of a list with a link."""
    for one in _up(node, 3):
        if one in around or one.tag in ("body", "html"):
            return False
        if one.tag == "li" and any(len(link.text_content().split()) >= ITEM_WORDS for link in one.iter("a")):
            return True
        if any(len(link.text_content().split()) >= OTHER_HEADLINE for link in one.iter("a")):
            return True
    return False


def _apart(node: Any, around: Sequence[Any]) -> bool:
    """Whether a date above the headline stands in another part of the page, as a site's clock does.

    The article's own stands in the innermost part that holds the headline with something else, and no footer.
    """
    headline = around[0].text_content() if around else ""
    own = next((one for one in around if len(one.text_content().strip()) > len(headline.strip())), None)
    own = around[0] if around and own is None else own
    if own is None or own.tag in ("body", "html") or own not in list(_up(node, 40)):
        return True
    return any(
        one.tag == "footer" or not _FOOT.isdisjoint(f"{one.get('class') or ''} {one.get('id') or ''}".lower().split())
        for one in own.iter()
    )


def _listed(lines: Sequence[tuple[Any, str]]) -> list[Any]:
    """Those date lines that stand in places of one kind and tell different days: a list of other articles."""
    alike: dict[tuple[str, ...], list[tuple[Any, str]]] = {}
    for node, value in lines:
        signature = tuple(f"{one.tag} {one.get('class')}" for one in (node, *_up(node, 2)))
        alike.setdefault(signature, []).append((node, value))
    return [node for those in alike.values() if len({value for _, value in those}) > 1 for node, _ in those]


def _own_text(node: Any) -> bool:
    """Whether an element holds words itself, not only in its children."""
    if node.tag in ("script", "style", "noscript", "template", "option", "title", "head"):
        return False
    return (
        bool((node.text or "").strip())
        or any((child.tail or "").strip() for child in node)
        or bool(node.get("datetime"))
    )


def _headline_at(blocks: list[Any], tree: Any) -> int | None:
    """The place of the headline among the blocks.

    Of headings, and of blocks that say the page's title, the one that shares most words with the title; an h1 before
    others, else the longest h1.
    """
    titles = [*tree.xpath("//title/text()")[:1], *tree.xpath('//meta[@property="og:title"]/@content')[:1]]
    known = set(" ".join(titles).lower().split())
    best: tuple[tuple[int, bool, int, int], int] | None = None
    for i, node in enumerate(blocks):
        words = set(" ".join(node.text_content().split())[:300].lower().split())
        first = node.tag == "h1" or any(a.tag == "h1" for a in _up(node, 3))
        heads = node.tag in ("h2", "h3")
        says = min(len(known), len(words)) >= SAID_WORDS and len(words & known) >= SAID_SHARE * len(words)
        if first or (says and (heads or len(words) >= SAID_SHARE * len(known) / 2)):
            rank = ((len(words & known), first, len(words) if first else 0, -i), i)
            best = rank if best is None or rank > best else best
    return None if best is None else best[1]


def _date_line(node: Any) -> str | None:
    """The words of an element that is a date line: a `<time>`, one named so, or one that holds nothing but a date."""
    if node.tag == "time" and node.get("datetime"):
        return _short(node.get("datetime"))
    words = " ".join(node.text_content().split()) if len(node) < 6 else " ".join((node.text or "").split())
    if not 6 <= len(words) <= LONGEST or not any(m.kind == "full" for m in mentions(words)):
        return None
    called = f"{node.get('class') or ''} {node.get('id') or ''}"
    words = _before_edit(words)
    signed = _SIGNED.search(called) and _is_signed(words)
    named = node.tag == "time" or _DATED.search(called) or signed
    return words if named or not _LABELS.sub("", words).strip() else None


def _is_signed(words: str) -> bool:
    """Whether a line of an author tells when he published: one day with a clock or a label, or after names alone."""
    if _NOT_SAID.search(words) or len(_days(words)) != 1:
        return False
    day = next(m for m in mentions(words) if m.kind == "full")
    beside = words[max(0, day.start - _BESIDE_DAY) : day.end + _BESIDE_DAY]
    if _CLOCK.search(beside) or _SAID.search(beside):
        return True
    names = words[: day.start]
    if names.rstrip()[-1:] in (":", "("):
        return False
    return all(word[0].isupper() for word in _WORD.findall(_BETWEEN.sub("", names)))


def _days(words: str) -> set[tuple[int | None, int | None, int | None]]:
    return {(m.year, m.month, m.day) for m in mentions(words) if m.kind == "full"}


def _before_edit(words: str) -> str:
    """A line that tells of two days, up to where it says that it was edited: `06/11/2019 (Cập nhật: 03/05/2024)`."""
    edit = _EDIT.search(words)
    first = words[: edit.start()] if edit else ""
    return first if len(_days(words)) > 1 and len(_days(first)) == 1 else words


def _said_before(node: Any) -> str:
    """The words right before an element within its parent: `Sửa đổi ngày: <time>`."""
    before = node.getprevious()
    words = before.tail if before is not None else getattr(node.getparent(), "text", None)
    return " ".join((words or "").split())[-40:]


def _up(node: Any, levels: int) -> Iterator[Any]:
    for _ in range(levels):
        node = node.getparent()
        if node is None:
            return
        yield node


def _in_furniture(node: Any, around: frozenset[Any] = frozenset()) -> bool:
    """Whether an element stands in a menu, a sidebar, a footer, among other articles, or is a clock.

    What also holds the headline (`around`) is the article's own, however its class is called.
    """
    for one in (node, *_up(node, 40)):
        if one.tag in ("body", "html") or one in around:
            return False
        if one.tag in ("footer", "aside", "nav"):
            return True
        if _FURNITURE.search(f"{one.get('class') or ''} {one.get('id') or ''}"):
            return True
    return False


def _in_comment(node: Any) -> bool:
    return any("comment" in (one.get("itemtype") or one.get("itemprop") or "").lower() for one in _up(node, 40))


def _short(value: Any) -> str | None:
    text = " ".join(str(value or "")[:400].split())[:LONGEST]
    return text or None
