"""How much topics share, on topics made for it."""

import numpy as np
import pytest

from toolkit.topics.engines.overlap import overlap


@pytest.mark.parametrize("n_topics", [1, 2, 3, 4, 6, 20])
def test_topics_without_a_common_word_share_nothing(n_topics: int) -> None:
    assert overlap(np.eye(n_topics)) == 0.0


@pytest.mark.parametrize("n_topics", [2, 3, 4, 6, 20])
@pytest.mark.parametrize("common", [0.1, 0.5, 1.0])
def test_what_all_topics_have_in_common_is_what_they_share(n_topics: int, common: float) -> None:
    topics = np.hstack([(1 - common) * np.eye(n_topics), np.full((n_topics, 5), common / 5)])
    assert overlap(topics) == pytest.approx(common)


def test_words_of_half_the_topics_do_not_count() -> None:
    topics = np.hstack([np.repeat(np.eye(2), 4, axis=0) * 0.5, np.eye(8) * 0.5])
    assert overlap(topics) == 0.0
