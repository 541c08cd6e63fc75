"""The ground floor: streams that do not shift, files that are whole, bars that are quiet, cards that escape."""

import copy
import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from toolkit.base import errors
from toolkit.base.cards import card, line
from toolkit.base.checks import (
    counted,
    did_you_mean,
    require_at_least,
    require_choice,
    require_count,
    require_share,
    some,
)
from toolkit.base.errors import MissingExtraError, ToolkitError, UsageError
from toolkit.base.files import (
    atomic_folder,
    atomic_path,
    canonical_json,
    sha256_bytes,
    sha256_file,
    write_bytes,
    write_json,
)
from toolkit.base.parts import ReadOnlyDict, frozen, readonly
from toolkit.base.progress import progress, quiet, wanted
from toolkit.base.streams import derived_seed, stream


def test_a_stream_depends_on_seed_and_names_alone() -> None:
    first = stream(1, "a", 2).random(4)
    assert np.array_equal(first, stream(1, "a", 2).random(4))
    for other in (stream(2, "a", 2), stream(1, "b", 2), stream(1, "a", "2"), stream(1, "a")):
        assert not np.array_equal(first, other.random(4))
    assert derived_seed(1, "x") != derived_seed(1, "y") and 0 <= derived_seed(1, "x") < 2**31


def test_a_stream_is_named_by_text_and_whole_numbers() -> None:
    assert np.array_equal(stream(1, np.str_("a"), np.int64(2)).random(4), stream(1, "a", 2).random(4))
    assert not np.array_equal(stream(1, True).random(4), stream(1, 1).random(4))
    for name in (None, 1.5, ("a", 2), np.float64(2.0), object()):
        with pytest.raises(UsageError, match="named by texts and whole numbers"):
            stream(1, name)  # type: ignore[arg-type]


def test_a_mapping_of_a_noun_is_read_only_and_copies_like_a_plain_one() -> None:
    found = frozen({"a": {"b": [1, {"c": 2}]}})
    assert found == {"a": {"b": (1, {"c": 2})}} and json.dumps(found) == '{"a": {"b": [1, {"c": 2}]}}'
    for change in (
        lambda: found.update(a=1),
        lambda: found["a"].__setitem__("b", 1),
        lambda: found["a"]["b"][1].pop("c"),
        lambda: found.setdefault("d", 1),
        lambda: found.clear(),
        lambda: found.__delitem__("a"),
        lambda: found.__ior__({"d": 1}),
    ):
        with pytest.raises(TypeError, match="read-only"):
            change()
    assert found == {"a": {"b": (1, {"c": 2})}}
    for copied in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert copied == found and isinstance(copied, ReadOnlyDict)
    assert dict(found) | {"d": 1} == {**found, "d": 1}


@pytest.mark.parametrize("seed", [None, -1, 1.5, "1"])
def test_a_seed_is_a_whole_number(seed: object) -> None:
    with pytest.raises(UsageError, match="seed is"):
        stream(seed, "anything")  # type: ignore[arg-type]


def test_a_stream_is_the_same_under_another_hash_seed() -> None:
    code = "from toolkit.base.streams import derived_seed; print(derived_seed(5, 'tên', 1))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "17")
    }
    assert told == {f"{derived_seed(5, 'tên', 1)}\n"}


def test_a_file_is_there_whole_or_not_at_all(tmp_path) -> None:
    target = tmp_path / "sub" / "a.txt"
    write_bytes(target, b"one")
    with pytest.raises(ValueError, match="stop"), atomic_path(target) as temporary:
        temporary.write_bytes(b"tw")
        raise ValueError("stop")
    assert target.read_bytes() == b"one" and [p.name for p in target.parent.iterdir()] == ["a.txt"]
    assert sha256_file(target) == sha256_bytes(b"one")


def test_a_folder_that_is_a_file_is_one_line(tmp_path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(ToolkitError, match=r"cannot write .*choose another folder"):
        write_bytes(tmp_path / "taken" / "a", b"")


def test_json_is_canonical(tmp_path) -> None:
    assert canonical_json({"b": 1, "a": "ữ"}) == '{\n "a": "ữ",\n "b": 1\n}\n'
    write_json(tmp_path / "a.json", {"x": [1]})
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"x": [1]}
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


def test_checks_name_the_item_and_the_remedy() -> None:
    with pytest.raises(UsageError, match="by cannot be 'yaer'; did you mean 'year'"):
        require_choice("by", "yaer", ("year", "month"))
    with pytest.raises(UsageError, match="n is 0, but must be at least 1"):
        require_at_least("n", 0, 1)
    for wrong in (0.0, 1.1, float("nan")):
        with pytest.raises(UsageError, match="must be a share"):
            require_share("level", wrong)
    for count in (2.0, "2", None):
        with pytest.raises(UsageError, match=r"n is .*, but must be a whole number"):
            require_count("n", count, 1)
    for wrong_type in ("0.5", None, [1]):
        with pytest.raises(UsageError, match="must be a number"):
            require_at_least("alpha", wrong_type, 0)
        with pytest.raises(UsageError, match="must be a share"):
            require_share("level", wrong_type)
    assert did_you_mean("zzz", ["b", "a"]) == "; known: a, b"
    assert some(range(5)) == "0, 1, 2 and 2 more" and some([1]) == "1"
    assert counted(1, "story", "stories") == "1 story" and counted(1200, "story", "stories") == "1,200 stories"


