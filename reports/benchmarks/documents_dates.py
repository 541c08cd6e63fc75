"""How many documents are dated, and how many wrongly, beside dateparser and htmldate.

    TOOLKIT_DATA=… python reports/benchmarks/documents_dates.py gold

Sections: gold (pages and openings, both halves, with the peers), mission and phapdien (real documents with their dates
withheld), planted (datelines in eighteen forms planted into both), press (dates withheld), pages (made ones with
contradictions of every kind, and those of the press), files (tables as found), clocks (a crawl of one day, planted
clocks), speed (--articles 100000 --code CHECKOUT: beside another version in one run).
Writes results/documents_dates_SECTION.csv. A wrong year is counted among the answered.
"""

import argparse
import os
import random
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from dates_beside import section_clocks, section_files, section_speed  # noqa: E402
from dates_counts import section_counts  # noqa: E402
from dates_pages import section_pages  # noqa: E402

from tests.golden.gold import as_html, openings, pages  # noqa: E402
from toolkit.documents.cleaner.furniture import read_furniture  # noqa: E402
from toolkit.documents.cleaner.page import clean_spans  # noqa: E402
from toolkit.documents.dating.choice import find_date  # noqa: E402
from toolkit.documents.dating.witnesses import Witness  # noqa: E402

N_PLANTED = 150
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
FORMS: dict[str, Callable[[date], tuple[str, str]]] = {
    "Ngày d/m/y, tại": lambda d: (f"Ngày {d.day}/{d.month}/{d.year}, tại Hà Nội, ", ""),
    "Ngày d tháng m năm y, tại": lambda d: (f"Ngày {d.day} tháng {d.month} năm {d.year}, tại Hà Nội, ", ""),
    "Sáng d-m-y": lambda d: (f"Sáng {d.day}-{d.month}-{d.year}, ", ""),
    "Chiều d.m.y": lambda d: (f"Chiều {d.day}.{d.month}.{d.year}, tại Đà Nẵng, ", ""),
    "TTO - Ngày d-m-y": lambda d: (f"TTO - Ngày {d.day}-{d.month}-{d.year}, ", ""),
    "(Hà Nội, d/m/y)": lambda d: (f"(Hà Nội, {d.day}/{d.month}/{d.year}) - ", ""),
    "HÀ NỘI, d/m/y": lambda d: (f"HÀ NỘI, {d.day}/{d.month}/{d.year} - ", ""),
    "Hà Nội (TTXVN), ngày": lambda d: (f"Hà Nội (TTXVN), ngày {d.day}/{d.month}/{d.year} - ", ""),
    "(d/m/y)": lambda d: (f"({d.day}/{d.month}/{d.year}) ", ""),
    "d/m/y -": lambda d: (f"{d.day:02}/{d.month:02}/{d.year} - ", ""),
    "line: Hà Nội, ngày": lambda d: (f"Hà Nội, ngày {d.day} tháng {d.month} năm {d.year}\n", ""),
    "line: d/m/y": lambda d: (f"{d.day:02}/{d.month:02}/{d.year}\n", ""),
    "line: ISO": lambda d: (f"{d.isoformat()}\n", ""),
    "line: weekday, d/m/y, time": lambda d: (
        f"{WEEKDAYS[d.weekday()]}, {d.day:02}/{d.month:02}/{d.year} 15:30 (GMT+7)\n",
        "",
    ),
    "line: (Ngày đăng: d/m/y)": lambda d: (f"(Ngày đăng: {d.day:02}/{d.month:02}/{d.year})\n", ""),
    "line: Cập nhật lúc": lambda d: (f"Cập nhật lúc 15:30, {d.day:02}/{d.month:02}/{d.year}\n", ""),
    "last line: d/m/y, time": lambda d: ("", f"\n{d.day:02}/{d.month:02}/{d.year} 15:30"),
    "d/m, then Trong năm y": lambda d: (
        f"Sáng {d.day}/{d.month}, tại Hà Nội, khai mạc hội nghị. Trong năm {d.year}, việc này đạt kết quả.\n",
        "",
    ),
}


def documents(name: str) -> pd.DataFrame:
    """The dated documents of a real corpus, their dates beside them."""
    value = os.environ.get("TOOLKIT_DATA")
    if not value:
        raise SystemExit("TOOLKIT_DATA is unset: this section needs the real data")
    path = Path(value) / {"mission": "mission/docs.jsonl.gz", "phapdien": "phapdien/dev.jsonl.gz"}[name]
    frame = pd.read_json(path, lines=True, dtype=False)
    return frame[frame["date"].notna()].reset_index(drop=True)


def answer(raw: str, **more: str | None) -> Witness | None:
    """What the toolkit says of a text."""
    return find_date(raw, spans=clean_spans(raw, read_furniture()), **more).chosen  # type: ignore[arg-type]


