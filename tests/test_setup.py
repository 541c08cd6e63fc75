"""Set-up: the locks hold what pyproject.toml asks for, and the install lines install precisely them.

The lines are read out of the Makefile, the README and .ci/run, and run against an index made here: a wheel without
content for every name==version of each lock, with its real dependencies, and a newer release of each, as an index has
it some weeks after the lock was made. No network.
"""

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted(path.name for path in (ROOT / "requirements").glob("*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEST_TOOLS = {"pytest", "pytest-cov", "pytest-xdist", "coverage", "hypothesis", "mypy", "ruff", "ipykernel", "jupytext"}
IMPORT_NAMES = {"docx": "python-docx", "sklearn": "scikit-learn"}
INDIRECT = {"llvmlite": "numba", "traitlets": "anywidget"}  # a part of their own interfaces


def pins(name: str) -> dict[str, str]:
    """Name → version of a lock and of those it stands on, where this Python runs."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("-r "):
            found |= pins(line[3:])
        elif line and not line.startswith(" "):
            asked = Requirement(line.removesuffix("\\").strip())
            if asked.marker is None or asked.marker.evaluate():
                found[canonicalize_name(asked.name)] = str(asked.specifier).removeprefix("==")
    return found


def missing(wanted: Iterable[str], held: dict[str, str]) -> list[str]:
    """What of these requirements no pin meets."""
    asked = [r for r in map(Requirement, wanted) if r.marker is None or r.marker.evaluate({"extra": ""})]
    return [str(r) for r in asked if not r.specifier.contains(held.get(canonicalize_name(r.name), "0"))]


def test_every_lock_holds_what_is_asked_for() -> None:
    runtime, dev = pins("runtime.lock"), pins("dev.lock")
    extras = PROJECT["optional-dependencies"]
    assert missing(PROJECT["dependencies"], runtime) == []
    assert missing([*extras["dev"], *extras["notebook"]], dev) == []
    assert missing(extras["docs"], pins("docs.lock")) == [] and missing(extras["spark"], pins("spark.lock")) == []
    for name in LOCKS:
        assert pins(name).items() >= runtime.items(), f"{name} holds other versions than users run"
    shared = pins("docs.lock").keys() & dev.keys()
    assert {n: pins("docs.lock")[n] for n in shared} == {n: dev[n] for n in shared}


def test_running_needs_no_test_tool_and_one_file_is_one_line() -> None:
    assert not TEST_TOOLS & pins("runtime.lock").keys()
    assert (ROOT / "requirements.lock").read_text(encoding="utf-8") == "-r requirements/runtime.lock\n"


@pytest.mark.parametrize("name", [*LOCKS, "lowest.txt"])
def test_every_pin_has_hashes_and_no_line_names_an_index(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        if not block.startswith("-r "):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


def test_lowest_versions_are_those_that_are_claimed() -> None:
    lowest = pins("lowest.txt")
    for claim in map(Requirement, PROJECT["dependencies"]):
        least = next(iter(claim.specifier))
        held = Version(lowest[canonicalize_name(claim.name)])
        assert held.release[: len(Version(least.version).release)] == Version(least.version).release, str(claim)


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    imported = set()
    for path in (ROOT / "toolkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            imported |= {name.split(".")[0] for name in names}
    third = imported - set(sys.stdlib_module_names) - {"toolkit"}
    third = {canonicalize_name(IMPORT_NAMES.get(name, INDIRECT.get(name, name))) for name in third}
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    optional = {
        canonicalize_name(Requirement(line).name)
        for extra, lines in PROJECT["optional-dependencies"].items()
        if extra not in ("dev", "docs", "fuzz", "peers")
        for line in lines
    }
    assert third - declared - optional == set(), "imported, but not declared"
    assert declared - third == set(), "declared, but imported nowhere"


# --- the install lines against an index that has moved on


def wheel(folder: Path, name: str, version: str, needs: Iterable[str] = ()) -> str:
    """Write a wheel without content; returns its SHA-256."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    asked = "".join(f"Requires-Dist: {line}\n" for line in needs)
    extras = "".join(f"Provides-Extra: {extra}\n" for extra in sorted(set(re.findall(r"extra\s*==\s*'(\w+)'", asked))))
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{asked}{extras}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(text.encode())}\n")
    files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"])
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(zipfile.ZipInfo(inside), text)  # without a time: the same bytes again
    return hashlib.sha256(path.read_bytes()).hexdigest()


def needs_of(name: str) -> list[str]:
    """The real dependencies of a distribution, where it is installed; else none."""
    try:
        return [line.replace('"', "'") for line in requires(name) or []]
    except PackageNotFoundError:
        return []


@pytest.fixture(scope="session")
def moved_on(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout's install files with an `index/` of wheels without content, each pin's and a newer one."""
    folder = tmp_path_factory.mktemp("một chỗ khác")
    (folder / "requirements").mkdir()
    (folder / "requirements.lock").write_bytes((ROOT / "requirements.lock").read_bytes())
    for lock in [*LOCKS, "lowest.txt"]:
        lines = []
        for line in (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines():
            if line.startswith("-r "):
                lines.append(line)
            elif line and not line.startswith(" "):
                asked = Requirement(line.removesuffix("\\").strip())
                name, version = canonicalize_name(asked.name), str(asked.specifier).removeprefix("==")
                place = folder / "index" / name
                place.mkdir(parents=True, exist_ok=True)
                lines.append(
                    f"{line.removesuffix(chr(92)).strip()} --hash=sha256:{wheel(place, name, version, needs_of(name))}"
                )
                newer = Version(version).release
                wheel(place, name, f"{newer[0] + 1}.0", needs_of(name))
        (folder / "requirements" / lock).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for place in (folder / "index").iterdir():
        links = "".join(f'<a href="{path.name}">{path.name}</a>\n' for path in sorted(place.iterdir()))
        (place / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>", encoding="utf-8")
    return folder


def install_lines() -> list[tuple[str, str]]:
    """(file, arguments after `pip install`) of every line that installs a lock."""
    found = []
    for name in ("Makefile", "README.md", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for arguments in re.findall(r"pip install ([^\n|&`]*requirements[/.][\w./]+)", text):
            found.append((name, arguments.replace("--quiet ", "").strip()))
    return list(dict.fromkeys(found))


ASK = """import ensurepip, sysconfig
print(sysconfig.get_config_var("WHEEL_PKG_DIR") or ensurepip.__path__[0] + "/_bundled")"""  # Debian keeps them apart


def pips() -> list[Path]:
    """The wheels of pip that come with this Python and with the others here: the oldest and the newest of them."""
    programs = [sys.executable, *filter(None, (shutil.which(f"python3.{minor}") for minor in (11, 12, 13)))]
    beside = Path(sys.base_prefix).parent.glob("3.1[123]*/bin/python3")  # as pyenv keeps them
    wheels = {}
    for program in [*programs, *map(str, beside)]:
        done = subprocess.run([program, "-c", ASK], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            wheels |= {path.name: path for path in Path(done.stdout.strip()).glob("pip-*.whl")}
    ordered = sorted(wheels.values(), key=lambda path: Version(path.name.split("-")[1]))
    return list(dict.fromkeys([*ordered[:1], *ordered[-1:]]))


PIPS = pips()


def install(pip: Path, folder: Path, arguments: str, target: Path) -> subprocess.CompletedProcess[str]:
    """Run `pip install ARGUMENTS` with this pip, in `folder`, into the environment `target`."""
    venv.create(target, with_pip=False)
    python = target / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
    environment |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": (folder / "index").as_uri(),
        "PIP_NO_CACHE_DIR": "1",
        "PIP_NO_COMPILE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    return subprocess.run(
        [str(python), str(pip / "pip"), "install", *arguments.split()],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def installed(target: Path) -> dict[str, str]:
    """Name → version of what an environment holds."""
    found = (path.name.removesuffix(".dist-info").rsplit("-", 1) for path in target.rglob("*.dist-info"))
    return {canonicalize_name(name): version for name, version in found}


def test_the_lines_that_install_are_found() -> None:
    files = [name for name, _ in install_lines()]
    assert {"Makefile", "README.md", ".ci/run"} <= set(files) and len(files) >= 6
    assert all("--no-deps" in a and "--require-hashes" in a for _, a in install_lines())


@pytest.mark.parametrize("arguments", list(dict.fromkeys(a for _, a in install_lines())))
@pytest.mark.parametrize("pip", PIPS, ids=lambda path: path.name.split("-py")[0])
def test_precisely_the_lock_is_installed_when_the_index_has_moved_on(
    pip: Path, arguments: str, moved_on: Path, tmp_path: Path
) -> None:
    done = install(pip, moved_on, arguments, tmp_path / "env")
    assert done.returncode == 0, done.stderr[-2000:]
    assert installed(tmp_path / "env") == pins(arguments.split("requirements/")[-1])


def test_with_a_resolver_the_line_would_be_refused(moved_on: Path, tmp_path: Path) -> None:
    """What stopped a fresh machine: a dependency asked for with an extra, resolved to a release that is not pinned."""
    if not PIPS or Version(PIPS[0].name.split("-")[1]) >= Version("24"):
        pytest.skip("needs a pip below 24, which resolves under --require-hashes past the pins")
    if not needs_of("pytest-cov"):
        pytest.skip("pytest-cov is not installed here, so its dependencies are not known")
    done = install(PIPS[0], moved_on, "--require-hashes -r requirements/dev.lock", tmp_path / "env")
    assert done.returncode != 0 and "must have their versions pinned" in done.stderr
