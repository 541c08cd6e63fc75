"""The main theme without codes: chances by unit, better than the largest share, the same for the same seed."""

import numpy as np
import pytest

import toolkit as tk
from tests.planted import plant
from toolkit.base.errors import AlignmentError, UsageError
from toolkit.evidence.main_themes import (
    BLOCK,
    MOST_LOOKED_AT,
    _largest,
    coordinates,
    main_themes,
    neighbours,
    surest,
)


@pytest.fixture(scope="module")
def fitted():
    corpus = plant(seed=3)
    return corpus, tk.fit_lda(corpus.counts, n_topics=corpus.design.n_topics, themes=corpus.themes, seed=1)


def test_chances_are_rows_that_sum_to_one_and_words_stay(fitted) -> None:
    corpus, model = fitted
    (main,) = main_themes(model, corpus.counts, seed=1)
    assert np.allclose(main.doc_topic.sum(axis=1), 1) and main.doc_topic.min() >= 0
    assert main.topic_names == model.topic_names and np.array_equal(main.topic_term, model.topic_term)
    assert main.pseudocounts is None


def test_the_same_seed_gives_the_same_bits_and_refits_stay_in_order(fitted) -> None:
    corpus, model = fitted
    fits = [model, *tk.refit(model, corpus.counts, fits=1, seed=2)]
    first, second = main_themes(fits, corpus.counts, seed=1)
    assert np.array_equal(first.doc_topic, main_themes(model, corpus.counts, seed=1)[0].doc_topic)
    assert not np.array_equal(first.doc_topic, second.doc_topic)


def test_a_unit_led_by_a_free_topic_stays_and_themes_keep_their_mass(fitted) -> None:
    corpus, model = fitted
    (main,) = main_themes(model, corpus.counts, seed=1)
    t = corpus.n_themes
    free = model.doc_topic.argmax(axis=1) >= t
    assert free.any() and np.array_equal(main.doc_topic[free], model.doc_topic[free])
    assert np.allclose(main.doc_topic[:, :t].sum(axis=1), model.doc_topic[:, :t].sum(axis=1))
    (closed,) = main_themes(model, corpus.counts, seed=1, others=False)
    assert np.allclose(closed.doc_topic[:, :t].sum(axis=1), 1)


def test_planted_main_themes_are_found(fitted) -> None:
    corpus, model = fitted
    (main,) = main_themes(model, corpus.counts, seed=1, others=False)
    truth = corpus.theta.argmax(axis=1)
    clear = (np.sort(corpus.theta, axis=1)[:, -1] > 0.6) & (truth < corpus.n_themes)
    assert (main.doc_topic.argmax(axis=1) == truth)[clear].mean() > 0.9


def test_its_dominance_has_draws(fitted) -> None:
    corpus, model = fitted
    fits = main_themes([model, *tk.refit(model, corpus.counts, fits=1, seed=2)], corpus.counts, seed=1)
    found = tk.prevalence(fits, corpus.corpus, measure="dominant", seed=1, draws=100)
    assert found.measure == "dominant" and found.draws.std(axis=0).min() > 0


def test_neighbours_are_the_nearest_others() -> None:
    random = np.random.default_rng(1)
    places = random.normal(size=(BLOCK + 50, 6))
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    near = neighbours(places, seed=1)
    assert np.allclose(near.sum(axis=1), 1) and near.diagonal().max() == 0
    for u in (0, BLOCK + 3):
        cosine = places @ places[u]
        cosine[u] = -2
        assert set(near[[u]].indices) == set(np.argsort(-cosine)[:10])
    assert neighbours(places[:1], seed=1).shape == (1, 1) and MOST_LOOKED_AT > BLOCK


def test_every_class_teaches_with_the_same_share() -> None:
    belief = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4], [0.55, 0.45], [0.1, 0.9]])
    assert surest(belief).tolist() == [0, 1, 2, 3, 5]


def test_coordinates_have_length_one(fitted) -> None:
    assert np.allclose(np.linalg.norm(coordinates(fitted[0].counts, seed=1), axis=1), 1)


def test_what_it_cannot_serve_is_refused(fitted) -> None:
    corpus, model = fitted
    with pytest.raises(UsageError, match="named themes"):
        main_themes(tk.fit_lda(corpus.counts, n_topics=3, seed=1), corpus.counts, seed=1)
    with pytest.raises(UsageError, match="named themes"):
        main_themes([], corpus.counts, seed=1)
    with pytest.raises(AlignmentError):
        main_themes(model, corpus.counts.subset(corpus.counts.ids[:-1]), seed=1)


def test_the_largest_of_a_row_are_argpartitions_with_ties_too() -> None:
    values = np.random.default_rng(1).random((40, 200), dtype=np.float32)
    values[:20] = np.round(values[:20], 1)  # ties at every rank
    for k in (1, 7, 199):
        expected = np.sort(np.argpartition(-values, k - 1, axis=1)[:, :k], axis=1)
        assert np.array_equal(_largest(values, k), expected)
