"""The explorer: driven by pointer and by keys in Chromium, the same rows as the tables, and nothing in it runs."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.studies.test_browser import axe_script
from tests.webdriver import CHROMIUM, DRIVER, ENTER, ESCAPE, TAB, Browser, browser
from toolkit.base.onefile import packed
from toolkit.documents.corpus import Corpus
from toolkit.evidence.passages import best_paragraph, passages
from toolkit.studies.explorer import articles
from toolkit.studies.explorer.addresses import address, ends_of
from toolkit.studies.explorer.articles import chosen_articles
from toolkit.studies.explorer.explored import Explored, Subject
from toolkit.studies.explorer.opened import explored_model, explored_study
from toolkit.studies.explorer.page import asset, write_explorer
from toolkit.studies.explorer.payload import payload
from toolkit.studies.explorer.widget import RENDER, listed_rows, static_html
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.words.finding import fold

driven = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")
HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror="document.title=1">\u202egnort 🦀'
ROWS = "return [...document.querySelectorAll('.passages > li')].map((li) => +li.dataset.unit)"


@pytest.fixture(scope="module")
def study(built: Path) -> Study:
    return open_study(built)


@pytest.fixture(scope="module")
def shown(study: Study) -> Explored:
    return explored_study(study)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of this file; each opens its own page."""
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


def at(page: Browser, hash_: str) -> None:
    """Go to an address as a link of the report would."""
    page.run(f"location.hash = {hash_!r}")
    page.wait("return document.querySelector('.passages, .body, [role=status]') !== null")


