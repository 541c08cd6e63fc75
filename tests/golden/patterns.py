"""Genres written to a pattern: invented texts whose dates, names and facts vary while the wording stays.

    texts = written("weather", n=40, seed=1)      # 40 texts of one genre, no two of the same facts

Each genre is a function of a source of chance. What varies is drawn anew for each text; what stays is the pattern.
"""

from collections.abc import Callable

import numpy as np

from toolkit.base.streams import stream

Draw = np.random.Generator
PLACES = (
    "Lào Cai,Yên Bái,Sơn La,Hòa Bình,Phú Thọ,Bắc Giang,Quảng Ninh,Hải Dương,Hưng Yên,Thái Bình,Nam Định,Ninh Bình,"
    "Thanh Hóa,Nghệ An,Hà Tĩnh,Quảng Bình,Quảng Trị,Thừa Thiên Huế,Quảng Nam,Quảng Ngãi,Bình Định,Phú Yên,Khánh Hòa,"
    "Ninh Thuận,Bình Thuận,Kon Tum,Gia Lai,Đắk Lắk,Lâm Đồng,Bình Phước,Tây Ninh,Long An,Tiền Giang,Bến Tre,Trà Vinh,"
    "Vĩnh Long,Đồng Tháp,An Giang,Kiên Giang,Hậu Giang,Sóc Trăng,Bạc Liêu,Cà Mau"
).split(",")
COUNTRIES = (
    "Lào,Campuchia,Thái Lan,Nhật Bản,Hàn Quốc,Ấn Độ,Ô-xtrây-li-a,Niu Di-lân,Pháp,Đức,Anh,Ba Lan,Hung-ga-ri,Séc,"
    "Ca-na-đa,Mê-hi-cô,Bra-xin,Cu-ba,Nam Phi,Ai Cập,Ma-rốc,Thổ Nhĩ Kỳ,Kuwait,Qatar,Mông Cổ,Phi-líp-pin,Ma-lai-xi-a"
).split(",")
SURNAMES = "Nguyễn,Trần,Lê,Phạm,Hoàng,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý".split(",")
MIDDLE = "Văn,Thị,Hữu,Đức,Minh,Ngọc,Quang,Thanh,Xuân,Thu".split(",")
NAMES = "An,Bình,Cường,Dũng,Giang,Hà,Hải,Hạnh,Hùng,Khánh,Lan,Liên,Long,Mai,Nam,Nga,Phong,Phúc,Quân,Sơn,Tâm,Thảo,Trung,Tú,Vinh,Yến".split(",")
WEATHER = "mưa rào và dông,nắng nóng gay gắt,gió mạnh cấp 5,sương mù dày,mưa phùn,trời nhiều mây,nắng nhẹ".split(",")
GOODS = "gạo tẻ,thịt lợn hơi,cà phê nhân,hồ tiêu,cao su,đường kính,phân u-rê,xi măng,thép xây dựng,tôm thẻ,cá tra".split(",")
COMPANIES = "VLX,HTD,BMC,TNA,SKD,PQR,DHN,KLM,VTS,NHB,QNC,HAG,BVT,CDX".split(",")
CRIMES = "trộm cắp tài sản,lừa đảo chiếm đoạt tài sản,cố ý gây thương tích,vận chuyển trái phép chất ma túy,nhận hối lộ".split(",")
FIELDS = "kinh tế và thương mại,giáo dục và đào tạo,quốc phòng,nông nghiệp,du lịch,khoa học và công nghệ,lao động".split(",")


def one(draw: Draw, values: list[str]) -> str:
    return values[int(draw.integers(len(values)))]


def some(draw: Draw, values: list[str], n: int) -> list[str]:
    return [values[int(i)] for i in draw.permutation(len(values))[:n]]


def person(draw: Draw) -> str:
    return f"{one(draw, SURNAMES)} {one(draw, MIDDLE)} {one(draw, NAMES)}"


def day(draw: Draw) -> str:
    return f"{draw.integers(1, 29)}/{draw.integers(1, 13)}"


def weather(draw: Draw) -> str:
    a, b, c = some(draw, PLACES, 3)
    return (
        f"Đài khí tượng khu vực cho biết, ngày và đêm {day(draw)}, khu vực {a} có {one(draw, WEATHER)} trên diện rộng, "
        f"nhiệt độ cao nhất {draw.integers(20, 39)} độ, thấp nhất {draw.integers(10, 20)} độ. Tại {b}, "
        f"{one(draw, WEATHER)}, đề phòng lốc, sét và mưa đá khi có dông mạnh. Riêng {c} có nơi lượng mưa trên "
        f"{draw.integers(30, 200)} milimét, bà con cần chủ động ứng phó với ngập úng, lũ quét và sạt lở đất ở vùng núi."
    )


