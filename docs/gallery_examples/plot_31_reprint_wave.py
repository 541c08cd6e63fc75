"""
A wave of reprints
==================

One text is printed eighty times in the last year. Does the theme grow?

*Một làn sóng đăng lại.*
"""

import matplotlib.pyplot as plt
import pandas as pd
from sample_study import labels, themes

import toolkit as tk

sample = tk.resolve_dates(tk.clean(tk.sample_corpus()))
kept = sample.kept[["id", "text", "title", "date", "source"]]
one = kept[kept["text"].str.contains("kiều bào") & (sample.kept["year"] == 2024)].iloc[[0]]
wave = pd.concat([one.assign(id=f"wave {n}", source=f"outlet {n % 8}") for n in range(80)])
corpus = tk.find_stories(tk.resolve_dates(tk.corpus_from_frame(pd.concat([kept, wave]))))
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))
model = tk.fit_lda(counts, n_topics=20, themes=themes, seed=1)
figure, axes = plt.subplots(1, 2, figsize=(13, 4.6))
spans = {"2022-2023": (2022, 2023), "2024": (2024, 2024)}
for ax, count in zip(axes, ("stories", "publications"), strict=True):
    tk.plot_years(tk.prevalence(model, corpus, by=spans, count=count, seed=1), labels=labels, language="en", ax=ax)
    ax.set_xlabel(count)
figure.tight_layout()

# %%
# **How to read it.**
# Left, by stories, the eighty prints are one: newsrooms took the subject up once. Right, by publications, readers met
# it eighty times, and its theme leaps. Its points are hollow and no interval is drawn: one story weighs so much that
# fewer than thirty effective ones are left, and no verdict could rest on them.
#
# **What it does not say.**
# Which of the two is true: they answer two questions. Say which one you ask.
