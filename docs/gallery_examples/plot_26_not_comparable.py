"""
Verdict: not comparable
=======================

Uncalibrated figures of two periods that differ in what they are made of.

*Kết luận: không so sánh được.*
"""

from sample_study import corpus, counts, labels, model, spans, trend

import toolkit as tk

audit = tk.audit_periods(model, corpus, counts, by=spans, seed=1)
found = tk.contrasts(trend, audit=audit)
print(found.frame["verdict"].value_counts().to_string())
ax = tk.plot_contrasts(found, labels=labels, language="en")

# %%
# **How to read it.**
# The audit looks at outlets, wording, dates and sample size. What fails is named in the reason of each row.
#
# **What it does not say.**
# That the change is false. It says that these figures cannot tell it from the change of the corpus; codes can.
