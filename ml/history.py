"""The labelled history: the bank's labels, with newer outcomes that people recorded laid over them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, select

from db.catalog import Catalog
from db.engines import bank_engine, state_engine
from db.places import Places
from db.state import outcomes
from ml.data import read_labelled
from ml.registry import CHURN
from ml.training import Source


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a customer: 1 left, 0 stayed."""

    id: int
    customer_id: str
    outcome: int
    observed_at: date


def recorded(engine: Engine, *, after: int = 0) -> list[Outcome]:
    """Outcomes in the order in which they were observed; ``after``: only those recorded later than this id."""
    query = (
        select(outcomes.c.id, outcomes.c.customer_id, outcomes.c.outcome, outcomes.c.observed_at)
        .where(outcomes.c.id > after)
        .order_by(outcomes.c.observed_at, outcomes.c.id)
    )
    with engine.connect() as connection:
        return [Outcome(**row) for row in connection.execute(query).mappings()]


def latest(found: list[Outcome]) -> dict[str, int]:
    """The newest outcome of each customer."""
    return {outcome.customer_id: outcome.outcome for outcome in found}


def labelled_source(places: Places, catalog: Catalog) -> Source:
    """Everything labelled in the bank or by an outcome."""
    state = state_engine(places)
    bank = bank_engine(places)
    try:
        found = recorded(state)
        batch = read_labelled(bank, catalog, latest(found))
    finally:
        state.dispose()
        bank.dispose()
    notes = (f"{len(latest(found))} customers have an outcome newer than the bank's label",) if found else ()
    newest = max((outcome.id for outcome in found), default=0)
    return Source(name=CHURN, catalog=catalog, batch=batch, notes=notes, outcome_id=newest)
