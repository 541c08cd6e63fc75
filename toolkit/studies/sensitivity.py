"""Sensitivity: does each verdict hold under other choices a sensible person could have made?"""
