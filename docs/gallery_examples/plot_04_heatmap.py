"""
Themes by years, in numbers
===========================

For a page that must be read in grey print.

*Bảng nhiệt: chủ đề theo năm.*
"""

from sample_study import corpus, labels, model

import toolkit as tk

by_year = tk.prevalence(model, corpus, by="year", seed=1)
ax = tk.plot_heatmap(by_year, labels=labels, language="en")

# %%
# **How to read it.**
# Darker is more; each cell holds its number, so that no colour is needed.
#
# **What it does not say.**
# No interval is shown. Neighbouring cells may differ by chance alone.
