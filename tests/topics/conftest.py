"""A small corpus of three plain themes, fitted once a session."""

import numpy as np
import pytest

import toolkit as tk
from toolkit.base.streams import stream

WORDS = {
    "sport": ["bóng", "đội", "trận", "sân", "giải", "cầu_thủ"],
    "health": ["bệnh", "thuốc", "bác_sĩ", "viện", "điều_trị", "sức_khỏe"],
    "trade": ["giá", "hàng", "thị_trường", "bán", "doanh_nghiệp", "vốn"],
}
COMMON = ["là", "của", "và", "có", "những"]


def make_lists(n_units: int, seed: int = 7) -> tuple[list[list[str]], np.ndarray]:
    random = stream(seed, "three themes")
    shares = random.dirichlet([0.3] * 3, size=n_units)
    pools = list(WORDS.values())
    lists = []
    for share in shares:
        topics = random.choice(3, size=30, p=share)
        words = [pools[k][min(int(random.exponential(2.0)), 5)] for k in topics]
        lists.append(words + random.choice(COMMON, size=10).tolist())
    return lists, shares


@pytest.fixture(scope="session")
def themes() -> tk.Themes:
    return tk.themes_from_dict({key: [w.replace("_", " ") for w in words[:2]] for key, words in WORDS.items()})


@pytest.fixture(scope="session")
def planted_shares() -> np.ndarray:
    return make_lists(150)[1]


@pytest.fixture(scope="session")
def counts() -> tk.TermCounts:
    lists, _ = make_lists(150)
    tokens = tk.tokens_from_lists([f"a{u:03d}.txt" for u in range(len(lists))], lists)
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=2, max_share=1.0))


@pytest.fixture(scope="session")
def lda(counts: tk.TermCounts, themes: tk.Themes) -> tk.TopicModel:
    return tk.fit_lda(counts, n_topics=4, themes=themes, seed=1)


@pytest.fixture(scope="session")
def nmf(counts: tk.TermCounts, themes: tk.Themes) -> tk.TopicModel:
    return tk.fit_nmf(counts, n_topics=4, themes=themes, seed=1)
