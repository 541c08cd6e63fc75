"""Every export is read back by somebody else's reader."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.base.errors import ToolkitError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.studies.exports.formats import FORMATS, export
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def study(built: Path) -> Study:
    return open_study(built)


def test_an_unknown_format_is_refused(study: Study, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="format cannot be 'xslx'; did you mean 'xlsx'"):
        export(study, "xslx", tmp_path)


def test_xlsx_by_openpyxl_without_a_formula(study: Study, tmp_path: Path) -> None:
    import openpyxl

    told = open_study(study.folder)
    evil = ["=cmd|' /C calc'!A0", "@x", "http://a.example/"]
    passages = study.evidence.head(3).assign(passage=evil[: len(study.evidence.head(3))])
    told.__dict__["evidence"] = passages
    book = openpyxl.load_workbook(export(told, "xlsx", tmp_path))
    assert {"contrasts", "prevalence", "passages", "documents"} <= set(book.sheetnames)
    sheet = book["passages"]
    column = [c.value for c in sheet[1]].index("đoạn trích") + 1
    cells = [sheet.cell(r, column) for r in range(2, 2 + len(passages))]
    assert [c.value for c in cells] == list(passages["passage"])
    assert all(c.data_type == "s" and c.hyperlink is None for c in cells)
    assert book["documents"].max_row == len(study.corpus.frame) + 1


def test_every_sheet_prints_across_with_its_head_on_each_page(study: Study, tmp_path: Path) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(export(study, "xlsx", tmp_path)).worksheets:
        wide = sum(column.width for column in sheet.column_dimensions.values())
        assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9", sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1" and sheet.print_title_cols == "$A:$A"
        pages = int(sheet.page_setup.fitToWidth or 1)
        assert 0 < wide / pages <= 230, (sheet.title, "letters too small to read")


def test_the_workbook_explains_every_column_and_keeps_the_numbers(study: Study, tmp_path: Path) -> None:
    import openpyxl
    import pandas as pd

    from toolkit.studies.exports.tables import explained

    path = export(study, "xlsx", tmp_path)
    assert path.read_bytes() == export(study, "xlsx", tmp_path / "again").read_bytes()
    book = openpyxl.load_workbook(path)
    told = {(r[0], r[2]): r for r in book["giải thích"].iter_rows(min_row=2, values_only=True)}
    for csv in sorted((study.build / "tables").glob("*.csv")):
        table = pd.read_csv(csv, encoding="utf-8-sig")
        rows = list(book[csv.stem].iter_rows(values_only=True))
        columns = [(csv.stem, name) for name in table.columns]
        assert len(rows) - 1 == len(table) and all(told[key][3] for key in columns), csv.stem
        label = {told[key][1]: key[1] for key in told if key[0] == csv.stem}
        for c, head in enumerate(rows[0]):
            name = label[head] if list(label).count(head) == 1 else None
            if name in table.columns and pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype != bool:
                found = pd.to_numeric(pd.Series([row[c] for row in rows[1:]]))
                assert np.allclose(found, table[name], rtol=2e-5, equal_nan=True), (csv.stem, name)
    assert book["prevalence"]["G2"].number_format == "0.000"
    assert explained("documents", "share_x_y", "vi", {"x_y": "Bảo hộ"})[0] == "tỷ trọng: Bảo hộ"
    assert (
        explained("groups", "period", "vi")[0] == "báo hoặc nhóm"
        and explained("course", "period", "vi")[0] == "giai đoạn"
    )
    assert "giai đoạn" not in explained("group_contrasts", "earlier", "vi")[0]
    assert explained("coder_agreement", "remark_code", "vi")[0] == "mã của ghi chú"
    assert explained("documents", "share_x_y", "en")[0] == "share: x_y" and explained("x", "not_known", "vi")[1] == ""


def test_mallet_names_its_units_and_the_pattern_that_keeps_all_terms(study: Study, tmp_path: Path) -> None:
    import re

    import pandas as pd

    told = open_study(study.folder)
    first = str(study.counts.ids[0])
    named = {"id": {first: "bài một 5%.txt"}, "parent": {first: "bài một 5%.txt"}}
    told.__dict__["corpus"] = Corpus(study.corpus.frame.replace(named))
    told.__dict__["counts"] = replace(study.counts, ids=("bài một 5%.txt", *study.counts.ids[1:]))
    path = export(told, "mallet", tmp_path)
    line = path.read_text(encoding="utf-8").splitlines()[0].split()
    assert line[0] == "bài%20một%205%25.txt"
    units = pd.read_csv(tmp_path / "study.mallet.units.csv", encoding="utf-8-sig")
    assert units.iloc[0].tolist() == [line[0], "bài một 5%.txt"]
    how = (tmp_path / "study.mallet.readme.txt").read_text(encoding="utf-8")
    pattern = re.search(r"--token-regex '(.+)'", how)[1]
    for text in path.read_text(encoding="utf-8").splitlines():
        words = text.split(" ", 2)[2]
        assert re.findall(pattern, words) == words.split() and set(words.split()) <= set(study.counts.vocabulary.terms)


def test_qdpx_holds_the_coded_sample_and_its_coders(study: Study, tmp_path: Path) -> None:
    import pandas as pd
    from lxml import etree

    from toolkit.evidence.codes import Coding

    kept = study.corpus.kept["id"].tolist()
    units = [*kept[:2], kept[-1]]
    rows = [
        {"unit": unit, "coder": coder, "theme": theme, "value": float(value), "inclusion_probability": 0.5}
        for unit, seen in zip(units, ((1, 0), (1, 1), (0, 0)))
        for coder, value in zip(("Lan", "Minh"), seen)
        for theme in study.themes.keys[:1]
    ]
    told = open_study(study.folder)
    told.__dict__["coding"] = Coding(pd.DataFrame(rows))
    path = export(told, "qdpx", tmp_path)
    schema = etree.XMLSchema(etree.parse(GOLDEN / "refi_qda" / "Project.xsd"))
    with zipfile.ZipFile(path) as archive:
        tree = etree.fromstring(archive.read("project.qde"))
    schema.assertValid(tree)
    space = {"q": "urn:QDA-XML:project:1.0"}
    users = {u.get("guid"): u.get("name") for u in tree.xpath("//q:User", namespaces=space)}
    assert set(users.values()) == {"chude-toolkit", "Lan", "Minh"}
    for unit, wanted in zip(units, ({"Lan"}, {"Lan", "Minh"}, set())):
        text = study.corpus.rows([unit])["text"].iloc[0]
        query = "//q:TextSource[@name=$n]/q:PlainTextSelection[@startPosition='0'][@endPosition=$e]"
        (selection,) = tree.xpath(query, n=unit, e=str(len(text)), namespaces=space)
        codings = selection.xpath("q:Coding", namespaces=space)
        assert {users[c.get("creatingUser")] for c in codings} == wanted
    guids = tree.xpath("//@guid")
    assert len(guids) == len(set(guids))


def test_mallet_and_ldac_by_gensim(study: Study, tmp_path: Path) -> None:
    from gensim.corpora import BleiCorpus, MalletCorpus

    dense = study.counts.matrix.toarray()
    terms = study.counts.vocabulary.terms
    mallet = MalletCorpus(str(export(study, "mallet", tmp_path)))
    names = mallet.id2word
    for row, document in zip(dense, mallet):
        assert {names[i]: n for i, n in document} == {terms[j]: int(row[j]) for j in np.flatnonzero(row)}
    path = export(study, "ldac", tmp_path)
    blei = BleiCorpus(str(path), fname_vocab=f"{path}.vocab")
    for row, document in zip(dense, blei):
        assert {blei.id2word[i]: n for i, n in document} == {terms[j]: int(row[j]) for j in np.flatnonzero(row)}


def test_matrix_market_by_scipy(study: Study, tmp_path: Path) -> None:
    from scipy.io import mmread

    folder = export(study, "mtx", tmp_path)
    assert (mmread(folder / "matrix.mtx").toarray() == study.counts.matrix.toarray()).all()
    assert (folder / "terms.txt").read_text(encoding="utf-8").splitlines() == list(study.counts.vocabulary.terms)
    assert "quanteda" in (folder / "read.R").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_r_snippet_reads_the_counts(study: Study, tmp_path: Path) -> None:
    folder = export(study, "mtx", tmp_path)
    told = """
