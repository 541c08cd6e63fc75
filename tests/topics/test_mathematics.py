"""The engines against independent implementations, and the quantities that must only go one way."""

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.stats import rankdata

import toolkit as tk
from tests.planted import plant
from toolkit.base.streams import stream
from toolkit.base.threads import Threads
from toolkit.topics.engines import cvb0, kl_nmf, settling, sklearn_nmf
from toolkit.topics.engines.blocks import Cells, Masses, padded
from toolkit.topics.engines.cvb0 import GUIDED_PASSES
from toolkit.topics.engines.overlap import OVERLAP_LIMIT, overlap
from toolkit.topics.fitting import prepare
from toolkit.topics.quality.coherence import mean_pair, npmi_of
from toolkit.topics.quality.heldout import completion, completion_by_unit, dispersion, split_units
from toolkit.topics.quality.matching import average_jaccard, match_topics
from toolkit.topics.terms import frex, lift, relevance
from toolkit.topics.transform import proportions
from toolkit.topics.weighting import inverse_frequency, tfidf


def slow_cvb0_pass(matrix, gamma, in_unit, in_word, in_topic, alpha, beta):
    """The update as METHODS §7 writes it, one pair after another, in float64; units see words' news at once."""
    for u in range(matrix.shape[0]):
        seen = in_unit[u].copy()
        for place, i in enumerate(range(matrix.indptr[u], matrix.indptr[u + 1])):
            if place % 8 == 0:
                seen = in_unit[u].copy()
            c, w = matrix.data[i], matrix.indices[i]
            own = c * gamma[i]
            new = (seen - own + alpha) * (in_word[w] - own + beta) / (in_topic[u] - own + beta * matrix.shape[1])
            new /= new.sum()
            in_unit[u] += c * (new - gamma[i])
            in_word[w] += c * (new - gamma[i])
            in_topic[u + 1 :] += c * (new - gamma[i])
            gamma[i] = new


def test_a_pass_of_cvb0_is_the_update_of_the_paper(counts) -> None:
    from toolkit.topics.engines import loops

    matrix = sp.csr_matrix(counts.matrix[:40], dtype=np.float64)
    n_topics, alpha, beta = 5, 0.1, 0.01
    gamma = np.random.default_rng(1).dirichlet(np.ones(n_topics), matrix.nnz)
    weighted = gamma * matrix.data[:, None]
    in_unit = np.add.reduceat(weighted, matrix.indptr[:-1], axis=0)
    in_word = np.zeros((matrix.shape[1], n_topics))
    np.add.at(in_word, matrix.indices, weighted)
    wide = [np.zeros((len(a), padded(n_topics)), dtype=np.float32) for a in (gamma, in_unit, in_word)]
    for target, values in zip(wide, (gamma, in_unit + alpha, in_word + beta)):
        target[:, :n_topics] = values
    topics = np.ones(padded(n_topics))
    topics[:n_topics] = (in_word + beta).sum(axis=0)
    pairs, walk = Cells.of(matrix, np.float32).pairs, loops.cvb0_pass(padded(n_topics))
    walk(pairs, 0, 40, Masses(*wide, topics), np.float32(1.0), 1, 0.0)
    in_topic = np.tile(in_word.sum(axis=0), (41, 1))
    slow_cvb0_pass(matrix, gamma, in_unit, in_word, in_topic, alpha, beta)
    assert np.allclose(wide[0][:, :n_topics], gamma, atol=2e-5)
    assert np.allclose(wide[1][:, :n_topics], in_unit + alpha, atol=1e-4)
    assert np.allclose(wide[2][:, :n_topics], in_word + beta, atol=1e-3)
    assert not wide[0][:, n_topics:].any()


def test_kl_nmf_is_scikit_learns_mu(counts) -> None:
    from sklearn.decomposition import non_negative_factorization

    random = np.random.default_rng(2)
    start = random.dirichlet(np.ones(counts.matrix.shape[1]), 4)
    units = random.random((len(counts.ids), 4)) + 0.1
    state = kl_nmf._State(sp.csr_matrix(counts.matrix, dtype=np.float64), start)
    state.unit_mass[:, :4] = units
    with Threads(2) as threads:
        for _ in range(25):
            state.run(threads, move=True, measure=False)
    w, h, _ = non_negative_factorization(
        counts.matrix.astype(np.float64),
        W=units,
        H=start,
        n_components=4,
        init="custom",
        solver="mu",
        beta_loss="kullback-leibler",
        tol=0.0,
        max_iter=25,
    )
    assert np.allclose(state.unit_mass[:, :4], w, rtol=1e-9, atol=1e-12)
    assert np.allclose(state.topic_term[:, :4].T, h, rtol=1e-9, atol=1e-12)


