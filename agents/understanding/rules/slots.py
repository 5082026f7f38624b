"""Which customers, how many and which of the earlier ones: ids, names, limits and ordinals in a row of items."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.items import Item
from agents.understanding.rules.names import names
from db.bank.table import PART

_ID_DIGITS = 6
_SURELY = 8
_NEXT = frozenset(["next", "proximos", "proximas", "siguientes"])
_AFTER_LIMIT: tuple[Cue, ...] = (
    "customers",
    "customer",
    "max",
    "min",
    "top",
    "risky",
    "riskiest",
    "with",
    "most",
    "least",
    "value_word",
    "likely",
    "call",
    "value_at_risk",
)


@dataclass
class Slots:
    """What was found, with the items used up."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    limit: int | None = None
    of_groups: bool = False
    """Whether the limit counts groups (the 3 countries …) rather than customers."""
    ordinals: list[int] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)


def slots(row: Sequence[Item], lexicon: Lexicon) -> Slots:
    """Read ids, names, limit and ordinals."""
    found = Slots()
    _ids(row, lexicon, found)
    _former(row, found)
    _limit(row, lexicon, found)
    found.names = names(row, lexicon, found.taken, has_id=bool(found.ids))
    _ordinals(row, found)
    return found


# --- ids


def _ids(row: Sequence[Item], lexicon: Lexicon, found: Slots) -> None:
    spec = lexicon.catalog.columns[lexicon.catalog.id]
    wondered = any(item.has("why", "options") for item in row)
    for i, item in enumerate(row):
        whole = len(item.code or "") >= _ID_DIGITS
        if item.code and (whole or spec.kind != "integer" or PART in item.code or _called_customer(row, i)):
            _take(found, i, item.code)
        elif item.number is not None and item.number.bare and _is_id(row, i, found, lexicon, wondered=wondered):
            _take(found, i, item.number.digits)


def _take(found: Slots, i: int, text: str) -> None:
    if text not in found.ids:
        found.ids.append(text)
    found.taken.add(i)


def _is_id(row: Sequence[Item], i: int, found: Slots, lexicon: Lexicon, *, wondered: bool) -> bool:
    number = row[i].number
    assert number is not None
    if _called_customer(row, i) and not _unit_follows(row, i, lexicon):
        return True
    alone = all(item.sign for j, item in enumerate(row) if j != i)
    if alone or (wondered and _asked_of(row, i, lexicon)):
        return True
    if (
        i >= 2
        and i - 2 in found.taken
        and (row[i - 1].has("and", "or", "versus") or row[i - 1].text in {",", "/", "&", "-"})
        and len(number.digits) >= 4
    ):
        return True
    if len(number.digits) < _ID_DIGITS or lexicon.catalog.columns[lexicon.catalog.id].kind != "integer":
        return False
    if _unit_follows(row, i, lexicon) or _measured(row, i):
        return False
    return not any(_could_be(item, number.digits, lexicon) for item in row[max(0, i - 4) : i])


def _asked_of(row: Sequence[Item], i: int, lexicon: Lexicon) -> bool:
    """``why might 2283 leave``: a number with nothing to count, where it is asked why or what to do."""
    number, after = row[i].number, row[i + 1] if i + 1 < len(row) else None
    if number is None or len(number.digits) < 3:
        return False
    if lexicon.catalog.columns[lexicon.catalog.id].kind != "integer" or _measured(row, i):
        return False
    counted = after is not None and (after.has("customers") or after.entry.of_the_bank or after.number is not None)
    return not counted and not any(item.entry.of_the_bank or item.has("customers") for item in row[:i])


def _measured(row: Sequence[Item], i: int) -> bool:
    """Whether a comparison leads to the number."""
    for item in reversed(row[max(0, i - 3) : i]):
        if item.has("customer", "risk", "card", "why", "likely"):
            return False
        if item.has("around") and len(row[i].words[0]) >= _SURELY:
            return False
        if item.has("gt", "ge", "lt", "le", "around", "between") and not item.has("among", "in"):
            return True
    return False


def _could_be(item: Item, digits: str, lexicon: Lexicon) -> bool:
    """Whether a number could be a value of the numeric column an item names."""
    for column in item.entry.columns:
        spec = lexicon.catalog.columns[column]
        short = len(digits) < _SURELY and (spec.range[1] is None or float(digits) <= spec.range[1])
        if spec.numeric and column != lexicon.catalog.id and short:
            return True
    return False


def _called_customer(row: Sequence[Item], i: int) -> bool:
    """``customer 42``, ``cliente nº 42``, ``# 42``, ``id: 42``."""
    j = i - 1
    while j >= 0 and (
        (row[j].sign and row[j].text in {"#", ":", "º", ".", "="})
        or (
            len(row[j].words) == 1
            and row[j].words[0] in {"number", "numero", "n", "no", "id", "nº", "con", "with", "the", "el"}
        )
    ):
        if row[j].text == "#" or row[j].words[-1] in {"id"}:
            return True
        j -= 1
    if j < 0:
        return False
    named = (
        row[j].has("customer")
        or "id" in row[j].words
        or row[j].words[-1] in {"customer", "cliente", "client", "clienta", "customers", "clientes", "clients"}
    )
    plural = row[j].has("customers") and not row[j].has("customer")
    number = row[i].number
    return named and not (plural and number is not None and len(number.digits) < _ID_DIGITS)


