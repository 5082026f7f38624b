"""Banks for the tools' tests: two generated ones of other shapes, the public file where present, hand-made scores."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import insert

from db.bank.table import NAME_KEY, customers
from db.catalog import Catalog, read_catalog
from db.engines import bank_engine, bank_writer, state_engine
from db.places import Places
from db.state import now, scores
from db.state.migrate import upgrade
from db.text import fold
from ml.answers.predictions import Attribution, Explanation, MemberVote, Neighbour, Prediction, RetentionOption, WhatIf
from tools.environment import Desk

PUBLIC = Path(__file__).parents[2] / "shared" / "data" / "Churn_Modelling.csv"

CARDS = Catalog.model_validate(
    {
        "id": "ClientRef",
        "label": {"column": "Attrition_Flag", "positive": "Attrited Customer", "negative": "Existing Customer"},
        "columns": {
            "ClientRef": {
                "kind": "text",
                "names": {"en": ["client reference"], "es": ["referencia"]},
                "feature": False,
            },
            "Customer_Age": {"kind": "integer", "names": {"en": ["age"], "es": ["edad"]}, "range": [18, 110]},
            "Education": {"kind": "category", "names": {"en": ["education"], "es": ["estudios"]}},
            "Card": {
                "kind": "category",
                "names": {"en": ["card category"], "es": ["tipo de tarjeta"]},
                "values": {"Blue": {"es": ["azul"], "en": ["blue"]}, "Gold": {"es": ["oro"], "en": ["gold"]}},
            },
            "Premium": {
                "kind": "flag",
                "names": {"en": ["premium"]},
                "values": {"Y": {"en": ["premium"]}, "N": {"en": ["standard"]}},
            },
            "Months_Inactive": {"kind": "integer", "names": {"en": ["months inactive"]}, "actionable": True},
            "Ratio": {"kind": "number", "names": {"en": ["utilisation ratio"]}},
            "Since": {"kind": "date", "names": {"en": ["customer since"]}},
            "Attrition_Flag": {"kind": "category", "names": {"en": ["attrition"]}},
        },
    }
)
"""Text ids, no name, no owner, no value, other label values, a date, missing values."""

TELCO = Catalog.model_validate(
    {
        "id": "no",
        "name": "full_name",
        "owner": "agent",
        "value": "monthly",
        "label": {"column": "status", "positive": "gone", "negative": "here"},
        "table": "subscribers",
        "currency": "PEN",
        "columns": {
            "no": {"kind": "integer", "feature": False},
            "full_name": {"kind": "text", "names": {"en": ["name"], "es": ["nombre"]}},
            "agent": {"kind": "category", "names": {"en": ["agent"], "es": ["agente"]}, "feature": False},
            "plan": {"kind": "category", "names": {"en": ["plan"]}},
            "group": {"kind": "category", "names": {"en": ["group"], "es": ["grupo"]}},
            "monthly": {
                "kind": "money",
                "names": {"en": ["monthly charge"], "es": ["cargo mensual"]},
                "bands": [20, 50],
            },
            "calls": {"kind": "integer", "names": {"en": ["calls"], "es": ["llamadas"]}, "actionable": True},
            "status": {"kind": "category"},
        },
    }
)
"""Column names that are SQL words, full names, an owner, unknown labels."""


def cards_frame(rows: int = 700, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "ClientRef": [f"C-{i:05d}" for i in range(rows)],
            "Customer_Age": rng.integers(20, 80, rows).astype(object),
            "Education": rng.choice(["Graduate", "High School", "Uneducated", "Post-Graduate"], rows).astype(object),
            "Card": rng.choice(["Blue", "Gold"], rows, p=[0.8, 0.2]).astype(object),
            "Premium": rng.choice(["Y", "N"], rows).astype(object),
            "Months_Inactive": rng.integers(0, 7, rows).astype(object),
            "Ratio": rng.random(rows).round(3).astype(object),
            "Since": pd.to_datetime("2015-01-01") + pd.to_timedelta(rng.integers(0, 3000, rows), unit="D"),
            "Attrition_Flag": rng.choice(["Attrited Customer", "Existing Customer"], rows, p=[0.16, 0.84]).astype(
                object
            ),
        }
    )
    frame["Since"] = frame["Since"].dt.date.astype(object)
    for column in ("Customer_Age", "Education", "Ratio", "Since"):
        frame.loc[rng.random(rows) < 0.07, column] = None
    return _with_none(frame)


def telco_frame(rows: int = 900, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    first = ["Ana", "José", "Íñigo", "Beatriz", "Sean", "Zoë"]
    last = ["O'Brien", "Núñez", "García López", "D’Angelo", "Smith", "Müller", "Quispe"]
    frame = pd.DataFrame(
        {
            "no": np.arange(1, rows + 1),
            "full_name": [f"{rng.choice(first)} {rng.choice(last)}" for _ in range(rows)],
            "agent": rng.choice(["Lucía Prado", "Tom Reed", "Ana Sol"], rows).astype(object),
            "plan": rng.choice(["S", "M", "L", 'it\'s "odd"; --'], rows).astype(object),
            "group": rng.choice(["north", "south"], rows).astype(object),
            "monthly": (rng.integers(0, 1200, rows) / 10).astype(object),
            "calls": rng.integers(0, 40, rows).astype(object),
            "status": rng.choice(["gone", "here", "?"], rows, p=[0.2, 0.7, 0.1]).astype(object),
        }
    )
    frame.loc[rng.random(rows) < 0.05, "monthly"] = None
    frame.loc[rng.random(rows) < 0.05, "plan"] = None
    return _with_none(frame)


def _with_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Missing values as None, everything else as it is stored."""
    return frame.astype(object).where(frame.notna(), None)