def test_the_objective_of_kl_nmf_never_rises(counts) -> None:
    matrix = sp.csr_matrix(counts.matrix, dtype=np.float64)
    state = kl_nmf._State(matrix, np.random.default_rng(4).dirichlet(np.ones(matrix.shape[1]), 5))
    with Threads(1) as threads:
        values = [state.run(threads, move=True, measure=True) for _ in range(40)]
    assert (np.diff(values) <= 1e-9 * abs(values[0])).all()
    product = state.unit_mass @ state.topic_term.T
    dense = matrix.toarray()
    logs = np.where(dense > 0, dense * np.log(np.where(dense > 0, dense, 1) / product), 0)
    expected = (logs - dense + product).sum()
    with Threads(1) as threads:
        assert state.run(threads, move=False, measure=True) == pytest.approx(expected, rel=1e-9)


def test_solver_scikit_learn_is_scikit_learn(counts, themes) -> None:
    from sklearn.decomposition import NMF

    options = tk.FitOptions(solver="scikit-learn", passes=20)
    model = tk.fit_nmf(counts, n_topics=4, themes=themes, seed=1, options=options)
    task = prepare(counts, n_topics=4, themes=themes, background=False, seed=1, options=options)
    start = np.ascontiguousarray(task.start.topic_term)
    units = sklearn_nmf.fold_in(task.matrix(task.fitted), start, loss="kl", passes=10)
    peer = NMF(4, init="custom", solver="mu", beta_loss="kullback-leibler", tol=1e-4, max_iter=20)
    w = peer.fit_transform(task.matrix(task.fitted), W=units, H=start)
    scale = peer.components_.sum(axis=1)
    assert np.allclose(model.topic_term, peer.components_ / scale[:, None])
    assert np.allclose(model.doc_topic, w * scale / (w * scale).sum(axis=1, keepdims=True))
    assert model.parameters["solver"] == "NMF(mu)"


def test_minibatches_take_over_beyond_the_limit_and_are_recorded(counts, themes, monkeypatch) -> None:
    monkeypatch.setattr(sklearn_nmf, "MOST_UNITS", 100)
    options = tk.FitOptions(solver="scikit-learn", passes=20)
    model = tk.fit_nmf(counts, n_topics=4, themes=themes, seed=1, options=options)
    assert model.parameters["solver"] == "MiniBatchNMF"


def test_tfidf_is_scikit_learns(counts) -> None:
    from sklearn.feature_extraction.text import TfidfTransformer

    ours = tfidf(counts.matrix, inverse_frequency(counts.matrix))
    theirs = TfidfTransformer(sublinear_tf=True).fit_transform(counts.matrix)
    assert np.allclose(ours.toarray(), theirs.toarray())


def test_the_gensim_engine_is_gensims_lda_from_our_start(counts, themes) -> None:
    from gensim.models import LdaModel

    from toolkit.base.streams import derived_seed
    from toolkit.topics.engines.gensim_lda import bags
    from toolkit.topics.lda import prior_counts

    options = tk.FitOptions(passes=3)
    model = tk.fit_lda(counts, n_topics=4, themes=themes, engine="gensim", seed=1, options=options)
    task = prepare(counts, n_topics=4, themes=themes, background=False, seed=1, options=options)
    prior = prior_counts(task)
    peer = LdaModel(
        id2word=dict(enumerate(counts.vocabulary.terms)),
        num_topics=4,
        chunksize=len(counts.ids),
        passes=3,
        update_every=0,
        decay=0.0,
        alpha=np.full(4, 0.1),
        eta=prior,
        iterations=50,
        minimum_probability=0.0,
        gamma_threshold=1e-3,
        random_state=derived_seed(1, "gensim"),
        dtype=np.float64,
        eval_every=None,
    )
    peer.state.sstats[...] = task.start.topic_term * (counts.matrix.sum() / 4)
    peer.sync_state()
    peer.update(bags(task.matrix(task.fitted)))
    assert np.allclose(model.topic_term, peer.get_topics())


