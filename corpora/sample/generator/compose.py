"""Composing an article: title, lede, and paragraphs that go from an opening to detail, voice, figure and outlook."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .dice import Dice
from .grammar import fill
from .people import Cast, invent_person, read_witness
from .plan import Item
from .stock import THEMES, Pattern, Stock, Storyline

PARTS = ("Sáng", "Chiều", "Ngày", "Ngày")
LATELY = ("Mới đây", "Vừa qua", "Tuần qua", "Trong khuôn khổ đợt hoạt động vừa diễn ra")
PLACES = ("Hà Nội", "TP. Hồ Chí Minh", "Đà Nẵng", "Cần Thơ", "Huế")
OWN = 0.85  # how often a sentence comes from the storyline rather than from its theme at large
FULL = 0.12  # how often a dateline that can be dated gives its year, too
NEAR = 0.5  # how often ordinary news comes near a theme without carrying it
MENTIONS = 0.45  # how often an article names themes in passing, which is not to carry them
BOTH = 0.3  # how often an article of several themes has a paragraph about two of them


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with the themes it carries and its place in the article."""

    text: str
    themes: tuple[str, ...]
    part: str  # lede, scene, body, both, common, mention, close


@dataclass(frozen=True)
class Article:
    """An article as its author wrote it, before any outlet puts furniture around it."""

    title: str
    other_title: str
    paragraphs: tuple[Paragraph, ...]
    caption: str
    storyline: str
    near: str  # the theme that ordinary news comes near, or ""
    shown: str  # what the text itself tells of the date: day, year, daymonth, none
    day: dt.date  # the day of the event, which a dateline names


class Writer:
    """Writes one article: never the same pattern twice, one cast, one day."""

    def __init__(self, item: Item, stock: Stock, dice: Dice, *, mark: str, evidence: str) -> None:
        self.item, self.stock, self.evidence = item, stock, evidence
        self.dice = dice
        self.used: set[str] = set()
        self.tags: frozenset[str] = frozenset()
        self.main = self.dice.pick(self.storylines(item.themes[0]) if item.themes else self.ordinary())
        self.cast = self._cast(mark)

    def storylines(self, theme: str) -> list[Storyline]:
        """The storylines of a theme that can happen in the article's month."""
        day = self.item.day
        return [s for s in self.stock.storylines[theme] if s.suits(day.year, day.month)]

    def ordinary(self) -> list[Storyline]:
        """Storylines of ordinary news: those near one theme, each theme as often as another, or those near none."""
        able = self.storylines("ordinary")
        near = self.dice.pick(THEMES) if self.dice.chance(NEAR) else ""
        return [s for s in able if s.near == near]

    def _cast(self, mark: str) -> Cast:
        dice, main, entities = self.dice, self.main, self.stock.entities
        countries = [c for c in entities["countries"] if not main.countries or c["name"] in main.countries]
        provinces = entities[main.region] if main.region else entities["provinces"]
        day, event = self.item.day, dice.pick(main.events)
        part = "Tối" if "đêm" in event else dice.pick(PARTS)
        moment = f"{part} {day.day}{mark}{day.month}"
        self.full = self.evidence == "day" and dice.chance(FULL)
        if self.full:
            moment += f"{mark}{day.year}"
        return Cast(
            dice=dice,
            stock=self.stock,
            day=day,
            country=dice.pick(countries),
            province=dice.pick(provinces),
            place=dice.weighted(PLACES, (6, 2, 1, 1, 1)),
            event=event,
            moment=moment if self.evidence in ("day", "daymonth") else dice.pick(LATELY),
            speaker=invent_person("", dice, self.stock),
            witness=invent_person("", dice, self.stock),
        )

    def asides(self, theme: str) -> list[Storyline]:
        """The storylines of a theme that may be a later section of this article."""
        where = self.stock.entities
        return [
            s
            for s in self.storylines(theme)
            if not s.incident
            and (not s.region or self.cast.province in where[s.region])
            and (not s.countries or self.cast.country["name"] in s.countries)
        ]

    def enter(self, storyline: Storyline) -> None:
        """Give the stage to the people of a storyline."""
        dice, stock = self.dice, self.stock
        self.cast.speaker = invent_person(dice.pick(storyline.speakers), dice, stock)
        tags, office = read_witness(dice.pick(storyline.witnesses))
        self.cast.witness = invent_person(office, dice, stock, witness=True, tags=tags)
        variant = {dice.pick(storyline.variants)} if storyline.variants else set()
        season = {"december"} if self.item.day.month == 12 else set()
        self.tags = tags | variant | season

    def choose(self, patterns: Sequence[Pattern], suits: Callable[[str], bool]) -> Pattern | None:
        """An unused pattern that fits the article, or None."""
        may_date = self.evidence in ("day", "year")
        able = [
            p
            for p in patterns
            if p.text not in self.used and p.fits(self.item.year, self.tags, may_date) and suits(p.text)
        ]
        if not able:
            return None
        chosen = self.dice.pick(able)
        self.used.add(chosen.text)
        return chosen

    def say(self, *sources: Sequence[Pattern], suits: Callable[[str], bool] = lambda text: True) -> str:
        """A sentence from the first of the sources that has one left; empty when none has."""
        for patterns in sources:
            if (chosen := self.choose(patterns, suits)) is not None:
                return fill(chosen.text, self.dice, self.cast.resolve)
        return ""

    def paragraph(self, storyline: Storyline, roles: Sequence[str]) -> str:
        """Sentences in the order of `roles`, mostly from the storyline, else from the theme at large.

        Away from the main matter, sentences that speak of the event would speak of the wrong one: they are left
        out, and so are they from the turn to another theme when the main matter is no gathering.
        """
        own, general = storyline.roles, self.stock.general[storyline.theme]
        main = storyline is self.main
        sentences = []
        for role in roles:
            first, second = (own, general) if self.dice.chance(OWN) else (general, own)
            gathers = role == "turn" and self.main.closes
            suits = (lambda text: True) if main or gathers else (lambda text: "{su_kien}" not in text)
            sentences.append(self.say(first[role], second[role], suits=suits))
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
    "single": (
        ("turn", "bridge", "detail", "quote"),
        ("bridge", "detail", "detail", "outlook"),
        ("turn", "bridge", "detail"),
        ("bridge", "detail", "quote"),
        ("turn", "detail", "quote", "outlook"),
    ),
    "aside": (("turn", "bridge", "detail"), ("turn", "bridge", "detail", "detail"), ("bridge", "detail", "detail")),
}


