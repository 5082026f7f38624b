"""``python -m app.first_model``: the churn model of a fresh installation, made while the page is open already.

A quick ensemble is trained and scores everybody within seconds, so that the page can tell risks; then the full one is
trained and takes over where it is better out of fold. `make run` starts this behind the page; what is done is skipped.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine

import ml.score
import ml.train
from app.bootstrap import champion
from db.catalog import read_catalog
from db.command_line import CommandParser
from db.engines import state_engine
from db.errors import Problem
from db.places import Places
from db.state.kept import MODEL_MAKING, SCORED, UNTRAINED, forget, keep, kept
from db.state.migrate import upgrade
from db.texts.terminal import said
from ml.answers.champion import ChurnModel

QUICK_ONLY = "quick_champion"
"""Set while the champion is a first quick one: an interrupted start resumes with the full one."""
POLITE = 10
"""How far below the page the training stands in the machine's order (nice)."""
Main = Callable[[Sequence[str], Places], int]


def needed(places: Places) -> bool:
    """Whether anything is left to be trained or scored."""
    state = state_engine(places)
    try:
        if kept(state, UNTRAINED) or kept(state, QUICK_ONLY):
            return True
        model = champion(places, read_catalog(places.catalog))
        return model is None or not _scored(state, model)
    finally:
        state.dispose()


def main(argv: Sequence[str], places: Places) -> int:
    """Train and score what is not yet.

    Raises:
        Problem: the bank cannot teach a model, or a step failed.
    """
    CommandParser(key="first_model", prog="python -m app.first_model").parse_args(argv)
    os.nice(POLITE)
    upgrade(places)
    state = state_engine(places)
    try:
        with _told(state):
            _make(state, places)
    finally:
        state.dispose()
    return 0


def _make(state: Engine, places: Places) -> None:
    model = None if kept(state, UNTRAINED) else champion(places, read_catalog(places.catalog))
    if model is None:
        _say(said("first_model.quick"))
        _run(ml.train.main, ["--preset", "quick"], places)
        keep(state, QUICK_ONLY, True)
        forget(state, UNTRAINED)
        _score(places)
        _say(said("first_model.tells"))
    elif not _scored(state, model):
        _score(places)
    if kept(state, QUICK_ONLY):
        _say(said("first_model.full"))
        _run(ml.train.main, ["--if-better"], places)
        forget(state, QUICK_ONLY)
        model = champion(places, read_catalog(places.catalog))
        if model is not None and not _scored(state, model):
            _score(places)
        _say(said("first_model.answers", version=model.version if model else said("none")))


def _scored(state: Engine, model: ChurnModel) -> bool:
    return bool(kept(state, SCORED) == model.version)


def _score(places: Places) -> None:
    _say(said("first_model.scoring"))
    _run(ml.score.main, [], places)


@contextmanager
def _told(state: Engine) -> Iterator[None]:
    """Let the page know that a model is being made, and why none came of it."""
    keep(state, MODEL_MAKING, {"since": time.time()})
    try:
        yield
    except Problem as problem:
        keep(state, MODEL_MAKING, problem.kept())
        raise
    except BaseException:
        forget(state, MODEL_MAKING)
        raise
    else:
        forget(state, MODEL_MAKING)


def _run(step: Main, argv: Sequence[str], places: Places) -> None:
    if code := step(argv, places):
        raise SystemExit(code)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from db.launch import launch

    launch("app.first_model")
