"""A saved noun is loaded equal, whatever its options; what the first release saved is still read."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import toolkit as tk
from tests.planted import plant
from toolkit.base.reasons import Reason
from toolkit.documents.text import text_hashes
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores, of_theme
from toolkit.studies.asked.recipe import Recipe
from toolkit.studies.path.artefacts import KINDS, load, save
from toolkit.topics.choice import COLUMNS, Choice
from toolkit.topics.model import TopicModel
from toolkit.trends.contrasts import contrasts
from toolkit.trends.effects import effects
from toolkit.trends.estimates import Prevalence
from toolkit.trends.prevalence import prevalence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Theme, Themes
from toolkit.words.tokens import Tokens, tokens_from_lists
from toolkit.words.vocabulary import Vocabulary

FIRST_RELEASE = Path(__file__).resolve().parents[1] / "golden" / "artefacts_1"
PLANTED = plant(seed=5, n_periods=2, units=40, n_terms=150)
SHARED = Themes(
    (
        Theme("one", ("lãnh sự", "hộ chiếu"), ("lãnh sự danh dự",), {"vi": "Một", "en": "One"}, "what it is"),
        Theme("two", ("lãnh sự", "kiều bào")),
    ),
    shared_seeds=True,
)
CONDITIONED = tk.themes_from_dict(
    {
        "sea": {
            "seeds": {"vi": ["biển đảo", {"seed": "thuyền viên", "with": ["lãnh sự"], "within": 5}], "en": ["island"]},
            "label": "Biển",
        },
        "home": ["quê hương"],
    }
)


def assert_equal(one: Any, other: Any, place: str) -> None:
    """Equal in type and value, field by field."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):  # a mapping inside a noun may be read-only
        assert one.keys() == other.keys(), place
        for key in one:
            assert_equal(one[key], other[key], f"{place}.{key}")
        return
    assert type(one) is type(other), f"{place}: {type(one)} became {type(other)}"
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_equal(getattr(one, field.name), getattr(other, field.name), f"{place}.{field.name}")
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, place
        np.testing.assert_array_equal(one, other, err_msg=place)
    elif sp.issparse(one):
        assert one.dtype == other.dtype and (one != other).nnz == 0 and one.shape == other.shape, place
    elif isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, tuple | list):
        assert len(one) == len(other), place
        for i, (a, b) in enumerate(zip(one, other)):
            assert_equal(a, b, f"{place}[{i}]")
    else:
        assert one == other or (one != one and other != other), f"{place}: {one!r} became {other!r}"


def counts_with_everything() -> TermCounts:
    counts = PLANTED.counts
    story = tuple(f"s{i // 2}" for i in range(len(counts)))
    hashes = text_hashes(PLANTED.corpus.rows(counts.ids)["text"])
    vocabulary = Vocabulary(counts.vocabulary.terms, {"rare": 3, "numbers": 1})
    return TermCounts(counts.matrix, counts.ids, vocabulary, ("emptied",), story, hashes)


def fitted(method: str, **more: Any) -> TopicModel:
    counts, options = counts_with_everything(), more.pop("options", {})
    fit = tk.fit_lda if method == "lda" else tk.fit_nmf
    return fit(counts, n_topics=6, seed=3, options=tk.FitOptions(passes=3, **options), **more)


def measured(measure: str) -> Prevalence:
    subject = PLANTED.scores(seed=1) if measure in ("presence", "room") else fitted("lda", themes=PLANTED.themes)
    return prevalence(subject, PLANTED.corpus, seed=1, measure=measure, draws=100)


def calibrated() -> Prevalence:
    scores, codes = PLANTED.scores(seed=1), PLANTED.codes(seed=1, n=40)
    return prevalence(scores, PLANTED.corpus, seed=1, measure="presence", coding=codes, draws=100)


def some_tokens() -> Tokens:
    ids = ["a", "b"]
    return dataclasses.replace(
        tokens_from_lists(ids, [["một", "hai"], ["hai"]], stories=["s", "s"]),
        text_hash=np.array([1, 2**64 - 1], dtype=np.uint64),
    )


def own_columns() -> tk.Corpus:
    dates = ["2019-02-03", None]
    return tk.corpus_from_frame(
        pd.DataFrame(
            {
                "id": ["a", "b"],
                "text": ["Một.", ""],
                "date": dates,
                "views": pd.array([1, None], dtype="Int64"),
                "good": [True, False],
                "rate": [0.5, float("nan")],
                "kind": pd.Categorical(["x", "y"]),
            }
        )
    )


def read_from_files(folder: Path) -> tk.Corpus:
    for name, text in (("2019-02-03.txt", "Một bài báo về lãnh sự."), ("trống.txt", ""), ("lạ.xyz", "?")):
        (folder / name).write_text(text, encoding="utf-8")
    return tk.find_stories(tk.resolve_dates(tk.clean(tk.read_corpus(folder))))


def scored() -> ThemeScores:
    found = PLANTED.scores(seed=1)
    said = of_theme(found.themes[0], Reason.of("counted_only", n=3, least=10))
    return dataclasses.replace(found, level=np.full(found.score.shape, 0.25), cautions=(said,))


