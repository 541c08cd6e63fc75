"""Further draws of another kind: whatever the two draws are, the weighted mean of the codes meets the planted truth."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.evidence.test_coding_page import answered, data_of
from tests.evidence.test_sampling import letters
from toolkit.base.errors import CodingError
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.evidence.agreement import agreement
from toolkit.evidence.codes import Coding, align_codes, coding_from_frame, join_codings
from toolkit.evidence.coding_files import read_coding
from toolkit.evidence.coding_page import units_on_pages, write_coding_page
from toolkit.evidence.sampling import draw_coding_sample, n_of_further, population_of
from toolkit.evidence.sheets import write_coding_sheet
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.words.themes import themes_from_dict

N = 400
SPANS = {"early": (2015, 2016), "late": (2017, 2019)}
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "focus, then plain": ({"focus": "a"}, {}),
    "plain, then focus": ({}, {"focus": "a"}),
    "two focuses": ({"focus": "a"}, {"focus": "b"}),
    "other spans": ({"focus": "a"}, {"by": SPANS}),
    "other compared": ({"compared": ["2015", "2016"]}, {"compared": ["2019"]}),
    "the same": ({}, {}),
}


@cache
def world(n: int = N) -> tuple[Corpus, ThemeScores, pd.Series]:
    """Units with two themes of 10 and 30 %, and scores that know them; the last of them carry the first more often."""
    rng = np.random.default_rng(3)
    truth = rng.random((N, 2)) < np.where(np.arange(N)[:, None] < 300, (0.06, 0.3), (0.3, 0.3))
    ids = [f"d{i}" for i in range(n)]
    frame = pd.DataFrame({"id": ids, "text": [f"bài {letters(i)}" for i in range(n)]})
    frame = frame.assign(parent=ids, story=ids, year=[2015 + i % 5 for i in range(n)])
    score = (truth * 2.0 + rng.random((N, 2)))[:n]
    scores = ThemeScores(score, None, tuple(ids), ("a", "b"), "seeds", np.zeros((2, 1)), ("x",))
    return corpus_from_frame(frame), scores, pd.Series(truth[:n, 0].astype(float), index=ids)


def further(made: dict[str, Any], held: list[str], seed: int, more: int = 60) -> pd.DataFrame:
    """The second draw as `chude code --more` makes it: large enough to bring `more` units that are not held."""
    corpus, scores, _ = world()
    population = population_of(scores, corpus, **made)
    n, _ = n_of_further(population, scores.ids, held=held, more=more, seed=seed)
    return draw_coding_sample(scores, corpus, n=n, seed=seed, **made)


def coded(sample: pd.DataFrame, truth: pd.Series, without: Any = ()) -> Coding:
    values = sample["unit"].map(truth).mask(sample["unit"].isin(list(without)))
    return coding_from_frame(sample.assign(theme="a", coder="lan", value=values))


def figure(coding: Coding) -> float:
    scores = world()[1]
    codes = align_codes(coding, scores.ids, ["a"])
    weight = codes.weights(np.zeros(N, dtype=np.int64))
    return float((weight * np.nan_to_num(codes.value[:, 0])).sum() / weight.sum())


@pytest.mark.parametrize("kind", list(KINDS))
def test_two_draws_of_any_kinds_meet_the_planted_truth(kind: str) -> None:
    """Focus then plain told .063 of .094: the fresh units of the second draw stood for all."""
    corpus, scores, truth = world()
    found = []
    for seed in range(24):
        first = draw_coding_sample(scores, corpus, n=100, seed=seed, **KINDS[kind][0])
        second = further(KINDS[kind][1], first["unit"].tolist(), seed)
        held = first["unit"] if seed % 2 else ()  # coded once, or a reader gives the codes of both draws
        joined = join_codings([coded(first, truth), coded(second, truth, held)])
        found.append(figure(joined))
    z = (np.mean(found) - truth.mean()) / (np.std(found) / np.sqrt(len(found)))
    assert abs(z) < 3.5, (kind, np.mean(found), truth.mean())


def test_units_added_to_the_corpus_between_draws_are_stood_for() -> None:
    """The first draw gave them no chance: its figure is of the smaller corpus."""
    corpus, scores, _ = world(300)
    truth = world()[2]
    found = []
    for seed in range(24):
        first = draw_coding_sample(scores, corpus, n=100, seed=seed, focus="a")
        second = further({}, first["unit"].tolist(), seed)
        joined = join_codings([coded(first, truth), coded(second, truth, first["unit"])])
        assert len(joined.designs) == 1 and [one.code for one in joined.remarks] == ["codes_of_smaller_corpus"]
        assert joined.frame["unit"].isin(second["unit"]).all()
        found.append(figure(joined))
    assert abs(np.mean(found) - truth.mean()) < 3.5 * np.std(found) / np.sqrt(len(found))


def test_units_that_left_the_corpus_between_draws_cost_no_code() -> None:
    """The later draw comes of the smaller corpus: its codes were dropped, as though it had been the earlier."""
    scores, truth = world()[1:]
    smaller, fewer = world(300)[:2]
    first = draw_coding_sample(scores, world()[0], n=100, seed=3, focus="a")
    second = draw_coding_sample(fewer, smaller, n=90, seed=3)
    joined = join_codings([coded(first, truth), coded(second, truth, first["unit"])])
    assert len(joined.designs) == 2 and not joined.remarks
    fresh = set(second["unit"]) - set(first["unit"])
    assert fresh and fresh <= set(joined.frame.dropna(subset=["value"])["unit"])


def answer(path: Path, page: dict[str, Any], truth: pd.Series) -> None:
    codes = {unit["unit"]: ["a"] if truth[unit["unit"]] else ["b"] for unit in page["head"]["units"]}
    path.write_text(json.dumps(answered(page, codes)), encoding="utf-8")


@pytest.mark.parametrize("xlsx", [False, True])
def test_pages_and_sheets_of_a_further_draw_take_over_what_the_first_holds(tmp_path: Path, xlsx: bool) -> None:
    corpus, scores, truth = world()
    themes = themes_from_dict({"a": ["bài"], "b": ["tin"]})
    first = draw_coding_sample(scores, corpus, n=100, seed=2, focus="a")
    path = write_coding_page(first, themes, tmp_path, coders=["lan", "minh"], seed=2)
    for one in path:
        answer(one.with_suffix(".json"), data_of(one), truth)
    held = units_on_pages(tmp_path)
    second = further({}, held, 2)
    if xlsx:
        told = [(u, t, "lan", float(truth[u] == (t == "a")), 0.5) for u in second["unit"] for t in ("a", "b")]
        names = ["unit", "theme", "coder", "value", "inclusion_probability"]
        values = Coding(pd.DataFrame(told, columns=names))
        write_coding_sheet(second, themes, tmp_path / "c.xlsx", coders=["lan"], values=values, leave_out=held)
    else:
        page = write_coding_page(second, themes, tmp_path, coders=["lan"], seed=2, leave_out=held)[0]
        answer(page.with_suffix(".json"), data_of(page), truth)
    found = read_coding(tmp_path)
    whole = join_codings([coded(first, truth), coded(second, truth)])
    assert figure(found) == pytest.approx(figure(whole))
    kept = Coding.from_parts(found.to_parts())
    assert figure(kept) == pytest.approx(figure(whole)), "also where it was stored between"
    units = agreement(found).set_index("theme")["units"]
    assert units["a"] == len(first[first["unit"].isin(shared(tmp_path))]), "no coder counts twice"
    for one in tmp_path.glob("*.json"):
        if one.stem in ("lan", "minh"):
            one.unlink()
    with pytest.raises(CodingError, match="bring the codes of the earlier pages"):
        read_coding(tmp_path)


def shared(folder: Path) -> set[str]:
    own = [{unit["unit"] for unit in data_of(folder / f"{name}.html")["head"]["units"]} for name in ("lan", "minh")]
    return own[0] & own[1]


def test_codes_of_the_further_units_alone_are_refused() -> None:
    corpus, scores, truth = world()
    first = draw_coding_sample(scores, corpus, n=100, seed=1, focus="a")
    second = further({}, first["unit"].tolist(), 1)
    fresh = second[~second["unit"].isin(first["unit"])]
    with pytest.raises(CodingError, match="give all units of both draws"):
        join_codings([coded(first, truth), coded(fresh, truth)])
    both = pd.concat([first, fresh]).assign(theme="a", coder="lan", value=1)
    with pytest.raises(CodingError, match="give all units of both draws"):
        coding_from_frame(both)


def test_where_half_of_the_first_draw_is_coded_the_figure_stays_right() -> None:
    corpus, scores, truth = world()
    found = []
    for seed in range(24):
        first = draw_coding_sample(scores, corpus, n=100, seed=seed, focus="a")
        second = further({}, first["unit"].tolist(), seed)
        joined = join_codings([coded(first, truth, first["unit"][::2]), coded(second, truth, first["unit"])])
        found.append(figure(joined))
    assert abs(np.mean(found) - truth.mean()) < 3.5 * np.std(found) / np.sqrt(len(found))
