"""Rows of cells between separators (csv, tsv): read as they are quoted, and again without where a quote swallows rows.

A quotation mark that is never closed takes all that follows it into one cell, whole rows included, and no parser says
so. A record that spans lines is therefore doubted: where lines within it look like rows of their own, where the file
ends inside it, or where it does not hold as many cells as the header, other readings are tried in the order of
`_mended`, and the first that gives the right number of cells is taken, with a note.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Any, NamedTuple

from toolkit.documents.accounts import Entry
from toolkit.documents.files.encodings import Undecodable, decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Unreadable
from toolkit.documents.files.rows import HEADER_AMONG, HeaderTest, Row, distinct_names, line_above
from toolkit.documents.files.unquoted import UNQUOTED_SIGNS, rejoined

MAX_COLUMNS = 2_000
MOST_LINES_MENDED = 400  # of a record whose quotation marks are not doubled
MOST_REPAIRS = 60  # places in a record at which a closing quotation mark is tried
UNQUOTED = ("with quotation marks that do not match, read again by its number of cells", "look at it")
UNQUOTED_ENDS = ("with line ends that are not quoted, joined again", "look at it")
UNDOUBLED = ("with quotation marks that are not doubled", "")
BACKSLASHED = ("with quotation marks behind backslashes", "")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
MOST_SHAPES = 50
_ID = re.compile(r"\S{1,40}")
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
SEPARATORS, RARE_SEPARATORS = ",;\t|", "^~\x01"  # of as many in a header the first


SHORTEST_TEXT = 80  # characters of a cell that a line below it may belong to
LONGEST_HEADER = 4_000  # characters of its line
LONGEST_COLUMN = 100  # characters of a name below the first line: a longer cell is prose, and the line a row
_LINE_END = re.compile(r"\r\n|\r|\n")


class Record(NamedTuple):
    """The cells of a record, and what had to be done to read them: a reason and a remedy."""

    cells: list[str]
    note: tuple[str, str]


class _Lines:
    """The lines of a file, of which those of the present record can be taken back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        return line

    def back(self, n: int) -> None:
        """Give all but the first n lines of the record back: they are read again."""
        self._back.extendleft(reversed(self.taken[n:]))
        del self.taken[n:]


