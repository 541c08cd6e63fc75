"""Fits on a drawn sample of stories: sizes, strata, order, and what the others get."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit as tk
from toolkit.topics.fitting import extended
from toolkit.topics.sampling import LEAST_A_PERIOD, allocation, draw_stories, proportional
from toolkit.topics.stability import refit_on

sizes = st.dictionaries(
    st.tuples(st.sampled_from(["2015", "2016", "2017", "2018"]), st.sampled_from("abc")),
    st.integers(1, 3000),
    min_size=1,
)


@given(sizes, st.data())
@settings(max_examples=200, deadline=None)
def test_an_allocation_adds_up_and_gives_no_stratum_more_than_it_has(sizes, data) -> None:
    total = sum(sizes.values())
    n = data.draw(st.integers(1, total))
    found = allocation(sizes, n)
    assert sum(found.values()) == n and all(0 <= found[key] <= sizes[key] for key in sizes)
    periods = {period: sum(v for (p, _), v in sizes.items() if p == period) for period, _ in sizes}
    if n >= sum(min(size, LEAST_A_PERIOD) for size in periods.values()):
        for period, size in periods.items():
            assert sum(v for (p, _), v in found.items() if p == period) >= min(size, LEAST_A_PERIOD)


def test_what_is_beyond_the_least_is_dealt_in_proportion() -> None:
    found = allocation({("2015", "a"): 600, ("2016", "a"): 3000, ("2016", "b"): 7000}, 2000)
    assert found == {("2015", "a"): 510, ("2016", "a"): 447, ("2016", "b"): 1043}  # 500 + 1000·(100, 9500)/9600
    assert proportional({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}


def world(n: int = 3000) -> tuple[list[str], list[str], list[str]]:
    random = np.random.default_rng(1)
    own = random.integers(0, 2 * n // 3, n)
    years = {s: str(2015 + s % 3) for s in own.tolist()}
    return [f"s{s}" for s in own], [years[s] for s in own.tolist()], random.choice(["x", "y"], n).tolist()


def test_stories_are_whole_and_the_sample_depends_on_no_order() -> None:
    story, period, outlet = world()
    drawn = draw_stories(story, n=700, seed=3, period=period, outlet=outlet)
    chosen = {s for s, is_drawn in zip(story, drawn) if is_drawn}
    assert len(chosen) == 700 and not chosen & {s for s, is_drawn in zip(story, drawn) if not is_drawn}
    order = np.random.default_rng(2).permutation(len(story))
    again = draw_stories(
        [story[i] for i in order], n=700, seed=3, period=[period[i] for i in order], outlet=[outlet[i] for i in order]
    )
    assert (again == drawn[order]).all()
    other = draw_stories(story, n=700, seed=4, period=period, outlet=outlet)
    assert 0 < (drawn & other).sum() < drawn.sum()
    assert draw_stories(story, n=10**6, seed=3).all()


def test_each_story_is_as_likely_as_another() -> None:
    story = [f"s{i}" for i in range(200)]
    times = sum(draw_stories(story, n=50, seed=seed).astype(int) for seed in range(400))
    assert times.sum() == 400 * 50
    assert ((times - 100) ** 2 / 75).sum() == pytest.approx(200, abs=5 * np.sqrt(2 * 200))  # χ², five standard errors


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(tk.UsageError, match="n is 0"):
        draw_stories(["a", "b"], n=0, seed=1)
    with pytest.raises(tk.AlignmentError, match="give one each"):
        draw_stories(["a", "b"], n=1, seed=1, period=["2015"])


def test_a_fit_draws_its_sample_by_its_seed_and_so_does_each_refit(counts, themes) -> None:
    reprinted = tk.TermCounts(
        counts.matrix, counts.ids, counts.vocabulary, story=tuple(i[:3] + i[4:] for i in counts.ids)
    )
    n_stories = len(set(reprinted.story))
    for fit in (tk.fit_lda, tk.fit_nmf):
        model = fit(reprinted, n_topics=4, themes=themes, seed=1, options=tk.FitOptions(sample=n_stories // 2))
        assert model.ids == counts.ids and 0 < model.parameters["n_fitted"] < len(counts)
        assert np.allclose(model.doc_topic.sum(axis=1), 1.0)
        one, two = tk.refit(model, reprinted, fits=2, seed=5)
        assert one.fingerprint != two.fingerprint
        whole = fit(reprinted, n_topics=4, themes=themes, seed=1, options=tk.FitOptions(sample=n_stories))
        assert whole.fingerprint == fit(reprinted, n_topics=4, themes=themes, seed=1).fingerprint


def test_a_sample_is_drawn_from_what_may_be_fitted(counts) -> None:
    options = tk.FitOptions(sample=20, fit_on=counts.ids[:60])
    assert tk.fit_lda(counts, n_topics=3, seed=1, options=options).parameters["n_fitted"] == 20


def test_refits_on_given_samples_are_the_fits_on_them(counts, themes) -> None:
    model = tk.fit_lda(counts, n_topics=4, themes=themes, seed=1, options=tk.FitOptions(fit_on=counts.ids[:100]))
    samples = [counts.ids[20:120], counts.ids[50:]]
    again = refit_on(model, counts, samples, seed=2)
    assert [m.parameters["options"]["fit_on"] for m in again] == samples
    assert (
        again[0].fingerprint
        == tk.refit(
            replace(model, parameters={**model.parameters, "options": tk.FitOptions(fit_on=samples[0]).to_dict()}),
            counts,
            fits=1,
            seed=2,
        )[0].fingerprint
    )


@pytest.mark.parametrize("fit", [tk.fit_lda, tk.fit_nmf])
def test_a_model_of_some_units_extends_to_all(counts, themes, fit) -> None:
    some = counts.at(np.arange(0, 150, 2))
    model = fit(some, n_topics=4, themes=themes, seed=1)
    whole = extended(model, counts)
    held = fit(counts, n_topics=4, themes=themes, seed=1, options=tk.FitOptions(fit_on=some.ids))
    assert np.array_equal(whole.topic_term, held.topic_term) and np.allclose(whole.doc_topic, held.doc_topic)
    assert whole.ids == counts.ids and np.array_equal(whole.term_totals, held.term_totals)
    assert whole.parameters["options"]["fit_on"] == some.ids
    if model.pseudocounts is not None:
        assert np.allclose(whole.pseudocounts.sum(axis=1), np.asarray(counts.matrix.sum(axis=1)).ravel())
    with pytest.raises(tk.AlignmentError, match="do not hold"):
        extended(held, some)
