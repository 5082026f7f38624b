"""``python -m ml.report``: the champion's grade against stated baselines, and the whole table behind it."""

import argparse
import json
import sys
from collections.abc import Sequence

from db.catalog import read_catalog
from db.places import Places
from ml.answers.champion import ChurnModel
from ml.training.printing import grade, training


def main(argv: Sequence[str], places: Places) -> int:
    """Print what training measured of the champion."""
    parser = argparse.ArgumentParser(prog="ml.report", description="The champion's grade against stated baselines.")
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    args = parser.parse_args(argv)
    model = ChurnModel.load(places, read_catalog(places.catalog))
    report = model.report()
    if args.json:
        sys.stdout.write(json.dumps(report) + "\n")
        return 0
    sys.stdout.write(grade(report) + "\n\n" + training(report) + "\n")
    if report["weights_version"]:
        moved = ", ".join(f"{name} {weight:.3f}" for name, weight in report["weights_in_force"].items())
        sys.stdout.write(f"\nWeights in force (version {report['weights_version']}, adapted): {moved}\n")
    return 0


if __name__ == "__main__":
    from db.launch import launch

    launch("ml.report")
