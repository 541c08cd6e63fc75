"""A whole study: its files and columns, the same bytes wherever it is built, and what was declared."""

import dataclasses
import getpass
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.studies.small import RECIPE
from toolkit.base.errors import RecipeError
from toolkit.studies.asked.recipe import Recipe
from toolkit.studies.path import sensitivity, stages, versions
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.study import Study
from toolkit.studies.run.manifest import answered_for
from toolkit.studies.run.running import run_study
from toolkit.studies.run.verifying import verify_study

pytestmark = pytest.mark.xdist_group("studies")
ROOT = Path(__file__).resolve().parents[2]
EVERY_STAGE = [*stages.STAGES.values(), sensitivity.STAGE]
KEYS = ("citizen_protection", "overseas_communities")
COLUMNS = {
    "documents": "id title source date year date_precision date_rule date_confidence date_evidence story status "
    "n_tokens " + " ".join(f"share_{k}" for k in KEYS) + " " + " ".join(f"score_{k}" for k in KEYS),
    "prevalence": "method measure count theme period estimate lower upper level n_documents n_stories calibrated "
    "uncertainty",
    "contrasts": "method measure theme earlier later change lower upper n_earlier n_later p_value p_adjusted verdict "
    "reason reason_code",
    "topics": "method topic name role rank term probability frex",
    "passages": "theme period document start end score passage",
    "seeds": "theme seed tokens documents ambiguity",
    "cleaning": "document rule lines characters",
    "removed": "document line rule text",
    "comparability": "theme earlier later check value verdict",
}


def files(build: Path) -> dict[str, bytes]:
    found = {p.relative_to(build).as_posix(): p.read_bytes() for p in build.rglob("*") if p.is_file()}
    return {name: data for name, data in found.items() if answered_for(name) or name == "manifest.json"}


def changed_stages(one: Study, other: Study) -> set[str]:
    return {stage.name for stage in EVERY_STAGE if stages.key(one, stage) != stages.key(other, stage)}


