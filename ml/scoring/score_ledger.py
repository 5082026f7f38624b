"""Scores in the state: the latest of each customer with the inputs behind it, and one history row per change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Engine, Table, Text, cast, func, select, update
from sqlalchemy.schema import CreateIndex, DropIndex

from db.loading.bulk import insert_columns
from db.state import now, score_history, score_inputs
from db.state.generations import GENERATIONS, begin, end, in_use, one_at_a_time
from db.state.kept import SCORED, forget, keep
from ml.scoring.outputs import Scored

SAME = 1e-9
NOTED = 5e-4
"""Half of the last digit that people see of a probability: smaller moves of another version are no history."""
KEY = "customer_id"


@dataclass(kw_only=True)
class _Compared:
    """Positions in a batch, by what is to be written of them."""

    moved: Sequence[int] = field(default_factory=list)
    """New or changed."""
    noted: Sequence[int] = field(default_factory=list)
    """Of those, what the history tells of another version: a first score, or a move that people would see."""
    fed: Sequence[int] = field(default_factory=list)
    """Of those, whose inputs are new or changed."""
    restated: list[int] = field(default_factory=list)
    """The same probability of the same inputs, in another band or with another value at risk."""
    seen: list[int] = field(default_factory=list)
    """As before: only the moment of scoring is new."""
    changes: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    """Of those moved, the inputs that changed."""


class Ledger:
    """Writes batches of scores, each in its own short transaction, so that the chat can write in between.

    ``table``: the generation written to; ``run``: the run its history belongs to, where that is told at the end only.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        run = in_use(engine)
        self.used = self.table = GENERATIONS[0] if run is None else run.table
        self.run: int | None = None
        self.customers = self.changed = 0
        with engine.connect() as connection:
            tables = (self.used, score_inputs)
            self.fresh = all(connection.execute(select(t).limit(1)).first() is None for t in tables)

    @contextmanager
    def whole(self, model_version: str) -> Iterator["Ledger"]:
        """A run over the whole bank, one at a time in all processes; only at its end are its scores in use.

        Another model version fills the other generation and takes over when it is complete. Where every row will be
        written anew, SQLite's indexes are set aside and made again at the end: keeping them in order costs more than
        the rows. A run that is killed leaves that to the next one.
        """
        with one_at_a_time(self.engine):
            number = self._begin(model_version)
            with self.engine.connect() as connection:
                empty, sqlite = _empty(connection, self.table), connection.dialect.name == "sqlite"
            if sqlite and empty:
                self._each_index(DropIndex, if_exists=True)
            try:
                yield self
            finally:
                if sqlite:
                    self._each_index(CreateIndex, if_not_exists=True)
            end(self.engine, number, customers=self.customers, changed=self.changed)
            keep(self.engine, SCORED, model_version)

    def _begin(self, model_version: str) -> int:
        forget(self.engine, SCORED)
        run = in_use(self.engine)
        generation = 0 if run is None else run.generation
        self.used = self.table = GENERATIONS[generation]
        staged = run is not None and run.model_version != model_version
        if staged:
            generation = 1 - generation
            self.table = GENERATIONS[generation]
            with self.engine.begin() as connection:
                connection.execute(self.table.delete())
        number = begin(self.engine, model_version, generation)
        self.run = number if staged else None
        return number

    def _each_index(self, ddl: Any, **options: bool) -> None:
        for index in sorted(self.table.indexes, key=lambda index: str(index.name)):
            with self.engine.begin() as connection:
                connection.execute(ddl(index, **options))

    def write(self, scored: Scored) -> int:
        """Store a batch; returns how many scores are new or changed (probability, model version or inputs)."""
        at = {"model_version": scored.model_version, "scored_at": now()}
        history = (KEY, "probability", "band")
        with self.engine.begin() as connection:
            before = {} if self.fresh else _before(connection, self.used, scored.ids.tolist())
            found = _compared(scored, before)
            written = [*found.moved, *found.restated] if self.table is self.used else range(len(scored.ids))
            latest = scored.columns(*history, "value_at_risk", rows=written)
            insert_columns(connection, self.table, latest, every=at, key=KEY)
            insert_columns(connection, score_inputs, scored.columns(KEY, "inputs", rows=found.fed), key=KEY)
            at["run"] = self.run
            told = found.moved if self.run is None else found.noted
            first = [i for i in told if i not in found.changes]
            insert_columns(connection, score_history, scored.columns(*history, rows=first), every=at)
            later = scored.columns(*history, rows=list(found.changes))
            later["changes"] = [json.dumps(change) for change in found.changes.values()]
            insert_columns(connection, score_history, later, every=at)
            if found.seen and self.table is self.used:
                seen = _among(connection, self.table.c[KEY], scored.ids[found.seen].tolist())
                connection.execute(update(self.table).where(seen).values(scored_at=at["scored_at"]))
        self.customers += len(scored.ids)
        self.changed += len(found.moved)
        return len(found.moved)


def _empty(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table.c[KEY]).limit(1)).first() is None


def _before(connection: Connection, scores: Table, ids: list[str]) -> dict[str, list[Any]]:
    """What the state holds of these customers; the score's columns are None where only the inputs are left."""
    query = (
        select(
            score_inputs.c[KEY],
            scores.c.probability,
            scores.c.band,
            scores.c.value_at_risk,
            scores.c.model_version,
            cast(score_inputs.c.inputs, Text),
        )
        .join_from(score_inputs, scores, scores.c[KEY] == score_inputs.c[KEY], isouter=True)
        .where(_among(connection, score_inputs.c[KEY], ids))
    )
    return {customer: last for customer, *last in connection.execute(query)}


def _among(connection: Connection, column: Column[str], ids: list[str]) -> ColumnElement[bool]:
    """The column is one of many ids, which travel as one value."""
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(json.dumps(ids)).table_valued("value").c.value))
    return column == func.any(cast(ids, ARRAY(Text)))


def _compared(scored: Scored, before: Mapping[str, list[Any]]) -> _Compared:
    if not before:
        everybody = range(len(scored.ids))
        return _Compared(moved=everybody, noted=everybody, fed=everybody)
    moved: list[int] = []
    noted: list[int] = []
    fed: list[int] = []
    found = _Compared(moved=moved, noted=noted, fed=fed)
    named = scored.columns(KEY, "probability", "band", "value_at_risk", "inputs")
    for i, (customer, probability, band, at_risk, inputs) in enumerate(zip(*named.values(), strict=True)):
        if (old := before.get(customer)) is None:
            for kept in (moved, noted, fed):
                kept.append(i)
            continue
        was, old_band, old_risk, version, old_inputs = old
        same = was is not None and version == scored.model_version and abs(was - probability) < SAME
        changes = {} if old_inputs == inputs else differing(json.loads(old_inputs or "null"), json.loads(inputs))
        if changes:
            found.changes[i] = changes
            fed.append(i)
        if changes or was is None or band != old_band or abs(was - probability) >= NOTED:
            noted.append(i)
        if changes or not same:
            moved.append(i)
        elif (old_band, old_risk) != (band, at_risk):
            found.restated.append(i)
        else:
            found.seen.append(i)
    return found


def differing(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Columns whose value changed: ``{column: [before, after]}``."""
    if before is None:
        return {}
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
