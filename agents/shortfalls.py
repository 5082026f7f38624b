"""Which lines stand under a reply: one for each cause, however many parts of the turn it hit."""

from collections.abc import Collection, Iterator, Mapping

from agents.degradations import Code, line
from agents.llm.faults import Kind
from db.errors import Language

_TOLD_BY: dict[Code, frozenset[Code]] = {
    "all_failed": frozenset({"orchestrator_offline", "proposer_failed", "proposer_late", "no_drafts", "deadline"}),
    "plain_reply": frozenset({"proposer_failed", "proposer_late", "no_drafts", "deadline"}),
    "no_drafts": frozenset({"proposer_failed", "proposer_late"}),
    "deadline": frozenset({"proposer_late"}),
}
"""A line and those that say no more than a part of it."""
_BY_FAULTS: frozenset[Code] = frozenset(
    {
        "orchestrator_offline",
        "orchestrator_standin",
        "proposer_failed",
        "proposer_late",
        "no_drafts",
        "all_failed",
        "aggregator_standin",
        "best_draft",
        "plain_reply",
    }
)
"""Lines that failed calls alone bring about."""
_CAUSES: dict[Kind, Code] = {
    "rate": "cause_rate",
    "busy": "cause_server",
    "server": "cause_server",
    "unreachable": "cause_unreachable",
    "silent": "cause_silent",
    "slow": "cause_silent",
    "stalled": "cause_silent",
    "key": "cause_key",
    "payment": "cause_payment",
    "no_model": "cause_no_model",
}


def lines_shown(degraded: Mapping[Code, str], faults: Collection[Kind], language: Language) -> list[str]:
    """The lines of a turn that fell short; those of one common fault are one line, which names it.

    ``faults``: how the calls ended that never succeeded.
    """
    told = frozenset(code for wide in degraded for code in _TOLD_BY.get(wide, ()))
    left = {code: said for code, said in degraded.items() if code not in told}
    causes = {_CAUSES.get(kind) for kind in faults if kind != "resting"}
    common = causes.pop() if len(causes) == 1 else None
    return list(left.values()) if common is None else list(_joined(left, line(common, language)))


def _joined(left: Mapping[Code, str], cause: str) -> Iterator[str]:
    """The lines of failed calls as one that begins with their cause; all others as they are."""
    of_faults = [said for code, said in left.items() if code in _BY_FAULTS]
    if of_faults:
        yield " ".join((cause, *of_faults))
    yield from (said for code, said in left.items() if code not in _BY_FAULTS)
