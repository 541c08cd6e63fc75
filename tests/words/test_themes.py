"""Themes: a slug, seeds as phrases, no seed in two themes, and errors that name the file, the key and the remedy."""

import pytest

from toolkit.base.errors import ThemesError
from toolkit.words.themes import Themes, read_themes, themes_from_dict

TOML = """
[citizen_protection]
label.vi = "Bảo hộ công dân"
label.en = "Citizen protection"
seeds = ["bảo hộ công dân", "Lãnh sự", "bảo  hộ công dân"]
exclude = ["bảo hộ lao động"]
[peace]
seeds = ["hoà bình"]
"""


def test_a_file_is_read_in_its_order(tmp_path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(TOML, encoding="utf-8")
    themes = read_themes(path)
    first = themes["citizen_protection"]
    assert themes.keys == ("citizen_protection", "peace") and len(themes) == 2
    assert first.seed_terms == ("bảo_hộ_công_dân", "lãnh_sự") and first.exclude_terms == ("bảo_hộ_lao_động",)
    assert first.name() == "Bảo hộ công dân" and first.name("en") == "Citizen protection"
    assert themes["peace"].name() == "peace" and themes["peace"].seed_terms == ("hòa_bình",)
    assert Themes.from_parts(themes.to_parts()) == themes
    assert themes.to_frame()["kind"].tolist() == ["seed", "seed", "seed", "exclude", "seed"]
    assert "Citizen" not in themes._repr_html_() and "Bảo hộ công dân" in themes._repr_html_()


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ({}, "no theme"),
        ({"Hòa bình": ["hòa bình"]}, "lower-case"),
        ({"a": []}, "has no seed; give it some"),
        ({"a": [" "]}, "in seeds is no phrase"),
        ({"a": 3}, "list of seeds"),
        ({"a": {"seeds": "hòa bình, đình chiến"}}, r'must be a list, as \["hòa bình", "đình chiến"\]'),
        ({"a": {"seeds": ["x"], "sedes": []}}, "did you mean 'seeds'"),
        ({"a": ["hòa bình"], "b": ["Hoà  bình"]}, "share the seed 'hòa bình'"),
    ],
)
def test_themes_that_cannot_be_used(described, message: str) -> None:
    with pytest.raises(ThemesError, match=message):
        themes_from_dict(described)


def test_files_that_cannot_be_read(tmp_path) -> None:
    path = tmp_path / "themes.toml"
    with pytest.raises(ThemesError, match=r"themes\.toml cannot be read"):
        read_themes(path)
    path.write_text("[a\n", encoding="utf-8")
    with pytest.raises(ThemesError, match="no valid TOML"):
        read_themes(path)
    path.write_text('[a]\nseeds = ["x"]\n[b]\nseeds = ["x"]\n', encoding="utf-8")
    with pytest.raises(ThemesError, match=r"themes\.toml: themes 'a' and 'b' share"):
        read_themes(path)


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(ThemesError, match="did you mean 'peace'"):
        themes_from_dict({"peace": ["hòa bình"]})["peaec"]


def test_a_theme_is_a_column_beside_id() -> None:
    with pytest.raises(ThemesError, match="word of coding sheets"):
        themes_from_dict({"id": ["một"]})
    assert themes_from_dict({"idea": ["một"]}).keys == ("idea",)
