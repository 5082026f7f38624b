"""What is declined: secrets, writing, messages, payments, the world, and what is to come beyond who will leave."""

from agents.understanding.calls import Call, decline
from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.rules.items import Item
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.tense import is_future

_TIMES = frozenset(
    ["anos", "ano", "years", "year", "meses", "mes", "months", "month", "semanas", "weeks", "dias", "days"]
)
_ASKS: tuple[Cue, ...] = (
    "list",
    "find",
    "compare",
    "why",
    "risk",
    "likely",
    "options",
    "history",
    "similar",
    "what_if",
    "churn",
)
_FIGURES: tuple[Cue, ...] = ("count", "mean", "median", "sum", "rate", "share", "list", "max", "min")
_ACCOUNT = frozenset(["account", "cuenta"])
_THING = frozenset(["it", "its", "this", "that", "este", "ese", "esta", "esa"])
_BY_WAY = frozenset(["al", "a", "to"])
_TO_US = frozenset(["me", "us", "nos"])


def outside(reading: Reading) -> Call | None:  # noqa: PLR0911
    """What is declined whatever else is said: other people's secrets, injections, writing, the world, dates to come."""
    topics = reading.topics
    if "injection" in topics:
        return decline("outside", "instructions")
    if "secret" in topics:
        return decline("secret")
    if (
        "write" in topics
        and _ordered(reading)
        and not reading.what_if
        and not reading.has("options")
        and not reading.has("call")
    ):
        return decline("write")
    if _orders_a_change(reading) or _orders(reading):
        return decline("write")
    absent = _absent(reading)
    if absent is not None:
        return decline("unknown_column", absent)
    if "world" in topics or _told_a_story(reading):
        return decline("outside")
    counted = (
        reading.has("count", "rate", "share", "how_much") and reading.has("horizon") and reading.has("likely", "churn")
    )
    if counted and not reading.has("left"):
        return decline("future")
    if reading.has("when") and reading.has("likely", "churn") and (reading.slots.ids or reading.slots.names):
        return decline("future")
    if _asks_the_future(reading):
        return decline("future")
    if reading.future is not None and not reading.what_if:
        return decline("future", reading.future)
    return None


def _absent(reading: Reading) -> str | None:
    """What no bank keeps here; ``account number`` right before an id says whose it is."""
    for i, item in enumerate(reading.row):
        kept_nowhere = {"absent"} if _by_way_of(reading, i) else {"absent", "contact"}
        after = reading.row[i + 1] if i + 1 < len(reading.row) else None
        numbered = after is not None and after.number is not None and i + 1 in reading.slots.taken
        whose = numbered and not _ACCOUNT.isdisjoint(item.words)
        known = item.entry.of_the_bank or i in reading.slots.taken
        if not kept_nowhere.isdisjoint(item.entry.topics) and not (whose or known):
            return item.text
    return None


def _by_way_of(reading: Reading, i: int) -> bool:
    """``call him on his mobile``, ``tengo al teléfono a la 15634602``: how somebody is reached, nothing to be told."""
    leads = [item.words[-1] for item in reading.row[max(0, i - 2) : i]]
    return any(is_kind(word, "circumstance") or word in _BY_WAY for word in leads)


def _ordered(reading: Reading) -> bool:
    """Whether the writing is told to be done, not asked about (``how does churn change the …``)."""
    spots = [i for i, item in enumerate(reading.row) if "write" in item.entry.topics]
    asked = {"como", "how", "does", "do"}
    return any(not (i and reading.row[i - 1].words[-1] in asked) and not _describes(reading, i) for i in spots)


def _describes(reading: Reading, i: int) -> bool:
    """``how many pay by bank transfer``: a figure is asked for before the word, and a value of the bank follows it.

    ``payments in cash``: a word that leads to a value orders nothing where nobody and no amount is named.
    """
    row = reading.row
    if any(item.has(*_FIGURES) for item in row[:i]) and any(item.entry.values for item in row[i : i + 5]):
        return True
    return i in reading.leading and not _names_somebody(reading) and not _amount(reading)


