"""Prevalence by period, calibration, contrasts, comparability and keyness."""