source("read.R")
stopifnot(dim(counts) == c(nrow(units), length(terms)), length(terms) == ncol(counts), all(terms == colnames(counts)))
stm <- readLines("read.R"); stm <- sub("^# ?", "", stm[(grep("^# stm", stm) + 1):length(stm)])
eval(parse(text = stm[!grepl("stm::", stm)]))
back <- as.matrix(counts) * 0
for (i in seq_along(documents)) back[i, documents[[i]][1, ]] <- documents[[i]][2, ]
stopifnot(all(back == as.matrix(counts)), sum(usable) == nrow(units))
cat(sum(counts))
"""
    (folder / "try.R").write_text(told, encoding="utf-8")
    done = subprocess.run(["Rscript", "try.R"], cwd=folder, capture_output=True, text=True, check=False)
    if "there is no package" in done.stderr:
        pytest.skip("R has no package Matrix")
    assert done.stdout == str(int(study.counts.matrix.sum())), done.stderr


def test_features_hold_no_text_title_or_rare_term(study: Study, tmp_path: Path) -> None:
    folder = export(study, "features", tmp_path)
    written = "".join(p.read_text(encoding="utf-8-sig") for p in sorted(folder.iterdir()))
    for row in study.corpus.kept.head(10).itertuples():
        assert row.id not in written and row.text[:40] not in written
    kept = (folder / "terms.txt").read_text(encoding="utf-8").splitlines()
    presence = (
        (study.counts.matrix > 0).sum(axis=0).A1
        if hasattr(study.counts.matrix, "A1")
        else np.asarray((study.counts.matrix > 0).sum(axis=0)).ravel()
    )
    assert kept == [t for t, n in zip(study.counts.vocabulary.terms, presence) if n >= 5]


@pytest.mark.parametrize("unit", ["document", "paragraph"])
def test_features_are_counts_by_document_that_scipy_reads_back(study: Study, tmp_path: Path, unit: str) -> None:
    import pandas as pd
    from scipy.io import mmread

    told = open_study(study.folder, options={"corpus.unit": unit})
    folder = export(told, "features", tmp_path / unit)
    found = mmread(folder / "matrix.mtx").toarray()
    terms = (folder / "terms.txt").read_text(encoding="utf-8").splitlines()
    frame = pd.DataFrame(told.counts.matrix.toarray(), columns=list(told.counts.vocabulary.terms))
    parent = told.units.rows(told.counts.ids)["parent"].to_numpy()
    assert (found == frame[terms].groupby(parent, sort=False).sum().to_numpy()).all()
    units = pd.read_csv(folder / "units.csv", encoding="utf-8-sig")
    assert list(units.columns) == ["id", "source", "date", "year", "story"] and len(units) == len(set(parent))


def test_a_folder_is_exported_whole_or_not_at_all(study: Study, tmp_path: Path, monkeypatch) -> None:
    from toolkit.studies.exports import counts as export_counts

    first = export(study, "mtx", tmp_path)
    before = {p.name: p.read_bytes() for p in first.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_counts, "write_text", full)
    with pytest.raises(ToolkitError, match="No space left on device; free space or choose another folder"):
        export(study, "mtx", tmp_path)
    assert {p.name: p.read_bytes() for p in first.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == [first.name]


def test_gexf_by_networkx(study: Study, tmp_path: Path) -> None:
    import networkx as nx

    path = export(study, "gexf", tmp_path)
    graph = nx.read_gexf(path)
    kinds = nx.get_node_attributes(graph, "kind")
    assert set(kinds.values()) == {"topic", "word"} and len(kinds) == len(graph.nodes)
    assert {f"topic:{name}" for name in study.models["lda"].topic_names} <= set(graph.nodes)
    assert all(edge["weight"] >= 0 for _, _, edge in graph.edges(data=True))
    assert path.read_bytes() == export(study, "gexf", tmp_path / "again").read_bytes()


def test_the_company_of_themes_by_networkx(study: Study, tmp_path: Path) -> None:
    import networkx as nx

    told = open_study(study.folder)
    one, two = told.present_themes.keys[:2]
    row = {"theme": one, "other": two, "period": "all", "together": 0.05, "expected": 0.02, "lift": 2.5}
    row |= {
        "lower": 1.5,
        "upper": 4.2,
        "p_value": 0.001,
        "p_adjusted": 0.002,
        "n_both": 20,
        "n_units": 900,
        "calibrated": True,
    }
    codes = pd.DataFrame({"unit": ["a", "b", "a", "b"], "theme": [one, one, two, two], "value": [1, 0, 1, 1]})
    codes = codes.assign(coder="x", inclusion_probability=[0.5, 0.25] * 2)
    told.__dict__.update(company=pd.DataFrame([row]), coding=Coding(codes, "presence", ""))
    graph = nx.read_gexf(export(told, "company", tmp_path))
    assert set(graph.nodes) == set(told.present_themes.keys)
    assert graph.nodes[one]["share"] == pytest.approx(1 / 3, abs=1e-5)
    assert graph.edges[one, two]["weight"] == 2.5 and graph.edges[one, two]["upper"] == pytest.approx(4.2)
    told.__dict__["company"] = pd.DataFrame([row | {"p_adjusted": 0.2}])
    assert not nx.read_gexf(export(told, "company", tmp_path)).edges, "no tie is shown that chance may have brought"
    told.__dict__["company"] = pd.DataFrame([row | {"lift": float("nan")}])
    with pytest.raises(UsageError, match="code more"):
        export(told, "company", tmp_path)


def test_qdpx_by_pyrefiqda_selects_the_passages(study: Study, tmp_path: Path) -> None:
    from pyrefiqda import RefiProject

    path = export(study, "qdpx", tmp_path)
    project = RefiProject.load(path, extract_dir=str(tmp_path / "out"))
    assert [code.name for code in project.code_book.codes.code] == [t.name("vi") for t in study.themes]
    with zipfile.ZipFile(path) as archive:
        for source in project.sources.text_source:
            text = archive.read("sources/" + source.plain_text_path.removeprefix("internal://")).decode("utf-8")
            assert text == study.corpus.rows([source.name])["text"].iloc[0]
            rows = study.evidence[study.evidence["document"] == source.name]
            selected = [(s.start_position, s.end_position) for s in source.plain_text_selection]
            assert selected == sorted({(int(a), int(b)) for a, b in zip(rows["start"], rows["end"])})
    assert path.read_bytes() == export(study, "qdpx", tmp_path / "again").read_bytes()


def test_qdpx_is_valid_by_the_schema_of_the_standard(study: Study, tmp_path: Path) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(GOLDEN / "refi_qda" / "Project.xsd"))
    with zipfile.ZipFile(export(study, "qdpx", tmp_path)) as archive:
        names, tree = archive.namelist(), etree.fromstring(archive.read("project.qde"))
    schema.assertValid(tree)
    space = {"q": "urn:QDA-XML:project:1.0"}
    guids = tree.xpath("//@guid")
    assert len(guids) == len(set(guids))
    for target in tree.xpath("//q:CodeRef/@targetGUID", namespaces=space):
        assert tree.xpath("//q:Code[@guid = $g]", g=target, namespaces=space)
    paths = tree.xpath("//q:TextSource/@plainTextPath", namespaces=space)
    assert sorted(names) == ["project.qde", *sorted("sources/" + p.removeprefix("internal://") for p in paths)]
    broken = etree.fromstring(etree.tostring(tree).replace(b"endPosition", b"lastPosition"))
    assert not schema.validate(broken)


def test_qdpx_holds_a_file_name_that_xml_cannot(study: Study, tmp_path: Path) -> None:
    from lxml import etree

    from toolkit.studies.exports.qdpx import write_qdpx

    told = open_study(study.folder)
    first = str(study.evidence["document"].iloc[0])
    frame = study.corpus.frame.replace({"id": {first: "bẩn\x01\x0b.txt"}, "parent": {first: "bẩn\x01\x0b.txt"}})
    told.__dict__["corpus"] = Corpus(frame)
    told.__dict__["evidence"] = study.evidence.replace({"document": {first: "bẩn\x01\x0b.txt"}})
    write_qdpx(told, tmp_path / "x.qdpx")
    with zipfile.ZipFile(tmp_path / "x.qdpx") as archive:
        assert "bẩn" in " ".join(etree.fromstring(archive.read("project.qde")).xpath("//@name"))


def test_gensim_gives_back_the_topics(study: Study, tmp_path: Path) -> None:
    from gensim.models import LdaModel

    folder = export(study, "gensim", tmp_path)
    for method, model in study.models.items():
        loaded = LdaModel.load(str(folder / f"{method}.model"))
        assert np.allclose(loaded.get_topics(), model.topic_term, atol=1e-9)


def test_pyldavis_is_one_offline_page(study: Study, tmp_path: Path) -> None:
    pytest.importorskip("pyLDAvis", reason="the extra pyldavis is not installed")
    path = export(study, "pyldavis", tmp_path)
    page = path.read_text(encoding="utf-8")
    assert path.read_bytes() == export(study, "pyldavis", tmp_path / "again").read_bytes()
    assert "LDAvis" in page and 'src="http' not in page and "src='http" not in page


def test_the_map_of_pyldavis_is_real_and_keeps_the_distances() -> None:
    from scipy.spatial.distance import jensenshannon, pdist

    from toolkit.studies.exports.models import _places

    topics = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    places = _places(topics)
    assert places.shape == (3, 2) and places.dtype == np.float64
    assert pdist(places) == pytest.approx([jensenshannon(topics[0], topics[1]) ** 2] * 3)
    assert np.isfinite(_places(np.ones((4, 3)) / 3)).all()


def test_every_format_has_its_writer() -> None:
    import importlib

    for module, function, _ in FORMATS.values():
        assert callable(getattr(importlib.import_module(f"toolkit.studies.exports.{module}"), function))
