"""The gold set of floor 1: invented pages line by line with their roles, dated openings, and pairs of retold stories.

Every text was written for this project, in the manner of twenty outlets that do not exist. The rules were
tuned on the outlets that are not HELD_OUT; the held-out ones were written before the rules were last tuned, and
looked at only as figures. Figures are given for both.

Roles of a line: T title, B body, C caption, Y byline or source, D date line, P a lead printed twice, and furniture: N
part of the site, F button or imprint, X residue of the page, G tags, R list of other articles.
"""

import csv
import json
import random
from dataclasses import dataclass
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
HELD_OUT = ("congvan", "nhipcau", "nuisong", "songda", "thegioimo", "viendong")
GROUPS = {"T": "text", "B": "text", "C": "caption", "Y": "byline", "D": "date", "P": "repeat"}  # the rest: furniture
SINGLE_SPACED = ("songque", "caunoi", "congdan", "tinquocte", "thegioimo", "viendong", "nhipcau")


@dataclass(frozen=True)
class Page:
    """An invented page: its outlet, its lines with roles, the date it supports ("" for unknown), its kind of file."""

    id: str
    outlet: str
    date: str
    kind: str
    lines: tuple[tuple[str, str], ...]

    @property
    def half(self) -> str:
        return "test" if self.outlet in HELD_OUT else "dev"

    @property
    def raw(self) -> str:
        """The page as scraped text."""
        return ("\n" if self.outlet in SINGLE_SPACED else "\n\n").join(text for _, text in self.lines)

    @property
    def body(self) -> str:
        """Title and text alone, one paragraph a line."""
        return "\n".join(text.strip() for role, text in self.lines if role in "TB")


def pages(half: str | None = None) -> list[Page]:
    """The pages of one half, or all, in order."""
    found = []
    for path in sorted((HERE / "pages").glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("@doc ")[1:]:
            head, *rest = block.rstrip("\n").split("\n")
            name, *settings = head.split()
            options = dict(item.split("=", 1) for item in settings)
            lines = tuple((line[0], line[2:]) for line in rest)
            date = "" if options["date"] == "unknown" else options["date"]
            found.append(Page(name, path.stem, date, options.get("kind", "txt"), lines))
    return [page for page in found if half in (None, page.half)]


@dataclass(frozen=True)
class Opening:
    """A short text, its address or metadata, and the date they support ("" for unknown)."""

    half: str
    expected: str
    given: str | None
    url: str | None
    path: str | None
    text: str


def openings(half: str | None = None) -> list[Opening]:
    """The dated openings of one half, or all."""
    with open(HERE / "dates.tsv", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Opening(
            row["half"],
            "" if row["expected"] == "unknown" else row["expected"],
            row["given"] or None,
            row["url"] or None,
            row["path"] or None,
            row["text"].replace("¶", "\n"),
        )
        for row in rows
        if half in (None, row["half"])
    ]


@dataclass(frozen=True)
class StoryPair:
    """Two texts and whether they are one story; `edits` is the share of words changed (None for different stories)."""

    left: str
    right: str
    same: bool
    edits: float | None


def story_pairs(rates: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2, 0.3)) -> list[StoryPair]:
    """Each page's text against itself with words dropped, doubled or exchanged, and against the next page's text."""
    texts = [page.body for page in pages()]
    words = sorted({word for text in texts for word in text.split()})
    pairs = [StoryPair(a, b, False, None) for i, a in enumerate(texts) for b in texts[i + 1 :]]
    for i, text in enumerate(texts):
        pairs += [StoryPair(text, edited(text, rate, words, i), True, rate) for rate in rates]
    return pairs


def edited(text: str, rate: float, words: list[str], seed: int) -> str:
    """`text` with a share `rate` of its words edited in runs of one to four, as an editor does."""
    rng = random.Random(seed * 1000 + round(rate * 100))
    lines = []
    for line in text.split("\n"):
        old, new, i = line.split(), [], 0
        while i < len(old):
            if rng.random() < rate / 2.5:
                run = rng.randint(1, 4)
                new += [rng.choice(words) for _ in range(rng.choice((0, run, run)))]
                i += run
            else:
                new.append(old[i])
                i += 1
        lines.append(" ".join(new))
    return "\n".join(lines)


def write_files(folder: Path, half: str | None = None) -> dict[str, Page]:
    """Write the pages as files of their kind (txt, html, csv, jsonl, docx); by the id that reading gives."""
    ids: dict[str, Page] = {}
    tables: dict[tuple[str, str], list[Page]] = {}
    for page in pages(half):
        (folder / page.outlet).mkdir(parents=True, exist_ok=True)
        if page.kind in ("csv", "jsonl"):
            tables.setdefault((page.outlet, page.kind), []).append(page)
            continue
        name = f"{page.outlet}/{page.id}.{page.kind}"
        ids[name] = page
        if page.kind == "txt":
            (folder / name).write_text(page.raw, encoding="utf-8")
        elif page.kind == "html":
            (folder / name).write_text(as_html(page), encoding="utf-8")
        else:
            _write_docx(page, folder / name)
    for (outlet, kind), group in tables.items():
        path = folder / outlet / f"bai.{kind}"
        if kind == "csv":
            with open(path, "w", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow(["id", "noi_dung", "nguon"])
                writer.writerows([page.id, page.raw, outlet] for page in group)
        else:
            rows = [json.dumps({"id": p.id, "text": p.raw, "source": outlet}, ensure_ascii=False) for p in group]
            path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        ids |= {page.id: page for page in group}
    return ids


_TAGS = {
    "T": "<h1>{}</h1>",
    "B": "<p>{}</p>",
    "C": "<figure><img src='a.jpg'><figcaption>{}</figcaption></figure>",
    "Y": "<p class='author'>{}</p>",
    "D": "<span class='date'>{}</span>",
    "N": "<nav><a href='/x'>{}</a></nav>",
    "F": "<div class='share'><a href='/s'>{}</a></div>",
    "R": "<div class='related'><a href='/r'>{}</a></div>",
    "G": "<div class='tags'>{}</div>",
    "X": "<span>{}</span>",
    "P": "<p>{}</p>",
}


def as_html(page: Page) -> str:
    """The page as a site would send it: each line in the tag its role would have."""
    inner = "\n".join(_TAGS[role].format(escape(text.strip())) for role, text in page.lines)
    title = next(text for role, text in page.lines if role == "T")
    head = f"<head><meta charset='utf-8'><title>{escape(title)}</title></head>"
    return f"<!doctype html><html lang='vi'>{head}<body>\n{inner}\n</body></html>\n"


def _write_docx(page: Page, path: Path) -> None:
    from docx import Document

    document = Document()
    for _, text in page.lines:
        document.add_paragraph(text)
    document.save(str(path))


def f1(found: list[str], truth: list[str]) -> dict[str, float]:
    """F1 of each group that occurs, their plain mean as "macro", and the share of lines right as "micro"."""
    groups = sorted(set(truth) | set(found))
    scores = {}
    for group in groups:
        hit = sum(a == b == group for a, b in zip(found, truth))
        total = found.count(group) + truth.count(group)
        scores[group] = 2 * hit / total if total else 1.0
    scores["macro"] = sum(scores[group] for group in groups) / len(groups)
    scores["micro"] = sum(a == b for a, b in zip(found, truth)) / max(1, len(truth))
    return scores
