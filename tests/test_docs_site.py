"""What the documentation is made from: a sentence for every setting, a remedy for every reason, every table named."""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from toolkit.base.reasons import reason_words
from toolkit.words import conditions, themes

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from generators import settings, words  # noqa: E402
from generators.commands import EXITS, commands_page  # noqa: E402
from generators.names import FLOORS, homes  # noqa: E402
from generators.writing import cell  # noqa: E402

REFERENCE = ROOT / "docs" / "reference"


def test_every_setting_has_its_sentence_in_both_languages() -> None:
    told, keys = settings.sentences(), settings.keys()
    assert set(told) == set(keys)
    for table, fields in keys.items():
        assert set(told[table]) == {"about", *fields}, f"[{table}] in docs/generators/settings.toml"
        assert all(set(said) == {"en", "vi"} and all(said.values()) for said in told[table].values())


def test_what_may_be_written_is_said_in_words() -> None:
    page = settings.study_page()
    assert "typing" not in page and "class '" not in page
    assert '`"document"`' in page and "(> 0, ≤ 1)" in page and "**required**" in page


def test_every_reason_has_its_remedy_and_no_other() -> None:
    helped = words.remedies()
    assert set(helped) == set(words.codes()), "docs/generators/remedies.toml"
    assert all(len(pair) == 2 and bool(pair[0]) == bool(pair[1]) for pair in helped.values())


def test_every_status_and_verdict_is_explained() -> None:
    assert set(words.OF_STATUS) == set(words.STATUSES)
    assert {"rose", "fell", "steady", "no clear change", "too few", "not comparable"} == set(words.OF_VERDICT)
    assert set(words.OF_VERDICT) <= set(reason_words("vi")["words"])


def test_every_exit_code_of_an_error_is_explained() -> None:
    from toolkit.base import errors

    known = {thing.exit_code for thing in vars(errors).values() if isinstance(thing, type)}
    assert {str(code) for code in known} <= set(EXITS)


def test_every_command_is_on_its_page() -> None:
    from toolkit.cli import main

    page = commands_page()
    for name, command in main.commands.items():
        assert f"## chude {name}\n" in page
        assert all(option in page for param in command.params for option in param.opts if option.startswith("-"))


