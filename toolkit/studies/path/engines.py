"""Where the batches of a study's stages run, and where what came of them is kept."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from toolkit.base.errors import ToolkitError
from toolkit.base.files import canonical_json
from toolkit.engine.choice import Engine, engine_from
from toolkit.engine.kept import drop_older
from toolkit.engine.parts import Keep
from toolkit.studies.path.cache import CACHE
from toolkit.studies.path.study import Study
from toolkit.studies.path.versions import code_digest, versions_up_to

PARTS = "parts"
# Of build/ while it is made: 40,000 at 2,000; 16,000 at 100,000 before the cache was mapped, which adds some 8,000.
BYTES_A_DOCUMENT = 36_000
TOLD_FROM = 1_000_000_000  # bytes: less is not worth a line


@contextmanager
def engine_for(study: Study, stage: str, floor: str) -> Iterator[Engine]:
    """The engine of [engine] for a stage; parts that this run did not use are dropped at its end.

    What a variation of another study makes is not kept: it would take the place of what the study itself needs.
    """
    engine = engine_from(study.recipe.engine.kind)
    if study.beside is not None:
        yield engine
        return
    folder, begun = study.build / CACHE / PARTS / stage, time.time()
    code = canonical_json([code_digest(floor), versions_up_to(floor)])
    yield replace(engine, keep=Keep(folder, code))
    drop_older(folder, begun - 1.0)


def require_room(study: Study, documents: int) -> str | None:
    """What the build will take on disk, in a line, where it is much; ToolkitError where there is not enough."""
    needed = documents * BYTES_A_DOCUMENT
    free = shutil.disk_usage(study.build).free
    if needed > free:
        raise ToolkitError(
            f"{documents:,} documents need about {_size(needed)} in {study.build.name}/, and {_size(free)} are free; "
            "free space, or move the study to a larger disk"
        )
    return f"{documents:,} documents: about {_size(needed)} in {study.build.name}/" if needed >= TOLD_FROM else None


def _size(n: int) -> str:
    return f"{n / 1e9:.1f} GB" if n >= 1e9 else f"{n / 1e6:.1f} MB"
