"""Intrusion tests: can a person tell what does not belong? (Chang et al. 2009; Ying et al. 2022)"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count, require_share
from toolkit.base.errors import CodingError, UsageError
from toolkit.base.streams import stream
from toolkit.topics.model import TopicModel

KINDS = ("word", "word set", "document")
TOP = 20
FEWEST = 12  # three sets of four
COLUMNS = ["question", "kind", "topic", "option", "shown", "intruder", "answer"]


def draw_intrusion_test(
    model: TopicModel,
    *,
    seed: int,
    n_per_topic: int = 1,
    kinds: tuple[str, ...] = ("word", "word set"),
    texts: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """Questions for a reader: which of the shown does not belong? Seeds are never shown.

    word: four of a topic's 20 first words and a first word of another topic that is rare in this one. word set: three
    sets of four words of one topic, one of another. document: three of a topic's ten strongest units and one in which
    it is weak; needs `texts` (unit id → text). Columns: question, kind, topic, option (1 …), shown, intruder (True for
    the right answer; `write_intrusion_sheet` leaves it out), answer (the reader puts 1 in one row a question). Raises
    UsageError for a model of one topic, or of fewer than twelve words besides the seeds.

    >>> test = tk.draw_intrusion_test(model, seed=1)
    >>> sorted(test["kind"].unique())
    ['word', 'word set']
    """
    require_count("n_per_topic", n_per_topic, 1)
    topics = [k for k in range(model.n_topics) if model.roles[k] != "background"]
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise UsageError(f"there is no intrusion test {unknown[0]!r}; kinds are {', '.join(KINDS)}")
    if "document" in kinds and texts is None:
        raise UsageError("document intrusion shows texts; give texts, a Series of unit id → text")
    if len(topics) < 2:
        raise UsageError("an intrusion test needs at least two topics")
    words = _first_words(model)
    bare = [k for k in topics if len(words[k]) < FEWEST]
    if bare and set(kinds) & {"word", "word set"}:
        raise UsageError(
            f"topic {bare[0]} has {len(words[bare[0]])} words that are no seed, fewer than {FEWEST} to show"
        )
    rows: list[tuple[object, ...]] = []
    question = 0
    for kind in kinds:
        for k in topics:
            for turn in range(n_per_topic):
                random = stream(seed, "intrusion", kind, k, turn)
                shown = _question(model, words, topics, kind, k, random)
                question += 1
                order = random.permutation(len(shown)).tolist()
                for option, i in enumerate(order, start=1):
                    text = shown[i] if texts is None or kind != "document" else str(texts[shown[i]])
                    rows.append((question, kind, k, option, text, i == len(shown) - 1, pd.NA))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"answer": "Int64"})


def _first_words(model: TopicModel) -> list[NDArray[np.intp]]:
    """The 20 first words of each topic, seeds left out."""
    hidden = set() if model.themes is None else {t for theme in model.themes for t in theme.seed_terms}
    seeds = set(model.vocabulary.columns(sorted(hidden)))
    order = np.argsort(-model.topic_term, axis=1, kind="stable")
    return [np.array([w for w in row.tolist() if w not in seeds][:TOP], dtype=np.intp) for row in order]


def _question(
    model: TopicModel, words: list[NDArray[np.intp]], topics: list[int], kind: str, k: int, random: np.random.Generator
) -> list[str]:
    """What is shown, the intruder last."""
    others = [j for j in topics if j != k]
    other = others[int(random.integers(len(others)))]
    if kind == "document":
        return _documents(model, k, random)
    foreign = _foreign(model, words, k, other)
    if kind == "word":
        own = random.choice(words[k], size=min(4, len(words[k])), replace=False)
        return [_shown(model, [w]) for w in [*own.tolist(), int(random.choice(foreign))]]
    size = min(4, len(words[k]) // 3, len(foreign))
    own = random.choice(words[k], size=3 * size, replace=False).reshape(3, size)
    return [_shown(model, s) for s in [*own.tolist(), random.choice(foreign, size=size, replace=False).tolist()]]


def _foreign(model: TopicModel, words: list[NDArray[np.intp]], k: int, other: int) -> NDArray[np.intp]:
    """First words of `other` that are not among the likelier half of topic k."""
    likely = model.topic_term[k] > np.median(model.topic_term[k])
    foreign = np.array([w for w in words[other] if not likely[w]], dtype=np.intp)
    if len(foreign) < 4:
        own = set(words[k].tolist())
        foreign = np.array([w for w in words[other] if w not in own], dtype=np.intp)
    return foreign if len(foreign) else words[other]


def _documents(model: TopicModel, k: int, random: np.random.Generator) -> list[str]:
    share = model.doc_topic[:, k]
    order = np.argsort(-share, kind="stable")
    strong = random.choice(order[: min(10, len(order) - 1)], size=min(3, len(order) - 1), replace=False)
    weak = order[len(order) // 2 :]
    return [model.ids[u] for u in [*strong.tolist(), int(random.choice(weak))]]


def _shown(model: TopicModel, columns: list[int]) -> str:
    return ", ".join(model.vocabulary.terms[w].replace("_", " ") for w in columns)


def score_intrusion(answers: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """How often the intruder was found, by kind and by topic, with exact binomial intervals (Clopper & Pearson 1934).

    `answers`: the table of `draw_intrusion_test` with 1 in `answer` at the chosen option of each question answered;
    several readers by a column `coder`. Columns: kind, topic (-1 for all), questions, found, rate, lower, upper,
    chance. Raises CodingError where a question has two answers or a value other than 1 or 0.

    >>> test = tk.draw_intrusion_test(model, seed=1)
    >>> answers = test.assign(answer=test["intruder"].astype(int))
    >>> tk.score_intrusion(answers)["rate"].min().item()
    1.0
    """
    require_share("level", level)
    missing = [name for name in COLUMNS if name not in answers.columns]
    if missing:
        raise CodingError(f"the answers have lost the column {missing[0]!r}; fill in the table as it was drawn")
    frame = answers if "coder" in answers.columns else answers.assign(coder="coder 1")
    value = pd.to_numeric(frame["answer"], errors="coerce")
    wrong = frame["answer"].notna() & ~value.isin([0, 1])
    if wrong.any():
        row = frame[wrong].iloc[0]
        raise CodingError(f"question {row.question}, option {row.option}: answer {row.answer!r} must be 1 or blank")
    chosen = frame[value == 1]
    twice = chosen.duplicated(["coder", "question"])
    if twice.any():
        raise CodingError(f"question {chosen[twice].iloc[0].question} has two answers of one coder; keep one")
    options = frame.groupby(["coder", "question"])["option"].size().rename("n_options").reset_index()
    chosen = chosen.merge(options, on=["coder", "question"])
    rows = [_scored(str(kind), -1, group, level) for kind, group in chosen.groupby("kind", sort=False)]
    for (kind, topic), group in chosen.groupby(["kind", "topic"], sort=False):
        rows.append(_scored(str(kind), int(topic), group, level))
    return pd.DataFrame(rows, columns=["kind", "topic", "questions", "found", "rate", "lower", "upper", "chance"])


def _scored(kind: str, topic: int, chosen: pd.DataFrame, level: float) -> tuple[object, ...]:
    n, found = len(chosen), int(chosen["intruder"].astype(bool).sum())
    lower, upper = exact_interval(found, n, level)
    return kind, topic, n, found, found / n, lower, upper, float((1.0 / chosen["n_options"]).mean())


def exact_interval(found: int, n: int, level: float) -> tuple[float, float]:
    """The Clopper–Pearson interval of a binomial rate."""
    from scipy.special import betaincinv

    tail = (1.0 - level) / 2.0
    lower = 0.0 if found == 0 else float(betaincinv(found, n - found + 1, tail))
    upper = 1.0 if found == n else float(betaincinv(found + 1, n - found, 1.0 - tail))
    return lower, upper
