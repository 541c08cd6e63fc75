"""Reading: what stands in the files stands in the corpus, whatever the kind of file."""

import datetime
import gzip
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from toolkit.base.errors import InputError, UsageError
from toolkit.documents.reading import read_corpus

TEXT = "Chiều nay tại Hà Nội, hội nghị bàn về công tác người Việt Nam ở nước ngoài.\nĐoạn thứ hai nói về lãnh sự."
ROWS = [
    {"tieu_de": "Một", "noi_dung": TEXT, "ngay": "1/8/2014", "nguon": "Báo Mẫu"},
    {"tieu_de": "Hai", "noi_dung": TEXT + " Hết.", "ngay": "2/8/2014", "nguon": "Báo Mẫu"},
]
PAGE = (
    "<html><head><title>Bài mẫu - Báo Mẫu</title>"
    '<meta property="article:published_time" content="2019-11-06T10:00:00+07:00">'
    '<link rel="canonical" href="https://www.baomau.example/bai-mau.html"></head><body>'
    '<nav><a href="/">Trang chủ</a></nav>'
    "<article><h1>Bài mẫu về kiều bào</h1>"
    + f"<p>{TEXT}</p>" * 4
    + "</article><footer>Bản quyền</footer></body></html>"
)


def docx_bytes(text: str) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.created = datetime.datetime(2020, 12, 23)
    document.add_heading("Tiêu đề văn bản", level=1)
    for line in text.split("\n"):
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Năm", "Số lượng"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_bytes(lines: list[str], encrypt: str = "") -> bytes:
    """A small PDF drawn by hand: Helvetica, Latin letters only, with a cross-reference table."""
    drawn = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Title (Van ban mau) /CreationDate (D:20201223101500) >>",
    ]
    if encrypt:
        objects.append(encrypt)
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    lock = "/Encrypt 7 0 R /ID [<00> <00>] " if encrypt else ""
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R {lock}>>\nstartxref\n{len(out)}\n%%EOF"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}").encode("latin-1")


