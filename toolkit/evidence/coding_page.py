"""A page to code in: one self-contained file a coder, from a folder or a stick, without a request; read back as codes.

The page hands on the chances with which its units were drawn, and shows no prediction. What the browser keeps and what
`Save` writes is the same: `{coder}.json`, which `read_coding` takes.
"""

import base64
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.base.files import write_text
from toolkit.base.onefile import one_file
from toolkit.base.streams import stream
from toolkit.documents.text import text_hashes
from toolkit.evidence.codes import QUESTIONS, Coding, plain_name
from toolkit.evidence.designs import SETTLED, Design
from toolkit.evidence.sampling import deal_coders
from toolkit.evidence.sheets import NONE_OF_THEM
from toolkit.words.themes import Theme, Themes, require_key

FORMAT, VERSION = "chude-coding", 1
LANGUAGES = ("vi", "en")
COMMANDS = "ucztsho"  # letters that are commands, so that they name no option
MOST_CHARACTERS = 1_000_000
_SAFE = re.compile(r"[^\w.-]+")
_SETTLING = re.compile(rf"{SETTLED}(-\d+)?")


def write_coding_page(
    sample: pd.DataFrame,
    themes: Themes,
    folder: str | Path,
    *,
    coders: Sequence[str],
    seed: int,
    overlap: float = 0.2,
    question: str = "presence",
    note: str = "",
    language: str = "vi",
    seeds_shown: bool = False,
    leave_out: Collection[str] = (),
) -> list[Path]:
    """Write one page a coder into `folder` (lan.html, minh.html); returns their paths.

    Units are dealt to the coders at random within periods; a share `overlap`, at least 20 a period, goes to everyone,
    and no page says which. `note` says who the coders are and is printed with the figures. `seeds_shown` marks the
    themes' seeds in the texts, which steers a reader: it is recorded. `leave_out`: units of a first draw that this one
    holds again, coded already (a second wave). A page that exists is never overwritten: it holds
    no answers, but the browser's belong to it. The same input gives the same bytes.
    Raises UsageError for coders whose names would share a file, and where a file exists; ThemesError for a theme whose
    key is a word of coding sheets (`none`, `text`).

    >>> drawn = tk.draw_coding_sample(scores, corpus, n=40, seed=1, by=spans)
    >>> pages = tk.write_coding_page(drawn, themes, "coding", coders=["lan", "minh"], seed=1)
    >>> [page.name for page in pages]
    ['lan.html', 'minh.html']
    """
    require_choice("question", question, QUESTIONS)
    require_choice("language", language, LANGUAGES)
    missing = [name for name in ("unit", "text", "inclusion_probability", "period") if name not in sample.columns]
    if missing:
        raise UsageError(f"the sample has no column {missing[0]!r}; draw it with draw_coding_sample")
    for theme in themes:
        require_key(theme)
    names = file_names(coders)
    if leave_out:
        names = _next_names(Path(folder), names)
    for path in (Path(folder) / f"{name}.html" for name in names.values()):
        if path.exists():
            raise UsageError(f"{path.name} exists and is never overwritten; draw more, or give other coders")
    fresh = sample[~sample["unit"].isin(list(leave_out))].reset_index(drop=True)
    if fresh.empty:
        raise UsageError("every unit of this draw is on a page or a sheet already; draw more, or move the sheet away")
    drawn = {str(unit): float(pi) for unit, pi in zip(sample["unit"], sample["inclusion_probability"])}
    elsewhere = sorted(set(drawn) - set(fresh["unit"]))
    dealt = deal_coders(fresh, list(coders), seed=seed, overlap=overlap)
    rows = fresh.set_index("unit", drop=False)
    paths = []
    for coder, name in names.items():
        own = rows.loc[dealt.loc[dealt["coder"] == coder, "unit"]].reset_index(drop=True)
        head = {**_head(own, themes, coder, question, note, seeds_shown), "drawn": drawn, "left_out": elsewhere}
        own = own.iloc[stream(seed, "page order", coder).permutation(len(own))]
        page = {
            **_shell(language, coder, name, head),
            "ask": page_words(language)["ask " + question],
            "multi": question == "presence",
            "required": question != "presence",
            "options": _options(themes, question, language),
            "items": [_item(row) for row in own.to_dict("records")],
            "marks": sorted({seed.casefold() for theme in themes for seed in theme.seeds}) if seeds_shown else [],
        }
        paths.append(write_page(page, Path(folder) / f"{name}.html", language))
    return paths


