"""The page of study.toml, from the model that reads it; each key has its sentence in settings.toml."""

import tomllib
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from generators.writing import MADE, cell, code, table
from toolkit.studies.asked.recipe import Recipe

SENTENCES = Path(__file__).with_name("settings.toml")


def sentences() -> dict[str, dict[str, dict[str, str]]]:
    """Table → key → {en, vi}."""
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))


def keys() -> dict[str, dict[str, Any]]:
    """Table → key → the field of the model."""
    return {name: dict(field.annotation.model_fields) for name, field in Recipe.model_fields.items()}  # type: ignore[union-attr]


def kind(annotation: Any) -> str:
    """What may be written, in words."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f'"{value}"' for value in args)
    if origin in (Union, types.UnionType):
        return " or ".join(kind(one) for one in args if one is not type(None))
    if origin is tuple and args[-1] is Ellipsis:
        return f"a list of {kind(args[0])}"
    if origin is tuple:
        return f"[{', '.join(kind(one) for one in args)}]"
    if origin is dict:
        return f"{{ name = {kind(args[1])} }}"
    if origin is not None and args:  # Annotated
        return kind(args[0])
    return {str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(annotation, "a date")


def bounds(field: Any) -> str:
    """The limits of a number."""
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    found = [f"{signs[n]} {getattr(m, n):,}" for m in field.metadata for n in signs if getattr(m, n, None) is not None]
    return f" ({', '.join(found)})" if found else ""


def default(field: Any) -> str:
    """What holds where the key is not written."""
    if field.is_required():
        return "**required**"
    value = field.default if field.default is not PydanticUndefined else None
    if value is None or value == "" or value == () or value == {}:
        return "–"
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, tuple):
        return code(list(value))
    return code(f'"{value}"' if isinstance(value, str) else value)


def study_page() -> str:
    """study.toml: every table and key."""
    words, parts = sentences(), [MADE, INTRODUCTION]
    for name, fields in keys().items():
        told = words.get(name, {})
        about = told.get("about", {})
        rows = [_row(key, field, told.get(key, {})) for key, field in fields.items()]
        parts += [f"\n## [{name}]\n\n{about.get('en', '')}\n" if about else f"\n## [{name}]\n"]
        parts += [table(["key", "what it does", "write", "default"], rows)]
    return "\n".join(parts)


def _row(key: str, field: Any, said: dict[str, str]) -> tuple[str, ...]:
    written = cell(kind(field.annotation) + bounds(field))
    return code(key), cell(said.get("en", "")), written, default(field)


INTRODUCTION = """# study.toml

What a study does. `chude new` writes one; only `[corpus] path`, `[corpus] selection`, `[topics] n_topics` and
`[topics] seed` are required. Paths are relative to the file. A key that is not known stops the run, with its line and
the nearest known key. `--set table.key=value` lays a setting over the file for one run, and the report records it.

*Tiếng Việt: [các khóa của study.toml](../vi/cau_hinh.md).*

From Python the same settings are a [`Recipe`](names/Recipe.rst).
"""
