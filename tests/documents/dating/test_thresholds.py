"""Every tuned number of dating at its edge: what lies on it, what lies beyond, and that moving it changes an answer.

A case gives the answers on both sides of an edge. It is run as it is, and with the number moved by one step up and
down: both must change an answer, or the test would not notice.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit.documents.cleaner.page import Span
from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating import law, moments, population, spoken, strength, years_beside
from toolkit.documents.dating.choice import AS_OF, choose, find_date
from toolkit.documents.dating.datelines import Dateline, dateline
from toolkit.documents.dating.facts import Facts
from toolkit.documents.dating.grammar import Mention
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.dating.population import Tally, follows
from toolkit.documents.dating.sheet import dates_table
from toolkit.documents.dating.stamps import header_dates
from toolkit.documents.dating.witnesses import Witness
from toolkit.documents.files import date_columns
from toolkit.documents.files.page_dates import page_dates
from toolkit.documents.files.webpages import _tree

DATING = Path(law.__file__).parent
FIRST = date(2019, 3, 1)
BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván."


def after(days: int) -> str:
    return (FIRST + timedelta(days=days)).isoformat()


def said(kind: str, value: str, strong: float = 0.95) -> Witness:
    return Witness(value, kind, "lời", "nơi", strong)


def news(day: date = FIRST) -> Dateline:
    return Dateline(day.month, day.day, None, None, "Ngày", Mention(0, 4, "daymonth", None, day.month, day.day))


def chosen(*stated: Witness, line: Dateline | None = None, past: str | None = None, told: Witness | None = None) -> str:
    found = choose(Facts(stated, line, told, past), list, Tally(), "", AS_OF).chosen
    return "" if found is None else found.value


def dated(text: str, **more: str) -> str:
    found = find_date(text, **more).chosen
    return "" if found is None else found.value


def votes(of: Callable[..., Iterator[Any]], body: str) -> list[tuple[int, str]]:
    return [(vote.year, vote.phrase) for vote in of(body, dateline(body))]


# --- the cases: each gives the answers on both sides of its edge ---------------------------------------------------


def strong() -> tuple[str, ...]:
    rivals = [(said("published", after(0)), said("column", after(300), s)) for s in (0.9, 0.895)]
    return tuple(chosen(*pair) for pair in rivals)


def least_confidence() -> tuple[str, ...]:
    return chosen(said("url", after(0), 0.75)), chosen(said("url", after(0), 0.745))


def same() -> tuple[str, ...]:
    return tuple(chosen(said("published", after(0), 0.96), said("column", after(n))) for n in (31, 32))


def late_line() -> tuple[str, ...]:
    return tuple(chosen(said("date_line", after(n)), line=news()) for n in (60, 61))


def late() -> tuple[str, ...]:
    told = said("dateline", after(0), 0.92)
    return tuple(chosen(said("published", after(n)), told=told) for n in (180, 181))


def long_after() -> tuple[str, ...]:
    return tuple(chosen(said("column", after(0)), past=after(n)) for n in (365, 366))


def agrees_days() -> tuple[str, ...]:
    return tuple(chosen(said("bare_line", after(n)), line=news()) for n in (14, 15))


def follows_days() -> tuple[bool | None, ...]:
    facts = Facts((), news(), None, None)
    return tuple(follows(said("column", after(n)), facts) for n in (14, 15))


def shown(documents: int, holding: int) -> str:
    """The answer for a date line that `holding` of an outlet's `documents` share."""
    own = Facts((said("date_line", after(0)),), None, None, None)
    tally = Tally()
    for i in range(documents):
        tally.add(own if i < holding else Facts((said("date_line", after(i)),), None, None, None), "báo")
    found = choose(own, list, tally, "báo", AS_OF).chosen
    return "" if found is None else found.value


def clock_documents() -> tuple[str, ...]:
    return shown(5, 2), shown(5, 3)


def clock_share() -> tuple[str, ...]:
    return shown(100, 29), shown(100, 30)


def standing(agree: int, seen: int, form: str = "url") -> str:
    tally = Tally()
    tally.agree[(form, "báo")], tally.seen[(form, "báo")] = agree, seen
    return tally.standing((form, "báo"))


def proven() -> tuple[str, ...]:
    return standing(37, 54), standing(24, 34)  # lower ends .60025 and .59898


def period_proven() -> tuple[str, ...]:
    return standing(28, 30, population.PERIOD), standing(18, 19, population.PERIOD)  # lower ends .8539 and .8464


