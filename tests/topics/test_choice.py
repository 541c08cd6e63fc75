"""Choosing a number of topics: the table tells planted numbers apart and holds finite figures."""

import numpy as np
import pytest

import toolkit as tk


@pytest.fixture(scope="module")
def choice(counts: tk.TermCounts) -> tk.Choice:
    return tk.choose_n_topics(counts, [5, 2, 3], seed=1)


def test_one_row_a_candidate_in_order(choice) -> None:
    frame = choice.to_frame()
    assert frame["n_topics"].tolist() == [2, 3, 5]
    assert np.isfinite(frame.to_numpy(dtype=float)).all()


def test_too_few_topics_predict_worse_and_leave_more_unexplained(choice) -> None:
    frame = choice.to_frame().set_index("n_topics")
    assert frame.loc[3, "held_out"] > frame.loc[2, "held_out"]
    assert frame.loc[3, "dispersion"] < frame.loc[2, "dispersion"]


def test_candidates_must_be_distinct_and_at_least_two(counts) -> None:
    for wrong in ([], [3, 3], [1, 2], 5, [2.0, 3.0]):
        with pytest.raises(tk.UsageError):
            tk.choose_n_topics(counts, wrong, seed=1)
