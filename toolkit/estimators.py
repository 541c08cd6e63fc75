"""Adapters for scikit-learn pipelines: estimators in its manner over the toolkit's verbs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.topics.lda import fit_lda
from toolkit.topics.model import TopicModel
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.options import FitOptions
from toolkit.words.counts import TermCounts, count_terms
from toolkit.words.segmentation import segment
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens
from toolkit.words.vocabulary import Vocabulary, build_vocabulary


class VietnameseVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts of Vietnamese words, for a pipeline: texts in, a csr matrix (n texts, V terms) out.

    Texts are a list, an array, a Series, or a table of one column, as a ColumnTransformer hands it on; a table of more
    is refused.
    `lexicon`, `segmenter` and `workers` are those of `segment`; `min_units`, `max_share`, `drop` and `keep` those of
    `build_vocabulary`. A text that holds no term keeps its row, which is zero, so that rows stay aligned with `y`.
    After `fit`: `vocabulary_` (a Vocabulary).

    Example:

    >>> from toolkit.estimators import VietnameseVectorizer
    >>> vectorizer = VietnameseVectorizer(min_units=1, max_share=1.0)
    >>> vectorizer.fit_transform(["Kiều bào góp ý cho đất nước.", "Giá cà phê xuất khẩu tăng.", ""]).shape
    (3, 7)
    >>> vectorizer.get_feature_names_out().tolist()
    ['cà_phê', 'giá', 'góp_ý', 'kiều_bào', 'tăng', 'xuất_khẩu', 'đất_nước']

    In a pipeline: ``make_pipeline(VietnameseVectorizer(), TfidfTransformer(), LogisticRegression())``.
    """

    def __init__(
        self,
        *,
        lexicon: str | Path | Sequence[str] | Themes | None = None,
        segmenter: str = "pyvi",
        min_units: int = 3,
        max_share: float = 0.5,
        drop: Sequence[str] | None = None,
        keep: Sequence[str] | Themes | None = None,
        workers: int | None = None,
    ) -> None:
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

    def _tokens(self, texts: Any) -> Tokens:
        texts = _one_column(texts)
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


def _one_column(texts: Any) -> list[str]:
    """The texts of a list, a Series, or a table of one column; UsageError for more, InputError for what is no text."""
    if isinstance(texts, (str, bytes)):
        raise UsageError("VietnameseVectorizer wants a list of texts; put the one text in brackets")
    width: tuple[int, ...] = tuple(getattr(texts, "shape", (0,)))[1:]
    if width not in ((), (1,)):
        named = f" ({', '.join(map(str, list(texts.columns)[:4]))})" if hasattr(texts, "columns") else ""
        raise UsageError(f"VietnameseVectorizer counts one column of texts, not {width[-1]}{named}; give df['text']")
    if width and sp.issparse(texts):
        raise UsageError("VietnameseVectorizer wants texts, not a sparse matrix")
    listed = list(texts.iloc[:, 0] if hasattr(texts, "iloc") and width else np.ravel(texts) if width else texts)
    for i, text in enumerate(listed):
        if not isinstance(text, str):
            raise InputError(f"text {i} is {type(text).__name__}, not text; fill in or drop missing values")
    return [str(text) for text in listed]


