"""
Does a verdict hang on a choice?
================================

The change of each theme under other numbers of topics. `chude report --sensitivity` tries many more choices.

*Kết luận có phụ thuộc lựa chọn không?*
"""

import pandas as pd
from sample_study import corpus, counts, labels, spans, themes

import toolkit as tk

rows = []
for k in (14, 20, 28):
    other = tk.fit_lda(counts, n_topics=k, themes=themes, seed=1)
    found = tk.contrasts(tk.prevalence(other, corpus, by=spans, seed=1)).frame
    rows.append(found[["theme", "change", "verdict"]].assign(choice="K", setting=str(k)))
table = pd.concat(rows, ignore_index=True)
table["same"] = table["verdict"].eq(table["theme"].map(rows[1].set_index("theme")["verdict"]))
ax = tk.plot_sensitivity(table, labels=labels, language="en")

# %%
# **How to read it.**
# A dot is the change under one choice, full where the verdict stands, a cross where it differs; the number at the
# right counts them.
#
# **What it does not say.**
# That a verdict is right. It says only that these choices do not make it.
