"""The page, the PDF and the methods: complete in both languages, escaped, and no louder than the verdicts."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from toolkit.base.reasons import Reason, reasons_to_json
from toolkit.base.tongues import in_language
from toolkit.evidence.weights import weights_table
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.studies.report.author_page import SECTIONS, render_author_page
from toolkit.studies.report.cautions import cautions, uncounted
from toolkit.studies.report.chapters import chapters, suggestions
from toolkit.studies.report.drawing.basis import MOST_OUTLETS, basis_by_outlet_drawing, basis_lines
from toolkit.studies.report.drawing.nouns import Rows
from toolkit.studies.report.drawing.of_words import keyness_drawing
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.figures import Figure, _plan
from toolkit.studies.report.findings import findings
from toolkit.studies.report.measured import all_counts, declared_rows, explored_rows, measure_told
from toolkit.studies.report.methods_text import methods_paragraphs, write_methods
from toolkit.studies.report.page import DECLARED_COLUMNS, render_page
from toolkit.studies.report.page_tables import page_table, stage_counts, with_reasons_told
from toolkit.studies.report.pdf import write_pdf
from toolkit.studies.report.topics_named import topic_words
from toolkit.studies.report.words import (
    as_sentence,
    interval_text,
    number,
    percent_text,
    points_text,
    whole,
    words,
)
from toolkit.trends.estimates import Contrasts
from toolkit.words.conditions import UNHELD

FIGURE = Figure("years", "Hình", "mô tả", "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>")


@pytest.fixture(scope="module")
def study(built: Path) -> Study:
    return open_study(built)


def with_verdicts(study: Study, verdicts: dict[str, tuple[str, tuple[Reason, ...]]]) -> Study:
    """The study with these verdicts and reasons in its table of contrasts."""
    other = open_study(study.folder)
    frame = study.contrasts.to_frame()
    frame = frame[frame["method"] == study.headline.method].copy()
    frame["verdict"] = [verdicts[theme][0] for theme in frame["theme"]]
    other.__dict__["contrasts"] = Contrasts(frame, reasons=tuple(verdicts[theme][1] for theme in frame["theme"]))
    return other


def leaves(value: object, name: str = "") -> dict[str, str]:
    """Every sentence of a words file by its place."""
    if isinstance(value, dict):
        return {k: text for key, inner in value.items() for k, text in leaves(inner, f"{name}.{key}").items()}
    if isinstance(value, list):
        return {k: text for i, inner in enumerate(value) for k, text in leaves(inner, f"{name}.{i}").items()}
    return {name: str(value)}


@pytest.mark.parametrize("part", ["page", "findings", "numbers", "summary", "chapters", "methods", "figures"])
def test_both_languages_say_the_same_things(part: str) -> None:
    vi, en = (leaves(dict(words(part, language))) for language in ("vi", "en"))
    assert vi.keys() == en.keys()
    for name, text in vi.items():
        if part != "findings":  # a clause may stand elsewhere in the other language
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", en[name])), name


@pytest.mark.parametrize(
    ("verdict", "said", "unsaid"),
    [
        ("rose", "chiếm tỷ trọng lớn hơn", "nhỏ hơn"),
        ("fell", "chiếm tỷ trọng nhỏ hơn", "lớn hơn"),
        ("steady", "giữ ổn định", "hơn"),
        ("no clear change", "chưa đủ để kết luận", "hơn"),
        ("too few", "không đủ cơ sở", "hơn"),
        ("not comparable", "không so sánh được", "hơn"),
    ],
)
def test_a_sentence_says_what_its_verdict_says(study: Study, verdict: str, said: str, unsaid: str) -> None:
    told = with_verdicts(study, {"citizen_protection": (verdict, ()), "overseas_communities": (verdict, ())})
    sentences = [f.sentence for f in findings(told)]
    assert len(sentences) == 2
    for sentence in sentences:
        assert said in sentence and unsaid not in sentence
    page = render_page(told, [FIGURE])
    assert all(sentence in page for sentence in sentences)


def test_a_fall_whose_count_did_not_fall_reads_lost_share(study: Study) -> None:
    reason = Reason.of("lost_share", before=10.0, after=12.0, counted="stories")
    told = with_verdicts(study, {"citizen_protection": ("fell", (reason,)), "overseas_communities": ("", ())})
    (finding,) = findings(told)
    assert "nhỏ hơn trong từ vựng, dù số tin bài không giảm" in finding.sentence
    assert finding.reason == "giảm tỷ trọng nhưng số lượng không giảm (10 → 12)"


def assert_asks_for_nothing(page: str) -> None:
    """Links lead to anchors of the page and to files beside it; nothing else is named, and nothing is left unfilled."""
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    targets = re.findall(r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']([^"']*)""", markup)
    ids = set(re.findall(r'id="([^"]+)"', markup))
    for target in targets:
        beside = re.fullmatch(r"(index|author|explorer)\.html(#\S*)?|figures/[\w-]+\.(png|svg|pdf)", target)
        assert beside or target.startswith("data:") or target[1:] in ids, target
    assert "url(" not in markup and "@import" not in markup and "style=" not in markup
    assert "default-src 'none'" in page and "unsafe" not in page
    assert "{{" not in markup and ">None<" not in markup and ">nan<" not in markup


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_complete_and_asks_for_nothing(study: Study, language: str) -> None:
    told = open_study(study.folder, options={"report.language": language})
    page, author = render_page(told, [FIGURE]), render_author_page(told, [FIGURE])
    parts = {page: ("findings", "course", "comparison", "themes", "articles", "cite"), author: SECTIONS}
    for html, sections in parts.items():
        assert f'<html lang="{language}">' in html
        for name in sections:
            assert f'id="{name.replace("_", "-")}"' in html and words("page", language)[name] in html
        assert_asks_for_nothing(html)
    assert 'href="author.html"' in page and 'href="index.html"' in author
    for theme in told.themes:
        assert f'id="theme-{theme.key}"' in page and theme.name(language) in page


