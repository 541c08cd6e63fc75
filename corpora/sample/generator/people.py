"""The people and places of an article: invented persons in offices, one country, one province, kept throughout."""

import datetime as dt
from dataclasses import dataclass, field

from .dice import Dice
from .stock import Stock


@dataclass
class Person:
    """An invented person: named in full at first, then more briefly."""

    office: str
    name: str
    woman: bool
    witness: bool = False
    old: bool = False
    mentions: int = 0

    @property
    def word(self) -> str:
        """What the person is called: ông, bà, anh or chị."""
        if self.witness and not self.old:
            return "chị" if self.woman else "anh"
        return "bà" if self.woman else "ông"

    def refer(self, dice: Dice) -> str:
        """The next way to name the person, as a newspaper varies it."""
        self.mentions += 1
        if self.witness:
            if self.mentions == 1:
                return self.office.replace("{ten}", f"{self.word} {self.name}")
            return f"{self.word} {self.name.split()[-1]}"
        if self.mentions == 1:
            return f"{self.office} {self.name}"
        rank = self.office.split(",")[0]
        for ending in (" Bộ Ngoại giao", " Bộ Công Thương", " UBND"):
            rank = rank.split(ending)[0]
        if "{" not in rank and len(rank.split()) <= 3 and dice.chance(0.35):
            return f"{rank} {self.name}"
        return f"{self.word} {self.name}"


def invent_person(
    office: str, dice: Dice, stock: Stock, *, witness: bool = False, tags: frozenset[str] = frozenset()
) -> Person:
    """A person with an invented name; the tags nam, nữ and già settle what a name and a word of address need."""
    names = stock.entities["names"]
    woman = "nữ" in tags or ("nam" not in tags and dice.chance(0.35))
    middle, given = ("middle_women", "given_women") if woman else ("middle_men", "given_men")
    name = f"{dice.pick(names['family'])} {dice.pick(names[middle])} {dice.pick(names[given])}"
    return Person(office, name, woman, witness, "già" in tags)


def read_witness(text: str) -> tuple[frozenset[str], str]:
    """`tag, tag: {ten}, office` as its tags and its office."""
    head, colon, tail = text.partition(": ")
    if not colon or "{" in head:
        return frozenset(), text
    return frozenset(tag.strip() for tag in head.split(",")), tail


@dataclass
class Cast:
    """What an article keeps constant, and how it names its day."""

    dice: Dice
    stock: Stock
    day: dt.date
    country: dict[str, str]
    province: str
    place: str
    event: str
    moment: str
    speaker: Person
    witness: Person
    fixed: dict[str, str] = field(default_factory=dict)

    def resolve(self, name: str) -> str:
        """What stands for `{name}` in this article."""
        values = {
            "nuoc": self.country["name"],
            "thu_do": self.country["capital"],
            "thanh_pho": self.country["city"],
            "dsq": f"Đại sứ quán Việt Nam tại {self.country['name']}",
            "tinh": self.province,
            "noi": self.place,
            "su_kien": self.event,
            "Moc": self.moment,
            "nam": str(self.day.year),
            "nam_truoc": str(self.day.year - 1),
            "nam_sau": str(self.day.year + 1),
            "nhiem_ky": "2021-2026" if self.day.year >= 2021 else "2016-2021",
            "dai_hoi": "XIII" if self.day.year >= 2021 else "XII",
        }
        if name in values:
            return values[name]
        if name == "P1":
            return self.speaker.refer(self.dice)
        if name == "P2":
            return self.witness.refer(self.dice)
        if "=" in name:  # a number that stays the same within the article
            key, _, bounds = name.strip("{}").partition("=")
            if key not in self.fixed:
                self.fixed[key] = str(self.dice.between(*map(int, bounds.split(".."))))
            return self.fixed[key]
        if name not in self.stock.lists:
            raise KeyError(f"no slot or list {name!r}")
        return self.dice.pick(self.stock.lists[name])