def prices(draw: Draw) -> str:
    a, b, c = some(draw, GOODS, 3)
    return (
        f"Giá {a} sáng nay tại {one(draw, PLACES)} được thương lái thu mua ở mức {draw.integers(20, 99)}.000 đồng mỗi ki-lô-gam, "
        f"{one(draw, ['tăng', 'giảm'])} {draw.integers(1, 9)}00 đồng so với hôm qua. Trong khi đó, giá {b} bán lẻ tại các "
        f"chợ đầu mối dao động quanh {draw.integers(20, 99)}.500 đồng, còn {c} giữ ở mức {draw.integers(10, 99)}.000 "
        f"đồng. Nguồn cung trong những ngày tới được dự báo {one(draw, ['dồi dào', 'khan hiếm', 'ổn định'])}, người mua "
        "nên theo dõi thông báo giá hằng ngày của ban quản lý chợ."
    )


def court(draw: Draw) -> str:
    name = person(draw)
    return (
        f"Ngày {day(draw)}, Tòa án nhân dân tỉnh {one(draw, PLACES)} mở phiên tòa xét xử sơ thẩm và tuyên phạt bị cáo {name}, "
        f"{draw.integers(19, 60)} tuổi, {draw.integers(2, 20)} năm tù về tội {one(draw, CRIMES)}. Theo cáo trạng, tháng "
        f"{draw.integers(1, 13)}, {name} đã thực hiện hành vi phạm tội tại {one(draw, PLACES)}, gây thiệt hại "
        f"{draw.integers(20, 900)} triệu đồng. Sau khi xem xét toàn bộ chứng cứ và lời khai tại phiên tòa, hội đồng xét xử "
        "nhận định hành vi của bị cáo là nguy hiểm cho xã hội, cần có mức án nghiêm khắc để răn đe và phòng ngừa chung."
    )


def visit(draw: Draw) -> str:
    country, host, guest = one(draw, COUNTRIES), person(draw), person(draw)
    return (
        f"Chiều {day(draw)}, tại Hà Nội, Thứ trưởng {host} đã tiếp Đại sứ {country} {guest} nhân dịp Đại sứ đến chào và nhận nhiệm kỳ "
        f"công tác tại Việt Nam. Hai bên bày tỏ vui mừng trước sự phát triển tốt đẹp của quan hệ hữu nghị Việt Nam và "
        f"{country}, nhất trí đẩy mạnh hợp tác trong lĩnh vực {one(draw, FIELDS)} và {one(draw, FIELDS)}, sớm tổ chức kỳ họp lần thứ "
        f"{draw.integers(2, 15)} của Ủy ban hỗn hợp, đồng thời phối hợp chặt chẽ tại các diễn đàn đa phương mà hai nước "
        "cùng là thành viên."
    )


def stocks(draw: Draw) -> str:
    a, b, c, d = some(draw, COMPANIES, 4)
    return (
        f"Đóng cửa phiên giao dịch ngày {day(draw)}, chỉ số chung {one(draw, ['tăng', 'giảm'])} {draw.integers(1, 20)},"
        f"{draw.integers(10, 99)} điểm, dừng ở mức {draw.integers(800, 1500)} điểm. Khối lượng khớp lệnh đạt {draw.integers(200, 900)} "
        f"triệu đơn vị, giá trị {draw.integers(4, 25)} nghìn tỷ đồng. Toàn sàn có {draw.integers(100, 300)} mã tăng và "
        f"{draw.integers(100, 300)} mã giảm. Các mã {a} và {b} đóng góp tích cực nhất, trong khi {c} và {d} tạo áp lực lên "
        "thị trường. Khối ngoại tiếp tục giao dịch thận trọng, giới phân tích khuyến nghị nhà đầu tư quản trị rủi ro chặt chẽ."
    )


def telegram(draw: Draw) -> str:
    country = one(draw, COUNTRIES)
    return (
        f"Nhân dịp kỷ niệm {draw.integers(20, 80)} năm Quốc khánh {country} ({day(draw)}), Chủ tịch nước {person(draw)} đã gửi điện mừng "
        f"tới Tổng thống {person(draw)}; Bộ trưởng Bộ Ngoại giao {person(draw)} cũng gửi điện mừng tới người đồng cấp "
        f"{person(draw)}. Trong bức điện, lãnh đạo hai bên chúc nhân dân {country} tiếp tục đạt nhiều thành tựu trong sự "
        "nghiệp xây dựng đất nước và tin tưởng quan hệ hữu nghị truyền thống sẽ ngày càng phát triển vì lợi ích của nhân dân hai nước."
    )


