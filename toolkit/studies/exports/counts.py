"""The counts of a study in the formats of MALLET, LDA-C and Matrix Market, and as shareable features."""

import re
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd

from toolkit.base.files import atomic_path, write_text
from toolkit.studies.path.study import Study
from toolkit.words.counts import TermCounts

FEWEST_DOCUMENTS = 5
# MALLET's own pattern of a token drops terms of one or two letters and those with a figure or a sign in them.
MALLET_HOW = (
    "mallet import-file --input {name} --output {stem}.mallet --keep-sequence --preserve-case --token-regex '\\S+'"
)

R_SNIPPET = """# Read these counts in R. dgTMatrix: units in rows, terms in columns.
library(Matrix)
counts <- readMM("matrix.mtx")
terms  <- readLines("terms.txt", encoding = "UTF-8")
units  <- read.csv("units.csv", encoding = "UTF-8")
names(units)[1] <- "id"  # the file begins with the mark of UTF-8, so that Excel reads it
dimnames(counts) <- list(units$id, terms)

# quanteda
# dfm <- quanteda::as.dfm(as(counts, "CsparseMatrix"))
# quanteda::docvars(dfm) <- units

# stm (a covariate must be known, and a document hold a word)
# rows <- as(counts, "RsparseMatrix")
# documents <- lapply(seq_len(nrow(rows)), function(i) {
#   j <- seq.int(rows@p[i] + 1, length.out = rows@p[i + 1] - rows@p[i])
#   rbind(as.integer(rows@j[j] + 1L), as.integer(rows@x[j]))
# })
# usable <- !is.na(units$year) & diff(rows@p) > 0
# ready <- stm::prepDocuments(documents[usable], terms, units[usable, ], lower.thresh = 0)
# fit <- stm::stm(ready$documents, ready$vocab, K = 20, prevalence = ~ year, data = ready$meta)
"""


def _in_one_word(name: str) -> str:
    """An id as one word: blanks, and the sign that begins such a spelling, as in addresses (%20)."""
    return re.sub(r"[\s%]", lambda sign: quote(sign[0], safe=""), name)


def write_mallet(study: Study, path: Path) -> None:
    """One unit a line: id, label (the year, or "undated"), then its words; MALLET's `import-file` reads it.

    MALLET ends an id at a blank: in ids that hold one it is written %20, and NAME.mallet.units.csv says which is which.
    NAME.mallet.readme.txt has the command that keeps every term.
    """
    counts, rows = study.counts, study.units.facts(study.counts.ids)
    terms = counts.vocabulary.terms
    m = counts.matrix
    lines = []
    for u, (name, year) in enumerate(zip(counts.ids, rows["year"])):
        label = "undated" if pd.isna(year) else str(int(year))
        span = slice(m.indptr[u], m.indptr[u + 1])
        words = " ".join(" ".join([terms[t]] * int(n)) for t, n in zip(m.indices[span], m.data[span]))
        lines.append(f"{_in_one_word(name)} {label} {words}\n")
    path.write_text("".join(lines), encoding="utf-8")
    _tell_mallet(study, path.parent)


def _tell_mallet(study: Study, folder: Path) -> None:
    """The command that keeps every term, and which id each name is, beside the file."""
    from toolkit.studies.report.cells import to_csv
    from toolkit.studies.report.spreadsheet_ids import with_exact_ids

    stem = study.folder.resolve().name
    how = MALLET_HOW.format(name=f"{stem}.mallet.txt", stem=stem)
    write_text(folder / f"{stem}.mallet.readme.txt", f"{how}\n")
    units = pd.DataFrame({"name": [_in_one_word(name) for name in study.counts.ids], "id": list(study.counts.ids)})
    with atomic_path(folder / f"{stem}.mallet.units.csv") as temporary:
        temporary.write_bytes(to_csv(with_exact_ids(units)))


def write_ldac(study: Study, path: Path) -> None:
    """LDA-C: `path` holds one unit a line (`n term:count …`), `path`.vocab the terms in order."""
    m = study.counts.matrix
    lines = []
    for u in range(m.shape[0]):
        span = slice(m.indptr[u], m.indptr[u + 1])
        pairs = " ".join(f"{t}:{int(n)}" for t, n in zip(m.indices[span], m.data[span]))
        lines.append(f"{m.indptr[u + 1] - m.indptr[u]} {pairs}\n")
    path.write_text("".join(lines), encoding="utf-8")
    vocabulary = path.parent / f"{study.folder.resolve().name}.ldac.vocab"
    write_text(vocabulary, "".join(f"{term}\n" for term in study.counts.vocabulary.terms))


def write_mtx(study: Study, folder: Path) -> None:
    """Matrix Market with terms.txt, units.csv and read.R (for Matrix, quanteda and stm)."""
    _write_counts(study, study.counts, folder)
    write_text(folder / "read.R", R_SNIPPET)


def write_features(study: Study, folder: Path) -> None:
    """Counts by document without text, terms of fewer than five documents left out: what can be shared.

    No title, address, path or text is written; ids are replaced by running numbers.
    """
    from scipy.sparse import csr_matrix

    counts = study.counts
    rows = study.units.facts(counts.ids)
    document, _ = pd.factorize(rows["parent"])
    one = np.ones(len(document), dtype=counts.matrix.dtype)
    summed = csr_matrix((one, (document, np.arange(len(document))))) @ counts.matrix
    kept = np.bincount(summed.indices[summed.data > 0], minlength=len(counts.vocabulary)) >= FEWEST_DOCUMENTS
    terms = [term for term, keep in zip(counts.vocabulary.terms, kept) if keep]
    first = rows.iloc[np.unique(document, return_index=True)[1]]
    units = _units(first).drop(columns=["id", "document", "title"])
    units.insert(0, "id", np.arange(1, len(units) + 1))
    units["story"] = pd.factorize(first["story"])[0] + 1
    _write_matrix(summed[:, np.flatnonzero(kept)], terms, units, folder)
    write_text(folder / "read.R", R_SNIPPET)
    write_text(
        folder / "README.txt",
        f"Counts of {len(terms)} terms in {len(units)} documents of the study {study.title!r}, made by chude-toolkit.\n"
        f"Terms of fewer than {FEWEST_DOCUMENTS} documents are left out. No text, title or address is included.\n",
    )


def _units(rows: pd.DataFrame) -> pd.DataFrame:
    units = rows[["id", "parent", "title", "source", "date", "year", "story"]]
    return units.rename(columns={"parent": "document"}).reset_index(drop=True)


def _write_counts(study: Study, counts: TermCounts, folder: Path) -> None:
    _write_matrix(counts.matrix, list(counts.vocabulary.terms), _units(study.units.facts(counts.ids)), folder)


def _write_matrix(matrix: object, terms: list[str], units: pd.DataFrame, folder: Path) -> None:
    from scipy.io import mmwrite
    from scipy.sparse import coo_matrix

    from toolkit.studies.report.cells import to_csv
    from toolkit.studies.report.spreadsheet_ids import with_exact_ids

    with atomic_path(folder / "matrix.mtx") as temporary, open(temporary, "wb") as handle:
        mmwrite(handle, coo_matrix(matrix), comment="chude-toolkit: units by terms", field="integer")
    write_text(folder / "terms.txt", "".join(f"{term}\n" for term in terms))
    with atomic_path(folder / "units.csv") as temporary:
        temporary.write_bytes(to_csv(with_exact_ids(units)))
