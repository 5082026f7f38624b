"""Seventh step: from a reading to tool calls, for a question that stands on its own."""

from collections.abc import Sequence
from typing import Any

from agents.understanding.calls import Call, about, ask_back, decline
from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.asked import asked_when, asks_who
from agents.understanding.rules.changes import Changes
from agents.understanding.rules.conditions import Condition
from agents.understanding.rules.limits import outside
from agents.understanding.rules.person import asked_apart, asked_columns, of_one
from agents.understanding.rules.portfolio import portfolio
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.tense import supposes
from agents.understanding.rules.watch import expected
from agents.understanding.rules.where import where

_CUSTOMER_CUES: tuple[tuple[Cue, str], ...] = (
    ("why", "explain_churn"),
    ("history", "score_history"),
    ("similar", "similar_customers"),
    ("options", "retention_options"),
    ("rescue", "retention_options"),
)  # fmt: skip
_HAPPENS = frozenset(["happens", "happen", "pasa", "ocurre", "sucede", "queda", "quedaria", "sale", "resulta"])
SMALL_TALK: tuple[Cue, ...] = ("greeting", "thanks", "help")


def small_talk(reading: Reading) -> bool:
    """Whether it is only a greeting, thanks, or the question what can be asked."""
    if not reading.has(*SMALL_TALK):
        return False
    if reading.slots.ids or reading.slots.names:
        return False
    if reading.has("help") and not reading.conditions and not reading.measures:
        return not reading.has("count", "churn", "why", "call")
    rest = [
        item
        for item in reading.row
        if not (item.sign or item.stop or item.has(*SMALL_TALK) or item.has("what_about", "all", "are"))
    ]
    return not rest


def wanted_tools(reading: Reading) -> list[str]:
    """The customer tools a question asks for, in the order of a good answer."""
    if reading.what_if and reading.changes:
        return ["what_if"]
    tools = list(dict.fromkeys(tool for cue, tool in _CUSTOMER_CUES if reading.has(cue)))
    if reading.has("drivers") and "explain_churn" not in tools:
        tools.append("explain_churn")
    if "score_history" in tools and "explain_churn" in tools and not reading.has("risk", "likely"):
        tools.remove("explain_churn")
    expected = reading.has("risk", "likely", "churn", "risky", "value_at_risk", "model")
    if not tools and (expected or (reading.has("stay") and not reading.has("still"))):
        tools.append("predict_churn")
    if reading.has("card") and not tools:
        tools.append("customer_card")
    return tools


def suppose(reading: Reading, lexicon: Lexicon) -> None:
    """``15634602 with 3 products: what would the risk be?``: a customer, what to change, and the outcome asked for."""
    named = reading.slots.ids or reading.slots.names
    if not (named or _of_somebody(reading)) or reading.changes or not _asks_outcome(reading):
        return
    changes = Changes(reading.row, lexicon, set(reading.slots.taken), range(len(reading.row))).read()
    changes = {column: value for column, value in changes.items() if column in lexicon.catalog.columns}
    if changes:
        reading.changes, reading.what_if = changes, True


def _of_somebody(reading: Reading) -> bool:
    """``¿seguiría en riesgo con 2 productos?``: nobody named, nobody described and no quantity of customers."""
    many = reading.has("customers", "count", "list", "call", "by") or reading.measures or reading.groups
    would = any(supposes(item) for item in reading.row)
    return would and not (many or reading.profile or asks_who(reading))


def _asks_outcome(reading: Reading) -> bool:
    """Whether the risk, or what happens, is asked of a customer who is told to be otherwise."""
    words = {word for item in reading.row for word in item.words}
    would = any(supposes(item) for i, item in enumerate(reading.row) if i not in reading.slots.taken)
    told = would or reading.has("up", "down", "without", "with", "order") or "write" in reading.topics
    asks = would or reading.has("risk", "likely", "options") or bool(words & _HAPPENS)
    return told and asks


def for_customers(
    reading: Reading, ids: list[str], columns: Sequence[str] = (), tools: Sequence[str] = ()
) -> list[Call]:
    """The calls about customers known by id; ``columns``: what is asked for of their card; ``tools``: what else, where
    it is known."""
    supposed = _not_read(reading)
    if supposed:
        return [ask_back("left_out", [supposed])]
    tools = list(tools) or wanted_tools(reading) or ["customer_card"]
    if len(ids) > 1:
        if reading.has("compare", "versus") or (tools == ["customer_card"] and len(ids) <= 5 and reading.has("and")):
            return [Call("compare", {"customer_ids": ids})]
        if tools == ["predict_churn"]:
            return [Call("predict_churn", {"customer_ids": ids})]
    extra: dict[str, Any] = {}
    if reading.slots.limit is not None and tools == ["similar_customers"]:
        extra = {"k": reading.slots.limit}
    if tools == ["what_if"]:
        extra = {"changes": reading.changes}
    if tools == ["customer_card"] and (not columns or reading.has("left")) and (moment := asked_when(reading)):
        return [decline("no_dates", moment)]
    if tools == ["customer_card"] and columns:
        extra = {"columns": list(columns)}
    calls = [about(tool, customer, extra) for customer in ids for tool in tools]
    apart = [] if {"customer_card", "what_if"} & set(tools) else asked_apart(reading, columns)
    return [*calls, *(about("customer_card", customer, {"columns": apart}) for customer in ids if apart)]


