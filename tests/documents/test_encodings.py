"""Encodings: the same Vietnamese out of every code it was written in, nothing changed without strong evidence."""

import re
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import UsageError
from toolkit.documents.files import encodings
from toolkit.documents.files.encodings import Undecodable, decode, normalise, restored, tidy
from toolkit.documents.files.legacy import TCVN3, VNI, from_tcvn3, from_vni

TEXT = (
    "chiều nay, hội nghị bàn về công tác người việt nam ở nước ngoài; kiều bào góp ý để quyền lợi được bảo hộ tốt hơn. "
    "những ý kiến ấy rất thẳng thắn, đã được ghi nhận và sẽ được xử lý kỹ càng trong thời gian tới."
)
TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}
TO_VNI = {letter: code for code, letter in VNI.items()}


def in_cp1258(text: str) -> bytes:
    """Windows Vietnamese: letters with their hats, tones as combining marks."""
    out = ""
    for letter in text:
        tones = [mark for mark in "\u0300\u0301\u0303\u0309\u0323" if mark in unicodedata.normalize("NFD", letter)]
        bare = unicodedata.normalize("NFD", letter)
        for mark in tones:
            bare = bare.replace(mark, "")
        out += unicodedata.normalize("NFC", bare) + "".join(tones)
    return out.encode("cp1258")


WRITTEN = {
    "utf-8": TEXT.encode(),
    "utf-8-sig": TEXT.encode("utf-8-sig"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16-le": TEXT.encode("utf-16-le"),
    "utf-16-be": TEXT.encode("utf-16-be"),
    "cp1258": in_cp1258(TEXT),
    "tcvn3": "".join(TO_TCVN3.get(c, c) for c in TEXT).encode("latin-1"),
    "vni": "".join(TO_VNI.get(c, c) for c in TEXT).encode("latin-1"),
    "tcvn3 in utf-8": "".join(TO_TCVN3.get(c, c) for c in TEXT).encode(),
    "vni in utf-8": "".join(TO_VNI.get(c, c) for c in TEXT).encode(),
    "utf-8 (mojibake repaired)": TEXT.encode().decode("latin-1").encode(),
}


@pytest.mark.parametrize("encoding", WRITTEN)
def test_vietnamese_comes_out_of_every_encoding(encoding: str) -> None:
    text, read_as = decode(WRITTEN[encoding])
    assert (tidy(text), read_as) == (TEXT, encoding)


def test_a_decomposed_text_is_composed() -> None:
    assert tidy(unicodedata.normalize("NFD", TEXT)) == TEXT


def test_tcvn3_is_the_systems_table() -> None:
    codes = "".join(map(chr, sorted(TCVN3)))
    try:
        run = subprocess.run(["iconv", "-f", "TCVN", "-t", "UTF-8"], input=codes.encode("latin-1"), capture_output=True)
    except OSError:
        pytest.skip("no iconv on this machine to compare with")
    if run.returncode:
        pytest.skip("iconv does not know TCVN here")
    assert from_tcvn3(codes) == unicodedata.normalize("NFC", run.stdout.decode())


def test_vni_codes_are_distinct_and_complete() -> None:
    letters = set(VNI.values())
    small = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    assert letters == set(small) | set(small.upper())
    assert from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert from_vni("COÄNG HOØA") == "CỘNG HÒA"


@pytest.mark.parametrize(
    "text",
    [
        "Été à la forêt : « l'élève préféré » a étudié à l'école près du café, déjà fermé à Noël.",
        "Die Maßnahmen für größere Städte wären natürlich überflüssig gewesen, erklärte der Außenminister.",
        "XÃ HỘI CHỦ NGHĨA",
        "A ® b © c § d ± 5 µm",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    text, read_as = decode(TEXT.encode()[:-1] + b"\xff")
    assert read_as.startswith("utf-8 (") and text.startswith(TEXT[:-2])


def test_eth_is_read_as_d_with_stroke() -> None:
    assert normalise("Ðảng ðã họp; CÐ, HÐND; Sigurðsson") == "Đảng đã họp; CĐ, HĐND; Sigurðsson"


def test_invisible_characters_are_dropped() -> None:
    assert (
        tidy("\ufeffKi\u200bều\u00ad bào\x00 \u202etrở\u202c\u200f về\r\nnhà\u2028mới\xa0đây")
        == "Kiều bào trở về\nnhà\nmới đây"
    )


def test_named_encodings() -> None:
    assert decode(WRITTEN["vni"], "vni")[0] == TEXT
    with pytest.raises(UsageError, match="utf-nine"):
        decode(b"x", "utf-nine")
    with pytest.raises(Undecodable, match="byte 0"):
        decode(b"\xff", "utf-8")


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        text, read_as = decode(data)
    except Undecodable:
        return
    clean = tidy(text)
    assert read_as and clean == tidy(clean) and unicodedata.is_normalized("NFC", clean)
    assert not set(clean) & set("\x00\r\u202e\u200b\ufeff\xa0")
    clean.encode("utf-8")


def test_nothing_that_can_be_printed_is_dropped_by_tidying():
    """What `tidy` passes at once it would not have changed: no letter that it drops or replaces can be printed."""
    changed = encodings._INVISIBLE.pattern.strip("[]") + "\ud800-\udfff\r\x0b\x0c\x85\u2028\u2029\xa0"
    every = "".join(map(chr, range(0x110000)))
    assert not [sign for sign in re.findall(f"[{changed}]", every) if sign.isprintable()]


@pytest.mark.parametrize("odd", ["", " Anh á khẩu.", " “thế à” –"])
def test_signs_for_diacritics_beside_a_few_letters_that_have_theirs(odd: str):
    """One letter of Latin-1, a name or quotation marks, and the whole essay was foreign."""
    signs = "Ho^.i nghi. ba`n ve^` co^ng ta'c ba?o ho^. co^ng da^n, nhie^`u dda.i bie^?u pha't bie^?u y' kie^'n. " * 6
    text, how, _ = restored(signs + odd)
    assert text.startswith("Hội nghị bàn về công tác bảo hộ công dân") and how == "viqr"
