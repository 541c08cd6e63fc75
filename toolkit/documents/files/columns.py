"""Columns of tables: which of the user's is which of ours, and cells as text."""

import datetime
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from toolkit.base.checks import did_you_mean, some
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import COLUMNS
from toolkit.documents.files.inputs import Unreadable

# By our name, theirs in the order of preference, as `plain` writes them.
COLUMN_NAMES = {
    "id": "id doc_id docid document_id article_id ma ma_bai uid",
    "text": "text content body noi_dung noidung full_text fulltext article_text maintext main_text article bai_viet "
    "van_ban toan_van clean_text raw_text html",
    "title": "title tieu_de tieude headline ten_bai ten tit",
    "date": "date_publish publish_date published_date date_published published_at publish_at published_on "
    "published_time publish_time time_published time_publish publication_date publication_time pub_date pubdate "
    "pub_time post_date date_posted posted_at posted_on post_time time_post date_gmt video_published_at date published "
    "ngay_dang ngaydang ngay_dang_bai ngay_xuat_ban ngay_dang_tin thoi_gian_dang ngay_ban_hanh ngay ngay_thang "
    "thoi_gian created_time create_time time_create_post_origin time_create_post time_create create_date "
    "created_at created_date date_created upload_date uploaded_at datetime date_time timestamp time year nam",
    "source": "source outlet newspaper publisher site domain nguon bao ten_bao toa_soan",
    "url": "url link href address dia_chi duong_dan",
}
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def plain(name: str) -> str:
    """A column's name without diacritics, capitals and spaces: "Nội dung" is noi_dung, publishDate publish_date."""
    spaced = _CAMEL.sub("_", str(name))
    bare = unicodedata.normalize("NFD", spaced.lower().replace("đ", "d"))
    return _NOT_PLAIN.sub("_", "".join(c for c in bare if not unicodedata.combining(c))).strip("_")


def check_columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The user's mapping of our names to theirs; UsageError for a name that is not ours."""
    for ours in columns or {}:
        if ours not in COLUMN_NAMES:
            raise UsageError(f"columns has no place for {ours!r}{did_you_mean(ours, COLUMN_NAMES)}")
    return dict(columns or {})


def name_columns(theirs: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Our names for their columns: those the user gave, else the commonest name; the rest keep their own.

    A column of theirs that happens to bear a name of ours (`status`, `year`, …) becomes `status_given`. Raises
    Unreadable where a column the user named, or any column of text, is missing.
    """
    absent = [name for name in columns.values() if name not in theirs]
    if absent:
        raise Unreadable(f"no column {absent[0]!r}{did_you_mean(absent[0], theirs)}")
    taken = {name: ours for ours, name in columns.items()}
    by_plain: dict[str, str] = {}
    for name in theirs:
        by_plain.setdefault(plain(name), name)
    for ours, known in COLUMN_NAMES.items():
        if ours not in columns:
            found = next((by_plain[k] for k in known.split() if by_plain.get(k) not in (None, *taken)), None)
            if found is not None:
                taken[found] = ours
    if "text" not in taken.values():
        raise Unreadable(f"no column of text among {some(theirs, 8)}; name it: columns={{'text': …}}")
    return {name: taken.get(name) or (f"{name}_given" if name in COLUMNS else name) for name in theirs}


def cell_text(value: Any) -> str | None:
    """A cell as text: dates in ISO form, whole numbers without a point, lists and objects as JSON; None where empty."""
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0) and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, (dict, list)):
        try:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        except (TypeError, ValueError, RecursionError):
            return None
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python writes out
        return None
