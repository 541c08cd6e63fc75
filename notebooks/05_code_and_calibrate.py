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
# # 5 · A reader's judgement: code a sample and calibrate
#
# A model's figure is not a person's. Read a few hundred units, and the toolkit corrects its figures by what you saw; the
# intervals then include the error of the sample. In this notebook the coders are **simulated** from the sample corpus's known
# truth, with 3 % error; in a study they are people.

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

# %% [markdown]
# ## Draw a sample to read
#
# Units with high scores are drawn more often, and each carries the probability with which it was drawn. The prediction is
# not shown to the coder.

# %%
drawn = tk.draw_coding_sample(scores, corpus, n=12, seed=1)
drawn[["unit", "year", "title", "inclusion_probability"]].head(5)

# %% [markdown]
# `write_coding_sheet` makes a workbook with drop-downs, a codebook from the themes' descriptions, and one sheet a coder.

# %%
import tempfile

sheet = tk.write_coding_sheet(drawn, themes, Path(tempfile.mkdtemp()) / "coding.xlsx", coders=["An", "Bình"])
sheet.name

# %% [markdown]
# ## Read the filled-in sheet of the sample study
#
# Every cell is checked; a wrong one is named.

# %%
coding = tk.read_coding(sample / "coding.xlsx")
coding

# %%
tk.agreement(coding)[["theme", "units", "percent", "alpha", "lower", "upper"]].round(2)

# %% [markdown]
# ## Before and after
#
# Without codes, presence is an index: only its changes mean something. With codes it is a level.

# %%
spans = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
level = tk.prevalence(scores, corpus, by=spans, measure="presence", coding=coding, seed=1)
level.to_frame()[["theme", "period", "estimate", "lower", "upper"]].round(3)

# %%
tk.plot_years(level, labels=labels, language="en")
# %%
tk.contrasts(level).frame[["theme", "change", "lower", "upper", "p_adjusted", "verdict"]].round(3)

# %% [markdown]
# ## How many more for ± 3 points?

# %%
tk.plan_coding(level, width=0.06)[["theme", "period", "coded", "width_now", "n_more"]].round(2).head(8)