def test_held_out_likelihood_does_not_fall_with_passes(counts) -> None:
    gains = []
    for seed in range(1, 11):  # ten splits and starts: on one of 45 units the difference is chance
        fitted, held = split_units(counts, share=0.3, seed=seed)
        few, many = (
            completion(
                tk.fit_lda(fitted, n_topics=3, seed=seed, options=tk.FitOptions(passes=n, tolerance=0)), held, seed=seed
            )
            for n in (10, 60)
        )
        gains.append((many - few).mean())
    assert np.mean(gains) > -np.std(gains, ddof=1) / np.sqrt(len(gains))


def test_topics_that_share_words_get_more_passes_without_the_anchor() -> None:
    for background, patient in ((0.0, False), (0.5, True)):
        planted = plant(seed=1, n_terms=600, length=80, units=150, background=background, texts=False)
        common: dict[str, Any] = {"n_topics": 6, "themes": planted.themes, "seed": 1}
        lda, nmf = tk.fit_lda(planted.counts, **common), tk.fit_nmf(planted.counts, **common)
        assert (len(lda.history) > 10 + GUIDED_PASSES) == patient
        assert (nmf.parameters["passes"] > kl_nmf.GUIDED_PASSES) == patient
        given = tk.fit_lda(planted.counts, options=tk.FitOptions(passes=GUIDED_PASSES, tolerance=0), **common)
        assert len(given.history) == 10 + GUIDED_PASSES  # a number given is kept
        assert (overlap(given.topic_term) >= OVERLAP_LIMIT) == patient
        truth = planted.theta[:, : planted.n_themes]
        worst = [min(np.corrcoef(m.doc_topic[:, t], truth[:, t])[0, 1] for t in range(4)) for m in (lda, given)]
        assert worst[0] > worst[1] if patient else worst[0] == worst[1]


@pytest.mark.parametrize("seed", [4, 8])  # corpora whose rare theme KL-NMF loses without its lead-in
def test_a_theme_of_three_per_cent_is_not_lost(seed: int) -> None:
    planted = plant(seed=seed, rare=True, texts=False)
    for fit in (tk.fit_lda, tk.fit_nmf):
        model = fit(planted.counts, n_topics=6, themes=planted.themes, seed=seed)
        assert np.corrcoef(model.doc_topic[:, 3], planted.theta[:, 3])[0, 1] > 0.9


def test_the_fixed_point_finds_an_asymmetric_prior() -> None:
    random, truth = np.random.default_rng(5), np.array([2.0, 0.5, 0.2])
    shares = random.dirichlet(truth, 3000)
    masses = np.array([random.multinomial(200, share) for share in shares], dtype=float)
    state = object.__new__(cvb0._State)
    state.n_topics, state.alpha = 3, np.full(3, 1.0)
    state.unit_mass = np.zeros((3000, 8), dtype=np.float32)
    state.unit_mass[:, :3] = masses + 1.0
    for _ in range(60):
        cvb0._learn_alpha(state)
    assert np.allclose(state.alpha, truth, rtol=0.1)
    assert np.allclose(state.unit_mass[:, :3], masses + state.alpha, atol=1e-3)


def test_settling_finds_the_planted_shares_and_treats_each_unit_alone() -> None:
    random = np.random.default_rng(6)
    topics = random.dirichlet(np.full(200, 0.05), 4)
    shares = random.dirichlet(np.full(4, 0.5), 60)
    matrix = sp.csr_matrix(np.array([random.multinomial(400, share @ topics) for share in shares]), dtype=float)
    masses = settling.settle(matrix, topics, np.full(4, 0.5))
    assert np.allclose(masses.sum(axis=1), 400)
    assert np.abs((masses + 0.5) / 402 - shares).max() < 0.1
    alone = settling.settle(matrix[7], topics, np.full(4, 0.5))
    assert np.array_equal(alone[0], masses[7])


def test_a_term_that_no_topic_holds_is_no_evidence() -> None:
    topics = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    matrix = sp.csr_matrix(np.array([[3.0, 0.0, 1.0, 9.0], [0.0, 0.0, 0.0, 2.0]]))
    masses = settling.settle(matrix, topics, np.full(2, 0.5))
    assert masses == pytest.approx(np.array([[3.0, 1.0], [0.0, 0.0]]))


