"""Adapters for scikit-learn pipelines: estimators in its manner over the toolkit's verbs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.counts import count_terms
from toolkit.words.segmentation import segment
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens
from toolkit.words.vocabulary import Vocabulary, build_vocabulary


class VietnameseVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts of Vietnamese words, for a pipeline: texts in, a csr matrix (n texts, V terms) out.

    `lexicon`, `segmenter` and `workers` are those of `segment`; `min_units`, `max_share`, `drop` and `keep` those of
    `build_vocabulary`. A text that holds no term keeps its row, which is zero, so that rows stay aligned with `y`.
    After `fit`: `vocabulary_` (a Vocabulary).

    Example: ``make_pipeline(VietnameseVectorizer(min_units=2), TfidfTransformer(), LogisticRegression())``.
    """

    def __init__(
        self, *, lexicon: str | Path | Sequence[str] | Themes | None = None, segmenter: str = "pyvi",
        min_units: int = 3, max_share: float = 0.5, drop: Sequence[str] | None = None,
        keep: Sequence[str] | Themes | None = None, workers: int | None = None,
    ) -> None:  # fmt: skip
        self.lexicon, self.segmenter, self.workers = lexicon, segmenter, workers
        self.min_units, self.max_share, self.drop, self.keep = min_units, max_share, drop, keep

    def fit(self, X: Iterable[str], y: object = None) -> Self:
        """Learn the vocabulary of the texts; `y` is not used."""
        self._learn(self._tokens(X))
        return self

    def fit_transform(self, X: Iterable[str], y: object = None, **fit_params: object) -> Any:
        """Learn the vocabulary and count, reading the texts once."""
        if fit_params:
            raise UsageError(f"fit takes no parameter {next(iter(fit_params))!r}")
        tokens = self._tokens(X)
        return self._counts(tokens, self._learn(tokens))

    def transform(self, X: Iterable[str]) -> Any:
        """Counts of the learnt terms, int32 csr (n texts, V)."""
        check_is_fitted(self)
        return self._counts(self._tokens(X), self.vocabulary_)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """The terms, in the order of the columns."""
        check_is_fitted(self)
        return np.asarray(self.vocabulary_.terms, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags

    def _learn(self, tokens: Tokens) -> Vocabulary:
        self.vocabulary_ = build_vocabulary(
            tokens, min_units=self.min_units, max_share=self.max_share, drop=self.drop, keep=self.keep
        )
        return self.vocabulary_

    def _tokens(self, texts: Iterable[str]) -> Tokens:
        if isinstance(texts, str):
            raise UsageError("VietnameseVectorizer wants a list of texts; put the one text in brackets")
        texts = list(texts)
        for i, text in enumerate(texts):
            if not isinstance(text, str):
                raise InputError(f"text {i} is {type(text).__name__}, not text; fill in or drop missing values")
        frame = pd.DataFrame({"id": [str(i) for i in range(len(texts))], "text": pd.Series(texts, dtype="str")})
        return segment(Corpus(frame), lexicon=self.lexicon, segmenter=self.segmenter, workers=self.workers)

    def _counts(self, tokens: Tokens, vocabulary: Vocabulary) -> Any:
        """The counts with a row for every text; `count_terms` itself leaves the empty ones out."""
        try:
            counts = count_terms(tokens, vocabulary)
        except InputError:
            return sp.csr_matrix((len(tokens.ids), len(vocabulary)), dtype=np.int32)
        lengths = np.zeros(len(tokens.ids), np.int64)
        lengths[[int(i) for i in counts.ids]] = np.diff(counts.matrix.indptr)
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        shape = (len(tokens.ids), len(vocabulary))
        return sp.csr_matrix((counts.matrix.data.copy(), counts.matrix.indices.copy(), bounds), shape=shape)
