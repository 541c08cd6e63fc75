"""Files that other programs hand out: OpenDocument and web sheets, feeds, mail, books, Arrow, saved pages."""

import bz2
import io
import json
import lzma
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pandas as pd
import pyarrow as pa
import pytest

from tests.documents import made
from tests.documents.test_reading import docx_bytes
from toolkit.base.errors import InputError
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

HEADER = ["mã", "tiêu đề", "ngày đăng", "nội dung"]


def words(key: str) -> str:
    begun = "Buổi gặp mặt bàn về công tác bảo hộ công dân, nhiều kiều bào nêu ý kiến về việc"
    return f"{begun} số {key}. Ban tổ chức trả lời."


ROWS = [HEADER, ["a", "Bài a", "2019-06-05", words("mot")], ["b", "Bài b", "2019-06-05", words("hai")]]


def found(corpus: Corpus) -> list[str]:
    return [text.partition("số ")[2].partition(".")[0] for text in corpus.kept["text"]]


def told(corpus: Corpus) -> str:
    return "\n".join(corpus.accounts.lines())


TWO = [words("mot"), words("hai")]
FILES = {
    "a.ods": made.ods_bytes({"2019": ROWS}),
    "a.fods.ods": made.ods_bytes({"2019": [["DANH SÁCH"], *ROWS[:2]], "2020": [HEADER, ROWS[2]]}),
    "a.xls": made.page_table(ROWS),
    "b.xls": made.excel_xml(ROWS),
    "a.xml": made.rss_bytes(TWO),
    "a.rss": made.rss_bytes(TWO, whole=False),
    "a.atom": made.atom_bytes(TWO),
    "feed": made.atom_bytes(TWO),
    "a.mbox": made.box_bytes(TWO),
    "a.epub": made.book_bytes(TWO),
    "a.arrow": made.arrow_bytes({"id": ["a", "b"], "text": TWO}),
    "b.arrow": made.arrow_bytes({"id": ["a", "b"], "text": TWO}, stream=True),
    "a.feather": made.arrow_bytes({"id": ["a", "b"], "text": TWO}),
    "a.csv.bz2": bz2.compress("\n".join(["id;text", *TWO]).replace("Buổi", "x;Buổi").encode()),
    "a.csv.xz": lzma.compress("\n".join(["id;text", *TWO]).replace("Buổi", "x;Buổi").encode()),
    "a.csv.zst": pa.compress("\n".join(["id;text", *TWO]).replace("Buổi", "x;Buổi").encode(), "zstd", asbytes=True),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("within", ["", "a.zip"])
def test_every_article_is_found_once(tmp_path: Path, name: str, within: str):
    if within:
        with zipfile.ZipFile(tmp_path / within, "w") as archive:
            archive.writestr(name, FILES[name])
    else:
        (tmp_path / name).write_bytes(FILES[name])
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


@pytest.mark.parametrize("name", ["a.xml", "a.atom", "a.ods", "a.mbox"])
def test_days_and_outlets_that_they_tell(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(FILES[name])
    dated = resolve_dates(read_corpus(tmp_path)).kept
    assert dated["date"].tolist() == ["2019-06-05"] * 2
    if name in ("a.xml", "a.atom"):
        assert dated["source"].tolist() == ["Báo Mẫu"] * 2 and dated["url"][0] == "https://baomau.example/1"


def test_a_summary_of_a_feed_is_told_as_one(tmp_path: Path):
    (tmp_path / "a.rss").write_bytes(FILES["a.rss"])
    assert "2 rows of tables kept: with the summary that a feed gives" in told(read_corpus(tmp_path))
    (tmp_path / "a.rss").write_bytes(FILES["a.xml"])
    assert "summary" not in told(read_corpus(tmp_path))


@pytest.mark.parametrize("page", [False, True])
def test_a_message_with_what_is_attached(tmp_path: Path, page: bool):
    (tmp_path / "a.eml").write_bytes(made.mail_bytes(words("mot"), page=page, attached="bai.pdf"))
    corpus = resolve_dates(read_corpus(tmp_path))
    assert found(corpus) == ["mot"]
    assert corpus.kept[["title", "date"]].iloc[0].tolist() == ["Bài về kiều bào", "2019-06-05"]
    assert "1 file kept: with attachments, which are not read ('bai.pdf'); save them beside it" in told(corpus)


def test_cells_that_stand_over_several_rows_of_a_page(tmp_path: Path):
    rows = "<tr><th>nguồn</th><th>nội dung</th></tr>"
    rows += f"<tr><td rowspan=2>Báo Mẫu</td><td>{TWO[0]}</td></tr><tr><td>{TWO[1]}</td></tr>"
    (tmp_path / "a.xls").write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.kept["source"].tolist() == ["Báo Mẫu"] * 2


def ods_of_rows(rows: str) -> bytes:
    content = f'<office:d {made.OFFICE}><table:table table:name="S">{rows}</table:table></office:d>'
    return made.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def ods_cell(text: str, n: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{n}"><text:p>{text}</text:p></table:table-cell>'


def test_cells_and_empty_rows_that_are_written_once_for_many(tmp_path: Path):
    head = f"<table:table-row>{ods_cell('nguồn')}{ods_cell('tiêu đề')}{ods_cell('nội dung')}</table:table-row>"
    row = f"<table:table-row>{ods_cell('Báo Mẫu', 2)}{ods_cell(TWO[0])}</table:table-row>"
    void = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    (tmp_path / "a.ods").write_bytes(ods_of_rows(head + void + row + void))
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot"] and corpus.kept[["source", "title"]].iloc[0].tolist() == ["Báo Mẫu"] * 2


def test_what_a_sheet_repeats_without_end_is_refused(tmp_path: Path):
    row = f'<table:table-row table:number-rows-repeated="9999999">{ods_cell(TWO[0], 900)}</table:table-row>'
    (tmp_path / "a.ods").write_bytes(ods_of_rows(row))
    with pytest.raises(InputError, match="more than 20,000,000 cells"):
        read_corpus(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        ("a.xlsb", made.packed({"xl/workbook.bin": "x"}), "save it as .xlsx"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 40, "unpack it"),
        ("a.tar.gz", b"\x1f\x8b" + b"x" * 40, "fetch it again"),
        ("a.sqlite", b"SQLite format 3\0" + b"x" * 40, "export its table"),
        ("a.msg", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 40, "save it as .eml or .txt"),
        ("a.html", b"<html><body><div id=root></div><script>var a=1</script></body></html>", "save it from a browser"),
        ("a.djvu", b"AT&TFORM", "save it as .txt, .docx"),
    ],
)
def test_what_is_not_read_says_what_to_do(tmp_path: Path, name: str, data: bytes, remedy: str):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "b.txt").write_text(TWO[0], encoding="utf-8")
    assert remedy in told(read_corpus(tmp_path))


def test_what_a_browser_saves_beside_a_page_is_no_article(tmp_path: Path):
    (tmp_path / "bài.html").write_text(f"<html><body><p>{TWO[0]}</p></body></html>", encoding="utf-8")
    (tmp_path / "bài_files").mkdir()
    (tmp_path / "bài_files" / "khung.html").write_text(f"<html><body><p>{TWO[1]}</p></body></html>", encoding="utf-8")
    (tmp_path / "ảnh_files").mkdir()
    (tmp_path / "ảnh_files" / "c.txt").write_text(words("ba"), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "ba"]
    assert "1 file ignored: beside a saved page, as a part of it ('bài_files/khung.html')" in told(corpus)


@pytest.mark.parametrize("kind", ["page", "mail", "docx"])
def test_files_put_into_a_document_as_they_are(tmp_path: Path, kind: str):
    page = f"<html><body><p>{TWO[1]}</p></body></html>".encode()
    mail = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    mail += b"Content-Type: text/html\r\n\r\n"
    chunk = {"page": page, "mail": mail + page + b"\r\n--x--", "docx": docx_bytes(TWO[1])}[kind]
    relation = '<R><Relationship Id="rA" Type="http://x/aFChunk" Target="khuc.dat"/></R>'
    with zipfile.ZipFile(io.BytesIO(docx_bytes(TWO[0]))) as source, zipfile.ZipFile(tmp_path / "a.docx", "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "word/document.xml":
                data = data.replace(b"<w:sectPr", b'<w:altChunk r:id="rA"/><w:sectPr', 1)
            if member.filename != "word/_rels/document.xml.rels":
                target.writestr(member.filename, data)
        target.writestr("word/_rels/document.xml.rels", relation)
        target.writestr("word/khuc.dat", chunk)
    (text,) = read_corpus(tmp_path).kept["text"]
    assert text.index("mot") < text.index("hai")


def test_rows_of_a_frame_without_a_letter_are_empty_and_told():
    corpus = corpus_from_frame(pd.DataFrame({"text": [TWO[0], None, "", "12", [], float("nan")]}))
    assert corpus.frame["status"].tolist() == ["kept", *["empty"] * 5]
    assert "5 rows of tables refused: without any letter" in told(corpus)


def test_names_of_columns_of_several_levels():
    names = pd.MultiIndex.from_tuples([("text", ""), ("số", "lượt")])
    corpus = corpus_from_frame(pd.DataFrame([[TWO[0], 3]], columns=names))
    assert found(corpus) == ["mot"] and corpus.frame["số_lượt"].tolist() == [3]


def test_a_damaged_header_of_a_message_is_taken_as_it_stands(tmp_path: Path):
    data = made.mail_bytes(words("mot")).replace(b"Subject: ", b"Subject: =?utf-8?b?QsO?= ")
    (tmp_path / "a.eml").write_bytes(data)
    assert found(read_corpus(tmp_path)) == ["mot"]


def test_offsets_that_lead_out_of_an_arrow_file_are_refused(tmp_path: Path):
    data = FILES["a.arrow"]
    wrong = len(TWO[0].encode()).to_bytes(4, "little")
    at = data.index(b"\0\0\0\0" + wrong) + 4
    (tmp_path / "a.arrow").write_bytes(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :])
    with pytest.raises(InputError, match="no Arrow file that can be read"):
        read_corpus(tmp_path)


FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:t" '
    'xmlns:text="urn:x" office:mimetype="application/vnd.oasis.opendocument.{}">'
    "<office:meta><creation-date>2019-06-05T08:00:00</creation-date></office:meta>"
    "<office:body>{}</office:body></office:document>"
)


