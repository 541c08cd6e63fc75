"""Ten witnesses, every pair of them three years apart, both ways: the wanted answers, written by hand before the code.

A pair is (of 2016, of 2019). `A` is the first one's day, `B` the second's, `?` is unknown: two strong ones that
contradict each other, a text that speaks of a year after its own dateline as now, or a file's stamp from before what
the page or the text tells. A file's stamp from after is when it was saved. Times of modification and guesses never
date alone, and a page modified before it is said to be published was published earlier.
"""

import json

import pandas as pd
import pytest

from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.dates import resolve_dates

NAMES = "own column published url file line dateline year modified guessed".split()  # noqa: SIM905
#                 second one, of 2019
# first, of 2016   own column published url file line dateline year modified guessed
WANTED = """
own                .   A      A         A   A    A    A        A    A        A
column             B   .      ?         ?   A    ?    ?        A    A        A
published          B   ?      .         ?   A    ?    ?        A    A        A
url                B   ?      ?         .   A    ?    ?        A    A        A
file               B   ?      ?         ?   .    ?    ?        ?    A        A
line               B   ?      ?         ?   A    .    ?        ?    A        A
dateline           B   ?      ?         ?   A    ?    .        ?    A        A
year               B   B      B         B   ?    ?    B        .    A        A
modified           B   B      ?         B   B    B    B        B    .        ?
guessed            B   B      B         B   B    B    B        B    ?        .
"""
DAYS = ("2016-03-10", "2019-09-20")
BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm trong ba ngày nắng."


def pairs() -> list[tuple[str, str, str]]:
    rows = [line.split() for line in WANTED.strip().splitlines()]
    return [(row[0], NAMES[j], want) for row in rows for j, want in enumerate(row[1:]) if want != "."]


def document(witnesses: list[tuple[str, str]]) -> dict[str, object]:
    """One document in which these witnesses speak, each for its day."""
    made: dict[str, object] = {"id": "a", "text": BODY, "title": "Cây cầu mới"}
    found = []
    above, first, later = "", "", ""
    for name, day in witnesses:
        y, m, d = (int(part) for part in day.split("-"))
        if name == "column":
            made |= {"date_given": day, "date_given_by": "column date"}
        elif name in ("published", "modified", "guessed"):
            found.append([name, f"{day}T10:00:00+07:00" if name != "guessed" else day, f"meta {name}"])
        elif name == "url":
            made["url"] = f"https://bao.example.vn/{y}/{m:02}/{d:02}/cay-cau-moi.html"
        elif name == "file":
            made["path"] = f"tin/{y}{m:02}{d:02}_cay-cau.txt"
        elif name == "line":
            above = f"Thứ Tư, {d:02}/{m:02}/{y} | 08:30 GMT+7\n"
        elif name == "dateline":
            first = f"Ngày {d}/{m}/{y}, tại Huế, lễ khánh thành cây cầu diễn ra. "
        elif name == "year":
            later = f"\nTừ đầu năm {y} đến nay, xã đã xây ba cây cầu như thế."
            first = first or f"Sáng {d}/{m}, tại Huế, lễ khánh thành cây cầu diễn ra. "
    made["text"] = f"{above}Cây cầu mới\n{first}{BODY}{later}"
    return made | {"date_found": json.dumps(found) if found else None}


@pytest.mark.parametrize(("first", "second", "want"), pairs())
def test_every_pair_that_disagrees(first: str, second: str, want: str) -> None:
    made = document([(first, DAYS[0]), (second, DAYS[1])])
    own = {name: day for name, day in zip((first, second), DAYS) if name == "own"}
    overrides = pd.DataFrame({"id": ["a"], "date": list(own.values())}) if own else None
    frame = resolve_dates(corpus_from_frame(pd.DataFrame([made])), overrides=overrides).frame
    answer = frame["date"].fillna("?").iloc[0]
    assert answer == {"A": DAYS[0], "B": DAYS[1], "?": "?"}[want]
    told = frame["date_candidates"].iloc[0] + str(frame["date_evidence"].iloc[0])
    if want == "?" and "modified" not in (first, second):
        assert all(day[:4] in told for day in DAYS), "both are shown"


@pytest.mark.parametrize("name", NAMES)
def test_each_alone(name: str) -> None:
    overrides = pd.DataFrame({"id": ["a"], "date": [DAYS[1]]}) if name == "own" else None
    frame = resolve_dates(corpus_from_frame(pd.DataFrame([document([(name, DAYS[1])])])), overrides=overrides).frame
    alone = name not in ("modified", "guessed")
    assert frame["date"].fillna("?").iloc[0] == (DAYS[1] if alone else "?")


def clocked(days: list[str], *clocks: str) -> pd.Series:
    """Years of documents of one outlet: first lines the days of its clock in turn, news of `days`."""
    rows = []
    for n, day in enumerate(days):
        title, clock = f"Cây cầu số {n}", clocks[n % len(clocks)]
        news = f"Sáng {day}, ở Huế, lễ khánh thành cầu số {n} diễn ra. {BODY}"
        text = f"Thứ Ba, {clock}\n{title}\n{news}"
        rows.append({"id": f"{n:02}", "source": "namchau.example", "title": title, "text": text})
    return resolve_dates(corpus_from_frame(pd.DataFrame(rows))).frame["year"]


def test_a_sites_clock_that_lies_near_the_news_by_chance_dates_nothing() -> None:
    far = [f"{day}/{month}" for day, month in zip(range(3, 15), (5, 6, 7, 8, 9, 10) * 2)]
    assert clocked([*far, "26/2"], "04/03/2025").isna().all()


def test_a_date_line_that_follows_the_news_everywhere_dates() -> None:
    assert (clocked(["26/2", "27/2", "28/2", "1/3", "2/3", "3/3"], "04/03/2025") == 2025).all()


def test_a_clock_of_a_slow_crawl_another_day_on_each_page_dates_nothing_either() -> None:
    far = [f"{1 + n % 28}/{5 + n % 7}" for n in range(40)]
    clocks = [f"{1 + n % 28:02}/03/2025" for n in range(41)]
    assert clocked([*far, "9/3"], *clocks).isna().all()


def test_texts_that_tell_of_a_flood_long_past_do_not_condemn_their_outlets_date_lines() -> None:
    tale = f"{BODY}\nNgày 14/9/1968, trận lũ lớn cuốn mất cây cầu cũ; từ năm 1986 xóm mới có đò máy."
    lines = [f"{n + 3:02}/05/20{11 + n} 08:30" for n in range(6)]
    rows = [{"id": line, "source": "namchau.example", "text": f"Cây cầu mới\n{line}\n{tale}"} for line in lines]
    frame = resolve_dates(corpus_from_frame(pd.DataFrame(rows))).frame
    assert frame["year"].tolist() == [2011, 2012, 2013, 2014, 2015, 2016]
