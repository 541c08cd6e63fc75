"""Seeds by outlet: shares counted by hand, and a large outlet that holds none is told from a small one."""

import pandas as pd
import pytest

import toolkit as tk
from toolkit.evidence.seed_sides import seeds_by_source

TEXTS = {"one": ["kiều bào về nước", "mưa lớn hôm nay"], "other": ["người xa xứ trở về", "mưa lớn hôm nay"]}


def table(n: dict[str, int], groups: dict[str, tuple[str, ...]] | None = None) -> pd.DataFrame:
    rows = [(source, TEXTS[source.rstrip("0123456789")][i % 2]) for source, size in n.items() for i in range(size)]
    frame = pd.DataFrame(rows, columns=["source", "text"]).assign(id=lambda f: [f"d{i}" for i in f.index])
    corpus, themes = tk.corpus_from_frame(frame), tk.themes_from_dict({"abroad": ["kiều bào"]})
    tokens = tk.segment(corpus, lexicon=themes)
    vocabulary = tk.build_vocabulary(tokens, min_units=1, max_share=1.0, keep=themes)
    found = seeds_by_source(tk.count_terms(tokens, vocabulary), corpus, themes, groups=groups)
    return found[found["kind"] == ("group" if groups else "outlet")].set_index("source")


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


def test_a_group_of_small_outlets_that_holds_no_seed_is_told_though_none_of_them_is_large() -> None:
    n = {"one": 160, **{f"other{i}": 6 for i in range(5)}}
    assert not table(n)["absent"].any()
    found = table(n, {"home": ("one",), "abroad": tuple(f"other{i}" for i in range(5))})
    assert found.loc["abroad", ["documents", "with_seed"]].tolist() == [30, 0]
    assert found["absent"].to_dict() == {"home": False, "abroad": True}
    assert found.loc["abroad", "share_elsewhere"] == pytest.approx(0.5)


def test_documents_outside_of_the_groups_are_left_out_and_a_group_without_any_has_no_row() -> None:
    found = table({"one": 60, "other": 40, "other1": 30}, {"home": ("one",), "abroad": ("other",), "none": ("nobody",)})
    assert found["documents"].to_dict() == {"home": 60, "abroad": 40}


def test_an_outlet_of_two_groups_counts_in_both() -> None:
    groups = {"abroad": ("one", "other"), "british": ("one",), "home": ("other1",)}
    found = table({"one": 30, "other": 30, "other1": 30}, groups)
    assert found["documents"].to_dict() == {"abroad": 60, "british": 30, "home": 30}
    assert found["with_seed"].to_dict() == {"abroad": 15, "british": 15, "home": 0}
    assert found.loc["british", "share_elsewhere"] == 0
    assert found.loc["home", "share_elsewhere"] == pytest.approx(15 / 60)
