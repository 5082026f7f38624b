"""Questions that lean on the ones before: resolved against the conversation's earlier tool calls and their results."""

from dataclasses import replace
from typing import Any

from agents.offline.again import changed_again
from agents.offline.asked import asks_who
from agents.offline.carried import asked_of, carried, changes_before, is_open
from agents.offline.context import Conversation, Done
from agents.offline.intents import find, for_customers, is_about_one, small_talk, wanted_tools
from agents.offline.lexicon import Lexicon
from agents.offline.limits import outside
from agents.offline.person import asked_columns, of_one
from agents.offline.plan import CUSTOMER_TOOLS, Call, about, ask_back
from agents.offline.reading import Reading
from agents.offline.watch import watches

_PORTFOLIO = ("portfolio", "list_customers", "watch_list", "distribution", "compare")
_FIRST_FEW = 3
_MOST_COMPARED = 6


def following(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The calls of a question that is not whole by itself; none when it is."""
    if not asked.earlier or small_talk(reading):
        return []
    changed = changed_again(reading, asked, lexicon)
    if changed:
        return changed
    if outside(reading) is not None or _of_the_model(reading):
        return []
    return (
        _named(reading, asked, lexicon)
        or _found(reading, asked)
        or _compared(reading, asked)
        or _pointed(reading, asked, lexicon)
        or _same_customer(reading, asked, lexicon)
    )


def _of_the_model(reading: Reading) -> bool:
    """``what's the AUC?``: the model's quality, whoever was spoken of."""
    told = reading.has("model", "accuracy", "trained", "quality")
    good = reading.has("quality") and not reading.has("model")
    return told and not reading.has("pronoun", "risk", "why", "likely", "options", *(("singular",) if good else ()))


# --- another customer, the same question


def _named(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``and 15647311?``: an id or a name alone takes over what was asked of the customer before."""
    ids, names = reading.slots.ids, reading.slots.names
    focus = asked.focus()
    if len(ids) == 1 and reading.has("compare", "versus") and focus is not None and focus != ids[0]:
        return [Call("compare", {"customer_ids": [focus, ids[0]]})]
    if not ids and not names and _only_unknown(reading) and (reading.has("what_about") or is_open(asked)):
        names = [" ".join(reading.unknown)]
    leans = reading.has("what_about", "same", "also", "now") or is_open(asked)
    if not (ids or names) or wanted_tools(reading) or asked_columns(reading, lexicon) or not leans:
        return []
    before = carried(asked, lexicon)
    if names:
        return [find(reading, name, before.columns) for name in names]
    return [call for customer in ids for call in before.of(customer)]


def _only_unknown(reading: Reading) -> bool:
    """``and romeo?``: nothing but a word or three that nobody told us about."""
    rest = [item for item in reading.row if not (item.sign or item.stop or item.unknown or item.has("what_about"))]
    return 1 <= len(reading.unknown) <= 3 and not rest


def _found(reading: Reading, asked: Conversation) -> list[Call]:
    """``how many are they?`` after a search by name: those who were found, not the whole bank."""
    last = asked.newest()
    told = [m for m in reading.measures if m["measure"] != "customers"]
    narrowed = reading.conditions or reading.groups or reading.population or reading.slots.names or reading.slots.ids
    if last is None or last.call.tool != "find_customers" or narrowed or told:
        return []
    return [last.call] if reading.has("count") and not reading.has("customers") and not reading.unknown else []


# --- both of them, the second one, the last of them


def _compared(reading: Reading, asked: Conversation) -> list[Call]:
    """``compare them``, ``which of the two is riskier?``: the customers of the newest list, or the last two named."""
    if reading.slots.ids or reading.slots.names or reading.where is not None or reading.groups:
        return []
    pair = reading.has("both") or (
        (reading.has("which") or asks_who(reading)) and [reading.row[i].words[0] for i in _twos(reading)]
    )
    if not (reading.has("compare", "versus") or pair) or reading.slots.ordinals or reading.slots.limit is not None:
        return []
    last, people = asked.newest(), asked.people()
    rows = asked.rows() if last is not None and last.call.tool in {*_PORTFOLIO, "predict_churn"} else []
    if not rows and len(people) > 1:
        rows = people[-2:]
    return [Call("compare", {"customer_ids": rows})] if 1 < len(rows) <= _MOST_COMPARED else []


def _twos(reading: Reading) -> list[int]:
    """The numbers two that count nothing: ``cuál de los dos``."""
    return [i for i in reading.loose if (number := reading.row[i].number) is not None and number.value == 2]


def _pointed(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``the second one``, ``el tercero``, ``the first two``: customers of the newest list."""
    rows, mentioned = asked.rows(), asked.mentioned()
    rows = mentioned if len(mentioned) > 1 and not set(mentioned) <= set(rows) else rows
    if not rows or reading.slots.ids or reading.measures or reading.groups:
        return []
    chosen = _chosen(reading, rows)
    if chosen is None:
        return []
    if not chosen:
        return [ask_back("several", _named_rows(asked))]
    if len(chosen) > 1 and reading.has("compare", "versus"):
        return [Call("compare", {"customer_ids": chosen})]
    if is_open(asked) and not (set(wanted_tools(reading)) - {"retention_options"}):
        before = carried(asked, lexicon)
        return [call for customer in chosen for call in (before.of(customer) or [about("customer_card", customer)])]
    meant = asked_of(reading, lexicon)
    if not meant.tools and any(done.call.tool in CUSTOMER_TOOLS for done in asked.last_turn()):
        meant = carried(asked, lexicon)  # and the third?
    if not meant.changes:
        meant = replace(meant, changes=changes_before(asked))
    return [call for customer in chosen for call in (meant.of(customer) or [about("explain_churn", customer)])]


def _chosen(reading: Reading, rows: list[str]) -> list[str] | None:
    """The customers pointed at; empty when there is no such place; ``None`` when none is pointed at."""
    ordinals = reading.slots.ordinals
    limit = reading.slots.limit
    if ordinals and limit is None and not reading.has("customers", "call"):
        places = [o - 1 if o > 0 else len(rows) + o for o in ordinals]
        return [rows[p] for p in places if 0 <= p < len(rows)]
    if (
        limit is not None
        and limit <= len(rows)
        and reading.has("top", "compare")
        and not reading.has("customers", "risky", "call")
        and reading.order is None
        and reading.where is None
    ):
        return rows[:limit] if reading.has("compare") or wanted_tools(reading) else None
    return None


# --- the same customer, another question


def _same_customer(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``why?``, ``and if she were active?``, ``what should I offer him?``, ``how old is she?``"""
    if reading.slots.ids or reading.slots.names or watches(reading):
        return []
    focus = asked.focus()
    one = of_one(reading, lexicon, focused=focus is not None)
    if focus is None:
        return _of_many(reading, asked, one=one)
    alike = reading.has("similar") and not (reading.conditions or reading.groups)
    if one or alike or (is_about_one(reading) and not (reading.profile and reading.conditions)):
        return for_customers(reading, [focus], asked_columns(reading, lexicon))
    if _asks_a_detail(reading):
        columns = asked_columns(reading, lexicon)
        return [about("customer_card", focus, {"columns": columns} if columns else None)]
    return []


def _of_many(reading: Reading, asked: Conversation, *, one: bool) -> list[Call]:
    """The question is about one customer, but a list was spoken of last."""
    rows = asked.rows()
    last = asked.last()
    if not (one or is_about_one(reading)) or last is None:
        return []
    tools = wanted_tools(reading)
    if rows and last.call.tool in {"watch_list", "list_customers", "predict_churn", "compare", "find_customers"}:
        if reading.has("max", "most", "min", "least", "which") and "predict_churn" in tools:
            return [Call("predict_churn", {"customer_ids": rows[:10]})]
        if "retention_options" in tools and reading.has("them", "all"):
            return [about("retention_options", customer) for customer in rows[:_FIRST_FEW]]
        first = last.call.tool == "watch_list" and reading.has("options")
        return [about("retention_options", rows[0]) if first else ask_back("several", _named_rows(asked))]
    if tools == ["explain_churn"] and last.call.tool in _PORTFOLIO:
        return [
            ask_back("no_customer", ["customer_id", "name", "watch_list"])
            if _one_extreme(last)
            else Call("model_report")
        ]
    return []


def _one_extreme(last: Done) -> bool:
    """Whether the answer was a highest or lowest figure: one customer's, whose name was not told."""
    measures = last.call.arguments.get("measures") or []
    one = all(measure.get("measure") in {"max", "min"} for measure in measures)
    return bool(measures) and one and not last.call.arguments.get("groups")


def _named_rows(asked: Conversation) -> list[dict[str, Any]]:
    """The first customers of the newest list with their names, to choose from."""
    for turn in reversed(asked.earlier):
        for done in turn:
            data = done.data or {}
            rows = data.get("rows") or data.get("choices") or []
            named = [
                {"customer_id": r["customer_id"], "name": r.get("name")}
                for r in rows
                if isinstance(r, dict) and r.get("customer_id")
            ]
            if len(named) > 1:
                return named[:5]
    return []


def _asks_a_detail(reading: Reading) -> bool:
    """A column of the customer spoken of: ``how old is she?``, ``¿qué saldo tiene?``"""
    named = bool(reading.columns) or reading.order is not None or any(item.entry.units for item in reading.row)
    plain = (
        not (reading.measures and not reading.has("how_much", "count"))
        and not reading.groups
        and not reading.conditions
    )
    return named and plain and not reading.has("customers", "list", "them", "by", "distribution", "only", "same")
