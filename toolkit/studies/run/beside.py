"""Steps beside the path: compare numbers of topics, draw a coding sample, write for other programs."""

from pathlib import Path

import pandas as pd

from toolkit.base.blas import one_blas_thread
from toolkit.base.checks import counted
from toolkit.base.errors import UsageError
from toolkit.base.files import write_bytes
from toolkit.studies.path.study import Study


def choose_topics(study: Study, topics: str) -> pd.DataFrame:
    """The table of `choose_n_topics` for candidates such as "10,20,30", also written as build/choice.csv and .svg."""
    from toolkit.plots.style import close_figure, save_figure
    from toolkit.plots.topics import plot_choice
    from toolkit.studies.report.tables import to_csv
    from toolkit.topics.choice import choose_n_topics

    with one_blas_thread():
        choice = choose_n_topics(study.counts, _numbers(topics, len(study.counts.ids)), seed=study.recipe.topics.seed)
    table = choice.to_frame()
    write_bytes(study.build / "choice.csv", to_csv(table))
    axes = plot_choice(choice)
    save_figure(axes, study.build / "choice", kinds=("svg",))
    close_figure(axes)
    return table


def _numbers(topics: str, units: int) -> list[int]:
    try:
        numbers = sorted({int(part) for part in topics.split(",") if part.strip()})
    except ValueError as error:
        raise UsageError(f"--topics {topics}: give whole numbers by commas, as 10,20,30") from error
    if not numbers or numbers[0] < 2 or numbers[-1] > units:
        raise UsageError(f"--topics {topics}: give numbers from 2 to {units}, the number of units")
    return numbers


def write_sheet(study: Study, *, n: int, coders: str, question: str) -> Path:
    """Draw n units and write coding.xlsx beside study.toml; UsageError where it exists, for it is never overwritten."""
    from toolkit.evidence.sampling import draw_coding_sample
    from toolkit.evidence.sheets import write_coding_sheet

    path = study.folder / (study.recipe.coding.file or "coding.xlsx")
    if path.exists():
        raise UsageError(f"{path.name} exists and is never overwritten; fill it in, or move it away first")
    names = tuple(name.strip() for name in coders.split(",") if name.strip()) or ("Coder 1",)
    available = len(study.scores.ids)
    if n > available:
        raise UsageError(f"--n {n}: there are {counted(available, 'unit')} to draw from; ask for fewer")
    compare = study.recipe.compare
    compared = None if compare.pairs is None else list(dict.fromkeys(name for pair in compare.pairs for name in pair))
    sample = draw_coding_sample(
        study.scores, study.units, n=n, seed=study.recipe.topics.seed, by=compare.periods, compared=compared
    )
    note = study.recipe.coding.coders
    return write_coding_sheet(sample, study.themes, path, coders=names, question=question, note=note)


def export_study(study: Study, kind: str, output: str | None) -> Path:
    """Write a study for another program into a folder, by default build/exports; the file or folder written."""
    from toolkit.studies.exports.formats import export

    return export(study, kind, Path(output) if output else study.build / "exports")
