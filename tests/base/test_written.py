"""Files that people write are read as editors save them."""

from pathlib import Path

import pytest

import toolkit as tk
from toolkit.base.written import read_written
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.studies.asked.recipe import Recipe

THEMES = '[a]\nseeds = ["kiều bào", "bảo hộ công dân"]\n'
RULES = '[[group]]\nlines = ["Bấm chuông"]\n'
STUDY = '[corpus]\npath = "x"\nselection = "một"\n[topics]\nn_topics = 5\nseed = 1\n'
SAVED = {
    "mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "typographic": lambda text: text.replace('["', "[“").replace('", "', "”, “").replace('"]', "”]").encode(),
    "no-break": lambda text: text.replace(" = ", "\u00a0= ").encode(),
}


@pytest.mark.parametrize("how", sorted(SAVED))
def test_toml_and_lists_are_read_however_they_were_saved(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(SAVED[how](THEMES))
    assert tk.read_themes(path)["a"].seeds == ("kiều bào", "bảo hộ công dân")
    path.write_bytes(SAVED[how](RULES))
    assert "bấm chuông" in read_furniture(path).lines
    path.write_bytes(SAVED[how](STUDY))
    assert Recipe.read(path).corpus.selection == "một"
    path.write_bytes(SAVED[how]("kiều bào\nbảo hộ\n"))
    assert read_written(path).splitlines() == ["kiều bào", "bảo hộ"]


def test_what_is_wrong_is_told_of_the_text_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[a]\nseeds = ["“kiều bào”", ]]\n', encoding="utf-8")
    with pytest.raises(tk.ThemesError, match="line 2"):
        tk.read_themes(path)
    path.write_bytes(b"\xff\xe1\xbb")
    with pytest.raises(tk.ThemesError, match=r"a\.toml"):
        tk.read_themes(path)