def test_a_folder_of_many_kinds(tmp_path: Path) -> None:
    (tmp_path / "báo").mkdir()
    (tmp_path / "báo" / "a.txt").write_text("Ðảng và Nhà nước quan tâm kiều bào.", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"# Tiêu đề\n\n{TEXT}\n", encoding="utf-8")
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "d.docx").write_bytes(docx_bytes(TEXT))
    (tmp_path / "anh.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / ".hidden.txt").write_text("x")
    frame = read_corpus(tmp_path).frame.set_index("id")
    assert list(frame.index) == ["b.md", "báo/a.txt", "c.html", "d.docx"]
    assert (frame["status"] == "kept").all()
    assert frame.loc["báo/a.txt", "text"].startswith("Đảng") and frame.loc["báo/a.txt", "source"] == "báo"
    assert frame.loc["b.md", "title"] == "Tiêu đề"
    assert frame.loc["d.docx", "text"] == f"Tiêu đề văn bản\n{TEXT}\nNăm | Số lượng"
    assert frame.loc["d.docx", "title"] == "Tiêu đề văn bản"
    assert frame.loc["d.docx", "file_created"] == "2020-12-23" and pd.isna(frame.loc["d.docx", "date_given"])


def test_a_web_page_gives_article_title_address_and_date(tmp_path: Path) -> None:
    (tmp_path / "trang.html").write_text(PAGE, encoding="utf-8")
    row = read_corpus(tmp_path).frame.iloc[0]
    assert "Trang chủ" not in row["text"] and "Bản quyền" not in row["text"] and "lãnh sự" in row["text"]
    assert row["title"] == "Bài mẫu về kiều bào" and row["source"] == "baomau.example"
    assert "2019-11-06" in row["date_found"] and pd.isna(row["date_given"])


def test_a_page_without_an_article_gives_its_visible_text(tmp_path: Path) -> None:
    page = "<title>Tin ngắn</title><script>var a = 'không';</script><div>Kiều bào về <b>quê</b></div><div>Lãnh sự</div>"
    (tmp_path / "p.html").write_text(page, encoding="utf-8")
    row = read_corpus(tmp_path).frame.iloc[0]
    assert "không" not in row["text"] and "Kiều bào về quê" in row["text"] and row["title"] == "Tin ngắn"


def test_pdf_lines_become_paragraphs(tmp_path: Path) -> None:
    lines = [
        "Doan van dau tien duoc ngat thanh nhieu dong o giua cau",
        "noi tiep cau truoc.",
        "Doan hai bat dau o day.",
    ]
    (tmp_path / "a.pdf").write_bytes(pdf_bytes(lines))
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    row = read_corpus(tmp_path).frame.iloc[0]
    assert row["text"].splitlines() == [f"{lines[0]} {lines[1]}", lines[2]]
    assert tuple(row[["title", "file_created"]]) == ("Van ban mau", "2020-12-23")
    assert row["status"] == "no diacritics"


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl", "parquet", "xlsx", "csv.gz", "jsonl.gz"])
def test_every_kind_of_table_gives_the_same_documents(tmp_path: Path, kind: str) -> None:
    frame, file = pd.DataFrame(ROWS), tmp_path / f"bang.{kind}"
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    write = {
        "csv": lambda: frame.to_csv(file, index=False),
        "tsv": lambda: frame.to_csv(file, index=False, sep="\t"),
        "csv.gz": lambda: frame.to_csv(file, index=False),
        "parquet": lambda: frame.to_parquet(file),
        "json": lambda: file.write_text(json.dumps({"bai": ROWS}), encoding="utf-8"),
        "jsonl": lambda: file.write_text(lines, encoding="utf-8"),
        "xlsx": lambda: frame.to_excel(file, index=False),
        "jsonl.gz": lambda: file.write_bytes(gzip.compress(lines.encode())),
    }
    write[kind]()
    read = read_corpus(file).frame
    assert list(read["id"]) == [f"bang.{kind}#1", f"bang.{kind}#2"]
    assert list(read["text"]) == [row["noi_dung"] for row in ROWS]
    assert list(read["title"]) == ["Một", "Hai"] and list(read["source"]) == ["Báo Mẫu"] * 2
    assert list(read["date_given"]) == ["1/8/2014", "2/8/2014"] and set(read["date_given_by"]) == {"column ngay"}


def test_a_zip_is_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bo.zip", "w") as archive:
        archive.writestr("toa-soan/a.txt", TEXT)
        archive.writestr("toa-soan/b.jsonl", json.dumps({"text": TEXT, "id": "b1"}))
    frame = read_corpus(tmp_path).frame
    assert list(frame["id"]) == ["bo.zip/toa-soan/a.txt", "b1"] and set(frame["source"]) == {"toa-soan"}


def test_a_corpus_folder_reads_only_its_documents(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "README.md").write_text("Nguồn gốc của các văn bản này.", encoding="utf-8")
    assert list(read_corpus(tmp_path).frame["id"]) == ["a.txt"]


def test_a_glob_and_a_single_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert list(read_corpus(tmp_path / "*.txt").frame["id"]) == ["a.txt", "b.txt"]
    assert list(read_corpus(tmp_path / "c.md").frame["id"]) == ["c.md"]


def test_columns_can_be_named_and_must_exist(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'chu,nhan\n"{TEXT}",x\n', encoding="utf-8")
    with pytest.raises(InputError, match="no column of text among chu, nhan"):
        read_corpus(tmp_path)
    frame = read_corpus(tmp_path, columns={"text": "chu"}).frame
    assert frame["text"].iloc[0] == TEXT and frame["nhan"].iloc[0] == "x"
    with pytest.raises(InputError, match="did you mean 'chu'"):
        read_corpus(tmp_path, columns={"text": "chuu"})
    with pytest.raises(UsageError, match="txet"):
        read_corpus(tmp_path, columns={"txet": "chu"})


def test_a_tables_own_status_and_year_do_not_become_ours(tmp_path: Path) -> None:
    row = {"text": TEXT, "status": "published", "year": 2019, "story": "x"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    read = read_corpus(tmp_path).frame.iloc[0]
    assert (read["status"], read["status_given"], read["date_given"]) == ("kept", "published", "2019")
    assert read["story"] == read["id"] and read["story_given"] == "x"


def test_repeated_ids_are_told_apart(tmp_path: Path) -> None:
    rows = [{"id": "x", "text": TEXT}, {"id": "x~2", "text": TEXT}, {"id": "x", "text": TEXT}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert list(read_corpus(tmp_path).frame["id"]) == ["x", "x~2", "x~3"]


def test_the_order_of_the_file_system_does_not_matter(tmp_path: Path) -> None:
    for folder, names in (("p", "abc"), ("q", "cab")):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    pd.testing.assert_frame_equal(read_corpus(tmp_path / "p").frame, read_corpus(tmp_path / "q").frame)


def test_front_matter_is_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: Bài một\ndate: 2019-11-06\n---\n{TEXT}\n", encoding="utf-8")
    row = read_corpus(tmp_path).frame.iloc[0]
    assert (row["title"], row["date_given"], row["text"].strip()) == ("Bài một", "2019-11-06", TEXT)


def test_languages_have_statuses(tmp_path: Path) -> None:
    (tmp_path / "vi.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "en.txt").write_text("The ministry said on Monday that it would protect its citizens abroad.", "utf-8")
    (tmp_path / "bo-dau.txt").write_text(
        "Chieu nay tai Ha Noi hoi nghi ban ve cong tac nguoi Viet Nam o nuoc ngoai", "utf-8"
    )
    (tmp_path / "so.txt").write_text("12 / 5", "utf-8")
    status = read_corpus(tmp_path).frame.set_index("id")["status"]
    expected = {"vi.txt": "kept", "en.txt": "foreign", "bo-dau.txt": "no diacritics", "so.txt": "empty"}
    assert status.to_dict() == expected
