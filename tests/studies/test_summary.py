"""What a report says on the command line: points for shares, an index for uncalibrated scores, nothing for too few."""

import pytest

from toolkit.studies.run.summary import summary_lines


@pytest.mark.parametrize(
    ("measure", "calibrated", "verdict", "line"),
    [
        ("share", False, "rose", "a, 2019 to 2024: rose (+4.2 points)"),
        ("presence", True, "fell", "a, 2019 to 2024: fell (+4.2 points)"),
        ("presence", False, "rose", "a, 2019 to 2024: rose (index +0.04)"),
        ("share", False, "too few", "a, 2019 to 2024: too few"),
    ],
)
def test_a_verdict_in_a_line(measure: str, calibrated: bool, verdict: str, line: str) -> None:
    row = {
        "theme": "a",
        "measure": measure,
        "earlier": "2019",
        "later": "2024",
        "change": 0.042,
        "lower": 0.0,
        "upper": 0.1,
        "verdict": verdict,
        "reason": "",
    }
    found = {
        "documents": {"found": 3, "kept": 2, "empty": 1},
        "verdicts": [row],
        "cautions": ["x"],
        "calibrated": calibrated,
        "page": "s/build/index.html",
    }
    assert summary_lines(found) == ["3 found, 2 kept, 1 empty", line, "! x", "s/build/index.html"]
