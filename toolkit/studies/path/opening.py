"""Opening a study, and the reader that fetches its nouns: a stage's result, a fit with its names, or what is told."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from toolkit.base.errors import RecipeError
from toolkit.studies.asked.recipe import Recipe
from toolkit.studies.path import sensitivity, stages
from toolkit.studies.path.declared import edits
from toolkit.studies.path.fits import given_names, is_fit, read_fit
from toolkit.studies.path.study import Study
from toolkit.studies.report.cautions import caution_lines

RECIPE = "study.toml"
# What is worked out from nouns each time and never stored: (what, name) of Study.read → how.
TOLD: dict[tuple[str, str], Callable[[Study], Any]] = {
    ("cautions", "lines"): caution_lines,
    ("edits", "lines"): edits,
    ("names", "given"): given_names,
}


def open_study(path: str | Path, *, options: Mapping[str, str] | None = None, build: str | Path | None = None) -> Study:
    """The study in a folder, or of a study.toml; nothing is computed until an attribute is asked for.

    `options` ("topics.n_topics": "30") lie over study.toml; `build` is the folder of results (default build/ beside
    study.toml). Raises RecipeError. Example: ``tk.open_study("reports/sample").contrasts``.

    >>> study = tk.open_study("study", options={"compare.level": "0.9"})
    >>> study.recipe.compare.level
    0.9
    """
    path = Path(path)
    recipe_file = path / RECIPE if path.is_dir() else path
    if not recipe_file.is_file():
        raise RecipeError(
            f"{path} holds no {RECIPE}; make a study with: chude new NAME --corpus DIR --themes a,b"
            if path.is_dir()
            else f"{path} is not there; give a study's folder or its {RECIPE}"
        )
    recipe = Recipe.read(recipe_file, options)
    folder = recipe_file.parent
    return Study(folder, recipe, Path(build) if build else folder / "build", dict(options or {}), read=read)


def read(study: Study, stage: str, name: str) -> Any:
    """What Study's attributes ask for: `name` of a stage's result, computed if need be; fits come with their names."""
    if (stage, name) in TOLD:
        return TOLD[stage, name](study)
    if stage == sensitivity.STAGE.name:
        return stages.result(study, sensitivity.STAGE, name)
    if is_fit(name):
        return read_fit(study, stage, name)
    return stages.result(study, stages.STAGES[stage], name)
