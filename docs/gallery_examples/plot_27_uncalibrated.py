"""
Uncalibrated figures
====================

The same comparison without any coded article: a model's word, labelled so.

*Số liệu chưa hiệu chỉnh.*
"""

from sample_study import labels, trend

import toolkit as tk

ax = tk.plot_years(trend, labels=labels, language="en")

# %%
# **How to read it.**
# Every caption says *uncalibrated*. A *rose* or *fell* then says the direction alone, and needs LDA, NMF and the
# scores to agree.
#
# **What it does not say.**
# How large the change is. On labelled news such figures showed about half of it.
