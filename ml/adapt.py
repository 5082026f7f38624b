"""``python -m ml.adapt OUTCOMES.csv``: outcomes move the members' weights, watch for drift and judge the challenger.

Every pass predicts each outcome before learning from it, starts where the last one ended, and leaves a new version of
the weights in the state and in MLflow. A revert is a new version too, so that nothing is ever lost.
"""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event, Lock

from sqlalchemy import Engine

from db.bank.table import parse_id
from db.catalog import Catalog, read_catalog
from db.command_line import CommandParser, whole
from db.engines import bank_engine, state_engine
from db.errors import DataProblem, UsageProblem
from db.places import Places
from db.state.generations import in_use
from db.state.migrate import upgrade
from db.texts.terminal import figure, said
from ml.adaptation import versions, watch
from ml.adaptation.challenge import Verdict
from ml.adaptation.drift import InputWatch, lines
from ml.adaptation.hedge import ETA, SHARE
from ml.adaptation.learning import Pass, challenge, keep, learn, lesson, revert, unlearn
from ml.adaptation.outcomes import Arrived, read_outcomes, record
from ml.answers.champion import ChurnModel
from ml.score import ScoreReport, score_bank
from ml.training import registry
from ml.training.bank_data import batches
from ml.training.printing import table
from ml.training.tracking import log_weights

_ONE, _AGAIN = Lock(), Event()


@contextmanager
def _stores(places: Places) -> Iterator[tuple[Engine, Engine]]:
    """The bank and the state, closed afterwards."""
    bank, state = bank_engine(places), state_engine(places)
    try:
        yield bank, state
    finally:
        bank.dispose()
        state.dispose()


def record_outcome(
    places: Places, catalog: Catalog, customer_id: object, *, left: bool, observed_at: date, recorded_by: str
) -> bool:
    """Store what became of a customer, as the chat learns it; False if that was known already.

    Raises:
        DataProblem: that is no customer id.
    """
    identity = parse_id(catalog, customer_id)
    if identity is None:
        raise DataProblem("ml.adapt.no_id", customer_id=customer_id)
    arrived = Arrived(customer_id=str(identity), outcome=int(left), observed_at=observed_at)
    with _stores(places) as (_, state):
        return record(state, [arrived], source="chat", recorded_by=recorded_by) == 1


def adapt_now(places: Places, catalog: Catalog, *, track: bool = True) -> Pass | None:
    """Learn from all outcomes where any came or was taken back; None when nothing did.

    The new weights are wanted from now on, and in use once ``rescore`` has scored everybody by them. Takes seconds
    where ``track`` writes to MLflow: keep it off a chat turn.
    """
    model = ChurnModel.load(places, catalog)
    with _stores(places) as (bank, state):
        told = lesson(model, state)
        if told is None:
            return None
        found = learn(model, bank, told)
        if found is None:
            unlearn(model, state, told)
            return None
        done, judged = found
        version = keep(state, done)
        watch.keep(state, judged)
    if track and version is not None:
        _track(places, version, done)
    return done


def rescore(places: Places, catalog: Catalog) -> ScoreReport | None:
    """Score everybody by the weights and the champion now wanted, which then are in use; None where they are already.

    Where nobody has been scored yet there is nothing to keep in step, and nothing is done.
    """
    with _stores(places) as (_, state):
        run = in_use(state)
        if run is None or run.model_version == ChurnModel.load(places, catalog).version:
            return None
    return score_bank(places, catalog, progress=False)


def learn_and_rescore(places: Places, catalog: Catalog) -> bool:
    """After an outcome was told or taken back: learn, score everybody anew, then switch. Minutes for a large bank.

    Safe to call for each outcome: while one thread is at it, others leave it to that one. False where so.
    """
    _AGAIN.set()
    while _AGAIN.is_set():
        if not _ONE.acquire(blocking=False):
            return False
        try:
            _AGAIN.clear()
            adapt_now(places, catalog)
            rescore(places, catalog)
        finally:
            _ONE.release()
    return True


def _track(places: Places, version: int, done: Pass) -> None:
    params = {
        "model_version": done.model_version,
        "weights_version": version,
        "parent": done.parent,
        "eta": ETA,
        "share": SHARE,
    }
    log_weights(places, name=registry.CHURN, params=params, weights=done.after, metrics=done.metrics())


