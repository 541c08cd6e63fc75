"""What reading costs, what hostile input does to it, and how often an encoding is recognised.

    TOOLKIT_DATA=… python reports/benchmarks/documents_reading.py memory

Sections: memory (a JSONL of 80,000 articles), hostile (each input at full size in a process of its own), encodings
(real articles written in nine encodings, against charset-normalizer alone), language (against py3langid asked of every
text), press (reading, and reading with cleaning, here and with `--beside FOLDER` in another checkout, by turns; whether
both read the same).
Writes results/documents_reading_SECTION.csv. The input is made in a temporary folder and removed.
"""

import argparse
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

CHILD = """
import json, sys, time
from pathlib import Path
import toolkit as tk
began, cpu = time.perf_counter(), time.process_time()
try:
    frame = tk.read_corpus(Path(sys.argv[1])).frame
    counts = frame["status"].value_counts().to_dict()
    problem = next(iter(frame["problem"].dropna()), "")
except tk.ToolkitError as error:
    counts, problem = {}, f"{type(error).__name__}: {error}".replace(sys.argv[1], "PATH")
seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
# VmHWM, because a child's ru_maxrss begins at its parent's
megabytes = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps({
    "seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1),
    "peak_mb": round(megabytes), "statuses": counts, "problem": problem}))
"""


