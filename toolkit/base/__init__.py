"""Errors, checks, named random streams, atomic files and hashes, progress: what every floor stands on."""

VERSION = "0.1.0"
