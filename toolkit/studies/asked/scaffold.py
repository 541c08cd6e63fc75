"""`chude new`: a study folder to begin with, after a look at the articles."""

import datetime
import os
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from toolkit.base.checks import counted, did_you_mean
from toolkit.base.errors import ThemesError, ToolkitError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.evidence.seed_spellings import in_small_letters
from toolkit.words.finding import find_phrases, phrase_pattern
from toolkit.words.mistakes import key_like, phrase_mistake
from toolkit.words.spelling import as_term
from toolkit.words.themes import SLUG, Theme, Themes, themes_from_dict

LONG_DOCUMENT = 6_000  # characters; longer articles speak of several things, so their paragraphs are the units
FEW_DOCUMENTS = 150
# What people call the first three founding themes, whose labels are longer: a name alone would be their only seed.
COMMON_NAMES = {"phản bác xuyên tạc": "combating_distortion", "kiều bào": "overseas_communities"}

_NO_PAIRS = (
    '# pairs = [["2019", "2024"]]  # the periods to compare; by default the earliest and latest that can carry it'
)


@dataclass(frozen=True)
class Proposal:
    """Settings proposed after a look: the `unit`, `n_topics`, `seen`, what was seen in one line, the line of `pairs`,
    and `as_of`, the day of the look, after which no date is believed."""

    unit: str
    n_topics: int
    seen: str
    sources: str = ""  # lines of study.toml: columns that may name the outlets, with counts
    pairs: str = _NO_PAIRS
    as_of: str = ""


def scaffold(name: str, corpus: str, themes: Sequence[str], *, selection: str = "", language: str = "vi") -> list[str]:
    """Make the folder `name` with study.toml, themes.toml and README.md; lines that say what was made and proposed.

    `themes` are keys, labels or common names of founding themes (`citizen_protection`, "kiều bào"), which bring their
    words, or other names, each its own first seed. Raises UsageError where the folder exists, InputError where
    the corpus holds nothing usable, ThemesError without a theme or for a slug that is not known.
    """
    from toolkit.documents.reading import read_corpus

    folder, source = Path(name), Path(corpus).expanduser()
    if folder.exists():
        raise UsageError(f"{folder} exists already; choose another name, or work in it with chude check {folder}")
    described = propose_themes(themes)
    read = read_corpus(source)
    proposal = with_periods(propose(read, len(described)), read)
    place = os.path.relpath(source.resolve(), folder.resolve()).replace(os.sep, "/")
    texts = {
        "study.toml": study_toml(folder.name, place, proposal, selection or _selection(language), language),
        "themes.toml": themes_toml(described),
        "README.md": readme(folder.name, proposal, language),
    }
    _write_folder(folder, texts)
    founding = founding_themes()
    notes = [*_taken(themes, founding), *(_only_its_name(t, founding, read) for t in described if len(t.seeds) == 1)]
    if not selection:
        notes.append("selection in study.toml says that it is not recorded; put in how the articles were collected")
    return [
        f"made {folder}/: {', '.join(texts)}",
        proposal.seen,
        *(f"! {n}" for n in notes),
        f"next: chude check {folder}",
    ]


def propose(corpus: Corpus, n_themes: int) -> Proposal:
    """Unit and number of topics for a corpus: paragraphs where articles are few or long; about one topic for every 20
    units, at least three more than there are themes, at most 20."""
    kept = corpus.kept
    length = float(kept["text"].str.len().median())
    unit = "paragraph" if len(kept) < FEW_DOCUMENTS or length > LONG_DOCUMENT else "document"
    units = len(kept) if unit == "document" else int(kept["text"].str.count(r"\n+\s*\S").sum()) + len(kept)
    n_topics = max(2, min(20, units // 4, max(n_themes + 3, units // 20)))
    kinds = Counter(Path(str(path)).suffix.lstrip(".") or "?" for path in corpus.frame["path"].fillna(""))
    listed = ", ".join(f"{kind} {n:,}" for kind, n in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])))
    found = f"{counted(len(corpus.frame), 'document')} ({listed}), {len(kept):,} usable"
    seen = f"{found}: unit = {unit}, n_topics = {n_topics}"
    return Proposal(unit, n_topics, seen, _source_lines(corpus))


def _source_lines(corpus: Corpus) -> str:
    """What `source` holds, and each column that could take its place, as comments with the commonest names."""
    from toolkit.documents.reading import source_columns

    now = corpus.kept["source"].value_counts()
    lines = [
        f"# sources as they are: {_counted_names({str(name): int(n) for name, n in now.head(5).items()}, len(now))}"
    ]
    for name, names in source_columns(corpus).items():
        lines.append(f"# source_column = {quoted(name)}  # {_counted_names(names, corpus.kept[name].nunique())}")
    return "".join(f"{line}\n" for line in lines) if len(now) or len(lines) > 1 else ""


def _counted_names(names: dict[str, int], n: int) -> str:
    listed = ", ".join(f"{' '.join(name.split())[:40]} {count:,}" for name, count in names.items())
    return f"{listed}{' …' if n > len(names) else ''}"


