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
# # 2 · What is the article, and when was it published?
#
# Wrong text and wrong years are the worst failures of a study of the press. This notebook looks at what was cut, why a
# document has the date it has, and how to fill in what the text does not tell.

# %%
import toolkit as tk

corpus = tk.sample_corpus()
print(len(corpus), "documents,", corpus.frame["source"].nunique(), "sources")

# %% [markdown]
# ## What was cut, and by which rule?

# %%
cleaned = tk.clean(corpus)
table = tk.cleaning_table(cleaned)
table.groupby("rule")[["lines", "characters"]].sum().sort_values("characters", ascending=False).head(12)

# %% [markdown]
# The raw text is never altered: a rule marks a span, and the article is the raw text without the marked spans. Removed
# text is struck out below, with the rule beside it.

# %%
longest = table.groupby("document")["characters"].sum().sort_values(ascending=False, kind="stable").index[0]
tk.show_cleaning(cleaned, longest)

# %% [markdown]
# ## Which evidence dates a document?
#
# A date is a value *at its precision*, with the rule that found it, the words it rests on, and a confidence. Where it does
# not add up, the answer is *unknown*, and the candidates are kept.

# %%
dated = tk.resolve_dates(cleaned)
columns = ["id", "date", "date_precision", "date_rule", "date_confidence", "date_evidence"]
dated.frame[columns].dropna(subset=["date"]).groupby("date_rule").head(1).reset_index(drop=True)

# %%
tk.plot_dates(dated, language="en")
# %% [markdown]
# ## The undated: what could be filled in by hand?
#
# On the command line `chude check STUDY --write-dates` writes `dates.csv`, most consequential first. Filled in, it is found
# by itself. Here the same is done with a data frame: a person found two dates.

# %%
import pandas as pd

undated = dated.frame[dated.frame["date"].isna()]
found = pd.DataFrame({"id": undated["id"].head(2), "date": ["2019-05-04", "2021"], "note": "seen in the archive"})
again = tk.resolve_dates(cleaned, overrides=found)
again.frame[again.frame["id"].isin(found["id"])][columns]

# %% [markdown]
# ## Which stories were reprinted most?

# %%
stories = tk.find_stories(again)
sizes = stories.kept.groupby("story").agg(items=("id", "size"), sources=("source", "nunique"), title=("title", "first"))
sizes.sort_values("items", ascending=False, kind="stable").head(8)