def test_the_build_holds_the_explorer_and_its_bytes_come_again(study: Study, shown: Explored, tmp_path: Path) -> None:
    one = write_explorer(shown, tmp_path / "a").read_bytes()
    assert one == write_explorer(explored_study(open_study(study.folder)), tmp_path / "b").read_bytes()
    assert one == (study.build / "explorer.html").read_bytes()
    assert "explorer.html" in json.loads((study.build / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert packed({"a": 1})[4:10] == b"\0\0\0\0\x02\xff", "no time and no system in the head"
    assert json.loads(gzip.decompress(packed({"a": "đ"}))) == {"a": "đ"}


def test_the_lists_are_those_of_passages(study: Study, shown: Explored) -> None:
    page = payload(shown)
    for subject in page["subjects"][: len(study.scores.themes)]:
        ids = [page["documents"]["id"][u] for u in subject["u"]]
        table = passages(study.scores, study.units, subject["key"], n=len(ids))
        story = dict(zip(page["documents"]["id"], page["units"]["story"]))
        first = list({story[name]: name for name in reversed(ids)}.values())[::-1]
        assert first == table[table["score"] > 0]["document"].tolist()
        assert subject["v"] == sorted(subject["v"], reverse=True) and min(subject["v"]) > 0


def test_without_texts_no_text_is_in_the_page(built: Path, study: Study) -> None:
    told = open_study(built, options={"explorer.texts": "false"})
    page = json.dumps(payload(explored_study(told)), ensure_ascii=False)
    assert not any(str(text).split("\n")[0] in page for text in study.corpus.kept["text"])
    assert study.corpus.kept["id"].iloc[0] in page


def test_an_address_says_what_is_shown() -> None:
    assert (
        address("a b", period=(2016, 2018), outlet="x&y") == "explorer.html#theme=a%20b&from=2016&to=2018&outlet=x%26y"
    )
    assert address() == "explorer.html" and address("t", period="2019-Q4").endswith("from=2019-Q4&to=2019-Q4")
    assert ends_of("early", {"early": (2016, 2018)}) == ("2016", "2018") and ends_of("2019", "year") == ("2019", "2019")


def corpus_of(texts: list[str], **columns: list[Any]) -> Corpus:
    return Corpus(pd.DataFrame({"id": [f"{i:05d}" for i in range(len(texts))], "text": texts, **columns}))


def many(n: int, seed: int = 1) -> tuple[pd.DataFrame, list[Subject], np.ndarray]:
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(
        {"id": [f"{i}" for i in range(n)], "story": [f"s{i // 2}" for i in range(n)], "characters": 900}
    )
    subjects = []
    for key in "ab":
        units = np.flatnonzero(draw.random(n) < 0.3)
        subjects.append(Subject(key, key, "theme", units, draw.random(len(units)) + 0.01))
    return table, subjects, draw.integers(0, 30, n)


def test_a_sample_holds_every_theme_outlet_and_period_and_hangs_on_no_order() -> None:
    table, subjects, place = many(9000)
    found = chosen_articles(table, np.arange(9000), subjects, place)
    assert 0 < len(found) <= articles.SAMPLED_ARTICLES and (np.diff(found) > 0).all()
    for subject in subjects:
        own = np.isin(subject.units, found)
        assert set(place[subject.units[own]]) == set(range(30))
        strongest = [
            subject.units[place[subject.units] == p][np.argmax(subject.values[place[subject.units] == p])]
            for p in range(30)
        ]
        assert set(strongest) <= set(found.tolist()), "the strongest of each cell is there"
        assert np.median(subject.values[own]) < np.quantile(subject.values, 0.9), "and not the strongest alone"
    turned = np.random.default_rng(2).permutation(9000)
    back = np.argsort(turned)
    again = [replace(s, units=np.sort(back[s.units]), values=s.values[np.argsort(back[s.units])]) for s in subjects]
    other = chosen_articles(table.iloc[turned].reset_index(drop=True), np.arange(9000), again, place[turned])
    assert set(turned[other]) == set(found.tolist())
    assert len(chosen_articles(table.head(5000), np.arange(5000), [], place[:5000])) == 5000
    long = chosen_articles(table.assign(characters=100_000), np.arange(9000), subjects, place)
    assert len(long) * 100_000 <= articles.SAMPLED_CHARACTERS


def paragraphs(hostile: bool = False) -> Explored:
    """Two documents, their paragraphs as units, one of them with letters outside the basic plane before the theme."""
    texts = ["Đoạn đầu 🦀🦀 nói việc khác.\nBảo hộ công dân là việc lớn.", "Không có gì ở đây.\nQuý bạn đọc hòa nhã."]
    if hostile:
        texts = [f"{HOSTILE} bảo hộ công dân {HOSTILE}\n{HOSTILE}", HOSTILE]
    title = [HOSTILE if hostile else "Tựa một", HOSTILE if hostile else "Tựa hai"]
    source = [HOSTILE, HOSTILE + "2"] if hostile else ["a.vn", "b.vn"]
    ids = [HOSTILE + "1", HOSTILE + "2"] if hostile else ["một.txt", "hai.txt"]
    url = ["javascript:document.title=1"] * 2
    date = ["2019", "2021"]
    year = [2019, 2021]
    whole = Corpus(
        pd.DataFrame(
            {"id": ids, "text": texts, "title": title, "source": source, "date": date, "year": year, "url": url}
        )
    )
    rows = []
    for d, text in enumerate(texts):
        for line in re.finditer(r"[^\n]+", text):
            own = {
                "id": f"{ids[d]}#{line.start()}",
                "parent": ids[d],
                "text": line[0],
                "start": line.start(),
                "end": line.end(),
            }
            rows.append(
                {**own, "title": title[d], "source": source[d], "date": date[d], "year": year[d], "url": url[d]}
            )
    units = Corpus(pd.DataFrame(rows))
    label = HOSTILE if hostile else "Bảo hộ"
    theme = Subject(
        "theme " + (HOSTILE if hostile else "t"),
        label,
        "theme",
        np.array([1 if not hostile else 0, 3 if not hostile else 2]),
        np.array([2.5, 0.5]),
        (label,),
        ("bảo_hộ_công_dân", "việc"),
        {"bảo_hộ_công_dân": 2.0},
        ("bảo_hộ_công_dân",),
        told=HOSTILE if hostile else "",
    )
    return Explored("Thử" + (HOSTILE if hostile else ""), "vi", tuple(units.frame["id"]), units, whole, (theme,))


@driven
def test_a_figure_leads_to_its_document_in_two_clicks_and_back(built: Path, page: Browser) -> None:
    page.open(built / "build" / "explorer.html")
    page.click("tr:last-child a[data-figure]")
    assert page.run("return location.hash") == "#theme=citizen_protection&from=2022&to=2022"
    dates = page.run("return [...document.querySelectorAll('.passages .quiet')].map((e) => e.textContent)")
    assert dates and all(text.startswith("2022") for text in dates)
    passage = page.run("return document.querySelector('.passages .text').textContent")
    page.click(".passages a")
    body = page.run("return document.querySelector('.body').textContent")
    assert passage in body
    assert page.run("return document.activeElement.className") == "passage"
    assert page.run("return document.activeElement.textContent") == passage
    page.run("history.back()")
    page.wait("return document.querySelector('.passages') !== null")
    assert page.run("return document.activeElement.parentElement.dataset.unit") == page.run(f"{ROWS}[0] + ''")
    page.run("history.back()")
    page.wait("return location.hash === ''")
    page.click(".course [data-figure='2020'] circle")
    assert page.run("return location.hash") == "#theme=citizen_protection&from=2020&to=2020"
    assert not page.log()


@driven
def test_keys_alone_go_from_a_figure_to_the_document_and_back(built: Path, page: Browser) -> None:
    page.open(built / "build" / "explorer.html")
    for _ in range(60):
        if page.run("return document.activeElement.dataset.figure") == "2021":
            break
        page.keys(TAB)
    page.keys(ENTER)
    page.wait("return document.activeElement.tagName === 'H2'")
    page.keys(TAB + ENTER)
    page.wait("return document.activeElement.className === 'passage'")
    assert "from=2021&to=2021" in page.run("return location.hash")
    page.keys(ESCAPE)
    page.wait("return document.activeElement.closest('.passages') !== null")
    assert page.run("return document.querySelectorAll('.filters, nav, .atlas').length") == 3


@driven
def test_search_outlet_and_period_choose_passages_with_and_without_diacritics(
    study: Study, built: Path, page: Browser
) -> None:
    kept = study.corpus.kept
    holds = kept["text"].str.lower().str.contains("bảo hộ công dân", regex=False)
    wanted = {
        "q=bao%20ho%20cong%20dan": holds,
        "q=b%E1%BA%A3o%20h%E1%BB%99%20c%C3%B4ng%20d%C3%A2n": holds,
        "q=b%C3%A0o%20h%E1%BB%99": holds & False,
        "q=bao%20ho%20cong%20dan&outlet=bao_mot": holds & (kept["source"] == "bao_mot"),
        "q=bao%20ho%20cong%20dan&from=2021&to=2022": holds & (kept["year"] >= 2021),
        "q=ao%20ho": holds & False,  # whole syllables only
    }
    page.open(built / "build" / "explorer.html")
    for hash_, rows in wanted.items():
        at(page, "#copies=1&" + hash_)
        told = page.run("return document.querySelector('[role=status]').textContent")
        assert (int(found[0]) if (found := re.findall(r"\d+", told)) else 0) == int(rows.sum()), hash_
    at(page, "#copies=1&q=bao%20ho%20cong%20dan")
    hits = page.run("return [...document.querySelectorAll('mark.hit')].map((m) => m.textContent.toLowerCase())")
    assert set(hits) == {"bảo hộ công dân"}
    page.run("document.querySelector('input[type=search]').value = ''")
    page.click("input[type=search]")
    page.keys("kieu bao")
    page.wait("return location.hash.includes('q=kieu%20bao')")
    assert page.run("return document.activeElement.type") == "search"
    assert set(
        page.run("return [...document.querySelectorAll('mark.hit')].map((m) => m.textContent.toLowerCase())")
    ) == {"kiều bào"}


@driven
def test_letters_are_folded_as_the_toolkit_folds_them(study: Study, built: Path, page: Browser) -> None:
    texts = [
        "Hoà Bình, quý khách, thuỷ thủ, HOÀ",
        "Ðại hội ð Đ đ",
        "İstanbul 🦀 ŒUVRE ß",
        "oà_oá\u00a0x\ty\nz",
        "Quỳ luỵ loè; qùy QUỲ quỵt, hoàn hoá-học a.b ] ^x-y\\",
    ]
    texts += study.corpus.kept["text"].head(20).tolist()
    page.open(built / "build" / "explorer.html")
    found = page.run(f"return {json.dumps(texts)}.map(fold)")
    assert found == [re.sub(r"[\s_]", " ", fold(text)) for text in texts]
    plain = page.run(f"return {json.dumps(texts)}.map((t) => bare(fold(t)))")
    assert [len(t.encode("utf-16-le")) for t in plain] == [len(t.encode("utf-16-le")) for t in texts]
    assert plain[0] == "hoa binh, quy khach, thuy thu, hoa" and plain[1] == "dai hoi d d d"
    asked = ["hòa", "hoà", "hoa bình", "qùy", "quỳ", "quy", "uy", "thủy thủ", "đ", "d", "đại", "istanbul", "oà", "oá"]
    for words in [
        *asked,
        "œuvre",
        "ß",
        "🦀",
        "x y",
        "ho",
        "b",
        "a.b",
        "]",
        "^x-y\\",
        "kiều bào",
        "kieu bao",
        "bao ho cong dan",
    ]:
        assert page.run(f"return {json.dumps(texts)}.map(finderOf(fold({json.dumps(words)})))") == page.run(
            f"""const wanted = fold({json.dumps(words)}), blind = bare(wanted) === wanted;
            return {json.dumps(texts)}.map((given) => {{
                const text = blind ? bare(fold(given)) : fold(given), found = [];
                for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
                    if (!isWord(text[at - 1]) && !isWord(text[at + wanted.length])) found.push(at);
                return found; }});"""
        ), words
    scores = study.scores
    for t, theme in enumerate(scores.themes):
        weights = {term: float(w) for term, w in zip(scores.terms, scores.weights[t]) if w}
        own = study.corpus.kept["text"].tolist()
        given = f"const w = new Map(Object.entries({json.dumps(weights)}))"
        script = f"{given}; return {json.dumps(own)}.map((t) => bestLine(t, w))"
        assert [tuple(span) for span in page.run(script)] == [best_paragraph(text, weights) for text in own], theme


@driven
def test_passages_stand_in_place_in_their_document(tmp_path: Path, page: Browser) -> None:
    path = write_explorer(paragraphs(), tmp_path)
    page.open(path)
    assert page.run(ROWS) == [1, 3]
    assert page.run("return document.querySelector('.passages .text').textContent") == "Bảo hộ công dân là việc lớn."
    page.click(".passages a")
    passage = page.run("return [...document.querySelectorAll('.passage')].map((p) => p.textContent)")
    assert passage == ["Bảo hộ công dân là việc lớn."]
    assert page.run("return [...document.querySelectorAll('mark.seed')].map((p) => p.textContent)") == [
        "Bảo hộ công dân"
    ]


@driven
def test_a_passage_that_is_its_title_stands_once_with_its_marks(tmp_path: Path, page: Browser) -> None:
    shown = paragraphs()
    table = shown.corpus.to_frame().assign(title=["Tựa", "Bảo hộ công dân là việc lớn.", "Tựa", "Khác"])
    documents = shown.documents.to_frame().assign(title=["Bảo hộ công dân là việc lớn.", "Khác"])
    page.open(write_explorer(replace(shown, corpus=Corpus(table), documents=Corpus(documents)), tmp_path))
    first, second = "document.querySelectorAll('.passages > li')[0]", "document.querySelectorAll('.passages > li')[1]"
    assert page.run(f"return {first}.textContent.split('Bảo hộ công dân là việc lớn.').length - 1") == 1
    assert page.run(f"return {first}.querySelector('a mark.seed').textContent") == "Bảo hộ công dân"
    assert page.run(f"return {second}.querySelector('p.text').textContent") == "Quý bạn đọc hòa nhã."


@driven
def test_numbers_are_those_of_the_report_to_the_last_digit(built: Path, page: Browser) -> None:
    """Halves that a float holds exactly go to the even digit, as Python has them; others by the whole number."""
    page.open(built / "build" / "explorer.html")
    values = [0.4125, 0.4375, 0.125496, 0.148496, 0.123499999, 0.0005, 0.0015, 1 / 3, 0.0, 0.99995, 29 / 160, 7 / 80]
    given = [100 * value for value in values]
    source = asset("js")
    rounding = source[source.index("const rounded") : source.index("const explore =")]
    for digits in (0, 1, 2):
        found = page.run(f"{rounding}; return {json.dumps(given)}.map((x) => rounded(x, {digits}).toFixed({digits}))")
        assert found == [f"{value:.{digits}f}" for value in given]
    figures = payload(explored_study(open_study(built)))["figures"]
    kept = [row for shown in figures for rows in shown["rows"].values() for row in rows]
    assert any(row[0] is not None and row[0] != round(row[0], 5) for row in kept), "the page rounds, once"


@driven
def test_a_figure_is_of_all_articles_whatever_the_list_is_filtered_by(built: Path, page: Browser) -> None:
    page.open(built / "build" / "explorer.html")
    at(page, "#theme=citizen_protection&outlet=bao_mot&q=bao%20ho")
    links = page.run("return [...document.querySelectorAll('[data-figure], [data-outlet]')].map((a) => a.dataset.go)")
    assert links and not any("q=" in link for link in links)
    assert not any(
        "outlet=" in link
        for link in page.run("return [...document.querySelectorAll('[data-figure]')].map((a) => a.dataset.go)")
    )
    told = "return document.querySelector('main').textContent.includes('tính trên mọi bài')"
    assert page.run(told)
    at(page, "#theme=citizen_protection")
    assert not page.run(told)


@driven
def test_stories_and_their_reprints_are_counted_apart(tmp_path: Path, page: Browser, shown: Explored) -> None:
    table = shown.corpus.to_frame()
    story = [str(i // 2) for i in range(len(table))]
    documents = shown.documents.to_frame()
    corpus = Corpus(table.assign(story=story)), Corpus(documents.assign(story=story[: len(documents)]))
    page.open(write_explorer(replace(shown, corpus=corpus[0], documents=corpus[1]), tmp_path))
    at(page, "#theme=overseas_communities")
    status = "return document.querySelector('[role=status]').textContent"
    stories, passages = map(int, re.findall(r"\d+", page.run(status)))
    assert stories < passages and len(page.run(ROWS)) <= stories
    at(page, "#theme=overseas_communities&copies=1")
    assert re.findall(r"\d+", page.run(status)) == [str(passages)]


NAMES_CUT = """
const map = document.querySelector('svg.map').getBoundingClientRect();
return [...document.querySelectorAll('svg.map text.name')].map((t) => [t.textContent, t.getBoundingClientRect()])
  .filter(([, box]) => box.left < map.left - 0.5 || box.right > map.right + 0.5).map(([text]) => text);
"""


@driven
@pytest.mark.parametrize("width", [390, 1280])
def test_names_in_capitals_are_not_cut_on_the_map(tmp_path: Path, page: Browser, shown: Explored, width: int) -> None:
    names = ("NGƯỜI VIỆT NAM Ở NƯỚC NGOÀI", "PHẢN BÁC LUẬN ĐIỆU SAI TRÁI")
    subjects = (*(replace(s, label=n) for s, n in zip(shown.subjects, names)), *shown.subjects[2:])
    named = {subject.key: name for subject, name in zip(shown.subjects, names)}
    points = [m.points.assign(label=m.points["subject"].map(named).fillna(m.points["label"])) for m in shown.maps]
    maps = tuple(replace(m, points=own) for m, own in zip(shown.maps, points))
    page.emulate((width, 900), "light")
    page.open(write_explorer(replace(shown, subjects=subjects, maps=maps), tmp_path))
    at(page, "#theme=" + subjects[0].key)
    assert page.run("return document.querySelectorAll('svg.map text.name').length") and page.run(NAMES_CUT) == []
    page.emulate((1280, 900), "light")


@driven
def test_a_theme_may_be_called_as_what_every_object_has(tmp_path: Path, page: Browser, shown: Explored) -> None:
    subjects = (replace(shown.subjects[0], key="constructor"), *shown.subjects[1:])  # no figure is of that name
    page.open(write_explorer(replace(shown, subjects=subjects), tmp_path))
    at(page, "#theme=constructor")
    assert page.run(ROWS) and not page.log()


@driven
def test_nothing_from_outside_runs_and_nothing_is_asked_for(tmp_path: Path, page: Browser) -> None:
    path = write_explorer(paragraphs(hostile=True), tmp_path)
    title = "Thử" + HOSTILE
    page.open(path)
    for hash_ in (
        "",
        f"#q={HOSTILE}",
        "#q=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E",
        f"#theme={HOSTILE}&outlet={HOSTILE}",
    ):
        at(page, hash_)
    at(page, "#")
    page.click(".passages a")
    assert page.run("return document.title").startswith(title[:20])
    assert page.run("return document.querySelectorAll('img, iframe, object, script:not(#data)').length") == 1
    assert page.run("return [...document.querySelectorAll('a')].every((a) => !a.href.startsWith('javascript'))")
    assert page.run("return performance.getEntriesByType('resource').map((e) => e.name)") == []
    assert not page.log()


@driven
@pytest.mark.parametrize("size", [(1280, 900), (390, 800)])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut(built: Path, page: Browser, size: tuple[int, int], look: str) -> None:
    page.emulate(size, look)
    page.open(built / "build" / "explorer.html")
    for state in ("#theme=citizen_protection", "#theme=citizen_protection&q=bao%20ho", "doc"):
        if state == "doc":
            page.click(".passages a")
        else:
            at(page, state)
        assert page.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        if axe_script():
            page.run(axe_script())
            page.run("window.told = null; axe.run(document).then((r) => { window.told = r.violations; })")
            page.wait("return window.told !== null")
            assert page.run("return window.told.map((v) => v.id + ' ' + v.nodes[0].target)") == []


HARNESS = """<!doctype html><meta charset="utf-8"><body><div id="el"></div><script type="module">
%s
const held = { packed: Uint8Array.from(atob("%s"), (c) => c.charCodeAt(0)), state: "", listed: [] }, heard = [];
const set = (k, v) => { held[k] = v; }, on = (_, f) => heard.push(f);
window.model = { get: (k) => held[k], set, save_changes: () => {}, on };
window.change = (state) => { held.state = state; heard.forEach((f) => f()); };
window.widget = widget; await widget.render({ model: window.model, el: document.getElementById("el") });
document.body.dataset.ready = "1";
</script>"""


@driven
def test_page_and_widget_show_the_same_rows(shown: Explored, built: Path, tmp_path: Path, page: Browser) -> None:
    code = asset("js") + RENDER.replace("export default", "const widget =")
    data = base64.b64encode(packed(payload(shown))).decode("ascii")
    harness = tmp_path / "widget.html"
    harness.write_text(HARNESS % (code, data), encoding="utf-8")
    states = [
        "#theme=citizen_protection",
        "#theme=overseas_communities&from=2021&to=2021",
        "#q=bao%20ho%20cong%20dan",
        "#theme=citizen_protection&outlet=bao_mot&copies=1",
    ]
    page.open(built / "build" / "explorer.html")
    rows = []
    for state in states:
        at(page, state)
        rows.append(page.run(ROWS))
    page.open(harness)
    for state, wanted in zip(states, rows):
        page.run(f"window.change({state!r})")
        assert page.run(ROWS) == wanted and len(wanted) == 20
        listed = page.run("return window.model.get('listed')")
        assert listed[:20] == wanted
    page.click(".passages a")
    page.wait("return document.querySelector('.body') !== null")
    assert page.run("return location.hash") == "", "a notebook's address is left alone"
    assert not page.log()
    table = listed_rows(shown, listed, "citizen_protection", list(shown.ids))
    assert (table["value"] > 0).all() and (table["source"] == "bao_mot").all()
    assert table["unit"].tolist() == [shown.ids[u] for u in listed]


def test_what_is_selected_in_a_notebook_is_a_table(study: Study) -> None:
    pytest.importorskip("anywidget")
    from toolkit.studies.explorer.widget import explore

    view = explore(study)
    view.state, view.listed = "#theme=citizen_protection", [3, 0]
    assert view.selected["unit"].tolist() == [study.counts.ids[3], study.counts.ids[0]]
    bundle = view._repr_mimebundle_()[0]
    assert "application/vnd.jupyter.widget-view+json" in bundle and "Bảo hộ công dân" in bundle["text/html"]
    assert explore(study.models["lda"], study.corpus).packed and not explore(study, texts=False)._explored.texts


def test_what_stands_where_no_widget_runs_is_escaped() -> None:
    told = static_html(paragraphs(hostile=True))
    assert "<script" not in told and "<img" not in told and "Explorer" in told


def test_a_model_without_scores_is_explored_by_its_shares(study: Study) -> None:
    model = study.models["lda"]
    found = explored_model(model, study.corpus)
    assert [s.key for s in found.subjects] == list(model.names)
    for n, subject in enumerate(found.subjects):
        assert subject.units.tolist() == np.flatnonzero(model.shares[:, n] >= 0.1).tolist()
    page = payload(found)
    assert page["maps"][0]["points"][0].keys() == {"subject", "label", "share", "x", "y"} and page["beside"] == ""