def table(build: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(build / "tables" / f"{name}.csv", encoding="utf-8-sig")


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_table_has_exactly_its_columns(built: Path, name: str) -> None:
    data = (built / "build" / "tables" / f"{name}.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
    assert list(table(built / "build", name).columns) == COLUMNS[name].split()


def test_the_build_holds_the_files_of_the_design(built: Path) -> None:
    names = set(files(built / "build"))
    assert {"index.html", "methods.txt", "manifest.json"} <= names
    assert {f"tables/{n}.csv" for n in ("stability", "coherence", "concordance_lda_nmf")} <= names
    assert any(n.startswith("figures/") and n.endswith(".svg") for n in names)
    assert any(n.startswith("figures/") and n.endswith(".png") for n in names)
    assert any(n.startswith("model/lda/") for n in names) and any(n.startswith("model/nmf/") for n in names)


def test_the_manifest_answers_for_every_file_and_names_no_place_or_person(built: Path) -> None:
    manifest = json.loads((built / "build" / "manifest.json").read_text("utf-8"))
    assert set(manifest["outputs"]) == set(files(built / "build")) - {"manifest.json"}
    assert manifest["counts"]["found"] == manifest["counts"]["kept"] == 120
    assert manifest["recipe"]["compare"]["margin"] == 0.03
    assert set(manifest["inputs"]) == {"corpus", "themes"} and len(manifest["inputs"]["corpus"]) == 120
    assert len(manifest["declared"]["history"]) == 1
    assert manifest["versions"]["pyvi"] == "0.1.1"
    assert any("furniture.toml" in name for name in manifest["data"])
    for name, data in files(built / "build").items():
        for private in (str(built), str(built.parent), f"/{getpass.getuser()}/"):
            assert private.encode() not in data, f"{name} names {private}"


def test_document_shares_sum_the_units_and_leave_out_what_was_not_fitted(built: Path) -> None:
    study = open_study(built)
    rows = table(built / "build", "documents")
    assert len(rows) == 120 and (rows["n_tokens"] > 0).all()
    model = study.models["lda"]
    first = dict(zip(model.ids, model.shares[:, 0]))
    assert rows.set_index("id")["share_citizen_protection"].sub(pd.Series(first)).abs().max() < 1e-5


def test_every_noun_is_read_from_the_build(built: Path) -> None:
    before = set((built / "build").rglob("*"))
    study = open_study(built)
    assert isinstance(study, Study)
    assert len(study.corpus.kept) == 120 and study.passages is None and study.coding is None
    assert study.counts.ids == study.models["lda"].ids == study.models["nmf"].ids == study.scores.ids
    assert len(study.refits["lda"]) == 2 and study.models["lda"].counts is study.counts
    assert study.models["lda"].topic_names[:2] == KEYS
    assert {(p.measure, p.method) for p in study.prevalence} == {
        ("share", "lda"),
        ("share", "nmf"),
        ("presence", "scores"),
        ("room", "scores"),
        ("dominant", "lda"),
        ("dominant", "nmf"),
    }
    assert study.headline is study.prevalence[0]
    assert set(study.surfacing["theme"]) == set(KEYS)
    assert study.sensitivity is None
    assert study.edits == []
    assert "120" in study._repr_html_() and len(study._repr_html_()) < 50_000
    basis = study.basis.set_index(["method", "theme"]).loc[("lda", KEYS[0])]
    assert f"seeded {basis['seeded']:.2f}".replace("0.", ".") in study._repr_html_()
    assert set((built / "build").rglob("*")) == before


def test_the_planted_themes_surface_and_the_rising_one_does_not_fall(built: Path) -> None:
    study = open_study(built)
    lda = study.surfacing[study.surfacing["method"] == "lda"]
    assert lda["surfaced"].all() and lda["topic"].is_unique
    change = study.contrasts.frame[study.contrasts.frame["verdict"] != ""].set_index("theme")["change"]
    assert change["citizen_protection"] > 0 > change["overseas_communities"]


def test_a_change_of_one_setting_computes_only_what_hangs_on_it(built: Path) -> None:
    before, after = open_study(built), open_study(built, options={"compare.margin": "0.05"})
    assert changed_stages(before, after) == {"contrasts", "groups", "sensitivity"}  # groups are judged by it too
    topics = open_study(built, options={"topics.n_topics": "5"})
    changed = changed_stages(before, topics)
    assert "tokens" not in changed and "lda_themes" in changed


def rebuilt(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    code = f"from toolkit.studies.run.running import run_study; run_study({str(folder)!r})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_a_build_killed_at_any_moment_continues_to_the_same_bytes(built: Path, study_folder: Path) -> None:
    code = f"from toolkit.studies.run.running import run_study; run_study({str(study_folder)!r})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for seconds in (3.0, 6.0, 9.0):
        process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = rebuilt(study_folder)
    assert done.returncode == 0, done.stderr
    assert files(study_folder / "build") == files(built / "build")
    assert not list((study_folder / "build" / ".cache").glob(".unfinished*"))


def test_verify_names_an_input_that_changed(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(built, folder)
    victim = sorted((folder / "articles").rglob("*.txt"))[0]
    victim.write_text(victim.read_text("utf-8") + "Thêm một câu.\n", "utf-8")
    (folder / "build" / "tables" / "topics.csv").unlink()
    name = victim.relative_to(folder / "articles").as_posix()
    assert verify_study(folder) == [
        "tables/topics.csv: is missing from the build",
        f"input corpus/{name}: differs from what the build read",
    ]


def test_later_edits_of_the_comparison_are_listed(built: Path, tmp_path: Path) -> None:
    from toolkit.studies.path import declared

    folder = tmp_path / "study"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns(".cache"))
    (folder / "study.toml").write_text(RECIPE.replace("draws = 200", "draws = 200\nmargin = 0.05"), "utf-8")
    themes = (folder / "themes.toml").read_text("utf-8").replace('"cán bộ lãnh sự", ', '"lãnh sự quán", ')
    (folder / "themes.toml").write_text(themes, "utf-8")
    study = open_study(folder)
    assert study.edits == [
        "compare.margin: 0.03 → 0.05",
        "themes.citizen_protection: seeds − cán bộ lãnh sự, seeds + lãnh sự quán",
    ]
    assert len(declared.record(study)) == 2
    assert len(declared.record(study)) == 2


def test_former_outputs_go_and_other_files_stay(study_folder: Path) -> None:
    from toolkit.studies.run.building import _put_in_place

    build, made = study_folder / "build", study_folder / "made"
    for folder, names in ((build, ["old.csv", "tables/same.csv", "notes.txt"]), (made, ["tables/same.csv", "new.csv"])):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(folder.name, "utf-8")
    outputs = {"old.csv": "", "tables/same.csv": "", "../study.toml": ""}
    (build / ".cache").mkdir()
    (build / "manifest.json").write_text(json.dumps({"schema_version": 1, "outputs": outputs}), "utf-8")
    (made / "manifest.json").write_text("{}", "utf-8")
    _put_in_place(made, build)
    assert set(files(build)) == {"tables/same.csv", "new.csv", "notes.txt", "manifest.json"}
    assert (build / "tables" / "same.csv").read_text("utf-8") == "made"
    assert (study_folder / "study.toml").is_file()


def test_no_study_here_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"holds no study\.toml; make a study with: chude new"):
        open_study(tmp_path)


def test_names_given_to_found_topics_are_shown_and_never_carried_to_another_fit(built: Path, tmp_path: Path) -> None:
    from toolkit.base.errors import AlignmentError
    from toolkit.studies.path.fits import write_names_file

    folder = tmp_path / "study"
    shutil.copytree(built, folder)
    path = write_names_file(open_study(folder), "lda")
    path.write_text(path.read_text("utf-8").replace('topic_2 = ""', 'topic_2 = "the_thao"'), "utf-8")
    study = open_study(folder)
    assert study.names == {("lda", "free"): {"the_thao": (2,)}}
    assert study.unguided["lda"].topic_names[2] == "the_thao"
    shown = study.recurrence.set_index(["method", "topic"])["name"]
    assert shown["lda", 2] == "the_thao" and shown["nmf", 2] != "the_thao"
    assert study.models["lda"].topic_names == open_study(built).models["lda"].topic_names
    path.write_text(path.read_text("utf-8").replace('fingerprint = "', 'fingerprint = "0'), "utf-8")
    with pytest.raises(AlignmentError, match="given to another fit"):
        _ = open_study(folder).unguided


@pytest.mark.skipif(os.name == "nt", reason="limits of file size are POSIX")
def test_a_full_disk_is_one_line_and_leaves_no_results(study_folder: Path) -> None:
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); from toolkit.cli import main; "
        f"main(['report', {str(study_folder)!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    assert "cannot write" in done.stderr and "free space or choose another folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(study_folder / "build") == {}


def test_named_themes_are_fitted_on_one_document_a_story() -> None:
    import pandas as pd

    from toolkit.studies.path.steps_topics import once_a_story

    rows = pd.DataFrame(
        {"id": ["a#1", "a#2", "b#1", "c#1"], "parent": ["a", "a", "b", "c"], "story": ["s", "s", "s", "t"]}
    )
    assert once_a_story(rows) == ("a#1", "a#2", "c#1")
    assert once_a_story(rows[rows["parent"] != "b"]) is None


def test_beyond_the_sample_each_fit_draws_its_own_stories_and_all_units_get_shares(built: Path) -> None:
    from toolkit.studies.path.steps_topics import fit_free, fit_themes

    study = open_study(built)
    topics = study.recipe.topics.model_copy(update={"sample": 16})
    sampled = dataclasses.replace(study, recipe=study.recipe.model_copy(update={"topics": topics}))
    stories = study.units.rows(study.counts.ids)["story"].nunique()
    assert stories > 16
    for method in ("lda", "nmf"):
        fits = fit_themes(sampled, method)["fits"]
        own = [set(model.parameters["options"]["fit_on"]) for model in fits]
        assert all(len(ids) == 16 for ids in own) and own[0] != own[1]
        free = fit_free(sampled, method)["model"]
        for model in (*fits, free):
            assert model.ids == study.counts.ids and 16 <= model.parameters["n_fitted"] < len(model.ids)
        whole = fit_themes(study, method)["fits"][0]
        fitted_on = whole.parameters["options"]["fit_on"] or whole.ids  # None where no story has two documents
        assert len(fitted_on) == stories
        assert np.corrcoef(whole.doc_topic[:, 0], fits[0].doc_topic[:, 0])[0, 1] > 0.8


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_methods_tell_on_what_fits_were_made_where_not_on_all(built: Path, language: str) -> None:
    from toolkit.studies.report.methods_text import methods_paragraphs

    study = open_study(built)
    whole = " ".join(methods_paragraphs(study, language))
    topics = study.recipe.topics.model_copy(update={"sample": 41, "unguided_sample": 17})
    sampled = dataclasses.replace(study, recipe=study.recipe.model_copy(update={"topics": topics}))
    object.__setattr__(sampled, "read", study.read)
    for name in ("units", "counts", "family", "tokens", "counts_by_stage", "coding", "models"):
        sampled.__dict__[name] = getattr(study, name)  # as fitted on all: only the sentence is looked at
    told = " ".join(methods_paragraphs(sampled, language))
    extra = told.replace(whole.split(".")[0], "")
    assert " 41 " in extra and " 17 " in extra and " 41 " not in whole and " 17 " not in whole
    assert len(told) > len(whole) and "{" not in told


CHOICES = {
    "corpus.unit": ("paragraph", "passages"),
    "corpus.columns": ({"text": "bài"}, "read"),
    "corpus.encoding": ("utf-8", "read"),
    "corpus.source_column": ("url", "read"),
    "corpus.timezone": ("UTC", "documents"),
    "dates.as_of": (date(2020, 12, 31), "documents"),
    "cleaning.captions": ("keep", "documents"),
    "cleaning.enabled": (False, "documents"),
    "stories.threshold": (0.5, "documents"),
    "words.segmenter": ("syllables", "tokens"),
    "words.min_units": (5, "counts"),
    "words.max_share": (0.4, "counts"),
    "words.drop": (("honorifics",), "counts"),
    "topics.n_topics": (6, "lda_themes"),
    "topics.fits": (3, "nmf_themes"),
    "topics.sample": (500, "lda_themes"),
    "topics.unguided_sample": (500, "nmf_free"),
    "topics.seed": (2, "scores"),
    "topics.engine": ("gensim", "lda_free"),
    "topics.loss": ("frobenius", "nmf_free"),
    "topics.methods": (("lda",), "family"),
    "compare.by": ("month", "family"),
    "compare.spans": ({"a": (2020, 2021), "b": (2022, 2022)}, "evidence"),
    "compare.pairs": ((("2020", "2021"),), "contrasts"),
    "compare.measure": ("presence", "family"),
    "compare.basis": ("show", "family"),
    "compare.count": ("publications", "family"),
    "compare.level": (0.9, "contrasts"),
    "compare.margin": (0.05, "contrasts"),
    "compare.draws": (300, "others"),
    "compare.groups": ({"một": ["bao_mot"], "hai": ["bao_hai"]}, "groups"),
    "effects.formula": ("year + C(source)", "groups"),
    "effects.adjusted_for": ((), "contrasts"),
    "coding.coders": ("hai người", "coding"),
    "scores.source": ("một chương trình khác", "scores"),
}
FOR_OTHER_COMMANDS = {"coding.pages", "coding.overlap", "coding.seeds_shown"}  # `chude code` alone reads them
NO_RESULT = {"engine.kind"}  # where batches run
FILES = {
    "corpus.path",
    "corpus.selection",
    "cleaning.rules",
    "dates.overrides",
    "words.lexicon",
    "themes.file",
    "coding.file",
    "scores.file",
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_changes_the_key_of_its_stage_and_of_all_that_follow(built: Path, name: str) -> None:
    study = open_study(built)
    value, stage = CHOICES[name]
    section, field = name.split(".")
    part = getattr(study.recipe, section)
    recipe = study.recipe.model_copy(update={section: part.model_copy(update={field: value})})
    other = dataclasses.replace(study, recipe=recipe)
    changed = changed_stages(study, other)
    assert stage in changed
    for follower in EVERY_STAGE:
        if {before.name for before in stages.needed(other, follower)} & changed:
            assert follower.name in changed


def test_every_choice_of_a_recipe_is_known_to_this_test() -> None:
    fields = {
        f"{s}.{f}"
        for s, part in Recipe.model_fields.items()
        if s not in ("report", "explorer")
        for f in part.annotation.model_fields
    }
    assert fields == set(CHOICES) | FILES | FOR_OTHER_COMMANDS | NO_RESULT


def test_the_unit_may_change_from_one_run_to_the_next(built: Path) -> None:
    documents = open_study(built)
    paragraphs = open_study(built, options={"corpus.unit": "paragraph"})
    assert paragraphs.passages is not None and len(paragraphs.counts) > len(documents.counts)
    assert set(paragraphs.counts.ids) == set(paragraphs.units.kept["id"])
    assert set(open_study(built).counts.ids) <= set(documents.corpus.kept["id"])


@pytest.mark.parametrize(
    ("pair", "said"), [('["2022", "2020"]', "runs backwards"), ('["2020", "1999"]', "'1999', which holds no document")]
)
def test_a_pair_that_cannot_be_compared_is_told_before_anything_is_fitted(
    study_folder: Path, pair: str, said: str
) -> None:
    recipe = (study_folder / "study.toml").read_text(encoding="utf-8")
    (study_folder / "study.toml").write_text(recipe.replace("[compare]", f"[compare]\npairs = [{pair}]"), "utf-8")
    with pytest.raises(RecipeError, match=said):
        run_study(study_folder)
    assert not list((study_folder / "build" / ".cache").glob("*_themes-*"))


def test_the_key_of_a_stage_holds_the_versions_of_its_own_floor_only(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = open_study(built)
    before = {stage.name: stages.key(study, stage) for stage in EVERY_STAGE}

    def changed_by(distribution: str) -> set[str]:
        told = versions._version
        monkeypatch.setattr(versions, "_version", lambda name: "other" if name == distribution else told(name))
        versions.versions_up_to.cache_clear()
        try:
            return {stage.name for stage in EVERY_STAGE if stages.key(study, stage) != before[stage.name]}
        finally:
            monkeypatch.undo()
            versions.versions_up_to.cache_clear()

    assert changed_by("matplotlib") == changed_by("jinja2") == set()
    assert "tokens" not in changed_by("scikit-learn") and "lda_themes" in changed_by("scikit-learn")
    assert changed_by("pandas") == {stage.name for stage in EVERY_STAGE}


def test_a_study_without_drop_leaves_out_what_the_library_does_and_is_told_once(built: Path, tmp_path: Path) -> None:
    from toolkit.base.reasons import Reason
    from toolkit.studies.path.declared import changed_defaults

    study = open_study(built)
    assert study.recipe.words.drop is None
    kept = open_study(built, options={"words.drop": "[]"}).counts.vocabulary
    assert study.counts.vocabulary.left_out["function_words"] > 0 and "function_words" not in kept.left_out
    assert set(study.counts.vocabulary.terms) < set(kept.terms)
    assert changed_defaults(study) == []
    folder = tmp_path / "study"
    shutil.copytree(built, folder)
    manifest = json.loads((folder / "build" / "manifest.json").read_text("utf-8"))
    manifest["recipe"]["words"]["drop"] = []  # as a build of 0.1 has it
    (folder / "build" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert changed_defaults(open_study(folder)) == [Reason("drop_default")]
    assert changed_defaults(open_study(folder, options={"words.drop": "[]"})) == []
    run_study(folder)
    assert changed_defaults(open_study(folder)) == []
