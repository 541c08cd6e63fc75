"""Topics and words: top terms, keyness, stability, choice of the number of topics."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.base.checks import did_you_mean, require_choice, require_count
from toolkit.base.errors import UsageError
from toolkit.plots.style import (
    FAINT,
    INK,
    LANGUAGES,
    MUTED,
    PALETTE,
    axes_of,
    caption,
    held,
    label_of,
    labels_in,
    percent_axis,
    style,
    theme_style,
    titled,
    wrapped_label,
)
from toolkit.plots.wording import shown_term, thousands, told_apart
from toolkit.topics.model import TopicModel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Labels, Size
    from toolkit.topics.choice import Choice


FEWEST_LINES, MOST_LINES = 14, 30  # of the list beside a map


def require_columns(frame: pd.DataFrame, columns: Sequence[str], verb: str) -> None:
    """UsageError unless the table has these columns and a row."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise UsageError(f"this table lacks the column {missing[0]!r}; give what {verb} returned")
    if not len(frame):
        raise UsageError(f"the table is empty: {verb} found nothing to draw")


def plot_terms(
    model: TopicModel,
    *,
    topic: str | int | None = None,
    n: int = 12,
    by: str = "frex",
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """The first `n` terms of a topic (its name or number; default the first) as dots at their probability.

    Example: ``tk.plot_terms(model, topic="citizen_protection")``

    >>> ax = tk.plot_terms(model, topic="citizen_protection", n=8, language="en")
    >>> len(ax.get_yticks())
    8
    """
    from toolkit.topics.terms import top_terms

    require_choice("language", language, LANGUAGES)
    labels = labels_in(model.themes if labels is None else labels, language)
    number = _topic_number(model, topic)
    table = top_terms(model, n=n, by=by)
    table = table[table["topic"] == number].reset_index(drop=True)
    given, ax = ax, axes_of(ax, 6.0, 1.2 + 0.3 * len(table), figsize)
    look = theme_style(number)
    with style():
        y = np.arange(len(table))
        ax.hlines(y, 0, table["probability"], color=look["color"], linewidth=1.2)
        ax.plot(table["probability"], y, linestyle="none", marker=look["marker"], color=look["color"])
        ax.set_yticks(y, [shown_term(str(term), language) for term in table["term"]])
        ax.set_ylim(len(table) - 0.5, -0.5)
        ax.set_xlim(left=0)
        ax.grid(axis="y", visible=False)
        percent_axis(ax.xaxis, language)
        ax.set_xlabel("Xác suất trong chủ đề" if language == "vi" else "Probability in the topic")
        name = label_of(model.topic_names[number], labels)
        titled(ax, f"{name} ({model.method.upper()}, {by.upper() if by == 'frex' else by}; n = {len(model.ids)})")
    return held(ax, given, figsize)


def _topic_number(model: TopicModel, topic: str | int | None) -> int:
    if topic is None:
        return 0
    if isinstance(topic, int):
        if not 0 <= topic < model.n_topics:
            raise UsageError(f"topic {topic} is not there; this model has topics 0 to {model.n_topics - 1}")
        return topic
    if topic not in model.topic_names:
        raise UsageError(f"no topic is named {topic!r}{did_you_mean(topic, model.topic_names)}")
    return model.topic_names.index(topic)


def plot_keyness(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    language: str = "vi",
    figsize: "Size" = None,
    n: int = 15,
) -> "Axes":
    """The words that tell two periods apart: log-odds with their intervals, the earlier period's below zero.

    `table`: what `keyness` returned (columns term, log_odds, lower, upper, …); the `n` strongest on each side.

    >>> ax = tk.plot_keyness(tk.keyness(counts, corpus, (2016, 2018), (2022, 2024), n=8), language="en")
    """
    require_count("n", n, 1)
    require_choice("language", language, LANGUAGES)
    require_columns(table, ("term", "log_odds", "lower", "upper"), "keyness")
    ordered = table.sort_values(["log_odds", "term"], ascending=[False, True]).reset_index(drop=True)
    later, earlier = ordered[ordered["log_odds"] > 0].head(n), ordered[ordered["log_odds"] <= 0].tail(n)
    shown = pd.concat([later, earlier]).reset_index(drop=True)
    given, ax = ax, axes_of(ax, 7.0, 1.3 + 0.24 * len(shown), figsize)
    with style():
        y = np.arange(len(shown))
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.hlines(y, shown["lower"], shown["upper"], color=INK, linewidth=1.4)
        for side, marker in ((shown["log_odds"] > 0, "^"), (shown["log_odds"] <= 0, "v")):
            clear = told_apart(shown)
            for sure, face in ((clear, INK), (~clear, "white")):  # a theme's colour here would name a theme
                own = side & sure
                ax.plot(shown["log_odds"][own], y[own], marker, color=INK, markerfacecolor=face)
        ax.set_yticks(y, [shown_term(str(term), language) for term in shown["term"]], fontsize=8)
        ax.set_ylim(len(shown) - 0.5, -0.5)
        ax.grid(axis="y", visible=False)
        names = [_period_of(side, language, i) for i, side in enumerate((earlier, later))]
        ax.set_xlabel(f"← {names[0]}      log-odds      {names[1]} →")
        titled(
            ax,
            f"Từ ngữ đặc trưng của hai giai đoạn (n = {len(shown)} từ)"
            if language == "vi"
            else f"Words that tell the periods apart (n = {len(shown)} terms)",
        )
        caption(ax, _keyness_caption(language))
    return held(ax, given, figsize)


def _period_of(side: pd.DataFrame, language: str, which: int) -> str:
    if "period" in side and len(side):
        return str(side["period"].iloc[0])
    return (("trước", "sau"), ("earlier", "later"))[language == "en"][which]


def _keyness_caption(language: str) -> str:
    if language == "vi":
        return (
            "Log-odds với phân phối tiên nghiệm Dirichlet; khoảng tin cậy 95% nhờ lấy mẫu lại theo tin; "
            "điểm rỗng: chưa rõ khi xét mọi từ cùng lúc; chỉ cho các nguồn báo này."
        )
    return (
        "Log-odds with an informative Dirichlet prior; 95% intervals resampled by story; "
        "hollow: not clear with all words tested at once; "
        "for these outlets."
    )


def plot_stability(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """How alike each topic's words are over the refits (average Jaccard), recurring topics full, others hollow.

    `table`: what `stability` returned.

    >>> table = tk.stability([model, *tk.refit(model, counts, fits=2, seed=1)])
    >>> ax = tk.plot_stability(table, labels=labels, language="en")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    require_columns(table, ("topic", "name", "jaccard", "recurring"), "stability")
    given, ax = ax, axes_of(ax, 7.0, 1.3 + 0.26 * len(table), figsize)
    with style():
        y = np.arange(len(table))
        recurring = table["recurring"].to_numpy(dtype=bool)
        ax.hlines(y, 0, table["jaccard"], color=MUTED, linewidth=1.0)
        for mask, face in ((recurring, PALETTE[0]), (~recurring, "white")):
            ax.plot(
                table["jaccard"][mask], y[mask], linestyle="none", marker="o", color=PALETTE[0], markerfacecolor=face
            )
        ax.set_yticks(y, [wrapped_label(label_of(str(name), labels), 34) for name in table["name"]], fontsize=8)
        ax.set_ylim(len(table) - 0.5, -0.5)
        ax.set_xlim(0, 1.02)
        ax.grid(axis="y", visible=False)
        ax.set_xlabel("Jaccard trung bình giữa các lần khớp" if language == "vi" else "Average Jaccard over refits")
        head = "Chủ đề nào tái hiện" if language == "vi" else "How topics recur"
        titled(ax, f"{head} (n = {len(table)})")
        caption(
            ax,
            "Chấm đặc: tái hiện ở ít nhất 80% số lần khớp."
            if language == "vi"
            else "Full: found again in at least 80% of the refits.",
        )
    return held(ax, given, figsize)


def plot_topic_map(
    model: TopicModel,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
    n: int = 3,
) -> "Axes":
    """Topics on a plane, the closer the more alike their words (Jensen–Shannon); the area of a dot is its share.

    Themes in their colours by number, free topics in grey as F8; the list at the right gives their names and `n` most
    probable words. The places are those of `topic_places`, the same on every machine.

    >>> ax = tk.plot_topic_map(model, language="en")
    >>> ax.figure.savefig("map.png")
    """
    from toolkit.topics.quality.distances import topic_distances, topic_places

    require_choice("language", language, LANGUAGES)
    labels = labels_in(model.themes if labels is None else labels, language)
    given, ax = ax, axes_of(ax, 7.5, 6.0, figsize)
    places, share = topic_places(topic_distances(model)), model.doc_topic.mean(axis=0)
    n_themes = sum(role == "theme" for role in model.roles)
    with style():
        for k, role in enumerate(model.roles):
            colour = PALETTE[k % len(PALETTE)] if role == "theme" else FAINT
            size = 900 * share[k] / share.max()
            ax.scatter(places[k, 0], places[k, 1], s=size, alpha=0.75, color=colour, edgecolor="white", zorder=2)
            code = str(k + 1) if role == "theme" else f"F{k}"
            spot = (float(places[k, 0]), float(places[k, 1]))
            ax.annotate(code, spot, ha="center", va="center", fontsize=7.5, color=INK, zorder=3)
            name = f"{k + 1}. {label_of(model.topic_names[k], labels)}" if k < n_themes else _free_label(model, k, n)
            _list_topic(ax, k, model.n_topics, name, colour if role == "theme" else MUTED)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.margins(0.1)
        head = "Bản đồ chủ đề" if language == "vi" else "Map of topics"
        titled(ax, f"{head} ({model.method.upper()}; n = {thousands(len(model.ids), language)})")
        caption(ax, _map_caption(language))
    return held(ax, given, figsize)


def _list_topic(ax: "Axes", place: int, of: int, name: str, colour: str) -> None:
    """What a code of the map stands for, in the list at its right."""
    ax.annotate(
        name,
        (1.02, 1 - (place + 0.5) / max(of, FEWEST_LINES)),
        xycoords="axes fraction",
        va="center",
        fontsize=7.5 if of <= MOST_LINES else 7.5 * MOST_LINES / of,
        color=colour,
        annotation_clip=False,
    )


def _free_label(model: TopicModel, topic: int, n: int) -> str:
    """F8 with its most probable words, or the name that a person gave it."""
    name = model.topic_names[topic]
    if name != f"topic_{topic}":
        return f"F{topic} {name.replace('_', ' ')}"
    order = np.argsort(-model.topic_term[topic], kind="stable")[:n]
    return f"F{topic}: " + ", ".join(model.vocabulary.terms[i].replace("_", " ") for i in order)


def _map_caption(language: str) -> str:
    if language == "vi":
        return "Càng gần nhau thì từ ngữ càng giống (khoảng cách Jensen–Shannon); chấm càng lớn thì tỷ trọng càng lớn."
    return "The closer, the more alike the words (Jensen–Shannon distance); the larger a dot, the larger its share."


MEASURES: dict[str, tuple[str, str]] = {
    "npmi": ("Độ mạch lạc (NPMI)", "Coherence (NPMI)"),
    "exclusivity": ("Độ riêng biệt", "Exclusivity"),
    "stability": ("Độ ổn định (Jaccard)", "Stability (Jaccard)"),
    "held_out": ("Log-likelihood giữ lại mỗi từ", "Held-out log-likelihood a token"),
    "dispersion": ("Độ phân tán phần dư", "Residual dispersion"),
}


def plot_choice(choice: "Choice", *, ax: "Axes | None" = None, language: str = "vi", figsize: "Size" = None) -> "Axes":
    """Every measure of the candidates for K, each on its own scale from worst (0) to best (1); no silent winner.

    >>> choice = tk.choose_n_topics(counts.subset(counts.ids[:300]), [5, 8], seed=1)
    >>> ax = tk.plot_choice(choice, language="en")
    """
    require_choice("language", language, LANGUAGES)
    frame: Any = choice.to_frame()
    shown = [name for name in MEASURES if name in frame.columns and frame[name].notna().any()]
    given, ax = ax, axes_of(ax, 7.5, 4.2, figsize)
    with style():
        for i, name in enumerate(shown):
            values = frame[name].to_numpy(dtype=float)
            span = np.nanmax(values) - np.nanmin(values)
            scaled = (values - np.nanmin(values)) / span if span > 0 else np.full(len(values), 0.5)
            scaled = 1 - scaled if name == "dispersion" and span > 0 else scaled
            look = theme_style(i)
            ax.plot(frame["n_topics"], scaled, label=MEASURES[name][language == "en"], **look)
        ax.set_xticks(list(frame["n_topics"]))
        ax.set_xlabel("Số chủ đề K" if language == "vi" else "Number of topics K")
        ax.set_ylabel("Từ kém nhất (0) đến tốt nhất (1)" if language == "vi" else "From worst (0) to best (1)")
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8)
        head = "Chọn số chủ đề" if language == "vi" else "Choosing the number of topics"
        titled(ax, f"{head} (n = {len(frame)} K)")
        caption(
            ax,
            "Mỗi thước đo có thang riêng; không thước đo nào tự quyết định."
            if language == "vi"
            else "Each measure on its own scale; none decides alone.",
        )
    return held(ax, given, figsize)
