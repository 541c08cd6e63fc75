"""Lines beside a headline as outlets write them: author and day, day and edit, English days, two times."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit.documents.cleaning import clean
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

HEADLINE = "Xóm Dừa dựng chiếc cầu mới thay cầu gỗ đã mục"
BODY = "".join(
    f"<p>Mỗi nhà góp một ngày công, người lớn vác gỗ, trẻ nhỏ đưa nước, việc thứ {i} xong trước khi nước lên.</p>"
    for i in range(5)
)
OTHERS = '<ul class="list">' + "".join(
    f'<li><a href="/{i}">Bài khác kể về bến sông và phiên chợ</a><span class="time">0{i}/05/2024</span></li>'
    for i in range(1, 5)
)


def dated(folder: Path, line: str, head: str = "") -> str:
    page = (
        f"<html><head><meta charset='utf-8'><title>{HEADLINE}</title>{head}</head><body><h1>{HEADLINE}</h1>{line}"
        f"<div class='content'>{BODY}</div>{OTHERS}</ul></body></html>"
    )
    (folder / "bai.html").write_text(page, encoding="utf-8")
    day = resolve_dates(clean(read_corpus(folder))).frame["date"].iloc[0]
    return "" if pd.isna(day) else str(day)


LINES = {
    "author and day": '<div class="author">Lan Anh - 06/11/2019 08:30</div>',
    "day and author": '<p class="meta">06/11/2019, đăng bởi Lan Anh</p>',
    "English": '<div class="author">By Lan Anh &nbsp; November 6, 2019 | 08:30 am GMT+7</div>',
    "months first by the weekday": '<div class="submitted">Submitted by admin on Wed, 11/06/2019 - 08:30</div>',
    "day and edit": '<div class="date">06/11/2019 08:30 (Cập nhật: 03/05/2024 10:00)</div>',
    "two times": (
        '<p class="pub">Đăng ngày: <time datetime="2019-11-06T08:30:00+00:00">06/11/2019</time> Sửa đổi ngày: '
        '<time datetime="2024-05-03T08:30:00+00:00">03/05/2024</time></p>'
    ),
    "WordPress in Vietnamese": '<span>Đăng vào <time class="entry-date">Tháng Mười Một 6, 2019</time></span>',
    "diaspora": '<div class="date">Thứ Tư, 6 Tháng Mười Một, 2019</div>',
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_beside_the_headline_dates_the_page(name: str, tmp_path: Path) -> None:
    assert dated(tmp_path, LINES[name]) == "2019-11-06"


@pytest.mark.parametrize(
    "line",
    [
        '<p class="meta">Lan Anh, sinh ngày 06/11/1990, viết cho chúng tôi từ 03/05/2015</p>',
        '<p>Sửa đổi ngày: <time datetime="2024-05-03T08:30:00+07:00">03/05/2024</time></p>',
        '<div class="comment"><div class="submitted">Gửi bởi Nam on Fri, 05/03/2024 - 10:00</div></div>',
    ],
)
def test_what_tells_another_day_does_not(line: str, tmp_path: Path) -> None:
    assert dated(tmp_path, line) == ""


def test_a_line_of_text_with_its_weekday_is_read_by_it(tmp_path: Path) -> None:
    text = "Tin của xóm\nWed, 11/06/2019 - 08:30\nMỗi nhà góp một ngày công, người lớn vác gỗ, trẻ nhỏ đưa nước ra bến."
    (tmp_path / "bai.txt").write_text(text, encoding="utf-8")
    assert list(resolve_dates(clean(read_corpus(tmp_path))).frame["date"].dropna()) == ["2019-11-06"]


def test_a_line_of_a_saturday_in_its_other_spelling_is_cut(tmp_path: Path) -> None:
    for name in ("bảy", "bẩy"):
        text = f"Cầu mới ở bến Gỗ\nThứ {name}, 07/12/2019 | 08:30 GMT+7\nMỗi nhà góp một ngày công, trẻ nhỏ đưa nước."
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    frame = resolve_dates(clean(read_corpus(tmp_path))).frame
    assert frame["date"].tolist() == ["2019-12-07"] * 2
