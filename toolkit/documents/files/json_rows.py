"""JSON as rows: one object a line, an array, columns, an array within an object, values behind one another.

Who writes JSON out writes it in many shapes, and a shape that is not looked for is the worst loss there is: a whole
file becomes one document, or the comments below an article become the documents. So each shape is told by its names:
what has a column of text among its keys is a record, and what has not is looked into.
"""

import ast
import codecs
import io
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from toolkit.documents.accounts import IGNORED, Entry
from toolkit.documents.files.columns import OF_NAMES, SHORTEST_ARTICLE, heading, is_related, plain
from toolkit.documents.files.encodings import decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Unreadable
from toolkit.documents.files.rows import HeaderTest, Row, distinct_names, header_place, line_above, short

MAX_JSON = 256 << 20  # a .json file is parsed whole; .jsonl has no such limit
LONGEST_LITERAL = 2_000_000  # characters of what Python wrote out that are read
MOST_PARTS = 8  # of a post, as an archive of a social site writes it: its words, its times, its places
DEEPEST = 6  # levels of objects in which arrays of records are looked for
_REMARKS = re.compile(r"(?i)(?:user_?)?comments?|repl(?:y|ies)|reactions?|binh_?luan|phan_?hoi|y_?kien")
PARTS = (
    "JSON of texts under running numbers, which may be articles or the parts of one; "
    'write one article as {"text": …}, several as a list of such objects'
)
MOST_RUNNING = 30  # texts under running numbers that may be the parts of one article
_RUNNING = re.compile(r"(.*?)[\s_.-]*(\d{1,2})[\s.):]*")
_STEMS = frozenset("id bai bai_viet bai_bao tin tin_bai article doc document news post story text van_ban".split())  # noqa: SIM905
BESIDE = "an array beside that of the articles"
_UTF8 = ("utf-8", "utf-8-sig")
_HOLDING = "_source fields attributes article data item node doc document post row record tweet"
_ENVELOPES = tuple(_HOLDING.split())
_ID_KEY = re.compile(r"\d|\.\w{2,5}$")
_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")  # a page as it was fetched, beside what was read of it
_GAP = re.compile(r"[\s,;]*")
_ASSIGNED = re.compile(r"\A\s*(?:(?:var|let|const)\s+)?[\w.$]{1,80}\s*(?:=\s*|\(\s*)(?=[\[{])")


def jsonl_rows(stream: IO[bytes], path: str, encoding: str | None, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """One object a line; a file that begins as an array, an object over lines or in UTF-16 is read whole."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    head = buffered.peek(4096)[:4096]
    begun = head.removeprefix(codecs.BOM_UTF8).lstrip()
    wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if wide or begun.startswith(b"[") or begun.partition(b"\n")[0].strip() == b"{":
        yield from json_rows(buffered, path, encoding, is_header)
        return
    filled = (line for line in _bounded_lines(buffered) if line is None or line.strip().strip(b","))
    begun_with = [line for line in (next(filled, b""), next(filled, b"")) if line != b""]
    if len(begun_with) == 1 and begun_with[0] is not None:  # one line alone: it may hold more than one record
        yield from json_rows(io.BytesIO(begun_with[0]), path, encoding, is_header)
        return
    for number, line in enumerate(chain(begun_with, filled), start=1):
        yield _line_row(line, encoding, number, is_header)


def json_rows(stream: IO[bytes], path: str, encoding: str | None, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The records of a JSON file, and an entry for each array that is passed over for another."""
    data = stream.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise Unreadable(
            f"a JSON file of over {MAX_JSON >> 20} MiB is not read whole; write one object a line (.jsonl)"
        )
    text, read_as = decode(data, encoding)
    how = None if read_as in _UTF8 else read_as
    text = _ASSIGNED.sub("", text.lstrip("\ufeff"), count=1)
    try:
        found: Any = _loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValueError) and _is_lines(text):
            yield from jsonl_rows(io.BytesIO(text.encode("utf-8", errors="replace")), path, None, is_header)
            return
        found = _pieces(text, error)
    number = 0
    for row in _records(found, path, is_header):
        if isinstance(row, Entry):
            yield row
            continue
        number += 1
        if isinstance(row, dict):
            yield Row(number, opened(row, is_header), encoding=how)
        else:
            problem = row.told if isinstance(row, _Broken) else f"item {number} is no JSON object"
            yield Row(number, problem=problem)


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands in it twice is two, as two columns of one name are."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    return dict(zip(distinct_names([name for name, _ in pairs]), (value for _, value in pairs), strict=True))


