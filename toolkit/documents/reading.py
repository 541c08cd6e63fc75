"""Reading a corpus: a folder, a file or a glob of articles becomes a Corpus, every file accounted for."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pandas as pd

from toolkit.base.checks import counted
from toolkit.base.errors import InputError
from toolkit.base.progress import progress
from toolkit.documents.accounts import IGNORED, REFUSED, Entry, accounts_of, reason_and_remedy
from toolkit.documents.corpus import COLUMNS, KEPT, Corpus
from toolkit.documents.files.columns import cell_text, check_columns, name_columns
from toolkit.documents.files.encodings import Undecodable, decode, tidy
from toolkit.documents.files.inputs import DOCUMENT_KINDS, Item, Unreadable, find_files, open_file, written
from toolkit.documents.files.language import FOREIGN, NO_DIACRITICS, language_of
from toolkit.documents.files.metadata import find_metadata, join_metadata
from toolkit.documents.files.office import read_docx
from toolkit.documents.files.pdfs import read_pdf
from toolkit.documents.files.tables import Row, rows_of
from toolkit.documents.files.webpages import declared_charset, read_html, visible_text

MAX_CHARACTERS = 10_000_000  # of one document: some 5,000 pages
BATCH_ROWS, BATCH_CHARACTERS = 2_000, 8_000_000
OWN = ("date_given", "date_given_by", "date_found", "encoding", "problem")
REMEDIES = {
    NO_DIACRITICS: "typed without diacritics, so its words are others; restore the diacritics to use it",
    FOREIGN: "not Vietnamese; translate it, or leave it out knowingly",
}
EMPTY = "without any letter"
Fields = dict[str, str | None]
Taken = tuple[Entry, Fields | None]
_MARKUP = re.compile(r"</(?:p|div|body|article|span|li)>|<br ?/?>", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)


def read_corpus(path: str | Path, *, columns: dict[str, str] | None = None, encoding: str | None = None) -> Corpus:
    """Read a folder, a file or a glob of articles (txt md html pdf docx csv tsv json jsonl parquet xlsx, .gz, .zip).

    `columns` maps our names (id, text, title, date, source, url) to a table's own where its names are not found by
    themselves; `encoding` overrides detection (also "tcvn3", "vni"). Every document and row is a row of the corpus:
    `status` is "kept", "empty", "unreadable", "foreign" or "no diacritics" (`problem` says why); whatever was found,
    what is no document too, is a row of its `accounts`. `encoding` tells how a text was read; `date_given` is the cell
    of a table's column of dates as it stands there, `date_given_by` the column ("column publishDate"), `date_found` a
    JSON list of what a page tells of its dates: [kind, value, place]; `file_created` is when a DOCX or PDF was made,
    which is not when its article was published. A table's own columns are kept as text, and those of a `metadata.csv`
    in the folder are joined to its files by name. `path` is the file's own name, `id` that name in NFC.
    Text is NFC with one kind of line end, free of control and direction marks.
    Raises InputError when nothing is there or nothing can be used, UsageError for unknown names.
    """
    named = check_columns(columns)
    if encoding is not None:
        decode(b"", encoding)
    root, files, passed = find_files(Path(path))
    table = find_metadata(Path(path))
    gathered = _Gathered([_ignored("file", name, why) for name, why in passed if name != (table and table.name)])
    read = _read_files(root, [file for file in files if file != table], named, encoding)
    for entry, fields in progress(read, "Reading", _known_total(files)):
        gathered.take(entry, fields)
    frame, accounts = gathered.frame(), accounts_of(gathered.entries)
    if table is not None:
        frame, joined = join_metadata(frame, table)
        accounts = accounts.plus(joined)
    corpus = Corpus(frame, accounts)
    if not (corpus.frame["status"] == KEPT).any():
        raise InputError(_nothing_usable(Path(path), corpus.frame))
    return corpus


def sample_corpus() -> Corpus:
    """The embedded synthetic corpus; InputError where this installation does not carry it."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / "corpora" / "sample", package / "_sample"):
        if (folder / "documents").is_dir():
            return read_corpus(folder)
    raise InputError("the sample corpus is not installed here; install the wheel or work in a checkout of the project")


