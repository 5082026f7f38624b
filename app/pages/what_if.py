"""The form for a customer with something changed, or for somebody the bank does not have; its risk as it is filled."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from app.chat.labels import column_label, value_label
from app.pages.render import page_words
from app.pages.sliders import Span, spans_of
from app.pages.visit import Visit
from db.catalog import Column
from db.errors import DataProblem, Language
from db.texts import text
from tools.facts import Fact
from tools.replies.amount_words import amount
from tools.replies.formats import currency_symbol, share
from tools.replies.value_words import Namer

CHOICES = {"category", "flag"}


def form_values(who: Visit, customer_id: str | None, given: Mapping[str, str]) -> dict[str, Any]:
    """The form's fields from the catalog, filled with the customer's values and with what was given."""
    card = who.ask("customer_card", {"customer_id": customer_id}) if customer_id else None
    if customer_id and (card is None or card.data.get("status")):
        raise DataProblem("app.what_if.no_customer")
    stored = dict(card.data.get("columns") or {}) if card else {}
    spans = spans_of(who)
    return {
        "customer": customer_id or "",
        "name": str(card.data.get("name") or customer_id) if card else "",
        "now": share(float(card.data["probability"]), who.language)
        if card and card.data.get("probability") is not None
        else "",
        "fields": [
            _field(who, column, given.get(column.name, stored.get(column.name)), stored.get(column.name), spans)
            for column in who.house.catalog.features
        ],
    }


def _field(who: Visit, column: Column, value: Any, stored: Any, spans: Mapping[str, Span]) -> dict[str, Any]:
    language, name = who.language, column.name
    unit = (
        currency_symbol(who.house.catalog.currency, language) if column.kind == "money" else column.unit.shown(language)
    )
    field: dict[str, Any] = {
        "name": name,
        "label": column_label(who.house.catalog, name, language),
        "value": "" if value is None else str(value),
        "stored": "" if stored is None else str(stored),
        "unit": unit or "",
        "choices": [],
        "whole": column.kind == "integer",
        "span": spans.get(name),
    }
    if column.kind in CHOICES:
        field["choices"] = [
            (str(one), value_label(who.house.catalog, name, one, language)) for one in column.values or ("1", "0")
        ]
    return field


def filled_from(fact: Fact) -> dict[str, str]:
    """What a form takes over from a reply's prediction: the customer and what was changed, or who was described."""
    data = fact.data
    if data.get("status") or fact.tool not in {"what_if", "predict_churn"}:
        return {}
    customer = data.get("customer_id")
    told = (
        dict(data.get("changes") or {}) if customer else {**(data.get("profile") or {}), **(data.get("changes") or {})}
    )
    if not told:
        return {}
    filled = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in told.items()}
    return {**({"customer": str(customer)} if customer else {}), **filled}


def estimate(who: Visit, customer_id: str | None, given: Mapping[str, str]) -> dict[str, Any]:
    """The risk with these values: ``{"now", "then", "question"}``, or ``{"problem"}`` in one sentence."""
    values = {name: value for name, value in given.items() if name in who.house.catalog.columns and value != ""}
    if not values:
        return {}
    if customer_id:
        fact = who.ask("what_if", {"customer_id": customer_id, "changes": values})
    else:
        fact = who.ask("predict_churn", {"profile": values})
    if fact is None or fact.data.get("status"):
        problem = (fact.data.get("problem") or {}).get(who.language) if fact else None
        return {"problem": problem or _unusable(who.language)}
    before = fact.data.get("baseline")
    return {
        "now": "" if before is None else share(float(before), who.language),
        "then": share(float(fact.data["probability"]), who.language),
        "question": question(who, customer_id, values),
    }


def question(who: Visit, customer_id: str | None, values: Mapping[str, str]) -> str:
    """The form as a message to the chat, said so that it is read back as the form meant it: ``and``, never a comma."""
    n, words = Namer(who.language, who.house.catalog), page_words(who.language)
    had: list[str] = []
    were: list[str] = []
    for name, value in values.items():
        column = who.house.catalog.columns[name]
        named = column.kind == "flag" and value in column.values
        said = _as_said(n, column, value)
        if named:
            were.append(said)
        else:  # how many of something first: after another figure it would be read as that figure's
            had.insert(0 if n.counted(name) else len(had), said)
    if customer_id is None:
        return words["form_person"].format(said=", ".join(had + were))
    clauses = [
        words[key].format(said=_joined(n, parts)) for key, parts in (("form_had", had), ("form_were", were)) if parts
    ]
    return words["form_customer"].format(id=customer_id, said=_joined(n, clauses))


def _joined(n: Namer, parts: Sequence[str]) -> str:
    return reduce(lambda said, part: n.both([said, part]), parts)


def _as_said(n: Namer, column: Column, value: str) -> str:
    """What somebody has or is: ``2 productos``, ``un saldo de 0 €``, ``país Alemania``, ``inactivo``."""
    typed = _typed(column, value)
    if isinstance(typed, float):
        return amount(n, column.name, "eq", typed)
    if column.kind == "flag" and value in column.values:
        return n.flag(column.name, value)
    return f"{n.column(column.name)} {value_label(n.catalog, column.name, typed, n.language)}"


def _typed(column: Column, value: str) -> Any:
    try:
        return float(value) if column.numeric else value
    except ValueError:
        return value


def _unusable(language: Language) -> str:
    return text(language, "page.what_if.unusable")
