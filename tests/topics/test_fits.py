"""The promises every fit keeps."""

import dataclasses
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import toolkit as tk
from toolkit.base.parts import Parts
from toolkit.topics.model import FittedBy

FITS = {
    "cvb0": lambda counts, **more: tk.fit_lda(counts, **more),
    "gensim": lambda counts, **more: tk.fit_lda(counts, engine="gensim", **more),
    "kl": lambda counts, **more: tk.fit_nmf(counts, **more),
    "frobenius": lambda counts, **more: tk.fit_nmf(counts, loss="frobenius", **more),
}


@pytest.mark.parametrize("engine", FITS)
def test_named_themes_come_first_and_follow_the_planted_shares(engine, counts, themes, planted_shares) -> None:
    model = FITS[engine](counts, n_topics=4, themes=themes, seed=1)
    assert model.topic_names == ("sport", "health", "trade", "topic_3")
    assert model.roles == ("theme", "theme", "theme", "topic")
    for k in range(3):
        assert np.corrcoef(model.doc_topic[:, k], planted_shares[:, k])[0, 1] > 0.9


@pytest.mark.parametrize("engine", FITS)
def test_rows_sum_to_one_and_the_same_seed_gives_the_same_model(engine, counts, themes) -> None:
    first = FITS[engine](counts, n_topics=5, themes=themes, seed=3)
    assert np.allclose(first.doc_topic.sum(axis=1), 1.0) and np.allclose(first.topic_term.sum(axis=1), 1.0)
    assert FITS[engine](counts, n_topics=5, themes=themes, seed=3).fingerprint == first.fingerprint
    assert FITS[engine](counts, n_topics=5, themes=themes, seed=4).fingerprint != first.fingerprint


@pytest.mark.parametrize("engine", ["cvb0", "kl"])
def test_the_number_of_threads_does_not_change_a_bit(engine, counts, themes) -> None:
    prints = {
        FITS[engine](counts, n_topics=5, themes=themes, seed=3, options=tk.FitOptions(threads=n)).fingerprint
        for n in (1, 2, 4)
    }
    assert len(prints) == 1


def test_mass_is_conserved(lda, counts) -> None:
    lengths = np.asarray(counts.matrix.sum(axis=1)).ravel()
    assert np.allclose(lda.pseudocounts.sum(axis=1), lengths, rtol=1e-9)
    assert lda.pseudocounts.min() >= 0


@pytest.mark.parametrize("engine", FITS)
def test_an_excluded_word_stays_out_of_its_theme(engine, counts) -> None:
    themes = tk.themes_from_dict({"sport": {"seeds": ["bóng"], "exclude": ["giải"]}, "health": ["bệnh"]})
    model = FITS[engine](counts, n_topics=3, themes=themes, seed=1)
    column = counts.vocabulary.column["giải"]
    assert model.topic_term[0, column] == 0.0
    assert model.topic_term[1:, column].max() > 0.0


@pytest.mark.parametrize("engine", ["cvb0", "kl"])
def test_a_settled_fit_and_transform_agree_on_the_fitted_units(engine, counts, themes) -> None:
    options = tk.FitOptions(passes=150, tolerance=0)
    model = FITS[engine](counts, n_topics=4, themes=themes, seed=1, options=options)
    assert np.abs(model.transform(counts) - model.doc_topic).mean() < 0.01


def test_units_left_out_of_the_fit_get_their_shares_afterwards(counts, themes, planted_shares) -> None:
    options = tk.FitOptions(fit_on=counts.ids[:100])
    for fit in (tk.fit_lda, tk.fit_nmf):
        model = fit(counts, n_topics=3, themes=themes, seed=1, options=options)
        assert model.ids == counts.ids and model.parameters["n_fitted"] == 100
        assert np.corrcoef(model.doc_topic[100:, 0], planted_shares[100:, 0])[0, 1] > 0.9


def test_minibatches_find_the_same_themes_without_storing_responsibilities(counts, themes, lda) -> None:
    prints = set()
    for threads in (1, 3):
        options = tk.FitOptions(memory_gb=0, threads=threads)
        model = tk.fit_lda(counts, n_topics=4, themes=themes, seed=1, options=options)
        prints.add(model.fingerprint)
    assert len(prints) == 1 and len(model.history) == 8  # two batches, one pass held and three
    for k in range(3):
        assert np.corrcoef(model.doc_topic[:, k], lda.doc_topic[:, k])[0, 1] > 0.97
    assert np.allclose(model.pseudocounts.sum(axis=1), lda.pseudocounts.sum(axis=1))


