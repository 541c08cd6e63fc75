"""What people's files hold that parsers lose: each case of a loss, and its siblings in other formats."""

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.documents.test_encodings import TO_TCVN3
from toolkit.documents.corpus import Corpus
from toolkit.documents.files.docx import NOT_IN_TEXT
from toolkit.documents.reading import read_corpus

T = "Hội nghị bàn về công tác bảo hộ công dân và kiều bào ở nước ngoài, nhiều đại biểu phát biểu ý kiến."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX of which the body's XML is given, and other parts by name (`footnotes`, `styles`)."""
    buffer = io.BytesIO()
    space = f'xmlns:w="{W}" xmlns:v="urn:v" xmlns:mc="urn:mc" xmlns:wps="urn:wps"'
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {space}>{xml}</w:{name}>")
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def only(folder: Path) -> Any:
    (row,) = read_corpus(folder).frame.itertuples()
    return row


# --- workbooks ---


def test_every_sheet_is_read_and_what_is_no_table_is_told(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    guide = book.active
    guide.title = "Hướng dẫn"
    guide.append(["Điền mỗi bài một dòng."])
    for year in ("2019", "2020", "2021"):
        sheet = book.create_sheet(year)
        sheet.append([f"DANH SÁCH BÀI VIẾT NĂM {year}"])
        sheet.append([])
        sheet.append(["id", "nội dung", "ngày"])
        sheet.append([f"a{year}", T + "_x000D_\nĐoạn hai.", datetime(int(year), 3, 4)])
        sheet.append([None, T, date(int(year), 5, 6)])
    book.create_sheet("Trống")
    book.save(tmp_path / "a.xlsx")
    corpus = read_corpus(tmp_path)
    assert corpus.frame["id"].tolist() == [i for y in (2019, 2020, 2021) for i in (f"a{y}", f"a.xlsx#{y}#2")]
    assert not corpus.frame["text"].str.contains("_x000D_").any()
    assert corpus.frame["date_given"].tolist()[:2] == ["2019-03-04", "2019-05-06"]
    sheets = corpus.accounts.frame[corpus.accounts.frame["kind"] == "sheet"].set_index("name")["outcome"]
    assert sheets.to_dict() == {
        "a.xlsx#Hướng dẫn": "ignored",
        "a.xlsx#2019": "kept",
        "a.xlsx#2020": "kept",
        "a.xlsx#2021": "kept",
        "a.xlsx#Trống": "ignored",
    }


def test_merged_cells_hold_for_each_row_they_cover(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["báo", "nội dung"], ["Báo Mẫu", T + " Một."], [None, T + " Hai."], ["Báo Khác", T]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    assert read_corpus(tmp_path).frame["source"].tolist() == ["Báo Mẫu", "Báo Mẫu", "Báo Khác"]


# --- DOCX ---

WRAPPED = {
    "smart tag": f'{run("Người ")}<w:smartTag w:element="place">{run("Việt Nam")}</w:smartTag>{run(" ở xa.")}',
    "insertion": f"{run('Người ')}<w:ins>{run('Việt Nam')}</w:ins><w:del>{run('Pháp')}</w:del>{run(' ở xa.')}",
    "move": f"{run('Người ')}<w:moveTo>{run('Việt Nam')}</w:moveTo><w:moveFrom>{run('Lào')}</w:moveFrom>"
    f"{run(' ở xa.')}",
    "control": f"{run('Người ')}<w:sdt><w:sdtContent>{run('Việt Nam')}</w:sdtContent></w:sdt>{run(' ở xa.')}",
    "link": f"{run('Người ')}<w:hyperlink>{run('Việt Nam')}</w:hyperlink>{run(' ở xa.')}",
    "field": '<w:r><w:t xml:space="preserve">Người </w:t><w:fldChar w:fldCharType="begin"/><w:instrText>REF x'
    "</w:instrText>"
    f'<w:fldChar w:fldCharType="separate"/></w:r>{run("Việt Nam")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    f"{run(' ở xa.')}",
    "simple field": f'{run("Người ")}<w:fldSimple w:instr="X">{run("Việt Nam")}</w:fldSimple>{run(" ở xa.")}',
    "hidden": f"{run('Người ')}{run('xxx', '<w:rPr><w:vanish/></w:rPr>')}{run('Việt Nam ở xa.')}",
    "placeholder": f"{run('Người Việt Nam ')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
    f"{run('Bấm để nhập')}</w:sdtContent></w:sdt>{run('ở xa.')}",
}


@pytest.mark.parametrize("what", sorted(WRAPPED))
def test_text_is_read_whatever_word_wraps_it_in(tmp_path: Path, what: str) -> None:
    (tmp_path / "a.docx").write_bytes(docx(paragraph(run(T)) + paragraph(WRAPPED[what])))
    assert only(tmp_path).text.splitlines() == [T, "Người Việt Nam ở xa."]


def test_blocks_boxes_nested_tables_and_notes_are_read_in_order(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph(run('Trong khung.'))}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent>"
    )
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('sâu'))}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph(run('trái'))}</w:tc><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    control = f"<w:sdt><w:sdtContent>{paragraph(run('Trong ô.'))}</w:sdtContent></w:sdt>"
    noted = paragraph(run(T) + '<w:r><w:footnoteReference w:id="7"/></w:r>')
    joined = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("Đầu ") + "</w:p>" + paragraph(run("cuối."))
    body = paragraph(f"<w:r>{both}</w:r>{run('Có khung.')}") + table + control + noted + joined
    notes = f'<w:footnote w:id="7">{paragraph(run("Ghi chú."))}</w:footnote>'
    (tmp_path / "a.docx").write_bytes(docx(body, footnotes=notes))
    lines = ["Có khung.", "Trong khung.", "trái | sâu", "Trong ô.", T + "[1]", "Đầu cuối.", "[1] Ghi chú."]
    assert only(tmp_path).text.splitlines() == lines


