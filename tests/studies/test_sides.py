"""A declared side on which no seed of a theme occurs is told in the cautions, in both languages."""

from pathlib import Path

import pytest

from tests.studies.small import RECIPE, SENTENCES
from toolkit.base.reasons import reason_text
from toolkit.studies.path.opening import open_study
from toolkit.studies.report.cautions import cautions

pytestmark = pytest.mark.xdist_group("studies")
GROUPS = 'groups = { nha = ["bao_mot", "bao_hai"], ngoai = ["bao_ba", "bao_bon"] }\n'


def with_another_side(folder: Path, sentence: str) -> Path:
    """Two more outlets of twelve articles each, too small to be judged one by one."""
    for outlet in ("bao_ba", "bao_bon"):
        own = folder / "articles" / outlet
        own.mkdir()
        for i in range(12):
            other = SENTENCES["other"][i % 6]
            text = f"{other} Số hồ sơ {i * 37}.\n{sentence} Ngày ấy là phiên thứ {i} ở {outlet}.\n"
            (own / f"202{i % 3}-03-{i + 1:02}-{outlet}.txt").write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text(RECIPE.replace("[compare]\n", "[compare]\n" + GROUPS), encoding="utf-8")
    return folder


def test_a_side_that_calls_it_otherwise_is_told(study_folder: Path) -> None:
    study = open_study(with_another_side(study_folder, "Người xa xứ họp mặt đầu năm."))
    found = [one for one in cautions(study) if one.code.startswith("seeds_absent")]
    assert {(one.code, dict(one.fields)["source"]) for one in found} == {("seeds_absent_group", "ngoai")}
    assert "ngoai" in reason_text(found[0], "vi") and "(24 documents)" in reason_text(found[0], "en")


def test_a_side_that_uses_the_words_is_not(study_folder: Path) -> None:
    study = open_study(with_another_side(study_folder, "Kiều bào góp ý kiến về bảo hộ công dân."))
    assert not [one for one in cautions(study) if one.code.startswith("seeds_absent")]
