"""Pages of ten layouts with contradictions of every kind: no wrong year, hardly a wrong day, most are dated."""

from collections import Counter
from pathlib import Path

import pytest

from tests.golden.made_pages import LAYOUTS, TRAPS, WAYS, MadePage, made_pages
from toolkit.documents.cleaning import clean
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

DRAWN = 240


def found(pages: list[MadePage], folder: Path) -> list[str]:
    """The dates of pages written into a folder, "" for unknown, in their order."""
    for page in pages:
        file = folder / page.name
        file.parent.mkdir(exist_ok=True)
        file.write_text(page.html, encoding="utf-8")
    frame = resolve_dates(clean(read_corpus(folder))).frame.set_index("id")
    return list(frame.loc[[page.name for page in pages], "date"].fillna(""))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[MadePage, str]]:
    pages = made_pages(DRAWN, seed=11)
    return list(zip(pages, found(pages, tmp_path_factory.mktemp("pages")), strict=True))


def test_the_draw_meets_every_layout_way_and_trap(drawn: list[tuple[MadePage, str]]) -> None:
    assert {page.layout for page, _ in drawn} == set(LAYOUTS)
    assert {page.way for page, _ in drawn} == set(WAYS)
    assert {trap for page, _ in drawn for trap in page.traps} == set(TRAPS)


def test_no_page_is_given_a_wrong_year(drawn: list[tuple[MadePage, str]]) -> None:
    wrong = [(p.name, p.way, p.traps, p.truth, day) for p, day in drawn if day and day[:4] != f"{p.truth.year}"]
    assert not wrong


def test_days_are_right_and_what_tells_itself_is_dated(drawn: list[tuple[MadePage, str]]) -> None:
    answered = [(page.truth.isoformat(), day) for page, day in drawn if day]
    assert sum(truth == day for truth, day in answered) >= 0.98 * len(answered)
    telling = Counter(bool(day) for page, day in drawn if page.way != "nothing")
    assert telling[True] >= 0.95 * telling.total()


def test_what_does_not_tell_stays_unknown(drawn: list[tuple[MadePage, str]]) -> None:
    assert not [page.name for page, day in drawn if day and page.way == "nothing"]


@pytest.mark.parametrize("page", made_pages(30, seed=12), ids=lambda page: page.name)
def test_a_page_alone_without_its_outlet(page: MadePage, tmp_path: Path) -> None:
    day = found([page], tmp_path)[0]
    assert day in ("", page.truth.isoformat())