def write_settling_page(
    coding: Coding, sample: pd.DataFrame, themes: Themes, folder: str | Path, *, language: str = "vi"
) -> Path:
    """Write settled.html: the units on which coders differ, each with both codes, to be agreed on.

    Its answers come back as the coder "settled" and stand beside the coders' own. Called again after more was coded it
    writes settled-2.html: the first page and its file stay. UsageError where nobody differs.

    >>> import pandas as pd
    >>> drawn = tk.draw_coding_sample(scores, corpus, n=40, seed=1, by=spans)
    >>> unit, key = drawn["unit"].iloc[0], themes.keys[0]
    >>> two = pd.DataFrame({"unit": unit, "theme": key, "coder": ["lan", "minh"], "value": [0, 1]})
    >>> tk.write_settling_page(tk.coding_from_frame(two), drawn, themes, "settling").name
    'settled.html'
    """
    require_choice("language", language, LANGUAGES)
    differing = disagreements(coding)
    rows = sample[sample["unit"].isin(differing)].reset_index(drop=True)
    if rows.empty:
        raise UsageError("no unit was coded differently by two coders; there is nothing to settle")
    words = page_words(language)
    head = _head(rows, themes, SETTLED, coding.question, coding.coders, False)
    items = []
    for row in rows.to_dict("records"):
        item = _item(row)
        item["given"], item["start"] = _codes_told(coding, row["unit"], themes, language)
        items.append(item)
    name = _settling_name(Path(folder), head["sample"])
    page = {
        **_shell(language, SETTLED, name, head),
        "ask": words["ask settle"],
        "multi": coding.question == "presence",
        "required": coding.question != "presence",
        "options": _options(themes, coding.question, language),
        "items": items,
        "marks": [],
    }
    return write_page(page, Path(folder) / f"{name}.html", language)


def _settling_name(folder: Path, sample: str) -> str:
    """ "settled", or the next name beside pages of other units, whose answers the browser and their files hold."""
    for path in sorted(folder.glob(f"{SETTLED}*.html")):
        if (_inside(path) or {}).get("sample") == sample:
            return path.stem
    return _next_name(folder, SETTLED)


def disagreements(coding: Coding) -> list[str]:
    """The units that two coders coded differently for any theme and that are not settled, in the order of the codes."""
    frame = coding.frame.dropna(subset=["value"])
    settled = set(frame.loc[frame["coder"] == SETTLED, "unit"])
    spread = frame[frame["coder"] != SETTLED].groupby(["unit", "theme"], sort=False)["value"].nunique()
    units = spread[spread > 1].index.get_level_values("unit")
    return [unit for unit in dict.fromkeys(units) if unit not in settled]