def _read_files(root: Path, files: list[Path], columns: dict[str, str], encoding: str | None) -> Iterator[Taken]:
    """What the files hold: of each thing its entry in the accounts, and the document it became, if it became one."""
    for file in files:
        for item in open_file(file, written(file, root)):
            yield from _taken(item, columns, encoding)


def _taken(item: Item, columns: dict[str, str], encoding: str | None) -> Iterator[Taken]:
    if item.ignored is not None:
        yield _ignored(item.holder, item.path, item.ignored), None
        return
    whole = Entry(item.holder, item.path)
    if item.problem is not None or item.kind in DOCUMENT_KINDS:
        yield whole, _finished(item, _one_document(item, encoding))
        return
    for number, fields in _table(item, columns, encoding):
        if number is None:
            whole = whole._replace(id=fields["id"])
            yield whole, _finished(item, fields)
        else:
            yield Entry("row", item.path, number), _finished(item, fields)
    if whole.id is None:
        yield whole, None


def _ignored(kind: str, name: str, why: str) -> Entry:
    return Entry(kind, name, outcome=IGNORED, reason=why)


def _known_total(files: list[Path]) -> int | None:
    """The number of documents to come, where every file holds one."""
    return len(files) if all(file.suffix.lower() in DOCUMENT_KINDS for file in files) else None


def _one_document(item: Item, encoding: str | None) -> Fields:
    """The document of a file that holds one, under our names; one that cannot be read is a problem."""
    if item.problem is not None:
        return {"id": item.name, "problem": item.problem}
    try:
        return {"id": item.name, **_document(item, encoding)}
    except (Unreadable, Undecodable, OSError) as error:
        return {"id": item.name, "problem": str(error)}


def _document(item: Item, encoding: str | None) -> Fields:
    data = item.data()
    if item.kind == ".pdf" or data.startswith(b"%PDF-"):
        return read_pdf(data)
    if item.kind == ".docx":
        return read_docx(data)
    page = item.kind in (".html", ".htm", ".xhtml")
    text, read_as = decode(data, encoding, claimed=declared_charset(data) if page else None)
    if page:
        return {**read_html(text.replace("\0", "")), "encoding": read_as}
    return {**_plain(text, markdown=item.kind == ".md"), "encoding": read_as}


