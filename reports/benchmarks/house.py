"""How big the rooms are, whether the public names and signatures stayed, whether two builds are the same.

    python reports/benchmarks/house.py sizes              # modules, functions, parameters, circles, `# fmt: skip`
    python reports/benchmarks/house.py way                # the rooms that one article walks through, file to counts
    python reports/benchmarks/house.py signatures         # every public name with its signature, to compare by diff
    python reports/benchmarks/house.py builds OLD NEW     # which files of two builds differ (exit code 1 where some)

`sizes`, `way` and `signatures` look at the toolkit beside this folder, or at the checkout that --root names, so that
before and after can be compared. They are a mirror, not a law.
"""

import argparse
import ast
import inspect
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTSIDE = ("manifest.json", "log.txt")  # versions and hashes of code; clock times
ARTICLE = (
    "Đại sứ quán Việt Nam cho biết, ngày 14/3/2019, cán bộ lãnh sự đã thăm các thuyền viên.\n\n"
    "Bảo hộ công dân là việc của cơ quan đại diện. Kiều bào đã giúp nhiều người về nước.\n"
)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the def to the end, the docstring left out."""
    body = function.body
    first = body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    told = (first.end_lineno or first.lineno) - first.lineno + 1 if is_text else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - told


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Parameters without self and cls."""
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def at(values: list[int], share: float) -> int:
    """The value below which `share` of them lie."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def sizes(root: Path) -> list[tuple[str, object]]:
    """Modules, lines and functions of the toolkit, the tests left out."""
    paths = [p for p in sorted((root / "toolkit").rglob("*.py")) if p.name != "__init__.py"]
    texts = [p.read_text(encoding="utf-8") for p in paths]
    lines = [len(text.splitlines()) for text in texts]
    every = [(p, f) for p, text in zip(paths, texts) for f in functions(ast.parse(text))]
    spans = [length(f) for _, f in every]
    given = [parameters(f) for _, f in every]
    longest, most = max(every, key=lambda e: length(e[1])), max(every, key=lambda e: parameters(e[1]))
    skipped = sum(text.count("# fmt: skip") for text in texts)
    return [
        ("modules (without __init__)", len(paths)),
        ("lines a module, median", round(statistics.median(lines))),
        ("modules of fewer than 40 lines", sum(n < 40 for n in lines)),
        ("modules of more than 300 lines", sum(n > 300 for n in lines)),
        (
            "lines of the longest module",
            f"{max(lines)} ({paths[lines.index(max(lines))].relative_to(root).as_posix()})",
        ),
        ("functions", len(spans)),
        ("lines a function, median", round(statistics.median(spans))),
        ("lines a function, 90th percentile", at(spans, 0.9)),
        ("lines of the longest function", f"{max(spans)} ({longest[0].stem}.{longest[1].name})"),
        ("parameters, 90th percentile", at(given, 0.9)),
        ("parameters, most", f"{max(given)} ({most[0].stem}.{most[1].name})"),
        ("fmt: skip", skipped),
    ]


WAY = """
import sys
from pathlib import Path
root, folder = sys.argv[1:]
sys.path.insert(0, root)
import toolkit as tk
def whole():
    corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.read_corpus(folder))))
    tokens = tk.segment(corpus, workers=1)
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))
whole()  # so that imports and compiling are not part of the way
walk = []
def seen(frame, event, argument):
    name = frame.f_globals.get("__name__", "")
    if event == "call" and name.startswith("toolkit.") and (not walk or walk[-1] != name):
        walk.append(name)
sys.setprofile(seen)
whole()
sys.setprofile(None)
rooms = list(dict.fromkeys(walk))
doors = set(zip(walk, walk[1:]))
back = sum((b, a) in doors for a, b in doors) // 2
print(len(rooms), len({r.rpartition(".")[0] for r in rooms}), len(doors), back)
print(" ".join(r.removeprefix("toolkit.") for r in rooms))
"""


def way(root: Path) -> list[tuple[str, object]]:
    """The modules that one article is carried through from its file to its counts, by watching the calls."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "2019-03-15 bai.txt").write_text(ARTICLE, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", WAY, str(root), folder], capture_output=True, text=True, check=True, cwd=root
        )
    told, names = done.stdout.splitlines()[-2:]
    rooms, wings, doors, back = told.split()
    return [
        ("modules walked through", rooms),
        ("rooms (folders) they are in", wings),
        ("ways from a module to another", doors),
        ("of which there and back", back),
        ("in the order of entering", names),
    ]


def signatures(root: Path) -> list[tuple[str, object]]:
    """Every public name with its signature or kind."""
    sys.path.insert(0, str(root))
    import toolkit as tk

    assert Path(tk.__file__).is_relative_to(root), f"{tk.__file__} is not of {root}"
    found: list[tuple[str, object]] = []
    for name in tk.__all__:
        thing = getattr(tk, name)
        plain = not callable(thing) or (inspect.isclass(thing) and issubclass(thing, Exception))
        found.append((name, f": {type(thing).__name__}" if plain else inspect.signature(thing)))
    return found


def builds(old: Path, new: Path) -> list[str]:
    """The files in which two builds differ, manifest, log and cache left out."""

    def files(build: Path) -> dict[str, Path]:
        named = {p.relative_to(build).as_posix(): p for p in build.rglob("*") if p.is_file()}
        return {n: p for n, p in named.items() if n not in OUTSIDE and not n.startswith(".cache/")}

    one, other = files(old), files(new)
    lines = [f"{name}: only in the one" for name in sorted(one.keys() ^ other.keys())]
    same = sorted(one.keys() & other.keys())
    lines += [f"{name}: differs" for name in same if one[name].read_bytes() != other[name].read_bytes()]
    return [*lines, f"{len(same) - len([n for n in lines if n.endswith('differs')])} of {len(same)} files are the same"]


SECTIONS = {"sizes": sizes, "way": way, "signatures": signatures}


def main() -> int:
    """Print a section as lines of name and value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=[*SECTIONS, "builds"])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--root", type=Path, default=HERE.parents[1])
    given = parser.parse_args()
    if given.section == "builds":
        lines = builds(*given.folders)
        print("\n".join(lines))
        return int(len(lines) > 1)
    for name, value in SECTIONS[given.section](given.root.resolve()):
        print(f"{name}: {value}" if given.section != "signatures" else f"{name}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
