"""GuidedLDA and GuidedNMF keep scikit-learn's contract and agree with the verbs they wrap."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

import toolkit as tk
from toolkit.estimators import GuidedLDA, GuidedNMF

LOSSES = ("kl", "frobenius")


@parametrize_with_checks([GuidedLDA(n_components=2), *(GuidedNMF(n_components=2, loss=loss) for loss in LOSSES)])
def test_scikit_learn_checks(estimator, check) -> None:
    """Each of scikit-learn's own checks raises an AssertionError where the contract is broken."""
    check(estimator)


@pytest.fixture(scope="module")
def counts() -> tk.TermCounts:
    random = np.random.default_rng(3)
    lists = [random.choice(["b", "c", "a", "d", "e"], size=12).tolist() for _ in range(30)]
    tokens = tk.tokens_from_lists([str(i) for i in range(30)], lists)
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))


@pytest.mark.parametrize(("estimator", "fit"), [(GuidedLDA, tk.fit_lda), (GuidedNMF, tk.fit_nmf)])
def test_the_order_of_columns_changes_nothing_but_their_order(estimator, fit, counts) -> None:
    themes = tk.themes_from_dict({"first": ["a"]})
    model = fit(counts, n_topics=3, themes=themes, seed=5)
    order = np.array([3, 1, 4, 0, 2])
    terms = [counts.vocabulary.terms[j] for j in order]
    found = estimator(3, themes=themes, terms=terms, random_state=5).fit(counts.matrix[:, order])
    assert np.array_equal(found.components_, model.topic_term[:, order])
    assert np.array_equal(found.transform(counts.matrix[:, order]), model.transform(counts))
    assert found.topic_names_ == ("first", "topic_1", "topic_2")


def test_a_row_without_counts_stays_zero_and_themes_want_terms(counts) -> None:
    found = GuidedLDA(2).fit(counts.matrix)
    assert found.transform(np.zeros((1, 5))).tolist() == [[0.0, 0.0]]
    with pytest.raises(tk.UsageError, match="terms="):
        GuidedLDA(2, themes=tk.themes_from_dict({"first": ["a"]})).fit(counts.matrix)
    with pytest.raises(tk.InputError, match="every row"):
        GuidedNMF(2).fit(np.zeros((3, 5)))