def refuted() -> tuple[str, ...]:
    return standing(8, 47), standing(7, 42)  # upper ends .24979 and .25088


def fewest_told() -> tuple[str, ...]:
    return standing(5, 5), standing(4, 4)


def press_year() -> tuple[str, ...]:
    return tuple(dated(f"Ngày 5/6/{year}, tại Huế, xóm mở hội. {BODY}") for year in (1986, 1985))


def late_month() -> tuple[str, ...]:
    title = "Cầu " + "x" * 130  # so that the day stands outside the first sentence
    texts = [f"{title}\nNgày 15/{m}/2019, tại Huế, xóm mở hội. Trong năm 2020 cầu đã gãy." for m in (9, 8)]
    return tuple(dated(text) for text in texts)


def goes_on() -> tuple[str, ...]:
    """A text that tells of a day more than a month after the one it leads with leads with a tale."""
    days = (date(2019, 3, 15) + timedelta(days=n) for n in (31, 32))
    return tuple(dated(f"Ngày 15/3/2019, tại Huế, xóm mở hội. Ngày {d:%d/%m/%Y} cầu đã gãy.") for d in days)


def long_recalled() -> tuple[str, ...]:
    """Where a text says that its tale is ten years old: in its first characters, or too late to be asked."""
    texts = []
    for end in (600, 601):
        lead = ", tại Huế, xóm mở hội. "
        filler = ("Xóm nhỏ. " * 80)[: end - len(lead) - len(" mười năm sau,")]
        texts.append(dated(f"Ngày 15/3/2009{lead}{filler} mười năm sau, cầu lại gãy."))
    return tuple(texts)


def certain() -> tuple[bool, ...]:
    """A date of less confidence is put before a person; one of just so much is not."""
    frame = pd.DataFrame(
        {"id": ["a", "b"], "text": [BODY + "Một.", BODY + "Hai."], "date": ["2019-03-01", "2019-03-02"]}
    )
    corpus = resolve_dates(corpus_from_frame(frame))
    sure = corpus.with_frame(corpus.frame.assign(date_confidence=[0.8, 0.795]))
    looked = set(dates_table(sure)["id"])
    return "a" in looked, "b" in looked


def article_edge() -> tuple[str, ...]:
    """A date line after the text is the article's own among the first lines that were cut there, and no later."""
    lines = ("Chia sẻ", "Bình luận", "In trang này", "Gửi email", "Lưu bài")
    found = []
    for n in (3, 4):
        spans, raw = [], f"Xóm mở hội\n{BODY}\n"
        for text, rule in [*((line, "furniture") for line in lines[:n]), ("06/11/2019 08:30", "date_line")]:
            spans.append(Span(len(raw), len(raw) + len(text), rule))
            raw += text + "\n"
        found.append("".join(h.value for h in header_dates(raw, spans, "Xóm mở hội")))
    return tuple(found)


def midyear() -> tuple[list[tuple[int, str]], ...]:
    """A year that a launch names is of the news up to June, and as likely the next one after."""
    texts = [f"Sáng 5/{month}, lễ phát động cuộc thi viết năm 2019 diễn ra ở xã." for month in (6, 7)]
    return tuple(votes(spoken.opening_events, text) for text in texts)


def recalled() -> tuple[list[tuple[int, str]], ...]:
    found = []
    for n in (250, 251):
        filler = ("Xóm nhỏ. " * 40)[: n - len("cách đây mười năm. ngày ")]
        found.append(votes(spoken.near_days, f"Sáng 20/5, xóm mở hội. Cách đây mười năm. {filler}ngày 16/5/2019."))
    return tuple(found)


def first_sentence() -> tuple[str, ...]:
    """A day within the first sentence is the news though the text speaks of the year after; later it is not."""
    texts = []
    for wanted in (119, 120):
        title = "Cầu " + "x" * (wanted - len("Cầu \nNgày "))
        text = f"{title}\nNgày 15/3/2019, tại Huế, xóm mở hội. Trong năm 2020 cầu đã gãy."
        line = dateline(text)
        assert line is not None and line.mention.start == wanted
        texts.append(text)
    return tuple(dated(text) for text in texts)


def opening() -> tuple[bool, ...]:
    found = []
    for wanted in (1_499, 1_500):
        filler = ("Xóm nhỏ. " * 400)[: wanted - len("\nSáng ")]
        found.append(dateline(f"{filler}\nSáng 6/11, tại Huế, hội nghị khai mạc.") is not None)
    return tuple(found)


