"""The words of figures in Vietnamese and English: axis labels, captions and alternative texts."""

from toolkit.trends.estimates import Prevalence

MEASURE = {
    "vi": {
        "share": "Tỷ trọng trong từ vựng", "presence": "Tỷ lệ bài viết mang chủ đề",
        "room": "Dung lượng dành cho chủ đề", "dominant": "Tỷ lệ bài viết có chủ đề chính",
    },
    "en": {
        "share": "Share of vocabulary", "presence": "Units that carry the theme",
        "room": "Room given to the theme", "dominant": "Units with this main theme",
    },
}  # fmt: skip
DENOMINATOR_VI = {
    "share": "mọi từ trong từ vựng, mỗi bài có trọng số như nhau", "presence": "mọi đơn vị, trọng số như nhau",
    "room": "độ dài văn bản tính bằng âm tiết", "dominant": "mọi đơn vị, mỗi đơn vị một chủ đề chính",
}  # fmt: skip
SOURCES_OF_ERROR = {
    "vi": {
        "stories": "các tin bài được chọn", "shares": "sai số phân bổ trong từng bài", "fits": "các lần khớp mô hình",
        "dates": "ngày tháng chưa rõ", "codes": "mẫu mã hóa",
    },
    "en": {
        "stories": "which stories were published", "shares": "noise within units", "fits": "refits of the model",
        "dates": "uncertain dates", "codes": "the coded sample",
    },
}  # fmt: skip
VERDICT = {
    "vi": {
        "rose": "tăng", "fell": "giảm", "steady": "ổn định", "no clear change": "không rõ thay đổi",
        "too few": "quá ít bài", "not comparable": "không so sánh được", "": "thăm dò",
    },
    "en": {
        "rose": "rose", "fell": "fell", "steady": "steady", "no clear change": "no clear change",
        "too few": "too few", "not comparable": "not comparable", "": "exploratory",
    },
}  # fmt: skip


def method_name(method: str, language: str) -> str:
    """What a method is called in a title: LDA, NMF, or the theme scores."""
    if method == "scores":
        return "điểm chủ đề" if language == "vi" else "theme scores"
    return method.upper()


def is_index(prevalence: Prevalence) -> bool:
    """True for uncalibrated presence and room: an index whose changes are shown, not a level."""
    return prevalence.is_index


def measure_label(prevalence: Prevalence, language: str) -> str:
    """The label of the value axis."""
    text = MEASURE[language].get(prevalence.measure, prevalence.measure)
    if is_index(prevalence):
        return text + (" (chỉ số, chưa hiệu chỉnh)" if language == "vi" else " (index, uncalibrated)")
    return text


def interval_caption(prevalence: Prevalence, language: str, level: float = 0.95) -> str:
    """What was counted and what the interval covers, for these outlets."""
    known = SOURCES_OF_ERROR[language]
    drawn = ", ".join(known.get(name, name) for name in prevalence.uncertainty)
    documents, stories = int(prevalence.n_documents.sum()), int(prevalence.n_stories.sum())
    if language == "vi":
        status = "đã hiệu chỉnh bằng mẫu mã hóa" if prevalence.calibrated else "chưa hiệu chỉnh"
        unit = "mỗi tin bài tính một lần mỗi giai đoạn" if prevalence.count == "stories" else "tính mọi lần đăng"
        text = (
            f"n = {documents} bài, {stories} tin ({unit}); không rõ ngày: {prevalence.n_undated}. "
            f"Khoảng {100 * level:.0f} %, {status}, bao gồm sai số do: {drawn}; chỉ cho các nguồn báo này."
        )
        known_vi = DENOMINATOR_VI.get(prevalence.measure, prevalence.denominator)
        return text + (f" Mẫu số: {known_vi}." if known_vi and not is_index(prevalence) else "")
    status = "calibrated by a coded sample" if prevalence.calibrated else "uncalibrated"
    unit = "each story once a period" if prevalence.count == "stories" else "every publication"
    text = (
        f"n = {documents} documents, {stories} stories ({unit}); undated: {prevalence.n_undated}. "
        f"{100 * level:.0f} % intervals, {status}, cover: {drawn}; for these outlets."
    )
    told = prevalence.denominator if not is_index(prevalence) else ""
    return text + (f" Denominator: {told}." if told else "")