def test_a_model_is_stored_and_comes_back_the_same(lda) -> None:
    again = tk.TopicModel.from_parts(lda.to_parts())
    assert again.fingerprint == lda.fingerprint and dict(again.parameters) == dict(lda.parameters)


def test_calls_that_cannot_be_meant_name_the_item(counts, themes) -> None:
    with pytest.raises(tk.UsageError, match="n_topics is 2, but 3 themes"):
        tk.fit_lda(counts, n_topics=2, themes=themes, seed=1)
    with pytest.raises(tk.ThemesError, match=r"'space'.*hành tinh"):
        tk.fit_nmf(counts, n_topics=3, themes=tk.themes_from_dict({"space": ["hành tinh"]}), seed=1)
    with pytest.raises(tk.UsageError, match="cannot be 'gibbs'"):
        tk.fit_lda(counts, n_topics=3, engine="gibbs", seed=1)
    with pytest.raises(tk.AlignmentError, match="nowhere"):
        tk.fit_lda(counts, n_topics=3, seed=1, options=tk.FitOptions(fit_on=("nowhere",)))


@pytest.mark.parametrize("engine", FITS)
@pytest.mark.parametrize("lists", [[["bóng"]], [["bóng", "đội"]], [["bóng"], ["bóng"]], [["bóng", "đội"]] * 4])
def test_the_smallest_corpora_have_a_defined_result(engine, lists) -> None:
    tokens = tk.tokens_from_lists([str(i) for i in range(len(lists))], lists)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))
    model = FITS[engine](counts, n_topics=2, seed=1)
    assert np.isfinite(model.doc_topic).all() and np.isfinite(model.topic_term).all()


def test_refits_are_matched_to_the_reference(counts, themes, lda) -> None:
    free = tk.fit_lda(counts, n_topics=3, seed=1)
    again = tk.refit(free, counts, fits=2, seed=5)
    table = tk.stability([free, *again])
    assert table["cosine"].min() > 0.9
    resampled = tk.refit(lda, counts, fits=2, seed=5, resample="stories")
    assert resampled[0].parameters["n_fitted"] == 120
    assert resampled[0].fingerprint != resampled[1].fingerprint


def test_story_resamples_keep_a_story_together(counts, themes) -> None:
    stories = {unit: unit[:3] for unit in counts.ids}
    counts = dataclasses.replace(counts, story=tuple(stories.values()))
    model = tk.fit_lda(counts, n_topics=3, themes=themes, seed=1)
    (again,) = tk.refit(model, counts, fits=1, seed=2, resample="stories")
    kept = set(again.parameters["options"]["fit_on"])
    for story in set(stories.values()):
        members = {unit for unit in counts.ids if stories[unit] == story}
        assert members <= kept or not members & kept


def test_what_goes_by_story_says_so_where_stories_are_not_known(counts) -> None:
    unknown = dataclasses.replace(counts, story=None)
    model = tk.fit_lda(unknown, n_topics=3, seed=1)
    assert len(tk.refit(model, unknown, fits=1, seed=2)) == 1
    with pytest.raises(tk.UsageError, match="goes by story"):
        tk.refit(model, unknown, fits=1, seed=2, resample="stories")
    with pytest.raises(tk.UsageError, match="goes by story"):
        tk.choose_n_topics(unknown, [2], seed=1)


def test_options_are_checked_and_each_matters(counts, themes) -> None:
    with pytest.raises(tk.UsageError, match="solver"):
        tk.FitOptions(solver="gpu")
    base = tk.FitOptions(passes=15)
    plain = tk.fit_lda(counts, n_topics=4, themes=themes, seed=1, options=base).fingerprint
    for change in (
        {"passes": 3},
        {"hold": 0},
        {"tolerance": 0.5},
        {"alpha": 1.0},
        {"learn_alpha": False},
        {"beta": 0.5},
        {"anchor": 1.0},
        {"idf": True},
    ):
        options = replace(base, **change)
        other = tk.fit_lda(counts, n_topics=4, themes=themes, seed=1, options=options)
        assert other.fingerprint != plain, change


def test_topics_that_a_person_named_are_fitted_again_under_their_names(counts) -> None:
    free = tk.fit_lda(counts, n_topics=3, seed=1)
    named = tk.name_topics(free, {"sport": (0, 2), "health": 1})
    again = tk.refit(named, counts, fits=2, seed=5)
    assert all(model.topic_names == named.topic_names and model.roles == named.roles for model in again)
    assert tk.stability([named, *again])["jaccard"].tolist() == tk.stability([free, *again])["jaccard"].tolist()
    guided = tk.fit_lda(counts, n_topics=3, seed=1, themes=tk.themes_from_dict({"sport": ["bóng"]}))
    with pytest.raises(tk.AlignmentError, match="same vocabulary, themes and number of topics"):
        tk.stability([named, guided])


