"""The coding page in a real browser: how soon it shows, and the whole way from drawing to a calibrated report.

    python reports/benchmarks/coding_page.py first_unit
    python reports/benchmarks/coding_page.py whole_way

first_unit: 1,000 units of 1,500 characters with their contexts; milliseconds from the start of loading to the first
unit, by the browser's own clock. whole_way: `chude code` on the sample for two coders, both pages filled by a script
that presses the keys of two simulated coders (planted truth, 3 % error), saved, read back, settled on a page of its own
by the truth, and the calibrated report; seconds a step, and strokes a unit. Needs chromium and chromedriver.
Writes results/coding_page_SECTION.csv.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.evidence.test_coding_page import data_of, sample, themes  # noqa: E402
from tests.webdriver import ENTER, Browser, browser  # noqa: E402
from toolkit.evidence.coding_page import write_coding_page  # noqa: E402

ENDS = "gkvbnmpql"  # the letters of the page that choose and go on
N, LENGTH, LOADS, ERROR = 1000, 1500, 7, 0.03
CLOCK = """
new MutationObserver(() => {
  if (!window.firstUnit && document.body && document.body.dataset.ready) window.firstUnit = performance.now();
}).observe(document, {subtree: true, attributes: true, childList: true});
"""


def write(section: str, table: pd.DataFrame) -> None:
    """Print the table and write it to results/."""
    table.to_csv(HERE / "results" / f"coding_page_{section}.csv", index=False, lineterminator="\n", float_format="%.4g")
    print(table.to_string(index=False))


def long_units() -> pd.DataFrame:
    """1,000 units of 1,500 characters of made syllables, with contexts of 400."""
    rng = np.random.default_rng(1)
    starts, ends = ("ng", "th", "tr", "kh", "b", "đ", "l", "m"), ("ười", "ông", "ất", "ân", "ê", "ố", "ài")
    syllables = [a + b for a in starts for b in ends]
    texts = [" ".join(rng.choice(syllables, 500))[:LENGTH] for _ in range(N)]
    return sample(N).assign(text=texts, before=[t[:400] for t in texts[::-1]], after=[t[-400:] for t in texts])


def first_unit(folder: Path) -> None:
    """Milliseconds to the first unit, the median and the slowest of several loads."""
    path = write_coding_page(long_units(), themes(), folder, coders=["Lan"], seed=1)[0]
    with browser(folder) as page:
        page.run_at_start(CLOCK)
        found = []
        for _ in range(LOADS):
            page.open(path)
            page.wait("return Boolean(window.firstUnit)")
            found.append(float(page.run("return window.firstUnit")))
    row = (N, LENGTH, path.stat().st_size / 1e6, float(np.median(found)), max(found), LOADS)
    write("first_unit", pd.DataFrame([row], columns=["units", "characters", "MB", "median_ms", "slowest_ms", "loads"]))


STEPS: list[tuple[str, float, str]] = []


@contextmanager
def timed(step: str) -> Iterator[Callable[[str], None]]:
    """Note how long a step took, and what the block has to say of it."""
    began, said = time.monotonic(), [""]
    yield lambda text: said.__setitem__(0, text)
    STEPS.append((step, time.monotonic() - began, said[0]))


def whole_way(held: Path) -> None:
    """From `chude code` to a calibrated report with two coders and a settled page, filled by a script."""
    from toolkit.studies.path.opening import open_study
    from toolkit.studies.run.beside import write_coding, write_settling
    from toolkit.studies.run.checks import check_study
    from toolkit.studies.run.running import run_study

    folder = _study(held)
    with timed("chude code") as say:
        pages = write_coding(open_study(folder), n=300, coders="lan,minh")
        say(", ".join(f"{path.name}: {len(data_of(path)['items'])} units" for path in pages))
    truth = _truth()
    for k, path in enumerate(pages):
        with timed(f"{path.name} coded by a script") as say, browser(held) as page:
            strokes, plain = _coded(page, path, truth, np.random.default_rng([7, k]))
            say(f"{_strokes(strokes)}; with Enter alone {_strokes(plain)}")
    with timed("chude check") as say:
        told = check_study(open_study(folder)).told_of_codes
        say("; ".join(str(one) for one in told if one.code != "coder_progress"))
    with timed("settled.html written and filled by a script") as say, browser(held) as page:
        settling = write_settling(open_study(folder))
        _coded(page, settling, truth, None)
        say(f"{len(data_of(settling)['items'])} units")
    with timed("chude report") as say:
        done = run_study(folder)
        frame = done.contrasts.to_frame()
        named = frame[(frame["verdict"] != "") & done.headline.calibrated]
        say(f"calibrated: {done.headline.calibrated}; {_counted(named['verdict'])}")
    write("whole_way", pd.DataFrame(STEPS, columns=["step", "seconds", "told"]))


def _counted(words: pd.Series) -> str:
    """How often each word stands."""
    return ", ".join(f"{n} {word}" for word, n in words.value_counts().items())


def _study(held: Path) -> Path:
    """The sample's study in a folder of its own, without its codes."""
    shutil.copytree(ROOT / "corpora" / "sample" / "documents", held / "study" / "documents")
    shutil.copy(ROOT / "corpora" / "sample" / "themes.toml", held / "study" / "themes.toml")
    lines = (ROOT / "reports" / "sample" / "study.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("file =", "coders =")) or "themes.toml" in line]
    text = (
        "\n".join(kept).replace("../../corpora/sample/themes.toml", "themes.toml").replace("pdf = true", "pdf = false")
    )
    text = text.replace('path = "../../corpora/sample"', 'path = "documents"')
    text = text.replace("[coding]", '[coding]\ncoders = "hai người mã hóa do một đoạn chương trình đóng vai"')
    (held / "study" / "study.toml").write_text(text, encoding="utf-8")
    return held / "study"


def _truth() -> dict[str, list[str]]:
    """Document → the themes planted in it."""
    table = pd.read_csv(ROOT / "corpora" / "sample" / "truth" / "documents.csv").set_index("id")
    planted = table.drop(columns=["outlet", "kind", "year", "paragraphs"])
    return {str(unit): [str(theme) for theme, value in row.items() if value] for unit, row in planted.iterrows()}


def _coded(
    page: Browser, path: Path, truth: dict[str, list[str]], rng: np.random.Generator | None
) -> tuple[list[int], list[int]]:
    """Press the keys of one coder on a page, save, and put the file beside the page; strokes a unit, and those that
    digits and Enter alone would take."""
    data = data_of(path)
    keys, strokes, plain = [option["key"] for option in data["options"]], [], []
    page.open(path)
    page.run("window.showSaveFilePicker = undefined")
    for item in data["items"]:
        held, start = set(truth[item["id"]]), set(item.get("start", []))
        wanted = {k for k in keys if (k in held) != (rng is not None and rng.random() < ERROR)}
        pressed = _pressed(wanted, start, keys)
        strokes.append(len(pressed))
        plain.append(len(wanted ^ start) + 1)
        page.keys(pressed)
    page.keys("s")
    saved = path.parent.parent.parent / "downloads" / data["file"]
    for _ in range(400):
        if saved.exists():
            break
        time.sleep(0.05)
    shutil.move(saved, path.with_suffix(".json"))
    return strokes, plain


def _strokes(counts: list[int]) -> str:
    return f"median {np.median(counts):.0f}, mean {np.mean(counts):.2f} strokes a unit"


def _pressed(wanted: set[str], start: set[str], keys: list[str]) -> str:
    """The keys of a unit: digits turn themes on and off, the letter of the last one that is to be on goes on as well;
    where none is left to be turned on, Enter does."""
    turned = sorted(wanted ^ start, key=lambda k: (k in wanted, keys.index(k)))
    if not turned or turned[-1] not in wanted:
        return "".join(str(keys.index(k) + 1) for k in turned) + ENTER
    return "".join(str(keys.index(k) + 1) for k in turned[:-1]) + ENDS[keys.index(turned[-1])]


SECTIONS = {"first_unit": first_unit, "whole_way": whole_way}


def main() -> None:
    """Run one section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=sorted(SECTIONS))
    parser.add_argument("--folder", type=Path, help="keep what is made here; default a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        SECTIONS[given.section](given.folder or Path(folder))


if __name__ == "__main__":
    main()
