"""
Changes with their verdicts
===========================

The whole family of comparisons in one picture, tested together.

*Thay đổi kèm kết luận.*
"""

from sample_study import labels, level

import toolkit as tk

ax = tk.plot_contrasts(tk.contrasts(level), labels=labels, language="en")

# %%
# **How to read it.**
# A dot is a change in points with its interval. The shaded band is the margin of *steady*. The verdict stands at the
# right in words.
#
# **What it does not say.**
# An interval that leaves zero by itself is no verdict: all comparisons are tested together, so that a long list
# brings no false finding.
