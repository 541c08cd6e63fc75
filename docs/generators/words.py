"""The page of statuses, verdicts, reasons and cautions: their sentences from the package, their remedies from here."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generators.writing import MADE, cell, code, explained, table
from toolkit.base.reasons import reason_words
from toolkit.documents.files.frames import STATUSES

REMEDIES = Path(__file__).with_name("remedies.toml")
OF_STATUS = explained("statuses")
OF_VERDICT = explained("verdicts")


def remedies() -> dict[str, list[str]]:
    """Code → what to do, in English and in Vietnamese."""
    return tomllib.loads(REMEDIES.read_text(encoding="utf-8"))


def codes() -> list[str]:
    """Every reason and caution, in the order of the file."""
    return [name for name in reason_words("en") if name != "words"]


def sentence(words: Mapping[str, Any], name: str) -> str:
    """A reason's sentence with its fields as they are named."""
    said = words.get(name, "–")
    said = said["other"] if isinstance(said, Mapping) else said
    return cell(re.sub(r"\{(\w+)(?::\w+)?\}", r"‹\1›", said))


def words_page() -> str:
    """Statuses of articles, verdicts, reasons and cautions, each with its remedy."""
    english, vietnamese, helped = reason_words("en"), reason_words("vi"), remedies()
    said = vietnamese["words"]
    statuses = [(code(s), *(cell(OF_STATUS[s][key]) for key in ("en", "remedy"))) for s in STATUSES]
    verdicts = [(f"*{v}*", said.get(v, v), cell(w["en"]), w["know"]) for v, w in OF_VERDICT.items()]
    reasons = [
        (
            f'<a id="{name}"></a>{code(name)}',
            sentence(english, name),
            helped.get(name, [""])[0],
        )
        for name in codes()
    ]
    checks = [(f"*{name}*", said[name]) for name in said if name not in OF_VERDICT]
    return "\n".join(
        [
            MADE,
            "# Statuses, verdicts, reasons and cautions\n",
            "*Tiếng Việt: [lý do và lưu ý](../vi/ly_do.md), [đọc một báo cáo](../vi/doc_bao_cao.md).*\n",
            "## Statuses of an article\n",
            table(["status", "what it means", "remedy"], statuses),
            "## Verdicts\n",
            "One rule gives them ([§11](../methods/11-verdicts.md)), for all comparisons together.\n",
            table(["verdict", "tiếng Việt", "what it says", "what to know"], verdicts),
            "## Reasons and cautions\n",
            "`reason_code` in contrasts.csv is the code. A reason stands beside a verdict, a caution at the head of a "
            "report. A name in ‹› is filled in.\n",
            table(["code", "what it says", "remedy"], reasons),
            "## Words used in them\n",
            table(["English", "tiếng Việt"], checks),
        ]
    )
