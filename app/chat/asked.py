"""What a tool was asked, in words: ``Alonso Mora (15669819)``, ``tasa de abandono por país``, ``edad > 60``."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.chat.phrases import say
from db.catalog import Catalog
from db.errors import Language
from tools.replies.formats import number
from tools.replies.value_words import Namer

_COUNTS = ("limit", "k")


def asked_words(fact: Mapping[str, Any], catalog: Catalog, language: Language) -> str:
    """The call behind a Fact (its JSON form) as a person would say it; empty where it had no arguments worth a word."""
    n = Namer(language, catalog)
    return ", ".join(part for part in _parts(fact, n) if part)


def _parts(fact: Mapping[str, Any], n: Namer) -> Iterator[str]:
    asked, data = fact["arguments"], fact.get("data") or {}
    if asked.get("customer_id") is not None:
        yield n.customer({"customer_id": asked["customer_id"], "name": data.get("name")})
    yield from map(str, asked.get("customer_ids") or ())
    yield str(asked.get("name") or "")
    for column, value in (asked.get("profile") or {}).items():
        yield n.condition(column, "eq", value)
    for column, value in (asked.get("changes") or {}).items():
        yield f"{n.column(column)} → {n.value(column, value)}"
    yield from map(n.measure, asked.get("measures") or ())
    yield n.column(asked["column"]) if asked.get("column") else ""
    yield from (_group(group, n) for group in asked.get("groups") or ())
    yield n.where(asked.get("where"))
    for count in filter(None, map(asked.get, _COUNTS)):
        yield say("asked rows", n.language).format(count=number(count, n.language))


def _group(group: Mapping[str, Any], n: Namer) -> str:
    """A column that makes groups, or one group by its condition."""
    if group.get("column"):
        return say("asked by", n.language).format(group=n.column(group["column"]))
    return n.where(group.get("where")) or str(group.get("customer_id") or "")