def short_years() -> tuple[str | None, ...]:
    return value("06/11/69"), value("06/11/68")


def value(text: str) -> str | None:
    cell = read_cell(text)
    return None if cell is None else cell.value()


def first_epoch() -> tuple[str | None, ...]:
    return value("631152000"), value("631151999")


def first_serial() -> tuple[str | None, ...]:
    return value("32874"), value("32873")


def last_serial() -> tuple[str | None, ...]:
    return value("49710"), value("49711")


def holds(days: int, of: int, empty: int = 0) -> bool:
    cells = ["2019-11-06"] * days + ["xóm"] * (of - days) + [""] * empty
    return date_columns._holds_days(pd.Series(cells), "cột")


def least_read() -> tuple[bool, ...]:
    return holds(95, 100), holds(94, 100)


def fewest_cells() -> tuple[bool, ...]:
    return holds(3, 3, empty=7), holds(2, 2, empty=8)


def longest_cell() -> tuple[bool, ...]:
    cells = [f"2019-11-06 {' ' * 20}{'.' * n}" for n in (29, 30)]
    assert [len(cell) for cell in cells] == [60, 61]
    return tuple(date_columns._holds_days(pd.Series([cell] * 5), "ngày") for cell in cells)


def kinds_on(inside: str, title: str = "Bà con xóm Dừa dựng lại cây cầu") -> list[str]:
    page = f"<html><head><title>{title}</title></head><body><div>{inside}</div></body></html>"
    return [one.kind for one in page_dates(_tree(page))]


HEADLINE = "<h1>Bà con xóm Dừa dựng lại cây cầu</h1>"


def near_blocks() -> tuple[list[str], ...]:
    return tuple(kinds_on(HEADLINE + "<p>chữ</p>" * n + "<i>06/11/2019</i>") for n in (11, 12))


def item_words() -> tuple[list[str], ...]:
    links = ("chợ phiên nay", "chợ phiên")
    return tuple(kinds_on(f"{HEADLINE}<ul><li><a>{link}</a><i>06/11/2019</i></li></ul>") for link in links)


def other_headline() -> tuple[list[str], ...]:
    links = ("chợ phiên ngày mưa rất vắng", "chợ phiên ngày mưa vắng")
    return tuple(kinds_on(f"{HEADLINE}<p><a>{link}</a><i>06/11/2019</i></p>") for link in links)


def beside_day() -> tuple[list[str], ...]:
    lines = (f"06/11/2019 {'a' * 18} 8h30", f"06/11/2019 {'a' * 19} 8h30")
    return tuple(kinds_on(f'{HEADLINE}<p class="author">tin {line}</p>') for line in lines)


def said_words() -> tuple[list[str], ...]:
    titles = ("Xóm dựng lại cầu", "Xóm dựng cầu")
    return tuple(kinds_on(f"<h2>{title}</h2><i>06/11/2019</i>", title) for title in titles)


def said_share() -> tuple[list[str], ...]:
    heads = ("Bà con xóm Dừa dựng lại cây cầu này đây", "Bà con xóm Dừa dựng lại cây này đây kia")
    return tuple(kinds_on(f"<h2>{head}</h2><i>06/11/2019</i>") for head in heads)


def near_days() -> tuple[list[tuple[int, str]], ...]:
    days = (date(2019, 5, 20) - timedelta(days=n) for n in (31, 32))
    return tuple(votes(spoken.near_days, f"Sáng 20/5, xóm mở hội. Cầu gãy ngày {d:%d/%m/%Y}.") for d in days)


def week() -> tuple[list[tuple[int, str]], ...]:
    days = (date(2019, 5, 20) - timedelta(days=n) for n in (7, 8))
    return tuple(votes(spoken.near_days, f"Sáng 20/5, xóm mở hội. Cầu gãy ngày {d:%d/%m/%Y}.") for d in days)


def firm_place() -> tuple[list[tuple[int, str]], ...]:
    found = []
    for wanted in (599, 600):
        filler = ("Xóm nhỏ. " * 80)[: wanted - len("\nSáng ")]
        found.append(votes(spoken.near_days, f"{filler}\nSáng 20/5, xóm mở hội. Bà con nói cầu gãy ngày 16/5/2019."))
    return tuple(found)


def jubilee_days() -> tuple[list[tuple[int, str]], ...]:
    days = (date(2025, 5, 20) + timedelta(days=n) for n in (31, 32))
    spans = (f"({d:%d/%m}/1950 - {d:%d/%m}/2025)" for d in days)
    return tuple(votes(spoken.near_jubilees, f"Sáng 20/5, xóm mở hội mừng ngày lập làng {span}.") for span in spans)


