"""What the page says of wording, company and groups, from tables that are laid into a built study."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.base.errors import InputError, UsageError
from toolkit.base.reasons import Reason, reasons_to_json
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.steps_groups import _company_by_period, _within_groups
from toolkit.studies.path.study import Study
from toolkit.studies.report.beside_notes import beside_notes
from toolkit.studies.report.company import company_of
from toolkit.studies.report.drawing.groups import _heat, group_drawings
from toolkit.studies.report.drawing.nouns import Heat
from toolkit.studies.report.drawing.of_words import wording_drawing
from toolkit.studies.report.page import WITHIN_SHOWN, _within_shown, render_page
from toolkit.studies.report.wording import wording_of
from toolkit.trends.company import COLUMNS as COMPANY
from toolkit.trends.design import design_of
from toolkit.trends.formulas import parse_formula
from toolkit.trends.wording import COLUMNS as WORDING

pytestmark = pytest.mark.xdist_group("studies")
ONE, TWO = "citizen_protection", "overseas_communities"


@pytest.fixture
def study(built: Path) -> Study:
    return open_study(built)


def moved(study: Study, q: float) -> pd.DataFrame:
    unit = study.units.kept[study.units.kept["text"].str.contains("Đại sứ quán")]["id"].iloc[0]
    rows = [
        (ONE, "2020", "2022", "đại_sứ_quán", "entered", 0.001, 0.01, 2.0, 5.0, 0.001, q, 40, unit),
        (ONE, "2020", "2022", "hồ_sơ", "left", 0.02, 0.01, -1.0, -2.0, 0.2, 0.6, 90, unit),
    ]
    return pd.DataFrame(rows, columns=list(WORDING))


def test_words_are_named_only_where_the_rate_of_false_finds_allows(study: Study) -> None:
    study.__dict__["wording"] = moved(study, 0.01)
    shown = wording_of(study, study.themes[ONE])
    assert shown is not None and "đại sứ quán" in shown.sentence and "hồ sơ" not in shown.sentence
    assert len(shown.table.rows) == 1 and "<mark>" in shown.examples[0]["html"]
    study.__dict__["wording"] = moved(study, 0.2)
    none = wording_of(study, study.themes[ONE])
    assert none is not None and "Chưa thấy từ nào" in none.sentence and not none.table.rows and not none.examples
    assert wording_of(study, study.themes[TWO]) is None, "not tested, not spoken of"


def test_each_pair_of_periods_has_its_own_sentence(study: Study) -> None:
    later = moved(study, 0.03).assign(earlier="2022", later="2024", term=["kiều_bào", "hồ_sơ"])
    nothing = moved(study, 0.5).assign(earlier="2018", later="2020")
    study.__dict__["wording"] = pd.concat([moved(study, 0.01), later, nothing], ignore_index=True)
    shown = wording_of(study, study.themes[ONE])
    assert shown is not None and len(shown.table.rows) == 2
    first, second, third = (shown.sentence.index(f"{a} → {b}") for a, b in ((2020, 2022), (2022, 2024), (2018, 2020)))
    assert first < shown.sentence.index("đại sứ quán") < second < shown.sentence.index("kiều bào") < third
    assert shown.sentence.index("Chưa thấy từ nào") > third
    drawn = wording_drawing(study, ONE)
    assert drawn is not None and drawn.title == "2020 → 2022" and "kiều bào" not in drawn.alt


def test_pairs_of_themes_are_cells(study: Study) -> None:
    row = dict(zip(COMPANY, (ONE, TWO, "all", 0.1, 0.05, 2.0, 1.2, 3.3, 0.01, 0.01, 22, 120, True)))
    study.__dict__["company"] = pd.DataFrame([row])
    (drawn,) = [one for one in group_drawings(study) if one.name == "company"]
    assert isinstance(drawn.body, Heat)
    cells = dict(drawn.body.rows)
    assert len(cells) == 2 and len(drawn.body.heads) == 2  # a theme without any figure has neither row nor column
    assert "2,0 [1,2; 3,3]" in drawn.alt and max(shade for row in cells.values() for _, shade in row) > 0
    study.__dict__["company"] = pd.DataFrame([row | {"lift": np.nan}])
    assert not [one for one in group_drawings(study) if one.name == "company"]


def test_company_is_told_period_by_period_and_only_where_ten_coded_articles_carry_it(study: Study) -> None:
    """One period with a clear pair, one with a pair that all pairs at once make unclear, one without ten articles."""
    row = dict(zip(COMPANY, (ONE, TWO, "all", 0.1, 0.05, 2.0, 1.2, 3.3, 0.01, 0.01, 22, 120, True)))
    thin = {"lift": np.nan, "lower": np.nan, "upper": np.nan, "p_value": np.nan, "p_adjusted": np.nan, "n_both": 4}
    periods = [row | {"period": "2016"}, row | {"period": "2018", "p_adjusted": 0.2}, row | {"period": "2020"} | thin]
    study.__dict__["company"], study.__dict__["company_by_period"] = pd.DataFrame([row]), pd.DataFrame(periods)
    told = company_of(study, study.themes[ONE])
    assert told is not None and "2,0 [1,2; 3,3]" in told.overall
    first, second, third = told.periods
    assert first.startswith("2016: Thường cùng xuất hiện hơn") and second.startswith("2018: Chưa rõ")
    assert third.startswith("2020: Chưa đủ mười bài") and "2,0" not in third
    assert other_of(study, ONE) in (company_of(study, study.themes[TWO]) or told).overall
    (drawn,) = [one for one in group_drawings(study) if one.name == "company-by-period"]
    assert isinstance(drawn.body, Heat) and list(drawn.body.heads) == ["2016", "2018", "2020"]
    ((_, cells),) = drawn.body.rows
    assert cells[0][1] > 0 and cells[1][1] == 0 and cells[2] == ("–", 0)
    assert "2020: không cặp chủ đề nào" in drawn.finding and "2018: trong những cặp tính được" in drawn.finding
    page = render_page(study, [])
    assert first in page and third in page and 'id="table-company_by_period"' in page
    regions = re.findall(r'role="region" aria-label="([^"]*)"', page)
    assert len(regions) == len(set(regions)), "who hears the page is told apart what it holds"
    study.__dict__["company_by_period"] = pd.DataFrame([row | {"period": "2020"} | thin])
    assert [one.name for one in group_drawings(study) if "company" in one.name] == ["company"]
    again = company_of(study, study.themes[ONE])
    assert again is not None and again.periods == (), "that nothing can be said is not said a period"


def other_of(study: Study, key: str) -> str:
    return study.themes[key].name(study.language)


def test_groups_of_too_few_stories_stand_in_parentheses_without_a_shade(study: Study) -> None:
    found = study.headline
    thin = np.full(len(found.periods), 100.0)
    thin[0] = 1.0
    drawn = _heat(study, replace(found, effective_stories=thin))
    assert isinstance(drawn.body, Heat) and "ngoặc đơn" in drawn.drawn
    for _, cells in drawn.body.rows:
        assert cells[0][0].startswith("(") and cells[0][1] == 0
        assert not any(text.startswith("(") for text, _ in cells[1:])
    assert "ngoặc đơn" not in _heat(study, replace(found, effective_stories=thin + 100)).drawn


def test_changes_inside_groups_are_told_of_each_group_and_pair() -> None:
    """Planted: one outlet falls silent on a theme, the others keep to it; the codes say so."""
    rng = np.random.default_rng(1)
    n, ids = 900, tuple(f"u{i:03d}" for i in range(900))
    source, year = rng.choice(["a.vn", "b.vn", "c.vn"], n), rng.integers(2016, 2024, n)
    y = rng.random(n) < np.where((source == "a.vn") & (year >= 2020), 0.05, 0.5)
    frame = pd.DataFrame({"id": ids, "text": "x", "source": source, "year": pd.array(year, dtype="Int64")})
    codes = pd.DataFrame({"unit": ids, "coder": "a", "theme": ONE, "value": y.astype(float)})
    compare = SimpleNamespace(
        groups={"alone": ("a.vn",), "rest": ("b.vn", "c.vn"), "early only": ("none.vn",)},
        periods={"early": (2016, 2019), "late": (2020, 2023)},
        pairs=(("early", "late"),),
        count="publications",
        draws=400,
        level=0.95,
        margin=0.05,
    )
    made: Any = SimpleNamespace(
        recipe=SimpleNamespace(compare=compare, topics=SimpleNamespace(seed=1)),
        units=Corpus(frame),
        scores=ThemeScores(rng.normal(size=(n, 1)), None, ids, (ONE,), "seeds", np.zeros((1, 1)), ("x",)),
        coding=Coding(codes.assign(inclusion_probability=1.0)),
        family=[None],
    )
    with pytest.raises(InputError, match="early only"):
        _within_groups(made)
    del compare.groups["early only"]
    made.within_contrasts = _within_groups(made)
    shown = _within_shown(made).set_index("group")
    assert set(shown.columns) == set(WITHIN_SHOWN) - {"group"}
    assert (shown["earlier"] == "early").all() and (shown["later"] == "late").all()
    assert shown.loc["alone", "verdict"] == "fell" and shown.loc["alone", "change_points"] < -35
    assert shown.loc["rest", "verdict"] not in ("rose", "fell") and abs(shown.loc["rest", "change_points"]) < 12
    made.coding = None
    assert _within_groups(made) is None


def test_company_is_counted_in_each_period_of_the_recipe(study: Study, tmp_path: Path) -> None:
    """Planted: both themes stand together in the first period alone; the network draws what is clear over all."""
    rng = np.random.default_rng(3)
    n, ids = 900, tuple(f"u{i:03d}" for i in range(900))
    year = np.repeat([2016, 2020, 2023], [400, 400, 100])
    one = rng.random(n) < 0.3
    two = np.where((year == 2016) & one, rng.random(n) < 0.9, rng.random(n) < 0.3)
    two[-100:] = False
    frame = pd.DataFrame({"id": ids, "text": "x", "source": "a", "year": pd.array(year, dtype="Int64")})
    codes = pd.DataFrame({"unit": [*ids, *ids], "coder": "a", "theme": [ONE] * n + [TWO] * n})
    codes["value"] = np.concatenate([one, two]).astype(float)
    compare = SimpleNamespace(periods={"early": (2016, 2019), "late": (2020, 2022), "last": (2023, 2023)})
    made: Any = SimpleNamespace(
        recipe=SimpleNamespace(compare=compare, topics=SimpleNamespace(seed=1)),
        units=Corpus(frame),
        scores=ThemeScores(rng.normal(size=(n, 2)), None, ids, (ONE, TWO), "seeds", np.zeros((2, 1)), ("x",)),
        coding=Coding(codes.assign(inclusion_probability=1.0)),
        family=[SimpleNamespace(periods=("early", "late", "last"))],
    )
    table = _company_by_period(made)
    assert table is not None
    table = table.set_index("period")
    assert table.loc["early", "p_adjusted"] < 0.001 and table.loc["early", "lift"] > 1.6
    assert table.loc["late", "lower"] <= 1 <= table.loc["late", "upper"]
    assert np.isnan(table.loc["last", "lift"]) and table.loc["last", "n_both"] == 0
    made.coding = None
    assert _company_by_period(made) is None


def test_what_could_not_be_had_is_told_in_the_language_of_the_report(study: Study) -> None:
    """A declared formula over a constant column: the Vietnamese page said it in English."""
    frame = study.units.frame.assign(place="Hà Nội")
    with pytest.raises(UsageError, match="one value only") as refused:
        design_of(parse_formula("place"), frame, pd.Series(range(len(frame))), 10)
    why = refused.value.args[0]
    study.__dict__["group_notes"] = [("effects", why)]
    page = render_page(study, [])
    assert "place chỉ có một giá trị (Hà Nội)" in page and "one value only" not in page


def test_what_must_be_known_of_effects_and_a_fixed_mix_stands_on_the_page(study: Study) -> None:
    """Cautions of effects, groups, company and changes at a fixed mix were in no file and on no page."""
    without = Reason.of("adjusted_without", column="source", n=7)
    row = {"theme": ONE, "earlier": "2020", "later": "2022", "adjusted_for": "source", "change": 0.1, "adjusted": 0.05}
    row |= {"lower": 0.0, "upper": 0.1, "common": 1.0, "cautions": reasons_to_json([without])}
    study.__dict__["adjusted"] = pd.DataFrame([row])
    thin = Reason.of("levels_thin_coded", factor="C(author)", least=10, levels="An, Bình")
    study.__dict__["by_group"] = None
    study.__dict__["effects"] = SimpleNamespace(cautions=(thin, Reason("effects_uncalibrated")))
    study.__dict__["group_notes"] = [("adjusted", Reason.of("adjusted_time", column="year"))]
    told = beside_notes(study)
    assert [line.split(": ", 1)[1] for line in told] == [
        "không thể giữ cố định year khi thời gian thay đổi; hãy nêu cột khác, như source.",
        "C(author): dưới 10 tin đã mã hóa ở An, Bình.",
        "source thiếu ở 7 đơn vị; các đơn vị ấy nằm trong thay đổi như đã thu thập nhưng không nằm trong thay đổi với "
        "cơ cấu cố định.",
    ]
