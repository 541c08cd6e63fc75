"""The verdict rule, branch by branch, and max-T."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.reasons import Reason
from toolkit.trends.contrasts import contrasts
from toolkit.trends.estimates import CONTRAST_COLUMNS, Audit, Contrasts, Prevalence
from toolkit.trends.resampling import max_t


def made(change: list[float], sd: float = 0.01, **options: object) -> Prevalence:
    """Two periods, one theme a change, independent Gaussian draws."""
    rng = np.random.default_rng(1)
    estimate = np.array([[0.3] * len(change), [0.3 + c for c in change]])
    values = {
        "periods": ("2016", "2019"),
        "themes": tuple(f"t{i}" for i in range(len(change))),
        "estimate": estimate,
        "draws": estimate + sd / np.sqrt(2) * rng.standard_normal((2000, *estimate.shape)),
        "n_units": np.array([200, 200]),
        "n_documents": np.array([200, 200]),
        "n_stories": np.array([150, 150]),
        "effective_stories": np.array([150.0, 150.0]),
        "n_undated": 0,
        "measure": "share",
        "count": "publications",
        "method": "lda",
        "uncertainty": ("stories",),
        "calibrated": False,
        "weight": np.array([200.0, 200.0]),
    }
    return Prevalence(**{**values, **options})  # type: ignore[arg-type]


def verdicts(found: Contrasts) -> list[str]:
    return found.frame["verdict"].tolist()


def codes(found: Contrasts, row: int = 0) -> list[str]:
    return [one.code for one in found.reasons[row]]


def audited(verdict: list[str], check: str = "source mix", value: float = 0.1, **options: object) -> Audit:
    themes = [f"t{i}" for i in range(len(verdict))]
    table = {"theme": themes, "earlier": "2016", "later": "2019", "check": check, "value": value, "verdict": verdict}
    return Audit(pd.DataFrame(table), **options)  # type: ignore[arg-type]


FINE = audited(["comparable"])


def test_rose_fell_steady_and_no_clear_change() -> None:
    found = contrasts(made([0.1, -0.1, 0.0, 0.02], calibrated=True))
    assert verdicts(found) == ["rose", "fell", "steady", "no clear change"]
    assert list(found.frame.columns) == list(CONTRAST_COLUMNS) and found.provisional == ""
    row = found.frame.iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((0.0804, 0.1196), abs=0.002)


def test_steady_asks_for_the_interval_within_the_margin() -> None:
    told = {"calibrated": True, "coded": np.full((2, 1), 100), "positives": np.full((2, 1), 30.0)}
    wide = made([0.0], sd=0.025, **told, effective_stories=np.array([400.0, 400.0]))
    found = contrasts(wide)
    assert verdicts(found) == ["no clear change"] and codes(found) == ["steady_would_take"]
    assert found.reasons[0][0].field("n") == pytest.approx(100 * (1.645 * 0.025 / 0.03) ** 2, rel=0.1)
    assert verdicts(contrasts(wide, margin=0.06)) == ["steady"]
    fewer = contrasts(made([0.0], sd=0.025, **told, effective_stories=np.array([400.0, 150.0])))
    assert verdicts(fewer) == ["no clear change"] and codes(fewer) == ["steady_out_of_reach"]


def test_uncalibrated_figures_give_the_direction_alone_and_are_never_steady() -> None:
    found = contrasts(made([0.1, 0.0]))
    assert verdicts(found) == ["rose", "no clear change"]
    assert codes(found, 0) == ["direction_only"] and codes(found, 1) == ["steady_needs_codes"]
    assert found.provisional == "provisional: one method; provisional: no audit of comparability"
    assert contrasts(made([0.1]), audit=FINE).provisional == "provisional: one method"
    assert codes(contrasts(made([0.0], is_index=True))) == []


def test_a_level_that_doubles_within_the_margin_is_not_steady() -> None:
    """.5 % to 2 %: within 3 points, and four times as much."""
    draws = 0.0004 * np.random.default_rng(1).standard_normal((2000, 2, 2))
    estimate = np.array([[0.005, 0.05], [0.02, 0.05]])
    found = contrasts(made([0.0, 0.0], estimate=estimate, draws=estimate + draws, calibrated=True))
    assert verdicts(found) == ["rose", "steady"]
    doubled = np.array([[0.0104, 0.05], [0.0206, 0.05]])
    noisy = made([0.0, 0.0], estimate=doubled, draws=doubled + 10 * draws, calibrated=True)
    assert verdicts(contrasts(noisy)) == ["no clear change", "steady"]


def test_between_groups_the_words_are_others() -> None:
    found = contrasts(made([0.1, -0.1, 0.0, 0.02], calibrated=True, by="source"), pairs=[("2016", "2019")])
    assert verdicts(found) == ["higher", "lower", "alike", "no clear difference"]


def test_a_pointwise_interval_that_leaves_zero_is_told() -> None:
    found = contrasts(made([0.022] + [0.0] * 7, calibrated=True))
    assert verdicts(found)[0] == "no clear change" and codes(found)[0] == "pointwise_only"
    assert found.frame["lower"][0] > 0


def test_coders_and_agreement_are_told_with_the_verdict() -> None:
    barred = made([0.2], calibrated=True, not_comparable=(("2016", "2019", Reason("coders_separated")),))
    assert verdicts(contrasts(barred)) == ["not comparable"] and codes(contrasts(barred)) == ["coders_separated"]
    weak = (Reason.of("codes_unreliable", alpha=0.4, lower=0.2, upper=0.6),)
    found = contrasts(made([0.2], calibrated=True, of_theme=(weak,)))
    assert verdicts(found) == ["rose"] and "the codes are not reliable" in found.frame["reason"][0]


def test_outlets_are_told_once_and_each_calibrated_verdict_says_as_collected() -> None:
    lone = "outlet without counterpart"
    some, all_ = (audited(["not comparable"], lone, value=value) for value in (0.4, 1.0))
    for audit, once in ((some, "outlets_differ"), (all_, "outlets_replaced")):
        found = contrasts(made([0.2], calibrated=True), audit=audit)
        assert codes(found) == ["as_collected"] and [one.code for one in found.cautions].count(once) == 1
    found = contrasts(made([0.2]), audit=audited(["caution"], lone, value=0.4))
    assert [one.code for one in found.cautions][-1] == "outlets_many" and "outlets" not in codes(found)[0]
    assert "40%" in str(found.cautions[-1]) and "2016 against 2019" in str(found.cautions[-1])
    assert verdicts(contrasts(made([0.2]), audit=some)) == ["not comparable"]


def test_an_audit_of_other_texts_is_refused() -> None:
    keys, others = np.arange(5, dtype=np.uint64), np.arange(3, 8, dtype=np.uint64)
    mine = made([0.1], unit_keys=keys)
    assert contrasts(mine, audit=audited(["comparable"], unit_keys=keys)).cautions[-1].code == "one_method"
    assert contrasts(mine, audit=audited(["comparable"], unit_keys=keys[:3])).cautions[-1].code == "one_method"
    for audit in (audited(["comparable"], unit_keys=others), FINE.to_frame()):
        with pytest.raises(AlignmentError, match=r"other texts: 3 of 5|not a table"):
            contrasts(mine, audit=audit)  # type: ignore[arg-type]
    with pytest.raises(AlignmentError, match="these prevalences rest on other texts"):
        contrasts([mine, made([0.1], method="nmf", unit_keys=others)])
    with pytest.raises(AlignmentError, match="count='publications'"):
        contrasts(mine, audit=audited(["comparable"], unit_keys=keys, count="stories"))
    assert contrasts(mine, audit=FINE).cautions[-1].code == "texts_unchecked"


def test_the_audit_survives_storage() -> None:
    audit = audited(["caution"], unit_keys=np.arange(5, dtype=np.uint64), count="stories", by="month")
    again = Audit.from_parts(audit.to_parts())
    assert again.frame.equals(audit.frame) and (again.count, again.by) == ("stories", "month")
    assert again.unit_keys is not None and again.unit_keys.tolist() == [0, 1, 2, 3, 4]


def test_level_matters() -> None:
    assert verdicts(contrasts(made([0.022]), level=0.9)) == ["rose"]
    assert verdicts(contrasts(made([0.022]), level=0.99)) == ["no clear change"]


def test_methods_must_agree_in_sign_unless_calibrated() -> None:
    lda, nmf = made([0.1, 0.1]), made([0.1, -0.1], method="nmf")
    found = contrasts([lda, nmf])
    assert verdicts(found)[:2] == ["rose", "no clear change"] and "one method" not in found.provisional
    assert "another sign by NMF" in found.frame["reason"][1]
    unsure = contrasts([lda, made([0.1, -0.1], sd=0.3, method="nmf")])
    assert verdicts(unsure)[:2] == ["rose", "no clear change"] and codes(unsure, 1) == ["unconfirmed"]
    assert found.frame["verdict"][2:].tolist() == ["", ""] and "exploratory" in found.frame["reason"][2]
    coded = made([0.1, 0.1], method="scores", measure="presence", calibrated=True)
    found = contrasts([nmf, coded])
    assert found.frame["method"][0] == "scores" and verdicts(found)[:2] == ["rose", "rose"]
    assert "another sign by NMF" in found.frame["reason"][1]


def test_another_measure_of_the_same_method_has_no_vote() -> None:
    assert verdicts(contrasts([made([0.1]), made([-0.1], measure="dominant")]))[0] == "rose"


def test_not_comparable_gates_uncalibrated_figures_only() -> None:
    audit = audited(["not comparable", "comparable"])
    found = contrasts(made([0.1, 0.1]), audit=audit)
    assert verdicts(found) == ["not comparable", "rose"] and found.frame["reason"][0] == "source mix"
    assert verdicts(contrasts(made([0.1, 0.1], calibrated=True), audit=audit)) == ["rose", "rose"]
    assert verdicts(contrasts(made([0.1, 0.1]), audit=audited(["caution"] * 2))) == ["rose", "rose"]


def test_too_few_comes_first() -> None:
    found = contrasts(made([0.2], effective_stories=np.array([150.0, 29.0])))
    assert verdicts(found) == ["too few"] and "29" in found.frame["reason"][0]
    assert found.frame[["lower", "upper", "p_value", "p_adjusted"]].isna().all(axis=None)
    flat = made([0.2])
    stuck = replace(flat, draws=np.repeat(flat.estimate[None], 500, axis=0))
    assert verdicts(contrasts(stuck)) == ["too few"]


def test_lost_share_is_said_when_the_number_did_not_fall() -> None:
    more = made([-0.1], n_documents=np.array([200, 400]))
    assert "lost share" in contrasts(more).frame["reason"][0]
    assert "lost share" not in contrasts(made([-0.1])).frame["reason"][0]
    fewer = made([0.1], n_documents=np.array([400, 200]))
    assert "gained share" in contrasts(fewer).frame["reason"][0]
    by_story = made([-0.1], n_documents=np.array([200, 400]), count="stories")
    found = contrasts(by_story).frame
    assert found["reason_code"][0] == "direction_only" and found["n_later"][0] == 150


def test_a_verdict_that_the_undated_could_turn_says_so() -> None:
    few = made([0.1], undated=np.array([0.3]), undated_weight=10.0, n_undated=10)
    assert contrasts(few).frame["reason_code"][0] == "direction_only"
    many = made([0.05], undated=np.array([0.9]), undated_weight=50.0, n_undated=50)
    found = contrasts(many).frame
    assert found["verdict"][0] == "rose" and "with all undated units in 2016: fell" in found["reason"][0]


def test_pairs_are_the_family() -> None:
    three = made([0.1])
    rng = np.random.default_rng(2)
    estimate = np.array([[0.3], [0.315], [0.4]])
    three = replace(
        three,
        periods=("a", "b", "c"),
        estimate=estimate,
        draws=estimate + 0.007 * rng.standard_normal((2000, 3, 1)),
        n_units=np.full(3, 9),
        n_documents=np.full(3, 9),
        n_stories=np.full(3, 9),
        effective_stories=np.full(3, 99.0),
        weight=np.full(3, 9.0),
    )
    found = contrasts(three, pairs=[("a", "b"), ("a", "c")]).frame
    assert found[["earlier", "later"]].to_numpy().tolist() == [["a", "b"], ["a", "c"]]
    assert found["verdict"].tolist() == ["no clear change", "rose"]
    assert contrasts(three).frame["later"].tolist() == ["c"]


def test_refusals() -> None:
    one = made([0.1])
    with pytest.raises(UsageError, match="no period '2018'"):
        contrasts(one, pairs=[("2016", "2018")])
    with pytest.raises(UsageError, match="two periods"):
        contrasts(one, pairs=[("2016", "2016")])
    with pytest.raises(UsageError, match="margin"):
        contrasts(one, margin=0.0)
    with pytest.raises(UsageError, match="at least one"):
        contrasts([])
    with pytest.raises(AlignmentError, match="count publications and stories"):
        contrasts([one, made([0.1], method="nmf", count="stories")])
    with pytest.raises(AlignmentError, match="different periods"):
        contrasts([one, replace(one, periods=("2016", "2020"))])


def test_max_t_of_one_test_is_the_plain_p_and_never_smaller() -> None:
    rng = np.random.default_rng(3)
    draws = rng.standard_normal((4000, 5))
    raw, adjusted = max_t(np.array([2.0, 0.1, 3.0, -2.5, 1.0]), draws)
    assert (adjusted >= raw).all()
    assert raw[0] == pytest.approx(0.0455, abs=0.01)
    alone = max_t(np.array([2.0]), draws[:, :1])
    assert alone[0] == alone[1]


def test_max_t_is_near_sidak_for_independent_tests_and_steps_down() -> None:
    rng = np.random.default_rng(4)
    draws = rng.standard_normal((20000, 4))
    _, adjusted = max_t(np.array([2.3, 2.3, 2.3, 2.3]), draws)
    assert adjusted[0] == pytest.approx(1 - (1 - 0.02145) ** 4, abs=0.01)
    _, stepped = max_t(np.array([9.0, 9.0, 9.0, 2.3]), draws)
    assert stepped[3] == pytest.approx(0.02145, abs=0.005)


def test_copies_of_one_test_need_no_adjustment() -> None:
    draws = np.repeat(np.random.default_rng(5).standard_normal((4000, 1)), 6, axis=1)
    raw, adjusted = max_t(np.full(6, 2.2), draws)
    assert adjusted == pytest.approx(raw)


def test_false_alarms_keep_to_the_level() -> None:
    rng = np.random.default_rng(6)
    alarms = 0
    for _ in range(400):
        estimate = rng.standard_normal(8)
        _, adjusted = max_t(estimate, rng.standard_normal((500, 8)))
        alarms += bool((adjusted <= 0.05).any())
    assert alarms / 400 < 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 400)


def test_the_noun_survives_storage() -> None:
    found = contrasts(made([0.1, 0.0]))
    again = Contrasts.from_parts(found.to_parts())
    assert again.frame.equals(found.frame) and again.provisional == found.provisional


def test_a_pair_that_runs_backwards_or_was_not_audited_is_refused() -> None:
    with pytest.raises(UsageError, match="runs backwards"):
        contrasts(made([0.1]), pairs=[("2019", "2016")])
    audit = Audit(FINE.frame.assign(later="2018"))
    with pytest.raises(AlignmentError, match="no row for 't0', 2016 against 2019"):
        contrasts(made([0.1]), audit=audit)
    assert verdicts(contrasts(made([0.1], calibrated=True), audit=audit)) == ["rose"]


@pytest.mark.parametrize("level", [0.4, 0.79, 0.0, 1.0, 95])
def test_a_level_at_which_steady_means_nothing_is_refused(level: float) -> None:
    with pytest.raises(UsageError, match="level is"):
        contrasts(made([0.1]), level=level)


def test_steady_is_told_by_the_interval_of_two_one_sided_tests() -> None:
    """At level .95 the 90 % interval counts: ± 1.645 sd lies within 3 points, ± 1.96 sd does not."""
    assert verdicts(contrasts(made([0.0], sd=0.0165, calibrated=True), margin=0.03)) == ["steady"]
    assert verdicts(contrasts(made([0.0], sd=0.0165, calibrated=True), margin=0.026)) == ["no clear change"]


def test_an_adjusted_p_is_never_below_that_of_a_larger_statistic() -> None:
    rng = np.random.default_rng(8)
    heavy, light = rng.standard_t(3, 9999), rng.choice([-1.0, 1.0], 9999)
    draws = np.stack([heavy / heavy.std(ddof=1), light], axis=1)
    raw, adjusted = max_t(np.array([2.0, 1.9]), draws)
    assert raw[1] < raw[0] and adjusted[1] == adjusted[0] >= raw[0]