def test_every_error_is_ours_and_has_an_exit_code() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert len(classes) >= 9 and all(issubclass(c, ToolkitError) and c.exit_code in (1, 2, 3, 5) for c in classes)
    assert "pip install 'chude-toolkit[notebook]'" in str(MissingExtraError("anywidget", "notebook"))


def test_arrays_of_nouns_cannot_be_changed() -> None:
    mine = np.zeros(3)
    kept = readonly(mine)
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1
    assert mine.flags.writeable


def test_progress_yields_everything_and_is_silent_where_asked(monkeypatch, capsys) -> None:
    monkeypatch.setenv("TOOLKIT_PROGRESS", "0")
    assert list(progress(range(3), "count")) == [0, 1, 2] and not wanted()
    monkeypatch.setenv("TOOLKIT_PROGRESS", "1")
    assert wanted()
    with quiet():
        assert not wanted()
    monkeypatch.setattr("toolkit.base.progress.PATIENCE_SECONDS", -1.0)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    assert list(progress(iter("ab"), "letters", total=2)) == ["a", "b"]
    assert "letters" in capsys.readouterr().err


def test_a_card_stays_under_50_kb_whatever_it_is_given() -> None:
    hostile = "<b>&\"'" * 500
    html = card(
        hostile[:40], [(f"fact {i}", hostile) for i in range(6)], ["a", "b"], [(hostile, 0.5)] * 900, [hostile] * 90
    )
    assert len(html.encode()) < 50_000 and '<b>&"' not in html
    assert re.search(r"… \d+ more", html) and "more" not in card("small", [], ["a"], [(1,), (2,)])


def test_cards_escape_and_give_their_line() -> None:
    html = card("<b>Tên</b>", [("n", "<i>")], ["c"], [("<script>", 0.5)], ["a & b"])
    assert "<script>" not in html and "&lt;script&gt;" in html and "0.500" in html and "a &amp; b" in html
    assert line(html) == "<<b>Tên</b> · n: <i>>"
    assert line(card("Tên", [])) == "<Tên>"


def test_a_folder_is_there_whole_or_as_it_was(tmp_path) -> None:
    with atomic_folder(tmp_path / "made", prefix=".new-", what="it") as folder:
        (folder / "a.txt").write_text("one")
    with pytest.raises(RuntimeError), atomic_folder(tmp_path / "made", prefix=".new-", what="it") as folder:
        (folder / "a.txt").write_text("two")
        raise RuntimeError
    assert (tmp_path / "made" / "a.txt").read_text() == "one"
    with atomic_folder(tmp_path / "made", prefix=".new-", what="it") as folder:
        (folder / "b.txt").write_text("three")
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["b.txt"]
    (tmp_path / "file").write_text("")
    refused = pytest.raises(ToolkitError, match=r"cannot write it: .*another folder")
    with refused, atomic_folder(tmp_path / "file" / "made", prefix=".new-", what="it"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "made"]


def test_a_folder_is_the_new_whole_where_the_old_cannot_be_removed(tmp_path, monkeypatch) -> None:
    write_bytes(tmp_path / "made" / "old.txt", b"old")
    monkeypatch.setattr("toolkit.base.files.shutil.rmtree", lambda *_, **__: None)  # a file held open, or not ours
    with atomic_folder(tmp_path / "made", prefix=".new-", what="it") as folder:
        (folder / "new.txt").write_text("new")
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["new.txt"]


def test_a_folder_is_the_old_whole_where_the_new_cannot_take_its_place(tmp_path, monkeypatch) -> None:
    write_bytes(tmp_path / "made" / "old.txt", b"old")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if (self / "new.txt").exists():
            raise PermissionError(13, "Permission denied", str(self), None, str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    refused = pytest.raises(ToolkitError, match="cannot write it: Permission denied")
    with refused, atomic_folder(tmp_path / "made", prefix=".new-", what="it") as folder:
        (folder / "new.txt").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    assert (tmp_path / "made" / "old.txt").read_bytes() == b"old"


def test_a_file_is_never_replaced_by_a_folder(tmp_path) -> None:
    write_bytes(tmp_path / "mine", b"mine")
    with pytest.raises(ToolkitError), atomic_folder(tmp_path / "mine", prefix=".new-", what="it"):
        pass
    assert (tmp_path / "mine").read_bytes() == b"mine" and len(list(tmp_path.iterdir())) == 1


def test_a_message_names_the_file_that_could_not_be_read_not_the_one_being_written(tmp_path) -> None:
    other = pytest.raises(
        ToolkitError, match=r"cannot read or write .*missing\.csv: No such file.*needed for .*out\.csv"
    )
    with other, atomic_path(tmp_path / "out.csv") as temporary:
        temporary.write_text((tmp_path / "missing.csv").read_text())
    other = pytest.raises(ToolkitError, match=r"cannot read or write .*missing\.csv")
    with other, atomic_folder(tmp_path / "made", prefix=".new-", what="the build"):
        (tmp_path / "missing.csv").read_text()
    full = pytest.raises(ToolkitError, match=r"cannot write .*out\.csv: No space left")
    with full, atomic_path(tmp_path / "out.csv"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
