"""What a run would refuse or leave out of groups, effects, a fixed mix and scores from elsewhere, told beforehand."""

from collections.abc import Callable, Iterator

import pandas as pd

from toolkit.base.errors import ToolkitError
from toolkit.base.reasons import Reason
from toolkit.documents.periods import group_units
from toolkit.studies.path.study import Study


def compared_notes(study: Study) -> list[Reason]:
    """A note for each part of study.toml that these articles do not bear, and for what has to be known of it."""
    if not len(study.units.kept_facts):
        return []
    frame = study.units.facts(study.counts.ids)
    return [one for where, look in _looks(study, frame) for one in _noted(where, look)]


def _looks(study: Study, frame: pd.DataFrame) -> Iterator[tuple[str, Callable[[], tuple[Reason, ...]]]]:
    from toolkit.trends.adjusted import held_fixed
    from toolkit.trends.effects import require_formula
    from toolkit.trends.group_remarks import group_remarks

    compare, effects = study.recipe.compare, study.recipe.effects
    if compare.groups:
        groups = {name: list(values) for name, values in compare.groups.items()}

        def grouped() -> tuple[Reason, ...]:
            group_units(frame, groups)
            return group_remarks(frame, groups)

        yield "[compare] groups", grouped
    if effects.formula:

        def read() -> tuple[Reason, ...]:
            require_formula(effects.formula, frame, study.themes.keys)
            return ()

        yield "[effects] formula", read
    for column in effects.adjusted_for if effects.adjusted_for != ("source",) else ():

        def fixed(column: str = column) -> tuple[Reason, ...]:
            held_fixed(frame, column, compare.periods)
            return ()

        yield "[effects] adjusted_for", fixed
    if (path := study.inputs.scores) is not None:

        def scored() -> tuple[Reason, ...]:
            from toolkit.evidence.outside_scores import read_scores, scores_from_frame

            said = study.recipe.scores.source
            found = scores_from_frame(read_scores(path), study.counts, study.present_themes, source=said)
            return tuple(one for one in found.cautions if one.code != "outside_scores")

        yield "[scores] file", scored


def _noted(where: str, look: Callable[[], tuple[Reason, ...]]) -> list[Reason]:
    try:
        found = look()
    except ToolkitError as error:
        found = (error.args[0] if error.args and isinstance(error.args[0], Reason) else Reason.from_json(str(error)),)
    return [Reason.of("not_in_study", where=where, error=one) for one in found]
