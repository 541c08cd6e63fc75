"""`chude new`: a folder one can run, and that says what it does not know."""

from pathlib import Path

import pytest

from toolkit.base.errors import InputError, ThemesError, UsageError
from toolkit.studies.asked.recipe import Recipe
from toolkit.studies.asked.scaffold import founding_themes, propose_themes, quoted, scaffold, slug
from toolkit.words.themes import read_themes


def test_a_scaffold_can_be_run_and_says_what_is_not_recorded(tmp_path: Path, articles: Path) -> None:
    lines = scaffold(str(tmp_path / "kieu_bao"), str(articles), ["citizen_protection", "Kinh tế biển"])
    folder = tmp_path / "kieu_bao"
    assert sorted(p.name for p in folder.iterdir()) == ["README.md", "study.toml", "themes.toml"]
    recipe = Recipe.read(folder / "study.toml")
    assert (folder / recipe.corpus.path).resolve() == articles.resolve()
    assert not Path(recipe.corpus.path).is_absolute()
    assert recipe.corpus.selection == "Cách chọn và thu thập các bài viết này chưa được ghi lại."
    assert "TODO" not in (folder / "study.toml").read_text("utf-8")
    themes = read_themes(folder / "themes.toml")
    assert themes.keys == ("citizen_protection", "kinh_te_bien")
    assert len(themes["citizen_protection"].seeds) > 3
    assert themes["kinh_te_bien"].seeds == ("Kinh tế biển",)
    assert any(
        "kinh_te_bien: its only seed is its own name, which stands in none of the documents; put words that" in line
        for line in lines
    )
    assert lines[1].startswith("120 documents (txt 120), 120 usable")


def test_a_theme_of_its_name_alone_is_told_how_many_articles_hold_it(tmp_path: Path, articles: Path) -> None:
    lines = scaffold(str(tmp_path / "s"), str(articles), ["lãnh sự"])
    n = sum("lãnh sự" in path.read_text("utf-8").lower() for path in articles.rglob("*.txt"))
    assert n and any(f"which stands in {n} of 120 documents; add what such texts say" in line for line in lines)


def test_the_selection_given_is_written(tmp_path: Path, articles: Path) -> None:
    scaffold(str(tmp_path / "s"), str(articles), ["a b"], selection='Mọi bài có từ "kiều bào".', language="en")
    assert Recipe.read(tmp_path / "s" / "study.toml").corpus.selection == 'Mọi bài có từ "kiều bào".'


def test_nothing_is_overwritten_and_nothing_half_made(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match="exists already"):
        scaffold(str(tmp_path / "mine"), str(articles), ["a"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError):
        scaffold(str(tmp_path / "new"), str(tmp_path / "empty"), ["a"])
    with pytest.raises(ThemesError, match="no theme given"):
        scaffold(str(tmp_path / "new"), str(articles), [" "])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "mine"]


def test_names_become_keys() -> None:
    assert slug("Bảo hộ công dân") == "bao_ho_cong_dan"
    assert slug("Đối ngoại 2045") == "doi_ngoai_2045"
    assert slug("2045") == "t_2045"
    with pytest.raises(ThemesError):
        slug("汉语")
    assert propose_themes(["Kiều hối", ""]).keys == ("kieu_hoi",)


def test_quoted_text_is_toml() -> None:
    import tomllib

    for text in ('a"b', "a\\b", "một\ndòng", "\x07"):
        assert tomllib.loads(f"x = {quoted(text)}")["x"] == text


def test_founding_themes_are_known_by_key_and_by_label() -> None:
    by_key, by_label = propose_themes(["citizen_protection"]), propose_themes(["Bảo hộ công dân"])
    assert by_key == by_label == propose_themes(["citizen protection", "citizen_protection"])
    assert by_key["citizen_protection"].conditions and by_key["citizen_protection"].description
    assert len(founding_themes()) == 8


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("citizen_protecton", "did you mean 'citizen_protection'"),
        ("kinh_te_bien", "known: .*; to make a theme"),
        ("kiều*", "theme name .* with commas between them"),
        ("kiều bào; ngư dân", "with commas between them"),
    ],
)
def test_an_unknown_slug_is_asked_about(name: str, message: str) -> None:
    with pytest.raises(ThemesError, match=message):
        propose_themes([name])


def test_what_is_written_is_what_was_proposed(tmp_path: Path, articles: Path) -> None:
    names = [*founding_themes().keys, "Kiều"]
    scaffold(str(tmp_path / "s"), str(articles), names)
    written = read_themes(tmp_path / "s" / "themes.toml")
    assert written.to_dict() == propose_themes(names).to_dict()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("phản bác xuyên tạc", "combating_distortion"),
        (" Kiều  bào", "overseas_communities"),
        ("BẢO HỘ CÔNG DÂN", "citizen_protection"),
    ],
)
def test_the_names_in_use_of_the_founding_themes_bring_their_words(name, key):
    assert propose_themes([name]).to_dict() == propose_themes([key]).to_dict()


def test_a_name_taken_as_a_founding_theme_is_told(tmp_path: Path, articles: Path) -> None:
    lines = scaffold(str(tmp_path / "s"), str(articles), ["kiều bào", "Kinh tế biển"])
    assert any("'kiều bào' is taken as the founding theme overseas_communities" in line for line in lines)


def test_a_name_that_is_a_founding_seed_is_told(tmp_path: Path, articles: Path) -> None:
    lines = scaffold(str(tmp_path / "s"), str(articles), ["kiều hối"])
    assert any("a seed of the founding theme overseas_communities" in line for line in lines)


def test_a_name_whose_words_stand_in_a_founding_label_is_told(tmp_path: Path, articles: Path) -> None:
    lines = scaffold(
        str(tmp_path / "s"), str(articles), ["luận điệu xuyên tạc 2", "phản bác luận điệu", "Kinh tế biển"]
    )
    told = [line for line in lines if "founding theme" in line]
    assert len(told) == 1 and "combating_distortion" in told[0] and "phan_bac_luan_dieu" in told[0]
