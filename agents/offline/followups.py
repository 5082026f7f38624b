"""Questions that lean on the ones before: resolved against the conversation's earlier tool calls and their results."""

from typing import Any

from agents.offline.changes import Changes
from agents.offline.context import Conversation, Done
from agents.offline.elliptic import refined
from agents.offline.intents import for_customers, is_about_one, outside, small_talk, wanted_tools
from agents.offline.lexicon import Lexicon
from agents.offline.plan import CUSTOMER_TOOLS, Call, about, ask_back
from agents.offline.reading import Reading, read
from agents.offline.watch import watches

_PORTFOLIO = ("portfolio", "list_customers", "watch_list", "distribution", "compare")
_SHORT = 7
_FIRST_FEW = 3


def following(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The calls of a question that is not whole by itself; none when it is."""
    if not asked.earlier or outside(reading, lexicon) is not None or small_talk(reading):
        return []
    before = read(asked.questions[-1], lexicon) if asked.questions else reading
    return (
        _named(reading, before, asked)
        or _pointed(reading, before, asked)
        or _same_customer(reading, asked, lexicon)
        or refined(reading, asked, lexicon)
    )


# --- another customer, the same question


def _named(reading: Reading, before: Reading, asked: Conversation) -> list[Call]:
    """``and 15647311?``: an id or a name alone takes over what was asked of the customer before."""
    ids, names = reading.slots.ids, reading.slots.names
    focus = asked.focus()
    if len(ids) == 1 and reading.has("compare", "versus") and focus is not None and focus != ids[0]:
        return [Call("compare", {"customer_ids": [focus, ids[0]]})]
    if not ids and not names and _only_unknown(reading) and (reading.has("what_about") or _open_question(asked)):
        return [Call("find_customers", {"name": " ".join(reading.unknown)})]
    if not (ids or names) or wanted_tools(reading):
        return []
    tools = tools_before(before, asked)
    extra = _changes_before(asked) if "what_if" in tools else {}
    if ids and tools and (reading.has("what_about", "same", "also", "now") or _open_question(asked)):
        return [about(tool, customer, extra if tool == "what_if" else None) for customer in ids for tool in tools]
    return []


def _only_unknown(reading: Reading) -> bool:
    """``and romeo?``: nothing but a word or three that nobody told us about."""
    rest = [item for item in reading.row if not (item.sign or item.stop or item.unknown or item.has("what_about"))]
    return 1 <= len(reading.unknown) <= 3 and not rest


def tools_before(before: Reading, asked: Conversation) -> list[str]:
    """What was asked of a customer in the turn before, whether it could be answered or not."""
    called = [
        done.call.tool for done in asked.last_turn() if done.call.tool in CUSTOMER_TOOLS and done.data is not None
    ]
    return list(dict.fromkeys(called)) if called and not _open_question(asked) else wanted_tools(before)


def _open_question(asked: Conversation) -> bool:
    """Whether the assistant's last answer asked for a customer, or did not find one."""
    last = asked.earlier[-1]
    return bool(last) and all(done.status in {"clarify", "ambiguous", "not_found"} for done in last)


def _changes_before(asked: Conversation) -> dict[str, Any]:
    done = asked.last("what_if")
    return {"changes": dict(done.call.arguments.get("changes", {}))} if done is not None else {}


# --- the second one, the last of them


def _pointed(reading: Reading, before: Reading, asked: Conversation) -> list[Call]:
    """``the second one``, ``el tercero``, ``the first two``: customers of the newest list."""
    rows = asked.rows()
    if not rows or reading.slots.ids or reading.measures or reading.groups:
        return []
    chosen = _chosen(reading, rows)
    if chosen is None:
        return []
    if not chosen:
        return [ask_back("several", _named_rows(asked))]
    if len(chosen) > 1 and reading.has("compare", "versus"):
        return [Call("compare", {"customer_ids": chosen})]
    tools = wanted_tools(reading)
    if not tools:
        tools = [t for t in tools_before(before, asked) if t != "customer_card"] if _open_question(asked) else []
    tools = tools or ["explain_churn"]
    extra = {"changes": reading.changes} if reading.changes else _changes_before(asked)
    return [about(tool, customer, extra if tool == "what_if" else None) for customer in chosen for tool in tools]


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


def _same_customer(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:  # noqa: PLR0911
    """``why?``, ``and if she were active?``, ``what should I offer him?``, ``how old is she?``"""
    if reading.slots.ids or reading.slots.names or watches(reading):
        return []
    focus, last = asked.focus(), asked.last()
    profile = _profile_again(reading, last, lexicon)
    if profile:
        return profile
    if focus is None:
        return _of_many(reading, asked)
    if last is not None and last.call.tool == "what_if" and not reading.what_if:
        earlier = _changes_before(asked)["changes"]
        changes = _more_changes(reading, earlier, lexicon)
        if changes:
            kept = earlier if reading.has("also") else {}
            return [about("what_if", focus, {"changes": {**kept, **changes}})]
    if reading.what_if and reading.changes:
        kept = (
            _changes_before(asked).get("changes", {})
            if reading.has("also") and last is not None and last.call.tool == "what_if"
            else {}
        )
        return [about("what_if", focus, {"changes": {**kept, **reading.changes}})]
    if is_about_one(reading) and not (reading.profile and reading.conditions):
        return for_customers(reading, [focus])
    if _asks_a_detail(reading):
        return [about("customer_card", focus)]
    return []


def _profile_again(reading: Reading, last: Done | None, lexicon: Lexicon) -> list[Call]:
    """A described customer, changed or described further."""
    if last is None or "profile" not in last.call.arguments or reading.profile:
        return []
    profile = dict(last.call.arguments["profile"])
    if reading.what_if and reading.changes:
        return [Call("what_if", {"profile": profile, "changes": reading.changes})]
    changes = _more_changes(reading, dict(last.call.arguments.get("changes", {})), lexicon)
    return [Call("what_if", {"profile": profile, "changes": changes})] if changes else []


def _more_changes(reading: Reading, before: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """``and with 3 products?`` after a what-if: the same kind of question with another change."""
    if (
        reading.measures
        or reading.groups
        or reading.has("customers", "count", "list", "call")
        or len(reading.row) > 2 * _SHORT
    ):
        return {}
    if not (reading.has("what_about", "with", "also", "without") or len(reading.row) <= _SHORT):
        return {}
    if not reading.conditions:
        return _same_column(reading, before)
    return Changes(reading.row, lexicon, set(), range(len(reading.row))).read()


def _same_column(reading: Reading, before: dict[str, Any]) -> dict[str, Any]:
    """``and with 4?``: a bare number for the column changed before."""
    numbers = [number for i in reading.loose if (number := reading.row[i].number) is not None]
    columns = [column for column, value in before.items() if not isinstance(value, str)]
    return {columns[0]: numbers[0].plain} if len(numbers) == 1 and len(columns) == 1 else {}


def _of_many(reading: Reading, asked: Conversation) -> list[Call]:
    """The question is about one customer, but a list was spoken of last."""
    rows = asked.rows()
    last = asked.last()
    if not is_about_one(reading) or last is None:
        return []
    tools = wanted_tools(reading)
    if rows and last.call.tool in {"watch_list", "list_customers", "predict_churn", "compare", "find_customers"}:
        if reading.has("max", "most", "min", "least", "which") and "predict_churn" in tools:
            return [Call("predict_churn", {"customer_ids": rows[:10]})]
        if "retention_options" in tools and reading.has("them", "all"):
            return [about("retention_options", customer) for customer in rows[:_FIRST_FEW]]
        return [ask_back("several", _named_rows(asked))]
    if tools == ["explain_churn"] and last.call.tool in _PORTFOLIO:
        return [Call("model_report")]
    return []


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
    return (
        named
        and plain
        and not reading.has("customers", "list", "them", "by", "which_many", "distribution", "only", "same")
    )
