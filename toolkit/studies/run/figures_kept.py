"""Figures of a build kept under the hash of all they are drawn from: a report with nothing new draws none again."""

import json
import shutil
from importlib.metadata import version
from pathlib import Path

from toolkit.base.files import atomic_folder, canonical_json, sha256_bytes, sha256_file, write_json
from toolkit.studies.path import cache, sensitivity, stages
from toolkit.studies.path.study import Study
from toolkit.studies.path.versions import code_digest, versions_up_to
from toolkit.studies.report.figures import Figure, write_figures

KEPT = "figures"
INDEX = "drawn.json"
FONTS = ("fonttools", "pillow")  # what matplotlib writes its PDF and PNG by


def write_kept_figures(study: Study, folder: Path) -> list[Figure]:
    """Every figure of the study in `folder`/figures, as write_figures gives them; drawn only where something is new."""
    place = figures_folder(study)
    figures = _known(place)
    if figures is None:
        with atomic_folder(place, prefix=cache.UNFINISHED, what="the build") as made:
            _draw(study, made)
        figures = _known(place)
        assert figures is not None
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for name in json.loads((place / INDEX).read_text(encoding="utf-8"))["files"]:  # what else lies there is not ours
        shutil.copy2(place / "figures" / name, folder / "figures" / name)
    return figures


def figures_folder(study: Study) -> Path:
    """Where the figures are kept: under the hash of results, settings, names, code and versions."""
    wanted = [*stages.on_path(study), *([sensitivity.STAGE] if study.with_sensitivity else [])]
    described = {
        "results": [stages.key(study, stage) for stage in wanted],
        "recipe": study.recipe.model_dump(mode="json"),
        "language": study.language,
        "themes": study.themes.to_dict(),
        "code": code_digest("studies"),
        "versions": versions_up_to("studies") | {name: version(name) for name in FONTS},
    }
    key = sha256_bytes(canonical_json(described).encode("utf-8"))
    return study.build / cache.CACHE / f"{KEPT}-{key[:20]}"


def _draw(study: Study, made: Path) -> None:
    figures = write_figures(study, made)
    told = [{"name": f.name, "title": f.title, "alt": f.alt} for f in figures]
    digests = {path.name: sha256_file(path) for path in sorted((made / "figures").glob("*"))}
    write_json(made / INDEX, {"figures": told, "files": digests, "told": _digest(told)})


def _digest(told: object) -> str:
    return sha256_bytes(canonical_json(told).encode("utf-8"))


def _known(place: Path) -> list[Figure] | None:
    """The figures kept in `place`; None where there are none, or a file is not what was written."""
    try:
        index = json.loads((place / INDEX).read_text(encoding="utf-8"))
        if index["told"] != _digest(index["figures"]) or any(
            sha256_file(place / "figures" / name) != digest for name, digest in index["files"].items()
        ):
            return None
        svg = {one["name"]: (place / "figures" / f"{one['name']}.svg").read_text("utf-8") for one in index["figures"]}
        return [Figure(**one, svg=svg[one["name"]]) for one in index["figures"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
