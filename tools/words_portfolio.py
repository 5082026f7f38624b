"""The words for Facts about many customers: watch-lists, figures, lists, distributions, comparisons, the report."""

from collections.abc import Callable, Mapping
from typing import Any

from tools import formats
from tools.words_values import BANDS, Namer, first_upper

Data = Mapping[str, Any]
_SHOWN = 25
_DRIVERS = 6


def _of(n: Namer, data: Data) -> str:
    people = n.people(data)
    return f" ({people})" if people else ""


def watch_list(n: Namer, data: Data) -> str:
    """Whom to call first."""
    rows = data["rows"]
    where = n.where(data.get("where"))
    if not rows:
        return n.t("No hay clientes actuales que cumplan eso", "No current customer fits that") + (
            f": {where}." if where else "."
        )
    valued = any(r.get("value_at_risk") is not None for r in rows)
    owned = any(r.get("owner") for r in rows)
    header = ["#", n.t("Cliente", "Customer"), n.t("Riesgo", "Risk"), n.t("Nivel", "Level")]
    header += [n.t("Valor en riesgo", "Value at risk")] if valued else []
    header += [first_upper(n.column(n.catalog.owner))] if owned and n.catalog.owner else []
    body = []
    for r in rows:
        cells = [
            str(r["rank"]),
            n.customer(r),
            formats.share(r["probability"], n.language),
            BANDS[n.language].get(str(r["band"]), ""),
        ]
        cells += [n.value("value_at_risk", r.get("value_at_risk"))] if valued else []
        cells += [n.plain(str(r.get("owner") or "—"))] if owned and n.catalog.owner else []
        body.append(cells)
    order = (
        n.t("valor en riesgo", "value at risk") if data.get("order_by") == "value_at_risk" else n.t("riesgo", "risk")
    )
    first = n.customer(rows[0])
    lead = n.t(f"Empiece por **{first}**. ", f"Start with **{first}**. ")
    lead += n.t(
        f"Por {order}, de {formats.number(data['total'], 'es')} clientes actuales{f' ({where})' if where else ''}:",
        f"By {order}, out of {formats.number(data['total'], 'en')} current customers{f' ({where})' if where else ''}:",
    )
    tail = _tied(n, data)
    return f"{lead}\n\n{n.table(header, body)}{tail}"


def _tied(n: Namer, data: Data) -> str:
    tied = data.get("tied") or 0
    if not tied:
        return ""
    count = formats.number(tied, n.language)
    return "\n\n" + n.t(
        f"Empatan con el último de la lista otros {count}.", f"Another {count} tie with the last one listed."
    )


def figures(n: Namer, data: Data) -> str:
    """Measures, in all or by group."""
    measures, groups, rows = data["measures"], data["groups"], data["rows"]
    total = data["total"]
    if not groups:
        return _sentence(n, measures, total, _of(n, data))
    with_count = all(m["measure"] != "customers" for m in measures)
    header = [first_upper(n.column(g["column"])) for g in groups]
    header += [first_upper(n.measure(m)) for m in measures] + ([n.t("Clientes", "Customers")] if with_count else [])
    body = []
    for row in rows[:_SHOWN]:
        cells = [group_cell(n, g["column"], row.get(g["column"])) for g in groups]
        cells += [n.figure(m, row.get(m["key"])) for m in measures]
        cells += [formats.number(row["customers"], n.language)] if with_count else []
        body.append(cells)
    lead = _lead(n, data) + _sentence(n, measures, total, _of(n, data), overall=True)
    more = data.get("groups_total", len(rows)) - len(body)
    tail = n.t(f"\n\nY {more} grupos más.", f"\n\nAnd {more} more groups.") if more > 0 else ""
    return f"{lead}\n\n{n.table(header, body)}{tail}"


