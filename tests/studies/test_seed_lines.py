"""What `chude check` says of seeds: short, in the study's language, the worst first."""

import pandas as pd

from toolkit.evidence.seed_checks import first_named
from toolkit.studies.run.seed_lines import seeds_by_theme, worst_seeds


def seed_rows(n_absent: int = 60, n_rare: int = 30) -> pd.DataFrame:
    sound = {"tokens": 90, "units": 80, "documents": 60, "share_of_theme": 0.3, "ambiguity": 0.1, "drift": 0.0}
    rare = {**sound, "tokens": 2, "units": 2, "documents": 2, "share_of_theme": 0.01}
    absent = {**rare, "tokens": 0, "units": 0, "documents": 0}
    rows = [{"seed": "kiều bào", **sound, "remark": ""}]
    rows += [{"seed": "quê hương", **sound, "ambiguity": 0.8, "remark": "x"}]
    rows += [{"seed": f"hiếm {n}", **rare, "remark": "x"} for n in range(n_rare)]
    rows += [{"seed": f"vắng {n}", **absent, "remark": "x"} for n in range(n_absent)]
    return pd.DataFrame(rows).assign(theme="kieu_bao", inside=0, held=float("nan"))


def test_at_most_twenty_seeds_are_shown_the_worst_first_in_the_language():
    shown = worst_seeds(seed_rows(), "vi")
    assert len(shown) == 20 and shown["seed"][0] == "quê hương"
    assert (shown["tokens"] > 0).all()
    assert shown["remark"][0] == "thường đứng cạnh từ của chủ đề khác; nên thu hẹp thành cụm từ"
    assert set(shown["remark"][1:]) == {"chỉ có trong 2 đơn vị"}


def test_absent_seeds_are_counted_and_stand_in_the_full_table():
    table = seeds_by_theme(seed_rows())
    assert table[["n_seeds", "occurring", "remarks"]].iloc[0].tolist() == [92, 32, 31]
    assert len(worst_seeds(seed_rows(), "en", most=None)) == 92


def test_a_sentence_names_eight_seeds_and_says_how_many_more_there_are():
    assert first_named([str(n) for n in range(10)]) == [*map(str, range(8)), "… (+2)"]
    assert first_named(["a"]) == ["a"]
    assert first_named(["dạy thêm, học thêm", "b"]) == ["“dạy thêm, học thêm”", "b"]
