"""Short HTML cards for notebooks; everything from outside is escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape

LONGEST_CELL, LONGEST_CAUTION, MOST_CAUTIONS = 120, 300, 12
MOST_BYTES_OF_ROWS = 30_000


def card(
    title: str,
    facts: Sequence[tuple[str, object]],
    columns: Sequence[str] = (),
    rows: Iterable[Sequence[object]] = (),
    cautions: Sequence[str] = (),
) -> str:
    """An HTML card under 50 kB: a title, facts as a line, the first rows as a table, cautions below."""
    line = " · ".join(f"{escape(name)}: <b>{_cell(str(value))}</b>" for name, value in facts)
    head = "".join(f"<th style='text-align:left'>{escape(str(c))}</th>" for c in columns)
    body = _rows(rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    warn = "".join(f"<div style='color:#a04000'>⚠ {_cell(c, LONGEST_CAUTION)}</div>" for c in cautions[:MOST_CAUTIONS])
    return f"<div><div><b>{escape(title)}</b></div><div>{line}</div>{table}{warn}</div>"


def _rows(rows: Iterable[Sequence[object]]) -> str:
    """The rows that find room, and how many did not."""
    shown: list[str] = []
    room, left = MOST_BYTES_OF_ROWS, 0
    for row in rows:
        text = "<tr>" + "".join(f"<td>{_cell(v)}</td>" for v in row) + "</tr>"
        room -= len(text.encode("utf-8", "surrogatepass"))
        if room > 0:
            shown.append(text)
        else:
            left += 1
    return "".join(shown) + (f"<tr><td>… {left} more</td></tr>" if left else "")


def _cell(value: object, longest: int = LONGEST_CELL) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return escape(text if len(text) <= longest else text[: longest - 1] + "…")


def line(card_html: str) -> str:
    """The title and the facts of a `card` in one line of plain text: what a terminal shows of a noun."""
    title, facts = re.findall(r"<div>(.*?)</div>", card_html.removeprefix("<div>"), flags=re.DOTALL)[:2]
    plain = [unescape(re.sub(r"<[^>]+>", "", part)) for part in (title, facts)]
    return f"<{plain[0]} · {plain[1]}>" if plain[1] else f"<{plain[0]}>"
