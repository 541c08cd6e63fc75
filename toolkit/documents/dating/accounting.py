"""Rows of metadata.csv whose date cannot be read."""

from collections.abc import Sequence

import pandas as pd

from toolkit.documents.accounts import JOINED, Accounts, Entry, quoted_value
from toolkit.documents.dating.witnesses import Witness

UNREAD = "with a date that cannot be read"
REMEDY = "write it as 2019-11-06, 6/11/2019, 2019-11 or 2019"


def with_unread_dates(accounts: Accounts, frame: pd.DataFrame, given: Sequence[Sequence[Witness]]) -> Accounts:
    """The accounts, with a reason for each joined row of metadata.csv whose cell of a date says none."""
    if "date_given" not in frame:
        return accounts
    unread = (
        Entry("metadata", "", None, id_, JOINED, UNREAD, quoted_value(cell), REMEDY)
        for id_, cell, witnesses in zip(frame["id"], frame["date_given"], given)
        if isinstance(cell, str) and cell.strip() and not witnesses
    )
    return accounts.amended(unread, metadata=True)
