"""Reading a corpus: a folder, a file or a glob of articles becomes a Corpus, every file accounted for."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd

from toolkit.base.checks import counted, did_you_mean
from toolkit.base.errors import InputError, UsageError
from toolkit.base.progress import progress
from toolkit.documents.accounts import EMPTY, IGNORED, REFUSED, Entry, accounts_of, quoted_value, reason_and_remedy
from toolkit.documents.corpus import COLUMNS, KEPT, Corpus
from toolkit.documents.files.archives import open_file
from toolkit.documents.files.articles import SEVERAL, TABLE, Fields, holds_several, holds_table, read_article
from toolkit.documents.files.columns import COLUMN_NAMES, FILLED, check_columns, count_known, plain
from toolkit.documents.files.date_columns import with_date_columns
from toolkit.documents.files.encodings import decode, look_alikes, restored, tidy
from toolkit.documents.files.inputs import Item, find_files, written
from toolkit.documents.files.kinds import DOCUMENT_KINDS
from toolkit.documents.files.language import FOREIGN, NO_DIACRITICS, language_of
from toolkit.documents.files.metadata import SideTable, as_metadata, find_metadata, join_metadata, read_metadata
from toolkit.documents.files.records import read_table
from toolkit.documents.files.tables import as_table
from toolkit.documents.hosts import one_site
from toolkit.documents.sources import named_by_folder, one_name, outlet_of

MAX_CHARACTERS = 10_000_000  # of one document: some 5,000 pages
BATCH_ROWS, BATCH_CHARACTERS = 2_000, 8_000_000
OWN = ("date_given", "date_given_by", "date_found", "encoding", "problem")
REMEDIES = {
    NO_DIACRITICS: "typed without diacritics, so its words are others; restore the diacritics to use it",
    FOREIGN: "not Vietnamese; translate it, or leave it out knowingly",
}
LOOK_ALIKES = "written with letters of other alphabets that look like Latin ones, so its words are others"
MOST_OUTLETS, LONGEST_NAME = 300, 80  # of a column that may name outlets
MANY_LOOK_ALIKES = 3  # words of a document
Taken = tuple[Entry, Fields | None]
_PLAIN = re.compile(r"[A-Za-z0-9:/._\-?=%#+ ]{1,400}(?<! )")
_LETTER = re.compile(r"[^\W\d_]")


def read_corpus(path: str | Path, *, columns: dict[str, str] | None = None, encoding: str | None = None) -> Corpus:
    """Read a folder, a file or a glob of articles (txt html pdf docx csv json xlsx and their kin, .gz, .zip, .tar).

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

    >>> few = tk.read_corpus("articles")
    >>> few.frame["status"].unique().tolist()
    ['kept']
    """
    named = check_columns(columns)
    if encoding is not None:
        decode(b"", encoding)
    root, files, passed = find_files(Path(path))
    table = find_metadata(Path(path))
    gathered = _Gathered([_ignored("file", name, why) for name, why in passed if name != (table and table.name)])
    own, within = None if table is None else read_metadata(table), list[SideTable]()
    read = _read_files(root, [file for file in files if file != table], named, encoding, within)
    for entry, fields in progress(read, "Reading", _known_total(files)):
        gathered.take(entry, fields)
    frame, joined = join_metadata(gathered.frame(), own, within)
    frame, merged = _with_one_name(frame)
    frame = with_date_columns(frame, [name for name in frame.columns if name not in COLUMNS and name not in OWN])
    corpus = Corpus(frame, accounts_of([*gathered.entries, *joined, *merged]))
    if not (corpus.frame["status"] == KEPT).any():
        raise InputError(_nothing_usable(Path(path), corpus))
    return corpus


def with_source_column(corpus: Corpus, column: str) -> Corpus:
    """The corpus with the outlets that a column of the user's names, where it is filled; `source_given` keeps the old.

    Raises UsageError where there is no such column.
    """
    frame = corpus.frame
    if column not in frame.columns:
        user = [name for name in frame.columns if name not in FILLED]
        raise UsageError(f"no column {column!r} to take sources from{did_you_mean(column, user)}")
    named, entries = one_name(frame[column].astype("str").str.strip().replace("", None).fillna(frame["source"]))
    return Corpus(frame.assign(source=named, source_given=frame["source"]), corpus.accounts).accounted(entries)


def source_columns(corpus: Corpus) -> dict[str, dict[str, int]]:
    """Columns of the user's that may name outlets: two to 300 short names in most documents; five with their counts."""
    found = {}
    for name in (each for each in corpus.frame.columns if each not in FILLED):
        values = corpus.kept[name].dropna().astype("str")
        counts = values.value_counts()
        known = plain(name) in COLUMN_NAMES["source"].split()
        if (
            known
            and 2 <= len(counts) <= MOST_OUTLETS
            and len(values) >= 0.5 * len(corpus.kept)
            and counts.index.str.len().max() <= LONGEST_NAME
        ):
            found[name] = {str(value): int(n) for value, n in counts.head(5).items()}
    return found


