"""Files that co-authors can use in R, NVivo, Excel, MALLET or gensim; by request, outside the build."""

import contextlib
import importlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from toolkit.base.checks import require_choice
from toolkit.base.errors import ToolkitError
from toolkit.base.files import atomic_path
from toolkit.studies.study import Study

# Each writer takes (study, path) and lives in the module named; the ending is that of the file or folder it writes.
FORMATS = {
    "xlsx": ("export_tables", "write_xlsx", ".xlsx"),
    "mallet": ("export_counts", "write_mallet", ".mallet.txt"),
    "ldac": ("export_counts", "write_ldac", ".ldac"),
    "mtx": ("export_counts", "write_mtx", "-mtx"),
    "features": ("export_counts", "write_features", "-features"),
    "gexf": ("export_network", "write_gexf", ".gexf"),
    "qdpx": ("export_qdpx", "write_qdpx", ".qdpx"),
    "pyldavis": ("export_models", "write_pyldavis", ".html"),
    "gensim": ("export_models", "write_gensim", "-gensim"),
}


@contextlib.contextmanager
def _whole_folder(target: Path) -> Iterator[Path]:
    """A folder to write in that takes the place of `target` when all is written, and leaves nothing when not."""
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
        yield temporary
        temporary.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        temporary.rename(target)
    except OSError as error:
        raise ToolkitError(f"cannot write {target}: {error.strerror}; free space or choose another folder") from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def export(study: Study, form: str, folder: Path) -> Path:
    """Write a study in one of FORMATS into `folder` and return the file or folder written.

    xlsx: every table; mallet, ldac, mtx: the counts (mtx with R snippets for stm and quanteda); features: counts by
    document without text, rare terms suppressed; gexf: themes and their words as a network; qdpx: passages coded by
    theme (REFI-QDA); pyldavis: an offline page; gensim: an LdaModel. Raises UsageError for another format.
    """
    require_choice("format", form, sorted(FORMATS))
    module, function, ending = FORMATS[form]
    writer = getattr(importlib.import_module(f"toolkit.studies.{module}"), function)
    name = study.folder.resolve().name
    if ending.startswith("-"):
        target = folder / f"{name}{ending}"
        with _whole_folder(target) as temporary:
            writer(study, temporary)
        return target
    target = folder / f"{name}{ending}"
    with atomic_path(target) as temporary:
        writer(study, temporary)
    return target
