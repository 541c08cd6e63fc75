"""The embedded sample corpus: made again from its generator it has the same bytes, and holds what it says it holds."""

import csv
import hashlib
import importlib
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def generator():
    """The modules of the generator, by name."""
    sys.path.insert(0, str(SAMPLE))
    try:
        names = ("corpus", "truth", "stock", "plan", "grammar", "spelling", "dice", "coders")
        yield {name: importlib.import_module(f"generator.{name}") for name in names}
    finally:
        sys.path.remove(str(SAMPLE))


@pytest.fixture(scope="module")
def made(generator):
    """The whole corpus made anew: its documents and the bytes of its files."""
    return generator["corpus"].make_documents(2016, 1.0)


def rows(name: str) -> list[dict[str, str]]:
    with open(SAMPLE / "truth" / name, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_committed_documents_are_what_the_generator_makes(made) -> None:
    _, contents = made
    files = {
        p.relative_to(SAMPLE / "documents").as_posix(): p for p in (SAMPLE / "documents").rglob("*") if p.is_file()
    }
    assert sorted(files) == sorted(contents)
    differing = [
        path for path, data in contents.items() if path.rpartition(".")[2] != "pdf" and files[path].read_bytes() != data
    ]
    assert differing == []


def test_pdfs_are_what_the_locked_typst_makes(made) -> None:
    from importlib.metadata import version

    if version("typst") != "0.15.2":
        pytest.skip("the committed PDFs were set by typst 0.15.2")
    _, contents = made
    for path, data in contents.items():
        if path.endswith(".pdf"):
            assert (SAMPLE / "documents" / path).read_bytes() == data


def test_the_truth_is_the_generator_s(generator, made, tmp_path: Path) -> None:
    documents, contents = made
    committed = {p: (SAMPLE / "documents" / p).read_bytes() for p in contents}  # PDFs of any typst
    generator["truth"].write_truth(documents, committed, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (SAMPLE / "truth" / path.name).read_bytes(), path.name


def test_a_small_corpus_twice_has_the_same_bytes_and_another_seed_has_not(generator) -> None:
    first, second = (generator["corpus"].make_documents(5, 0.02)[1] for _ in range(2))
    other = generator["corpus"].make_documents(6, 0.02)[1]
    digest = [hashlib.sha256(b"".join(c.values())).hexdigest() for c in (first, second, other)]
    assert digest[0] == digest[1] != digest[2]


def test_planted_shares_are_exact_for_stories(generator) -> None:
    presence = generator["plan"].PRESENCE
    table = {(r["period"], r["theme"], r["count"], r["documents"]): float(r["share"]) for r in rows("shares.csv")}
    moved = 0
    for theme, (early, late) in presence.items():
        assert table["2016-2018", theme, "stories", "all"] == pytest.approx(early, abs=1e-4)
        assert table["2022-2024", theme, "stories", "all"] == pytest.approx(late, abs=1e-4)
        if early == late:
            for year in range(2016, 2025):
                assert table[str(year), theme, "stories", "all"] == pytest.approx(early, abs=1e-4)
        else:
            assert abs(late - early) >= 0.15
            moved += 1
        for which in ("all", "dated"):
            for period, planted in (("2016-2018", early), ("2022-2024", late)):
                assert table[period, theme, "publications", which] == pytest.approx(planted, abs=0.01)
    assert moved == 4


def test_shares_follow_from_the_documents_table() -> None:
    documents, stories = rows("documents.csv"), {r["id"]: r for r in rows("stories.csv")}
    for share in rows("shares.csv"):
        if share["count"] == "stories" and len(share["period"]) == 4:
            inside = [d for d in documents if d["year"] == share["period"] and stories[d["id"]]["reprint"] == "0"]
            assert int(share["of"]) == len(inside)
            assert int(share["n"]) == sum(d[share["theme"]] == "1" for d in inside)


def test_a_document_carries_the_themes_of_its_paragraphs(generator) -> None:
    flags = {d["id"]: {t for t in generator["stock"].THEMES if d[t] == "1"} for d in rows("documents.csv")}
    for row in rows("paragraphs.csv"):
        assert set(row["themes"].replace("|", " ").replace("-", " ").split()) == flags[row["id"]]


def test_reprints_undated_years_and_kinds_are_as_the_readme_says() -> None:
    documents, dates, stories = rows("documents.csv"), rows("dates.csv"), rows("stories.csv")
    n = len(documents)
    assert n >= 2000
    assert sum(r["reprint"] == "1" for r in stories) / n == pytest.approx(0.15, abs=0.01)
    assert sum(r["precision"] == "none" for r in dates) / n == pytest.approx(0.12, abs=0.005)
    assert all(120 <= count <= 350 for count in Counter(d["year"] for d in documents).values())
    assert {"txt", "html", "csv", "jsonl", "docx", "pdf"} == {d["kind"] for d in documents}
    last = max(r["published"] for r in dates if r["id"].startswith("benbien.example"))
    assert "2020-01-01" < last <= "2020-07-03"


def test_lines_of_truth_are_the_lines_of_the_files() -> None:
    seen = 0
    for row in rows("lines.csv"):
        if not row["id"].endswith(".txt"):
            continue
        text = (SAMPLE / "documents" / row["id"]).read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if line.strip()]
        numbers = []
        for part in row["lines"].split("; "):
            for piece in part.partition("=")[2].split():
                first, _, last = piece.partition("-")
                numbers += range(int(first), int(last or first) + 1)
        assert sorted(numbers) == list(range(1, len(lines) + 1))
        seen += 1
    assert seen > 1500


def test_every_theme_has_its_stock_of_patterns(generator) -> None:
    stock = generator["stock"]
    for theme in stock.THEMES:
        assert stock.count_patterns(theme) >= 80


def test_ordinary_news_comes_near_every_theme_and_carries_none(generator) -> None:
    documents = rows("documents.csv")
    near = Counter(d["near"] for d in documents if d["near"])
    assert set(near) == set(generator["stock"].THEMES)
    assert min(near.values()) >= 20
    assert not any(d[t] == "1" for d in documents if d["near"] for t in generator["stock"].THEMES)


def test_near_misses_use_the_theme_s_own_seeds(made) -> None:
    themes = tomllib.loads((SAMPLE / "themes.toml").read_text(encoding="utf-8"))
    documents, _ = made
    for key, theme in themes.items():
        seeds = [(s if isinstance(s, str) else s["seed"]).lower() for s in theme["seeds"]]
        texts = [
            " ".join(p.text for p in d.page.article.paragraphs).lower() for d in documents if d.page.article.near == key
        ]
        assert sum(any(seed in text for seed in seeds) for text in texts) >= len(texts) / 3, key


def test_text_has_no_left_over_slots(made) -> None:
    documents, _ = made
    for document in documents:
        for paragraph in document.page.article.paragraphs:
            assert not set("{}[]|@") & set(paragraph.text), paragraph.text


def test_no_two_themes_share_a_seed_and_all_have_labels(generator) -> None:
    themes = tomllib.loads((SAMPLE / "themes.toml").read_text(encoding="utf-8"))
    assert tuple(themes) == generator["stock"].THEMES
    seeds = [(s if isinstance(s, str) else s["seed"]).lower() for theme in themes.values() for s in theme["seeds"]]
    assert len(seeds) == len(set(seeds))
    for theme in themes.values():
        assert theme["label"]["vi"] and theme["label"]["en"] and theme["description"]


def test_the_sample_stays_small() -> None:
    size = sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert size < 12 * MEGABYTE


def test_docx_files_hold_no_clock_time() -> None:
    for path in (SAMPLE / "documents").rglob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            assert {info.date_time for info in archive.infolist()} == {(2025, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa bình", "hoà bình"),
        ("Ủy ban", "Uỷ ban"),
        ("khỏe", "khoẻ"),
        ("của quý hoàn", "của quý hoàn"),
        ("THỦY", "THUỶ"),
    ],
)
def test_new_placement(generator, old: str, new: str) -> None:
    assert generator["spelling"].new_placement(old) == new


def test_filling_a_pattern(generator) -> None:
    dice = generator["dice"].Dice(1, "test")
    fill = generator["grammar"].fill
    assert fill("hơn {324..324} người ở {noi}", dice, lambda name: "Huế") == "Hơn 320 người ở Huế"
    assert fill("[một|một] {2500..2500}", dice, str) == "Một 2.500"


def test_simulated_coders_err_as_said(generator) -> None:
    coders = generator["coders"]
    themes = generator["stock"].THEMES
    units = [f"u{i}" for i in range(4000)]
    truth = {u: dict.fromkeys(themes, int(i % 5 == 0)) for i, u in enumerate(units)}
    codes = coders.simulate_codes(units, truth, {u: dict.fromkeys(themes, 0.2) for u in units}, 1)
    wrong = sum(value != truth[unit][theme] for unit, _, theme, value in codes) / len(codes)
    share = sum(value for *_, value in codes) / len(codes)
    assert wrong == pytest.approx(0.03, abs=0.003)
    assert share == pytest.approx(0.2, abs=0.004)


def test_sample_corpus_reads_every_document() -> None:
    import toolkit as tk

    frame = tk.sample_corpus().frame
    assert set(frame["id"]) == {d["id"] for d in rows("documents.csv")}
    assert (frame["status"] == "kept").all()
    outlets = {d["id"]: d["outlet"] for d in rows("documents.csv")}
    assert (frame["source"] == frame["id"].map(outlets)).all()


def test_every_seed_of_the_sample_counts_in_three_documents_or_more() -> None:
    import toolkit as tk

    themes = tk.read_themes(SAMPLE / "themes.toml")
    corpus = tk.resolve_dates(tk.clean(tk.sample_corpus()))
    tokens = tk.segment(corpus, lexicon=themes)
    table = tk.check_seeds(tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes)), corpus, themes)
    assert table.loc[table["documents"] < 3, "seed"].tolist() == []
    held = table.dropna(subset="held")
    assert ((held["held"] > 0) & (held["held"] < 1)).all()  # a condition that never or always holds shows nothing
    assert len(held) == 2


def test_the_coding_sheet_keeps_the_record_of_its_draw() -> None:
    import toolkit as tk

    designs = tk.read_coding(SAMPLE / "coding.xlsx").designs
    assert [(d.n, d.compared, d.focus) for d in designs] == [(300, ("2016-2018", "2022-2024"), "")]


def test_the_coding_sheet_says_that_it_is_simulated(generator) -> None:
    import toolkit as tk

    coding = tk.read_coding(SAMPLE / "coding.xlsx")
    frame = coding.to_frame()
    documents = {d["id"]: d for d in rows("documents.csv")}
    assert 290 <= frame["unit"].nunique() <= 310
    assert set(frame["coder"]) == set(generator["coders"].CODERS)
    assert "simulated" in (coding.coders + " ".join(frame["coder"])).lower()
    wrong = [int(documents[r.unit][r.theme]) != r.value for r in frame.itertuples()]
    assert sum(wrong) / len(wrong) == pytest.approx(0.03, abs=0.01)
