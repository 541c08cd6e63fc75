"""The page in headless Chromium, from disk, with the network off: it works, asks for nothing, shuts nobody out."""

import json
import re
import shutil
import subprocess
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=10000",
    "--enable-logging=stderr",
    "--v=0",
)
PROBE = """
<pre id="probe"></pre>
<script>
window.addEventListener("load", function () {
  setTimeout(function () {
    const told = {};
    told.requests = performance.getEntriesByType("resource").map(function (e) { return e.name; })
      .filter(function (n) { return !n.startsWith("data:"); });
    told.wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const head = document.querySelectorAll("#table-stages thead th")[1];
    const read = function () {
      return Array.from(document.querySelectorAll("#table-stages tbody td:nth-child(2)"))
        .map(function (c) { return parseFloat(c.dataset.v); });
    };
    head.querySelector("button").click(); told.up = read(); told.sort = head.getAttribute("aria-sort");
    head.querySelector("button").click(); told.down = read();
    document.getElementById("look").click(); told.look = document.documentElement.dataset.look;
    const marks = function () {
      return Array.from(document.querySelectorAll("#chart .mark-line path"))
        .map(function (p) { return p.getAttribute("opacity"); });
    };
    told.before = marks();
    const symbol = document.querySelector("#chart .role-legend-symbol path");
    if (symbol) {
      const box = symbol.getBoundingClientRect();
      ["pointerdown", "mousedown", "pointerup", "mouseup", "click"].forEach(function (kind) {
        symbol.dispatchEvent(new MouseEvent(kind, {
          bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, view: window }));
      });
    }
    setTimeout(function () {
      told.after = marks();
      const done = function () { document.getElementById("probe").textContent = JSON.stringify(told); };
      if (window.axe) axe.run(document, { resultTypes: ["violations"] }).then(function (found) {
        told.violations = found.violations
          .filter(function (v) { return v.impact === "serious" || v.impact === "critical"; })
          .map(function (v) { return v.id + ": " + v.nodes.length + " " + v.nodes[0].target; });
        done();
      }); else done();
    }, 500);
  }, 1500);
});
</script>
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def axe_script() -> str:
    """axe-core's script, where the test extra that carries it is installed."""
    spec = find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        return ""
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def probed(page: Path, folder: Path, width: int) -> tuple[dict, list[str]]:
    """What the probe found in the page at `width` pixels, and the console's errors."""
    html = page.read_text(encoding="utf-8")
    script = f"<script>{axe_script()}</script>"
    copy = folder / f"probed-{width}.html"
    head, _, tail = html.rpartition("</body>")  # the chart's own script holds that string too
    copy.write_text(f"{head}{script}{PROBE}</body>{tail}", encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={folder / f'profile-{width}'}",
            f"--window-size={width},1200",
            "--dump-dom",
            copy.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    found = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert found and found[1], "the probe did not finish:\n" + done.stderr[-2000:]
    errors = [line for line in done.stderr.splitlines() if "CONSOLE" in line and "WARN" not in line]
    return json.loads(unescape(found[1])), errors


@pytest.fixture(scope="module", params=[390, 1280])
def seen(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict, list[str]]:
    return probed(built / "build" / "index.html", tmp_path_factory.mktemp("chromium"), request.param)


def test_the_page_works_offline(seen: tuple[dict, list[str]]) -> None:
    told, errors = seen
    assert errors == []
    assert told["requests"] == []
    assert told["wider"] <= 0, "something is wider than the window"
    assert told["up"] == sorted(told["up"]) and told["down"] == sorted(told["down"], reverse=True)
    assert told["sort"] == "ascending" and told["look"] in ("dark", "light")


@pytest.mark.skipif(find_spec("altair") is None, reason="the extra web is not installed")
def test_the_chart_answers_a_click(seen: tuple[dict, list[str]]) -> None:
    told, _ = seen
    assert told["before"] and told["before"] != told["after"]


@pytest.mark.skipif(find_spec("axe_core_python") is None, reason="axe-core is not installed")
def test_nobody_is_shut_out(seen: tuple[dict, list[str]]) -> None:
    told, _ = seen
    assert told["violations"] == []
