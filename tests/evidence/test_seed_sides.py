"""Seeds by outlet: shares counted by hand, and a large outlet that holds none is told from a small one."""

import pandas as pd
import pytest

import toolkit as tk
from toolkit.evidence.seed_sides import seeds_by_source

TEXTS = {"one": ["kiều bào về nước", "mưa lớn hôm nay"], "other": ["người xa xứ trở về", "mưa lớn hôm nay"]}


def table(n: dict[str, int]) -> pd.DataFrame:
    rows = [(source, TEXTS[source][i % 2]) for source, size in n.items() for i in range(size)]
    frame = pd.DataFrame(rows, columns=["source", "text"]).assign(id=lambda f: [f"d{i}" for i in f.index])
    corpus, themes = tk.corpus_from_frame(frame), tk.themes_from_dict({"abroad": ["kiều bào"]})
    tokens = tk.segment(corpus, lexicon=themes)
    vocabulary = tk.build_vocabulary(tokens, min_units=1, max_share=1.0, keep=themes)
    return seeds_by_source(tk.count_terms(tokens, vocabulary), corpus, themes).set_index("source")


def test_shares_are_of_documents_and_a_silent_large_outlet_is_told() -> None:
    found = table({"one": 60, "other": 40})
    assert found.loc["one", ["documents", "with_seed"]].tolist() == [60, 30]
    assert found.loc["other", "share_elsewhere"] == pytest.approx(0.5)
    assert found["absent"].to_dict() == {"one": False, "other": True}


@pytest.mark.parametrize("n", [{"one": 60, "other": 12}, {"one": 600, "other": 40}])
def test_a_small_outlet_says_nothing(n: dict[str, int]) -> None:
    assert not table(n)["absent"].any()


def test_what_chance_could_do_is_not_told() -> None:
    rows = [("one", "kiều bào về nước" if i == 0 else "mưa lớn") for i in range(60)] + [("other", "mưa lớn")] * 40
    frame = pd.DataFrame(rows, columns=["source", "text"]).assign(id=lambda f: [f"d{i}" for i in f.index])
    corpus, themes = tk.corpus_from_frame(frame), tk.themes_from_dict({"abroad": ["kiều bào"]})
    tokens = tk.segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0, keep=themes))
    assert not seeds_by_source(counts, corpus, themes)["absent"].any()
