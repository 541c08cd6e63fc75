"""Which fit stands for the others."""

from dataclasses import replace

import numpy as np

import toolkit as tk
from toolkit.topics.quality.matching import mutual
from toolkit.topics.stability import prototype_first


def test_two_topics_match_when_each_is_the_others_nearest() -> None:
    table = np.array([[0.9, 0.8, 0.1], [0.7, 0.85, 0.2], [0.95, 0.3, 0.4]])
    assert np.array_equal(mutual(table), [[False] * 3, [False, True, False], [True, False, False]])
    assert not mutual(np.full((2, 2), 0.49)).any()  # near is not enough: they must be alike


def test_the_prototype_is_the_fit_whose_topics_come_back(lda: tk.TopicModel) -> None:
    def swapped(n: int) -> tk.TopicModel:
        topics = lda.topic_term.copy()
        for k in range(n):  # another topic of its own for each model
            topics[k] = np.roll(topics[k], 3 + 2 * k + n)
        return replace(lda, topic_term=topics, seed=n)

    odd, half, usual = swapped(4), swapped(2), swapped(0)
    ordered = prototype_first([odd, half, usual, usual])
    assert [model.seed for model in ordered] == [0, 4, 2, 0]
    assert [model.seed for model in prototype_first([usual])] == [0]


def test_nmf_and_lda_start_with_noise_of_their_own(counts: tk.TermCounts) -> None:
    from toolkit.topics.seeding import make_start

    common = {"n_topics": 3, "themes": None, "background": False, "seed": 1}
    sharp, soft = (make_start(counts, alone=alone, **common).topic_term for alone in (0.3, 1.0))  # type: ignore[arg-type]
    assert np.sort(sharp, axis=1)[:, -3:].sum() > np.sort(soft, axis=1)[:, -3:].sum()
