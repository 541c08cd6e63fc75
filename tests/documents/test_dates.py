"""Dates: what the text supports, with its evidence; unknown otherwise."""

import json
from pathlib import Path

import pandas as pd
import pytest

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import clean_spans
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating.choice import find_date
from toolkit.documents.dating.sheet import dates_table, write_dates

BODY = "Hội nghị bàn về công tác thông tin đối ngoại và bảo hộ công dân, với đại biểu của nhiều cơ quan và địa phương."


def dated(text: str, **more: str) -> str | None:
    found = find_date(text, **more).chosen
    return None if found is None else found.value


def test_a_dateline_is_completed_by_the_year_the_text_speaks_of() -> None:
    assert dated(f"Chiều 8/11, tại Hà Nội. {BODY}\nTrong năm 2017, nhiều việc đã được làm xong.") == "2017-11-08"
    assert (
        dated(f"Ngày 20/12, hội nghị tổng kết công tác năm 2018, triển khai nhiệm vụ năm 2019. {BODY}") == "2018-12-20"
    )
    assert dated(f"Ngày 5/1, hội nghị tổng kết công tác năm 2018, triển khai nhiệm vụ năm 2019. {BODY}") == "2019-01-05"


def test_plans_and_history_are_no_evidence() -> None:
    assert dated(f"Ngày 14/6, tại Hà Nội. {BODY} Mục tiêu đến năm 2030, tầm nhìn 2045.") is None
    assert dated(f"Sáng 14/6, tại Hà Nội. {BODY} Từ năm 1986, đất nước đổi mới.") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sáng 2/3, tại Huế khai mạc hội chợ. Trong năm 2018, việc này tiếp tục có những bước tiến.", "2018-03-02"),
        ("Sáng 2/3, tại Huế khai mạc hội chợ. Trong năm 2018, kim ngạch đạt 11 tỷ USD, tăng 7 %.", None),
        ("Sáng 2/3, hội nghị tổng kết công tác năm 2018. Trong năm 2018, nhiều việc đã xong.", None),
        ("Chiều 9/6, lớp học khép lại. Đây là một trong những hoạt động đáng nhớ của năm 2017.", "2017-06-09"),
        ("Trong năm 2021, các lớp học sẽ mở cửa đều đặn.", None),
        ("Chiều 25/11, hai bên hội đàm và mời đoàn sang thăm trong năm 2017.", None),
        ("Tối 16/10, đêm nhạc gây quỹ mở màn. Bà con góp quỹ đến hết ngày 31/10/2016.", "2016-10-16"),
        ("Ngày 5/1, đoàn về nước; tàu rời cảng ngày 20/12/2016.", "2017-01-05"),
        ("Tối 16/10, đêm nhạc mở màn theo Quyết định số 12 ngày 10/10/2016.", None),
        ("Tối 16/10, tiếng trống vang lên mừng bà cụ sinh ngày 17/10/1936.", None),
        ("Câu chuyện được kể tại buổi gặp mặt chiều 29/4/2021 ở thị trấn ven sông.", "2021"),
        ("Hợp tác xã có thêm xưởng dệt, mở cửa ngày 4/3/2021 vừa qua.", "2021"),
        ("Ngày 6/6, diễn đàn mở cửa. Theo số liệu, trong năm 2016, hai bên trao đổi gần 250 triệu USD.", None),
        ("Sáng 8/6, hai bên hẹn tổ chức các hoạt động kỷ niệm trong năm 2018.", None),
        ("Ngày 12/5, tòa tuyên án. Bị cáo khai đã đến nhà bà con sáng 10/5/2015.", None),
        ("Từ 19h tối nay (20/5), đêm nhạc mở màn. Quỹ được lập vào dịp kỷ niệm Ngày Lao động 1/5/2004.", None),
        ("Hoa hậu Sông Quê 2015 về làng\nTối 11/7, Hoa hậu Sông Quê 2015 hát cho bà con nghe.", None),
        ("Chuyện ở tòa\nTrưa 18/7/2001, anh Tân chạy xe ôm chờ khách. Bị cáo khai đã lấy trộm xe của anh.", None),
        ("Chuyện ở tòa\nTrưa 18/7/2001, tòa tỉnh tuyên án bị cáo lấy trộm xe của người chạy xe ôm.", "2001-07-18"),
        ("Chuyện ở tòa\nXTO - Trưa 18/7/2001, xe khách về tới bến, bị cáo cũ nay đã làm lại cuộc đời.", "2001-07-18"),
        ("Sáng nay, thị trấn họp chợ.\nChiều 14/1/2002, nơi đây còn là bãi lau bên sông.", None),
        ("Hồi ký một người đi biển (6)\nNgày 10/9/1993, tôi bước lên con tàu đầu tiên của đời mình.", None),
        ("Sáng 5/4, trường làng mở cửa. Năm 2021, trường đón ba mươi học trò.", None),
        ("Ngày 5/1, hội nghị tổng kết công tác năm 2020 diễn ra ở Huế.", None),
        ("Sáng 6/10, hãng cho biết đã vượt kế hoạch triển khai nhiệm vụ năm 2021.", None),
        ("Sáng 14/6, bà con gặp mặt. Trong những tháng đầu năm 2019, hội đã giúp hai trăm người.", "2019-06-14"),
        ("Năm 2006: làng dự kiến mở lớp học thứ hai cho con em kiều bào.", None),
        ("Trong năm 2005, các lớp học đều đông. Hội nghị tổng kết khép lại trong tiếng vỗ tay.", None),
        ("Hai kẻ lạ tìm đến bến sông rạng sáng 7/6/2003 và lấy đi con thuyền.", None),
        ("Từ điển Tiếng Việt 2006\nTừ điển Tiếng Việt 2006 tra nhanh hơn bản trước.", None),
        ("Sáng 14/2, hội gặp mặt đầu năm. Trong năm 2019, bà con đã có nhiều đóng góp.", None),
        ("Vòng loại World Cup 2026\nĐội nhà tập buổi đầu, mơ về World Cup 2026 ở xa.", None),
        ("Cô giáo dẫn hai em học sinh.\nNgày 6/11, lớp mở cửa. Trong năm 2019, lớp đón ba mươi em.", "2019-11-06"),
    ],
)
def test_years_within_sentences(text: str, expected: str | None) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lớp học khép lại trong tiếng hát. Đây là một trong những hoạt động đáng nhớ của năm 2017.", "2017"),
        ("Trong năm 2021, bất chấp khó khăn, các lớp học vẫn mở cửa đều đặn.", "2021"),
        ("Ngày 9/6, thị trấn mở phiên chợ thứ ba trong năm 2017, đông hơn mọi lần.", "2017-06-09"),
        ("Lễ hội Phở Quê năm 2025\nHàng trăm bếp đã đăng ký dự Lễ hội Phở Quê năm 2025 bên bờ sông.", "2025"),
        ("Năm 2021, trường làng đón lứa học trò đông nhất từ trước đến nay.", "2021"),
        ("Sáng 20/12, tỉnh triển khai nhiệm vụ năm 2021 cho các xã.", "2020-12-20"),
        ("Sáng 2/2, tỉnh triển khai nhiệm vụ công tác năm 2021 cho các xã.", "2021-02-02"),
        ("APEC 2017 đến gần\nHàng Việt chờ APEC 2017 với nhiều mong đợi.", "2017"),
        ("Sáng 20/2, trường trao giải. Đây là thành tích lớn nhất trong năm 2004 của lớp.", "2004-02-20"),
        ("Ngày 15/2, đoàn về nước. Từ nửa cuối 2003, tàu ra khơi bốn lần.", "2003-02-15"),
        ("Sáng 31/12, chợ đóng cửa. Sáu tháng đầu năm 2005 là mùa sửa chợ.", "2005-12-31"),
        ("Nửa đầu năm 2004, bến sông đông hơn mọi năm.", "2004"),
    ],
)
def test_one_weak_phrase_is_a_candidate_and_no_answer(text: str, shown: str) -> None:
    found = find_date(text)
    assert found.chosen is None
    assert shown in [candidate.value for candidate in found.others]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Thông tư này có hiệu lực thi hành kể từ ngày 20 tháng 8 năm 2016.", "2016"),
        ("Thông tư này có hiệu lực thi hành kể từ ngày 15 tháng 01 năm 2016.", "2015"),
        ("Thông tư này có hiệu lực thi hành kể từ ngày 05 tháng 3 năm 2016.", None),
        ("Nghị định này có hiệu lực thi hành kể từ ngày 15 tháng 01 năm 2016.", None),
        ("Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2016.", None),
        ("Luật này có hiệu lực thi hành từ ngày 20 tháng 8 năm 2016.", None),
        ("Theo Thông tư số 5, hợp đồng có hiệu lực từ ngày 20 tháng 8 năm 2016.", None),
    ],
)
def test_a_day_of_effect_tells_the_year_of_signing(text: str, expected: str | None) -> None:
    assert dated(text) == expected


