"""
What a theme rests on
=====================

Each seed's part of its theme's seed words.

*Chủ đề dựa vào từ khóa nào.*
"""

from sample_study import corpus, counts, themes

import toolkit as tk

table = tk.check_seeds(counts, corpus, themes)
ax = tk.plot_seeds(table[table["theme"] == "sovereignty"], language="en")

# %%
# **How to read it.**
# Long bars carry the theme. Hollow: the word stands mostly among other themes' words. A cross at zero never occurs.
#
# **What it does not say.**
# A frequent seed is not yet a right one: read its uses with `chude seeds`.
