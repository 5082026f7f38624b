"""Two or three questions that fit a reply and that its conversation has not answered."""

from collections.abc import Callable, Iterator, Sequence

from db.texts import Language, text
from tools.facts import Fact

FEWEST, MOST = 2, 3
_CUSTOMER = ("explain_churn", "retention_options", "similar_customers", "score_history")
_BANK = ("watch_list", "model_report")
_LISTS = {"watch_list", "list_customers"}
_LEFT = {"retention_options"}


def follow_ups(
    facts: Sequence[Fact],
    language: Language,
    *,
    earlier: Sequence[Fact] = (),
    changed: Callable[[str], bool] = lambda _: False,
) -> list[tuple[str, str]]:
    """Label and message of each: about the one customer of the reply or the first of its list, then about the bank.

    ``earlier``: what the conversation has answered before; ``changed``: whether a customer has an earlier score.
    """
    if all(fact.data.get("status") for fact in facts):
        return []
    answered = {pair for fact in (*earlier, *facts) if not fact.data.get("status") for pair in _about(fact)}
    found = list(_of_one(facts, answered, language, changed))[:MOST]
    bank = [_asked(tool, language) for tool in _BANK if (tool, "") not in answered]
    return found + bank[: max(0, FEWEST - len(found))]


def _about(fact: Fact) -> Iterator[tuple[str, str]]:
    """What a Fact answers, and about whom."""
    yield fact.tool, str(fact.data.get("customer_id") or "")


def _of_one(
    facts: Sequence[Fact], answered: set[tuple[str, str]], language: Language, changed: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    data = _customer(facts)
    if data is None:
        return
    customer, listed = str(data["customer_id"]), any(fact.tool in _LISTS for fact in facts)
    name = str(data.get("name") or customer) if listed else ""
    for tool in _CUSTOMER:
        idle = (data.get("left") and tool in _LEFT) or (tool == "score_history" and not changed(customer))
        if (tool, customer) not in answered and not idle:
            yield _asked(tool, language, customer, name)


def _asked(tool: str, language: Language, customer: str = "", name: str = "") -> tuple[str, str]:
    """Among several customers the label names the one it is about."""
    key = f"page.follow_up.{tool}"
    label = text(language, f"{key}.{'named' if name else 'label'}", name=name)
    return label, text(language, f"{key}.question", id=customer)


def _customer(facts: Sequence[Fact]) -> dict[str, object] | None:
    """What is known of the one customer of the Facts, or of the first of their list."""
    about = {
        str(fact.data["customer_id"]): dict(fact.data) for fact in facts if fact.data.get("customer_id") is not None
    }
    if len(about) == 1:
        return next(iter(about.values()))
    rows = next((fact.data.get("rows") for fact in facts if fact.tool in _LISTS), None) or [{}]
    return dict(rows[0]) if rows[0].get("customer_id") is not None else None
