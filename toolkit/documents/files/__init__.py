"""How documents come in: files and bytes, tables, pages, Office and PDF, to text."""
