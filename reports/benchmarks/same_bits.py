"""The bits of fits and of segmentation: a hash of each, to be compared between two states of the code.

    python reports/benchmarks/same_bits.py > before.csv        # in one checkout
    python reports/benchmarks/same_bits.py > after.csv         # in another: `diff` says what moved
    python reports/benchmarks/same_bits.py --seconds           # with processor seconds, the best of three

Planted corpora (guided and unguided; with shared words and with reprints; most units settled afterwards), every engine,
one thread and three; texts made of planted words, of names, codes, addresses and odd characters.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import toolkit as tk
from tests.planted import Planted, plant
from toolkit.base.streams import stream

ENGINES: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "cvb0": (tk.fit_lda, {}, {}),
    "minibatches": (tk.fit_lda, {}, {"memory_gb": 0.0}),
    "gensim": (tk.fit_lda, {"engine": "gensim"}, {"passes": 3}),
    "kl": (tk.fit_nmf, {}, {}),
    "kl by scikit-learn": (tk.fit_nmf, {}, {"solver": "scikit-learn", "passes": 20}),
    "frobenius": (tk.fit_nmf, {"loss": "frobenius"}, {"passes": 20}),
}
WORDS = (
    "người Việt Nam ở nước ngoài",
    "Nguyễn Thị Hòa",
    "CHÍNH PHỦ",
    "Biên Hoà",
    "04-CT/TW",
    "1/8/2014",
    "COVID-19",
    "a.b@c.vn",
    "https://x.vn/a?b",
    "3,5%",
    "TP.",
    "hoà bình",
    "ho\u0300a bi\u0300nh",
    "công_dân",
    "\ud800",
    "…",
    "đại sứ quán",
    "bảo hộ công dân",
    "sinh viên",
    "học sinh học sinh học",
    "\n",
)


def print_of(*arrays: Any) -> str:
    """A hash of arrays and texts."""
    digest = hashlib.sha256()
    for item in arrays:
        digest.update(np.ascontiguousarray(item).tobytes() if isinstance(item, np.ndarray) else repr(item).encode())
    return digest.hexdigest()[:24]


def fits(planted: Planted, *, guided: bool, threads: int, part: bool) -> Iterator[tuple[str, Callable[[], str]]]:
    """(engine, a fit by it that returns its hash) for every engine."""
    themes = planted.themes if guided else None
    fit_on = planted.counts.ids[::3] if part else None
    for name, (fit, call, options) in ENGINES.items():
        chosen = tk.FitOptions(**options, threads=threads, fit_on=fit_on)

        def work(fit: Any = fit, call: Any = call, chosen: Any = chosen) -> str:
            model = fit(planted.counts, n_topics=7, seed=3, themes=themes, options=chosen, **call)
            new = model.transform(planted.counts)
            return print_of(model.topic_term, model.doc_topic, model.pseudocounts, new)

        yield name, work


def texts(n: int) -> list[str]:
    """Texts of odd and ordinary words in random order."""
    random = stream(1, "odd texts")
    return [" ".join(WORDS[i] for i in random.integers(0, len(WORDS), size=60)) for _ in range(n)]


def segmentations() -> Iterator[tuple[str, Callable[[], str]]]:
    """(setting, a segmentation that returns its hash)."""
    made = texts(400)
    corpus = tk.corpus_from_frame(_frame([text.replace("\ud800", "") for text in made]))
    themes = tk.themes_from_dict({"bao_ho": ["bảo hộ công dân", "đại sứ quán"]})

    def whole(workers: int) -> str:
        tokens = tk.segment(corpus, lexicon=themes, workers=workers)
        return print_of(tokens.words, tokens.codes, tokens.offsets, tokens.starts, tokens.ends, tokens.origin)

    for workers in (1, 3):
        yield f"segment by {workers}", lambda workers=workers: whole(workers)
    for exact in (True, False):
        yield f"segment_texts exact={exact}", lambda exact=exact: print_of(tk.segment_texts(made, exact=exact))


def _frame(made: list[str]) -> Any:
    import pandas as pd

    return pd.DataFrame({"id": [f"t{i:04d}" for i in range(len(made))], "text": made})


def cases() -> Iterator[tuple[str, Callable[[], str]]]:
    """Every case: its name, and the work that returns its hash."""
    corpora = {
        "clean": plant(1, units=80, n_terms=600, texts=False),
        "shared words": plant(2, units=80, n_terms=600, background=0.5, texts=False),
        "reprints": plant(3, units=80, n_terms=600, reprints=0.3, texts=False),
    }
    for corpus, planted in corpora.items():
        for guided, threads, part in ((True, 1, False), (True, 3, True), (False, 1, False), (False, 3, True)):
            for engine, work in fits(planted, guided=guided, threads=threads, part=part):
                setting = f"{'guided' if guided else 'unguided'}; {'a third' if part else 'all'}; {threads} threads"
                yield f"{engine}; {corpus}; {setting}", work
    yield from segmentations()


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", action="store_true")
    seconds = parser.parse_args().seconds
    for name, work in cases():
        best, found = np.inf, ""
        for _ in range(3 if seconds else 1):
            before = time.process_time()
            found = work()
            best = min(best, time.process_time() - before)
        print(f'"{name}",{found}' + (f",{best:.4f}" if seconds else ""), flush=True)


if __name__ == "__main__":
    main()
