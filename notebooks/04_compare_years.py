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
# # 4 · Did it change between years, and may I say so?
#
# A difference between two years is a change of the discourse only if the years can be compared at all: the same outlets, the
# same wording, enough stories, known dates. Then one rule decides for the whole family of comparisons.

# %%
from pathlib import Path

import toolkit
import toolkit as tk

corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.sample_corpus())))
themes = tk.read_themes(Path(toolkit.__file__).parents[1] / "corpora" / "sample" / "themes.toml")
labels = {theme.key: theme.name("en") for theme in themes}
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, drop=["honorifics"]))
lda = tk.fit_lda(counts, n_topics=20, themes=themes, seed=1)
nmf = tk.fit_nmf(counts, n_topics=20, themes=themes, seed=1)
scores = tk.score_themes(counts, corpus, themes, seed=1)

# %% [markdown]
# ## Every year, every theme

# %%
by_year = tk.prevalence(lda, corpus, seed=1)
tk.plot_heatmap(by_year, labels=labels, language="en")
# %% [markdown]
# ## Two spans: can they be compared?
#
# One outlet of the sample stops in 2020, and one theme changes its wording. The audit says so.

# %%
spans = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
audit = tk.audit_periods(lda, corpus, counts, by=spans, seed=1)
audit.to_frame().pivot(index="theme", columns="check", values="verdict")

# %% [markdown]
# ## The changes, with verdicts
#
# *rose* and *fell* need a p-value adjusted for all comparisons and agreement of LDA, NMF and the theme scores; without codes
# they say the direction alone. *Steady* needs codes: a calibrated interval inside ± 3 points, and neither level under half of
# the other; everything else is *no clear change*, which is not the same as *steady*.

# %%
compared = [tk.prevalence(m, corpus, by=spans, seed=1) for m in (lda, nmf)]
compared.append(tk.prevalence(scores, corpus, by=spans, measure="presence", seed=1))
changes = tk.contrasts(compared, audit=audit)
tk.plot_contrasts(changes, labels=labels, language="en")
# %% [markdown]
# ## Volume or stories?
#
# `publications` counts every printing, `stories` each story once a period. A theme can gain the one and not the other.

# %%
import pandas as pd

rows = {}
for count in ("publications", "stories"):
    p = tk.prevalence(lda, corpus, by=spans, count=count, seed=1)
    rows[count] = pd.Series(p.estimate[1] - p.estimate[0], index=[labels[t] for t in p.themes])
pd.DataFrame(rows).round(3)

# %% [markdown]
# ## Which words tell the two spans apart?

# %%
words = tk.keyness(counts, corpus, (2016, 2018), (2022, 2024), n=12)
tk.plot_keyness(words, language="en")
