"""Right and seen of every phrase and kind of witness: `documents_dates.py counts` writes them into the package.

On the mission (equal texts once), the articles of law, the half of the press that is tuned on, and the half of the
invented openings and pages that rules may be tuned on.
"""

import re
from collections import defaultdict
from pathlib import Path

import pandas as pd
from dates_data import Row, gold, law, mission, press

from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import clean_spans
from toolkit.documents.dating.facts import Facts, facts_of, latest_year
from toolkit.documents.dating.law import in_force_years, news_part
from toolkit.documents.dating.phrases import phrases
from toolkit.documents.dating.years import standing_votes, year_votes

DATING = Path(__file__).resolve().parents[2] / "toolkit" / "documents" / "dating"
Counts = dict[str, list[int]]


def section_counts() -> pd.DataFrame:
    """Count, write years.toml and kinds.toml, and show what was counted."""
    phrase_counts: Counts = defaultdict(lambda: [0, 0])
    kind_counts: Counts = defaultdict(lambda: [0, 0])
    furniture = read_furniture()
    rows = [*mission(), *(row for row in press() if row.half == "tune"), *law(), *gold()]
    for row in rows:
        facts, text = facts_of(row.text, clean_spans(row.text, furniture), title=row.title, url=row.url)
        _count_kinds(kind_counts, row, facts, text)
        if row.collection != "law":
            _count_phrases(phrase_counts, row, facts, text)
    _write(DATING / "years.toml", "phrase", phrase_counts)
    _write(DATING / "kinds.toml", "kind", kind_counts)
    table = [("phrase", n, *c) for n, c in phrase_counts.items()] + [("kind", n, *c) for n, c in kind_counts.items()]
    return pd.DataFrame(table, columns=["what", "name", "right", "seen"]).sort_values(["what", "name"])


def _count_phrases(counts: Counts, row: Row, facts: Facts, text: str) -> None:
    """Each phrase once a document and year, as it votes: where no dateline says its year, after what bounds forbid."""
    if facts.told is not None and not facts.told.note:
        return
    body = news_part(text)
    votes, _ = standing_votes(year_votes(body, facts.line), facts.line, latest_year(body))
    for phrase, year in sorted({(vote.phrase, vote.year) for vote in votes}):
        counts[phrase][0] += year == int(row.truth[:4])
        counts[phrase][1] += 1


def _count_kinds(counts: Counts, row: Row, facts: Facts, text: str) -> None:
    """Kinds whose truth is the source's own date; of what a page states, beside the stamp of its address."""
    seen = {(w.kind, w.value) for w in facts.stated}
    if facts.told is not None and not facts.told.note:
        seen.add(("dateline", facts.told.value))
    seen |= {("signed", w.value) for w in facts.signed}
    if row.collection == "gold":
        seen = {(kind, value) for kind, value in seen if kind in ("dateline", "date_line", "bare_line", "signed")}
    if row.collection == "law":
        seen = {(kind, value) for kind, value in seen if kind == "signed"}
        seen |= {("in_force", year) for year, _ in (in_force_years(text) if facts.line is None else ())}
    for kind, value in sorted(seen):
        right = value[:4] == row.truth[:4]
        for name in (kind, *(("column", "published") if kind == "url" else ())):
            counts[name][0] += right
            counts[name][1] += 1


def _write(path: Path, table: str, counts: Counts) -> None:
    """The counts put into their rows of a table; nothing else of the file is touched."""
    text = path.read_text(encoding="utf-8")
    names = list(phrases()) if table == "phrase" else re.findall(r"^\[(\w+)\]", text, re.M)
    for name in names:
        header = f"[phrase.{name}]" if table == "phrase" else f"[{name}]"
        start = text.index(header)
        end = text.find("\n[", start + 1)
        block = text[start : end if end > 0 else len(text)]
        if "right = " in block:
            right, seen = counts[name]
            made = re.sub(r"^right = \d+$", f"right = {right}", block, flags=re.M)
            made = re.sub(r"^seen = \d+$", f"seen = {seen}", made, flags=re.M)
            text = text.replace(block, made, 1)
    path.write_text(text, encoding="utf-8")