def until_days() -> tuple[list[tuple[int, str]], ...]:
    days = (date(2019, 5, 20) - timedelta(days=n) for n in (10, 11))
    return tuple(
        votes(spoken.until_days, f"Sáng 20/5, xóm mở hội. Tính đến ngày {d:%d/%m/%Y}, quỹ đã đủ.") for d in days
    )


def repeated(times: int) -> list[tuple[int, str]]:
    return votes(spoken.often, "Sáng 20/5, xóm mở hội. " + "Hội năm 2019 đông vui. " * times)


def thrice() -> tuple[list[tuple[int, str]], ...]:
    return repeated(3), repeated(2)


def often_said() -> tuple[list[tuple[int, str]], ...]:
    return repeated(4), repeated(3)


def early() -> tuple[list[tuple[int, str]], ...]:
    text = "Sáng 20/{}, xóm họp. Hội nghị tổng kết công tác năm 2018."
    return votes(spoken.work_years, text.format(3)), votes(spoken.work_years, text.format(4))


def late_meetings() -> tuple[list[tuple[int, str]], ...]:
    text = "Sáng 20/{}, xóm họp. Hội nghị tổng kết công tác năm 2018."
    return votes(spoken.work_years, text.format(10)), votes(spoken.work_years, text.format(9))


def head() -> tuple[list[tuple[int, str]], ...]:
    found = []
    for wanted in (349, 350):
        filler = ("Xóm nhỏ. " * 50)[: wanted - len("\nFestival HUE ")]
        found.append(votes(spoken.named, f"{filler}\nFestival HUE 2018 mở màn. Ai cũng chờ HUE 2018 từ lâu."))
    return tuple(found)


def least_named() -> tuple[list[tuple[int, str]], ...]:
    once = "Festival HUE 2018 mở màn."
    return votes(spoken.named, f"{once} Ai cũng mong HUE 2018."), votes(spoken.named, once)


def branded() -> tuple[list[tuple[int, str]], ...]:
    text = "Festival HUE {0} mở màn. Ai cũng mong HUE {0}."
    return tuple(votes(spoken.named, text.format(year)) for year in (1999, 2000, 2001))


def fewest_seen() -> tuple[bool, ...]:
    told = strength.kinds()
    told["thử"] = (5, 5)
    enough = strength.strength_of("thử") > 0
    told["thử"] = (4, 4)
    few = strength.strength_of("thử") > 0
    del told["thử"]
    return enough, few


def in_force(day: date, kind: str = "Thông tư") -> list[str]:
    text = f"{kind} này có hiệu lực thi hành kể từ ngày {day.day} tháng {day.month} năm {day.year}."
    return [year for year, _ in law.in_force_years(text)]


def soonest_days() -> tuple[list[str], ...]:
    return in_force(date(2018, 2, 15)), in_force(date(2018, 2, 14))


def latest_days() -> tuple[list[str], ...]:
    return in_force(date(2020, 3, 31)), in_force(date(2020, 3, 30))


def statute_year() -> tuple[list[str], ...]:
    return in_force(date(2009, 9, 15)), in_force(date(2008, 9, 15))


def round_month() -> tuple[list[str], ...]:
    return in_force(date(2018, 8, 1)), in_force(date(2018, 7, 1))


def law_opening() -> tuple[str, ...]:
    part = law.news_part("Điều 1. Khoản 2 Điều này. Thông tư này. " + "x" * 400)
    return (str(len(part)),)


@dataclass(frozen=True)
class Edge:
    """A number, the module that reads it, by how much it is moved, and what lies on both sides of it."""

    module: str
    name: str
    step: float
    case: Callable[[], tuple[Any, ...]]
    want: tuple[Any, ...]


SEEN = (after(0), "")
ASIDE = (["beside"], ["elsewhere"])


def years_unheard(*of: tuple[int, int]) -> tuple[bool, ...]:
    """Whether a column of one year is unheard of which so many days of so many rows are of another."""
    pairs = (
        [(i, 2019, said("column", "2018-05-01" if i < unlike else "2019-05-01")) for i in range(n)] for unlike, n in of
    )
    return tuple(years_beside._says_else(one) for one in pairs)


