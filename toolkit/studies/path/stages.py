"""The path from articles to verdicts as named stages, each cached under the hash of all it depends on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.base.files import canonical_json, sha256_bytes
from toolkit.studies.path import cache, sensitivity
from toolkit.studies.path import steps_documents as documents
from toolkit.studies.path import steps_topics as topics
from toolkit.studies.path import steps_trends as trends
from toolkit.studies.path.versions import code_digest, versions

if TYPE_CHECKING:
    from toolkit.studies.path.study import Study


@dataclass(frozen=True)
class Stage:
    """One step: the floor whose code it runs, the stages it reads, the settings it depends on, and the work."""

    floor: str
    needs: tuple[str, ...]
    settings: Callable[["Study"], Any]
    run: Callable[["Study"], Mapping[str, Any]]


def _fits(method: str, guided: bool) -> Stage:
    run = topics.fit_themes if guided else topics.fit_free
    return Stage("evidence", ("counts",), lambda s: topics.settings(s, method), lambda s: run(s, method))


STAGES: dict[str, Stage] = {
    "read": Stage("documents", (), documents.read_settings, documents.read),
    "documents": Stage("documents", ("read",), documents.documents_settings, documents.documents),
    "passages": Stage("documents", ("documents",), documents.passages_settings, documents.passages),
    "tokens": Stage("words", ("passages",), documents.tokens_settings, documents.tokens),
    "counts": Stage("words", ("tokens",), documents.counts_settings, documents.counts),
    "accounts": Stage("studies", ("counts",), lambda s: None, documents.accounts),
    "lda_themes": _fits("lda", True),
    "nmf_themes": _fits("nmf", True),
    "lda_free": _fits("lda", False),
    "nmf_free": _fits("nmf", False),
    "coding": Stage("evidence", ("passages",), topics.coding_settings, topics.coding),
    "scores": Stage("evidence", ("counts", "coding"), topics.score_settings, topics.scores),
    "family": Stage("trends", ("lda_themes", "nmf_themes", "scores"), trends.prevalence_settings, trends.family),
    "contrasts": Stage("trends", ("family",), trends.contrast_settings, trends.contrast),
    "others": Stage("trends", ("family",), trends.prevalence_settings, trends.others),
    "evidence": Stage("studies", ("family",), trends.evidence_settings, trends.evidence),
    "checks": Stage("studies", ("family",), trends.checks_settings, trends.checks),
    "sensitivity": Stage("studies", ("contrasts",), sensitivity.settings, sensitivity.stage),
}


def needed(study: "Study", stage: str) -> list[str]:
    """The stages that `stage` reads, methods that the recipe leaves out left out."""
    methods = study.recipe.topics.methods
    return [n for n in STAGES[stage].needs if not n.startswith(("lda_", "nmf_")) or n[:3] in methods]


def key(study: "Study", stage: str) -> str:
    """The hash of everything a stage's result depends on: inputs, settings, earlier stages, code and versions."""
    described = {
        "stage": stage,
        "code": code_digest(STAGES[stage].floor),
        "versions": versions(),
        "settings": STAGES[stage].settings(study),
        "needs": [key(study, name) for name in needed(study, stage)],
    }
    return sha256_bytes(canonical_json(described).encode("utf-8"))


def folder(study: "Study", stage: str) -> Path:
    """Where the result of a stage is kept: in the study's build, or in the build beside it that has it already."""
    name = f"{stage}-{key(study, stage)[:20]}"
    if study.beside is not None and cache.holds(study.beside / cache.CACHE / name):
        return study.beside / cache.CACHE / name
    return study.build / cache.CACHE / name


def result(study: "Study", stage: str, name: str) -> Any:
    """One value of a stage's result: from the cache, else computed, stored, and read back, so that a build that was
    killed and continued ends with the same bytes as one that ran through."""
    ensure(study, stage)
    return cache.get(folder(study, stage), name)


def ensure(study: "Study", stage: str) -> bool:
    """Have the result of a stage in the cache; True when it had to be computed."""
    place = folder(study, stage)
    if cache.holds(place):
        return False
    with cache.locked(study.build):
        if not cache.holds(place):
            cache.put(place, STAGES[stage].run(study))
    return True
