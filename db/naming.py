"""Free names for columns and values nobody has described: English from the header, Spanish from a small glossary."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from db.bank import fold

GLOSSARY = Path(__file__).parent / "glossary.yaml"
_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^\w]+|_+")
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


def english(header: str) -> list[str]:
    """The names of a column: abbreviations written out and without a leading ``is`` or ``has`` first."""
    found = words(header)
    bare = found[1:] if found[:1] in (["is"], ["has"]) and len(found) > 1 else found
    full = " ".join(_FULL.get(word, word) for word in bare)
    return list(dict.fromkeys(name for name in (full, " ".join(bare), " ".join(found)) if name))


def spanish(names: list[str]) -> list[str]:
    """Spanish names from the glossary, for the whole name or without words such as customer or total."""
    known = _glossary()["columns"]
    for name in names:
        for form in (name, _core(name)):
            if fold(form) in known:
                return known[fold(form)]
    return []


def value_names(value: str) -> tuple[list[str], list[str]]:
    """Names of a stored value, Spanish and English."""
    known = _glossary()["values"].get(fold(value))
    own = " ".join(value.replace("_", " ").split())
    if known is None:
        return [], [own]
    es, en = known[: known.index("|")], known[known.index("|") + 1 :]
    return es, list(dict.fromkeys([own, *en])) if len(own) > 1 else en


def _core(name: str) -> str:
    return " ".join(w for w in name.split() if w not in {"customer", "client", "the", "account"})


@lru_cache(maxsize=1)
def _glossary() -> dict[str, dict[str, list[str]]]:
    raw = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))
    columns = {fold(name): list(es) for name, es in raw["columns"].items()}
    values = {fold(name): [*said["es"], "|", *said["en"]] for name, said in raw["values"].items()}
    return {"columns": columns, "values": values}
