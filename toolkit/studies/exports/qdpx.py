"""Passages coded by model and people as a REFI-QDA project, for NVivo, MAXQDA, ATLAS.ti and others."""

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
TOOLKIT = "chude-toolkit"
EPOCH = (1980, 1, 1, 0, 0, 0)


def _guid(*parts: object) -> str:
    return str(uuid.uuid5(SPACE, "\0".join(map(str, parts))))


def write_qdpx(study: Study, path: Path) -> None:
    """A project with a code a theme, the passages of passages.csv, and the coded sample with its coders.

    A source is a document, named by its id; a selection a passage, or a coded unit; a coding is one user's: the coder's
    where a person coded, chude-toolkit's where the model chose the passage. A coded unit without a theme is a selection
    without a coding. GUIDs derive from ids: the same study, the same bytes. Valid by the schema of the REFI-QDA
    standard 1.5 (Project.xsd, 2019).
    """
    from pyrefiqda import RefiProject

    rows = pd.concat([_model_rows(study), _coded_rows(study)], ignore_index=True)
    rows = rows.sort_values(["document", "start", "end", "user", "theme"], kind="stable")
    texts = dict(zip(*(study.corpus.rows(rows["document"].drop_duplicates())[c] for c in ("id", "text"))))
    project = _project(study, rows)
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


def _model_rows(study: Study) -> pd.DataFrame:
    """The passages that the model chose: document, start, end, theme, user."""
    return study.evidence[["document", "start", "end", "theme"]].assign(user=TOOLKIT).astype({"document": "object"})


def _coded_rows(study: Study) -> pd.DataFrame:
    """The codes of people: a row a unit, coder and theme that was seen, and one without a theme where none was."""
    columns = ["document", "start", "end", "theme", "user"]
    if study.coding is None:
        return pd.DataFrame(columns=columns)
    frame = study.coding.frame.dropna(subset=["value"])
    frame = frame[frame["unit"].isin(set(study.units.frame["id"]))]
    units = study.units.rows(frame["unit"].drop_duplicates())
    start = units["start"].where(units["id"] != units["parent"], 0).fillna(0).astype("int64")
    places = pd.DataFrame({"unit": units["id"], "document": units["parent"], "start": start})
    places["end"] = places["start"] + units["text"].str.len().astype("int64")
    seen = frame[frame["value"] == 1][["unit", "coder", "theme"]]
    looked = frame[["unit", "coder"]].drop_duplicates()
    told = looked.merge(seen, on=["unit", "coder"], how="left").merge(places, on="unit")
    return told.assign(theme=told["theme"].fillna(""), user=told["coder"])[columns]


def _project(study: Study, rows: pd.DataFrame) -> Any:
    from pyrefiqda import models as m

    users = [TOOLKIT, *sorted(set(rows["user"]) - {TOOLKIT})]
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
            creating_user=_user_guid(TOOLKIT),
            plain_text_selection=[
                _selection(m, str(document), int(start), int(end), own)
                for (start, end), own in part.groupby(["start", "end"], sort=True)
            ],
        )
        for document, part in rows.groupby("document", sort=True)
    ]
    coders = "; ".join(tidy(str(user)) for user in users[1:])
    return m.Project(
        name=tidy(study.title),
        origin=TOOLKIT,
        users=m.UsersType(user=[m.UserType(guid=_user_guid(user), name=tidy(str(user))) for user in users]),
        code_book=m.ProjectCodeBookType(codes=m.ProjectCodesType(code=codes)),
        sources=m.SourcesType(text_source=sources),
        description=f"Codings of {TOOLKIT} were found by a model, not by a person"
        + (f"; those of people: {coders}." if coders else "."),
    )


def _user_guid(user: str) -> str:
    return _guid("user") if user == TOOLKIT else _guid("user", user)


def _selection(m: Any, document: str, start: int, end: int, rows: pd.DataFrame) -> Any:
    key = (document, start, end)
    coded = rows[rows["theme"] != ""].drop_duplicates(["user", "theme"])
    codings = [
        m.CodingType(
            guid=_guid("coding", *key, row.theme)
            if row.user == TOOLKIT
            else _guid("coding", *key, row.theme, row.user),
            creating_user=_user_guid(str(row.user)),
            code_ref=m.CodeRefType(target_guid=_guid("code", row.theme)),
        )
        for row in coded.itertuples()
    ]
    users = list(dict.fromkeys(rows["user"]))
    return m.PlainTextSelectionType(
        guid=_guid("selection", *key),
        name=", ".join(dict.fromkeys(coded["theme"])) or "–",
        start_position=start,
        end_position=end,
        creating_user=_user_guid(TOOLKIT if TOOLKIT in users else str(users[0])),
        coding=codings,
    )
