"""
One panel a theme
=================

The same course, when the lines would cross too often.

*Mỗi chủ đề một ô.*
"""

from sample_study import corpus, labels, model

import toolkit as tk

by_year = tk.prevalence(model, corpus, by="year", seed=1)
axes = tk.plot_panels(by_year, labels=labels, language="en", columns=4)

# %%
# **How to read it.**
# All panels have one scale; the other themes stand in grey behind, so that a small theme looks small.
#
# **What it does not say.**
# A panel alone does not say whether its change is more than chance.
