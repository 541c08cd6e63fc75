"""Running a study from its folder: open, refuse what cannot be run, build."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.base.errors import InputError
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.studies.run.building import write_build


def run_study(
    path: str | Path,
    *,
    options: Mapping[str, str] | None = None,
    sensitivity: bool = False,
    build: str | Path | None = None,
) -> Study:
    """Run the study in a folder and write its build: page, tables, figures, PDF, manifest (DESIGN §6).

    Stages already computed for the same inputs, options and versions are not computed again. Raises RecipeError,
    ThemesError, InputError; on an error the former build stands. Example: ``tk.run_study("reports/sample")``.

    >>> study = tk.run_study("study")
    >>> (study.build / "index.html").exists()
    True
    """
    study = replace(open_study(path, options=options, build=build), with_sensitivity=sensitivity)
    if not len(study.themes):
        raise InputError("no theme given")
    write_build(study)
    return study
