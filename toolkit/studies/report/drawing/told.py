"""What figures found, and their alternative texts, in the language of the report; a verdict's word is never bent."""

from collections.abc import Iterable

from toolkit.studies.path.study import Study
from toolkit.studies.report.words import as_sentence, translated
from toolkit.trends.estimates import VERDICTS, Prevalence


def by_verdict(study: Study) -> str:
    """The themes by verdict, pair by pair: "Tăng: A, B. Chưa đủ cơ sở kết luận: C."; "" where none is."""
    from toolkit.studies.report.findings import theme_name

    head, frame = study.headline, study.contrasts.frame
    own = frame[(frame["verdict"] != "") & (frame["method"] == head.method) & (frame["measure"] == head.measure)]
    if not len(own):
        return ""  # the page says so above the figures
    told = []
    pairs = own[["earlier", "later"]].drop_duplicates()
    for earlier, later in pairs.itertuples(index=False, name=None):
        rows = own[(own["earlier"] == earlier) & (own["later"] == later)]
        parts = []
        for verdict in VERDICTS:
            keys = rows.loc[rows["verdict"] == verdict, "theme"]
            themes = [theme_name(study.themes, key, study.language) for key in keys]
            if themes:
                parts.append(as_sentence(f"{translated(verdict, study.language)}: {', '.join(themes)}"))
        told.append(f"{earlier} → {later}. {' '.join(parts)}")
    return " ".join(told)


def course_told(study: Study, p: Prevalence) -> str:
    """First and last period of every theme, as the alternative text of the whole figure."""
    from toolkit.plots.alt import describe_prevalence

    return describe_prevalence(p, {t.key: t.name(study.language) for t in study.themes}, study.language)


def listed(parts: Iterable[str]) -> str:
    """Parts of an alternative text as one sentence; names keep their letters, an outlet is not called Bao.vn."""
    text = "; ".join(parts)
    return text if text.endswith((".", "!", "?")) else f"{text}."
