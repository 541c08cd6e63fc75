"""The built site in headless Chromium, from disk: it asks for nothing outside, fits a telephone, and finds words.

Runs where `make docs` has built docs/_build/html (the documentation job of CI); elsewhere it is skipped.
"""

import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests import webdriver

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "docs" / "_build" / "html"
sys.path.insert(0, str(ROOT / "docs"))

from generators.links import faults  # noqa: E402

built = pytest.mark.skipif(not (SITE / "searchindex.js").exists(), reason="make docs has built no site here")
driven = pytest.mark.skipif(not (webdriver.CHROMIUM and webdriver.DRIVER), reason="no chromium here")
pytestmark = [built, pytest.mark.xdist_group("browser")]
LOADED = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !/^(file|data|blob):/.test(n))"
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
FEWEST = 30


def shown() -> list[Path]:
    """Pages of every kind, FEWEST or more, spread over the site."""
    every = sorted(path for path in SITE.rglob("*.html") if "_static" not in path.parts)
    step = max(1, len(every) // 40)
    return [SITE / "index.html", SITE / "search.html", *every[::step]]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Browser]:
    with webdriver.browser(tmp_path_factory.mktemp("browser"), size=(390, 844)) as found:
        found._post(
            f"{found.session}/goog/cdp/execute",
            {
                "cmd": "Emulation.setDeviceMetricsOverride",
                "params": {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
            },
        )
        yield found


def visit(browser: webdriver.Browser, address: str) -> None:
    browser._post(f"{browser.session}/url", {"url": address})
    browser.wait("return document.readyState === 'complete'")


def test_every_link_leads_somewhere_and_nothing_outside_is_loaded() -> None:
    assert faults(SITE) == []


@driven
def test_no_page_asks_for_anything_outside_or_is_wider_than_a_telephone(chromium: webdriver.Browser) -> None:
    pages = shown()
    assert len(pages) >= FEWEST
    asked, wide = {}, {}
    for page in pages:
        visit(chromium, page.as_uri())
        if found := chromium.run(LOADED):
            asked[page.name] = found
        if (more := chromium.run(WIDER)) > 0:
            wide[page.relative_to(SITE).as_posix()] = more
    assert not asked and not wide, (asked, wide)


FOUND = {  # what is asked → a page that must be among the first ten
    "kiều bào": "vi/",
    "kieu bao": "vi/",
    unicodedata.normalize("NFD", "kiều bào"): "vi/",
    "calibrate": "methods/10-calibration",
    "hiệu chỉnh": "vi/ma_hoa",
    "hieu chinh": "vi/ma_hoa",
    "undated": "howto/undated_files",
    "không rõ ngày": "vi/viec_thuong_gap",
    "khong ro ngay": "vi/viec_thuong_gap",
    "đăng lại": "vi/viec_thuong_gap",
    "dang lai": "vi/viec_thuong_gap",
}


@driven
@pytest.mark.parametrize("asked", FOUND)
def test_search_finds_it_with_and_without_diacritics(chromium: webdriver.Browser, asked: str) -> None:
    visit(chromium, (SITE / "search.html").as_uri() + "?q=" + quote_plus(asked))
    first = (
        "return [...document.querySelectorAll('#search-results li a')].slice(0, 10).map(a => a.getAttribute('href'))"
    )
    found: list[str] = []
    for _ in range(100):
        found = chromium.run(first)
        if any(FOUND[asked] in address for address in found):
            break
        time.sleep(0.1)
    assert any(FOUND[asked] in address for address in found), found


@driven
def test_a_vietnamese_page_is_framed_in_vietnamese(chromium: webdriver.Browser) -> None:
    visit(chromium, (SITE / "vi" / "gio_dau.html").as_uri())
    assert chromium.run("return document.documentElement.lang") == "vi"
    frame = chromium.run("return document.body.innerText + document.querySelector('#pst-primary-sidebar').textContent")
    assert "Trong phần này" in frame and "Việc thường gặp" in frame and "Section Navigation" not in frame
    visit(chromium, (SITE / "start" / "index.html").as_uri())
    assert chromium.run("return document.documentElement.lang") == "en"
