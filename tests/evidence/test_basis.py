"""What a theme's topic rests on: shares that sum to one, companions of the seeds, a topic that drifted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.evidence.basis import companions, theme_basis
from toolkit.evidence.basis_sides import basis_by_source
from toolkit.evidence.seed_evidence import seed_evidence
from toolkit.topics.model import TopicModel


def made(n_seeded: int, n_other: int) -> tuple[tk.TermCounts, tk.Themes]:
    """Units with two seeds and companions, and units of another subject."""
    own = ["hạt", "giống", "bạn", "đường"]
    lists = [[*own, f"lẻ{i % 7}"] for i in range(n_seeded)] + [["rừng", "lạ", f"lẻ{i % 7}"] for i in range(n_other)]
    tokens = tk.tokens_from_lists([f"u{i}" for i in range(len(lists))], lists)
    themes = tk.themes_from_dict({"theme": ["hạt", "giống"], "absent": ["không có"]})
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0)), themes


def model_of(counts: tk.TermCounts, themes: tk.Themes, share: np.ndarray, words: dict[str, float]) -> TopicModel:
    model = tk.fit_lda(counts, n_topics=2, themes=tk.Themes((themes["theme"],)), seed=1)
    topic = np.full((2, len(counts.vocabulary)), 1e-9)
    for word, p in words.items():
        topic[0, counts.vocabulary.column[word]] = p
    topic[1, counts.vocabulary.column["rừng"]] = 1.0
    return replace(
        model,
        topic_term=topic / topic.sum(axis=1, keepdims=True),
        doc_topic=np.column_stack([share, 1 - share]),
        pseudocounts=None,
    )


def test_a_topic_of_its_seeds_holds_and_one_of_another_subject_does_not() -> None:
    counts, themes = made(30, 60)
    seeded = np.array([int(i[1:]) < 30 for i in counts.ids])
    good = model_of(counts, themes, np.where(seeded, 0.9, 0.05), {"hạt": 0.2, "bạn": 0.5, "rừng": 0.3})
    row = theme_basis(good, counts, themes).iloc[0]
    assert row["seeds"] == pytest.approx(0.2, abs=1e-6) and row["companions"] == pytest.approx(0.5, abs=1e-6)
    assert row["rest"] == pytest.approx(0.3, abs=1e-6) and row["holds"] and row["words"].startswith("bạn, rừng, hạt")
    assert row["largest_seed"] == 0.5
    bad = model_of(counts, themes, np.where(seeded, 0.2, 0.9), {"rừng": 1.0})
    assert not theme_basis(bad, counts, themes)["holds"].iloc[0]


def test_a_theme_without_a_topic_or_a_seed_has_no_row() -> None:
    counts, themes = made(30, 60)
    assert theme_basis(model_of(counts, themes, np.full(90, 0.5), {"hạt": 1.0}), counts, themes)["theme"].tolist() == [
        "theme"
    ]


def test_companions_stand_beside_the_seeds() -> None:
    counts, themes = made(30, 60)
    found = {counts.vocabulary.terms[i] for i in companions(counts, seed_evidence(counts, themes), 0)}
    assert {"bạn", "đường"} <= found and not {"rừng", "lạ", "lẻ1"} & found


def test_an_outlet_where_the_topic_is_another_subject_is_told() -> None:
    counts, themes = made(30, 60)
    seeded = np.array([int(i[1:]) < 30 for i in counts.ids])
    sources = ["hội" if s else "rừng" if int(i[1:]) < 85 else "nhỏ" for i, s in zip(counts.ids, seeded)]
    corpus = tk.corpus_from_frame(pd.DataFrame({"id": counts.ids, "text": counts.ids, "source": sources}))
    model = model_of(counts, themes, np.where(seeded, 0.9, 0.3), {"hạt": 0.4, "rừng": 0.6})
    table = basis_by_source(model, counts, corpus, themes).set_index("source")
    assert table["n_documents"].to_dict() == {"hội": 30, "rừng": 55} and set(table["theme"]) == {"theme"}
    assert table.loc["hội", "seeded"] == 1 and table.loc["hội", "holds"]
    assert table.loc["rừng", "seeded"] == 0 and not table.loc["rừng", "holds"]
    length = np.asarray(counts.matrix.sum(axis=1)).ravel()
    mass = np.where(seeded, 0.9, 0.3) * length
    assert table.loc["hội", "part"] == pytest.approx(mass[seeded].sum() / mass.sum())


def test_what_has_no_topics_or_other_themes_is_refused_by_name() -> None:
    counts, themes = made(30, 60)
    model = model_of(counts, themes, np.full(90, 0.5), {"hạt": 1.0})
    scores = tk.ThemeScores(np.zeros((90, 1)), None, counts.ids, ("theme",), "seeds", np.zeros((1, 0)), ())
    with pytest.raises(tk.UsageError, match=r"ThemeScores has none.*weights_table"):
        theme_basis(scores, counts, themes)  # type: ignore[arg-type]
    with pytest.raises(tk.UsageError, match=r"no topic of this model bears thema; did you mean 'theme'\?"):
        theme_basis(model, counts, tk.themes_from_dict({"thema": ["hạt"]}))
    with pytest.raises(tk.AlignmentError, match=r"the counts it was fitted on, or model\.transform"):
        theme_basis(model, counts.subset(list(counts.ids[:40])), themes)
