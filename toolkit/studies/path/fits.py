"""Fits as a study reads them: with the study's counts, and with the names that a person gave to found topics.

The names stand in names.toml files in the study's folder, each for one fit.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.studies.path import stages
from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel

if TYPE_CHECKING:
    from pathlib import Path

Fit = tuple[str, str]  # method, "themes" or "free"
Names = dict[str, tuple[int, ...]]
THE_FITS = {"themes": "fits", "free": "model"}  # kind of fit → what its stage keeps: all starts, or their prototype


def is_fit(name: str) -> bool:
    """True where this value of a stage is a model, or models."""
    return name in THE_FITS.values()


def read_fit(study: Study, stage: str, name: str) -> Any:
    """The fits of a stage such as "lda_themes", with the study's counts and the names given to their topics."""
    method, _, kind = stage.partition("_")
    return _each(_stored(study, method, kind), lambda fit: with_names(study, fit, (method, kind)))


def raw_fit(study: Study, method: str, kind: str) -> TopicModel:
    """A reference model as fitted, before names.toml: kind "themes" or "free"."""
    found = _stored(study, method, kind)
    first: TopicModel = found[0] if isinstance(found, list) else found
    return first


def _stored(study: Study, method: str, kind: str) -> Any:
    found = stages.result(study, stages.STAGES[f"{method}_{kind}"], THE_FITS[kind])
    return _each(found, lambda fit: replace(fit, counts=study.counts))


def _each(fits: Any, change: Callable[[TopicModel], TopicModel]) -> Any:
    return [change(fit) for fit in fits] if isinstance(fits, list) else change(fits)


def given_names(study: Study) -> dict[Fit, Names]:
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


def _owner(study: Study, path: "Path") -> tuple[Fit, Names]:
    from toolkit.evidence.names_file import read_names

    refusal: AlignmentError | None = None
    for method in study.recipe.topics.methods:
        for kind in ("free", "themes"):
            try:
                return (method, kind), read_names(path, raw_fit(study, method, kind))
            except AlignmentError as error:
                refusal = error
    assert refusal is not None
    raise refusal


def with_names(study: Study, model: TopicModel, fit: Fit) -> TopicModel:
    """The model with the names given to this fit; matched refits take the same."""
    from toolkit.evidence.naming import name_topics

    names = study.names.get(fit)
    return name_topics(model, names) if names else model


def write_names_file(study: Study, method: str) -> "Path":
    """Write names.toml for the unguided fit of `method` beside study.toml; UsageError where it exists."""
    from toolkit.evidence.names_file import write_names

    return write_names(raw_fit(study, method, "free"), study.units, study.folder / "names.toml")
