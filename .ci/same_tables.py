"""Are the tables of the sample report the same on every Python? Folders of tables → what differs, and by how much.

    python .ci/same_tables.py TABLES-3.11 TABLES-3.12 …

The same bytes, or equal but for the last digits of numbers: a sum that another release of a library adds in another
order. Anything else fails.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROUNDING = 1e-9  # relative; the draws behind an interval are the same, so only the order of sums is left


def differing(one: Path, two: Path) -> list[str]:
    """What of two folders of tables differs beyond rounding; what differs within it is printed."""
    names = sorted({p.name for p in one.iterdir()} ^ {p.name for p in two.iterdir()})
    wrong = [f"{name} is in one of them only" for name in names]
    for path in sorted(p for p in one.iterdir() if (two / p.name).is_file()):
        other = two / path.name
        if path.read_bytes() == other.read_bytes():
            continue
        if path.suffix != ".csv":
            wrong.append(f"{path.name} differs")
            continue
        left, right = (pd.read_csv(p, encoding="utf-8-sig") for p in (path, other))
        try:
            pd.testing.assert_frame_equal(left, right, check_exact=False, rtol=ROUNDING, atol=1e-12)
        except AssertionError as error:
            wrong.append(f"{path.name} differs: {str(error).splitlines()[0]}")
            continue
        numbers = left.select_dtypes("number").to_numpy(float), right.select_dtypes("number").to_numpy(float)
        print(f"{path.name}: equal within rounding, at most {np.nanmax(np.abs(numbers[0] - numbers[1])):.1e}")
    return wrong


def main(folders: list[str]) -> int:
    """Compare each folder with the first."""
    wrong = [f"{name}: {line}" for name in folders[1:] for line in differing(Path(folders[0]), Path(name))]
    print("\n".join(wrong) or f"the tables agree: {', '.join(Path(name).name for name in folders)}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
