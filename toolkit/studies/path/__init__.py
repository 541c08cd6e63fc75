"""The path from articles to verdicts: the study, its stages, their cache."""
