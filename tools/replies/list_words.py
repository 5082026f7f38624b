"""The words for lists of customers: whom to call first, and customers that fit, in an order."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.text import fold
from tools.replies import formats, grammar
from tools.replies.people_words import who
from tools.replies.value_words import BANDS, Namer, first_upper
from tools.result_types.query import Listed, Watched

Data = Mapping[str, Any]
_NAMED_TOGETHER = 3


def watch_list(n: Namer, data: Watched) -> str:
    """Whom to call first."""
    rows = data["rows"]
    people = who(n, data)
    if not rows:
        return _past_end(n, data) or n.text("lists.there_are_no", people=people)
    table = _call_table(n, rows)
    first = rows[0]
    risk = formats.share(first["probability"], n.language)
    at_risk = ""
    if first.get("value_at_risk"):
        amount = n.value("value_at_risk", first["value_at_risk"])
        at_risk = n.text("lists.with_at_risk", amount=amount)
    by_value = data.get("order_by") == "value_at_risk"
    order = n.text("lists.by_value" if by_value else "lists.by_risk")
    name = n.customer(first)
    if data.get("offset"):
        return f"{page(n, data, people, order)}\n\n{table}{_tied(n, data)}"
    if by_value or n.catalog.value is None:
        lead = n.text("lists.start_with_churn_risk_of", name=name, risk=risk, at_risk=at_risk)
    else:
        name = first_upper(name)
        lead = n.text("lists.has_the_highest_risk", name=name, risk=risk, at_risk=at_risk)
    lead += f" {_first_of(n, data, people, order)}" if len(rows) > 1 else ""
    return f"{lead}\n\n{table}{_tied(n, data)}"


def _call_table(n: Namer, rows: Sequence[Mapping[str, Any]]) -> str:
    """Customers to call, a row each; value at risk and owner where they are known."""
    valued = any(r.get("value_at_risk") is not None for r in rows)
    owner = n.catalog.owner if any(r.get("owner") for r in rows) else None
    header = ["#", n.text("common.customer"), n.text("common.risk"), n.text("common.level")]
    header += [n.text("lists.value_at_risk")] if valued else []
    header += [first_upper(n.column(owner))] if owner else []
    body = []
    for r in rows:
        band = BANDS[n.language].get(str(r["band"]), "")
        cells = [str(r["rank"]), n.listed(r), formats.share(r["probability"], n.language), band]
        cells += [n.value("value_at_risk", r.get("value_at_risk"))] if valued else []
        cells += [n.plain(str(r.get("owner") or "—"))] if owner else []
        body.append(cells)
    return n.table(header, body)


def _shown(data: Data) -> int:
    """How many customers the list has, also where only its first rows are at hand."""
    return int(data.get("shown") or len(data["rows"]))


def _first_of(n: Namer, data: Data, people: str, order: str) -> str:
    count, total = _shown(data), formats.number(data["total"], n.language)
    if count >= data["total"]:
        return n.text("lists.all_by", total=total, people=people, order=order)
    o = _o(people)
    return n.text("lists.the_first_of_by", o=o, count=count, total=total, people=people, order=order)


def _o(people: str) -> str:
    """The ending of Spanish words for these people."""
    return "a" if people.startswith("mujeres") else "o"


def _tied(n: Namer, data: Data) -> str:
    tied = data.get("tied") or 0
    if not tied:
        return ""
    count = formats.number(tied, n.language)
    o = _o(who(n, data))
    if data.get("within"):
        return "\n\n" + n.plural("list.tied_within", tied)
    if tied == 1:
        return "\n\n" + n.text("lists.one_more_ties_with_the", o=o)
    return "\n\n" + n.text("lists.another_tie_with_the_last", o=o, count=count)


def listing(n: Namer, data: Listed) -> str:
    """Customers in rows; in an order, whoever comes first is the answer."""
    rows, total = data["rows"], formats.number(data["total"], n.language)
    people = who(n, data, count=data["total"])
    if not rows:
        return _past_end(n, data) or n.text("common.there_are_no", who=who(n, data))
    order = _order_told(n, data)
    if data.get("within"):
        return f"{_of_each(n, data, people)}\n\n{_rows_told(n, data)}{_tied(n, data)}{_cut(n, data)}"
    if data.get("offset"):
        lead, told = page(n, data, people, n.column(order) if order else ""), False
    elif order:
        lead, told = _extreme(n, data, order, people)
    else:
        verb, count = n.plural("common.there_are", data["total"]), _shown(data)
        cut = f"; {n.plural('lists.shown_here', count)}" if count < data["total"] else ""
        lead, told = f"{verb} **{total}** {people}{cut}:", False
    return f"{lead}\n\n{_rows_told(n, data)}{'' if told else _tied(n, data)}{sums(n, data)}"


def _of_each(n: Namer, data: Listed, people: str) -> str:
    """``The first 3 of each country by balance, highest first, among 12,000 customers:``."""
    most = data.get("order") != "asc"
    told = {"group": n.column(data["within"]), "column": n.column(str(data["order_by"])), "people": people}
    size = max(row["rank"] for row in data["rows"])
    direction = n.text("list.desc" if most else "list.asc")
    total = formats.number(data["total"], n.language)
    return n.plural("list.of_each", size, direction=direction, total=total, o=_o(people), **told)


def _cut(n: Namer, data: Listed) -> str:
    """Where the groups have more rows than are shown."""
    return "\n\n" + n.text("list.cut", count=len(data["rows"])) if data.get("cut") else ""


def _rows_told(n: Namer, data: Listed) -> str:
    """The table of the customers; who left is marked where the list is not of those alone."""
    rows = data["rows"]
    shown = [c for c in rows[0].get("columns") or {} if c not in {n.catalog.id, n.catalog.name, data.get("within")}]
    group = data.get("within")
    gone = any(r.get("left") for r in rows) and data.get("population") != "left" and n.catalog.label.column not in shown
    header = [n.text("common.customer"), *(first_upper(n.column(c)) for c in shown), *[n.text("common.left")] * gone]
    values = [[n.value(c, r["columns"].get(c)) for c in shown] for r in rows]
    marks = [[n.yes(bool(r.get("left")))] * gone for r in rows]
    led = [[] if group is None else [n.value(group, r["columns"].get(group)), str(r["rank"])] for r in rows]
    header = [*([] if group is None else [first_upper(n.column(group)), "#"]), *header]
    body = [[*lead, n.listed(r), *of, *mark] for lead, r, of, mark in zip(led, rows, values, marks, strict=True)]
    return n.table(header, body)


def _order_told(n: Namer, data: Listed) -> str:
    """The column a list is ordered by, where whoever comes first is an answer; else nothing."""
    order = str(data.get("order_by"))
    spec = n.spec(order)
    ranked = order in {"probability", "value_at_risk"} or (spec is not None and (spec.numeric or spec.kind == "date"))
    return order if ranked and order != n.catalog.id and data["rows"][0]["columns"].get(order) is not None else ""


def page(n: Namer, data: Data, people: str, order: str) -> str:
    """Which part of a list is shown: ``Del 11 al 20 de 2.037 clientes, por saldo, de mayor a menor:``."""
    first, last = data["offset"] + 1, data["offset"] + len(data["rows"])
    direction = n.text("list.asc" if data.get("order") == "asc" else "list.desc")
    by = n.text("list.by", name=order, direction=direction) if order else ""
    shown = {key: formats.number(value, n.language) for key, value in (("first", first), ("last", last))}
    total = formats.number(data["total"], n.language)
    return n.text("list.page_one" if first == last else "list.page", **shown, total=total, people=people, order=by)


def _past_end(n: Namer, data: Data) -> str:
    """Of a page behind the last one: how many there are in all."""
    if not data.get("offset") or not data["total"]:
        return ""
    people = who(n, data, count=data["total"])
    return n.text("list.past_end", total=formats.number(data["total"], n.language), people=people)


def sums(n: Namer, data: Data) -> str:
    """What the listed add up to, and their part of all."""
    told = []
    for total in data.get("totals") or ():
        column = total["column"]
        listed, whole = (n.figure({"measure": "sum", "column": column}, total[key]) for key in ("listed", "all"))
        key = (
            "sums_all" if len(data["rows"]) == data["total"] else "sums" if total["share"] is not None else "sums_plain"
        )
        share = formats.share(total["share"], n.language) if total["share"] is not None else ""
        count = formats.number(len(data["rows"]), n.language)
        told.append(n.text(f"list.{key}", column=n.column(column), listed=listed, all=whole, share=share, count=count))
    return "\n\n" + " ".join(told) if told else ""


def _extreme(n: Namer, data: Data, column: str, people: str) -> tuple[str, bool]:
    """Who has the most (or least), with whom they share it; whether the ties at the end are told by that."""
    rows, total, most = data["rows"], data["total"], data.get("order") != "asc"
    first = rows[0]["columns"][column]
    equal = [r for r in rows if r["columns"].get(column) == first]
    tied = int(data.get("tied") or 0) if len(equal) == len(rows) else 0
    counted = n.counted(column) and column not in {"probability", "value_at_risk"}
    figure = n.value(column, first, unit=not counted)
    together = len(equal) + bool(tied)
    if together > 1 and (tied or len(equal) > _NAMED_TOGETHER):
        lead = _shared(n, column, o=_o(people), most=most, figure=figure, equal=equal, tied=tied)
    else:
        names = n.both([f"**{n.customer(r)}**" + _gone(n, r) for r in equal])
        lead = f"{first_upper(names)} {_has(n, column, most, len(equal))}: **{figure}**."
    if len(rows) == 1:
        of = formats.number(total, n.language)
        around = n.text("lists.among", of=of, people=people) if total > 1 else "."
        return lead.removesuffix(".") + around, bool(tied)
    listed = _first_of(n, data, people, n.column(column))
    if len(rows) < total or len(equal) < len(rows):
        direction = n.text("lists.highest_first" if most else "lists.lowest_first")
        listed = f"{listed.removesuffix(':')}, {direction}:"
    return f"{lead} {listed}", bool(tied)


def _gone(n: Namer, row: Data) -> str:
    return n.text("lists.has_left") if row.get("left") else ""


def _shared(n: Namer, column: str, *, o: str, most: bool, figure: str, equal: Sequence[Data], tied: int) -> str:
    """One value that several have: the value first, then who."""
    others = formats.number(tied, n.language)
    top = first_upper(_highest(n, column, most))
    if len(equal) == 1:
        name = f"**{n.customer(equal[0])}**" + _gone(n, equal[0])
        also = n.plural("lists.tied_with", tied, o=o, others=others)
        return f"{first_upper(name)} {_has(n, column, most, 1)}: **{figure}**, {also}."
    told = n.text("lists.shared_by_the_first", o=o, len=len(equal))
    if tied:
        told += n.plural("lists.and_of", tied, o=o, others=others)
    return f"{top}: **{figure}**; {told}."


def _highest(n: Namer, column: str, most: bool) -> str:
    name = n.things(column) or n.column(column)
    if n.counted(column):
        return n.text("lists.most_of" if most else "lists.fewest_of", name=name)
    spec = n.spec(column)
    if spec is not None and spec.kind == "date":
        gender = "feminine" if grammar.feminine(name) else "masculine"
        return n.text("lists.latest" if most else "lists.earliest", name=name, gender=gender)
    word = n.text("common.highest" if most else "common.lowest")
    return n.plural("lists.extreme", 2 if grammar.plural(name) else 1, word=word, name=name)


def _has(n: Namer, column: str, most: bool, people: int) -> str:
    """``tiene el mayor saldo``; ``has the highest balance``; ``is the youngest``, where the question said so."""
    if n.language == "en":
        if said := _superlative(n, column, most):
            return f"{'is' if people == 1 else 'are'} the {said}"
        return f"{'has' if people == 1 else 'share'} the {_highest(n, column, most)}"
    if n.counted(column):
        name, word = n.things(column), "más" if most else "menos"
        return f"es quien {word} {name} tiene" if people == 1 else f"son quienes {word} {name} tienen"
    return f"{'tiene' if people == 1 else 'comparten'} {grammar.the(n.column(column))} {_highest(n, column, most)}"


def _superlative(n: Namer, column: str, most: bool) -> str | None:
    """``youngest``, where the question said it of a column with a unit."""
    spec = n.spec(column)
    if spec is None or not spec.unit.en:
        return None
    asked = fold(n.question).split()
    words = (spec.more if most else spec.less).en
    return next((word for word in words if word.endswith("est") and fold(word) in asked), None)