def notice(draw: Draw) -> str:
    country = one(draw, COUNTRIES)
    return (
        f"Trước tình hình {one(draw, ['biểu tình', 'bão lớn', 'động đất', 'dịch bệnh', 'cháy rừng'])} tại {country}, Đại sứ quán Việt Nam "
        f"khuyến cáo công dân theo dõi thông tin của chính quyền sở tại, hạn chế đến khu vực {one(draw, ['ven biển', 'trung tâm', 'phía bắc', 'phía nam'])} "
        f"cho đến hết ngày {day(draw)}. Trong trường hợp khẩn cấp, đề nghị bà con liên hệ đường dây nóng bảo hộ công dân "
        f"của Đại sứ quán theo số {draw.integers(100, 999)} {draw.integers(100, 999)} {draw.integers(100, 999)} hoặc "
        f"Tổng đài bảo hộ công dân để được hướng dẫn và hỗ trợ kịp thời. Đến nay đã có {draw.integers(2, 90)} công dân được trợ giúp."
    )


def match(draw: Draw) -> str:
    a, b = some(draw, PLACES, 2)
    return (
        f"Trên sân nhà, đội {a} đã có trận đấu hấp dẫn với {b} trong khuôn khổ vòng {draw.integers(1, 27)} giải vô địch quốc gia. "
        f"Bàn thắng của {person(draw)} ở phút {draw.integers(1, 45)} và {person(draw)} ở phút {draw.integers(46, 91)} khép lại trận đấu với tỷ số "
        f"{draw.integers(0, 5)}-{draw.integers(0, 5)}. Có {draw.integers(2, 20)} nghìn khán giả đến sân cổ vũ. Sau trận đấu, ban huấn luyện hai đội "
        "đều đánh giá cao tinh thần thi đấu của các cầu thủ và cho biết sẽ tập trung chuẩn bị cho lượt trận tiếp theo."
    )


def accident(draw: Draw) -> str:
    return (
        f"Khoảng {draw.integers(0, 24)} giờ ngày {day(draw)}, trên quốc lộ {draw.integers(1, 99)} đoạn qua {one(draw, PLACES)} xảy ra vụ va chạm "
        f"giữa {one(draw, ['xe tải', 'xe khách', 'xe máy', 'xe đầu kéo'])} mang biển số {draw.integers(11, 99)}C-{draw.integers(100, 999)}.{draw.integers(10, 99)} "
        f"và {one(draw, ['xe con', 'xe máy', 'xe buýt'])} do {person(draw)} điều khiển, khiến {draw.integers(1, 12)} người bị thương. Nhận được tin báo, lực "
        "chức năng đã có mặt phân luồng giao thông, đưa người bị nạn đi cấp cứu và khám nghiệm hiện trường. Nguyên nhân vụ "
        "việc đang được tiếp tục điều tra, làm rõ."
    )


def lottery(draw: Draw) -> str:
    numbers = ", ".join(str(draw.integers(10000, 99999)) for _ in range(4))
    return (
        f"Kết quả quay thưởng kỳ {draw.integers(100, 2000)} của {one(draw, PLACES)} mở ngày {day(draw)}: giải đặc biệt "
        f"{draw.integers(100000, 999999)}, giải nhất {draw.integers(10000, 99999)}, giải nhì {numbers}. Người trúng thưởng mang vé còn nguyên vẹn "
        "cùng giấy tờ tùy thân đến trụ sở công ty hoặc đại lý được ủy quyền để làm thủ tục nhận thưởng trong thời hạn ba "
        "mươi ngày kể từ ngày mở thưởng, quá thời hạn trên vé không còn giá trị."
    )


def quiet(draw: Draw) -> str:
    """A genre without a number, whose only names are two places: the hardest kind."""
    a, b = some(draw, PLACES, 2)
    mood = one(draw, ["phấn khởi", "lo lắng", "bình tĩnh", "chủ động", "khẩn trương"])
    crop = one(draw, ["lúa đông xuân", "vải thiều", "cà phê", "thanh long", "bưởi da xanh", "tôm giống", "mía đường"])
    state = one(draw, ["được mùa", "mất mùa", "chậm thu hoạch", "bị sâu bệnh", "thiếu nước tưới"])
    return (
        f"Những ngày này, bà con nông dân {a} {mood} bước vào vụ {crop} trong điều kiện {state}. Ngành nông nghiệp địa phương đã cử cán "
        f"bộ xuống từng thôn hướng dẫn kỹ thuật, vận động các hộ áp dụng biện pháp canh tác an toàn. Tại {b}, nhiều hợp tác "
        f"xã cũng đang {one(draw, ['mở rộng', 'thu hẹp', 'giữ nguyên'])} diện tích {one(draw, ['lúa', 'ngô', 'sắn', 'rau màu', 'cây ăn quả'])} theo nhu cầu của thị trường, đồng thời liên kết "
        "với doanh nghiệp để bao tiêu sản phẩm cho người trồng."
    )


GENRES: dict[str, Callable[[Draw], str]] = {
    f.__name__: f
    for f in (weather, prices, court, visit, stocks, telegram, notice, match, accident, lottery, quiet)
}


def written(genre: str, *, n: int, seed: int) -> list[str]:
    """`n` texts of a genre, no two of them equal."""
    draw, found = stream(seed, "patterns", genre), {}
    while len(found) < n:
        found[GENRES[genre](draw)] = None
    return list(found)
