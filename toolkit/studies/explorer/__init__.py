"""The explorer: from any figure to its passages and their documents, in a page or a notebook."""