def _plain(text: str, *, markdown: bool) -> Fields:
    """Text as it stands; front matter between --- lines (title, date, url, source) becomes metadata."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    found = _FRONT_MATTER.match(text)
    if found is None:
        heading = _HEADING.search(text[:4000]) if markdown else None
        return {"text": text, "title": heading[1] if heading else None}
    pairs = (line.partition(":") for line in found[1].splitlines())
    given = {key.strip().lower(): value.strip().strip("\"'") or None for key, _, value in pairs}
    fields: Fields = {name: given.get(name) for name in ("title", "url", "source")}
    dated = given.get("date")
    return {**fields, "text": text[found.end() :], "date_given": dated, "date_given_by": dated and "front matter"}


def _table(item: Item, columns: dict[str, str], encoding: str | None) -> Iterator[tuple[int | None, Fields]]:
    """The rows of a table by number, under our names; what stops it is a problem of the table, without a number."""
    names: dict[str, str] = {}
    known: tuple[str, ...] = ()
    number = 0
    try:
        for number, row in enumerate(rows_of(item, encoding), start=1):
            place = f"{item.name}#{number}"
            if set(row) == {"problem"}:
                yield number, {"id": place, **row}
                continue
            if tuple(row) != known:
                known = tuple(row)
                try:
                    names = name_columns([key for key in known if key != "encoding"], columns) | {
                        "encoding": "encoding"
                    }
                except Unreadable as error:
                    if item.kind not in (".json", ".jsonl", ".ndjson"):
                        raise
                    known = ()
                    yield number, {"id": place, "problem": str(error)}
                    continue
            yield number, _named(place, row, names)
    except (Unreadable, Undecodable, OSError) as error:
        where = f"after row {number}: " if number else ""
        yield None, {"id": item.name, "problem": f"{where}{error}"}


def _named(place: str, row: Row, names: dict[str, str]) -> Fields:
    fields: Fields = {names[key]: cell_text(value) for key, value in row.items()}
    fields["id"] = fields.get("id") or place
    dated = fields.pop("date", None)
    if dated:
        column = next(key for key in row if names[key] == "date")
        fields |= {"date_given": dated, "date_given_by": f"column {column}"}
    text = fields.get("text") or ""
    if len(_MARKUP.findall(text[:5000])) >= 2:
        fields["text"] = visible_text(text)
    return fields


def _finished(item: Item, fields: Fields) -> Fields:
    """A document with its text tidied, its source and language found, and the status that follows."""
    text = tidy(fields.get("text") or "")
    problem = fields.get("problem")
    if len(text) > MAX_CHARACTERS:
        problem = f"a text of {len(text):,} characters; split it into articles of at most {MAX_CHARACTERS:,}"
    if problem:
        text = ""
    language, kept_out = (None, None) if problem else language_of(text)
    status = "unreadable" if problem else kept_out or (KEPT if _LETTER.search(text) else "empty")
    rest = {name: tidy(value) for name, value in fields.items() if value and name != "text"}
    source = rest.get("source") or _host(rest.get("url")) or _folder(item.name)
    problem = problem or REMEDIES.get(status)
    known = {
        "text": text,
        "path": item.path,
        "source": source,
        "language": language,
        "status": status,
        "problem": problem,
    }
    return {**rest, **known}


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _folder(name: str) -> str | None:
    """The first subfolder of a path; an archive at its head counts as the corpus itself."""
    parts = PurePosixPath(name).parts[:-1]
    if parts and parts[0].lower().endswith(".zip"):
        parts = parts[1:]
    return parts[0] if parts else None


class _Gathered:
    """Documents and accounts as they come in: text in batches of Arrow memory, a repeated id gets ~2."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._seen: set[str] = set()
        self._frames: list[pd.DataFrame] = []
        self._batch: list[Fields] = []
        self._characters = 0

    def take(self, entry: Entry, fields: Fields | None) -> None:
        """Another thing and, where it became a document, its fields."""
        if fields is not None:
            fields["id"] = _distinct(fields["id"] or "", self._seen)
            self._batch.append(fields)
            self._characters += len(fields["text"] or "")
            entry = _told(entry, fields)
        self.entries.append(entry)
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._set_down()

    def _set_down(self) -> None:
        self._frames.append(pd.DataFrame(self._batch, dtype="str"))
        self._batch, self._characters = [], 0

    def frame(self) -> pd.DataFrame:
        """The documents as one table, our columns first."""
        if self._batch or not self._frames:
            self._set_down()
        frame = pd.concat(self._frames, ignore_index=True)
        for name in ("id", "text", "status", *OWN):
            if name not in frame:
                frame[name] = pd.Series([None] * len(frame), dtype="str")
        user = [name for name in frame.columns if name not in COLUMNS and name not in OWN]
        return frame[[*(name for name in COLUMNS if name in frame), *OWN, *sorted(user)]]


def _told(entry: Entry, fields: Fields) -> Entry:
    """The entry of a thing that became a document: its id, and why it is not used where it is not."""
    if fields["status"] == KEPT:
        return entry._replace(id=fields["id"])
    reason, remedy = reason_and_remedy(fields["problem"] or EMPTY)
    return entry._replace(id=fields["id"], outcome=REFUSED, reason=reason, remedy=remedy)


def _distinct(name: str, seen: set[str]) -> str:
    found, n = name, 2
    while found in seen:
        found, n = f"{name}~{n}", n + 1
    seen.add(found)
    return found


def _nothing_usable(path: Path, frame: pd.DataFrame) -> str:
    if not len(frame):
        return f"{path} holds no articles; give a folder, a file or a glob of txt, html, pdf, docx, csv, jsonl, …"
    tally = ", ".join(f"{n} {status}" for status, n in frame["status"].value_counts().sort_index().items())
    problems = frame[frame["problem"].notna()]
    first = f"; {problems['id'].iloc[0]}: {problems['problem'].iloc[0]}" if len(problems) else ""
    remedy = "; give Vietnamese text with its diacritics" if not first else ""
    return f"{path}: {counted(len(frame), 'document')} found, none can be used ({tally}){first}{remedy}"
