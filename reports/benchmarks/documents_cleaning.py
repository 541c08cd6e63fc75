"""How much of the article cleaning loses and how much furniture it leaves, beside trafilatura and jusText.

    TOOLKIT_DATA=… python reports/benchmarks/documents_cleaning.py peers

Sections: gold (F1 of line roles, both halves), articles (five real pages, by the line numbers in the tests), peers (the
gold pages as scraped text and as HTML, against trafilatura and jusText), wrapped (the gold and the real pages with
every paragraph broken at a width), press (furniture left and body lost on pages and fragments, by hashes of
the lines that were read and judged), essays (what is cut from translated essays, by a gold of the
pieces that were read and judged, and from photo essays), speed (articles a second, one core).
Writes results/documents_cleaning_SECTION.csv.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.documents.test_cleaning_gold import REAL, roles  # noqa: E402
from tests.golden.gold import Page, as_html, f1, pages  # noqa: E402
from toolkit.documents.cleaner.furniture import read_furniture  # noqa: E402
from toolkit.documents.cleaner.lines import split_lines  # noqa: E402
from toolkit.documents.cleaner.page import apply_spans, clean_spans  # noqa: E402
from toolkit.documents.cleaning import clean, outlet_lines  # noqa: E402
from toolkit.documents.corpus import Corpus  # noqa: E402
from toolkit.documents.files.webpages import read_html  # noqa: E402
from toolkit.documents.reading import read_corpus  # noqa: E402

Lines = list[tuple[str, str]]  # role, text


def data_folder() -> Path:
    """The folder of real data, or an end with the reason."""
    value = os.environ.get("TOOLKIT_DATA")
    if not value:
        raise SystemExit("TOOLKIT_DATA is unset: this section needs the real data")
    return Path(value)


def ours(text: str) -> str:
    """The text as the toolkit cleans it."""
    return apply_spans(text, clean_spans(text, read_furniture()))


def ours_html(page: str) -> str:
    """A page as the toolkit reads and cleans it."""
    return ours(read_html(page)["text"] or "")


def trafilatura(page: str) -> str:
    """trafilatura with its defaults."""
    from trafilatura import extract

    return extract(page) or ""


def justext(page: str) -> str:
    """jusText with its Vietnamese stop list."""
    from justext import get_stoplist
    from justext import justext as paragraphs

    kept = paragraphs(page.encode("utf-8"), get_stoplist("Vietnamese"), encoding="utf-8")
    return "\n".join(item.text for item in kept if not item.is_boilerplate)


def as_paragraphs(raw: str) -> str:
    """Scraped text as the only HTML that can be made of it: each line a paragraph."""
    return (
        "<html><body>"
        + "".join(f"<p>{escape(line)}</p>" for line in raw.split("\n") if line.strip())
        + "</body></html>"
    )


def lost_and_left(lines: Lines, output: str) -> tuple[int, int, int, int]:
    """Characters of the body, of them lost, of the furniture, of them left; a line is there when its last 60 are."""
    text = " ".join(output.split())
    body = lost = rest = left = 0
    for role, line in lines:
        end = " ".join(line.split()).removesuffix("./.")[-60:].rstrip(" |")
        there = end in text
        if role == "B":
            body, lost = body + len(line), lost + len(line) * (not there)
        elif role not in "TBP":
            rest, left = rest + len(line), left + len(line) * there
    return body, lost, rest, left


def shares(items: Iterable[tuple[Lines, str]]) -> dict[str, float]:
    """The shares lost and left over several pages."""
    total = [sum(column) for column in zip(*(lost_and_left(lines, output) for lines, output in items), strict=True)]
    return {
        "body_lost": total[1] / total[0],
        "furniture_left": total[3] / total[2],
        "body": total[0],
        "furniture": total[2],
    }


def section_gold() -> pd.DataFrame:
    """F1 of line roles on both halves of the gold pages."""
    rows = []
    for half in ("dev", "test"):
        found: list[str] = []
        truth: list[str] = []
        for page in pages(half):
            a, b = roles(page.raw, "".join(role for role, _ in page.lines))
            found, truth = found + a, truth + b
        rows.append({"half": half, "pages": len(pages(half)), "lines": len(truth), **f1(found, truth)})
    return pd.DataFrame(rows)


def real_pages() -> list[tuple[str, Lines, str]]:
    """Name, lines with roles, and text of the five real pages."""
    found = []
    for name, letters in sorted(REAL.items()):
        raw = (data_folder() / "articles" / name).read_text(encoding="utf-8")
        found.append((name, list(zip(letters, (line.text for line in split_lines(raw)), strict=True)), raw))
    return found


def section_articles() -> pd.DataFrame:
    """The five real pages, one by one and together, with the peers."""
    items = real_pages()
    rows = [{"page": name, "tool": "toolkit", **shares([(lines, ours(raw))])} for name, lines, raw in items]
    tools: dict[str, Callable[[str], str]] = {
        "toolkit": ours,
        "trafilatura": lambda raw: trafilatura(as_paragraphs(raw)),
        "jusText": lambda raw: justext(as_paragraphs(raw)),
    }
    rows += [
        {"page": "all", "tool": name, **shares((lines, tool(raw)) for _, lines, raw in items)}
        for name, tool in tools.items()
    ]
    return pd.DataFrame(rows)


def section_peers() -> pd.DataFrame:
    """The gold pages as scraped text and with their tags, by three tools, on both halves."""
    tools: dict[str, dict[str, Callable[[Page], str]]] = {
        "scraped text": {
            "toolkit": lambda page: ours(page.raw),
            "trafilatura": lambda page: trafilatura(as_paragraphs(page.raw)),
            "jusText": lambda page: justext(as_paragraphs(page.raw)),
        },
        "HTML": {
            "toolkit": lambda page: ours_html(as_html(page)),
            "trafilatura": lambda page: trafilatura(as_html(page)),
            "jusText": lambda page: justext(as_html(page)),
        },
    }
    return pd.DataFrame(
        {"half": half, "input": kind, "tool": name, **shares((list(page.lines), tool(page)) for page in pages(half))}
        for half in ("dev", "test")
        for kind, named in tools.items()
        for name, tool in named.items()
    )


def section_wrapped() -> pd.DataFrame:
    """Every paragraph broken at 72, 80 and 100 columns, with and without a blank line between paragraphs."""
    from textwrap import wrap

    sources = {"gold": [list(page.lines) for page in pages()], "articles": [lines for _, lines, _ in real_pages()]}
    rows = []
    for name, items in sources.items():
        for width in (72, 80, 100):
            for gap, between in (("line", "\n"), ("blank line", "\n\n")):
                raws = [
                    between.join(
                        "\n".join(wrap(text, width, break_long_words=False, break_on_hyphens=False)) or text
                        for _, text in lines
                    )
                    for lines in items
                ]
                found = shares((lines, ours(raw)) for lines, raw in zip(items, raws, strict=True))
                rows.append({"pages": name, "width": width, "between": gap, **found})
    return pd.DataFrame(rows)


def section_speed() -> pd.DataFrame:
    """Cleaning all mission documents on one core: statistics across documents, then the documents."""
    frame = pd.read_json(data_folder() / "mission" / "docs.jsonl.gz", lines=True, dtype=False)
    furniture = read_furniture()
    began = time.process_time()
    outlets = outlet_lines(zip(frame["source"], frame["text"], strict=True))
    middle = time.process_time()
    for source, text in zip(frame["source"], frame["text"], strict=True):
        apply_spans(text, clean_spans(text, furniture, outlet_lines=outlets.get(source, frozenset())))
    end = time.process_time()
    n, size = len(frame), int(frame["text"].str.len().sum())
    row = {"documents": n, "characters": size, "statistics_seconds": middle - began, "cleaning_seconds": end - middle}
    return pd.DataFrame([{**row, "minutes_for_80000": 80_000 / n * (end - began) / 60}])


def section_press() -> pd.DataFrame:
    """Furniture left and body lost on pages and fragments of the press, by a gold of hashes of lines that were read."""
    gold = pd.read_csv(HERE / "gold" / "furniture_press.csv")
    known = dict(zip(gold["line"], gold["what"], strict=True))
    rows = []
    for name, corpus in (("22 pages", read_corpus(data_folder() / "press" / "html")), ("20 fragments", fragments())):
        lines = [line for text in clean(corpus).frame["text"] for line in text.split("\n") if line.strip()]
        left = {
            what: sum(len(one) for one in lines if known.get(hashed(one)) == what) for what in ("furniture", "caption")
        }
        total = sum(map(len, lines))
        rows.append({"texts": name, "characters": total, **left, "share_left": sum(left.values()) / total})
    body, lost = body_of_pages()
    rows.append({"texts": "body of the pages", "characters": body, "lost": lost, "share_lost": lost / body})
    return pd.DataFrame(rows)


def section_essays() -> pd.DataFrame:
    """Body lost on translated essays, most of them broken at a width, and on photo essays, whose captions tell them.

    What is cut from essays was read piece by piece; a piece that the gold does not know is counted as body. Tags,
    addresses of links and blank lines are no body.
    """
    gold = pd.read_csv(HERE / "gold" / "essays_press.csv").set_index("line")["what"]
    essays = clean(read_corpus(data_folder() / "press" / "translations")).frame
    total = int(essays["raw"].str.len().sum())
    kinds = {"body": 0, "furniture": 0, "unread": 0}
    for raw, removed in zip(essays["raw"], essays["removed"], strict=True):
        for start, end, rule in json.loads(removed):
            if rule not in ("link", "image", "blank"):
                kinds[gold.get(hashed(raw[start:end]), "unread")] += end - start
    unused = int(essays.loc[essays["status"] != "kept", "raw"].str.len().sum())
    lost = kinds["body"] + kinds["unread"] + unused
    rows = [
        {"texts": f"{len(essays)} essays", "characters": total, **kinds, "unused": unused, "share_lost": lost / total}
    ]
    body, gone, n = captions_of_photo_essays()
    return pd.DataFrame(
        [*rows, {"texts": f"{n} photo essays", "characters": body, "body": gone, "share_lost": gone / body}]
    )


def captions_of_photo_essays() -> tuple[int, int, int]:
    """Characters of captions on pages that hold more of them than paragraphs; those lost; the number of pages."""
    from lxml.html import HTMLParser, document_fromstring

    total = lost = n = 0
    for file in sorted((data_folder() / "press" / "html").glob("*/*.html")):
        page = file.read_text(encoding="utf-8", errors="replace")
        tree = document_fromstring(page.encode(), parser=HTMLParser(encoding="utf-8"))
        captions = [" ".join(one.text_content().split()) for one in tree.iter("figcaption")]
        prose = [p for p in tree.iter("p") if "figure" not in {one.tag for one in p.iterancestors()}]
        if sum(map(len, captions)) > sum(len(" ".join(p.text_content().split())) for p in prose):
            n, cleaned = n + 1, hashed_text(ours_html(page))
            for caption in (one for one in captions if len(one) >= 40):
                total += len(caption)
                lost += 0 if hashed_text(caption)[:60] in cleaned else len(caption)
    return total, lost, n


def hashed(line: str) -> str:
    """A line as the gold names it: no text of others is kept."""
    return hashlib.sha256("".join(c for c in line.casefold() if c.isalpha()).encode()).hexdigest()[:16]


def fragments() -> Corpus:
    """Twenty rows of the aggregator, drawn once."""
    with gzip.open(data_folder() / "press" / "baomoi_2025.jsonl.gz", "rt", encoding="utf-8") as file:
        drawn = random.Random(7).sample(list(file), 20)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.jsonl").write_text("".join(drawn), encoding="utf-8")
        return read_corpus(folder)


def body_of_pages() -> tuple[int, int]:
    """Characters of the paragraphs (of 60 and more) in the element that holds most of them, and those that are lost."""
    from lxml.etree import strip_elements
    from lxml.html import HTMLParser, document_fromstring

    total = lost = 0
    for file in sorted((data_folder() / "press" / "html").glob("*/*.html")):
        page = file.read_text(encoding="utf-8", errors="replace")
        cleaned = hashed_text(ours_html(page))
        held: dict[object, list[str]] = {}
        tree = document_fromstring(page.encode(), parser=HTMLParser(encoding="utf-8"))
        strip_elements(tree, "script", "style", with_tail=False)
        for paragraph in tree.iter("p"):
            inside = {one.tag for one in paragraph.iterancestors()}
            text = " ".join(paragraph.text_content().split())
            if len(text) >= 60 and not inside & {"figure", "figcaption", "td"}:
                held.setdefault(paragraph.getparent(), []).append(text)
        for text in max(held.values(), key=lambda those: sum(map(len, those)), default=[]):
            total += len(text)
            lost += 0 if hashed_text(text)[:60] in cleaned else len(text)
    return total, lost


def hashed_text(text: str) -> str:
    """The letters of a text alone."""
    return "".join(c for c in text.casefold() if c.isalpha())


SECTIONS = {
    "press": section_press,
    "essays": section_essays,
    "gold": section_gold,
    "articles": section_articles,
    "peers": section_peers,
    "wrapped": section_wrapped,
    "speed": section_speed,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure cleaning.")
    parser.add_argument("section", choices=sorted(SECTIONS))
    section = parser.parse_args().section
    table = SECTIONS[section]().round(4)
    (HERE / "results").mkdir(exist_ok=True)
    table.to_csv(HERE / "results" / f"documents_cleaning_{section}.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