def separated_rows(
    stream: IO[bytes],
    kind: str,
    encoding: str | None,
    is_header: HeaderTest | None = None,
    path: str = "",
) -> Iterator[Row | Entry]:
    """The rows of a csv or tsv file, in bounded memory; a row that cannot be read says why.

    Where the first line names no column that `is_header` knows, the header is looked for below it: what stands above
    is a title, and each of its lines an entry. Raises Unreadable where the file as a whole cannot be read, or
    from some row on.
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    head = buffered.peek(1 << 16)[: 1 << 16]
    codec = encoding or _codec(head)
    told = codec.lower() in ("tcvn3", "vni")
    # Bytes that are not in the codec travel as surrogates to their cell, where they are decoded on its own evidence.
    text = io.TextIOWrapper(buffered, "latin-1" if told else codec, errors="surrogateescape", newline="")
    limit = csv.field_size_limit(MAX_DOCUMENT)
    number = 0
    try:
        lines = _Lines(line.replace("\0", "") for line in text)
        begun = head.decode("latin-1" if told else codec, errors="replace").lstrip("\ufeff")
        delimiter = _delimiter(begun, "\t" if kind == ".tsv" else None)
        above, delimiter = _below_a_title(begun, delimiter, is_header) if is_header is not None else (0, delimiter)
        for line in list(islice(lines, above)):
            if told_above := line.strip(' \r\n"\ufeff' + delimiter):
                yield line_above(path, _cell(told_above, codec)[0])
        how = {"delimiter": delimiter, "skipinitialspace": _is_spaced(begun, delimiter)}
        header = _header(lines, how, codec)
        records: Iterable[Record] = _whole_records(lines, how, len(header)) if header else ()
        if len(header) == 1 and is_header is not None and is_header(_names_in(header[0], delimiter)) > 1:
            header, records = _names_in(header[0], delimiter), _in_lines_quoted_whole(records, delimiter)
        spaced = how["skipinitialspace"] or f"{delimiter} " in begun.partition("\n")[0]
        for number, record in enumerate(records, start=1):
            if not spaced and not _fits(record.cells, len(header)):
                cells = rejoined(record.cells, header, delimiter)
                record = record if cells is None else Record(cells, UNQUOTED_SIGNS)
            yield _row(header, record.cells, codec, number, record.note)
    except csv.Error as error:
        raise Unreadable(f"row {number + 1}: {error}; is a quotation mark unclosed?") from error
    except UnicodeError as error:
        raise Unreadable(f"not {codec} after row {number}; leave encoding out to have it detected") from error
    finally:
        csv.field_size_limit(limit)
        if not buffered.closed:  # a reader that stops early may have closed the file first
            text.detach()


def _in_lines_quoted_whole(records: Iterable[Record], delimiter: str) -> Iterator[Record]:
    """The records of a table each line of which was quoted as one cell, as a paste into a spreadsheet leaves it."""
    for record in records:
        yield Record((len(record.cells) == 1 and _parsed(record.cells, delimiter)) or record.cells, record.note)


def _below_a_title(begun: str, delimiter: str, is_header: Callable[[list[str]], int]) -> tuple[int, str]:
    """How many lines stand above the header, and its separator: none where the first line is one, or no other is.

    A row, or a line within a cell, is no header: it takes two names that are known, none of them prose, and no
    quotation mark open before it.
    """
    lines = _LINE_END.split(begun, HEADER_AMONG)[:HEADER_AMONG]
    first = next((line for line in lines if line.strip()), "")
    if is_header(_names_in(first, delimiter)) or first.strip('"').lower().startswith("sep="):
        return 0, delimiter
    best, found, marks = 1, (0, delimiter), 0
    for at, line in enumerate(lines):
        within, marks = marks % 2, marks + line.count('"')
        for separator in separators_in(line) if _may_be_header(line) and not within else ():
            names = _names_in(line, separator)
            short = all(len(name) < LONGEST_COLUMN for name in names)
            known = is_header(names) if short else 0
            if known > best:
                best, found = known, (at, separator)
    return found


def _may_be_header(line: str) -> bool:
    """Whether a line may be a header: short, with a separator in it."""
    return len(line) <= LONGEST_HEADER and any(sign in line for sign in separators_in(line))


def _names_in(line: str, delimiter: str) -> list[str]:
    cells = _parsed([line], delimiter) or line.split(delimiter)
    return [name for cell in cells if (name := cell.strip().strip('"'))]


def _is_spaced(begun: str, delimiter: str) -> bool:
    """Whether blanks stand between separators and quotation marks, which then quote none the less."""
    return f'{delimiter} "' in begun and f'{delimiter}"' not in begun


def _header(lines: _Lines, how: dict[str, Any], codec: str) -> list[str]:
    """The names of the columns; a first line that only tells the separator (`sep=;`) is passed over."""
    for cells in csv.reader(lines, **how):
        lines.taken.clear()
        if not any(cell.strip() for cell in cells) or cells[0].strip('"').lower().startswith("sep="):
            continue
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(f"{len(cells):,} columns, more than {MAX_COLUMNS:,}; is this a table of documents?")
        return distinct_names([_cell(name, codec)[0].strip().strip('"') for name in cells])
    return []


def _whole_records(lines: _Lines, how: dict[str, Any], n: int) -> Iterator[Record]:
    """The records, with the lines that belong to the one before: of a text whose line ends are not quoted."""
    firsts = _Firsts()
    pending, joined = Record([], ("", "")), 0
    for record in _records(lines, how, n, firsts):
        if joined < MOST_LINES_MENDED and _goes_on(pending.cells, record.cells, n, firsts):
            last, (first, *rest) = pending.cells[-1], record.cells
            pending, joined = Record([*pending.cells[:-1], f"{last}\n{first}", *rest], UNQUOTED_ENDS), joined + 1
            continue
        if pending.cells:
            yield pending
        pending, joined = record, 0
    if pending.cells:
        yield pending


def _goes_on(before: list[str], cells: list[str], n: int, firsts: "_Firsts") -> bool:
    """Whether a record is more of the one before: too short for a row, in a table whose rows begin with ids, and begun
    with words."""
    if n < 3 or not before or not firsts.shapes or firsts.fit(cells[0]) or firsts.prose:
        return False
    if len(before[-1]) < SHORTEST_TEXT:
        return False
    whole = len(before) == n
    return len(cells) == 1 if whole else len(before) + len(cells) - 1 <= n and len(cells) < n


def _records(lines: _Lines, how: dict[str, Any], n: int, firsts: "_Firsts") -> Iterator[Record]:
    """The cells of each record that is not blank, and what had to be done to read them."""
    reader = csv.reader(lines, strict=True, **how)
    delimiter = how["delimiter"]
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
            sound = True
        except StopIteration:
            return
        except csv.Error:
            cells, sound = [], False
        if sound and (len(lines.taken) == 1 or not _swallows(lines.taken, delimiter, n, firsts)) and _fits(cells, n):
            if any(cell.strip() for cell in cells):
                if len(cells) >= n:
                    firsts.add(cells[0])
                yield Record(cells, ("", ""))
            continue
        yield Record(*_mended(lines, cells if sound else None, delimiter, n, firsts))


class _Firsts:
    """What the first cells of the rows read so far look like, where they are ids: short, without a blank."""

    def __init__(self) -> None:
        self.shapes: set[str] = set()
        self.prose = False

    def add(self, cell: str) -> None:
        """Learn from the first cell of another row."""
        if _ID.fullmatch(cell.strip()):
            self.shapes |= {_shape(cell)} if len(self.shapes) < MOST_SHAPES else set()
        else:
            self.prose = True

    def fit(self, cell: str) -> bool:
        """Whether a cell may be a row's first; in a table that begins with prose none is known to be."""
        bare = cell.strip().strip('"')
        return not self.prose and _ID.fullmatch(bare) is not None and (not self.shapes or _shape(bare) in self.shapes)


