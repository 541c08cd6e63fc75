"""Alternative texts: what a figure shows, told from the same data."""

from collections.abc import Mapping
from typing import Any

from toolkit.documents.corpus import Corpus
from toolkit.plots.style import decimal, label_of, percent, points, signed
from toolkit.plots.wording import bracketed, is_index, measure_label, rule_name, verdict_word
from toolkit.trends.estimates import Contrasts, Prevalence


def describe_prevalence(prevalence: Prevalence, labels: Mapping[str, str] | None, language: str) -> str:
    """Each theme's first and last period, in a sentence."""
    p = prevalence
    first, last = p.periods[0], p.periods[-1]
    parts = []
    for t, key in enumerate(p.themes):
        a, b = float(p.estimate[0, t]), float(p.estimate[-1, t])
        shown = [decimal(v, language) if is_index(p) else percent(v, language) for v in (a, b)]
        parts.append(f"{label_of(key, labels)}: {shown[0]} → {shown[1]}")
    head = measure_label(p, language)
    return f"{head}, {first} → {last}. " + "; ".join(parts) + "."


def describe_contrasts(contrasts: Contrasts, labels: Mapping[str, str] | None, language: str) -> str:
    """Each change with its interval and verdict."""
    declared = contrasts.frame[contrasts.frame["verdict"] != ""]

    def shown(value: float) -> str:
        return signed(value, language) if contrasts.is_index else points(value, language)

    parts = [
        f"{label_of(r.theme, labels)} {r.earlier} → {r.later}: {shown(r.change)} "
        f"{bracketed(shown(r.lower), shown(r.upper), language)}, {verdict_word(r.verdict, language)}"
        for r in declared.itertuples(index=False)
    ]
    return "; ".join(parts) + "."


def describe_dates(corpus: Corpus, language: str) -> str:
    """How many kept documents each date rule dated."""
    rules = (
        corpus.kept_facts["date_rule"]
        .fillna("không rõ ngày" if language == "vi" else "undated")
        .value_counts()
        .sort_index()
    )
    return "; ".join(f"{rule_name(str(rule), language)}: {n}" for rule, n in rules.items()) + "."


def describe_sources(corpus: Corpus, language: str) -> str:
    """How many kept documents each source gave."""
    counts = (
        corpus.kept_facts["source"]
        .fillna("không rõ nguồn" if language == "vi" else "source unknown")
        .value_counts()
        .sort_index()
    )
    shown = [f"{source}: {n}" for source, n in counts.head(30).items()]
    return "; ".join(shown) + "."


def describe_seeds(table: Any, labels: Mapping[str, str] | None, language: str) -> str:
    """Each theme's three most frequent seeds with their counts."""
    parts = []
    for theme, own in table.groupby("theme", sort=False):
        first = own.sort_values(["tokens", "seed"], ascending=[False, True]).head(3)
        shown = ", ".join(f"{seed} ({n})" for seed, n in zip(first["seed"], first["tokens"]))
        parts.append(f"{label_of(str(theme), labels)}: {shown}")
    head = "Từ khóa gặp nhiều nhất" if language == "vi" else "Most frequent seeds"
    return f"{head}. {'; '.join(parts)}."