def tally(pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Over pairs of truth and answer ("" for unknown): exact, answered, wrong years among the answered."""
    answered = [(a, b) for a, b in pairs if b]
    wrong = sum(a[:4] != b[:4] for a, b in answered)
    exact = sum(a == b for a, b in pairs) / len(pairs)
    return {"n": len(pairs), "exact": exact, "answered": len(answered), "wrong_years": wrong}


def dateparser_first(text: str) -> str:
    """The first date that dateparser finds in the prose, parts of a date required."""
    from dateparser.search import search_dates

    settings = {"REQUIRE_PARTS": ["year"], "PREFER_DATES_FROM": "past"}
    found = search_dates(text[:3_000], languages=["vi"], settings=settings)
    return found[0][1].date().isoformat() if found else ""


def htmldate_of(html: str, extensive: bool) -> str:
    """htmldate's date of a page."""
    from htmldate import find_date as find

    return find(html, extensive_search=extensive, max_date="2035-12-31") or ""


def section_gold() -> pd.DataFrame:
    """Pages and openings of both halves; the peers see the same texts, htmldate the pages with their tags."""
    rows = []
    for half in ("dev", "test"):
        those, short = pages(half), openings(half)
        ours = [(page.date, getattr(answer(page.raw), "value", "")) for page in those]
        rows.append({"half": half, "texts": "pages", "tool": "toolkit", **tally(ours)})
        peers: dict[str, Callable[[str, str], str]] = {
            "dateparser": lambda raw, html: dateparser_first(raw),
            "htmldate": lambda raw, html: htmldate_of(html, False),
            "htmldate extensive": lambda raw, html: htmldate_of(html, True),
        }
        for name, tool in peers.items():
            rows.append(
                {
                    "half": half,
                    "texts": "pages",
                    "tool": name,
                    **tally([(p.date, tool(p.raw, as_html(p))) for p in those]),
                }
            )
        found = [
            (o.expected, getattr(answer(o.text, url=o.url, path=o.path, given=o.given), "value", "")) for o in short
        ]
        rows.append({"half": half, "texts": "openings", "tool": "toolkit", **tally(found)})
        rows.append(
            {
                "half": half,
                "texts": "openings",
                "tool": "dateparser",
                **tally([(o.expected, dateparser_first(o.text)) for o in short]),
            }
        )
    return pd.DataFrame(rows)


def withheld(name: str) -> pd.DataFrame:
    """Share answered and wrong years by rule, the dates withheld; title given, source not."""
    rows = []
    for row in documents(name).itertuples():
        title = row.title if isinstance(row.title, str) else None
        found = answer(row.text, title=title)
        rows.append((row.date[:4], "" if found is None else found.value[:4], "" if found is None else found.kind))
    table = pd.DataFrame(rows, columns=["truth", "year", "rule"])
    table["wrong"] = (table["year"] != "") & (table["year"] != table["truth"])
    by_rule = table[table["rule"] != ""].groupby("rule")["wrong"].agg(answered="size", wrong_years="sum").reset_index()
    total = {"rule": "all", "answered": int((table["year"] != "").sum()), "wrong_years": int(table["wrong"].sum())}
    return pd.concat([by_rule, pd.DataFrame([total])]).assign(
        documents=len(table),
        share_answered=lambda t: t["answered"] / len(table),
        share_wrong=lambda t: t["wrong_years"] / t["answered"],
    )


def section_planted() -> pd.DataFrame:
    """Recall (exact) of datelines planted into real documents, by form; what else the text says stays in it."""
    rows = []
    for name in ("mission", "phapdien"):
        frame = documents(name)
        chosen = random.Random(2).sample(range(len(frame)), N_PLANTED)
        for form, make in FORMS.items():
            pairs = []
            for text, day in zip(frame["text"].iloc[chosen], frame["date"].iloc[chosen], strict=True):
                before, after = make(date.fromisoformat(day))
                pairs.append((day, getattr(answer(before + text.lstrip() + after), "value", "")))
            rows.append({"corpus": name, "form": form, **tally(pairs)})
    return pd.DataFrame(rows)


def section_press() -> pd.DataFrame:
    """Press with every date withheld, by collection and half: answered, wrong years, days off by over a fortnight."""
    from dates_data import press

    from toolkit.documents.cleaning import clean
    from toolkit.documents.corpus import corpus_from_frame
    from toolkit.documents.dates import resolve_dates

    tables = []
    rows = pd.DataFrame(press())
    for name, own in rows.groupby("collection"):
        frame = own[["id", "text", "title"]].assign(id=[str(i) for i in range(len(own))], source=name)
        found = resolve_dates(clean(corpus_from_frame(frame))).frame["date"].to_numpy()
        tables.append(own.assign(found=found))
    table = pd.concat(tables)
    table["answered"] = table["found"].notna()
    table["wrong_year"] = table["answered"] & (table["found"].str[:4] != table["truth"].str[:4])
    whole = table["found"].where(table["found"].str.len() == 10)
    gaps = (pd.to_datetime(whole) - pd.to_datetime(table["truth"])).abs()
    table["days_off"] = gaps > pd.Timedelta(days=14)
    counted = table.groupby(["collection", "half"])[["answered", "wrong_year", "days_off"]].sum()
    return counted.assign(n=table.groupby(["collection", "half"]).size()).reset_index()


SECTIONS: dict[str, Callable[[], pd.DataFrame]] = {
    "gold": section_gold,
    "mission": lambda: withheld("mission"),
    "phapdien": lambda: withheld("phapdien"),
    "planted": section_planted,
    "files": section_files,
    "clocks": section_clocks,
    "counts": section_counts,
    "press": section_press,
    "pages": section_pages,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure dating.")
    parser.add_argument("section", choices=sorted([*SECTIONS, "speed"]))
    parser.add_argument("--code", help="another checkout, whose time of dating is measured beside (speed)")
    parser.add_argument("--articles", type=int, default=3_500, help="how many articles are dated (speed)")
    parser.add_argument("--kinds", default="text,column", help="dates withheld, given, or both (speed)")
    told = parser.parse_args()
    section = told.section
    table = (section_speed(told.code, told.articles, told.kinds) if section == "speed" else SECTIONS[section]()).round(
        4
    )
    (HERE / "results").mkdir(exist_ok=True)
    many = "_many" if section == "speed" and told.articles > 10_000 else ""
    table.to_csv(HERE / "results" / f"documents_dates_{section}{many}.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
