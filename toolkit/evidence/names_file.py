"""names.toml: where a person names found topics, seeing their words and passages."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.files import write_text
from toolkit.base.written import parse_toml, read_written
from toolkit.documents.corpus import Corpus
from toolkit.topics.model import TopicModel
from toolkit.words.themes import SLUG

N_WORDS, N_PASSAGES, LONGEST = 12, 3, 160
HEAD = """# Names for found topics. Put a name (lower-case letters, digits and _) between the quotes; topics that share
# a name are summed; a blank stays unnamed. The names belong to this fit and no other.
"""


def write_names(model: TopicModel, corpus: Corpus, path: str | Path, *, proposals: pd.DataFrame | None = None) -> Path:
    """Write a names.toml to fill in: each topic with its first words and three of its strongest units as comments.

    `proposals`: the table of `carry_names`, shown beside the blanks; nothing is named until a person writes it. Raises
    UsageError where the file exists.

    >>> path = tk.write_names(model, corpus, "names.toml")
    >>> "[names]" in path.read_text(encoding="utf-8")
    True
    """
    path = Path(path)
    if path.exists():
        raise UsageError(f"{path.name} exists and may hold names; rename it, or give another path")
    proposed: dict[int, str] = {}
    if proposals is not None:
        for row in proposals.to_dict("records"):
            proposed[int(row["new_topic"])] = (
                f'"{row["name"]}" (cosine {row["cosine"]:.2f} with topic {row["old_topic"]})'
            )
    lines = [HEAD + f'fingerprint = "{fit_fingerprint(model)}"', "", "[names]"]
    texts = corpus.rows(model.ids)["text"].tolist()
    for k in range(model.n_topics):
        if model.roles[k] == "background":
            continue
        first = np.argsort(-model.topic_term[k], kind="stable")[:N_WORDS]
        lines += ["", "# " + ", ".join(model.vocabulary.terms[w].replace("_", " ") for w in first)]
        for u in np.argsort(-model.doc_topic[:, k], kind="stable")[:N_PASSAGES].tolist():
            lines.append(f"# {_one_line(model.ids[u])}: {_one_line(texts[u])}")
        given = model.topic_names[k] if model.roles[k] == "theme" else ""
        tail = f"  # proposed: {proposed[k]}" if k in proposed else ""
        lines.append(f'topic_{k} = "{given}"{tail}')
    write_text(path, "\n".join(lines) + "\n")
    return path


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def fit_fingerprint(model: TopicModel) -> str:
    """A hash of the fit that naming leaves alone."""
    import hashlib

    digest = hashlib.sha256(np.ascontiguousarray(model.topic_term).tobytes())
    digest.update("\0".join((model.method, *model.vocabulary.terms)).encode("utf-8"))
    return digest.hexdigest()


def read_names(path: str | Path, model: TopicModel) -> dict[str, tuple[int, ...]]:
    """{name: topics} of a filled-in names.toml, as `name_topics` takes it; blanks are left out.

    Raises AlignmentError where the names were given to another fit, UsageError where the file cannot be read.

    >>> path = tk.write_names(model, corpus, "names_read.toml")
    >>> "citizen_protection" in tk.read_names(path, model)
    True
    """
    path = Path(path)
    try:
        table = parse_toml(read_written(path))
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is no valid TOML: {error}") from error
    if not isinstance(table.get("fingerprint"), str) or not isinstance(table.get("names"), dict):
        raise UsageError(f"{path.name} has lost its fingerprint or its table [names]; write it anew with write_names")
    if table["fingerprint"] != fit_fingerprint(model):
        raise AlignmentError(
            f"the names in {path.name} were given to another fit; carry them over with carry_names and confirm them"
        )
    known = {f"topic_{k}": k for k in range(model.n_topics) if model.roles[k] != "background"}
    names: dict[str, list[int]] = defaultdict(list)
    for topic, name in table["names"].items():
        if topic not in known:
            raise UsageError(f"{path.name}: there is no topic {topic!r}{did_you_mean(topic, known)}")
        if not isinstance(name, str) or (name and not SLUG.fullmatch(name)):
            raise UsageError(f"{path.name}: {topic} must be lower-case letters, digits and _ in quotes, not {name!r}")
        if name:
            names[name].append(known[topic])
    return {name: tuple(topics) for name, topics in names.items()}


def carry_names(names: Mapping[str, tuple[int, ...]], old: TopicModel, new: TopicModel) -> pd.DataFrame:
    """Which topics of a refit the names of an old fit belong to: a proposal for a person to confirm.

    Topics are matched one to one (Hungarian method, cosine of their words over the terms both know). Columns: name,
    old_topic, new_topic, cosine. Give it to `write_names` of the new fit as `proposals`.

    >>> (other,) = tk.refit(model, counts, fits=1, seed=1)
    >>> tk.carry_names({"kept_name": (10,)}, model, other).columns.tolist()[:3]
    ['name', 'old_topic', 'new_topic']
    """
    from scipy.optimize import linear_sum_assignment

    shared = [term for term in old.vocabulary.terms if term in new.vocabulary.column]
    if not shared:
        raise AlignmentError("the two fits share no term; names cannot be carried over")
    a, b = old.topic_term[:, old.vocabulary.columns(shared)], new.topic_term[:, new.vocabulary.columns(shared)]
    cosine = (a @ b.T) / np.maximum(np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1), 1e-300)
    partner = dict(zip(*(index.tolist() for index in linear_sum_assignment(-cosine))))
    rows = [
        (name, topic, partner[topic], float(cosine[topic, partner[topic]]))
        for name, topics in names.items()
        for topic in topics
        if topic in partner
    ]
    return pd.DataFrame(rows, columns=["name", "old_topic", "new_topic", "cosine"])
