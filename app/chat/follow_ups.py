"""Two or three questions that fit a reply and that it has not just answered."""

from collections.abc import Sequence

from db.errors import Language
from tools.facts import Fact

MOST = 3
_CUSTOMER: tuple[tuple[str, dict[Language, tuple[str, str]]], ...] = (
    (
        "explain_churn",
        {
            "es": ("¿Por qué?", "¿Cuál es el riesgo del cliente {id} y por qué?"),
            "en": ("Why?", "What is the churn risk of customer {id}, and why?"),
        },
    ),
    (
        "retention_options",
        {
            "es": ("¿Qué le ofrezco?", "¿Qué opciones de retención hay para el cliente {id}?"),
            "en": ("What do I offer?", "Which retention options are there for customer {id}?"),
        },
    ),
    (
        "similar_customers",
        {
            "es": ("Clientes parecidos", "¿Qué clientes se parecen al cliente {id}?"),
            "en": ("Similar customers", "Which customers are similar to customer {id}?"),
        },
    ),
    (
        "score_history",
        {
            "es": ("¿Cómo ha cambiado?", "¿Cómo ha cambiado el riesgo del cliente {id}?"),
            "en": ("How has it changed?", "How has the risk of customer {id} changed?"),
        },
    ),
)
_BANK: tuple[tuple[str, dict[Language, tuple[str, str]]], ...] = (
    (
        "watch_list",
        {
            "es": ("¿A quién llamo primero?", "¿A quién debería llamar primero hoy, y qué le ofrezco?"),
            "en": ("Whom do I call first?", "Who should I call first today, and what do I offer them?"),
        },
    ),
    (
        "model_report",
        {
            "es": ("¿Es bueno el modelo?", "¿Cómo de bueno es el modelo?"),
            "en": ("Is the model good?", "How good is the model?"),
        },
    ),
)
_LEFT = {"retention_options"}


def follow_ups(facts: Sequence[Fact], language: Language) -> list[tuple[str, str]]:
    """Label and message of each; about the one customer of the reply, or the first of its list, else about the bank."""
    answered = {fact.tool for fact in facts if not fact.data.get("status")}
    if not answered:
        return []
    customer, left = _customer(facts)
    found = []
    if customer is not None:
        for tool, words in _CUSTOMER:
            if tool not in answered and not (left and tool in _LEFT):
                label, message = words[language]
                found.append((label, message.format(id=customer)))
    else:
        found = [words[language] for tool, words in _BANK if tool not in answered]
    return found[:MOST]


def _customer(facts: Sequence[Fact]) -> tuple[str | None, bool]:
    about = {
        str(f.data["customer_id"]): bool(f.data.get("left")) for f in facts if f.data.get("customer_id") is not None
    }
    if len(about) == 1:
        return next(iter(about.items()))
    for fact in facts:
        rows = fact.data.get("rows") or []
        if fact.tool in {"watch_list", "list_customers"} and rows and rows[0].get("customer_id") is not None:
            return str(rows[0]["customer_id"]), False
    return None, False