def _lead(n: Namer, data: Data) -> str:
    """Which group has the most, for one group and several rows."""
    rows, measure = data["rows"], data["measures"][0]
    known = [r for r in rows if r.get(measure["key"]) is not None]
    if len(data["groups"]) != 1 or len(known) < 2 or data.get("shown", len(rows)) < data.get("groups_total", len(rows)):
        return ""
    column = data["groups"][0]["column"]
    top = max(known, key=lambda r: r[measure["key"]])
    low = min(known, key=lambda r: r[measure["key"]])
    name = first_upper(n.measure(measure))
    best, worst = ((group_cell(n, column, row[column]), n.figure(measure, row[measure["key"]])) for row in (top, low))
    return n.t(
        f"{name}: el valor más alto es **{best[0]}** ({best[1]}) y el más bajo, {worst[0]} ({worst[1]}). ",
        f"{name}: highest for **{best[0]}** ({best[1]}), lowest for {worst[0]} ({worst[1]}). ",
    )


def group_cell(n: Namer, column: str, value: Any) -> str:
    """A group's name: a value, or a band's label in the reader's number format."""
    if isinstance(value, Mapping):
        low, high, last = value.get("from"), value.get("to"), value.get("last")
        if low is None:
            return f"< {n.value(column, high)}"
        if high is None:
            return f"≥ {n.value(column, low)}"
        return f"{n.value(column, low)}–{n.value(column, last if last is not None else high)}"
    if column == n.catalog.label.column and value is not None:
        gone = str(value) == n.catalog.label.positive
        return n.t("abandonó" if gone else "sigue", "left" if gone else "stayed")
    spec = n.spec(column)
    if spec is not None and spec.kind == "flag" and value is not None:
        return n.flag(column, str(value))
    return n.t("sin dato", "not known") if value is None else n.value(column, value)


def _sentence(n: Namer, measures: list[Data], total: Data, of: str, *, overall: bool = False) -> str:
    if not total.get("customers"):
        return n.t(f"No hay ningún cliente así{of}.", f"There are no such customers{of}.")
    parts = [f"{n.measure(m)}: **{n.figure(m, total.get(m['key']))}**" for m in measures]
    count = formats.number(total["customers"], n.language)
    tail = (
        ""
        if any(m["measure"] == "customers" for m in measures)
        else n.t(f", sobre {count} clientes", f", over {count} customers")
    )
    text = "; ".join(parts) + of + tail + "."
    return n.t("En conjunto, ", "Overall, ") + text if overall else first_upper(text)


def listing(n: Namer, data: Data) -> str:
    """Customers in rows."""
    rows, of = data["rows"], _of(n, data)
    total = formats.number(data["total"], n.language)
    if not rows:
        return n.t(f"No hay ningún cliente así{of}.", f"There are no such customers{of}.")
    shown = [c for c in rows[0].get("columns") or {} if c not in {n.catalog.id, n.catalog.name}]
    header = [n.t("Cliente", "Customer"), *(first_upper(n.column(c)) for c in shown)]
    body = [[n.customer(r), *(n.value(c, r["columns"].get(c)) for c in shown)] for r in rows]
    lead = n.t(f"Hay **{total}** clientes{of}", f"There are **{total}** customers{of}")
    if data.get("order_by"):
        lead += n.t(f"; por {n.column(data['order_by'])}", f"; by {n.column(data['order_by'])}")
    if len(rows) < data["total"]:
        lead += n.t(f", se muestran {len(rows)}", f", showing {len(rows)}")
    return f"{lead}:\n\n{n.table(header, body)}{_tied(n, data)}"


def distribution(n: Namer, data: Data) -> str:
    """How a column is spread."""
    name, of = n.column(data["column"]), _of(n, data)
    share = n.t("Proporción", "Share")
    if data["kind"] == "number":
        rows = [
            (
                group_cell(n, data["column"], b),
                formats.number(b["customers"], n.language),
                formats.share(b["share"], n.language),
            )
            for b in data["bins"]
        ]
        low, high, mean, median = (
            n.figure({"measure": "mean", "column": data["column"]}, data[k]) for k in ("min", "max", "mean", "median")
        )
        lead = n.t(
            f"{first_upper(name)}{of}: de {low} a {high}; media {mean}, mediana {median}.",
            f"{first_upper(name)}{of}: from {low} to {high}; mean {mean}, median {median}.",
        )
    else:
        rows = [
            (
                group_cell(n, data["column"], v["value"]),
                formats.number(v["customers"], n.language),
                formats.share(v["share"], n.language),
            )
            for v in data["values"]
        ]
        count = formats.number(data["customers"], n.language)
        lead = n.t(f"{first_upper(name)}{of}, {count} clientes:", f"{first_upper(name)}{of}, {count} customers:")
    return f"{lead}\n\n{n.table((first_upper(name), n.t('Clientes', 'Customers'), share), rows)}"


