"""Codes: what people said of a sample of units, lined up with the units, and folds that keep a story in one piece."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, CodingError
from toolkit.base.parts import Parts
from toolkit.base.reasons import Reason
from toolkit.base.streams import stream
from toolkit.documents.alignment import corpus_hashes
from toolkit.documents.corpus import Corpus
from toolkit.documents.text import text_hashes
from toolkit.evidence.designs import SETTLED, Design, chances_of, whole_draws

Array = NDArray[np.float64]
Labels: TypeAlias = Sequence[str] | pd.Series | NDArray[np.int64]
COLUMNS = ("unit", "coder", "theme", "value", "inclusion_probability")
OPTIONAL_COLUMNS = ("wave", "text_hash")
QUESTIONS = ("presence", "main theme")
EQUAL = "inclusion probabilities not given, taken as equal"
N_FOLDS = 5


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({"unit": [], "wave": [], "inclusion_probability": []}).astype({"unit": object, "wave": object})


@dataclass(frozen=True, eq=False)
class Coding:
    """Codes, one row a coder, unit and theme: `unit, coder, theme, value, inclusion_probability`.

    `question` is "presence" (value 0 or 1 for every theme) or "main theme" (value 1 for one theme at most, else 0).
    `coders` says who they were ("two simulated coders"), printed wherever the codes are used; `designs` how the units
    were drawn, where that is known; `remarks` what was said when files were put together. A missing value is a unit
    left uncoded. The coder "settled" holds what coders agreed on afterwards. A column `wave` names the draw that
    `inclusion_probability` belongs to (one draw for all, where it is missing), a column `text_hash` the text that was
    coded (hexadecimal, "" where it is not known). `taken_over` (unit, wave, inclusion_probability): units of a draw
    whose codes stand with another draw's, for they were coded already. Raises CodingError for a second value of
    a coder, unit and theme, a value other than 0 or 1, or an inclusion probability outside (0, 1].

    >>> coding.question, len(coding.coders_of) if hasattr(coding, "coders_of") else coding.frame["coder"].nunique()
    ('presence', 2)
    """

    frame: pd.DataFrame
    question: str = "presence"
    coders: str = ""
    designs: tuple[Design, ...] = ()
    remarks: tuple[Reason, ...] = ()
    taken_over: pd.DataFrame = field(default_factory=_nothing)
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        missing = [name for name in COLUMNS if name not in self.frame.columns]
        if missing:
            raise CodingError(f"codes need the column {missing[0]!r}; needed: {', '.join(COLUMNS)}")
        if self.question not in QUESTIONS:
            raise CodingError(f"question is {self.question!r}; it must be one of {', '.join(QUESTIONS)}")
        absent = {name: "" for name in OPTIONAL_COLUMNS if name not in self.frame.columns}
        frame = self.frame.assign(**absent)[[*COLUMNS, *OPTIONAL_COLUMNS]].reset_index(drop=True)
        frame["coder"] = frame["coder"].map(person)  # a name written with another blank is no other person
        twice = frame.duplicated(["unit", "coder", "theme", "wave"])
        if twice.any():
            row = frame[twice].iloc[0]
            raise CodingError(f"coder {row.coder!r} coded {row.unit!r} twice for {row.theme!r}; keep one row")
        value = frame["value"].astype("Float64")
        if not value.dropna().isin([0, 1]).all():
            bad = frame[~value.isna() & ~value.isin([0, 1])].iloc[0]
            raise CodingError(f"unit {bad.unit!r}, theme {bad.theme!r}: value {bad.value!r} must be 0 or 1")
        pi = frame["inclusion_probability"].astype("Float64")
        if not ((pi > 0) & (pi <= 1)).fillna(False).all():
            bad = frame[~((pi > 0) & (pi <= 1)).fillna(False)].iloc[0]
            raise CodingError(
                f"unit {bad.unit!r}: inclusion_probability {bad.inclusion_probability!r} must be above 0 and at most 1"
            )
        frame = frame.assign(value=value, inclusion_probability=pi.astype("float64"))
        object.__setattr__(self, "frame", frame)
        object.__setattr__(self, "designs", tuple(self.designs))
        object.__setattr__(self, "remarks", tuple(self.remarks))

    @property
    def blanks(self) -> pd.DataFrame:
        """What was left uncoded: coder, units (given to the coder), blank (without any code), by coder."""
        by_unit = self.frame.groupby(["coder", "unit"], sort=True)["value"].count().reset_index()
        grouped = by_unit.groupby("coder", sort=True)["value"]
        return pd.DataFrame(
            {"units": grouped.size(), "blank": grouped.agg(lambda n: int((n == 0).sum()))}
        ).reset_index()

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        designs = [design.to_text() for design in self.designs]
        meta = {
            "question": self.question,
            "coders": self.coders,
            "designs": designs,
            "remarks": [remark.to_json() for remark in self.remarks],
        }
        return Parts(meta, {}, {"frame": self.frame, "taken_over": self.taken_over})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        designs = tuple(Design.from_text(text) for text in parts.meta.get("designs", ()))
        remarks = tuple(Reason.from_json(value) for value in parts.meta.get("remarks", ()))
        taken_over = parts.tables.get("taken_over", _nothing())
        return cls(parts.tables["frame"], parts.meta["question"], parts.meta["coders"], designs, remarks, taken_over)

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        f = self.frame
        facts = [("units", f["unit"].nunique()), ("coders", f["coder"].nunique()), ("question", self.question)]
        mean = f.groupby("theme", sort=False)["value"].agg(["count", "mean"]).reset_index()
        rows = [(r.theme, int(r["count"]), float(r["mean"])) for _, r in mean.iterrows() if r["count"]]
        return card(
            "Coding",
            facts,
            ["theme", "codes", "share coded 1"],
            rows,
            [*filter(None, [self.coders]), *map(str, self.remarks)],
        )


def person(name: object) -> object:
    """A name in one form of letters and blanks."""
    return " ".join(unicodedata.normalize("NFC", name).split()) if isinstance(name, str) else name


def plain_name(name: str) -> str:
    """A person's name in small letters without diacritics."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def with_names_alike(coding: Coding) -> Coding:
    """Coders whose names differ in capitals, blanks, signs or diacritics alone may be one: said, never decided."""
    alike: dict[str, list[str]] = {}
    for coder in sorted({str(coder) for coder in coding.frame["coder"]} - {SETTLED}):
        alike.setdefault("".join(filter(str.isalnum, plain_name(coder))), []).append(coder)
    told = [Reason.of("coders_alike", names=", ".join(own)) for own in alike.values() if len(own) > 1]
    return replace(coding, remarks=tuple(dict.fromkeys((*coding.remarks, *told))))


