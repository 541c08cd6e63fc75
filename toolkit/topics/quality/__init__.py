"""How good topics are: coherence, diagnostics, held-out words, matching."""
