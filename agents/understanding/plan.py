"""The planner's next step, under the coverage rule: what would leave out something that matters is said instead."""

from dataclasses import replace

from agents.offline.context import Conversation
from agents.offline.lexicon import Lexicon
from agents.offline.orchestrate import next_calls as by_rules
from agents.offline.plan import Call
from agents.understanding.coverage import OPEN
from agents.understanding.review import Reviewer


class Planner:
    """Plans over one catalog's lexicon; built once, then only read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.reviewer = Reviewer(lexicon)

    def next_calls(self, asked: Conversation) -> list[Call]:
        """The tool calls to make now; none when the results suffice."""
        core = self.reviewer.core(asked.question)
        calls = by_rules(replace(asked, question=core), self._lexicon)
        if core != asked.question and any(call.tool in OPEN for call in calls):
            calls = by_rules(asked, self._lexicon)
        if asked.done:
            return calls
        instead = self.reviewer.review(asked.question, calls).instead
        return calls if instead is None else [instead]
