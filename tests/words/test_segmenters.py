"""underthesea behind the same function, the settings that name a result, and the kernels without a cache folder."""

import subprocess
import sys
import types
from pathlib import Path

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


def test_kernels_compile_where_no_cache_can_be_written(tmp_path: Path) -> None:
    source = tmp_path / "kernel.py"
    source.write_text(
        "from toolkit.base.compiled import compiled\n\n@compiled('int64(int64)')\ndef double(x):\n    return 2 * x\n",
        encoding="utf-8",
    )
    code = (
        "import numba.core.caching as c\n"
        "c.CacheImpl._locator_classes = []\n"  # what numba sees on a read-only installation
        "import kernel; print(kernel.double(21))"
    )
    root = Path(__file__).resolve().parents[2]
    env = {"PYTHONPATH": f"{tmp_path}:{root}", "PATH": ""}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert out.stdout.strip() == "42", out.stderr