EDGES = [
    Edge("dating.choice", "STRONG", 0.01, strong, ("", after(0))),
    Edge("dating.choice", "LEAST_CONFIDENCE", 0.01, least_confidence, SEEN),
    Edge("dating.choice", "SAME", 1, same, SEEN),
    Edge("dating.choice", "LATE_LINE", 1, late_line, (after(60), "")),
    Edge("dating.choice", "LATE", 1, late, (after(180), "")),
    Edge("dating.choice", "LONG_AFTER", 1, long_after, SEEN),
    Edge("dating.choice", "AGREES_DAYS", 1, agrees_days, (after(14), "")),
    Edge("dating.population", "AGREES_DAYS", 1, follows_days, (True, False)),
    Edge("dating.population", "CLOCK_DOCUMENTS", 1, clock_documents, SEEN),
    Edge("dating.population", "CLOCK_SHARE", 0.01, clock_share, SEEN),
    Edge("dating.population", "PROVEN", 0.0015, proven, ("proven", "open")),
    Edge("dating.population", "PERIOD_PROVEN", 0.005, period_proven, ("proven", "open")),
    Edge("dating.population", "REFUTED", 0.001, refuted, ("refuted", "open")),
    Edge("dating.population", "FEWEST_TOLD", 1, fewest_told, ("proven", "open")),
    Edge("dating.facts", "PRESS_YEAR", 1, press_year, ("1986-06-05", "")),
    Edge("dating.facts", "LATE_MONTH", 1, late_month, ("2019-09-15", "")),
    Edge("dating.facts", "GOES_ON_DAYS", 1, goes_on, ("2019-03-15", "")),
    Edge("dating.datelines", "RECALLED", 1, long_recalled, ("", "2009-03-15")),
    Edge("dating.spoken", "RECALLED", 1, recalled, ([(2019, "near_old")], [(2019, "near_week")])),
    Edge("dating.sheet", "CERTAIN", 0.005, certain, (False, True)),
    Edge("dating.stamps", "_ARTICLE_EDGE", 1, article_edge, ("2019-11-06", "")),
    Edge("dating.spoken", "MIDYEAR", 1, midyear, ([(2019, "event")], [(2019, "event_loose")])),
    Edge("dating.facts", "FIRST_SENTENCE", 1, first_sentence, ("2019-03-15", "")),
    Edge("dating.datelines", "OPENING", 1, opening, (True, False)),
    Edge("dating.moments", "SHORT_YEARS_FROM", 1, short_years, ("1969-11-06", None)),
    Edge("dating.moments", "FIRST_EPOCH", 1, first_epoch, ("1990-01-01", None)),
    Edge("dating.moments", "FIRST_SERIAL", 1, first_serial, ("1990-01-01", None)),
    Edge("dating.moments", "LAST_SERIAL", 1, last_serial, ("2036-02-05", None)),
    Edge("files.date_columns", "LEAST_READ", 0.01, least_read, (True, False)),
    Edge("files.date_columns", "FEWEST_CELLS", 1, fewest_cells, (True, False)),
    Edge("files.date_columns", "LONGEST_CELL", 1, longest_cell, (True, False)),
    Edge("files.page_dates", "NEAR_BLOCKS", 1, near_blocks, ASIDE),
    Edge("files.page_dates", "ITEM_WORDS", 1, item_words, ASIDE[::-1]),
    Edge("files.page_dates", "OTHER_HEADLINE", 1, other_headline, ASIDE[::-1]),
    Edge("files.page_dates", "_BESIDE_DAY", 1, beside_day, (["beside"], [])),
    Edge("files.page_dates", "SAID_WORDS", 1, said_words, ASIDE),
    Edge("files.page_dates", "SAID_SHARE", 0.11, said_share, ASIDE),
    Edge("dating.spoken", "NEAR_DAYS", 1, near_days, ([(2019, "near_firm")], [])),
    Edge("dating.spoken", "WEEK", 1, week, ([(2019, "near_week")], [(2019, "near_firm")])),
    Edge("dating.spoken", "FIRM_PLACE", 1, firm_place, ([(2019, "near_week")], [(2019, "near_old")])),
    Edge("dating.spoken", "JUBILEE_DAYS", 1, jubilee_days, ([(2025, "jubilee_near")], [])),
    Edge("dating.spoken", "UNTIL_DAYS", 1, until_days, ([(2019, "until_day")], [])),
    Edge("dating.spoken", "THRICE", 1, thrice, ([(2019, "thrice")], [])),
    Edge("dating.spoken", "OFTEN", 1, often_said, ([(2019, "often")], [(2019, "thrice")])),
    Edge("dating.spoken", "EARLY", 1, early, ([(2019, "closing_firm")], [])),
    Edge("dating.spoken", "LATE", 1, late_meetings, ([(2018, "closing_firm")], [(2018, "closing_loose")])),
    Edge("dating.spoken", "HEAD", 1, head, ([(2018, "named")], [])),
    Edge("dating.spoken", "LEAST_NAMED", 1, least_named, ([(2018, "named")], [])),
    Edge("dating.spoken", "BRANDED", 1, branded, ([(1999, "named")], [], [(2001, "named")])),
    Edge("dating.strength", "FEWEST_SEEN", 1, fewest_seen, (True, False)),
    Edge("dating.law", "SOONEST_DAYS", 1, soonest_days, ([], ["2017"])),
    Edge("dating.law", "LATEST_DAYS", 1, latest_days, (["2020"], [])),
    Edge("dating.law", "STATUTE_YEAR", 1, statute_year, (["2009"], [])),
    Edge("dating.law", "ROUND_MONTH", 1, round_month, (["2018"], [])),
    Edge("dating.law", "LAW_OPENING", 1, law_opening, ("300",)),
    Edge("dating.years_beside", "FEW", 1, lambda: years_unheard((3, 20), (4, 20)), (False, True)),
    Edge("dating.years_beside", "SHARE", 0.01, lambda: years_unheard((4, 41), (4, 40)), (False, True)),
]
# Bounds of effort and of what is shown, facts of a calendar, and what is held elsewhere.
NO_EDGE = {
    "dating.calendar": {"FIRST_CYCLE_YEAR"},
    "dating.facts": {"READ_AT_MOST", "AGREES_DAYS", "LONGEST_DAY"},  # of the search alone: test_whole_days
    "dating.grammar": {"EARLIEST_YEAR", "LATEST_YEAR", "BEFORE", "AFTER"},
    "dating.moments": {"LONGEST", "LAST_EPOCH"},  # the years after LAST_EPOCH are not believed in any form
    "dating.phrases": {"READ", "LONGEST_PHRASE"},
    "dating.strength": {"LEVEL"},  # beside scipy, in test_phrases
    "dating.witnesses": {"MOST_SHOWN"},
    "files.date_columns": {"LOOKED"},
    "files.page_dates": {"MAX_JSON_LD", "MAX_NODES", "MAX_FOUND", "LONGEST"},
}


