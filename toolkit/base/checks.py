"""Checks at the door: what is wrong, which item, what to do."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from numbers import Integral, Real

from toolkit.base.errors import UsageError
from toolkit.base.reasons import Reason

MOST_KNOWN = 60  # names in one message


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The tail of a message: "; did you mean 'n_topics'?", or the known names when none is close."""
    names = sorted(set(known))
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; known: {some(names, MOST_KNOWN)}" if names else ""


def near_reason(word: str, known: Iterable[str]) -> Reason | str:
    """The same tail as a value, for a sentence that is told in two languages; "" where nothing is known."""
    names = sorted(set(known))
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return Reason.of("near_one", name=close[0])
    return Reason.of("near_known", names=some(names, MOST_KNOWN)) if names else ""


def require_choice(name: str, value: str, known: Sequence[str]) -> None:
    """Raise UsageError unless `value` is one of `known`."""
    if value not in known:
        raise UsageError(f"{name} cannot be {value!r}{did_you_mean(str(value), known)}")


def require_at_least(name: str, value: object, least: float) -> None:
    """Raise UsageError unless value is a number >= least."""
    if not isinstance(value, Real):
        raise UsageError(f"{name} is {value!r}, but must be a number")
    if not float(value) >= least:
        raise UsageError(f"{name} is {value}, but must be at least {least}")


def require_count(name: str, value: object, least: int) -> None:
    """Raise UsageError unless value is a whole number >= least."""
    if not isinstance(value, Integral):
        raise UsageError(f"{name} is {value!r}, but must be a whole number")
    require_at_least(name, value, least)


def require_share(name: str, value: object) -> None:
    """Raise UsageError unless value lies strictly between 0 and 1, or is 1."""
    if not isinstance(value, Real) or not 0 < float(value) <= 1:
        raise UsageError(f"{name} is {value}, but must be a share above 0 and at most 1")


def some(items: Iterable[object], n: int = 3) -> str:
    """The first n items for a message: "a, b, c and 4 more"."""
    listed = [str(item) for item in items]
    text = ", ".join(listed[:n])
    return f"{text} and {len(listed) - n} more" if len(listed) > n else text


def counted(n: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 article", "5 articles"."""
    return f"{n:,} {singular if n == 1 else (plural or singular + 's')}"
