"""How a document is dated: what speaks for a date, and which of it is believed."""
