"""What must be known of groups, effects, company and changes at a fixed mix: told where they stand on the page."""

from collections.abc import Iterator

import pandas as pd

from toolkit.base.reasons import Reason, reason_text, reasons_from_json
from toolkit.studies.path.study import Study
from toolkit.studies.report.cautions import cautions
from toolkit.studies.report.words import words

PARTS = {
    "effects": "effects",
    "groups": "groups",
    "within_contrasts": "within",
    "company_by_period": "company",
    "company": "company",
    "adjusted": "adjusted",
}
TOLD_THERE = {"effects_uncalibrated", "given", "index_only"}  # by the caption of the figure, or at each figure


def beside_notes(study: Study) -> list[str]:
    """A line each, in the report's language: what could not be had and why, and what must be known of what is there;
    what the head of the page says already is not said again."""
    text, known = words("page", study.language), set(cautions(study))
    found = [*study.group_notes, *((name, why) for name, why in _told(study) if why not in known)]
    lines = [f"{text[PARTS[name]]}: {reason_text(why, study.language)}." for name, why in found]
    return list(dict.fromkeys(lines))


def _told(study: Study) -> Iterator[tuple[str, Reason]]:
    """The cautions of each part that is shown."""
    for name, part in (("effects", study.effects), ("groups", study.by_group)):
        if part is not None:
            yield from ((name, one) for one in part.cautions if one.code not in TOLD_THERE)
    for name, table in (("adjusted", study.adjusted), ("company", study.company), ("company", study.company_by_period)):
        yield from ((name, one) for one in _of_rows(table))


def _of_rows(table: pd.DataFrame) -> list[Reason]:
    """The cautions of a table, each once."""
    rows = table["cautions"].unique() if "cautions" in table else ()  # a table that somebody else made
    return list(dict.fromkeys(one for row in rows for one in reasons_from_json(row)))
