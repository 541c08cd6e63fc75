"""pyvi's model as plain tables: the CRF's weights as doubles, and the word list; nothing is unpickled.

pyvi 0.1.1 keeps a CRFsuite model (N. Okazaki, 2007) inside a pickle, as text. After the file's hash has been
checked the bytes are cut out and the binary format (`lCRF`: features, labels, attributes) is read directly.
"""

import functools
import importlib.metadata
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import ArtefactError, UsageError
from toolkit.base.files import sha256_bytes

MODEL_SHA256 = "6cdd73aee04b6a4ad7320ca85d27d931a7ef870cfdd41beb148e86bdb8aca134"
WORDS_SHA256 = "517743d27e71d43343e4b8e9e89015cdc68d84ebe1d48106449e501d918ece4a"
Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class PyviModel:
    """Weights (label 0, label 1) by attribute, transitions (2, 2), and the word list's syllables and n-grams.

    `inside` is the number of the label I_W; `bigrams`, `trigrams` and `fourgrams` hold, sorted, a*n + b,
    (a*n + b)*n + c and so on for syllables numbered by `syllables`, n of them.
    """

    weights: dict[str, Pair]
    transitions: NDArray[np.float64]
    inside: int
    syllables: dict[str, int]
    bigrams: NDArray[np.int64]
    trigrams: NDArray[np.int64]
    fourgrams: NDArray[np.int64]
    version: str
    sha256: str

    def __post_init__(self) -> None:
        keys = (self.bigrams, self.trigrams, self.fourgrams)
        tables = np.array([*self.weights.values(), *self.transitions.tolist()], np.float64)
        if self.transitions.shape != (2, 2) or self.inside not in (0, 1) or not np.isfinite(tables).all():
            raise ArtefactError("pyvi's model is not whole: its transitions or weights are no numbers")
        if any(len(row) and (row[0] < 0 or (np.diff(row) <= 0).any()) for row in keys):
            raise ArtefactError("pyvi's word list is not whole: its keys do not rise")


def pyvi_files() -> tuple[Path, Path]:
    """The paths of the installed pyvi's model and word list; pyvi itself is not imported."""
    spec = importlib.util.find_spec("pyvi")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("pyvi is not installed; run: pip install pyvi==0.1.1")
    folder = Path(next(iter(spec.submodule_search_locations))) / "models"
    return folder / "pyvi3.pkl", folder / "words.txt"


@functools.lru_cache(maxsize=1)
def pyvi_identity() -> tuple[str, str, bool]:
    """(version, SHA-256 over model and word list, known): known means that the tables below may be read."""
    model, words = (path.read_bytes() for path in pyvi_files())
    hashes = (sha256_bytes(model), sha256_bytes(words))
    whole = sha256_bytes("".join(hashes).encode("ascii"))
    return importlib.metadata.version("pyvi"), whole, hashes == (MODEL_SHA256, WORDS_SHA256)


@functools.lru_cache(maxsize=1)
def read_pyvi_model() -> PyviModel:
    """The installed pyvi's model; a model file of an unknown hash is not read, and leaves the weights empty."""
    version, sha256, known = pyvi_identity()
    model, words = pyvi_files()
    weights: dict[str, Pair] = {}
    transitions, labels = np.zeros((2, 2)), ["B_W", "I_W"]
    if known:
        weights, transitions, labels = parse_crfsuite(crfsuite_bytes(model.read_bytes()))
    syllables, (two, three, four) = _ngrams(words.read_text(encoding="utf-8"))
    return PyviModel(weights, transitions, labels.index("I_W"), syllables, two, three, four, version, sha256)


def crfsuite_bytes(pickled: bytes) -> bytes:
    """The CRFsuite model inside pyvi's pickle, where it stands as Latin-1 text encoded in UTF-8."""
    at = pickled.index(b"lCRF")
    (size,) = struct.unpack_from("<I", pickled, at - 4)
    return pickled[at : at + size].decode("utf-8").encode("latin-1")


def parse_crfsuite(data: bytes) -> tuple[dict[str, Pair], NDArray[np.float64], list[str]]:
    """Weights by attribute, transitions [from, to] and label names of a CRFsuite model with two labels."""
    _, _, _, _, _, n_labels, _, features, labels, attributes, _, _ = struct.unpack_from("<4sI4sI8I", data)
    if n_labels != 2:
        raise ArtefactError(f"the CRF has {n_labels} labels, not 2: it is not pyvi's word segmenter")
    names, label_names = _strings(data, attributes), _strings(data, labels)
    (n_features,) = struct.unpack_from("<I", data, features + 8)
    kind = np.dtype([("type", "<u4"), ("src", "<u4"), ("dst", "<u4"), ("weight", "<f8")])
    rows = np.frombuffer(data, kind, n_features, features + 12)
    transitions = np.zeros((2, 2))
    state = np.zeros((len(names), 2))
    move, stay = rows[rows["type"] == 1], rows[rows["type"] == 0]
    transitions[move["src"], move["dst"]] = move["weight"]
    state[stay["src"], stay["dst"]] = stay["weight"]
    return {name: (float(a), float(b)) for name, (a, b) in zip(names, state)}, transitions, label_names


def _strings(data: bytes, chunk: int) -> list[str]:
    """The strings of a CQDB chunk in the order of their numbers."""
    _, _, _, _, count, backward = struct.unpack_from("<4s5I", data, chunk)
    found = []
    for offset in struct.unpack_from(f"<{count}I", data, chunk + backward):
        _, size = struct.unpack_from("<II", data, chunk + offset)
        found.append(data[chunk + offset + 8 : chunk + offset + 8 + size - 1].decode("utf-8"))
    return found


def _ngrams(words: str) -> tuple[dict[str, int], list[NDArray[np.int64]]]:
    """Numbered syllables and the sorted keys of the list's words of two, three and four syllables."""
    entries = [entry.split(" ") for entry in words.split("\n")]
    sized = [[e for e in entries if len(e) == n] for n in (2, 3, 4)]
    syllables = {s: i for i, s in enumerate(sorted({s for group in sized for e in group for s in e}))}
    keys = [np.array(sorted({_key(e, syllables) for e in group}), np.int64) for group in sized]
    return syllables, keys


def _key(entry: list[str], syllables: dict[str, int]) -> int:
    key = 0
    for syllable in entry:
        key = key * len(syllables) + syllables[syllable]
    return key
