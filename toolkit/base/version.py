"""The version, in one place; pyproject.toml says the same, by test."""

VERSION = "0.1.0"
