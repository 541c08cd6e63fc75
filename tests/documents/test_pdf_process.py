"""PDFs are read in a process of their own: one for all files, killed where a file takes too long or too much."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.test_hostile import read_beside_a_good_one
from tests.documents.test_reading import pdf_bytes
from toolkit.documents.files import pdf_process
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.pdf_process import read_pages, stop_worker


def slow_pdf(levels: int, fan: int = 10) -> bytes:
    """A PDF of two kilobytes whose page draws a form that draws another, `fan` times on each of `levels`."""
    calls = " ".join(["/X Do"] * fan)

    def form(number: int) -> str:
        inner = f"/Resources << /XObject << /X {number + 1} 0 R >> >> " if number < 5 + levels else ""
        drawn = calls if inner else "q"
        return f"<< /Subtype /Form /BBox [0 0 9 9] {inner}/Length {len(drawn)} >>\nstream\n{drawn}\nendstream"

    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/X Do\nendstream",
        *(form(number) for number in range(5, 6 + levels)),
    ]
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n%%EOF".encode()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No worker from another test, and none left for the next."""
    stop_worker()
    yield
    stop_worker()


def test_one_process_reads_all_files() -> None:
    assert read_pages(pdf_bytes(["Mot"]))["pages"] == ["Mot"]
    first = pdf_process._workers[0]
    assert read_pages(pdf_bytes(["Hai"]))["pages"] == ["Hai"] and pdf_process._workers == [first]


def test_a_pdf_made_to_take_hours_is_given_up_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "MAX_SECONDS", 3.0)
    monkeypatch.setattr(
        pdf_process, "MAX_MEMORY", 64 << 30
    )  # it grows by half a GB a second: time must be what ends it
    (tmp_path / "a.pdf").write_bytes(slow_pdf(levels=20))
    (tmp_path / "b.pdf").write_bytes(pdf_bytes(["Kieu bao ve que an Tet"]))
    assert (tmp_path / "a.pdf").stat().st_size < 5_000
    frame = read_beside_a_good_one(tmp_path)
    assert frame.loc["a.pdf", "status"] == "unreadable" and "longer than 3 seconds" in frame.loc["a.pdf", "problem"]
    assert frame.loc["b.pdf", "status"] != "unreadable"


def test_a_pdf_that_asks_for_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource", reason="this system holds no process to a limit of memory")
    monkeypatch.setattr(pdf_process, "MAX_MEMORY", 256 << 20)
    with pytest.raises(Unreadable, match="too much memory"):
        read_pages(slow_pdf(levels=6))
    assert read_pages(pdf_bytes(["Mot"]))["pages"] == ["Mot"]


def test_a_process_that_died_is_replaced() -> None:
    read_pages(pdf_bytes(["Mot"]))
    pdf_process._workers[0].stop()
    assert read_pages(pdf_bytes(["Hai"]))["pages"] == ["Hai"]


def test_a_slow_pdf_draws_each_form_many_times() -> None:
    assert read_pages(slow_pdf(levels=2))["pages"] == [""]
