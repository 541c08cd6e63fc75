"""
A map of topics
===============

Which topics use like words? Named themes in their colours, free topics in grey.

*Bản đồ chủ đề: gần nhau là dùng từ giống nhau.*
"""

from sample_study import labels, model

import toolkit as tk

ax = tk.plot_topic_map(model, labels=labels, language="en")

# %%
# **How to read it.**
# The closer two dots, the more alike their words; the area of a dot is its share of the vocabulary. Free topics are
# called by a code and their most probable words.
#
# **What it does not say.**
# Directions mean nothing, and a plane cannot hold all distances: two dots that are close may be less alike than they
# look. That topics lie together is no verdict on a theme.
