"""Files that co-authors can use in R, NVivo, Excel, MALLET or gensim; by request, outside the build."""

import importlib
from pathlib import Path

from toolkit.base.checks import require_choice
from toolkit.base.files import atomic_folder, atomic_path
from toolkit.studies.path.study import Study

# Each writer takes (study, path) and lives in the module named; the ending is that of the file or folder it writes.
FORMATS = {
    "docx": ("docx", "write_docx", ".docx"),
    "qmd": ("qmd", "write_qmd", "-qmd"),
    "codebook": ("docx", "write_codebook", "-codebook.docx"),
    "xlsx": ("tables", "write_xlsx", ".xlsx"),
    "mallet": ("counts", "write_mallet", ".mallet.txt"),
    "ldac": ("counts", "write_ldac", ".ldac"),
    "mtx": ("counts", "write_mtx", "-mtx"),
    "features": ("counts", "write_features", "-features"),
    "gexf": ("network", "write_gexf", ".gexf"),
    "company": ("network", "write_company_gexf", ".company.gexf"),
    "qdpx": ("qdpx", "write_qdpx", ".qdpx"),
    "pyldavis": ("models", "write_pyldavis", ".html"),
    "gensim": ("models", "write_gensim", "-gensim"),
}


def export(study: Study, form: str, folder: Path) -> Path:
    """Write a study in one of FORMATS into `folder` and return the file or folder written.

    docx, qmd: findings, tables, figures, methods, as a paper takes them (Word, Quarto); codebook: the themes for coders
    and readers (Word); xlsx: every table, each column explained; mallet, ldac, mtx: the counts (mtx with R snippets for
    stm and quanteda); features: counts by document without text, rare terms suppressed; gexf: themes and their words as
    a network; company: themes that stand together as one; qdpx: passages coded by theme (REFI-QDA); pyldavis: an
    offline page; gensim: an LdaModel. Raises UsageError for another format.
    """
    require_choice("format", form, sorted(FORMATS))
    module, function, ending = FORMATS[form]
    writer = getattr(importlib.import_module(f"toolkit.studies.exports.{module}"), function)
    name = study.folder.resolve().name
    if ending.startswith("-") and "." not in ending:
        target = folder / f"{name}{ending}"
        with atomic_folder(target, prefix=f".{target.name}-", what=str(target)) as temporary:
            writer(study, temporary)
        return target
    target = folder / f"{name}{ending}"
    with atomic_path(target) as temporary:
        writer(study, temporary)
    return target