def public_frame() -> pd.DataFrame:
    """The public file in stored form: whole numbers as numbers, flags and label as text."""
    frame = pd.read_csv(PUBLIC).drop(columns=["RowNumber"])
    for column in ("HasCrCard", "IsActiveMember", "Exited"):
        frame[column] = frame[column].astype(str)
    return frame.assign(RelationshipManager=None, ContactNotes=None).astype(object)


def score_of(customer_id: Any) -> float:
    """A made-up probability that anybody can compute again."""
    return int(hashlib.sha256(str(customer_id).encode()).hexdigest()[:8], 16) / 16**8


def places_in(home: Path, **urls: str) -> Places:
    return Places(
        home=home,
        bank_url=urls.get("bank_url", f"sqlite:///{home}/bank.db"),
        state_url=urls.get("state_url", f"sqlite:///{home}/state.db"),
        catalog=home / "catalog.yaml",
        mlflow_uri=f"sqlite:///{home}/mlflow.db",
    )


def build(places: Places, catalog: Catalog, frame: pd.DataFrame, *, scored: bool = True) -> pd.DataFrame:
    """Write bank and scores; the frame comes back with ``probability``, ``risk_band`` and ``value_at_risk``."""
    upgrade(places)
    table = customers(catalog)
    rows = [{k: _stored(v) for k, v in row.items()} for row in frame.to_dict("records")]
    if catalog.name:
        rows = [{**row, NAME_KEY: fold(row[catalog.name] or "")} for row in rows]
    writer = bank_writer(places)
    with writer.begin() as connection:
        table.metadata.drop_all(connection)
        table.metadata.create_all(connection)
        connection.execute(insert(table), rows)  # type: ignore[arg-type]
    writer.dispose()
    return scored_up(places, catalog, frame, scored=scored)


