"""The build: every stage computed, then tables, figures, page, PDF and manifest put in place together."""

import json
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.checks import counted, did_you_mean
from toolkit.base.errors import InputError, RecipeError, UsageError
from toolkit.base.files import cannot, write_json
from toolkit.base.reasons import reason_text
from toolkit.base.threads import one_blas_thread
from toolkit.studies.path import cache, declared, sensitivity, stages
from toolkit.studies.path.artefacts import save
from toolkit.studies.path.engines import require_room
from toolkit.studies.path.study import Study
from toolkit.studies.report.tables import write_tables
from toolkit.studies.report.words import as_sentence
from toolkit.studies.run.manifest import MANIFEST, SCHEMA_VERSION, answered_for, manifest, read_manifest

if TYPE_CHECKING:
    import pandas as pd

FORMER = "former.json"
log = logging.getLogger("toolkit")


def write_build(study: Study) -> None:
    """Compute what is not computed yet, write every output aside, and then put all in place, the manifest last.

    An error leaves the former build as it was; a process killed while files are put in place leaves no manifest, and
    the next run ends with the same bytes.
    """
    with cache.locked(study.build), one_blas_thread():
        _refuse_newer(study.build)
        for changed in declared.changed_defaults(study):
            log.warning("! %s", as_sentence(reason_text(changed, study.language)))
        before, fits, after = wanted_stages(study)
        compute(study, before[:1])
        if line := require_room(study, len(study.read(study, "read", "corpus"))):
            log.info(line)
        compute(study, before)
        require_comparable(study)
        declared.record(study)
        study.let_go("tokens")  # fits need the room; the tables read them again
        compute(study, [*fits, *after])
        _ = study.models  # of the fits the first alone is written and shown
        study.let_go("refits")
        made = Path(tempfile.mkdtemp(dir=study.build / cache.CACHE, prefix=cache.UNFINISHED))
        try:
            write_outputs(study, made)
            write_json(made / MANIFEST, manifest(study, made))
            _put_in_place(made, study.build)
        except OSError as error:
            raise cannot(error, f"{study.build.name}/", study.build) from error
        finally:
            shutil.rmtree(made, ignore_errors=True)
        kept = [stage for part in wanted_stages(study) for stage in part]
        from toolkit.studies.run.figures_kept import KEPT, figures_folder

        names = {stage.name: stages.folder(study, stage).name for stage in kept}
        cache.prune(study.build / cache.CACHE, names | {KEPT: figures_folder(study).name})


def require_comparable(study: Study) -> None:
    """Refuse, before anything is fitted, a study that cannot end: no seed occurs, nothing is dated, fewer units than
    topics, a span or period without documents."""
    from toolkit.documents.periods import group_units
    from toolkit.trends.periods import period_pairs

    topics = study.recipe.topics
    _ = study.present_themes  # says so where no seed of any theme occurs
    units = len(study.counts.ids)
    if units < topics.n_topics:
        raise RecipeError(
            f"study.toml: [topics] n_topics = {topics.n_topics}, but there {'is' if units == 1 else 'are'} only "
            f'{counted(units, "unit")} with words; lower n_topics, or set unit = "paragraph" in [corpus]'
        )
    if not study.corpus.kept_facts["year"].notna().any():
        raise InputError(
            "no article could be dated, so periods cannot be compared; run chude check STUDY --write-dates and fill "
            "in dates.csv"
        )
    found = group_units(study.units.facts(study.counts.ids), study.recipe.compare.periods)
    pairs = study.recipe.compare.pairs or ()
    for name in sorted({name for pair in pairs for name in pair} - set(found.labels)):
        known = did_you_mean(name, found.labels)
        raise RecipeError(f"study.toml: [compare] pairs names the period {name!r}, which holds no document{known}")
    try:
        period_pairs(found.labels, pairs, found.by)
    except UsageError as error:
        raise RecipeError(f"study.toml: [compare] pairs: {error}") from None