def test_a_theme_named_as_a_free_topic_does_not_take_its_share(counts) -> None:
    themes = tk.themes_from_dict({"topic_2": ["bóng"]})
    with pytest.raises(tk.ThemesError, match="'topic_2' bears the name of a free topic"):
        tk.fit_lda(counts, n_topics=4, themes=themes, seed=1)
    assert tk.fit_lda(counts, n_topics=2, themes=themes, seed=1).names == ("topic_2", "topic_1")
    background = tk.themes_from_dict({"background": ["bóng"]})
    with pytest.raises(tk.ThemesError, match="'background'"):
        tk.fit_nmf(counts, n_topics=4, themes=background, background=True, seed=1)


@pytest.mark.parametrize("n_topics", [3.0, "3", None])
def test_a_number_of_topics_is_a_whole_number(counts, n_topics) -> None:
    with pytest.raises(tk.UsageError, match=r"n_topics is .*, but must be a whole number"):
        tk.fit_lda(counts, n_topics=n_topics, seed=1)


@pytest.mark.filterwarnings("error")
def test_a_perfect_frobenius_fit_can_be_stored(tmp_path) -> None:
    tokens = tk.tokens_from_lists(list("abcde"), [["bóng"]] * 5)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))
    model = tk.fit_nmf(counts, n_topics=2, seed=1, loss="frobenius")
    tk.save(model, tmp_path / "model")
    assert tk.load(tmp_path / "model").history[0]["divergence"] == pytest.approx(0.0, abs=1e-6)


CALLS = {
    "cvb0": ({"engine": "cvb0"}, {}),
    "cvb0 in minibatches": ({"engine": "cvb0"}, {"memory_gb": 0.0}),
    "gensim": ({"engine": "gensim"}, {}),
    "kl": ({"loss": "kl"}, {}),
    "kl by scikit-learn": ({"loss": "kl"}, {"solver": "scikit-learn"}),
    "frobenius": ({"loss": "frobenius"}, {}),
}
CHANGES = {
    "passes": 2,
    "hold": 0,
    "tolerance": 0.9,
    "alpha": 1.0,
    "learn_alpha": False,
    "beta": 0.5,
    "anchor": 1.0,
    "idf": True,
    "fit_on": tuple(f"a{u:03d}.txt" for u in range(100)),
    "sample": 100,
    "memory_gb": 0.0,
    "solver": "scikit-learn",
}
CASES = [(call, option) for call, (_, own) in CALLS.items() for option in CHANGES if option not in own]
NOT_OF_THE_FIT = {"threads"}  # never changes a bit: tests of its own


def test_the_table_of_options_goes_through_all() -> None:
    assert set(CHANGES) | NOT_OF_THE_FIT == {field.name for field in fields(tk.FitOptions)}


@pytest.mark.parametrize("guided", [True, False])
@pytest.mark.parametrize(("call", "option"), CASES)
def test_every_option_changes_the_fit_or_is_refused(counts, themes, call, option, guided) -> None:
    arguments, own = CALLS[call]
    verb = tk.fit_lda if "engine" in arguments else tk.fit_nmf
    arguments = {**arguments, "n_topics": 4, "themes": themes if guided else None, "seed": 1}
    plain = verb(counts, options=tk.FitOptions(**own), **arguments)
    changed = tk.FitOptions(**{**own, option: CHANGES[option]})
    try:
        other = verb(counts, options=changed, **arguments)
    except tk.UsageError as error:
        assert f"does not read the option '{option}'" in str(error)
        assert option not in {"passes", "fit_on", "sample"}
    else:
        assert other.fingerprint != plain.fingerprint


@pytest.mark.parametrize(
    ("fit", "option", "guided"),
    [
        ({"engine": "cvb0"}, {"anchor": 0.5}, False),
        ({"engine": "gensim"}, {"anchor": 0.5}, False),
        ({"engine": "cvb0"}, {"hold": 3}, False),
        ({"loss": "kl"}, {"hold": 3}, False),
        ({"engine": "cvb0"}, {"solver": "scikit-learn"}, True),
        ({"engine": "gensim"}, {"learn_alpha": False}, True),
        ({"loss": "kl"}, {"anchor": 0.0}, True),
        ({"loss": "frobenius"}, {"solver": "scikit-learn"}, True),
        ({"loss": "frobenius"}, {"idf": True}, True),
    ],
)
def test_what_an_engine_does_not_read_is_refused(counts, themes, fit, option, guided) -> None:
    verb, own = tk.fit_lda if "engine" in fit else tk.fit_nmf, themes if guided else None
    with pytest.raises(tk.UsageError, match=f"does not read the option '{next(iter(option))}'"):
        verb(counts, n_topics=3, themes=own, seed=1, options=tk.FitOptions(**option), **fit)


