"""What `chude check` says of the codes: how many are left, how far the coders agree, and what is odd."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from toolkit.base.errors import CodingError
from toolkit.base.reasons import Reason, reason_text
from toolkit.evidence.codes import Coding
from toolkit.evidence.coding_files import left_beside, not_read
from toolkit.evidence.designs import SETTLED
from toolkit.studies.asked.inputs import CODING_PAGES
from toolkit.studies.path.study import Study
from toolkit.studies.report.measured import agreement_cautions

SHOWN = ["theme", "coders", "units", "ones", "alpha", "lower", "upper", "remark"]
ODD_P = 0.001  # divided by the number of themes and coders


@dataclass(frozen=True)
class CodingCheck:
    """`agreement`: one row a theme (`SHOWN`), empty without codes; `told`: what is left and what is odd.

    `cautions`: what the agreement on a theme does not allow to be said.
    """

    agreement: pd.DataFrame
    told: tuple[Reason, ...]
    cautions: Mapping[str, Reason] = field(default_factory=dict)

    def agreement_in(self, language: str) -> pd.DataFrame:
        """The agreement with its remarks in a language."""
        told = {theme: reason_text(caution, language) for theme, caution in self.cautions.items()}
        return self.agreement.assign(remark=self.agreement["theme"].map(told).fillna(""))


def check_coding(study: Study) -> CodingCheck:
    """Look at the codes of a study: units left by coder, agreement by theme before settling, and oddities.

    Nothing is fitted beyond the score that the balance of the sample is judged by. Files that cannot be read are told
    with all their mistakes, and stop nothing else.
    """
    from toolkit.studies.path.steps_trends import coding_checks

    try:
        coding = study.coding
    except CodingError as problem:
        return CodingCheck(pd.DataFrame(columns=SHOWN), (Reason.of("given", text=str(problem)), *_lost(study)))
    told = [*_left(study, coding), *_lost(study)]
    if coding is None:
        return CodingCheck(pd.DataFrame(columns=SHOWN), tuple(told))
    found = coding_checks(study)
    told += coding.remarks
    if found["balance"]["caution"] is not None:
        told.append(Reason.from_json(found["balance"]["caution"]))
    told += [*_unsettled(coding), *standing_apart(coding)]
    return CodingCheck(found["coder_agreement"][SHOWN], tuple(dict.fromkeys(told)), agreement_cautions(study))


def _lost(study: Study) -> list[Reason]:
    """Files that look like codes and are not read, in coding/ and beside study.toml."""
    return not_read([study.folder / CODING_PAGES], left_beside(study.folder, study.inputs.codes))


def _left(study: Study, coding: Coding | None) -> Iterator[Reason]:
    """A line a coder: how many of the units that the coder was given are coded."""
    from toolkit.evidence.coding_page import pages_given

    folder = study.folder / CODING_PAGES
    given = {coder: set(units) for coder, units in pages_given(folder).items()} if folder.is_dir() else {}
    frame = pd.DataFrame(columns=["coder", "unit", "value"]) if coding is None else coding.frame
    frame = frame[frame["coder"] != SETTLED]
    for coder, own in frame.groupby("coder", sort=True):
        given.setdefault(str(coder), set()).update(own["unit"])
    done = frame.dropna(subset=["value"]).groupby("coder")["unit"].nunique()
    for coder in sorted(given):
        n = int(done.get(coder, 0))
        yield Reason.of("coder_progress", coder=coder, done=n, given=len(given[coder]), left=len(given[coder]) - n)


def _unsettled(coding: Coding) -> Iterator[Reason]:
    from toolkit.evidence.coding_page import disagreements

    n = len(disagreements(coding))
    if n:
        yield Reason.of("coders_differ", n=n)


def standing_apart(coding: Coding) -> Iterator[Reason]:
    """Coders who find a theme far more or less often than the others: units are dealt at random, so chance is known.

    Fisher's exact test of a coder against the others, over units; the level is shared by all themes and coders.
    """
    from scipy.stats import fisher_exact

    frame = coding.frame.dropna(subset=["value"])
    frame = frame[frame["coder"] != SETTLED]
    coders, themes = sorted(frame["coder"].unique()), list(dict.fromkeys(frame["theme"]))
    if len(coders) < 2:
        return
    for theme in themes:
        own = frame[frame["theme"] == theme]
        for coder in coders if len(coders) > 2 else coders[:1]:
            mine = own["coder"] == coder
            table = [_held(own[mine]), _held(own[~mine])]
            if fisher_exact(table).pvalue < ODD_P / (len(themes) * len(coders)):
                shares = [ones / max(ones + zeros, 1) for ones, zeros in table]
                yield Reason.of("coder_apart", coder=coder, theme=theme, share=shares[0], others=shares[1])


def _held(rows: pd.DataFrame) -> tuple[int, int]:
    """How many units were coded 1, and how many 0."""
    ones = int(rows["value"].sum())
    return ones, len(rows) - ones
