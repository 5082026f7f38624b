"""Which scores are in use: each scoring of the whole bank by another model version fills the generation not in use.

Only when it is complete does it take over, in one row, for every process; a turn that has begun goes on reading the
generation (and the model) it began with.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Table, insert, select, text, update

from db.state import now, score_runs, scores, scores_other

GENERATIONS: tuple[Table, Table] = (scores, scores_other)
_LOCK = 724_031_552
"""Any number, the same in every process: PostgreSQL's advisory lock for scoring."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A scoring of the whole bank that ended: its model version, and the generation that holds it."""

    id: int
    model_version: str
    generation: int
    started: datetime
    ended: datetime

    @property
    def table(self) -> Table:
        """The scores it left."""
        return GENERATIONS[self.generation]


def in_use(engine: Engine) -> Run | None:
    """The newest run that ended; None before the first."""
    wanted = [score_runs.c[name] for name in ("id", "model_version", "generation", "started", "ended")]
    query = select(*wanted).where(score_runs.c.ended.is_not(None)).order_by(score_runs.c.id.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return None if row is None else Run(**row)


def begin(engine: Engine, model_version: str, generation: int) -> int:
    """Note a run that begins; returns its number."""
    values = {"model_version": model_version, "generation": generation, "started": now()}
    with engine.begin() as connection:
        made = connection.execute(insert(score_runs).values(**values)).inserted_primary_key
    return int(made[0]) if made else 0


def end(engine: Engine, run: int, *, customers: int, changed: int) -> None:
    """The run is complete: from now on its generation is in use."""
    with engine.begin() as connection:
        done = {"ended": now(), "customers": customers, "changed": changed}
        connection.execute(update(score_runs).where(score_runs.c.id == run).values(**done))


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Waits until no other thread or process scores this bank: two runs would fill the same generation."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
        return
    with engine.connect() as connection:
        file = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    with Path(f"{file}-scoring").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
