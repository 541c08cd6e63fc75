"""The audit finds what was planted and lets clean pairs pass."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from tests.planted import Planted, plant
from tests.trends.conftest import true_model
from toolkit.base.errors import AlignmentError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.topics.engines.overlap import OVERLAP_LIMIT
from toolkit.topics.model import TopicModel
from toolkit.trends.audit import Wording, shared_words
from toolkit.trends.audit import audit_periods as audited
from toolkit.trends.estimates import AUDIT_COLUMNS
from toolkit.words.counts import TermCounts


def audit_periods(*args: object, **options: object) -> pd.DataFrame:
    return audited(*args, **options).frame  # type: ignore[arg-type]


def row(audit: pd.DataFrame, check: str, theme: str = "theme_01") -> pd.Series:
    return audit[(audit["check"] == check) & (audit["theme"] == theme)].iloc[0]


def test_a_clean_pair_is_comparable(planted: Planted, model: TopicModel) -> None:
    audit = audit_periods(model, planted.corpus, planted.counts, seed=1)
    assert list(audit.columns) == list(AUDIT_COLUMNS)
    assert set(audit["verdict"]) == {"comparable"}
    assert set(audit["theme"]) == set(planted.themes.keys) and set(audit["later"]) == {"2019"}


def test_a_changed_source_mix_is_found() -> None:
    planted = plant(1, units=200, n_terms=500, length=60, mixing=True)
    audit = audit_periods(true_model(planted), planted.corpus, planted.counts, seed=1)
    found = row(audit, "source mix")
    change = planted.shares[3, 0] - planted.shares[0, 0]
    mean_mix = (planted.mix[0] + planted.mix[3]) / 2
    fixed = mean_mix @ (planted.means[3, :, 0] - planted.means[0, :, 0])
    assert found["verdict"] == "not comparable"
    assert found["value"] == pytest.approx(fixed - change, abs=0.035)


def test_an_outlet_without_counterpart_is_found(planted: Planted, model: TopicModel) -> None:
    frame = planted.corpus.frame
    gone = frame.assign(source=frame["source"].mask((frame["source"] == "B") & (frame["year"] == 2019), "A"))
    audit = audit_periods(model, Corpus(gone), planted.counts, seed=1)
    assert row(audit, "outlet without counterpart")["verdict"] == "not comparable"
    nobody = audit_periods(model, Corpus(frame.assign(source=None)), planted.counts, seed=1)
    assert row(nobody, "source mix")["verdict"] == "unknown"


def with_sources(planted: Planted, early: list[str], late: list[str]) -> Corpus:
    frame = planted.corpus.frame
    names = np.random.default_rng(1).integers(0, len(early), len(frame))
    source = np.where(frame["year"] <= 2017, np.array(early)[names], np.array(late)[names])
    return Corpus(frame.assign(source=source))


def test_all_outlets_replaced_is_not_comparable(planted: Planted, model: TopicModel) -> None:
    corpus = with_sources(planted, list("ABCDE"), list("FGHIJ"))
    found = row(audit_periods(model, corpus, planted.counts, seed=1), "outlet without counterpart")
    assert found["verdict"] == "not comparable" and found["value"] == pytest.approx(1.0)


def test_many_small_outlets_are_no_proof(planted: Planted, model: TopicModel) -> None:
    """Of 150 stories from 200 outlets many stand in one period by chance: a caution, not a verdict."""
    names = [f"outlet {i}" for i in range(200)]
    found = row(
        audit_periods(model, with_sources(planted, names, names), planted.counts, seed=1), "outlet without counterpart"
    )
    assert found["verdict"] == "caution" and found["value"] > 0.25


def test_groups_of_outlets_may_differ_in_outlets(planted: Planted, model: TopicModel) -> None:
    audit = audit_periods(model, planted.corpus, planted.counts, seed=1, by="source", pairs=[("A", "B")])
    assert "outlet without counterpart" not in set(audit["check"])


def test_the_audit_counts_as_the_figures_do(planted: Planted, model: TopicModel) -> None:
    frame = planted.corpus.frame
    again = frame.assign(story=["s" if i < 120 else s for i, s in enumerate(frame["story"])], source="A")
    corpus = Corpus(again.assign(source=np.where(again["story"] == "s", "Z", "A")))
    by_text, by_story = (
        row(
            audit_periods(model, corpus, planted.counts, seed=1, count=count, pairs=[("2016", "2019")]),
            "outlet without counterpart",
        )["value"]
        for count in ("publications", "stories")
    )
    assert by_text == pytest.approx(0.8) and by_story == pytest.approx(1 / 31)


def test_undated_and_coarse_dates_are_a_caution(undated: Planted) -> None:
    audit = audit_periods(true_model(undated), undated.corpus, undated.counts, seed=1)
    frame = undated.corpus.frame
    lost, pair = int(frame["year"].isna().sum()), frame["year"].isin([2016, 2019])
    coarse = int((pair & (frame["date_precision"] == "year")).sum())
    assert row(audit, "dating")["value"] == pytest.approx((lost + coarse) / (lost + pair.sum()))
    assert row(audit, "dating")["verdict"] == "caution"


def test_a_theme_that_changed_its_words_is_found(planted: Planted, model: TopicModel) -> None:
    matrix = planted.counts.matrix.tolil()
    half = np.argsort(-planted.phi[0])[:40:2]
    swapped = np.random.default_rng(1).permutation(half)
    late = np.flatnonzero(planted.period == 3)
    dense = matrix[late].toarray()
    heavy = planted.theta[late, 0] > 0.3
    dense[np.ix_(heavy, half)] = 0
    dense[np.ix_(heavy, swapped[:5])] += 8
    matrix[late] = dense
    counts = TermCounts(matrix.tocsr(), planted.counts.ids, planted.counts.vocabulary)
    audit = audit_periods(model, planted.corpus, counts, seed=1)
    assert row(audit, "wording")["verdict"] == "not comparable"
    assert row(audit, "wording", "theme_04")["value"] > row(audit, "wording")["value"]


@pytest.mark.parametrize(("cosine", "usual", "changed"), [(0.8, 0.95, True), (0.8, 0.7, False), (0.93, 0.95, False)])
def test_wording_changed_needs_both_chance_and_size(cosine: float, usual: float, changed: bool) -> None:
    assert Wording(cosine, usual).changed is changed


def test_small_periods_are_too_few(planted: Planted, model: TopicModel) -> None:
    frame = planted.corpus.frame.copy()
    lost = (frame["year"] == 2019) & (frame.index % 10 != 0)
    frame.loc[lost, ["year", "date"]] = None
    audit = audit_periods(model, Corpus(frame), planted.counts, seed=1, pairs=[("2016", "2019")])
    assert row(audit, "sample size")["verdict"] == "too few"


def test_pairs_and_divisions(planted: Planted, model: TopicModel) -> None:
    spans = {"early": (2016, 2017), "late": (2018, 2019)}
    audit = audit_periods(model, planted.corpus, planted.counts, seed=1, by=spans, pairs=[("early", "late")])
    assert set(zip(audit["earlier"], audit["later"])) == {("early", "late")}
    with pytest.raises(UsageError, match="no period 'lat'"):
        audit_periods(model, planted.corpus, planted.counts, seed=1, by=spans, pairs=[("lat", "early")])
    for pairs, said in (([("late", "early")], "runs backwards"), ([("2016", "2017", "2018")], "two periods")):
        with pytest.raises(UsageError, match=said):
            audit_periods(
                model, planted.corpus, planted.counts, seed=1, by=spans if len(pairs[0]) == 2 else "year", pairs=pairs
            )
    with pytest.raises(AlignmentError):
        audit_periods(model, planted.corpus, plant(9, units=20, n_terms=600, length=60).counts, seed=1)


def test_same_seed_same_table(planted: Planted, model: TopicModel) -> None:
    one, two = (audit_periods(model, planted.corpus, planted.counts, seed=1) for _ in range(2))
    assert one.equals(two)


def test_shared_background_words_are_found(planted: Planted, model: TopicModel) -> None:
    noisy = plant(1, units=100, n_terms=600, length=80, background=0.5)
    audit = audit_periods(true_model(noisy), noisy.corpus, noisy.counts, seed=1)
    assert row(audit, "shared words")["verdict"] == "not comparable"
    common = np.sort(noisy.phi, axis=0)
    assert row(audit, "shared words")["value"] == pytest.approx((common[1] * 0.75 + common[2] * 0.25).sum())
    aside = replace(true_model(noisy), roles=("theme",) * 4 + ("background",) * 2)
    again = audit_periods(aside, noisy.corpus, noisy.counts, seed=1)
    assert row(again, "shared words")["value"] != row(audit, "shared words")["value"]


@pytest.mark.parametrize(("background", "shares_words"), [(0.0, False), (0.5, True)])
def test_shared_words_are_seen_with_more_topics_than_were_planted(background: float, shares_words: bool) -> None:
    planted = plant(seed=3, n_terms=600, length=80, units=150, background=background, texts=False)
    for fit in (tk.fit_lda, tk.fit_nmf):
        model = fit(planted.counts, n_topics=10, themes=planted.themes, seed=3)
        assert (shared_words(model) >= OVERLAP_LIMIT) == shares_words
