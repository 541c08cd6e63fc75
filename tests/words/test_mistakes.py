"""Mistakes that people make in a themes file: each is refused with what to write; right spellings are not."""

import pytest

from toolkit.base.errors import ThemesError
from toolkit.studies.asked.scaffold import propose_themes, themes_toml
from toolkit.studies.path.artefacts import load, save
from toolkit.words.conditions import Condition
from toolkit.words.mistakes import key_like, phrase_mistake
from toolkit.words.themes import Theme, Themes, read_themes, themes_from_dict

FILES = {
    "comma left out": ('[a]\nseeds = ["kiều bào" "Việt kiều"]', "comma is missing between two phrases in line 2"),
    "bracket left open": ('[a]\nseeds = ["kiều bào"\n\n[b]\nseeds = ["lãnh sự"]', r"before line 4 has no \]"),
    "quotation mark left out": ('[a]\nseeds = ["kiều bào, "Việt kiều"]', "quotation mark is missing in line 2"),
    "key with diacritics": ('[kiều_bào]\nseeds = ["kiều bào"]', r"as \[kieu_bao\]"),
    "key of two words": ('[Kiều bào]\nseeds = ["kiều bào"]', r"as \[kieu_bao\]"),
    "key in quotes": ('["Kiều bào"]\nseeds = ["kiều bào"]', r"as \[kieu_bao\]"),
    "key in capitals": ('[Kieu_Bao]\nseeds = ["kiều bào"]', r"as \[kieu_bao\]"),
    "key with a hyphen": ('[kieu-bao]\nseeds = ["kiều bào"]', r"as \[kieu_bao\]"),
    "a theme called none": ('[none]\nseeds = ["kiều bào"]', "word of coding sheets and tables; choose another"),
    "a theme called text": ('[text]\nseeds = ["kiều bào"]', "choose another, as t_text"),
    "seed for seeds": ('[a]\nseed = ["kiều bào"]', "did you mean 'seeds'"),
    "colon": ('[a]\nseeds: ["kiều bào"]', "write = and not : as seeds ="),
    "no list": ('[a]\nseeds = "kiều bào, Việt kiều"', r'as \["kiều bào", "Việt kiều"\]'),
    "one text for all": (
        '[a]\nseeds = ["kiều bào, Việt kiều; hải ngoại"]',
        'write "kiều bào", "Việt kiều", "hải ngoại"',
    ),
    "semicolons": ('[a]\nseeds = ["kiều bào; Việt kiều"]', 'write "kiều bào", "Việt kiều"'),
    "theme twice": ('[a]\nseeds = ["kiều bào"]\n[a]\nseeds = ["hải ngoại"]', "put all of it into one table"),
    "seeds twice": (
        '[a]\nseeds = ["kiều bào"]\nseeds = ["hải ngoại"]',
        "put all of it into one line",
    ),
    "label twice": ('[a]\nlabel = "A"\nlabel.vi = "B"\nseeds = ["kiều bào"]', "a key stands twice in one theme"),
    "key twice in a condition": ('[a]\nseeds = [{ seed = "a b", seed = "c d" }]', "a key stands twice in one theme"),
    "comma left out beside ‘": ('[a]\nseeds = ["người H’Mông" "Việt kiều"]', "comma is missing between two phrases"),
    "typographic quotes in lines": ("[a]\nseeds = [\n  ‘kiều bào’,\n]", 'write " and not ‘ or ’ .* in line 3'),
    "single typographic quotes": ("[a]\nseeds = [‘kiều bào’, ‘Việt kiều’]", 'write " and not ‘ or ’ .* in line 2'),
    "wildcard": ('[a]\nseeds = ["kiều*"]', r"'\*' stands for nothing here"),
    "alternatives": ('[a]\nseeds = ["kiều (bào|dân)"]', "write each form in quotes of its own"),
    "pattern": ('[a]\nseeds = ["người .* hải ngoại"]', r"'\*' stands for nothing here"),
    "backslash": ('[a]\nseeds = ["kiều\\sbào"]', r"leave \\ out"),
    "AND": ('[a]\nseeds = ["kiều bào AND quê hương"]', r"as a condition: \{ seed ="),
    "HOẶC": ('[a]\nseeds = ["kiều bào HOẶC Việt kiều"]', "HOẶC is looked for as a word"),
    "bullet": ('[a]\nseeds = ["- kiều bào"]', "write 'kiều bào'"),
    "numbered": ('[a]\nseeds = ["1. kiều bào"]', "write 'kiều bào'"),
    "full stop": ('[a]\nseeds = ["kiều bào."]', "write 'kiều bào'"),
    "comma at the end": ('[a]\nseeds = ["kiều bào,"]', "write 'kiều bào'"),
    "full stop and a blank": ('[a]\nseeds = ["kiều bào. "]', "write 'kiều bào'"),
    "points": ('[a]\nseeds = ["kiều bào..."]', "write 'kiều bào'"),
    "quotes within quotes": ('[a]\nseeds = ["‘Việt Nam’"]', "write 'Việt Nam'"),
    "parentheses around": ('[a]\nseeds = ["(kiều bào)"]', "write 'kiều bào'"),
    "exclusion with a wildcard": ('[a]\nseeds = ["kiều bào"]\nexclude = ["Hoa kiều*"]', "in exclude: '\\*' stands"),
    "condition with a list in one text": (
        '[a]\nseeds = [{ seed = "ngư dân", with = ["lãnh sự; sứ quán"] }]',
        'of with: it holds .* write "lãnh sự", "sứ quán"',
    ),
    "condition misspelt": ('[a]\nseeds = [{ seed = "ngư dân", wiht = ["lãnh sự"] }]', "did you mean 'with'"),
    "no seeds": ("[a]\n[b]\nseeds = ['kiều bào']", "'a' has no seed; give it some"),
    "a year": ('[a]\nseeds = ["kiều bào", 1975]', "1975 in seeds is no phrase"),
    "list in a list": ('[a]\nseeds = [["kiều bào"]]', "is no phrase; each is a word or phrase in quotes"),
    "themes within themes": ('[themes.a]\nseeds = ["kiều bào"]', r"write \[a\] without 'themes' before it"),
    "list of tables": ('[[theme]]\nname = "Kiều bào"\nseeds = ["kiều bào"]', r"as \[kieu_bao\]"),
    "seeds before a theme": ('seeds = ["kiều bào"]', r"write a line as \[kieu_bao\] above it"),
    "JSON": ('{"a": ["kiều bào"]}', r"has tables as \[kieu_bao\]"),
    "a table": ("theme,seed\na,kiều bào", r"has tables as \[kieu_bao\]"),
}


