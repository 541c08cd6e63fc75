"""What of a study the page, the PDF and the methods show alike: changes in points, what was measured, all counts."""

import numpy as np
import pandas as pd

from toolkit.studies.path.study import Study
from toolkit.trends.estimates import Prevalence

MEASURES = {
    "vi": {
        "share": "tỷ trọng của chủ đề trong từ vựng của mỗi giai đoạn",
        "presence": "tỷ lệ {unit} mang chủ đề (hiện diện)",
        "room": "phần độ dài văn bản mang chủ đề (dung lượng)",
        "dominant": "tỷ lệ {unit} có chủ đề ấy là chủ đề chính",
    },
    "en": {
        "share": "the theme's share of each period's vocabulary",
        "presence": "the share of {unit} that carry the theme (presence)",
        "room": "the part of the text that carries the theme (room)",
        "dominant": "the share of {unit} whose main theme it is",
    },
}
INDEX = {"vi": ", dưới dạng chỉ số", "en": ", as an index"}
CHANGES = ("change", "lower", "upper")


def measure_told(prevalence: Prevalence, language: str) -> str:
    """What the headline measures, in words that need no glossary."""
    from toolkit.plots.wording import counted_of

    text = MEASURES[language][prevalence.measure].format(unit=counted_of(prevalence, language))
    return text + (INDEX[language] if prevalence.is_index else "")


def compared(study: Study) -> str:
    """The pairs of periods that were compared: "2016-2018 → 2022-2024"."""
    pairs = study.contrasts.frame[["earlier", "later"]].drop_duplicates()
    return ", ".join(f"{earlier} → {later}" for earlier, later in pairs.itertuples(index=False, name=None))


def summary_sentence(study: Study) -> str:
    """What the report rests on in two sentences."""
    from toolkit.studies.report.page_tables import texts
    from toolkit.studies.report.words import whole

    n, p, language = study.counts_by_stage, study.headline, study.language
    kept, stories = (whole(int(n.get(name, 0)), language) for name in ("kept", "stories"))
    status = texts()[language]["calibrated" if p.calibrated else "uncalibrated"]
    measure, pairs = measure_told(p, language), compared(study)
    if language == "vi":
        against = f"; so sánh {pairs}" if pairs else ""
        return (
            f"{kept} bài, {stories} tin (một tin là một bài cùng các bản đăng lại), {len(study.themes)} chủ đề"
            f"{against}. Thước đo chính: {measure}, {status}."
        )
    against = f"; {pairs} compared" if pairs else ""
    return (
        f"{kept} articles, {stories} stories (an article and its reprints are one), {len(study.themes)} themes"
        f"{against}. Headline measure: {measure}, {status}."
    )


def outside(study: Study) -> int:
    """Dated documents that lie outside the periods compared, or whose date is too coarse for them."""
    from toolkit.documents.periods import group_units

    kept = study.corpus.kept
    period = group_units(kept, study.recipe.compare.periods).period
    return int(((period < 0) & kept["year"].notna().to_numpy()).sum())


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
