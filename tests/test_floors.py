"""The house rules that a reader of one file cannot see: floors, third parties, module size."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "toolkit"
FLOORS = ["base", "engine", "documents", "words", "topics", "evidence", "trends", "plots", "studies"]
ALLOWED = {  # third parties by floor; a floor may import what lower floors may
    "base": {"numpy", "tqdm", "numba", "threadpoolctl"},
    "engine": {"pyarrow", "pyspark"},
    "documents": {
        "pandas",
        "ftfy",
        "charset_normalizer",
        "py3langid",
        "trafilatura",
        "pypdfium2",
        "docx",
        "openpyxl",
        "lxml",
    },
    "words": {"scipy", "numba", "llvmlite", "pyvi", "gensim", "underthesea"},
    "topics": {"sklearn"},
    "evidence": {"xlsxwriter"},
    "trends": set(),
    "plots": {"matplotlib"},
    "studies": {
        "jinja2",
        "pydantic",
        "typst",
        "pyrefiqda",
        "pyLDAvis",
        "anywidget",
        "traitlets",
    },
    "roof": {"click"},
}
STDLIB = set(__import__("sys").stdlib_module_names)
MODULES = sorted(ROOT.rglob("*.py"))


def floor_of(path: Path) -> int:
    parts = path.relative_to(ROOT).parts
    return FLOORS.index(parts[0]) if len(parts) > 1 else len(FLOORS)


def imports(path: Path) -> list[tuple[str, int]]:
    """Absolute dotted names of everything a module imports, relative imports resolved."""
    return imported(path, ["toolkit", *path.relative_to(ROOT).parts[:-1]])


def imported(path: Path, package: list[str]) -> list[tuple[str, int]]:
    """The same of a script in `package`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            stem = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*stem, *([node.module] if node.module else [])])
            found += [(f"{base}.{alias.name}", node.lineno) for alias in node.names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_from_its_floor_or_below(path: Path) -> None:
    own = floor_of(path)
    permitted = set().union(*(ALLOWED[name] for name in FLOORS[: own + 1]))
    if own == len(FLOORS):
        permitted |= ALLOWED["roof"]
    for name, line in imports(path):
        top, _, rest = name.partition(".")
        if top == "toolkit":
            room = rest.split(".")[0]
            if room in FLOORS:
                assert FLOORS.index(room) <= own, f"{path.name}:{line} imports {name} from a floor above"
            else:
                assert own == len(FLOORS), f"{path.name}:{line} imports {name} from the roof"
        else:
            assert top in STDLIB or top in permitted, f"{path.name}:{line} imports {top}, not allowed on its floor"


def module_name(path: Path) -> str:
    parts = ("toolkit", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def arrows() -> dict[str, set[str]]:
    """Module -> the modules of ours that it imports: at its head, inside functions, or for types alone."""
    names = {module_name(path) for path in MODULES}
    found: dict[str, set[str]] = {}
    for path in MODULES:
        own = module_name(path)
        wanted = {name if name in names else name.rpartition(".")[0] for name, _ in imports(path)}
        found[own] = {name for name in wanted if name in names and name != own}
    return found


def circles(graph: dict[str, set[str]]) -> list[frozenset[str]]:
    """Groups of modules that reach one another (strongly connected, two or more), by following every arrow."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        ahead = list(graph[start])
        while ahead:
            name = ahead.pop()
            if name not in seen:
                seen.add(name)
                ahead += graph.get(name, ())
        reached[start] = seen
    groups = {frozenset(n for n in reached[s] if s in reached.get(n, ())) for s in graph if s in reached[s]}
    return sorted(groups, key=sorted)


def test_there_are_no_circles() -> None:
    assert [sorted(group) for group in circles(arrows())] == []


def test_the_benches_have_no_circles() -> None:
    scripts = {path.stem: path for path in (ROOT.parent / "reports" / "benchmarks").glob("*.py")}
    graph = {
        name: {found.split(".")[0] for found, _ in imported(path, [])} & (set(scripts) - {name})
        for name, path in scripts.items()
    }
    assert any(graph.values()) and [sorted(group) for group in circles(graph)] == []


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert circles(graph) == [frozenset("abc")]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_one_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, "is it two rooms?"


def test_only_the_engine_knows_spark() -> None:
    knowing = [p for p in MODULES if any(name.startswith("pyspark") for name, _ in imports(p))]
    assert {p.relative_to(ROOT).parts[:2] for p in knowing} == {("engine", "spark.py")}


def test_only_plots_draw() -> None:
    drawing = [p for p in MODULES if any(name.startswith("matplotlib") for name, _ in imports(p))]
    assert {p.relative_to(ROOT).parts[0] for p in drawing} <= {"plots"}


def test_the_key_of_a_stage_holds_what_its_floor_imports() -> None:
    from importlib.metadata import packages_distributions

    from toolkit.studies.path.versions import DEPENDENCIES, FLOORS

    distributions = {name: {d.lower() for d in found} for name, found in packages_distributions().items()}
    shown = {"tqdm", "click", "pyLDAvis", "pyspark", "anywidget", "traitlets"}  # these change no result that is kept
    for path in MODULES:
        own = floor_of(path)
        if own == len(FLOORS):
            continue
        named = {name.lower() for floor in FLOORS[: own + 1] for name in DEPENDENCIES[floor]}
        for name, line in imports(path):
            top = name.partition(".")[0]
            if top != "toolkit" and top not in STDLIB | shown and top in distributions:
                assert distributions[top] & named, f"{path.name}:{line}: {top} must stand in versions.DEPENDENCIES"
