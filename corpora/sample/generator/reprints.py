"""Editing a story for reprint: lightly, in places, or cut; the themes it carries stay the same."""

import re
from dataclasses import replace

from .compose import Article, Paragraph
from .dice import Dice

SYNONYMS = (
    ("nhấn mạnh", "khẳng định"),
    ("cho biết", "cho hay"),
    ("Thời gian qua", "Những năm qua"),
    ("Đồng thời", "Cùng với đó"),
    ("chia sẻ", "bày tỏ"),
    ("Theo đó", "Cụ thể"),
    ("các đại biểu", "đại biểu tham dự"),
    ("Bên cạnh đó", "Ngoài ra"),
    ("nêu rõ", "nói rõ"),
    ("phần lớn", "đa số"),
    ("hiện có", "đang có"),
    ("nhất là", "đặc biệt là"),
)
HOW_MANY = {"light": 0, "medium": 2, "heavy": 1}  # paragraphs that lose a sentence
REWORDED = {"light": 0.3, "medium": 0.3, "heavy": 0.2}  # the share of synonyms taken, by paragraph


def _reword(text: str, dice: Dice, rate: float) -> str:
    for old, new in SYNONYMS:
        if dice.chance(rate):
            text = re.sub(rf"(?<!\w){old}(?!\w)", new, text, count=1)
    return text


def _droppable(paragraphs: list[Paragraph]) -> list[int]:
    """Paragraphs whose loss would leave every theme of the article in place."""
    out = []
    for i, paragraph in enumerate(paragraphs):
        rest = {t for j, p in enumerate(paragraphs) if j != i for t in p.themes}
        if i > 1 and set(paragraph.themes) <= rest:
            out.append(i)
    return out


def _shorten(text: str, dice: Dice) -> str:
    """The paragraph without one of its later sentences, when it has three or more."""
    sentences = re.split(r"(?<=[.!?])\s+(?=[\"“A-ZÀ-ỴĐ])", text)
    if len(sentences) < 3:
        return text
    del sentences[dice.between(1, len(sentences) - 1)]
    return " ".join(sentences)


def reprint(article: Article, edits: str, dice: Dice) -> Article:
    """The article as another desk prints it: `edits` is light, medium or heavy."""
    paragraphs = list(article.paragraphs)
    if edits == "heavy":
        keep = max(4, round(len(paragraphs) * 0.7))
        while len(paragraphs) > keep and (able := _droppable(paragraphs)):
            del paragraphs[able[-1]]
    elif edits == "medium" and (able := _droppable(paragraphs)) and len(paragraphs) > 5:
        del paragraphs[dice.pick(able)]
    edited = []
    shorten = set(dice.sample(range(2, len(paragraphs)), HOW_MANY[edits])) if len(paragraphs) > 2 else set()
    for i, p in enumerate(paragraphs):
        text = _reword(p.text, dice, REWORDED[edits])
        edited.append(Paragraph(_shorten(text, dice) if i in shorten else text, p.themes, p.part))
    title = article.other_title if edits != "light" or dice.chance(0.4) else article.title
    return replace(article, title=title, other_title=article.title, paragraphs=tuple(edited))
