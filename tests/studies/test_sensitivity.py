"""Sensitivity: enough cells, every seed left out once, one row a cell and contrast."""

import shutil
from pathlib import Path

import pytest

from toolkit.studies.path import sensitivity as module
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.sensitivity import COLUMNS, Cell, cells, changed, sensitivity
from toolkit.studies.path.study import Study
from toolkit.studies.path.syllables import into_syllables

pytestmark = pytest.mark.xdist_group("studies")


def test_at_least_24_cells_each_another_choice(built: Path) -> None:
    study = open_study(built)
    planned = list(cells(study))
    assert len(planned) >= 24
    assert len({(c.choice, c.setting) for c in planned}) == len(planned)
    assert {c.choice for c in planned} == {
        "number of topics",
        "start",
        "story threshold",
        "cleaning",
        "segmenter",
        "vocabulary",
        "counting",
        "seed left out",
    }
    assert all((c.recipe, c.themes) != (study.recipe, study.themes) for c in planned)
    left = [c.left_out for c in planned if c.left_out]
    assert left == [(t.key, seed) for t in study.themes for seed in t.seeds]


def test_a_cell_computes_its_own_verdicts_and_leaves_nothing_behind(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(built, folder)
    study = open_study(folder)
    assert study.contrasts

    def three(study: Study) -> list[Cell]:
        planned = list(cells(study))
        bad = changed(study.recipe, compare={"pairs": [("2020", "2035")]})
        return [planned[0], planned[-1], Cell("pair", "2035", bad, study.themes)]

    monkeypatch.setattr(module, "cells", three)
    table = sensitivity(study)
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == 3 * 2
    reported = study.contrasts.frame[study.contrasts.frame["verdict"] != ""].set_index("theme")["verdict"]
    assert (table["reported"] == table["theme"].map(reported)).all()
    assert (table["same"] == (table["verdict"] == table["reported"])).all()
    changes = study.contrasts.frame.drop_duplicates("theme").set_index("theme")["change"]
    assert (table["change"][:4] != table["theme"][:4].map(changes)).any()
    assert table["verdict"].tolist()[4:] == ["", ""] and table["reason"][4]
    cached = sorted(p.name for p in (folder / "build" / ".cache").iterdir() if p.name.startswith("cell-"))
    assert len(cached) == 3
    assert sensitivity(study).equals(table)
    out = module.leave_one_out(study, table)
    theme, seed = out.iloc[0][["theme", "seed"]]
    row = table[(table["choice"] == "seed left out") & (table["theme"] == theme)].iloc[0]
    assert out["leave_one_out_change"][0] == pytest.approx(row["change"] - changes[theme])
    assert seed == three(study)[1].left_out[1]  # type: ignore[index]


def test_syllables_split_what_the_segmenter_joined_and_keep_the_lexicon(built: Path) -> None:
    tokens = open_study(built).tokens
    split = into_syllables(tokens)
    assert split.ids == tokens.ids
    for before, after, u in zip(tokens.lists(), split.lists(), range(len(tokens.ids))):
        origin = tokens.origin[tokens.offsets[u] : tokens.offsets[u + 1]]
        expected = [
            p for w, o in zip(before, origin) for p in ([w] if o == 1 else [x for x in w.split("_") if x] or [w])
        ]
        assert after == expected
    assert any("_" in w for w in split.words)
    assert len(split.codes) > len(tokens.codes)