def call(note: str, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{note}"/></w:r>'


def note(id_: str, inner: str, more: str = "", kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{id_}"{more}>{paragraph(inner)}</w:{kind}>'


def test_notes_that_nothing_calls_are_told_and_those_of_deleted_calls_are_gone(tmp_path: Path) -> None:
    body = paragraph(run(T) + call("1") + f"<w:del>{call('2')}</w:del>")
    notes = note("0", run("kẻ"), ' w:type="separator"') + note("1", run("Một.")) + note("2", run("Hai."))
    ends = note("1", run("Của ai?"), kind="endnote")
    (tmp_path / "a.docx").write_bytes(docx(body, footnotes=notes, endnotes=ends))
    corpus = read_corpus(tmp_path)
    assert corpus.frame["text"].tolist() == [f"{T}[1]\n[1] Một."]
    (row,) = corpus.accounts.frame[corpus.accounts.frame["reason"] == NOT_IN_TEXT[0]].itertuples()
    assert "endnote 1: Của ai?" in row.value and "Hai" not in row.value and "kẻ" not in row.value


def test_a_note_that_a_note_calls_is_read_and_each_is_read_once(tmp_path: Path) -> None:
    notes = note("1", run("Một.") + call("9", "endnote"))
    ends = note("9", run("Chín.") + call("1") + call("9", "endnote"), kind="endnote")
    body = paragraph(run(T) + call("1") + call("1"))
    (tmp_path / "a.docx").write_bytes(docx(body, footnotes=notes, endnotes=ends))
    assert only(tmp_path).text.splitlines() == [f"{T}[1][1]", "[1] Một.[2]", "[2] Chín.[1][2]"]


def test_a_heading_is_known_by_its_styles_name(tmp_path: Path) -> None:
    style = '<w:style w:styleId="u1"><w:name w:val="heading 1"/></w:style>'
    head = f'<w:p><w:pPr><w:pStyle w:val="u1"/></w:pPr>{run("Tựa của bài")}</w:p>'
    (tmp_path / "a.docx").write_bytes(docx(head + paragraph(run(T)), styles=style))
    assert only(tmp_path).title == "Tựa của bài"


# --- old letters, in whatever holds them ---

OLD = "".join(TO_TCVN3.get(letter, letter) for letter in T) if isinstance(TO_TCVN3, dict) else T.translate(TO_TCVN3)
MOJIBAKE = T.encode().decode("cp1252", errors="ignore")


def old_docx(text: str) -> bytes:
    return docx(paragraph(run(text)))


def old_table(kind: str, text: str) -> bytes:
    frame = pd.DataFrame({"id": ["a"], "text": [text]})
    buffer = io.BytesIO()
    if kind == ".xlsx":
        frame.to_excel(buffer, index=False)
    elif kind == ".parquet":
        frame.to_parquet(buffer)
    else:
        return json.dumps([{"id": "a", "text": text}]).encode()
    return buffer.getvalue()


@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".parquet", ".json", "frame", ".html", ".rtf"])
def test_old_letters_are_read_whatever_holds_them(tmp_path: Path, kind: str) -> None:
    if kind == "frame":
        import toolkit as tk

        assert tk.corpus_from_frame(pd.DataFrame({"id": ["a"], "text": [OLD]})).frame["text"][0] == T
        return
    if kind == ".docx":
        data = old_docx(OLD)
    elif kind == ".html":
        data = f"<html><meta charset='utf-8'><body><p>{OLD}</p><p>{OLD}</p></body></html>".encode()
    elif kind == ".rtf":
        letters = "".join(c if ord(c) < 128 else f"\\'{ord(c):02x}" for c in OLD)
        data = ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 .VnTime;}}\\f0 " + letters + "\\par}").encode()
    else:
        data = old_table(kind, OLD)
    (tmp_path / f"a{kind}").write_bytes(data)
    row = only(tmp_path)
    assert row.text.splitlines()[0] == T and row.status == "kept"


