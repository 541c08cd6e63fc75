"""Texts that name another year than their own: what looks back, what is prepared, put off, or known by its year.

`never` is the year that the text seems to tell and was not written in; unknown is right, and so is the true year.
"""

import pytest

from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import clean_spans
from toolkit.documents.dating.choice import find_date

REST = (
    "Bà con trong xóm kể lại rằng con đường này trước kia rất khó đi, mỗi mùa mưa nước ngập đến đầu gối.\n"
    "Nhiều người mong có thêm cây cầu để trẻ em đến trường được an toàn hơn."
)
LOOKING_BACK = {
    "years later": (
        "Mười năm sau cơn lũ\nSáng 26/12/2004, nước dâng qua mái. Mười năm sau, làng chài đã hồi sinh.",
        "2004",
    ),
    "a round headline": ("5 năm chuyến tàu mất tích\nNgày 8/3/2014, con tàu rời bến. Người nhà vẫn chờ tin.", "2014"),
    "time went by": (
        "Ba năm nhìn lại\nNgày 23/1/2020, xóm có ca bệnh đầu tiên. Ba năm trôi qua, chợ lại đông.",
        "2020",
    ),
    "a decade in words": ("Ngày 12 tháng 3 năm 1998, đò chìm. Gần ba mươi năm sau, nhiều người còn nhớ.", "1998"),
    "later on": ("Ngày 2/5/2014, sà lan vào vịnh. Sau này, nhiều người bàn về chuyện ấy.", "2014"),
    "one year later": ("Ngày 10-6-2018, người dân ra đường. Một năm sau, nhiều người còn nhắc.", "2018"),
    "a chronicle": ("Ngày 2/5/2014, sà lan vào vịnh. Ngày 15/7/2014, sà lan rút đi.", "2014-05-02"),
    "a list of a year": ("Chuyện của năm\nNgày 12/6/2018: mở chợ.\nNgày 15/12/2018: xóm thắng giải.", "2018-06-12"),
    "then": ("Sáng 10/5, xã họp. Thống kê cũ cho thấy tính đến ngày 5/5/2018, có 200 hộ nghèo.", "2018"),
    "a memorial": (
        "Sáng 14/3, xóm tưởng niệm những người đi biển. Rạng sáng 13/3/1998, thuyền bị đắm ngoài khơi.",
        "1998",
    ),
    "a headline that looks back": ("Nhìn lại mùa lũ\nNgày 10/5, bà con gặp nhau. Lũ về làng ngày 9/5/2015.", "2015"),
    "what minutes say": (
        "Sáng 5/6, đoàn công bố kết luận. Biên bản khi ấy ghi: từ đầu năm 2017 đến nay xã không thu phí.",
        "2017",
    ),
}
REMEMBERED = {
    "an old woman remembers": ("Ngày 8/2/1998, chuyến phà cuối rời bến. Bà Sáu nhớ từng khuôn mặt người đi.", "1998"),
    "somebody tells": ("Sáng 2/11/1999, nước dâng trắng đồng. Cụ Năm kể: cả nhà leo lên mái ngói.", "1999"),
    "at that time": ("Ngày 2/3/2005, đám cưới diễn ra. Hồi đó, cả xóm mang gạo đến góp.", "2005"),
    "years together": ("Ngày 20/10/2001, đôi bạn nên duyên. Hai mươi ba năm chung sống, họ không to tiếng.", "2001"),
    "since then": ("Sáng 1/6/2003, con tàu rời cảng. Từ bấy đến nay, người mẹ vẫn ngóng ra biển.", "2003"),
    "to this day": ("Ngày 26/12/2004, sóng ập vào bờ, là nỗi ám ảnh tới tận hôm nay.", "2004"),
    "years of waiting": ("Ngày 8/3/2014, tàu mất tích. Đã bốn năm, người nhà vẫn chờ ngoài bến.", "2014"),
    "never forgotten": ("Chiều 23/1/2020, xóm có ca bệnh đầu tiên. Ấy là khởi đầu của những ngày khó quên.", "2020"),
    "still there": ("Ngày 15/10/1999, lũ cuốn cây cầu. Đến nay vết nước vẫn còn trên tường đình.", "1999"),
    "an accused's day": ("Ngày 5/3/2019, bị cáo vay 3 tỷ đồng rồi bỏ trốn sang tỉnh khác.", "2019"),
    "a suspect's day": ("Ngày 5/3/2019, đối tượng Năm lẻn vào nhà ông Sáu lấy trâu.", "2019"),
    "a thief's day": ("Ngày 5/3/2019, tên Năm trộm trâu của ông Sáu rồi bán ở chợ.", "2019"),
    "the end of a jubilee": ("Hướng tới ngày hội (7/5/1954 - 7/5/2019), sáng 3/12, ban tổ chức họp.", "2019-05"),
    "a life": ("Thi sĩ, 12/2/1920 – 5/6/1998 – là người con của làng, thơ ông được chép tay.", "1998"),
    "a jubilee a year ahead": ("Ngày 4/4, công bố logo lễ hội (30/4/1975 - 30/4/2025).", "2025"),
}
TET = {
    "last year's in January": ("Ngày 8/1, Tết Canh Tý năm ngoái bà con ít về quê, nay xe đã kín chỗ.", "2020"),
    "the one past": ("Sáng 6/1, chợ hoa họp. Dịp Tết Kỷ Hợi vừa qua, chợ bán 3.000 chậu.", "2019"),
    "beside this one": ("Ngày 12/1, Tết Tân Sửu 2021 vắng khách, Tết này sẽ đông hơn.", "2021"),
}
PROMISED = {
    "months that were not over": ("Ngày 22/4, báo cáo 9 tháng năm 2020 của xưởng bị đính chính.", "2020"),
    "in words": ("Ngày 3/3, bảy tháng năm 2020, xưởng ngừng máy.", "2020"),
    "a promised day": ("Ngày 2/5, chủ đầu tư hứa thông xe vào 30/4/2019.", "2019"),
}
NOT_ITS_YEAR = {
    "a committee prepares": (
        "Phiên họp Ủy ban quốc gia SÔNG 2017\nNgày 10/8, Ủy ban quốc gia SÔNG 2017 họp. Tiểu ban SÔNG 2017 nói.",
        "2017",
    ),
    "a chair to come": (
        "ASEAN 2020\nNgày 10/9, ban họp phiên thứ ba về ASEAN 2020. Việt Nam làm Chủ tịch ASEAN 2020.",
        "2020",
    ),
    "put off": ("Ngày 18/5, khai mạc Giải bóng bàn toàn tỉnh năm 2020 bị hoãn vì dịch.", "2020"),
    "games a year late": ("Tối 12/5, lễ khai mạc Đại hội Thể thao Đông Nam Á lần thứ 31 năm 2021 diễn ra.", "2021"),
    "a law's year": ("Ngày 10/3, sở tập huấn Luật Đường sông 2024 cho các xã. Luật có nhiều điểm mới.", "2024"),
    "once held": ("Ngày 1/3, phòng tranh mở cửa. Triển lãm ảnh năm 2010 của ông từng gây tiếng vang.", "2010"),
    "a launch": ("Sáng 15/8, lễ phát động Cuộc thi viết năm 2025 diễn ra ở nhà văn hóa xã.", "2025"),
    "a presentation": (
        "Sáng 15/10, Họp báo giới thiệu Lễ hội Hoa ban năm 2025. Lễ hội Hoa ban năm 2025 có hội đua.",
        "2025",
    ),
    "training for a census": ("Ngày 2/10, tập huấn Tổng điều tra dân số năm 2019 cho cán bộ xã.", "2019"),
    "a prize of the year past": (
        "Ngày 15/5, trao giải Cuộc thi viết năm 2019. Cuộc thi viết năm 2019 có 500 bài.",
        "2019",
    ),
    "a late closing": ("Sáng 15/4, hội nghị tổng kết Chương trình khuyến công năm 2019 diễn ra.", "2019"),
    "an old session": ("Ngày 12/5, cử tri hỏi về luật thông qua tại kỳ họp thứ 3, Quốc hội khóa XV.", "2022"),
    "a Tết compared with": ("Ngày 20/2, chợ đông hơn so với Tết Quý Mão 2023.", "2023"),
    "a plan to the end of a year": ("Sáng 10/3, tỉnh họp. Từ nay đến hết năm 2019, tỉnh xây 3 cầu.", "2019"),
}
TOLD = {
    "an old life": ("Chân dung tân bộ trưởng\nNgày 5/4/2016, ông được bầu làm phó chủ tịch. Ông từng dạy học.", "2016"),
    "a day to come": ("Vào ngày 15/3/2024 tới đây, Lễ hội Hoa Ban khai mạc tại thành phố.", "2024"),
    "once said": ("Ông từng nói tại cuộc họp báo chiều 29/4/2021 rằng sẽ xây cầu.", "2021"),
    "said two years ago": (
        "“Tôi sẽ xây cầu”, ông phát biểu tại buổi lễ sáng 29/4/2021. Hai năm sau, chưa có cầu.",
        "2021",
    ),
    "a person's months": ("Ngày 10/7, chị kể: trong 6 tháng đầu năm 2020, chị mất việc vì dịch.", "2020"),
    "a quoted year": ("Ngày 10/6, báo nhắc lại bài viết cũ: “Năm nay (2019) lúa được mùa”.", "2019"),
}
TERMS = {
    "before they leave": (
        "Chiều 20/12, bộ gặp các đại sứ được bổ nhiệm nhiệm kỳ 2018-2021 trước khi lên đường.",
        "2018",
    ),
    "no day": ("Các trưởng thôn lên đường nhận việc nhiệm kỳ 2024-2027.", "2024"),
    "an election": ("Ngày 18/11, xã bàn việc bầu cử đại biểu nhiệm kỳ 2021-2026.", "2021"),
    "a congress": ("Ngày 15/12, Đại hội hội nông dân xã nhiệm kỳ 2025-2030 khai mạc.", "2025"),
}
TRAPS = {**LOOKING_BACK, **REMEMBERED, **TET, **PROMISED, **NOT_ITS_YEAR, **TOLD, **TERMS}


