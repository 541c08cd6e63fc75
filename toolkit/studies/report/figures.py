"""The figures of a report: which are drawn, under which names, with captions and alternative texts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.plots.style import label_of
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.course import compared_spans
from toolkit.studies.report.drawing.of_words import enough_for_words, tells_apart
from toolkit.studies.report.words import words
from toolkit.trends.company import ALPHA


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
    told = words("figures", language)
    text = alt.describe_prevalence(p, labels, language)
    shared: dict[str, Any] = {"labels": labels, "language": language}
    plan: list[Drawing] = []
    if len(p.periods) >= 2:
        pair = _pair(study)
        title = str(told["levels"]).format(earlier=pair[0], later=pair[1])
        plan.append(("years", title, text, lambda: years.plot_years(p, pair=pair, **shared)))
    course = study.course
    if course is not None and len(course.periods) >= 3:
        spans = [(begin, end) for _, begin, end, _ in compared_spans(study, course)]
        shown = alt.describe_prevalence(course, labels, language)
        title = str(told[f"course_{course.by}"])
        draw = _drawn_course(years.plot_panels, course, spans, {**shared, "level": study.recipe.compare.level})
        plan.append(("course", title, shown, draw))
    if len(p.periods) >= 3 and p.by not in ("year", "quarter", "month"):
        plan.append(("prevalence", str(told["prevalence"]), text, lambda: years.plot_prevalence(p, **shared)))
    if len(p.periods) != 2:  # of two periods it would only repeat the figure above
        plan.append(("heatmap", str(told["heatmap"]), text, lambda: years.plot_heatmap(p, **shared)))
    if study.contrasts.frame["lower"].notna().any():
        shown = alt.describe_contrasts(study.contrasts, labels, language)
        draw = _drawn_contrasts(contrasts.plot_contrasts, study.contrasts, shared)
        plan.append(("contrasts", str(told["changes"]), shown, draw))
    return plan


def _drawn_course(plot: Callable[..., Any], course: Any, spans: Any, shared: dict[str, Any]) -> Callable[[], Any]:
    from toolkit.studies.report.drawing.course import with_figures

    return lambda: plot(with_figures(course) or course, compared=spans, **shared)[0, 0]


def _drawn_contrasts(plot: Callable[..., Any], contrasts: Any, shared: dict[str, Any]) -> Callable[[], Any]:
    return lambda: plot(contrasts, **shared)


def _groups(study: Study) -> list[Drawing]:
    """Themes by group or outlet, and the effects of the declared formula, a figure a theme."""
    from toolkit.plots.effects import plot_effects, plot_groups

    language, labels = study.language, _labels(study)
    told = words("figures", language)
    shared: dict[str, Any] = {"labels": labels, "language": language}
    plan: list[Drawing] = []
    by_group, effects = study.by_group, study.effects
    if by_group is not None:
        title = str(told["groups" if study.recipe.compare.groups else "outlets"])
        text = f"{title}: {', '.join(by_group.periods)}."
        plan.append(("groups", title, text, lambda: plot_groups(by_group, **shared)))
    plan += _company(study, shared)
    for theme in effects.themes if effects is not None else ():
        title = f"{told['effects']}: {label_of(theme, labels)}"
        slug = theme.replace(" | ", "-or-")
        drawing = (f"effects-{slug}", title, f"{title}.", _drawn_effects(plot_effects, effects, theme, shared))
        plan.append(drawing)
    return plan


def _company(study: Study, shared: dict[str, Any]) -> list[Drawing]:
    """Themes that stand together: over all articles, and in each period that gives a lift."""
    from toolkit.plots.company import plot_company

    labels, title = shared["labels"], str(words("figures", study.language)["company"])
    whole = [("company", study.company, "")] if len(study.company) else []
    by_period = [
        (f"company-{i + 1}", own, f" ({period})")
        for i, (period, own) in enumerate(study.company_by_period.groupby("period", sort=False))
    ]
    plan: list[Drawing] = []
    for name, table, where in [*whole, *by_period]:
        if not table["lift"].notna().any():
            continue
        clear = table[(table["p_adjusted"] <= ALPHA) & (table["lift"] > 1)]
        pairs = "; ".join(f"{labels.get(a, a)} + {labels.get(b, b)}" for a, b in zip(clear["theme"], clear["other"]))
        text = f"{title}{where}: {pairs or '–'}."
        plan.append((name, f"{title}{where}", text, _drawn_company(plot_company, table, shared)))
    return plan


def _drawn_company(plot: Callable[..., Any], table: Any, shared: dict[str, Any]) -> Callable[[], Any]:
    return lambda: plot(table, **shared)


def _wording(study: Study) -> list[Drawing]:
    """Words that entered and left a theme, where any is shown to have."""
    from toolkit.plots.effects import plot_wording

    vi = study.language == "vi"
    shared: dict[str, Any] = {"labels": _labels(study), "language": study.language}
    plan: list[Drawing] = []
    for key in study.wording.loc[study.wording["q_value"] <= 0.05, "theme"].unique():
        own = study.wording[study.wording["theme"] == key]
        first = own[own["q_value"] <= 0.05].iloc[0]  # the first pair of periods in which a word moved
        own = own[(own["earlier"] == first["earlier"]) & (own["later"] == first["later"])].reset_index(drop=True)
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
    told = words("figures", language)
    shared: dict[str, Any] = {"labels": labels, "language": language}
    plan: list[Drawing] = []
    if len(study.seeds):
        total = study.seeds.groupby("theme")["tokens"].transform("sum").clip(lower=1)
        seeds = study.seeds.assign(share_of_theme=study.seeds["tokens"] / total)
        text = alt.describe_seeds(seeds, labels, language)
        plan.append(
            ("seeds", str(told["seeds_all"]), text, lambda: seed_figures.plot_seed_panels(seeds, **shared)[0, 0])
        )
    if len(study.keyness) and enough_for_words(study) and tells_apart(study.keyness):
        title = str(told["keyness"])
        terms = ", ".join(str(term).replace("_", " ") for term in study.keyness["term"].head(10))
        plan.append(
            ("keyness", title, f"{title}: {terms}.", lambda: topics.plot_keyness(study.keyness, language=language))
        )
    table = study.sensitivity
    if table is not None and len(table):
        title = str(told["sensitivity"])
        kept = f"{int(table['same'].sum())}/{len(table)}"
        plan.append(("sensitivity", title, f"{title}: {kept}", lambda: robustness.plot_sensitivity(table, **shared)))
    model = study.models[study.recipe.topics.methods[0]]
    if model.n_topics >= 3:
        title = str(told["map"]).format(method=model.method.upper())
        names = ", ".join(label_of(name, labels) for name in model.topic_names)
        plan.append(("topic_map", title, f"{title}: {names}.", lambda: topics.plot_topic_map(model, **shared)))
    return plan


def _first_panel(plot: Callable[..., Any], table: Any, shared: dict[str, Any]) -> Callable[[], Any]:
    return lambda: plot(table, **shared)[0, 0]


def _documents(study: Study) -> list[Drawing]:
    from toolkit.plots import alt, corpus

    language, told = study.language, words("figures", study.language)
    shown = {"dates": (alt.describe_dates, corpus.plot_dates), "sources": (alt.describe_sources, corpus.plot_sources)}
    return [
        (name, str(told[name]), describe(study.corpus, language), _drawn_corpus(plot, study))
        for name, (describe, plot) in shown.items()
    ]


def _drawn_corpus(plot: Callable[..., Any], study: Study) -> Callable[[], Any]:
    return lambda: plot(study.corpus, language=study.language)
