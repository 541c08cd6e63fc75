"""Beside a change as collected stands the change among the outlets that both periods have."""

import numpy as np
import pandas as pd
import pytest

from toolkit.base.reasons import Reason
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.common_outlets import COLUMNS, common_outlet_changes, with_common_outlets
from toolkit.trends.contrasts import contrasts
from toolkit.trends.prevalence import prevalence

PAIR = ("2016", "2020")


def planted(seed: int, *, newcomer: float = 0.5, inside: float = 0.0) -> tuple[ThemeScores, Corpus, Coding]:
    """Outlet a stands in both years, b only in the second with the theme in 70 %; a has it in 20 % (+ `inside`)."""
    rng = np.random.default_rng([5, seed])
    n = 1000
    year = np.repeat([2016, 2020], n // 2)
    b = (year == 2020) & (rng.random(n) < newcomer)
    y = (rng.random(n) < np.where(b, 0.7, 0.2 + inside * (year == 2020))).astype(int)
    ids = tuple(f"u{i:05d}" for i in range(n))
    frame = pd.DataFrame({"id": ids, "text": "bài", "source": np.where(b, "b.vn", "a.vn"), "year": year})
    coded = np.sort(rng.choice(n, 500, replace=False))
    codes = pd.DataFrame({"unit": np.array(ids, dtype=object)[coded], "coder": "simulated", "theme": "one"})
    codes = codes.assign(value=y[coded], inclusion_probability=0.5)
    scores = ThemeScores((y + rng.normal(0, 1, n))[:, None], None, ids, ("one",), "seeds", np.zeros((1, 1)), ("bài",))
    return scores, Corpus(frame.astype({"year": "Int64"})), Coding(codes, "presence", "simulated")


def test_the_change_inside_is_told_where_a_newcomer_makes_the_rise() -> None:
    covered, rose = 0, 0
    for seed in range(30):
        scores, corpus, coding = planted(seed)
        row = common_outlet_changes(scores, corpus, coding=coding, seed=seed, pairs=[PAIR]).iloc[0]
        assert list(row.index) == list(COLUMNS)
        covered += row["lower"] <= 0 <= row["upper"]
        rose += (
            contrasts(prevalence(scores, corpus, seed=seed, measure="presence", coding=coding)).frame["verdict"].item()
            == "rose"
        )
    assert covered >= 25 and rose == 30
    scores, corpus, coding = planted(1, inside=0.3)
    row = common_outlet_changes(scores, corpus, coding=coding, seed=1, pairs=[PAIR]).iloc[0]
    assert row["lower"] > 0.1


@pytest.mark.parametrize("newcomer", [0.0, 1.0])
def test_no_row_where_all_outlets_or_none_are_common(newcomer: float) -> None:
    scores, corpus, coding = planted(1, newcomer=newcomer)
    assert len(common_outlet_changes(scores, corpus, coding=coding, seed=1, pairs=[PAIR])) == 0


def test_no_row_where_the_common_outlets_hold_no_code() -> None:
    scores, corpus, coding = planted(1)
    of_b = corpus.frame.set_index("id")["source"] == "b.vn"
    only = Coding(coding.frame[coding.frame["unit"].map(of_b)], "presence", "simulated")
    assert len(common_outlet_changes(scores, corpus, coding=only, seed=1, pairs=[PAIR])) == 0


def test_it_stands_beside_what_is_worded_as_collected_only() -> None:
    scores, corpus, coding = planted(1)
    found = contrasts(prevalence(scores, corpus, seed=1, measure="presence", coding=coding))
    table = pd.DataFrame([("one", *PAIR, 0.01, -0.05, 0.07)], columns=list(COLUMNS))
    assert "among the outlets" not in with_common_outlets(found, table).frame["reason"][0]
    worded = type(found)(found.frame, reasons=((Reason("as_collected"),),))
    assert with_common_outlets(worded, table).frame["reason"][0].endswith("points")
    assert "+1.0 [−5.0, +7.0] points" in with_common_outlets(worded, table).frame["reason"][0]
