# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1 · Which themes recur, how much room does each get, and did that change?
#
# From a folder of articles to the plot that compares years. The corpus here is the embedded sample: it is **synthetic**,
# written for this project, so that everything runs offline and the truth is known. For your own articles replace
# `tk.sample_corpus()` by `tk.read_corpus("my_articles")`.

# %%
import toolkit as tk

corpus = tk.sample_corpus()
corpus

# %% [markdown]
# ## Clean, date, and find the reprints
#
# Scraped pages carry furniture (menus, captions, related news), have dates that belong to other articles, and the same
# story is printed many times. Each step marks what it did and drops nothing silently.

# %%
corpus = tk.clean(corpus)
corpus = tk.resolve_dates(corpus)
corpus = tk.find_stories(corpus)
corpus

# %%
tk.plot_sources(corpus, language="en")
# %% [markdown]
# ## Words
#
# A theme is words first. `themes.toml` names each theme with its seeds; giving the themes to `segment` keeps their phrases
# whole (`bảo hộ công dân` is one term, not two).

# %%
from pathlib import Path

import toolkit

sample = Path(toolkit.__file__).parents[1] / "corpora" / "sample"
themes = tk.read_themes(sample / "themes.toml")
themes

# %%
tokens = tk.segment(corpus, lexicon=themes)
vocabulary = tk.build_vocabulary(tokens, keep=themes, drop=["honorifics"])
counts = tk.count_terms(tokens, vocabulary)
counts

# %% [markdown]
# ## Topics: the named themes and, beside them, free topics

# %%
model = tk.fit_lda(counts, n_topics=20, themes=themes, seed=1)
tk.top_terms(model, n=8).query("role == 'theme'").groupby("name", sort=False)["term"].agg(", ".join).to_frame()

# %% [markdown]
# ## The room each theme gets, by year
#
# The intervals come from joint draws that resample whole *stories*, because reprints are not independent observations.
# They are **uncalibrated**: a model's figure, not a reader's judgement (notebook 5 adds a coded sample).

# %%
labels = {theme.key: theme.name("en") for theme in themes}
trend = tk.prevalence(model, corpus, seed=1)
tk.plot_prevalence(trend, labels=labels, language="en")
# %% [markdown]
# ## Did it change?
#
# Verdicts are given by one rule for the whole family of comparisons. With one method they are provisional; the second
# method (NMF) and the theme scores must agree.

# %%
spans = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
second = tk.fit_nmf(counts, n_topics=20, themes=themes, seed=1)
compared = [tk.prevalence(m, corpus, by=spans, seed=1) for m in (model, second)]
changes = tk.contrasts(compared, audit=tk.audit_periods(model, corpus, counts, by=spans, seed=1))
changes.frame.query("verdict != ''")[["theme", "change", "lower", "upper", "verdict", "reason"]].round(3)

# %%
tk.plot_years(compared[0], labels=labels, language="en")
# %% [markdown]
# ## Read the passages behind a number

# %%
scores = tk.score_themes(counts, corpus, themes, seed=1)
tk.passages(scores, corpus, "citizen_protection", period=2023, n=3)[["document", "score", "passage"]]
