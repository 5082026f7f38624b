"""One person spoken of: which of their columns are asked for, and whether a question without a name is about one."""

from collections.abc import Sequence

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.asked import asks_who
from agents.understanding.rules.items import Item
from agents.understanding.rules.reading import Reading

_MANY: tuple[Cue, ...] = (
    "customers",
    "them",
    "by",
    "all",
    "top",
    "bottom",
    "call",
    "compare",
    "versus",
    "distribution",
    "quality",
)
_FIGURES: tuple[Cue, ...] = (
    "mean",
    "median",
    "sum",
    "max",
    "min",
    "most",
    "least",
    "share",
    "rate",
    "riskiest",
    "model",
    "drivers",
)
_IT = frozenset(["it", "its", "this", "that", "these", "este", "ese", "esa", "mismo", "misma"])
_PREPOSITIONS = frozenset(["con", "en", "with", "in", "at"])
"""What begins a phrase such as ``with us``, which names a column only where nothing else does."""
_COMPARED = frozenset(["gt", "ge", "lt", "le", "between"])
_ASPECTS: tuple[Cue, ...] = (
    "why",
    "risk",
    "likely",
    "options",
    "rescue",
    "history",
    "similar",
    "churn",
    "drivers",
    "model",
)
_RELATIVE = frozenset(["que", "who", "that", "which", "quien"])


def asked_columns(reading: Reading, lexicon: Lexicon) -> list[str]:
    """The columns of a customer that a question names, in order; the label where it asks if they are still here."""
    found: list[str] = []
    beside: list[str] = []
    for i in range(len(reading.row)):
        if i not in reading.slots.taken:
            into = beside if len(reading.row[i].words) > 1 and reading.row[i].words[0] in _PREPOSITIONS else found
            into += [column for column in _named(reading, i, lexicon) if column not in into]
    if found and reading.has("how_long") and reading.has("and"):
        found += [column for column in beside if column not in found]  # who is the manager, how long with us
    found = found or beside or list(dict.fromkeys(c.column for c in reading.conditions if c.op in _COMPARED))
    if reading.has("how_long") and (not found or set(found) <= {lexicon.years}):
        return _of_a_span(lexicon)
    if not found and any(item.entry.units for item in reading.row) and lexicon.years is not None:
        return [lexicon.years]
    if not found and reading.has("left", "still"):
        return [lexicon.catalog.label.column]
    if not found and reading.has("how_much") and reading.has("with") and lexicon.catalog.value is not None:
        return [lexicon.catalog.value]
    return found


def asked_apart(reading: Reading, columns: Sequence[str]) -> list[str]:
    """Those of some columns that a part of its own asks for: ``why might he go, and who manages him?``"""
    parts: list[list[Item]] = [[]]
    for item in reading.row:
        parts += [[]] if item.sign or item.has("and") else []
        parts[-1].append(item)
    bare = [part for part in parts if not any(item.has(*_ASPECTS) or item.entry.values for item in part)]
    named = {column for part in bare for item in part for column in item.entry.columns}
    return [column for column in columns if column in named]


def _named(reading: Reading, i: int, lexicon: Lexicon) -> list[str]:
    """The column one item names: by its name, one of its values, or an adjective (old)."""
    item = reading.row[i]
    catalog = lexicon.catalog
    if item.has("value_at_risk") and catalog.value is not None:
        return ["value_at_risk"]
    if item.has("customer", "customers", "pronoun") and not item.has("are") and not item.entry.columns:
        return []
    if item.has("card") and not any(r.has("with", "without") for r in reading.row[max(0, i - 3) : i]):
        return []
    named = [c for c in item.entry.columns if c not in {catalog.id, catalog.name}]
    named = named or [c for c, _ in item.entry.values] or [c for c, _ in item.entry.adjectives]
    counted = item.entry.units if i and reading.row[i - 1].has("count") else []
    return (named or counted)[:1]


def _of_a_span(lexicon: Lexicon) -> list[str]:
    """How long: the column that shares its unit (years) with the one for age, or that one alone."""
    columns = lexicon.catalog.columns
    if lexicon.years is None:
        return []
    years = columns[lexicon.years]
    spans = [
        c.name for c in columns.values() if c.numeric and c.name != years.name and set(c.unit.en) & set(years.unit.en)
    ]
    return spans[:1]


def of_one(reading: Reading, lexicon: Lexicon, *, focused: bool = False) -> bool:
    """Third person singular without a name or a noun of customers: ``¿tiene tarjeta?``, ``is she active?``"""
    if reading.slots.ids or reading.slots.names or reading.slots.limit is not None or asks_who(reading):
        return False
    if reading.has(*_MANY, *_FIGURES) or reading.unknown_group or reading.listing:
        return False
    if reading.measures and (reading.groups or reading.population == "left"):
        return False
    if (reading.has("profile") and not reading.has("still", "pronoun")) or _counts_people(reading):
        return False
    return bool(asked_columns(reading, lexicon)) and any(
        _singular(reading, i, focused=focused) for i in range(len(reading.row))
    )


def _counts_people(reading: Reading) -> bool:
    """``cuántos varones``, ``how many women``: a number of people of some kind."""
    row = reading.row
    return any(item.has("count") and any(r.entry.values for r in row[i + 1 : i + 2]) for i, item in enumerate(row))


def _singular(reading: Reading, i: int, *, focused: bool) -> bool:
    """Whether the item is a pronoun for a person, or a verb in the third person singular whose subject is left out."""
    item = reading.row[i]
    if item.has("pronoun") and not item.has("are") and (focused or not set(item.words) & _IT):
        return True
    if i and reading.row[i - 1].text.casefold() in _RELATIVE:
        return False
    return item.has("singular") and not item.words[-1].endswith("n") and not _has_subject(reading, i)


def _has_subject(reading: Reading, i: int) -> bool:
    """Whether a noun beside the verb is its subject: ``¿cuánto saldo tiene Alemania?``, ``el cliente tiene``."""
    item = reading.row[i]
    around = [*reading.row[max(0, i - 2) : i], *reading.row[i + 1 : i + 2]]
    if any(_is_a_noun(r) for r in around if not r.has("are")):
        return not item.has("are") and not reading.has("still")
    if not item.has("are") or reading.has("how_much"):
        return item.has("are")
    after = next((r for r in reading.row[i + 1 :] if not (r.stop and r.plain and not r.has("in"))), None)
    return after is not None and not (after.sign or after.entry.values or after.entry.adjectives or after.has("risky"))


def _is_a_noun(item: Item) -> bool:
    """A value written as a proper noun, or the word for a customer."""
    return (bool(item.entry.values) and item.capital) or item.has("customer")
