"""The author's pack, read back by somebody else's reader: numbers as in the tables, nothing that runs, equal bytes."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from toolkit.studies.exports.docx import pack
from toolkit.studies.exports.formats import export
from toolkit.studies.exports.manuscript import Captioned, Heading, Paragraph
from toolkit.studies.exports.qmd import rendered, shown
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.studies.report.page_tables import Cell, Column, Table

HOSTILE = '</w:t><w:instrText>DDE "cmd"</w:instrText> `r system("x")` {{< include /etc/passwd >}} '
HOSTILE += "```{python}\n1\n``` \x01\x0b\ud800"


@pytest.fixture(scope="module")
def study(built: Path) -> Study:
    return open_study(built)


@pytest.fixture(scope="module")
def document(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(study, "docx", tmp_path_factory.mktemp("docx"))


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-").replace("≤", "").strip())


def test_the_document_has_headings_captions_tables_figures_and_alternative_texts(study: Study, document: Path) -> None:
    docx = pytest.importorskip("docx")
    read = docx.Document(str(document))
    styles = [p.style.name for p in read.paragraphs]
    assert styles[0] == "Title" and read.paragraphs[0].text == study.title
    assert styles.count("Heading 1") >= 3
    captions = [p.text for p in read.paragraphs if p.style.name == "Caption"]
    assert sum(c.startswith("Bảng ") for c in captions) == len(read.tables) >= 2
    assert sum(c.startswith("Hình ") for c in captions) == len(read.inline_shapes) >= 5
    levels = next(c for c in captions if "Mức ở hai giai đoạn" in c)
    assert "n = " in levels and "khoảng tin cậy" in levels.lower(), "what was drawn, as the page tells it"
    alts = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', zipfile.ZipFile(document).read("word/document.xml").decode())
    assert len(alts) == len(read.inline_shapes) and all(len(alt) > 10 for alt in alts)
    assert all(shape.width <= 6.3 * 914_400 + 1 for shape in read.inline_shapes)


def test_every_number_equals_the_tables(study: Study, document: Path) -> None:
    docx = pytest.importorskip("docx")
    levels, declared = docx.Document(str(document)).tables[:2]
    csv = pd.read_csv(study.build / "tables" / "prevalence.csv", encoding="utf-8-sig", dtype={"period": "str"})
    own = csv[(csv["method"] == study.headline.method) & (csv["measure"] == study.headline.measure)]
    own = own.sort_values("theme", key=lambda keys: keys.map(study.themes.keys.index), kind="stable")
    scale = 1 if study.headline.is_index else 100
    assert len(levels.rows) - 1 == len(own)
    for row, wanted in zip(levels.rows[1:], own.itertuples()):
        cells = [cell.text for cell in row.cells]
        assert cells[:2] == [study.themes[wanted.theme].name("vi"), wanted.period]
        found = [number(text) for text in cells[2:]]
        assert found == pytest.approx(
            [*(scale * v for v in (wanted.estimate, wanted.lower, wanted.upper)), wanted.n_documents, wanted.n_stories],
            abs=0.051 if scale > 1 else 0.0051,
        )
    told = pd.read_csv(study.build / "tables" / "contrasts.csv", encoding="utf-8-sig").dropna(subset=["verdict"])
    assert len(declared.rows) - 1 == len(told)
    for row, change in zip(declared.rows[1:], told["change"]):
        assert number(row.cells[1].text) == pytest.approx(100 * change, abs=0.051)


def test_the_same_study_gives_the_same_bytes(study: Study, document: Path, tmp_path: Path) -> None:
    assert export(study, "docx", tmp_path).read_bytes() == document.read_bytes()
    one, two = (export(study, "codebook", tmp_path / name).read_bytes() for name in "ab")
    assert one == two
    told = open_study(study.folder)
    folders = [export(told, "qmd", tmp_path / name) for name in "ab"]
    files = [{p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders]
    assert files[0] == files[1] and Path("manuscript.qmd") in files[0]


def test_the_codebook_tells_each_theme(study: Study, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    text = "\n".join(p.text for p in docx.Document(str(export(study, "codebook", tmp_path))).paragraphs)
    for theme in study.themes:
        assert theme.name("vi") in text and theme.key in text and all(seed in text for seed in theme.seeds)


def hostile_blocks() -> list[Heading | Paragraph | Captioned]:
    table = Table("t", HOSTILE, [Column(HOSTILE, False)], [[Cell(HOSTILE)], [Cell("=cmd|x")]], HOSTILE)
    return [
        Heading(HOSTILE, 1),
        Heading(HOSTILE, 2),
        Paragraph(HOSTILE),
        Paragraph(HOSTILE, "item"),
        Captioned(table, 1),
    ]


def test_nothing_from_outside_is_markup_or_a_field(tmp_path: Path) -> None:
    from lxml import etree

    pack(hostile_blocks(), tmp_path / "x.docx", HOSTILE, "vi")
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
        etree.fromstring(archive.read("docProps/core.xml"))
    names = {etree.QName(node).localname for node in tree.iter()}
    assert "instrText" not in names and "DDE" in "".join(tree.itertext())
    assert [n.get(n.keys()[0]) for n in tree.iter("{*}fldSimple")] == [" SEQ Table \\* ARABIC "]
    told = rendered(hostile_blocks(), "vi")
    assert not re.search(r"`|\{\{|<|^- *\n|\n\{", told.replace("{#tbl-1}", ""))
    assert told.count("---\n") == 2


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("1. x", "1\\. x"),
        ("- x", "\\- x"),
        ("a_b*c", "a\\_b\\*c"),
        ("20,7% (x)", "20,7% (x)"),
        ("# x", "\\# x"),
        ("& <", "&amp; &lt;"),
    ],
)
def test_markdown_shows_text_as_it_is(given: str, wanted: str) -> None:
    assert shown(given) == wanted


soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false,false,false,-1"


def converted(path: Path, folder: Path, kind: str) -> list[Path]:
    """What LibreOffice makes of a file, its own settings in `folder`; nothing where it would have to repair it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    return sorted(folder.glob(f"{path.stem}*.{kind.split(':')[0]}"))


