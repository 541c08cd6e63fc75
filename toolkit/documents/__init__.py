"""Corpus: reading, encodings, cleaning, dates, stories and passages."""
