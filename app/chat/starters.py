"""First questions for each audience, in the page's language, about this bank's own columns and customers."""

import logging

import chainlit as cl

from app.chat.labels import column_label
from db.bank.query import CustomerTable, Slice
from db.bank.rows import listing
from db.caller import Caller
from db.catalog import Catalog
from db.errors import Problem
from db.texts import Language, text

LOGGER = logging.getLogger(__name__)
QUESTIONS: dict[str, tuple[str, ...]] = {
    "rm": ("call", "at_risk", "offer"),
    "support": ("card", "risk", "similar"),
    "presenter": ("rate", "model", "where"),
}
"""Each audience's first questions, as the catalogue's ``page.starter`` has them.

``{id}`` is a customer, ``{group}`` a column.
"""


def starters(bank: CustomerTable, caller: Caller | None, language: Language) -> list[cl.StarterCategory]:
    """Each audience's questions, the caller's own audience first; those without an example here are left out."""
    words = {"id": _example(bank, caller), "group": _group(bank.catalog, language)}
    mine = caller.role if caller else ""
    order = sorted(QUESTIONS, key=lambda audience: audience != mine)
    shown = [
        (audience, [made for name in QUESTIONS[audience] if (made := _starter(f"{audience}.{name}", words, language))])
        for audience in order
    ]
    return [
        cl.StarterCategory(
            label=text(language, f"page.audience.{audience}"),
            icon=f"/public/icons/{audience}.svg",
            starters=first_questions,
        )
        for audience, first_questions in shown
        if first_questions
    ]


def _starter(name: str, words: dict[str, str | None], language: Language) -> cl.Starter | None:
    label, message = (text(language, f"page.starter.{name}.{part}") for part in ("label", "question"))
    if any(value is None and f"{{{name}}}" in message for name, value in words.items()):
        return None
    return cl.Starter(label=label, message=message.format(**words))


def _example(bank: CustomerTable, caller: Caller | None) -> str | None:
    """The current customer of highest risk this caller may see."""
    if caller is None:
        return None
    try:
        of = Slice(caller=caller, population="current")
        for order_by in ("probability", bank.catalog.id):
            rows = listing(bank, of, [], order_by=order_by, order="desc", limit=1).rows
            if rows and rows[0].get(order_by) is not None:
                return str(rows[0][bank.catalog.id])
    except Problem as problem:
        LOGGER.info("no example customer: %s", problem.say("en"))
    return None


def _group(catalog: Catalog, language: Language) -> str | None:
    """The name of the first column that makes groups."""
    label = catalog.label.column
    for name, column in catalog.columns.items():
        if column.kind in {"category", "flag"} and name not in {label, catalog.owner}:
            return column_label(catalog, name, language).lower()
    return None
