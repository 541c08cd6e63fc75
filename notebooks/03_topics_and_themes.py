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
# # 3 · Which themes are there, and do mine hold?
#
# First without any seed: what surfaces by itself, and is it found again from other starts? Then with the researcher's named
# themes: do the seeds carry what they should?

# %%
from pathlib import Path

import toolkit
import toolkit as tk

corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.sample_corpus())))
themes = tk.read_themes(Path(toolkit.__file__).parents[1] / "corpora" / "sample" / "themes.toml")
labels = {theme.key: theme.name("en") for theme in themes}
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, drop=["honorifics"]))

# %% [markdown]
# ## What surfaces without seeds?

# %%
free = tk.fit_lda(counts, n_topics=20, seed=1)
refits = tk.refit(free, counts, fits=4, seed=1)
recurrence = tk.stability([free, *refits])
recurrence.round(2).head(8)

# %%
tk.plot_stability(recurrence, language="en")
# %% [markdown]
# Which of the found topics is which of my themes?

# %%
tk.match_themes(free, themes)

# %% [markdown]
# ## How many topics?
#
# No number is right; the table shows what each costs, and nothing picks a winner silently.

# %%
choice = tk.choose_n_topics(counts, [10, 20, 30], seed=1)
choice.to_frame().round(3)

# %%
tk.plot_choice(choice, language="en")
# %% [markdown]
# ## Do my seeds hold?
#
# Where each seed occurs, how much of its theme rests on it, and whether it stands mostly among other themes' words.

# %%
seeds = tk.check_seeds(counts, corpus, themes)
seeds[seeds["remark"] != ""][["theme", "seed", "tokens", "share_of_theme", "ambiguity", "remark"]].head(10)

# %%
three = ["combating_distortion", "overseas_communities", "citizen_protection"]
tk.plot_seeds(seeds[seeds["theme"].isin(three)], labels=labels, language="en")
# %% [markdown]
# Words that keep company with the seeds could be seeds themselves; a person decides, with an example to read. And what does a
# passage's score rest on besides the seeds? The weights with the seeds masked show it.

# %%
tk.suggest_seeds(counts, corpus, themes, n=2)[["theme", "term", "units", "units_with_seed", "example"]]

# %%
scores = tk.score_themes(counts, corpus, themes, seed=1)
beyond = tk.weights_table(scores, themes, n=6, mask_seeds=True).groupby("theme", sort=False)["term"]
beyond.agg(", ".join).to_frame("words besides the seeds")

# %% [markdown]
# ## The guided model: words of a theme, and words in context

# %%
guided = tk.fit_lda(counts, n_topics=20, themes=themes, seed=1)
tk.plot_terms(guided, topic="citizen_protection", labels=labels, language="en")
# %%
tk.concordance(corpus, tokens, "bảo hộ công dân", width=40).head(6)[["left", "keyword", "right", "date"]]

# %% [markdown]
# Do LDA and NMF see the same? Here are the heaviest words of one theme in both.

# %%
nmf = tk.fit_nmf(counts, n_topics=20, themes=themes, seed=1)
for model in (guided, nmf):
    words = tk.top_terms(model, n=10).query("name == 'overseas_communities'")["term"]
    print(model.method, ":", ", ".join(w.replace("_", " ") for w in words))
