"""
Words that tell two periods apart
=================================

Without any theme or model: which words mark each period?

*Từ khóa phân biệt hai giai đoạn.*
"""

from sample_study import corpus, counts

import toolkit as tk

ax = tk.plot_keyness(tk.keyness(counts, corpus, (2016, 2018), (2022, 2024), n=12), language="en")

# %%
# **How to read it.**
# Log odds with intervals: right of zero the later period's words, left of it the earlier one's.
#
# **What it does not say.**
# A word may be the mark of one outlet or one event. The table counts the documents beside it.
