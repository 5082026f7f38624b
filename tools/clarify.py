"""Answers without the bank: asking back, declining, small talk, and results that are there already."""

from db.caller import Caller
from tools.arguments import AskBackArguments, DeclineArguments, EarlierArguments, NoArguments
from tools.environment import Desk
from tools.invalid_call import Mend
from tools.results import Finding, jsonable

EARLIER = "earlier_results"


def ask_back(desk: Desk, caller: Caller, asked: AskBackArguments) -> Finding:
    """The person must say more; what they may choose from."""
    del desk, caller
    return Finding(data=_asked(asked))


def _asked(asked: AskBackArguments) -> dict[str, object]:
    data = {"status": "clarify", "reason": asked.reason, "choices": jsonable(asked.choices)}
    return {**data, "question": asked.question} if asked.question else data


def decline(desk: Desk, caller: Caller, asked: DeclineArguments) -> Finding:
    """The request is outside what this assistant does."""
    del desk, caller
    return Finding(data={"status": "declined", "topic": asked.topic, "detail": asked.detail})


def talk(desk: Desk, caller: Caller, asked: NoArguments) -> Finding:
    """A greeting, thanks, or what can be asked here."""
    del desk, caller, asked
    return Finding(data={"status": "talk"})


def earlier(desk: Desk, caller: Caller, asked: EarlierArguments) -> Finding:
    """Results of earlier turns are read again before a tool is called; only names of none come here."""
    del desk, caller
    raise Mend(f"There are no earlier results named {', '.join(asked.results) or 'so'}; call the tool that finds them.")
