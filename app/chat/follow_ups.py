"""Two or three questions that fit a reply and that it has not just answered."""

from collections.abc import Sequence

from db.texts import Language, text
from tools.facts import Fact

MOST = 3
_CUSTOMER = ("explain_churn", "retention_options", "similar_customers", "score_history")
_BANK = ("watch_list", "model_report")
_LEFT = {"retention_options"}


def follow_ups(facts: Sequence[Fact], language: Language) -> list[tuple[str, str]]:
    """Label and message of each; about the one customer of the reply, or the first of its list, else about the bank."""
    answered = {fact.tool for fact in facts if not fact.data.get("status")}
    if not answered:
        return []
    customer, left = _customer(facts)
    found = []
    if customer is not None:
        for tool in _CUSTOMER:
            if tool not in answered and not (left and tool in _LEFT):
                found.append(_asked(tool, language, customer))
    else:
        found = [_asked(tool, language) for tool in _BANK if tool not in answered]
    return found[:MOST]


def _asked(tool: str, language: Language, customer: str = "") -> tuple[str, str]:
    label, question = (text(language, f"page.follow_up.{tool}.{part}", id=customer) for part in ("label", "question"))
    return label, question


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
