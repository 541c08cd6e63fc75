"""What a cell says: dates, numbers, lists and objects as text; structures that were written as text read again."""

import ast
import datetime
import json
import re
import warnings
from typing import Any

from toolkit.documents.files.encodings import Undecodable, decode

LONGEST_STRUCTURE = 2_000_000  # characters of a structure written as text that is parsed
# Where the words of an object stand, in the order in which they are looked for: WordPress, feeds, exports of MongoDB.
INNER: tuple[str, ...] = (
    "rendered",
    "text",
    "content",
    "body",
    "html",
    "value",
    "message",
    "paragraphs",
    "name",
    "title",
    "domain",
)
INNER += ("#text", "_text", "$t", "$date", "$oid", "$numberLong", "href", "url")
_NOTHING = frozenset(
    ("", "none", "nan", "null", "nat", "<na>", "n/a", "#n/a", "undefined", "[]", "{}", "()", "''", '""')
)
_STRUCTURE = re.compile(r"\A\s*(?:\[.*\]|\{.*\}|\(.*\))\s*\Z", re.DOTALL)


def cell_text(value: Any) -> str | None:
    """A cell as text: dates in ISO form, whole numbers without a point, lists and objects as JSON; None where empty."""
    if value is None or (isinstance(value, str) and value == ""):
        return None
    if isinstance(value, (float, datetime.datetime)) and value != value:  # NaN and pandas' NaT
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0) and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, (dict, list)):
        try:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        except (TypeError, ValueError, RecursionError):
            return None
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python writes out
        return None


def _decoded(value: bytes) -> str:
    try:
        return decode(value)[0]
    except Undecodable:
        return value.decode("utf-8", errors="replace")


def words_in(value: Any, depth: int = 0) -> str | None:
    """A cell of a column of ours: the words within a list or an object, also one written as text; None for "None".

    A list gives its parts a line each; an object what stands under the first of `INNER` it has.
    """
    if isinstance(value, str):
        text = value.strip() if len(value) < 12 else value
        if len(value) < 12 and text.casefold() in _NOTHING:
            return None
        inner = _parsed(value) if value[:1] in "[{( " and depth == 0 else None
        return words_in(inner, 1) if inner is not None else value
    if isinstance(value, (list, tuple)) and depth < 8:
        parts = [part for part in (words_in(each, depth + 1) for each in value if not _is_picture(each)) if part]
        return "\n".join(parts) or None
    if isinstance(value, dict) and depth < 8:
        found = next((value[name] for name in INNER if value.get(name)), None)
        if found is not None:
            return words_in(found, depth + 1)
        if all(part is None or part == "" for part in value.values()):  # `{"$date": null}`
            return None
    return cell_text(value)


def is_written_out(value: Any) -> bool:
    """Whether `words_in` gives the JSON of an object, for a cell or a part of it, because it knows no words in it."""
    if isinstance(value, str):
        value = _parsed(value) if value[:1] in "[{( " else None
    if isinstance(value, (list, tuple)):
        structures = (part for part in value if isinstance(part, (list, tuple, dict)))
        return any(is_written_out(part) for part in structures if not _is_picture(part))
    if not isinstance(value, dict):
        return False
    found = next((value[name] for name in INNER if value.get(name)), None)
    if found is not None:
        return isinstance(found, (list, tuple, dict)) and is_written_out(found)
    return any(part is not None and part != "" for part in value.values())


def _is_picture(part: Any) -> bool:
    """Whether one of several parts of a cell is an object without words, as a picture is: addresses, kinds, sizes."""
    if not isinstance(part, dict) or any(part.get(name) for name in INNER):
        return False
    return not any(isinstance(value, (list, tuple, dict)) or " " in str(value) for value in part.values())


def _parsed(text: str) -> Any:
    """The list or object that a text writes out (JSON, or Python's way), None where it is a text like any other."""
    if len(text) > LONGEST_STRUCTURE or not _STRUCTURE.match(text):
        return None
    for parse in (json.loads, ast.literal_eval):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the text's backslashes, which are no program's
                found = parse(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            continue
        parts = found.values() if isinstance(found, dict) else found if isinstance(found, (list, tuple)) else ()
        return found if any(part is None or isinstance(part, (str, dict, list)) for part in parts) else None
    return None
