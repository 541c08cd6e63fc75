"""Planted corpora and true models that the tests of this floor share."""

import numpy as np
import pytest

from tests.planted import Planted, plant
from toolkit.topics.model import TopicModel


def true_model(planted: Planted) -> TopicModel:
    """A TopicModel that knows the truth: planted words of topics, planted shares of units."""
    others = tuple(f"topic_{k + 1:02d}" for k in range(planted.n_themes, planted.design.n_topics))
    roles = ("theme",) * planted.n_themes + ("topic",) * len(others)
    totals = np.asarray(planted.counts.matrix.sum(axis=0), dtype=float).ravel()
    counts = planted.counts
    return TopicModel(
        planted.phi,
        planted.theta,
        None,
        (*planted.themes.keys, *others),
        roles,
        planted.themes,
        totals,
        {},
        counts.ids,
        counts.vocabulary,
        "lda",
        planted.seed,
        (),
        counts,
    )


@pytest.fixture(scope="session")
def planted() -> Planted:
    return plant(1, units=150, n_terms=600, length=80)


@pytest.fixture(scope="session")
def model(planted: Planted) -> TopicModel:
    return true_model(planted)


@pytest.fixture(scope="session")
def undated() -> Planted:
    return plant(2, units=150, n_terms=600, length=80, undated=0.3, year_only=0.2)
