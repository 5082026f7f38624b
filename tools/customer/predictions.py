"""predict_churn, explain_churn, what_if: the ensemble asked about customers, or about one that is only described."""

from collections.abc import Mapping
from typing import Any

from db.bank.filters import PREDICTED
from db.caller import Caller
from db.catalog import Catalog, Column
from db.errors import DataProblem
from db.texts import Each, Language, message
from tools.arguments import CustomerArguments, PredictArguments, WhatIfArguments
from tools.customer.customer_rows import identity, plain, predicted, value_at_risk
from tools.environment import Desk
from tools.ids import missing
from tools.results import Finding, Invalid, NotFound, jsonable


def predict_churn(desk: Desk, caller: Caller, asked: PredictArguments) -> Finding:
    """The churn probability of customers by id, or of a described one."""
    model = desk.need_model()
    if asked.profile is not None:
        return _described(desk, caller, asked.profile)
    ids = asked.customer_ids or []
    rows, sql = desk.customers(ids, caller)
    if not rows:
        raise NotFound(**({"customer_id": ids[0]} if len(ids) == 1 else {"customer_ids": ids}))
    predictions = model.predict([plain(row, desk.catalog) for row in rows])
    found = [
        {**identity(r, desk.catalog), **predicted(p), "value_at_risk": value_at_risk(r, p.probability, desk.catalog)}
        for r, p in zip(rows, predictions, strict=True)
    ]
    source = f"{model.version}; {sql}"
    if len(ids) == 1:
        return Finding(data=found[0], source=source)
    kept = ("customer_id", "name", "left", "probability", "band", "interval", "value_at_risk")
    data = {
        "rows": [{key: row[key] for key in kept} for row in found],
        "not_found": missing(ids, rows, desk.catalog),
        "model_version": model.version,
    }
    return Finding(data=data, source=source)


def explain_churn(desk: Desk, caller: Caller, asked: CustomerArguments) -> Finding:
    """Why: the Shapley value of each column, largest first, and the members' votes."""
    model = desk.need_model()
    row, sql = desk.customer(asked.customer_id, caller)
    why = model.explain(plain(row, desk.catalog))
    data = {
        **identity(row, desk.catalog),
        **predicted(why.prediction),
        "value_at_risk": value_at_risk(row, why.prediction.probability, desk.catalog),
        "baseline_probability": why.baseline_probability,
        "attributions": [
            {"column": a.column, "value": jsonable(a.value), "shapley": a.shapley} for a in why.attributions
        ],
        "background": why.background,
        "error": why.error,
    }
    return Finding(data=data, source=f"{model.version}; {sql}", units={"shapley": "logit", "error": "logit"})


def what_if(desk: Desk, caller: Caller, asked: WhatIfArguments) -> Finding:
    """The same customer with some columns changed, through the same models."""
    model = desk.need_model()
    if asked.customer_id is not None:
        row, sql = desk.customer(asked.customer_id, caller)
        head, sql = identity(row, desk.catalog), f"; {sql}"
    else:
        row = _profile(desk, caller, asked.profile or {})
        head, sql = {"customer_id": None, "name": None, "left": None, "profile": jsonable(asked.profile)}, ""
    changes = {name: _resolved(desk.catalog.columns[name], row.get(name), v) for name, v in asked.changes.items()}
    refuse_impossible(desk, caller, changes, **head)
    try:
        result = model.what_if(_for_model(row, desk.catalog), changes)
    except DataProblem as problem:
        raise Invalid(problem, **head) from problem
    before, after = result.baseline, result.prediction
    data = {
        **head,
        **{k: v for k, v in predicted(after).items() if k != "votes"},
        "baseline": before.probability,
        "baseline_band": before.band,
        "difference": after.probability - before.probability,
        "changes": jsonable(changes),
        "before": {name: jsonable(row.get(name)) for name in changes},
        "value_at_risk_before": value_at_risk(row, before.probability, desk.catalog),
        "value_at_risk": value_at_risk({**row, **changes}, after.probability, desk.catalog),
    }
    return Finding(data=data, source=f"{model.version}{sql}")


def refuse_impossible(desk: Desk, caller: Caller, values: Mapping[str, Any], **head: Any) -> None:
    """Invalid where a value is outside what the catalog says is possible, or the model does not use its column."""
    learned = {column.name for column in desk.catalog.features}
    for name, value in values.items():
        column = desk.catalog.columns[name]
        shown = column.names.called(name)
        head = {**head, "column": name, "value": jsonable(value)}
        if name not in learned:
            raise Invalid(message("tools.predictions.not_used", column=shown), **head)
        if value is not None and column.numeric:
            _in_range(column, shown, value, head)
        elif value is not None and column.kind in ("category", "flag"):
            _among_known(desk, caller, column, shown, head)


def _in_range(column: Column, shown: Each, value: float, head: Mapping[str, Any]) -> None:
    low, high = column.range
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = "from" if high is None else "to" if low is None else "between"
        problem = message(f"tools.predictions.range.{bounds}", value=value, column=shown, low=low, high=high)
        raise Invalid(problem, **{**head, "range": [low, high]})
    if column.kind == "integer" and float(value) != int(value):
        problem = message("tools.predictions.not_whole", column=shown, value=value)
        raise Invalid(problem, **{**head, "range": [low, high]})


def _among_known(desk: Desk, caller: Caller, column: Column, shown: Each, head: Mapping[str, Any]) -> None:
    values = desk.vocabulary(caller).values(column.name)
    if values is None or head["value"] in values:
        return

    def names(language: Language) -> str:
        return ", ".join((column.values[v].shown(language) if v in column.values else "") or v for v in values[:12])

    problem = message("tools.predictions.unknown_value", value=head["value"], column=shown, names=Each(names))
    raise Invalid(problem, **{**head, "values": list(values[:40])})


def _described(desk: Desk, caller: Caller, profile: Mapping[str, Any]) -> Finding:
    model = desk.need_model()
    row = _profile(desk, caller, profile)
    prediction = model.predict([_for_model(row, desk.catalog)])[0]
    known = {name: value for name, value in row.items() if value is not None}
    data = {
        "customer_id": None,
        "name": None,
        "left": None,
        "profile": jsonable(known),
        "unknown": [column.name for column in desk.catalog.features if column.name not in known],
        **predicted(prediction),
        "value_at_risk": value_at_risk(row, prediction.probability, desk.catalog),
    }
    return Finding(data=data, source=model.version)


def _profile(desk: Desk, caller: Caller, profile: Mapping[str, Any]) -> dict[str, Any]:
    """A described customer as a row of the features; what was not said is missing, what is not learned from is left."""
    learned = {column.name for column in desk.catalog.features}
    given = {name: value for name, value in profile.items() if name in learned and not isinstance(value, Mapping)}
    refuse_impossible(desk, caller, given, customer_id=None)
    row: dict[str, Any] = dict.fromkeys(desk.catalog.columns)
    return {**row, **given}


def _for_model(row: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """A row without what is not known of a described customer's identity (no id: scored by all models)."""
    named = plain(row, catalog)
    return {k: v for k, v in named.items() if v is not None or k not in (catalog.id, catalog.label.column, *PREDICTED)}


def _resolved(column: Column, before: Any, change: Any) -> Any:
    """A relative change as the value it leads to."""
    if not isinstance(change, Mapping):
        return change
    if before is None:
        problem = message("tools.predictions.nothing_to_change", column=column.names.called(column.name))
        raise Invalid(problem, column=column.name)
    value = before + change["add"] if "add" in change else before * (1 + change["percent"] / 100)
    return round(value) if column.kind == "integer" else float(value)