@pytest.mark.parametrize("name", ["a.fodt", "a.odt", "a.xml"])
def test_a_flat_document_of_opendocument_is_read(tmp_path: Path, name: str):
    body = f"<office:text><text:h>Tiêu đề</text:h><text:p>{TWO[0]}</text:p></office:text>"
    (tmp_path / name).write_text(FLAT.format("text", body), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot"]
    assert corpus.kept[["title", "file_created"]].iloc[0].tolist() == ["Tiêu đề", "2019-06-05"]


def flat_rows(rows: list[list[str]]) -> str:
    lines = "".join(made._ods_row(cells) for cells in rows)
    return f'<office:spreadsheet><table:table table:name="2019">{lines}</table:table></office:spreadsheet>'


@pytest.mark.parametrize("name", ["a.fods", "a.ods", "a.xml"])
def test_a_flat_sheet_of_opendocument_is_read(tmp_path: Path, name: str):
    (tmp_path / name).write_text(FLAT.format("spreadsheet", flat_rows(ROWS)), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.frame["date_given"].tolist() == ["2019-06-05"] * 2


def test_a_flat_document_that_declares_entities_is_refused(tmp_path: Path):
    text = FLAT.format("text", f"<office:text><text:p>{TWO[0]}</text:p></office:text>")
    (tmp_path / "a.fodt").write_text(text.replace("?>\n", '?><!DOCTYPE x [<!ENTITY a "b">]>'), encoding="utf-8")
    (tmp_path / "b.txt").write_text(TWO[1], encoding="utf-8")
    assert "declares a document type" in told(read_corpus(tmp_path))


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "json"])
def test_a_table_of_text_under_the_name_of_a_workbook(tmp_path: Path, ending: str, codec: str, sign: str):
    rows = [[cell.replace(",", " và") for cell in cells] for cells in ROWS]
    text = "\n".join(sign.join(cells) for cells in rows)
    if sign == "json":
        text = json.dumps([dict(zip(HEADER, cells, strict=True)) for cells in rows[1:]], ensure_ascii=False)
    (tmp_path / f"a{ending}").write_bytes(text.encode(codec))
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.frame["date_given"].tolist() == ["2019-06-05"] * 2


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pdf"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_text_under_the_name_of_a_document(tmp_path: Path, name: str, codec: str):
    (tmp_path / name).write_bytes(TWO[0].encode(codec))
    assert found(read_corpus(tmp_path)) == ["mot"]


