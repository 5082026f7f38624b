"""First questions for each audience, in the page's language, about this bank's own columns and customers."""

import logging

import chainlit as cl

from app.chat.labels import column_label
from db.bank.query import CustomerTable, Slice
from db.bank.rows import listing
from db.caller import Caller
from db.catalog import Catalog
from db.errors import Language, Problem

LOGGER = logging.getLogger(__name__)
AUDIENCES: dict[str, tuple[str, str]] = {
    "rm": ("Gestor de clientes", "Relationship manager"),
    "support": ("Atención al cliente", "Customer support"),
    "presenter": ("Presentación", "Presenter"),
}
Question = tuple[str, str, str, str]
"""Label and message, in Spanish and in English; ``{id}`` is a customer, ``{group}`` a column."""
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "rm": (
        (
            "¿A quién llamo primero?",
            "¿A quién debería llamar primero hoy, y qué le ofrezco?",
            "Whom do I call first?",
            "Who should I call first today, and what do I offer them?",
        ),
        (
            "Valor en riesgo",
            "Los 10 clientes con más valor en riesgo",
            "Value at risk",
            "Top 10 customers by value at risk",
        ),
        (
            "Qué ofrecer",
            "¿Qué opciones de retención hay para el cliente {id}?",
            "What to offer",
            "Which retention options are there for customer {id}?",
        ),
    ),
    "support": (
        ("Ficha de un cliente", "Muéstrame la ficha del cliente {id}", "Customer card", "Show me customer {id}"),
        (
            "Riesgo y motivos",
            "¿Cuál es el riesgo del cliente {id} y por qué?",
            "Risk and reasons",
            "What is the churn risk of customer {id}, and why?",
        ),
        (
            "Clientes parecidos",
            "¿Qué clientes se parecen al cliente {id}?",
            "Similar customers",
            "Which customers are similar to customer {id}?",
        ),
    ),
    "presenter": (
        ("Tasa de abandono", "Tasa de abandono por {group}", "Churn rate", "Churn rate by {group}"),
        ("El modelo", "¿Cómo de bueno es el modelo?", "The model", "How good is the model?"),
        (
            "Dónde está el riesgo",
            "Riesgo medio y valor en riesgo por {group}",
            "Where the risk is",
            "Mean risk and value at risk by {group}",
        ),
    ),
}


def starters(bank: CustomerTable, caller: Caller | None, language: Language) -> list[cl.StarterCategory]:
    """Each audience's questions, the caller's own audience first; those without an example here are left out."""
    words = {"id": _example(bank, caller), "group": _group(bank.catalog, language)}
    mine = caller.role if caller else ""
    order = sorted(QUESTIONS, key=lambda audience: audience != mine)
    shown = [
        (audience, [starter for question in QUESTIONS[audience] if (starter := _starter(question, words, language))])
        for audience in order
    ]
    return [
        cl.StarterCategory(
            label=AUDIENCES[audience][0 if language == "es" else 1],
            icon=f"/public/icons/{audience}.svg",
            starters=first_questions,
        )
        for audience, first_questions in shown
        if first_questions
    ]


def _starter(question: Question, words: dict[str, str | None], language: Language) -> cl.Starter | None:
    label, message = question[:2] if language == "es" else question[2:]
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
        LOGGER.info("no example customer: %s", problem.en)
    return None


def _group(catalog: Catalog, language: Language) -> str | None:
    """The name of the first column that makes groups."""
    label = catalog.label.column
    for name, column in catalog.columns.items():
        if column.kind in {"category", "flag"} and name not in {label, catalog.owner}:
            return column_label(catalog, name, language).lower()
    return None
