"""The press and the documents of foreign affairs, and which of them the founding themes' seeds were not chosen on.

The seeds were chosen by reading documents whose name has an even SHA-256; the odd ones were left for judging. The name
of a document of foreign affairs is its id. Press was numbered through at the time, file after file, before ids were
those of `read_corpus`: row 283 of the first file, baomoi_2025, is bm282, row 1 of the next is np1232. Pages of HTML
were not read at all and are counted as left.
"""

import hashlib
import re

import pandas as pd
from evidence import data

import toolkit as tk

NUMBERED = {  # file: the letters and the number of its first row
    "baomoi_2025": ("bm", 0),
    "newsplease_2013_2022": ("np", 1232),
    "dantri_2025": ("dt", 1443),
    "bbc_vnexpress_2016": ("bv", 1652),
    "vnexpress_2026": ("vx", 1750),
}
WITHIN = re.compile(r"(?P<file>[^/#]+?)\.[a-z.]+#(?P<row>\d+)")


def first_name(document: str) -> str:
    """The name that a document had when the halves were dealt.

    >>> first_name("baomoi_2025.jsonl.gz#283"), first_name("m-00001"), first_name("translations/NPR_NPR_062110.txt")
    ('bm282', 'm-00001', 'NPR_NPR_062110')
    """
    numbered = WITHIN.fullmatch(document)
    if numbered and numbered["file"] in NUMBERED:
        letters, start = NUMBERED[numbered["file"]]
        return f"{letters}{start + int(numbered['row']) - 1}"
    return document.rsplit("/", 1)[-1].rsplit(".", 1)[0] if document.startswith("translations/") else document


def left_for_judging(documents: pd.Series) -> pd.Series:
    """Which documents, by the ids of `read_corpus`, the founding seeds were not chosen on."""
    pages = documents.str.startswith("html/")
    odd = documents.map(lambda name: int(hashlib.sha256(first_name(str(name)).encode()).hexdigest(), 16) % 2 == 1)
    return pages | odd


def read_both() -> pd.DataFrame:
    """The rows of both collections as `read_corpus` reads them, ids distinct, `collection` press or mission."""
    found = [tk.read_corpus(data() / name).kept.assign(collection=name) for name in ("press", "mission")]
    return pd.concat(found, ignore_index=True)
