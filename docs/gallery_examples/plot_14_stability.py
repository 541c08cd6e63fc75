"""
Do the topics come back?
========================

The same recipe from other starts.

*Chủ đề có lặp lại khi chạy lại không?*
"""

from sample_study import counts, labels, model

import toolkit as tk

others = tk.refit(model, counts, fits=3, seed=1)
ax = tk.plot_stability(tk.stability([model, *others]), labels=labels, language="en")

# %%
# **How to read it.**
# How many of a topic's first twenty words are found again. Full: the topic recurs; hollow: do not lean on it.
#
# **What it does not say.**
# A topic that always comes back may still be no theme.
