"""The offline aggregator: the plain reply of the Facts, and what supported drafts add to it."""

import re

from agents.moa.brief import Brief
from agents.offline.angles import MARKS
from db.catalog import Catalog
from tools.replies.compose import compose
from tools.replies.form import form_of

_MOST_ADDED = 2


def merged(brief: Brief, catalog: Catalog) -> str:
    """The reply; under repair it is composed again from the Facts alone."""
    reply = compose(brief.facts, brief.question, brief.language, catalog)
    plain = brief.repair is not None or form_of(brief.question) is not None
    if plain or not brief.drafts or any(fact.data.get("status") for fact in brief.facts):
        return reply
    added: list[str] = []
    for given in brief.drafts:
        if given.unsupported:
            continue
        for sentence in re.split(r"(?<=[.!?])\s+", given.text):
            mark = next((m for m in MARKS[brief.language] if sentence.startswith(m)), None)
            if (
                mark
                and sentence not in reply
                and all(not a.startswith(mark) for a in added)
                and len(added) < _MOST_ADDED
            ):
                added.append(sentence)
    return "\n\n".join((reply, " ".join(added))) if added else reply
