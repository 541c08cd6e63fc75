"""
How many topics?
================

Every measure for each candidate, and no silent winner.

*Chọn số chủ đề.*
"""

from sample_study import counts

import toolkit as tk

some = counts.subset(counts.ids[:600])  # a part, so that this page is built quickly
ax = tk.plot_choice(tk.choose_n_topics(some, [6, 10, 16], seed=1), language="en")

# %%
# **How to read it.**
# Each measure runs from its worst to its best candidate. They disagree by nature.
#
# **What it does not say.**
# The right number. Read the words of two candidates, choose, and say why.