def mail(key: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Bài", "a@b.example", "Wed, 05 Jun 2019 08:00:00 +0700"
    message["Message-ID"] = f"<{key}@b.example>"
    message.set_content(words(key), cte="base64")
    return message.as_bytes()


@pytest.mark.parametrize("name", ["thu.txt", "thu", "thu.1"])
def test_messages_under_the_name_of_a_text(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(mail("mot"))
    assert found(read_corpus(tmp_path)) == ["mot"]
    box = b"".join(b"From a@b.example Wed Jun  5 08:00:00 2019\n" + mail(key) + b"\n" for key in ("mot", "hai"))
    (tmp_path / name).write_bytes(box)
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


def test_a_letter_that_a_person_headed_is_a_text(tmp_path: Path):
    (tmp_path / "a.txt").write_text(f"From: Lan\nTo: Minh\nSubject: Tin\n\n{words('mot')}", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot"] and corpus.kept["text"].iloc[0].startswith("From: Lan")


def test_a_table_of_articles_in_a_document_is_told(tmp_path: Path):
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for cells in [
        ["mã", "ngày đăng", "nội dung"],
        ["1", "2019-06-05", words("mot")],
        ["2", "2019-06-06", words("hai")],
    ]:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(tmp_path / "a.docx")
    assert "1 file kept: a table of articles in a document, read as one article" in told(read_corpus(tmp_path))
    table._tbl.getparent().insert(0, document.add_paragraph(3 * words("ba"))._p)
    document.save(tmp_path / "a.docx")
    assert "a table of articles" not in told(read_corpus(tmp_path))


def test_downloads_that_were_not_finished_are_no_articles(tmp_path: Path):
    (tmp_path / "a.html.crdownload").write_text(f"<html><p>{words('mot')}", encoding="utf-8")
    (tmp_path / "a.csv.part").write_text("id,text\n1,x\n", encoding="utf-8")
    (tmp_path / "b.shtml").write_text(f"<div><p>{words('hai')}</p></div>", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["hai"] and "2 files ignored: a download that was not finished" in told(corpus)
