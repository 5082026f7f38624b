"""Offline drafts: each role looks at the same Facts from its own angle, saying only what they bear.

The generalist, who may write alone, says all: the plain reply, the next step and what to doubt.
"""

from collections.abc import Callable

from agents.moa.brief import Brief
from agents.offline.angles import SCEPTIC, next_steps, sentences
from db.catalog import Catalog
from tools.replies.compose import compose, one, worth_saying
from tools.replies.form import form_of
from tools.replies.value_words import Namer

_LONGEST = 2500


def draft(role: str, brief: Brief, catalog: Catalog) -> str:
    """The draft of one role; roles without an angle of their own write the plain reply."""
    namer = Namer(brief.language, catalog, brief.question)
    said: Callable[[Namer], list[str]] | None = {
        "retention_strategist": lambda n: next_steps(brief.facts, n),
        "sceptic": lambda n: sentences(SCEPTIC, brief.facts, n),
    }.get(role)
    own = said(namer) if said is not None else []
    if own:
        return " ".join(own)
    if role == "risk_analyst" and brief.facts:
        return "\n\n".join(one(fact, namer) for fact in worth_saying(brief.facts))[:_LONGEST]
    reply = compose(brief.facts, brief.question, brief.language, catalog)
    return reply if role != "generalist" else "\n\n".join(filter(None, (reply, _beside(brief, namer, reply))))


def _beside(brief: Brief, namer: Namer, reply: str) -> str:
    """What the last Fact makes the next step, and the first caution; none where a form was asked for."""
    if form_of(brief.question) is not None:
        return ""
    steps, doubts = next_steps(brief.facts, namer), sentences(SCEPTIC, brief.facts, namer)
    return " ".join(said for said in (*steps[-1:], *doubts[:1]) if said not in reply)
