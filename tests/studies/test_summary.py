"""What a report says on the command line: the findings of the page in the study's language, names and signs alike."""

import re
from pathlib import Path

import pytest

from toolkit.studies.path.opening import open_study
from toolkit.studies.report.findings import findings
from toolkit.studies.run.summary import told_lines


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_findings_are_told_as_the_page_tells_them(built: Path, language: str) -> None:
    told = open_study(built, options={"report.language": language})
    lines = told_lines(told)
    assert re.search("tìm thấy" if language == "vi" else "found", lines[0]) and lines[-1].endswith("index.html")
    for finding, line in zip(findings(told), lines[1:]):
        label = told.themes[finding.theme].name(language)
        assert line.startswith(label) and finding.theme not in line and "<" not in line
        assert not re.search(r"(?<![\d-])-\d", line)  # a change bears a minus sign, not a hyphen
    assert len(findings(told)) == len(told.themes)
    assert [line for line in lines if line.startswith("! ")] == [f"! {caution}" for caution in told.cautions]
