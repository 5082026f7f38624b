"""What came of a turn, read from its Facts: answered, asked back, refused, not found, or nothing that could be used."""

from collections.abc import Sequence

from agents.events import Status
from tools.facts import Fact

_BY_STATUS: dict[str, Status] = {
    "clarify": "clarify",
    "ambiguous": "clarify",
    "invalid": "clarify",
    "declined": "refused",
    "not_found": "not_found",
    "unavailable": "refused",
    "talk": "answered",
    "to_confirm": "clarify",
}
_NOTES = frozenset({"not_used"})
"""Facts about the question rather than an answer to it."""
DATA_KINDS = frozenset(
    {
        "portfolio",
        "list_customers",
        "distribution",
        "compare",
        "customer_card",
        "find_customers",
        "score_history",
        "customer_rank",
        "concentration",
        "predict_churn",
    }
)
"""Kinds of questions that ask for data alone: nobody pads a figure with reasons and advice."""
_ORDER: tuple[Status, ...] = ("clarify", "refused", "not_found")


def status_of(facts: Sequence[Fact]) -> Status:
    """The status the Facts speak for. A Fact with findings answers, unless the last word was to ask back.

    Without any Fact nothing was asked of the bank (a greeting, a thank-you): saying what one can do answers it.
    """
    facts = [fact for fact in facts if fact.tool not in _NOTES]
    if not facts:
        return "answered"
    if _proposals(facts):
        return "clarify"
    said = [_BY_STATUS.get(str(fact.data.get("status", "")), "answered") for fact in facts]
    if "answered" in said:
        asked_back = facts[-1].data.get("status") == "clarify"
        return "clarify" if asked_back else "answered"
    return next(status for status in _ORDER if status in said)


def worth_writing(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The Facts a writer needs: dead ends on the way (a name first not found, then found) stay in the trace only."""
    if proposals := _proposals(facts):
        return proposals
    found = tuple(fact for fact in facts if "status" not in fact.data)
    told = any(fact.tool not in _NOTES for fact in found)
    if told:
        return found
    ends = [fact for fact in facts if fact.data.get("status") != "talk"]
    return tuple(fact for fact in ends if fact is ends[-1] or fact.data.get("status") != "not_found")


def _proposals(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """What waits for the person's confirmation: it is the whole reply."""
    return tuple(fact for fact in facts if fact.data.get("status") == "to_confirm")


def kind_of(facts: Sequence[Fact]) -> str:
    """The kind of question for the agents' weights: the tool that found something last."""
    found = [fact.tool for fact in facts if "status" not in fact.data and fact.tool not in _NOTES]
    return found[-1] if found else "other"
