"""compare: customers side by side, or groups side by side."""

from dataclasses import replace
from typing import Any

from db.bank.figures import MeasureName, figures
from db.bank.figures import N as COUNT
from db.bank.references import resolve, resolved
from db.caller import Caller
from tools.arguments import CompareArguments
from tools.customer.customer_rows import columns_shown, identity, risk
from tools.environment import Desk
from tools.ids import missing
from tools.invalid_call import Mend
from tools.measure_arguments import Measure
from tools.query.measures import parts_of, planned, row_of
from tools.query.population import slice_of
from tools.query.portfolio import measure_units
from tools.results import Finding, NotFound, column_units, where_of


def compare(desk: Desk, caller: Caller, asked: CompareArguments) -> Finding:
    """Customers with what differs between them, or the measures of each group."""
    if asked.customer_ids is not None:
        return _customers(desk, caller, asked.customer_ids)
    return _groups(desk, caller, asked)


def _customers(desk: Desk, caller: Caller, ids: list[str]) -> Finding:
    found, sql = desk.customers(ids, caller)
    if not found:
        raise NotFound(customer_ids=ids)
    rows = [{**identity(r, desk.catalog), **risk(desk, r), "columns": columns_shown(r, desk.catalog)} for r in found]
    differing = [c for c in rows[0]["columns"] if len({str(row["columns"][c]) for row in rows}) > 1]
    data = {"kind": "customers", "rows": rows, "differing": differing, "not_found": missing(ids, found, desk.catalog)}
    return Finding(data=data, source=sql, units=column_units(desk.catalog))


def _groups(desk: Desk, caller: Caller, asked: CompareArguments) -> Finding:
    groups = asked.groups or ()
    scored = bool(desk.scored())
    usual: list[MeasureName] = ["customers", "churn_rate"]
    if scored:
        usual.append("mean_risk")
    measures = asked.measures or tuple(Measure.model_construct(measure=name) for name in usual)
    if any(m.measure == "growth" for m in measures):
        raise Mend("growth is of groups that follow each other: use portfolio.")
    parts = [part for m in measures for part in parts_of(m)]
    everyone = slice_of(
        desk,
        caller,
        None,
        asked.population,
        columns=[part.column for part in parts],
        measures=[part.measure for part in parts],
        others=[*(g.where for g in groups), *(part.where for part in parts)],
    )
    plan = planned(measures, desk.catalog, lambda node: resolved(desk.bank, everyone, node))
    parts_of_all = any(f.measure == "share" and f.where is None for f in plan.figures)
    whole = figures(desk.bank, everyone, plan.figures).total if parts_of_all else {COUNT: 0}
    rows: list[dict[str, Any]] = []
    sql = ""
    for i, group in enumerate(groups, 1):
        these = resolve(desk.bank, replace(everyone, where=group.where))
        answer = figures(desk.bank, these, plan.figures)
        sql = sql or answer.sql
        head = {"label": group.label or str(i), **where_of(these.where), "customers": answer.total[COUNT]}
        rows.append({**head, **row_of(answer.total, plan, whole)})
    described = list(plan.described)
    data = {"kind": "groups", "measures": described, "rows": rows, "population": everyone.population}
    units = measure_units(described, desk.catalog) | {"relative": "share"}
    return Finding(data={**data, "gaps": _gaps(rows, described)}, source=sql, units=units)


def _gaps(rows: list[dict[str, Any]], described: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of two groups which one (0 or 1) is ahead by each measure, by how much, and relative to the other."""
    if len(rows) != 2:
        return []
    gaps = []
    for measure in described:
        first, second = (row[measure["key"]] for row in rows)
        if not isinstance(first, int | float) or not isinstance(second, int | float) or first == second:
            continue
        more, less = max(first, second), min(first, second)
        relative = (more - less) / less if less > 0 else None
        ahead = int(second > first)
        gaps.append({"key": measure["key"], "ahead": ahead, "gap": more - less, "relative": relative})
    return gaps