def slow_frex(topic_term, totals, weight=0.5):
    """stm's calcfrex with word counts, in loops."""
    k_all, v_all = topic_term.shape
    exclusivity = np.zeros_like(topic_term)
    for w in range(v_all):
        column = topic_term[:, w] / topic_term[:, w].sum() if topic_term[:, w].sum() else topic_term[:, w]
        if totals[w] <= 1:
            exclusivity[:, w] = 1 / k_all
            continue
        distance = ((column - 1 / k_all) ** 2).sum()
        shrink = 0 if distance == 0 else (column * (1 - column) / (totals[w] - 1)).sum() / distance
        shrink = min(max(shrink, 0), 1)
        exclusivity[:, w] = shrink / k_all + (1 - shrink) * column
    exclusivity[topic_term == 0] = 0  # exact zeros, which stm does not know
    result = np.zeros_like(topic_term)
    for k in range(k_all):
        e, f = rankdata(exclusivity[k]) / v_all, rankdata(topic_term[k]) / v_all
        result[k] = 1 / (weight / e + (1 - weight) / f)
    return result


def test_frex_is_stms_and_zeros_never_give_nan(lda, nmf) -> None:
    for model in (lda, nmf):
        assert np.allclose(frex(model), slow_frex(model.topic_term, model.term_totals))
        for table in (frex(model), lift(model), relevance(model)):
            assert not np.isnan(table).any()
    assert (nmf.topic_term == 0).any()


@pytest.mark.parametrize("by", ["frex", "probability", "lift", "relevance"])
def test_top_terms_are_sorted_by_what_was_asked(lda, by) -> None:
    table = tk.top_terms(lda, n=6, by=by)
    assert table.groupby("topic").size().tolist() == [6] * 4
    for _, part in table.groupby("topic"):
        assert part[by].is_monotonic_decreasing and part["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert (lift(lda) * lda.term_totals / lda.term_totals.sum()) == pytest.approx(lda.topic_term)


def test_average_jaccard_and_matching_by_hand() -> None:
    reference = np.array([[0.5, 0.3, 0.2, 0.0], [0.0, 0.2, 0.3, 0.5]])
    swapped = np.array([[0.3, 0.5, 0.2, 0.0], [0.0, 0.2, 0.3, 0.5]])
    assert average_jaccard(reference, swapped, n=2).tolist() == [0.5, 1.0]  # depths 1 and 2: 0 and 1
    longer = average_jaccard(np.array([[4.0, 3, 2, 1]]), np.array([[3.0, 4, 1, 2]]), n=3)
    assert longer.tolist() == [pytest.approx((0 + 1 + 2 / 4) / 3)]
    matched, cosine = match_topics(reference, reference[::-1])
    assert matched.tolist() == [1, 0] and cosine == pytest.approx([1.0, 1.0])


def test_npmi_by_hand() -> None:
    lists = [["a", "b"], ["a", "b"], ["a", "c"], ["d"]]
    tokens = tk.tokens_from_lists(list("wxyz"), lists)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))
    (table,) = npmi_of(counts, np.array([[0, 1, 3]]))
    together = np.log((2 / 4) / (3 / 4 * 2 / 4)) / -np.log(2 / 4)
    assert table[0, 1] == pytest.approx(together) and table[0, 2] == -1.0
    assert mean_pair(table) == pytest.approx((together - 2) / 3)


def test_coherence_and_diagnostics_tell_a_theme_from_a_mixture(lda, counts) -> None:
    table = tk.coherence(lda, counts, n=5)
    assert table["npmi"].between(-1, 1).all() and np.isfinite(table["c_v"]).all()
    described = tk.diagnostics(lda, counts)
    assert described["tokens"].sum() == pytest.approx(counts.matrix.sum())
    assert described["document_entropy"].max() <= np.log(len(counts.ids)) + 1e-9
    assert described["effective_words"].between(1, len(counts.vocabulary)).all()
    one = tk.fit_lda(counts, n_topics=1, seed=1)
    assert tk.diagnostics(one, counts)["junk"].tolist() == ["near the corpus"]
    assert (described.loc[:2, "junk"] == "").all()


def test_dispersion_is_one_for_the_true_topics_and_more_for_too_few(counts) -> None:
    random = np.random.default_rng(8)
    topics, shares = random.dirichlet(np.full(60, 0.3), 3), random.dirichlet(np.full(3, 0.7), 300)
    matrix = sp.csr_matrix(np.array([random.multinomial(200, share @ topics) for share in shares]))
    vocabulary = tk.Vocabulary(tuple(f"w{i:02d}" for i in range(60)))
    planted = tk.TermCounts(matrix, tuple(str(u) for u in range(300)), vocabulary)
    right = dispersion(tk.fit_lda(planted, n_topics=3, seed=1), planted)
    assert right == pytest.approx(1.0, abs=0.1)
    assert dispersion(tk.fit_lda(planted, n_topics=2, seed=1), planted) > 1.3 * right