def test_a_model_saved_with_an_option_that_did_nothing_is_fitted_again(counts) -> None:
    model = tk.fit_lda(counts, n_topics=3, seed=1)
    once = {**model.parameters, "options": {**model.parameters["options"], "hold": 4, "anchor": 0.5}}
    older = replace(model, parameters=once)
    again, expected = (tk.refit(m, counts, fits=1, seed=2)[0] for m in (older, model))
    assert again.fingerprint == expected.fingerprint


def test_a_model_says_how_it_was_fitted(counts, themes, caplog) -> None:
    common = {"n_topics": 4, "themes": themes, "seed": 1}
    whole = tk.fit_lda(counts, **common, options=tk.FitOptions(passes=5, tolerance=0.0)).fitted_by
    assert (whole.engine, whole.whole, whole.passes_asked, whole.passes_done) == ("cvb0", True, 15, 15)
    assert not caplog.records
    model = tk.fit_lda(counts, **common, options=tk.FitOptions(memory_gb=0.0, passes=5, tolerance=0.0))
    assert model.fitted_by == FittedBy("cvb0", False, 6, 6)  # one pass is held
    assert "made in minibatches" in caplog.text and "in minibatches, 6 of at most 6 passes" in repr(model)
    assert 0.0 < model.parameters["shared_words"] < 1.0
    assert tk.TopicModel.from_parts(model.to_parts()).fitted_by == model.fitted_by
    stopped = tk.fit_nmf(counts, **common, options=tk.FitOptions(tolerance=0.5)).fitted_by
    assert stopped.passes_done < stopped.passes_asked and stopped.engine == "compiled"


def test_a_model_saved_before_it_said_so_is_read(lda) -> None:
    parts = lda.to_parts()
    older = Parts({key: value for key, value in parts.meta.items() if key != "fitted_by"}, parts.arrays)
    again = tk.TopicModel.from_parts(older)
    assert again.fitted_by is None and again.fingerprint == lda.fingerprint


@pytest.mark.parametrize("given", [np.ones((2, 3)), sp.csr_matrix(np.ones((2, 3))), None, pd.DataFrame({"a": [1]})])
def test_what_is_no_counts_is_refused_at_the_door(lda, given) -> None:
    for verb in (lambda: tk.transform(lda, given), lambda: lda.transform(given)):
        with pytest.raises(tk.UsageError, match=f"wants TermCounts, not {type(given).__name__}"):
            verb()
    for fit in FITS.values():
        with pytest.raises(tk.UsageError, match="wants TermCounts"):
            fit(given, n_topics=2, seed=1)


def test_transform_is_the_method(lda, nmf, counts) -> None:
    for model in (lda, nmf):
        assert np.array_equal(tk.transform(model, counts), model.transform(counts))


def test_a_number_of_topics_has_an_end(counts) -> None:
    for verb in (tk.fit_lda, tk.fit_nmf):
        with pytest.raises(tk.UsageError, match="n_topics is 1,001, but at most 1,000"):
            verb(counts, n_topics=1001, seed=1)


def test_a_number_of_terms_is_at_least_one(counts, lda) -> None:
    for verb in (tk.coherence, tk.diagnostics, lambda model, counts, n: tk.stability([model, model], n=n)):
        for n in (0, -1, 2.5):
            with pytest.raises(tk.UsageError, match="n is"):
                verb(lda, counts, n=n)


def test_counts_of_fewer_units_are_named(counts, lda) -> None:
    fewer = tk.TermCounts(counts.matrix[:100], counts.ids[:100], counts.vocabulary)
    with pytest.raises(tk.AlignmentError, match=r"a100.txt, a101.txt, a102.txt and 47 more"):
        tk.diagnostics(lda, fewer)


def test_topics_without_a_likeness_are_not_matched(counts, lda) -> None:
    one, other = np.zeros((2, 2, len(counts.vocabulary)))
    one[0, :4], one[1, 4:8] = 0.25, 0.25
    other[0, [3, *range(8, 16)]], other[1, [7, *range(9, 17)]] = 1 / 9, 1 / 9
    models = [
        replace(
            lda,
            topic_term=table,
            doc_topic=np.full((len(counts), 2), 0.5),
            pseudocounts=None,
            themes=None,
            topic_names=("a", "b"),
            roles=("topic",) * 2,
            parameters={},
        )
        for table in (one, other)
    ]
    table = tk.stability(models)
    assert table["cosine"].between(0.1, 0.5).all() and not table["recurring"].any() and (table["matched"] == 0).all()
