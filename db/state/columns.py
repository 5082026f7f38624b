"""What the tables of the state are made of: moments in UTC, running numbers, the shared metadata."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Engine, Integer, MetaData, Text, TypeDecorator

from db.engines import STATE


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; comes back aware on every database, and a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def state_schema(engine: Engine) -> str | None:
    """The schema under which this engine sees the state (``state``, ``moa_state`` or none); rarely needed."""
    return engine.get_execution_options()["schema_translate_map"][STATE]  # type: ignore[no-any-return]


metadata = MetaData(schema=STATE)


def serial() -> Column[int]:
    """A running number as primary key."""
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def created(name: str = "created") -> Column[datetime]:
    """When the row was made."""
    return Column(name, Utc, nullable=False, default=now)


def texts(*names: str) -> list[Column[Any]]:
    """Text columns that may be empty."""
    return [Column(name, Text) for name in names]