def founding_themes() -> Themes:
    """The themes that `chude new` knows by key and by label, with their seeds, conditions and descriptions."""
    text = files("toolkit.studies.asked").joinpath("founding_themes.toml").read_text(encoding="utf-8")
    return themes_from_dict(tomllib.loads(text))


def with_periods(proposal: Proposal, corpus: Corpus) -> Proposal:
    """The proposal with the default comparison of years and the day of the look."""
    from toolkit.documents.cleaning import clean
    from toolkit.documents.dates import resolve_dates
    from toolkit.documents.periods import effective_by_period
    from toolkit.trends.periods import carrying

    today = datetime.date.today().isoformat()
    kept = resolve_dates(clean(corpus), as_of=today).kept
    if not kept["year"].notna().any():
        return replace(proposal, as_of=today)
    labels, stories = effective_by_period(kept, "year")
    held = carrying(labels, stories)
    counts = dict(zip(labels, (int(n) for n in stories)))
    thin = [f"{label} ({counts[label]})" for label in labels if label not in held]
    if len(held) < 2:
        return replace(proposal, as_of=today)
    first, last = held[0], held[-1]
    rest = f"; too few to compare: {', '.join(thin[:6])}{' …' if len(thin) > 6 else ''}" if thin else ""
    pairs = f'pairs = [["{first}", "{last}"]]  # {first}: {counts[first]} stories, {last}: {counts[last]}{rest}'
    return replace(proposal, as_of=today, pairs=pairs)


def propose_themes(names: Sequence[str]) -> Themes:
    """Themes of keys, labels or names; the founding themes come with their words, by their COMMON_NAMES too, any other
    with its name as the only seed. Raises ThemesError without a name, and for a slug that is no founding theme: its
    words are not known.
    """
    founding = founding_themes()
    known = {as_term(name): theme for theme in founding for name in (theme.key, *theme.label.values())}
    known |= {as_term(name): founding[key] for name, key in COMMON_NAMES.items()}
    themes: dict[str, Theme] = {}
    for name in (each.strip() for each in names):
        if name:
            theme = known.get(as_term(name)) or _named(name, founding.keys)
            themes.setdefault(theme.key, theme)
    if not themes:
        raise ThemesError('no theme given; name them by commas, as --themes "kiều bào,bảo hộ công dân"')
    return Themes(tuple(themes.values()))


def _taken(names: Sequence[str], founding: Themes) -> list[str]:
    """What is told of the names that stand for a founding theme."""
    common = {as_term(name): founding[key] for name, key in COMMON_NAMES.items()}
    taken = [(name.strip(), common[as_term(name)]) for name in names if as_term(name) in common]
    return [
        f"theme {name!r} is taken as the founding theme {theme.key} with its {len(theme.seeds)} seeds; for a theme of "
        "these words alone, leave only them in themes.toml"
        for name, theme in taken
    ]


def _named(name: str, founding: Sequence[str]) -> Theme:
    """A theme that is its own first seed; a slug is refused, for no text is written in slugs."""
    if SLUG.fullmatch(name) and ("_" in name or get_close_matches(name, founding, n=1)):
        raise ThemesError(
            f"no founding theme {name!r}{did_you_mean(name, founding)}; to make a theme of your own, name it as texts "
            'do, as "kinh tế biển"'
        )
    plain = name.replace("_", " ")
    if mistake := phrase_mistake(plain):
        raise ThemesError(f"theme name {name!r}: {mistake}; themes are named by plain words, with commas between them")
    return Theme(slug(name), (plain,), label={"vi": plain})


def _only_its_name(theme: Theme, founding: Themes, corpus: Corpus) -> str:
    """What is told of a theme that has no seed but its name, and how many of the articles hold it."""
    name, texts = theme.seed_terms[0], corpus.kept["text"]
    in_small = in_small_letters(texts, theme.seeds)
    pattern = phrase_pattern([name])
    n = sum(bool(find_phrases(text, pattern)) for text in texts)
    stands = (
        f"which stands in {n:,} of {counted(len(texts), 'document')}" if n else "which stands in none of the documents"
    )
    of = [("it is a seed of", t.key) for t in founding if name in t.seed_terms]
    of += [("its words stand in the name of", t.key) for t in founding if _names_in_part(name, t)]
    more = f"; {of[0][0]} the founding theme {of[0][1]}, which brings more: ask for it by that key" if of else ""
    small = [f"; {k:,} of {m:,} uses are in small letters, where it may be another word" for _, k, m in in_small]
    add = "add what such texts say" if n else "put words that such texts use in its place"
    return f"theme {theme.key}: its only seed is its own name, {stands}; {add} in themes.toml{''.join(small)}{more}"


def _names_in_part(name: str, theme: Theme) -> bool:
    """Whether two or more words of a name all stand in one of a theme's labels."""
    words = set(as_term(name).split("_"))
    return len(words) > 1 and any(words <= set(as_term(label).split("_")) for label in theme.label.values())


