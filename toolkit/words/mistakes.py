"""What people write into a themes file by mistake, each with what to write instead."""

import re
import unicodedata

from toolkit.words.spelling import as_term

# Columns of coding sheets and tables, which a theme stands beside, and the answer that no theme applies.
RESERVED = frozenset({"id", "unit", "title", "before", "text", "after", "main_theme", "none"})
_PATTERN = re.compile(r"[*?|\\\[\]{}<>^]")
_LIST = re.compile(r";|,(?!\d)")
_SEARCH = re.compile(r"(?<!\w)(AND|OR|NOT)(?!\w)|(?<!\w)(VÀ|HOẶC)(?!\w)")
_ENGLISH = re.compile(r"(?<!\w)(?:AND|OR|NOT)(?!\w)")
_BEGINS = re.compile(r"[-–—•·:!\"“”…,]+|[.'‘’/]+(?![\w.'‘’/])|\d+[.)]\s|['‘’](?=.*['’]$)|\((?=[^()]*\)?$)")
_CLOSING = {"(": ")", "‘": "’"}
_ENDS = re.compile(r"[-–—•·:\"“”…,]+$|\.{2,}$")
_STOP = re.compile(r"(?P<word>[^\s_]*\w)(?P<sign>[.!'‘’/]+)$")
_SHORTENED = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")  # U.S, v.v, Th.S
_OUTCRY = re.compile(r"[A-Z][a-z]+!")  # Yahoo!
_VOWEL = re.compile(r"[aeiouy]")
_COMMA = re.compile(r"""["'”]\s+["'“{]|\}\s*\{""")
_QUOTED = re.compile(r'"[^"]*"')
_HEADER = re.compile(r"\s*\[([^\[\]]*)\]?")
_COLON = re.compile(r"\s*[\w.]+\s*:")
_AGAIN = re.compile(r"overwrite|redefine|mutate|[Dd]uplicate")
_BARE = re.compile(r"[A-Za-z0-9_.-]+")
_LETTERS = str.maketrans({"đ": "d", "Đ": "D"})


def phrase_mistake(phrase: str) -> str:
    """What is wrong with a phrase of seeds, exclusions or conditions, and what to do; "" where nothing is.

    >>> phrase_mistake("kiều*")
    "'*' stands for nothing here: a phrase is looked for as it is written; write each form in quotes of its own"
    """
    phrase = phrase.strip()
    sign, search = (p.search(phrase) for p in (_PATTERN, _SEARCH))
    if sign:
        return (
            f"{sign[0]!r} stands for nothing here: a phrase is looked for as it is written; "
            "write each form in quotes of its own"
        )
    if ";" in phrase:  # commas may be its own (dân biết, dân bàn); check_seeds tells one that never occurs
        return f"it holds ';' and would be looked for as one phrase; write {quoted_apart(phrase)}"
    if search and (phrase != phrase.upper() or _joins(phrase)):
        return (
            f"{search[0]} is looked for as a word; write phrases that count alike apart, and a word that must stand "
            'near as a condition: { seed = "…", with = ["…"] }'
        )
    end = _strange_end(phrase)
    return (
        f"it begins or ends with {end.strip()!r} and would only be found with it; write {_bare(phrase)!r}"
        if end
        else ""
    )


def _strange_end(phrase: str) -> str:
    """Signs at either end of a phrase that are none of its own; a point is one of U.S., TP., v.v., .vn, not of An."""
    if found := _BEGINS.match(phrase) or _ENDS.search(phrase):
        return found[0]
    stop = _STOP.search(phrase)
    if stop is None or _is_own(phrase, stop["word"], stop["sign"]):
        return ""
    return stop["sign"]


def _is_own(phrase: str, word: str, sign: str) -> bool:
    """Whether a sign at the end is a phrase's own: the point of an abbreviation, also of a name, `Yahoo!`."""
    if sign == ".":
        short = len(word) <= 3 and word.isalpha() and _VOWEL.search(key_like(word)) is None
        return short or _SHORTENED.fullmatch(word) is not None
    if "!" in sign or "." in sign:
        return _OUTCRY.fullmatch(phrase) is not None
    return not (word.islower() and word.isalpha() and _VOWEL.search(key_like(word)))