def _not_read(reading: Reading) -> str:
    """A what-if of which nothing was read, and of which nothing else is asked: its card would be no answer."""
    if not reading.what_if or reading.changes or wanted_tools(reading):
        return ""
    start = next((item.at for item in reading.row if item.has("what_if")), 0)
    return reading.question[start:].strip(" ¿?¡!.")


def find(reading: Reading, name: str, columns: Sequence[str]) -> Call:
    """The search for a name; the columns asked for are told where nothing else is asked of the customer."""
    told = bool(columns) and not [tool for tool in wanted_tools(reading) if tool != "customer_card"]
    return Call("find_customers", {"name": name, **({"columns": list(columns)} if told else {})})


def is_about_one(reading: Reading) -> bool:
    """Whether it asks something that only one customer can answer, though none is named."""
    if reading.measures or reading.groups or (reading.conditions and not reading.what_if):
        return False
    if reading.has("customers", "count") and not reading.has("pronoun", "customer", "similar"):
        return False
    return bool(
        set(wanted_tools(reading))
        & {"what_if", "score_history", "similar_customers", "retention_options", "explain_churn", "predict_churn"}
    ) or reading.has("card")


def alone(reading: Reading, lexicon: Lexicon) -> list[Call]:  # noqa: PLR0911, PLR0912
    """The calls for a question without any before it."""
    refused = outside(reading)
    if refused is not None:
        return [refused]
    if small_talk(reading):
        return []
    known = wanted_tools(reading) or reading.has("card") or asked_columns(reading, lexicon)
    if reading.slots.ids and reading.unknown and not known:
        return [decline("unknown_column", reading.unknown[0])]
    if reading.slots.ids:
        return for_customers(reading, reading.slots.ids, asked_columns(reading, lexicon))
    if (
        reading.has("what_if")
        and not reading.changes
        and not reading.where
        and any(i.entry.adjectives for i in reading.row)
    ):
        return [ask_back("no_customer", ["customer_id", "name", "watch_list"])]
    if (
        reading.slots.names
        and reading.has("find", "customers")
        and (reading.has("count", "share", "mean", "sum") or reading.conditions)
    ):
        return portfolio(_of_that_name(reading, lexicon), lexicon)
    if reading.slots.names:
        columns = asked_columns(reading, lexicon)
        return [find(reading, name, columns) for name in reading.slots.names[:3]]
    if of_one(reading, lexicon) and not reading.profile:
        return [ask_back("no_customer", ["customer_id", "name", "watch_list"])]
    if reading.profile and reading.where is not None:
        return _profile(reading, lexicon)
    if reading.has("trained") and not (reading.where or reading.groups):
        return [Call("model_report")]
    if reading.has("model", "drivers", "quality", "accuracy") and _about_model(reading):
        quality = [Call("about_system", {"topic": "quality"})] if reading.has("quality", "accuracy") else []
        return [*quality, Call("model_report")]
    if (
        reading.has("why")
        and (reading.has("customers") or reading.where is not None or not reading.has("likely"))
        and reading.has("churn", "left", "likely")
        and not reading.has("pronoun")
        and not reading.measures
    ):
        return _why_they_leave(reading)
    calls = portfolio(reading, lexicon)
    if calls:
        return calls
    if is_about_one(reading):
        return [ask_back("no_customer", ["customer_id", "name", "watch_list"])]
    if reading.about_bank:
        return [ask_back("unclear", ["count", "list", "churn_rate"])]
    return [decline("outside")]


def _why_they_leave(reading: Reading) -> list[Call]:
    """What drives churn; with the rate of those spoken of, where it is about some of them."""
    calls = [Call("model_report")]
    if reading.where is not None:
        calls.append(Call("portfolio", {"measures": [{"measure": "churn_rate"}], "where": reading.where}))
    return calls


def _of_that_name(reading: Reading, lexicon: Lexicon) -> Reading:
    """``how many are called Smith``: the name as a condition of the name column."""
    if lexicon.catalog.name is not None:
        text = reading.slots.names[0]
        named = Condition(lexicon.catalog.name, "eq", text if text[:1].isupper() else text.title(), 0, 0)
        reading.conditions = [named, *reading.conditions]
        reading.where = where(reading.conditions, reading.row)
    return reading


def _profile(reading: Reading, lexicon: Lexicon) -> list[Call]:
    profile = {
        c.column: c.value
        for c in reading.conditions
        if c.op in {"eq", "ge", "gt"} and c.column not in {"risk_band", "probability", "value_at_risk"}
    }
    years = lexicon.catalog.columns.get(lexicon.years or "")
    bare = [number for number in reading.loose_numbers if number.bare]
    if years is not None and years.name not in profile and len(bare) == 1:
        profile[years.name] = bare[0].plain
    if reading.what_if and reading.changes:
        return [Call("what_if", {"profile": profile, "changes": reading.changes})]
    return [Call("predict_churn", {"profile": profile})]


def _about_model(reading: Reading) -> bool:
    if expected(reading):
        return False
    if reading.has("model") and reading.has("share") and not (reading.conditions or reading.has("customers", "likely")):
        return True
    if reading.groups or reading.conditions or reading.has("customers", "mean", "share"):
        return reading.has("drivers") and not reading.where and not reading.groups and not reading.measures
    if reading.has("accuracy") and not reading.measures and not reading.has("customer"):
        return True
    return reading.has("model") or (reading.has("drivers") and not reading.measures)
