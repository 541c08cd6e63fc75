"""Templates to HTML: one environment that escapes everything, style and script inline and named by their hashes."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

ASSETS = ("css", "js")


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """The HTML of a template with the report's style and script; text from outside is escaped by the template.

    The content policy lets only these very bytes style or run.
    """
    assets = {kind: _source(f"report.{kind}") for kind in ASSETS}
    hashes = {f"{kind}_hash": _hash(text) for kind, text in assets.items()}
    return str(_environment().get_template(name).render(**assets, **hashes, **context)) + "\n"


@cache
def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _source(name: str) -> str:
    return files("toolkit.studies.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