def _is_lines(text: str) -> bool:
    """Whether a file that is no JSON as a whole is one object a line."""
    lines = (line.strip() for line in text[: 1 << 20].split("\n", 50))
    filled = [line for line in lines if line][:2]
    return len(filled) == 2 and all(line[0] == "{" and len(line) > 2 for line in filled)


class _Broken:
    """What cannot be read of a file from some place on."""

    def __init__(self, told: str) -> None:
        self.told = told


def _pieces(text: str, error: BaseException) -> list[Any]:
    """The values that stand behind one another in a text, or in an array that is not closed or ends in a comma.

    What cannot be read is one piece, the last. Raises Unreadable, with the parser's own `error`, where no value is
    found.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_object)
    found, at = list[Any](), len(text) - len(text.lstrip())
    inside = text.startswith("[", at) and not _whole(decoder, text, at)
    at += inside
    while True:
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]
        if at >= len(text) or (inside and text[at] == "]") or (found and text[at] in ")]"):
            return found
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as told:
            if not found:
                return [_literal(text, error)]
            return [*found, _Broken(f"no JSON from character {at:,} on ({short(told)}); what follows is lost")]
        found.append(value)


def _whole(decoder: json.JSONDecoder, text: str, at: int) -> bool:
    try:
        decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        return False
    return True


def _literal(text: str, error: BaseException) -> Any:
    """What Python wrote out as its own lists and objects; Unreadable with the parser's `error` for all else."""
    if len(text) <= LONGEST_LITERAL and text.lstrip()[:1] in ("[", "{"):
        try:
            return _as_json(ast.literal_eval(text.strip()))
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            pass
    raise Unreadable(f"no JSON ({short(error)})") from error


def _as_json(value: Any) -> Any:
    """A value of Python's as JSON would hold it: keys are text, and a set, which has no order, is a sorted list."""
    if isinstance(value, dict):
        return _object([(key if isinstance(key, str) else str(key), _as_json(held)) for key, held in value.items()])
    if isinstance(value, (set, frozenset)):
        return [_as_json(item) for item in sorted(value, key=lambda item: (type(item).__name__, repr(item)))]
    return [_as_json(item) for item in value] if isinstance(value, (list, tuple)) else value


def _records(found: Any, path: str, is_header: HeaderTest) -> Iterator[Any]:
    """The records in what was parsed, whatever shape it has; an Entry for an array that is passed over."""
    if isinstance(found, str):
        try:
            found = _loads(found)
        except (ValueError, RecursionError):
            found = None
    if isinstance(found, list):
        yield from _of_list(found, path, is_header)
    elif isinstance(found, dict):
        yield from _of_object(found, path, is_header)
    else:
        raise Unreadable("JSON, but neither an object nor an array of objects")


def _of_list(found: list[Any], path: str, is_header: HeaderTest) -> Iterator[Any]:
    """An array of objects, of arrays of objects, of rows under one that names the columns, or of texts."""
    if found and all(isinstance(item, list) for item in found):
        at = header_place(map(_texts, found), is_header)
        if at is None:
            yield from chain.from_iterable(found)
            return
        for line in filter(None, map(_texts, found[:at])):
            yield line_above(path, " ".join(line))
        header = ["" if name is None else str(name) for name in found[at]]
        yield from (_named(header, row) for row in found[at + 1 :])
    elif len(found) == 1 and isinstance(found[0], (list, dict)) and not _is_record(found[0], is_header):
        yield from _records(found[0], path, is_header)
    elif found and all(isinstance(item, str) for item in found):
        yield from ({"text": item} for item in found)
    else:
        yield from found


def _texts(row: list[Any]) -> list[str]:
    return [cell for cell in row if isinstance(cell, str) and cell.strip()]


def _named(header: list[str], row: list[Any]) -> Any:
    if len(row) > len(header):
        return _Broken(f"{len(row)} cells under a header of {len(header)}")
    names = distinct_names(header)
    return dict.fromkeys(names) | dict(zip(names, row, strict=False))


def _is_record(found: Any, is_header: HeaderTest) -> bool:
    return isinstance(found, dict) and bool(is_header(list(opened(found, is_header))))


