"""
What dated the articles
=======================

Which rule gave each date, and how many have none.

*Bài được định ngày bằng gì.*
"""

from sample_study import corpus

import toolkit as tk

ax = tk.plot_dates(corpus, language="en")

# %%
# **How to read it.**
# A bar is a kind of witness; colours are precision. The undated stand at the bottom.
#
# **What it does not say.**
# Many dates are not yet right dates: see the bench of dates for how often each kind errs.
