"""How reprints are found: sketches that meet, and texts laid side by side."""