def scored_up(places: Places, catalog: Catalog, frame: pd.DataFrame, *, scored: bool = True) -> pd.DataFrame:
    """The frame with the made-up scores of everybody, which are written too."""
    frame = frame.copy()
    frame["probability"] = [score_of(i) for i in frame[catalog.id]]
    frame["risk_band"] = [catalog.risk_bands.of(p) for p in frame["probability"]]
    value = pd.to_numeric(frame[catalog.value]) if catalog.value else pd.Series(np.nan, index=frame.index)
    frame["value_at_risk"] = (frame["probability"] * value).where(frame[catalog.label.column] != catalog.label.positive)
    if scored:
        _write_scores(places, catalog, frame)
    return frame


def _write_scores(places: Places, catalog: Catalog, frame: pd.DataFrame) -> None:
    kept = frame[[catalog.id, "probability", "risk_band", "value_at_risk"]].to_dict("records")
    rows = [
        {
            "customer_id": str(r[catalog.id]),
            "probability": r["probability"],
            "band": r["risk_band"],
            "value_at_risk": _stored(r["value_at_risk"]),
            "model_version": "made up v1",
            "scored_at": now(),
        }
        for r in kept
    ]
    engine = state_engine(places)
    with engine.begin() as connection:
        connection.execute(insert(scores), rows)
    engine.dispose()


def _stored(value: Any) -> Any:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value


class MadeUpModel:
    """A small real implementation of what the tools need of a model: the made-up score, moved by what changes."""

    version = "made up v1"

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> list[Prediction]:
        return [self._one(row) for row in rows]

    def _one(self, row: Mapping[str, Any]) -> Prediction:
        key = row.get(self.catalog.id) or sorted((k, str(v)) for k, v in row.items())
        p = score_of(key)
        vote = MemberVote(member="only", probability=p, logit=0.0, weight=1.0, contribution=0.0)
        name = row.get(self.catalog.id)
        return Prediction(
            customer_id=None if name is None else str(name),
            probability=p,
            band=self.catalog.risk_bands.of(p),
            logit=0.0,
            mixture_logit=0.0,
            votes=(vote,),
            model_version=self.version,
            interval=(max(0.0, p - 0.05), min(1.0, p + 0.05)),
        )

    def explain(self, row: Mapping[str, Any]) -> Explanation:
        values = tuple(
            Attribution(column=c.name, value=row.get(c.name), shapley=0.5 / (i + 1))
            for i, c in enumerate(self.catalog.features)
        )
        return Explanation(
            prediction=self._one(row),
            baseline_logit=-1.0,
            baseline_probability=0.27,
            attributions=values,
            background="made up",
            error=0.0,
        )

    def what_if(self, row: Mapping[str, Any], changes: Mapping[str, Any]) -> WhatIf:
        before = self._one(row)
        p = before.probability * 0.5
        after = replace(before, probability=p, band=self.catalog.risk_bands.of(p))
        return WhatIf(baseline=before, prediction=after, changes=changes)

    def options(self, row: Mapping[str, Any], *, limit: int = 5) -> list[RetentionOption]:
        p = self._one(row).probability
        actionable = [c.name for c in self.catalog.features if c.actionable][:limit]
        return [
            RetentionOption(changes={c: 1}, probability=p / 2, band="low", risk_lowered=p / 2, value_kept=None)
            for c in actionable
        ]

    def similar(self, row: Mapping[str, Any], *, k: int = 5) -> list[Neighbour]:
        ids = self.neighbours[:k]
        return [Neighbour(customer_id=str(i), distance=float(n), left=n % 2 == 0) for n, i in enumerate(ids)]

    neighbours: tuple[Any, ...] = ()

    def importance(self) -> list[tuple[str, float]]:
        return [(c.name, 1.0) for c in self.catalog.features]

    def report(self) -> dict[str, Any]:
        return {"auc": np.float64(0.9), "members": {"only": {"auc": 0.9}}}


def desk_at(places: Places, catalog: Catalog, *, model: bool = True) -> Desk:
    made_up = MadeUpModel(catalog) if model else None
    return Desk(catalog, places, bank_engine(places), state_engine(places), made_up)


def default_catalog() -> Catalog:
    return read_catalog()
