"""The path from articles to verdicts as named stages, each cached under the hash of all it depends on (DESIGN §6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.base.files import canonical_json, sha256_bytes
from toolkit.studies.path import cache
from toolkit.studies.path import steps_course as course
from toolkit.studies.path import steps_documents as documents
from toolkit.studies.path import steps_groups as groups
from toolkit.studies.path import steps_topics as topics
from toolkit.studies.path import steps_trends as trends
from toolkit.studies.path.study import Study
from toolkit.studies.path.versions import code_digest, versions_up_to


@dataclass(frozen=True)
class Stage:
    """One step: its name, the floor whose code it runs, the stages it reads, the settings it depends on, the work."""

    name: str
    floor: str
    needs: tuple[str, ...]
    settings: Callable[[Study], Any]
    run: Callable[[Study], Mapping[str, Any]]


def _fits(method: str, kind: str) -> Stage:
    run = topics.fit_themes if kind == "themes" else topics.fit_free
    name = f"{method}_{kind}"
    return Stage(name, "evidence", ("counts",), lambda s: topics.settings(s, method, kind), lambda s: run(s, method))


_PATH = (
    Stage("read", "documents", (), documents.read_settings, documents.read),
    Stage("documents", "documents", ("read",), documents.documents_settings, documents.documents),
    Stage("passages", "documents", ("documents",), documents.passages_settings, documents.passages),
    Stage("tokens", "words", ("passages",), documents.tokens_settings, documents.tokens),
    Stage("counts", "words", ("tokens",), documents.counts_settings, documents.counts),
    Stage("accounts", "words", ("counts",), lambda s: None, documents.accounts),
    _fits("lda", "themes"),
    _fits("nmf", "themes"),
    _fits("lda", "free"),
    _fits("nmf", "free"),
    Stage("coding", "evidence", ("passages",), topics.coding_settings, topics.coding),
    Stage("scores", "evidence", ("counts", "coding"), topics.score_settings, topics.scores),
    Stage("family", "trends", ("lda_themes", "nmf_themes", "scores"), trends.prevalence_settings, trends.family),
    Stage("contrasts", "trends", ("family",), trends.contrast_settings, trends.contrast),
    Stage("others", "trends", ("family",), trends.prevalence_settings, trends.others),
    Stage("course", "trends", ("family",), course.course_settings, course.course),
    Stage("groups", "trends", ("family",), groups.settings, groups.groups),
    Stage("evidence", "trends", ("family",), trends.evidence_settings, trends.evidence),
    Stage("checks", "trends", ("family",), trends.checks_settings, trends.checks),
)
STAGES: dict[str, Stage] = {stage.name: stage for stage in _PATH}


def on_path(study: Study) -> list[Stage]:
    """The stages of a whole report, in order; those of methods that the recipe leaves out left out."""
    return [stage for stage in STAGES.values() if _is_asked(study, stage.name)]


def needed(study: Study, stage: Stage) -> list[Stage]:
    """The stages that `stage` reads, methods that the recipe leaves out left out."""
    return [STAGES[name] for name in stage.needs if _is_asked(study, name)]


def _is_asked(study: Study, name: str) -> bool:
    return not name.startswith(("lda_", "nmf_")) or name[:3] in study.recipe.topics.methods


def key(study: Study, stage: Stage) -> str:
    """The hash of everything a stage's result depends on: inputs, settings, earlier stages, code and versions."""
    described = {
        "stage": stage.name,
        "code": code_digest(stage.floor),
        "versions": versions_up_to(stage.floor),
        "settings": stage.settings(study),
        "needs": [key(study, before) for before in needed(study, stage)],
    }
    return sha256_bytes(canonical_json(described).encode("utf-8"))


def folder(study: Study, stage: Stage) -> Path:
    """Where the result of a stage is kept: in the study's build, or in the build beside it that has it already."""
    name = f"{stage.name}-{key(study, stage)[:20]}"
    if study.beside is not None and cache.holds(study.beside / cache.CACHE / name):
        return study.beside / cache.CACHE / name
    return study.build / cache.CACHE / name


def result(study: Study, stage: Stage, name: str) -> Any:
    """One value of a stage's result: from the cache, else computed, stored, and read back, so that a build that was
    killed and continued ends with the same bytes as one that ran through."""
    ensure(study, stage)
    return cache.get(folder(study, stage), name)


def ensure(study: Study, stage: Stage) -> bool:
    """Have the result of a stage in the cache; True when it had to be computed."""
    place = folder(study, stage)
    if cache.holds(place):
        return False
    with cache.locked(study.build):
        if not cache.holds(place):
            cache.put(place, stage.run(study))
    return True