def _shape(cell: str) -> str:
    return _LETTERS.sub("a", _DIGITS.sub("0", cell.strip().strip('"')))


def _fits(cells: list[str], n: int) -> bool:
    """Whether a record holds as many cells as the header, empty ones at its end not counted; fewer are a short row."""
    return len(cells) <= n or not any(cell.strip() for cell in cells[n:])


def _swallows(taken: list[str], delimiter: str, n: int, firsts: _Firsts) -> bool:
    """Whether lines within a record look like rows: as many cells, of which the first is like other rows' first."""
    if n < 2:
        return False
    looked = taken[1:400]
    found = 0
    for line in looked:
        cells = line.rstrip("\r\n").split(delimiter)
        whole = len(cells) >= n and line.count('"') % 2 == 0
        if whole and firsts.fit(cells[0]) and _plain_cells(line, delimiter) == n:
            found += 1
    return found > 0 and 2 * found >= len([line for line in looked if line.strip()])


def _plain_cells(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _mended(
    lines: _Lines, whole: list[str] | None, delimiter: str, n: int, firsts: _Firsts
) -> tuple[list[str], tuple[str, str]]:
    """The best other reading of a record, and the lines it does not need given back.

    In this order: quotation marks behind backslashes; marks that are not doubled, which close a cell only before a
    separator; a mark that is missing at the end; on the first line alone a mark missing before a separator or at its
    end; marks that are not doubled over further lines; the first line without any quoting. Where none gives as many
    cells as the header has, the record as it was read, or its first line.
    """
    if not _swallows(lines.taken, delimiter, n, firsts):
        text = "".join(lines.taken)
        tries = [(_undoubled(text, delimiter), UNDOUBLED), (_parsed([text.rstrip("\r\n") + '"'], delimiter), UNQUOTED)]
        if f"\\{delimiter}" in text:
            tries.append((_parsed(lines.taken, delimiter, escapechar="\\"), BACKSLASHED))
        if '\\"' in text:
            tries.insert(0, (_parsed(lines.taken, delimiter, escapechar="\\", doublequote=False), BACKSLASHED))
        for cells, note in tries:
            if cells is not None and len(cells) == n:
                return cells, note
    closed = _closed(lines.taken[0], delimiter, n)
    if closed is None and (further := _over_further_lines(lines, delimiter, n, firsts)) is not None:
        return further, UNDOUBLED
    plain = _parsed(lines.taken[:1], delimiter, quoting=csv.QUOTE_NONE) or []
    if closed is None and len(plain) != n and whole is not None:
        return whole, ("", "")
    lines.back(1)
    return closed or [_without_marks(cell) for cell in plain], UNQUOTED


def _without_marks(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' and cell.count('"') == 2 else cell


def _parsed(lines: list[str], delimiter: str, **how: Any) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True, **how), None)
    except csv.Error:
        return None


