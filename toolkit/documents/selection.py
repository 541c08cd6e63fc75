"""Choosing rows of a corpus and adding columns to it: by values, never by an expression (those execute code)."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import counted, did_you_mean, require_count, some
from toolkit.base.errors import InputError, UsageError
from toolkit.base.streams import stream

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]
_WITH_COMMA = re.compile(r"[-+]?\d+(,\d+)?")
_MAYBE_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}([.,]\d{3})+")
_WHOLE = re.compile(r"([-+]?\d+)\.0*")
EXACT = 2.0**53  # below it every whole number is a float of its own
_CHOICES = (list, set, frozenset, pd.Series, pd.Index, np.ndarray)


def rows_where(frame: pd.DataFrame, mask: Any, columns: Mapping[str, Any]) -> Mask:
    """(U) True for the rows that the mask and every column allow.

    A value keeps equal rows, a list those of its values, a tuple of two the range with both its ends; `None` as an end
    leaves it open. `None` alone keeps the rows without a value, which are in nothing else. Words are equal whatever
    blanks stand around them and however Unicode writes their marks. Raises UsageError for what cannot be meant,
    InputError when nothing is left.
    """
    found = np.ones(len(frame), dtype=bool) if mask is None else _mask(frame, mask)
    for name, wanted in columns.items():
        if name not in frame.columns:
            raise UsageError(f"this corpus has no column {name!r}{did_you_mean(name, frame.columns)}")
        allowed = _allowed(frame[name], name, wanted)
        if not allowed.any():
            raise InputError(f"no unit has {name}={wanted!r}{_what_stands(frame[name], wanted)}")
        found &= allowed
    if not found.any():
        asked = " and ".join(
            [*(f"{name}={wanted!r}" for name, wanted in columns.items()), *["this mask"][mask is None :]]
        )
        raise InputError(f"no unit has {asked}")
    return found


def _what_stands(values: pd.Series, wanted: Any) -> str:
    """The tail of a message: what the column holds, by its ends or the nearest of its words."""
    known = labels_of(values).dropna()
    if not len(known):
        return ": the column is empty"
    read = values if pd.api.types.is_numeric_dtype(values) else None
    if read is not None and not pd.api.types.is_bool_dtype(values):
        return f": the column holds numbers from {read.min()} to {read.max()}"
    word = wanted if isinstance(wanted, str) else wanted[0] if isinstance(wanted, list | tuple) and wanted else ""
    alike = [name for name in known.unique() if name.casefold() == str(word).strip().casefold()]
    return f"; did you mean {alike[0]!r}?" if alike else did_you_mean(str(word), known.unique())


def labels_of(values: pd.Series) -> pd.Series:
    """A column as words that look the same where they are: composed Unicode, single blanks, none around, 2016.0 as
    2016; a blank cell has none."""
    text = _whole(values).astype("str").str.normalize("NFC").str.replace(r"\s+", " ", regex=True).str.strip()
    return text.where(values.notna() & (text != ""), None)


def labels_wanted(wanted: Iterable[Any], values: pd.Series) -> pd.Series:
    """Values that somebody names, in the words that `labels_of` has for them in this column: where it holds numbers, 1,
    1.0 and "1" are one."""
    words = labels_of(pd.Series([str(one) for one in wanted], dtype="str"))
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return words
    if pd.api.types.is_float_dtype(_whole(values)):
        return words.map(lambda word: str(float(word)) if _is_number(word) else word)
    return words.map(lambda word: _WHOLE.sub(r"\1", word) if isinstance(word, str) else word)


def _whole(values: pd.Series) -> pd.Series:
    """Floats that are all whole, and small enough to be exact, as whole numbers; anything else as it is."""
    if not pd.api.types.is_float_dtype(values):
        return values
    known = values.dropna()
    return values.astype("Int64") if ((known % 1 == 0) & (known.abs() < EXACT)).all() else values


def _is_number(word: object) -> bool:
    try:
        return isinstance(word, str) and bool(np.isfinite(float(word)))
    except ValueError:
        return False


def may_be_thousands(values: pd.Series) -> str:
    """The first number of a column of words where each that has a sign in it may be a thousand or a fraction ("1.234",
    "12,500"), else ""."""
    text = values.dropna().astype("str").str.strip()
    signed = text[text.str.contains("[.,]", regex=True)]
    plain = text.drop(signed.index).str.fullmatch(r"[-+]?\d*").all()
    return str(signed.iloc[0]) if len(signed) and plain and signed.str.fullmatch(_MAYBE_THOUSANDS).all() else ""


def words_told(values: pd.Series) -> str:
    """ "words", with the remedy where they are numbers that can be read in two ways."""
    unclear = may_be_thousands(values)
    if not unclear:
        return "words"
    digits = re.sub("[.,]", "", unclear)
    return f"words: {unclear!r} may be {digits} or a fraction; write {digits}, or make the column numbers"


def as_numbers(values: pd.Series) -> Array | None:
    """A column of words read as numbers, with a decimal point or a decimal comma; None where one of them is none.

    "1,234" or "1.234" alone may be twelve hundred: where every number with such a sign has one to three digits before
    and three behind it, they are left as words.
    """
    text = values.astype("str").str.strip()
    text = text.where(values.notna() & (text != ""), None)
    if may_be_thousands(text):
        return None
    read = pd.to_numeric(text, errors="coerce")
    if not (read.notna() == text.notna()).all():
        known = text.dropna()
        if not known.str.fullmatch(_WITH_COMMA).all():
            return None
        read = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce")
    found = np.asarray(read, dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def are_ends(wanted: Any) -> bool:
    """Are these two ends of numbers, one of which may be open?"""
    if not isinstance(wanted, Sequence) or isinstance(wanted, str) or len(wanted) != 2:
        return False
    kinds = [end is None or (isinstance(end, Real) and not isinstance(end, bool)) for end in wanted]
    return all(kinds) and not (wanted[0] is None and wanted[1] is None)


def _mask(frame: pd.DataFrame, mask: Any) -> Mask:
    if isinstance(mask, str) or callable(mask):
        raise UsageError("no expression is read; a mask has one truth value a row, as frame['year'] >= 2019")
    values = np.asarray(_in_order(frame, mask) if isinstance(mask, pd.Series) else mask)
    if values.shape != (len(frame),) or values.dtype.kind not in "bO":
        raise UsageError(f"a mask has one truth value a row ({len(frame)}); this one has the shape {values.shape}")
    if values.dtype.kind == "O" and not all(isinstance(value, bool | np.bool_) or pd.isna(value) for value in values):
        raise UsageError("a mask holds truth values, as frame['year'] >= 2019 does; this one holds something else")
    return np.asarray(pd.Series(values).fillna(False), dtype=bool)


def _in_order(frame: pd.DataFrame, mask: pd.Series) -> pd.Series:
    """A Series in the order of the rows, by its index: a shuffled one would choose others in silence."""
    if len(mask) != len(frame) or mask.index.equals(frame.index):
        return mask
    if not mask.index.is_unique or not mask.index.isin(frame.index).all():
        raise UsageError("the mask's index is not that of corpus.frame; take mask.to_numpy() where it is in its order")
    return mask.reindex(frame.index)


def _allowed(values: pd.Series, name: str, wanted: Any) -> Mask:
    if isinstance(wanted, tuple):
        if len(wanted) != 2:
            raise UsageError(f"{name}={wanted!r}: a range is a tuple of two ends; a choice of values is a list")
        return _within(values, name, *wanted)
    choice = (
        list(wanted) if isinstance(wanted, list | set | frozenset | pd.Series | pd.Index | np.ndarray) else [wanted]
    )
    # A slice can be hashed from Python 3.12 on.
    if not all(isinstance(value, Hashable) and not isinstance(value, slice) for value in choice):
        raise UsageError(f"{name}={wanted!r}: give a value, a list of values, or a tuple of two ends")
    missing = [value for value in choice if value is None or value is pd.NA or value != value]
    none = values.isna() if missing else pd.Series(False, index=values.index)
    given = [value for value in choice if not any(value is one for one in missing)]
    if values.dtype == "str" or values.dtype == object:
        chosen = set(labels_of(pd.Series([str(value) for value in given], dtype="str")))
        return np.asarray(none | (values.notna() & labels_of(values).isin(chosen)), dtype=bool)
    return np.asarray(none | (values.notna() & values.isin(set(given))), dtype=bool)


def _within(values: pd.Series, name: str, low: Any, high: Any) -> Mask:
    if (values.dtype == "str" or values.dtype == object) and are_ends((low, high)):
        read = as_numbers(values)
        values = values if read is None else pd.Series(read, index=values.index)
    found = values.notna()
    try:
        within = isinstance(high, str) and str(low).startswith(high)  # from June 2019 to the end of 2019
        if low is not None and high is not None and low > high and not within:
            raise UsageError(f"{name}={(low, high)!r} ends before it begins; write the lower end first")
        if low is not None:
            found &= (values >= low).fillna(False)
        if high is not None:
            found &= (values <= high).fillna(False) | (values.str.startswith(high) if isinstance(high, str) else False)
    except TypeError as error:
        held = words_told(values) if values.dtype == "str" or values.dtype == object else str(values.dtype)
        raise UsageError(f"{name} runs from {low!r} to {high!r}, but the column holds {held}") from error
    return np.asarray(found.fillna(False), dtype=bool)


def joined(frame: pd.DataFrame, added: pd.DataFrame, on: str) -> tuple[pd.DataFrame, list[Any]]:
    """The frame with the columns of `added`, matched by `on`, and the keys of `added` that no row has.

    A column that the frame has already is refused, so that nothing is wiped. Raises UsageError, and InputError when no
    key is found.
    """
    if not isinstance(added, pd.DataFrame):
        raise UsageError(f"join takes a data frame, not a {type(added).__name__}")
    for side, table in (("this corpus", frame), ("the table", added)):
        if on not in table.columns:
            raise UsageError(f"{side} has no column {on!r}{did_you_mean(on, table.columns)}")
    clash = [name for name in added.columns if name != on and name in frame.columns]
    if clash:
        raise UsageError(f"the corpus has a column {clash[0]!r} already; rename it in the table that you join")
    if added.columns.duplicated().any():
        raise UsageError(
            f"the table has two columns {added.columns[added.columns.duplicated()][0]!r}; drop one of them"
        )
    added = added[added[on].notna()]
    keys = pd.Index(_as_keys(added[on]))
    if keys.has_duplicates:
        raise UsageError(f"{on} must be distinct in the table, but {some(keys[keys.duplicated()].unique())} repeat")
    at = keys.get_indexer(pd.Index(_as_keys(frame[on])))
    at = np.where(frame[on].isna().to_numpy(), -1, at)
    if not (at >= 0).any():
        raise InputError(f"no {on} of the table is in this corpus ({some(keys)}); give the column that names the units")
    known = set(at.tolist())
    lost = [value for i, value in enumerate(added[on]) if i not in known]
    taken = added.drop(columns=on).reset_index(drop=True).reindex(pd.Index(at).where(at >= 0, len(added)))
    return pd.concat([frame, taken.set_axis(frame.index)], axis=1), lost


def _as_keys(values: pd.Series) -> pd.Series:
    """Keys as words, the same however Unicode and blanks write them; 2016.0, which a blank cell makes, is 2016."""
    return labels_of(values).fillna("")


def sampled_rows(stories: Sequence[str], n: int, seed: int) -> Mask:
    """(U) True for at most n rows: whole stories at random, as many as fit, so that a story is never half in a sample.

    Raises UsageError where not even one story fits.
    """
    require_count("n", n, 1)
    codes, size = np.unique(np.asarray(stories, dtype=object).astype(str), return_inverse=True, return_counts=True)[1:]
    order = stream(seed, "corpus sample").permutation(len(size))
    fits = np.zeros(len(size), dtype=bool)
    left = n
    for story in order:
        if size[story] <= left:
            fits[story], left = True, left - int(size[story])
    if not fits.any():
        raise UsageError(f"n is {n}, but the smallest story has {counted(int(size.min()), 'unit')}; take a larger n")
    return np.asarray(fits[codes])
