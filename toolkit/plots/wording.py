"""The words of figures in Vietnamese and English: axis labels, captions and alternative texts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.base.reasons import number_text, word
from toolkit.documents.periods import TIMES
from toolkit.trends.estimates import FEWEST_STORIES, Prevalence
from toolkit.trends.measures import measure_of
from toolkit.words.conditions import UNHELD

MOST_PERIODS_TOLD, FEWEST_CODED = 4, 2

UNITS = {"vi": ("bài", "đoạn văn"), "en": ("articles", "paragraphs")}
STORIES = {"vi": "tin", "en": "stories"}
SOURCES_OF_ERROR = {
    "vi": {
        "stories": "việc tin nào được đăng",
        "shares": "sai số trong từng {unit}",
        "fits": "các lần khớp mô hình",
        "dates": "ngày tháng chưa chắc chắn",
        "codes": "mẫu mã hóa",
    },
    "en": {
        "stories": "which stories were published",
        "shares": "noise within {unit}",
        "fits": "refits of the model",
        "dates": "uncertain dates",
        "codes": "the coded sample",
    },
}
DATE_RULES = {
    "override": ("dates.csv", "dates.csv"),
    "column": ("cột ngày trong bảng", "column of a table"),
    "published": ("giờ đăng ghi trong trang", "time of publication in the page"),
    "url": ("địa chỉ trang", "address of the page"),
    "file_name": ("tên tệp", "file name"),
    "folder": ("tên thư mục hoặc bảng", "name of folder or table"),
    "date_line": ("dòng ngày cạnh tiêu đề", "date line by the title"),
    "bare_line": ("dòng ngày không giờ", "date line without a time"),
    "dateline": ("ngày đầu tin", "dateline"),
    "dateline_and_year": ("ngày đầu tin và năm trong bài", "dateline, year from the text"),
    "signed": ("ngày ký", "date of signature"),
    "in_force": ("ngày có hiệu lực", "day of effect"),
    "month": ("tháng trong bài", "month in the text"),
    "year": ("năm trong bài", "year in the text"),
}


def method_name(method: str, language: str) -> str:
    """What a method is called in a title: LDA, NMF, or the theme scores."""
    known = word(method, language)
    return known if known != method else method.upper()


def verdict_word(verdict: str, language: str) -> str:
    """A verdict in the language; a figure that bears none is exploratory."""
    return word(verdict or "exploratory", language)


def is_index(prevalence: Prevalence) -> bool:
    """True for uncalibrated presence and room: an index whose changes are shown, not a level."""
    return prevalence.is_index


def units_of(prevalence: Prevalence, language: str) -> str:
    """The units of analysis: articles, or the paragraphs they were split into."""
    return UNITS[language][int(_is_split(prevalence))]


def counted_of(prevalence: Prevalence, language: str) -> str:
    """What the percentages are of: stories where each counts once, else articles; paragraphs where these are units."""
    if prevalence.count == "stories" and not _is_split(prevalence):
        return STORIES[language]
    return units_of(prevalence, language)


def _is_split(prevalence: Prevalence) -> bool:
    return bool(prevalence.n_units.sum() > prevalence.n_documents.sum())


def measure_label(prevalence: Prevalence, language: str) -> str:
    """The label of the value axis."""
    words = measure_of(prevalence.measure).words(language)
    if is_index(prevalence):
        return words.index + (" (chỉ số, chưa hiệu chỉnh)" if language == "vi" else " (index, uncalibrated)")
    text = words.label.format(unit=counted_of(prevalence, language))
    return text[0].upper() + text[1:]


def thousands(value: float, language: str) -> str:
    """A whole number with thousands marked."""
    text = f"{int(value):,}"
    return text.replace(",", ".") if language == "vi" else text


def told_apart(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which words of a keyness table tell the periods apart with all words tested at once: their own intervals leave
    zero out by chance for one word in twenty. A table without adjusted p has the intervals alone."""
    clear = (table["lower"] > 0) | (table["upper"] < 0)
    return clear & (table["p_adjusted"] <= 0.05) if "p_adjusted" in table.columns else clear


