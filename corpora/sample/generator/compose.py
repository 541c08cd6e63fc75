"""Composing an article: title, lede, and paragraphs that go from an opening to detail, voice, figure and outlook."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .dice import Dice
from .grammar import fill
from .people import Cast, invent_person
from .plan import Item
from .stock import Pattern, Stock, Storyline

PARTS = ("Sáng", "Chiều", "Ngày", "Ngày", "Tối")
LATELY = ("Mới đây", "Vừa qua", "Trong khuôn khổ đợt hoạt động vừa diễn ra", "Những ngày qua")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with the themes it carries and its place in the article."""

    text: str
    themes: tuple[str, ...]
    part: str  # lede, scene, body, common, close


@dataclass(frozen=True)
class Article:
    """An article as its author wrote it, before any outlet puts furniture around it."""

    title: str
    other_title: str
    paragraphs: tuple[Paragraph, ...]
    caption: str
    storyline: str
    shown: str  # what the text itself tells of the date: day, year, daymonth, none
    day: dt.date  # the day of the event, which a dateline names


class Writer:
    """Writes one article: never the same pattern twice, one cast, one day."""

    def __init__(self, item: Item, stock: Stock, seed: int, *, mark: str, evidence: str) -> None:
        self.item, self.stock, self.evidence = item, stock, evidence
        self.dice = Dice(seed, "article", item.story)
        self.used: set[str] = set()
        lines = [
            s for s in stock.storylines[item.themes[0] if item.themes else "ordinary"] if s.first <= item.year <= s.last
        ]
        self.main = self.dice.pick(lines)
        self.cast = self._cast(mark)

    def _cast(self, mark: str) -> Cast:
        dice, stock = self.dice, self.stock
        country = dice.pick(stock.entities["countries"])
        cast = Cast(
            dice=dice,
            stock=stock,
            day=self.item.day,
            country=country,
            province=dice.pick(stock.entities["provinces"]),
            place=dice.weighted(("Hà Nội", "TP. Hồ Chí Minh", "Đà Nẵng", "Cần Thơ", "Huế"), (6, 2, 1, 1, 1)),
            event=dice.pick(self.main.events),
            moment="",
            speaker=invent_person("", dice, stock),
            witness=invent_person("", dice, stock),
        )
        day = self.item.day
        part = dice.pick(PARTS)
        shows = self.evidence in ("day", "daymonth")
        cast.moment = f"{part} {day.day}{mark}{day.month}" if shows else dice.pick(LATELY)
        return cast

    def enter(self, storyline: Storyline) -> None:
        """Give the stage to the people of a storyline."""
        self.cast.speaker = invent_person(self.dice.pick(storyline.speakers), self.dice, self.stock)
        office = self.dice.pick(storyline.witnesses) if storyline.witnesses else "{ten}, một người trong cuộc"
        self.cast.witness = invent_person(office, self.dice, self.stock, witness=True)

    def choose(self, patterns: Sequence[Pattern]) -> Pattern | None:
        """An unused pattern that fits the year and the dating of the article, or None."""
        may_date = self.evidence in ("day", "year")
        able = [p for p in patterns if p.text not in self.used and p.fits(self.item.year, may_date)]
        if not able:
            return None
        chosen = self.dice.pick(able)
        self.used.add(chosen.text)
        return chosen

    def say(self, *sources: Sequence[Pattern]) -> str:
        """A sentence from the first of the sources that has one left; empty when none has."""
        for patterns in sources:
            if (chosen := self.choose(patterns)) is not None:
                return fill(chosen.text, self.dice, self.cast.resolve)
        return ""

    def paragraph(self, storyline: Storyline, roles: Sequence[str]) -> str:
        """Sentences in the order of `roles`, from the storyline or, one time in four, from the theme at large."""
        own, general = storyline.roles, self.stock.general[storyline.theme]
        sentences = []
        for role in roles:
            first, second = (own, general) if self.dice.chance(0.75) else (general, own)
            sentences.append(self.say(first[role], second[role]))
        return " ".join(s for s in sentences if s)


