"""Dating as maps over parts: facts survive being kept, and any parts and engines date alike."""

from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating.batches import dump_facts, dump_told, load_facts, load_told
from toolkit.documents.dating.facts import facts_of
from toolkit.documents.dating.witnesses import Witness
from toolkit.engine.choice import Engine
from toolkit.engine.parts import Keep

PIECES = (
    "Chiều 6/11, đoàn đại biểu về thăm làng nghề.",
    "(ngày 6/11/2019) Hà Nội, ngày 6/11/2019 - Đoàn về thăm làng.",
    "Luật này được Quốc hội thông qua ngày 13 tháng 11 năm 2019 và có hiệu lực từ ngày 1/7/2020.",
    "Thứ tư (22/10), giá lúa tăng so với năm 2018.",
    "Kế hoạch đến năm 2025, tầm nhìn 2030.",
    "Đầu năm 2021, người dân về quê ăn tết.",
)


@pytest.mark.parametrize("url", [None, "https://b.vn/2019/11/06/tin.html"])
def test_facts_are_the_same_when_they_are_read_back(url: "str | None") -> None:
    column = Witness("2019", "column", "2019", "", 0.1 + 0.2)
    for pieces in (*permutations(PIECES, 2), ()):
        facts, _ = facts_of("\n".join(pieces), [], url=url, given=(column,) if url else ())
        assert load_facts(dump_facts(facts)) == facts


@given(st.lists(st.builds(Witness, st.text(), st.text(), st.text(), st.text(), st.floats(0, 1), st.integers(0))))
def test_witnesses_are_the_same_when_they_are_read_back(witnesses: list[Witness]) -> None:
    assert load_told(dump_told(witnesses)) == witnesses


def articles() -> Corpus:
    """A site whose address tells one day of all articles, which their texts deny; a column; silent and empty ones."""
    rows = []
    for i in range(60):
        text = f"Chiều {1 + i % 28}/{1 + i % 12}, xã số {i} mở hội làng.\nNgười dân về dự từ sáng sớm."
        site = "dong-ho" if i % 3 == 0 else "bao"
        url = f"https://{site}.example/2019/05/04/bai-{i}.html" if i % 3 < 2 else None
        if i % 5 == 0:
            text += "\nBáo cáo tổng kết công tác năm 2021 của xã cho hay sáng nay: năm 2021, cả làng đã góp công."
        if i % 7 == 0:
            text = "Không ai nói gì về ngày tháng của bài này."
        day = f"{1 + i % 28}/{1 + i % 12}/2020" if i % 3 == 2 else None
        rows.append({"id": f"a{i}", "text": "" if i == 31 else text, "url": url, "source": site, "date": day})
    return corpus_from_frame(pd.DataFrame(rows))


OWN = pd.DataFrame({"id": ["a4", "a8", "a31"], "date": ["2018-02-03", "unknown", "2018-02-04"]})


@pytest.mark.parametrize(("rows", "workers"), [(10**6, 1), (7, 1), (1, 1), (16, 2)])
def test_any_parts_date_alike(rows: int, workers: int, tmp_path: Path) -> None:
    plain = resolve_dates(articles(), overrides=OWN)
    assert 0 < plain.kept["year"].notna().sum() < len(plain.kept)
    keep = Keep(tmp_path, "1")
    for _ in range(2):  # the second time from what was kept
        engine = Engine(rows_a_part=rows, workers=workers, keep=keep)
        found = resolve_dates(articles(), overrides=OWN, engine=engine)
        pd.testing.assert_frame_equal(found.frame, plain.frame)
        pd.testing.assert_frame_equal(found.accounts.to_frame(), plain.accounts.to_frame())


def test_what_falls_in_the_light_of_all_is_asked_for_its_year() -> None:
    frame = resolve_dates(articles()).frame
    asked = frame[(frame["source"] == "dong-ho") & frame["text"].str.contains("tổng kết")]
    assert (
        len(asked) and asked["date_candidates"].str.contains('"rule":"url".*"2021-.*"rule":"dateline_and_year"').all()
    )


def kept_parts(folder: Path, corpus: Corpus, **settings: object) -> "set[str]":
    resolve_dates(corpus, engine=Engine(rows_a_part=7, keep=Keep(folder, "1")), **settings)  # type: ignore[arg-type]
    return {file.name for file in folder.iterdir()}


def test_only_what_bears_on_a_part_makes_it_anew(tmp_path: Path) -> None:
    before = kept_parts(tmp_path, articles())
    assert len(before) > 6 and kept_parts(tmp_path, articles(), as_of="2030-01-01") == before
    assert 0 < len(kept_parts(tmp_path, articles(), overrides=OWN.head(1)) - before) <= 2
    named = kept_parts(tmp_path, articles())
    moved = kept_parts(tmp_path, articles(), timezone="America/New_York")
    assert len(moved - named) > 3  # another zone is another map


def test_a_corpus_of_which_nothing_is_kept_is_dated() -> None:
    empty = corpus_from_frame(pd.DataFrame({"id": ["a"], "text": [""]}))
    for engine in (None, Engine(), Engine(workers=2)):
        assert resolve_dates(empty, engine=engine).frame["date"].isna().all()
