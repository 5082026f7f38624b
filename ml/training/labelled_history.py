"""The labelled history: the bank's labels, with newer outcomes that people recorded laid over them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Engine, func, select

from db.bank.table import require_bank
from db.catalog import Catalog
from db.engines import bank_engine, state_engine
from db.places import Places
from db.state import outcomes
from db.texts.terminal import note_to_keep
from ml.training.bank_data import read_labelled
from ml.training.registry import CHURN
from ml.training.run import Source


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a customer: 1 left, 0 stayed."""

    id: int
    customer_id: str
    outcome: int
    observed_at: date
    source: str = ""
    by: str = ""
    """Who told it, where a person did."""


def recorded(engine: Engine, *, after: int = 0) -> list[Outcome]:
    """Outcomes that nobody took back, as observed; ``after``: only those recorded later than this id."""
    names = ("id", "customer_id", "outcome", "observed_at", "source")
    by = func.coalesce(outcomes.c.recorded_by, "").label("by")
    query = (
        select(*(outcomes.c[name] for name in names), by)
        .where(outcomes.c.id > after, outcomes.c.withdrawn_at.is_(None))
        .order_by(outcomes.c.observed_at, outcomes.c.id)
    )
    with engine.connect() as connection:
        return [Outcome(**row) for row in connection.execute(query).mappings()]


def latest(found: list[Outcome]) -> dict[str, int]:
    """The newest outcome of each customer."""
    ordered = sorted(found, key=lambda outcome: (outcome.observed_at, outcome.id))
    return {outcome.customer_id: outcome.outcome for outcome in ordered}


def labelled_source(places: Places, catalog: Catalog, *, hold_back: float = 0.0) -> Source:
    """Everything labelled in the bank or by an outcome.

    ``hold_back``: this share of the outcomes, the latest recorded, stays unknown to the model: their customers are left
    out of training, so that a challenger can be judged on them.
    """
    state = state_engine(places)
    bank = bank_engine(places)
    try:
        require_bank(bank, catalog)
        found = recorded(state)
        known, held = held_back(found, hold_back)
        batch = read_labelled(bank, catalog, latest(known))
    finally:
        state.dispose()
        bank.dispose()
    batch = batch.take(~np.isin(batch.ids.astype(str), [outcome.customer_id for outcome in held]))
    notes = [note_to_keep("newer_outcomes", count=len(latest(known)))] if known else []
    notes += [note_to_keep("held_back", count=len(held))] if held else []
    newest = max((outcome.id for outcome in known), default=0)
    return Source(name=CHURN, catalog=catalog, batch=batch, notes=tuple(notes), outcome_id=newest)


def held_back(found: list[Outcome], share: float) -> tuple[list[Outcome], list[Outcome]]:
    """Outcomes to learn from and, the latest recorded ``share`` of them, to judge on."""
    cut = round(len(found) * (1 - share))
    ordered = sorted(found, key=lambda outcome: outcome.id)
    return ordered[:cut], ordered[cut:]
