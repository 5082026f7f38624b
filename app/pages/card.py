"""The customer's card: what decides, what is known, what can be done; always as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.chat.labels import column_label, value_label
from app.pages.render import page_words
from app.pages.visit import Visit
from app.risk_points import largest_first
from db.caller import Caller
from db.catalog import Catalog
from db.errors import Language, Problem
from tools.context import ToolContext
from tools.customer.records import MAY_WRITE, CustomerRecords, records_of
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call
from tools.replies.formats import day, money, number, share

SHOWN_REASONS = 5
SHOWN_OFFERS = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reason, vote or offer in words; ``size`` is 0 to 1 for its bar."""

    label: str
    text: str
    size: float = 0.0
    up: bool = False


def card_values(who: Visit, customer_id: str, language: Language) -> dict[str, Any] | None:
    """What the card's template shows; None where this caller knows no such customer."""
    about = _fact(who.desk, who.caller, "customer_card", customer_id)
    if about is None:
        return None
    data, catalog = about.data, who.house.catalog
    explained = _fact(who.desk, who.caller, "explain_churn", customer_id)
    options = None if data.get("left") else _fact(who.desk, who.caller, "retention_options", customer_id)
    history = _fact(who.desk, who.caller, "score_history", customer_id)
    return {
        "id": str(data["customer_id"]),
        "name": str(data.get("name") or data["customer_id"]),
        "left": bool(data.get("left")),
        "risk": _share(data.get("probability"), language),
        "band": data.get("band"),
        "interval": _interval((explained or about).data, language),
        "value_at_risk": _money(data.get("value_at_risk"), catalog, language),
        "reasons": _reasons(explained, catalog, language),
        "votes": _votes(explained, language),
        "before": _before(history, language),
        "offers": _offers(options, catalog, language),
        "columns": [
            (column_label(catalog, name, language), value_label(catalog, name, value, language))
            for name, value in (data.get("columns") or {}).items()
            if name != catalog.label.column
        ],
        "records": _records(who, customer_id, language),
        "may_write": who.caller.role in MAY_WRITE,
        "moved": not data.get("left"),
    }


def about_one(facts: tuple[Fact, ...]) -> str | None:
    """The id of the one customer these Facts are about, or None."""
    about = {
        str(fact.data["customer_id"])
        for fact in facts
        if fact.data.get("customer_id") is not None and not fact.data.get("status")
    }
    return about.pop() if len(about) == 1 else None


def _fact(desk: Desk, caller: Caller, tool: str, customer_id: str) -> Fact | None:
    try:
        fact = call(desk, ToolContext(caller=caller, desk=desk), tool, {"customer_id": customer_id})[0]
    except Problem:
        return None
    return None if fact is None or fact.data.get("status") else fact


def _share(value: Any, language: Language) -> str:
    return "" if value is None else share(float(value), language)


def _money(value: Any, catalog: Catalog, language: Language) -> str:
    return "" if value is None else money(float(value), language, catalog.currency, 0)


def _interval(data: Mapping[str, Any], language: Language) -> str:
    interval = data.get("interval")
    if not interval:
        return ""
    low, high = interval
    return page_words(language)["between"].format(low=_share(low, language), high=_share(high, language))


def _reasons(fact: Fact | None, catalog: Catalog, language: Language) -> list[Line]:
    if fact is None or fact.data.get("probability") is None:
        return []
    words, found = page_words(language), []
    for one, points in largest_first(float(fact.data["probability"]), fact.data["attributions"])[:SHOWN_REASONS]:
        text = words["raises" if points > 0 else "lowers"].format(points=number(abs(points), language, 1))
        name = one["column"]
        label = f"{column_label(catalog, name, language)}: {value_label(catalog, name, one['value'], language)}"
        found.append(Line(label=label, text=text, size=min(1.0, abs(points) / 50), up=points > 0))
    return found


def _votes(fact: Fact | None, language: Language) -> list[Line]:
    votes = [vote for vote in (fact.data.get("votes") or [] if fact else []) if float(vote.get("weight") or 0) > 0]
    weight = page_words(language)["weight"]
    return [
        Line(
            label=str(vote["member"]).replace("_", " "),
            text=f"{_share(vote['probability'], language)} · {weight} {_share(vote['weight'], language)}",
            size=float(vote["probability"]),
        )
        for vote in sorted(votes, key=lambda vote: -float(vote["weight"]))
    ]


def _before(fact: Fact | None, language: Language) -> str:
    rows = list(fact.data.get("rows") or []) if fact else []
    if len(rows) < 2:
        return ""
    when = day(str(rows[1]["scored_at"])[:10], language)
    return page_words(language)["since"].format(day=when, risk=_share(rows[1]["probability"], language))


def _offers(fact: Fact | None, catalog: Catalog, language: Language) -> list[Line]:
    found = []
    for option in list(fact.data.get("options") or [])[:SHOWN_OFFERS] if fact else []:
        changes = ", ".join(
            f"{column_label(catalog, name, language)}: {value_label(catalog, name, value, language)}"
            for name, value in option["changes"].items()
        )
        text = page_words(language)["offer_to"].format(risk=_share(option["probability"], language))
        found.append(Line(label=changes, text=text))
    return found


def _records(who: Visit, customer_id: str, language: Language) -> dict[str, Any]:
    words = page_words(language)
    try:
        known: CustomerRecords = records_of(who.desk, who.caller, customer_id)
    except Problem:
        return {"told": "", "entries": []}
    told = ""
    if known.outcome is not None:
        key = "told_left" if known.outcome.left else "told_stayed"
        told = words[key].format(by=known.outcome.by, day=day(str(known.outcome.observed_at), language))
    entries = [
        {
            "id": entry.id,
            "kind": words[entry.kind],
            "text": entry.text,
            "channel": words[entry.channel] if entry.channel else "",
            "day": day(str(entry.day or entry.created)[:10], language),
            "author": entry.author,
            "mine": entry.author == who.caller.name or who.caller.role == "admin",
            "open": entry.kind == "promise" and entry.done_at is None,
        }
        for entry in (*known.promises, *known.contacts, *known.notes)
    ]
    return {"told": told, "entries": entries}
