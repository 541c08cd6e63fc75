"""Fuzz every reader, the cleaner, the dating and formulas: `python tests/fuzz.py --seconds 600`.

Each target takes bytes and raises nothing but a broken promise. hypothesis drives each of them on bytes of its own and
on sound files that it alters; where atheris is installed, two processes (texts, files) then let coverage of `toolkit`
guide the inputs for the other half of the time. The summary counts targets, executions and finds; the exit code is 1
when there was a find, and the input that broke a promise is printed in base64.
"""

import argparse
import base64
import importlib
import importlib.util
import json
import pkgutil
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Target = Callable[[bytes], None]
SLOWEST_SECONDS = 20  # of processor time for one input: more is a hang
ENDLESS_SECONDS = 300  # by the clock, however busy the machine
LARGEST_BYTES = 40_000
MOST_FINDS = 5  # a group stops after so many
GROUPS = ("texts", "files")


def targets(group: str) -> dict[str, tuple[Target, list[bytes]]]:
    """The targets of a group by name, with what each sets out from."""
    from tests import fuzz_formulas, fuzz_reading, fuzz_texts

    if group == "files":
        return {name: (target, fuzz_reading.seeds_of(name)) for name, target in fuzz_reading.FILES}
    texts = {name: (target, list(fuzz_texts.SEEDS)) for name, target in fuzz_texts.TARGETS}
    texts |= {name: (target, list(fuzz_formulas.SEEDS)) for name, target in fuzz_formulas.TARGETS}
    return texts | {name: (target, fuzz_reading.seeds_of(name)) for name, target in fuzz_reading.BYTES}


def timed(target: Target) -> Target:
    """The target, with an input that takes too long counted as a broken promise."""

    def run(data: bytes) -> None:
        began = time.process_time()
        target(data)
        assert time.process_time() - began < SLOWEST_SECONDS, "a hang"

    return run


def tell(name: str, data: bytes, error: str) -> None:
    """Print a find: the target, what it raised, and the input."""
    print(f"FIND in {name}: {error.strip()[-1_500:]}\n  input: {base64.b64encode(data[:3_000]).decode()}", flush=True)


