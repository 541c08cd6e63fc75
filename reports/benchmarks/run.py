"""Every measurement of this folder in turn, each in its own process: `make bench`.

    python reports/benchmarks/run.py                  all (hours: the coverage of intervals is simulated)
    python reports/benchmarks/run.py words topics     those floors only

The tables are written to reports/benchmarks/results. Real data are read from the folder that TOOLKIT_DATA names; a
section that needs them stops and says so where it is unset, and the others go on.
"""

import ast
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FLOORS = (
    "documents_reading",
    "documents_cleaning",
    "documents_dates",
    "documents_stories",
    "words",
    "topics",
    "topics_many",
    "many_articles",
    "evidence",
    "sample",
    "studies",
    "house",
    "trends",
)


def sections(floor: str) -> list[str]:
    """The sections a floor's script offers, read from its source."""
    names = sorted(path.stem for path in FOLDER.glob("trends_*.py")) if floor == "trends" else [floor]
    found: list[str] = []
    for name in names:
        tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(target, ast.Name) and target.id == "SECTIONS" for target in targets):
                    found += [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
            if isinstance(node, ast.keyword) and node.arg == "choices" and isinstance(node.value, ast.List):
                found += [item.value for item in node.value.elts if isinstance(item, ast.Constant)]
    return [str(name) for name in dict.fromkeys(found) if name != "all"]


def main(floors: list[str]) -> int:
    """Run the sections of the floors named, or of all; the number that failed."""
    failed = []
    for floor in [name for name in FLOORS if not floors or name in floors or name.split("_")[0] in floors]:
        for section in sections(floor):
            print(f"\n== {floor} {section}", flush=True)
            if subprocess.run([sys.executable, str(FOLDER / f"{floor}.py"), section], check=False).returncode:
                failed.append(f"{floor} {section}")
    if failed:
        print("\nnot measured: " + ", ".join(failed))
    return min(len(failed), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
