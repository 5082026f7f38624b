"""ask_back and decline: the two ways to answer without the bank."""

from db.caller import Caller
from tools.arguments import AskBackArguments, DeclineArguments
from tools.environment import Desk
from tools.results import Finding, jsonable


def ask_back(desk: Desk, caller: Caller, asked: AskBackArguments) -> Finding:
    """The person must say more; what they may choose from."""
    del desk, caller
    return Finding(data={"status": "clarify", "reason": asked.reason, "choices": jsonable(asked.choices)})


def decline(desk: Desk, caller: Caller, asked: DeclineArguments) -> Finding:
    """The request is outside what this assistant does."""
    del desk, caller
    return Finding(data={"status": "declined", "topic": asked.topic, "detail": asked.detail})