def coding_from_frame(frame: pd.DataFrame, *, question: str = "presence", coders: str = "") -> Coding:
    """A Coding of a DataFrame with the columns unit, theme, value and, where known, coder, inclusion_probability.

    Without `coder` there is one; without `inclusion_probability` every unit is taken to have had the same chance
    (written as 1), and `coders` says so wherever the codes are used: after `draw_coding_sample` keep that column.
    `question`: presence or main theme. `coders` says who they were. A column `design` of `draw_coding_sample`, where it
    is kept, tells how the units were drawn. Raises CodingError where a code is wrong.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"unit": ["a", "b"], "theme": ["kieu_bao", "kieu_bao"], "value": [1, 0]})
    >>> tk.coding_from_frame(rows, coders="one reader").question
    'presence'
    """
    for name in ("unit", "theme", "value"):
        if name not in frame.columns:
            raise CodingError(f"the frame has no column {name!r}; codes need unit, theme and value")
    defaults = {"coder": "coder 1", "inclusion_probability": 1.0}
    missing = {name: value for name, value in defaults.items() if name not in frame.columns}
    if "inclusion_probability" in missing:
        coders = f"{coders}; {EQUAL}" if coders else EQUAL
    frame = frame.assign(**missing)
    designs: tuple[Design, ...] = ()
    if "design" in frame.columns:
        made = {text: Design.from_text(text) for text in sorted(set(frame["design"].dropna().astype(str)) - {""})}
        designs = tuple(made.values())
        names = {text: design.wave for text, design in made.items()}
        frame = frame.assign(wave=frame["design"].astype("str").map(names).fillna(""))
    return with_names_alike(_whole(Coding(frame, question, coders, designs)))


