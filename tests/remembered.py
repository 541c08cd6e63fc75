"""Verbs that give again what they gave for the same arguments: notebooks in one kernel prepare the sample once.

They are pure (DESIGN §7), and what they give is frozen: a notebook cannot tell the difference but by the clock.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import toolkit as tk

VERBS = (
    "sample_corpus clean resolve_dates find_stories read_themes read_coding segment build_vocabulary count_terms "
    "score_themes fit_lda fit_nmf"
)


def remembered(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb with a memory; what it was given is kept too, so that no later thing gets its address."""
    kept: dict[Any, tuple[Any, ...]] = {}

    @functools.wraps(verb)
    def call(*args: Any, **options: Any) -> Any:
        key = (tuple(map(_key, args)), tuple((name, _key(options[name])) for name in sorted(options)))
        if key not in kept:
            kept[key] = (verb(*args, **options), args, options)
        return kept[key][0]

    return call


def _key(given: Any) -> Any:
    if isinstance(given, list | tuple):
        return type(given), tuple(map(_key, given))
    plain = given is None or isinstance(given, str | bytes | int | float | Path)
    return (type(given), given) if plain else id(given)


def install() -> None:
    """Put the memories into the package, once a process."""
    for name in VERBS.split():
        verb = getattr(tk, name)
        if not hasattr(verb, "__wrapped__"):
            setattr(tk, name, remembered(verb))
