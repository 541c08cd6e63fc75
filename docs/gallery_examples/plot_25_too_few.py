"""
Verdict: too few
================

A part of the corpus in which a period holds fewer than thirty independent stories.

*Kết luận: không đủ dữ liệu.*
"""

from sample_study import corpus, labels, model, spans

import toolkit as tk

small = corpus.where(source="vongtay.example").sample(60, seed=1)
few = tk.prevalence(model, small, by=spans, seed=1)
ax = tk.plot_years(few, labels=labels, language="en")
print(tk.contrasts(few).frame["verdict"].value_counts().to_string())

# %%
# **How to read it.**
# Points are drawn, intervals are not. No verdict is given, whatever the points look like.
#
# **What it does not say.**
# That nothing changed. Longer periods or more articles could tell.
