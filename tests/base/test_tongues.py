"""Texts written in both languages are told apart from texts in one that quote the other."""

import pytest

from toolkit.base.reasons import Reason, reason_text
from toolkit.base.tongues import in_language

TWICE = [
    ("Hai người mã hóa (sai 3%); two coders (3% error)", "Hai người mã hóa (sai 3%)", "two coders (3% error)"),
    ("Hai nghiên cứu sinh / two PhD students", "Hai nghiên cứu sinh", "two PhD students"),
    ("Two students of the team | Hai sinh viên của nhóm", "Hai sinh viên của nhóm", "Two students of the team"),
    (
        "Bà Nguyễn Thị Lan và ông Minh.\nMs Nguyễn Thị Lan and Mr Minh.",
        "Bà Nguyễn Thị Lan và ông Minh.",
        "Ms Nguyễn Thị Lan and Mr Minh.",
    ),
    (
        "Mọi bài có cụm 'kiều bào'. Every article that has 'kiều bào'. Chọn bằng tay. They were chosen by hand.",
        "Mọi bài có cụm 'kiều bào'. Chọn bằng tay.",
        "Every article that has 'kiều bào'. They were chosen by hand.",
    ),
    ("Thư viện Quốc gia, 2016. National library of Vietnam, 2016.", "Thư viện Quốc gia, 2016.", None),
]
ONCE = [
    "Tìm trên kho báo bằng cụm từ. (overseas Vietnamese OR citizen protection) AND Vietnam. Lấy mọi bài từ 2016.",
    "Các bài của VnExpress. VnExpress, Thanh Nien, Tuoi Tre 2016-2018.",
    "Bài được chọn theo hướng dẫn Guidelines for the coding of news, bản in lần hai, hai người đọc lại từng bài.",
    "Chỉ có tiếng Việt. Không có gì khác.",
    "English alone. It stays as it is.",
    "Chu de nay la gi. Khong dau.",
    "Lan, Minh; Hoa",
    "",
]


@pytest.mark.parametrize(("text", "vi", "en"), TWICE)
def test_a_text_told_twice_is_shown_in_one_language(text: str, vi: str, en: str | None) -> None:
    assert in_language(text, "vi") == vi
    assert in_language(text, "en") == (en or "National library of Vietnam, 2016.")


@pytest.mark.parametrize("text", ONCE)
def test_a_text_told_once_is_shown_whole(text: str) -> None:
    assert in_language(text, "vi") == in_language(text, "en") == text


def test_who_coded_is_told_in_the_language_of_the_caution() -> None:
    reason = Reason.of("coded_by", coders="hai người mã hóa mô phỏng; two simulated coders")
    assert reason_text(reason, "vi").endswith("hai người mã hóa mô phỏng")
    assert reason_text(reason, "en") == "codes given by: two simulated coders"
