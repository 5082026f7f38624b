"""compare: customers side by side, or groups side by side."""

from typing import Any

from db.bank.figures import Figure, MeasureName, figures
from db.bank.figures import N as COUNT
from db.bank.query import Slice
from db.caller import Caller
from tools.arguments import CompareArguments, Measure
from tools.customer.customer_rows import columns_shown, identity, risk
from tools.environment import Desk
from tools.ids import missing
from tools.query.population import default_population, needs_scores
from tools.query.portfolio import described, measure_units, row_of
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
    wheres = [g.where for g in groups] + [m.where for m in measures]
    columns, names = [m.column for m in measures], [m.measure for m in measures]
    if needs_scores(where=wheres, columns=columns, measures=names):
        desk.need_scores()
    population = asked.population or default_population(desk.catalog, where=wheres, columns=columns, measures=names)
    shown = described(measures, desk.catalog)
    computed = [Figure(measure=m.measure, column=m.column, where=m.where) for m in measures]
    parts_of_all = any(m.measure == "share" and m.where is None for m in measures)
    everyone = Slice(caller=caller, population=population)
    whole = figures(desk.bank, everyone, computed).total if parts_of_all else {COUNT: 0}
    rows: list[dict[str, Any]] = []
    sql = ""
    for i, group in enumerate(groups, 1):
        answer = figures(desk.bank, Slice(caller=caller, where=group.where, population=population), computed)
        sql = sql or answer.sql
        head = {"label": group.label or str(i), **where_of(group.where), "customers": answer.total[COUNT]}
        rows.append({**head, **row_of(answer.total, shown, whole)})
    data = {"kind": "groups", "measures": shown, "rows": rows, "population": population}
    return Finding(data=data, source=sql, units=measure_units(shown, desk.catalog))
