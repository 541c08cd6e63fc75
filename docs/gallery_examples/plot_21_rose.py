"""
Verdict: rose
=============

A theme whose change is surely above zero.

*Kết luận: tăng.*
"""

from sample_study import labels, level

import toolkit as tk

found = tk.contrasts(level)
rose = found.frame[found.frame["verdict"] == "rose"]
print(rose[["theme", "change", "lower", "upper", "p_adjusted"]].round(3).to_string(index=False))
ax = tk.plot_years(level, labels={key: labels[key] for key in labels}, language="en")

# %%
# **How to read it.**
# *Rose* is earned when the change stands above zero with all comparisons tested together. The interval tells the
# size, since these figures are calibrated.
#
# **What it does not say.**
# It does not say that the number of articles grew, nor why the share did.
