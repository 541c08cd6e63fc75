"""News of the day that uses the words of tales, of spans and of last year's Tết: none of it may lose its date."""

import pytest

from tests.documents.dating.test_traps import REST, dated

DAY = "5/11/2019"
ORDINARY = {
    # press releases and offices
    "a memorandum": f"Ngày {DAY}, hai bên họp bàn về đầu tư. Ông Ân đã ký biên bản ghi nhớ hợp tác với đối tác.",
    "considerably": f"Ngày {DAY}, Bộ Công Thương họp báo. Theo ông Ân, nhập siêu giảm đáng kể trong tháng.",
    "not counting": f"Ngày {DAY}, tại Huế, sở họp báo. Theo bà Lan, vốn là 5 tỷ đồng, chưa kể vốn vay.",
    "a visit to Uncle Hồ": f"Ngày {DAY}, đoàn đại biểu vào Lăng viếng Bác và tưởng nhớ các liệt sĩ.",
    "memory": f"Ngày {DAY}, hội thảo khai mạc. Chứng suy giảm trí nhớ ở người già được bàn tới.",
    "years of talks": f"Ngày {DAY}, tại Huế, tòa nhà được khởi công. Hợp đồng đã hai năm đàm phán.",
    "years of delay": f"Ngày {DAY}, công ty họp cổ đông. Dự án đã 3 năm chậm tiến độ.",
    "years of delay, first": f"Hà Nội, ngày {DAY}. Đã 3 năm, dự án đường vành đai chậm tiến độ, chủ đầu tư họp báo.",
    "still in the way": f"Hà Nội, ngày {DAY}. Thủ tướng dự lễ khởi công. Đến nay, tuyến đường vẫn còn vướng mặt bằng.",
    "still without power": f"Ngày {DAY}, bão đổ bộ vào Phú Yên. Đến nay, 200 hộ vẫn còn mất điện.",
    "since then no case": f"Hà Nội, ngày {DAY}. Bộ Y tế họp báo về dịch. Từ đó đến nay chưa ghi nhận ca mới.",
    "since then, one breath": f"Ngày {DAY}, Bộ Y tế công bố hết dịch ở Huế. Từ đó đến nay chưa ghi nhận ca mới.",
    "games": f"Hà Nội, ngày {DAY}. Đội tuyển về nước sau kỳ đại hội khó quên.",
    "an evening": f"Ngày {DAY}, liên hoan ca nhạc thiếu nhi bế mạc, để lại những kỷ niệm khó quên.",
    "days in training": f"Ngày {DAY}, đội tuyển về nước. Với họ, đó là những ngày khó quên.",
    "an exhibition": f"Ngày {DAY}, khai mạc triển lãm ảnh về ký ức phố cổ.",
    "a film": f"Ngày {DAY}, phim tài liệu về hồi ức của người lính ra mắt ở Huế.",
    "a book": f"Hà Nội, {DAY} - Nhà văn Năm ra mắt sách mới. Cuốn sách là hồi ức về làng.",
    "from that day": f"Ngày {DAY}, sở ban hành quy định mới. Mức phí áp dụng kể từ ngày đó.",
    "in that year": f"Ngày {DAY}, thành phố duyệt ngân sách năm 2020. Trong năm đó, thành phố chi 5 tỷ đồng.",
    "gratitude": f"Ngày {DAY}, ông Ân dâng hương. Ông Ân nhớ ơn các liệt sĩ và thăm hỏi bà con.",
    "reminding": f"Ngày {DAY}, bác sĩ khám cho bà con. Bác sĩ nhắc người dân nhớ đeo khẩu trang.",
    "grandmothers": f"Ngày {DAY}, hội thi khai mạc. Các bà, các mẹ kể chuyện cho trẻ em nghe.",
    "cited with": f"Ngày {DAY}, sở báo cáo. Ông Ân liệt kê các khoản, kể cả vốn vay.",
    "work for years": f"Ngày {DAY}, cô giáo Lan nhận bằng khen. Cô đã 30 năm gắn bó với nghề.",
    "a company's birthday": f"Ngày {DAY}, công ty trao thưởng. Sau 20 năm bên nhau, hai hãng ký tiếp hợp đồng.",
    "five years straight": f"Ngày {DAY}, hãng công bố lợi nhuận. Ròng rã năm năm lỗ, nay hãng có lãi.",
    "to this very day": f"Ngày {DAY}, tòa huyện hòa giải vụ tranh chấp kéo dài đến tận bây giờ.",
    # accidents and weather
    "a witness": f"Rạng sáng {DAY}, tại Hà Nội, kho hàng cháy. Bà Lan kể, lúc đó mọi người đang ngủ.",
    "a witness of a crash": f"Ngày {DAY}, tại Huế, hai xe va chạm. Ông Năm, lái xe, kể lại vụ việc với công an.",
    "rockets": f"Ngày {DAY}, tên lửa đạn đạo được phóng thử từ bãi phóng ven biển.",
    "names": f"Ngày {DAY}, tên tuổi của các nhà khoa học trẻ được vinh danh tại lễ trao giải.",
    "a name": f"Ngày {DAY}, tên gọi mới của phường được công bố.",
    "names of streets": f"Ngày {DAY}, tên đường phố mới được hội đồng đặt cho 20 tuyến.",
    "insured": f"Ngày {DAY}, đối tượng tham gia bảo hiểm y tế tự nguyện được mở rộng.",
    "borrowers": f"Ngày {DAY}, đối tượng được vay vốn ưu đãi được mở rộng theo quyết định của tỉnh.",
    "those who are tested": f"Ngày {DAY}, đối tượng xét nghiệm là người về từ vùng dịch.",
    "the poor": f"Ngày {DAY}, đối tượng hộ nghèo, cận nghèo nhận gạo của tỉnh.",
    "it rained then": f"Ngày {DAY}, Huế khai trương phố đi bộ. Khi ấy trời mưa nhỏ.",
    "said of then": f"Ngày {DAY}, ông Ân dự hội nghị, cho biết khi ấy dự án chưa có vốn.",
    "years of work": f"Ngày {DAY}, cầu khánh thành sau 3 năm ròng rã thi công.",
    "sought": f"Ngày {DAY}, kẻ gian đột nhập tiệm vàng ở Huế, công an đang truy tìm.",
    "payers": f"Ngày {DAY}, đối tượng nộp thuế gồm người mua bán nhà đất.",
    "groups": f"Ngày {DAY}, đối tượng 1 là người vận chuyển hàng, đối tượng 2 là tài xế.",
    "years of ferries": f"Ngày {DAY}, UBND xã khánh thành cầu mới. Suốt 20 năm ròng, bà con đi đò.",
    "a school's first day": f"Ngày {DAY}, Thủ tướng dự lễ khai giảng. Ông bồi hồi nhớ ngày đầu đến lớp.",
    "a full stadium": f"Ngày {DAY}, trận chung kết phải hoãn 10 phút, khi ấy trên sân có 40.000 khán giả.",
    "a fire": f"Ngày {DAY}, nhà máy của công ty Hoa bốc cháy, khi ấy trong xưởng có 20 công nhân.",
    "a train by its number": f"Ngày {DAY}, đoàn tàu SE1 va chạm với xe tải ở Huế. Tài xế nhớ lại phút đạp phanh.",
    # courts
    "shot": f"Ngày {DAY}, nghi can tấn công ở London bị cảnh sát bắn chết.",
    "a street's name": f"Ngày {DAY}, tên Lê Văn Năm được đặt cho một đường phố ở Huế.",
    "a suspect gives up": f"Ngày {DAY}, nghi phạm Lê Văn Năm đến công an huyện đầu thú.",
    "one more charge": f"Ngày {DAY}, bị can Năm, người tham ô 5 tỷ, bị cơ quan điều tra bổ sung tội danh.",
    "caught by the police": f"Ngày {DAY}, đối tượng vận chuyển ma túy bị công an huyện bắt giữ.",
    "caught by a patrol": f"Ngày {DAY}, nghi phạm đâm người bị lực lượng tuần tra của phường khống chế.",
    "admits": f"Ngày {DAY}, bị cáo Năm thừa nhận đã lừa ba người.",
    "pleads": f"Ngày {DAY}, bị cáo Năm nói lời sau cùng, xin giảm án.",
    "absent": f"Ngày {DAY}, bị cáo Năm vắng mặt, tòa hoãn xử.",
    "a defendant cut short": f"Ngày {DAY}, bị cáo Lê Văn T. bị TAND huyện tuyên 2 năm tù.",
    "an appeal": f"Ngày {DAY}, bị can Năm được tại ngoại.",
    "acquitted": f"Ngày {DAY}, TAND cấp cao tuyên ông Năm vô tội sau khi ông đã ròng rã 10 năm kêu oan.",
    "acquitted, said next": f"Ngày {DAY}, TAND tỉnh xin lỗi bà Hai. Bà đã mười năm ròng rã kêu oan.",
    "turned himself in": f"Ngày {DAY}, đối tượng Lê Văn Năm, người đâm anh Tư, ra trình diện.",
    "shows the deed": f"Ngày {DAY}, hung thủ Lê Văn Năm thực nghiệm lại việc đột nhập.",
    "questioned": f"Ngày {DAY}, bị cáo Năm tiếp tục trả lời thẩm vấn.",
    "sentenced": f"Ngày {DAY}, bị cáo Năm bị tuyên 12 năm tù.",
    "tested": f"Ngày {DAY}, nghi phạm Lê Văn Năm âm tính với ma túy.",
    "in quarantine": f"Ngày {DAY}, bị can Năm bị cách ly vì sốt cao.",
    "brought over": f"Ngày {DAY}, nghi phạm giết người được di lý ra Hà Nội.",
    "flown home": f"Ngày {DAY}, bị can Năm đã về nước trên chuyến bay sớm.",
    "out of office": f"Ngày {DAY}, bị can Năm bị tước danh hiệu.",
    "infected": f"Ngày {DAY}, đối tượng F0 tại Hà Nội tăng thêm 10 người.",
    "a village's name": f"Ngày {DAY}, tên Đường Lâm xuất hiện trong danh sách các làng cổ.",
    "a divorce": f"Ngày {DAY}, tòa huyện cho ly hôn. Mười năm chung sống, hai bên có một con.",
    # figures behind a dash, other years before one
    "households": f"Hà Nội, {DAY} – 2000 hộ dân được cấp nước sạch trong đợt này.",
    "in brackets": f"(Hà Nội, {DAY}) - 2000 hộ dân được cấp nước sạch trong đợt này.",
    "delegates": "Hà Nội, ngày 05/11/2019 - 1945 đại biểu dự lễ mít tinh tại quảng trường.",
    "a run": f"Đà Nẵng, {DAY} - 2000 người tham gia chạy bộ vì cộng đồng.",
    "a school year": f"Ngày {DAY}-2020 là năm học mới, sở tổ chức lễ tổng kết.",
    "a session": f"Kỳ họp 2018 – ngày {DAY}, đoàn đại biểu tiếp xúc cử tri tại Huế.",
    "a disease": f"COVID-2018 - ngày {DAY}, Bộ Y tế công bố số liệu mới.",
    "a fair": f"Hội chợ 2018 - ngày {DAY}, Bộ Y tế công bố số liệu mới.",
    "games of another year": f"Euro 2018 - ngày {DAY}, hai đội vào chung kết tại Luân Đôn.",
    "a season": f"V-League 2018 – Ngày {DAY}, đội Huế thắng 2-1.",
    # statistics
    "two years in a row": f"Ngày {DAY}, cục thống kê công bố: đã hai năm liền giá giảm.",
    "three years already": f"Ngày {DAY}, cục công bố chỉ số. Đã ba năm nay giá gạo không đổi.",
    "a decade of growth": f"Ngày {DAY}, ngân hàng công bố báo cáo. Mười năm, tín dụng tăng gấp ba.",
    "dropped": f"Ngày {DAY}, hải quan công bố số liệu. Nhập khẩu giảm, chưa kể xăng dầu.",
    "as remembered": f"Ngày {DAY}, cục công bố số liệu lạm phát, mức khó quên với người mua nhà.",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_news_keeps_its_day(name: str) -> None:
    assert dated(f"{ORDINARY[name]}\n{REST}") == "2019-11-05"


@pytest.mark.parametrize(
    "tale",
    [
        "bị cáo Nguyễn Văn Năm nhân lúc vắng người vào vườn nhà bà Hai dắt bò. TAND huyện tuyên phạt Năm 2 năm tù.",
        "bị cáo Lê Văn T. cãi nhau với anh H. vì món nợ cũ rồi dùng gậy gây thương tích. Hôm qua, TAND tỉnh phạt tù.",
        "bị can Lê Văn Năm lấy được 5 triệu đồng của bà Hai. Viện kiểm sát vừa hoàn tất hồ sơ.",
        "đối tượng Lê Văn Năm tới nhà bà Hai đòi tiền rồi xô xát, làm bà gãy tay.",
        "tên Năm vào nhà bà Hai lấy tài sản. Tòa tuyên phạt Năm 2 năm tù.",
        "kẻ gian đột nhập tòa nhà ở quận 1, trộm két sắt.",
        "bị cáo Năm lái ô tô lấn làn, làm ông Tư nhập viện, vợ ông tử vong.",
        "trạm xá xã khánh thành. Khi ấy y tá Lan mới 20 tuổi.",
        "trường làng khánh thành. Khi ấy cô giáo Hoa vừa tròn hai mươi hai tuổi.",
        "vợ anh Năm nằm viện huyện. Suốt hai mươi năm ròng, anh ở cạnh vợ.",
        "chị Lan vào viện. Suốt 10 năm ròng rã, anh Năm chăm vợ.",
        "chị Lan vào viện. Suốt gần mười năm trời ròng rã, anh Năm bón từng thìa cháo.",
        "chị Lan vào viện. Mười năm ròng rã, anh Năm bón từng thìa cháo.",
        "anh Năm vào viện tỉnh. Đã ròng rã mười năm anh nằm đó.",
        "đoàn tàu chở muối lật ở đèo. Bà Hai, bán nước ở ga, bồi hồi nhớ chuyến tàu.",
    ],
)
def test_tales_that_lead_with_a_whole_date_stay_undated(tale: str) -> None:
    assert not dated(f"Ngày {DAY}, {tale}\n{REST}").startswith("2019-11")


@pytest.mark.parametrize(
    "rest",
    [
        "giá đào năm nay tăng nhẹ",
        "giá đào Tết năm nay tăng nhẹ",
        "khách năm nay đông",
        "giá cao hơn năm ngoái",
        "hàng nhiều hơn Tết năm ngoái",
    ],
)
def test_this_years_tet_is_told_beside_others(rest: str) -> None:
    assert dated(f"Ngày 15/12, chợ hoa Tết Canh Tý khai trương sớm, {rest}.\n{REST}") == "2019-12-15"
    assert dated(f"Ngày 15/12, chợ hoa Tết Canh Tý mở, {rest}.\n{REST}") == "2019-12-15"


@pytest.mark.parametrize(
    "span",
    [
        "(1954 - 7/5/2019)",
        "(7/5/1954 - 2019)",
        "7/5/1954 – 7/5/2019",
        "ngày 7 tháng 5 năm 1954 - ngày 7 tháng 5 năm 2019",
    ],
)
def test_an_end_of_a_span_is_no_dateline(span: str) -> None:
    assert not dated(f"Hướng tới ngày hội {span}, ban tổ chức họp.\n{REST}").startswith("2019-05-07")
