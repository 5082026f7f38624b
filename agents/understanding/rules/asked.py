"""Small questions about a reading that several answers share: who is asked for, how many, filtered how."""

from typing import Any

from agents.understanding.rules.reading import Reading
from db.text import unaccented

Arguments = dict[str, Any]
_ONE = frozenset(["customer", "cliente", "client", "clienta"])
_INVERTED = frozenset(["did", "does", "do", "was", "were", "is", "has", "will"])
WHO = frozenset(["who", "whom", "quien", "quienes"])


def asks_who(reading: Reading) -> bool:
    """Whether it asks for people: who, quién."""
    return any(item.words[0] in WHO for item in reading.row)


def limit(reading: Reading) -> int | None:
    """How many rows are asked for: a number, or one where it asks for the one that has most."""
    if reading.slots.limit is not None:
        return reading.slots.limit
    several = any(item.has("customers") and item.words[-1] not in _ONE for item in reading.row)
    singular = not several and any(item.has("customer") or item.words[-1] in _ONE for item in reading.row)
    singular = singular or (not several and _one_person(reading))
    plural = any({"are", "son", "quienes"} & set(item.words) for item in reading.row)
    first = any(item.words[0] in {"who", "quien", "whom"} for item in reading.row) and not reading.has("call")
    first = first and not plural
    shown = any(item.has("list") and item.words[0] not in WHO for item in reading.row)
    shown = shown and not any(item.words[-1] in {"customer", "cliente", "client", "clienta"} for item in reading.row)
    return 1 if (singular or first) and _ranked(reading) and not shown else None


def _ranked(reading: Reading) -> bool:
    return reading.order is not None or reading.has("max", "most", "riskiest")


def _one_person(reading: Reading) -> bool:
    """``la española con más saldo``, ``which German woman``: a person in the singular, by what they are."""
    people = [i for i, item in enumerate(reading.row) if item.entry.values and not item.entry.columns]
    if not people or any(_many(reading.row[i].words[-1]) for i in people):
        return False
    before = reading.row[people[0] - 1] if people[0] else None
    return before is not None and (before.has("which") or before.words[-1] in {"la", "el", "the", "that"})


def _many(word: str) -> bool:
    return word.endswith("s") or word in {"men", "women"}


def filtered(reading: Reading, arguments: Arguments) -> Arguments:
    """The arguments with the reading's filter and population."""
    if reading.where is not None:
        arguments["where"] = reading.where
    if reading.population is not None:
        arguments["population"] = reading.population
    return arguments


def asked_when(reading: Reading) -> str:
    """``what day did he close it?``: the moment that is asked for; empty where ``when`` only begins a clause."""
    row = reading.row
    for i, item in enumerate(row):
        inverted = i + 1 < len(row) and row[i + 1].words[0] in _INVERTED
        accented = unaccented(item.text) != item.text.casefold()
        if item.has("when") and (len(item.words) > 1 or inverted or accented):
            return item.text
    return ""