def test_history_is_no_evidence_against_a_date_line() -> None:
    page = "16/04/2021\nĐịa đạo dưới làng\nĐịa đạo được đào từ năm 1947 và dài hơn mười cây số, nay đón khách thăm."
    assert dated(page, title="Địa đạo dưới làng") is None  # its line is read only where cleaning has found it
    spans = clean_spans(page, read_furniture())
    found = find_date(page, spans=spans).chosen
    assert found is not None and found.value == "2021-04-16"


def test_years_nobody_writes_in_are_no_bound() -> None:
    found = find_date("Trong năm 2044, các lớp học mở cửa đều đặn.")
    assert found.chosen is None and not any(c.value for c in found.others)
    assert dated("Sáng 9/6, lớp học mở cửa. Trong năm 2019, lớp đông dần. Năm 2044 là một dấu mốc.") == "2019-06-09"


def test_addresses_file_names_and_metadata() -> None:
    assert dated(BODY, url="https://bao.example.vn/tin-20191106153000123.htm") == "2019-11-06"
    assert dated(BODY, path="tin/2019-11-06-hoi-nghi.txt") == "2019-11-06"
    assert dated(BODY, given="06/11/2019 15:30") == "2019-11-06"
    assert dated(BODY, given="1970-01-01") is None and dated(BODY, given="1-1-2099") is None


