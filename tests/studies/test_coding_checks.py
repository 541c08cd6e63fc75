"""`chude check` on codes: what is left, how far the coders agree, what is odd; a damaged file stops nothing else."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.evidence.test_coding_page import answered, data_of
from toolkit.documents.stories import story_table
from toolkit.evidence.codes import Coding
from toolkit.studies.path.opening import open_study
from toolkit.studies.run.beside import codings_proposed, write_coding
from toolkit.studies.run.checks import check_study
from toolkit.studies.run.coding_checks import standing_apart

pytestmark = pytest.mark.xdist_group("studies")


def test_what_is_left_and_how_far_coders_agree(study_folder: Path) -> None:
    pages = write_coding(open_study(study_folder), n=90, coders="lan, minh")
    bare = check_study(open_study(study_folder)).text()
    given = {path.stem: len(data_of(path)["items"]) for path in pages}
    assert f"lan: 0 of {given['lan']} units coded, {given['lan']} left" in bare
    for path in pages:
        page = data_of(path)
        held = [item for item in page["items"] if item["id"].endswith(("1.txt", "2.txt", "3.txt"))]
        odd = {item["id"]: ["overseas_communities"] for item in page["items"][:40]} if path.stem == "minh" else {}
        codes = {item["id"]: ["citizen_protection"] for item in held[:10]} | {i["id"]: [] for i in page["items"][-25:]}
        body = json.dumps(answered(page, codes | odd))
        path.with_suffix(".json").write_text(body, encoding="utf-8")
    found = check_study(open_study(study_folder))
    assert found.coding is not None and set(found.agreement["theme"]) == {"citizen_protection", "overseas_communities"}
    codes = [one.code for one in found.told_of_codes]
    assert codes.count("coder_progress") == 2 and "coders_differ" in codes and "coder_apart" in codes
    assert "How far the coders agree" in found.text() and "--settle" in found.text()
    assert json.dumps(found.to_dict()["agreement"])
    table = found.text("vi").split("\n\n")
    assert not any(re.search(r"\d\.\d", part) for part in table if "citizen_protection" in part)
    assert re.search(r"\d\.\d", found.text("en")) and re.search(r"\d,\d", found.text("vi"))
    (study_folder / "coding" / "lan.json").write_text("{", encoding="utf-8")
    broken = check_study(open_study(study_folder))
    assert any("lan.json" in str(one) for one in broken.told_of_codes) and len(broken.years)


def codes(shares: dict[str, float], *, n: int = 150, seed: int = 1) -> Coding:
    rng = np.random.default_rng(seed)
    rows = [(f"{c}{i}", c, "one", float(rng.random() < p), 0.5) for c, p in shares.items() for i in range(n)]
    return Coding(pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"]))


def test_a_coder_who_stands_apart_is_named_and_chance_is_not() -> None:
    apart = max(standing_apart(codes({"lan": 0.3, "minh": 0.3, "thu": 0.02})), key=lambda one: one.field("coder"))
    assert (apart.field("coder"), apart.field("share") < apart.field("others")) == ("thu", True)
    assert [one.field("coder") for one in standing_apart(codes({"lan": 0.4, "minh": 0.05}))] == ["lan"]
    assert not list(standing_apart(codes({"lan": 0.3})))
    alarms = sum(bool(list(standing_apart(codes({"lan": 0.3, "minh": 0.3}, seed=s)))) for s in range(200))
    assert alarms <= 3


def test_how_many_codings_are_needed_is_proposed_before_they_are_drawn(study_folder: Path) -> None:
    opened = open_study(study_folder)
    told = codings_proposed(opened)
    assert [line.split(" points")[0] for line in told[:2]] == ["a change of 10", "a change of 20"]
    assert all("codings on each side" in line or "too few stories" in line for line in told)
    names = sorted(opened.units.kept["source"].unique())[:2]
    declared = {name: (name,) for name in names}
    compare = opened.recipe.compare.model_copy(update={"groups": declared})
    grouped = replace(opened, recipe=opened.recipe.model_copy(update={"compare": compare}))
    assert any(names[0] in line and names[1] in line for line in codings_proposed(grouped))


def test_the_table_of_stories_has_vietnamese_heads_and_commas(study_folder: Path) -> None:
    found = check_study(open_study(study_folder))
    heads = list(story_table(found.corpus))
    row = pd.DataFrame([("a.txt", 3, 2, "2020-01-02", "2020-01-05", "Nhan đề", 0.625, 3, "Đoạn.")], columns=heads)
    lines = replace(found, reprints=row).text("vi").splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("Các tin được đăng lại"))
    assert "0,625" in lines[place + 2]
    assert not set(heads) & set(lines[place + 1].split())


def test_check_names_what_looks_like_codes_and_is_not_read(study_folder: Path) -> None:
    write_coding(open_study(study_folder), n=60, coders="lan, minh")
    (study_folder / "coding" / "minh.json.txt").write_text("{}", encoding="utf-8")
    told = [str(one) for one in check_study(open_study(study_folder)).told_of_codes if one.code == "codes_not_read"]
    assert len(told) == 1 and "minh.json.txt" in told[0]


def test_check_names_codes_that_lie_beside_the_recipe(study_folder: Path) -> None:
    """`lan.json` was put beside study.toml, not into coding/: it was not read, and nothing said so."""
    pages = write_coding(open_study(study_folder), n=60, coders="lan, minh")
    body = json.dumps(answered(data_of(pages[0]), {}))
    for name in ("lan.json", "coding (1).xlsx", "coding.csv"):
        (study_folder / name).write_text(body if name == "lan.json" else "x", encoding="utf-8")
    (study_folder / "package.json").write_text("{}", encoding="utf-8")
    told = [one for one in check_study(open_study(study_folder)).told_of_codes if one.code == "codes_not_read"]
    assert [(one.field("n"), one.field("files")) for one in told] == [(3, "coding (1).xlsx, coding.csv, lan.json")]


def test_a_further_draw_of_another_kind_hands_on_what_both_draws_hold(study_folder: Path) -> None:
    """Focused pages, then more without the focus: the fresh units are the unlikely ones, and a third of the figure was
    lost without a word; the units that both draws hold count in both."""
    write_coding(open_study(study_folder), n=40, coders="lan", focus="overseas_communities")
    write_coding(open_study(study_folder), n=60, coders="lan")
    pages = [data_of(study_folder / "coding" / f"{name}.html") for name in ("lan", "lan-2")]
    for name, page in zip(("lan", "lan-2"), pages):
        codes = {item["id"]: [[], ["citizen_protection"]][i % 2] for i, item in enumerate(page["items"])}
        (study_folder / "coding" / f"{name}.json").write_text(json.dumps(answered(page, codes)), encoding="utf-8")
    study = open_study(study_folder)
    found = study.coding
    assert found is not None
    again = study.units.frame["id"].isin(pages[1]["head"]["drawn"])
    assert set(found.taken_over["unit"]) >= set(pages[1]["head"]["drawn"]) - {i["id"] for i in pages[1]["items"]}
    assert len(found.designs) == 2 and again.any()
    assert "2 draws of different kinds" in check_study(study).text("en")
