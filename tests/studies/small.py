"""A small study for the tests: 120 short invented articles, three years, two themes, two outlets."""

from pathlib import Path

import numpy as np

SENTENCES = {
    "citizen_protection": [
        "Đại sứ quán đã triển khai bảo hộ công dân và cử cán bộ lãnh sự tới bệnh viện.",
        "Cơ quan lãnh sự cấp giấy thông hành để công dân về nước an toàn.",
        "Đường dây nóng bảo hộ công dân tiếp nhận tin báo của gia đình nạn nhân.",
        "Cán bộ lãnh sự thăm hỏi thuyền viên gặp nạn và phối hợp với chính quyền sở tại.",
    ],
    "overseas_communities": [
        "Bà con kiều bào tổ chức tết cổ truyền và dạy tiếng Việt cho trẻ em.",
        "Hội người Việt Nam quyên góp gửi về quê hương, nhiều kiều bào trẻ tham gia.",
        "Kiều bào về nước đầu tư, góp ý kiến xây dựng quê hương.",
        "Người Việt Nam ở nước ngoài giữ gìn văn hóa và tiếng Việt trong gia đình.",
    ],
    "other": [
        "Đội bóng thành phố thắng trận chung kết sau loạt sút luân lưu trên sân nhà.",
        "Giá lúa tăng nhẹ, nông dân thu hoạch vụ hè thu sớm hơn mọi năm.",
        "Nhà trường khai giảng năm học mới với nhiều lớp học được sửa chữa.",
        "Bệnh viện đưa vào sử dụng khu khám bệnh mới và tăng giờ làm việc.",
        "Mưa lớn gây ngập một số tuyến phố, giao thông ùn tắc vào giờ cao điểm.",
        "Công ty khởi công nhà máy mới, dự kiến tuyển thêm nhiều công nhân.",
    ],
}
THEMES = """\
[citizen_protection]
label.vi = "Bảo hộ công dân"
label.en = "Citizen protection"
seeds = ["bảo hộ công dân", "cán bộ lãnh sự", "cơ quan lãnh sự"]

[overseas_communities]
label.vi = "Kiều bào"
label.en = "Overseas communities"
seeds = ["kiều bào", "tiếng Việt", "quê hương"]
"""
RECIPE = """\
[corpus]
path = "articles"
selection = "Bài viết do bộ kiểm thử dựng ra."

[topics]
n_topics = 4
fits = 2
seed = 1

[words]
min_units = 2

[compare]
draws = 200

[report]
title = "Nghiên cứu thử"
pdf = false
"""


def write_articles(folder: Path, *, n_a_year: int = 40, seed: int = 7) -> None:
    """Text files by outlet, dated by their names; the mix of themes shifts from year to year."""
    draw = np.random.default_rng(seed)
    for y, year in enumerate((2020, 2021, 2022)):
        for i in range(n_a_year):
            weights = np.array([0.2 + 0.1 * y, 0.4 - 0.1 * y, 0.4])
            kinds = draw.choice(list(SENTENCES), size=2, p=weights)
            lines = []
            for kind in [*kinds, kinds[0]]:
                two = draw.choice(SENTENCES[str(kind)], size=2, replace=False)
                lines.append(f"{two[0]} {two[1]} Số hồ sơ {draw.integers(100, 999)}.")
            outlet = folder / ("bao_mot" if draw.random() < 0.5 else "bao_hai")
            outlet.mkdir(parents=True, exist_ok=True)
            name = f"{year}-{1 + i % 12:02}-{1 + i % 28:02}-{i:03}.txt"
            (outlet / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_study(folder: Path, recipe: str = RECIPE, themes: str = THEMES, *, n_a_year: int = 40) -> Path:
    """A study folder with its articles inside."""
    folder.mkdir(parents=True, exist_ok=True)
    write_articles(folder / "articles", n_a_year=n_a_year)
    (folder / "study.toml").write_text(recipe, encoding="utf-8")
    (folder / "themes.toml").write_text(themes, encoding="utf-8")
    return folder
