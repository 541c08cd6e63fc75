"""`chude check` says beforehand, in the study's language, what a run would refuse of groups, effects and scores."""

import inspect
import re
from pathlib import Path

import pytest

from toolkit.base.reasons import reason_text
from toolkit.studies.path.opening import open_study
from toolkit.studies.report.words import words
from toolkit.studies.run import checks
from toolkit.studies.run.checks_compared import compared_notes

pytestmark = pytest.mark.xdist_group("studies")
SOURCE = 'file = "scores.csv"\nsource = "thử"'
ENGLISH = re.compile(r"\b(the|of|no|has|have|is|are|does|which|units?|leave|give|write|takes?|here|known|mean)\b")


@pytest.mark.parametrize(
    ("addition", "where", "code"),
    [
        ('[effects]\nformula = "year + C(sauce)"', "[effects] formula", "column_unknown"),
        ('[effects]\nformula = "year + "', "[effects] formula", "formula_unread"),
        ('[effects]\nformula = "year $ source"', "[effects] formula", "formula_unread"),
        ('[effects]\nformula = "step(2020-13-01)"', "[effects] formula", "formula_unread"),
        ('[effects]\nformula = "open(year)"', "[effects] formula", "formula_unread"),
        ('[effects]\nformula = "((year)"', "[effects] formula", "formula_unread"),
        ('[effects]\nformula = "bs(date, 99)"', "[effects] formula", "formula_unread"),
        ('[effects]\nformula = "year - year - 1"', "[effects] formula", "formula_no_term"),
        ('[effects]\nformula = "no_theme ~ year"', "[effects] formula", "theme_unknown"),
        ('[effects]\nformula = "~ year"', "[effects] formula", "formula_themes"),
        ('[effects]\nformula = "bs(source, 4)"', "[effects] formula", "column_of_words"),
        ('[effects]\nformula = "year + C(year)"', "[effects] formula", "column_collinear"),
        ('[effects]\nadjusted_for = ["author"]', "[effects] adjusted_for", "column_absent"),
        ('[effects]\nadjusted_for = ["year"]', "[effects] adjusted_for", "adjusted_time"),
        ('[compare.groups]\none = ["bao_mot"]\ntwo = ["bao_mot", "bao_hai"]', "[compare] groups", "groups_overlap"),
        ('[compare.groups]\none = ["khac.vn"]\ntwo = ["bao_hai"]', "[compare] groups", "group_empty"),
        ('[compare.groups]\none = ["bao_mot", "khac.vn"]\ntwo = ["bao_hai"]', "[compare] groups", "values_unknown"),
        (f"[scores]\n{SOURCE}", "[scores] file", "scores_no_column"),
    ],
)
def test_what_would_be_refused_is_told_in_vietnamese(study_folder: Path, addition: str, where: str, code: str) -> None:
    (study_folder / "scores.csv").write_text("mã,x\n1,0.5\n", encoding="utf-8")
    recipe = study_folder / "study.toml"
    text = recipe.read_text(encoding="utf-8")
    recipe.write_text(f"{text}\n{addition}\n", encoding="utf-8")
    study = open_study(study_folder)
    frame = study.units.kept_facts
    assert set(frame["source"]) and "author" not in frame.columns
    notes = compared_notes(study)
    found = [(one.field("where"), one.field("error").code) for one in notes]
    assert (where, code) in found, found
    for one in notes:
        said = reason_text(one, "vi").replace(where, "")
        assert not ENGLISH.search(re.sub(r"'[^']*'", "", said)), said
        assert reason_text(one, "en") != reason_text(one, "vi")


def test_a_study_that_asks_for_nothing_of_these_hears_nothing(study_folder: Path) -> None:
    assert compared_notes(open_study(study_folder)) == []


def test_each_heading_of_the_check_is_told_in_vietnamese() -> None:
    """One was looked up under a name that only its translation had, and stood in English."""
    headings = re.findall(r'^            \("([A-Z][^"]+)", ', inspect.getsource(checks), re.MULTILINE)
    assert len(headings) >= 8 and set(headings) <= set(words("checks", "vi"))
