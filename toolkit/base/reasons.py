"""Reasons and cautions as values: a code and its fields, put into words by one file a language (DESIGN §2)."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any, Self

from toolkit.base.errors import UsageError
from toolkit.base.tongues import in_language

LANGUAGES = ("vi", "en")
GIVEN = "given"


@dataclass(frozen=True)
class Reason:
    """Why a verdict is as it is, or what a reader must know: a `code` and named `fields`, never prose.

    A field is a text, a number, another Reason, or a tuple of these. `Reason.of("few_stories", period="2019", n=12,
    least=30)` makes one; `reason_text(reason, "vi")` says it; `str(reason)` is its English. The words stand in
    `reasons.en.toml` and `reasons.vi.toml`.
    """

    code: str
    fields: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(sorted(self.fields, key=lambda field: field[0])))  # as JSON keeps them

    @classmethod
    def of(cls, code: str, **fields: Any) -> Self:
        """A reason of this code; lists become tuples, numbers of numpy plain ones."""
        return cls(code, tuple((name, _plain(value)) for name, value in fields.items()))

    def field(self, name: str) -> Any:
        """One field by name."""
        return dict(self.fields)[name]

    def to_json(self) -> Any:
        """What JSON can hold, for `from_json`."""
        return {"code": self.code, "fields": {name: _to_json(value) for name, value in self.fields}}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """The reason put together again; a bare text (of an older artefact) becomes a reason that says just that."""
        if isinstance(value, str):
            return cls(GIVEN, (("text", value),))
        return cls(value["code"], tuple((name, _from_json(field)) for name, field in value["fields"].items()))

    def __str__(self) -> str:
        return reason_text(self, "en")


def _plain(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_plain(one) for one in value)
    return value.item() if hasattr(value, "item") else value


def _to_json(value: Any) -> Any:
    if isinstance(value, Reason):
        return {"reason": value.to_json()}
    return [_to_json(one) for one in value] if isinstance(value, tuple) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return Reason.from_json(value["reason"])
    return tuple(_from_json(one) for one in value) if isinstance(value, list) else value


@cache
def reason_words(language: str) -> Mapping[str, Any]:
    """The words file of a language: code → a sentence, or {one, other} by the field `n`; and a table [words]."""
    if language not in LANGUAGES:
        raise UsageError(f"reasons are told in {' and '.join(LANGUAGES)}, not in {language!r}")
    file = resources.files("toolkit.base").joinpath(f"reasons.{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def reason_text(reason: Reason, language: str) -> str:
    """The reason in words, without a full stop; a code that the file lacks is a UsageError.

    In a sentence `{name}` is a field as it is, `{name:word}` one looked up in [words], `{name:2}` a number of two
    decimals, `{name:points}` and `{name:percent}` a share times a hundred, `{name:tongue}` the part in the language of
    a text written in both.
    """
    words = reason_words(language)
    if reason.code not in words:
        raise UsageError(f"reasons.{language}.toml has no words for {reason.code!r}; add them")
    sentence, fields = words[reason.code], dict(reason.fields)
    if isinstance(sentence, Mapping):
        sentence = sentence["one" if fields["n"] == 1 else "other"]
    parts = []
    for before, name, spec, _ in Formatter().parse(sentence):
        parts.append(before if name is None else before + _said(fields[name], spec or "", language))
    return "".join(parts)


def reasons_text(reasons: Iterable[Reason], language: str) -> str:
    """Several reasons, one after the other."""
    return "; ".join(reason_text(reason, language) for reason in reasons)


def reasons_to_json(reasons: Iterable[Reason]) -> str:
    """Several reasons as one text, for a column of a stored table; `reasons_from_json` reads it."""
    return json.dumps([reason.to_json() for reason in reasons], ensure_ascii=False, sort_keys=True)


def reasons_from_json(text: str) -> tuple[Reason, ...]:
    """The reasons that `reasons_to_json` wrote."""
    return tuple(Reason.from_json(value) for value in json.loads(text))


def word(name: str, language: str) -> str:
    """A verdict, method, measure or check in the language; what the file does not know stays as it is."""
    return str(reason_words(language)["words"].get(name, name))


def _said(value: Any, spec: str, language: str) -> str:
    if isinstance(value, tuple):
        return ", ".join(_said(one, spec, language) for one in value)
    if isinstance(value, Reason):
        return reason_text(value, language)
    if spec == "tongue":
        return in_language(str(value), language)
    if spec == "word" or isinstance(value, str):
        return word(str(value), language) if spec == "word" else str(value)
    return number_text(value, spec, language)


def number_text(value: float, spec: str, language: str) -> str:
    """A number as a language writes it; `spec`: "", "2" (decimals), "points", "change" or "percent" of a share."""
    scale = 100.0 if spec in ("points", "change", "percent") else 1.0
    if spec in ("change", "percent"):  # a change is told as findings tell it, to a tenth of a point
        text = f"{scale * value:.{int(spec == 'change')}f}"
    elif spec.isdigit():
        text = f"{value:,.{int(spec)}f}"
    else:
        text = f"{value:,}" if isinstance(value, int) and scale == 1.0 else f"{scale * value:,.4g}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")  # a change that rounds to nought has no sign
    elif spec == "change" and value > 0:
        text = f"+{text}"
    text = text.replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