@pytest.mark.parametrize("render", [render_page, render_author_page])
def test_the_same_study_gives_the_same_page(study: Study, render: Callable[..., str]) -> None:
    assert render(study, [FIGURE]) == render(open_study(study.folder), [FIGURE])


def test_no_p_is_printed_below_what_the_draws_can_tell(study: Study) -> None:
    table = pd.DataFrame({"theme": ["a", "b"], "p_adjusted": [1 / 201, 0.2]})
    for draws, least in ((200, "≤ 0.005"), (1000, "≤ 0.001")):
        frame = table.assign(p_adjusted=[1 / (draws + 1), 0.2])
        shown = page_table(frame, "x", "c", language="en", themes=study.themes, draws=draws)
        assert [row[1].text for row in shown.rows] == [least, "0.200"]
    assert study.recipe.compare.draws == 200 and "≤ 0,001" not in render_page(study, [FIGURE])


def test_free_topics_are_called_by_code_and_words_wherever_they_appear(study: Study) -> None:
    author = render_author_page(study, [FIGURE])
    assert not re.search(r">(chủ đề|topic) \d+<", author)
    for guided, models, code in ((True, study.models, "F"), (False, study.unguided, "U")):
        for model in models.values():
            free = [k for k in range(model.n_topics) if not (guided and model.roles[k] == "theme")]
            for k in free:
                assert f">{code}{k}: {topic_words(model, k)}<" in author


def test_passages_stand_under_their_periods(study: Study) -> None:
    page = render_page(study, [FIGURE])
    for theme in study.themes.keys:
        own = page.split(f'id="theme-{theme}"')[1].split("</article>")[0]
        heads = re.findall(r"<h5>(.*?)</h5>", own)
        assert heads[:2] == ["2020", "2022"], "2021 is not compared"
        for period, part in zip(heads, own.split("<h5>")[1:]):
            dates = re.findall(r"<footer>(\d{4})", part)
            assert dates and (not period.isdigit() or set(dates) == {period})


def test_every_theme_and_table_has_an_address_of_its_own(study: Study) -> None:
    for page in (render_page(study, [FIGURE]), render_author_page(study, [FIGURE])):
        ids = re.findall(r'\bid="([^"]+)"', re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL))
        assert len(ids) == len(set(ids))
        for table in re.findall(r'<table class="sortable" id="([^"]+)"', page):
            assert f'href="#{table}-box"' in page and f'id="{table}-box"' in page


