"""
The words of a topic
====================

What the model took a theme for.

*Từ đặc trưng của một chủ đề.*
"""

from sample_study import model

import toolkit as tk

ax = tk.plot_terms(model, topic="citizen_protection", n=12, language="en")

# %%
# **How to read it.**
# Words by how frequent and how much the topic's own they are together (FREX); the dot is the probability.
#
# **What it does not say.**
# Twelve words are not the topic. What the theme's share rests on is told by `theme_basis`.
