"""What the user asked for: study.toml, its inputs, and how it begins."""
