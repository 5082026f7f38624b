"""``python -m ml.report``: the champion's grade against stated baselines, and the whole table behind it."""

import json
import sys
from collections.abc import Sequence

from db.catalog import read_catalog
from db.command_line import CommandParser
from db.engines import state_engine
from db.places import Places
from db.state.generations import in_use
from db.texts.terminal import figure, said
from ml.adaptation import watch
from ml.answers.champion import ChurnModel
from ml.training.printing import grade, training


def main(argv: Sequence[str], places: Places) -> int:
    """Print what training measured of the champion."""
    parser = CommandParser(key="report", prog="python -m ml.report")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    model = ChurnModel.load(places, read_catalog(places.catalog))
    state = state_engine(places)
    judged, run = watch.last(state, model.base), in_use(state)
    state.dispose()
    report = {**model.report(), "calibration_watch": judged.as_json() if judged is not None else None}
    if args.json:
        sys.stdout.write(json.dumps(report) + "\n")
        return 0
    sys.stdout.write(grade(report) + "\n\n" + training(report) + "\n")
    if report["weights_version"]:
        moved = ", ".join(f"{name} {figure(weight, '.3f')}" for name, weight in report["weights_in_force"].items())
        wanted = said("report.wanted", version=report["weights_version"], weights=moved)
        sys.stdout.write(f"\n{wanted}\n")
    if run is not None and run.model_version != model.version:
        sys.stdout.write("\n" + said("report.rest", old=run.model_version, new=model.version) + "\n")
    if judged is not None and judged.alarm:
        sys.stdout.write(f"\n{judged.alarm}\n")
    return 0


if __name__ == "__main__":
    from db.launch import launch

    launch("ml.report")
