"""Figures of a build are drawn once: again only where what they show, their code or a version is new."""

import json
import shutil
from pathlib import Path

import pytest

from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.studies.run import figures_kept
from toolkit.studies.run.figures_kept import figures_folder, write_kept_figures

pytestmark = pytest.mark.xdist_group("studies")


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Study:
    shutil.copytree(built, tmp_path / "study")
    return open_study(tmp_path / "study")


def drawn(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}


def never(*_: object) -> None:
    raise AssertionError("drawn again")


def test_with_nothing_new_nothing_is_drawn_and_the_bytes_are_the_builds(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_kept, "write_figures", never)
    figures = write_kept_figures(study, tmp_path / "again")
    assert drawn(tmp_path / "again") == drawn(study.build) and figures
    assert [(f.name, f.svg) for f in figures] == [
        (f.name, (study.build / "figures" / f"{f.name}.svg").read_text(encoding="utf-8")) for f in figures
    ]


def test_a_damaged_or_lost_file_is_drawn_again(study: Study, tmp_path: Path) -> None:
    kept = figures_folder(study) / "figures"
    (kept / "years.png").write_bytes(b"")
    (kept / "years.pdf").unlink()
    write_kept_figures(study, tmp_path / "again")
    assert drawn(tmp_path / "again") == drawn(study.build)


def test_what_else_lies_there_is_not_copied_and_other_words_are_not_believed(study: Study, tmp_path: Path) -> None:
    place = figures_folder(study)
    (place / "figures" / "Thumbs.db").write_bytes(b"x")
    write_kept_figures(study, tmp_path / "beside")
    assert drawn(tmp_path / "beside") == drawn(study.build)
    index = (place / "drawn.json").read_text(encoding="utf-8")
    alt = json.loads(index)["figures"][0]["alt"]
    changed = index.replace(json.dumps(alt, ensure_ascii=False), '"khác"', 1)
    assert changed != index
    (place / "drawn.json").write_text(changed, encoding="utf-8")
    figures = write_kept_figures(study, tmp_path / "again")
    assert figures[0].alt == alt != "khác" and drawn(tmp_path / "again") == drawn(study.build)


@pytest.mark.parametrize("what", ["label", "language", "code", "version", "seed"])
def test_what_a_figure_shows_is_in_its_key(study: Study, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, options = figures_folder(study), {}
    if what == "label":
        themes = study.folder / "themes.toml"
        themes.write_text(themes.read_text(encoding="utf-8").replace("Kiều bào", "Bà con xa xứ"), encoding="utf-8")
    elif what == "code":
        monkeypatch.setattr(figures_kept, "code_digest", lambda floor: floor)
    elif what == "version":
        monkeypatch.setattr(figures_kept, "version", lambda name: "0")
    else:
        options = {"language": {"report.language": "en"}, "seed": {"topics.seed": "2"}}[what]
    assert figures_folder(open_study(study.folder, options=options)) != before