def sample_folder() -> Path:
    """Where the embedded sample lies: `documents/`, `themes.toml`, and `coding.xlsx` of two simulated coders.

    Raises InputError where this installation does not carry it.

    >>> sorted(path.name for path in tk.sample_folder().glob("*.toml"))
    ['themes.toml']
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / "corpora" / "sample", package / "_sample"):
        if (folder / "documents").is_dir():
            return folder
    raise InputError("the sample corpus is not installed here; install the wheel or work in a checkout of the project")


def sample_corpus() -> Corpus:
    """The embedded synthetic corpus, as it was read: not yet cleaned or dated; InputError as `sample_folder`.

    >>> sample = tk.sample_corpus()
    >>> sorted(sample.kept["source"].unique())[:2]
    ['benbien.example', 'doingoai.example']
    """
    return read_corpus(sample_folder())


def _read_files(
    root: Path, files: list[Path], columns: dict[str, str], encoding: str | None, metadata: list[SideTable]
) -> Iterator[Taken]:
    """What the files hold: of each thing its entry in the accounts, and the document it became, if it became one.

    Tables of metadata among them are put into `metadata`.
    """
    for file in files:
        for found in open_file(file, written(file, root)):
            table, item = as_metadata(as_table(found, lambda names: count_known(names, columns)))
            if table is not None:
                metadata.append(table)
            elif item.ignored is not None:
                yield _ignored(item.holder, item.path, item.ignored), None
            elif item.problem is not None or item.kind in DOCUMENT_KINDS:
                yield _finished_article(item, read_article(item, encoding))
            else:
                for entry, fields in read_table(item, columns, encoding):
                    yield (entry, None) if fields is None else finished(entry, fields, item)


def _finished_article(item: Item, fields: Fields) -> Taken:
    reason, value, remedy = (fields.pop(name, None) or "" for name in ("note", "note_value", "note_remedy"))
    if not reason and holds_several(fields.get("text") or ""):
        reason, remedy = SEVERAL
    elif not reason and holds_table(fields.get("text") or ""):
        reason, remedy = TABLE
    return finished(Entry(item.holder, item.path, None, None, KEPT, reason, value, remedy), fields, item)


def _ignored(kind: str, name: str, why: str) -> Entry:
    reason, remedy = reason_and_remedy(why)
    return Entry(kind, name, outcome=IGNORED, reason=reason, remedy=remedy)


def _known_total(files: list[Path]) -> int | None:
    """The number of documents to come, where every file holds one."""
    return len(files) if all(file.suffix.lower() in DOCUMENT_KINDS for file in files) else None


def finished(entry: Entry, fields: Fields, item: Item) -> Taken:
    """A document with its text restored and tidied, its source and language found, the status that follows, told."""
    whole, how, odd = restored(fields.get("text") or "")
    text = tidy(whole)
    problem = fields.get("problem")
    if len(text) > MAX_CHARACTERS:
        problem = f"a text of {len(text):,} characters; split it into articles of at most {MAX_CHARACTERS:,}"
    if problem:
        text = ""
    language, kept_out = (None, None) if problem else language_of(text)
    status = "unreadable" if problem else kept_out or (KEPT if _LETTER.search(text) else "empty")
    rest = {name: _told_well(value) for name, value in fields.items() if value and name != "text"}
    known = {
        "text": text,
        "path": item.path,
        "source": outlet_of(rest.get("source"), rest.get("url"), item.name),
        "language": language,
        "status": status,
        "problem": problem or REMEDIES.get(status),
    }
    done = {**rest, **known} | ({"encoding": how} if how else {})
    return _told(entry, done, look_alikes(text) if odd and status == KEPT else []), done


def _told_well(value: str) -> str:
    if (value[0].isdigit() or value.startswith("http")) and _PLAIN.fullmatch(value):
        return value  # days and addresses, which no old encoding touches
    return _told_again(value) if len(value) <= LONGEST_NAME else tidy(restored(value)[0])


@lru_cache(maxsize=4_096)
def _told_again(value: str) -> str:
    """A short cell, such as a section, an author or an outlet, which stands in row after row."""
    return tidy(restored(value)[0])


def _with_one_name(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Entry]]:
    """The frame with each outlet under one spelling and the hosts of a site as one; `source_given` keeps the others,
    where there are any."""
    sources, entries = one_name(frame["source"])
    sources, joined = one_site(sources)
    given = {"source_given": frame["source"]} if entries or joined else {}
    urls = frame["url"] if "url" in frame else pd.Series(None, frame.index, dtype="str")
    folders = named_by_folder(frame["source"], urls, frame["id"])
    return frame.assign(source=sources, **given), [*entries, *joined, *folders]


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
            entry = entry._replace(id=fields["id"])
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
        for name in ("id", "text", "status", "source", *OWN):
            if name not in frame:
                frame[name] = pd.Series([None] * len(frame), dtype="str")
        user = [name for name in frame.columns if name not in COLUMNS and name not in OWN]
        return frame[[*(name for name in COLUMNS if name in frame), *OWN, *sorted(user)]]


def _told(entry: Entry, fields: Fields, odd: list[str]) -> Entry:
    """The entry of a document: why it is not used, or what is odd about it."""
    if fields["status"] != KEPT:
        reason, remedy = reason_and_remedy(fields["problem"] or EMPTY)
        return entry._replace(outcome=REFUSED, reason=reason, remedy=remedy)
    if len(odd) >= MANY_LOOK_ALIKES:
        return entry._replace(reason=LOOK_ALIKES, value=quoted_value(odd[0]), remedy="retype it")
    return entry


def _distinct(name: str, seen: set[str]) -> str:
    found, n = name, 2
    while found in seen:
        found, n = f"{name}~{n}", n + 1
    seen.add(found)
    return found


def _nothing_usable(path: Path, corpus: Corpus) -> str:
    frame, told = corpus.frame, corpus.accounts.frame
    if not len(frame):
        told = told[told["reason"] != ""]
        first = told.head(1)[["reason", "remedy"]].to_numpy().ravel()
        why = f" ({told['name'].iloc[0]}: {'; '.join(part for part in first if part)})" if len(told) else ""
        return f"{path} holds no articles{why}; give a folder, a file or a glob of txt, html, pdf, docx, csv, jsonl, …"
    tally = ", ".join(f"{n} {status}" for status, n in frame["status"].value_counts().sort_index().items())
    problems = frame[frame["problem"].notna()]
    first = f"; {problems['id'].iloc[0]}: {problems['problem'].iloc[0]}" if len(problems) else ""
    remedy = "; give Vietnamese text with its diacritics" if not first else ""
    return f"{path}: {counted(len(frame), 'document')} found, none can be used ({tally}){first}{remedy}"