def write_page(page: Mapping[str, Any], path: Path, language: str) -> Path:
    """One page of the module: data compressed inside, style and script by hash, nothing else may load."""
    parts = files("toolkit.evidence").joinpath("page")
    texts = {name: parts.joinpath(f"page.{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")}
    html = one_file(
        page,
        language=language,
        title=str(page["title"]),
        style=texts["css"],
        script=texts["js"],
        body=texts["html"].rstrip(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, html)
    return path


def _next_names(folder: Path, names: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for coder, name in names.items():
        found[coder] = _next_name(folder, name, [*found.values()])
    return found


def _next_name(folder: Path, name: str, taken: Collection[str] = ()) -> str:
    """ "lan-2" where lan.html is there, or lan.json, which may hold what was coded in a page that is gone."""
    k, free = 1, name
    while free in taken or any(_stems(free).fullmatch(path.name) for path in folder.glob(f"{free}*")):
        k += 1
        free = f"{name}-{k}"
    return free


def _stems(name: str) -> re.Pattern[str]:
    """The page of a name, and its files as browsers number downloads."""
    return re.compile(rf"{re.escape(name)}(\.html|( ?\(\d+\))?\.json)")


def units_on_pages(folder: Path) -> list[str]:
    """The units that the pages of a folder show, by the data inside them."""
    return list(dict.fromkeys(unit for units in pages_given(folder).values() for unit in units))


def pages_given(folder: Path) -> dict[str, list[str]]:
    """Coder → the units on the coder's pages in a folder, by the data inside them; settling pages left out."""
    found: dict[str, dict[str, None]] = {}
    for head in _heads(folder):
        own = found.setdefault(str(head["coder"]), {})
        own |= dict.fromkeys(unit["unit"] for unit in head["units"])
    return {coder: list(units) for coder, units in found.items()}


def questions_on_pages(folder: Path) -> list[str]:
    """What the pages of a folder ask, each question once; settling pages left out."""
    return sorted({str(head.get("question")) for head in _heads(folder)})


def draws_on_pages(folder: Path) -> dict[str, int]:
    """Wave → the largest n that the pages of a folder were drawn with."""
    found: dict[str, int] = {}
    for text in {str(unit.get("design") or "") for head in _heads(folder) for unit in head["units"]} - {""}:
        design = Design.from_text(text)
        found[design.wave] = max(design.n, found.get(design.wave, 0))
    return found


def _heads(folder: Path) -> Iterator[dict[str, Any]]:
    """What the coding pages of a folder hand on; settling pages, and files that are no pages, left out."""
    for path in sorted(folder.glob("*.html")):
        page = _inside(path)
        if page is not None and page.get("coder") != SETTLED and "units" in page.get("head", {}):
            yield page["head"]


def _inside(path: Path) -> dict[str, Any] | None:
    """The data of a page; None where the file holds none that can be read (another page, one cut short)."""
    packed = re.search(r'id="data">([^<]*)<', path.read_text(encoding="utf-8", errors="replace"))
    try:
        page = json.loads(gzip.decompress(base64.b64decode(packed[1]))) if packed else None
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return page if isinstance(page, dict) else None


def file_names(coders: Sequence[str]) -> dict[str, str]:
    """Coder → the name of its file, without diacritics or signs; UsageError where two would share one."""
    found: dict[str, str] = {}
    for coder in coders:
        name = _SAFE.sub("_", plain_name(str(coder))).strip("._-")[:60]
        if not str(coder).strip() or not name or _SETTLING.fullmatch(name):
            raise UsageError(f"coder {coder!r}: a name needs letters or digits, and is not {SETTLED!r}, {SETTLED}-2 …")
        if name in found.values():
            raise UsageError(f"coder {coder!r} would share the file {name}.html with another; choose another name")
        found[str(coder)] = name
    if not found:
        raise UsageError("name at least one coder")
    return found


def _head(
    sample: pd.DataFrame, themes: Themes, coder: str, question: str, note: str, seeds_shown: bool
) -> dict[str, Any]:
    """What goes back with the answers: who, what was asked, and each unit's chance, draw and text."""
    designs = sample["design"] if "design" in sample.columns else [""] * len(sample)
    rows = zip(sample["unit"], sample["inclusion_probability"], designs, text_hashes(sample["text"]))
    units = [
        {"unit": unit, "inclusion_probability": float(chance), "design": str(design), "text_hash": f"{int(text):016x}"}
        for unit, chance, design, text in rows
    ]
    head = {
        "format": FORMAT,
        "version": VERSION,
        "coder": coder,
        "question": question,
        "coders": note,
        "themes": list(themes.keys),
        "seeds_shown": seeds_shown,
        "units": units,
    }
    return {**head, "sample": digest_of(head)}


def digest_of(head: Mapping[str, Any]) -> str:
    """What names a page: who, what was asked, and every unit's chance, draw and text; not the answers.

    It is taken again where a file comes back, so that a chance or a theme changed by hand does not pass for the page's.
    """
    said = {key: value for key, value in head.items() if key not in ("sample", "drawn", "left_out", "answers")}
    said["units"] = [{**unit, "inclusion_probability": float(unit["inclusion_probability"])} for unit in head["units"]]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _shell(language: str, coder: str, file: str, head: Mapping[str, Any]) -> dict[str, Any]:
    words = page_words(language)
    return {
        "title": f"{words['coding']} · {coder}",
        "coder": coder,
        "sample": head["sample"],
        "file": f"{file}.json",
        "head": dict(head),
        "words": {key: text for key, text in words.items() if " " not in key},
        "commands": COMMANDS,
    }


def _options(themes: Themes, question: str, language: str) -> list[dict[str, Any]]:
    found = [{"key": t.key, "label": t.name(language), "told": _told(t)} for t in themes]
    if question != "presence":
        found.append({"key": NONE_OF_THEM, "label": page_words(language)["none"], "told": []})
    return found


def _told(theme: Theme) -> list[str]:
    return [part.strip() for part in str(theme.description or "").split("\n") if part.strip()]


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    """One unit as the page shows it; nothing that a model said."""
    fields = {"title": "title", "before": "before", "after": "after", "date": "year"}
    item = {name: _text(row.get(column)) for name, column in fields.items()}
    return {"id": str(row["unit"]), "text": _text(row["text"]), **item}


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)[:MOST_CHARACTERS]


def _codes_told(coding: Coding, unit: str, themes: Themes, language: str) -> tuple[str, list[str]]:
    """Who coded what of a unit, in a line; and the themes on which all agree that they are there."""
    own = coding.frame[(coding.frame["unit"] == unit) & (coding.frame["coder"] != SETTLED)].dropna(subset=["value"])
    names = {theme.key: theme.name(language) for theme in themes}
    lines, agreed = [], set(themes.keys)
    for coder, rows in own.groupby("coder", sort=True):
        held = [theme for theme, value in zip(rows["theme"], rows["value"]) if value == 1]
        agreed &= set(held)
        lines.append(f"{coder}: {', '.join(names[theme] for theme in held) or '–'}")
    return " · ".join(lines), [key for key in themes.keys if key in agreed]


def page_words(language: str) -> dict[str, str]:
    """The words of a page in a language; a key of two words belongs to one kind of page."""
    return WORDS[language]


WORDS = {
    "vi": {
        "coding": "Mã hóa",
        "ask presence": "Đoạn này nói đến những chủ đề nào? Bấm số để chọn, Enter để sang đoạn sau; "
        "chữ cái cạnh một chủ đề chọn chủ đề đó rồi sang luôn. Không chọn gì nghĩa là không có chủ đề nào.",
        "ask main theme": "Chủ đề chính của đoạn này là gì? Chọn một, rồi bấm Enter.",
        "ask settle": "Hai người mã hóa khác nhau ở đoạn này. Hãy cùng thống nhất, rồi bấm Enter.",
        "ask review": "Ở chỗ này, từ khóa có nói về chủ đề không?",
        "ask intrusion": "Từ nào không thuộc nhóm này?",
        "title review": "Từ khóa trong ngữ cảnh",
        "title intrusion": "Tìm từ lạc",
        "unit review": "Chỗ",
        "unit intrusion": "Câu hỏi",
        "question": "Chủ đề",
        "none": "Không thuộc chủ đề nào",
        "unit": "Đoạn",
        "coded": "đã mã hóa",
        "unsure": "chưa chắc",
        "seconds": "giây mỗi đoạn",
        "finished": "đã xong, hãy lưu tệp và gửi lại",
        "unsaved": "chưa lưu ra tệp",
        "choose": "Hãy chọn một mục trước khi sang đoạn sau.",
        "no_storage": "Trình duyệt này không cho lưu tạm. Hãy lưu ra tệp sau mỗi hai mươi đoạn; "
        "lần sau mở tệp ấy (o) để làm tiếp.",
        "next": "đoạn sau",
        "back": "đoạn trước",
        "mark_unsure": "chưa chắc, kèm ghi chú",
        "context": "xem câu trước và câu sau",
        "title": "xem tiêu đề và năm",
        "undo": "hoàn tác",
        "list": "những đoạn có ghi chú hoặc chưa chắc",
        "save": "lưu ra tệp",
        "open": "mở tệp đã lưu để làm tiếp",
        "opened": "Số đoạn lấy từ tệp:",
        "foreign": "Tệp này không phải của trang này và người này.",
        "comment": "Ghi chú (Esc để quay lại)",
        "book": "Sổ mã",
        "keys": "Phím",
        "close": "Đóng",
        "nothing": "Chưa có đoạn nào.",
        "ends": "chữ cái cạnh một mục: chọn mục đó rồi sang đoạn sau",
        "last": "Vừa ghi, đoạn",
        "none_chosen": "không chọn mục nào",
        "ime": "Bộ gõ tiếng Việt đang bật: hãy tắt đi khi bấm phím, nếu không phím có thể bị đổi.",
    },
    "en": {
        "coding": "Coding",
        "ask presence": "Which themes does this passage speak of? Digits choose, Enter goes on; "
        "the letter beside a theme chooses it and goes on at once. Nothing chosen means none of the themes.",
        "ask main theme": "What is the main theme of this passage? Choose one, then press Enter.",
        "ask settle": "Two coders differ on this passage. Agree on its themes, then press Enter.",
        "ask review": "Does the seed speak of the theme here?",
        "ask intrusion": "Which word does not belong?",
        "title review": "Seeds in context",
        "title intrusion": "What does not belong",
        "unit review": "Use",
        "unit intrusion": "Question",
        "question": "Themes",
        "none": "None of the themes",
        "unit": "Passage",
        "coded": "coded",
        "unsure": "unsure",
        "seconds": "seconds each",
        "finished": "done: save the file and send it back",
        "unsaved": "not saved to a file yet",
        "choose": "Choose one before you go on.",
        "no_storage": "This browser keeps nothing. Save to a file after every twenty passages; "
        "next time open it (o) and go on.",
        "next": "next",
        "back": "back",
        "mark_unsure": "unsure, with a comment",
        "context": "show the sentences before and after",
        "title": "show title and year",
        "undo": "undo",
        "list": "passages with a comment, or unsure",
        "save": "save to a file",
        "open": "open a saved file and go on",
        "opened": "Passages taken from the file:",
        "foreign": "This file is not of this page and this person.",
        "comment": "Comment (Esc to go back)",
        "book": "Codebook",
        "keys": "Keys",
        "close": "Close",
        "nothing": "None yet.",
        "ends": "the letter beside an option: choose it and go on",
        "last": "Just recorded, passage",
        "none_chosen": "nothing chosen",
        "ime": "A Vietnamese typing method is on: switch it off for the keys, or they may be changed.",
    },
}
