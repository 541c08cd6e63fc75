"""Columns of tables: which of the user's is which of ours."""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple

from toolkit.base.checks import did_you_mean, some
from toolkit.base.errors import UsageError
from toolkit.documents.files.cells import is_written_out, words_in
from toolkit.documents.files.inputs import Unreadable

TEXT_COLUMNS = (
    "id",
    "text",
    "raw",
    "removed",
    "title",
    "date",
    "date_precision",
    "date_rule",
    "date_evidence",
    "date_candidates",
    "source",
    "url",
    "path",
    "language",
    "status",
    "parent",
    "story",
)
COLUMNS = (
    "id",
    "text",
    "raw",
    "removed",
    "title",
    "date",
    "year",
    "date_precision",
    "date_rule",
    "date_confidence",
    "date_evidence",
    "date_candidates",
    "source",
    "url",
    "path",
    "language",
    "status",
    "parent",
    "start",
    "end",
    "story",
)

# By our name, theirs in the order of preference, as `plain` writes them.
COLUMN_NAMES = {
    "id": "id doc_id docid document_id article_id ma ma_bai uid",
    "text": "text content body noi_dung noidung full_text fulltext article_text maintext main_text article bai_viet "
    "van_ban toan_van post_message message post_text post_content news_content body_text content_text article_body "
    "article_content noi_dung_bai_viet noi_dung_bai noi_dung_tin noi_dung_chi_tiet chi_tiet clean_text raw_text html "
    "content_html html_content body_html paragraphs toan_van_bai_viet toan_van_bai toan_van_bai_bao toan_van_noi_dung "
    "toan_van_tin noi_dung_toan_van noi_dung_day_du noi_dung_bai_bao noi_dung_van_ban noi_dung_goc van_ban_day_du "
    "full_content content_full full_body full_article article_full_text cleaned_text news_text story_text text_body",
    "title": "title tieu_de tieude headline ten_bai ten tit ten_bai_viet tieu_de_bai tieu_de_bai_viet ten_tin",
    "date": "date_publish publish_date published_date date_published published_at publish_at published_on "
    "published_time publish_time time_published time_publish publication_date publication_time pub_date pubdate "
    "pub_time post_date post_created date_posted posted_at posted_on post_time time_post date_gmt post_date_gmt "
    "video_published_at date published "
    "ngay_dang ngaydang ngay_dang_bai ngay_xuat_ban ngay_phat_hanh ngay_dang_tai ngay_len_trang "
    "ngay_dang_tin thoi_gian_dang thoi_gian_dang_bai thoi_gian_dang_tai thoi_gian_xuat_ban gio_dang ngay_gio_dang "
    "ngay_viet ngay_cong_bo ngay_bao ngay_ra_bao ngay_ban_hanh ngay ngay_thang "
    "thoi_gian created_time create_time time_create_post_origin time_create_post time_create create_date "
    "created_at created_date date_created upload_date uploaded_at datetime date_time timestamp time thoigian year "
    "publication_year pub_year nam_xuat_ban nam_dang nam",
    "source": "source outlet newspaper publisher source_name site_name site source_domain domain nguon ten_nguon bao "
    "ten_bao toa_soan page_name ten_trang co_quan_bao_chi ten_co_quan_bao_chi noi_dang to_bao trang_bao",
    "url": "url link href address article_url post_url page_url url_bai_viet link_bai link_bai_viet link_goc permalink "
    "canonical_url source_url dia_chi duong_dan",
}
OF_NAMES = {name: ours for ours, names in COLUMN_NAMES.items() for name in names.split()}
# The first paragraph, where scrapers put it in a column of its own.
LEADS = frozenset(("sapo", "sa_po", "chapo", "chapeau", "lead", "tit_dan"))
# What the toolkit fills: a user's column of such a name gets another.
FILLED = frozenset(
    (*COLUMNS, "date_given", "date_given_by", "date_found", "encoding", "problem", "file_created", "source_given")
)
RENAMED = "kept under another name, for the toolkit fills the column of that name"
ROWS_LOOKED_AT = 20
SHORTEST_ARTICLE = 300  # characters that the cells of a column hold on average where its name does not tell
_SIGNS = re.compile(r"[.,;:!?]")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_AROUND = re.compile(r"^\s*\d{1,2}\s*[.):]\s+|\s*[(\[*:].*$", re.DOTALL)
_FURTHER = re.compile(r"_(?:(?:tiep|tiep_theo|cont|continued|phan|part|doan)_?)?\d{0,2}\Z")
# What brackets say of the columns that share a name: the article and its day, a summary and the day of the crawl.
_SOONER = re.compile(
    r"_(?:toan_van|toan_bo|toan_bai|day_du|full|whole|dang|dang_bai|xuat_ban|phat_hanh|publi\w*|posted)_"
)
_LATER = re.compile(
    r"_(?:tom_tat|tom_luoc|trich|trich_dan|ngan|rut_gon|short|summary|abstract|excerpt|preview|thu_thap|tai_ve|lay_ve|"
    r"truy_cap|cap_nhat|sua|crawl\w*|scrap\w*|collected|fetched|accessed|updated|modified|ghi_chu|notes?)_"
)
_RELATED = re.compile(
    r"related|recommend|suggest|see_also|read_(?:more|next|also)|(?:^|_)(?:prev|previous|next(?!_data)|other|lien_quan|xem_them)(?:_|$)|"
    r"(?:bai|tin)_(?:viet_)?(?:khac|truoc|sau|cu_hon|moi_hon)(?:_|$)|cung_chuyen"
)
_GOES_ON_RANK = 3
GOES_ON = "read as the text's going on"
BESIDE = ("a text of a second table beside the first, which is not read", "put it below the first, or on its own sheet")
_SECOND_IDS = frozenset(f"{name}_2" for name in COLUMN_NAMES["id"].split())
NO_HEADER = "its first row names no columns but holds an article; write their names above it (id, date, title, text)"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A column's name without diacritics, capitals and spaces: "Nội dung" is noi_dung, publishDate publish_date."""
    spaced = _CAMEL.sub("_", str(name))
    bare = unicodedata.normalize("NFD", spaced.lower().replace("đ", "d"))
    return _NOT_PLAIN.sub("_", "".join(c for c in bare if not unicodedata.combining(c))).strip("_")


