"""
Two spans, calibrated by readers
================================

What part of the articles carries each theme, as readers would say: 300 coded articles correct the scores of all.

*Hai giai đoạn, đã hiệu chỉnh bằng mẫu mã hóa.*
"""

from sample_study import labels, level

import toolkit as tk

ax = tk.plot_years(level, labels=labels, language="en")

# %%
# **How to read it.**
# Hollow is the earlier span, full the later; bars are 95 % intervals, the number at the right is the change in
# points. An article may carry several themes, so the shares need not sum to one.
#
# **What it does not say.**
# It does not say why. A change of share is no change of number: other themes may have grown around it.
