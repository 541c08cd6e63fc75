"""How often the limit of a theme's basis errs: clean topics refused, drifted ones missed (METHODS §17).

    TOOLKIT_DATA=… python reports/benchmarks/evidence_basis.py

A topic is clean where at least half of its mass stands in articles that bear its theme's label, drifted where under a
third does. Labelled news (the half on which the limit was not chosen) and law (never used for it), ten labels each:
with all seeds of a theme, and with one drawn at random, six times, at K = 12 and 20, so that some topics drift.
"""

import hashlib
from typing import Any

import numpy as np
import pandas as pd
from evidence import HERE, data, rows_of, slug

import toolkit as tk
from toolkit.evidence.basis import LEAST_SEEDED

CLEAN, DRIFTED = 0.5, 1 / 3
DRAWS, SIZES = 6, (12, 20)
ARTICLES = 3000
LAW = {
    "Giao thông, vận tải": ["phương tiện", "vận tải", "đường bộ", "tàu bay", "đường thủy nội địa", "đăng kiểm"],
    "Y tế, dược": ["bệnh viện", "thuốc", "khám bệnh", "chữa bệnh", "dược", "y tế"],
    "Nông nghiệp, nông thôn": ["thủy sản", "thú y", "giống cây trồng", "thủy lợi", "lâm nghiệp", "bảo vệ thực vật"],
    "Lao động": ["người lao động", "người sử dụng lao động", "tiền lương", "hợp đồng lao động", "việc làm"],
    "Bưu chính, viễn thông": ["viễn thông", "bưu chính", "tần số", "thuê bao", "mạng viễn thông", "internet"],
    "Thuế, phí, lệ phí, các khoản thu khác": ["thuế", "lệ phí", "người nộp thuế", "hải quan", "hoàn thuế"],
    "Quốc phòng": ["quốc phòng", "quân đội", "quân nhân", "sĩ quan", "dân quân tự vệ", "quân sự"],
    "Thi hành án": ["thi hành án", "phạm nhân", "chấp hành viên", "trại giam", "án phạt tù"],
    "Giáo dục, đào tạo": ["giáo dục", "học sinh", "nhà giáo", "giảng viên", "đào tạo", "nhà trường"],
    "Bảo hiểm": ["bảo hiểm xã hội", "bảo hiểm y tế", "doanh nghiệp bảo hiểm", "hưu trí", "bảo hiểm"],
}


def corpora() -> dict[str, tuple[pd.DataFrame, dict[str, list[str]]]]:
    """Articles (id, text, label as a theme's key) and the seeds of each key, by corpus."""
    news, law = rows_of(data() / "vntc" / "dev.jsonl.gz"), rows_of(data() / "phapdien" / "dev.jsonl.gz")
    seeds = {theme.key: list(theme.seeds) for theme in tk.read_themes(data() / "vntc" / "themes.toml")}
    untuned = [int(hashlib.sha256(str(i).encode()).hexdigest(), 16) % 2 == 1 for i in news["id"]]
    keys = {label: f"law_{i}" for i, label in enumerate(LAW)}
    news = news[untuned].assign(label=news["label"].map(slug))
    law = law[law["label"].isin(list(LAW))].assign(label=law["label"].map(keys))
    return {"news": (news, seeds), "law": (law, {keys[label]: words for label, words in LAW.items()})}


def topics_of(counts: Any, seeds: dict[str, list[str]], labels: np.ndarray, n_topics: int, seed: int) -> pd.DataFrame:
    """A row a method and theme: `seeded`, and the part of the topic's mass in articles that bear its label."""
    themes = tk.themes_from_dict(seeds)
    length = np.asarray(counts.matrix.sum(axis=1)).ravel()
    rows = []
    for method, fit in (("lda", tk.fit_lda), ("nmf", tk.fit_nmf)):
        model = fit(counts, n_topics=n_topics, themes=themes, seed=seed)
        for row in tk.theme_basis(model, counts, themes).itertuples():
            mass = model.doc_topic[:, row.topic] * length
            rows.append((method, row.theme, row.seeded, mass[labels == row.theme].sum() / mass.sum()))
    return pd.DataFrame(rows, columns=["method", "theme", "seeded", "own"])


def measured(name: str) -> pd.DataFrame:
    """All topics of a corpus, `seeds` all or one."""
    frame, seeds = corpora()[name]
    corpus = tk.corpus_from_frame(frame.sample(min(ARTICLES, len(frame)), random_state=1).reset_index(drop=True))
    themes = tk.themes_from_dict(seeds)
    tokens = tk.segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))
    labels = corpus.rows(counts.ids)["label"].to_numpy()
    known = counts.vocabulary.column
    found = [topics_of(counts, seeds, labels, k, 1).assign(seeds="all") for k in SIZES]
    rng = np.random.default_rng(1)
    for draw in range(DRAWS):
        one = {key: [str(rng.choice([w for w in own if w.replace(" ", "_") in known]))] for key, own in seeds.items()}
        found.append(topics_of(counts, one, labels, SIZES[draw % 2], draw).assign(seeds="one"))
    return pd.concat(found, ignore_index=True).assign(corpus=name)


def main() -> None:
    """By corpus, method and number of seeds: clean topics and those refused, drifted topics and those missed."""
    topics = pd.concat([measured(name) for name in ("news", "law")], ignore_index=True)
    topics["holds"] = topics["seeded"] >= LEAST_SEEDED
    rows = []
    for cell, own in topics.groupby(["corpus", "method", "seeds"]):
        clean, drifted = own[own["own"] >= CLEAN], own[own["own"] < DRIFTED]
        rows.append((*cell, len(clean), int((~clean["holds"]).sum()), len(drifted), int(drifted["holds"].sum())))
    columns = ["corpus", "method", "seeds", "clean", "refused", "drifted", "missed"]
    table = pd.DataFrame(rows, columns=columns)
    table.to_csv(HERE / "results" / "evidence_basis.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
