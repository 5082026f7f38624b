"""The simulated models behind one interface: a request's messages in, the text that its model writes out.

They get the requests that a language model would get. What a draft says is known because its sentences were made here;
those of anybody else are read by the grounding check.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage

from agents.grounding.checker import Checker
from agents.grounding.normal import normal
from agents.grounding.segments import cut
from agents.moa.brief import Brief, read_brief
from agents.points.covered import PointReader
from agents.points.derive import points_of
from agents.points.model import Point
from agents.points.words import sentence
from agents.proof.dial import Dial, Pen, Said, draft, edit
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact

Sentences = list[tuple[str, Said]]
Other = Callable[[str, Brief], str]
"""Another writer than a simulated one: what a model writes to a brief."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question with its Facts and the points of a good answer."""

    question: str
    language: Language
    facts: tuple[Fact, ...]
    points: tuple[Point, ...]
    checker: Checker

    @classmethod
    def of(cls, question: str, language: Language, facts: Sequence[Fact], catalog: Catalog) -> "Case":
        """A question's case."""
        checker = Checker(facts, question=question, language=language, catalog=catalog)
        return cls(question=question, language=language, facts=tuple(facts), points=points_of(facts), checker=checker)


@dataclass
class Simulation:
    """Models by name with their dials; draws are counted by question and model, and begin anew with ``reset``."""

    catalog: Catalog
    dials: Mapping[str, Dial]
    cases: Mapping[str, Case]
    others: Mapping[str, Other] = field(default_factory=dict)
    _draws: dict[tuple[str, str], int] = field(default_factory=dict)
    _spoken: dict[tuple[str, str], Said] = field(default_factory=dict)

    def reset(self) -> None:
        """Begin another arm: the same first drafts again."""
        self._draws.clear()

    def false_in(self, question: str, text: str) -> int:
        """How many of the false sentences that simulated models wrote to a question stand in a text."""
        return sum(
            sentence_ in text
            for (asked, sentence_), said in self._spoken.items()
            if asked == question and not said.right
        )

    def write(self, model: str, role: str, messages: Sequence[BaseMessage]) -> str:
        """What the model writes."""
        brief = read_brief(messages)
        case = self.cases[brief.question]
        if model in self.others:
            return self.others[model](model, brief)
        number = self._draws.get((case.question, model), 0)
        self._draws[case.question, model] = number + 1
        if brief.repair is not None:
            return _without(brief.repair.reply, brief.repair.sentences)
        pen = Pen(
            question=case.question, points=case.points, language=case.language, catalog=self.catalog, model=model,
            dial=self.dials[model], role=role, draw=number,
        )  # fmt: skip
        written = [(normal(text), said) for text, said in self._written(pen, case, brief)]
        for text, said in written:
            self._spoken[case.question, text] = said
        return " ".join(dict.fromkeys(text for text, _ in written))

    def _written(self, pen: Pen, case: Case, brief: Brief) -> Sentences:
        listed = _listed(brief, case, self.catalog)
        if not brief.drafts and not listed:
            return draft(pen)
        return edit(pen, [self._read(case, given.text) for given in brief.drafts], listed)

    def _read(self, case: Case, text: str) -> Sentences:
        """A draft's sentences with what they say."""
        found: Sentences = []
        for segment in cut(text, ended=True)[0]:
            bare = segment.strip()
            known = self._spoken.get((case.question, bare))
            found += [(bare, known)] if known else self._foreign(case, bare)
        return found

    def _foreign(self, case: Case, segment: str) -> Sentences:
        """A sentence that no simulated model wrote: right about the points that the check reads in it."""
        said = PointReader(case.points, case.checker).said(segment)
        return [(segment, Said(point, True)) for point in sorted(said)]


def _listed(brief: Brief, case: Case, catalog: Catalog) -> frozenset[str]:
    blind = set(brief.compared.blind)
    return frozenset(point.id for point in case.points if sentence(point, case.language, catalog) in blind)


def _without(reply: str, sentences: Sequence[str]) -> str:
    """The reply without the sentences that are wrong: how a simulated editor repairs."""
    reply = normal(reply)
    for wrong in sentences:
        reply = reply.replace(wrong, "")
    return " ".join(reply.split())
