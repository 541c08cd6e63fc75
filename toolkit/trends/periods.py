"""Which periods are compared, and in which order."""

from collections.abc import Sequence

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import UsageError

Pair = tuple[str, str]


def period_pairs(labels: Sequence[str], pairs: Sequence[Sequence[str]] | None, by: str) -> tuple[Pair, ...]:
    """The pairs to compare, (earlier, later): those given, or the first period against the last.

    Raises UsageError for a period that is not one of `labels`, one compared with itself, and a pair that runs
    backwards, of which a "rose" would tell of a fall.
    """
    if pairs is None:
        if len(labels) < 2:
            raise UsageError(f"only one period ({labels[0]}); a comparison needs two")
        return ((labels[0], labels[-1]),)
    found = []
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2 or str(pair[0]) == str(pair[1]):
            raise UsageError(f"a pair names two periods, as ['2016', '2024'], not {pair!r}")
        earlier, later = str(pair[0]), str(pair[1])
        for name in (earlier, later):
            if name not in labels:
                raise UsageError(f"no period {name!r}{did_you_mean(name, labels)}")
        if by != "source" and list(labels).index(later) < list(labels).index(earlier):
            raise UsageError(f"the pair {[earlier, later]} runs backwards; write {[later, earlier]}")
        found.append((earlier, later))
    return tuple(dict.fromkeys(found))