def test_a_description_in_both_languages_is_shown_in_the_reports() -> None:
    both = "Thuộc: bảo hộ công dân Việt Nam. Belongs: protection of citizens abroad by consulates; rescue and return."
    assert in_language(both, "vi") == "Thuộc: bảo hộ công dân Việt Nam."
    assert in_language(both, "en") == "Belongs: protection of citizens abroad by consulates; rescue and return."
    for alone in ("Chỉ có tiếng Việt. Không có gì khác.", "English alone. It stays as it is.", ""):
        assert in_language(alone, "vi") == in_language(alone, "en") == alone


def test_where_nothing_is_compared_the_chapter_of_comparisons_says_so(study: Study) -> None:
    told = open_study(study.folder)
    told.__dict__["contrasts"] = dataclasses.replace(study.contrasts, frame=study.contrasts.frame.iloc[:0], reasons=())
    page, said = render_page(told, [FIGURE]), words("page", study.language)
    assert str(said["no_findings"]) in page.split('id="comparison"')[1].split("</section>")[0]
    assert str(said["passages_lead"]) in page and str(said["passages_of"]) not in page
    assert str(said["passages_of"]) in render_page(study, [FIGURE])


def test_text_from_outside_is_escaped(study: Study) -> None:
    told = open_study(study.folder)
    evil = "<script>alert(1)</script>![x](javascript:alert(2))\u202e"
    evidence = study.evidence.copy()
    evidence["passage"], evidence["score"] = evil, 1.0
    told.__dict__["evidence"] = evidence
    corpus = study.corpus.with_frame(study.corpus.frame.assign(title=evil))
    told.__dict__["corpus"] = corpus
    page = render_page(told, [FIGURE])
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_chapter_shows_what_its_score_rests_on_and_what_could_be_a_seed(study: Study, language: str) -> None:
    told = open_study(study.folder, options={"report.language": language})
    page = render_page(told, [FIGURE])
    for theme, found in suggestions(told).items():
        assert found and not {s["term"].replace(" ", "_") for s in found} & set(told.themes[theme].seed_terms)
        for shown in found:
            assert "<mark>" in shown["html"] and f"<b>{shown['term']}</b>" in page and shown["html"] in page
        heaviest = weights_table(told.scores, told.themes, n=1, mask_seeds=True).set_index("theme")["term"][theme]
        assert f"<li>{heaviest} <span" in page
    assert all(page.count(f"<summary>{words('page', language)[name]}") == 2 for name in ("weights", "suggested"))


def test_the_page_and_passages_csv_show_only_passages_that_carry_the_theme(study: Study) -> None:
    assert len(study.evidence) and (study.evidence["score"] > 0).all()
    told = open_study(study.folder)
    told.__dict__["evidence"] = study.evidence.head(0)
    assert words("page", study.language)["no_passages"] in render_page(told, [FIGURE])


def test_a_suggested_seed_is_shown_with_its_example_escaped(study: Study) -> None:
    told = open_study(study.folder)
    frame = study.units.frame
    told.__dict__["corpus"] = study.units.with_frame(frame.assign(text="<script>alert(1)</script> " + frame["text"]))
    shown = [s["html"] for found in suggestions(told).values() for s in found]
    assert any("&lt;script&gt;" in html for html in shown) and not any("<script" in html for html in shown)


def test_tables_translate_bound_and_sort(study: Study) -> None:
    frame = pd.DataFrame({"theme": ["citizen_protection"] * 300, "change": [0.5] * 300, "verdict": ["rose"] * 300})
    table = page_table(frame, "x", "c", language="vi", themes=study.themes)
    assert [c.name for c in table.columns] == ["chủ đề", "thay đổi", "kết luận"]
    assert [cell.text for cell in table.rows[0]] == ["Bảo hộ công dân", "0,500", "tăng"]
    assert table.rows[0][1].number == "0.5" and len(table.rows) == 200 and "200 trong 300" in table.note
    missing = page_table(pd.DataFrame({"change": [float("nan")]}), "x", "c", language="en", themes=study.themes)
    assert missing.rows[0][0].text == "–"


def test_a_change_and_its_ends_bear_their_signs_alike_and_a_blank_column_has_no_head(study: Study) -> None:
    row = {"name": "", "change_points": 2.3, "lower_points": -4.0, "upper_points": 7.0, "remark": "x"}
    table = page_table(pd.DataFrame([row, {**row, "remark": ""}]), "x", "c", language="vi", themes=study.themes)
    assert [cell.text for cell in table.rows[0]] == ["+2,3", "−4,0", "+7,0", "x"]


