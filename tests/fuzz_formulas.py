"""Hostile formulas: what a colleague's study.toml may hold. None may be executed, each gets a sentence of ours."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from toolkit.base.errors import UsageError
from toolkit.base.reasons import reason_words
from toolkit.trends.formulas import parse_formula

Target = Callable[[bytes], None]
EXECUTING = ("exec", "compile", "import", "open", "os.system", "os.exec", "subprocess.Popen", "socket.connect")
MARK = "chude_was_owned"
PAYLOADS = (
    f"__import__('os').system('touch {MARK}')",
    f"open('{MARK}', 'w')",
    "eval('1')",
    "exec('x = 1')",
    "compile('1', '', 'eval')",
    "().__class__.__bases__[0].__subclasses__()",
    "globals()['__builtins__']",
    "getattr(year, 'real')",
    "breakpoint()",
    "input()",
    "lambda: 0",
    "[x for x in (1, 2)]",
    "{'a': 1}",
    "f'{year}'",
    "@local",
    "`year`.apply",
    "year.str.len()",
    "np.log(year)",
    "I(year ** 2)",
    "Q('year')",
    "poly(year, 2)",
    "center(year)",
    "system('ls')",
    'shell("ls")',
    "'; DROP TABLE units; --",
)
FRAMES = (
    "{}",
    "year + {}",
    "{} + C(source)",
    "C({})",
    "bs({}, 4)",
    "bs(date, {})",
    "step({})",
    "slope({})",
    "({}):year",
    "year * ({})",
    "C(source, {})",
    "0 + {}",
    "year - {}",
)
SIGNS = (
    "",
    "   ",
    "~",
    "0",
    "year -",
    "+",
    "year ** 2",
    "year % 2",
    "year / 2",
    "year // 2",
    "year | source",
    "year & source",
    "year == 2016",
    "year if source else date",
    "year; import os",
    "year\nimport os",
    "year\x00",
    "𝒚𝒆𝒂𝒓(1)",
    "year\u202e + source(",
    "C(source",
    "C()",
    "C(C(source))",
    "bs(date)",
    "bs(date, 2)",
    "bs(date, 31)",
    "bs(date, 4.5)",
    "bs(date, 999999999999999999999)",
    "step(2020-13-01)",
    "step(2020-02-30)",
    "step(year)",
    "slope(0000-00)",
    "a*b*c*d*e*f*g*h",
    "(" * 500 + "year" + ")" * 500,
    "year + " * 900 + "year",
    "-" * 3000,
    "`" * 40,
    "``",
    "`a\nb`",
    "1e309",
    "٣ + year(",
    "year + 'x'",
    'year + "x"',
    "year[0]",
    "year.real",
    "year, source",
    "5 * year",
)
FORMULAS = (*(frame.format(payload) for frame, payload in product(FRAMES, PAYLOADS)), *SIGNS)


@contextmanager
def nothing_executed() -> Iterator[list[str]]:
    """The events of Python's own audit that execute, import or open something while the block runs."""
    reason_words("en")  # what our refusals say stands in a file of ours, which is read once
    found: list[str] = []
    armed = [True]

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if armed and event.startswith(EXECUTING):
            found.append(event)

    sys.addaudithook(hear)  # a hook stays for good, so it is disarmed
    try:
        yield found
    finally:
        armed.clear()


def formula(data: bytes) -> None:
    """Any bytes as a formula, or spliced into one of the hostile ones: read by us or refused by us."""
    text = data.decode("utf-8", errors="replace")
    at = (data[0] if data else 0) * 7
    for one in (text, FORMULAS[at % len(FORMULAS)] + text, text + FORMULAS[at % len(FORMULAS)]):
        try:
            assert parse_formula(one), "a formula without a term"
        except UsageError as refused:
            assert len(str(refused)) < 4_000, "a refusal that fills the screen"


TARGETS: list[tuple[str, Target]] = [("formulas", formula)]
SEEDS = (*(one.encode("utf-8", "replace")[:2_000] for one in FORMULAS[::17]), b"year * C(source) + bs(date, 4)")
