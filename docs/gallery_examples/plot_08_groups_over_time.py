"""
Outlets over the years
======================

Time crossed with outlets.

*Các tờ báo qua các năm.*
"""

from sample_study import coding, corpus, labels, scores

import toolkit as tk

crossed = tk.prevalence(scores, corpus, by=("year", "source"), measure="presence", coding=coding, seed=1)
ax = tk.plot_group_panels(crossed, "sovereignty", labels=labels, language="en")

# %%
# **How to read it.**
# One line an outlet. Hollow cells are thin: a year of one outlet holds few stories and fewer codes.
#
# **What it does not say.**
# Wide intervals that overlap do not say that outlets are alike.