def test_overrides_win_and_the_file_is_never_overwritten(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "text": [BODY, BODY], "date": ["2019-11-06", None]})
    corpus = resolve_dates(corpus_from_frame(frame))
    assert corpus.frame["date"].fillna("").tolist() == ["2019-11-06", ""]
    assert corpus.frame["year"].isna().tolist() == [False, True]
    path = write_dates(dates_table(corpus), tmp_path / "dates.csv")
    with pytest.raises(UsageError):
        write_dates(dates_table(corpus), path)
    filled = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert filled["id"].tolist() == ["b"]
    again = resolve_dates(corpus, overrides=filled.assign(date="2020-05"))
    assert again.frame["date"].tolist() == ["2019-11-06", "2020-05"] and again.frame["date_rule"].iloc[1] == "override"
    with pytest.raises(AlignmentError):
        resolve_dates(corpus, overrides=pd.DataFrame({"id": ["z"], "date": ["2020"]}))


def test_passages_are_not_dated() -> None:
    passages = Corpus(pd.DataFrame({"id": ["a#1"], "parent": ["a"], "text": [BODY]}))
    with pytest.raises(UsageError):
        resolve_dates(passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sáng 3/2, chợ hoa họp sớm để phục vụ Tết Nguyên đán Bính Ngọ.", "2026-02-03"),
        ("Ngày 20/12, các chuyến xe về quê đón Tết Giáp Thìn đã kín chỗ.", "2023-12-20"),
        ("Tối 28/4, đêm nhạc kỷ niệm 46 năm Ngày thống nhất đất nước thu hút đông người xem.", "2021-04-28"),
        ("Ngày 5/12, lễ kỷ niệm 20 năm thiết lập quan hệ ngoại giao Việt Nam - Hàn Quốc đã diễn ra.", None),
        ("Sáng 23/10, tiếp tục kỳ họp thứ 6, Quốc hội khóa XIII, các đại biểu thảo luận ở tổ.", "2013-10-23"),
        ("Ngày 12/8, đại biểu nhắc lại kỳ họp thứ 6, Quốc hội khóa XIII.", None),
        ("Ngày 12/8, thành phố chuẩn bị, hướng tới kỷ niệm 50 năm Ngày thống nhất đất nước.", None),
        ("Sáng 12/7, hai bên hẹn kỷ niệm 45 năm thiết lập quan hệ ngoại giao Việt Nam - Hà Lan vào năm 2018.", None),
        ("Chiều 25/3, bạn mừng 50 năm ngày thành lập Đảng.", None),
        ("Sáng 12/8, cụ kể chuyện ăn Tết Bính Ngọ thuở nhỏ.", None),
    ],
)
def test_a_calendar_of_events_tells_the_year(text: str, expected: str | None) -> None:
    assert dated(text) == expected


