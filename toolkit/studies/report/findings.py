"""Findings in sentences, generated from verdicts only.

A sentence never says *rose* or *fell* when the verdict does not, and never says *stayed* for *no clear change*.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.base.reasons import reason_text
from toolkit.studies.path.study import Study
from toolkit.studies.report.words import interval_text, number, percent_text, points_text, whole, words
from toolkit.trends.measures import measure_of
from toolkit.words.themes import Themes


@dataclass(frozen=True)
class Finding:
    """One sentence about one theme and pair of periods, with its verdict and the reason for it."""

    theme: str
    earlier: str
    later: str
    verdict: str
    sentence: str
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """All reasons in one line."""
        return self.reason_but(())

    def reason_but(self, shared: Collection[str]) -> str:
        """The reasons that are not told for all findings together, in one line."""
        return "; ".join(one for one in self.reasons if one not in shared)


def shared_reasons(found: Sequence[Finding]) -> tuple[str, ...]:
    """The reasons that every one of several findings has: told once for all."""
    if len(found) < 2:
        return ()
    return tuple(one for one in found[0].reasons if all(one in other.reasons for other in found))


def findings(study: Study) -> list[Finding]:
    """One finding for each row of the declared family, in the order of the themes.

    The sentence is HTML: the theme's label, escaped, stands in <b>.
    """
    return [
        _finding(study, i, row)
        for i, row in enumerate(study.contrasts.to_frame().to_dict("records"))
        if row["verdict"] and row["method"] == study.headline.method and row["measure"] == study.headline.measure
    ]


def _finding(study: Study, i: int, row: Mapping[str, Any]) -> Finding:
    """The finding of row `i` of the contrasts."""
    from html import escape

    language, verdict, told = study.language, str(row["verdict"]), words("findings", study.language)
    kind = "lost share" if verdict == "fell" and "lost_share" in str(row["reason_code"]).split("; ") else verdict
    kind = "absent" if row["theme"] in study.absent_themes else kind
    index = study.headline.is_index
    change = float(row["change"])
    more, less, of = _measured(study, index)
    fields = {
        "theme": escape(theme_name(study.themes, str(row["theme"]), language)),
        "more": more,
        "less": less,
        "levels": _levels(study, row, index, of),
        "change": number(change, language, 2, sign=True) if index else points_text(change, language),
        "interval": interval_text(float(row["lower"]), float(row["upper"]), study.contrasts.level, language, index),
        "margin": points_text(study.contrasts.margin, language, sign=False),
        "n_earlier": whole(int(row["n_earlier"]), language),
        "n_later": whole(int(row["n_later"]), language),
    }
    if kind in ("rose", "fell"):
        fields["change"] = number(abs(change), language, 2) if index else points_text(abs(change), language, sign=False)
    sentence = str(told[kind]).format(**fields)
    if index and kind not in ("too few", "not comparable", "absent"):
        sentence += str(told["index_note"])
    given = study.contrasts.reasons
    one_reason = study.contrasts.reason_of(i, language)
    reasons = tuple(reason_text(one, language) for one in given[i]) if given else (one_reason,) if one_reason else ()
    return Finding(str(row["theme"]), str(row["earlier"]), str(row["later"]), verdict, sentence, reasons)


def _measured(study: Study, index: bool) -> list[str]:
    """What more and less of the measure is, and what its percentages are percentages of."""
    from toolkit.plots.wording import counted_of

    told, measure = words("findings", study.language), measure_of(study.headline.measure).words(study.language)
    texts = (told["index_more"], told["index_less"], "") if index else (measure.more, measure.less, measure.of)
    return [str(text).format(unit=counted_of(study.headline, study.language)) for text in texts]


def _levels(study: Study, row: Mapping[str, Any], index: bool, of: str) -> str:
    p = study.headline
    if row["theme"] not in p.themes:
        return ""  # none of its seeds occurs: there is no figure
    t = p.themes.index(str(row["theme"]))
    a, b = (float(p.estimate[p.periods.index(str(row[side])), t]) for side in ("earlier", "later"))
    language = study.language
    shown = [number(v, language, 2) if index else percent_text(v, language) for v in (a, b)]
    first = f"{shown[0]} {of}".strip()
    return str(words("findings", language)["levels"]).format(
        a=first, b=shown[1], earlier=row["earlier"], later=row["later"]
    )


def theme_name(themes: Themes, key: str, language: str) -> str:
    """The label of a theme in `language`, else the key with spaces (a topic that is no named theme)."""
    return themes[key].name(language) if key in themes.keys else key.replace("_", " ")
