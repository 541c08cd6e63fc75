"""A theme none of whose seeds occurs is a row of the report, not the end of the run."""

from pathlib import Path

import pandas as pd
import pytest

from tests.studies.small import THEMES
from toolkit.base.errors import ThemesError
from toolkit.studies.path.opening import open_study
from toolkit.studies.report.findings import findings
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
    assert "Biển xa" in (study_folder / "build" / "index.html").read_text(encoding="utf-8")


def test_no_seed_of_any_theme_stops_it(study_folder: Path) -> None:
    (study_folder / "themes.toml").write_text(ABSENT, encoding="utf-8")
    with pytest.raises(ThemesError, match=r"no seed of any theme occurs .* mend the seeds in themes\.toml"):
        run_study(study_folder)
