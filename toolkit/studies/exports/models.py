"""The reference model for pyLDAvis (one offline page) and gensim."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import MissingExtraError
from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel


def to_gensim(model: TopicModel) -> Any:
    """A gensim LdaModel with this model's topics: its `get_topics()` equals `topic_term`.

    The topics go into `state.sstats`, scaled by the corpus's tokens, with a vanishing prior on words.
    """
    from gensim.models import LdaModel

    words = dict(enumerate(model.vocabulary.terms))
    mass = float(model.term_totals.sum()) / model.n_topics
    vanishing = 1e-12
    given = model.parameters.get("alpha", 1.0 / model.n_topics)
    alpha = np.broadcast_to(np.asarray(given, dtype=np.float64), (model.n_topics,))
    lda = LdaModel(
        id2word=words,
        num_topics=model.n_topics,
        alpha=alpha.copy(),
        eta=vanishing,
        dtype=np.float64,
        random_state=model.seed % 2**32,
        minimum_probability=0.0,
    )
    lda.state.sstats = model.topic_term * mass
    lda.sync_state()
    return lda


def write_gensim(study: Study, folder: Path) -> None:
    """Save an LdaModel for each method; load with ``gensim.models.LdaModel.load("lda.model")``."""
    for method, model in study.models.items():
        to_gensim(model).save(str(folder / f"{method}.model"))


def _places(topic_term: NDArray[np.float64]) -> NDArray[np.float64]:
    """(K, 2) classical scaling of the topics by Jensen–Shannon divergence, as pyLDAvis's own pcoa.

    That one takes the eigenvectors of a general matrix, which rounding may make complex; a symmetric one has real ones.
    """
    from scipy.spatial.distance import pdist, squareform

    between = squareform(pdist(topic_term, metric="jensenshannon") ** 2)
    centring = np.eye(len(between)) - 1 / len(between)
    values, vectors = np.linalg.eigh(-centring @ between**2 @ centring / 2)
    order = np.argsort(-values)[:2]
    vectors = vectors[:, order]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(len(order))])
    return np.asarray(vectors * np.sqrt(np.maximum(values[order], 0.0)))


def write_pyldavis(study: Study, path: Path) -> None:
    """One HTML page of pyLDAvis that opens offline: its scripts are inlined. Raises MissingExtraError without it."""
    try:
        import pyLDAvis
    except ImportError as error:
        raise MissingExtraError("pyLDAvis", "pyldavis") from error
    model = next(iter(study.models.values()))
    lengths = np.asarray(study.counts.matrix.sum(axis=1)).ravel()
    prepared = pyLDAvis.prepare(
        model.topic_term,
        model.doc_topic,
        lengths,
        list(model.vocabulary.terms),
        model.term_totals,
        mds=_places,
        sort_topics=False,
        n_jobs=1,
    )
    scripts = Path(pyLDAvis.__file__).parent / "js"
    d3, lda, css = (
        (scripts / name).read_text(encoding="utf-8")
        for name in ("d3.v5.min.js", "ldavis.v3.0.0.js", "ldavis.v1.0.0.css")
    )
    data = prepared.to_json().replace("</", "<\\/")
    path.write_text(
        f'<!doctype html><html lang="{study.language}"><head><meta charset="utf-8"><title>pyLDAvis</title>'
        f"<style>{css}</style></head><body><div id='vis'></div><script>{d3}</script><script>{lda}</script>"
        f"<script>new LDAvis('#vis', {data});</script></body></html>\n",
        encoding="utf-8",
    )
