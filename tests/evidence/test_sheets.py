"""Coding sheets: out, filled in, back; and every way in which one comes back broken."""

import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.base.errors import CodingError, ThemesError, UsageError
from toolkit.evidence.codes import coding_from_frame
from toolkit.evidence.coding_files import read_coding
from toolkit.evidence.coding_page import write_coding_page
from toolkit.evidence.designs import Design
from toolkit.evidence.sheets import sheet_is_blank, write_coding_sheet
from toolkit.words.themes import Theme, Themes, themes_from_dict

THEMES = themes_from_dict(
    {
        "citizen_protection": {
            "seeds": ["lãnh sự"],
            "label": {"vi": "Bảo hộ công dân"},
            "description": "Giúp công dân.",
        },
        "sovereignty": {"seeds": ["biển đông"], "label": {"vi": "Chủ quyền"}},
    }
)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def sample(n: int = 25) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": [f"bài {i}.txt#p{i}" for i in range(n)],
            "title": ['=HYPERLINK("http://x")'] + [f"Tin {i}" for i in range(1, n)],
            "before": [""] * n,
            "text": ["+cmd|' /C calc'!A0"] + [f"Đoạn văn số {i}: «quý», hoà bình." for i in range(1, n)],
            "after": ["sau"] * n,
            "inclusion_probability": [1 / (3 + i) for i in range(n)],
        }
    )


def filled(n: int = 25, question: str = "presence"):
    rows = []
    for coder in ("An", "Bình"):
        for i, unit in enumerate(sample(n)["unit"]):
            if (coder, i) == ("Bình", 3):
                continue
            first = int(i % 3 == 0)
            second = int(i % 5 == 0 and (question == "presence" or not first))
            rows += [(unit, coder, "citizen_protection", first, 1 / (3 + i))]
            rows += [(unit, coder, "sovereignty", second, 1 / (3 + i))]
    names = ["unit", "coder", "theme", "value", "inclusion_probability"]
    return coding_from_frame(pd.DataFrame(rows, columns=names), question=question, coders="two simulated coders")


def ordered(coding) -> pd.DataFrame:
    return coding.to_frame().sort_values(["coder", "unit", "theme"]).reset_index(drop=True)


def write(path, question: str = "presence", **kwargs):
    values = filled(question=question)
    given = {"coders": ("An", "Bình"), "note": values.coders, "question": question, "values": values, **kwargs}
    return write_coding_sheet(sample(), THEMES, path, **given)


@pytest.mark.parametrize("question", ["presence", "main theme"])
def test_what_was_coded_comes_back(tmp_path, question):
    back = read_coding(write(tmp_path / "coding.xlsx", question))
    assert back.question == question and back.coders == "two simulated coders"
    expected = ordered(filled(question=question))
    found = ordered(back).dropna(subset=["value"]).reset_index(drop=True)
    assert (found["text_hash"].str.len() == 16).all(), "each code knows the text that was coded"
    pd.testing.assert_frame_equal(found.drop(columns="text_hash"), expected.drop(columns="text_hash"))
    assert ordered(back)["value"].isna().sum() == 2  # Bình left unit 3 out


def test_the_same_input_gives_the_same_bytes(tmp_path):
    assert write(tmp_path / "a.xlsx").read_bytes() == write(tmp_path / "b.xlsx").read_bytes()


def test_a_sheet_with_codes_is_not_written_over(tmp_path):
    path = write(tmp_path / "coding.xlsx")
    with pytest.raises(UsageError, match="exists"):
        write(path)
    assert write(path, values=None, overwrite=True) and sheet_is_blank(path)


def test_no_cell_is_a_formula_and_no_prediction_is_shown(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "coding.xlsx"))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert all(c.data_type != "f" and c.hyperlink is None for c in cells)
    assert book["An"]["B3"].value == '=HYPERLINK("http://x")'
    assert not any("score" in str(c.value) for c in cells)
    assert book["Units"].sheet_state == "hidden"