def _whole(coding: Coding) -> Coding:
    """The codes with what each of several draws takes over from the others."""
    if len(coding.designs) < 2:
        return coding
    found = whole_draws(coding.frame, coding.taken_over, coding.designs)
    remarks = tuple(dict.fromkeys((*coding.remarks, *found.remarks)))
    return replace(coding, frame=found.frame, designs=found.designs, remarks=remarks, taken_over=found.taken_over)


def join_codings(codings: Sequence[Coding]) -> Coding:
    """Several sheets or pages as one Coding: other coders of the same units, and further waves.

    A wave that was drawn again with a larger n takes its π from the largest draw, which is that of all its units
    together. Raises CodingError where the questions differ, or a unit of the smaller draw is not in the larger.
    """
    if not codings or len({coding.question for coding in codings}) > 1:
        raise CodingError("codes of presence and of the main theme cannot be joined; use one question")
    designs: dict[str, Design] = {}
    for design in (d for coding in codings for d in coding.designs):
        if design.wave not in designs or design.n > designs[design.wave].n:
            designs[design.wave] = design
    frame = pd.concat([coding.frame for coding in codings], ignore_index=True)
    for wave in designs:
        frame = _with_largest(frame, [c.frame for c in codings], [_size(c, wave) for c in codings], wave)
    coders = "; ".join(dict.fromkeys(coding.coders for coding in codings if coding.coders))
    empty = frame["value"].isna()
    told = frame[~empty].drop_duplicates(["unit", "coder", "theme", "wave"], keep="last")
    blank = frame[empty].drop_duplicates(["unit", "coder", "theme", "wave"])
    joined = pd.concat([told, blank]).drop_duplicates(["unit", "coder", "theme", "wave"]).sort_index()
    said = tuple(dict.fromkeys(remark for coding in codings for remark in coding.remarks))
    held = pd.concat([c.taken_over for c in codings], ignore_index=True).drop_duplicates(["unit", "wave"], keep="last")
    joined_codes = Coding(joined, codings[0].question, coders, tuple(designs.values()), said, held)
    return with_names_alike(_whole(joined_codes))


def _size(coding: Coding, wave: str) -> int:
    return max((design.n for design in coding.designs if design.wave == wave), default=0)


def _with_largest(frame: pd.DataFrame, frames: list[pd.DataFrame], sizes: list[int], wave: str) -> pd.DataFrame:
    """The frame with π of a wave as its largest draw has it."""
    largest = frames[sizes.index(max(sizes))]
    chance = largest[largest["wave"] == wave].drop_duplicates("unit").set_index("unit")["inclusion_probability"]
    here = frame["wave"] == wave
    lost = frame.loc[here & ~frame["unit"].isin(chance.index), "unit"].unique()
    if len(lost):
        raise CodingError(
            f"{len(lost)} units of the first draw ({some(lost)}) are not in the larger draw, whose probabilities hold"
            " for both; bring the second sheet as it was written"
        )
    return frame.assign(inclusion_probability=frame["inclusion_probability"].mask(here, frame["unit"].map(chance)))