class _Guided(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """What GuidedLDA and GuidedNMF share: counts in, shares of topics out."""

    n_components: int
    themes: Themes | None
    terms: Sequence[str] | None
    random_state: Any

    def _fit(self, counts: TermCounts, seed: int) -> TopicModel:
        raise NotImplementedError

    def fit(self, X: Any, y: object = None) -> Self:
        """Fit to counts X (n units, V terms), dense or sparse; `y` is not used. Rows without a count are left out."""
        matrix = sp.csr_matrix(validate_data(self, X, accept_sparse="csr", ensure_non_negative=True))
        self._order = self._column_order()
        counts = self._counts(matrix)
        if counts is None:
            raise InputError("every row of X is empty; there is nothing to fit")
        seed = self.random_state
        if not isinstance(seed, (int, np.integer)):
            seed = check_random_state(seed).randint(2**31 - 1)
        self.model_ = self._fit(counts, int(seed))
        self.components_ = np.empty_like(self.model_.topic_term)
        self.components_[:, self._order] = self.model_.topic_term
        self.topic_names_ = self.model_.topic_names
        return self

    def fit_transform(self, X: Any, y: object = None) -> NDArray[np.float64]:
        """Fit, then the shares of the same rows as `transform` gives them."""
        return self.fit(X).transform(X)

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Shares of the topics (n units, K), topics fixed; rows sum to one, a row without a count stays zero."""
        check_is_fitted(self)
        matrix = sp.csr_matrix(validate_data(self, X, accept_sparse="csr", ensure_non_negative=True, reset=False))
        shares = np.zeros((matrix.shape[0], self.n_components))
        counts = self._counts(matrix)
        if counts is not None:
            shares[[int(row) for row in counts.ids]] = self.model_.transform(counts)
        return shares

    @property
    def _n_features_out(self) -> int:
        return int(self.components_.shape[0])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = tags.input_tags.positive_only = True
        tags.transformer_tags.preserves_dtype = ["float64"]
        return tags

    def _column_order(self) -> NDArray[np.int64]:
        """The columns of X in the order of their sorted terms."""
        names = self.terms if self.terms is not None else getattr(self, "feature_names_in_", None)
        if names is None:
            if self.themes is not None:
                raise UsageError("themes need the names of the columns; give terms=vectorizer.get_feature_names_out()")
            names = [f"column_{j:09d}" for j in range(self.n_features_in_)]
        names = [str(name) for name in names]
        if len(names) != self.n_features_in_ or len(set(names)) < len(names):
            raise UsageError(f"terms must name the {self.n_features_in_} columns of X, each once; given: {len(names)}")
        order = sorted(range(len(names)), key=names.__getitem__)
        self._vocabulary = Vocabulary(tuple(names[j] for j in order))
        return np.asarray(order, dtype=np.int64)

    def _counts(self, matrix: Any) -> TermCounts | None:
        matrix = matrix[:, self._order]
        matrix.eliminate_zeros()
        filled = np.flatnonzero(np.diff(matrix.indptr))
        if not len(filled):
            return None
        return TermCounts(matrix[filled], tuple(str(row) for row in filled), self._vocabulary)


class GuidedLDA(_Guided):
    """`fit_lda` as a scikit-learn transformer: counts (n units, V) in, shares (n units, K) out.

    `themes` need `terms`, the names of the columns (or a data frame whose columns are the terms). The default of
    `random_state` is 0: a fit is never random by accident. After `fit`: `components_` (K, V) rows summing to one,
    `topic_names_`, `model_` (a TopicModel).

    Example:

    >>> from toolkit.estimators import GuidedLDA
    >>> lda = GuidedLDA(n_components=20, themes=themes, terms=counts.vocabulary.terms)
    >>> lda.fit_transform(counts.matrix[:400]).shape
    (400, 20)
    >>> lda.topic_names_[:2]
    ('combating_distortion', 'overseas_communities')

    Without themes in a pipeline: ``make_pipeline(VietnameseVectorizer(), GuidedLDA(n_components=20))``.
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        themes: Themes | None = None,
        terms: Sequence[str] | None = None,
        background: bool = False,
        engine: str = "cvb0",
        options: FitOptions | None = None,
        random_state: Any = 0,
    ) -> None:
        self.n_components, self.themes, self.terms = n_components, themes, terms
        self.background, self.engine, self.options, self.random_state = background, engine, options, random_state

    def _fit(self, counts: TermCounts, seed: int) -> TopicModel:
        return fit_lda(
            counts,
            n_topics=self.n_components,
            themes=self.themes,
            background=self.background,
            engine=self.engine,
            options=self.options,
            seed=seed,
        )


class GuidedNMF(_Guided):
    """`fit_nmf` as a scikit-learn transformer: counts (n units, V) in, shares (n units, K) out.

    Parameters and attributes as GuidedLDA, with `loss` in place of `engine`.

    Example:

    >>> from toolkit.estimators import GuidedNMF
    >>> nmf = GuidedNMF(n_components=20, themes=themes, terms=counts.vocabulary.terms)
    >>> shares = nmf.fit_transform(counts.matrix[:400])
    >>> shares.shape, shares.sum(axis=1).round(6).min().item()
    ((400, 20), 1.0)
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        themes: Themes | None = None,
        terms: Sequence[str] | None = None,
        background: bool = False,
        loss: str = "kl",
        options: FitOptions | None = None,
        random_state: Any = 0,
    ) -> None:
        self.n_components, self.themes, self.terms = n_components, themes, terms
        self.background, self.loss, self.options, self.random_state = background, loss, options, random_state

    def _fit(self, counts: TermCounts, seed: int) -> TopicModel:
        return fit_nmf(
            counts,
            n_topics=self.n_components,
            themes=self.themes,
            background=self.background,
            loss=self.loss,
            options=self.options,
            seed=seed,
        )