def slug(name: str) -> str:
    """A key from a name: "Bảo hộ công dân" → bao_ho_cong_dan."""
    key = key_like(name)
    if not key:
        raise ThemesError(f"theme {name!r} has no letter to make a key of; write it in Latin letters")
    return key


def _selection(language: str) -> str:
    if language == "vi":
        return "Cách chọn và thu thập các bài viết này chưa được ghi lại."
    return "How these articles were chosen and collected has not been recorded."


def study_toml(name: str, place: str, proposal: Proposal, selection: str, language: str) -> str:
    """The text of study.toml: what must be said, and what one is likely to change."""
    day = proposal.as_of
    dates = (
        f"[dates]\nas_of = {day}  # the day of this look: no article is believed to be of a later day\n\n"
        if day
        else ""
    )
    return f"""\
[corpus]
path = {quoted(place)}
selection = {quoted(selection)}  # how the articles were collected: printed in every report
unit = "{proposal.unit}"  # or "{"paragraph" if proposal.unit == "document" else "document"}"
{proposal.sources}
{dates}[words]
drop = ["honorifics"]

[themes]
file = "themes.toml"

[topics]
methods = ["lda", "nmf"]
n_topics = {proposal.n_topics}  # compare others with: chude choose {name} --topics 10,20,30
fits = 5
seed = 1

[compare]
by = "year"
{proposal.pairs}
measure = "share"              # of the measures without codes it followed true changes best on labelled news; where a
                               # theme's topic rests on other words, presence takes its place (basis = "show" keeps it)
count = "stories"              # each story once a period: how often newsrooms took a subject up;
                               # "publications": every reprint counts, what readers met. Neither is the other's error.

[report]
title = {quoted(name.replace("_", " "))}
language = "{language}"
pdf = true
"""


def themes_toml(themes: Themes) -> str:
    """The text of themes.toml."""
    blocks = []
    for theme in themes:
        lines = [f"[{theme.key}]", *(f"label.{k} = {quoted(v)}" for k, v in sorted(theme.label.items()))]
        if theme.description:
            lines.append(f"description = {quoted(theme.description)}")
        seeds = ",\n    ".join(_seed_toml(theme, seed) for seed in theme.seeds)
        exclude = ", ".join(quoted(phrase) for phrase in theme.exclude)
        blocks.append("\n".join([*lines, f"seeds = [\n    {seeds},\n]", f"exclude = [{exclude}]"]))
    return (
        "# One table a theme. seeds: words and phrases of the theme itself, which seldom stand in other texts. A seed\n"
        "# with other uses too may be told where it counts: with (one of these near it), without (none of them),\n"
        '# within ("paragraph", "document", or a number of syllables).\n\n' + ("\n\n".join(blocks) + "\n")
    )


def _seed_toml(theme: Theme, seed: str) -> str:
    if seed not in theme.conditions:
        return quoted(seed)
    parts = [f"seed = {quoted(seed)}"]
    for name, value in theme.conditions[seed].to_dict().items():
        listed = f"[{', '.join(quoted(word) for word in value)}]" if isinstance(value, list) else value
        parts.append(f"{name} = {quoted(listed) if isinstance(value, str) else listed}")
    return f"{{ {', '.join(parts)} }}"


def readme(name: str, proposal: Proposal, language: str) -> str:
    """The text of README.md: the four steps of a study."""
    if language == "vi":
        return f"""# {name}

Đề xuất sau khi xem thư mục bài viết: unit = "{proposal.unit}", n_topics = {proposal.n_topics}.

1. Sửa `selection` trong study.toml (cách thu thập bài) và từ khóa trong themes.toml.
2. `chude check {name} --write-dates`: xem những gì đọc được; điền dates.csv cho các bài không rõ ngày.
3. `chude report {name}`: dựng báo cáo, rồi mở build/index.html.
4. `chude code {name} --n 300`: rút mẫu, viết trang mã hóa vào coding/; đọc, lưu, đặt tệp lưu vào đó, báo cáo sau sẽ
   được hiệu chỉnh.
"""
    return f"""# {name}

The articles were looked at: {proposal.seen}.

1. Mend `selection` in study.toml (how the articles were collected) and the seeds in themes.toml.
2. `chude check {name} --write-dates`: see what was read; fill in dates.csv for the undated articles.
3. `chude report {name}`: build the report, then open build/index.html.
4. `chude code {name} --n 300`: draw a sample and write a page into coding/; read, save, put the saved file there, and
   the next report is calibrated.
"""


def quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _write_folder(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        raise ToolkitError(f"cannot write {folder}: {error.strerror}; choose another folder") from error
    try:
        for name, text in texts.items():
            (made / name).write_bytes(text.encode("utf-8"))
        made.chmod(0o755)
        made.rename(folder)
    except OSError as error:
        raise ToolkitError(f"cannot write {folder}: {error.strerror}; choose another folder") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
