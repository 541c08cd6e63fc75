"""A corpus whose ids, titles, outlets, texts, labels and study.toml are attacks: nothing of it is more than text."""

import csv
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.studies.small import RECIPE, SENTENCES, THEMES
from toolkit.studies.exports.formats import export
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.studies.run.running import run_study

BREAKING = ['"><img src=x onerror=alert(1)>', "</script><script>alert(1)</script>", "]]><x>", "{{7*7}}{% raw %}${1}"]
ATTACKS = [
    *BREAKING,
    "' onmouseover='alert(1)",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "1-2",
    "007",
    "\u202egpj.exe\u202c",
    "x\ud800y",
    "a\x00b",
    "\x1b[31mred",
    "javascript:alert(1)",
    '`r system("x")` {{< include /etc/passwd >}}',
    "```{python}\n1\n```",
    '#link("x")[y] $ \\input{x}',
    "<!--",
    "&lt;b&gt;&#60;i",
    "\u2028x\u2029",
]
ONE_LINE = "bảo hộ công dân kiều bào " * 40_000


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Sixty articles of two years, each with an attack in every field; one has a line of a million letters."""
    folder = tmp_path_factory.mktemp("hostile") / "study"
    (folder / "articles").mkdir(parents=True)
    kinds, rows = list(SENTENCES), []
    for i in range(60):
        attack, own = ATTACKS[i % len(ATTACKS)], SENTENCES[kinds[i % 3]]
        lines = [
            f"{own[i % 4]} {attack}",
            f"{attack} {own[(i + 1) % 4]}",
            own[(i + 2) % 4],
            ONE_LINE if i == 5 else ".",
        ]
        told = {"title": attack, "url": attack, "source": ATTACKS[i % 4], "date": f"{2020 + i % 2}-03-{1 + i % 28:02}"}
        rows.append({"id": attack if i < len(ATTACKS) else f"{attack} {i}", "text": "\n".join(lines), **told})
    (folder / "articles" / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    attack = "".join(BREAKING)
    labelled = THEMES.replace('"Bảo hộ công dân"', f"'''Bảo hộ {attack}'''\ndescription = '''{attack}'''", 1)
    (folder / "themes.toml").write_text(labelled, encoding="utf-8")
    recipe = RECIPE.replace('"Nghiên cứu thử"', f"'''=cmd {attack}'''").replace('"Bài viết', f"'''{attack} Bài viết")
    (folder / "study.toml").write_text(recipe.replace('dựng ra."', "dựng ra.'''"), encoding="utf-8")
    run_study(folder)
    return open_study(folder)


def test_pages_hold_every_attack_as_text(study: Study) -> None:
    for name in ("index.html", "author.html", "explorer.html"):
        page = (study.build / name).read_text(encoding="utf-8")
        bare = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
        assert "<img" not in bare and "<x>" not in bare and 'href="javascript' not in bare, name
        tags = re.findall(r"<[a-z][^>]*>", bare)
        assert not [tag for tag in tags if re.search(r"\son\w+=", re.sub(r'"[^"]*"', "", tag))], name
        assert page.count("<script") == (2 if name == "explorer.html" else 1), name


def test_no_cell_of_a_table_runs_and_ids_can_be_told(study: Study) -> None:
    for path in sorted((study.build / "tables").glob("*.csv")):
        with open(path, encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        assert len({len(row) for row in rows}) == 1, path.name
        texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?[\d.]+(e[+-]\d+)?", cell)]
        assert not [text for text in texts if re.match(r"[\s\u200b-\u202e\ufeff]*[=+\-@]", text)], path.name
    table = pd.read_csv(study.build / "tables" / "documents.csv", encoding="utf-8-sig", dtype="str")
    assert [json.loads(text) for text in table["id_exact"]] == study.corpus.frame["id"].tolist()


@pytest.mark.parametrize("form", ["docx", "codebook", "xlsx", "qdpx", "gexf", "qmd"])
def test_files_for_other_programs_open_and_hold_no_command(study: Study, tmp_path: Path, form: str) -> None:
    from lxml import etree

    path = export(study, form, tmp_path)
    if form == "qmd":
        told = (path / "manuscript.qmd").read_text(encoding="utf-8")
        assert not re.search(r"\{\{<|^```\{|(?<!\\)`r ", told, flags=re.MULTILINE)
        return
    if form == "gexf":
        etree.parse(str(path))
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            assert b"<f>" not in data and b'TargetMode="External"' not in data and b"instrText" not in data
            if name.endswith((".xml", ".rels", ".qde")):
                etree.fromstring(data)
