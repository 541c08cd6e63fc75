"""What a Vietnamese syllable looks like: evidence for an encoding, a language, missing diacritics."""

import re
from functools import cache

ONSETS = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(" ")  # noqa: SIM905
RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt
uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y ych yêm yên yêng yêt yêu ym yn ynh yt
""".split()  # noqa: SIM905
TONED = {
    "a": "àáảãạ",
    "ă": "ằắẳẵặ",
    "â": "ầấẩẫậ",
    "e": "èéẻẽẹ",
    "ê": "ềếểễệ",
    "i": "ìíỉĩị",
    "o": "òóỏõọ",
    "ô": "ồốổỗộ",
    "ơ": "ờớởỡợ",
    "u": "ùúủũụ",
    "ư": "ừứửữự",
    "y": "ỳýỷỹỵ",
}
TO_TONELESS = str.maketrans({toned: plain for plain, tones in TONED.items() for toned in tones})
TO_BARE = str.maketrans({"ă": "a", "â": "a", "đ": "d", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"})
_WORD = re.compile(r"[^\W\d_]+")
_ASCII = re.compile(r"[a-z]+")


@cache
def toneless_syllables() -> frozenset[str]:
    """Every spelling of a syllable without its tone: onset and rhyme, freely joined (a superset of the real ones)."""
    return frozenset(onset + rhyme for onset in ONSETS for rhyme in RHYMES) | {"gi", "gin", "qu"}


@cache
def bare_syllables() -> frozenset[str]:
    """The same without any diacritic, as careless typing leaves them."""
    return frozenset(syllable.translate(TO_BARE) for syllable in toneless_syllables())


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case: runs of letters."""
    return _WORD.findall(text.lower())


def marked_evidence(text: str) -> tuple[int, float]:
    """Of the words of `text` with a letter beyond a to z: their number, and the share that are Vietnamese syllables."""
    marked = [word for word in words_of(text) if not _ASCII.fullmatch(word)]
    known = toneless_syllables()
    valid = sum(word.translate(TO_TONELESS) in known for word in marked)
    return len(marked), valid / len(marked) if marked else 0.0
