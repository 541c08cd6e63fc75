"""What dates one article, told to a person in the language of the study: what stands, and what felled the others."""

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from toolkit.plots.wording import DATE_RULES
from toolkit.studies.report.words import LANGUAGES, number, words


def told_witnesses(table: pd.DataFrame, language: str) -> list[str]:
    """The witnesses of one article (rows of `date_witnesses`) as lines: the answer first, then each of the others."""
    say = words("witnesses", language)
    standing, others = table[table["stands"]], table[~table["stands"]]
    lines = []
    for row in standing.to_dict("records"):
        date = row["date"] or say["unknown"]
        strength = number(float(row["strength"]), language, 2)
        lines.append(say["dated"].format(date=date, by=_by(row, language), strength=strength) + _shared(row, language))
    if not len(standing):
        lines.append(say["undated"] if len(others) else say["nothing"])
    lines += [say["others" if len(standing) else "heard"]] if len(others) else []
    for row in others.to_dict("records"):
        note = told_note(str(row["fell_to"]), language) or say["agrees"]
        date = row["date"] or say["no_date"]
        lines.append(f"- {date}, {_by(row, language)}: {note}{_shared(row, language)}")
    settles = "mend" if (others["kind"] == "override").any() else "settle"
    return [*lines, say[settles]] if not len(standing) else lines


def told_note(note: str, language: str) -> str:
    """What felled a witness, in the language; a note that is not known, as it is."""
    for pattern, template in _notes(language):
        if match := pattern.fullmatch(note):
            fields = {name: kind_name(value, language) for name, value in match.groupdict().items()}
            return template.format(**fields)
    return note


def kind_name(kind: str, language: str) -> str:
    """A kind of witness in the language; any other word as it is."""
    if kind in DATE_RULES:
        return DATE_RULES[kind][LANGUAGES.index(language)]
    known: Mapping[str, str] = words("witness_kinds", language)
    return known.get(kind, kind)


def _by(row: Mapping[str, object], language: str) -> str:
    said = str(row["words"])
    return kind_name(str(row["kind"]), language) + (f" “{said}”" if said else "")


def _shared(row: Mapping[str, object], language: str) -> str:
    share = row["shared"]
    if not isinstance(share, float) or share != share or share * 100 < FEW_SHARE:
        return ""
    said: str = words("witnesses", language)["shared"]
    return " " + said.format(share=number(100 * share, language, 0))


FEW_SHARE = 10  # per cent of an outlet's documents with one date, under which it needs no word


@cache
def _notes(language: str) -> list[tuple[re.Pattern[str], str]]:
    known: Mapping[str, str] = words("witness_notes", language)
    return [
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(note))), said) for note, said in known.items()
    ]
