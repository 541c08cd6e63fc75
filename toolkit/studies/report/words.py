"""Numbers and reasons in words, in Vietnamese and English."""

import math
import re

# What the floors below say in English, as patterns, and how a Vietnamese report says it.
REASONS_VI = (
    (
        r"([^;]+) holds (\d+) effective stor(?:y|ies), fewer than (\d+)",
        r"giai đoạn \1 chỉ có \2 tin hiệu dụng, dưới \3",
    ),
    (r"([^;]+) holds (\d+) coded stor(?:y|ies)", r"giai đoạn \1 chỉ có \2 tin được mã hóa"),
    (r"the codes of ([^;]+) are all alike", r"mọi mã của giai đoạn \1 đều như nhau"),
    (r"the draws do not vary", r"các lần rút không biến thiên"),
    (r"another sign by ([^;]+)", r"\1 cho chiều thay đổi ngược lại"),
    (
        r"lost share: its number did not fall \(([^;]+) to ([^;]+?)( \w+)?\)",
        r"giảm tỷ trọng nhưng số lượng không giảm (\1 → \2)",
    ),
    (
        r"gained share: its number did not rise \(([^;]+) to ([^;]+?)( \w+)?\)",
        r"tăng tỷ trọng nhưng số lượng không tăng (\1 → \2)",
    ),
    (r"with all undated units in ([^;]+): ([^;]+)", r"nếu mọi đơn vị không rõ ngày thuộc \1 thì kết luận là: \2"),
    (r"within ([^;]+) points either way", r"trong phạm vi ± \1 điểm"),
    (r"exploratory: the verdict is taken from ([^;]+)", r"thăm dò: kết luận lấy từ \1"),
    (
        r"(\d+) units? with a seed, fewer than (\d+); scored by counting; add seeds that these texts use, or leave"
        r" the theme out",
        r"chỉ \1 đơn vị có từ khóa, dưới \2; điểm được tính bằng cách đếm từ khóa; nên thêm từ khóa mà các bài này"
        r" dùng, hoặc bỏ chủ đề này",
    ),
    (
        r"(\d+) units? with two distinct seeds, fewer than (\d+); learned from units with one or more",
        r"chỉ \1 đơn vị có hai từ khóa khác nhau, dưới \2; mô hình học từ các đơn vị có ít nhất một từ khóa",
    ),
    (
        r"too few units with and without its seeds to learn from; scored by counting",
        r"quá ít đơn vị có và không có từ khóa để học; điểm được tính bằng cách đếm từ khóa",
    ),
    (
        r"too few codes of 1, or of 0, so no theme has a level; code more",
        r"quá ít mã 1 hoặc mã 0 nên không chủ đề nào có mức hiện diện; cần mã hóa thêm",
    ),
    (
        r"in (\d+) units?, but inside longer phrases or cut from the vocabulary",
        r"có trong \1 đơn vị, nhưng nằm trong cụm dài hơn hoặc đã bị loại khỏi từ vựng",
    ),
    (r"never occurs; check its spelling or drop it", r"không xuất hiện; xem lại chính tả hoặc bỏ đi"),
    (r"in (\d+) units? only", r"chỉ có trong \1 đơn vị"),
    (
        r"mostly among other themes' words; narrow it to a phrase",
        r"thường đứng cạnh từ của chủ đề khác; nên thu hẹp thành cụm từ",
    ),
    (r"the theme rests on this seed alone; add others", r"chủ đề chỉ dựa vào từ khóa này; nên thêm từ khác"),
    (
        r"its part of the theme changed between the earlier and the later years",
        r"phần đóng góp thay đổi giữa những năm đầu và những năm sau",
    ),
)
WORDS_VI = {
    "no clear change": "không rõ thay đổi",
    "not comparable": "không so sánh được",
    "too few": "quá ít tin",
    "rose": "tăng",
    "fell": "giảm",
    "steady": "ổn định",
    "sample size": "cỡ mẫu",
    "dating": "ngày tháng",
    "outlet without counterpart": "một nguồn báo lớn chỉ có ở một giai đoạn",
    "shared words": "các chủ đề dùng chung quá nhiều từ",
    "source mix": "cơ cấu nguồn báo đã thay đổi",
    "wording": "cách dùng từ đã thay đổi",
    "lda": "LDA",
    "nmf": "NMF",
    "scores": "điểm chủ đề",
    "codes": "mẫu mã hóa",
    "share": "tỷ trọng",
    "presence": "hiện diện",
    "room": "dung lượng",
    "dominant": "chủ đề chính",
    "calibrated": "đã hiệu chỉnh",
}


def number(value: float, language: str, digits: int = 1, *, sign: bool = False) -> str:
    """A number with the language's decimal mark and a true minus sign; "–" where there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    text = text.replace("-", "−")
    return text.replace(".", ",") if language == "vi" else text


def whole(value: int, language: str) -> str:
    """A whole number with thousands marked: 2.400 in Vietnamese, 2,400 in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "vi" else text


def percent_text(value: float, language: str, digits: int = 1) -> str:
    """A share as per cent."""
    return number(100 * value, language, digits) + ("%" if math.isfinite(value) else "")


def points_text(value: float, language: str, digits: int = 1, *, sign: bool = True) -> str:
    """A difference of shares in percentage points."""
    unit = "điểm phần trăm" if language == "vi" else "percentage points"
    return f"{number(100 * value, language, digits, sign=sign)} {unit}"


def interval_text(lower: float, upper: float, level: float, language: str, index: bool) -> str:
    """An interval of a change in words: "khoảng tin cậy 95%: từ +1,2 đến +3,4"."""
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return "không có khoảng tin cậy" if language == "vi" else "no interval"
    scale, digits = (1, 2) if index else (100, 1)
    low, high = (number(scale * v, language, digits, sign=True) for v in (lower, upper))
    if language == "vi":
        return f"khoảng tin cậy {100 * level:.0f}%: từ {low} đến {high}"
    return f"{100 * level:.0f}% interval: {low} to {high}"


def reason_text(reason: str, language: str) -> str:
    """A reason of the verdict rule in the language of the report; parts that are not known stay as they are."""
    if language == "en" or not reason:
        return re.sub(r"\b(lda|nmf)\b", lambda m: m[0].upper(), reason).replace("scores (", "theme scores (")
    if any(re.fullmatch(english, reason) for english, _ in REASONS_VI):
        return _translated(reason)
    return "; ".join(_translated(part.strip()) for part in reason.split(";") if part.strip())


def as_sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _translated(part: str) -> str:
    for english, vietnamese in REASONS_VI:
        found = re.fullmatch(english, part)
        if found:
            part = found.expand(vietnamese)
            break
    for english, vietnamese in WORDS_VI.items():
        part = re.sub(rf"(?<!\w){english}(?!\w)", vietnamese, part)
    return part