def test_cells_offer_their_values(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx"))
    rule = book["An"].data_validations.dataValidation[0]
    assert rule.type == "list" and rule.formula1 == '"0,1"' and str(rule.sqref) == "F3:G27"
    book = openpyxl.load_workbook(write(tmp_path / "b.xlsx", "main theme"))
    rule = book["An"].data_validations.dataValidation[0]
    first, last = rule.formula1.split("!")[1].replace("$", "").split(":")
    assert [row[0].value for row in book["Codebook"][first:last]] == ["citizen_protection", "sovereignty", "none"]


def test_a_blank_sheet_is_known_and_refused(tmp_path):
    path = write(tmp_path / "coding.xlsx", values=None)
    assert sheet_is_blank(path) and not sheet_is_blank(write(tmp_path / "other.xlsx"))
    with pytest.raises(CodingError, match=r"coding\.xlsx holds no code yet"):
        read_coding(path)


def spoilt(tmp_path, spoil, question: str = "presence"):
    path = write(tmp_path / "coding.xlsx", question)
    book = openpyxl.load_workbook(path)
    spoil(book)
    book.save(path)
    return path


def put(sheet: str, cell: str, value):
    def spoil(book):
        book[sheet][cell] = value

    return spoil


SPOILS = {
    "value": (put("An", "F17", "có thể"), r"coding\.xlsx An!F17: 'có thể' is not one of 0, 1"),
    "number": (put("An", "G9", 2), r"An!G9: 2 is not one of 0, 1"),
    "truth": (put("An", "G9", True), r"An!G9: True is not one of 0, 1"),
    "unit": (put("Bình", "A5", "bài 99"), r"Bình!A5: 'bài 99' is no unit of this sample"),
    "no unit": (put("Bình", "A5", None), r"Bình!A5: '' is no unit"),
    "twice": (put("An", "A5", "bài 0.txt#p0"), r"An!A5: unit 'bài 0\.txt#p0' stands in row 3 already"),
    "column": (lambda book: book["An"].delete_cols(7), r"An: the column 'sovereignty' is missing in row 1"),
    "row": (lambda book: book["An"].delete_rows(9), r"An: the row of unit 'bài 6\.txt#p6' is missing \(1 row\)"),
    "sheet": (lambda book: book.remove(book["Units"]), r"lost its sheet 'Units'"),
    "chance": (put("Units", "B4", "?"), r"Units!B4: '\?' is no inclusion probability"),
    "question": (put("Codebook", "B2", "gì"), r"Codebook!B2: 'gì' must be one of presence, main theme"),
    "layout": (put("Codebook", "B1", 7), r"Codebook!B1: layout 7 is newer"),
    "themes": (put("Codebook", "B4", None), r"Codebook!B4: the themes' keys are missing"),
}


@pytest.mark.parametrize("name", SPOILS)
def test_a_broken_sheet_names_the_cell_and_the_remedy(tmp_path, name):
    spoil, message = SPOILS[name]
    with pytest.raises(CodingError, match=message):
        read_coding(spoilt(tmp_path, spoil))


def test_all_mistakes_are_told_at_once(tmp_path):
    path = write(tmp_path / "coding.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, other = book["An"], book["Bình"]
    for row in range(4, 18):
        sheet.cell(row, 6).value = "có"
    other.cell(5, 1).value = "no such unit"
    book.save(path)
    with pytest.raises(CodingError) as caught:
        read_coding(path)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("16 mistakes") and len(lines) == 12 and lines[-1] == "… and 6 mistakes more"
    assert "An!F4: 'có' is not one of 0, 1" in lines[1]


def test_the_draw_comes_back_with_the_codes(tmp_path):
    design = Design("0123456789abcdef", 25, 7, "year", ("2016", "2019"), "")
    drawn = sample().assign(design=design.to_text())
    path = write_coding_sheet(drawn, THEMES, tmp_path / "c.xlsx", coders=("An",), values=filled())
    found = read_coding(path)
    assert found.designs == (design,) and set(found.frame["wave"]) == {design.wave}
    assert found.blanks.to_dict("records") == [{"coder": "An", "units": 25, "blank": 0}]


def test_a_main_theme_that_was_not_offered(tmp_path):
    path = spoilt(tmp_path, put("An", "F4", "chủ quyền"), "main theme")
    with pytest.raises(CodingError, match=r"An!F4: 'chủ quyền' is not one of citizen_protection, sovereignty, none"):
        read_coding(path)


@pytest.mark.parametrize("values", [(0, 0), (1, 1), (1, 0)])
def test_a_coder_who_coded_everything_alike(tmp_path, values):
    def spoil(book):
        for row in range(3, 28):
            book["An"][f"F{row}"], book["An"][f"G{row}"] = values

    with pytest.raises(CodingError, match="An: all 25 units are coded alike"):
        read_coding(spoilt(tmp_path, spoil))


def test_sorted_rows_and_typed_numbers_are_read(tmp_path):
    def spoil(book):
        sheet = book["An"]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
        for r, row in enumerate(reversed(rows), start=3):
            for c, value in enumerate(row, start=1):
                sheet.cell(r, c).value = f" {value} " if c in (6, 7) else value

    back = read_coding(spoilt(tmp_path, spoil))
    pd.testing.assert_frame_equal(ordered(back), ordered(read_coding(write(tmp_path / "other.xlsx"))))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), cut=st.integers(0, 4000))
