"""The built site in headless Chromium, from disk: it asks for nothing outside, fits a telephone, and finds words.

Runs where `make docs` has built docs/_build/html (the documentation job of CI); elsewhere it is skipped.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

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


@driven
@pytest.mark.parametrize("asked", ["kiều bào", "kieu bao", "calibrate", "undated", "không có ngày", "khong co ngay"])
def test_search_finds_it_with_and_without_diacritics(chromium: webdriver.Browser, asked: str) -> None:
    visit(chromium, (SITE / "search.html").as_uri() + "?q=" + asked.replace(" ", "+"))
    for _ in range(100):
        if n := chromium.run("return document.querySelectorAll('#search-results li').length"):
            break
        time.sleep(0.1)
    assert n > 0, f"{asked!r} finds nothing"