@pytest.mark.parametrize(("text", "told"), FILES.values(), ids=FILES)
def test_a_mistake_is_told_with_what_to_write(tmp_path, text: str, told: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ThemesError, match=told) as caught:
        read_themes(path)
    assert str(caught.value).startswith("themes.toml")


@pytest.mark.parametrize(
    "phrase",
    [
        "kiều bào",
        "dân biết, dân bàn, dân làm, dân kiểm tra",
        "VIỆT KIỀU VÀ QUÊ HƯƠNG",
        "TP.HCM",
        "Covid-19",
        "AT&T",
        "1,5 triệu",
        "C++",
        "kiều_bào",
        "30/4",
        "100%",
        "U.S.",
        "TP.",
        "tr.",
        "v.v.",
        ".vn",
        ".NET",
        "Yahoo!",
        "GS.",
        "Th.S.",
        "TP. Huế",
        "Liên hợp quốc (LHQ)",
        "TIME AND TIDE",
    ],
)
def test_phrases_as_texts_have_them_are_no_mistakes(phrase: str) -> None:
    assert phrase_mistake(phrase) == "" and Theme("a", (phrase,)).seeds == (phrase,)


@pytest.mark.parametrize(
    ("phrase", "bare"),
    [
        ("Hàn Kiều.", "Hàn Kiều"),
        ("Tuy An.", "Tuy An"),
        ("OPEC.", "OPEC"),
        ("VIỆT KIỀU.", "VIỆT KIỀU"),
        ("Covid-19.", "Covid-19"),
        ("TP.HCM.", "TP.HCM"),
        ("Mỹ.", "Mỹ"),
        ("Hàn Quốc!", "Hàn Quốc"),
        ("OPEC!", "OPEC"),
        ("Hàn Quốc.!", "Hàn Quốc"),
    ],
)
def test_an_end_of_a_sentence_is_no_part_of_a_name(phrase: str, bare: str) -> None:
    assert phrase_mistake(phrase).endswith(f"write {bare!r}")


@pytest.mark.parametrize("phrase", ["KIỀU BÀO OR VIỆT KIỀU", "LÃNH SỰ AND SỨ QUÁN", "HẢI QUÂN OR NGƯ DÂN OR CẢNH SÁT"])
def test_what_joins_phrases_in_capitals_is_told(phrase: str) -> None:
    assert "is looked for as a word" in phrase_mistake(phrase)


@pytest.mark.parametrize("key", ["label", "exclude", "description", "seeds"])
def test_a_theme_may_be_called_as_a_line_of_a_theme(tmp_path, key: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(themes_toml(propose_themes([key, "thương mại"])), encoding="utf-8")
    assert read_themes(path).keys == (key, "thuong_mai")
    path.write_text(f'{key}.vi = "nhãn hiệu"\n[a]\nseeds = ["kiều bào"]\n', encoding="utf-8")
    with pytest.raises(ThemesError, match="stands before any theme"):
        read_themes(path)


def test_a_proposed_key_is_one() -> None:
    for name in ("Kiều bào", "Đối ngoại-VN", "30/4", "none", "ID", "Text"):
        assert Theme(key_like(name), ("kiều bào",)).key == key_like(name)
    assert key_like("…") == ""


def test_what_a_person_may_not_write_is_loaded_as_it_was_saved(tmp_path) -> None:
    condition = {"kiều bào*": Condition(with_=("quê hương;",))}
    saved = Themes((Theme("text", ("kiều bào*", "quê hương."), ("a AND b",), conditions=condition),))
    save(saved, tmp_path / "themes")
    assert load(tmp_path / "themes") == saved
    with pytest.raises(ThemesError, match="choose another, as t_text"):
        themes_from_dict(saved.to_dict())
