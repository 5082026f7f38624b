"""The engine's benchmark: ``python -m bench engine [--only 1,3] [--turns 500] [--quick]``. Ratios from one run.

1 overhead, 2 straggler, 3 fault matrix, 4 a deceptive proposer, 5 refinement, 6 fifty conversations at once.
"""

import argparse
import asyncio
import os
import sys
import warnings
from collections.abc import Callable, Sequence

from bench.engine_faults import matrix, show
from bench.engine_refine import refinement
from bench.engine_time import crowd, overhead, straggler
from bench.engine_truth import truth


def main(argv: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench engine", description="The engine's benchmark.")
    parser.add_argument("--only", default="1,2,3,4,5,6", help="items, for example 1,3")
    parser.add_argument("--turns", type=int, default=500, help="turns with the deceptive proposer")
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args(list(argv))
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings")
    load = os.getloadavg()[0]
    print(
        f"Engine benchmark on {os.cpu_count()} cores; load average at the start {load:.1f} (times mean little above 1)."
    )
    items: dict[str, Callable[[], bool]] = {
        "1": lambda: asyncio.run(overhead(asked.repeats)),
        "2": lambda: asyncio.run(straggler()),
        "3": lambda: show(asyncio.run(matrix())),
        "4": lambda: asyncio.run(truth(asked.turns)),
        "5": refinement,
        "6": lambda: asyncio.run(crowd(asked.conversations)),
    }
    outcomes = {}
    for item in asked.only.split(","):
        outcomes[item] = items[item.strip()]()
        sys.stdout.flush()
    missed = [item for item, good in outcomes.items() if not good]
    within = ", ".join(item for item in outcomes if item not in missed) or "none"
    print(f"\nWithin every limit: {within}; not: {', '.join(missed) or 'none'}.")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
