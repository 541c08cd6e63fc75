"""
With and without codes
======================

What three hundred codes change.

*Có và không có mẫu mã hóa.*
"""

import matplotlib.pyplot as plt
from sample_study import corpus, labels, level, scores, spans

import toolkit as tk

index = tk.prevalence(scores, corpus, by=spans, measure="presence", seed=1)
figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.6))
tk.plot_years(index, labels=labels, language="en", ax=left)
tk.plot_years(level, labels=labels, language="en", ax=right)
figure.tight_layout()

# %%
# **How to read it.**
# Left: an index of scores, whose changes mean something and whose size does not. Right: the share of articles that
# readers would say carry the theme.
#
# **What it does not say.**
# That codes are always right: their agreement stands beside every calibrated sentence that it concerns.
