"""
Verdict: steady
===============

A change that surely lies within a margin declared before. Here the margin is twelve points, which is wide: 300 codes
cannot show more.

*Kết luận: ổn định.*
"""

from sample_study import labels, level

import toolkit as tk

found = tk.contrasts(level, margin=0.12)
print(found.frame[["theme", "change", "verdict"]].round(3).to_string(index=False))
ax = tk.plot_contrasts(found, labels=labels, language="en")

# %%
# **How to read it.**
# *Steady* means that the whole interval lies in the shaded band. Only calibrated figures can earn it.
#
# **What it does not say.**
# A margin chosen after looking. Declare it in `study.toml`, in points that would matter to a reader.
