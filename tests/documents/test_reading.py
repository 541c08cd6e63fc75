"""Reading: what stands in the files stands in the corpus."""

import json
from pathlib import Path

import pytest

from toolkit.base.errors import InputError
from toolkit.documents.reading import read_corpus


def test_a_folder_of_text_csv_and_jsonl(tmp_path: Path) -> None:
    (tmp_path / "báo").mkdir()
    (tmp_path / "báo" / "a.txt").write_text("Ðảng và Nhà nước quan tâm kiều bào.", encoding="utf-8")
    (tmp_path / "b.csv").write_text("tieu_de,noi_dung,ngay\nMột,Nội dung thứ nhất,1/8/2014\n", encoding="utf-8")
    row = {"id": "x", "text": "Công tác bảo hộ công dân", "url": "https://www.example.vn/a"}
    (tmp_path / "c.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    frame = read_corpus(tmp_path).frame.set_index("id")
    assert set(frame.index) == {"báo/a.txt", "b.csv#1", "x", "x~2"}
    assert frame.loc["báo/a.txt", "text"].startswith("Đảng")
    assert frame.loc["b.csv#1", "title"] == "Một" and frame.loc["b.csv#1", "date_given"] == "1/8/2014"
    assert frame.loc["báo/a.txt", "source"] == "báo"


def test_nothing_to_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_corpus(tmp_path)
    with pytest.raises(InputError):
        read_corpus(tmp_path / "absent")