def test_a_passage_that_is_its_title_is_printed_once(study: Study) -> None:
    passage = study.evidence["passage"].iloc[0]
    told, frame = open_study(study.folder), study.corpus.frame
    own = frame["id"] == study.evidence["document"].iloc[0]
    told.__dict__["corpus"] = study.corpus.with_frame(frame.assign(title=frame["title"].mask(own, passage)))
    key = study.evidence["theme"].iloc[0]
    (chapter,) = [one for one in chapters(told, ()) if one.key == key]
    shown = [p for _, own in chapter.passages for p in own]
    assert "" in [p["title"] for p in shown] and passage not in [p["title"] for p in shown]


def test_a_seed_in_another_sense_is_called_so_among_the_words_of_periods(study: Study) -> None:
    told = open_study(study.folder)
    told.__dict__["keyness"] = study.keyness.assign(term=study.keyness["term"] + UNHELD)
    drawn = keyness_drawing(told)
    assert drawn is not None and UNHELD not in drawn.alt + drawn.finding and "theo nghĩa khác" in drawn.alt


def test_stages_stand_in_the_order_of_the_path() -> None:
    counts = {"terms": 5, "empty": 1, "found": 10, "kept": 9, "units_without_terms": 0}
    assert stage_counts(counts, "en") == [
        ("texts found", 10),
        ("empty", 1),
        ("articles kept", 9),
        ("units without terms", 0),
        ("terms of the vocabulary", 5),
    ]
    assert stage_counts(counts, "vi")[0] == ("văn bản tìm thấy", 10)


def test_numbers_and_reasons_in_words() -> None:
    assert number(-1.25, "vi", 1) == "−1,2" and number(float("nan"), "en") == "–"
    assert whole(2400, "vi") == "2.400" and whole(2400, "en") == "2,400"
    assert percent_text(0.123, "vi") == "12,3%" and points_text(-0.05, "en") == "−5.0 percentage points"
    assert interval_text(0.01, 0.02, 0.95, "vi", False) == "khoảng tin cậy 95%: từ +1,0 đến +2,0"
    assert interval_text(float("nan"), 0.02, 0.95, "en", False) == "no interval"
    assert as_sentence("chỉ 6 đơn vị") == "Chỉ 6 đơn vị."


def test_the_methods_carry_the_studys_own_numbers(study: Study, tmp_path: Path) -> None:
    for language in ("vi", "en"):
        text = " ".join(methods_paragraphs(study, language))
        assert "{" not in text and str(study.recipe.topics.n_topics) in text
        assert str(study.counts_by_stage["kept"]) in text
    written = write_methods(study, tmp_path).read_text(encoding="utf-8")
    assert written.index("PHƯƠNG PHÁP") < written.index("METHODS AND LIMITS") and "Cite as" in written


def test_the_pdf_is_the_same_bytes_and_takes_text_as_data(study: Study, tmp_path: Path) -> None:
    hostile = dataclasses.replace(
        study,
        recipe=study.recipe.model_copy(
            update={"report": study.recipe.report.model_copy(update={"title": '#panic("x") $ * _ <b> = nghiên cứu'})}
        ),
    )
    first = write_pdf(hostile, tmp_path / "a", [FIGURE]).read_bytes()
    second = write_pdf(hostile, tmp_path / "b", [FIGURE]).read_bytes()
    assert first == second and first.startswith(b"%PDF-")
    import pypdfium2

    text = pypdfium2.PdfDocument(first)[0].get_textpage().get_text_bounded()
    assert '#panic("x")' in text and "Kết quả chính" in text


