"""The figures of a report: which are drawn, under which names, with captions and alternative texts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.studies.path.study import Study


@dataclass(frozen=True)
class Figure:
    """A figure of the report: `name` (file stem), `title`, `alt` (from the data), `svg` (its text)."""

    name: str
    title: str
    alt: str
    svg: str


def write_figures(study: Study, folder: Path) -> list[Figure]:
    """Draw every figure that the study can bear into `folder`/figures (svg, png, pdf) and return them in page order."""
    from toolkit.plots.style import close_figure, save_figure

    figures = []
    for name, title, alt, draw in _plan(study):
        axes = draw()
        written = save_figure(axes, folder / "figures" / name)
        close_figure(axes)
        svg = next(path for path in written if path.suffix == ".svg")
        figures.append(Figure(name, title, alt, svg.read_text(encoding="utf-8")))
    return figures


Drawing = tuple[str, str, str, Callable[[], Any]]


def _plan(study: Study) -> list[Drawing]:
    return [*_comparison(study), *_groups(study), *_wording(study), *_evidence(study), *_documents(study)]


def _labels(study: Study) -> dict[str, str]:
    return {theme.key: theme.name(study.language) for theme in study.themes}


def _comparison(study: Study) -> list[Drawing]:
    from toolkit.plots import alt, contrasts, years

    language, labels, p = study.language, _labels(study), study.headline
    vi = language == "vi"
    text = alt.describe_prevalence(p, labels, language)
    shared: dict[str, Any] = {"labels": labels, "language": language}
    plan: list[Drawing] = []
    if len(p.periods) >= 2:
        pair = _pair(study)
        plan.append(("years", f"{pair[0]} → {pair[1]}", text, lambda: years.plot_years(p, pair=pair, **shared)))
    if len(p.periods) >= 3:
        plan += [
            (
                "prevalence",
                "Diễn biến qua các giai đoạn" if vi else "Over the periods",
                text,
                lambda: years.plot_prevalence(p, **shared),
            ),
            ("panels", "Từng chủ đề" if vi else "Theme by theme", text, lambda: years.plot_panels(p, **shared)[0, 0]),
        ]
    if len(p.periods) != 2:  # of two periods it would only repeat the figure above
        plan.append(
            (
                "heatmap",
                "Chủ đề và giai đoạn" if vi else "Themes by periods",
                text,
                lambda: years.plot_heatmap(p, **shared),
            )
        )
    if study.contrasts.frame["lower"].notna().any():
        plan.append(
            (
                "contrasts",
                "Thay đổi và kết luận" if vi else "Changes and verdicts",
                alt.describe_contrasts(study.contrasts, labels, language),
                lambda: contrasts.plot_contrasts(study.contrasts, **shared),
            )
        )
    return plan


def _groups(study: Study) -> list[Drawing]:
    """Themes by group or outlet, and the effects of the declared formula, a figure a theme."""
    from toolkit.plots.effects import plot_effects, plot_groups

    language, labels = study.language, _labels(study)
    vi = language == "vi"
    shared: dict[str, Any] = {"labels": labels, "language": language}
    plan: list[Drawing] = []
    by_group, effects = study.by_group, study.effects
    if by_group is not None:
        title = "Chủ đề theo nhóm báo" if vi else "Themes by group of outlets"
        text = f"{title}: {', '.join(by_group.periods)}."
        plan.append(("groups", title, text, lambda: plot_groups(by_group, **shared)))
    for theme in effects.themes if effects is not None else ():
        name = labels.get(theme, theme)
        title = f"Tác động: {name}" if vi else f"Effects: {name}"
        slug = theme.replace(" | ", "-or-")
        drawing = (f"effects-{slug}", title, f"{title}.", _drawn_effects(plot_effects, effects, theme, shared))
        plan.append(drawing)
    return plan


def _wording(study: Study) -> list[Drawing]:
    """Words that entered and left a theme, where any is shown to have."""
    from toolkit.plots.effects import plot_wording

    vi = study.language == "vi"
    shared: dict[str, Any] = {"labels": _labels(study), "language": study.language}
    plan: list[Drawing] = []
    for key in study.wording.loc[study.wording["q_value"] <= 0.05, "theme"].unique():
        own = study.wording[study.wording["theme"] == key].reset_index(drop=True)
        title = f"{'Từ ngữ theo thời gian' if vi else 'Wording over time'}: {shared['labels'].get(key, key)}"
        terms = ", ".join(str(term).replace("_", " ") for term in own.loc[own["q_value"] <= 0.05, "term"].head(10))
        plan.append((f"wording-{key}", title, f"{title}: {terms}.", _drawn_wording(plot_wording, own, shared)))
    return plan


def _drawn_wording(plot: Callable[..., Any], table: Any, shared: dict[str, Any]) -> Callable[[], Any]:
    return lambda: plot(table, **shared)


def _drawn_effects(plot: Callable[..., Any], effects: Any, theme: str, shared: dict[str, Any]) -> Callable[[], Any]:
    return lambda: plot(effects, theme=theme, **shared)


def _pair(study: Study) -> tuple[str, str]:
    frame, p = study.contrasts.frame, study.headline
    if len(frame):
        return str(frame["earlier"].iloc[0]), str(frame["later"].iloc[0])
    return p.periods[0], p.periods[-1]


def _evidence(study: Study) -> list[Drawing]:
    from toolkit.plots import alt, robustness, topics
    from toolkit.plots import seeds as seed_figures

    language, labels = study.language, _labels(study)
    vi = language == "vi"
    shared: dict[str, Any] = {"labels": labels, "language": language}
    plan: list[Drawing] = []
    if len(study.seeds):
        title = "Chủ đề dựa trên những từ khóa nào" if vi else "On which seeds each theme rests"
        total = study.seeds.groupby("theme")["tokens"].transform("sum").clip(lower=1)
        seeds = study.seeds.assign(share_of_theme=study.seeds["tokens"] / total)
        text = alt.describe_seeds(seeds, labels, language)
        plan.append(("seeds", title, text, lambda: seed_figures.plot_seed_panels(seeds, **shared)[0, 0]))
    if len(study.keyness) and _enough_for_words(study):
        title = "Từ ngữ đặc trưng của hai giai đoạn" if vi else "Words that tell the periods apart"
        words = ", ".join(str(term).replace("_", " ") for term in study.keyness["term"].head(10))
        plan.append(
            ("keyness", title, f"{title}: {words}.", lambda: topics.plot_keyness(study.keyness, language=language))
        )
    table = study.sensitivity
    if table is not None and len(table):
        title = "Kết luận dưới các lựa chọn khác" if vi else "Verdicts under other choices"
        kept = f"{int(table['same'].sum())}/{len(table)}"
        plan.append(("sensitivity", title, f"{title}: {kept}", lambda: robustness.plot_sensitivity(table, **shared)))
    return plan


def _documents(study: Study) -> list[Drawing]:
    from toolkit.plots import alt, corpus

    vi = study.language == "vi"
    return [
        (
            "dates",
            "Ngày tháng được xác định nhờ đâu" if vi else "On what evidence articles were dated",
            alt.describe_dates(study.corpus, study.language),
            lambda: corpus.plot_dates(study.corpus, language=study.language),
        ),
        (
            "sources",
            "Nguồn báo theo năm" if vi else "Sources by year",
            alt.describe_sources(study.corpus, study.language),
            lambda: corpus.plot_sources(study.corpus, language=study.language),
        ),
    ]


def _enough_for_words(study: Study) -> bool:
    """Do both periods whose words are compared hold 30 effective stories? With fewer, no word tells them apart."""
    pairs, p = study.recipe.compare.pairs, study.headline
    named = pairs[0] if pairs else (p.periods[0], p.periods[-1])
    return all(bool(p.enough[p.periods.index(name)]) for name in named)
