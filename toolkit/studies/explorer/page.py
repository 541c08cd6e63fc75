"""explorer.html: one file, offline, its data compressed inside, its style and script admitted by their hashes."""

from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from toolkit.base.files import write_text
from toolkit.base.onefile import filled, one_file
from toolkit.studies.explorer.addresses import PAGE, explorer_words
from toolkit.studies.explorer.explored import Explored
from toolkit.studies.explorer.payload import payload
from toolkit.studies.report.drawing.palette import palette_css

BOOT = "boot(document.getElementById('explorer'), document.getElementById('data'));"


def write_explorer(explored: Explored, folder: Path) -> Path:
    """Write `folder`/explorer.html; the same input gives the same bytes.

    Nothing else may load: style and script stand in the page and are named by their hashes, there is no request. All
    that comes from outside is data, shown as text.
    """
    path = folder / PAGE
    folder.mkdir(parents=True, exist_ok=True)
    write_text(path, render_explorer(explored))
    return path


def render_explorer(explored: Explored) -> str:
    """The page as text."""
    told = explorer_words(explored.language)
    title = f"{explored.title} · {told['explorer']}"
    shown = {"title": title, **{name: told[name] for name in ("loading", "no_script", "failed")}}
    return one_file(
        payload(explored),
        language=explored.language,
        title=title,
        style=stylesheet(),
        script=asset("js") + BOOT,
        body=filled(asset("html").rstrip(), {name: escape(text) for name, text in shown.items()}),
    )


@cache
def stylesheet() -> str:
    """The explorer's style, with the report's colours of the themes."""
    return palette_css(".chude") + asset("css")


@cache
def asset(kind: str) -> str:
    """A file of the module: html, css, js."""
    return files("toolkit.studies.explorer").joinpath(f"explorer.{kind}").read_text(encoding="utf-8")
