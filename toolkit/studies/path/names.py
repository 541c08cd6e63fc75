"""Names that a person gave to found topics: names.toml files in the study's folder, each for one fit."""

from typing import TYPE_CHECKING

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.topics.model import TopicModel

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.studies.path.study import Study

Fit = tuple[str, str]  # method, "themes" or "free"
Names = dict[str, tuple[int, ...]]


def given_names(study: "Study") -> dict[Fit, Names]:
    """Fit → the names given to its topics, from every names*.toml of the folder.

    Raises AlignmentError for a file that belongs to no fit of this study, UsageError for a name that is no theme in a
    fit with named themes (there it adds a topic to a theme).
    """
    found: dict[Fit, Names] = {}
    if study.own_themes is not None:
        return found  # a variation for sensitivity: the names were given to other fits
    for path in study.inputs.names:
        fit, names = _owner(study, path)
        if fit[1] == "themes":
            strange = sorted(set(names) - set(study.themes.keys))
            if strange:
                raise UsageError(f"{path.name}: {strange[0]!r} is no theme; add it to {study.recipe.themes.file} first")
        found[fit] = names
    return found


def _owner(study: "Study", path: "Path") -> tuple[Fit, Names]:
    from toolkit.evidence.names_file import read_names

    refusal: AlignmentError | None = None
    for method in study.recipe.topics.methods:
        for kind in ("free", "themes"):
            try:
                return (method, kind), read_names(path, study.raw_fit(method, kind))
            except AlignmentError as error:
                refusal = error
    assert refusal is not None
    raise refusal


def with_names(study: "Study", model: TopicModel, fit: Fit) -> TopicModel:
    """The model with the names given to this fit; matched refits take the same."""
    from toolkit.evidence.naming import name_topics

    names = study.names.get(fit)
    return name_topics(model, names) if names else model


def write_names_file(study: "Study", method: str) -> "Path":
    """Write names.toml for the unguided fit of `method` beside study.toml; UsageError where it exists."""
    from toolkit.evidence.names_file import write_names

    return write_names(study.raw_fit(method, "free"), study.units, study.folder / "names.toml")
