"""What was declared before the first fit: the family of tests, margin and themes; later edits are listed."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from toolkit.base.files import canonical_json, sha256_bytes, write_json
from toolkit.base.reasons import Reason
from toolkit.studies.path.cache import CACHE
from toolkit.studies.path.study import Study

RECORD = "declared.json"
MANIFEST = "manifest.json"


def declaration(study: Study) -> dict[str, Any]:
    """[compare] and the themes' words, as they stand now."""
    themes = {theme.key: {"seeds": list(theme.seeds_said), "exclude": list(theme.exclude)} for theme in study.themes}
    return {"compare": study.recipe.resolved()["compare"], "themes": themes}


def declared_hash(declared: dict[str, Any]) -> str:
    """The SHA-256 of one declaration."""
    return sha256_bytes(canonical_json(declared).encode("utf-8"))


def history(build: Path) -> list[dict[str, Any]]:
    """The declarations of a build, the one before the first fit first; from its cache, else from its manifest."""
    for path in (build / CACHE / RECORD, build / MANIFEST):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            found = found["declared"]["history"] if path.name == MANIFEST else found
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(found, list) and all(isinstance(entry, dict) for entry in found):
            return found
    return []


def record(study: Study) -> list[dict[str, Any]]:
    """Note the present declaration, if it is not the last one noted; returns the whole history."""
    known, present = history(study.build), declaration(study)
    if not known or known[-1] != present:
        known = [*known, present]
    write_json(study.build / CACHE / RECORD, known)
    return known


def changed_defaults(study: Study) -> list[Reason]:
    """What an older build was made with that study.toml leaves to a default which has changed since; told once, for the
    next build is made with the new one."""
    try:
        former = json.loads(((study.beside or study.build) / MANIFEST).read_text(encoding="utf-8"))["recipe"]["words"][
            "drop"
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [Reason("drop_default")] if former == [] and study.recipe.words.drop is None else []


def carry(build: Path, other: Path) -> None:
    """Give another build the history of this one, so that a rebuild for verification lists the same edits."""
    write_json(other / CACHE / RECORD, history(build))


def edits(study: Study) -> list[str]:
    """One line an edit made after the first fit: "compare.margin: 0.03 → 0.05"."""
    entries = history(study.build)
    if entries and entries[-1] != declaration(study):
        entries = [*entries, declaration(study)]
    return [line for before, after in pairwise(entries) for line in _changes(before, after)]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    lines = []
    for table in ("compare", "themes"):
        old, new = before.get(table, {}), after.get(table, {})
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                lines.append(f"{table}.{name}: {_change(old.get(name), new.get(name))}")
    return lines


def _change(old: Any, new: Any) -> str:
    """A setting as "old → new"; a theme as the phrases that came (+) and went (−)."""
    if isinstance(old, dict) and isinstance(new, dict) and "seeds" in old and "seeds" in new:
        parts = []
        for kind in ("seeds", "exclude"):
            parts += [f"{kind} − {phrase}" for phrase in old.get(kind, []) if phrase not in new.get(kind, [])]
            parts += [f"{kind} + {phrase}" for phrase in new.get(kind, []) if phrase not in old.get(kind, [])]
        return ", ".join(parts) or "seeds in another order"
    return f"{_shown(old)} → {_shown(new)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict) and "seeds" in value:
        return ", ".join(value["seeds"])
    return "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
