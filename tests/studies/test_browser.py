"""The pages in headless Chromium, from disk, with the network off: nothing is cut, asked for, or out of reach."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.webdriver import CHROMIUM, DRIVER, Browser, driver

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="chromium and chromedriver are not installed"),
    pytest.mark.xdist_group("browser"),
]
PAGES = ("index.html", "author.html")
BEYOND = """
const wide = document.documentElement.clientWidth, found = [];
document.querySelectorAll("body *").forEach(function (part) {
  if (part.closest(".skip") || (part.closest(".wide") && !part.closest("figure"))) return;
  const box = part.getBoundingClientRect();
  const out = box.right > wide + 1 || box.left < -1;
  if (box.width && out) found.push(part.tagName + " " + part.textContent.slice(0, 40));
});
return found;
"""
OVERLAPPING = """
const found = [];
document.querySelectorAll("svg.course, svg.ticks").forEach(function (plot) {
  const named = Array.from(plot.querySelectorAll("text:not(.y)"));
  const boxes = named.map(function (t) { return t.getBoundingClientRect(); }).filter(function (b) { return b.width; });
  boxes.sort(function (a, b) { return a.left - b.left; }).forEach(function (box, i) {
    if (i && box.left < boxes[i - 1].right) found.push(plot.textContent.slice(0, 60));
  });
});
document.querySelectorAll(".rows .row").forEach(function (row) {
  const boxes = Array.from(row.children).map(function (c) { return c.getBoundingClientRect(); });
  boxes.forEach(function (a, i) { boxes.forEach(function (b, j) {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (j > i && across > 1 && down > 1) found.push(row.textContent.slice(0, 60));
  }); });
});
return found;
"""
SCROLLED = """
return Array.from(document.querySelectorAll("figure, figure *")).filter(function (part) {
  return getComputedStyle(part).overflowX === "auto" && part.scrollWidth > part.clientWidth + 1;
}).map(function (part) { return part.getAttribute("aria-label"); });
"""
REQUESTS = """
return performance.getEntriesByType("resource").map(function (e) { return e.name; })
  .filter(function (name) { return !name.startsWith("data:"); });
"""
OPEN_ALL = 'document.querySelectorAll("details:not(#toc)").forEach(function (part) { part.open = true; });'


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("chromium")
    with driver() as port:
        opened = Browser(port, folder / "profile", folder / "downloads", (1280, 900))
        yield opened
        opened.close()


def axe_script() -> str:
    """axe-core's script, where the test extra that carries it is installed."""
    spec = find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        return ""
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (768, "light"), (1280, "dark")])
def test_nothing_is_cut_and_nothing_is_asked_for(
    browser: Browser, built: Path, name: str, width: int, scheme: str
) -> None:
    browser.look_as(width, scheme)
    browser.visit(built / "build" / name)
    browser.run(OPEN_ALL)
    assert browser.run(REQUESTS) == []
    assert browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert browser.run(BEYOND) == []
    assert browser.run(OVERLAPPING) == []
    assert browser.run(SCROLLED) == []
    assert browser.log() == []


LONG_NAME = """
const cell = document.querySelector(".wide td");
cell.textContent = "muc/" + "n".repeat(90) + ".html";
"""


def test_a_long_name_in_a_table_stays_on_the_page(browser: Browser, built: Path) -> None:
    browser.look_as(390, "light")
    browser.visit(built / "build" / "author.html")
    browser.run(OPEN_ALL)
    browser.run(LONG_NAME)
    assert browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.skipif(not axe_script(), reason="axe-core is not installed")
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_nobody_is_shut_out(browser: Browser, built: Path, name: str, width: int, scheme: str) -> None:
    browser.look_as(width, scheme)
    browser.visit(built / "build" / name)
    browser.run(OPEN_ALL)
    browser.run(f"{axe_script()}; window.axe = axe;")
    browser.run("axe.run(document, {resultTypes: ['violations']}).then(function (found) { window.told = found; });")
    browser.wait("return window.told !== undefined")
    found: list[Any] = browser.run("return window.told.violations")
    grave = [f"{v['id']}: {v['nodes'][0]['target']}" for v in found if v["impact"] in ("serious", "critical")]
    assert grave == []


def test_a_table_sorts_and_the_look_changes(browser: Browser, built: Path) -> None:
    browser.look_as(1280)
    browser.visit(built / "build" / "author.html")
    column = """return Array.from(document.querySelectorAll("#table-stages tbody td:nth-child(2)"))
        .map(function (c) { return parseFloat(c.dataset.v); });"""
    press = 'document.querySelector("#table-stages thead th:nth-child(2) button").click()'
    browser.run(press)
    up = browser.run(column)
    browser.run(press)
    assert up == sorted(up) and browser.run(column) == up[::-1]
    colour = "return getComputedStyle(document.body).backgroundColor"
    light = browser.run(colour)
    browser.click("#look")
    assert browser.run(colour) != light