def _of_object(found: dict[str, Any], path: str, is_header: HeaderTest) -> Iterator[Any]:
    """An object of columns, an object that is a record, records in arrays within it or by their ids."""
    columns, data = found.get("columns"), found.get("data")
    if isinstance(columns, list) and isinstance(data, list) and is_header([str(name) for name in columns]):
        yield from _of_list([[str(name) for name in columns], *data], path, is_header)
        return
    if not is_header(list(found)) and _holds_texts(found):
        if _may_be_parts(list(found)):
            raise Unreadable(PARTS)
        yield from ({"id": key, "text": text} for key, text in found.items())
        return
    if is_header(list(found)) or _is_record(found, is_header) or _holds_prose(found):
        yield from _columns(found) or [found]
        return
    arrays, records = _within(found, is_header)
    objects = len(found) > 1 and all(isinstance(value, dict) for value in found.values())
    if objects and (not arrays or len(records) == len(found)):
        yield from ({"id": key, **value} for key, value in found.items())
        return
    yield from records
    known = [_known(items, is_header) for _, items in arrays]
    taken = [i for i, (name, _) in enumerate(arrays) if known[i] and not _REMARKS.fullmatch(name.rpartition(".")[2])]
    if not taken and not records and arrays:
        longest = max(range(len(arrays)), key=lambda i: len(arrays[i][1]))
        taken = [i for i, names in enumerate(known) if names] or [longest]
    for i, (name, items) in enumerate(arrays):
        if i in taken:
            yield from _of_list(items, path, is_header) if _is_table(items, is_header) else items
        else:
            yield Entry("sheet", f"{path}#{name}", outcome=IGNORED, reason=BESIDE, value=f"{len(items)}")
    if not arrays and not records:
        yield found


def _known(items: list[Any], is_header: HeaderTest) -> int:
    """How many names are known of the objects with which an array begins; of a table's rows, that some are."""
    if _is_table(items, is_header):
        return 1
    objects = [item for item in items if isinstance(item, dict)][:3]
    return max((is_header(list(opened(item, is_header))) for item in objects), default=0)


def _holds_texts(found: dict[str, Any]) -> bool:
    """Whether an object holds articles under their ids or files' names: several texts, each under a key with a figure
    or a point in it."""
    texts = [text for text in found.values() if isinstance(text, str) and len(text) >= SHORTEST_ARTICLE / 3]
    return len(found) > 1 and len(texts) == len(found) and all(_ID_KEY.search(key) for key in found)


def _may_be_parts(keys: list[str]) -> bool:
    """Whether keys are one stem with running numbers (p1, p2 …), and not one that says what an article is (bai1)."""
    read = [_RUNNING.fullmatch(key) for key in keys]
    stems = {plain(match[1]) for match in read if match}
    if len(keys) > MOST_RUNNING or len(stems) != 1 or stems <= _STEMS:
        return False
    numbers = sorted(int(match[2]) if match else -1 for match in read)
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(keys)))


def _holds_prose(found: dict[str, Any]) -> bool:
    return any(isinstance(value, str) and len(value) >= SHORTEST_ARTICLE for value in found.values())


def _is_markup(value: Any) -> bool:
    return isinstance(value, str) and _MARKUP.match(value) is not None