def test_a_run_in_an_old_font_is_read_by_its_font(tmp_path: Path) -> None:
    fonts = '<w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
    old = "".join(TO_TCVN3.get(letter, letter) for letter in "nước") if isinstance(TO_TCVN3, dict) else "n\xadíc"
    (tmp_path / "a.docx").write_bytes(docx(paragraph(run(T)) + paragraph(run("Về ") + run(old, fonts))))
    assert only(tmp_path).text.splitlines()[1] == "Về nước"


def test_what_feeds_leave_in_strings_is_read(tmp_path: Path) -> None:
    entities = T.replace("ộ", "&#7897;").replace("à", "&agrave;").replace("ý", "&amp;yacute;")
    rows = [{"id": "a", "text": entities}, {"id": "b", "text": json.dumps(T)[1:-1]}]
    rows += [{"id": "c", "text": f"{T}\\n{T}\\n{T}"}, {"id": "d", "text": f"<p>{T}</p>", "title": "A &amp; B"}]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    frame = read_corpus(tmp_path).frame
    assert frame["text"].tolist() == [T, T, "\n".join([T] * 3), T] and frame["title"][3] == "A & B"


def test_look_alike_letters_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(T.replace("o", "\u043e").replace("a", "\u0430"), encoding="utf-8")
    (tmp_path / "b.txt").write_text(T + " Альфа và Ω.", encoding="utf-8")
    told = read_corpus(tmp_path).accounts.frame.set_index("name")["reason"]
    assert "look like Latin" in told["a.txt"] and told["b.txt"] == ""


# --- tables ---


def tsv(kind: str) -> tuple[list[str], str]:
    sep = "\t" if kind == ".tsv" else ","
    text = T.replace(",", "") if kind == ".csv" else T
    return [
        sep.join(["id", "date", "text"]),
        *(sep.join([str(i), "2019-01-02", f"{text} Số {i}."]) for i in range(10)),
    ], sep