def test_every_floor_and_key_of_a_theme_is_named() -> None:
    assert set(homes()) == set(FLOORS)
    page = (REFERENCE / "themes-toml.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in (*themes.KNOWN, *conditions.KEYS))


def test_every_table_of_a_build_is_on_the_page_of_formats(built: Path) -> None:
    page = (REFERENCE / "file-formats.md").read_text(encoding="utf-8")
    missing = [path.name for path in sorted((built / "build" / "tables").glob("*.csv")) if f"`{path.name}`" not in page]
    assert not missing, f"docs/reference/file-formats.md does not name {missing}"


@pytest.mark.parametrize(("given", "shown"), [("a|b", "a\\|b"), ("`n*m` * 2 <", "`n*m` \\* 2 &lt;")])
def test_a_cell_shows_what_was_given(given: str, shown: str) -> None:
    assert cell(given) == shown


def test_the_figures_of_the_readme_are_those_of_the_results() -> None:
    from generators.headlines import BEGINS, renewed

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert BEGINS in readme
    assert renewed(readme) == readme, "run python docs/generators/headlines.py"


def test_a_figure_whose_row_is_gone_is_an_error() -> None:
    from generators.measured import figure

    with pytest.raises(LookupError, match="no row"):
        figure({"table": "trends_cells", "where": {"cell": "no such cell"}, "column": "coverage"})


def test_no_word_of_the_pages_is_unknown() -> None:
    from generators.spelling import unknown

    assert not unknown(), "a slip, or a new word: read them, then python docs/generators/spelling.py --accept"


def test_a_slip_is_noticed(tmp_path: Path) -> None:
    from generators.spelling import known, words

    page = tmp_path / "page.md"
    page.write_text("The corpuss holds `codee` and bài báo, bài bóa.\n\n```text\ncodde\n```\n", encoding="utf-8")
    assert words(page) - known() == {"corpuss", "bóa"}


def test_every_plot_is_in_the_gallery_with_how_to_read_it() -> None:
    import toolkit as tk

    pictures = {path: path.read_text(encoding="utf-8") for path in (ROOT / "docs/gallery_examples").glob("plot_*.py")}
    assert len(pictures) >= 25
    missing = [
        name for name in tk.__all__ if name.startswith("plot_") and f"tk.{name}(" not in "".join(pictures.values())
    ]
    assert not missing, f"docs/gallery_examples shows no {missing}"
    untold = [path.name for path, text in pictures.items() if text.count("# **How to read it.**") != 1]
    assert not untold and all("# **What it does not say.**" in text for text in pictures.values()), untold


def measured_rows() -> list[tuple[str, dict[str, Any]]]:
    from generators.measured import rows

    return [(page, row) for page, found in rows().items() for row in found]


@pytest.mark.parametrize(("page", "row"), measured_rows(), ids=lambda v: v if isinstance(v, str) else v["command"])
def test_every_figure_that_is_shown_is_read_from_a_table_of_results(page: str, row: dict[str, Any]) -> None:
    from generators.measured import TUNED, told

    assert (ROOT / "docs" / f"{page}.md").exists() and row["tuned"] in TUNED
    typed = re.sub(r"\{\w+\}|95 %|\b(?:F1|TCVN3|py3langid)\b|§\d+|`[^`]*`", "", row["says"] + row.get("limit", ""))
    assert not re.search(r"\d", typed), f"a figure is typed, not read: {typed}"
    used = {name for said in row.values() if isinstance(said, str) for name in re.findall(r"\{(\w+)\}", said)}
    assert used == {name for name, asked in row.items() if isinstance(asked, dict)}
    assert not re.search(r"\bnan\b", " ".join(told(row).values()))
    script = row["command"].split()[0].strip("`")
    assert (ROOT / "reports" / "benchmarks" / script).exists(), script


def test_every_methods_page_ends_with_what_was_measured() -> None:
    from generators.measured import rows, section

    pages = {f"methods/{path.stem}" for path in (ROOT / "docs" / "methods").glob("[0-9]*.md")}
    assert pages <= set(rows())
    assert all("`python reports/benchmarks/" in section(page) and "*Data.*" in section(page) for page in pages)


@pytest.mark.parametrize("gone", [{"table": "no_such"}, {"column": "no such"}, {"where": {"no such": 1}}])
def test_a_table_or_column_that_is_gone_stops_the_build(gone: dict[str, Any]) -> None:
    from generators.measured import figure

    with pytest.raises(LookupError, match=r"measured\.toml"):
        figure({"table": "trends_cells", "column": "coverage", **gone})


def test_a_renamed_table_stops_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from generators import measured

    shutil.copytree(measured.RESULTS, tmp_path / "results")
    (tmp_path / "results" / "trends_cells.csv").rename(tmp_path / "results" / "trends_cell.csv")
    monkeypatch.setattr(measured, "RESULTS", tmp_path / "results")
    assert measured.section("methods/09-measures")
    with pytest.raises(LookupError, match=r"trends_cells\.csv is gone"):
        measured.section("methods/10-calibration")


def test_a_number_in_the_prose_of_methods_is_a_constant_of_the_method() -> None:
    from generators.constants import faults, numbers

    told = "of 1,200 texts 96.5 % or .85 (Brown 2001), 4 of 35, 30 %, METHODS §9, `n = .4`.\n1. one"
    assert numbers(told) == {"96.5", ".85", "4 of 35", "30"}
    assert not faults(), "a result goes into docs/generators/measured.toml; a constant: constants.py --accept"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("merged into *other*; (*no clear change*)", "merged into *other*; (*no clear change*)"),
        ("a*b, *args, **options", "a\\*b, \\*args, \\*\\*options"),
        ("`x*` p * q * r | y_", "`x*` p \\* q \\* r \\| y\\_"),
    ],
)
def test_a_star_in_a_docstring_means_itself_and_a_word_between_two_is_set_apart(given: str, shown: str) -> None:
    from generators.pages import escape_docstring

    lines = [given, "    >>> 2 * n_"]
    escape_docstring(None, "", "", None, None, lines)
    assert lines == [shown, "    >>> 2 * n_"]