@lru_cache(maxsize=8192)
def heading(name: str) -> str:
    """A column's name as it is looked up: without a number before it ("4. Nội dung") and what stands in brackets."""
    return plain(_AROUND.sub("", str(name))) or plain(name)


def is_related(name: str) -> bool:
    """Whether a name says that another article stands under it, beside the one told of."""
    return _RELATED.search(plain(name)) is not None


def _sharers(names: Sequence[str]) -> dict[str, list[str]]:
    """The names by their headings; of those that share one, told apart by their brackets alone, the likeliest first."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(heading(name), []).append(name)
    for bare, sharing in found.items():
        if bare and len(sharing) > 1:  # names of signs alone share nothing
            rank = {name: _rank(plain(name).partition(bare)[2]) for name in sharing}
            sharing.sort(key=rank.__getitem__)
            found[bare] = [sharing[0], *(name for name in sharing[1:] if rank[name] < _GOES_ON_RANK)]
    return found


def _rank(beside: str) -> int:
    """How late a name comes among those of its heading, by what stands beside that ("_tom_tat")."""
    if beside and _FURTHER.fullmatch(beside):
        return _GOES_ON_RANK
    return 2 if _LATER.search(f"{beside}_") else 0 if _SOONER.search(f"{beside}_") else 1


def check_columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The user's mapping of our names to theirs; UsageError for a name that is not ours."""
    for ours in columns or {}:
        if ours not in COLUMN_NAMES:
            raise UsageError(f"columns has no place for {ours!r}{did_you_mean(ours, COLUMN_NAMES)}")
    return dict(columns or {})


def count_known(names: Sequence[str], columns: Mapping[str, str], ours: str = "text") -> int:
    """How many of `names` are columns we know, 0 where none of them is our column `ours`: what a header is told by."""
    plainly = {heading(name) for name in names}
    if not (plainly & set(COLUMN_NAMES[ours].split()) or columns.get(ours) in names):
        return 0
    return sum(bool(plainly & set(known.split())) for known in COLUMN_NAMES.values())