def _section(writer: Writer, storyline: Storyline, paragraphs: int) -> list[Paragraph]:
    main = storyline is writer.main
    if main:
        places = ["first", *["middle"] * (paragraphs - 2), "last"]
    else:
        places = ["single"] if paragraphs == 1 else ["aside", "last"]
    carried = () if storyline.theme == "ordinary" else (storyline.theme,)
    texts = [writer.paragraph(storyline, writer.dice.pick(SHAPES[place])) for place in places]
    return [Paragraph(text, carried, "body") for text in texts if text]


def _common(writer: Writer, key: str, part: str) -> list[Paragraph]:
    sentences = [writer.say(writer.stock.common[key]) for _ in range(writer.dice.between(2, 3))]
    text = " ".join(s for s in sentences if s)
    return [Paragraph(text, (), part)] if text else []


def _both(writer: Writer, themes: Sequence[str]) -> list[Paragraph]:
    """A paragraph that takes up two of the article's themes."""
    general = writer.stock.general
    first, second = (writer.say(general[t]["detail"]) for t in themes[:2])
    if not first or not second:
        return []
    return [Paragraph(f"{first} {second}", tuple(themes[:2]), "both")]


def _opening(writer: Writer, carried: tuple[str, ...]) -> list[Paragraph]:
    lede = Paragraph(writer.say(writer.main.roles["lede"]), carried, "lede")
    scene = writer.say(writer.main.roles["scene"])
    if writer.evidence in ("day", "year") and not writer.full:
        key = "year_event" if writer.main.closes else "year_news"
        scene = f"{scene} {writer.say(writer.stock.common[key])}".strip()
    return [lede, Paragraph(scene, carried, "scene")]


def write_article(item: Item, stock: Stock, dice: Dice, *, mark: str, evidence: str, room: tuple[int, int]) -> Article:
    """The article of a story.

    `mark` stands between day and month; `evidence` says what the text may tell of its date (day: dateline and
    a year; daymonth: a dateline without a year; year: a year alone; none); `room` is the least and most number
    of paragraphs of the main section.
    """
    writer = Writer(item, stock, dice, mark=mark, evidence=evidence)
    main = writer.main
    writer.enter(main)
    title = writer.say(main.roles["title"])
    other_title = writer.say(main.roles["title"]) or title
    caption = writer.say(stock.common["caption" if main.closes else "caption_news"])
    writer.cast.speaker.mentions = 0  # a caption does not introduce anyone to the reader of the text
    paragraphs = _opening(writer, item.themes[:1])
    paragraphs += _section(writer, main, dice.between(*room))
    if not item.themes and dice.chance(0.8):
        text = writer.paragraph(main, ("misleading", "detail"))
        paragraphs.append(Paragraph(text, (), "body"))
    for other in item.themes[1:]:
        storyline = dice.pick(writer.asides(other))
        writer.enter(storyline)
        paragraphs += _section(writer, storyline, dice.weighted((1, 2), (0.6, 0.4)))
    if len(item.themes) > 1 and dice.chance(BOTH):
        paragraphs += _both(writer, dice.shuffled(item.themes))
    if item.themes and dice.chance(0.55):
        paragraphs += _common(writer, "policy", "common")
    if item.themes and dice.chance(MENTIONS):
        text = f"{writer.say(stock.common['policy'])} {writer.say(stock.common['mention'])}".strip()
        paragraphs.append(Paragraph(text, (), "mention"))
    if main.closes and dice.chance(0.4):
        paragraphs += _common(writer, "close" if item.themes else "ordinary", "close")
    kept = tuple(p for p in paragraphs if p.text)
    return Article(title, other_title, kept, caption, f"{main.theme}/{main.name}", main.near, evidence, item.day)
