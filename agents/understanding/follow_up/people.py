"""Messages about people spoken of before: whom and what is asked of them, each taken over where it is not said.

Another customer takes the place of the one before (``and 15647311?``, ``the second one``, ``the other one``), another
question that of the question (``why?``, ``how old is she?``), and several stand side by side (``compare them``).
"""

from dataclasses import replace

from agents.understanding.calls import CUSTOMER_TOOLS, Call, about, ask_back
from agents.understanding.follow_up.context import Conversation, Done, named_ids
from agents.understanding.follow_up.supposing import supposed_again
from agents.understanding.follow_up.whom import PEOPLE, pointed, side_by_side, to_choose
from agents.understanding.follow_up.wishes import Wish, changes_before, is_open
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.intents import find, for_customers, is_about_one, small_talk, wanted_tools
from agents.understanding.rules.limits import outside
from agents.understanding.rules.person import asked_columns, of_one
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.watch import watches

_FIRST_FEW, _MOST_SCORED, _MOST_NAME = 3, 10, 3
_REASONED = (*PEOPLE, "portfolio", "distribution")


def of_people(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The calls of a message that is not whole by itself; none when it is."""
    if not asked.earlier or small_talk(reading):
        return []
    again = supposed_again(reading, asked, lexicon)
    if again or outside(reading) is not None or _of_the_model(reading):
        return again
    return (
        _named(reading, asked, lexicon)
        or _found(reading, asked)
        or _compared(side_by_side(reading, asked))
        or _of_pointed(reading, asked, lexicon)
        or _of_focus(reading, asked, lexicon)
    )


def _of_the_model(reading: Reading) -> bool:
    """``what's the AUC?``: the model's quality, whoever was spoken of."""
    told = reading.has("model", "accuracy", "trained", "quality")
    good = reading.has("quality") and not reading.has("model")
    return told and not reading.has("pronoun", "risk", "why", "likely", "options", *(("singular",) if good else ()))


def _compared(customers: list[str]) -> list[Call]:
    return [Call("compare", {"customer_ids": customers})] if customers else []


def _named(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``and 15647311?``: an id or a name alone takes over what was asked of the customer before."""
    ids, focus = reading.slots.ids, asked.focus()
    if len(ids) == 1 and reading.has("compare", "versus") and focus not in (None, ids[0]):
        return _compared([str(focus), ids[0]])
    joint = reading.has("what_about") or is_open(asked) or (bool(ids) and _bare(reading))
    if not (joint or reading.has("same", "also", "now")) or _asks(reading, lexicon):
        return []
    return _of_named(
        ids, reading.slots.names or (_unknown_name(reading) if joint and not ids else []), reading, asked, lexicon
    )


def _of_named(ids: list[str], names: list[str], reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    before = Wish.before(asked, lexicon) if ids or names else Wish()
    return [find(reading, name, before.columns) for name in names] or [c for one in ids for c in before.of(one)]


def _bare(reading: Reading) -> bool:
    """``15634602``, ``era el 15634602``: no word but small ones beside the ids."""
    rest = [item for i, item in enumerate(reading.row) if i not in reading.slots.taken and not item.sign]
    return all(
        (item.stop or item.has("are", "pronoun"))
        and not item.entry.cues - {"to", "what_about", "are", "pronoun", "singular"}
        for item in rest
    )


def _asks(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether it says itself what is asked of somebody."""
    return bool(wanted_tools(reading) or asked_columns(reading, lexicon))


def _unknown_name(reading: Reading) -> list[str]:
    """``and romeo?``: nothing but a word or three that nobody told us about."""
    rest = [item for item in reading.row if not (item.sign or item.stop or item.unknown or item.has("what_about"))]
    return [" ".join(reading.unknown)] if 1 <= len(reading.unknown) <= _MOST_NAME and not rest else []


def _found(reading: Reading, asked: Conversation) -> list[Call]:
    """``how many are they?`` after a search by name: those who were found, not the whole bank."""
    last = asked.newest()
    told = [m for m in reading.measures if m["measure"] != "customers"]
    narrowed = reading.conditions or reading.groups or reading.population or reading.slots.names or reading.slots.ids
    if last is None or last.call.tool != "find_customers" or narrowed or told:
        return []
    return [last.call] if reading.has("count") and not reading.has("customers") and not reading.unknown else []


def _of_pointed(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """What is asked, else what was asked before, of those pointed at."""
    chosen = pointed(reading, asked)
    if not chosen:
        return [] if chosen is None else [ask_back("several", to_choose(asked))]
    if len(chosen) > 1 and reading.has("compare", "versus"):
        return _compared(chosen)
    wish, otherwise = _wish(reading, asked, lexicon)
    return [call for one in chosen for call in (wish.of(one) or [about(otherwise, one)])]


def _wish(reading: Reading, asked: Conversation, lexicon: Lexicon) -> tuple[Wish, str]:
    """What is asked of those pointed at, and what is told of them where that is nothing."""
    said = Wish.said(reading, lexicon)
    if is_open(asked) and not set(said.tools) - {"retention_options", "customer_card"}:
        return Wish.before(asked, lexicon), "customer_card"
    if not said.tools and any(done.call.tool in CUSTOMER_TOOLS for done in asked.last_turn()):
        said = Wish.before(asked, lexicon)
    return said if said.changes else replace(said, changes=changes_before(asked)), "explain_churn"


def _of_focus(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``why?``, ``what should I offer him?``, ``how old is she?``"""
    if reading.slots.ids or reading.slots.names or watches(reading):
        return []
    focus = asked.focus()
    one = of_one(reading, lexicon, focused=focus is not None)
    if focus is None:
        return _of_many(reading, asked) if one or is_about_one(reading) else []
    columns = asked_columns(reading, lexicon)
    if one or _of_somebody(reading):
        return for_customers(reading, [focus], columns)
    return [about("customer_card", focus, {"columns": columns} if columns else None)] if _detail(reading) else []


def _of_somebody(reading: Reading) -> bool:
    """Whether it asks what only one customer can answer, and describes none."""
    alike = reading.has("similar") and not (reading.conditions or reading.groups)
    return alike or (is_about_one(reading) and not (reading.profile and reading.conditions))


def _of_many(reading: Reading, asked: Conversation) -> list[Call]:
    """The question is about one customer, but a list was spoken of last."""
    rows, last, tools = asked.rows(), asked.last(), wanted_tools(reading)
    if last is None:
        return []
    if rows and last.call.tool in PEOPLE:
        if reading.has("max", "most", "min", "least", "which") and "predict_churn" in tools:
            return [Call("predict_churn", {"customer_ids": rows[:_MOST_SCORED]})]
        if "retention_options" in tools and reading.has("them", "all"):
            return [about("retention_options", customer) for customer in rows[:_FIRST_FEW]]
        first = last.call.tool == "watch_list" and reading.has("options")
        return [about("retention_options", rows[0]) if first else ask_back("several", to_choose(asked))]
    if tools != ["explain_churn"] or last.call.tool not in _REASONED:
        return []
    unnamed = ask_back("no_customer", ["customer_id", "name", "watch_list"])
    return [unnamed if _one_extreme(last) else Call("model_report")]


def _one_extreme(last: Done) -> bool:
    """Whether the answer was a highest or lowest figure: one customer's, whose name was not told."""
    measures = last.call.arguments.get("measures") or []
    one = all(measure.get("measure") in {"max", "min"} for measure in measures)
    return bool(measures) and one and not last.call.arguments.get("groups")


def _detail(reading: Reading) -> bool:
    """A column of the customer spoken of: ``how old is she?``, ``¿qué saldo tiene?``"""
    named = bool(reading.columns) or reading.order is not None or any(item.entry.units for item in reading.row)
    measured = reading.measures and not reading.has("how_much", "count")
    others = reading.has("customers", "list", "them", "by", "distribution", "only", "same")
    return named and not (measured or reading.groups or reading.conditions or others)


# --- once somebody was found


def after_search(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """What was asked, now of those found by name; the card was shown by the search."""
    ids = [customer for done in asked.done if _is_found(done) for customer in named_ids(done)[:1]]
    if not _is_found(asked.done[-1]):
        return []
    beside = [one for one in [asked.focus()] if len(ids) == 1 and one not in (None, ids[0])]
    if len(pair := [*map(str, beside), *ids]) > 1 and reading.has("compare", "versus"):
        return _compared(pair)
    wish, k = _wish_of_found(reading, asked, lexicon), reading.slots.limit
    calls = [call for customer in ids for call in wish.of(customer) if call.tool != "customer_card"]
    return calls if k is None else [_sized(call, k) for call in calls]


def _sized(call: Call, k: int) -> Call:
    return Call(call.tool, {**call.arguments, "k": k}) if call.tool == "similar_customers" else call


def _is_found(done: Done) -> bool:
    return done.call.tool == "find_customers" and done.status is None and done.data is not None


def _wish_of_found(reading: Reading, asked: Conversation, lexicon: Lexicon) -> Wish:
    wish = Wish.said(reading, lexicon)
    leans = reading.has("what_about", "same", "also") or is_open(asked)
    return Wish.before(asked, lexicon) if asked.questions and leans and not wish.tools else wish
