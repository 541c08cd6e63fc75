"""
Themes in company
=================

Which themes stand in one article more often than chance would bring?

*Chủ đề đi cùng nhau.*
"""

import matplotlib.pyplot as plt
import pandas as pd
from sample_study import coding, corpus, labels, scores

import toolkit as tk

table = tk.company(scores, corpus, coding=coding, seed=1).dropna(subset=["lift"]).sort_values("lift")
table = pd.concat([table.head(6), table.tail(6)])  # those that avoid and those that seek each other most
names = [f"{labels[a]} + {labels[b]}" for a, b in zip(table["theme"], table["other"], strict=True)]
figure, ax = plt.subplots(figsize=(7, 1.2 + 0.4 * max(len(table), 1)))
ax.errorbar(table["lift"], names, xerr=[table["lift"] - table["lower"], table["upper"] - table["lift"]], fmt="o")
ax.axvline(1, color="grey", lw=1)
ax.set_xlabel("times as often as their own presence and the length of texts would bring")
figure.tight_layout()

# %%
# **How to read it.**
# The six pairs with the smallest and with the largest lift. One is chance. Right of it two themes seek each other, left
# of it they avoid each other. Pairs with fewer than ten coded articles are not shown.
#
# **What it does not say.**
# That one theme brings the other.
