"""A measure has one name, one question and one denominator, in both languages."""

from dataclasses import fields
from string import Formatter

import pytest

from toolkit.base.errors import UsageError
from toolkit.trends.measures import MEASURES, MeasureWords, measure_of


@pytest.mark.parametrize("name", MEASURES)
def test_both_languages_say_everything(name: str) -> None:
    measure = measure_of(name)
    for language in ("vi", "en"):
        told = measure.words(language)
        for part in fields(MeasureWords):
            text = getattr(told, part.name)
            assert text or part.name == "index"
            assert {field for _, field, _, _ in Formatter().parse(text) if field} <= {"unit", "whole", "weight"}
        assert bool(told.index) == (name in ("presence", "room"))
    assert measure.vi != measure.en


def test_which_codes_calibrate_what() -> None:
    assert {name: measure_of(name).codes for name in MEASURES} == {
        "share": "",
        "presence": "presence",
        "room": "presence",
        "dominant": "main theme",
    }
    with pytest.raises(UsageError, match="did you mean 'share'"):
        measure_of("shares")
