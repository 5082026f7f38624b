"""The ensemble's weights since training, as versions in the state: each logged with why, one in use, all reversible."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Engine, select, update

from db.errors import DataProblem
from db.state import member_weights


@dataclass(frozen=True, kw_only=True)
class WeightVersion:
    """One version; ``weights`` by member, summing to one. ``metrics`` holds what the pass that made it measured."""

    version: int
    model_version: str
    weights: Mapping[str, float]
    parent: int | None
    reason: str
    metrics: Mapping[str, Any] = field(default_factory=dict)
    active: bool = False


def versions(engine: Engine, model_version: str | None = None) -> list[WeightVersion]:
    """All versions (of one model), oldest first."""
    columns = (member_weights.c[one.name] for one in fields(WeightVersion))
    query = select(*columns).order_by(member_weights.c.version)
    if model_version is not None:
        query = query.where(member_weights.c.model_version == model_version)
    with engine.connect() as connection:
        return [WeightVersion(**row) for row in connection.execute(query).mappings()]


def active(engine: Engine, model_version: str) -> WeightVersion | None:
    """The version in use for this model; None where training's own weights are."""
    return next((v for v in reversed(versions(engine, model_version)) if v.active), None)


def add(
    engine: Engine,
    *,
    model_version: str,
    weights: Mapping[str, float],
    parent: int | None,
    reason: str,
    metrics: Mapping[str, Any],
) -> int:
    """Store a new version and put it in use; returns its number."""
    row = {
        "model_version": model_version,
        "weights": dict(weights),
        "parent": parent,
        "reason": reason,
        "metrics": dict(metrics),
        "active": True,
    }
    with engine.begin() as connection:
        _none_active(connection, model_version)
        result = connection.execute(member_weights.insert().values(**row))
        key = result.inserted_primary_key
    return int(key[0]) if key else 0


def weights_of(engine: Engine, model_version: str, version: int) -> Mapping[str, float] | None:
    """The weights of a version; None for 0, which means training's own.

    Raises:
        DataProblem: there is no such version of this model.
    """
    if version == 0:
        return None
    known = {v.version: v.weights for v in versions(engine, model_version)}
    if version not in known:
        there = ", ".join(map(str, [0, *known]))
        raise DataProblem(
            "ml.versions.no_weight_version",
            model_version=model_version,
            version=version,
            there=there,
        )
    return known[version]


def _none_active(connection: Any, model_version: str) -> None:
    connection.execute(
        update(member_weights).where(member_weights.c.model_version == model_version).values(active=False)
    )
