"""Ten cheap figures with pinned bounds, on data of this repository: `make gate`. A bound that is not met fails it.

    python reports/benchmarks/gate.py            # all
    python reports/benchmarks/gate.py dates      # those whose name begins so

Each bound is the figure of the day it was pinned less the tolerance beside it. A figure that fell is mended, or its
bound is moved in the commit that says why; a bound is never moved to pass. `tests/test_gate.py` takes away a rule of
cleaning, a threshold of dates and the hold of seeds, and asks that each is noticed.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import toolkit as tk  # noqa: E402
from tests.documents import test_cleaning_gold, test_dates_gold  # noqa: E402
from tests.golden.gold import edited, f1, openings, pages  # noqa: E402
from tests.planted import Planted, plant  # noqa: E402

CORPORA = 20  # planted corpora of the coverage cell


@dataclass(frozen=True)
class Bound:
    """A figure's function, its value on the day it was pinned, and the tolerance; a figure of errors has a most."""

    figure: Callable[[], float]
    pinned: float
    tolerance: float
    errors: bool = False

    @property
    def limit(self) -> float:
        """The value that may just be reached."""
        return self.pinned + self.tolerance if self.errors else self.pinned - self.tolerance

    def met(self, value: float) -> bool:
        """Whether the value is as good as the limit."""
        return value <= self.limit if self.errors else value >= self.limit


def line_roles() -> float:
    """Macro-F1 of the roles of the gold pages' lines, both halves."""
    found: list[str] = []
    truth: list[str] = []
    for page in pages():
        ours, theirs = test_cleaning_gold.roles(page.raw, "".join(role for role, _ in page.lines))
        found += ours
        truth += theirs
    return f1(found, truth)["macro"]


@cache
def _dates() -> list[tuple[str, str]]:
    """(true date, ours) of every gold page and opening; "" is unknown."""
    found = test_dates_gold.found
    read = [(page.date, found(page.raw)) for page in pages()]
    return read + [(o.expected, found(o.text, url=o.url, path=o.path, given=o.given)) for o in openings()]


def dates_right() -> float:
    """Share of the gold dates that are exact, *unknown* where no date is shown."""
    return float(np.mean([a == b for a, b in _dates()]))


def dates_wrong() -> float:
    """Gold dates answered with a wrong year."""
    return float(sum(bool(b) and b[:4] != a[:4] for a, b in _dates()))


def like_pyvi() -> float:
    """Of 500 random strings of every plane, those segmented otherwise than by pyvi."""
    import random

    from pyvi.ViTokenizer import ViTokenizer

    from tests.words.strategies import random_text
    from toolkit.words.segmentation import segment_texts

    draw = random.Random(20261125)
    strings = [random_text(draw) for _ in range(500)]
    rows = segment_texts(strings, exact=True)
    pyvi = [ViTokenizer.tokenize(s).split(" ") if ViTokenizer.sylabelize(s)[1] else [] for s in strings]
    return float(sum(" ".join(row) != " ".join(peer) for row, peer in zip(rows, pyvi, strict=True)))


@cache
def _stories() -> tuple[int, int, int]:
    """Pairs of one story found, pairs there are, strangers joined: the gold pages, two edited copies of each."""
    texts = [page.body for page in pages()]
    words = sorted({word for text in texts for word in text.split()})
    copies = [edited(text, rate, words, i) for rate in (0.05, 0.1) for i, text in enumerate(texts)]
    frame = pd.DataFrame({"text": [*texts, *copies]})
    frame["id"] = [f"{i}" for i in frame.index]
    story = tk.find_stories(tk.corpus_from_frame(frame)).frame["story"].to_numpy()
    page = np.arange(len(frame)) % len(texts)
    pairs = [(page[a] == page[b], story[a] == story[b]) for a, b in combinations(range(len(frame)), 2)]
    return sum(t and f for t, f in pairs), sum(t for t, _ in pairs), sum(f and not t for t, f in pairs)


def reprints_found() -> float:
    """Share of the pairs of a page and its copies, with a twentieth and a tenth of the words edited, in one story."""
    return _stories()[0] / _stories()[1]


def strangers_joined() -> float:
    """Pairs of different pages in one story."""
    return float(_stories()[2])


def planted() -> Planted:
    """A planted corpus whose topics share words."""
    return plant(seed=1, n_terms=800, length=100, background=0.3, texts=False)


def _recovery(fit: Callable[..., tk.TopicModel]) -> float:
    """Least correlation of a named theme's shares with the planted ones."""
    corpus = planted()
    shares = fit(corpus.counts, n_topics=corpus.design.n_topics, themes=corpus.themes, seed=1).doc_topic
    return min(float(np.corrcoef(shares[:, k], corpus.theta[:, k])[0, 1]) for k in range(corpus.n_themes))


def lda_recovers() -> float:
    """Least correlation of a theme's shares by LDA with the planted ones."""
    return _recovery(tk.fit_lda)


def nmf_recovers() -> float:
    """Least correlation of a theme's shares by NMF with the planted ones."""
    return _recovery(tk.fit_nmf)


def scores_rank() -> float:
    """Mean average precision of the seeds-only theme scores for planted presence."""
    from sklearn.metrics import average_precision_score

    corpus = planted()
    score = tk.score_themes(corpus.counts, corpus.corpus, corpus.themes, seed=1).score
    present = corpus.present[:, : corpus.n_themes]
    return float(np.mean([average_precision_score(present[:, k], score[:, k]) for k in range(corpus.n_themes)]))


def intervals_cover() -> float:
    """Share of calibrated 95 % intervals of levels and changes that hold the truth, twenty planted corpora."""
    from trends_calibrated import one

    rows = [one("clean", seed) for seed in range(1, CORPORA + 1)]
    return float(np.mean([(row["level"] + row["change"]) / 2 for row in rows]))


BOUNDS: dict[str, Bound] = {
    "cleaning: macro-F1 of line roles": Bound(line_roles, 1.0, 0.001),
    "dates: share exact": Bound(dates_right, 0.993, 0.015),
    "dates: wrong years": Bound(dates_wrong, 0.0, 0.0, errors=True),
    "words: strings unlike pyvi": Bound(like_pyvi, 0.0, 0.0, errors=True),
    "stories: pairs of reprints found": Bound(reprints_found, 0.983, 0.03),
    "stories: pairs of strangers joined": Bound(strangers_joined, 0.0, 0.0, errors=True),
    "topics: LDA, worst theme": Bound(lda_recovers, 0.955, 0.015),
    "topics: NMF, worst theme": Bound(nmf_recovers, 0.963, 0.015),
    "evidence: mean average precision": Bound(scores_rank, 0.913, 0.03),
    "trends: calibrated intervals that cover": Bound(intervals_cover, 0.95, 0.04),
}


def main(wanted: list[str]) -> int:
    """Print each figure beside its limit; 1 where one is not met."""
    failed = 0
    for name, bound in BOUNDS.items():
        if wanted and not name.startswith(tuple(wanted)):
            continue
        begun = time.process_time()
        value = bound.figure()
        met, sign = bound.met(value), "<=" if bound.errors else ">="
        failed += not met
        seconds = time.process_time() - begun
        print(
            f"{name:42} {value:8.4f} {sign} {bound.limit:.4f}  {'ok' if met else 'NOT MET':8} {seconds:5.1f} s",
            flush=True,
        )
    print(f"{len(BOUNDS) if not wanted else 'chosen'} figures, {failed} not met")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
