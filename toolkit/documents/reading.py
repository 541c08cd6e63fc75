"""Reading a corpus: a folder, a file or a glob of articles becomes a Corpus."""

import csv
import gzip
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from toolkit.base.errors import InputError
from toolkit.documents.corpus import COLUMNS, Corpus
from toolkit.documents.encodings import normalise

COLUMN_NAMES = {
    "id": ("id", "doc_id", "ma"),
    "text": ("text", "content", "body", "noi_dung", "noidung"),
    "title": ("title", "tieu_de", "headline"),
    "date": ("date", "published", "ngay", "ngay_dang"),
    "source": ("source", "outlet", "nguon", "bao"),
    "url": ("url", "link"),
}


def read_corpus(path: str | Path, *, columns: dict[str, str] | None = None, encoding: str | None = None) -> Corpus:
    """Read a folder, a file or a glob (txt, md, csv, jsonl, and their .gz) into a Corpus.

    `columns` maps the toolkit's names to a table's ({"text": "noi_dung"}). InputError when nothing can be used.
    """
    root, files = _files(Path(path))
    rows: list[dict[str, Any]] = []
    for file in files:
        name = unicodedata.normalize("NFC", file.relative_to(root).as_posix())
        rows += [_row(name, found) for found in _documents(file, name, columns or {}, encoding)]
    if not any(row["status"] == "kept" for row in rows):
        raise InputError(f"{path} holds no document that can be read; give a folder of txt, csv or jsonl files")
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["id"]] = seen.get(row["id"], 0) + 1
        if seen[row["id"]] > 1:
            row["id"] = f"{row['id']}~{seen[row['id']]}"
    return Corpus(pd.DataFrame(rows))


def sample_corpus() -> Corpus:
    """The embedded synthetic corpus; InputError where this installation does not carry it."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / "corpora" / "sample", package / "_sample"):
        if (folder / "documents").is_dir():
            return read_corpus(folder)
    raise InputError("the sample corpus is not installed here; install the wheel or work in a checkout of the project")


def _files(path: Path) -> tuple[Path, list[Path]]:
    if path.is_dir():
        inner = path / "documents"
        if inner.is_dir() and any((path / name).exists() for name in ("README.md", "themes.toml")):
            path = inner
        return path, sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    if path.is_file():
        return path.parent, [path]
    found = sorted(p for p in path.parent.glob(path.name) if p.is_file())
    if not found:
        raise InputError(f"{path} is not there; give a folder, a file or a glob")
    return path.parent, found


def _documents(file: Path, name: str, columns: dict[str, str], encoding: str | None) -> Iterator[dict[str, Any]]:
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    text = data.decode(encoding or "utf-8-sig", errors="replace")
    kind = Path(file.stem).suffix if file.suffix == ".gz" else file.suffix
    if kind in (".txt", ".md"):
        yield {"id": name, "text": text}
    elif kind in (".csv", ".jsonl"):
        lines = text.splitlines(keepends=True)
        table = csv.DictReader(lines) if kind == ".csv" else (json.loads(line) for line in lines if line.strip())
        for number, found in enumerate(table, start=1):
            yield {"id": f"{name}#{number}", **_named(found, columns)}


def _named(found: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    taken = {ours: theirs for ours, theirs in columns.items() if theirs in found}
    for ours, names in COLUMN_NAMES.items():
        theirs = next((n for n in names if n in found), None)
        if ours not in taken and theirs is not None:
            taken[ours] = theirs
    row = {ours: found[theirs] for ours, theirs in taken.items() if found[theirs] not in (None, "")}
    if "date" in row:
        row["date_given"] = row.pop("date")
    rest = {k: v for k, v in found.items() if k not in taken.values() and k not in COLUMNS}
    return {k: str(v) for k, v in {**rest, **row}.items() if v is not None}


def _row(name: str, found: dict[str, Any]) -> dict[str, Any]:
    text = normalise(found.get("text", ""))
    host = urlsplit(found.get("url", "")).hostname if found.get("url") else None
    folder = name.split("/")[0] if "/" in name else None
    status = "kept" if text.strip() else "empty"
    return {**found, "text": text, "path": name, "source": found.get("source") or host or folder, "status": status}
