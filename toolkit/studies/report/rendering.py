"""Templates to HTML: one environment that escapes everything, style and script inline and named by their hashes."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from toolkit.base.onefile import source_hash
from toolkit.studies.report.drawing.palette import palette_css


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """The HTML of a template with the report's style and script; text from outside is escaped by the template.

    The content policy lets only these very bytes style or run.
    """
    assets = {"css": _style(), "js": _source("report.js")}
    hashes = {f"{kind}_hash": source_hash(text) for kind, text in assets.items()}
    return str(_environment().get_template(name).render(**assets, **hashes, **context)) + "\n"


@cache
def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _style() -> str:
    colours = palette_css(":root", dark=":root:not([data-look=light])", chosen=":root[data-look=dark]")
    return colours + _source("report.css")


@cache
def _source(name: str) -> str:
    return files("toolkit.studies.report").joinpath("templates", name).read_text(encoding="utf-8")