def test_a_term_that_a_topic_lacks_stands_behind_all_it_has() -> None:
    planted = plant(2, units=60, n_terms=400, length=40)
    model = tk.fit_nmf(planted.counts, n_topics=8, seed=1, options=tk.FitOptions(passes=100))
    for scores, held in zip(frex(model), model.topic_term > 0):
        assert scores[held].min() > scores[~held].max()


def test_dispersion_of_more_parameters_than_cells_is_not_a_number() -> None:
    planted = plant(2, n_periods=1, units=20, n_terms=300, length=30)
    model = tk.fit_lda(planted.counts, n_topics=15, seed=1)
    assert np.isnan(dispersion(model, planted.counts))


def test_dispersion_reckons_with_the_multinomials_own_variance() -> None:
    """Where a term has half of all words, m(1 - q) is half of m."""
    rng = np.random.default_rng(1)
    topics = np.array([[0.9, 0.05, 0.05], [0.1, 0.45, 0.45]])
    shares = np.repeat(np.array([[0.9, 0.1], [0.2, 0.8]]), 1500, axis=0)
    matrix = sp.csr_matrix(np.array([rng.multinomial(60, p) for p in shares @ topics]))
    ids, vocabulary = tuple(f"u{i}" for i in range(3000)), tk.Vocabulary(("a", "b", "c"))
    counts = tk.TermCounts(matrix, ids, vocabulary)
    totals = np.asarray(matrix.sum(axis=0), dtype=float).ravel()
    model = tk.TopicModel(topics, shares, None, ("x", "y"), ("topic",) * 2, None, totals, {}, ids, vocabulary, "lda", 1)
    cells, parameters = 9000, 2 * 2 + 3000
    assert dispersion(model, counts) * (cells - parameters) / cells == pytest.approx(1.0, abs=0.05)


def test_burstiness_is_the_jensen_shannon_distance_of_a_term_from_all_words() -> None:
    from scipy.spatial.distance import jensenshannon

    planted = plant(3, units=20, n_terms=100, length=40)
    model = tk.fit_lda(planted.counts, n_topics=3, seed=1)
    dense = planted.counts.matrix.toarray().astype(float)
    found = tk.diagnostics(model, planted.counts, n=4)["burstiness"]
    for k, value in enumerate(found):
        top = np.argsort(-model.topic_term[k], kind="stable")[:4]
        assert value == pytest.approx(np.mean([jensenshannon(dense[:, w], dense.sum(axis=1)) for w in top]))


def test_c_v_is_gensims_with_the_unit_as_its_window(counts, lda) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    terms = counts.vocabulary.terms
    texts = [[terms[j] for j in counts.matrix[u].indices] for u in range(len(counts))]
    top = [[terms[i] for i in np.argsort(-row, kind="stable")[:5]] for row in lda.topic_term]
    model = CoherenceModel(
        topics=top, texts=texts, dictionary=Dictionary(texts), coherence="c_v", window_size=10_000, topn=5, processes=1
    )
    assert tk.coherence(lda, counts, n=5)["c_v"].tolist() == pytest.approx(model.get_coherence_per_topic(), abs=1e-6)


def test_relevance_weighs_probability_and_lift(lda) -> None:
    share = lda.term_totals / lda.term_totals.sum()
    expected = 0.6 * np.log(lda.topic_term) + 0.4 * np.log(lda.topic_term / share)
    held = lda.topic_term > 0
    assert relevance(lda)[held] == pytest.approx(expected[held])


def test_a_unit_in_which_no_topic_has_mass_gets_the_mean_shares() -> None:
    found = proportions(np.array([[1.0, 3.0], [0.0, 0.0]]), np.array([0.8, 0.2]))
    assert found.tolist() == [[0.25, 0.75], [0.8, 0.2]]


def test_a_topic_of_one_unit_or_of_few_is_flagged(lda, counts) -> None:
    def flagged(weights: list[float]) -> str:
        mass = np.zeros((len(counts), 4))
        mass[:, 0], mass[: len(weights), 1], mass[:, 2], mass[:, 3] = 1.0, weights, 1.0, 1.0
        model = replace(lda, pseudocounts=mass)
        return str(tk.diagnostics(model, counts)["junk"][1])

    assert flagged([6.0, 1.0, 1.0]) == "one unit" and flagged([5.0, 5.0]) == "few units"
    assert flagged([1.0] * 9) == ""


