"""Free names for columns and values nobody has described: English from the header, Spanish from a small glossary."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from db.bank import fold
from db.catalog import Names
from db.spanish import Words, translated, without_span

GLOSSARY = Path(__file__).parent / "glossary.yaml"
_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^\w]+|_+")
_NAMING_IDS = frozenset({"id", "number", "code", "ref", "reference", "key", "name", "no", "identifier"})
_AMOUNTS = {
    "less than": "menos de",
    "under": "menos de",
    "below": "menos de",
    "more than": "más de",
    "over": "más de",
    "above": "más de",
    "up to": "hasta",
}
_FULL = {
    "amt": "amount",
    "num": "number",
    "no": "number",
    "nbr": "number",
    "avg": "average",
    "cnt": "count",
    "ct": "count",
    "bal": "balance",
    "trans": "transaction",
    "txn": "transaction",
    "qty": "quantity",
    "pct": "percentage",
    "chng": "change",
    "chg": "change",
    "tot": "total",
    "mon": "months",
    "mths": "months",
    "yrs": "years",
    "yr": "year",
    "cr": "credit",
    "crcard": "credit card",
    "acct": "account",
    "dep": "deposit",
    "max": "maximum",
    "min": "minimum",
    "prod": "products",
    "cust": "customer",
    "util": "utilization",
    "addr": "address",
    "dob": "date of birth",
}


def words(header: str) -> list[str]:
    """The words of a header: ``Months_on_book``, ``NumOfProducts``, ``avg.balance-2024`` -> lower-case words."""
    return [word.lower() for word in _JOINTS.split(header) if word]


def column_names(header: str) -> Names:
    """Names of a column, in the language of its header first, in the other one where the glossary knows it."""
    said = " ".join(words(header))
    own = _glossary().spanish.get(fold(said))
    if own is not None:
        more = Names(es=(said, *_glossary().columns[own]), en=(own, *_glossary().also.get(own, ())))
        return Names(es=tuple(dict.fromkeys(more.es)), en=more.en)
    en = _english(header)
    also = [name for known in en for name in _glossary().also.get(fold(known), ())]
    return Names(es=tuple(_spanish(en)), en=tuple(dict.fromkeys((*en, *also))))


def _english(header: str) -> list[str]:
    """Written out and without a leading ``is`` or ``has`` first; then shorter, and as the header has it."""
    found = words(header)
    bare = found[1:] if found[:1] in (["is"], ["has"]) and len(found) > 1 else found
    full = " ".join(_FULL.get(word, word) for word in bare)
    if full.startswith("number ") and not full.startswith("number of ") and bare[0] != "number":
        full = full.replace("number ", "number of ", 1)
    names = (*_plainer(full), full, " ".join(bare), _core(full), " ".join(found))
    return list(dict.fromkeys(name for name in names if name))


def _plainer(name: str) -> list[str]:
    """What people would rather say: ``age`` for ``customer age``, ``number of contacts`` for ``contacts count``."""
    first, _, rest = name.partition(" ")
    plainer = [rest] if first in {"customer", "client"} and rest and rest not in _NAMING_IDS else []
    said = (plainer or [name])[0].split()
    if len(said) > 1 and said[-1] == "count":
        counted = " ".join(said[said[0] == "total" : -1])
        plainer = [f"number of {counted if counted.endswith('s') else f'{counted}s'}", *plainer] if counted else plainer
    return plainer


def _spanish(names: list[str]) -> list[str]:
    """As the glossary has it, else word by word."""
    known = _glossary().columns
    for name in names:
        kept, span = without_span(name.split())
        listed = known.get(fold(name)) or [f"{es}{span}" for es in known.get(fold(" ".join(kept)), ())]
        if listed:
            return listed
    return translated(names[0], _glossary().words) if names else []


def value_names(value: str) -> tuple[list[str], list[str]]:
    """Names of a stored value, Spanish and English."""
    known = _glossary().values.get(fold(value))
    own = " ".join(value.replace("_", " ").split())
    if known is None:
        lower = own.casefold()
        start = next((en for en in _AMOUNTS if lower.startswith(f"{en} ") and any(map(str.isdigit, own))), None)
        return [f"{_AMOUNTS[start]}{own[len(start) :]}"] if start else [], [own]
    return list(known.es), list(dict.fromkeys([own, *known.en])) if len(own) > 1 else list(known.en)


def _core(name: str) -> str:
    return " ".join(w for w in name.split() if w not in {"customer", "client", "the", "account", "total"})


@dataclass(frozen=True)
class _Glossary:
    columns: dict[str, list[str]]
    also: dict[str, list[str]]
    """English name -> further English names."""
    spanish: dict[str, str]
    """Folded Spanish name -> the English one it belongs to."""
    values: dict[str, Names]
    words: Words


@lru_cache(maxsize=1)
def _glossary() -> _Glossary:
    raw = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))
    columns = {fold(name): list(es) for name, es in raw["columns"].items()}
    spanish: dict[str, str] = {}
    for name, es in columns.items():
        for said in es:
            spanish.setdefault(fold(said), name)
    values = {fold(name): Names.model_validate(said) for name, said in raw["values"].items()}
    also = {fold(name): list(en) for name, en in raw["also"].items()}
    own = {said: name for said, name in spanish.items() if said not in columns}
    return _Glossary(columns, also, own, values, Words(**raw["words"]))