def fit_models(study: Study) -> "pd.DataFrame":
    """Have every model fitted and stored; one row a method and kind of fit."""
    import pandas as pd

    with cache.locked(study.build), one_blas_thread():
        before, fits, _ = wanted_stages(study)
        compute(study, before)
        declared.record(study)
        compute(study, fits)
    rows = [
        (method, kind, model.n_topics, len(model.ids), len(model.history))
        for method in study.recipe.topics.methods
        for kind, model in (("themes", study.models[method]), ("unguided", study.unguided[method]))
    ]
    return pd.DataFrame(rows, columns=["method", "fit", "topics", "units", "passes"])


def wanted_stages(study: Study) -> tuple[list[stages.Stage], list[stages.Stage], list[stages.Stage]]:
    """The stages of a whole report in order: those before the first fit, the fits, those after."""
    path = stages.on_path(study)
    names = [stage.name for stage in path]
    first, last = names.index("accounts") + 1, names.index("coding")
    asked = [sensitivity.STAGE] if study.with_sensitivity else []
    return path[:first], path[first:last], [*path[last:], *asked]


def compute(study: Study, wanted: list[stages.Stage]) -> None:
    """Have the results of these stages in the cache, computing what is missing; one log line a stage."""
    for stage in wanted:
        begun = time.monotonic()
        fresh = stages.ensure(study, stage)
        log.info("%s: %s", stage.name, f"computed in {time.monotonic() - begun:.1f} s" if fresh else "from the cache")


def write_outputs(study: Study, folder: Path) -> None:
    """Every file of a build but the manifest, written into `folder`."""
    from toolkit.studies.explorer.opened import explored_study
    from toolkit.studies.explorer.page import write_explorer
    from toolkit.studies.report.author_page import write_author_page
    from toolkit.studies.report.methods_text import write_methods
    from toolkit.studies.report.page import write_page
    from toolkit.studies.run.figures_kept import write_kept_figures

    write_tables(study, folder / "tables")
    for method, model in study.models.items():
        save(model, folder / "model" / method)
    save(study.themes, folder / "model" / "themes")
    save(study.contrasts, folder / "model" / "contrasts")
    for prevalence in study.prevalence:
        save(prevalence, folder / "model" / f"prevalence_{prevalence.method}_{prevalence.measure}")
    figures = write_kept_figures(study, folder)
    write_methods(study, folder)
    write_page(study, folder, figures)
    write_author_page(study, folder, figures)
    write_explorer(explored_study(study), folder)
    if study.recipe.report.pdf:
        from toolkit.studies.report.pdf import write_pdf

        write_pdf(study, folder, figures)


def _refuse_newer(build: Path) -> None:
    """Raise where a newer toolkit wrote this build; a damaged manifest is written anew."""
    try:
        version = int(json.loads((build / MANIFEST).read_text(encoding="utf-8"))["schema_version"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if version > SCHEMA_VERSION:
        read_manifest(build)


def _put_in_place(made: Path, build: Path) -> None:
    """Move the files of `made` over those of `build`; former outputs that were not made again go, other files stay."""
    kept = build / cache.CACHE / FORMER
    if (build / MANIFEST).is_file():
        os.replace(build / MANIFEST, kept)
    former = _outputs_of(kept)
    files = sorted(p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file())
    for name in [*(f for f in files if f != MANIFEST), MANIFEST]:
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(made / name, build / name)
    for name in sorted(set(former) - set(files)):
        path = build / name
        if ".." not in Path(name).parts and not Path(name).is_absolute():
            path.unlink(missing_ok=True)
    kept.unlink(missing_ok=True)


def _outputs_of(former: Path) -> list[str]:
    try:
        outputs = json.loads(former.read_text(encoding="utf-8"))["outputs"]
        return [str(name) for name in outputs if answered_for(str(name))]
    except (OSError, ValueError, KeyError, TypeError):
        return []
