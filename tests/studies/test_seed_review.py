"""`chude seeds`: a file to mark, never overwritten, and what its marks say."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit.studies.path.opening import open_study
from toolkit.studies.run.beside import review

pytestmark = pytest.mark.xdist_group("studies")


def test_a_file_is_written_once_and_its_marks_are_read(study_folder: Path) -> None:
    study = open_study(study_folder)
    path, judged = review(study, 4)
    assert path.name == "seed_review.csv" and judged is None
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert table.groupby("seed").size().max() == 4 and table["keyword"].notna().all()
    table.assign(mark=["theme", "not"] * (len(table) // 2) + ["not"] * (len(table) % 2)).to_csv(
        path, index=False, encoding="utf-8-sig"
    )
    _, judged = review(study, 9)
    assert judged is not None and judged["marked"].sum() == len(table)
