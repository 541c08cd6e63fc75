"""A small planted corpus of passages: two themes, ordinary news, reprints, years and outlets."""

import numpy as np
import pandas as pd
import pytest

from toolkit.documents.corpus import corpus_from_frame
from toolkit.words.counts import count_terms
from toolkit.words.themes import themes_from_dict
from toolkit.words.tokens import tokens_from_lists
from toolkit.words.vocabulary import build_vocabulary

SEEDS = {
    "citizen_protection": {"seeds": ["bảo hộ công dân", "lãnh sự", "về nước an toàn"], "exclude": ["bảo hộ lao động"]},
    "overseas_communities": {"seeds": ["kiều bào", "người Việt ở nước ngoài", "quê hương"]},
}
COMPANIONS = {
    "citizen_protection": "đại_sứ nạn_nhân sơ_tán hộ_chiếu",
    "overseas_communities": "hội_nhóm tết_quê trí_thức",
}


def plant(n_documents: int = 120, per_document: int = 4, seed: int = 1):
    """(frame of passages, lists of words, truth (U, 2)): a theme's words come with it; its seeds in half the cases."""
    rng = np.random.default_rng(seed)
    rows, lists, truth = [], [], []
    for d in range(n_documents):
        about = rng.random(2) < 0.3
        for p in range(per_document):
            carries = about & (rng.random(2) < 0.6)
            words = [f"từ_{i}" for i in np.minimum(rng.zipf(1.3, 25), 200)]
            for key, yes in zip(SEEDS, carries):
                if yes:
                    words += rng.choice(COMPANIONS[key].split(), 3).tolist()
                    terms = [s.lower().replace(" ", "_") for s in SEEDS[key]["seeds"]]
                    words += [t for t in terms if rng.random() < 0.4]
            rng.shuffle(words)
            rows.append(
                {
                    "id": f"d{d}#{p}",
                    "parent": f"d{d}",
                    "text": " ".join(words).replace("_", " "),
                    "story": f"s{d // 2 if d < 20 else d}",
                    "source": f"báo {d % 3}",
                    "year": 2016 + d % 4,
                    "title": f"Bài {d}",
                    "start": 0,
                    "end": 1,
                }
            )
            lists.append(words)
            truth.append(carries)
    return pd.DataFrame(rows), lists, np.array(truth, dtype=float)


@pytest.fixture(scope="session")
def planted():
    frame, lists, truth = plant()
    corpus = corpus_from_frame(frame)
    themes = themes_from_dict(SEEDS)
    tokens = tokens_from_lists(frame["id"].tolist(), lists)
    counts = count_terms(tokens, build_vocabulary(tokens, keep=themes))
    assert not counts.dropped
    return corpus, tokens, counts, themes, truth
