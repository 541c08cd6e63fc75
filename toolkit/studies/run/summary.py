"""What a command prints: a report in a few lines, keywords in context."""

import re
from html import unescape
from typing import Any

import pandas as pd

from toolkit.studies.path.steps_documents import statuses
from toolkit.studies.path.study import Study
from toolkit.studies.report.findings import findings
from toolkit.studies.report.words import as_sentence
from toolkit.studies.run.checks import tally_line
from toolkit.words.spelling import as_term


def summary(study: Study) -> dict[str, Any]:
    """A finished study as JSON holds it: documents, verdicts, cautions, where the page is."""
    frame = study.contrasts.frame[study.contrasts.frame["verdict"] != ""]
    verdicts = [
        {k: row[k] for k in ("theme", "measure", "earlier", "later", "change", "lower", "upper", "verdict", "reason")}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
    return {
        "documents": statuses(study.corpus),
        "verdicts": verdicts,
        "cautions": study.cautions,
        "calibrated": bool(study.headline.calibrated),
        "page": (study.build / "index.html").as_posix(),
    }


def told_lines(study: Study) -> list[str]:
    """What `chude report` prints of a finished study, in the study's language: counts, findings, cautions, the page."""
    found, language = summary(study), study.language
    lines = [tally_line(found["documents"], language)]
    for finding in findings(study):
        reason = f" {as_sentence(finding.reason)}" if finding.reason else ""
        lines.append(unescape(re.sub(r"<[^>]+>", "", finding.sentence)) + reason)
    return [*lines, *(f"! {line}" for line in found["cautions"]), found["page"]]


def _often(counted: tuple[Any, int]) -> tuple[int, str]:
    return -counted[1], str(counted[0])


def context_lines(table: pd.DataFrame, term: str) -> list[str]:
    """A concordance in lines, the keyword in one column; the number of hits first."""
    places, units = len(table), table["unit"].nunique()
    lines = [f"{term}: {places:,} in {units:,}"]
    forms = table["keyword"].map(lambda word: as_term(str(word)).replace("_", " ")).value_counts()
    if len(forms) > 1:  # of a term typed without diacritics: which words it stands for
        lines.append("written " + ", ".join(f"{form} {n:,}" for form, n in sorted(forms.items(), key=_often)))
    width = max((len(text) for text in table["left"]), default=0)
    for row in table.itertuples(index=False):
        left, right = " ".join(str(row.left).split()), " ".join(str(row.right).split())
        lines.append(f"{left:>{width}} [{row.keyword}] {right}  ({row.unit})")
    return lines
