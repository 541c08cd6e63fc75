"""The sample corpus as far as every example needs it: read, dated, counted, scored, coded, fitted (some 20 seconds)."""

import toolkit as tk

here = tk.sample_folder()
corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.read_corpus(here))))
themes = tk.read_themes(here / "themes.toml")
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, drop=["honorifics"]))

scores = tk.score_themes(counts, corpus, themes, seed=1)  # from the seeds alone
coding = tk.read_coding(here / "coding.xlsx")  # two simulated coders
model = tk.fit_lda(counts, n_topics=20, themes=themes, seed=1)
nmf = tk.fit_nmf(counts, n_topics=20, themes=themes, seed=1)

spans = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
trend = tk.prevalence(model, corpus, by=spans, seed=1)  # a model's estimate
level = tk.prevalence(scores, corpus, by=spans, measure="presence", coding=coding, seed=1)  # what readers would say
labels = {theme.key: theme.name("en") for theme in themes}