def plain_number(value: object) -> float:
    """A cell as LibreOffice writes it to text: numbers of a column in per cent keep their sign."""
    text = str(value)
    return float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)


@soffice
@pytest.mark.parametrize("form", ["docx", "codebook"])
def test_libreoffice_opens_it(study: Study, tmp_path: Path, form: str) -> None:
    (made,) = converted(export(study, form, tmp_path), tmp_path, "pdf")
    assert made.read_bytes()[:5] == b"%PDF-"


@soffice
def test_libreoffice_reads_the_manuscripts_numbers(study: Study, document: Path, tmp_path: Path) -> None:
    (made,) = converted(document, tmp_path, "txt:Text (encoded):UTF8")
    told = made.read_text(encoding="utf-8-sig")
    csv = pd.read_csv(study.build / "tables" / "contrasts.csv", encoding="utf-8-sig").dropna(subset=["verdict"])
    shown = [f"{100 * change:+.1f}".replace("-", "−").replace(".", ",") for change in csv["change"]]
    assert shown and all(text in told for text in shown)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(document.read_bytes()[:-400])
    assert converted(broken, tmp_path, "pdf") == [], "what is broken is not opened in silence, so that this can fail"


@soffice
def test_libreoffice_reads_every_table_of_the_workbook(study: Study, tmp_path: Path) -> None:
    path = export(study, "xlsx", tmp_path)
    made = {found.stem.removeprefix(f"{path.stem}-"): found for found in converted(path, tmp_path, EVERY_SHEET)}
    for csv in sorted((study.build / "tables").glob("*.csv")):
        table = pd.read_csv(csv, encoding="utf-8-sig")
        read = pd.read_csv(made[csv.stem], encoding="utf-8")
        assert len(read) == len(table), csv.stem
        for name in table.columns[table.dtypes.map(lambda kind: kind.kind in "if")]:
            place = list(table.columns).index(name) + ("theme" in table.columns[: list(table.columns).index(name)])
            found = read.iloc[:, place].map(plain_number)
            assert found.to_numpy() == pytest.approx(table[name].to_numpy(), rel=2e-5, nan_ok=True), (csv.stem, name)
