"""explorer.html: one file, offline, its data compressed inside, its style and script admitted by their hashes."""

import base64
import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from toolkit.base.files import write_text
from toolkit.studies.explorer.addresses import PAGE, explorer_words
from toolkit.studies.explorer.explored import Explored
from toolkit.studies.explorer.payload import packed, payload

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
    told, style, script = explorer_words(explored.language), asset("css"), asset("js") + BOOT
    fills = {
        "lang": explored.language,
        "title": escape(f"{explored.title} · {told['explorer']}"),
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
        "loading": escape(told["loading"]),
        "no_script": escape(told["no_script"]),
        "failed": escape(told["failed"]),
        "data": base64.b64encode(packed(payload(explored))).decode("ascii"),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: fills[match[1]], asset("html"))


@cache
def asset(kind: str) -> str:
    """A file of the module: html, css, js."""
    return files("toolkit.studies.explorer").joinpath(f"explorer.{kind}").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