def test_a_period_is_told_in_every_panel_by_keys_and_by_pointer(browser: Browser, built: Path) -> None:
    browser.look_as(1280)
    browser.visit(built / "build" / "index.html")
    told = """return Array.from(document.querySelectorAll("#figure-course .read")).map(function (p) {
        return p.textContent.slice(0, 4); });"""
    n = len(browser.run(told))
    assert browser.run(told) == ["2022"] * n
    browser.run('document.querySelector("#figure-course .panel").focus()')
    browser.keys("\ue012\ue012")  # the first stroke picks the last period, the next goes back in time
    assert browser.run(told) == ["2021"] * n
    browser.click("#figure-course .panel svg circle")
    assert browser.run(told) == ["2020"] * n


def test_each_panel_on_its_own_scale_and_back(browser: Browser, built: Path) -> None:
    browser.look_as(1280)
    browser.visit(built / "build" / "index.html")
    places = """return Array.from(document.querySelectorAll("#figure-course circle")).map(function (c) {
        return parseFloat(c.getAttribute("cy")); });"""
    before = browser.run(places)
    browser.click("#scale")
    own = browser.run(places)
    assert own != before and all(a <= b + 0.01 for a, b in zip(own, before)) and min(own) >= -0.01
    browser.click("#scale")
    assert browser.run(places) == pytest.approx(before, abs=0.02)


LONG_HEADS = """
const names = ["Multilateralism", "Nguoi Viet Nam o nuoc ngoai", "Disinformation", "Sovereignty", "Protection",
  "Environment", "Communication", "Diplomacy"];
const heads = names.map(function (n) { return "<th scope=col>" + n + "</th>"; }).join("");
const cells = names.map(function () { return "<td>0,12 [0,01; 0,31]</td>"; }).join("");
document.querySelector("main").insertAdjacentHTML("afterbegin", "<div class=wide>" +
  "<table id=long class='heat dense'><thead><tr><td></td>" + heads + "</tr></thead>" +
  "<tbody><tr><th scope=row>Internationalization</th>" + cells + "</tr></tbody></table></div>");
"""
PARTED = """
const found = [];
document.querySelectorAll("#long thead th").forEach(function (head) {
  const text = head.firstChild, range = document.createRange();
  for (const word of text.data.matchAll(/[^ ]+/g)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    if (range.getClientRects().length > 1) found.push(word[0]);
  }
});
return found;
"""


@pytest.mark.parametrize("width", [768, 1280])
def test_no_head_of_a_wide_table_breaks_inside_a_word(browser: Browser, built: Path, width: int) -> None:
    browser.look_as(width)
    browser.visit(built / "build" / "index.html")
    browser.run(LONG_HEADS)
    assert browser.run(PARTED) == []
    assert (
        browser.run("const box = document.getElementById('long').parentNode; return box.scrollWidth - box.clientWidth")
        <= 0
    )


@pytest.mark.parametrize("page", PAGES)
def test_no_table_of_a_tablet_is_wider_than_its_place(browser: Browser, built: Path, page: str) -> None:
    browser.look_as(768)
    browser.visit(built / "build" / page)
    browser.run(OPEN_ALL)
    wider = browser.run("""return Array.from(document.querySelectorAll(".wide")).filter(function (part) {
        return part.scrollWidth > part.clientWidth + 1;
    }).map(function (part) { return part.getAttribute("aria-label"); })""")
    browser.look_as(1280)
    assert not wider


def test_paper_holds_what_the_reader_opened_and_every_caution(browser: Browser, built: Path) -> None:
    browser.look_as(1280)
    browser.visit(built / "build" / "index.html")
    browser.run("""document.querySelector(".cautions").insertAdjacentHTML(
        "beforeend", "<details id=more><summary>m</summary>m</details>");""")
    browser.run('document.querySelector("main article details").open = true')
    browser.look_as(1280, media="print")
    browser.run('dispatchEvent(new Event("beforeprint"))')
    shown = """return Array.from(document.querySelectorAll("main details")).map(function (d) {
        return [d.open, getComputedStyle(d).display !== "none", Boolean(d.closest(".cautions"))]; });"""
    found = browser.run(shown)
    browser.run('dispatchEvent(new Event("afterprint"))')
    browser.look_as(1280)
    assert all(opened == printed for opened, printed, _ in found)
    assert [True, True, True] in found and [True, True, False] in found and [False, False, False] in found
    assert not browser.run('return document.getElementById("more").open')
