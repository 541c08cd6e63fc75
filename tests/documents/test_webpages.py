"""Pages: the frame of old sites is no table, and of the dates on a page only the article's own stand beside it."""

import pytest

from toolkit.documents.files.page_dates import page_dates
from toolkit.documents.files.webpages import _tree, read_html, visible_text

PARAGRAPH = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm trong ba ngày nắng. "
BODY = "".join(f"<p>{PARAGRAPH * 2}</p>" for _ in range(4))
TITLE = "Bà con xóm Dừa dựng lại cây cầu gỗ"


def page(inside: str) -> str:
    return f"<html><head><title>{TITLE}</title></head><body>{inside}</body></html>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<table><tr><td><h1>{TITLE}</h1>{BODY}</td><td>Menu</td></tr></table>",
        f"<table><tr><td><table><tr><td>{TITLE}</td></tr><tr><td>{BODY}</td></tr></table></td></tr></table>",
        f"<table><tbody><tr><td><b>{TITLE}</b><br>{(PARAGRAPH * 2 + '<br><br>') * 4}</td></tr></tbody></table>",
    ],
    ids=["one", "nested", "breaks"],
)
def test_a_page_built_in_tables_is_prose(inside: str) -> None:
    text = read_html(page(inside))["text"] or ""
    assert "|" not in text
    assert text.count(PARAGRAPH.strip()) == 8


def test_a_table_of_figures_within_an_article_stays_one() -> None:
    figures = "".join(f"<tr><td>Xóm {i}</td><td>{i * 11}</td></tr>" for i in range(5))
    text = read_html(page(f"<article><h1>{TITLE}</h1>{BODY}<table>{figures}</table>{BODY}</article>"))["text"] or ""
    assert "| Xóm 3 | 33 |" in text


def kinds(inside: str) -> list[str]:
    return [one.kind for one in page_dates(_tree(page(inside)))]


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        (f"<div><span>06/11/2019</span><h1>{TITLE}</h1>{BODY}</div><footer>chân trang</footer>", "beside"),
        (f"<div class='top'><span>06/11/2019</span></div><div><h1>{TITLE}</h1>{BODY}</div>", "above"),
        (f"<span>06/11/2019</span><h1>{TITLE}</h1>{BODY}", "above"),
        (f"<div><h1>{TITLE}</h1><span>Chỉnh sửa lần cuối 06/11/2019</span>{BODY}</div>", "modified"),
        (
            f"<div><h1>{TITLE}</h1><ul><li><a href='/a'>Chợ phiên mùa mưa</a> <i>06/11/2019</i></li></ul></div>",
            "elsewhere",
        ),
        (
            f"<div><h1>{TITLE}</h1><p><a href='/a'>Chợ phiên ngày mưa ở bến sông</a> <i>06/11/2019</i></p></div>",
            "elsewhere",
        ),
        (f"<div><h1>{TITLE}</h1><p><a href='/a'>Người viết</a> <i>06/11/2019</i></p>{BODY}</div>", "beside"),
        (f"<div><h2>{TITLE}</h2><i>06/11/2019</i>{BODY}</div>", "beside"),
        (f"<div><b>{TITLE}</b><br><i>06/11/2019</i>{BODY}</div>", "beside"),
        (f"<h1>Báo Làng</h1><div><h2>{TITLE}</h2><i>06/11/2019</i>{BODY}</div>", "beside"),
    ],
)
def test_what_a_date_among_the_elements_is(inside: str, kind: str) -> None:
    assert kinds(inside) == [kind]


def test_days_in_places_of_one_kind_are_a_list_of_others() -> None:
    rows = "".join(f"<div class='x'><em>Chợ</em><i>0{i}/11/2019</i></div>" for i in range(1, 4))
    assert kinds(f"<div><h1>{TITLE}</h1>{rows}{BODY}</div>") == ["elsewhere"] * 3


@pytest.mark.parametrize("tag", ["tt", "font", "strike", "ins", "span", "kbd"])
def test_a_first_letter_in_a_tag_of_its_own_stays_with_its_word(tag: str):
    assert visible_text(f"<p><{tag}><font size=+3>T</font></{tag}>rong lúc ấy</p><p>Hai</p>") == "Trong lúc ấy\nHai"
