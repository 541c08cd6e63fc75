"""What the intervals and verdicts of floor `trends` are worth, on planted corpora (METHODS §15).

    python reports/benchmarks/trends.py calibrated --replications 200

Sections: calibrated, uncalibrated, passes, alarms, power, gate, vntc and gate_news (need TOOLKIT_DATA), peers and
effects_peer (need topica), scale, effects, shocks, family, large, mix, company, company_thin, wording, edges, outside,
focus, cells, balance, habits, headline (needs TOOLKIT_DATA: which measure follows true changes best without
codes).
Each replication is one line in reports/benchmarks/runs/trends_SECTION.jsonl (not committed); a run goes on where the
last one stopped. The table is written to reports/benchmarks/results/trends_SECTION.csv with Monte-Carlo errors (by
replication).
"""

import argparse
from collections.abc import Callable, Iterator

import trends_balance
import trends_calibrated
import trends_cells
import trends_company
import trends_edges
import trends_effects
import trends_effects_peer
import trends_habits
import trends_headline
import trends_mix
import trends_news
import trends_outside
import trends_uncalibrated
from replications import ONLY


def sections() -> Iterator[tuple[str, Callable[[int], None]]]:
    """Section names and what runs them."""
    before = (trends_calibrated, trends_uncalibrated, trends_news, trends_headline)
    for module in (
        *before,
        trends_effects,
        trends_effects_peer,
        trends_mix,
        trends_company,
        trends_edges,
        trends_outside,
        trends_cells,
        trends_balance,
        trends_habits,
    ):
        yield from module.SECTIONS.items()


def main() -> None:
    """Run one section."""
    known = dict(sections())
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=sorted(known))
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--cells", nargs="*", default=[], help="run these only; the table shows all there is")
    given = parser.parse_args()
    ONLY[:] = given.cells
    known[given.section](given.replications)


if __name__ == "__main__":
    main()
