"""similar_customers, retention_options, model_report: what the ensemble knows beyond one probability."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.caller import Caller
from db.state.outcome_records import in_force
from ml.answers.predictions import Neighbour, RetentionOption
from tools.arguments import CustomerArguments, NoArguments, SimilarArguments
from tools.customer.cards import telling
from tools.customer.customer_rows import at_stake, identity, left, plain
from tools.environment import Churn, Desk, trained
from tools.results import Finding, column_units, jsonable

_OPTIONS = 5


def similar_customers(desk: Desk, caller: Caller, asked: SimilarArguments) -> Finding:
    """The nearest customers of the labelled history and what became of them; strangers to the caller stay nameless."""
    model = desk.need_model()
    row, _ = desk.customer(asked.customer_id, caller)
    neighbours = _with_what_was_told(desk, model.similar(plain(row, desk.catalog), k=asked.k))
    found, sql = desk.customers([n.customer_id for n in neighbours], caller)
    seen = {str(r[desk.catalog.id]): r for r in found}
    shown = telling(desk.catalog)
    rows = []
    for near in neighbours:
        known = seen.get(near.customer_id)
        head = {"customer_id": None, "name": None} if known is None else identity(known, desk.catalog)
        columns = {} if known is None else {name: jsonable(known[name]) for name in shown}
        rows.append({**head, "left": near.left, "distance": near.distance, "columns": columns})
    data = {
        **identity(row, desk.catalog),
        "rows": rows,
        "left_count": sum(n.left for n in neighbours),
        "k": len(rows),
        "columns": {name: jsonable(row[name]) for name in shown},
        "model_version": model.version,
    }
    return Finding(data=data, source=f"{model.version}; {sql}", units=column_units(desk.catalog))


def _with_what_was_told(desk: Desk, neighbours: list[Neighbour]) -> list[Neighbour]:
    """Neighbours of the history of whom somebody told meanwhile that they left."""
    told = in_force(desk.state_engine, [n.customer_id for n in neighbours]) if desk.bank.told else {}
    gone = {customer for customer, one in told.items() if one.left}
    return [replace(near, left=True) if near.customer_id in gone else near for near in neighbours]


def retention_options(desk: Desk, caller: Caller, asked: CustomerArguments) -> Finding:
    """The smallest changes of actionable columns that lower the risk most; none for who has already left."""
    model = desk.need_model()
    row, sql = desk.customer(asked.customer_id, caller)
    catalog = desk.catalog
    now = model.predict([plain(row, catalog)])[0]
    options = [] if left(row, catalog) else model.options(plain(row, catalog), limit=2 * _OPTIONS)
    options = [option for option in options if not _gives_up_value(desk, row, option)][:_OPTIONS]
    data = {
        **identity(row, catalog),
        "probability": now.probability,
        "band": now.band,
        "value": at_stake(row, catalog),
        "options": [
            {
                "rank": rank,
                "changes": jsonable(option.changes),
                "before": {name: jsonable(row[name]) for name in option.changes},
                "probability": option.probability,
                "band": option.band,
                "risk_lowered": option.risk_lowered,
                "value_kept": option.value_kept,
            }
            for rank, option in enumerate(options, 1)
        ],
        "association": True,
        "model_version": model.version,
    }
    return Finding(data=data, source=f"{model.version}; {sql}", units=column_units(catalog))


def _watched(desk: Desk, model: Churn) -> dict[str, Any] | None:
    """How predictions fitted the outcomes that became known since; None before any."""
    from ml.adaptation import watch  # noqa: PLC0415

    champion = trained(model)
    if champion is None:
        return None
    judged = watch.last(desk.state_engine, champion.base)
    return None if judged is None or not judged.calibration.outcomes else judged.as_json()


def _gives_up_value(desk: Desk, row: Mapping[str, Any], option: RetentionOption) -> bool:
    """Whether an option lowers the very value that it should keep, such as emptying the account."""
    before, after = at_stake(row, desk.catalog), option.changes.get(desk.catalog.value or "")
    return before is not None and after is not None and float(after) < float(before)


def model_report(desk: Desk, caller: Caller, asked: NoArguments) -> Finding:
    """How good the champion is, and which columns weigh most in it."""
    del caller, asked
    model = desk.need_model()
    data = {
        "model_version": model.version,
        "report": jsonable(model.report()),
        "calibration": _watched(desk, model),
        "importance": [{"column": name, "importance": jsonable(weight)} for name, weight in model.importance()],
    }
    return Finding(data=data, source=model.version)
