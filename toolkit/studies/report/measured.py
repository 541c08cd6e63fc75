"""What of a study the page, the PDF and the methods show alike: changes in points, what was measured, all counts."""

import numpy as np
import pandas as pd

from toolkit.base.reasons import Reason, reason_text
from toolkit.plots.reach import as_shown
from toolkit.studies.path.compared import compared_pairs
from toolkit.studies.path.study import Study
from toolkit.studies.report.words import whole, words
from toolkit.trends.estimates import Prevalence
from toolkit.trends.measures import measure_of

CHANGES = ("change", "lower", "upper")


def measure_told(prevalence: Prevalence, language: str) -> str:
    """What the headline measures, in words that need no glossary."""
    from toolkit.plots.wording import counted_of

    told = measure_of(prevalence.measure).words(language).told.format(unit=counted_of(prevalence, language))
    return told + (str(words("numbers", language)["as_index"]) if prevalence.is_index else "")


def compared(study: Study) -> str:
    """The pairs of periods that were compared: "2016-2018 → 2022-2024"."""
    pairs = study.contrasts.frame[["earlier", "later"]].drop_duplicates()
    return ", ".join(f"{earlier} → {later}" for earlier, later in pairs.itertuples(index=False, name=None))


def summary_sentence(study: Study) -> str:
    """What the report rests on in two sentences."""
    n, p, language = study.counts_by_stage, study.headline, study.language
    told, pairs = words("summary", language), compared(study)
    return str(told["all"]).format(
        kept=whole(int(n.get("kept", 0)), language),
        stories=whole(int(n.get("stories", 0)), language),
        themes=len(study.themes),
        against=str(told["against"]).format(pairs=pairs) if pairs else "",
        measure=measure_told(p, language),
        status=words("page", language)["calibrated" if p.calibrated else "uncalibrated"],
    )


def outside(study: Study) -> int:
    """Dated documents that lie outside the periods compared, or whose date is too coarse for them."""
    from toolkit.documents.periods import group_units

    kept = study.corpus.kept_facts
    grouped = group_units(kept, study.recipe.compare.periods)
    pairs = {name for pair in compared_pairs(study) for name in pair} & set(grouped.labels)
    places = [i for i, name in enumerate(grouped.labels) if name in pairs or not pairs]
    return int((~np.isin(grouped.period, places) & kept["year"].notna().to_numpy()).sum())


def all_counts(study: Study) -> dict[str, int]:
    """The counts of each stage, with the documents outside the periods."""
    return {**study.counts_by_stage, "outside": outside(study)}


def _is_index(study: Study) -> set[tuple[str, str]]:
    return {(p.method, p.measure) for p in study.family if p.is_index}


def declared_rows(study: Study) -> pd.DataFrame:
    """The rows that bear verdicts; changes of a share in percentage points as `change_points` and so on."""
    frame = study.contrasts.to_frame()
    counted = "stories" if study.headline.count == "stories" else "articles"
    frame = frame[frame["verdict"] != ""].copy()
    # A difference of a handful of stories is no finding; contrasts.csv keeps it.
    frame.loc[frame["verdict"] == "too few", list(CHANGES)] = np.nan
    frame = frame.rename(columns={"n_earlier": f"{counted}_earlier", "n_later": f"{counted}_later"})
    if study.headline.is_index:
        return frame
    return frame.assign(**{f"{c}_points": 100 * frame[c] for c in CHANGES}).drop(columns=list(CHANGES))


def explored_rows(study: Study) -> pd.DataFrame:
    """The rows without a verdict: changes in points, or of an index where the measure has no unit (and says so)."""
    frame = study.contrasts.to_frame()
    frame = frame[frame["verdict"] == ""].reset_index(drop=True)
    indices = _is_index(study)
    index = pd.Series([pair in indices for pair in zip(frame["method"], frame["measure"])], dtype=bool)
    scale = index.map({True: 1.0, False: 100.0}).astype(float)
    told = [f"{measure}{' (index)' if i else ''}" for measure, i in zip(frame["measure"], index)]
    return frame.assign(measure=told, **{f"{c}_shown": frame[c] * scale for c in CHANGES})


def course_rows(study: Study) -> pd.DataFrame:
    """The course in figures, as `level_rows` has them; no row where there is no course."""
    return pd.DataFrame() if study.course is None else level_rows(study.course, study.recipe.compare.level)


def level_rows(prevalence: Prevalence, level: float) -> pd.DataFrame:
    """A row a theme and period: estimate and interval in per cent or as an index, documents, stories."""
    p = as_shown(prevalence)
    scale, kind = (1.0, "index") if p.is_index else (100.0, "percent")
    figures = {
        f"{name}_{kind}": scale * table.T.ravel()
        for name, table in zip(("estimate", "lower", "upper"), (p.estimate, *p.interval(level)))
    }
    t = len(p.themes)
    return pd.DataFrame(
        {
            "period": list(p.periods) * t,
            "theme": np.repeat(list(p.themes), len(p.periods)),
            **figures,
            "documents": np.tile(p.n_documents, t),
            "stories": np.tile(p.n_stories, t),
        }
    )


def agreement_cautions(study: Study) -> dict[str, Reason]:
    """Theme → what must be told with the coders' agreement on it; only themes of which something must."""
    from toolkit.evidence.agreement import reliability

    if study.coding is None:
        return {}
    rows = study.units.facts(study.counts.ids)
    found = reliability(study.coding, stories=dict(zip(rows["id"], rows["story"].astype(str))))
    return {one.theme: one.caution for one in found if one.caution is not None}


def agreement_told(study: Study) -> pd.DataFrame:
    """How far the coders agree, what it allows told in the report's language."""
    shown = study.coder_agreement.drop(columns="remark_code", errors="ignore")
    shown = shown.rename(columns={"lower": "lower_index", "upper": "upper_index"})  # of α, told to two digits as it is
    told = {theme: reason_text(caution, study.language) for theme, caution in agreement_cautions(study).items()}
    return shown if shown.empty else shown.assign(remark=shown["theme"].map(told).fillna(""))
