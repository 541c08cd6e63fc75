"""Bad input to dating: hostile pages, one clock on many, columns that are none; never a wrong year, never a stop."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit.documents.cleaning import clean
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm trong ba ngày nắng."
TRUE = "2019-11-06T08:30:00+07:00"
ARTICLE = f'{{"@type": "NewsArticle", "datePublished": "{TRUE}"}}'
NO_DAYS = (
    "31/02/2019|2019-02-31|0|0000-00-00|0000-01-01|99999|99999-01-01|2999-01-01|12/13/14/15|1/1/0001|-1|1e308|NaT"
    "|không rõ|1970-01-01T00:00:00Z|10/10/10000|2019-13-13"
)
CLOCK = "2024-05-01T09:26:00+07:00"


def page(*scripts: str) -> str:
    ld = "".join(f'<script type="application/ld+json">{text}</script>' for text in scripts)
    paragraphs = f"<p>{BODY}</p>" * 3
    return f"<html><head><title>Cây cầu mới</title>{ld}</head><body><h1>Cây cầu mới</h1>{paragraphs}</body></html>"


def dated(folder: Path, *pages: str) -> list[str]:
    for i, text in enumerate(pages):
        (folder / f"trang{i}.html").write_text(text, encoding="utf-8")
    return list(resolve_dates(clean(read_corpus(folder))).frame["date"].fillna(""))


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 200_000 + "]" * 200_000,
        '{"@graph":' * 50_000 + "{}" + "}" * 50_000,
        '{"mainEntity": [' * 400 + ARTICLE.replace("2019", "2031") + "]}" * 400,
        "[" + ",".join(['{"@type": "NewsArticle"}'] * 100_000) + "]",
        '{"@type": "NewsArticle", "datePublished": ' + "9" * 10_000 + "}",
        '{"@type": "NewsArticle", "datePublished": {"@value": []}, "@graph": "x"}',
        '{"@type": ["NewsArticle", null, 3], "datePublished": [null, true, [], "0000-00-00"]}',
        '{"@type": "NewsArticle", "datePublished": 1e999}',
        "\x00" * 1_000,
        '"' + "\\ud800" * 10_000 + '"',
    ],
    ids=["lists", "graphs", "deep", "many", "figures", "object", "kinds", "infinite", "nul", "surrogates"],
)
def test_hostile_objects_of_a_page_stop_nothing_and_date_nothing(hostile: str, tmp_path: Path) -> None:
    alone, beside = dated(tmp_path, page(hostile), page(ARTICLE, hostile))
    assert alone == ""
    assert beside in ("", "2019-11-06")


def test_a_page_of_many_megabytes_of_objects_is_read_to_its_limit(tmp_path: Path) -> None:
    filler = '{"@type": "Thing", "name": "' + "x" * 1_000 + '"}'
    (day,) = dated(tmp_path, page(ARTICLE, *[f"[{','.join([filler] * 200)}]"] * 15))
    assert day == "2019-11-06"


@pytest.mark.parametrize(
    ("broken", "day"),
    [
        (f'{{"@type": "NewsArticle", "keywords": [,], "datePublished": "{TRUE}"}}', "2019-11-06"),
        (f'{{"datePublished": "{TRUE}", "x": "no end', "2019-11-06"),
        (f'{{"datePublished": "{TRUE}", "x": {{"datePublished": "2021-01-02"}},}}', ""),  # which one is the article's?
        ('{"dateModified": "2021-01-02", }', ""),
        ('{"datePublished": "hôm qua", }', ""),
    ],
)
def test_broken_objects_tell_where_they_tell_one_day(broken: str, day: str, tmp_path: Path) -> None:
    assert dated(tmp_path, page(broken)) == [day]


def frame_of(n: int, **columns: Sequence[Any]) -> pd.DataFrame:
    texts = [f"{BODY} Số {i}." for i in range(n)]
    return pd.DataFrame({"id": [f"{i:05}" for i in range(n)], "text": texts, "source": "báo làng", **columns})


def resolved(frame: pd.DataFrame) -> Corpus:
    return resolve_dates(corpus_from_frame(frame))


def test_ten_thousand_pages_with_one_clock_stay_unknown_and_are_told() -> None:
    stated = json.dumps([["published", CLOCK, "meta article:published_time"]])
    corpus = resolved(frame_of(10_000, date_found=[stated] * 10_000))
    assert corpus.frame["date"].isna().all()
    assert corpus.frame["date_candidates"].str.contains("the same in 10000 documents").all()


def test_a_clock_that_runs_is_refused_by_texts_that_tell_their_day() -> None:
    n = 60
    texts = [f"Sáng {1 + i % 28}/{1 + i % 12}, tại Huế, lễ khánh thành diễn ra. {BODY}" for i in range(n)]
    stated = [json.dumps([["published", f"2024-05-01T09:{i:02}:00+07:00", "meta"]]) for i in range(n)]
    frame = resolved(frame_of(n, date_found=stated).assign(text=texts)).frame
    assert frame["date"].isna().mean() > 0.9
    assert not frame["date"].dropna().str[:4].ne("2024").any()


@pytest.mark.parametrize("cell", NO_DAYS.split("|"))
def test_a_cell_that_is_no_day_is_counted_and_dates_nothing(cell: str) -> None:
    frame = frame_of(3, date=[cell, "2019-11-06", "2019-11-07"])
    corpus = resolved(frame)
    assert corpus.frame["date"].fillna("").tolist() == ["", "2019-11-06", "2019-11-07"]
    told = corpus.accounts.by_reason()
    assert any(cell in examples for examples in told["examples"]), told["reason"].tolist()


def test_days_after_as_of_are_counted_and_not_believed() -> None:
    cells = [f"{year}-05-01" for year in range(2019, 2040)]  # a cell dragged down fills a column into the future
    corpus = resolve_dates(corpus_from_frame(frame_of(21, date=cells)), as_of="2024-12-31")
    assert corpus.frame["date"].notna().sum() == 6
    assert max(corpus.frame["date"].dropna()) <= "2024-12-31"
    told = corpus.accounts.by_reason().set_index("reason")["things"]
    assert told["given as a date after the last day that is believed"] == 11
    assert told["given as a date that cannot be read"] == 4  # from 2036 on no cell is read as a year of press


def test_of_two_columns_that_could_both_be_the_date_neither_is_taken_by_its_cells(tmp_path: Path) -> None:
    rows = [
        {"noi_dung": f"{BODY} Số {i}.", "cot_a": f"2019-11-{i + 1:02}", "cot_b": f"2021-03-{i + 1:02}"}
        for i in range(9)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    corpus = resolve_dates(clean(read_corpus(tmp_path)))
    assert corpus.frame["date"].isna().all()
    shown = corpus.frame["date_candidates"].iloc[0]
    assert "2019-11-01" in shown and "2021-03-01" in shown


def test_of_two_columns_the_one_that_names_publication_is_taken(tmp_path: Path) -> None:
    rows = [
        {"content": f"{BODY} Số {i}.", "crawledAt": f"2024-05-{i + 1:02}", "publishedOn": f"2021-03-{i + 1:02}"}
        for i in range(9)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    frame = resolve_dates(clean(read_corpus(tmp_path))).frame
    assert frame["date"].tolist() == [f"2021-03-{i + 1:02}" for i in range(9)]


def test_a_column_of_nonsense_is_told_and_another_may_date(tmp_path: Path) -> None:
    rows = ["id,date,ngay_len_trang,text"]
    rows += [f'{i},abc {i},0{i + 1}/11/2019,"{BODY} Số {i}."' for i in range(9)]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    corpus = resolve_dates(clean(read_corpus(tmp_path)))
    assert corpus.frame["date"].tolist() == [f"2019-11-0{i + 1}" for i in range(9)]
    assert "abc 0" in str(corpus.accounts.by_reason()["examples"].tolist() + corpus.frame["date_candidates"].tolist())


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-05-01T09:26:00+00:00", ""),
        ("2024-05-01 10:00:00", ""),
        ("2024-05-01T00:00:00+07:00", "2024-05-01"),  # midnight is a day without its time, which many may share
        ("2024-05-01 00:00", "2024-05-01"),
    ],
)
def test_the_very_moment_on_many_pages_is_a_clock_and_midnight_is_none(moment: str, day: str) -> None:
    stated = json.dumps([["published", moment, "meta"]])
    assert set(resolved(frame_of(20, date_found=[stated] * 20)).frame["date"].fillna("")) == {day}
