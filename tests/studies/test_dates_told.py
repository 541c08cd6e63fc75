"""What dates one article, told in the language of the study: nothing of the code's own words is left in it."""

import re
from pathlib import Path

import pandas as pd
import pytest

import toolkit.documents.dating
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.dates import UNREAD_CELL, date_witnesses, resolve_dates
from toolkit.documents.dating.choice import ALONE, BEFORE_ALL
from toolkit.documents.dating.overrides import NOT_BELIEVED, PERSONS_UNKNOWN
from toolkit.studies.path.opening import open_study
from toolkit.studies.report.words import words
from toolkit.studies.run.beside import witnesses_of
from toolkit.studies.run.dates_told import kind_name, told_note, told_witnesses

BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm xong trong ba ngày nắng. "
NOTES = [
    "never dates alone",
    "after 2026-12-31",
    "contradicted by dateline 2010-11-06",
    "contradicted by 2010: từ đầu năm 2010 đến nay",
    "fell to column 2019-10-10",
    "the same in 7 documents of the outlet; no text tells its day",
    "the same in 7 documents of the outlet; of 5 texts that tell their day 1 agree",
    "a clock or a crawl: of 9 texts that tell their day 1 agree",
    "beside buttons, like a site's clock",
    "the text tells of 2018",
    "far from the day of the news (Ngày 14/6)",
    ALONE,
    UNREAD_CELL,
    BEFORE_ALL,
    PERSONS_UNKNOWN,
    *NOT_BELIEVED.values(),
]


def corpus() -> pd.DataFrame:
    rows = [
        ("plain", "6/11/2019", BODY),
        ("unread", "hôm qua", BODY + "Một."),
        ("late", "5/6/2099", BODY + "Hai."),
        ("alone", None, "Chiều 20/12, xã gặp các trưởng thôn được bổ nhiệm nhiệm kỳ 2018-2021. " + BODY),
        ("conflict", "15/12/2019", "Ngày 6/11/2010, tại Huế, xóm mở hội.\n" + BODY),
        ("nothing", None, BODY + "Ba."),
    ]
    frame = pd.DataFrame(rows, columns=["id", "date", "text"]).assign(source="Báo A")
    return date_witnesses(resolve_dates(corpus_from_frame(frame), as_of="2026-12-31"))


def test_every_article_is_told_in_both_languages() -> None:
    seen = corpus()
    for language, undated in (("vi", "Không rõ ngày"), ("en", "Undated")):
        told = {
            name: "\n".join(told_witnesses(seen[seen["id"] == name], language)) for name in [*seen["id"], "nothing"]
        }
        assert told["plain"].startswith("2019-11-06") and "6/11/2019" in told["plain"]
        assert all(told[name].startswith(undated) for name in ("unread", "alone", "conflict", "nothing"))
        assert "hôm qua" in told["unread"] and "2018-12-20" in told["alone"]
        assert "2010-11-06" in told["conflict"] and "2019-12-15" in told["conflict"]


@pytest.mark.parametrize("note", NOTES)
def test_notes_are_said_in_vietnamese(note: str) -> None:
    assert told_note(note, "vi") != note
    plain = told_note(note, "vi").replace("từ đầu năm 2010 đến nay", "").replace("Ngày 14/6", "")
    assert not re.search(r"\b(?:the|of|never|after|contradicted|dateline|column|texts)\b", plain)


def test_every_note_of_the_code_is_known() -> None:
    folder = Path(toolkit.documents.dating.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))
    said = re.findall(r'\.felled\(f?"([^"]+)"\)', source)
    assert len(said) >= 9
    for note in said:
        filled = re.sub(r"\{[^{}]*\}", "x", note.replace("{told}", "; no text tells its day"))
        assert told_note(filled, "vi") != filled, note


def test_the_two_languages_have_the_same_words() -> None:
    for part in ("witnesses", "witness_notes", "witness_kinds"):
        assert set(words(part, "vi")) == set(words(part, "en"))
    assert kind_name("modified", "vi") == "ngày sửa" and kind_name("column", "en") == "column of a table"


def test_shared_is_the_share_of_an_outlet_with_the_same_date() -> None:
    days = ["1/3/2019", "1/3/2019", "1/3/2019", "2/4/2019"]
    frame = pd.DataFrame({"id": list("abcd"), "date": days, "text": [f"{BODY} Số {n}." for n in range(4)]})
    seen = date_witnesses(resolve_dates(corpus_from_frame(frame.assign(source="Báo A")))).set_index("id")
    assert seen["stands"].all() and seen["shared"].to_dict() == {"a": 0.75, "b": 0.75, "c": 0.75, "d": 0.25}
    one = date_witnesses(resolve_dates(corpus_from_frame(frame[:1].assign(source="Báo A"))))
    assert one["shared"].isna().all()
    told = told_witnesses(seen.loc[["a"]], "vi")
    assert "75%" in told[0]


def test_an_id_that_names_no_single_document_is_told_once(built: Path) -> None:
    study = open_study(built)
    known = str(study.corpus.frame["id"].iloc[0])
    for asked, remedy in (
        ("???", "ids are"),
        (f"{known}x", f"did you mean {known!r}"),
        (known[-4:], "give more of one"),
    ):
        with pytest.raises(UsageError) as told:
            witnesses_of(study, asked)
        assert str(told.value).count("document") == 1 and remedy in str(told.value)
        assert len(str(told.value)) < 400
    assert len(witnesses_of(study, known))
