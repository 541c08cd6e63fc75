"""
A corpus without dates
======================

Half of the articles lose their dates.

*Ngữ liệu không có ngày.*
"""

from sample_study import model

import toolkit as tk

sample = tk.clean(tk.sample_corpus())
lost = sample.sample(len(sample) // 2, seed=1).kept["id"]
unknown = lost.to_frame().assign(date="unknown")
corpus = tk.find_stories(tk.resolve_dates(sample, overrides=unknown))
ax = tk.plot_sources(corpus, language="en")
by_year = tk.prevalence(model, corpus, by="year", seed=1)
print(f"{by_year.n_undated} units without a year stand outside the comparison")

# %%
# **How to read it.**
# The bar of the undated is the last one. They are kept and counted, and take no part in the comparison of years.
#
# **What it does not say.**
# That the undated are like the others. `undated.csv` compares their themes, and a verdict that they could turn says
# so.
