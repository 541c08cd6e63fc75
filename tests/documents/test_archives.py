"""Archives: tar and its kin, archives within archives; what is no file in them, and hostile ones."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.documents.test_other_readers import found, told, words
from toolkit.documents.files import archives
from toolkit.documents.reading import read_corpus

ENDINGS = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}
TWO = {"báo a/bài 1.txt": words("mot"), "./bài 2.txt": words("hai")}


def tar_bytes(members: dict[str, str | bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def zip_bytes(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def beside_a_good_one(folder: Path, name: str, data: bytes):
    (folder / name).write_bytes(data)
    (folder / "tot.txt").write_text(words("tot"), encoding="utf-8")
    corpus = read_corpus(folder)
    assert "tot" in found(corpus)
    return corpus


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_tar_is_read_member_by_member(tmp_path: Path, ending: str):
    (tmp_path / f"a{ending}").write_bytes(tar_bytes(TWO, ENDINGS[ending]))
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"]
    assert corpus.frame["id"].tolist() == [f"a{ending}/báo a/bài 1.txt", f"a{ending}/bài 2.txt"]
    assert corpus.frame["source"].tolist()[0] == "báo a" and corpus.frame["source"].isna().tolist() == [False, True]
    assert corpus.accounts.frame["kind"].value_counts().to_dict() == {"member": 2, "outlet": 1}


def test_a_tar_under_another_name_is_told_by_its_content(tmp_path: Path):
    (tmp_path / "sao_luu.dat").write_bytes(tar_bytes(TWO))
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


@pytest.mark.parametrize("wrap", [zip_bytes, tar_bytes])
@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("trong.zip", zip_bytes({"b.txt": words("ba")})),
        ("trong.tar.gz", tar_bytes({"b.txt": words("ba")}, "w:gz")),
        ("trong.tar", tar_bytes({"b.txt": words("ba")})),
        ("b.txt.gz", gzip.compress(words("ba").encode())),
        ("b.csv.gz", gzip.compress(f'id,text\n1,"{words("ba")}"\n'.encode())),
    ],
)
def test_what_lies_in_an_archive_within_an_archive(tmp_path: Path, wrap, name: str, inner: bytes):
    (tmp_path / "a.zip").write_bytes(wrap({"a.txt": words("mot"), name: inner, "z.txt": words("hai")}))
    corpus = read_corpus(tmp_path)
    assert sorted(found(corpus)) == ["ba", "hai", "mot"] and corpus.frame["source"].isna().all()


@pytest.mark.parametrize(
    ("wrap", "ending"), [(zip_bytes, "zip"), (tar_bytes, "tar"), (lambda members: tar_bytes(members, "w:gz"), "tgz")]
)
@pytest.mark.parametrize("n", [3, 4, 40])
def test_archives_too_deep_in_one_another_are_told(tmp_path: Path, wrap, ending: str, n: int):
    data = wrap({"a.txt": words("mot")})
    for number in range(n - 1):
        data = wrap({f"trong{number}.{ending}": data})
    corpus = beside_a_good_one(tmp_path, "a.zip", data)
    assert len(corpus) == 2 and ("mot" in found(corpus)) == (n == 3)
    assert n == 3 or "1 member refused: more than 3 archives within one another" in told(corpus)


def test_what_is_no_file_in_a_tar_or_hidden_has_its_row(tmp_path: Path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in (("thu_muc", tarfile.DIRTYPE), ("noi.txt", tarfile.SYMTYPE), ("ong", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "../../etc/hostname"
            archive.addfile(member)
        for name in ("._a.txt", "../ngoai.txt", "/tuyet_doi.txt"):
            member = tarfile.TarInfo(name)
            member.size = 3
            archive.addfile(member, io.BytesIO(b"abc"))
    corpus = beside_a_good_one(tmp_path, "a.tar", buffer.getvalue())
    table = corpus.accounts.frame
    assert table["outcome"].value_counts().to_dict() == {"ignored": 3, "refused": 2, "kept": 1}
    assert "2 members ignored: a link or a device" in told(corpus)
    assert "2 members refused: its name leads outside the archive" in told(corpus)


def test_a_tar_that_breaks_off_keeps_what_was_read(tmp_path: Path):
    data = tar_bytes({"a.txt": words("mot"), "b.txt": words("hai") * 100, "c.txt": words("ba")})
    corpus = beside_a_good_one(tmp_path, "a.tar", data[:4_000])
    assert "mot" in found(corpus) and "ba" not in found(corpus)
    assert "damaged" in told(corpus) and (corpus.accounts.frame["outcome"] == "refused").sum() >= 1


@pytest.mark.parametrize("place", [0, 512, 1_024, 1_536])
def test_a_tar_that_ends_without_its_mark_or_in_a_damaged_header_is_told(tmp_path: Path, place: int):
    whole = tar_bytes({"a.txt": words("mot"), "b.txt": words("hai")})
    damaged = whole[:1_024] + bytes([whole[1_024] ^ 1]) + whole[1_025:]
    corpus = beside_a_good_one(tmp_path, "a.tar", damaged)
    assert found(corpus) == ["mot", "tot"] and "broken off or damaged below the members" in told(corpus)
    (tmp_path / "a.tar").write_bytes(whole[:place] if place else b"\0")
    assert "damaged" in told(read_corpus(tmp_path))


def test_hostile_tars_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 31
    corpus = beside_a_good_one(tmp_path, "a.tar", header.tobuf() + b"\0" * 4_096)
    assert "1 file refused: damaged, or locked with a password" in told(corpus)
    (tmp_path / "a.tar").write_bytes(tar_bytes({"to.txt": b"0" * (64 << 20)}, "w:gz"))
    assert "like a bomb" in told(read_corpus(tmp_path))
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    (tmp_path / "a.tar").write_bytes(tar_bytes({f"{n}.txt": words("x") for n in range(5)}))
    assert "more than" in told(read_corpus(tmp_path))


def test_a_bomb_within_a_member_is_told_as_one(tmp_path: Path):
    inner = tar_bytes({"to.txt": b"0" * (64 << 20)})
    (tmp_path / "a.zip").write_bytes(zip_bytes({"trong.tar.gz": gzip.compress(inner), "b.txt": words("mot")}))
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot"] and "like a bomb" in told(corpus)


def test_an_empty_tar_is_told(tmp_path: Path):
    assert "an archive without a file in it" in told(beside_a_good_one(tmp_path, "a.tar", tar_bytes({})))
