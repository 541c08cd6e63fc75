"""Numbers and reasons in words, in Vietnamese and English."""

import math
import re

REASONS_VI = {
    "fewer than 30 effective stories": "dưới 30 tin hiệu dụng ở một giai đoạn",
    "source mix changed": "cơ cấu nguồn báo đã thay đổi",
    "wording changed": "cách dùng từ của chủ đề đã thay đổi",
    "undated": "nhiều bài không rõ ngày",
    "lost share": "tỷ trọng giảm nhưng số bài không giảm",
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
    unit = "điểm phần trăm" if language == "vi" else "points"
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
        return reason
    parts = [part.strip() for part in re.split(r";\s*", reason)]
    return "; ".join(_translated(part) for part in parts if part)


def _translated(part: str) -> str:
    for english, vietnamese in REASONS_VI.items():
        if part.startswith(english):
            return vietnamese + part[len(english) :]
    return part