SHAPES = {  # the sequences of roles that a paragraph may follow, by its place in a section
    "first": (("open", "detail", "detail"), ("open", "figure", "detail"), ("open", "detail", "figure")),
    "middle": (
        ("detail", "detail", "quote"),
        ("figure", "detail", "detail"),
        ("detail", "quote"),
        ("detail", "figure", "detail"),
    ),
    "last": (
        ("quote", "outlook"),
        ("detail", "outlook"),
        ("quote", "detail", "outlook"),
        ("detail", "quote", "outlook"),
    ),
    "single": (("open", "detail", "quote"), ("open", "detail", "outlook"), ("open", "quote", "outlook")),
}


def _section(writer: Writer, storyline: Storyline, paragraphs: int, *, turn: bool) -> list[Paragraph]:
    places = ["single"] if paragraphs == 1 else ["first", *["middle"] * (paragraphs - 2), "last"]
    out = []
    for i, place in enumerate(places):
        roles = list(writer.dice.pick(SHAPES[place]))
        if turn and i == 0:
            roles.insert(0, "turn")
        text = writer.paragraph(storyline, roles)
        if text:
            out.append(Paragraph(text, (storyline.theme,) if storyline.theme != "ordinary" else (), "body"))
    return out


def _common(writer: Writer, key: str, part: str = "common") -> list[Paragraph]:
    sentences = [writer.say(writer.stock.common[key]) for _ in range(writer.dice.between(2, 3))]
    text = " ".join(s for s in sentences if s)
    return [Paragraph(text, (), part)] if text else []


def _aside(writer: Writer) -> list[Paragraph]:
    """A paragraph of ordinary news that uses a theme's words in another sense."""
    key = writer.dice.pick(sorted(writer.stock.misleading))
    first = writer.say(writer.stock.misleading[key])
    second = writer.say(writer.stock.common["ordinary"])
    return [Paragraph(f"{first} {second}".strip(), (), "aside")]


def write_article(item: Item, stock: Stock, seed: int, *, mark: str, evidence: str, room: tuple[int, int]) -> Article:
    """The article of a story.

    `mark` stands between day and month; `evidence` says what the text may tell of its date (day: dateline and
    a year; daymonth: a dateline without a year; year: a year alone; none); `room` is the least and most number
    of paragraphs of the main section.
    """
    writer = Writer(item, stock, seed, mark=mark, evidence=evidence)
    dice, main = writer.dice, writer.main
    writer.enter(main)
    title = writer.say(main.roles["title"])
    other_title = writer.say(main.roles["title"]) or title
    theme = (item.themes[0],) if item.themes else ()
    paragraphs = [Paragraph(writer.say(main.roles["lede"]), theme, "lede")]
    scene = writer.say(main.roles["scene"])
    if evidence in ("day", "year"):
        scene = f"{scene} {writer.say(stock.common['year'])}".strip()
    paragraphs.append(Paragraph(scene, theme, "scene"))
    paragraphs += _section(writer, main, dice.between(*room), turn=False)
    for other in item.themes[1:]:
        able = [s for s in stock.storylines[other] if s.first <= item.year <= s.last and not s.incident]
        storyline = dice.pick(able)
        writer.enter(storyline)
        paragraphs += _section(writer, storyline, dice.weighted((1, 2), (0.6, 0.4)), turn=True)
    if item.themes and dice.chance(0.55):
        paragraphs += _common(writer, "policy")
    if not item.themes and dice.chance(0.5):
        paragraphs += _aside(writer)
    if dice.chance(0.4):
        paragraphs += _common(writer, "close" if item.themes else "ordinary", "close")
    caption = writer.say(stock.common["caption"])
    kept = tuple(p for p in paragraphs if p.text)
    return Article(title, other_title, kept, caption, f"{main.theme}/{main.name}", evidence, item.day)
