"""``python -m ml.train``: learns from the bank's labelled history (or from any CSV) and registers what it learned.

From the bank, the new version becomes the champion of ``churn`` (with ``--challenger`` it waits for outcomes). From a
CSV it is registered under a name of its own, so that it never replaces the bank's champion.
"""

import re
import sys
from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from tqdm import tqdm

from db.catalog import read_catalog
from db.command_line import CommandParser, number, whole
from db.errors import UsageProblem
from db.places import Places
from db.state.migrate import upgrade
from db.texts.terminal import said
from ml.scoring.cluster import Engine
from ml.training import registry
from ml.training.labelled_history import labelled_source
from ml.training.plain_table import read_table
from ml.training.printing import grade, training
from ml.training.run import Options, Preset, Source, train

HELD_BACK = 0.3
"""Share of the recorded outcomes a challenger does not learn from, to be judged on them."""


def _arguments(argv: Sequence[str]) -> Namespace:
    parser = CommandParser(key="train", prog="python -m ml.train", formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--csv", type=Path, metavar="FILE")
    parser.add_argument("--target")
    parser.add_argument("--positive")
    parser.add_argument("--name")
    parser.add_argument("--challenger", action="store_true")
    parser.add_argument("--if-better", action="store_true")
    parser.add_argument("--holdout", type=number, metavar="SHARE")
    parser.add_argument("--keep", action="append", default=[], metavar="COLUMN")
    parser.add_argument("--preset", choices=get_args(Preset), default="standard")
    parser.add_argument("--seed", type=whole, default=0)
    parser.add_argument("--engine", choices=get_args(Engine), default="local")
    parser.add_argument("--scheduler")
    args = parser.parse_args(argv)
    _check(args)
    return args


def _check(args: Namespace) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageProblem: what is missing or too much.
    """
    csv = args.csv is not None
    refused = {
        "ml.train.csv_needs_target": csv and None in (args.target, args.positive),
        "ml.train.only_with_csv": not csv and any((args.target, args.positive, args.name)),
        "ml.train.challenger_of_the_bank": csv and args.challenger,
        "ml.train.one_comparison": args.if_better and args.challenger,
        "ml.train.holdout_range": args.holdout is not None and not 0.05 <= args.holdout <= 0.5,
        "ml.train.scheduler_without_dask": args.scheduler is not None and args.engine != "dask",
    }
    for problem, holds in refused.items():
        if holds:
            raise UsageProblem(problem)


def _own_name(path: Path) -> str:
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", path.stem).strip("-").lower() or "table"
    return f"{registry.CHURN}-{name}"


def _source(args: Namespace, places: Places) -> Source:
    if args.csv is None:
        upgrade(places)
        held = HELD_BACK if args.challenger else 0.0
        return labelled_source(places, read_catalog(places.catalog), hold_back=held)
    table = read_table(args.csv, target=args.target, positive=args.positive)
    name = args.name or _own_name(args.csv)
    if name == registry.CHURN:
        raise UsageProblem("ml.train.name_taken", name=registry.CHURN)
    return Source(name=name, catalog=table.catalog, batch=table.batch, notes=table.notes)


class Bar:
    """A progress bar on stderr that follows the steps of training."""

    def __init__(self) -> None:
        self.bar: tqdm[None] | None = None

    def __call__(self, step: str, done: int, of: int) -> None:
        """Show that ``done`` of ``of`` steps are over."""
        if self.bar is None or self.bar.total != of:
            self.close()
            self.bar = tqdm(total=of, file=sys.stderr, unit=said("train.step"), leave=False, mininterval=0.5)
        self.bar.set_description(said("train.registering") if step == "registering" else step)
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        """Leave the line clean."""
        if self.bar is not None:
            self.bar.close()


def main(argv: Sequence[str], places: Places) -> int:
    """Train and print the report."""
    args = _arguments(argv)
    source = _source(args, places)
    options = Options(
        preset=args.preset,
        n_jobs=places.n_jobs,
        seed=args.seed,
        holdout=args.holdout,
        alias=registry.CHALLENGER if args.challenger else registry.CHAMPION,
        if_better=args.if_better,
        keep=tuple(args.keep),
        engine=args.engine,
        scheduler=args.scheduler,
    )
    bar = Bar()
    try:
        trained = train(source, places, options, bar)
    finally:
        bar.close()
    role = said("train.no_better", alias=options.alias)
    if trained.alias:
        role = said("train.role", alias=trained.alias, name=trained.name)
    own = "" if args.csv is None else said("train.own_name")
    sys.stdout.write(training(trained.report) + "\n\n" + grade(trained.report) + "\n")
    sys.stdout.write(said("train.registered", version=trained.version, role=role, own=own, run=trained.run_id) + "\n")
    return 0


if __name__ == "__main__":
    from db.launch import launch

    launch("ml.train")
