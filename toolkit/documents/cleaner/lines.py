"""Lines of a raw text, and what can be seen on one line alone."""

import re
from dataclasses import dataclass
from functools import cached_property

LONGEST_LOOKED_AT = 4_000  # characters; a longer line is a paragraph, or a text without line ends
SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]{0,3}$")
SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s+(?=[\"'“‘«(\[]{0,2}[A-ZĐÀ-ỸƠƯ0-9])")
LONGEST_TITLE = 170
# A dot that stays where a headline has none: initials (`D.C.`, `U.S.`), and words that are always cut.
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-ZĐ]\.){2,}|\b[A-ZĐ]\.[A-ZĐ]{1,3}\.|\b(?:TP|Tp|TX|Tx|Inc|Corp|Ltd|Co|Jr|Sr|Dr|St|v\.v|etc)\.)[\"'”’)]{0,2}$"
)
EDGES = " \t\r\n\u00a0\u200b\ufeff*•·●■▪►▶»«›‹>|<-–—_=~#+.,:;!?…\"'“”‘’()[]{}"
SYLLABLE = re.compile(r"[^\W_]+")
LINE = re.compile(r"[^\n\r\u0085\u2028\u2029\v\f]+")
COUNT = re.compile(r"(?<=\w)[\s:(\[]{1,3}0$")  # "Bình luận (12)"
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Line:
    """A line with something on it: `raw[start:end]` without the white space around it, and how far it was indented."""

    start: int
    end: int
    text: str
    indent: int

    def __len__(self) -> int:
        return self.end - self.start

    @cached_property
    def key(self) -> str:
        """The line for comparison: case, numbers, spacing and decoration at the edges do not count."""
        if len(self.text) > LONGEST_LOOKED_AT:
            return self.text
        return line_key(self.text)

    @cached_property
    def words(self) -> str:
        """The line for comparison word for word: case, spacing and decoration at the edges do not count."""
        return " ".join(self.text[:LONGEST_LOOKED_AT].split()).casefold().strip(EDGES)

    @cached_property
    def ends_sentence(self) -> bool:
        return SENTENCE_END.search(self.text[-8:]) is not None

    @cached_property
    def closes(self) -> bool:
        """Whether it ends as a sentence of a text does: a full stop, a list item's mark, a quotation that is over."""
        if not self.ends_sentence or self.text[-1] in "?!" or self.text.endswith(("...", "…")):
            return False
        return not self.is_cut_short

    @cached_property
    def is_cut_short(self) -> bool:
        """Whether its last dot is an abbreviation's, in a line as short as a headline (`… tại Washington D.C.`)."""
        return len(self) <= LONGEST_TITLE and ABBREVIATION.search(self.text[-12:]) is not None

    @cached_property
    def n_sentences(self) -> int:
        """Sentences in the first `LONGEST_LOOKED_AT` characters, at least one."""
        return 1 + len(SENTENCE_BREAK.findall(self.text[:LONGEST_LOOKED_AT]))

    @cached_property
    def is_prose(self) -> bool:
        """A paragraph as articles have them: long and closed like a sentence, or several sentences."""
        n = len(self)
        return n >= 400 or (self.ends_sentence and (n >= 180 or (n >= 90 and self.n_sentences > 1)))

    @cached_property
    def is_title_like(self) -> bool:
        """As long as a headline and not closed by a full stop."""
        open_end = not self.ends_sentence or self.text[-1] in "?!…\"”'’" or self.is_cut_short
        return 15 <= len(self) <= LONGEST_TITLE and open_end


def line_key(text: str) -> str:
    """`text` in lower case, digits as 0, white space single, decoration at the edges gone."""
    folded = DIGITS.sub("0", " ".join(text.split()).casefold()).strip(EDGES)
    return COUNT.sub("", folded) if folded.endswith("0") else folded


def split_lines(raw: str) -> list[Line]:
    """The lines of `raw` that hold something, in order."""
    lines = []
    for match in LINE.finditer(raw):
        piece = match.group()
        text = piece.strip()
        if text:
            start = match.start() + len(piece) - len(piece.lstrip())
            lines.append(Line(start, start + len(text), text, start - match.start()))
    return lines


def syllables(text: str) -> list[str]:
    """The syllables of a text in lower case, at most those of its first `LONGEST_LOOKED_AT` characters."""
    return SYLLABLE.findall(text[:LONGEST_LOOKED_AT].casefold())


def containment(short: list[str], long: list[str], n: int = 3) -> float:
    """The share of the n-syllable shingles of `short` that `long` holds too; 0 when `short` has none."""
    mine = list(zip(*(short[i:] for i in range(n))))
    if not mine:
        return 0.0
    theirs = set(zip(*(long[i:] for i in range(n))))
    return sum(shingle in theirs for shingle in mine) / len(mine)
