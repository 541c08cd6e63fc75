"""The whole corpus: plan, compose, publish, and give every page its file and its id."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from . import files
from .compose import Article, write_article
from .dice import Dice
from .outlets import KINDS, MARK, NAMES, Line, Page, publish
from .plan import Item, make_plan
from .reprints import reprint
from .spelling import slug
from .stock import Stock, load_stock

ROOMS = ((2, 2), (2, 3), (2, 3), (3, 4))  # paragraphs of the main section, drawn by story

RUN = 5  # syllables
LIKENESS = 0.33  # the largest share of five-syllable runs that two stories may have in common
ATTEMPTS = 30


@dataclass(frozen=True)
class Document:
    """A page with its id in the corpus and the lines that a reader of its file meets."""

    id: str
    path: str
    page: Page
    slug: str
    lines: tuple[Line, ...]


def _evidence(items: list[Item], seed: int) -> dict[int, str]:
    """What each story's text tells of its date: nothing certain when any of its publications is undated."""
    undated = {item.story for item in items if not item.dated}
    out = {}
    for story in sorted({item.story for item in items}):
        dice = Dice(seed, "evidence", story)
        if story in undated:
            out[story] = dice.weighted(("none", "daymonth"), (0.6, 0.4))
        else:
            out[story] = dice.weighted(("day", "year", "none", "daymonth"), (0.72, 0.06, 0.12, 0.10))
    return out


class Told:
    """The stories of a storyline told so far, by the runs of five syllables that stand in them."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, ...], list[int]] = {}
        self.sizes: list[int] = []

    @staticmethod
    def runs(article: Article) -> set[tuple[str, ...]]:
        """The distinct runs of an article."""
        syllables = re.findall(r"\w+", " ".join(p.text for p in article.paragraphs).lower())
        return set(zip(*(syllables[i:] for i in range(RUN)), strict=False))

    def likeness(self, runs: set[tuple[str, ...]]) -> float:
        """The largest share of runs, of the shorter text, that a story told before has in common with these."""
        known = self.places.keys() & runs
        shared = Counter(chain.from_iterable(map(self.places.__getitem__, known)))
        return max((n / min(len(runs), self.sizes[place]) for place, n in shared.items()), default=0.0)

    def add(self, runs: set[tuple[str, ...]]) -> None:
        """Remember a story."""
        for run in runs:
            self.places.setdefault(run, []).append(len(self.sizes))
        self.sizes.append(len(runs))


def _write(item: Item, stock: Stock, seed: int, evidence: str, told: dict[str, Told]) -> Article:
    """A story unlike those told before: written anew until at most `LIKENESS` of its runs stand in one of them."""
    best: tuple[Article, set[tuple[str, ...]]] | None = None
    least = 2.0
    for attempt in range(ATTEMPTS):
        article = write_article(
            item,
            stock,
            Dice(seed, "article", item.story, attempt),
            mark=MARK[item.outlet],
            evidence=evidence,
            room=Dice(seed, "room", item.story).pick(ROOMS),
        )
        runs = Told.runs(article)
        likeness = told.setdefault(article.storyline, Told()).likeness(runs)
        if likeness < least:
            best, least = (article, runs), likeness
        if likeness <= LIKENESS:
            break
    assert best is not None
    told[best[0].storyline].add(best[1])
    return best[0]


def _articles(items: list[Item], stock: Stock, seed: int) -> dict[int, Article]:
    evidence = _evidence(items, seed)
    written: dict[int, Article] = {}
    told: dict[str, Told] = {}
    for item in items:
        if item.original is None:
            written[item.number] = _write(item, stock, seed, evidence[item.story], told)
        else:
            original = written[item.original]
            written[item.number] = reprint(original, item.edits, Dice(seed, "reprint", item.number))
    return written


def _pages(items: list[Item], stock: Stock, seed: int) -> Iterator[tuple[Page, str]]:
    articles = _articles(items, stock, seed)
    authors = stock.entities["names"]["authors"]
    for item in items:
        dice = Dice(seed, "publish", item.number)
        article = articles[item.number]
        kind = dice.weighted(*KINDS[item.outlet])
        mark = hashlib.sha256(f"{seed}/{item.number}".encode()).hexdigest()[:5]
        name = f"{slug(article.title)}-{mark}"
        others = [items[dice.below(len(items))] for _ in range(dice.between(3, 5))]
        origin = items[item.original].outlet if item.original is not None else item.outlet
        page = publish(
            item,
            article,
            dice,
            kind=kind,
            authors=authors,
            others=[(articles[o.number].title, o.day) for o in others if o.story != item.story],
            source=NAMES[origin] if origin != item.outlet and dice.chance(0.8) else "",
        )
        if page.means == "name":
            name = f"{name}-{page.stamp:%Y%m%d%H%M%S}{page.stamp.microsecond // 1000:03d}"
        yield page, name


def make_documents(seed: int, size: float = 1.0) -> tuple[list[Document], dict[str, bytes]]:
    """All documents in the order of their ids, and the bytes of every file by its path under `documents/`."""
    stock = load_stock()
    items = make_plan(seed, size)
    documents: list[Document] = []
    contents: dict[str, bytes] = {}
    tables: dict[tuple[str, str], list[tuple[Page, str]]] = {}
    for page, name in _pages(items, stock, seed):
        outlet, kind = page.item.outlet, page.kind
        if kind in ("csv", "jsonl"):
            tables.setdefault((outlet, kind), []).append((page, name))
            continue
        path = f"{outlet}/{name}.{kind}"
        write = {"txt": files.write_txt, "docx": files.write_docx, "pdf": files.write_pdf}
        contents[path] = files.write_html(page, name) if kind == "html" else write[kind](page)
        lines = files.html_lines(page, name) if kind == "html" else files.text_lines(page)
        documents.append(Document(path, path, page, name, tuple(lines)))
    for (outlet, kind), rows in sorted(tables.items()):
        shuffled = Dice(seed, "tables", outlet, kind).shuffled(rows)
        for start in range(0, len(shuffled), files.ROWS_A_FILE):
            chunk = shuffled[start : start + files.ROWS_A_FILE]
            path = f"{outlet}/tap-{start // files.ROWS_A_FILE + 1:02d}.{kind}"
            contents[path] = files.write_csv(chunk) if kind == "csv" else files.write_jsonl(chunk)
            for row, (page, name) in enumerate(chunk, start=1):
                documents.append(Document(f"{path}#{row}", path, page, name, tuple(files.field_lines(page))))
    return sorted(documents, key=lambda d: d.id), dict(sorted(contents.items()))


def write_documents(contents: dict[str, bytes], folder: Path) -> None:
    """Write every file below `folder`; refuse to mix with files that are already there."""
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty; choose another folder or remove it first")
    for path, data in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