def bracketed(low: str, high: str, language: str) -> str:
    """An interval as the language writes it; a comma would be a decimal's in Vietnamese."""
    return f"[{low}{'; ' if language == 'vi' else ', '}{high}]"


def shown_term(term: str, language: str) -> str:
    """A term with blanks; a seed where its condition fails says so in words instead of the sign it is counted under."""
    plain = term.replace("_", " ")
    sense = "theo nghĩa khác" if language == "vi" else "in another sense"
    return f"{plain.removesuffix(UNHELD)} ({sense})" if plain.endswith(UNHELD) else plain


def numbers_told(prevalence: Prevalence, language: str, periods: Sequence[int] | None = None) -> str:
    """How many stories (where each counts once), else articles, in all or in each of `periods`: "672 + 766 tin"."""
    by_story = prevalence.count == "stories"
    n = prevalence.n_stories if by_story else prevalence.n_documents
    shown = [int(n.sum())] if periods is None else [int(n[p]) for p in periods]
    unit = STORIES[language] if by_story else UNITS[language][0]
    return f"{' + '.join(thousands(value, language) for value in shown)} {unit}"


def rule_name(rule: str, language: str) -> str:
    """How a date rule is called in a figure; an unknown one by its name."""
    return DATE_RULES[rule][language == "en"] if rule in DATE_RULES else rule.replace("_", " ")


def counts_caption(prevalence: Prevalence, language: str, periods: Sequence[int] | None = None) -> str:
    """What was counted in all or in `periods`, and over what: what holds with and without intervals."""
    unit, at = units_of(prevalence, language), slice(None) if periods is None else list(periods)
    counts = (prevalence.n_documents[at].sum(), prevalence.n_stories[at].sum(), prevalence.n_undated)
    documents, stories, undated = (thousands(n, language) for n in counts)
    over = "" if is_index(prevalence) else measure_of(prevalence.measure).words(language).denominator
    over = over.format(
        unit=counted_of(prevalence, language),
        weight=_weight(prevalence, language),
        whole=STORIES[language] if prevalence.count == "stories" else UNITS[language][0],
    )
    cell = "period" if prevalence.by in TIMES else "source" if prevalence.by == "source" else "group"
    by_story = prevalence.count == "stories"
    if language == "vi":
        cell = {"period": "giai đoạn", "source": "nguồn báo", "group": "nhóm"}[cell]
        once = f"mỗi tin tính một lần trong mỗi {cell}" if by_story else "tính mọi lần đăng"
        left = f"; không tính {undated} {unit} không rõ ngày" if prevalence.n_undated else ""
        return f"n = {documents} bài, {stories} tin ({once}){left}." + (f" Mẫu số: {over}." if over else "")
    once = f"each story once a {cell}" if by_story else "every publication"
    left = f"; {undated} undated {unit} are not counted" if prevalence.n_undated else ""
    return f"n = {documents} articles, {stories} stories ({once}){left}." + (f" Denominator: {over}." if over else "")


def _weight(prevalence: Prevalence, language: str) -> str:
    vi = language == "vi"
    if prevalence.count == "stories" and _is_split(prevalence):
        return "các bản đăng lại chia nhau một trọng số" if vi else "reprints sharing one weight"
    return "trọng số như nhau" if vi else "each weighing the same"


def interval_caption(
    prevalence: Prevalence, language: str, level: float = 0.95, periods: Sequence[int] | None = None
) -> str:
    """What was counted and what the interval covers, for these outlets; that there is none where no period has one."""
    coded = coded_told(prevalence, language)
    told = (counts_caption(prevalence, language, periods), _cover(prevalence, language, level), coded)
    return " ".join(part for part in told if part)


