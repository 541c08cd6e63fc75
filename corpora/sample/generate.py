"""Generate the sample corpus: `python corpora/sample/generate.py --out FOLDER [--seed 2016] [--size 1.0]`."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generator.corpus import make_documents, write_documents
from generator.truth import write_truth

SEED = 2016


def main() -> None:
    """Write `documents/` and `truth/` below the folder asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to hold documents/ and truth/")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--size", type=float, default=1.0, help="1.0 is the whole corpus; 0.05 a small one")
    args = parser.parse_args()
    documents, contents = make_documents(args.seed, args.size)
    write_documents(contents, args.out / "documents")
    write_truth(documents, contents, args.out / "truth")
    size = sum(map(len, contents.values())) / 1e6
    print(f"{len(documents):,} documents in {len(contents):,} files, {size:.1f} MB, in {args.out}")


if __name__ == "__main__":
    main()
