"""
The course of every theme
=========================

Each theme's share of the vocabulary by year, from one LDA with named themes.

*Diễn biến từng chủ đề qua các năm.*
"""

from sample_study import corpus, labels, model

import toolkit as tk

by_year = tk.prevalence(model, corpus, by="year", seed=1)
ax = tk.plot_prevalence(by_year, labels=labels, language="en")

# %%
# **How to read it.**
# A line is a theme, a bar its 95 % interval in that year. A hollow point has no interval: fewer than 30 independent
# stories. A year without articles leaves a gap that no line crosses.
#
# **What it does not say.**
# It is a model's estimate, as the title says: sizes and changes come out smaller than they are. Bars that overlap are
# no test; the test is the picture of changes.
