"""The table of dates beside study.toml: found by the names that programs give it, never one of two lost unread."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit.base.errors import RecipeError, UsageError
from toolkit.base.reasons import reason_text
from toolkit.studies.asked.inputs import unread_dates
from toolkit.studies.path.opening import open_study
from toolkit.studies.run.checks import check_study, write_dates_for

BODY = "Bà con trong xóm {} góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm xong trong ba ngày nắng."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    rows = [{"id": f"b{i}", "text": BODY.format(i), "date": f"2019-01-0{1 + i}" if i < 5 else ""} for i in range(7)]
    pd.DataFrame(rows).to_csv(tmp_path / "bài.csv", index=False)
    (tmp_path / "themes.toml").write_text('[lang]\nlabel = "Làng"\nseeds = ["bà con", "cây cầu"]\n', encoding="utf-8")
    (tmp_path / "study.toml").write_text(
        '[corpus]\npath = "bài.csv"\nselection = "Mọi bài."\n[themes]\nfile = "themes.toml"\n'
        "[topics]\nn_topics = 2\nseed = 1\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("name", ["dates.csv", "Dates.CSV", "dates.tsv", "dates.txt"])
def test_the_table_is_found_by_the_names_that_programs_give_it(name: str, study: Path) -> None:
    mark = "\t" if name[-3:] in ("tsv", "txt") else ","
    (study / name).write_text(f"id{mark}date{mark}note\nb5{mark}2018{mark}\n", encoding="utf-16")
    frame = check_study(open_study(study)).corpus.frame.set_index("id")
    assert frame.loc["b5", "date"] == "2018"


def test_a_workbook_is_found_and_two_tables_are_named(study: Path) -> None:
    pd.DataFrame({"id": ["b5"], "date": [2018]}).to_excel(study / "dates.xlsx", index=False)
    assert check_study(open_study(study)).corpus.frame.set_index("id").loc["b5", "date"] == "2018"
    (study / "dates.csv").write_text("id,date\n", encoding="utf-8")
    with pytest.raises(RecipeError, match=r"dates\.csv and dates\.xlsx.*\[dates\] overrides"):
        check_study(open_study(study))


@pytest.mark.parametrize("name", ["dates (1).csv", "dates - Sheet1.csv", "dates_lan.xlsx", "dates.numbers"])
def test_copies_that_are_not_read_are_told(name: str, study: Path) -> None:
    (study / name).write_text("id,date\nb5,2018\n", encoding="utf-8")
    opened = open_study(study)
    assert unread_dates(opened.inputs, None) == [name]
    assert any(note.code == "dates_unread" for note in check_study(opened).notes)


@pytest.mark.parametrize(
    "note",
    [
        "Ghi chú của Lan: xem lại ngày của bài 3.\nHỏi lại thư viện.\n",
        "Ghi chú, ngày 5/1, xem lại\nbài 3, bài 4, hỏi thư viện\n",
        "",
        "id\n",
    ],
)
def test_notes_called_dates_txt_are_no_table(note: str, study: Path) -> None:
    (study / "dates.txt").write_text(note, encoding="utf-8")
    opened = open_study(study)
    assert opened.inputs.dates is None and unread_dates(opened.inputs, None) == []
    (study / "dates.csv").write_text("id,date\nb5,2018\n", encoding="utf-8")
    assert check_study(open_study(study)).corpus.frame.set_index("id").loc["b5", "date"] == "2018"


@pytest.mark.parametrize("header", ["Bài\tNgày đăng", "b4\t2018"])
def test_a_dates_txt_that_is_not_read_is_told_with_the_names_it_wants(header: str, study: Path) -> None:
    (study / "dates.txt").write_text(f"{header}\nb5\t2018\n", encoding="utf-8")
    told = [note for note in check_study(open_study(study)).notes if note.code == "dates_txt_unread"]
    assert len(told) == 1
    for language in ("vi", "en"):
        assert all(
            word in reason_text(told[0], language) for word in ("dates.txt", "id", "date", "Mã bài", "Ngày đăng")
        )
    (study / "dates.txt").write_text("Mã bài\tNgày đăng\nb5\t2018\n", encoding="utf-8")
    checked = check_study(open_study(study))
    assert checked.corpus.frame.set_index("id").loc["b5", "date"] == "2018"
    assert not any(note.code == "dates_txt_unread" for note in checked.notes)


def test_what_is_to_be_done_with_a_workbook_leads_out(study: Path) -> None:
    pd.DataFrame({"id": ["b5"], "date": [2018]}).to_excel(study / "dates.xlsx", index=False)
    opened = open_study(study)
    with pytest.raises(UsageError, match=r"save it as dates\.csv .*remove dates\.xlsx"):
        write_dates_for(opened, check_study(opened))
    (study / "dates.csv").write_text("id,date\nb5,2018\n", encoding="utf-8")
    (study / "dates.xlsx").unlink()
    opened = open_study(study)
    assert write_dates_for(opened, check_study(opened))[1] == 1


def test_where_the_recipe_names_one_table_others_are_not_told(study: Path) -> None:
    for name in ("dates.csv", "dates.tsv"):
        (study / name).write_text("id,date\nb5,2018\n".replace(",", "\t" if name[-3:] == "tsv" else ","))
    with open(study / "study.toml", "a", encoding="utf-8") as file:
        file.write('[dates]\noverrides = "dates.csv"\n')
    assert not any(note.code == "dates_unread" for note in check_study(open_study(study)).notes)


def test_other_files_beside_study_toml_are_no_copies(study: Path) -> None:
    for name in ("datesheet.csv", "updates.csv", "dates.csv", "dates.md"):
        (study / name).write_text("id,date\n", encoding="utf-8")
    assert unread_dates(open_study(study).inputs, None) == []


def test_rows_are_added_to_the_table_that_the_study_reads(study: Path) -> None:
    (study / "ngày.csv").write_text("Mã bài;Ngày\nb5;2018\n", encoding="utf-8")
    with open(study / "study.toml", "a", encoding="utf-8") as file:
        file.write('[dates]\noverrides = "ngày.csv"\n')
    opened = open_study(study)
    path, n = write_dates_for(opened, check_study(opened))
    assert (path.name, n) == ("ngày.csv", 1) and not (study / "dates.csv").exists()
    assert path.read_text(encoding="utf-8").splitlines()[2:] == ["b6;"]


def test_the_undated_that_no_row_names_are_told_and_a_clock_by_one_of_its_articles(study: Path) -> None:
    """Who has a row is told in the accounts alone; the line that settles a clock is one of an article with that day."""
    (study / "dates.csv").write_text("id,date\nb5,2018-2019\n", encoding="utf-8")
    notes = {note.code: dict(note.fields) for note in check_study(open_study(study)).notes}
    assert notes["undated_to_fill"]["n"] == 1 and "dates_of_a_clock" not in notes
    pages = study / "bài.csv"
    pages.rename(study / "2024-05-01.csv")
    recipe = study / "study.toml"
    recipe.write_text(recipe.read_text(encoding="utf-8").replace("bài.csv", "2024-05-01.csv"), encoding="utf-8")
    (study / "dates.csv").unlink()
    notes = {note.code: dict(note.fields) for note in check_study(open_study(study)).notes}
    assert notes["dates_of_a_clock"] == {"n": 2, "day": "2024-05-01", "of_that_day": 2, "id": "b5"}