def _closed(line: str, delimiter: str, n: int) -> list[str] | None:
    """The cells of a line with one quotation mark put before a separator and a mark, or at its end: n, or None."""
    line = line.rstrip("\r\n")
    places, at = [len(line)], 0
    while (at := line.find(f'{delimiter}"', at + 1)) > 0 and len(places) < MOST_REPAIRS:
        places += [at] if line[at - 1] != '"' else []
    for place in places:
        cells = _parsed([f'{line[:place]}"{line[place:]}'], delimiter)
        if cells is not None and len(cells) == n and '"' in line:
            return cells
    return None


def _over_further_lines(lines: _Lines, delimiter: str, n: int, firsts: _Firsts) -> list[str] | None:
    """The cells of a record whose inner quotation marks are not doubled, over as many lines as it takes to close it."""
    before = len(lines.taken)
    for _ in range(MOST_LINES_MENDED):
        line = next(lines, None)
        if line is None or _swallows(["", line], delimiter, n, firsts):
            break
        cells = _undoubled("".join(lines.taken), delimiter)
        if cells is not None and len(cells) == n:
            return cells
    lines.back(before)
    return None


def _undoubled(text: str, delimiter: str) -> list[str] | None:
    """The cells of a record of which a quotation mark closes a cell only before a separator or the end, or None."""
    quoted = re.compile(rf'"((?:[^"]|"(?!{re.escape(delimiter)}|\Z))*)"(?={re.escape(delimiter)}|\Z)')
    return _cells_of(text.rstrip("\r\n"), delimiter, quoted) if len(text) <= 1_000_000 else None


def _cells_of(text: str, delimiter: str, quoted: "re.Pattern[str]") -> list[str] | None:
    cells, at = list[str](), 0
    while True:
        if text.startswith('"', at):
            match = quoted.match(text, at)
            if match is None:
                return None
            cells.append(match[1].replace('""', '"').replace('\\"', '"'))
            at = match.end()
        else:
            end = text.find(delimiter, at)
            end = len(text) if end < 0 else end
            if "\n" in text[at:end]:
                return None
            cells.append(text[at:end])
            at = end
        if at >= len(text):
            return cells
        at += 1


def _row(header: list[str], cells: list[str], codec: str, number: int, note: tuple[str, str]) -> Row:
    if not _fits(cells, len(header)):
        told = f"{len(cells)} cells under a header of {len(header)}; quote the cells that hold separators"
        return Row(number, problem=told)
    found: dict[str, str] = {}
    encoding = None
    for name, cell in zip(header, cells, strict=False):
        found[name], read_as = _cell(cell, codec)
        encoding = read_as if read_as != "utf-8" else encoding
    return Row(number, dict.fromkeys(header) | found, encoding=encoding, note=note)


def _cell(cell: str, codec: str) -> tuple[str, str]:
    """A cell, decoded on its own evidence where it held bytes that are not in the file's codec."""
    if cell.isascii():
        return cell, "utf-8"
    if codec.lower() in ("tcvn3", "vni"):
        return decode(cell.encode("latin-1", errors="replace"), codec)
    if _LONE_SURROGATE.search(cell):
        try:
            return decode(cell.encode("utf-8", errors="surrogateescape"))
        except (Undecodable, UnicodeError):
            return _LONE_SURROGATE.sub("\ufffd", cell), "utf-8"
    return cell, "utf-8" if codec in ("utf-8", "utf-8-sig") else codec


def _codec(head: bytes) -> str:
    """The codec of a table: by its byte order mark or its NULs, else UTF-8 (cells that do not fit: alone)."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if b"\0" in head[:4096]:
        try:
            return decode(head[:4096])[1].partition(" ")[0]
        except Undecodable as error:
            raise Unreadable(str(error)) from error
    return "utf-8"


def _delimiter(begun: str, told: str | None) -> str:
    """The separator that the header holds most often, or that its first line tells."""
    first = begun.lstrip(" \r\n").partition("\n")[0].strip("\r").strip('"')
    if first.lower().startswith("sep=") and first[4:5] in tuple(SEPARATORS + RARE_SEPARATORS):
        return first[4]
    if told and told in first:
        return told
    return max(separators_in(first), key=first.count)


def separators_in(header: str) -> str:
    """The signs that may part a header: the rare ones, which write tones in VIQR, only where it holds no other."""
    return SEPARATORS if any(sign in header for sign in SEPARATORS) else SEPARATORS + RARE_SEPARATORS
