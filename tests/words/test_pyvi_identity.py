"""The decoded model is pyvi: its tables, its syllables, its words, string by string."""

import os
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.words.strategies import random_text, texts
from toolkit.base.errors import ArtefactError, UsageError
from toolkit.words.lexicon import trie_of
from toolkit.words.segmentation import segment_texts
from toolkit.words.segmenter import model as pyvi_model
from toolkit.words.segmenter.model import crfsuite_bytes, parse_crfsuite, pyvi_files, read_pyvi_model


@pytest.fixture(scope="module")
def pyvi():
    from pyvi.ViTokenizer import ViTokenizer

    return ViTokenizer


def assert_same(pyvi, strings: list[str]) -> None:
    for text, row in zip(strings, segment_texts(strings, exact=True)):
        if pyvi.sylabelize(text)[1]:
            assert " ".join(row) == pyvi.tokenize(text), repr(text)
        else:
            assert row == []


def test_the_tables_are_those_of_the_model_file(pyvi) -> None:
    model = read_pyvi_model()
    assert len(model.weights) == 6335 and model.transitions.shape == (2, 2)
    assert sum(w != 0 for pair in model.weights.values() for w in pair) <= 11_412
    n = len(model.syllables)
    names = sorted(model.syllables, key=model.syllables.__getitem__)
    assert {f"{names[k // n]} {names[k % n]}" for k in model.bigrams.tolist()} == pyvi.bi_grams
    three = {f"{names[k // n // n]} {names[k // n % n]} {names[k % n]}" for k in model.trigrams.tolist()}
    assert three == pyvi.tri_grams


def test_the_model_bytes_are_a_crfsuite_model() -> None:
    data = crfsuite_bytes(pyvi_files()[0].read_bytes())
    weights, transitions, labels = parse_crfsuite(data)
    assert data[:4] == b"lCRF" and sorted(labels) == ["B_W", "I_W"]
    inside, other = labels.index("I_W"), labels.index("B_W")
    assert transitions[inside, inside] < transitions[other, inside]  # a third syllable is rarer than a second
    assert np.isfinite([w for pair in weights.values() for w in pair]).all()


def test_random_strings_of_every_plane(pyvi) -> None:
    rng = random.Random(20261125)
    assert_same(pyvi, [random_text(rng) for _ in range(500)])


@given(texts)
@settings(max_examples=60, deadline=None)
def test_any_string(text: str) -> None:
    from pyvi.ViTokenizer import ViTokenizer

    assert_same(ViTokenizer, [text])


def test_real_articles(pyvi) -> None:
    if "TOOLKIT_DATA" not in os.environ:
        pytest.skip("TOOLKIT_DATA is not set")
    articles = sorted((Path(os.environ["TOOLKIT_DATA"]) / "articles").glob("*.txt"))
    assert_same(pyvi, [path.read_text(encoding="utf-8") for path in articles])


def test_an_unknown_model_is_left_to_pyvi_itself(monkeypatch, caplog) -> None:
    strings = ["Bộ Ngoại giao bảo hộ công dân.", "hoà bình\nHÒA BÌNH", "", "Đại sứ quán Việt Nam tại Pháp, 1/8/2014"]
    decoded = [segment_texts(strings, exact=exact) for exact in (True, False)]
    version, sha256, _ = pyvi_model.pyvi_identity()
    read_pyvi_model.cache_clear()
    for module in ("segmenter.model", "segmentation"):
        monkeypatch.setattr(f"toolkit.words.{module}.pyvi_identity", lambda: (version, sha256, False))
    try:
        assert [segment_texts(strings, exact=exact) for exact in (True, False)] == decoded
        assert "calling pyvi itself" in caplog.text
        assert read_pyvi_model().weights == {}
    finally:
        read_pyvi_model.cache_clear()


@pytest.mark.parametrize(
    "change",
    [
        {"inside": 2},
        {"transitions": np.full((2, 2), np.nan)},
        {"weights": {"bias": (np.inf, 0.0)}},
        {"bigrams": np.array([3, 2])},
        {"fourgrams": np.array([-1, 2])},
    ],
)
def test_a_model_that_is_not_whole_is_refused(change) -> None:
    with pytest.raises(ArtefactError, match="is not whole"):
        replace(read_pyvi_model(), **change)


def test_a_trie_that_is_not_whole_is_refused() -> None:
    trie = trie_of(("đại sứ quán", "bảo hộ công dân"), ())
    for change in ({"roots": trie.roots + 100}, {"proper": trie.proper[:1]}, {"entry": trie.entry + 2}):
        with pytest.raises(UsageError, match="is not whole"):
            replace(trie, **change)
