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
# # 8 · Two outlets over the years
#
# Two outlets, one theme: who writes more of it, does either change, and do they drift apart? From the sample corpus
# (synthetic, with codes of two simulated coders) to a sentence that both editors could accept.

# %%
import toolkit as tk

here = tk.sample_folder()
corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.sample_corpus())))
themes = tk.read_themes(here / "themes.toml")
labels = {theme.key: theme.name("en") for theme in themes}
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, drop=["honorifics"]))
scores = tk.score_themes(counts, corpus, themes, seed=1)
coding = tk.read_coding(here / "coding.xlsx")

# %% [markdown]
# ## Which two, and is there enough of both?
#
# Choose by what you know of the outlets, and before you look at results. Then count: an outlet that printed in one span
# only cannot be compared with itself.

# %%
spans = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
two = list(corpus.kept["source"].value_counts().index[:2])
part = corpus.where(source=two)
dated = part.kept.dropna(subset=["year"])
dated.groupby(["source", "year"])["story"].nunique().unstack("source")

# %% [markdown]
# ## One model, one sample of codes, two parts
#
# The scores are those of the whole corpus: the whole teaches what a theme is, the part is what is measured. Both outlets
# side by side, all years together:

# %%
side = tk.prevalence(scores, part, by="source", measure="presence", coding=coding, seed=1)
tk.contrasts(side).frame[["theme", "earlier", "later", "change", "lower", "upper", "verdict"]].round(3)

# %% [markdown]
# *Higher* and *lower* are about these two outlets. *No clear difference* is not *alike*: look at how wide the interval is.
#
# ## Each over time

# %%
both = tk.prevalence(scores, part, by=("year", "source"), measure="presence", coding=coding, seed=1)
tk.plot_group_panels(both, "overseas_communities", labels=labels, language="en")

# %% [markdown]
# Years of one outlet rest on few codes: their intervals are wide, and where too few stories stand there is none. Two spans
# ask less of them.
#
# ## Do they drift apart?
#
# A product of year and outlet is the question itself: by how much does the second outlet's line rise more than the first's?

# %%
found = tk.effects(scores, part, "overseas_communities ~ year * C(source)", coding=coding, seed=1)
found.to_frame()[["term", "estimate", "lower", "upper", "p_adjusted", "verdict", "note"]].round(3)

# %% [markdown]
# ## In which words?
#
# The words that tell the two apart. They are where to begin to read, not a finding.

# %%
tk.keyness(counts, corpus, {"source": two[0]}, {"source": two[1]}, n=6)[
    ["term", "period", "log_odds", "lower", "upper"]
].round(2)

# %% [markdown]
# ## How many codes would it take?
#
# For a difference of ten points between the outlets, from what is coded already:

# %%
tk.plan_coding(side, change=0.10)[["theme", "n_each", "smallest_now", "note"]].round(2)

# %% [markdown]
# **What may be written.** *Between these two outlets and in these years …*, with the interval and the number of coded articles.
# Not: *the state press*, *the private press*; two outlets are two. A study does the same with
# `[compare] groups = { one = ["a.vn"], two = ["b.vn"] }`.
