"""Intrusion tests and seeds on pages: nothing on a page tells the answer, what comes back is what was chosen."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evidence.test_coding_page import HOSTILE, data_of, driven
from tests.webdriver import ENTER, browser
from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence.intrusion import COLUMNS, score_intrusion
from toolkit.evidence.reading_pages import (
    read_intrusion_page,
    read_review_page,
    write_intrusion_page,
    write_review_page,
)
from toolkit.evidence.seed_review import CONTEXTS, judge_seeds
from toolkit.words.themes import Themes, themes_from_dict


def intrusion() -> pd.DataFrame:
    rows = [
        (question, kind, question, k, f"{HOSTILE if (question, k) == (1, 2) else 'từ'} {question}.{k}", k == 2, pd.NA)
        for question, kind in ((1, "word"), (2, "word set"), (3, "document"))
        for k in range(1, 5)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"answer": "Int64"})


def uses() -> pd.DataFrame:
    rows = [
        ("one", "từ khóa", f"bài {i}", "a.vn", 2020, "Trước đó, ", "Từ khóa" if i else HOSTILE, " đứng đây.", "")
        for i in range(6)
    ]
    return pd.DataFrame(rows, columns=CONTEXTS)


def themes() -> Themes:
    return themes_from_dict({"one": ["từ khóa"]})


def filled(page: Path, chosen: list[str]) -> Path:
    data = data_of(page)
    answers = {
        item["id"]: {"coded": True, "codes": [key], "unsure": False, "comment": ""}
        for item, key in zip(data["items"], chosen)
        if key
    }
    target = page.with_suffix(".json")
    target.write_text(json.dumps({**data["head"], "answers": answers}), encoding="utf-8")
    return target


def test_answers_of_two_readers_are_scored_and_a_blank_is_none(tmp_path: Path) -> None:
    pages = write_intrusion_page(intrusion(), tmp_path, readers=["Lan", "Minh"])
    filled(pages[0], ["2", "1", "2"])
    filled(pages[1], ["2", "", "3"])
    answers = read_intrusion_page(tmp_path, intrusion())
    whole = score_intrusion(answers).query("topic == -1").set_index("kind")
    assert whole["found"].to_dict() == {"word": 2, "word set": 0, "document": 1}
    assert whole["questions"].to_dict() == {"word": 2, "word set": 1, "document": 2}


def test_the_page_does_not_know_what_is_right(tmp_path: Path) -> None:
    one = write_intrusion_page(intrusion(), tmp_path / "a", readers=["Lan"])[0]
    other = intrusion().assign(intruder=lambda t: ~t["intruder"], topic=9)
    assert one.read_bytes() == write_intrusion_page(other, tmp_path / "b", readers=["Lan"])[0].read_bytes()
    with pytest.raises(UsageError, match="never overwritten"):
        write_intrusion_page(intrusion(), tmp_path / "a", readers=["Lan"])


def test_marks_come_back_to_the_uses_they_belong_to(tmp_path: Path) -> None:
    page = write_review_page(uses(), themes(), tmp_path / "seed_review.html", language="en")
    assert data_of(page)["file"] == "seed_review.json"
    marked = read_review_page(filled(page, ["theme", "not", "unsure", "", "theme", "not"]), uses())
    assert marked["mark"].tolist() == ["theme", "not", "unsure", "", "theme", "not"]
    assert judge_seeds(marked).loc[0, ["marked", "unsure"]].tolist() == [4, 1]
    turned = uses().iloc[::-1].reset_index(drop=True)
    with pytest.raises(CodingError, match="other questions"):
        read_review_page(page.with_suffix(".json"), turned)
    with pytest.raises(UsageError, match="never overwritten"):
        write_review_page(uses(), themes(), page)


def test_files_of_another_test_and_foreign_answers_are_refused(tmp_path: Path) -> None:
    page = write_intrusion_page(intrusion(), tmp_path, readers=["Lan"])[0]
    with pytest.raises(CodingError, match="was not offered"):
        read_intrusion_page(filled(page, ["9", "1", "1"]), intrusion())
    with pytest.raises(CodingError, match="no answer yet"):
        read_intrusion_page(filled(page, ["", "", ""]), intrusion())
    with pytest.raises(CodingError, match="other questions"):
        read_intrusion_page(filled(page, ["1", "1", "1"]), intrusion()[intrusion()["question"] < 3])
    with pytest.raises(CodingError, match="no answer yet"):
        read_intrusion_page([], intrusion())
    with pytest.raises(CodingError, match="no file of such a page"):
        read_intrusion_page(tmp_path / "missing.json", intrusion())


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_refused_by_us(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    folder = tmp_path_factory.mktemp("any")
    page = write_intrusion_page(intrusion(), folder, readers=["Lan"])[0]
    for body in (
        value,
        {**data_of(page)["head"], "answers": value},
        {**data_of(page)["head"], "answers": {"1": value}},
    ):
        (folder / "lan.json").write_text(json.dumps(body), encoding="utf-8")
        with pytest.raises(CodingError):
            read_intrusion_page(folder / "lan.json", intrusion())


@driven
def test_a_reader_chooses_by_single_keys_and_nothing_runs(tmp_path: Path) -> None:
    pages = [
        write_intrusion_page(intrusion(), tmp_path, readers=["Lan"])[0],
        write_review_page(uses(), themes(), tmp_path / "uses.html"),
    ]
    with browser(tmp_path) as page:
        for path, keys in zip(pages, ("2413", "122331")):
            page.open(path)
            assert page.run("return document.title") != "owned"
            page.run("window.showSaveFilePicker = undefined")
            page.keys(ENTER + ENTER.join(keys) + ENTER + "s")  # the first Enter is refused: nothing is chosen
            saved = tmp_path / "downloads" / path.with_suffix(".json").name
            for _ in range(200):
                if saved.exists():
                    break
                page.run("return new Promise(r => setTimeout(r, 50))")
            saved.rename(path.with_suffix(".json"))
            assert page.run("return performance.getEntriesByType('resource').length") == 0
    answers = read_intrusion_page(tmp_path / "lan.json", intrusion())
    assert answers.loc[answers["answer"] == 1, "option"].tolist() == [2, 4, 3]
    wanted = ["theme", "not", "not", "unsure", "unsure", "theme"]
    assert read_review_page(tmp_path / "uses.json", uses())["mark"].tolist() == wanted


def test_a_reader_with_two_files_counts_once_and_the_last_by_name_counts(tmp_path: Path) -> None:
    """A page that was saved twice is `lan.json` and `lan (1).json`: each of her answers counted twice."""
    page = write_intrusion_page(intrusion(), tmp_path, readers=["Lan"])[0]
    filled(page, ["2", "2", "2"]).rename(tmp_path / "lan (1).json")
    body = json.loads(filled(page, ["1", "1", ""]).read_text(encoding="utf-8"))
    (tmp_path / "lan.json").write_text(json.dumps({**body, "coder": " Lan "}), encoding="utf-8")
    answers = read_intrusion_page(tmp_path, intrusion())
    assert len(answers) == len(intrusion()) and answers["coder"].unique().tolist() == ["Lan"]
    whole = score_intrusion(answers).query("topic == -1")
    assert whole["found"].sum() == whole["questions"].sum() == 3


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_file_of_another_draw_with_as_many_questions_is_refused(tmp_path: Path, language: str) -> None:
    """The questions of every test are numbered alike: answers to one were scored against another."""
    page = write_intrusion_page(intrusion(), tmp_path, readers=["Lan"], language=language)[0]
    file = filled(page, ["2", "2", "2"])
    assert len(read_intrusion_page(file, intrusion()))
    other = intrusion().assign(shown=lambda t: t["shown"].iloc[::-1].to_numpy())
    with pytest.raises(CodingError, match="other questions"):
        read_intrusion_page(file, other)
    body = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**body, "sample": [1]}), encoding="utf-8")
    with pytest.raises(CodingError, match="other questions"):
        read_intrusion_page(file, intrusion())


@pytest.mark.parametrize("name", ["minh.json.txt", "minh/minh.json", "minh"])
def test_answers_that_a_folder_holds_and_that_are_not_read_are_named(tmp_path: Path, name: str) -> None:
    pages = write_intrusion_page(intrusion(), tmp_path / "pages", readers=["Lan", "Minh"])
    target = tmp_path / "answers" / name
    target.parent.mkdir(parents=True)
    target.write_bytes(filled(pages[1], ["2", "2", "2"]).read_bytes())
    (tmp_path / "answers" / "lan.json").write_bytes(filled(pages[0], ["2", "2", "2"]).read_bytes())
    (tmp_path / "answers" / "test.csv").write_text("question\n", encoding="utf-8")
    with pytest.raises(CodingError, match=r"answers/minh.*is not read"):
        read_intrusion_page(tmp_path / "answers", intrusion())
