"""A theme none of whose seeds occurs is a row of the report, not the end of the run."""

from pathlib import Path

import pandas as pd
import pytest

from tests.studies.small import THEMES
from toolkit.base.errors import ThemesError
from toolkit.studies.path.opening import open_study
from toolkit.studies.report.cautions import cautions
from toolkit.studies.report.findings import findings
from toolkit.studies.run.checks import check_study
from toolkit.studies.run.running import run_study

pytestmark = pytest.mark.xdist_group("studies")
ABSENT = '\n[far_sea]\nlabel.vi = "Biển xa"\nseeds = ["đảo xa khơi", "hải trình dài"]\n'


def test_the_report_has_its_row(study_folder: Path) -> None:
    (study_folder / "themes.toml").write_text(ABSENT + THEMES, encoding="utf-8")
    run_study(study_folder)
    study = open_study(study_folder)
    assert study.absent_themes == ("far_sea",) and "far_sea" not in study.models["lda"].names
    rows = pd.read_csv(study_folder / "build" / "tables" / "contrasts.csv")
    own = rows[rows["theme"] == "far_sea"]
    assert own["verdict"].tolist() == ["too few"] and own["reason_code"].tolist() == ["no_seed"]
    assert own["change"].isna().all() and len(rows[rows["verdict"] != ""]) >= 3
    said = {finding.theme: finding.sentence for finding in findings(study)}
    assert "không từ khóa nào" in said["far_sea"] and len(said) == 3
    unsurfaced = [one for one in cautions(study) if one.code == "unsurfaced"]
    assert not any("Biển xa" in str(dict(one.fields)["themes"]) for one in unsurfaced)
    assert "Biển xa" in (study_folder / "build" / "index.html").read_text(encoding="utf-8")


def test_no_seed_of_any_theme_stops_it(study_folder: Path) -> None:
    (study_folder / "themes.toml").write_text(ABSENT, encoding="utf-8")
    with pytest.raises(ThemesError, match=r"no seed of any theme occurs .* mend the seeds in themes\.toml"):
        run_study(study_folder)


def test_more_themes_than_topics_are_told_before_the_run(study_folder: Path) -> None:
    words = ["nhà trường", "bệnh viện", "đội bóng"]
    more = "".join(f'\n[t{i}]\nseeds = ["{word}"]\n' for i, word in enumerate(words))
    (study_folder / "themes.toml").write_text(ABSENT + THEMES + more, encoding="utf-8")
    told = [str(one) for one in check_study(open_study(study_folder)).notes]
    assert any("5 themes occur in the texts, but n_topics is 4" in line and "raise [topics]" in line for line in told)


def test_what_stands_beside_seeds_as_a_list_is_told_before_the_run(study_folder: Path) -> None:
    own = ABSENT + 'exclude = ["đảo gần, đảo vắng"]\n'
    (study_folder / "themes.toml").write_text(own + THEMES, encoding="utf-8")
    told = check_study(open_study(study_folder)).notes
    lists = [dict(note.fields) for note in told if note.code == "list_never_occurs"]
    assert lists == [
        {"theme": "far_sea", "phrase": "đảo gần, đảo vắng", "where": "exclude", "apart": '"đảo gần", "đảo vắng"'}
    ]


def test_words_near_the_seeds_of_a_thin_theme_are_told_before_the_run(study_folder: Path) -> None:
    thin = '[bao_ho]\nlabel.vi = "Bảo hộ"\nseeds = ["bảo hộ công dân", "hải trình dài"]\n\n'
    own = THEMES[THEMES.index("[overseas_communities]") :]
    (study_folder / "themes.toml").write_text(thin + own, encoding="utf-8")
    found = check_study(open_study(study_folder))
    assert set(found.nearby["theme"]) == {"bao_ho"}  # the other has three seeds that occur
    assert (found.nearby["units_with_seed"] <= found.nearby["units"]).all() and len(found.nearby) <= 6
    assert {"lãnh sự", "cán bộ"} & {word for term in found.nearby["term"] for word in (term, term[:6])}
    assert "Từ đứng gần từ khóa" in found.text("vi") and "đơn vị có cả từ khóa" in found.text("vi")
    assert "Words near the seeds" in found.text("en")


def test_a_theme_that_every_article_holds_is_told_before_the_run(study_folder: Path) -> None:
    for path in (study_folder / "articles").rglob("*.txt"):
        path.write_text(path.read_text("utf-8").replace(".", " với kiều bào."), encoding="utf-8")
    told = check_study(open_study(study_folder)).notes
    (found,) = [dict(note.fields) for note in told if note.code == "theme_everywhere"]
    assert found["theme"] == "overseas_communities" and found["n"] == found["all"]