@dataclass(frozen=True, eq=False)
class Codes:
    """Codes lined up with U units, T themes, C coders and W waves; n units are coded.

    `value` (U, T) the mean of the coders, nan where uncoded; `units` (n) places of the coded units; `by_coder`
    (C, n, T) each coder's code and `settled` (n, T) the code agreed on afterwards, nan where there is none; `chance`
    (W, n) the probability with which a wave drew the unit, nan where it did not.
    """

    value: Array
    units: NDArray[np.intp]
    coders: tuple[str, ...]
    by_coder: Array
    settled: Array
    chance: Array

    @property
    def known(self) -> NDArray[np.bool_]:
        """(U, T) True where coded."""
        return ~np.isnan(self.value)

    def weights(self, period: NDArray[np.int64]) -> Array:
        """(U) what a coded unit stands for, 0 elsewhere: 1/π, brought to a mean of 1 within each period and wave.

        Waves of one population count by how many units they coded in the period, so that a figure is the mean of the
        waves' figures (METHODS §10).
        """
        total, own = np.zeros(len(self.value)), period[self.units]
        for chance in self.chance:
            here = ~np.isnan(chance)
            at, weight = own[here] - int(period.min(initial=0)), 1.0 / chance[here]
            mean = np.bincount(at, weights=weight) / np.maximum(np.bincount(at), 1)
            total[self.units[here]] += weight / mean[at]
        return total

    def doubles(self) -> NDArray[np.bool_]:
        """(n) True where two coders or more coded the unit."""
        return np.asarray((~np.isnan(self.by_coder)).any(axis=2).sum(axis=0) >= 2)


def align_codes(coding: Coding, ids: Sequence[str], themes: Sequence[str]) -> Codes:
    """Codes by unit and theme, averaged over coders; the only place where codes meet units.

    Raises CodingError where one wave gives a unit two probabilities, AlignmentError where no unit of `ids` was coded.
    """
    whole = coding.frame
    frame = whole.dropna(subset=["value"])
    at = pd.Index(list(ids)).get_indexer(pd.Index(frame["unit"]))
    if len(frame) and not (at >= 0).any():
        raise AlignmentError("none of the coded units is among the measured ones; use the units that were coded")
    theme = pd.Index(list(themes)).get_indexer(pd.Index(frame["theme"]))
    use = (at >= 0) & (theme >= 0)
    frame, at, theme = frame[use], at[use], theme[use]
    units, place = np.unique(at, return_inverse=True)
    value = frame["value"].to_numpy(dtype=np.float64)
    coders = tuple(sorted(set(frame["coder"].astype(str)) - {SETTLED}))
    if len(frame) and not coders:
        raise CodingError(
            f"all codes are of {SETTLED!r}; give the coders' own codes too, or name the coder who settled"
        )
    shape = (len(units), len(themes))
    by_coder, settled = np.full((len(coders), *shape), np.nan), np.full(shape, np.nan)
    who = frame["coder"].astype(str).to_numpy(dtype=object)
    for c, name in enumerate(coders):
        own = who == name
        by_coder[c, place[own], theme[own]] = value[own]
    own = who == SETTLED
    settled[place[own], theme[own]] = value[own]
    mean = np.full((len(ids), len(themes)), np.nan)
    mean[units] = mean_of_coders(by_coder)
    names = {str(ids[unit]): k for k, unit in enumerate(units.tolist())}
    chance = chances_of(whole, coding.taken_over, names)
    return Codes(mean, units.astype(np.intp), coders, by_coder, settled, chance)


def mean_of_coders(by_coder: Array) -> Array:
    """(n, T) the mean over coders of (C, n, T) codes, nan where none coded."""
    n = (~np.isnan(by_coder)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nansum(by_coder, axis=0) / np.where(n > 0, n, np.nan))


def require_every_theme(coding: Coding, themes: Sequence[str]) -> None:
    """Raise CodingError for a theme that nobody coded."""
    coded = set(coding.frame.dropna(subset=["value"])["theme"])
    for theme in themes:
        if theme not in coded:
            raise CodingError(f"no unit was coded for theme {theme!r}; code it, or drop it from the comparison")


def coded_within(coding: Coding, corpus: Corpus) -> tuple[Coding, list[str]]:
    """The codes of units that are in the corpus, and the coded units that are not.

    Raises AlignmentError where none is, and where a unit has another text than the one that was coded.
    """
    units = pd.Index(coding.frame["unit"].unique())
    here = pd.Index(corpus.frame["id"]).get_indexer(units) >= 0
    if not here.any():
        raise AlignmentError(
            f"{len(units)} coded units ({some(units)}) are not in this corpus; use the corpus they were drawn from"
        )
    frame = coding.frame[coding.frame["unit"].isin(units[here])]
    _require_coded_texts(frame, corpus)
    over = coding.taken_over[coding.taken_over["unit"].isin(units[here])]
    return (coding if here.all() else replace(coding, frame=frame, taken_over=over)), units[~here].tolist()