def forget() -> None:
    """Empty what is remembered between calls: a moved number must be read anew."""
    for module in [m for name, m in sys.modules.items() if name.startswith("toolkit.documents.dating")]:
        for one in vars(module).values():
            if hasattr(one, "cache_clear") and one is not strength.kinds:
                one.cache_clear()


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.module}.{edge.name}")
def test_both_sides_of_the_edge(edge: Edge) -> None:
    assert edge.case() == edge.want


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.module}.{edge.name}")
@pytest.mark.parametrize("sign", [1, -1], ids=["more", "less"])
def test_a_moved_number_is_noticed(edge: Edge, sign: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[f"toolkit.documents.{edge.module}"]
    monkeypatch.setattr(module, edge.name, getattr(module, edge.name) + sign * edge.step)
    forget()
    try:
        assert edge.case() != edge.want
    finally:
        monkeypatch.undo()
        forget()


def numbers(file: Path) -> set[str]:
    """The names of the numbers that a module sets at its top."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            targets = [
                t for target in node.targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
            values = node.value.elts if isinstance(node.value, ast.Tuple) and len(targets) > 1 else [node.value]
            pairs = zip(targets, values, strict=False)
            found |= {t.id for t, v in pairs if isinstance(t, ast.Name) and _is_number(v)}
    return found


def _is_number(node: ast.expr) -> bool:
    return all(
        isinstance(part, ast.BinOp | ast.operator)
        or (isinstance(part, ast.Constant) and isinstance(part.value, int | float))
        for part in ast.walk(node)
    )


def test_every_number_has_an_edge_or_a_reason() -> None:
    files = {f"dating.{file.stem}": file for file in sorted(DATING.glob("*.py"))}
    files |= {f"files.{name}": DATING.parent / "files" / f"{name}.py" for name in ("date_columns", "page_dates")}
    held = {name: {edge.name for edge in EDGES if edge.module == name} for name in files}
    loose = {name: numbers(file) - held[name] - NO_EDGE.get(name, set()) for name, file in files.items()}
    assert not {name: left for name, left in loose.items() if left}


def test_the_modules_are_the_ones_that_are_read() -> None:
    assert population.AGREES_DAYS == 14 and moments.SHORT_YEARS_FROM == 69
