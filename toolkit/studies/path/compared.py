"""Which periods a study compares: those it declares, else those that can carry a comparison."""

from collections.abc import Mapping

from toolkit.studies.path.study import Study
from toolkit.trends.periods import Pair, carrying


def compared_pairs(study: Study) -> tuple[Pair, ...]:
    """The family: the declared pairs, else the earliest and the latest period that can carry one; none where fewer can.

    A period of a few articles, dated wrongly or beyond the corpus's own time, is shown and never compared by default.
    """
    compare, first = study.recipe.compare, study.family[0]
    if compare.pairs is not None:
        return tuple(compare.pairs)
    held = carrying(first.periods, first.effective_stories)
    return ((held[0], held[-1]),) if len(held) > 1 else ()


def pair_spans(study: Study) -> Mapping[str, tuple[int, int]] | None:
    """The years of the first pair, the earlier period first; None where months are compared, or nothing is."""
    return next(iter(spans_of_pairs(study)), None)


def spans_of_pairs(study: Study) -> list[Mapping[str, tuple[int, int]]]:
    """The years of each pair of the family; none where months are compared."""
    compare, pairs = study.recipe.compare, compared_pairs(study)
    if compare.periods in ("month", "quarter"):
        return []
    if isinstance(compare.periods, dict):
        return [{name: compare.periods[name] for name in pair} for pair in pairs]
    return [{name: (int(name), int(name)) for name in pair} for pair in pairs]
