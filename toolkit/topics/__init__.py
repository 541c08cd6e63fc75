"""Topic models: LDA and NMF, seeded and free, their terms, stability and number of topics."""