def _unit_follows(row: Sequence[Item], i: int, lexicon: Lexicon) -> bool:
    if i + 1 >= len(row):
        return False
    after, number = row[i + 1].entry, row[i].number
    columns = [lexicon.catalog.columns[c] for c in (*after.units, *after.columns)]
    long = number is not None and len(number.digits) >= _SURELY
    unbounded = [c for c in columns if c.range[1] is None and not (long and c.name not in after.units)]
    bounded = [c for c in columns if c.range[1] is not None and number and number.value <= c.range[1]]
    return any(c.numeric for c in (*unbounded, *bounded))


def _former(row: Sequence[Item], found: Slots) -> None:
    """``went from 1 product to 3``: what a customer had before is said, and changes nothing."""
    if not (found.ids or any(item.has("what_if") for item in row)):
        return
    for i in range(1, len(row) - 2):
        later = next((j for j in range(i + 1, min(i + 5, len(row))) if row[j].number is not None), None)
        from_here = row[i - 1].has("between") or row[i - 1].words[-1] in {"de", "from", "desde"}
        if row[i].number is None or later is None or not from_here or i in found.taken:
            continue
        if any(item.words[-1] in {"to", "a"} for item in row[i + 1 : later]):
            found.taken.update({i - 1, i})


# --- how many, which of them


def _limit(row: Sequence[Item], lexicon: Lexicon, found: Slots) -> None:
    for i, item in enumerate(row):
        number = item.number
        if (
            number is None
            or i in found.taken
            or number.percent
            or number.currency
            or not 1 <= number.value <= 1000
            or number.value != int(number.value)
        ):
            continue
        before = row[i - 1] if i else None
        after = next(
            (
                r
                for r in row[i + 1 : i + 5]
                if not (
                    (r.stop and r.plain)
                    or r.words == ("de",)
                    or (r.entry.values and not r.entry.adjectives and not r.has("customers"))
                    or any(lexicon.catalog.columns[c].kind == "flag" for c in r.entry.columns)
                )
            ),
            None,
        )
        unit = i + 1 < len(row) and (row[i + 1].entry.units or row[i + 1].has("or_more", "or_less", "to"))
        if unit:
            continue
        leads = (
            before is not None
            and (before.has("top", "bottom") or before.words[-1] in _NEXT)
            and not before.has("ge", "le")
        )
        ends = i + 1 == len(row) or row[i + 1].sign or row[i + 1].has("by")
        leads = leads or (before is not None and before.has("list", "only") and ends)
        article = before is not None and (
            before.words[-1] in {"los", "las", "the", "sus", "mis", "my", "our"}
            or before.has("list", "call", "which")
            or (i == 1 and before.sign)
        )
        named = after is not None and lexicon.catalog.name in after.entry.columns
        grouped = (
            after is not None
            and any(lexicon.catalog.columns[c].kind == "category" for c in after.entry.columns)
            and not after.entry.values
        )
        grouped = grouped or any(r.has("band") and not r.has("high", "low", "risk") for r in row[i + 1 : i + 4])
        found.of_groups = grouped and not unit
        follows = (
            named
            or grouped
            or (
                after is not None and (after.has(*_AFTER_LIMIT) or (after.entry.adjectives and not after.entry.columns))
            )
        )
        shown = (
            after is not None
            and after.has("customers")
            and (
                before is None
                or before.has("list", "call", "find")
                or before.words[-1] in {"los", "las", "the", "any"}
                or before.stop
            )
        )
        person = i + 1 < len(row) and bool(row[i + 1].entry.values) and not row[i + 1].entry.columns
        follows = follows or (article and person and any(r.has(*_AFTER_LIMIT) for r in row[i + 2 : i + 8]))
        follows = follows or _described(row, i)
        shown = (
            shown or _listed(row, i) or _ranked(row, i, lexicon) or _calls(row, i) or (article and _described(row, i))
        )
        compared = (
            before is not None and before.has("gt", "ge", "lt", "le", "between") and not before.has("top", "call")
        )
        if not compared and (leads or (article and follows) or shown or named or (i == 0 and follows)):
            found.limit = int(number.value)
            found.taken.add(i)
            return


def _listed(row: Sequence[Item], i: int) -> bool:
    """``lista de 5 clientes``."""
    return i > 1 and row[i - 1].words[-1] in {"de", "of"} and row[i - 2].has("list")


def _ranked(row: Sequence[Item], i: int, lexicon: Lexicon) -> bool:
    """``los 3 saldos más grandes``: a number of extremes of a column."""
    if i + 2 >= len(row) or not row[i + 2].has("max", "min"):
        return False
    return any(lexicon.catalog.columns[c].kind in {"money", "number"} for c in row[i + 1].entry.columns)


def _calls(row: Sequence[Item], i: int) -> bool:
    """``three calls``, ``tres llamadas``."""
    return i + 1 < len(row) and row[i + 1].has("call") and row[i + 1].words[-1].endswith("s")


def _described(row: Sequence[Item], i: int) -> bool:
    """``5 high-risk customers``: a level of risk between the number and the people."""
    level = row[i + 1 : i + 4]
    people = next((k for k, item in enumerate(level) if item.has("customers")), None)
    between = level[:people] if people is not None else []
    return bool(between) and all(item.has("high", "medium", "low", "risk", "risky") or item.sign for item in between)


def _ordinals(row: Sequence[Item], found: Slots) -> None:
    for i, item in enumerate(row):
        if item.entry.ordinal is None:
            continue
        after = row[i + 1] if i + 1 < len(row) else None
        if after is not None and after.entry.columns:
            continue
        if item.entry.ordinal == 1 and any(r.has("call") for r in row):
            continue
        found.ordinals.append(item.entry.ordinal)
