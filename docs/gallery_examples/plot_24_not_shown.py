"""
Verdict: no clear change
========================

Neither moved nor steady can be claimed.

*Kết luận: chưa đủ cơ sở kết luận.*
"""

from sample_study import labels, level

import toolkit as tk

found = tk.contrasts(level)
unclear = found.frame[found.frame["verdict"] == "no clear change"]
print(unclear[["theme", "change", "lower", "upper", "reason"]].round(3).to_string(index=False))
ax = tk.plot_contrasts(found, labels=labels, language="en")

# %%
# **How to read it.**
# The interval holds zero, and it is wider than the margin. The reason tells how many codings *steady* would take.
#
# **What it does not say.**
# *No clear change* is not *no change*. Do not write that the theme stayed.
