"""
What the corpus is made of
==========================

Articles by year and outlet: look at this before any other picture.

*Ngữ liệu gồm những gì.*
"""

from sample_study import corpus

import toolkit as tk

ax = tk.plot_sources(corpus, language="en")

# %%
# **How to read it.**
# A bar is a year, a colour an outlet, the undated last. An outlet that stops halfway is seen at once.
#
# **What it does not say.**
# How many articles were published. It shows what was collected.
