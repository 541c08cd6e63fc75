"""Editing a story for reprint: lightly, in places, or cut; the themes it carries stay the same."""

import re
from dataclasses import replace

from .compose import Article, Paragraph
from .dice import Dice

SYNONYMS = (
    ("nhấn mạnh", "khẳng định"),
    ("cho biết", "cho hay"),
    ("góp phần", "đóng góp vào việc"),
    ("tiếp tục", "tiếp tục được"),
    ("thời gian qua", "những năm qua"),
    ("đồng thời", "cùng với đó"),
    ("tổ chức", "phối hợp tổ chức"),
    ("nhiều", "không ít"),
    ("bày tỏ", "chia sẻ"),
    ("đánh giá cao", "ghi nhận"),
)
SAFE = {"nhấn mạnh", "cho biết", "thời gian qua", "đồng thời", "bày tỏ"}
HOW_MANY = {"light": 1, "medium": 3, "heavy": 2}


def _reword(text: str, dice: Dice, rate: float) -> str:
    for old, new in SYNONYMS:
        if old in SAFE and dice.chance(rate):
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
    rate = {"light": 0.15, "medium": 0.35, "heavy": 0.25}[edits]
    edited = []
    shorten = set(dice.sample(range(2, len(paragraphs)), HOW_MANY[edits] - 1)) if len(paragraphs) > 2 else set()
    for i, p in enumerate(paragraphs):
        text = _reword(p.text, dice, rate)
        edited.append(Paragraph(_shorten(text, dice) if i in shorten else text, p.themes, p.part))
    title = article.other_title if edits != "light" or dice.chance(0.4) else article.title
    return replace(article, title=title, other_title=article.title, paragraphs=tuple(edited))
