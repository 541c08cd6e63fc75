"""
Verdict: fell
=============

A theme whose change is surely below zero.

*Kết luận: giảm.*
"""

from sample_study import labels, level

import toolkit as tk

found = tk.contrasts(level)
fell = found.frame[found.frame["verdict"] == "fell"]
print(fell[["theme", "change", "lower", "upper", "reason"]].round(3).to_string(index=False))
ax = tk.plot_contrasts(found, labels=labels, language="en")

# %%
# **How to read it.**
# *Fell* is the mirror of *rose*. Where the number of stories did not fall with the share, the reason says *lost
# share*.
#
# **What it does not say.**
# A theme that lost share was not dropped: look at the counts beside it.
