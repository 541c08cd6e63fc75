"""Passages coded by theme as a REFI-QDA project, for NVivo, MAXQDA, ATLAS.ti and others."""

import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.documents.files.encodings import tidy  # XML holds no control character
from toolkit.plots.style import PALETTE
from toolkit.studies.path.study import Study

SPACE = uuid.UUID("6f1d3a52-8f3e-4c1b-9b1c-1d2f5a7c9e00")
EPOCH = (1980, 1, 1, 0, 0, 0)


def _guid(*parts: object) -> str:
    return str(uuid.uuid5(SPACE, "\0".join(map(str, parts))))


def write_qdpx(study: Study, path: Path) -> None:
    """A project with a code a theme, a source a document of passages.csv, and a coded selection a passage.

    A passage that speaks for several themes is one selection with several codings. Codes are the model's, and the
    project's description says so. GUIDs derive from ids: the same study, the same bytes. Valid by the schema of the
    REFI-QDA standard 1.5 (Project.xsd, 2019).
    """
    from pyrefiqda import RefiProject

    rows = study.evidence.sort_values(["document", "start", "theme"], kind="stable")
    texts = dict(zip(*(study.corpus.rows(rows["document"].drop_duplicates())[c] for c in ("id", "text"))))
    project = _project(study, rows, texts)
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "plain.qdpx"
        RefiProject.save(project, plain)
        with zipfile.ZipFile(plain) as archive:
            xml = archive.read("project.qde")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("project.qde", EPOCH), xml, zipfile.ZIP_DEFLATED)
        for document, text in sorted(texts.items()):
            name = f"sources/{_guid('source', document)}.txt"
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)


def _project(study: Study, rows: pd.DataFrame, texts: dict[str, str]) -> Any:
    from pyrefiqda import models as m

    user = m.UserType(guid=_guid("user"), name="chude-toolkit")
    codes = [
        m.ProjectCodeType(
            guid=_guid("code", theme.key),
            name=tidy(theme.name(study.language)),
            is_codable=True,
            color=PALETTE[i % len(PALETTE)],
            description=tidy(theme.description) or None,
        )
        for i, theme in enumerate(study.themes)
    ]
    sources = [
        m.TextSourceType(
            guid=_guid("source", document),
            name=tidy(str(document)),
            plain_text_path=f"internal://{_guid('source', document)}.txt",
            creating_user=user.guid,
            plain_text_selection=[
                _selection(m, user.guid, str(document), int(start), int(end), own["theme"].drop_duplicates().tolist())
                for (start, end), own in part.groupby(["start", "end"], sort=True)
            ],
        )
        for document, part in rows.groupby("document", sort=True)
    ]
    return m.Project(
        name=tidy(study.title),
        origin="chude-toolkit",
        users=m.UsersType(user=[user]),
        code_book=m.ProjectCodeBookType(codes=m.ProjectCodesType(code=codes)),
        sources=m.SourcesType(text_source=sources),
        description="Selections were found and coded by a model, not by a person.",
    )


def _selection(m: Any, user: str, document: str, start: int, end: int, themes: list[str]) -> Any:
    key = (document, start, end)
    codings = [
        m.CodingType(
            guid=_guid("coding", *key, theme),
            creating_user=user,
            code_ref=m.CodeRefType(target_guid=_guid("code", theme)),
        )
        for theme in themes
    ]
    return m.PlainTextSelectionType(
        guid=_guid("selection", *key),
        name=", ".join(themes),
        start_position=start,
        end_position=end,
        creating_user=user,
        coding=codings,
    )
