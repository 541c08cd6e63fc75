"""Studies: recipe, cached stages, findings, pages, manifest, exports and sensitivity."""
