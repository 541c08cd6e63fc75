"""Formulas of effects: a small language of our own, read into terms; nothing in it is ever executed.

    year + C(source)               a slope by year, a level for each outlet
    section * step(2020-03-01)     a level for each section, before and from a declared day on, and their interaction
    bs(date, 4) + source           a smooth course, and outlets at the same moment

Names are columns of the corpus; `date` is the date in years. `+ - : * ( )` and `C()`, `bs(date, df)`, `step(day)`,
`slope(day)` are all there is (METHODS §16). Formulas come from colleagues: libraries that evaluate them run code.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.base.errors import UsageError
from toolkit.base.reasons import Reason

INTERCEPT: frozenset["Factor"] = frozenset()
LONGEST_FORMULA = 2_000
MOST_TERMS = 60
_TOKEN = re.compile(
    r"\s*(?:(?P<day>\d{4}-\d{2}(?:-\d{2})?)|(?P<number>\d+(?:\.\d+)?)|`(?P<quoted>[^`\n]{1,100})`|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>[-+:*(),]))"
)


@dataclass(frozen=True, order=True)
class Factor:
    """One factor of a term: `kind` (column, C, bs, step, slope), the `column` it reads, `argument`: df or day."""

    kind: str
    column: str = ""
    argument: str = ""

    def __str__(self) -> str:
        inside = ", ".join(part for part in (self.column, self.argument) if part)
        return self.column if self.kind == "column" else f"{self.kind}({inside})"


Term = frozenset[Factor]


def term_name(term: Term) -> str:
    """A term as it is written: its factors by name, joined by `:`."""
    return ":".join(str(factor) for factor in sorted(term)) or "1"


def parse_formula(formula: str) -> tuple[Term, ...]:
    """The terms of a formula, by order and then as they were written; the intercept is the empty term.

    Raises UsageError with the place of the first thing that does not belong.

    >>> [term_name(term) for term in parse_formula("year * C(source)")]
    ['1', 'year', 'C(source)', 'C(source):year']
    """
    if not isinstance(formula, str) or not formula.strip():
        raise UsageError(Reason("formula_empty"))
    if len(formula) > LONGEST_FORMULA:
        raise UsageError(Reason.of("formula_long", n=len(formula), most=LONGEST_FORMULA))
    reader = _Reader(formula, _tokens(formula))
    terms = reader.sum_of_terms([INTERCEPT], depth=0)
    reader.require_end()
    if not terms:
        raise UsageError(Reason.of("formula_no_term", formula=formula))
    return tuple(sorted(terms, key=len))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(formula: str) -> list[_Token]:
    found, at = [], 0
    end = len(formula.rstrip())
    while at < end:
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            why = Reason.of("formula_token", text=formula[at:].strip()[:12])
            raise UsageError(Reason.of("formula_unread", formula=formula, place=at + 1, why=why))
        found.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return found


class _Reader:
    """A cursor over the tokens of one formula."""

    def __init__(self, formula: str, tokens: Sequence[_Token]) -> None:
        self.formula, self.tokens, self.at = formula, tokens, 0

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) and self.kind() == "sign" else ""

    def kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else "end"

    def take(self, sign: str = "") -> _Token:
        if self.at >= len(self.tokens) or (sign and self.peek() != sign):
            raise self.refusal(Reason.of("formula_expected", sign=sign) if sign else Reason("formula_ends"))
        self.at += 1
        return self.tokens[self.at - 1]

    def refusal(self, why: Reason) -> UsageError:
        place = self.tokens[self.at].at + 1 if self.at < len(self.tokens) else len(self.formula) + 1
        return UsageError(Reason.of("formula_unread", formula=self.formula, place=place, why=why))

    def require_end(self) -> None:
        if self.at < len(self.tokens):
            raise self.refusal(Reason.of("formula_strange", text=self.tokens[self.at].text))

    def sum_of_terms(self, terms: list[Term], depth: int) -> list[Term]:
        """`a + b - c`: terms are added once, and taken away."""
        if depth > 20:
            raise self.refusal(Reason("formula_deep"))
        sign = self.take().text if self.peek() in ("+", "-") else "+"
        while True:
            found = self.product(depth)
            if found is None:  # the number 0: no intercept
                found, sign = [INTERCEPT], "-" if sign == "+" else "+"
            terms = [t for t in terms if t not in found] if sign == "-" else _joined(terms, found)
            if len(terms) > MOST_TERMS:
                raise self.refusal(Reason.of("formula_terms", most=MOST_TERMS))
            if self.peek() not in ("+", "-"):
                return terms
            sign = self.take().text

    def product(self, depth: int) -> list[Term] | None:
        """`a * b` is both and their interaction, `a : b` the interaction alone."""
        terms = self.interaction(depth)
        while terms is not None and self.peek() == "*":
            self.take("*")
            right = self.interaction(depth)
            if right is None:
                raise self.refusal(Reason("formula_zero"))
            terms = _joined(_joined(terms, right), [a | b for a in terms for b in right])
        return terms

    def interaction(self, depth: int) -> list[Term] | None:
        terms = self.atom(depth)
        while terms is not None and self.peek() == ":":
            self.take(":")
            right = self.atom(depth)
            if right is None:
                raise self.refusal(Reason("formula_zero"))
            terms = [a | b for a in terms for b in right]
        return terms

    def atom(self, depth: int) -> list[Term] | None:
        if self.peek() == "(":
            self.take("(")
            found = self.sum_of_terms([], depth + 1)
            self.take(")")
            return found
        token = self.take()
        if token.kind == "number":
            if token.text not in ("0", "1"):
                self.at -= 1
                raise self.refusal(Reason.of("formula_number", text=token.text))
            return [INTERCEPT] if token.text == "1" else None
        if token.kind == "quoted" or (token.kind == "name" and self.peek() != "("):
            return [frozenset([Factor("column", token.text)])]
        if token.kind == "name":
            return [frozenset([self.call(token.text)])]
        self.at -= 1
        raise self.refusal(Reason.of("formula_strange", text=token.text))

    def call(self, name: str) -> Factor:
        """`C(column)`, `bs(date, df)`, `step(day)`, `slope(day)`."""
        self.take("(")
        if name in ("step", "slope"):
            day = self._of("day", Reason.of("formula_day", name=name)).text
            self.take(")")
            return Factor(name, "", _checked_day(self, day))
        if name not in ("C", "bs"):
            raise self.refusal(Reason.of("formula_function", name=name))
        column = self.take()
        if column.kind not in ("name", "quoted"):
            raise self.refusal(Reason.of("formula_column", name=name))
        size = ""
        if name == "bs":
            self.take(",")
            size = self._of("number", Reason("formula_pieces")).text
            if not size.isdigit() or not 3 <= int(size) <= 30:
                raise self.refusal(Reason("formula_pieces"))
        self.take(")")
        return Factor(name, column.text, size)

    def _of(self, kind: str, otherwise: Reason) -> _Token:
        if self.kind() != kind:
            raise self.refusal(otherwise)
        return self.take()


def _checked_day(reader: _Reader, day: str) -> str:
    from datetime import date

    whole = day if len(day) == 10 else f"{day}-01"
    try:
        date.fromisoformat(whole)
    except ValueError as error:
        raise reader.refusal(Reason.of("formula_no_day", day=day)) from error
    return whole


def _joined(terms: list[Term], more: list[Term]) -> list[Term]:
    return [*terms, *(term for term in dict.fromkeys(more) if term not in terms)]