def found_again(coding: Coding, corpus: Corpus) -> Coding:
    """The codes with units that passages were cut anew around: found by their text, or left out; both are in `remarks`.

    A unit whose id is gone or holds another text now stands for the one unit of its document (else of the corpus) with
    the letters that were coded; where there is none, or several, its codes are left out and it has to be coded anew.
    Codes without the hash of their text stay as they are.
    """
    places = places_of(coding, corpus)
    if not places:
        return coding
    lost = [unit for unit, place in places.items() if place is None]
    frame = coding.frame[~coding.frame["unit"].isin(lost)]
    frame = frame.assign(unit=[places.get(unit) or unit for unit in frame["unit"]])
    over = coding.taken_over[~coding.taken_over["unit"].isin(lost)]
    over = over.assign(unit=[places.get(unit) or unit for unit in over["unit"]])
    moved = len(places) - len(lost)
    said = [Reason.of("codes_moved", n=moved)] if moved else []
    said += [Reason.of("codes_lost", n=len(lost), units=some(lost))] if lost else []
    return replace(coding, frame=frame, remarks=(*coding.remarks, *said), taken_over=over)


def places_of(coding: Coding, corpus: Corpus) -> dict[str, str | None]:
    """Of coded units whose id is gone or holds another text: the unit that holds it now, None where none or several."""
    told = coding.frame[coding.frame["text_hash"] != ""].drop_duplicates("unit")
    kept = corpus.kept
    now = pd.Series([f"{int(one):016x}" for one in text_hashes(kept["text"])], index=kept["id"].to_numpy())
    same = {unit for unit, was in zip(told["unit"], told["text_hash"]) if now.get(unit) == was}
    wanted = [(unit, was) for unit, was in zip(told["unit"], told["text_hash"]) if unit not in same]
    if not wanted:
        return {}
    held = pd.DataFrame({"id": kept["id"], "parent": kept["parent"], "text": now.to_numpy()}).groupby("text")
    groups = {key: part for key, part in held if key in {was for _, was in wanted}}
    places: dict[str, str | None] = dict.fromkeys((unit for unit, _ in wanted), None)
    for unit, was in wanted:
        there = groups.get(was)
        own = there if there is None else there[there["parent"] == unit.rpartition("#")[0]]
        place = own if own is not None and len(own) else there
        if place is not None and len(place) == 1 and place["id"].iloc[0] not in same:
            places[unit] = str(place["id"].iloc[0])
    return places


def _require_coded_texts(frame: pd.DataFrame, corpus: Corpus) -> None:
    told = frame[frame["text_hash"] != ""].drop_duplicates("unit")
    now = corpus_hashes(corpus, told["unit"].tolist()) if len(told) else None
    if now is None:
        return
    bad = [unit for unit, was, own in zip(told["unit"], told["text_hash"], now) if was != f"{int(own):016x}"]
    if bad:
        raise AlignmentError(
            f"{len(bad)} coded units ({some(bad)}) have another text in this corpus than the one that was coded; use"
            " the corpus that was coded, or code these units again"
        )


def group_codes(labels: Labels) -> NDArray[np.intp]:
    """Integer labels from 0, in the order of the sorted distinct labels."""
    return np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)[1].astype(np.intp)


def story_folds(
    stories: Sequence[str] | pd.Series | NDArray[np.int64], *, seed: int, n_folds: int = N_FOLDS
) -> NDArray[np.intp]:
    """(U) the fold of each unit: stories are shuffled by `seed` and dealt to folds of nearly equal size in units.

    With fewer stories than folds there are as many folds as stories. The order of the units has no effect.
    """
    codes = group_codes(stories)
    sizes = np.bincount(codes)
    n_folds = min(n_folds, len(sizes))
    order = stream(seed, "story folds").permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    load, fold = np.zeros(n_folds), np.empty(len(sizes), dtype=np.intp)
    for story in order.tolist():
        lightest = int(np.argmin(load))
        fold[story] = lightest
        load[lightest] += sizes[story]
    return fold[codes]
