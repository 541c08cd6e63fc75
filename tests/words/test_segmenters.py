"""underthesea behind the same function, and the settings that name a result."""

import sys
import types

import pandas as pd
import pyarrow as pa
import pytest

from toolkit.base.errors import MissingExtraError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.segmentation import segment, segment_batches, segmenter_settings, texts_fingerprint
from toolkit.words.themes import themes_from_dict

TEXT = "Bộ Ngoại giao bảo hộ công dân ở Hà Nội, rất tốt."


def corpus(*texts: str) -> Corpus:
    return Corpus(pd.DataFrame({"id": [str(i) for i in range(len(texts))], "text": list(texts)}))


def test_underthesea_is_asked_for_its_words(monkeypatch) -> None:
    asked = []

    def word_tokenize(text: str) -> list[str]:
        asked.append(text)
        return ["Bộ Ngoại giao", "bảo hộ", "công dân", "ở", "Hà Nội", ",", "rất tốt", "."]

    monkeypatch.setitem(sys.modules, "underthesea", types.SimpleNamespace(word_tokenize=word_tokenize))
    monkeypatch.setattr("toolkit.words.segmentation._version_of", lambda package: "0")
    tokens = segment(corpus(TEXT), segmenter="underthesea")
    assert next(tokens.lists()) == ["bộ_ngoại_giao", "bảo_hộ_công_dân", "ở", "hà_nội", "rất_tốt"]
    assert tokens.segmenter["name"] == "underthesea" and len(asked) == 1


def test_underthesea_names_its_extra_when_missing(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "underthesea", None)
    with pytest.raises(MissingExtraError, match="underthesea"):
        segment(corpus(TEXT), segmenter="underthesea")


def test_an_unknown_segmenter_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="pyvi"):
        segment(corpus(TEXT), segmenter="pivi")


def test_a_stream_of_batches_gives_the_same_words() -> None:
    texts = [TEXT, "", "Hoà bình\nTết Nguyên đán"]
    tokens = segment(corpus(*texts))
    batch = pa.RecordBatch.from_pydict({"id": ["0", "1", "2"], "text": [TEXT, None, texts[2]]})
    (out, again) = list(segment_batches([batch, batch]))
    assert out.equals(again) and out.column("id").to_pylist() == ["0", "1", "2"]
    assert out.column("words").to_pylist() == list(tokens.lists())
    assert [n for row in out.column("starts").to_pylist() for n in row] == tokens.starts.tolist()
    assert [n for row in out.column("origin").to_pylist() for n in row] == tokens.origin.tolist()
    seeded = next(segment_batches([batch], lexicon=["rất tốt"])).column("words")[0].as_py()
    assert "rất_tốt" in seeded


def test_settings_and_fingerprint_change_with_what_changes_the_words() -> None:
    plain, themed = segmenter_settings(), segmenter_settings(themes_from_dict({"a": ["rất tốt"]}))
    assert plain != themed and plain["model"] == themed["model"]
    assert segment(corpus(TEXT)).segmenter == plain
    prints = {
        texts_fingerprint(corpus(TEXT), plain),
        texts_fingerprint(corpus(TEXT), themed),
        texts_fingerprint(corpus(TEXT, ""), plain),
        texts_fingerprint(corpus(TEXT + "."), plain),
    }
    assert len(prints) == 4
    assert texts_fingerprint(corpus(TEXT), plain) == texts_fingerprint(corpus(TEXT), segmenter_settings())
