"""
Outlets side by side
====================

The same measure, by outlet instead of by year.

*So các tờ báo.*
"""

from sample_study import coding, corpus, labels, scores

import toolkit as tk

by_source = tk.prevalence(scores, corpus, by="source", measure="presence", coding=coding, seed=1)
ax = tk.plot_groups(by_source, labels=labels, language="en")

# %%
# **How to read it.**
# A row is a theme, a column an outlet; each cell has its estimate and interval. Hatched cells hold too few stories.
#
# **What it does not say.**
# Outlets may have written in other years. For both at once see the next picture.
