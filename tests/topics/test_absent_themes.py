"""A theme none of whose seeds occurs does not end a fit: it is left out, on record, and told with the figures."""

import pytest

import toolkit as tk
from tests.planted import plant
from toolkit.base.errors import ThemesError

PLANTED = plant(seed=1, n_terms=300, length=60, texts=False)


def with_absent() -> tk.Themes:
    told = {theme.key: list(theme.seeds) for theme in PLANTED.themes}
    return tk.themes_from_dict({"far": ["đảo xa khơi"], **told})


@pytest.mark.parametrize("fit", [tk.fit_lda, tk.fit_nmf])
def test_the_others_are_fitted_as_if_it_were_not_named(fit) -> None:
    found = fit(PLANTED.counts, n_topics=PLANTED.design.n_topics, themes=with_absent(), seed=1)
    alone = fit(PLANTED.counts, n_topics=PLANTED.design.n_topics, themes=PLANTED.themes, seed=1)
    assert list(found.parameters["absent_themes"]) == ["far"] and "far" not in found.names
    assert (found.doc_topic == alone.doc_topic).all() and "absent_themes" not in alone.parameters
    told = [caution.code for caution in tk.prevalence(found, PLANTED.corpus, seed=1, draws=100).cautions]
    assert told == ["silent_theme"]
    assert not tk.prevalence(alone, PLANTED.corpus, seed=1, draws=100).cautions


@pytest.mark.parametrize("fit", [tk.fit_lda, tk.fit_nmf])
def test_no_seed_of_any_theme_is_an_error_with_its_remedy(fit) -> None:
    with pytest.raises(ThemesError, match=r"no seed of any theme is in the vocabulary .*keep=themes"):
        fit(PLANTED.counts, n_topics=5, themes=tk.themes_from_dict({"far": ["đảo xa khơi"]}), seed=1)