def beyond_caption(language: str) -> str:
    """What a triangle at the edge of a course stands for."""
    if language == "vi":
        return "Tam giác ở mép: kỳ không có khoảng tin cậy, giá trị nằm ngoài trục; con số ở trong bảng."
    return "A triangle at the edge: a period without interval whose figure lies beyond the axis; the tables hold it."


def coded_told(prevalence: Prevalence, language: str) -> str:
    """What calibrated figures rest on: "60 + 60 units coded by 2 readers; agreement …"; "" without codes."""
    if prevalence.n_coded is None or not prevalence.n_coders:
        return ""
    shown = prevalence.n_coded if len(prevalence.n_coded) <= MOST_PERIODS_TOLD else [prevalence.n_coded.sum()]
    units = " + ".join(thousands(n, language) for n in shown)
    alpha = alpha_told(prevalence, language)
    if language == "vi":
        agreed = f"; mức đồng thuận (Krippendorff): {alpha}" if alpha else ""
        return f"{units} đơn vị do {prevalence.n_coders} người mã hóa{agreed}."
    readers = "1 reader" if prevalence.n_coders == 1 else f"{prevalence.n_coders} readers"
    agreed = f"; agreement (Krippendorff): {alpha}" if alpha else ""
    return f"{units} units coded by {readers}{agreed}."


def alpha_told(prevalence: Prevalence, language: str) -> str:
    """Krippendorff's α with its interval for one theme, the range over several; "" where no unit has two codes."""
    if prevalence.alpha is None:
        return ""
    known = prevalence.alpha[~np.isnan(prevalence.alpha[:, 0])]
    if not len(known):
        return ""

    def said(value: float) -> str:
        return number_text(float(value), "2", language)

    if len(np.unique(known[:, 0])) == 1:
        return f"α {said(known[0, 0])} {bracketed(said(known[0, 1]), said(known[0, 2]), language)}"
    to = "đến" if language == "vi" else "to"
    return f"α {said(known[:, 0].min())} {to} {said(known[:, 0].max())}"


def _cover(prevalence: Prevalence, language: str, level: float) -> str:
    vi, enough = language == "vi", prevalence.enough
    few = f"dưới {FEWEST_STORIES} tin độc lập" if vi else f"fewer than {FEWEST_STORIES} independent stories"
    if prevalence.coded is not None and (enough & (prevalence.coded.max(axis=1) < FEWEST_CODED)).any():
        few += ", hoặc dưới 2 tin được mã hóa" if vi else ", or under 2 coded stories"
    if not enough.any():
        return (
            f"Không có khoảng tin cậy: giai đoạn nào cũng có {few}."
            if vi
            else f"No interval: every period holds {few}."
        )
    alike = not prevalence.calibrated and bool(np.isnan(prevalence.interval(level)[0][enough]).any())
    if alike:
        few += ", hoặc mọi tin có cùng điểm số" if vi else ", or all stories score alike"
    everywhere = bool(enough.all()) and not alike
    unit = units_of(prevalence, language)
    known = SOURCES_OF_ERROR[language]
    drawn = ", ".join(known.get(name, name).format(unit=unit) for name in prevalence.uncertainty)
    if vi:
        status = "đã hiệu chỉnh bằng mẫu mã hóa" if prevalence.calibrated else "chưa hiệu chỉnh"
        text = f"Khoảng tin cậy {100 * level:.0f}% ({status}) bao gồm sai số do: {drawn}; "
        text += "chỉ áp dụng cho các nguồn báo này: nói về cách họ đăng tin, không chỉ về riêng các bài này."
        return text + ("" if everywhere else f" Nơi không vẽ khoảng: {few}.")
    status = "calibrated by a coded sample" if prevalence.calibrated else "uncalibrated"
    text = f"{100 * level:.0f}% intervals ({status}) cover: {drawn}; "
    text += "for these outlets: the process by which they publish, not these articles alone."
    return text + ("" if everywhere else f" Where none is drawn: {few}.")
