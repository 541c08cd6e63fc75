"""Texts that are hard on a segmenter, for hypothesis and for seeded fuzzing."""

import random
import unicodedata

from hypothesis import strategies as st

SYLLABLES = [
    "bảo",
    "hộ",
    "công",
    "dân",
    "hoà",
    "hòa",
    "bình",
    "thuỷ",
    "thủy",
    "người",
    "nước",
    "ngoài",
    "Việt",
    "Nam",
    "đối",
    "quý",
    "uỷ",
    "kỹ",
    "kĩ",
    "Ðảng",
    "đặc",
    "biệt",
    "nhà",
]
SIGNS = [*"._-+@:/,>=<!\n\t \r\x00\x85\u2028'\"()[]{}^`~|#$%&*;?“”…–", "://", "...", "==>", "->", ">>", "Tp.", "Mr."]
SIGNS += ["Mrs.", "Ms.", "Dr.", "ThS.", "TP.", "http://a.vn/x_y", "a_b@c.vn", "1.000", "2,5", "3_4", "a_b", "_"]
ODD = "aA1_.-@đĐΣσßİǅ²٣é\u0301\u0323漢한😀\ufffd"

letters = st.characters(exclude_categories=["Cs"])
pieces = st.one_of(
    st.sampled_from(SYLLABLES),
    st.sampled_from(SYLLABLES).map(str.upper),
    st.sampled_from(SYLLABLES).map(str.title),
    st.sampled_from(SYLLABLES).map(lambda s: unicodedata.normalize("NFD", s)),
    st.sampled_from(SIGNS),
    st.text(letters, max_size=4),
    st.text(ODD, max_size=5),
)
texts = st.lists(st.tuples(pieces, st.sampled_from(["", " "])).map("".join), max_size=20).map("".join)


def random_text(rng: random.Random) -> str:
    """A string of syllables in any case and composition, signs, numbers and characters of every plane."""
    out = []
    for _ in range(rng.randint(0, 25)):
        kind = rng.random()
        if kind < 0.4:
            word = rng.choice(SYLLABLES)
            word = rng.choice([word, word, word.title(), word.upper(), unicodedata.normalize("NFD", word)])
        elif kind < 0.6:
            word = rng.choice(SIGNS)
        elif kind < 0.7:
            word = str(rng.randint(0, 3000))
        elif kind < 0.8:
            word = "".join(rng.choice(ODD) for _ in range(rng.randint(1, 6)))
        else:
            first, last = rng.choice([(0, 0x2FF), (0x300, 0xD7FF), (0xE000, 0x10FFFF)])
            word = chr(rng.randint(first, last))
        out.append(word + " " * (rng.random() < 0.4))
    return "".join(out)
