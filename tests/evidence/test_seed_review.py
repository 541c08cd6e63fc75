"""Seeds in context: who is drawn, what may be marked, and what the marks say."""

import pandas as pd
import pytest

import toolkit as tk
from toolkit.base.errors import CodingError
from toolkit.evidence.seed_review import judge_seeds, review_seeds


@pytest.fixture(scope="module")
def reviewed() -> pd.DataFrame:
    texts = [f"Đại sứ quán đưa thuyền viên số {i} về nước." for i in range(40)]
    texts += [f"Tàu cá chở thuyền viên số {i} ra khơi." for i in range(20)]
    frame = pd.DataFrame({"id": [f"d{i}" for i in range(60)], "text": texts, "source": ["to"] * 55 + ["nhỏ"] * 5})
    corpus = tk.find_stories(tk.corpus_from_frame(frame), threshold=1.0)
    themes = tk.themes_from_dict({"a": ["thuyền viên", {"seed": "tàu cá", "with": ["ra khơi"]}]})
    tokens = tk.segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, max_share=1.0))
    return review_seeds(counts, corpus, themes, n=12, seed=1)


def test_outlets_take_turns_and_no_story_comes_twice(reviewed: pd.DataFrame) -> None:
    own = reviewed[reviewed["seed"] == "thuyền viên"]
    assert len(own) == 12 and own["unit"].is_unique and (own["source"] == "nhỏ").sum() == 5
    assert own["keyword"].eq("thuyền viên").all() and (reviewed["mark"] == "").all()


def test_marks_become_shares_with_words_that_tell(reviewed: pd.DataFrame) -> None:
    marked = reviewed[reviewed["seed"] == "thuyền viên"].copy()
    marked["mark"] = ["theme" if "Đại sứ quán" in left else "not" for left in marked["left"]]
    marked.iloc[0, marked.columns.get_loc("mark")] = "unsure"
    row = judge_seeds(marked).iloc[0]
    right = int((marked["mark"] == "theme").sum())
    assert row["marked"] == 11 and row["unsure"] == 1 and row["share"] == pytest.approx(right / 11)
    assert row["lower"] < row["share"] < row["upper"] and "nhỏ 0/" in row["outlets"]
    assert "khơi" in row["others"] and "khơi" not in row["theirs"]
    assert row["proposal"] == ("a condition, or drop it" if right / 11 < 0.5 else "")


def test_a_seed_mostly_of_other_uses_is_proposed_for_a_condition(reviewed: pd.DataFrame) -> None:
    marked = reviewed.assign(mark="not")
    assert set(judge_seeds(marked)["proposal"]) == {"a condition, or drop it"}
    assert judge_seeds(reviewed).empty


def test_another_mark_is_named_with_its_row(reviewed: pd.DataFrame) -> None:
    with pytest.raises(CodingError, match="row 3: 'maybe' is no mark"):
        judge_seeds(reviewed.assign(mark=["", "maybe", *[""] * (len(reviewed) - 2)]))


def test_a_use_that_counts_is_shown_and_no_other_of_its_article() -> None:
    text = (
        "Thuyền viên nước khác gặp nạn, công ty mẹ lên tiếng.\nQuần đảo Hoàng Sa và đường Hoàng Sa có mưa.\n"
        "Đại sứ quán đưa thuyền viên về nước, mẹ anh ra đón ở đường Hoàng Sa."
    )
    frame = pd.DataFrame({"id": [f"d{i}" for i in range(6)], "text": [f"Tin {i}.\n{text}" for i in range(6)]})
    corpus = tk.find_stories(tk.corpus_from_frame(frame), threshold=1.0)
    seeds = [{"seed": "thuyền viên", "with": ["đại sứ quán"]}, "mẹ", "đường Hoàng Sa"]
    themes = tk.themes_from_dict({"a": seeds, "b": {"seeds": ["Hoàng Sa"], "exclude": ["quần đảo Hoàng Sa"]}})
    tokens = tk.segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, min_units=1, max_share=1.0))
    shown = review_seeds(counts, corpus, themes, n=1, seed=1).set_index("seed")
    assert shown.loc["thuyền viên", "left"].endswith("Đại sứ quán đưa ")
    assert shown.loc["mẹ", "right"].startswith(" anh ra đón")
    assert shown.loc["đường Hoàng Sa", "keyword"] == "đường Hoàng Sa"


def test_marks_of_several_readers_stand_in_one_table_and_capitals_do_not_matter(reviewed: pd.DataFrame) -> None:
    both = pd.concat([reviewed.assign(mark="Theme"), reviewed.assign(mark=" NOT ")])
    assert set(judge_seeds(both)["share"]) == {0.5}
    for table in (reviewed.drop(columns="mark"), [1]):
        with pytest.raises(CodingError, match=r"no column .*mark; give the table of review_seeds"):
            judge_seeds(table)  # type: ignore[arg-type]
