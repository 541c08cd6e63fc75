"""Pages of one file: data compressed inside, style and script admitted by their hashes, nothing else may load."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

_FIELD = re.compile(r"\{\{(\w+)\}\}")


def one_file(data: Mapping[str, Any], *, language: str, title: str, style: str, script: str, body: str) -> str:
    """The page as text: `body` is markup of ours, `title` and everything in `data` text from anywhere.

    The script finds `data` as JSON, gzip and base64 in the element `data`; nothing that stands there is markup.
    """
    fills = {
        "lang": language,
        "title": escape(title),
        "style": style,
        "style_hash": source_hash(style),
        "script": script,
        "script_hash": source_hash(script),
        "body": body,
        "data": base64.b64encode(packed(data)).decode("ascii"),
    }
    return filled(_shell(), fills)


def filled(template: str, fills: Mapping[str, str]) -> str:
    """The template with each {{name}} replaced once: what is put in is not looked at again."""
    return _FIELD.sub(lambda match: fills[match[1]], template)


def source_hash(text: str) -> str:
    """The hash by which a content policy admits this very style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def packed(data: Mapping[str, Any]) -> bytes:
    """The data as gzip whose bytes hang on their content alone: no time, no system, in the head."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    inside = made.compress(text) + made.flush()
    tail = zlib.crc32(text).to_bytes(4, "little") + (len(text) % 2**32).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + inside + tail


@cache
def _shell() -> str:
    return files("toolkit.base").joinpath("onefile.html").read_text(encoding="utf-8")
