"""Steps beside the path: compare numbers of topics, draw a coding sample, write for other programs."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.checks import counted, some
from toolkit.base.errors import CodingError, ToolkitError, UsageError
from toolkit.base.files import write_bytes
from toolkit.base.threads import one_blas_thread
from toolkit.studies.asked.inputs import CODING_PAGES
from toolkit.studies.path.study import Study

SEED_REVIEW, REVIEW_SHEET = "seed_review.csv", "seed_review.xlsx"
REVIEW_PAGE, REVIEWED = "seed_review.html", "seed_review.json"


def choose_topics(study: Study, topics: str) -> pd.DataFrame:
    """The table of `choose_n_topics` for candidates such as "10,20,30", also written as build/choice.csv and .svg."""
    from toolkit.plots.style import close_figure, save_figure
    from toolkit.plots.topics import plot_choice
    from toolkit.studies.report.cells import to_csv
    from toolkit.topics.choice import choose_n_topics

    with one_blas_thread():
        choice = choose_n_topics(study.counts, _numbers(topics, len(study.counts.ids)), seed=study.recipe.topics.seed)
    table = choice.to_frame()
    write_bytes(study.build / "choice.csv", to_csv(table))
    axes = plot_choice(choice)
    save_figure(axes, study.build / "choice", kinds=("svg",))
    close_figure(axes)
    return table


def review(study: Study, n: int) -> tuple[Path, pd.DataFrame | None]:
    """The file of uses of seeds to mark, made where there is none (never overwritten), and what its marks say.

    Marks of a page (seed_review.json beside it) count before those of a workbook (seed_review.xlsx), and these before
    those of the file. None where nothing is marked yet. CodingError names the row or cell of another mark.
    """
    from toolkit.evidence.reading_pages import read_review_page
    from toolkit.evidence.seed_review import judge_seeds, review_seeds
    from toolkit.evidence.seed_sheets import read_review_sheet
    from toolkit.studies.report.cells import to_csv

    path = study.folder / SEED_REVIEW
    if not path.exists():
        table = review_seeds(study.counts, study.units, study.themes, n=n, seed=study.recipe.topics.seed)
        write_bytes(path, to_csv(table))
    marked = _review_table(path)
    if (study.folder / REVIEW_SHEET).exists():
        marked = read_review_sheet(study.folder / REVIEW_SHEET, marked)
    if (study.folder / REVIEWED).exists():
        marked = read_review_page(study.folder / REVIEWED, marked)
    judged = judge_seeds(marked)
    return path, judged if len(judged) else None


def review_notes(study: Study) -> list[str]:
    """What seed_review.csv lacks: seeds without any use, and, where it was drawn for other themes, which are not in it;
    files beside it that look like copies with marks, which are not read.

    The file is never drawn anew by itself, for it may hold marks.
    """
    from toolkit.evidence.seed_checks import first_named
    from toolkit.evidence.seed_evidence import seed_columns
    from toolkit.words.spelling import as_term

    table = _review_table(study.folder / SEED_REVIEW)
    there = set(zip(table["theme"].astype(str), table["seed"].astype(str)))
    wanted = [(theme, seed) for theme in study.themes for seed in theme.seeds]
    lacking = [(theme, seed) for theme, seed in wanted if (theme.key, seed) not in there]
    vocabulary = study.counts.vocabulary
    drawn_not = [seed for theme, seed in lacking if seed_columns(vocabulary, theme, as_term(seed))]
    silent = [seed for theme, seed in lacking if not seed_columns(vocabulary, theme, as_term(seed))]
    gone = sorted({seed for key, seed in there - {(theme.key, seed) for theme, seed in wanted}})
    notes = [f"without a use, hence not in it: {', '.join(first_named(silent))}"] if silent else []
    read = (SEED_REVIEW, REVIEW_SHEET, REVIEW_PAGE, REVIEWED)
    files = sorted(path.name for path in study.folder.iterdir() if path.name not in read and path.is_file())
    if copies := [name for name in files if name.casefold().startswith(Path(SEED_REVIEW).stem)]:
        notes.append(f"not read: {some(copies)}; the one with your marks must be called {REVIEWED} or {REVIEW_SHEET}")
    other = [f"not in it: {', '.join(first_named(drawn_not))}"] if drawn_not else []
    other += [f"no longer in themes.toml: {', '.join(first_named(gone))}"] if gone else []
    if other:
        notes.append(f"it was drawn for other seeds ({'; '.join(other)}); rename it, and run this again, to draw anew")
    return notes


def review_page(study: Study, n: int) -> Path:
    """Write seed_review.html, a page to mark the uses of seed_review.csv in (which is made where there is none); its
    file, saved as seed_review.json beside it, is found by `review`. UsageError where the page exists."""
    from toolkit.evidence.reading_pages import write_review_page

    path, _ = review(study, n)
    page = study.folder / REVIEW_PAGE
    return write_review_page(_review_table(path), study.themes, page, language=study.recipe.report.language)


def review_sheet(study: Study, n: int) -> Path:
    """Write seed_review.xlsx, a workbook to mark the uses of seed_review.csv in; UsageError where it exists."""
    from toolkit.evidence.seed_sheets import write_review_sheet

    book = study.folder / REVIEW_SHEET
    if book.exists():
        raise UsageError(f"{book.name} exists and is never overwritten; fill it in, or move it away first")
    path, _ = review(study, n)
    return write_review_sheet(_review_table(path), study.themes, book, language=study.language)


def _review_table(path: Path) -> pd.DataFrame:
    """The uses as they were drawn, with the marks that were written into the file, also by a spreadsheet that parts
    columns by semicolons or tabs.
    """
    from toolkit.evidence.seed_sheets import require_uses

    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline()
    sep = max(",;\t", key=first.count)
    try:
        table = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False, sep=sep)
    except ValueError as error:
        raise CodingError(f"{path.name} cannot be read ({error}); save it as CSV in UTF-8, or use --xlsx") from error
    require_uses(table)
    return table


def _numbers(topics: str, units: int) -> list[int]:
    try:
        numbers = sorted({int(part) for part in topics.split(",") if part.strip()})
    except ValueError as error:
        raise UsageError(f"--topics {topics}: give whole numbers by commas, as 10,20,30") from error
    if not numbers or numbers[0] < 2 or numbers[-1] > units:
        raise UsageError(f"--topics {topics}: give numbers from 2 to {units}, the number of units")
    return numbers


def write_coding(
    study: Study, *, n: int, coders: str = "", question: str | None = None, focus: str | None = None, xlsx: bool = False
) -> list[Path]:
    """Draw n units and write a page a coder into coding/, or coding.xlsx (`xlsx`); nothing is ever overwritten.

    Where pages or a sheet are there already, the draw is made larger: n counts the units of all together, and those
    that are on a page or a sheet are left out of the new ones. `question`: None for that of the pages or the sheet that
    are there, else presence. `focus`: a theme to look harder for. UsageError where a file is there, where another
    question was asked, or where there are fewer units than n.
    """
    from toolkit.evidence.coding_page import write_coding_page
    from toolkit.evidence.sheets import write_coding_sheet

    asked, names = _question(study, question), _coders(study, coders)
    sample = _drawn(study, n, focus)
    folder = study.folder / CODING_PAGES
    held = _held(study)
    note = study.recipe.coding.coders
    if xlsx:
        path = study.folder / (study.recipe.coding.file or "coding.xlsx")
        if path.exists():
            raise UsageError(f"{path.name} exists and is never overwritten; fill it in, or move it away first")
        return [write_coding_sheet(sample, study.themes, path, coders=names, question=asked, note=note, leave_out=held)]
    return write_coding_page(
        sample,
        study.themes,
        folder,
        coders=names,
        seed=study.recipe.topics.seed,
        overlap=study.recipe.coding.overlap,
        seeds_shown=study.recipe.coding.seeds_shown,
        question=asked,
        note=note,
        language=study.recipe.report.language,
        leave_out=held,
    )


def write_settling(study: Study) -> Path:
    """Write coding/settled.html: the units on which coders differ, to be agreed on; UsageError where nobody differs."""
    from toolkit.evidence.coding_page import disagreements, write_settling_page

    if study.coding is None:
        raise UsageError("there are no codes to settle; put the files of the coding pages into coding/ first")
    units = disagreements(study.coding)
    rows = study.units.rows(units).rename(columns={"id": "unit"})
    chance = study.coding.frame.drop_duplicates("unit").set_index("unit")["inclusion_probability"]
    sample = rows.assign(inclusion_probability=chance.reindex(rows["unit"]).to_numpy(), design=_design_of(study))
    language = study.recipe.report.language
    return write_settling_page(study.coding, sample, study.themes, study.folder / CODING_PAGES, language=language)


def _design_of(study: Study) -> str:
    """The record of the draw, where all codes are of one."""
    designs = () if study.coding is None else study.coding.designs
    return designs[0].to_text() if len(designs) == 1 else ""


def focus_told(study: Study, n: int, focus: str) -> list[str]:
    """What a focused draw gains and costs, a line a theme: how much wider or narrower its intervals are expected."""
    from toolkit.evidence.sampling import expected_widening

    by, compared = _compared(study)
    table = expected_widening(study.scores, study.units, n=n, focus=focus, by=by, compared=compared)
    return [
        f"{row.theme}: intervals {row.widening:.2f} times as wide as by the ordinary draw" for row in table.itertuples()
    ]


PLANNED = (0.1, 0.2)  # changes that a proposal is made for


def codings_proposed(study: Study) -> list[str]:
    """How many codings show changes of 10 and 20 points with power .8, a line each for periods and declared groups.

    By the scores, corrected by the codes there are; without codes presence is taken for a half, so that fewer do. No
    line where nothing can be compared.
    """
    compare, found = study.recipe.compare, list[str]()
    groups = {name: list(values) for name, values in (compare.groups or {}).items()}
    for by, pairs in ((compare.periods, compare.pairs), (groups, None)):
        try:
            found += [_proposal(study, by, pairs, change) for change in PLANNED] if by else []
        except ToolkitError:
            continue  # one period, more groups than can be paired: nothing to propose
    return found


def _proposal(study: Study, by: Any, pairs: Any, change: float) -> str:
    from toolkit.trends.calibration import calibrates
    from toolkit.trends.planning import plan_coding
    from toolkit.trends.prevalence import prevalence

    coding = study.coding if calibrates(study.coding, "presence") else None
    seed, options = study.recipe.topics.seed, {"measure": "presence", "count": study.recipe.compare.count}
    level = prevalence(study.scores, study.units, seed=seed, by=by, coding=coding, draws=200, **options)
    plan = plan_coding(level, change=change, pairs=pairs)
    ends = sorted(set(zip(plan["earlier"], plan["later"])))
    where = f"between {ends[0][0]} and {ends[0][1]}" if len(ends) == 1 else f"in any of {len(ends)} comparisons"
    points, most = f"{100 * change:.0f} points", plan["n_each"].max()
    if plan["n_each"].isna().any():
        return f"a change of {points} {where}: too few stories to show it in every theme, however many are coded"
    more = int(plan[["more_earlier", "more_later"]].max(axis=1).max())
    return f"a change of {points} {where}: {most:.0f} codings on each side show it in any theme ({more} more than now)"


def _coders(study: Study, coders: str) -> tuple[str, ...]:
    named = tuple(name.strip() for name in coders.split(",") if name.strip())
    return named or study.recipe.coding.pages or _on_pages(study) or ("coder_1",)


def _on_pages(study: Study) -> tuple[str, ...]:
    """The coders of an earlier wave, to whom a further one goes where nobody else is named."""
    from toolkit.evidence.coding_page import pages_given

    folder = study.folder / CODING_PAGES
    return tuple(sorted(pages_given(folder))) if folder.is_dir() else ()


def _sheets(study: Study) -> list[Path]:
    """The coding sheets that are there, beside study.toml or within coding/."""
    return [path for path in study.inputs.codes if path.suffix.lower() == ".xlsx"]


def _question(study: Study, question: str | None) -> str:
    """The question of the pages and the sheets that are there, for codes of two questions cannot be put together."""
    from toolkit.evidence.coding_page import questions_on_pages
    from toolkit.evidence.sheets import question_of_sheet

    folder = study.folder / CODING_PAGES
    asked = dict.fromkeys(questions_on_pages(folder) if folder.is_dir() else [])
    asked.update((question_of_sheet(sheet), None) for sheet in _sheets(study))
    if not asked:
        return question or "presence"
    if set(asked) != {question or next(iter(asked))}:
        remedy = "leave --question out" if len(asked) == 1 else "move the files of one question away first"
        raise UsageError(
            f"what is there already asks for {' and for '.join(asked)}, and codes of two questions cannot be counted "
            f"together; {remedy}"
        )
    return next(iter(asked))


def _held(study: Study) -> list[str]:
    """The units that are on pages or have rows on a sheet."""
    from toolkit.evidence.coding_page import units_on_pages
    from toolkit.evidence.sheets import units_on_sheet

    folder = study.folder / CODING_PAGES
    held = units_on_pages(folder) if folder.is_dir() else []
    return list(dict.fromkeys([*held, *(unit for sheet in _sheets(study) for unit in units_on_sheet(sheet))]))


def further(study: Study, more: int, focus: str | None) -> tuple[int, int]:
    """The n of a draw that brings `more` units beside those on pages and sheets, and how many: fewer where no more
    are left. UsageError where there is no first wave, or nothing is left."""
    from toolkit.evidence.coding_page import draws_on_pages
    from toolkit.evidence.sampling import n_of_further, population_of, wave_name

    folder = study.folder / CODING_PAGES
    held = _held(study)
    if not held:
        raise UsageError(
            f"--more {more}: no page or sheet was written yet; draw a first sample, as chude code STUDY --n {more}"
        )
    by, compared = _compared(study)
    seed = study.recipe.topics.seed
    population = population_of(study.scores, study.units, by=by, compared=compared, focus=focus)
    drawn = draws_on_pages(folder) if folder.is_dir() else {}
    least = drawn.get(wave_name(population, seed, focus), 1)
    n, fresh = n_of_further(population, study.scores.ids, held=held, more=more, seed=seed, least=least)
    if not fresh:
        raise UsageError(
            f"--more {more}: every unit that can be drawn is on a page or a sheet; nothing is left to code"
        )
    return n, fresh


def _compared(study: Study) -> tuple[Any, list[str] | None]:
    compare = study.recipe.compare
    named = None if compare.pairs is None else list(dict.fromkeys(name for pair in compare.pairs for name in pair))
    return compare.periods, named


def _drawn(study: Study, n: int, focus: str | None) -> pd.DataFrame:
    from toolkit.evidence.sampling import draw_coding_sample

    available = len(study.scores.ids)
    if n > available:
        raise UsageError(f"--n {n}: there are {counted(available, 'unit')} to draw from; ask for fewer")
    by, compared = _compared(study)
    seed = study.recipe.topics.seed
    return draw_coding_sample(study.scores, study.units, n=n, seed=seed, by=by, compared=compared, focus=focus)


def export_study(study: Study, kind: str, output: str | None) -> Path:
    """Write a study for another program into a folder, by default build/exports; the file or folder written."""
    from toolkit.studies.exports.formats import export

    return export(study, kind, Path(output) if output else study.build / "exports")


def witnesses_of(study: Study, named: str) -> pd.DataFrame:
    """The witnesses of one document, by its id or a part that only one id holds; UsageError for any other name."""
    from toolkit.documents.dates import date_witnesses

    ids = study.corpus.frame["id"]
    found = ids[ids == named] if (ids == named).any() else ids[ids.str.contains(named, regex=False)]
    if len(found) > 1:
        raise UsageError(f"{len(found)} ids of documents hold {named!r}: {some(found, 4)}; give more of one")
    if found.empty:
        close = get_close_matches(named, ids, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else f"ids are {some(ids, 4)}"
        raise UsageError(f"no document has {named!r} in its id; {remedy}")
    table = date_witnesses(study.corpus)
    return table[table["id"] == found.iloc[0]].drop(columns="id").reset_index(drop=True)
