"""Every figure; the only home of matplotlib."""