def by_hypothesis(name: str, target: Target, seeds: list[bytes], seconds: float) -> tuple[int, int]:
    """Run a target on generated and altered bytes until the time is up; inputs tried, and finds (0 or 1)."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    tried, end, last = 0, time.monotonic() + seconds, b""
    cuts = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), max_size=4)
    altered = st.builds(_altered, st.sampled_from(seeds), cuts)
    text = st.text(max_size=300).map(lambda value: b"\0" + value.encode("utf-8", "replace"))

    @settings(
        max_examples=100, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(st.binary(max_size=400), text, altered))
    def batch(value: bytes) -> None:
        nonlocal tried, last
        if time.monotonic() < end:
            tried, last = tried + 1, value
            timed(target)(value)

    try:
        for seed in seeds:
            tried, last = tried + 1, seed
            timed(target)(seed)
        while time.monotonic() < end:
            batch()
    except Exception:
        tell(name, last, traceback.format_exc())
        return tried, 1
    return tried, 0


def _altered(seed: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    """The seed with some stretches replaced: (where, how many bytes go, what comes)."""
    for where, gone, comes in cuts:
        place = int(where * len(seed))
        seed = seed[:place] + comes + seed[place + gone :]
    return seed


def by_coverage(group: str, seconds: float, seed: int) -> tuple[Counter[str], int, str]:
    """Fuzz a group under atheris in a process of its own: executions by target, finds, and what was covered.

    A target with a find is left out when the process starts again for the rest of the time.
    """
    counts: Counter[str] = Counter()
    end, skip, covered = time.monotonic() + seconds, list[str](), "nothing"
    while time.monotonic() < end - 5 and len(skip) < MOST_FINDS:
        with tempfile.TemporaryDirectory() as folder:
            rest = int(end - time.monotonic())
            command = [
                sys.executable,
                __file__,
                "--guided",
                group,
                "--folder",
                folder,
                "--seconds",
                str(rest),
                "--seed",
                str(seed + len(skip)),
                "--skip",
                *skip,
            ]
            done = subprocess.run(command, capture_output=True, text=True, timeout=rest + 300, check=False)
            tally = Path(folder) / "counts.json"
            counts.update(json.loads(tally.read_text()) if tally.exists() else {})
            edges = re.findall(r"cov: (\d+)", done.stderr)
            covered = f"{edges[0]} to {edges[-1]} edges of toolkit" if edges else covered
            if done.returncode == 0:
                break
            broken = [p for p in Path(folder).iterdir() if p.name.startswith(("crash-", "timeout-", "oom-"))]
            names = [name for name in targets(group) if name not in skip]
            data = broken[0].read_bytes() if broken else b"\0"
            name = names[data[0] % len(names)]
            tell(name, data[1:], done.stdout[-1_500:] + done.stderr[-1_500:] if not broken else _raised(done))
            skip.append(name)
    return counts, len(skip), covered


def _raised(done: "subprocess.CompletedProcess[str]") -> str:
    """The Python traceback in what the process printed, or what libFuzzer said of a hang."""
    text = done.stdout + done.stderr
    place = text.find("Uncaught Python exception")
    return text[place : place + 1_500] if place >= 0 else text[-800:]


def guided_process(group: str, options: argparse.Namespace) -> None:
    """The process that atheris drives: it instruments toolkit, and the first byte of an input picks the target."""
    import atheris

    with atheris.instrument_imports(include=["toolkit"]):
        import toolkit.documents

        for module in pkgutil.iter_modules(toolkit.documents.__path__):
            importlib.import_module(f"toolkit.documents.{module.name}")
        chosen = {name: pair for name, pair in targets(group).items() if name not in options.skip}
    names, counts, tally = list(chosen), Counter[str](), Path(options.folder) / "counts.json"
    corpus = Path(options.folder) / "corpus"
    corpus.mkdir()
    for i, (_, seeds) in enumerate(chosen.values()):
        for j, seed in enumerate(seeds):
            (corpus / f"{i}-{j}").write_bytes(bytes([i]) + seed)

    def one(data: bytes) -> None:
        name = names[(data[0] if data else 0) % len(names)]
        counts[name] += 1
        if sum(counts.values()) % 50 == 1:
            tally.write_text(json.dumps(counts))
        timed(chosen[name][0])(data[1:])

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        """Half of the inputs anew from a sound file of any target, lest the fuzzer stay with a few of them."""
        rng = random.Random(seed)
        if not data or rng.random() < 0.5:
            i = rng.randrange(len(names))
            data = bytes([i]) + rng.choice(chosen[names[i]][1])
        return data[:1] + atheris.Mutate(data[1:], max_size - 1)

    flags = {
        "max_total_time": int(options.seconds),
        "max_len": LARGEST_BYTES,
        "timeout": ENDLESS_SECONDS,
        "rss_limit_mb": 4_000,
        "seed": options.seed,
        "artifact_prefix": f"{options.folder}/",
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{name}={value}" for name, value in flags.items()), str(corpus)], one, custom_mutator=mutate
    )
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1, help="of the coverage-guided fuzzer")
    parser.add_argument("--guided", choices=GROUPS, help="fuzz one group in this process, guided by coverage")
    parser.add_argument("--folder", help="where a guided process keeps its inputs")
    parser.add_argument("--skip", nargs="*", default=[], help="targets that a guided process leaves out")
    options = parser.parse_args()
    if options.guided:
        guided_process(options.guided, options)
        return 0
    guided = importlib.util.find_spec("atheris") is not None
    every = {name: pair for group in GROUPS for name, pair in targets(group).items()}
    share = options.seconds / len(every) / (2 if guided else 1)
    plain, finds = Counter[str](), Counter[str]()
    for name, (target, seeds) in every.items():
        plain[name], finds[name] = by_hypothesis(name, target, seeds, share)
    counts, covered, more = Counter[str](), list[str](), 0
    for group in GROUPS if guided else ():
        tried, found, edges = by_coverage(group, options.seconds / 4, options.seed)
        counts.update(tried)
        more += found
        covered.append(f"{group}: {edges}")
    print(f"{'target':<22} {'hypothesis':>10} {'guided':>8} {'finds':>5}")
    for name in every:
        print(f"{name:<22} {plain[name]:>10} {counts[name]:>8} {finds[name]:>5}")
    total = finds.total() + more
    print(
        f"{len(every)} targets, {plain.total() + counts.total():,} executions "
        f"({plain.total():,} by hypothesis, {counts.total():,} guided by coverage), {total} finds"
    )
    print("; ".join(covered) if guided else "atheris is not installed: hypothesis alone")
    unguided = [name for name in every if guided and not counts[name]]
    if unguided and not more:
        print(f"never run under coverage: {', '.join(unguided)}")
    return 1 if total or (unguided and not more) else 0


if __name__ == "__main__":
    raise SystemExit(main())
