"""Dating as maps over batches: the facts of each document, and the years its text speaks of, wherever they are worked
out.

Facts travel and are kept as JSON: nothing that is read back from a disk is run.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import pyarrow as pa

from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import clean_spans
from toolkit.documents.cleaning import dump_spans, load_spans
from toolkit.documents.dating.datelines import Dateline
from toolkit.documents.dating.facts import Facts, facts_of, text_of
from toolkit.documents.dating.grammar import Mention
from toolkit.documents.dating.witnesses import Witness
from toolkit.documents.dating.years import text_witnesses

_WITNESS = attrgetter("value", "kind", "words", "place", "strength", "shared", "note")
_LINE = attrgetter("month", "day", "year", "weekday", "text")
_MENTION = attrgetter("start", "end", "kind", "year", "month", "day", "last", "before", "after")


def fact_batches(batches: Iterable[pa.RecordBatch], *, zone: str) -> Iterator[pa.RecordBatch]:
    """What each document says by itself: `id`, `raw`, `removed`, `title`, `url`, `path`, `alone`, `given` (witnesses),
    `date_found` in; out `id`, `facts`, the cuts (`removed`) of the text that they were read from, and `years` as
    `year_batches` gives them where nothing else can date the text (None: asked for only if what is stated falls)."""
    furniture = read_furniture()
    names = ("raw", "removed", "title", "url", "path", "alone", "given", "date_found")
    for batch in batches:
        facts, cuts, years = list[str](), list[str](), list[str | None]()
        for raw, removed, title, url, path, alone, given, found in zip(*_columns(batch, names)):
            raw = raw or ""
            spans = load_spans(removed) if removed not in (None, "[]") else clean_spans(raw, furniture)
            one, text = facts_of(
                raw,
                spans,
                title=title or None,
                url=url or None,
                path=path or None,
                alone=alone,
                given=tuple(load_told(given)),
                found=found or None,
                zone=zone,
            )
            facts.append(dump_facts(one))
            cuts.append(dump_spans(spans))
            years.append(None if one.stated or one.told else dump_told(text_witnesses(text, one)))
        yield _batch(batch, facts=facts, removed=cuts, years=years)


def year_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The witnesses that each text alone bears: `id`, `raw`, `removed`, `facts` in, `id`, `years` out."""
    for batch in batches:
        rows = zip(*_columns(batch, ("raw", "removed", "facts")))
        told = [text_witnesses(text_of(raw or "", load_spans(cuts)), load_facts(facts)) for raw, cuts, facts in rows]
        yield _batch(batch, years=[dump_told(witnesses) for witnesses in told])


def _columns(batch: pa.RecordBatch, names: Sequence[str]) -> list[list[Any]]:
    return [batch.column(name).to_pylist() for name in names]


def _batch(batch: pa.RecordBatch, **columns: Sequence[str | None]) -> pa.RecordBatch:
    made = {name: pa.array(values, pa.large_string()) for name, values in columns.items()}
    return pa.RecordBatch.from_pydict({"id": batch.column("id"), **made})


def dump_told(witnesses: Iterable[Witness]) -> str:
    """Witnesses as JSON, to the last digit."""
    return json.dumps([_WITNESS(w) for w in witnesses], separators=(",", ":"))


def load_told(told: str) -> list[Witness]:
    """The witnesses that `dump_told` wrote."""
    return [Witness(*one) for one in json.loads(told)]


def dump_facts(facts: Facts) -> str:
    """Facts as JSON, to the last digit."""
    line = None if facts.line is None else [*_LINE(facts.line), _MENTION(facts.line.mention)]
    told = None if facts.told is None else _WITNESS(facts.told)
    stated, signed = ([_WITNESS(w) for w in witnesses] for witnesses in (facts.stated, facts.signed))
    return json.dumps([stated, line, told, facts.past, signed, facts.part], separators=(",", ":"))


def load_facts(dumped: str) -> Facts:
    """The facts that `dump_facts` wrote."""
    stated, line, told, past, signed, part = json.loads(dumped)
    return Facts(
        tuple(Witness(*one) for one in stated),
        None if line is None else replace(Dateline(*line), mention=Mention(*line[-1])),
        None if told is None else Witness(*told),
        past,
        tuple(Witness(*one) for one in signed),
        part,
    )
