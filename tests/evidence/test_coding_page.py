"""The coding page: what it hands back is what a sheet would, driven as a coder drives it, and nothing in it runs."""

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webdriver import BACKSPACE, CHROMIUM, DRIVER, ENTER, ESCAPE, TAB, browser
from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence import coding_page
from toolkit.evidence.codes import Coding
from toolkit.evidence.coding_files import read_coding
from toolkit.evidence.coding_page import (
    disagreements,
    file_names,
    units_on_pages,
    write_coding_page,
    write_settling_page,
)
from toolkit.evidence.designs import SETTLED, Design
from toolkit.evidence.sheets import write_coding_sheet
from toolkit.words.themes import Themes, themes_from_dict

driven = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")
KEYS = [f"theme_{i}" for i in range(8)]
HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror="document.title=1">\u202egnort'


def themes() -> Themes:
    return themes_from_dict({key: [f"từ khóa {key[-1]}"] for key in KEYS})


def sample(n: int = 60, *, length: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    design = Design("abc", n, 1, None, ("2019", "2020")).to_text()
    rows = [
        {
            "unit": f"bài {i:03d}.txt#2",
            "document": f"bài {i:03d}.txt",
            "story": f"s{i}",
            "year": 2019 + i % 2,
            "period": str(2019 + i % 2),
            "title": HOSTILE if i == 3 else f"Tựa đề số {i}",
            "before": "Câu trước.",
            "text": (HOSTILE if i == 3 else f"Đoạn văn thứ {i} nói về từ khóa 1 và việc khác. ") * max(1, length // 50),
            "after": "Câu sau.",
            "inclusion_probability": float(rng.uniform(0.01, 1.0)),
            "design": design,
        }
        for i in range(n)
    ]
    return pd.DataFrame(rows)


def data_of(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    packed = re.search(r'id="data">([^<]*)<', text)
    assert packed is not None
    found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    return found


def answered(page: dict[str, Any], codes: dict[str, list[str]]) -> dict[str, Any]:
    answers = {unit: {"coded": True, "codes": own, "unsure": False, "comment": ""} for unit, own in codes.items()}
    return {**page["head"], "answers": answers}


def test_pages_hold_no_prediction_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_coding_page(sample(), themes(), tmp_path / "a", coders=["Lan", "Minh Đức"], seed=1, note="hai người")
    two = write_coding_page(sample(), themes(), tmp_path / "b", coders=["Lan", "Minh Đức"], seed=1, note="hai người")
    assert [path.name for path in one] == ["lan.html", "minh_duc.html"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    page = data_of(one[0])
    assert set(page["items"][0]) == {"id", "text", "title", "before", "after", "date"}
    assert [item["id"] for item in page["items"]] != [unit["unit"] for unit in page["head"]["units"]], "in random order"
    with pytest.raises(UsageError, match=r"lan\.html exists"):
        write_coding_page(sample(), themes(), tmp_path / "a", coders=["Lan"], seed=1)


def test_coders_share_at_least_twenty_units_a_period_and_split_the_rest(tmp_path: Path) -> None:
    paths = write_coding_page(sample(200), themes(), tmp_path, coders=["a", "b"], seed=1)
    own = [{unit["unit"] for unit in data_of(path)["head"]["units"]} for path in paths]
    year = sample(200).set_index("unit")["year"]
    both = year.loc[sorted(own[0] & own[1])].value_counts()
    assert (both == 20).all() and own[0] | own[1] == set(year.index)
    assert abs(len(own[0]) - len(own[1])) <= 2


def test_a_page_gives_the_coding_of_a_sheet_byte_for_byte(tmp_path: Path) -> None:
    drawn = sample(40)
    path = write_coding_page(drawn, themes(), tmp_path, coders=["Lan"], seed=1, note="một người")[0]
    page = data_of(path)
    rng = np.random.default_rng(2)
    codes = {u: [k for k in KEYS if rng.random() < 0.2] for u in drawn["unit"][:33]}
    (tmp_path / "lan.json").write_text(json.dumps(answered(page, codes), ensure_ascii=False), encoding="utf-8")
    found = read_coding(tmp_path / "lan.json")
    rows = [
        {"unit": u, "coder": "Lan", "theme": k, "value": float(k in own), "inclusion_probability": 0.5}
        for u, own in codes.items()
        for k in KEYS
    ]
    sheet = write_coding_sheet(
        drawn, themes(), tmp_path / "coding.xlsx", coders=["Lan"], note="một người", values=Coding(pd.DataFrame(rows))
    )
    other = read_coding(sheet)
    pd.testing.assert_frame_equal(found.frame, other.frame)
    assert (found.question, found.coders, found.designs) == (other.question, other.coders, other.designs)


def test_a_folder_of_both_the_page_counts_and_the_last_file_counts(tmp_path: Path) -> None:
    drawn = sample(30)
    page = data_of(write_coding_page(drawn, themes(), tmp_path, coders=["Lan"], seed=1)[0])
    units = drawn["unit"].tolist()
    write_coding_sheet(
        drawn,
        themes(),
        tmp_path / "coding.xlsx",
        coders=["Lan"],
        values=Coding(
            pd.DataFrame(
                [
                    {"unit": u, "coder": "Lan", "theme": k, "value": float((i + n) % 2), "inclusion_probability": 0.5}
                    for n, u in enumerate(units)
                    for i, k in enumerate(KEYS)
                ]
            )
        ),
    )
    first, second = answered(page, {units[0]: [KEYS[0]]}), answered(page, {units[0]: [KEYS[2]]})
    (tmp_path / "lan.json").write_text(json.dumps(first), encoding="utf-8")
    (tmp_path / "lan (1).json").write_text(json.dumps(second), encoding="utf-8")
    found = read_coding(tmp_path)
    own = found.frame[found.frame["unit"] == units[0]]
    assert own.loc[own["value"] == 1, "theme"].tolist() == [KEYS[2]]
    assert found.frame[found.frame["unit"] == units[1]]["value"].sum() == 4, (
        "the sheet's codes stand where no page has any"
    )
    assert any(remark.code == "coded_twice" for remark in found.remarks)


def test_all_mistakes_are_told_at_once_and_blank_files_say_what_to_do(tmp_path: Path) -> None:
    page = data_of(write_coding_page(sample(10), themes(), tmp_path, coders=["Lan"], seed=1)[0])
    wrong = answered(page, {"nowhere": [], page["head"]["units"][0]["unit"]: ["theme_9"]})
    wrong["units"] = [dict(unit) for unit in wrong["units"]]
    wrong["units"][1]["inclusion_probability"] = 1.5
    (tmp_path / "lan.json").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(CodingError) as caught:
        read_coding(tmp_path)
    for part in ("'nowhere' is no unit", "theme_9", "did you mean", "1.5 is no inclusion probability"):
        assert part in str(caught.value)
    (tmp_path / "lan.json").write_text(json.dumps(answered(page, {})), encoding="utf-8")
    with pytest.raises(CodingError, match="no code yet; press s"):
        read_coding(tmp_path)


LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=8)
NAMES = ["format", "version", "units", "answers", "themes", "coder", "question", "unit", "codes"]


@given(
    st.recursive(
        LEAVES,
        lambda c: st.lists(c, max_size=4) | st.dictionaries(st.sampled_from(NAMES), c, max_size=5),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_refused_by_us(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    path = tmp_path_factory.mktemp("page") / "x.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(CodingError):
        read_coding(path)


@pytest.mark.parametrize("answers", [{"u": 3}, {"u": {"codes": "x"}}, {"u": {"coded": True, "codes": [["a"]]}}, []])
def test_answers_of_a_wrong_shape(tmp_path: Path, answers: Any) -> None:
    page = data_of(write_coding_page(sample(10), themes(), tmp_path, coders=["Lan"], seed=1)[0])["head"]
    if answers:
        answers = {page["units"][0]["unit"]: answers["u"]}
    (tmp_path / "x.json").write_text(json.dumps({**page, "answers": answers}), encoding="utf-8")
    with pytest.raises(CodingError):
        read_coding(tmp_path / "x.json")


def _edited(unit: int | None = None, **fields: Any) -> Any:
    def edit(page: dict[str, Any]) -> None:
        (page if unit is None else page["units"][unit]).update(fields)

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        _edited(0, inclusion_probability=0.99),
        _edited(0, text_hash="0" * 16),
        _edited(themes=[*KEYS, "theme_8"]),
        _edited(question="main theme"),
        _edited(coder="Minh"),
        _edited(coder=SETTLED),
        _edited(sample="0" * 16),
        lambda page: page.pop("sample"),
        lambda page: page["answers"][page["units"][0]["unit"]].update(coded="true"),
        lambda page: page["answers"][page["units"][0]["unit"]].pop("coded"),
    ],
)
def test_a_file_changed_by_hand_does_not_pass_for_the_pages(tmp_path: Path, edit: Any) -> None:
    """A chance written by hand would move every calibrated figure without a word."""
    page = data_of(write_coding_page(sample(12), themes(), tmp_path, coders=["Lan"], seed=1)[0])
    codes = {unit["unit"]: [KEYS[i % 3]] for i, unit in enumerate(page["head"]["units"])}
    body = json.loads(json.dumps(answered(page, codes)))
    (tmp_path / "lan.json").write_text(json.dumps(body), encoding="utf-8")
    assert read_coding(tmp_path).frame["value"].sum() == 12
    edit(body)
    (tmp_path / "lan.json").write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(CodingError, match=r"take the file as the page wrote it|main themes"):
        read_coding(tmp_path)


def test_names_of_coders_become_names_of_files() -> None:
    assert file_names(["Lan", "Nguyễn Thị Đỗ", "../x/y"]) == {
        "Lan": "lan",
        "Nguyễn Thị Đỗ": "nguyen_thi_do",
        "../x/y": "x_y",
    }
    for bad in ([], ["///"], ["Lan", "lan"], ["settled"], ["Settled-2"], [""]):
        with pytest.raises(UsageError):
            file_names(bad)


def test_what_differs_is_settled_on_a_page_of_its_own(tmp_path: Path) -> None:
    drawn = sample(30)
    rows = []
    for i, unit in enumerate(drawn["unit"]):
        for coder in ("Lan", "Minh"):
            held = {"theme_1"} if coder == "Lan" or i >= 3 else {"theme_1", "theme_2"}
            rows += [(unit, coder, k, float(k in held), 0.5) for k in KEYS]
    coding = Coding(pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"]))
    assert disagreements(coding) == drawn["unit"][:3].tolist()
    page = data_of(write_settling_page(coding, drawn, themes(), tmp_path))
    assert len(page["items"]) == 3 and page["items"][0]["start"] == ["theme_1"]
    assert "Lan: " in page["items"][0]["given"] and page["coder"] == SETTLED
    agreed = Coding(coding.frame[coding.frame["coder"] == "Lan"])
    with pytest.raises(UsageError, match="nothing to settle"):
        write_settling_page(agreed, drawn, themes(), tmp_path)


def test_a_second_settling_leaves_the_first_page_and_its_file(tmp_path: Path) -> None:
    """Both were settled.html and settled.json: the second file took the place of what had been agreed on."""
    drawn = sample(20)
    row = {"theme": KEYS[0], "inclusion_probability": 0.5}
    differing = [{"unit": u, "coder": c, "value": v, **row} for u in drawn["unit"][:6] for c, v in (("a", 0), ("b", 1))]
    coding = Coding(pd.DataFrame(differing[:6]))
    first = write_settling_page(coding, drawn, themes(), tmp_path)
    kept = first.read_bytes()
    assert write_settling_page(coding, drawn, themes(), tmp_path) == first and first.read_bytes() == kept
    settled = [{"unit": u, "coder": SETTLED, "value": 1, **row} for u in drawn["unit"][:3]]
    more = Coding(pd.DataFrame([*differing, *settled]))
    second = write_settling_page(more, drawn, themes(), tmp_path)
    assert second.name == "settled-2.html" and first.read_bytes() == kept
    assert data_of(second)["file"] == "settled-2.json"
    told = {one.stem: data_of(one) for one in (first, second)}
    for name, page in told.items():
        text = json.dumps(answered(page, {item["id"]: [KEYS[0]] for item in page["items"]}))
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    found = read_coding(tmp_path).frame
    assert set(found.loc[found["coder"] == SETTLED, "unit"]) == set(drawn["unit"][:6])
    (tmp_path / "settled-2.json").rename(tmp_path / "settled-2 (1).json")
    first.unlink()
    second.unlink()
    third = write_settling_page(more, drawn, themes(), tmp_path)
    assert data_of(third)["file"] == "settled-3.json", "pages were moved away, their files stay"


def test_a_further_wave_takes_no_name_of_another_coder(tmp_path: Path) -> None:
    drawn = sample(60)
    write_coding_page(drawn.head(20), themes(), tmp_path, coders=["lan"], seed=1)
    held = list(drawn["unit"].head(20))
    pages = write_coding_page(drawn, themes(), tmp_path, coders=["lan", "lan-2"], seed=1, leave_out=held)
    assert [page.name for page in pages] == ["lan-2.html", "lan-2-2.html"]


def test_a_page_cut_short_does_not_stop_a_further_wave(tmp_path: Path) -> None:
    path = write_coding_page(sample(10), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    text = path.read_text(encoding="utf-8")
    cut = text.index('id="data">') + 200
    (tmp_path / "half.html").write_text(text[:cut] + "<", encoding="utf-8")
    (tmp_path / "note.html").write_text('<p id="data">no page</p>', encoding="utf-8")
    assert len(units_on_pages(tmp_path)) == 10


def test_a_thousand_long_units_stay_under_three_megabytes(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    syllables = [
        a + b for a in ("ng", "th", "tr", "kh", "b", "đ", "l", "m") for b in ("ười", "ông", "ất", "ân", "ê", "ố", "ài")
    ]
    texts = [" ".join(rng.choice(syllables, 330))[:1500] for _ in range(1000)]
    drawn = sample(1000).assign(text=texts, before=[t[:400] for t in texts[::-1]], after=[t[-400:] for t in texts])
    path = write_coding_page(drawn, themes(), tmp_path, coders=["Lan"], seed=1)[0]
    assert path.stat().st_size < 3_000_000


@driven
def test_a_coder_codes_undoes_comments_reloads_and_saves(tmp_path: Path) -> None:
    drawn = sample(60)
    path = write_coding_page(drawn, themes(), tmp_path, coders=["Lan"], seed=1)[0]
    order = [item["id"] for item in data_of(path)["items"]]
    rng = np.random.default_rng(3)
    wanted = {
        unit: sorted(rng.choice(8, rng.choice([0, 1, 2], p=[0.5, 0.4, 0.1]), replace=False).tolist()) for unit in order
    }
    strokes = []
    with browser(tmp_path) as page:
        page.open(path)
        assert page.run("return document.title") != "owned"
        for i, unit in enumerate(order[:30]):
            keys = "".join(str(k + 1) for k in wanted[unit]) + ENTER
            strokes.append(len(keys))
            page.keys(keys)
            if i == 4:
                page.keys(BACKSPACE + "8zz" + ENTER if 7 not in wanted[unit] else BACKSPACE + ENTER)
        page.keys("u")
        page.keys("chưa rõ, hỏi lại")
        page.keys(ESCAPE)
        page.open(path)  # a reload in the middle
        for unit in order[30:]:
            page.keys("".join(str(k + 1) for k in wanted[unit]) + ENTER)
        page.keys("?")
        assert "hỏi lại" in page.run("return document.getElementById('marked').textContent")
        page.click("#close")
        page.run("window.showSaveFilePicker = undefined")
        page.keys("s")
        saved = tmp_path / "downloads" / "lan.json"
        page.wait("return true")
        for _ in range(200):
            if saved.exists():
                break
            page.run("return new Promise(r => setTimeout(r, 50))")
        assert page.run("return performance.getEntriesByType('resource').length") == 0
        assert not [line for line in page.log() if "Refused" in line or "Error" in line]
    found = read_coding(saved)
    held = found.frame[found.frame["value"] == 1].groupby("unit")["theme"].apply(list).to_dict()
    assert held == {u: [KEYS[k] for k in own] for u, own in wanted.items() if own}
    assert found.frame["value"].notna().all(), "at most one unit may be lost; none was"
    assert float(np.median(strokes)) <= 2
    told = json.loads(saved.read_text(encoding="utf-8"))["answers"]
    assert [a["comment"] for a in told.values() if a["unsure"]] == ["chưa rõ, hỏi lại"]


def _press(page: Any, key: str, code: str, *, held: bool = False) -> None:
    """A key as the browser tells it, also one held down or hidden by a typing method."""
    told = json.dumps({"key": key, "code": code, "repeat": held, "bubbles": True, "cancelable": True})
    page.run(f"document.dispatchEvent(new KeyboardEvent('keydown', {told}))")


def _shown(page: Any, place: str) -> str:
    return str(page.run(f"return document.getElementById('{place}').textContent"))


@driven
def test_a_letter_chooses_and_goes_on_and_a_key_that_is_held_answers_once(tmp_path: Path) -> None:
    path = write_coding_page(sample(8), themes(), tmp_path, coders=["Lan"], seed=1, language="en")[0]
    order = [item["id"] for item in data_of(path)["items"]]
    with browser(tmp_path) as page:
        page.open(path)
        page.keys("g")  # theme_0, one stroke
        assert _shown(page, "told").endswith("1: theme_0") and "Passage 2" in _shown(page, "where")
        page.keys("1k")  # theme_0 and theme_1, two strokes
        page.keys("2k")  # chosen already: it stays chosen, and the page goes on
        page.keys("B")  # a capital is the letter
        page.keys("gz")  # undone as a whole, and back where it was
        assert "Passage 5" in _shown(page, "where") and _shown(page, "progress").startswith("4 /")
        for _ in range(3):
            _press(page, "Enter", "Enter", held=True)
            _press(page, "g", "KeyG", held=True)
        assert _shown(page, "progress").startswith("4 /"), "a key held down answers nothing"
        _press(page, "Process", "KeyV")  # a typing method hides the letter
        assert _shown(page, "progress").startswith("5 /")
        _press(page, "ê", "")
        assert "typing method" in _shown(page, "warning")
        page.keys(ENTER * 3)
        page.run("window.showSaveFilePicker = undefined")
        page.keys("s")
        saved = next(iter(_downloaded(page, tmp_path)))
    found = read_coding(saved).frame
    held = found[found["value"] == 1].groupby("unit")["theme"].apply(list).to_dict()
    wanted = [["theme_0"], ["theme_0", "theme_1"], ["theme_1"], ["theme_3"], ["theme_2"]]
    assert [held.get(unit) for unit in order[:5]] == wanted
    assert found["value"].notna().all()


def test_letters_that_choose_are_no_commands_and_no_vietnamese_typing_changes_them() -> None:
    script = Path(coding_page.__file__).with_name("page").joinpath("page.js").read_text(encoding="utf-8")
    ends = re.search(r'ENDS = "(\w+)"', script)
    assert ends is not None and len(set(ends[1])) == len(ends[1]) >= 8
    telex, vni = set("aeodwsfrxjz"), set("aeiouyd")  # letters that turn into others, alone, doubled or before a digit
    assert not set(ends[1]) & (telex | vni | set(coding_page.COMMANDS))


EVIL = [
    HOSTILE,
    "<svg onload=document.title='owned'>",
    "</textarea><script>document.title='owned'</script>",
    "javascript:document.title='owned'",
    "{{7*7}}${document.title='owned'}<%= 1 %>",
    "\u202eđảo chiều\u2066\u2069 \u200f",
    "<!--<script>document.title='owned'//-->",
    "]]><script>document.title='owned'</script>",
    "&lt;script&gt;document.title='owned'&lt;/script&gt;",
    "một dòng rất dài " * 62_000,
    "\u0000\u0001\ufeff\ufffe kết thúc",
    "'; DROP TABLE; -- \\\" \u2028\u2029",
]


@driven
def test_a_hostile_corpus_runs_nothing_and_is_shown_as_it_is(tmp_path: Path) -> None:
    drawn = sample(len(EVIL)).assign(
        text=EVIL,
        title=EVIL[::-1],
        before=EVIL,
        after=EVIL[::-1],
        unit=[f"{i}{text[:60]}" for i, text in enumerate(EVIL)],
    )
    evil = themes_from_dict({"one": {"label": {"vi": HOSTILE, "en": HOSTILE}, "description": EVIL[1], "seeds": ["từ"]}})
    path = write_coding_page(drawn, evil, tmp_path, coders=["Lan <b>"], seed=1, note=HOSTILE, seeds_shown=True)[0]
    items = {item["id"]: item for item in data_of(path)["items"]}
    with browser(tmp_path) as page:
        page.open(path)
        for _ in EVIL:
            page.keys("1ct")
            shown = page.run("return document.getElementById('text').textContent")
            assert shown in {item["text"] for item in items.values()}, "the text stands as it is"
            page.keys("ct" + ENTER)
        assert "owned" not in page.run("return document.title")
        assert (
            page.run("return document.querySelectorAll('#unit script, #unit img, #unit svg, #entries svg').length") == 0
        )
        assert page.run("return performance.getEntriesByType('resource').length") == 0
        page.run("window.showSaveFilePicker = undefined")
        page.keys("s")
        saved = next(iter(_downloaded(page, tmp_path)))
    assert read_coding(saved).frame["value"].tolist() == [1.0] * len(EVIL)


def _downloaded(page: Any, folder: Path) -> list[Path]:
    for _ in range(200):
        if found := list((folder / "downloads").glob("*.json")):
            return found
        page.run("return new Promise(r => setTimeout(r, 50))")
    return []


@driven
def test_two_tabs_at_once_and_a_crash_lose_nothing(tmp_path: Path) -> None:
    path = write_coding_page(sample(10), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    with browser(tmp_path) as page:
        page.open(path)
        page.keys("1" + ENTER)
        page.run("window.open(location.href)")
        handles = page._post  # the second window is reached by its handle
        import urllib.request

        with urllib.request.urlopen(page.base + page.session + "/window/handles") as answer:
            first, second = json.loads(answer.read())["value"]
        handles(f"{page.session}/window", {"handle": second})
        page.wait("return document.body && document.body.dataset.ready === '1'")
        page.keys("2" + ENTER)
        handles(f"{page.session}/window", {"handle": first})
        page.wait("return document.getElementById('progress').textContent.startsWith('2 /')")
        page.keys(ENTER + "3" + ENTER)
        page.wait("return document.getElementById('progress').textContent.startsWith('3 /')")
    with browser(tmp_path) as page:  # the browser was ended without a word; the profile is the same
        page.open(path)
        assert page.run("return document.getElementById('progress').textContent").startswith("3 /")


@driven
@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_nobody_is_shut_out(tmp_path: Path, size: tuple[int, int], look: str) -> None:
    from tests.studies.test_browser import axe_script

    path = write_coding_page(sample(10), themes(), tmp_path, coders=["Lan"], seed=1, language="en")[0]
    with browser(tmp_path, size=size) as page:
        page.emulate(size, look)
        page.open(path)
        page.keys("1u")
        page.keys(ESCAPE + "ct")
        assert page.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        if axe_script():
            page.run(axe_script())
            page.run("window.told = null; axe.run(document).then((r) => { window.told = r.violations; })")
            page.wait("return window.told !== null")
            serious = "v => ['serious', 'critical'].includes(v.impact)"
            bad = page.run(f"return window.told.filter({serious}).map(v => v.id + v.nodes[0].target)")
            assert bad == []


def test_a_second_wave_brings_further_units_and_the_chances_of_both_draws(tmp_path: Path) -> None:
    design = [Design("abc", n, 1, None, ("2019", "2020")).to_text() for n in (30, 60)]
    larger = sample(60).assign(design=design[1])
    first = larger.head(30).assign(design=design[0], inclusion_probability=lambda t: t["inclusion_probability"] / 2)
    one = data_of(write_coding_page(first, themes(), tmp_path, coders=["Lan"], seed=1)[0])
    on_pages = units_on_pages(tmp_path)
    path = write_coding_page(larger, themes(), tmp_path, coders=["Lan"], seed=1, leave_out=on_pages)[0]
    assert path.name == "lan-2.html"
    two = data_of(path)
    assert {u["unit"] for u in two["head"]["units"]} == set(larger["unit"][30:])
    rng = np.random.default_rng(1)
    for name, page in (("lan", one), ("lan-2", two)):
        codes = {u["unit"]: [KEYS[0]] if rng.random() < 0.5 else [KEYS[1]] for u in page["head"]["units"]}
        (tmp_path / f"{name}.json").write_text(json.dumps(answered(page, codes)), encoding="utf-8")
    found = read_coding(tmp_path)
    chance = found.frame.drop_duplicates("unit").set_index("unit")["inclusion_probability"]
    assert chance.to_dict() == pytest.approx(larger.set_index("unit")["inclusion_probability"].to_dict())
    assert [made.n for made in found.designs] == [60]


def test_a_second_wave_in_a_sheet_brings_further_units_and_the_chances_of_both_draws(tmp_path: Path) -> None:
    """The sheet wrote all units again; with the further ones alone it would have lost the chances of the first."""
    design = [Design("abc", n, 1, None, ("2019", "2020")).to_text() for n in (30, 60)]
    larger = sample(60).assign(design=design[1])
    first = larger.head(30).assign(design=design[0], inclusion_probability=lambda t: t["inclusion_probability"] / 2)
    one = data_of(write_coding_page(first, themes(), tmp_path, coders=["Lan"], seed=1)[0])
    codes = {unit["unit"]: [KEYS[i % 2]] for i, unit in enumerate(one["head"]["units"])}
    (tmp_path / "lan.json").write_text(json.dumps(answered(one, codes)), encoding="utf-8")
    rows = [(u, k, "Lan", float(k == KEYS[i % 3]), 0.5) for i, u in enumerate(larger["unit"][30:]) for k in KEYS]
    given = Coding(pd.DataFrame(rows, columns=["unit", "theme", "coder", "value", "inclusion_probability"]))
    on_pages = units_on_pages(tmp_path)
    path = tmp_path / "coding.xlsx"
    write_coding_sheet(larger, themes(), path, coders=["Lan"], values=given, leave_out=on_pages)
    assert set(read_coding(path).frame["unit"]) == set(larger["unit"][30:])
    found = read_coding(tmp_path).frame
    assert found["value"].notna().all()
    chance = found.drop_duplicates("unit").set_index("unit")["inclusion_probability"]
    assert chance.to_dict() == pytest.approx(larger.set_index("unit")["inclusion_probability"].to_dict())
    with pytest.raises(UsageError, match="draw more"):
        write_coding_sheet(first, themes(), tmp_path / "none.xlsx", leave_out=on_pages)


REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused'); } });"


@driven
def test_where_the_browser_keeps_nothing_a_saved_file_is_opened_and_gone_on_with(tmp_path: Path) -> None:
    path = write_coding_page(sample(30), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    begins = "return document.getElementById('progress').textContent.startsWith('{} /')"
    with browser(tmp_path) as page:
        page.run_at_start(REFUSED + "window.showSaveFilePicker = undefined;")
        page.open(path)
        assert page.run("return !document.getElementById('warning').hidden"), "it is said at once"
        page.keys(("1" + ENTER) * 20)
        saved = next(iter(_downloaded(page, tmp_path)))
        page.keys("2" + ENTER)
    with browser(tmp_path / "later") as page:
        page.run_at_start(REFUSED + "window.showSaveFilePicker = undefined;")
        page.open(path)
        assert page.run(begins.format(0))
        page.keys("3" + ENTER)
        other = tmp_path / "foreign.json"
        told = json.loads(saved.read_text(encoding="utf-8"))
        for text in (
            json.dumps({**told, "coder": "Minh"}),
            json.dumps({**told, "sample": "0"}),
            "[]",
            "{",
            "null",
            "1",
        ):
            other.write_text(text, encoding="utf-8")
            page.give("#file", other)
            page.wait("return document.getElementById('warning').textContent.includes('không phải của trang này')")
            page.run("document.getElementById('warning').textContent = ''")
            assert page.run(begins.format(1))
        page.give("#file", saved)
        page.wait(begins.format(20))
        assert page.run("return document.getElementById('where').textContent").startswith("Đoạn 21 ")
        page.keys(("4" + ENTER) * 10)
        page.keys("s")
        page.wait(begins.format(30))
        last = next(iter(_downloaded(page, tmp_path / "later")))
    answers = json.loads(last.read_text(encoding="utf-8"))["answers"]
    codes = [one["codes"] for one in answers.values()]
    assert len(codes) == 30 and codes.count(["theme_2"]) == 1, "what is here already is not overwritten"
    assert codes.count(["theme_0"]) == 19 and codes.count(["theme_3"]) == 10


@driven
def test_a_file_that_is_opened_deletes_no_tick_and_can_be_taken_back(tmp_path: Path) -> None:
    """A theme that was ticked, and not yet gone on from, was written over by the file, and nothing took it back."""
    path = write_coding_page(sample(5), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    head, items = data_of(path)["head"], data_of(path)["items"]
    told = {item["id"]: {"coded": True, "codes": ["theme_3"], "unsure": False, "comment": ""} for item in items[:2]}
    saved = tmp_path / "earlier.json"
    saved.write_text(json.dumps({**head, "answers": told}), encoding="utf-8")
    pressed = "return [...document.querySelectorAll('#options button')].map((b) => b.getAttribute('aria-pressed'))"
    with browser(tmp_path) as page:
        page.open(path)
        page.keys("12")
        page.give("#file", saved)
        page.wait("return document.getElementById('warning').textContent.endsWith(' 1')")
        assert page.run(pressed)[:4] == ["true", "true", "false", "false"], "what was ticked here stays"
        page.keys("z")
        page.wait("return document.getElementById('progress').textContent.startsWith('0 /')")
        page.keys(ENTER)
        assert set(page.run(pressed)) == {"false"}, "the file's unit was taken back"


@driven
def test_a_clock_that_is_set_back_loses_no_change(tmp_path: Path) -> None:
    """Coded while the clock was a year ahead: every later change had an earlier time, and the older answer won."""
    path = write_coding_page(sample(5), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    pressed = "return document.querySelector('#options button').getAttribute('aria-pressed')"
    with browser(tmp_path) as page:
        page.open(path)
        page.run("window.ahead = Date.now; Date.now = () => window.ahead() + 3e10")
        page.keys("1" + ENTER + BACKSPACE)
        assert page.run(pressed) == "true"
        page.run("Date.now = window.ahead")
        page.keys("1")
        assert page.run(pressed) == "false"
        page.keys("1z")
        assert page.run(pressed) == "false", "undone"
        page.keys("u")
        page.keys("abc")
        assert page.run("return document.getElementById('comment').value") == "abc"
        page.open(path)
        page.keys(BACKSPACE)
        assert page.run(pressed) == "false"
        assert page.run("return document.getElementById('comment').value") == "abc"


@driven
def test_ids_that_every_object_of_the_browser_knows_are_coded_like_others(tmp_path: Path) -> None:
    """An article `constructor.txt` stopped the page for good: the coder could neither go on nor back."""
    odd = ["constructor", "__proto__", "toString", "hasOwnProperty"]
    drawn = sample(6)
    drawn.loc[: len(odd) - 1, "unit"] = odd
    path = write_coding_page(drawn, themes(), tmp_path, coders=["Lan"], seed=1)[0]
    with browser(tmp_path) as page:
        page.run_at_start("window.showSaveFilePicker = undefined;")
        page.open(path)
        page.keys(("1" + ENTER) * 3)
        page.open(path)  # what the browser keeps holds them too
        assert _shown(page, "progress").startswith("3 /")
        page.keys(("1" + ENTER) * 3 + "s")
        saved = next(iter(_downloaded(page, tmp_path)))
    with browser(tmp_path / "later") as page:
        page.open(path)
        page.give("#file", saved)
        page.wait("return document.getElementById('progress').textContent.startsWith('6 /')")
    found = read_coding(saved).frame
    assert found.loc[found["theme"] == KEYS[0], "value"].tolist() == [1.0] * 6
    assert set(found["unit"]) == set(drawn["unit"])


@driven
def test_undo_takes_back_codes_and_never_the_words_of_a_comment(tmp_path: Path) -> None:
    path = write_coding_page(sample(5), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    pressed = "return document.querySelector('#options button').getAttribute('aria-pressed')"
    with browser(tmp_path) as page:
        page.open(path)
        page.keys("u")
        page.keys("first")
        page.keys(ESCAPE + "1")
        page.click("#comment")
        page.keys(" second" + ESCAPE + "z")
        assert page.run(pressed) == "false"
        assert page.run("return document.getElementById('comment').value") == "first second"
        page.keys("zz")  # the mark too, and beyond
        assert page.run("return document.getElementById('comment').value") == "first second"


@driven
def test_a_comment_written_after_saving_is_said_to_be_in_no_file(tmp_path: Path) -> None:
    path = write_coding_page(sample(5), themes(), tmp_path, coders=["Lan"], seed=1, language="en")[0]
    with browser(tmp_path) as page:
        page.run_at_start("window.showSaveFilePicker = undefined;")
        page.open(path)
        page.keys("us")  # the s goes into the comment
        page.keys(ESCAPE + "s")
        _downloaded(page, tmp_path)
        assert "not saved" not in _shown(page, "progress")
        page.click("#comment")
        page.keys("x")
        assert "not saved" in _shown(page, "progress")
        page.keys(BACKSPACE + BACKSPACE)
        assert not page.run("return document.getElementById('comment').hidden"), "while it is being written it stays"


@driven
def test_a_file_written_in_place_is_said_to_be_saved_once_it_is(tmp_path: Path) -> None:
    path = write_coding_page(sample(5), themes(), tmp_path, coders=["Lan"], seed=1, language="en")[0]
    kept = (
        "{ createWritable: async () => ({ write: async text => { window.written = text; }, close: async () => {} }) }"
    )
    last = "return Object.values(JSON.parse(window.written || '{}').answers || {}).filter(one => one.coded).length"
    with browser(tmp_path) as page:
        page.run_at_start(f"window.showSaveFilePicker = async () => ({kept});")
        page.open(path)
        page.keys("1" + ENTER + "s")
        page.wait("return !document.getElementById('progress').textContent.includes('not saved')")
        assert page.run(last) == 1
        page.keys("2" + ENTER)
        page.wait("return !document.getElementById('progress').textContent.includes('not saved')")
        assert page.run(last) == 2 and "not saved" not in _shown(page, "progress")


@driven
def test_a_choice_on_a_button_keeps_its_place_for_tab_and_for_readers_aloud(tmp_path: Path) -> None:
    path = write_coding_page(sample(5), themes(), tmp_path, coders=["Lan"], seed=1)[0]
    at = "return [...document.querySelectorAll('#options button')].indexOf(document.activeElement)"
    with browser(tmp_path) as page:
        page.open(path)
        page.run("document.querySelectorAll('#options button')[1].focus()")
        page.keys(" ")
        assert page.run(at) == 1
        page.keys(TAB + " ")
        assert page.run(at) == 2
        page.click("#options button:nth-child(4)")
        assert page.run(at) == 3
        page.keys(ENTER)
        assert page.run(at) == 3 and _shown(page, "progress").startswith("1 /")


@driven
def test_undo_on_a_settling_page_brings_back_what_it_began_with(tmp_path: Path) -> None:
    """It brought back no theme at all, where the page had shown those on which all coders agree."""
    drawn = sample(10)
    held = {"Lan": {"theme_1"}, "Minh": {"theme_1", "theme_2"}}
    rows = [(u, c, k, float(k in own), 0.5) for u in drawn["unit"] for c, own in held.items() for k in KEYS]
    coding = Coding(pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"]))
    path = write_settling_page(coding, drawn, themes(), tmp_path)
    pressed = "return document.querySelectorAll('#options button')[1].getAttribute('aria-pressed')"
    with browser(tmp_path) as page:
        page.open(path)
        assert page.run(pressed) == "true"
        page.keys("2z")
        assert page.run(pressed) == "true"


def _saved(page: dict[str, Any], path: Path, *, every: int = 2) -> Path:
    codes = {unit["unit"]: [KEYS[i % every]] for i, unit in enumerate(page["head"]["units"])}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(answered(page, codes)), encoding="utf-8")
    return path


def test_what_looks_like_codes_and_is_not_read_is_named(tmp_path: Path) -> None:
    """A coder's whole work lay in coding/ under another ending, or in a folder of its own, and nothing said so."""
    pages = write_coding_page(sample(30), themes(), tmp_path / "pages", coders=["Lan", "Minh"], seed=1)
    lan, minh = map(data_of, pages)
    folder = tmp_path / "coding"
    _saved(lan, folder / "lan.json")
    lost = ["minh.json.txt", "minh.json.crdownload", "minh", "minh.txt", "minh/minh.json", ".minh.json.icloud"]
    lost += ["minh.csv", "minh.XLS", "coding.xlsx.zip", "Minh (1).JSON.download"]
    for i, name in enumerate(lost):
        where = folder if i != 2 else tmp_path / "coding2"
        _saved(minh, where / name)
    for name in (".DS_Store", "~$coding.xlsx", "._lan.json", "notes.txt", "lan.html"):
        (folder / name).write_text("x", encoding="utf-8")
    (folder / "old").mkdir()
    found = read_coding(folder)
    (told,) = [one for one in found.remarks if one.code == "codes_not_read"]
    assert told.field("n") == len(lost) - 1 and set(found.frame["coder"]) == {"Lan"}
    _saved(lan, tmp_path / "coding2" / "lan.json")
    assert [one.code for one in read_coding(tmp_path / "coding2").remarks] == ["codes_not_read"], (
        "a page's file by its text"
    )
    (folder / "lan.json").unlink()
    with pytest.raises(CodingError, match=r"no code yet.*not read"):
        read_coding(folder)
    for path in (tmp_path / "nothere", [pages[0].with_suffix(".json"), folder / "minh.csv"], folder / "minh.json.txt"):
        with pytest.raises(CodingError) as caught:
            read_coding(path)
        assert "no code yet" not in str(caught.value)


@pytest.mark.parametrize(("one", "two"), [("lan", "Lan"), ("Lan Anh", "lananh"), ("Lân", "Lan"), ("Đỗ", "do")])
def test_coders_who_may_be_one_are_named_and_stay_two(tmp_path: Path, one: str, two: str) -> None:
    """The same person under "lan" and "Lan" agreed with herself in every unit: α = 1, without a word."""
    for i, coder in enumerate((one, two)):
        page = data_of(write_coding_page(sample(30), themes(), tmp_path / f"p{i}", coders=[coder], seed=1)[0])
        _saved(page, tmp_path / "coding" / f"{i}.json")
    found = read_coding(tmp_path / "coding")
    (told,) = [remark for remark in found.remarks if remark.code == "coders_alike"]
    assert one in str(told) and two in str(told) and found.frame["coder"].nunique() == 2
    page = data_of(write_coding_page(sample(30), themes(), tmp_path / "q", coders=["Minh"], seed=1)[0])
    _saved(page, tmp_path / "apart" / "minh.json")
    _saved(data_of(tmp_path / "p0" / next((tmp_path / "p0").glob("*.html")).name), tmp_path / "apart" / "one.json")
    assert not any(remark.code == "coders_alike" for remark in read_coding(tmp_path / "apart").remarks)
