"""Codes stay with the text that was coded, whatever its unit is called now."""

import pandas as pd

from toolkit.documents.corpus import Corpus
from toolkit.documents.text import text_hashes
from toolkit.evidence.codes import Coding, found_again

TEXTS = {"a.txt#1": "Đoạn thứ nhất.", "a.txt#2": "Đoạn thứ hai.", "b.txt#1": "Đoạn khác.", "c.txt#1": "Đoạn thứ hai."}


def coding(hashed: bool = True) -> Coding:
    units = list(TEXTS)
    hashes = [f"{int(one):016x}" for one in text_hashes(pd.Series(list(TEXTS.values())))]
    frame = pd.DataFrame({"unit": units, "coder": "An", "theme": "one", "value": 1, "inclusion_probability": 0.5})
    return Coding(frame.assign(text_hash=hashes if hashed else ""))


def corpus(texts: dict[str, str]) -> Corpus:
    frame = pd.DataFrame({"id": list(texts), "text": list(texts.values())})
    return Corpus(frame.assign(parent=[unit.partition("#")[0] for unit in texts]))


def test_where_nothing_moved_nothing_is_said() -> None:
    same = coding()
    assert found_again(same, corpus(TEXTS)) is same


def test_a_moved_unit_is_found_in_its_document_and_a_changed_one_is_left_out() -> None:
    now = {
        "a.txt#1": "Mở đầu mới.",
        "a.txt#2": "Đoạn thứ nhất.",
        "a.txt#3": "ĐOẠN THỨ HAI",
        "b.txt#1": "Đã sửa.",
        "c.txt#1": "Đoạn thứ hai.",
    }
    found = found_again(coding(), corpus(now))
    assert found.frame["unit"].tolist() == ["a.txt#2", "a.txt#3", "c.txt#1"], "by its letters, in its own document"
    assert [(one.code, one.field("n")) for one in found.remarks] == [("codes_moved", 2), ("codes_lost", 1)]
    assert "b.txt#1" in str(found.remarks[1])


def test_two_of_one_text_elsewhere_are_not_guessed_at() -> None:
    now = {"x.txt#1": "Đoạn khác.", "y.txt#1": "Đoạn khác.", **{k: v for k, v in TEXTS.items() if k != "b.txt#1"}}
    found = found_again(coding(), corpus(now))
    assert "b.txt#1" not in found.frame["unit"].tolist() and found.remarks[0].code == "codes_lost"


def test_codes_without_a_hash_stay_as_they_are() -> None:
    bare = coding(hashed=False)
    assert found_again(bare, corpus({"a.txt#1": "Khác hẳn."})) is bare


def test_every_row_of_the_sheets_has_its_outcome() -> None:
    from toolkit.evidence.coding_accounts import BLANK, CHANGED, MOVED, NO_UNIT, coding_entries

    first, *others = TEXTS
    now = {f"mới/{unit}" if unit == first else unit: text for unit, text in TEXTS.items()}
    now[others[0]] = "Một văn bản khác hẳn, chưa ai mã hóa bao giờ."
    frame = coding().frame
    blank = frame.assign(coder="lan", value=None, text_hash="")
    stray = frame.head(1).assign(unit="không-có#1", text_hash="")
    asked = Coding(pd.concat([frame, blank[blank["unit"] == others[-1]], stray], ignore_index=True))
    told = pd.DataFrame(coding_entries("coding.xlsx", asked, corpus(now)))
    given = asked.frame.groupby(["coder", "unit"]).ngroups
    assert len(told) == given and told["row"].tolist() == list(range(1, given + 1))
    assert set(told["reason"]) >= {MOVED, CHANGED, NO_UNIT, BLANK}
    lost = told[told["reason"].isin([CHANGED, NO_UNIT])]
    assert lost["id"].isna().all() and (lost["outcome"] == "refused").all()
