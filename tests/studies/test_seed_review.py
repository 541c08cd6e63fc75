"""`chude seeds`: a file to mark, never overwritten, and what its marks say."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.evidence.test_coding_page import data_of
from toolkit.base.errors import UsageError
from toolkit.studies.path.opening import open_study
from toolkit.studies.run.beside import review, review_notes, review_page, review_sheet

pytestmark = pytest.mark.xdist_group("studies")


def test_a_file_is_written_once_and_its_marks_are_read(study_folder: Path) -> None:
    study = open_study(study_folder)
    path, judged = review(study, 4)
    assert path.name == "seed_review.csv" and judged is None
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert table.groupby("seed").size().max() == 4 and table["keyword"].notna().all()
    table.assign(mark=["theme", "not"] * (len(table) // 2) + ["not"] * (len(table) % 2)).to_csv(
        path, index=False, encoding="utf-8-sig"
    )
    _, judged = review(study, 9)
    assert judged is not None and judged["marked"].sum() == len(table)


def test_a_file_drawn_for_other_seeds_is_told(study_folder: Path) -> None:
    review(open_study(study_folder), 2)
    assert review_notes(open_study(study_folder)) == []
    themes = study_folder / "themes.toml"
    text = themes.read_text("utf-8").replace('"quê hương"]', '"gia đình", "phi thuyền"]')
    themes.write_text(text, encoding="utf-8")
    silent, other = review_notes(open_study(study_folder))
    assert silent == "without a use, hence not in it: phi thuyền"
    assert "(not in it: gia đình; no longer in themes.toml: quê hương); rename it" in other


def test_marks_of_a_page_count_before_those_of_the_file(study_folder: Path) -> None:
    study = open_study(study_folder)
    page = data_of(review_page(study, 3))
    assert len(page["items"]) == len(pd.read_csv(study_folder / "seed_review.csv"))
    answers = {item["id"]: {"coded": True, "codes": ["not"]} for item in page["items"][:4]}
    (study_folder / "seed_review.json").write_text(json.dumps({**page["head"], "answers": answers}), encoding="utf-8")
    _, judged = review(study, 3)
    assert judged is not None and judged["marked"].sum() == 4 and (judged["share"] == 0).all()
    with pytest.raises(UsageError, match="never overwritten"):
        review_page(study, 3)


def test_marks_of_a_workbook_count_before_those_of_the_file(study_folder: Path) -> None:
    study = open_study(study_folder)
    book = openpyxl.load_workbook(review_sheet(study, 3))
    for row in range(3, 7):
        book["Uses"].cell(row, 6).value = "not"
    book.save(study_folder / "seed_review.xlsx")
    _, judged = review(study, 3)
    assert judged is not None and judged["marked"].sum() == 4 and (judged["share"] == 0).all()
    with pytest.raises(UsageError, match="never overwritten"):
        review_sheet(study, 3)


@pytest.mark.parametrize("sep", [";", "\t"])
def test_a_spreadsheet_may_part_columns_its_own_way(study_folder: Path, sep: str) -> None:
    study = open_study(study_folder)
    path, _ = review(study, 3)
    table = pd.read_csv(path, encoding="utf-8-sig")
    table.assign(mark="theme").to_csv(path, index=False, encoding="utf-8-sig", sep=sep)
    _, judged = review(study, 3)
    assert judged is not None and judged["marked"].sum() == len(table)


def test_a_second_download_of_the_marks_is_named(study_folder: Path) -> None:
    """Browsers call it `seed_review (1).json`: the newer marks were not read, in silence."""
    review(open_study(study_folder), 2)
    (study_folder / "seed_review (1).json").write_text("{}", encoding="utf-8")
    (note,) = review_notes(open_study(study_folder))
    assert note.startswith("not read: seed_review (1).json;")