def _pass_lines(done: Pass) -> str:
    rows = [[name, figure(done.before[name], ".3f"), figure(done.after[name], ".3f")] for name in done.before]
    drift = done.calibration
    losses = {"adaptive": done.adaptive, "frozen": done.frozen, "best": done.best_fixed, "bound": done.bound}
    shares = {"predicted": drift.predicted, "observed": drift.observed, "ece": drift.ece, "p": drift.p_value}
    verdict = said("adapt.drifted" if drift.drifted else "adapt.holds")
    parts = [
        said("adapt.learned", count=done.outcomes, model=done.model_version, **losses),
        table([said("adapt.member"), said("adapt.before"), said("adapt.after")], rows),
        said("adapt.calibration", verdict=verdict, **shares),
    ]
    return "\n\n".join(parts)


def _verdict_line(verdict: Verdict, promoted: bool) -> str:
    return said("adapt.promoted" if promoted else "adapt.stays", why=verdict.why)


def _list(places: Places, model: ChurnModel) -> str:
    with _stores(places) as (_, state):
        found = versions.versions(state, model.base)
    trained = dict(zip(model.ensemble.member_names_, model.ensemble.weights_, strict=True))
    names = list(trained)
    in_use = model.adapted.version if model.adapted else 0
    rows = [["0" + "*" * (in_use == 0), said("adapt.training"), *(figure(trained[n], ".3f") for n in names)]]
    for v in found:
        shown = [figure(v.weights.get(n, 0.0), ".3f") for n in names]
        rows.append([f"{v.version}{'*' * v.active}", v.reason, *shown])
    heads = [said("adapt.version"), said("adapt.why"), *names]
    return said("adapt.weights_of", model=model.base) + "\n" + table(heads, rows)


def _inputs(places: Places, model: ChurnModel) -> list[str]:
    watch = InputWatch(model.artifact.reference)
    with _stores(places) as (bank, _):
        for batch in batches(bank, model.catalog):
            watch.see(batch.X)
    found = [s for s in watch.stability() if s.verdict != "steady"]
    return [said("score.drift", line=line) for line in lines(found)] or [said("adapt.steady")]


def _arguments(argv: Sequence[str]) -> Namespace:
    parser = CommandParser(key="adapt", prog="python -m ml.adapt")
    parser.add_argument("outcomes", nargs="?", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--revert", type=whole, metavar="VERSION")
    args = parser.parse_args(argv)
    if (args.outcomes is not None) + args.list + (args.revert is not None) > 1:
        raise UsageProblem("ml.adapt.one_of_three")
    return args


def main(argv: Sequence[str], places: Places) -> int:
    """Learn from outcomes, or list or revert what was learned."""
    args = _arguments(argv)
    upgrade(places)
    catalog = read_catalog(places.catalog)
    model = ChurnModel.load(places, catalog)
    if args.revert is not None:
        with _stores(places) as (_, state):
            version = revert(model, state, args.revert)
        _rescored(places, catalog)
        sys.stdout.write(said("adapt.again", old=args.revert, version=version) + "\n")
        return 0
    if args.list:
        sys.stdout.write(_list(places, model) + "\n")
        return 0
    with _stores(places) as (bank, state):
        if args.outcomes is not None:
            arrived = read_outcomes(args.outcomes, catalog, bank)
            fresh = record(state, arrived, source=args.outcomes.name, recorded_by="ml.adapt")
            sys.stdout.write(said("adapt.read", count=len(arrived), fresh=fresh) + "\n")
        verdict = challenge(places, catalog, state, bank)
    done = adapt_now(places, catalog)
    with _stores(places) as (_, state):
        judged = watch.last(state, model.base)
    if judged is not None and judged.alarm:
        sys.stdout.write(judged.alarm + "\n")
    sys.stdout.write((_pass_lines(done) if done else said("adapt.nothing")) + "\n")
    sys.stdout.write("\n".join(_inputs(places, model)) + "\n")
    if verdict is not None:
        promoted = verdict.promote and _promote(places)
        sys.stdout.write(_verdict_line(verdict, promoted) + "\n")
    _rescored(places, catalog)
    return 0


def _rescored(places: Places, catalog: Catalog) -> None:
    report = rescore(places, catalog)
    if report is not None:
        sys.stdout.write(said("adapt.rescored", count=report.customers, model=report.model_version) + "\n")


def _promote(places: Places) -> bool:
    version = registry.challenger(places).version
    registry.point(places, registry.CHURN, {registry.CHAMPION: version, registry.CHALLENGER: None})
    return True


if __name__ == "__main__":
    from db.launch import launch

    launch("ml.adapt")