def test_the_weekday_must_fit() -> None:
    assert dated("Thứ hai (21/10), trong 9 tháng đầu năm 2019, hội đã đón mười đoàn khách.") == "2019-10-21"
    assert dated("Thứ ba (21/10), trong 9 tháng đầu năm 2019, hội đã đón mười đoàn khách.") is None


@pytest.mark.parametrize("year", [1990, 2012, 2026, 2043])
def test_the_sixty_year_cycle(year: int) -> None:
    from toolkit.documents.dating.calendar import BRANCHES, STEMS, cycle_year

    offset = year - 1984
    assert cycle_year(STEMS[offset % 10], BRANCHES[offset % 12]) == year
    assert cycle_year("Giáp", "Sửu") is None


def doubts(rows: list[tuple[str, str, str | None, float, str]]) -> Corpus:
    """A corpus of (id, story, date, confidence, candidate years) as dating and `find_stories` leave it."""
    frame = pd.DataFrame(rows, columns=["id", "story", "date", "date_confidence", "years"]).assign(text=BODY)
    frame["year"] = frame["date"].str[:4].astype("Int64")
    frame["date_precision"] = frame["date"].str.len().map({4: "year", 7: "month", 10: "day"})
    frame["date_candidates"] = [
        json.dumps([{"date": year, "rule": "bound", "confidence": 0.2, "evidence": "x"} for year in years.split()])
        for years in frame.pop("years")
    ]
    return Corpus(frame)


def test_stories_come_first_and_what_cannot_be_compared_later() -> None:
    corpus = doubts(
        [
            ("a", "a", "2019-05-01", 0.97, ""),
            ("b", "a", None, float("nan"), "2018"),  # a copy of a dated story
            ("c", "c", "2019", 0.65, ""),
            ("d", "d", None, float("nan"), ""),
            ("e", "e", None, float("nan"), "2017"),
            ("f", "e", None, float("nan"), "2017"),  # a copy of an undated one
            ("g", "g", None, float("nan"), "2024"),  # not before 2024, where 2016 to 2020 are compared
            ("h", "h", "2018", 0.9, ""),  # of year precision, which years need
        ]
    )
    assert "".join(dates_table(corpus, compared=[(2016, 2018), (2019, 2020)])["id"]) == "edcgbfh"
    assert "".join(dates_table(corpus, compared=[(2016, 2020)], count="publications")["id"]) == "befdcgh"
    assert "".join(dates_table(corpus)["id"]) == "egdcbfh"
    assert "".join(dates_table(corpus, by_day=True)["id"]) == "egdchbf"
    with pytest.raises(UsageError):
        dates_table(corpus, count="copies")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngày 20/12, Đại hội chi bộ xóm, nhiệm kỳ 2025-2030 đã diễn ra tại đình.", None),
        ("Sáng 24/5, Đại hội hội đan lưới nhiệm kỳ 2017-2022 khai mạc ở bến.", None),
        ("Chiều 3/2, xóm họp bàn Đại hội nhiệm kỳ 2017-2022 sẽ tổ chức vào mùa hè.", None),
        (
            "Sáng 24/5, Đại hội hội nhiệm kỳ 2017-2022 khai mạc. Từ đầu năm 2017 đến nay, hội đã đan ba trăm lưới.",
            "2017",
        ),
        ("Sáng 24/5, Đại hội hội nhiệm kỳ 2017-2022 khai mạc. Từ đầu năm 2016 đến nay, hội đã đan ba trăm lưới.", None),
    ],
)
def test_a_congress_held_on_the_day_is_one_word_and_dates_nothing_alone(text: str, expected: str | None) -> None:
    found = dated(text)
    assert (found or "")[:4] == (expected or "")
