"""Pages to read in other than for coding: intrusion tests, and uses of seeds to be marked.

The page is the coding page's. What comes back is a file of it, with answers by question and nothing of what is right.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.checks import require_choice, some
from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence.codes import person
from toolkit.evidence.coding_files import names_not_read, saved_files
from toolkit.evidence.coding_page import COMMANDS, LANGUAGES, MOST_CHARACTERS, file_names, page_words, write_page
from toolkit.evidence.intrusion_sheets import require_test
from toolkit.evidence.seed_review import CONTEXTS, MARKS, use_keys
from toolkit.words.themes import Themes

INTRUSION, REVIEW, VERSION = "chude-intrusion", "chude-seed-review", 1
LARGEST_BYTES = 100_000_000
ASKED = {
    "word": {"vi": "Từ nào không thuộc nhóm này?", "en": "Which word does not belong?"},
    "word set": {"vi": "Nhóm từ nào lạc đề?", "en": "Which set of words does not belong?"},
    "document": {"vi": "Bài nào lạc đề?", "en": "Which text does not belong?"},
}
MARK_WORDS = {
    "vi": {"theme": "có nói về chủ đề", "not": "không", "unsure": "không rõ"},
    "en": {"theme": "speaks of the theme", "not": "does not", "unsure": "cannot tell"},
}


def write_intrusion_page(
    test: pd.DataFrame, folder: str | Path, *, readers: Sequence[str], language: str = "vi"
) -> list[Path]:
    """Write the questions of `draw_intrusion_test` as one page a reader; returns their paths.

    Keys and files are those of a coding page; topics and right answers stay in `test`: keep it to read the files that
    come back. A page that exists is never overwritten (UsageError). The same input gives the same bytes.

    >>> test = tk.draw_intrusion_test(model, seed=1)
    >>> [page.name for page in tk.write_intrusion_page(test, "intrusion", readers=["lan"])]
    ['lan.html']
    """
    require_test(test)
    items = _questions(test, language)
    names = file_names(readers)
    pages = [(name, _page(INTRUSION, reader, items, "intrusion", language)) for reader, name in names.items()]
    return _written(pages, Path(folder), language)


def _questions(test: pd.DataFrame, language: str) -> list[dict[str, Any]]:
    items = []
    for number, own in test.groupby("question", sort=True):
        options = [
            {"key": str(k), "label": str(shown)[:MOST_CHARACTERS]} for k, shown in zip(own["option"], own["shown"])
        ]
        items.append({"id": str(number), "text": ASKED[str(own["kind"].iloc[0])][language], "options": options})
    return items


def read_intrusion_page(path: str | Path | Sequence[str | Path], test: pd.DataFrame) -> pd.DataFrame:
    """The answers of the files that pages wrote, as `score_intrusion` takes them: the rows of `test` once a reader.

    `path`: a file, a folder or several files; of two files of one reader the last by name counts, question by question.
    Raises CodingError for a file of another test, an option that was not offered, where nothing was answered, and for
    what a folder holds that looks like answers and is not read.

    >>> test = tk.draw_intrusion_test(model, seed=1)
    >>> pages = tk.write_intrusion_page(test, "unanswered", readers=["lan"])
    >>> try:
    ...     tk.read_intrusion_page("unanswered", test)
    ... except tk.CodingError:
    ...     print("nothing answered yet")
    nothing answered yet
    """
    require_test(test)
    offered = {str(q): {str(k) for k in own} for q, own in test.groupby("question")["option"]}
    asked = {_digest(_questions(test, language)) for language in LANGUAGES}
    answers: dict[str, dict[str, str]] = {}
    for file in _files(path):
        found = _read(file, INTRUSION, list(offered), asked)
        for number, chosen in found["answers"].items():
            if chosen not in offered[number]:
                raise CodingError(f"{file.name}, question {number}: {chosen!r} was not offered; answer it again")
        answers.setdefault(found["reader"], {}).update(found["answers"])
    tables = []
    for reader, own in answers.items():
        picked = test["question"].astype(str).map(own) == test["option"].astype(str)
        answer = pd.Series(1, index=test.index, dtype="Int64").where(picked, pd.NA)
        tables.append(test.assign(answer=answer, coder=reader))
    if not tables or all(table["answer"].isna().all() for table in tables):
        raise CodingError("no answer yet; press s in the page, and give the file that it writes")
    return pd.concat(tables, ignore_index=True)


def write_review_page(
    table: pd.DataFrame, themes: Themes, path: str | Path, *, reader: str = "reader", language: str = "vi"
) -> Path:
    """Write the uses of seeds that `review_seeds` drew as a page to mark them in; `path` ends with .html.

    Each use stands with its seed marked and the theme beneath it. UsageError where the page exists.

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> tk.write_review_page(uses, themes, "uses.html").name
    'uses.html'
    """
    missing = [name for name in CONTEXTS if name not in table.columns]
    if missing:
        raise UsageError(f"the table has no column {missing[0]!r}; draw it with review_seeds")
    require_choice("language", language, LANGUAGES)
    options = [{"key": mark, "label": MARK_WORDS[language][mark]} for mark in MARKS]
    labels = {theme.key: theme.name(language) for theme in themes}
    items = [
        {
            "id": key,
            "text": f"{row['left']}{row['keyword']}{row['right']}"[:MOST_CHARACTERS],
            "marks": [str(row["keyword"]).lower()],
            "given": f"{labels.get(row['theme'], row['theme'])} · {row['seed']}",
            "options": options,
        }
        for key, row in zip(use_keys(table), table.astype(object).fillna("").to_dict("records"))
    ]
    page = _page(REVIEW, reader, items, "review", language, file=Path(path).with_suffix(".json").name)
    return _written([(Path(path).stem, page)], Path(path).parent, language)[0]


def read_review_page(path: str | Path, table: pd.DataFrame) -> pd.DataFrame:
    """The table of `review_seeds` with the marks that a page's file holds; what was not marked keeps its mark.

    Raises CodingError for a file of other uses.

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> page = tk.write_review_page(uses, themes, "uses_again.html")
    >>> try:
    ...     tk.read_review_page("lan.json", uses)  # the file that the page saves
    ... except tk.ToolkitError:
    ...     print("not saved yet")
    not saved yet
    """
    keys = use_keys(table)
    found = _read(Path(path), REVIEW, keys)["answers"]
    wrong = [mark for mark in found.values() if mark not in MARKS]
    if wrong:
        raise CodingError(f"{Path(path).name}: {wrong[0]!r} is no mark; take the file as the page wrote it")
    return table.assign(mark=[found.get(key, mark) for key, mark in zip(keys, table["mark"])])


def _digest(items: Sequence[Mapping[str, Any]]) -> str:
    asked = json.dumps(items, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    return hashlib.sha256(asked).hexdigest()[:16]


def _page(
    form: str, reader: str, items: Sequence[Mapping[str, Any]], ask: str, language: str, *, file: str = ""
) -> dict[str, Any]:
    require_choice("language", language, LANGUAGES)
    words = page_words(language)
    sample, questions = _digest(items), [item["id"] for item in items]
    head = {"format": form, "version": VERSION, "coder": reader, "questions": questions, "sample": sample}
    told = {"unit": words[f"unit {ask}"], "question": words[f"ask {ask}"]}
    return {
        "title": f"{words[f'title {ask}']} · {reader}",
        "coder": reader,
        "sample": sample,
        "file": file,
        "head": head,
        "words": {**{key: text for key, text in words.items() if " " not in key}, **told},
        "commands": COMMANDS,
        "ask": words[f"ask {ask}"],
        "multi": False,
        "required": True,
        "options": [],
        "items": list(items),
        "marks": [],
    }


def _written(pages: Sequence[tuple[str, dict[str, Any]]], folder: Path, language: str) -> list[Path]:
    for name, _ in pages:
        if (folder / f"{name}.html").exists():
            raise UsageError(f"{name}.html exists and is never overwritten; move it away, or give another name")
    return [
        write_page({**page, "file": page["file"] or f"{name}.json"}, folder / f"{name}.html", language)
        for name, page in pages
    ]


def _files(path: str | Path | Sequence[str | Path]) -> list[Path]:
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    lost = [
        f"{folder.name}/{name}" for folder in paths if folder.is_dir() for name in names_not_read(folder, INTRUSION)
    ]
    if lost:
        raise CodingError(
            f"{some(lost, 10)}: looks like answers and is not read; save it as .json in the folder itself, "
            "or take it away"
        )
    return [file for one in paths for file in (saved_files(one) if one.is_dir() else [one])]


def _read(path: Path, form: str, questions: Sequence[str], samples: Collection[str] = ()) -> dict[str, Any]:
    """`reader` and `answers` (question → what was chosen) of a page's file, which is of one of `samples` if it says."""
    remedy = "take the file as the page wrote it"
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ValueError("it is too large")
        page = json.loads(path.read_text(encoding="utf-8-sig"))
        known = page["format"] == form and page["version"] == VERSION and isinstance(page["answers"], dict)
        asked, reader = [str(one) for one in page["questions"]], str(person(str(page["coder"])))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CodingError(f"{path.name} is no file of such a page ({error}); {remedy}") from error
    if not known or asked != list(questions) or (samples and str(page.get("sample", "")) not in {*samples, ""}):
        raise CodingError(f"{path.name} answers other questions than these; {remedy}, and give the test it was made of")
    answers = {}
    for number, answer in page["answers"].items():
        if number not in asked or not isinstance(answer, dict) or not isinstance(answer.get("codes"), list):
            raise CodingError(f"{path.name}, {number!r}: the answer cannot be read; {remedy}")
        if answer.get("coded") is True and len(answer["codes"]) == 1:
            answers[number] = str(answer["codes"][0])
    return {"reader": reader, "answers": answers}