def _columns(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of an object of columns: lists of one length, or objects with the same keys; [] for a record."""
    values = list(found.values())
    if len(values) > 1 and all(isinstance(value, list) for value in values):
        alike = len({len(value) for value in values}) == 1
        return [dict(zip(found, row, strict=True)) for row in zip(*values, strict=True)] if alike else []
    if len(values) > 1 and all(isinstance(value, dict) and value for value in values):
        keys = list(dict.fromkeys(key for value in values for key in value))
        if all(len(value) == len(keys) for value in values):
            return [{name: found[name][key] for name in found} for key in keys]
    return []


def _within(found: dict[str, Any], is_header: HeaderTest) -> tuple[list[tuple[str, list[Any]]], list[dict[str, Any]]]:
    """The arrays in which objects stand, each with its name, and the records, to some levels of objects.

    What stands in a record is its own, as the comments below an article are.
    """
    arrays, articles = list[tuple[str, list[Any]]](), list[tuple[str, dict[str, Any]]]()
    level = [("", found)]
    for _ in range(DEEPEST):
        inner = [(f"{before}{name}", value) for before, each in level for name, value in each.items()]
        arrays += [(name, value) for name, value in inner if _holds_objects(value) or _is_table(value, is_header)]
        objects = [(name, value) for name, value in inner if isinstance(value, dict)]
        articles += [(name, value) for name, value in objects if _is_article(value, is_header)]
        level = [(f"{name}.", value) for name, value in objects if not _is_article(value, is_header)]
    return arrays, _unrelated(articles, found)


def _unrelated(articles: list[tuple[str, dict[str, Any]]], found: dict[str, Any]) -> list[dict[str, Any]]:
    """The articles within an object that are not comments or related ones; one that is alone in all of it is related
    to nothing."""
    own = [(name, value) for name, value in articles if not _is_remark(name)]
    return [value for name, value in own if len(own) == len(found) == 1 or not is_related(name)]


def _is_remark(name: str) -> bool:
    """Whether what stands under a name, with those above it before its points, is said below an article."""
    return any(_REMARKS.fullmatch(part) for part in name.split("."))


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _is_table(value: Any, is_header: HeaderTest) -> bool:
    """Whether an array holds rows, one of which names the columns."""
    rows = isinstance(value, list) and len(value) > 1 and all(isinstance(item, list) for item in value)
    return rows and header_place(map(_texts, value), is_header) is not None


def _is_article(found: dict[str, Any], is_header: HeaderTest) -> bool:
    """Whether an object within another is a record, and not what a server says of its answer ({"message": "ok"})."""
    known = is_header([name for name, value in found.items() if not _holds_objects(value)])
    return known > 1 or (known == 1 and _holds_prose(found))


def opened(found: dict[str, Any], is_header: HeaderTest) -> dict[str, Any]:
    """An object whose article stands in an envelope (`_source`, `article`, …) as one with its own fields and its."""
    if not any(isinstance(value, (dict, list)) for value in found.values()) or is_header(list(found)):
        return found
    inner = next((found[name] for name in _ENVELOPES if isinstance(found.get(name), dict)), None)
    if inner is None or not is_header(list(inner)):
        inner = _only_record(found, is_header)
    if inner is None:
        return found
    return {**{name: value for name, value in found.items() if not isinstance(value, dict)}, **inner}


def _only_record(found: dict[str, Any], is_header: HeaderTest) -> dict[str, Any] | None:
    """The one object within an object without prose of its own that has a text, however deep and whatever it is called
    but another article beside it; of the parts of a post in an archive of Facebook the one that holds its words."""
    parts = found.get("data")
    if isinstance(parts, list) and len(parts) <= MOST_PARTS and "timestamp" in found:
        posts = [part["post"] for part in parts if isinstance(part, dict) and isinstance(part.get("post"), str)]
        return {"text": posts[0]} if len(posts) == 1 else None
    if _holds_prose({name: value for name, value in found.items() if not _is_markup(value)}):
        return None
    arrays, records = _within(found, is_header)
    if len(records) != 1 or any(_rivals(name, items, records[0], is_header) for name, items in arrays):
        return None
    return records[0] if _has_text(records[0]) or not _holds_prose(found) else None  # beside a page: who wrote it


def _rivals(name: str, items: list[Any], record: dict[str, Any], is_header: HeaderTest) -> bool:
    """Whether an array may hold the articles as well as `record` may be one; not if only the latter holds prose."""
    if is_related(name) or _is_remark(name) or not _known(items, is_header):
        return False
    return not _holds_prose(record) or any(isinstance(item, dict) and _holds_prose(item) for item in items)


def _has_text(found: dict[str, Any]) -> bool:
    return _holds_prose(found) or any(OF_NAMES.get(heading(name)) == "text" for name in found)


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None for one longer than MAX_DOCUMENT, which is passed over in pieces."""
    while line := stream.readline(MAX_DOCUMENT):
        if len(line) == MAX_DOCUMENT and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def _line_row(line: bytes | None, encoding: str | None, number: int, is_header: HeaderTest) -> Row:
    if line is None:
        return Row(number, problem=f"line {number} is longer than {MAX_DOCUMENT >> 20} MiB")
    try:
        text, read_as = decode(line, encoding) if encoding or not line.isascii() else (line.decode("ascii"), "utf-8")
        text = text.lstrip("\ufeff").strip().rstrip(",")
        found = _loads(text)
    except (ValueError, RecursionError) as error:
        try:
            found = _literal(text, error)
        except (Unreadable, UnboundLocalError):
            return Row(number, problem=f"line {number} is no JSON object ({short(error)})")
    if not isinstance(found, dict):
        return Row(number, problem=f"line {number} is no JSON object but {type(found).__name__}")
    return Row(number, opened(found, is_header), encoding=None if read_as in _UTF8 else read_as)