def _joins(phrase: str) -> bool:
    """Whether an English AND, OR or NOT stands between Vietnamese phrases, in capitals all of them."""
    sides = [side.strip() for side in _ENGLISH.split(phrase)]
    return len(sides) > 1 and all(side and not is_plain(side) for side in sides)


def _bare(phrase: str) -> str:
    while end := _strange_end(phrase):
        phrase = phrase.removeprefix(end).removesuffix(_CLOSING.get(end, end)).strip()
    return phrase


def quoted_apart(phrases: str) -> str:
    """Phrases that stand in one text, each in quotes of its own.

    >>> quoted_apart("kiều bào, Việt kiều")
    '"kiều bào", "Việt kiều"'
    """
    return ", ".join(f'"{part.strip()}"' for part in _LIST.split(phrases) if part.strip())


def key_like(name: str) -> str:
    """A theme's key of any name: "Kiều bào" → kieu_bao; "" where no letter is left.

    >>> key_like("Đối ngoại-VN")
    'doi_ngoai_vn'
    """
    plain = unicodedata.normalize("NFD", name.translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    key = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
    key = key if not key or key[0].isalpha() else f"t_{key}"
    return f"t_{key}" if key in RESERVED else key


def key_mistake(key: str) -> str:
    """What to write for a key that is none."""
    if key in RESERVED:
        return f"theme key {key!r} is a word of coding sheets and tables; choose another, as {key_like(key)}"
    like = key_like(key) or "citizen_protection"
    return f"theme key {key!r} must be lower-case letters a to z, digits and _, as [{like}]; label.vi takes any text"


def toml_hint(text: str, error: str) -> str:
    """What to mend in a themes file that is no valid TOML, told from its lines and from tomllib's message."""
    lines = text.splitlines()
    told = re.search(r"at line (\d+)", error)
    at = min(int(told[1]), len(lines)) - 1 if told else len(lines) - 1
    line = lines[at] if lines else ""
    header = _HEADER.match(line)
    if header and not _BARE.fullmatch(header[1].strip()) and '"' not in line:
        return f"write the theme's key as [{key_like(header[1]) or 'citizen_protection'}]; label.vi takes any text"
    if "twice" in error:
        return "the theme or a key of it stands twice; put all of it into one table"
    if _AGAIN.search(error):
        return "a key stands twice in one theme; put all of it into one line"
    if set("‘’") & set(_QUOTED.sub("", line)):
        return f'write " and not ‘ or ’ around phrases in line {at + 1}'
    if _COLON.match(line):
        return f"write = and not : as {line.split(':')[0].strip()} = …"
    if "\\" in line:
        return "leave \\ out: phrases are looked for as they are written"
    if _COMMA.search(line):
        return f"a comma is missing between two phrases in line {at + 1}"
    if line.count('"') % 2:
        return f"a quotation mark is missing in line {at + 1}"
    if "array" in error:
        return f"the list before line {at + 1} has no ] at its end, or a comma is missing in it"
    return 'a themes file has tables as [kieu_bao] and below them lines as seeds = ["kiều bào", "Việt kiều"]'


def shape_mistake(described: object) -> str:
    """What to do where a whole file is laid out otherwise; "" where it is not."""
    if not isinstance(described, dict):
        return ""
    for name in ("themes", "theme"):
        inner = described.get(name)
        if isinstance(inner, dict) and inner and not set(inner) & {"seeds", "label", "description", "exclude"}:
            return f"tables stand within [{name}]; write [{next(iter(inner))}] without {name!r} before it"
        if isinstance(inner, list) and inner and all(isinstance(one, dict) and "seeds" in one for one in inner):
            named = key_like(str(inner[0].get("name", inner[0].get("label", "")))) or "kieu_bao"
            return f"[[{name}]] is a list of tables; give each theme a table of its own, as [{named}]"
    parts = {name: described[name] for name in ("seeds", "exclude", "label", "description") if name in described}
    loose = [name for name, value in parts.items() if not (isinstance(value, dict) and "seeds" in value)]
    return f"{loose[0]!r} stands before any theme; write a line as [kieu_bao] above it" if loose else ""


def is_list(phrase: str) -> bool:
    """Whether a phrase could be two that were not written apart."""
    return _LIST.search(phrase) is not None


def is_plain(phrase: str) -> bool:
    """Whether a phrase has no letter that only Vietnamese has: written without diacritics, or of another language."""
    return as_term(phrase).isascii()
