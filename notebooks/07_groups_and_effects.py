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
# # 7 · Beyond years: outlets, and what changed inside them
#
# Does one outlet write more of a theme than another? Did a theme change, or did other outlets begin to write? From the
# sample corpus (synthetic, with codes of two simulated coders) to a change at a fixed mix of outlets.

# %%
from pathlib import Path

import toolkit
import toolkit as tk

sample = Path(toolkit.__file__).parents[1] / "corpora" / "sample"
corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.sample_corpus())))
themes = tk.read_themes(sample / "themes.toml")
labels = {theme.key: theme.name("en") for theme in themes}
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, drop=["honorifics"]))
scores = tk.score_themes(counts, corpus, themes, seed=1)
coding = tk.read_coding(sample / "coding.xlsx")
corpus.kept["source"].value_counts()

# %% [markdown]
# ## A part of the corpus
#
# `where` takes values, lists and ranges; no expression is ever evaluated. A part is measured with the scores of the whole.

# %%
two = list(corpus.kept["source"].value_counts().index[:2])
part = corpus.where(source=two, year=(2016, 2024))
len(corpus), len(part)

# %% [markdown]
# ## Groups side by side
#
# Any column, named groups of outlets, spans of numbers, and time crossed with any of them.

# %%
by_source = tk.prevalence(scores, corpus, by="source", measure="presence", coding=coding, seed=1)
tk.plot_groups(by_source, labels=labels, language="en")

# %% [markdown]
# ## Each column's part beside the others'
#
# A regression on the codes, helped by the scores of all articles (METHODS §16). The formula is a small language of our own:
# columns, `+ : * - ( )`, `C()`, `bs(date, df)`, `step(day)`, `slope(day)`; it is never executed.

# %%
found = tk.effects(scores, corpus, "overseas_communities ~ year + C(source)", coding=coding, seed=1)
found.to_frame()[["term", "estimate", "lower", "upper", "p_adjusted", "note"]].round(3)

# %%
tk.plot_effects(found, labels=labels, language="en")

# %% [markdown]
# Levels by year at the corpus's own mix of outlets:

# %%
found.predict({"year": [2016, 2020, 2024]}).round(3)

# %% [markdown]
# ## What changed as collected, and what changed inside outlets
#
# `adjusted` holds the mix of outlets fixed; `differs` says whether it differs from the change as collected by more than chance.

# %%
spans = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
table = tk.adjusted_changes(scores, corpus, by=spans, coding=coding, seed=1)
table[["theme", "change", "adjusted", "lower", "upper", "differs", "common"]].round(3)

# %% [markdown]
# ## Words of two outlets, and the company a theme keeps

# %%
tk.keyness(counts, corpus, {"source": two[0]}, {"source": two[1]}, n=5)[
    ["term", "period", "log_odds", "lower", "upper"]
].round(2)

# %%
company = tk.company(scores, corpus, coding=coding, seed=1)
company.dropna(subset=["lift"])[["theme", "other", "lift", "lower", "upper", "n_both"]].round(2)

# %% [markdown]
# Where fewer than ten coded units carry both themes nothing is given: an empty table says so.
#
# ## How many codings a change needs

# %%
level = tk.prevalence(scores, corpus, by=spans, measure="presence", coding=coding, seed=1)
tk.plan_coding(level, change=0.12)[["theme", "coded_earlier", "coded_later", "n_each", "smallest_now", "note"]].round(2)
