"""The command: exit codes, one-line errors, nothing half-written, help with an example for every command."""

import base64
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from tests.studies.small import RECIPE, THEMES, write_articles
from toolkit.cli import main
from toolkit.evidence.coding_page import units_on_pages
from toolkit.evidence.sheets import units_on_sheet

pytestmark = pytest.mark.xdist_group("studies")
ROOT = Path(__file__).resolve().parents[1]
Run = Callable[..., Result]


@pytest.fixture
def chude() -> Run:
    runner = CliRunner()
    return lambda *args: runner.invoke(main, [str(a) for a in args])


@pytest.fixture
def made(built: Path, tmp_path: Path) -> Path:
    """A copy of a study reported already, for the commands that read."""
    shutil.copytree(built, tmp_path / "made")
    return tmp_path / "made"


def write_study(folder: Path, recipe: str = RECIPE, themes: str = THEMES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(recipe, encoding="utf-8")
    (folder / "themes.toml").write_text(themes, encoding="utf-8")
    return folder


def tree(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*")}


def outputs(folder: Path) -> set[str]:
    """Files that a reader would take for results: what is kept to go on from (cache, log) left out."""
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return {name for name in files if "build/.cache/" not in name and name != "build/log.txt"}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_an_example(chude: Run, name: str) -> None:
    done = chude(name, "--help")
    assert done.exit_code == 0
    assert f"chude {name} " in done.stdout.split("Example:")[1]


def test_a_report_says_documents_verdicts_and_where_the_page_is(
    chude: Run, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.studies.path.opening import open_study

    monkeypatch.setattr("toolkit.studies.run.running.run_study", lambda path, **more: open_study(path))
    said = json.loads(chude("report", made, "--json").stdout)
    assert said["documents"] == {"found": 120, "kept": 120}
    assert {row["theme"] for row in said["verdicts"]} == {"citizen_protection", "overseas_communities"}
    assert said["calibrated"] is False and said["cautions"]
    assert said["page"].endswith("made/build/index.html")
    last = chude("report", made).stdout.splitlines()[-1]
    assert last == said["page"]


def test_check_reads_only_and_counts_first(chude: Run, made: Path) -> None:
    before = tree(made)
    done = chude("check", made)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0] == "120 bài tìm thấy, 120 được dùng", "in the study's language"
    english = chude("check", made, "--language", "en").stdout
    assert english.splitlines()[0] == "120 found, 120 kept" and "\nSeeds\n" in english
    assert "\nTừ khóa\n" in done.stdout and "chủ đề" in done.stdout and "Seeds" not in done.stdout
    assert "bao_mot" in done.stdout and "tên tệp" in done.stdout, "an outlet keeps its name, a rule has its words"
    machine = [chude("check", made, "--json", "--language", language).stdout for language in ("vi", "en")]
    assert machine[0] == machine[1], "what machines read never changes with the language"
    assert tree(made) == before
    found = json.loads(chude("check", made, "--json").stdout)
    assert found["documents"] == {"found": 120, "kept": 120}
    assert {row["theme"] for row in found["seeds"]} == {"citizen_protection", "overseas_communities"}


def test_check_of_an_unbuilt_study_leaves_it_as_it_was(chude: Run, study: Path) -> None:
    before = tree(study)
    assert chude("check", study).exit_code == 0
    assert tree(study) == before


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "study")
    write_articles(folder / "articles", n_a_year=12)
    return folder


def test_write_dates_writes_once(chude: Run, study: Path) -> None:
    (study / "articles" / "bao_mot" / "khong_ngay.txt").write_text("Kiều bào gửi quà về quê hương.\n", "utf-8")
    done = chude("check", study, "--write-dates")
    assert done.exit_code == 0 and "dates.csv: 1 dòng để điền" in done.stderr
    text = (study / "dates.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == "id,date,note,candidates,title"
    assert "bao_mot/khong_ngay.txt" in text
    again = chude("check", study, "--write-dates")
    assert again.exit_code == 0 and (study / "dates.csv").read_text("utf-8-sig") == text, "nothing new, nothing touched"
    (study / "articles" / "bao_mot" / "moi.txt").write_text("Bà con trong xóm góp tiền xây cầu.\n", "utf-8")
    assert chude("check", study, "--write-dates").exit_code == 0
    more = (study / "dates.csv").read_text("utf-8-sig")
    assert more.startswith(text) and "bao_mot/moi.txt" in more
    (study / "articles" / "bao_mot" / "moi.txt").unlink()
    (study / "dates.csv").write_text("id,date,note\nbao_mot/khong_ngay.txt,2021-03-04,biết chắc\n", "utf-8")
    found = json.loads(chude("check", study, "--json").stdout)
    assert found["stories"]["undated"] == 0
    assert any(row["rule"] == "override" for row in found["date_rules"])


def test_find_shows_the_word_in_context(chude: Run, made: Path) -> None:
    done = chude("find", made, "kiều bào")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("kiều bào: ")
    assert all("[kiều bào]" in line.lower() for line in lines[1:])
    rows = json.loads(chude("find", made, "kiều_bào", "--json").stdout)
    assert len(rows) == len(lines) - 1
    bare = json.loads(chude("find", made, "kieu bao", "--json").stdout)
    assert bare == rows and chude("find", made, "kieu bao", "--exact").stdout.splitlines() == ["kieu bao: 0 in 0"]
    assert chude("find", made, "không hề có").stdout.splitlines() == ["không hề có: 0 in 0"]


def test_fit_lists_models(chude: Run, made: Path) -> None:
    rows = json.loads(chude("fit", made, "--json").stdout)
    assert [(r["method"], r["fit"]) for r in rows] == [
        ("lda", "themes"),
        ("lda", "unguided"),
        ("nmf", "themes"),
        ("nmf", "unguided"),
    ]
    assert {r["topics"] for r in rows} == {4}


def test_choose_compares_numbers_of_topics(chude: Run, made: Path) -> None:
    done = chude("choose", made, "--topics", "3,5", "--json")
    assert done.exit_code == 0, done.stderr
    assert [row["n_topics"] for row in json.loads(done.stdout)] == [3, 5]
    assert (made / "build" / "choice.csv").is_file() and (made / "build" / "choice.svg").is_file()
    assert chude("choose", made, "--topics", "many").exit_code == 2
    assert chude("choose", made, "--topics", "5,100000").exit_code == 2


def test_code_writes_pages_and_further_waves_beside_them(chude: Run, study: Path) -> None:
    done = chude("code", study, "--n", "8", "--coders", "Lan,Minh")
    assert done.exit_code == 0, done.stderr
    assert {path.name for path in (study / "coding").iterdir()} == {"lan.html", "minh.html"}
    again = chude("code", study, "--n", "8", "--coders", "Lan,Minh")
    assert again.exit_code == 2 and "draw more" in again.stderr
    more = chude("code", study, "--n", "20", "--coders", "Lan,Minh")
    assert more.exit_code == 0, more.stderr
    assert (study / "coding" / "lan-2.html").is_file()
    assert not shown_on(study / "coding" / "lan-2.html")["marks"], "seeds would steer a reader"
    third = chude("code", study, "--more", "5", "--set", "coding.seeds_shown=true")
    assert third.exit_code == 0, third.stderr
    assert {path.name for path in (study / "coding").glob("*-3.html")} == {"lan-3.html", "minh-3.html"}
    steered = shown_on(study / "coding" / "lan-3.html")
    assert steered["marks"] and steered["head"]["seeds_shown"], "knowingly, and recorded"
    assert chude("code", study, "--more", "0").exit_code == 2
    nothing = chude("code", study, "--settle")
    assert nothing.exit_code == 2 and "no codes to settle" in nothing.stderr
    odd = chude("code", study, "--n", "20", "--focus", "nowhere")
    assert odd.exit_code == 2 and "no theme 'nowhere'" in odd.stderr
    shutil.rmtree(study / "coding")
    first = chude("code", study, "--more", "10")
    assert first.exit_code == 2 and "draw a first sample" in first.stderr


def test_further_units_are_as_many_as_asked_and_answer_the_question_of_the_first(chude: Run, study: Path) -> None:
    """`--more` raised n by the units held: 14, 4, 3, none; and it asked for presence after main themes."""
    folder, held = study / "coding", set[str]()
    assert chude("code", study, "--n", "8", "--coders", "Lan", "--question", "main theme").exit_code == 0
    for wave, more in enumerate((3, 3, 2), start=2):
        held = set(units_on_pages(folder))
        done = chude("code", study, "--more", str(more))
        fresh = set(units_on_pages(folder)) - held
        assert done.exit_code == 0 and more <= len(fresh) <= more + 1, done.stderr
        assert f"{len(fresh)} further unit" in done.stdout
        assert shown_on(folder / f"lan-{wave}.html")["head"]["question"] == "main theme"
    other = chude("code", study, "--more", "3", "--question", "presence")
    assert other.exit_code == 2 and "asks for main theme" in other.stderr
    held = set(units_on_pages(folder))
    assert chude("code", study, "--more", "4", "--xlsx").exit_code == 0
    rows = [row[0] for row in load_workbook(study / "coding.xlsx")["Lan"].iter_rows(min_row=3, values_only=True)]
    assert 4 <= len(rows) <= 5 and not held & set(rows), "what is on a page is not coded twice"
    done = chude("code", study, "--more", "4")
    fresh = set(units_on_pages(folder)) - held
    assert f"{len(fresh)} further unit" in done.stdout
    assert not fresh & set(rows), "what is on the sheet is neither drawn again nor promised"
    (study / "coding.xlsx").unlink()
    done = chude("code", study, "--more", "5000")
    assert done.exit_code == 0 and "all that are left" in done.stdout
    nothing = chude("code", study, "--more", "1")
    assert nothing.exit_code == 2 and "nothing is left to code" in nothing.stderr


def test_a_sheet_that_was_moved_into_the_folder_of_pages_still_counts(chude: Run, study: Path) -> None:
    folder = study / "coding"
    assert chude("code", study, "--n", "8", "--coders", "Lan", "--xlsx").exit_code == 0
    folder.mkdir()
    shutil.move(study / "coding.xlsx", folder / "coding.xlsx")
    held = set(units_on_sheet(folder / "coding.xlsx"))
    other = chude("code", study, "--n", "8", "--question", "main theme")
    assert other.exit_code == 2 and "asks for presence" in other.stderr
    done = chude("code", study, "--more", "4", "--xlsx")
    assert done.exit_code == 0 and not held & set(units_on_sheet(study / "coding.xlsx")), done.stderr
    held |= set(units_on_sheet(study / "coding.xlsx"))
    assert chude("code", study, "--more", "4").exit_code == 0
    assert not held & set(units_on_pages(folder))


def shown_on(path: Path) -> dict[str, Any]:
    packed = re.search(r'id="data">([^<]*)<', path.read_text(encoding="utf-8"))
    assert packed is not None
    found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    return found


def test_code_writes_a_sheet_once(chude: Run, study: Path) -> None:
    done = chude("code", study, "--n", "20", "--coders", "Lan,Minh", "--xlsx")
    assert done.exit_code == 0, done.stderr
    assert (study / "coding.xlsx").is_file()
    again = chude("code", study, "--n", "20", "--xlsx")
    assert again.exit_code == 2 and "never overwritten" in again.stderr
    (study / "coding.xlsx").unlink()
    many = chude("code", study, "--n", "5000")
    assert many.exit_code == 2 and "ask for fewer" in many.stderr


def test_strict_ends_with_4_where_there_are_cautions(chude: Run, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.studies.path.opening import open_study

    monkeypatch.setattr("toolkit.studies.run.running.run_study", lambda path, **more: open_study(path))
    assert chude("report", made).exit_code == 0
    assert chude("report", made, "--strict").exit_code == 4


def test_verify_finds_no_difference_in_another_folder_locale_zone_thread_count_and_hash_seed(
    built: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "thư mục khác"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns(".cache"))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "31",
        "LC_ALL": "C",
        "LANG": "C",
        "TZ": "Asia/Ho_Chi_Minh",
        "OMP_NUM_THREADS": "1",
        "NUMBA_NUM_THREADS": "1",
        "USER": "someone",
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "toolkit.cli", "verify", str(folder)]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"identical\n"), done.stdout + done.stderr


def test_verify_says_what_differs(chude: Run, made: Path) -> None:
    other = made
    page = other / "build" / "index.html"
    page.write_text(page.read_text("utf-8") + " ", "utf-8")
    done = chude("verify", other)
    assert done.exit_code == 5
    assert done.stdout.splitlines() == ["index.html: was changed after the build", "1 difference"]
    (other / "build" / "manifest.json").write_text("{", "utf-8")
    damaged = chude("verify", other)
    assert damaged.exit_code == 5 and "manifest.json is damaged" in damaged.stderr
    (other / "build" / "manifest.json").unlink()
    assert chude("verify", other).exit_code == 5


# --- bad input: one line, the exit code, nothing half-written


def assert_refused(chude: Run, folder: Path, code: int, part: str, *more: str) -> None:
    before = outputs(folder)
    done = chude("report", folder, *more)
    assert done.exit_code == code, (done.exit_code, done.stderr)
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert outputs(folder) == before


def test_a_folder_without_study(chude: Run, tmp_path: Path) -> None:
    assert_refused(chude, tmp_path, 2, "holds no study.toml; make a study with: chude new")
    done = chude("report", tmp_path / "nowhere")
    assert done.exit_code == 2 and "is not there" in done.stderr


def test_unknown_keys_are_told_all_at_once(chude: Run, tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s", RECIPE.replace("n_topics = 4", "num_topics = 4"))
    (folder / "articles").mkdir()
    assert_refused(chude, folder, 2, "study.toml line 6: [topics] has no key 'num_topics'; did you mean 'n_topics'?")


@pytest.mark.parametrize(
    ("files", "part"),
    [
        ({}, "articles"),
        ({"a.png": b"\x89PNG\r\n\x1a\n" + bytes(50), "b.jpg": b"\xff\xd8\xff" + bytes(50)}, "articles"),
        ({"a.txt": b"", "b.txt": b"  \n"}, "empty"),
    ],
    ids=["empty folder", "images", "empty files"],
)
def test_a_corpus_without_anything_usable(chude: Run, tmp_path: Path, files: dict[str, bytes], part: str) -> None:
    folder = write_study(tmp_path / "s")
    (folder / "articles").mkdir()
    for name, data in files.items():
        (folder / "articles" / name).write_bytes(data)
    assert_refused(chude, folder, 3, part)


def test_a_corpus_that_is_not_there(chude: Run, tmp_path: Path) -> None:
    assert_refused(chude, write_study(tmp_path / "s"), 3, "[corpus] path 'articles' is not there")


def test_bad_files_among_good_ones_do_not_stop_a_run(chude: Run, study: Path) -> None:
    (study / "articles" / "bao_mot" / "rong.txt").write_bytes(b"")
    (study / "articles" / "bao_mot" / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (study / "articles" / "bao_mot" / "hong.docx").write_bytes(bytes(range(256)) * 20)
    done = chude("check", study, "--language", "en")
    assert done.exit_code == 0, done.stderr
    first = done.stdout.splitlines()[0]
    assert first == "38 found, 36 kept, 1 empty, 1 unreadable"


def test_themes_that_cannot_be_read(chude: Run, tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s", themes="[a]\nseeds = 'x'\n")
    write_articles(folder / "articles", n_a_year=5)
    assert_refused(chude, folder, 2, "themes.toml: theme 'a': seeds must be a list")
    (folder / "themes.toml").unlink()
    assert_refused(chude, folder, 2, "[themes] file names 'themes.toml', which is not there")


def test_seeds_that_never_occur(chude: Run, study: Path) -> None:
    (study / "themes.toml").write_text('[space]\nseeds = ["phi hành gia", "trạm vũ trụ"]\n', "utf-8")
    done = chude("check", study, "--language", "en")
    assert done.exit_code == 0
    assert "! theme space: none of its seeds occurs" in done.stdout
    assert_refused(chude, study, 2, "no seed of any theme occurs")


def test_fewer_units_than_topics(chude: Run, study: Path) -> None:
    assert_refused(chude, study, 2, "n_topics", "--set", "topics.n_topics=400")


def test_a_period_without_documents(chude: Run, study: Path) -> None:
    assert_refused(chude, study, 2, "2035", "--set", 'compare.pairs=[["2020", "2035"]]')


def test_a_build_of_a_newer_toolkit_is_left_alone(chude: Run, study: Path) -> None:
    (study / "build").mkdir()
    (study / "build" / "manifest.json").write_text('{"schema_version": 99}', "utf-8")
    assert_refused(chude, study, 5, "newer than the 1 read here; update with")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(chude: Run, study: Path) -> None:
    study.chmod(0o555)
    try:
        assert_refused(chude, study, 1, "cannot write")
    finally:
        study.chmod(0o755)


def test_a_build_that_is_a_file(chude: Run, study: Path) -> None:
    (study / "build").write_text("mine", "utf-8")
    assert_refused(chude, study, 1, "cannot write build/")


def test_settings_must_be_pairs(chude: Run, study: Path) -> None:
    assert_refused(chude, study, 2, "give table.key=value", "--set", "n_topics")


def test_an_interrupt_ends_with_130(chude: Run, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.studies.run.running.run_study", stop)
    done = chude("report", study)
    assert done.exit_code == 130 and "interrupted" in done.stderr


def test_what_was_not_expected_is_one_line_and_1(chude: Run, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **more: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("toolkit.studies.run.running.run_study", fail)
    done = chude("report", study)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == ["unexpected RuntimeError: odd; run again with -v to see where"]


def test_starting_the_command_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'pandas', 'scipy', 'sklearn', 'gensim', 'numba', 'matplotlib', 'pyvi', 'pyarrow', 'pydantic'}"
    code = f"import sys, toolkit.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
