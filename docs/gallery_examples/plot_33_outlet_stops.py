"""
An outlet that stops
====================

One outlet stands in the early years only. Is the change the press's, or the outlet's?

*Một tờ báo ngừng giữa chừng.*
"""

from sample_study import coding, corpus, scores, spans

import toolkit as tk

ax = tk.plot_sources(corpus, language="en")
table = tk.adjusted_changes(scores, corpus, by=spans, coding=coding, seed=1)
print(table[["theme", "change", "adjusted", "differs"]].round(3).to_string(index=False))

# %%
# **How to read it.**
# The picture shows the outlet that ends. In the table, `adjusted` is the change at a fixed mix of outlets; `differs`
# says whether it differs from the change as collected by more than chance.
#
# **What it does not say.**
# What the outlet would have written had it gone on.
