"""Vietnamese words: spelling, segmentation, lexicon, themes, tokens, vocabulary and counts."""