class Named(NamedTuple):
    """Our names by theirs; other columns of text, the first filled of which stands in for an empty one; leads; columns
    into which the text goes on; columns of text of another table that stands beside this one."""

    names: dict[str, str]
    others: tuple[str, ...]
    leads: tuple[str, ...]
    further: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def name_columns(theirs: list[str], columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]] = ()) -> Named:
    """Our names for their columns: those the user gave, else the commonest name; the rest keep their own.

    Where several could be the text, or none is called so, the cells of `rows` decide. A column of theirs that happens
    to bear a name the toolkit fills (`status`, `year`, …) becomes `status_given`. Raises Unreadable where a column the
    user named, or any column of text, is missing.
    """
    absent = [name for name in columns.values() if name not in theirs]
    if absent:
        raise Unreadable(f"no column {absent[0]!r}{did_you_mean(absent[0], theirs)}")
    taken = {name: ours for ours, name in columns.items()}
    by_plain = {bare: sharing[0] for bare, sharing in _sharers(theirs).items()}
    texts = [] if "text" in columns else text_columns([n for n in theirs if n not in taken], rows)
    if texts:
        taken[texts[0]] = "text"
    for ours, known in COLUMN_NAMES.items():
        if ours not in (*columns, "text"):
            found = next((by_plain[k] for k in known.split() if by_plain.get(k) not in (None, *taken)), None)
            if found is not None:
                taken[found] = ours
    if "text" not in taken.values():
        if any(len(name) >= SHORTEST_ARTICLE / 3 for name in theirs):
            raise Unreadable(NO_HEADER)
        raise Unreadable(f"no column of text among {some(theirs, 8)}; name it: columns={{'text': …}}")
    names = {name: ours for name, ours in taken.items() if name in theirs}
    for name in theirs:
        if name not in names:
            names[name] = _own(name, {*names.values(), *theirs})
    leads = tuple(name for name in theirs if plain(name) in LEADS)
    further = _further(tuple(theirs), texts[0]) if texts else ()
    if any(name.endswith(" 2") and name[:-2] in theirs and plain(name) in _SECOND_IDS for name in theirs):
        return Named(names, tuple(texts[1:]), leads, beside=further)
    return Named(names, tuple(texts[1:]), leads, further)


@lru_cache(maxsize=256)
def _further(theirs: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The columns into which the one of the text goes on ("nội dung 2", "content (tiếp)"): a cell has a limit."""
    base = _FURTHER.sub("", plain(text)) if plain(text)[-1:].isdigit() else heading(text)
    own = COLUMN_NAMES["text"].split()
    found = (name for name in theirs if name != text and plain(name) not in own)
    goes_on = (name for name in found if plain(name).startswith(base))
    return tuple(name for name in goes_on if _FURTHER.fullmatch(plain(name)[len(base) :]))


def _own(name: str, others: Set[str]) -> str:
    """A user's column under a name that the toolkit does not fill."""
    while name in FILLED:
        name = f"{name}_given"
        while name in others and name not in FILLED:
            name = f"{name} 2"
    return name


def text_columns(theirs: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns that may hold the articles, the likeliest first: by name, then by what stands in the cells.

    A copy without punctuation, a summary a third as long, and a column that is mostly empty give way to another. Where
    no name is known, it is the one column of prose.
    """
    sharers = _sharers(theirs)
    found = [name for known in COLUMN_NAMES["text"].split() for name in sharers.get(known, ())]
    if not found:
        found = [sharers[f"{known}_1"][0] for known in COLUMN_NAMES["text"].split() if f"{known}_1" in sharers][:1]
    if len(found) == 1:
        return found
    among = found or [name for name in theirs if not is_related(name)]
    looks = {name: _look([row.get(name) for row in rows[:ROWS_LOOKED_AT]]) for name in among} if rows else {}
    if not found:
        prose = sorted((look.length, name) for name, look in looks.items() if look.length >= SHORTEST_ARTICLE)
        alone = prose and (len(prose) == 1 or prose[-1][0] >= 3 * prose[-2][0])
        return [prose[-1][1]] if alone else []
    best = found[0]
    for name in found[1:] if looks else []:
        if looks[name].better_than(looks[best]):
            best = name
    return [best, *(name for name in found if name != best)]


class _Look(NamedTuple):
    """How a column looks: the share of cells that are filled, their mean length, punctuation a character."""

    filled: float
    length: float
    punctuation: float

    def better_than(self, other: "_Look") -> bool:
        """Whether this column is the article and the other one a copy, a summary or empty."""
        if not self.length:
            return False
        bare = other.punctuation < 0.3 * self.punctuation and self.punctuation > 0.004
        emptier = other.filled < 0.5 * self.filled
        return emptier or ((bare or other.length < self.length / 3) and self.filled >= 0.5 * other.filled)


def _look(cells: Sequence[Any]) -> _Look:
    texts = [text for cell in cells if not is_written_out(cell) and (text := words_in(cell))]
    size = sum(map(len, texts))
    signs = sum(len(_SIGNS.findall(text)) for text in texts)
    return _Look(len(texts) / max(len(cells), 1), size / max(len(texts), 1), signs / max(size, 1))
