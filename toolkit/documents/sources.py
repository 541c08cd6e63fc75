"""Who published a document: one name for one outlet, and the publisher behind an aggregator."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd

from toolkit.documents.accounts import KEPT, Entry, quoted_value
from toolkit.documents.files.columns import plain
from toolkit.documents.files.kinds import PACKED_NAMES

# Sites on which others publish: their own name tells no outlet.
_SITES_OF_OTHERS = (
    "baomoi.com docbao.vn tinmoi.vn 24hmoney.vn msn.com news.google.com flipboard.com feedly.com newsbreak.com "
    "facebook.com fb.com fb.watch youtube.com youtu.be tiktok.com twitter.com x.com t.me telegram.me zalo.me "
    "instagram.com threads.net medium.com blogspot.com wordpress.com archive.org web.archive.org"
)
AGGREGATORS = frozenset(_SITES_OF_OTHERS.split())
_SOCIAL = frozenset(
    "facebook.com fb.com youtube.com tiktok.com twitter.com x.com t.me instagram.com threads.net".split()  # noqa: SIM905
)
_PARTS_OF_SITES = (
    "watch story.php permalink.php photo photo.php groups posts videos reel share sharer p status hashtag login "
    "profile.php www home search events pages channel c user media"
)
_NO_PAGE = frozenset(_PARTS_OF_SITES.split())
_PREFIX = re.compile(r"^(?:https?://)?(?:www\d?|m|mobile|mobi|touch|amp|wap|beta)\.(?=[^.]+\.)")
_GAPS = re.compile(r"[\s\xa0_]+")
ONE_OUTLET = "spelled in several ways, read as one"


@lru_cache(maxsize=1024)
def host_of(url: str | None) -> str | None:
    """The host of an address without `www.`, `m.` and the like, None where there is none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return _PREFIX.sub("", host) if host else None


# Folders that are named for what lies in them, or when, not for who published it.
_FOLDERS_OF_KINDS = (
    "html htm pages page web txt text texts pdf pdfs doc docs docx word csv xlsx excel json jsonl xml data raw input "
    "output export exports download downloads files file documents document articles article news corpus crawl scrape "
    "archive archives old new tmp temp src assets unsorted misc others van_ban vanban bai bai_bao baibao bai_viet "
    "baiviet tin tin_tuc tai_lieu tailieu du_lieu dulieu ngu_lieu tep tai_ve khac moi cu thu_muc_moi new_folder"
)
_NO_OUTLET = frozenset(_FOLDERS_OF_KINDS.split())
_TIME = re.compile(r"(?:(?:nam|thang|quy|tuan|ngay|year|month|week|q|t|w)_?)?\d{1,8}(?:_\d{1,4}){0,2}|\d{4}_?q[1-4]")
BY_FOLDER = ("named by the folder of their files", "a metadata.csv or [corpus] source_column names them otherwise")


def folder_of(name: str) -> str | None:
    """The first subfolder of a path that may name an outlet; an archive is no folder, but what lies in it is.

    Folders that are named for a kind of file (`html`, `bài viết`) or for a time (`2019`, `tháng 5`) name none.
    """
    if "/" not in name:
        return None
    parts = PurePosixPath(name).parts[:-1]
    return next((part for part in parts if _may_name(part)), None)


@lru_cache(maxsize=4096)
def _may_name(folder: str) -> bool:
    bare = plain(folder)
    return (
        bool(bare)
        and not folder.lower().endswith(PACKED_NAMES)
        and bare not in _NO_OUTLET
        and _TIME.fullmatch(bare) is None
    )


def named_by_folder(sources: pd.Series, urls: pd.Series, names: pd.Series) -> list[Entry]:
    """An entry for each outlet that is called so by the folder of its files alone."""
    reason, remedy = BY_FOLDER
    alone = names.str.contains("/", regex=False).fillna(False) & urls.isna() & sources.notna()
    folders = {folder for name in names[alone] if (folder := folder_of(name))}
    told = sorted(folders & set(sources[alone]))
    return [Entry("outlet", "source", None, None, KEPT, reason, quoted_value(folder), remedy) for folder in told]


def is_aggregator(host: str | None) -> bool:
    """Whether others publish on this site."""
    return host is not None and (host in AGGREGATORS or host.partition(".")[2] in AGGREGATORS)


def page_of(url: str | None) -> str | None:
    """The page or channel an address on a social site belongs to: facebook.com/baomau."""
    host = host_of(url)
    if host is None or not (host in _SOCIAL or host.partition(".")[2] in _SOCIAL):
        return None
    parts = [part for part in urlsplit(url or "").path.split("/") if part]
    first = parts[0] if parts else ""
    if first in ("channel", "c", "user", "groups", "pages") and len(parts) > 1:
        first = parts[1]
    return f"{host}/{first}" if first and first.lower() not in _NO_PAGE else None


def outlet_of(source: str | None, url: str | None, name: str) -> str | None:
    """The outlet of a document: its own column, the page of a social site, the host of its address, its folder.

    The name of an aggregator gives way to anything else that is known.
    """
    told = " ".join(source.split()) if source else None
    if told and told.startswith(("http://", "https://")):
        told = host_of(told) or told
    host = host_of(url)
    if told and not is_aggregator(_PREFIX.sub("", told.lower())):
        return told
    return page_of(url) or (host if not is_aggregator(host) else None) or told or host or folder_of(name)


def one_name(sources: pd.Series) -> tuple[pd.Series, list[Entry]]:
    """Each outlet under its commonest spelling, of equals the first by letters; the spellings that were joined.

    Spellings are one where they differ by case, blanks, Unicode form, the place of a tone, `www.` and `m.`; by
    diacritics only where one of them has none at all and no other outlet is spelled so.
    """
    counts = Counter(str(name) for name in sources.dropna())
    groups = _groups(counts)
    if len(groups) == len(counts):
        return sources.astype("str"), []
    best = {
        name: min(names, key=lambda each: (-counts[each], _PREFIX.match(each) is not None, each))
        for names in groups
        for name in names
    }
    entries = [
        Entry("outlet", "source", None, None, KEPT, ONE_OUTLET, quoted_value(f"{', '.join(others)} → {best[names[0]]}"))
        for names in groups
        if (others := sorted(set(names) - {best[names[0]]}))
    ]
    return sources.map(best).astype("str"), entries


def _groups(names: Iterable[str]) -> list[list[str]]:
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        by_key[key_of(name)].append(name)
    by_bare: dict[str, list[str]] = defaultdict(list)
    for key in by_key:
        by_bare[_bare(key)].append(key)
    for bare, keys in by_bare.items():
        marked = [key for key in keys if key != bare]
        if bare in keys and len(marked) == 1 and " " in bare:
            by_key[marked[0]] += by_key.pop(bare)
    return [sorted(group) for group in by_key.values()]


def key_of(name: str) -> str:
    """A name for comparison: case, blanks, Unicode form, tone placement, `www.` and `m.` do not count."""
    folded = _PREFIX.sub("", _GAPS.sub(" ", unicodedata.normalize("NFC", name)).strip().casefold())
    apart = unicodedata.normalize("NFD", folded.rstrip("/."))
    return " ".join(_tone_last(word) for word in apart.split(" "))


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _tone_last(word: str) -> str:
    """A word with its tone behind its last letter, so that `hoá` and `hóa` are one."""
    tones = [mark for mark in word if mark in _TONES]
    return "".join(mark for mark in word if mark not in _TONES) + "".join(tones)


def _bare(key: str) -> str:
    plain = unicodedata.normalize("NFD", key.replace("đ", "d"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))