@pytest.mark.parametrize("kind", [".tsv", ".csv"])
def test_a_stray_quote_swallows_no_rows(tmp_path: Path, kind: str) -> None:
    rows, sep = tsv(kind)
    rows[3] = sep.join(["2", "2019-01-02", '"Kiều bào là máu thịt'])
    (tmp_path / f"a{kind}").write_text("\n".join(rows), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.frame["id"].tolist() == [str(i) for i in range(10)]
    assert "Kiều bào là máu thịt" in corpus.frame["text"][2] and len(corpus.frame["text"][2]) < 30
    assert corpus.accounts.frame["reason"].str.contains("do not match").sum() == 1


@pytest.mark.parametrize("kind", [".tsv", ".csv"])
def test_a_quote_that_a_later_row_closes_swallows_none(tmp_path: Path, kind: str) -> None:
    rows, _ = tsv(kind)
    rows = [rows[0], *(row.replace("Hội", '"Hội', 1) + '"' for row in rows[1:])]
    rows[3] = rows[3][:-1]
    (tmp_path / f"a{kind}").write_text("\n".join(rows), encoding="utf-8")
    assert read_corpus(tmp_path).frame["id"].tolist() == [str(i) for i in range(10)]


def test_a_title_that_lost_its_closing_quote_takes_nothing_of_the_article(tmp_path: Path) -> None:
    rows = ["id,title,text", f'1,"Tựa, một","{T}"', f'2,"Tựa, hai,"{T}"', f'3,"Tựa, ba","{T}"']
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    frame = read_corpus(tmp_path).frame
    assert frame["text"].tolist() == [T] * 3 and frame["title"].tolist() == ["Tựa, một", "Tựa, hai", "Tựa, ba"]


def test_quotation_marks_that_are_not_doubled_or_stand_behind_backslashes(tmp_path: Path) -> None:
    said = f'Ông nói: "{T}" rồi về.\nĐoạn hai, hết.'
    escaped = said.replace('"', '\\"')
    (tmp_path / "a.csv").write_text(f'id,text\n1,"{escaped}"\n2,"{said}"\n3,"{T}"\n', encoding="utf-8")
    assert read_corpus(tmp_path).frame["text"].tolist() == [said, said, T]


def test_quoted_paragraphs_stay_whole(tmp_path: Path) -> None:
    text = f"{T}\nĐoạn hai, có dấu phẩy.\n3,4 triệu người, theo số liệu."
    (tmp_path / "a.csv").write_text(f'id,text,báo\n1,"{text}",x\n2,"{text}",y\n', encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.frame["text"].tolist() == [text, text] and not len(corpus.accounts.by_reason())


@pytest.mark.parametrize("head", ["sep=;\n", "", "\ufeff"])
def test_what_spreadsheets_put_around_cells(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.csv").write_text(f'{head}" id ;Nội dung;\n 1 ; {T} ;\n'.replace('"', ""), encoding="utf-8")
    row = only(tmp_path)
    assert row.id == "1" and row.text.strip() == T


def test_structures_within_cells_and_records(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": 1, "title": {"rendered": "Một"}, "content": {"rendered": f"<p>{T}</p>"}, "source": {"name": "Báo Mẫu"}},
        {"_id": 2, "_source": {"id": "2", "content": [{"type": "p", "text": T}, {"text": T}], "title": "None"}},
        {"id": "3", "content": str([T, "Hết."]), "title": "nan"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    frame = read_corpus(tmp_path).frame
    assert frame["id"].tolist() == ["1", "2", "3"]
    assert frame["text"].tolist() == [T, f"{T}\n{T}", f"{T}\nHết."]
    assert frame["title"].fillna("-").tolist() == ["Một", "-", "-"] and frame["source"][0] == "Báo Mẫu"


def test_the_text_is_the_column_with_punctuation_and_the_longer(tmp_path: Path) -> None:
    bare = "".join(c for c in T.lower() if c not in ",.")
    pd.DataFrame({"text": [bare] * 9, "content": [T + T] * 9}).to_csv(tmp_path / "a.csv", index=False)
    assert (read_corpus(tmp_path).frame["text"] == T + T).all()
    (tmp_path / "a.csv").unlink()
    pd.DataFrame({"text": [T] * 9, "noi_dung": [(T + "\n") * 8] * 9}).to_json(tmp_path / "a.json", orient="records")
    assert read_corpus(tmp_path).frame["text"].str.len().min() > 500


def test_a_users_columns_keep_their_content_under_a_name_that_is_told(tmp_path: Path) -> None:
    row = {"text": T, "status": "published", "removed": False, "start": "không rõ", "encoding": "x", "problem": "y"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    got = corpus.frame.iloc[0]
    assert got["status"] == "kept" and got["status_given"] == "published" and got["removed_given"] == "False"
    assert got["start_given"] == "không rõ" and got["problem_given"] == "y" and got["encoding_given"] == "x"
    renamed = corpus.accounts.frame[corpus.accounts.frame["kind"] == "column"]["value"]
    assert "status → status_given" in set(renamed)


# --- what a file is ---


def test_a_file_is_what_it_holds(tmp_path: Path) -> None:
    page = f"<!DOCTYPE html><html><body><p>{T}</p><p>{T}</p></body></html>"
    made = {
        "trang.txt": page.encode(),
        "trang.doc": page.encode(),
        "van-ban.doc": docx(paragraph(run(T))),
        "van-ban.docx": T.encode(),
        "Bài 1. Kiều bào": T.encode(),
        "chu.html": T.encode(),
        "bang.csv": old_table(".xlsx", T),
        "anh.txt": b"\xff\xd8\xff\xe0" + b"x" * 90,
        "cu.docx": bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600,
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    frame = read_corpus(tmp_path).frame
    by_path = frame.set_index("path")
    good = by_path[by_path["status"] == "kept"]
    assert set(good.index) == set(made) - {"anh.txt", "cu.docx"}
    assert good["text"].str.startswith(T).all()
    assert "password" in by_path.loc["cu.docx", "problem"] and "picture" in by_path.loc["anh.txt", "problem"]


def test_open_documents_rich_text_and_web_archives(tmp_path: Path) -> None:
    space = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b"'
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Ghi chú.</text:p>"
    note += "</text:note-body></text:note>"
    xml = f"<office:document-content {space}><office:body><office:text><text:h>Tựa</text:h><text:p>{T}{note}</text:p>"
    xml += "<text:tracked-changes><text:p>bỏ</text:p></text:tracked-changes></office:text></office:body>"
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", xml + "</office:document-content>")
    letters = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in T)
    (tmp_path / "b.rtf").write_bytes(
        ("{\\rtf1\\ansi{\\*\\generator x;}{\\info{\\title Mot}}" + letters + "\\par Hai.}").encode()
    )
    mht = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    mht += "Content-Type: text/html; charset=utf-8"
    page = f"\r\n\r\n<html><body><p>{T}</p><p>{T}</p></body></html>\r\n--x--\r\n"
    (tmp_path / "c.mht").write_bytes((mht + page).encode())
    frame = read_corpus(tmp_path).frame.set_index("id")
    assert frame.loc["a.odt", "text"].splitlines() == ["Tựa", T + "[1]", "[1] Ghi chú."]
    assert frame.loc["b.rtf", "text"].splitlines() == [T, "Hai."] and frame.loc["b.rtf", "title"] == "Mot"
    assert frame.loc["c.mht", "text"].splitlines()[0] == T


# --- sources ---


def test_spellings_of_one_outlet_are_one(tmp_path: Path) -> None:
    names = ["Báo Mẫu", "Báo Mẫu", "báo  mẫu ", "BÁO MẪU", "Bao Mau", "www.mau.vn", "m.mau.vn", "mau.vn"]
    names += ["Người Việt", "Người Viết", "Hoà Bình", "Hòa Bình", "Hòa Bình"]
    pd.DataFrame({"text": [f"{T} {i}" for i in range(len(names))], "source": names}).to_csv(tmp_path / "a.csv")
    corpus = read_corpus(tmp_path)
    found = corpus.frame["source"].tolist()
    assert found == ["Báo Mẫu"] * 5 + ["mau.vn"] * 3 + ["Người Việt", "Người Viết"] + ["Hòa Bình"] * 3
    assert corpus.frame["source_given"].tolist()[3] == "BÁO MẪU"
    assert corpus.accounts.frame["value"].str.contains("→ Báo Mẫu").sum() == 1


def test_behind_an_aggregator_stands_the_publisher(tmp_path: Path) -> None:
    link = '<a href="/p1" class="card-source" title="B&aacute;o Mẫu"><img alt="x"></a>'
    rows = [
        {"url": "https://baomoi.com/a.epi", "content": f"<div>{link}<p>{T}</p><p>{T}</p></div>"},
        {"url": "https://www.facebook.com/trangmau/posts/1", "content": T},
        {"url": "https://baomoi.com/b.epi", "content": T, "publisher": "Báo Khác"},
        {"url": "https://baomoi.com/c.epi", "content": T, "source": "baomoi.com"},
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    assert read_corpus(tmp_path).frame["source"].tolist() == [
        "Báo Mẫu",
        "facebook.com/trangmau",
        "Báo Khác",
        "baomoi.com",
    ]


def test_names_on_disk_open(tmp_path: Path) -> None:
    import unicodedata

    name = unicodedata.normalize("NFD", "Kiều bào.txt")
    (tmp_path / name).write_text(T, encoding="utf-8")
    row = only(tmp_path)
    assert row.path == name and row.id == unicodedata.normalize("NFC", name) and (tmp_path / row.path).exists()


def test_corpora_of_earlier_versions_load() -> None:
    from toolkit.base.parts import Parts

    corpus = Corpus(pd.DataFrame({"id": ["a"], "text": [T]}))
    parts = corpus.to_parts()
    assert len(Corpus.from_parts(Parts(tables={"frame": parts.tables["frame"]})).accounts) == 0


# --- frames ---


def frame_of(**columns: Any) -> pd.DataFrame:
    n = max(len(values) for values in columns.values())
    return pd.DataFrame({"id": [f"d{i}" for i in range(n)], "text": [T] * n, **columns})


@pytest.mark.parametrize("years", [[2019, 2020], ["2019", "2020"], [2019.0, 2020.0], pd.Categorical([2019, 2020])])
def test_a_year_of_the_users_dates_its_rows(years: Any) -> None:
    import toolkit as tk

    before = tk.corpus_from_frame(frame_of(year=years))
    assert before.frame["year"].tolist() == [2019, 2020]
    assert tk.resolve_dates(before).frame["year"].tolist() == [2019, 2020]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("status", ["published", "draft"]),
        ("year", ["không rõ", "2019"]),
        ("start", ["sớm", "muộn"]),
        ("end", [3, 4]),
        ("removed", [False, True]),
        ("date_confidence", ["cao", "thấp"]),
        ("date_candidates", ["x", "y"]),
    ],
)
def test_a_column_that_only_shares_our_name_is_kept_as_given(name: str, values: list[Any]) -> None:
    import toolkit as tk

    corpus = tk.corpus_from_frame(frame_of(**{name: values}))
    cleaned = tk.resolve_dates(tk.clean(corpus))
    assert cleaned.frame[f"{name}_given"].tolist() == values and len(cleaned.kept) == 2
    assert corpus.accounts.frame["value"].tolist()[0] == f"{name} → {name}_given"


def test_ids_that_are_missing_or_numbers_and_columns_of_one_name() -> None:
    import toolkit as tk
    from toolkit.base.errors import InputError

    corpus = tk.corpus_from_frame(frame_of(x=[1, 2, 3]).assign(id=[1.0, None, 7.0]))
    assert corpus.frame["id"].tolist() == ["1", "#2", "7"] and not corpus.is_passages
    assert tk.corpus_from_frame(pd.DataFrame({"text": [T, T]})).frame["id"].tolist() == ["#1", "#2"]
    twice = frame_of(x=[1])
    twice.columns = pd.Index(["id", "text", "text"])
    with pytest.raises(InputError, match="two columns 'text'"):
        tk.corpus_from_frame(twice)


@pytest.mark.parametrize("dtype", ["string", "string[pyarrow]", "category", "object"])
def test_types_of_pandas_and_arrow(dtype: str) -> None:
    import toolkit as tk

    frame = frame_of(title=["A &amp; B", None]).astype({"text": dtype, "title": dtype, "id": dtype})
    corpus = tk.corpus_from_frame(frame)
    assert corpus.frame["text"].tolist() == [T, T] and corpus.frame["title"].fillna("-").tolist() == ["A & B", "-"]
    assert len(corpus.accounts) == 2 and corpus.accounts.tally()["kept"].tolist() == [2]


def test_diacritics_written_as_signs_are_read(tmp_path: Path) -> None:
    signs = "Ho^.i nghi. ba`n ve^` co^ng ta'c ba?o ho^. co^ng da^n va` kie^`u ba`o "
    signs += "o+? nu+o+'c ngoa`i, nhie^`u dda.i bie^?u"
    (tmp_path / "a.txt").write_text(signs + " pha't bie^?u y' kie^'n. Ho. ve^`\\.", encoding="utf-8")
    (tmp_path / "b.txt").write_text(T, encoding="utf-8")
    frame = read_corpus(tmp_path).frame
    assert frame["text"].tolist() == [f"{T} Họ về.", T] and frame["encoding"][0] == "viqr"


def test_the_lead_of_a_page_and_of_a_column_is_part_of_the_article(tmp_path: Path) -> None:
    lead = "Bà con ở nhiều nơi gửi kiến nghị về một lớp học chữ mở bên bến sông trong mùa nước nổi năm nay."
    page = f"<html><body><h1>Tựa của bài</h1><p class='description'>{lead}</p><article><p>{T}</p><p>{T} Hai.</p>"
    (tmp_path / "a.html").write_text(page + "</body></html>", encoding="utf-8")
    rows = [{"id": "b", "sapo": lead, "content": T}, {"id": "c", "sapo": lead, "content": f"{lead}\n{T}"}]
    (tmp_path / "b.json").write_text(json.dumps(rows), encoding="utf-8")
    frame = read_corpus(tmp_path).frame.set_index("id")
    assert frame.loc["a.html", "text"].count(lead) == 1
    assert frame.loc["b", "text"] == frame.loc["c", "text"] == f"{lead}\n{T}"


def test_tags_left_in_texts_are_taken_out_and_their_lines_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"<b>Tựa</b>\n\n<i>{T}</i>\n1 < 2 và <3\n<script>x()</script>Hết.", encoding="utf-8"
    )
    (tmp_path / "b.md").write_text(f"<div>\n <p>{T}</p>\n <button class='x'>Gửi</button>\n</div>", encoding="utf-8")
    frame = read_corpus(tmp_path).frame.set_index("id")
    assert frame.loc["a.txt", "text"] == f"Tựa\n\n{T}\n1 < 2 và <3\nHết." and frame.loc["b.md", "text"] == T


def test_a_column_may_be_chosen_to_name_the_outlets(tmp_path: Path) -> None:
    import toolkit as tk
    from toolkit.documents.reading import source_columns, with_source_column
    from toolkit.studies.asked.scaffold import propose

    rows = [{"text": f"{T} {i}", "source": "tổng hợp", "publisher": "báo mẫu" if i else "Báo Khác"} for i in range(4)]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.frame["source"].unique().tolist() == ["tổng hợp"]
    assert source_columns(corpus) == {"publisher": {"báo mẫu": 3, "Báo Khác": 1}}
    assert '# source_column = "publisher"  # báo mẫu 3, Báo Khác 1' in propose(corpus, 1).sources
    chosen = with_source_column(corpus, "publisher")
    assert chosen.frame["source"].tolist() == ["Báo Khác", *["báo mẫu"] * 3]
    assert chosen.frame["source_given"].unique().tolist() == ["tổng hợp"]
    with pytest.raises(tk.UsageError, match="did you mean 'publisher'"):
        with_source_column(corpus, "publishr")


def test_a_failed_crawl_is_the_first_thing_told() -> None:
    from toolkit.studies.run.checks import repeated_texts

    texts = ["Trang không tồn tại."] * 5 + [f"{T} {i}" for i in range(300)] + ["Hai bài.", "Hai bài."]
    (told,) = repeated_texts(pd.DataFrame({"text": texts}))
    assert str(told).startswith("5 of 307 documents hold one and the same text")
    assert "Trang không tồn tại." in str(told)