def test_any_bytes_are_read_or_refused(tmp_path, data, cut):
    path = tmp_path / "coding.xlsx"
    if not path.exists():
        write(path)
    whole = path.read_bytes()
    other = tmp_path / "other.xlsx"
    other.write_bytes(whole[:cut] + data + whole[cut + len(data) :])
    try:
        assert read_coding(other).frame is not None
    except CodingError as error:
        assert "other.xlsx" in str(error)


def test_names_of_coders_that_no_sheet_can_bear(tmp_path):
    for coders in ((), ("An", "an"), ("Units",), ("a" * 32,), ("a/b",)):
        with pytest.raises(UsageError):
            write_coding_sheet(sample(), THEMES, tmp_path / "x.xlsx", coders=coders)


@pytest.mark.parametrize("key", ["none", "text", "unit", "main_theme"])
def test_a_theme_called_as_a_word_of_the_sheet_is_refused(key: str, tmp_path):
    named = Themes((Theme(key, ("lãnh sự",)), Theme("sovereignty", ("biển đông",))))
    drawn = sample().assign(period="2019")
    with pytest.raises(ThemesError, match=f"choose another, as t_{key}"):
        write_coding_sheet(drawn, named, tmp_path / "x.xlsx", question="main theme")
    with pytest.raises(ThemesError, match=f"choose another, as t_{key}"):
        write_coding_page(drawn, named, tmp_path / "pages", coders=["An"], seed=1)
    assert not list(tmp_path.iterdir())


def test_a_frame_without_a_column_is_refused():
    with pytest.raises(CodingError, match="no column 'theme'"):
        coding_from_frame(pd.DataFrame({"unit": ["a"], "value": [1]}))


def values(sheet) -> dict[str, object]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("question", ["presence", "main theme"])
def test_a_round_trip_through_libreoffice_loses_nothing(tmp_path, question):
    path = write(tmp_path / "coding.xlsx", question)
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "back"), str(path)], check=True, capture_output=True, timeout=180
    )
    back = tmp_path / "back" / "coding.xlsx"
    pd.testing.assert_frame_equal(read_coding(back).frame, read_coding(path).frame)
    ours, theirs = openpyxl.load_workbook(path), openpyxl.load_workbook(back)
    for name in ours.sheetnames:
        assert values(theirs[name]) == values(ours[name])
    assert theirs["An"].data_validations.dataValidation and theirs["Units"].sheet_state == "hidden"
