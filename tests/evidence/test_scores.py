"""Scores: planted themes are found, nothing a model saw is scored by it, few hits end in a caution."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from toolkit.base.errors import AlignmentError, ThemesError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.evidence.coded_words import learn_words
from toolkit.evidence.codes import coding_from_frame, group_codes, story_folds
from toolkit.evidence.context import context, mean_of_others, title_strength
from toolkit.evidence.levels import platt
from toolkit.evidence.main_theme import teaching_weights
from toolkit.evidence.mixing import enough_codes, mix_parts
from toolkit.evidence.mixture import responsibilities
from toolkit.evidence.regression import balanced_weights, cross_fit, fit_logistic, sublinear_tfidf
from toolkit.evidence.scores import score_themes
from toolkit.evidence.seed_evidence import seed_columns, seed_evidence, standardise
from toolkit.evidence.weights import weights_table
from toolkit.words.counts import count_terms
from toolkit.words.themes import themes_from_dict
from toolkit.words.tokens import tokens_from_lists
from toolkit.words.vocabulary import build_vocabulary

COMPANIONS = {  # as planted in conftest.py
    "citizen_protection": "đại_sứ nạn_nhân sơ_tán hộ_chiếu",
    "overseas_communities": "hội_nhóm tết_quê trí_thức",
}


def average_precision(score: np.ndarray, truth: np.ndarray) -> float:
    """The mean of the precision at each true unit."""
    ranked = truth[np.argsort(-score, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked > 0].mean())


@pytest.fixture(scope="module")
def scored(planted):
    corpus, _, counts, themes, _ = planted
    return score_themes(counts, corpus, themes, seed=1)


def test_scores_find_more_than_counting_does(planted, scored):
    _, _, counts, themes, truth = planted
    hits = seed_evidence(counts, themes).hits
    for t in range(len(themes)):
        assert average_precision(scored.score[:, t], truth[:, t]) > average_precision(hits[:, t], truth[:, t]) + 0.1


def test_an_index_has_no_level_and_the_same_seed_gives_the_same_scores(planted, scored):
    corpus, _, counts, themes, _ = planted
    again = score_themes(counts, corpus, themes, seed=1)
    assert scored.level is None and scored.trained_on == "seeds"
    assert np.array_equal(again.score, scored.score) and np.array_equal(again.weights, scored.weights)
    assert not np.array_equal(score_themes(counts, corpus, themes, seed=2).score, scored.score)


def test_the_companions_of_a_theme_weigh(scored):
    heaviest = np.argsort(-scored.weights[0])[:7]
    assert {"nạn_nhân", "hộ_chiếu"} <= {scored.terms[i] for i in heaviest}


def test_the_weights_are_shown_without_the_seeds_and_can_be_vetoed(planted, scored):
    corpus, _, counts, themes, _ = planted
    table = weights_table(scored, themes, n=6)
    masked = weights_table(scored, themes, n=6, mask_seeds=True)
    assert table["seed"].any() and not masked["seed"].any()
    assert set(masked["term"][masked["theme"] == "citizen_protection"][:4]) == {
        "đại sứ",
        "nạn nhân",
        "sơ tán",
        "hộ chiếu",
    }
    fewer = score_themes(counts, corpus, themes, seed=1, veto={"citizen_protection": ["hộ chiếu"]})
    column = scored.terms.index("hộ_chiếu")
    assert fewer.weights[0, column] == 0 < scored.weights[0, column]
    assert not np.array_equal(fewer.score[:, 0], scored.score[:, 0])
    assert np.array_equal(fewer.score[:, 1], scored.score[:, 1])
    with pytest.raises(ThemesError, match="'hộ chiéu' is no term"):
        score_themes(counts, corpus, themes, seed=1, veto={"citizen_protection": ["hộ chiéu"]})


def test_a_units_own_label_does_not_reach_its_score(planted):
    """Turning the labels of one fold leaves the scores of that fold alone: they come from the others."""
    corpus, _, counts, _, truth = planted
    features, folds = sublinear_tfidf(counts), story_folds(corpus.kept["story"], seed=3)
    labels = truth[:, 0].copy()
    before, _ = cross_fit(features, labels, folds)
    labels[folds == 2] = 1 - labels[folds == 2]
    after, _ = cross_fit(features, labels, folds)
    assert np.array_equal(before[folds == 2], after[folds == 2])
    assert not np.allclose(before[folds == 0], after[folds == 0])


def test_a_story_lies_in_one_fold_whatever_the_order():
    stories = pd.Series([f"s{i // 3}" for i in range(60)])
    folds = story_folds(stories, seed=5)
    assert all(len(set(folds[stories == s])) == 1 for s in stories.unique())
    assert np.bincount(folds).tolist() == [12] * 5
    order = np.random.default_rng(0).permutation(60)
    assert np.array_equal(story_folds(stories.iloc[order], seed=5), folds[order])
    assert set(story_folds(["a", "a", "b"], seed=1)) == {0, 1}


def test_context_is_the_mean_of_the_other_passages():
    values = np.array([[1.0], [3.0], [5.0], [2.0]])
    groups = group_codes(["a", "a", "a", "b"])
    assert mean_of_others(values, groups).ravel().tolist() == [4.0, 3.0, 2.0, 0.0]


def test_the_title_is_one_passage_more_but_never_its_own_context():
    frame = pd.DataFrame(
        {
            "id": ["a#1", "a#2", "a#3", "b#1", "c"],
            "parent": ["a", "a", "a", "b", "c"],
            "text": ["Kiều bào về quê", "x", "y", "z", "Kiều bào"],
            "title": ["Kiều bào về quê", "Kiều bào về quê", "Kiều bào về quê", "Quê hương và KIỀU BÀO", "Kiều bào"],
        }
    )
    themes = themes_from_dict({"overseas_communities": {"seeds": ["kiều bào", "quê hương"], "exclude": ["về quê"]}})
    strength = np.array([[2.0], [1.0], [0.0], [0.0], [3.0]])
    around = context(strength, corpus_from_frame(frame).frame, themes)
    # a's title holds a seed and an exclusion, b's two seeds; c is a whole document
    assert around.ravel().tolist() == [(1 + 0) / 2, (2 + 0 + 0) / 3, (2 + 1 + 0) / 3, 2.0, 0.0]


def test_a_title_with_hyphens_between_syllables_holds_the_seeds_all_the_same():
    themes = themes_from_dict({"abroad": {"seeds": ["kiều bào", "Covid-19", "tị nạn"], "exclude": ["về quê"]}})
    found = title_strength(
        pd.Series(["Kiều-bào tị-nạn", "Kiều-bào về-quê", "COVID-19", "Covid 19", "kiều - bào"]), themes
    )
    assert found.ravel().tolist() == [2.0, 0.0, 1.0, 0.0, 0.0]


def test_a_seed_is_found_inside_a_longer_term():
    lists = [["quần_đảo_hoàng_sa"], ["hoàng_sa", "quần_đảo_hoàng_sa"], ["đường_hoàng_sa"], ["hoàng_sao"], ["biển"]] * 3
    themes = themes_from_dict({"sovereignty": {"seeds": ["Hoàng Sa", "biển"], "exclude": ["đường Hoàng Sa"]}})
    tokens = tokens_from_lists([str(i) for i in range(15)], [*lists[:-1], ["biển_người"]])
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0))
    evidence = seed_evidence(counts, themes)
    assert evidence.distinct[:5, 0].tolist() == [1, 1, 0, 0, 1] and evidence.hits[:5, 0].tolist() == [1, 2, 0, 0, 1]
    assert evidence.vetoes[:5, 0].tolist() == [0, 0, 1, 0, 0]
    assert evidence.distinct[14, 0] == 0  # a single syllable is no part of a word
    columns = seed_columns(counts.vocabulary, themes["sovereignty"], "hoàng_sa")
    assert [counts.vocabulary.terms[i] for i in columns] == ["hoàng_sa", "quần_đảo_hoàng_sa"]


def test_a_seed_says_less_in_a_long_unit():
    lists = [["kiều_bào", *["hạt"] * (n - 1)] for n in (10, 100, 400)] + [["hạt"]]
    tokens = tokens_from_lists(list("abcd"), lists)
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0))
    evidence = seed_evidence(counts, themes_from_dict({"overseas_communities": ["kiều bào"]}))
    assert evidence.strength.ravel().tolist() == [1.0, 1.0, 0.5, 0.0]


def test_standardise_leaves_a_constant_at_zero():
    assert standardise(np.array([[1.0, 2.0], [1.0, 4.0]])).tolist() == [[0.0, -1.0], [0.0, 1.0]]


def test_tfidf_rows_have_length_one(planted):
    squared = sublinear_tfidf(planted[2]).power(2).sum(axis=1)
    assert np.allclose(squared, 1.0)


def test_fit_logistic_meets_the_penalised_optimum():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(200, 3))
    y = (x[:, 0] + rng.normal(size=200) > 0).astype(float)
    w = rng.uniform(0.5, 2.0, 200)
    fit = fit_logistic(x, y, w)
    p = 1 / (1 + np.exp(-fit(x)))
    assert np.abs(x.T @ (w * (y - p)) - fit.weights).max() < 0.05  # the gradient of the penalised likelihood is zero


def test_exclusions_take_evidence_away(planted):
    counts, themes = planted[2], planted[3]
    changed = themes_from_dict(
        {"citizen_protection": {"seeds": ["lãnh sự"], "exclude": ["hộ chiếu"]}, "overseas_communities": ["kiều bào"]}
    )
    with_veto = seed_evidence(counts, changed)
    without = seed_evidence(counts, themes)
    vetoed = with_veto.vetoes[:, 0] > 0
    assert vetoed.any() and (with_veto.strength[vetoed, 0] == 0).all()
    assert without.vetoes.sum() == 0


def test_five_articles_end_with_a_caution():
    frame = pd.DataFrame({"id": list("abcde"), "text": ["kiều bào về quê"] * 2 + ["giá vàng tăng"] * 3})
    lists = [t.split() + ["kiều_bào"] * t.startswith("kiều") for t in frame["text"]]
    themes = themes_from_dict({"overseas_communities": ["kiều bào"], "sovereignty": ["biển đông"]})
    tokens = tokens_from_lists(list("abcde"), lists)
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0, keep=themes))
    scores = score_themes(counts, corpus_from_frame(frame), themes, seed=1)
    assert scores.score[0, 0] > scores.score[4, 0]
    assert [c.field("theme") for c in scores.cautions] == ["overseas_communities", "sovereignty"]
    assert all("counting" in str(c) for c in scores.cautions)


def test_seeds_never_joined_are_an_error_with_the_remedy():
    frame = pd.DataFrame({"id": [f"d{i}" for i in range(12)], "text": ["bảo hộ công dân ở nước ngoài"] * 12})
    tokens = tokens_from_lists(frame["id"].tolist(), [["bảo_hộ", "công_dân", "nước_ngoài"]] * 12)
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0))
    themes = themes_from_dict({"citizen_protection": ["bảo hộ công dân"]})
    with pytest.raises(ThemesError, match=r"'bảo hộ công dân' stands in 12 units .* segment with lexicon=themes"):
        score_themes(counts, corpus_from_frame(frame), themes, seed=1)


def codes(planted, n: int, question: str = "presence", seed: int = 0, error: float = 0.0):
    _, _, counts, themes, truth = planted
    rng = np.random.default_rng(seed)
    units = rng.choice(len(counts), n, replace=False)
    flip = rng.random(truth.shape) < error
    value = np.where(flip, 1 - truth, truth)
    if question == "main theme":
        value = value * (np.cumsum(value, axis=1) <= 1)
    rows = [(counts.ids[u], key, value[u, t]) for u in units for t, key in enumerate(themes.keys)]
    return coding_from_frame(pd.DataFrame(rows, columns=["unit", "theme", "value"]), question=question), units


def test_codes_give_a_level_that_is_a_probability(planted):
    corpus, _, counts, themes, truth = planted
    coding, units = codes(planted, 200, error=0.05)
    scores = score_themes(counts, corpus, themes, seed=1, coding=coding)
    rest = np.setdiff1d(np.arange(len(counts)), units)
    assert scores.level is not None and (scores.level >= 0).all() and (scores.level <= 1).all()
    assert np.abs(scores.level[rest].mean(axis=0) - truth[rest].mean(axis=0)).max() < 0.08
    high = scores.level[rest, 0] > 0.5
    assert truth[rest, 0][high].mean() > 0.7


def test_too_few_codes_give_no_level_but_say_so(planted):
    corpus, _, counts, themes, _ = planted
    rows = [(unit, key, 0) for unit in counts.ids[:5] for key in themes.keys]
    coding = coding_from_frame(pd.DataFrame(rows, columns=["unit", "theme", "value"]))
    scores = score_themes(counts, corpus, themes, seed=1, coding=coding)
    assert scores.level is None and any("code more" in str(caution) for caution in scores.cautions)


def test_codes_of_other_units_are_refused(planted):
    corpus, _, counts, themes, _ = planted
    coding = coding_from_frame(pd.DataFrame({"unit": ["x"], "theme": ["citizen_protection"], "value": [1]}))
    with pytest.raises(AlignmentError, match="none of the coded units"):
        score_themes(counts, corpus, themes, seed=1, coding=coding)


def test_many_codes_teach_words_that_the_seeds_did_not(planted):
    """With seeds that say nothing of the theme, codes find it by its companions."""
    corpus, _, counts, themes, truth = planted
    empty = themes_from_dict({"citizen_protection": ["từ 20", "từ 22"], "overseas_communities": ["từ 21", "từ 23"]})
    coding, units = codes(planted, 400)
    scores = score_themes(counts, corpus, empty, seed=1, coding=coding)
    seeded = score_themes(counts, corpus, empty, seed=1)
    rest = np.setdiff1d(np.arange(len(counts)), units)
    assert scores.trained_on == "codes" and np.isfinite(scores.weights).all()
    for t in range(len(themes)):
        before, after = (average_precision(s.score[rest, t], truth[rest, t]) for s in (seeded, scores))
        assert before < 0.7 and after > 0.95
        heaviest = {scores.terms[i] for i in np.argsort(-scores.weights[t])[:8]}
        assert len(heaviest & set(COMPANIONS[themes.keys[t]].split())) >= 3


@pytest.mark.parametrize("n", [60, 200, 400])
def test_a_code_does_not_reach_the_score_or_level_of_its_own_story(planted, n):
    """Also where codes teach words and weights: the models that score a story saw no code of it, directly or not."""
    corpus, _, counts, themes, _ = planted
    coding, units = codes(planted, n)
    stories = corpus.rows(counts.ids)["story"].to_numpy()
    frame = coding.to_frame()
    own = frame["unit"].map(dict(zip(counts.ids, stories))) == stories[units[0]]
    turned = coding_from_frame(frame.assign(value=frame["value"].where(~own, 1 - frame["value"])))
    a, b = (score_themes(counts, corpus, themes, seed=1, coding=c) for c in (coding, turned))
    assert (a.trained_on == "codes") == (n > 60)
    same = stories == stories[units[0]]
    assert np.array_equal(a.score[same], b.score[same]) and np.array_equal(a.level[same], b.level[same])
    assert not np.array_equal(a.level, b.level) and (n == 60 or not np.array_equal(a.score, b.score))


def test_pairs_of_folds_are_left_out(planted):
    _, _, counts, _, truth = planted
    features, folds = sublinear_tfidf(counts), np.arange(len(counts)) % 3
    whole = learn_words(features, truth[:, 0], folds)
    for fold in range(3):
        turned = np.where(folds == fold, 1 - truth[:, 0], truth[:, 0])
        again = learn_words(features, turned, folds)
        assert np.array_equal(whole.without[:, fold], again.without[:, fold])
        assert np.array_equal(whole.score_without(folds, fold), again.score_without(folds, fold))
        assert np.array_equal(whole.score(folds)[folds == fold], again.score(folds)[folds == fold])
        assert not np.array_equal(whole.score(folds)[folds != fold], again.score(folds)[folds != fold])


def test_a_part_without_information_gets_less_weight():
    rng = np.random.default_rng(8)
    truth = (rng.random((600, 2)) < 0.3).astype(float)
    parts = np.stack([truth * 2 + rng.normal(size=truth.shape), rng.normal(size=truth.shape)], axis=2)
    mixed = mix_parts(parts, truth, np.arange(600) % 5, lambda fold: parts)
    plain = parts.sum(axis=2)
    assert average_precision(mixed.score[:, 0], truth[:, 0]) > average_precision(plain[:, 0], truth[:, 0])
    assert mixed.vector[0] > 1.5 > 0.5 > mixed.vector[1] and mixed.vector.sum() == pytest.approx(2)
    few = mix_parts(parts[:90], truth[:90], np.arange(90) % 5, lambda fold: parts[:90])
    assert few.vector.tolist() == [1, 1] and np.allclose(few.score, plain[:90])
    assert enough_codes(truth, positives=50) and not enough_codes(truth[:90], positives=50)


def test_main_theme_codes_are_learned_from(planted):
    corpus, _, counts, themes, truth = planted
    coding, units = codes(planted, 150, "main theme")
    rest = np.setdiff1d(np.arange(len(counts)), units)
    main = truth * (np.cumsum(truth, axis=1) <= 1)
    scores = score_themes(counts, corpus, themes, seed=1, coding=coding)
    assert scores.trained_on == "codes" and scores.level is not None
    for t in range(2):
        assert average_precision(scores.score[rest, t], main[rest, t]) > 0.6
    few, _ = codes(planted, 20, "main theme")
    assert score_themes(counts, corpus, themes, seed=1, coding=few).trained_on == "seeds"


def test_platt_recovers_a_planted_slope_and_never_turns_it():
    rng = np.random.default_rng(6)
    score = rng.normal(size=20000)
    code = (rng.random(20000) < 1 / (1 + np.exp(-(1.5 * score - 1)))).astype(float)
    slope, intercept = platt(score, code, np.ones(20000))
    assert slope == pytest.approx(1.5, abs=0.08) and intercept == pytest.approx(-1.0, abs=0.08)
    flat, share = platt(-score, code, np.ones(20000))
    assert flat == 0.0 and 1 / (1 + np.exp(-share)) == pytest.approx(code.mean(), abs=1e-6)


def test_positives_weigh_as_much_as_negatives_but_at_most_twenty():
    assert balanced_weights(np.array([1.0, 0, 0, 0])).tolist() == [3, 1, 1, 1]
    assert balanced_weights(np.r_[1.0, np.zeros(50)])[0] == 20


def test_codes_teach_most_and_the_surest_units_the_rest():
    belief = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5], [0.2, 0.8], [0.99, 0.01], [1.0, 0.0]])
    coded = np.zeros((6, 2))
    coded[2, 1] = coded[5, 0] = 1.0
    allowed = np.array([True, True, True, True, False, False])
    # of three uncoded units that may teach, the 60 % surest is one; a coded unit weighs twenty, none that may not
    assert teaching_weights(belief, coded, allowed).tolist() == [1, 0, 20, 0, 0, 0]


def test_a_long_text_is_not_certain_of_its_theme_for_its_length_alone():
    start = np.array([[0.55, 0.45], [0.45, 0.55]])
    words = sp.csr_matrix(np.array([[60.0, 40.0], [40.0, 60.0]]))
    found = responsibilities(words, start, np.zeros((2, 2)))
    assert 0.5 < found[0, 0] < 0.9 and 0.5 < found[1, 1] < 0.9
    held = responsibilities(words, start, np.array([[0.0, 1.0], [0.0, 0.0]]))
    assert held[0].tolist() == [0.0, 1.0]


def test_regressions_on_a_sample_score_all_units() -> None:
    from tests.planted import CELLS, plant

    planted = plant(3, units=900, n_terms=900, n_themes=2, n_topics=4, texts=True, **CELLS["clean"])
    counts, corpus, themes = planted.counts, planted.corpus, planted.themes
    whole = score_themes(counts, corpus, themes, seed=1)
    stories = len(set(corpus.facts(counts.ids)["story"]))
    same = score_themes(counts, corpus, themes, seed=1, sample=stories)
    assert np.array_equal(same.score, whole.score) and np.array_equal(same.weights, whole.weights)
    sampled = score_themes(counts, corpus, themes, seed=1, sample=stories // 2)
    assert sampled.score.shape == whole.score.shape and not np.array_equal(sampled.weights, whole.weights)
    for t in range(len(themes)):
        assert np.corrcoef(sampled.score[:, t], whole.score[:, t])[0, 1] > 0.9
    few = score_themes(counts, corpus, themes, seed=1, sample=10)  # too few positives: all are learned from
    assert np.array_equal(few.score, whole.score)
