"""
Themes in company
=================

Which themes stand in one article more often than chance would bring?

*Chủ đề đi cùng nhau.*
"""

from sample_study import coding, corpus, labels, scores

import toolkit as tk

table = tk.company(scores, corpus, coding=coding, seed=1)
ax = tk.plot_company(table, labels=labels, language="en")

# %%
# **How to read it.**
# Each cell is a pair of themes: how many times as often they stand in one article as their own presence and the length
# of texts would bring, with its interval. Blue above one, orange below, pale where one lies inside the interval.
#
# **What it does not say.**
# That one theme brings the other. A dash stands where fewer than ten coded articles carry both.
