"""Addresses inside the explorer: the part behind the hash says what is shown, so that a figure can link to it."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote

PAGE = "explorer.html"
ORDER = ("theme", "from", "to", "outlet", "q", "copies", "doc")


def address(
    theme: str = "",
    *,
    period: tuple[object, object] | str | int | None = None,
    outlet: str = "",
    words: str = "",
    document: str = "",
) -> str:
    """The address that shows a theme (or "lda:F8", a topic), a period (its name, or its two ends), an outlet, words.

    Example: ``address("citizen_protection", period=(2016, 2018)) ==
    "explorer.html#theme=citizen_protection&from=2016&to=2018"``.
    """
    first, last = period if isinstance(period, tuple) else (period, period)
    parts = {"theme": theme, "from": first, "to": last, "outlet": outlet, "q": words, "doc": document}
    told = [f"{name}={quote(str(parts[name]), safe='')}" for name in ORDER if parts.get(name) not in (None, "")]
    return PAGE + ("#" + "&".join(told) if told else "")


def ends_of(label: str, spans: Mapping[str, Sequence[object]] | str) -> tuple[str, str]:
    """The first and last year (month, quarter) of a period by its label; spans say theirs."""
    if isinstance(spans, str) or label not in spans:
        return label, label
    first, last = spans[label]
    return str(first), str(last)


@cache
def explorer_words(language: str) -> Mapping[str, str]:
    """The explorer's own words in a language, those of the links to it among them."""
    source = files("toolkit.studies.explorer").joinpath(f"words.{language}.toml")
    found: dict[str, str] = tomllib.loads(source.read_text(encoding="utf-8"))
    return found
