"""One customer as the tools show them: who they are, whether they left, what is at stake, their stored or live risk."""

from collections.abc import Mapping
from typing import Any

from db.catalog import Catalog
from db.errors import Problem
from ml.answers.predictions import Prediction
from tools.environment import Desk
from tools.results import jsonable


def plain(row: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """The catalog's columns of a row, as the ensemble takes them."""
    return {name: row[name] for name in catalog.columns}


def left(row: Mapping[str, Any], catalog: Catalog) -> bool | None:
    """Whether the label says that they left; ``None`` where it is not known."""
    label = row[catalog.label.column]
    return True if label == catalog.label.positive else False if label == catalog.label.negative else None


def identity(row: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """``customer_id``, ``name``, ``left``, and what was ``told`` of them: how every Fact about a customer begins."""
    name = row.get(catalog.name) if catalog.name else None
    told = row.get("told")
    return {
        "customer_id": row[catalog.id],
        "name": name,
        "left": left(row, catalog),
        **({"told": told.as_json()} if told is not None else {}),
    }


def at_stake(row: Mapping[str, Any], catalog: Catalog) -> float | None:
    """The value column's value; ``None`` where the catalog names none."""
    return row.get(catalog.value) if catalog.value else None


def value_at_risk(row: Mapping[str, Any], probability: float | None, catalog: Catalog) -> float | None:
    """probability x value at stake, in money; ``None`` for who left: nothing of theirs is at risk any more."""
    value = at_stake(row, catalog)
    if value is None or probability is None or left(row, catalog):
        return None
    return float(probability) * float(value)


def columns_shown(row: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """Every catalog column but the id, with its stored value."""
    return {name: jsonable(row[name]) for name in catalog.columns if name != catalog.id}


def risk(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    """``probability``, ``band``, ``value_at_risk`` and ``model_version``: the stored score, or a live one.

    All are ``None`` where there is neither; a card is worth showing without them.
    """
    probability, band, version = row["score.probability"], row["score.risk_band"], row["score.model_version"]
    interval = None
    if desk.model is not None and version != desk.model.version:
        try:
            live = desk.model.predict([plain(row, desk.catalog)])[0]
            probability, band, version, interval = live.probability, live.band, live.model_version, live.interval
        except Problem:
            pass
    return {
        "probability": probability,
        "band": band,
        "interval": jsonable(interval),
        "value_at_risk": value_at_risk(row, probability, desk.catalog),
        "model_version": version,
    }


def predicted(prediction: Prediction) -> dict[str, Any]:
    """A prediction's part of a Fact."""
    return {
        "probability": prediction.probability,
        "band": prediction.band,
        "interval": jsonable(prediction.interval),
        "interval_method": prediction.interval_method,
        "model_version": prediction.model_version,
        "routed_to": prediction.routed_to,
        "votes": [
            {"member": v.member, "probability": v.probability, "weight": v.weight, "contribution": v.contribution}
            for v in prediction.votes
        ],
        "left_out": dict(prediction.left_out),
        "warnings": list(prediction.warnings),
    }