def _names_somebody(reading: Reading) -> bool:
    him = any(item.has("pronoun") and item.words[0] not in _THING for item in reading.row)
    return bool(reading.slots.ids or reading.slots.names or him)


def _amount(reading: Reading) -> bool:
    return any(item.number is not None and item.number.currency for item in reading.row)


def _told_a_story(reading: Reading) -> bool:
    """``the history of Spain``: nobody's scores, but a value's own history."""
    return (
        reading.has("history")
        and bool(reading.conditions)
        and not (reading.slots.ids or reading.slots.names or reading.measures)
        and not reading.has("customers", "customer", "risk", "churn", "left", "pronoun", "list")
    )


def _orders_a_change(reading: Reading) -> bool:
    """``cancel Boni's card``, ``raise the balance of 15634602``: an imperative about one customer, no outcome asked."""
    if not (reading.slots.ids or reading.slots.names) or reading.what_if or reading.has("risk", "likely", "options"):
        return False
    first = next((item for item in reading.row if not (item.sign or item.stop)), None)
    if first is None or not first.has("down", "up"):
        return False
    return any(item.entry.columns or item.entry.values or item.entry.units for item in reading.row)


def _orders(reading: Reading) -> bool:
    """``text Norriss``, ``could you pay Malloy``, ``hacerle un abono a Malloy``: somebody is acted on, not told of."""
    shown = any(item.has("card") and not item.entry.columns for item in reading.row)
    i = next((i for i, item in enumerate(reading.row) if not _courteous(item)), None)
    if i is None or reading.has(*_ASKS) or shown or not _is_order(reading, i):
        return False
    after = reading.row[i + 1 : i + 2]
    if after and after[0].words[0] in _TO_US and not any(item.has("order") for item in reading.row[i + 2 :]):
        return False
    return _names_somebody(reading) or (_amount(reading) and not reading.has("customers"))


def _is_order(reading: Reading, i: int) -> bool:
    """Whether the word at ``i`` orders something; ``could you …`` before it supposes nothing."""
    supposed = reading.what_if and not any(item.has("polite") for item in reading.row[:i])
    if supposed or i in reading.slots.taken:
        return False
    return reading.row[i].has("order") or _given_to_somebody(reading, i)


def _given_to_somebody(reading: Reading, i: int) -> bool:
    """``hazle un ingreso a 15634602``: a verb without weight from ``i`` on, then what is done and to whom."""
    row = reading.row
    j = next((j for j in range(i, len(row)) if not (row[j].stop or _unknown(row[j]))), len(row))
    if j == len(row) or j in reading.slots.taken or not row[j].has("order"):
        return False
    after = next((k for k in range(j + 1, len(row)) if not row[k].has("to", "customer") and not row[k].stop), len(row))
    return after in reading.slots.taken


def _unknown(item: Item) -> bool:
    entry = item.entry
    return item.number is None and not (item.sign or entry.cues or entry.topics or entry.of_the_bank)


def _courteous(item: Item) -> bool:
    return item.sign or item.has("polite", "greeting", "what_about")


def _asks_the_future(reading: Reading) -> bool:
    """``what balance will Lennox have in two years?``: a column, or a number of customers, of a time to come."""
    if reading.what_if or reading.has("risk", "likely", "churn", "stay", "left", "options", "call"):
        return False
    will = any(is_future(item) for i, item in enumerate(reading.row) if i not in reading.slots.taken)
    told = bool(reading.measures or reading.columns or reading.has("count") or reading.order)
    units = any(item.entry.units for item in reading.row) and bool(reading.slots.ids or reading.slots.names)
    return will and (told or units) and (bool(reading.slots.ids or reading.slots.names) or _in_time(reading))


def _in_time(reading: Reading) -> bool:
    """``next year``, ``dentro de tres meses``."""
    row = reading.row
    spans = (i for i, item in enumerate(row) if item.number is not None and i + 1 < len(row))
    return reading.has("horizon") or any(row[i + 1].words[-1] in _TIMES for i in spans)