def comparison(n: Namer, data: Data) -> str:
    """Groups or customers side by side."""
    if data["kind"] == "groups":
        rows = data["rows"]
        header = (n.t("Grupo", "Group"), *(first_upper(n.measure(m)) for m in data["measures"]))
        body = [
            (n.where(r["where"]) or n.plain(r["label"]), *(n.figure(m, r.get(m["key"])) for m in data["measures"]))
            for r in rows
        ]
        return _gap(n, data) + n.table(header, body)
    rows = data["rows"]
    columns = data.get("differing") or list((rows[0].get("columns") or {}) if rows else {})
    header = (n.t("Dato", "Field"), *(n.customer(r) for r in rows))
    body = [
        (first_upper(n.column(c)), *(n.value(c, r["columns"].get(c)) for r in rows))
        for c in columns
        if c not in {n.catalog.id, n.catalog.name}
    ]
    risks = (n.t("Riesgo", "Risk"), *(n.value("probability", r.get("probability")) for r in rows))
    missing = ", ".join(map(str, data.get("not_found") or ()))
    tail = n.t(f"\n\nNo encuentro: {missing}.", f"\n\nNot found: {missing}.") if missing else ""
    return n.table(header, [risks, *body]) + tail


def _gap(n: Namer, data: Data) -> str:
    rates = [m for m in data["measures"] if m["measure"] == "churn_rate"] or data["measures"][:1]
    rows = [r for r in data["rows"] if r.get(rates[0]["key"]) is not None]
    if len(rows) < 2:
        return ""
    top = max(rows, key=lambda r: r[rates[0]["key"]])
    where = n.where(top["where"]) or n.plain(top["label"])
    name, figure = first_upper(n.measure(rates[0])), n.figure(rates[0], top[rates[0]["key"]])
    text = n.t(f"{name}: más en **{where}** ({figure}).", f"{name}: highest for **{where}** ({figure}).")
    return f"{text}\n\n"


def report(n: Namer, data: Data) -> str:
    """How good the model is and what it looks at."""
    drivers = [first_upper(n.column(i["column"])) for i in data.get("importance", [])[:_DRIVERS]]
    figures_of = data.get("report") or {}
    metrics = {k: v for k, v in _flat(figures_of) if k in {"auc", "roc_auc", "log_loss", "brier", "ece"}}
    names = {"auc": "AUC", "roc_auc": "AUC", "log_loss": "log loss", "brier": "Brier", "ece": "ECE"}
    lead = n.t(f"Modelo en uso: {data['model_version']}.", f"Model in use: {data['model_version']}.")
    if metrics:
        listed = ", ".join(f"{names[k]} {formats.number(v, n.language, 3)}" for k, v in metrics.items())
        lead += n.t(f" Medido con clientes que no vio: {listed}.", f" Measured on customers it never saw: {listed}.")
    if drivers:
        lead += n.t(
            f"\n\n**Lo que más pesa en el abandono, por este orden:** {n.both(drivers)}. Son asociaciones, no causas.",
            f"\n\n**What weighs most in churn, in this order:** {n.both(drivers)}. These are associations, not causes.",
        )
    return lead


def _flat(report: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The mixture's own metrics, at the top or one level down."""
    own = report.get("mixture") if isinstance(report.get("mixture"), Mapping) else report
    source = own if isinstance(own, Mapping) else {}
    return [(k.casefold(), float(v)) for k, v in source.items() if isinstance(v, int | float)]


BY_TOOL: dict[str, Callable[[Namer, Data], str]] = {
    "watch_list": watch_list,
    "portfolio": figures,
    "list_customers": listing,
    "distribution": distribution,
    "compare": comparison,
    "model_report": report,
}