def dated(text: str) -> str:
    found = find_date(text, spans=clean_spans(text, read_furniture())).chosen
    return "" if found is None else found.value


@pytest.mark.parametrize("name", TRAPS)
def test_another_year_is_no_answer(name: str) -> None:
    text, never = TRAPS[name]
    assert not dated(f"{text}\n{REST}").startswith(never)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Ngày 6/11/2019, tại Huế, trường tổ chức lễ kỷ niệm 45 năm lập trường.", "2019-11-06"),
        ("45 năm trường làng\nNgày 6/11/2019, lễ kỷ niệm 45 năm lập trường diễn ra ở xã.", "2019-11-06"),
        ("Ngày 6/11/2019, tại Huế, xã họp bàn việc sau 5 năm mở chợ. Chợ đóng cửa ngày 20/11/2019.", "2019-11-06"),
        ("5 năm tù\nNgày 6/11/2019, tòa án huyện tuyên án người lái đò.", "2019-11-06"),
        ("Sáng 2/11, xã khai mạc Đại hội thể dục thể thao lần thứ nhất năm 2025.", "2025-11-02"),
        (
            "Chiều 24/5, Đại hội hội nông dân xã nhiệm kỳ 2020-2025 khai mạc. Trong 5 tháng đầu năm 2020, xã thu 5 tỷ.",
            "2020-05-24",
        ),
        ("Ngày 6/11/2019, tại Huế, xã họp. Suốt ba năm qua, xã đã xây ba cây cầu.", "2019-11-06"),
        ("Ngày 5/3/2020, bị cáo Năm bị tòa án huyện tuyên phạt 5 năm tù.", "2020-03-05"),
        ("Ngày 5/3/2019, công an huyện bắt giữ nhóm trộm trâu. Nhóm này khai đã gây ra sáu vụ.", "2019-03-05"),
        ("Sáng 20/2, sau Tết Tân Sửu vừa qua, công nhân trở lại nhà máy.", "2021-02-20"),
        ("Chiều 25/1, hàng Tết Kỷ Hợi đã đầy chợ.", "2019-01-25"),
        ("Sáng 27/9, xã họp. Trong 9 tháng năm 2019, xã đã xây ba cây cầu.", "2019-09-27"),
        ("Sáng 28/4, xã mừng ngày hội lớn (30/4/1975 - 30/4/2015).", "2015-04-28"),
        ("Sáng 15/5, lễ phát động Cuộc thi viết năm 2025 diễn ra ở xã.", "2025-05-15"),
        ("Sáng 15/10, trao giải Cuộc thi viết năm 2025 cho 30 em.", "2025-10-15"),
        ("Sáng 23/10, tiếp tục kỳ họp thứ 6, Quốc hội khóa XV, các đại biểu thảo luận.", "2023-10-23"),
        ("Ngày 25/10, xã họp. Từ nay đến cuối năm 2017, xã xây ba cây cầu.", "2017-10-25"),
        ("Đàm phán mới\nThứ Sáu, 8 Tháng Bảy, 2016\nHội đồng thành phố họp bàn về tượng đài.", "2016-07-08"),
        ("Đàm phán mới\n6 Tháng Năm, 2016\nHội đồng thành phố họp bàn về tượng đài.", "2016-05-06"),
        ("Đàm phán mới\nTháng Mười Một 6, 2019\nHội đồng thành phố họp bàn về tượng đài.", "2019-11-06"),
    ],
)
def test_what_only_looks_alike_is_dated(text: str, want: str) -> None:
    assert dated(f"{text}\n{REST}") == want
