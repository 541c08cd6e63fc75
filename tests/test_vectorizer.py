"""VietnameseVectorizer in a scikit-learn pipeline: aligned rows, the toolkit's own counts."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from toolkit.base.errors import InputError, UsageError
from toolkit.estimators import VietnameseVectorizer

PEACE = "Lực lượng gìn giữ hòa bình bảo vệ hoà bình thế giới."
TRADE = "Kim ngạch xuất khẩu cà phê và gạo tăng mạnh."
TEXTS = [PEACE, TRADE] * 4


def test_rows_stay_aligned_and_spellings_are_one() -> None:
    vectorizer = VietnameseVectorizer(min_units=1, max_share=1.0)
    matrix = vectorizer.fit_transform([PEACE, "", TRADE, "..."])
    names = vectorizer.get_feature_names_out().tolist()
    assert matrix.shape == (4, len(names)) and matrix[[1, 3]].nnz == 0
    assert matrix[0, names.index("gìn_giữ_hòa_bình")] == 1 and matrix[0, names.index("hòa_bình")] == 1
    assert "và" not in names
    assert np.array_equal(vectorizer.transform([PEACE]).toarray(), matrix[0].toarray())
    assert vectorizer.transform(["zzz"]).nnz == 0


def test_it_stands_in_a_pipeline_and_clones() -> None:
    pipeline = make_pipeline(VietnameseVectorizer(min_units=1), TfidfTransformer(), LogisticRegression())
    labels = [0, 1] * 4
    assert clone(pipeline).fit(TEXTS, labels).predict(["Hòa bình thế giới", "Xuất khẩu gạo"]).tolist() == [0, 1]


def test_every_parameter_matters() -> None:
    base = set(VietnameseVectorizer(min_units=1).fit(TEXTS).get_feature_names_out())
    assert "cà_phê_và_gạo" in VietnameseVectorizer(min_units=1, lexicon=["cà phê và gạo"]).fit(TEXTS).vocabulary_.column
    assert "gạo" in base and "gạo" not in VietnameseVectorizer(min_units=1, drop=["gạo"]).fit(TEXTS).vocabulary_.column
    with pytest.raises(InputError):
        VietnameseVectorizer(min_units=5).fit(TEXTS)
    assert "gạo" in VietnameseVectorizer(min_units=5, keep=["gạo"]).fit(TEXTS).vocabulary_.column
    with pytest.raises(InputError):
        VietnameseVectorizer(min_units=1, max_share=0.4).fit(TEXTS)
    with pytest.raises(UsageError):
        VietnameseVectorizer().fit("một văn bản")
    with pytest.raises(InputError):
        VietnameseVectorizer().fit(["a", None])  # type: ignore[list-item]
    with pytest.raises(UsageError):
        VietnameseVectorizer(segmenter="none").fit(TEXTS)
    with pytest.raises(UsageError):
        VietnameseVectorizer(workers=0).fit(TEXTS)


def test_a_table_of_one_column_is_its_texts_and_more_are_refused() -> None:
    import pandas as pd
    from sklearn.compose import ColumnTransformer

    texts = ["Kiều bào về quê.", "Bảo hộ công dân ở nước ngoài.", "Kiều bào gửi kiến nghị."]
    frame = pd.DataFrame({"text": texts, "year": [1, 2, 3]}, index=["a", "b", "c"])
    vectorizer = VietnameseVectorizer(min_units=1, max_share=1.0).fit(texts)
    wanted = vectorizer.transform(texts).toarray()
    for given in (frame[["text"]], frame["text"], frame[["text"]].to_numpy(), frame["text"].to_numpy(), iter(texts)):
        assert (vectorizer.transform(given).toarray() == wanted).all()
    both = ColumnTransformer([("x", clone(vectorizer), ["text"]), ("y", clone(vectorizer), "text")])
    made = both.fit_transform(frame)
    made = made.toarray() if hasattr(made, "toarray") else made
    assert (made == np.hstack([wanted, wanted])).all() and len(both.get_feature_names_out()) == made.shape[1]
    with pytest.raises(UsageError, match=r"not 2 \(text, year\)"):
        vectorizer.transform(frame)
    with pytest.raises(InputError, match="text 1"):
        vectorizer.fit([texts[0], None])