def test_held_out_tokens_are_halved_at_random_and_none_is_lost(lda, counts) -> None:
    likelihood, tokens = completion_by_unit(lda, counts, seed=1)
    share = tokens.sum() / counts.matrix.sum()
    assert len(tokens) == len(counts) and (likelihood < 0).all()
    assert share == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / counts.matrix.sum()))
    assert not np.array_equal(tokens, completion_by_unit(lda, counts, seed=2)[1])


def test_held_out_likelihood_written_out_unit_by_unit(lda, counts) -> None:
    likelihood, tokens = completion_by_unit(lda, counts, seed=1)
    data = counts.matrix.data.astype(np.int64)
    first = stream(1, "held-out tokens").binomial(data, 0.5)
    for u in (0, 7, 149):
        a, b = counts.matrix.indptr[u : u + 2]
        known, rest = np.zeros((2, len(counts.vocabulary)), dtype=np.int64)
        known[counts.matrix.indices[a:b]], rest[counts.matrix.indices[a:b]] = first[a:b], (data - first)[a:b]
        unit = tk.TermCounts(sp.csr_matrix(known[None]), (counts.ids[u],), counts.vocabulary)
        expected = rest @ np.log(lda.transform(unit)[0] @ lda.topic_term)
        assert (likelihood[u], tokens[u]) == pytest.approx((expected, rest.sum()), rel=1e-6)


def test_steps_of_minibatches_shrink() -> None:
    planted = plant(4, units=60, n_terms=300, length=40)
    options = tk.FitOptions(memory_gb=0.0, passes=8, tolerance=0.0)
    moved = [row["moved"] for row in tk.fit_lda(planted.counts, n_topics=6, seed=1, options=options).history]
    assert np.mean(moved[-4:]) < 0.25 * np.mean(moved[:4])


@pytest.mark.parametrize(("n_units", "n_terms", "n_topics"), [(2000, 3000, 20), (1000, 20000, 20), (4000, 800, 50)])
def test_the_guard_knows_what_a_fit_takes(n_units: int, n_terms: int, n_topics: int) -> None:
    planted = plant(1, units=n_units // 4, n_terms=n_terms, length=100, texts=False)
    matrix = planted.counts.matrix.astype(np.float64)
    start = np.random.default_rng(1).dirichlet(np.ones(n_terms), n_topics)
    fit = {"prior": np.full(start.shape, 0.01), "options": tk.FitOptions(threads=2), "passes": 6, "hold": 1}
    cvb0.fit(matrix[:20], start, n_own=n_topics, **fit)  # what is imported and compiled is not measured
    tracemalloc.start()
    try:
        cvb0.fit(matrix, start, n_own=n_topics, **fit)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 0.9 < peak / cvb0.bytes_needed(matrix.nnz, n_units, n_terms, n_topics) < 1.1


def test_minibatches_part_topics_that_share_words() -> None:
    planted = plant(2, units=300, n_terms=1500, n_themes=4, n_topics=6, background=0.5, texts=False)
    slopes = []
    for passes in (3, None):
        options = tk.FitOptions(memory_gb=0.0, passes=passes)
        model = tk.fit_lda(planted.counts, n_topics=7, themes=planted.themes, seed=1, options=options)
        slopes.append(np.mean([np.polyfit(planted.theta[:, k], model.doc_topic[:, k], 1)[0] for k in range(4)]))
        assert model.parameters["shared_words"] > OVERLAP_LIMIT
    assert slopes[1] > slopes[0] + 0.05


def _damaged(what: str) -> sp.csr_matrix:
    matrix = sp.csr_matrix(np.array([[1.0, 2.0, 0.0], [0.0, 3.0, 4.0]]))
    if what == "a term beyond the last":
        matrix.indices[1] = 3
    elif what == "a term below the first":
        matrix.indices[1] = -1
    elif what == "bounds that fall":
        matrix.indptr[1] = 5
    elif what == "a negative count":
        matrix.data[0] = -1.0
    elif what == "a count that is no number":
        matrix.data[0] = np.nan
    return matrix


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "what",
    [
        "a term beyond the last",
        "a term below the first",
        "bounds that fall",
        "a negative count",
        "a count that is no number",
    ],
)
def test_damaged_counts_do_not_reach_the_kernels(what: str, dtype: Any) -> None:
    assert len(Cells.of(_damaged("nothing"), dtype).pairs.data) == 4
    with pytest.raises(tk.InputError, match=r"damaged|below 0 or no number"):
        Cells.of(_damaged(what), dtype)
