"""
The words of a theme change
===========================

A theme can keep its size and change its subject.

*Từ ngữ của chủ đề thay đổi.*
"""

from sample_study import corpus, counts, model, spans

import toolkit as tk

moved = tk.wording(model, counts, corpus, "citizen_protection", by=spans, seed=1)
ax = tk.plot_wording(moved, language="en", n=8)

# %%
# **How to read it.**
# Words at the right entered the theme, words at the left went out of it, by how much. Hollow words may be chance
# (false-discovery rate over 5 %).
#
# **What it does not say.**
# It says nothing of the theme's size, and a word is no meaning: read the example beside it in the table.
