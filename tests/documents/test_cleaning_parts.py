"""Cleaning as maps over parts: any parts clean alike, and lines of one outlet make its own parts anew."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from toolkit.documents.cleaning import clean, outlet_lines
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.engine.choice import Engine
from toolkit.engine.kept import CHECKSUM
from toolkit.engine.parts import Keep

BODY = "Hôm qua bà con trong làng cùng nhau sửa lại con đường ven sông, ai cũng vui vì mùa mưa sắp đến."


def articles(n: int = 48, *, lines: "tuple[str, ...]" = ("Gọi cho tòa soạn", "Gọi cho tòa soạn")) -> Corpus:
    """Two outlets one after the other, each with a line of its own; some reprints, a document without a text."""
    rows = []
    for i in range(n):
        outlet = 2 * i // n
        body = f"{BODY} Số {'abcdefg'[i % 7] * (1 + i // 7)}." if i % 6 else BODY * 2
        text = f"Tựa của bài {'xyz'[i % 3] * (i % 11 + 1)}\n{body}\n{lines[outlet]}"
        rows.append({"id": f"a{i:02}", "text": "" if i == 9 else text, "source": f"báo {outlet}"})
    return corpus_from_frame(pd.DataFrame(rows))


@pytest.mark.parametrize(("rows", "workers"), [(10**6, 1), (1, 1), (6, 1), (16, 2)])
def test_any_parts_clean_alike(rows: int, workers: int, tmp_path: Path) -> None:
    plain = clean(articles())
    assert not plain.kept["text"].str.contains("tòa soạn").any()
    for _ in range(2):  # the second time from what was kept
        found = clean(articles(), engine=Engine(rows_a_part=rows, workers=workers, keep=Keep(tmp_path, "1")))
        pd.testing.assert_frame_equal(found.frame, plain.frame)


def test_an_outlet_whose_documents_hold_nothing_has_no_lines() -> None:
    assert outlet_lines([]) == {} and outlet_lines([("s", ""), ("s", "\n \n")]) == {}


def made(folder: Path, corpus: Corpus) -> "dict[str, pa.Table]":
    """The parts that cleaning a corpus leaves in a folder, by name."""
    clean(corpus, engine=Engine(rows_a_part=4, keep=Keep(folder, "1")))
    return {
        file.name: pa.ipc.open_file(pa.py_buffer(file.read_bytes())[CHECKSUM:]).read_all() for file in folder.iterdir()
    }


def test_other_lines_of_an_outlet_make_its_own_parts_anew(tmp_path: Path) -> None:
    corpus = articles()
    frame = corpus.frame
    five = frame.index[frame["source"] == "báo 1"][1:6]
    texts = frame["text"].mask(frame.index.isin(five), frame["text"] + "\nXem thêm tin trong ngày")
    before = made(tmp_path, corpus)
    after = made(tmp_path, Corpus(frame.assign(text=texts, raw=texts)))
    fresh = [table for name, table in after.items() if name not in before]
    own, changed = set(frame.loc[frame["source"] == "báo 1", "id"]), set(frame.loc[five, "id"])
    cleaned = [set(table["id"].to_pylist()) for table in fresh if "text" in table.column_names]
    looked_at = [set(table["id"].to_pylist()) for table in fresh if "edges" in table.column_names]
    assert set.union(*cleaned) >= own and all(part & own for part in cleaned)
    assert set.union(*looked_at) >= changed and all(part & changed for part in looked_at)