def test_the_pdf_says_what_each_theme_rests_on(study: Study, tmp_path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(write_pdf(study, tmp_path, []).read_bytes())
    text = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    lines = [line for key in study.themes.keys for line in basis_lines(study, key)]
    assert lines and all(f"{method}: {parts}; {seeded}" in text for method, parts, seeded in lines)


def with_outlets(study: Study, rows: list[tuple[str, float, float]]) -> Study:
    """The study with these outlets (name, part, seeded) under the first theme's topic."""
    told, key, method = open_study(study.folder), study.themes.keys[0], study.headline.method
    columns = ["method", "theme", "source", "n_documents", "part", "seeded", "holds"]
    made = [(method, key, name, 30, part, seeded, seeded >= 0.5) for name, part, seeded in rows]
    told.__dict__["basis_by_outlet"] = pd.DataFrame(made, columns=columns)
    return told


def test_a_chapter_tells_in_which_outlets_the_topic_is_another_subject(study: Study) -> None:
    key = study.themes.keys[0]
    drawing = basis_by_outlet_drawing(with_outlets(study, [("b.example", 0.2, 0.9), ("a.example", 0.6, 0.25)]), key)
    assert drawing is not None and isinstance(drawing.body, Rows)
    assert [row.label for row in drawing.body.rows] == ["a.example", "b.example"], "most of the topic first"
    assert "a.example" in drawing.finding and "b.example" not in drawing.finding
    assert [mark.width for mark in drawing.body.rows[0].marks] == ["25.00%", "75.00%"]
    assert drawing.body.rows[1].marks[1].low == "30.00%" and drawing.body.rows[0].value.startswith("25%")
    told = with_outlets(study, [("b.example", 0.2, 0.9), ("a.example", 0.6, 0.25)])
    assert f'id="figure-basis-outlets-{key}"' in render_page(told, [])
    assert basis_by_outlet_drawing(with_outlets(study, [("a.example", 1.0, 0.9)]), key) is None, "the figure above"
    of_scores = with_outlets(study, [("b.example", 0.2, 0.9), ("a.example", 0.6, 0.25)])
    of_scores.__dict__["headline"] = dataclasses.replace(study.headline, method="scores")
    assert basis_by_outlet_drawing(of_scores, key) is not None, "a headline of scores has topics beside it"
    many = [(f"{i:02d}.example", 0.03, 0.9) for i in range(30)]
    drawing = basis_by_outlet_drawing(with_outlets(study, many), key)
    assert drawing is not None and isinstance(drawing.body, Rows) and len(drawing.body.rows) == MOST_OUTLETS
    assert "12" in drawing.drawn and "30" in drawing.drawn and not drawing.finding


def test_where_no_word_tells_the_periods_apart_that_is_the_finding(study: Study) -> None:
    told = open_study(study.folder)
    table = study.keyness.assign(lower=study.keyness["log_odds"] - 0.01, upper=study.keyness["log_odds"] + 0.01)
    told.__dict__["keyness"] = table.assign(p_adjusted=0.2)  # each word's own interval leaves zero, all at once do not
    drawing = keyness_drawing(told)
    assert drawing is not None and isinstance(drawing.body, Rows)
    assert {mark.kind for row in drawing.body.rows for mark in row.marks} == {"hollow"}
    assert drawing is not None and isinstance(drawing.body, Rows)
    assert drawing.finding == words("figures", "vi")["keyness_none"] and len(drawing.body.rows) <= 10
    assert "keyness" not in [name for name, *_ in _plan(told)], "no file of thirty words that say nothing"


def test_names_keep_their_letters_in_alternative_texts_and_settled_codes_are_nobodys(study: Study) -> None:
    assert listed(["bao.example: 12,5%", "b: 1"]) == "bao.example: 12,5%; b: 1."
    for language, name in (("vi", "sau khi thống nhất"), ("en", "as settled")):
        frame = pd.DataFrame({"coder": ["lan", "settled"], "units": [3, 2]})
        table = page_table(frame, "t", "", language=language, themes=study.themes)
        assert [row[0].text for row in table.rows] == ["lan", name]


def test_words_of_periods_do_not_wear_the_colours_of_themes(study: Study) -> None:
    drawing = keyness_drawing(study)
    assert drawing is not None and isinstance(drawing.body, Rows)
    assert {row.colour for row in drawing.body.rows} == {""}


def test_no_page_of_the_pdf_ends_with_a_head_and_the_last_holds_more_than_a_line(study: Study, tmp_path: Path) -> None:
    import pypdfium2

    heads = {words("page", study.language)[name] for name in ("cautions", "cite", "left_out", "methods", "findings")}
    for n in range(0, 60, 5):
        corpus = study.recipe.corpus.model_copy(update={"selection": "Mọi bài có cụm từ ấy. " * n})
        longer = dataclasses.replace(study, recipe=study.recipe.model_copy(update={"corpus": corpus}))
        longer.__dict__["cautions"] = [f"Lưu ý {i}." for i in range(n)]
        document = pypdfium2.PdfDocument(write_pdf(longer, tmp_path, []).read_bytes())
        pages = [page.get_textpage().get_text_bounded().split("\r\n")[:-1] for page in document]  # without its number
        assert not heads & {lines[-1].strip() for lines in pages if lines}
        assert len(pages[-1]) > 4


def test_changes_of_a_share_are_shown_in_points_and_one_pair_in_the_note(study: Study) -> None:
    told = with_verdicts(study, {"citizen_protection": ("rose", ()), "overseas_communities": ("fell", ())})
    rows = declared_rows(told)
    assert list(rows["change_points"]) == pytest.approx(list(100 * told.contrasts.frame["change"]))
    table = page_table(rows, "x", "c", language="vi", themes=told.themes, columns=DECLARED_COLUMNS)
    assert "2020 → 2022" in table.note
    assert [c.name for c in table.columns][:2] == ["chủ đề", "thay đổi (điểm %)"]
    assert "giai đoạn trước" not in [c.name for c in table.columns]


def test_an_index_among_shares_says_so(study: Study) -> None:
    rows = explored_rows(study)
    presence = rows[rows["method"] == "scores"]
    assert set(presence["measure"]) == {"presence (index)"}
    assert list(presence["change_shown"]) == pytest.approx(list(presence["change"]))
    shares = rows[rows["method"] == "nmf"]
    assert list(shares["change_shown"]) == pytest.approx(list(100 * shares["change"]))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("measure", ["share", "presence", "room", "dominant"])
def test_a_sentence_says_what_the_percentages_are_of(study: Study, measure: str, language: str) -> None:
    told = open_study(study.folder, options={"report.language": language})
    paper = measure_told(dataclasses.replace(study.headline, measure=measure), language)
    assert "{" not in paper and measure_told(study.headline, language) in " ".join(methods_paragraphs(told, language))


def test_every_document_is_accounted_for(study: Study) -> None:
    counts = all_counts(study)
    told = dataclasses.replace(
        study,
        recipe=study.recipe.model_copy(
            update={"compare": study.recipe.compare.model_copy(update={"by": {"a": (2020, 2020), "b": (2022, 2022)}})}
        ),
    )
    dated = counts["kept"] - counts["undated"]
    inside = int(study.headline.n_documents.sum())
    between = int((study.corpus.kept["year"] == 2021).sum())
    assert counts["outside"] == between > 0, "2020 and 2022 are compared; 2021 is shown"
    assert inside == dated
    assert all_counts(told)["outside"] == between


def test_a_seed_in_longer_phrases_or_without_its_condition_is_not_said_to_be_absent() -> None:
    seeds = pd.DataFrame(
        {
            "seed": ["kiều bào", "Việt kiều", "cộng đồng", "bác bỏ"],
            "tokens": [3, 0, 0, 0],
            "inside": [0, 0, 5, 0],
            "held": [0.5, float("nan"), float("nan"), 0.0],
        }
    )
    assert uncounted(seeds) == (["Việt kiều"], ["cộng đồng"], ["bác bỏ"])


def test_reasons_kept_in_a_table_are_told_in_the_language_of_the_report() -> None:
    found = [Reason.of("few_coded", period="2016", n=1), Reason("draws_alike")]
    table = pd.DataFrame({"verdict": ["too few", ""], "reason": ["…", ""], "reasons": [reasons_to_json(found), "[]"]})
    told = with_reasons_told(table, "vi")
    assert told["reason"].tolist() == [
        "giai đoạn 2016 chỉ có 1 tin được mã hóa; mọi tin của một giai đoạn có cùng điểm số: hoặc tin nào cũng có "
        "từ khóa của chủ đề, nên mức hiện diện không nói được gì, hoặc không tin nào ở đó có từ khóa",
        "",
    ]
    assert "reasons" not in told


def test_cautions_are_values_and_sentences(study: Study) -> None:
    codes = [caution.code for caution in cautions(study)]
    assert "not_calibrated" in codes and len(codes) == len(study.cautions)
    assert all(line[0].isupper() and line.endswith(".") for line in study.cautions)
    english = open_study(study.folder, options={"report.language": "en"})
    assert [caution.code for caution in cautions(english)] == codes
    assert not set(english.cautions) & set(study.cautions)