EVERY: dict[str, Any] = {
    "a corpus": lambda: PLANTED.corpus,
    "a corpus with columns of its own": own_columns,
    "paragraphs": lambda: tk.split_passages(tk.corpus_from_frame(pd.DataFrame({"id": ["a"], "text": ["x\n\ny"]}))),
    "tokens": some_tokens,
    "tokens of an unknown story": lambda: dataclasses.replace(some_tokens(), story=None, text_hash=None),
    "a vocabulary": lambda: counts_with_everything().vocabulary,
    "counts": counts_with_everything,
    "counts by hand": lambda: PLANTED.counts,
    "themes": lambda: PLANTED.themes,
    "themes that share a seed": lambda: SHARED,
    "themes with conditions": lambda: CONDITIONED,
    "lda with themes": lambda: fitted("lda", themes=PLANTED.themes, background=True),
    "lda with options": lambda: fitted(
        "lda", themes=PLANTED.themes, options={"fit_on": PLANTED.counts.ids[:40], "idf": True}
    ),
    "lda in minibatches": lambda: fitted("lda", options={"memory_gb": 0.0}),
    "lda by gensim": lambda: fitted("lda", engine="gensim"),
    "nmf": lambda: fitted("nmf", themes=PLANTED.themes, options={"fit_on": PLANTED.counts.ids[:40]}),
    "nmf of idf": lambda: fitted("nmf", loss="frobenius"),
    "nmf without its counts": lambda: dataclasses.replace(fitted("nmf", background=True), counts=None),
    "a model of themes that share a seed": lambda: dataclasses.replace(
        fitted("lda", themes=PLANTED.themes), themes=SHARED
    ),
    "scores": lambda: PLANTED.scores(seed=1),
    "scores with levels and cautions": scored,
    **{f"prevalence of {m}": lambda m=m: measured(m) for m in ("share", "presence", "room", "dominant")},
    "calibrated prevalence": calibrated,
    "contrasts": lambda: contrasts(measured("share")),
    "an audit": lambda: tk.audit_periods(
        fitted("lda", themes=PLANTED.themes), PLANTED.corpus, counts_with_everything(), seed=1
    ),
    "effects": lambda: effects(
        PLANTED.scores(seed=1),
        PLANTED.corpus,
        "year + C(source)",
        coding=PLANTED.codes(seed=1, n=60),
        seed=1,
        draws=100,
    ),
    "codes": lambda: PLANTED.codes(seed=1, n=20),
    "codes of the main theme": lambda: Coding(
        pd.DataFrame({"unit": ["a"], "coder": ["An"], "theme": ["x"], "value": [None], "inclusion_probability": [0.5]}),
        "main theme",
        "hai người",
    ),
    "a choice": lambda: Choice(pd.DataFrame([[4, 0.1, 0.2, 0.3, -5.0, np.nan, 1.2]], columns=list(COLUMNS))),
    "a recipe": lambda: Recipe.from_dict(
        {
            "corpus": {"path": "x", "selection": "y", "columns": {"text": "bài"}},
            "topics": {"n_topics": 4, "seed": 1, "methods": ["nmf"]},
            "compare": {"spans": {"a": [2018, 2019], "b": [2020, 2021]}, "pairs": [["a", "b"]]},
        }
    ),
}


def test_a_corpus_read_from_files_and_its_accounts_are_loaded_equal(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    corpus = read_from_files(tmp_path / "in")
    assert_equal(corpus, load(save(corpus, tmp_path / "corpus")), "Corpus")
    assert_equal(corpus.accounts, load(save(corpus.accounts, tmp_path / "accounts")), "Accounts")


@pytest.mark.parametrize("name", EVERY)
def test_a_noun_saved_with_every_option_is_loaded_equal(tmp_path: Path, name: str) -> None:
    noun = EVERY[name]()
    assert_equal(noun, load(save(noun, tmp_path / "noun")), type(noun).__name__)


def test_every_kind_of_noun_is_among_them() -> None:
    assert {type(make()).__name__ for make in EVERY.values()} | {"Accounts"} == set(KINDS)


@pytest.mark.parametrize("folder", sorted(FIRST_RELEASE.iterdir()), ids=lambda path: path.name)
def test_what_the_first_release_saved_is_read_and_saved_again(folder: Path, tmp_path: Path) -> None:
    noun = load(folder)
    assert_equal(noun, load(save(noun, tmp_path / "noun")), folder.name)


def test_the_first_release_s_models_are_the_same_models() -> None:
    # What the first release itself printed when it saved them.
    lda, nmf = load(FIRST_RELEASE / "lda"), load(FIRST_RELEASE / "nmf")
    assert lda.fingerprint == "5bfbf097c3d80b67cb5416e5c3e7cf359d4cc9d71035236525a7078aabcf8093"
    assert nmf.fingerprint == "b7a7a73acf8dc1e49e5fe23b01a523f59439f8564ed35d8db4a39b6536b01f31"
    assert lda.themes == load(FIRST_RELEASE / "themes") and lda.fitted_by is None and lda.counts.story is None
    assert load(FIRST_RELEASE / "vocabulary").left_out == {"function_words": 31, "rare": 17}
    (one, _) = load(FIRST_RELEASE / "scores").cautions
    assert str(one).startswith("citizen_protection: 2 units with a seed, fewer than 10")
