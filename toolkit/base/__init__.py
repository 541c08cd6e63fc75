"""Errors, checks, named random streams, atomic files and hashes, progress: what every floor stands on."""
