"""pyvi's model decoded fast: characters to syllables to words, in compiled code."""
