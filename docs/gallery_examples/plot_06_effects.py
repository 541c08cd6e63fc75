"""
Outlets and time, beside each other
===================================

Does the theme change over the years, or did other outlets begin to write?

*Tách phần của tờ báo và của thời gian.*
"""

from sample_study import coding, corpus, labels, scores

import toolkit as tk

found = tk.effects(scores, corpus, "sovereignty ~ year + C(source)", coding=coding, seed=1)
ax = tk.plot_effects(found, labels=labels, language="en")

# %%
# **How to read it.**
# Each dot is a coefficient in points, the others held fixed; an outlet's stands against the outlet that is not shown.
#
# **What it does not say.**
# A coefficient is no cause. Outlets differ in more than is in the formula.
