"""Findings in sentences, generated from verdicts only.

A sentence never says *rose* or *fell* when the verdict does not, and never says *stayed* for *no clear change*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.studies.path.study import Study
from toolkit.studies.report.words import interval_text, number, percent_text, points_text, reason_text
from toolkit.words.themes import Themes


@dataclass(frozen=True)
class Finding:
    """One sentence about one theme and pair of periods, with its verdict and the reason for it."""

    theme: str
    earlier: str
    later: str
    verdict: str
    sentence: str
    reason: str


PATTERNS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "rose": "<b>{theme}</b> {more}: {levels}; mức tăng là {change} ({interval}).",
        "fell": "<b>{theme}</b> {less}: {levels}; mức giảm là {change} ({interval}).",
        "lost share": "<b>{theme}</b> {less}, dù số tin bài không giảm: {levels}; thay đổi {change} ({interval}).",
        "steady": "<b>{theme}</b> giữ ổn định trong phạm vi ± {margin}: {levels}; thay đổi {change} ({interval}).",
        "no clear change": "<b>{theme}</b>: dữ liệu chưa đủ để kết luận là tăng, giảm hay giữ ổn định "
        "({levels}; thay đổi {change}, {interval}).",
        "too few": "<b>{theme}</b>: quá ít tin để so sánh ({n_earlier} và {n_later}); không có kết luận.",
        "absent": "<b>{theme}</b>: không từ khóa nào của chủ đề này xuất hiện trong các bài, nên không có số liệu.",
        "not comparable": "<b>{theme}</b>: hai giai đoạn không so sánh được với nhau; không có kết luận.",
    },
    "en": {
        "rose": "<b>{theme}</b> {more}: {levels}; it rose by {change} ({interval}).",
        "fell": "<b>{theme}</b> {less}: {levels}; it fell by {change} ({interval}).",
        "lost share": "<b>{theme}</b> {less} although its stories did not become fewer: {levels}; change {change} "
        "({interval}).",
        "steady": "<b>{theme}</b> held steady within ± {margin}: {levels}; change {change} ({interval}).",
        "no clear change": "<b>{theme}</b>: the data do not tell whether it rose, fell or held steady "
        "({levels}; change {change}, {interval}).",
        "too few": "<b>{theme}</b>: too few stories to compare ({n_earlier} and {n_later}); no verdict.",
        "absent": "<b>{theme}</b>: none of its seeds occurs in these texts, so there is no figure.",
        "not comparable": "<b>{theme}</b>: the two periods cannot be compared; no verdict.",
    },
}
# What more and less of a measure is, and what its percentages are percentages of.
MORE_LESS_OF: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "vi": {
        "share": ("chiếm tỷ trọng lớn hơn trong từ vựng", "chiếm tỷ trọng nhỏ hơn trong từ vựng", "từ vựng"),
        "presence": ("có mặt trong nhiều {unit} hơn", "có mặt trong ít {unit} hơn", "số {unit}"),
        "room": ("chiếm nhiều dung lượng hơn", "chiếm ít dung lượng hơn", "độ dài văn bản"),
        "dominant": ("là chủ đề chính của nhiều {unit} hơn", "là chủ đề chính của ít {unit} hơn", "số {unit}"),
        "index": ("có chỉ số cao hơn", "có chỉ số thấp hơn", ""),
    },
    "en": {
        "share": ("takes a larger share of the vocabulary", "takes a smaller share of the vocabulary", "of it"),
        "presence": ("is carried by more {unit}", "is carried by fewer {unit}", "of {unit}"),
        "room": ("takes more room", "takes less room", "of the text"),
        "dominant": ("is the main theme of more {unit}", "is the main theme of fewer {unit}", "of {unit}"),
        "index": ("has a higher index", "has a lower index", ""),
    },
}
LEVELS = {
    "vi": "{a} ở giai đoạn {earlier}, {b} ở giai đoạn {later}",
    "en": "{a} in {earlier}, {b} in {later}",
}


def findings(study: Study) -> list[Finding]:
    """One finding for each row of the declared family, in the order of the themes.

    The sentence is HTML: the theme's label, escaped, stands in <b>.
    """
    return [
        _finding(study, row)
        for row in study.contrasts.to_frame().to_dict("records")
        if row["verdict"] and row["method"] == study.headline.method and row["measure"] == study.headline.measure
    ]


def _finding(study: Study, row: Mapping[str, Any]) -> Finding:
    from html import escape

    language, reason = study.language, str(row["reason"] or "")
    verdict = str(row["verdict"])
    if row["theme"] in study.absent_themes:
        verdict = "absent"
    kind = "lost share" if verdict == "fell" and "lost share" in reason else verdict
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
        "n_earlier": int(row["n_earlier"]),
        "n_later": int(row["n_later"]),
    }
    if kind in ("rose", "fell"):
        fields["change"] = number(abs(change), language, 2) if index else points_text(abs(change), language, sign=False)
    sentence = PATTERNS[language][kind].format(**fields)
    if index and kind not in ("too few", "not comparable", "absent"):
        sentence += (
            " Đây là chỉ số chưa hiệu chỉnh, không phải tỷ lệ phần trăm."
            if language == "vi"
            else " This is an uncalibrated index, not a percentage."
        )
    return Finding(
        str(row["theme"]),
        str(row["earlier"]),
        str(row["later"]),
        str(row["verdict"]),
        sentence,
        reason_text(reason, language),
    )


def _measured(study: Study, index: bool) -> list[str]:
    from toolkit.plots.wording import counted_of

    told = MORE_LESS_OF[study.language]["index" if index else study.headline.measure]
    return [text.format(unit=counted_of(study.headline, study.language)) for text in told]


def _levels(study: Study, row: Mapping[str, Any], index: bool, of: str) -> str:
    p = study.headline
    if row["theme"] not in p.themes:
        return ""  # none of its seeds occurs: there is no figure
    t = p.themes.index(str(row["theme"]))
    a, b = (float(p.estimate[p.periods.index(str(row[side])), t]) for side in ("earlier", "later"))
    language = study.language
    shown = [number(v, language, 2) if index else percent_text(v, language) for v in (a, b)]
    first = f"{shown[0]} {of}".strip()
    return LEVELS[language].format(a=first, b=shown[1], earlier=row["earlier"], later=row["later"])


def theme_name(themes: Themes, key: str, language: str) -> str:
    """The label of a theme in `language`, else the key with spaces (a topic that is no named theme)."""
    return themes[key].name(language) if key in themes.keys else key.replace("_", " ")