def in_a_process_of_its_own(path: Path) -> dict[str, object]:
    """Read `path` in a fresh process: seconds, peak memory, statuses, the first problem."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, env=environment)
    if run.returncode:
        return {
            "seconds": None,
            "peak_mb": None,
            "statuses": {},
            "problem": f"exit {run.returncode}: {run.stderr[-200:]}",
        }
    return dict(json.loads(run.stdout))


def articles() -> list[str]:
    """The texts of the real corpora, in their order."""
    folder = Path(os.environ["TOOLKIT_DATA"])
    names = ("mission/docs.jsonl.gz", "vntc/dev.jsonl.gz")
    return [json.loads(line)["text"] for name in names for line in gzip.open(folder / name, "rt", encoding="utf-8")]


def memory() -> pd.DataFrame:
    """80,000 articles in 250 MB of JSONL, plain and gzipped, and the same as CSV."""
    texts = articles()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("jsonl", "jsonl.gz", "csv"):
            path = Path(folder) / f"bai.{kind}"
            write_articles(path, texts, 80_000, 250_000_000)
            size = path.stat().st_size / 1e6
            found = in_a_process_of_its_own(path)
            rows.append({"kind": kind, "file_mb": round(size), **found})
            path.unlink()
            print(rows[-1], flush=True)
    return pd.DataFrame(rows)


def write_articles(path: Path, texts: list[str], n: int, n_bytes: int) -> None:
    """`n` rows of two neighbouring articles each, cut so that all of them have about `n_bytes`."""
    import csv

    each = n_bytes // n
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as out:
        table = csv.writer(out)
        if path.suffix == ".csv":
            table.writerow(["id", "date", "text"])
        for number in range(n):
            parts = (texts[place % len(texts)] for place in (number, 7 * number + 1, 13 * number))
            text = "\n".join(parts)
            text = text.encode()[:each].decode(errors="ignore")
            if path.suffix == ".csv":
                table.writerow([number, "2019-11-06", text])
            else:
                out.write(json.dumps({"id": number, "date": "2019-11-06", "text": text}, ensure_ascii=False) + "\n")


def hostile_inputs() -> Iterator[tuple[str, str, Callable[[Path], object]]]:
    """Name, file name and writer of each hostile input."""
    from tests.documents.test_hostile import ENCRYPTED
    from tests.documents.test_pdf_process import slow_pdf
    from tests.documents.test_reading import docx_bytes, pdf_bytes

    line = "kiều bào ở nước ngoài ".encode()
    many = 200_000_000 // len(line)

    def zipped(path: Path, name: str, data: bytes) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)

    def gzipped(path: Path) -> None:
        with gzip.open(path, "wb", compresslevel=1) as out:
            for _ in range(2_000):
                out.write(bytes(1_000_000))

    def entities(path: Path) -> None:
        source = zipfile.ZipFile(io.BytesIO(docx_bytes("Kiều bào")))
        nested = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "x" * 10}">' for i in range(9))
        with zipfile.ZipFile(path, "w") as target:
            for member in source.infolist():
                data = source.read(member)
                if member.filename == "word/document.xml":
                    data = f"<!DOCTYPE w [{nested}]>".encode() + data[data.index(b"<w:document") :].replace(
                        b"bao", b"&a8;"
                    )
                target.writestr(member, data)

    yield "200 MB in one line of text", "a.txt", lambda p: p.write_bytes(line * many)
    yield "200 MB in one line of JSONL", "a.jsonl", lambda p: p.write_bytes(b'{"text": "' + line * many + b'"}\n')
    yield "200 MB in one open quotation of CSV", "a.csv", lambda p: p.write_bytes(b'id,text\n1,"' + line * many)
    yield "200 MB of HTML without a line end", "a.html", lambda p: p.write_bytes(b"<p>" + line * many)
    yield "zip: 1 GB of zeros", "a.zip", lambda p: zipped(p, "a.txt", bytes(1_000_000_000))
    yield "gzip: 2 GB of zeros", "a.jsonl.gz", gzipped
    yield "a zip with ../ names", "a.zip", lambda p: zipped(p, "../../a.txt", line)
    yield "a million nested tags", "a.html", lambda p: p.write_bytes(b"<div>" * 1_000_000 + line * 20)
    yield "a million unclosed comments", "a.html", lambda p: p.write_bytes(b"<!--" * 1_000_000)
    yield "nested entities in DOCX", "a.docx", entities
    yield "an encrypted PDF", "a.pdf", lambda p: p.write_bytes(pdf_bytes(["x"], encrypt=ENCRYPTED))
    yield "a PDF of forms drawn 10^20 times", "a.pdf", lambda p: p.write_bytes(slow_pdf(levels=20))
    yield "a million brackets of JSON", "a.json", lambda p: p.write_bytes(b"[" * 1_000_000)
    yield "an integer of a million digits", "a.jsonl", lambda p: p.write_bytes(b'{"text": ' + b"9" * 1_000_000 + b"}")
    yield "CSV without a column of text", "a.csv", lambda p: p.write_bytes(b"ma,nhan\n1,x\n")
    yield "50 MB of NUL bytes", "a.txt", lambda p: p.write_bytes(bytes(50_000_000))
    yield "20 MB of right-to-left marks", "a.txt", lambda p: p.write_bytes(("\u202e\u200f" * 3_300_000).encode())


def hostile() -> pd.DataFrame:
    """Each hostile input beside one good article: seconds, peak memory, what became of both."""
    rows = []
    for name, file, write in hostile_inputs():
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / file)
            (Path(folder) / "tot.txt").write_text(
                "Hội nghị bàn về công tác người Việt Nam ở nước ngoài.", encoding="utf-8"
            )
            rows.append({"input": name, **in_a_process_of_its_own(Path(folder))})
            print(rows[-1], flush=True)
    return pd.DataFrame(rows)


def written(text: str) -> Iterator[tuple[str, str, bytes]]:
    """`text` in small letters (TCVN3 has no toned capitals) in each encoding: name, the text expected, its bytes."""
    from tests.documents.test_encodings import TO_TCVN3, TO_VNI, in_cp1258
    from toolkit.documents.files.encodings import tidy

    plain = "".join(c for c in tidy(text).lower() if c in TO_TCVN3 or "\n" <= c <= "~")
    yield "utf-8", tidy(text), text.encode()
    yield "utf-16-le", tidy(text), text.encode("utf-16-le", errors="replace")
    yield "utf-8, decomposed", tidy(text), unicodedata.normalize("NFD", text).encode()
    yield "cp1258", plain, in_cp1258(plain)
    for name, table in (("tcvn3", TO_TCVN3), ("vni", TO_VNI)):
        coded = "".join(table.get(c, c) for c in plain)
        yield name, plain, coded.encode("latin-1")
        yield f"{name} in utf-8", plain, coded.encode()
    yield "mojibake", plain, plain.encode().decode("latin-1").encode()


def encodings() -> pd.DataFrame:
    """Every fourth real article of 200 characters or more, in each encoding: recovered exactly by us, by the peer."""
    from charset_normalizer import from_bytes

    from toolkit.documents.files.encodings import decode, tidy

    tally: dict[str, list[int]] = {}
    for number, text in enumerate(t for t in articles()[::4] if len(t) >= 200):
        for name, expected, data in written(text):
            counts = tally.setdefault(name, [0, 0, 0, 0])
            counts[0] += 1
            counts[1] += tidy(decode(data)[0]) == expected
            if number < 300:  # the peer takes a tenth of a second a text
                guess = from_bytes(data).best()
                counts[2] += 1
                counts[3] += guess is not None and tidy(str(guess)) == expected
    rows = [
        {"encoding": name, "n": n, "recovered": ours / n, "n_peer": m, "charset_normalizer": peer / m}
        for name, (n, ours, m, peer) in tally.items()
    ]
    return pd.DataFrame(rows).round(4)


def language() -> pd.DataFrame:
    """Seconds to tell the language of every article, by us and by py3langid; and what becomes of bare ones."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    from toolkit.documents.files.language import LANGUAGES, language_of

    texts = articles()
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    language_of("The first call loads the model, which is not to be counted here, so it is made before.")
    began = time.perf_counter()
    ours = [language_of(text) for text in texts]
    middle = time.perf_counter()
    peer = [identifier.classify(text)[0] for text in texts]
    ended = time.perf_counter()
    bare = [
        unicodedata.normalize("NFD", t.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
        for t in texts
    ]
    told = pd.Series([language_of(text)[1] or "kept" for text in bare]).value_counts(normalize=True)
    return pd.DataFrame(
        [
            {"what": "articles", "value": len(texts)},
            {"what": "kept as Vietnamese, ours", "value": sum(found == ("vi", None) for found in ours)},
            {"what": "Vietnamese by py3langid", "value": sum(found == "vi" for found in peer)},
            {"what": "seconds, py3langid over ours", "value": round((ended - middle) / (middle - began), 1)},
            *({"what": f"without diacritics: {status}", "value": round(share, 4)} for status, share in told.items()),
        ]
    )


PRESS = """
import hashlib, json, sys, time
import toolkit as tk
best, both, made = 1e9, 1e9, hashlib.sha256()
for _ in range(4):
    began = time.process_time()
    corpus = tk.read_corpus(sys.argv[1])
    read = time.process_time()
    tk.clean(corpus)
    best, both = min(best, read - began), min(both, time.process_time() - began)
made.update(corpus.frame.to_csv(index=False).encode())
made.update(corpus.accounts.frame.to_csv(index=False).encode() if hasattr(corpus, "accounts") else b"")
print(json.dumps({"documents": len(corpus), "read": best, "read_and_clean": both, "made": made.hexdigest()[:16]}))
"""


def press(beside: Path | None = None) -> pd.DataFrame:
    """Processor seconds to read, and to read and clean, each file or folder of the press: best of four, beside those
    of the other checkout, and whether both read the same frame and accounts."""
    rows = []
    for path in sorted((Path(os.environ["TOOLKIT_DATA"]) / "press").iterdir()):
        if path.name == "README.md":
            continue
        here = read_in(ROOT, path)
        other = {} if beside is None else read_in(beside, path)
        told = {f"{name}_beside": other[name] for name in ("read", "read_and_clean") if other}
        told |= {f"{name}_ratio": here[name] / other[name] for name in ("read", "read_and_clean") if other}
        rows.append({"file": path.name, **here, **told, "same": other.get("made") == here["made"] if other else None})
    return pd.DataFrame(rows).drop(columns="made").round(3)


def read_in(code: Path, path: Path) -> dict[str, Any]:
    """What reading a path takes with the code of a checkout, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(code)}
    command = [sys.executable, "-c", PRESS, str(path.resolve())]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, cwd=code)
    return dict(json.loads(run.stdout))


SECTIONS = {"memory": memory, "hostile": hostile, "encodings": encodings, "language": language, "press": press}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=SECTIONS)
    parser.add_argument("--beside", type=Path, help="another checkout of the project (press)")
    options = parser.parse_args()
    section = options.section
    table = press(options.beside) if section == "press" else SECTIONS[section]()
    (HERE / "results").mkdir(exist_ok=True)
    table.to_csv(HERE / "results" / f"documents_reading_{section}.csv", index=False)
    print(table.to_string(index=False))
