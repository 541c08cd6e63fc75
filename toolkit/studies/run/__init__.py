"""Running a study: building, the manifest, checks."""
