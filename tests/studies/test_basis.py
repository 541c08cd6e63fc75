"""A headline of shares falls back where a theme's topic rests on other words, and says so; basis = "show" keeps it."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.studies.small import RECIPE, THEMES
from toolkit.studies.path.opening import open_study
from toolkit.studies.report.cautions import cautions
from toolkit.studies.report.drawing.basis import basis_drawing, basis_lines
from toolkit.studies.run.running import run_study

pytestmark = pytest.mark.xdist_group("studies")
# One sentence in six of the other news; with no free topic beside it, its topic fills with all of them.
DRIFTS = '\n[jobs]\nlabel.vi = "Việc làm"\nseeds = ["tuyển thêm"]\n'


def drifted(folder: Path, **options: str) -> Path:
    (folder / "themes.toml").write_text(DRIFTS + THEMES, encoding="utf-8")
    lines = "".join(f'{name} = "{value}"\n' for name, value in options.items())
    (folder / "study.toml").write_text(
        RECIPE.replace("n_topics = 4", "n_topics = 3").replace("[compare]\n", "[compare]\n" + lines), encoding="utf-8"
    )
    return folder


def told(study) -> list[str]:
    return [one.code for one in cautions(study) if one.code in ("fell_back", "rests_elsewhere")]


@pytest.mark.parametrize("measure", ["share", "dominant"])
def test_the_headline_falls_back_with_its_reason(study_folder: Path, measure: str) -> None:
    study = open_study(drifted(study_folder, measure=measure))
    assert [row["theme"] for row in study.resting_elsewhere] == ["jobs"]
    assert study.headline.measure == "presence"
    assert (measure, "lda") in {
        (p.measure, p.method) for p in study.prevalence
    }  # what was asked for stays in the tables
    rows = study.contrasts.to_frame()
    assert set(rows.loc[rows["verdict"] != "", "measure"]) == {"presence"}
    assert told(study) == ["fell_back", "rests_elsewhere"]


def test_show_keeps_the_share_with_its_caution_and_is_on_record(study_folder: Path) -> None:
    run_study(drifted(study_folder))
    study = open_study(drifted(study_folder, basis="show"))
    assert study.headline.measure == "share"
    assert told(study) == ["rests_elsewhere"]
    assert any(edit.startswith("compare.basis") for edit in study.edits)


def test_a_basis_that_holds_changes_nothing(study_folder: Path) -> None:
    study = open_study(study_folder)
    assert study.resting_elsewhere == [] and study.headline.measure == "share" and told(study) == []


@pytest.mark.parametrize(("unit", "said"), [("document", ("bài", "articles")), ("paragraph", ("đoạn", "passages"))])
def test_what_stands_with_a_seed_is_called_as_the_study_counts(unit: str, said: tuple[str, str]) -> None:
    row = {
        "theme": "jobs",
        "method": "lda",
        "seeds": 0.2,
        "companions": 0.3,
        "rest": 0.5,
        "seeded": 0.4,
        "holds": False,
    }
    recipe = SimpleNamespace(corpus=SimpleNamespace(unit=unit))
    for language, word in zip(("vi", "en"), said):
        study = SimpleNamespace(basis=pd.DataFrame([row]), language=language, recipe=recipe)
        drawn = basis_drawing(study, "jobs")
        assert drawn is not None and f"{word} " in drawn.drawn and "{" not in drawn.drawn
        assert word in basis_lines(study, "jobs")[0][2]
