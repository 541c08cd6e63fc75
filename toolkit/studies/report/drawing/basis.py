"""What a theme's topic rests on: seeds, their company, other words; and in each outlet, articles with a seed or not."""

from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Drawing, Mark, Row, Rows
from toolkit.studies.report.drawing.scales import NEUTRAL, per_cent
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.words import as_sentence, percent_text, words

BASIS = tuple(zip(("seeds", "companions", "rest"), NEUTRAL))
SIDES = tuple(zip(("with_seed", "without_seed"), (NEUTRAL[0], NEUTRAL[2])))
MOST_OUTLETS = 12


def basis_drawing(study: Study, key: str) -> Drawing | None:
    """What the mass of the theme's topic is of: seeds, their companions, all other words; a bar a method."""
    own = study.basis[study.basis["theme"] == key]
    if not len(own):
        return None
    told, language, rows = words("figures", study.language), study.language, []
    for r in own.to_dict("records"):
        marks, left = [], 0.0
        for name, colour in BASIS:
            share = float(r[name])
            marks.append(Mark("", per_cent(left), kind="bar", colour=colour, width=per_cent(share)))
            left += share
        holds = told["holds" if r["holds"] else "holds_not"]
        value = str(told["seeded"]).format(share=percent_text(float(r["seeded"]), language, 0), holds=holds)
        rows.append(Row(str(r["method"]).upper(), marks, value))
    named = [(colour, str(told[f"basis_{name}"])) for name, colour in BASIS]
    shares = [f"{method}: {parts}" for method, parts, _ in basis_lines(study, key)]
    return Drawing(
        f"basis-{key}",
        str(told["basis"]),
        "",
        _of_units(study, "basis_drawn"),
        listed(shares),
        "rows",
        Rows(rows, key=named),
    )


def basis_lines(study: Study, key: str) -> list[tuple[str, str, str]]:
    """By method what the theme's topic rests on ("seeds 12%, their company 30%, other words 58%"), and the part that
    stands in units with a seed, with whether that is enough.
    """
    told, language, lines = words("figures", study.language), study.language, []
    for r in study.basis[study.basis["theme"] == key].to_dict("records"):
        parts = [f"{told[f'basis_{name}']} {percent_text(float(r[name]), language, 0)}" for name, _ in BASIS]
        holds = told["holds" if r["holds"] else "holds_not"]
        share = percent_text(float(r["seeded"]), language, 0)
        seeded = _of_units(study, "basis_seeded", share=share, holds=holds)
        lines.append((str(r["method"]).upper(), ", ".join(parts), seeded))
    return lines


def basis_by_outlet_drawing(study: Study, key: str) -> Drawing | None:
    """Where the words of the theme's topic stand: a bar an outlet, in articles with a seed and in articles without.

    By the headline's method, where that is of scores by the first of the recipe; the outlets that hold most of the
    topic. None of one outlet: that is the figure above.
    """
    table, language, methods = study.basis_by_outlet, study.language, study.recipe.topics.methods
    method = study.headline.method if study.headline.method in methods else methods[0]
    own = table[(table["theme"] == key) & (table["method"] == method)] if len(table) else table
    if len(own) < 2:
        return None
    told = words("figures", language)
    shown = own.sort_values(["part", "source"], ascending=[False, True]).head(MOST_OUTLETS)
    most = max(float(shown["part"].max()), 1e-9)
    rows = [
        Row(str(r["source"]), _sides(r["part"] / most, r["seeded"]), _judged(r, language))
        for r in shown.to_dict("records")
    ]
    failing = [str(name) for name in shown.loc[~shown["holds"].astype(bool), "source"]]
    found = as_sentence(str(told["basis_fails"]).format(outlets=", ".join(failing))) if failing else ""
    part = str(told["basis_most"]).format(shown=len(shown), total=len(own)) if len(shown) < len(own) else ""
    return Drawing(
        f"basis-outlets-{key}",
        str(told["basis_outlets"]).format(method=method.upper()),
        found,
        f"{_of_units(study, 'basis_outlets_drawn')} {part}".strip(),
        listed(f"{row.label}: {row.value}" for row in rows),
        "rows",
        Rows(rows, key=[(colour, _of_units(study, name)) for name, colour in SIDES]),
    )


def _of_units(study: Study, name: str, **given: str) -> str:
    """Words of the basis, with what stands with a seed or without called as the study counts: articles or passages."""
    told = words("figures", study.language)
    return str(told[name]).format(units=told[f"units_{study.recipe.corpus.unit}"], **given)


def _sides(width: float, seeded: float) -> list[Mark]:
    """A bar of two parts; a part that is not known (a topic without words there) is none."""
    dark = width * seeded if seeded == seeded else 0.0
    ends = ((0.0, dark), (dark, width - dark))
    return [
        Mark("", per_cent(left), kind="bar", colour=colour, width=per_cent(max(size, 0.0)))
        for (left, size), (_, colour) in zip(ends, SIDES)
    ]


def _judged(row: dict[str, object], language: str) -> str:
    told = words("figures", language)
    holds = told["holds" if row["holds"] else "holds_not"]
    return str(told["seeded"]).format(share=percent_text(float(str(row["seeded"])), language, 0), holds=holds)
