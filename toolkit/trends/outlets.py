"""Claims beyond these outlets: what has to differ between outlets, and how many must bear it (METHODS §16)."""

import pandas as pd

from toolkit.base.checks import counted, some
from toolkit.base.errors import UsageError
from toolkit.documents.selection import labels_of
from toolkit.trends.design import Design, column_of, numbers

FEWEST_OUTLETS = 2  # of a value that is the same throughout an outlet


def require_outlets(design: Design, frame: pd.DataFrame, bears: pd.Series) -> None:
    """Refuse what outlets cannot tell where they are the clusters.

    A value that one outlet alone bears has no spread between outlets: its residuals sum to nothing, and its error would
    be none. Numbers that are constant within outlets need two outlets more than there are of them. `bears`: the rows
    that a coefficient rests on. Raises UsageError.
    """
    own = frame[bears.to_numpy()]
    source = own["source"].fillna("")
    fixed = 0
    for coded in design.coded.values():
        column = column_of(coded.factor)
        values = labels_of(own[column]) if coded.levels else pd.Series(numbers(own, column), index=own.index)
        if values.groupby(source).nunique().max() > 1:
            continue
        fixed += max(len(coded.levels) - 1, 1)
        outlets = source.groupby(values).nunique()
        alone = [level for level in coded.levels if int(outlets.get(level, FEWEST_OUTLETS)) < FEWEST_OUTLETS]
        if alone:
            raise UsageError(
                f"{coded.factor}: {some(alone)} stand for one outlet each: with clusters='source' nothing can be said "
                "beyond it; pool the values, or take clusters='story' for a claim about these outlets"
            )
    n_outlets = source.nunique()
    if n_outlets < fixed + FEWEST_OUTLETS:
        raise UsageError(
            f"{counted(n_outlets, 'outlet')} cannot bear these terms as clusters; take clusters='story' for a claim "
            "about these outlets, or ask for less"
        )
