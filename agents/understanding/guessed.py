"""Where rules do not understand, the learned frame of the masked message does, if it is sure; else two readings."""

from collections.abc import Sequence
from itertools import pairwise

from agents.understanding.calls import CUSTOMER_TOOLS, Call, ask_back, decline
from agents.understanding.follow_up.context import Conversation
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.spans import Span
from agents.understanding.learned import LABELS
from agents.understanding.learned_port import Guess, Learned
from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.masks import masked
from agents.understanding.topics.terms import named_term
from tools.frames import Customer, Frame, Listing, Query, System, Watch
from tools.registry import TOOLS

_SURE = 0.9
_LIKELY, _POSSIBLE = 0.4, 0.15
"""From which a reading is offered as the first, and as the second of two."""
_DONE, _ELSEWHERE = 0.8, 0.98
"""From which a message about one customer wants something done, and one that names somebody is about the world."""
_SMALL = ("card", "in", "polite", "greeting", "customer", "customers")
_RECORD, _SHOWN = frozenset(["customer.card", "customer.field", "customer.find"]), 0.15
"""Readings that a record answers, and how likely they are together where it is shown."""
_SAYS = 3
"""Words of a message that says more than an id."""
_SYSTEM = {"trace": "reply", "moa": "mixture"}
_OF_SYSTEM = [label.partition(".")[2] for label in LABELS if label.startswith("system.")]
_TOPICS = frozenset(_SYSTEM.get(kind, kind) for kind in _OF_SYSTEM)
_HELP, _DRIVERS, _TERM, _QUALITY = "talk.help", "system.drivers", "system.term", "quality"
_ENDS = frozenset(".?!;")
_ITS_OWN: tuple[Cue, ...] = ("model", "drivers", "trained", "accuracy", "quality")
"""What is said of the program beside a field: ``does the model use gender``, no ``most common gender``."""
_PROGRAM = 0.95
"""From which a message is about the program: of what authors left out wrote, 98 % was, and the topic, or one of the
two that are told, was right in 90 %."""
LIKELY_PROGRAM = 0.8
"""The same where nothing else could be made of a message: 96 % was, and one of what is told was right in 86 %."""
_SURELY = 0.95
"""From which it has no other topic."""
_HALF = 0.5
"""From which a part of such a message is about the program too."""
_OTHERWISE = 0.7
"""From which another reading is believed rather than the words of a topic: there it was right in 45 of 65 lines of
authors left out, the words in 13."""
_CUSTOMER = {
    kind: tool.name
    for tool in TOOLS
    for family, _, kind in (cue.partition(".") for cue in tool.cues)
    if family == "customer" and tool.name in CUSTOMER_TOOLS
}
"""Which tool answers a reading about one customer, as the registry has it."""
_OVERVIEW = ("customers", "churn_rate", "mean_risk", "high_risk_share")
_NOT_UNDERSTOOD = {"unclear", "unknown_word", "two_readings"}


def not_understood(calls: Sequence[Call]) -> bool:
    """Whether the rules made nothing of a message: never a refusal by its topic, nor a missing customer."""
    if len(calls) != 1:
        return False
    arguments = calls[0].arguments
    if calls[0].tool == "ask_back":
        return arguments["reason"] in _NOT_UNDERSTOOD
    return calls[0].tool == "decline" and arguments["topic"] == "outside" and not arguments["detail"]


def _shows(row: Sequence[Span]) -> bool:
    """Whether nothing but a record is asked for: ``open the card for 7C-478405``."""
    small = all(span.stop or span.sign or customer_id(span) or span.has(*_SMALL) for span in row)
    return small and any(span.has("card") for span in row)


class Guesser:
    """Turns the learned part's guess into calls; conditions come from the grammar, never from the guess."""

    def __init__(self, lexicon: Lexicon, learned: Learned, queries: QueryReader) -> None:
        self._lexicon, self._learned, self._queries = lexicon, learned, queries

    def calls(self, row: Sequence[Span], asked: Conversation) -> list[Call]:
        """The calls of the surest frame, or a question back with the two best; none where nothing comes near."""
        if any(span.entry.topics and not span.entry.of_the_bank for span in row):
            return []
        guesses = [guess for guess in self._learned.rank(self.masked(row)) if guess.confidence >= _POSSIBLE]
        if not guesses:
            return []
        if guesses[0].confidence < _LIKELY:
            return []
        if guesses[0].confidence >= _SURE:
            return self._sure(guesses[0].label, row, asked)
        labels = [guess.label for guess in guesses[:2] if not guess.label.startswith(("talk.", "refuse."))]
        return [ask_back("two_readings", labels)] if len(labels) == 2 else []

    def program(
        self,
        row: Sequence[Span],
        asked: Conversation,
        said: System | None = None,
        *,
        whole: Sequence[Span] = (),
        least: float = _PROGRAM,
    ) -> list[Call]:
        """A question about the program: the topic that its words say, else its surest one, or the two likely ones.

        ``whole``: the message with its asides, one of which it may be; ``least``: from which it is one.
        """
        best = next(iter(self._learned.rank(self.masked(row))), None) if said is not None else None
        if said is not None and not self._other(said, best, row):
            return self._with_report(said)
        row = max(row, whole, key=self._share_of_program) if whole else row
        told = [self._sure(label, row, asked) for label in self._likely_topics(row, least)]
        if not told or not told[0]:
            return self._untold(said, best)
        return told[0] if len(told) == 1 else [call for one in told for call in one if call.tool == "about_system"]

    def _untold(self, said: System | None, best: Guess | None) -> list[Call]:
        """Where a term is likeliest and none can be told: how good the model is, if words say so."""
        term = best is not None and best.label == _TERM
        return self._with_report(said) if term and said is not None and said.topic == _QUALITY else []

    @staticmethod
    def _with_report(said: System) -> list[Call]:
        """A topic about the program, how good the model is with its report."""
        return [Call(*said.call()), *([Call("model_report")] if said.topic == _QUALITY else [])]

    def _likely_topics(self, row: Sequence[Span], least: float) -> list[str]:
        """The topics of a message that names nobody; none where the rules tell the drivers with their report."""
        labels = [] if self._of_the_bank(row) else self._topics(row, least)
        reported = least == _PROGRAM and not any(span.entry.of_the_bank for span in row)
        return [] if reported and labels == [_DRIVERS] else labels

    def _of_the_bank(self, row: Sequence[Span]) -> bool:
        """Whether a message names somebody, or a field of which it does not say that the model has to do with it."""
        fields = any(span.entry.of_the_bank and not (span.stop or span.entry.cues) for span in row)
        fields = fields or any(span.has("left", "stay") for span in row)
        return any(map(self._names, row)) or (fields and not any(span.has(*_ITS_OWN) for span in row))

    def _topics(self, row: Sequence[Span], least: float) -> list[str]:
        """The topics of a message that is likely about the program."""
        if self._share_of_program(row) < least:
            return []
        found = self._of_the_program(row)
        sure = found[0].confidence >= _SURE
        likely = [guess.label for guess in found[: 1 if sure else 2] if guess.confidence >= _POSSIBLE]
        return (self._part_by_part(row) if found[0].confidence < _SURELY else []) or likely

    def _names(self, span: Span) -> bool:
        """Somebody, or something that the bank's table lacks."""
        somebody = span.capital and span.unknown and named_term(span.words, self._lexicon.catalog) is None
        return bool(customer_id(span)) or somebody or (bool(span.entry.topics) and not span.entry.of_the_bank)

    def _part_by_part(self, row: Sequence[Span]) -> list[str]:
        """``what does the model look at and can I trust it``: the topics, where each part by itself has one."""
        ends = [-1, *(i for i, span in enumerate(row) if span.has("and", "what_if") or span.text in _ENDS), len(row)]
        parts = [row[start + 1 : end] for start, end in pairwise(ends) if end > start + 1]
        each = [self._of_the_program(part) for part in parts]
        likely = all(self._share_of_program(part) >= _HALF for part in parts)
        labels = list(dict.fromkeys(found[0].label for found in each)) if likely else []
        return labels if len(labels) > 1 else []

    def _of_the_program(self, row: Sequence[Span]) -> list[Guess]:
        """The readings as a question about the program, likeliest first."""
        ranked = self._learned.rank(self.masked(row))
        return [guess for guess in ranked if guess.label.startswith("system.") or guess.label == _HELP]

    def _share_of_program(self, row: Sequence[Span]) -> float:
        """How surely it is one."""
        return sum(guess.confidence for guess in self._of_the_program(row))

    def _other(self, said: System, best: Guess | None, row: Sequence[Span]) -> bool:
        """Whether a message is surely about something else than the topic that its words say."""
        if best is None or best.confidence < _OTHERWISE or said.topic not in _TOPICS:
            return False
        family, _, kind = best.label.partition(".")
        if said.topic == _QUALITY and any(span.has("model") for span in row):
            return best.label == _TERM and not self._of_the_bank(row)
        return family != "talk" and (family != "system" or _SYSTEM.get(kind, kind) != said.topic)

    def aspect(self, row: Sequence[Span], asked: Conversation, calls: Sequence[Call]) -> list[Call]:
        """What is asked of a customer whose whole record the rules would show, because no word of theirs says it."""
        bare = [call.tool for call in calls] == ["customer_card"] and "columns" not in calls[0].arguments
        if not bare or any(span.has("card", "list", "find") for span in row) or sum(not s.sign for s in row) < _SAYS:
            return []
        ranked = self._learned.rank(self.masked(row))
        told = [guess for guess in ranked if guess.label.startswith("customer.")]
        best = told[0] if told and told[0] == ranked[0] else None
        if best is not None and best.confidence >= _SURE:
            return self._sure(best.label, row, asked)
        return self._unless_shown(best, told, row, asked)

    def _unless_shown(
        self, best: Guess | None, told: Sequence[Guess], row: Sequence[Span], asked: Conversation
    ) -> list[Call]:
        """What is likely asked where a record is not; a question back where two things are."""
        record = sum(guess.confidence for guess in told if guess.label in _RECORD)
        if best is None or best.label in _RECORD or record >= _SHOWN:
            return []
        two = [guess.label for guess in told if guess.label not in _RECORD and guess.confidence >= _POSSIBLE][:2]
        return self._sure(best.label, row, asked) if len(two) < 2 else [ask_back("two_readings", two)]

    def instead(self, row: Sequence[Span], asked: Conversation, calls: Sequence[Call]) -> list[Call]:
        """What rules take for a look-up and is none: something to be done for a customer, or a matter of the world.

        ``raise the card limit of 15647311`` shows no record; ``who won Barça-Madrid`` looks for nobody; what leaving
        depends on asks for no customer. A sure guess only, and never where the rules read more than that.
        """
        if len(calls) != 1:
            return []
        (call,) = calls
        best = next(iter(self._learned.rank(self.masked(row))), None)
        if best is None:
            return []
        reason = call.arguments.get("reason") if call.tool == "ask_back" else None
        bare = call.tool == "customer_card" and "columns" not in call.arguments
        name = str(call.arguments.get("name", "")).casefold() if call.tool == "find_customers" else ""
        about_one = bare or (reason == "number" and any(customer_id(span) for span in row))
        told = any(not (span.stop or span.sign or span.capital) and span.words[0] not in name for span in row)
        sure = (
            (about_one and not _shows(row) and best.label == "refuse.write" and best.confidence >= _DONE)
            or (bool(name) and told and best.label == "refuse.outside" and best.confidence >= _ELSEWHERE)
            or (reason == "no_customer" and best.label.startswith("system.") and best.confidence >= _SURE)
        )
        return self._sure(best.label, row, asked) if sure else []

    def masked(self, row: Sequence[Span]) -> str:
        """The message with typed placeholders for all that the catalog, digits and ids tell."""
        return " ".join(masked(row, self._lexicon.catalog))

    def _sure(self, label: str, row: Sequence[Span], asked: Conversation) -> list[Call]:
        family, _, kind = label.partition(".")
        customer = next((found for span in row if (found := customer_id(span))), None) or asked.focus()
        if family == "talk" and not any(span.entry.of_the_bank for span in row):
            return [Call("talk")] if label == _HELP else []
        if family == "system":
            return self._system(_SYSTEM.get(kind, kind), row, customer)
        if family == "customer" and kind in _CUSTOMER:
            if customer is None:
                return [ask_back("no_customer", ["customer_id", "name", "watch_list"])]
            return [Call(*Customer(tool=_CUSTOMER[kind], customer_id=customer).call())]
        if family == "refuse":
            return [decline(kind)]
        frame = self._query(kind, row) if family == "query" else None
        return [] if frame is None else [Call(*frame.call())]

    def _system(self, topic: str, row: Sequence[Span], customer: str | None) -> list[Call]:
        if topic != "drivers" and any(span.entry.values or span.entry.decade for span in row):
            return []
        if topic == "agreement" and customer is None:
            return [ask_back("no_customer", ["customer_id", "name", "watch_list"])]
        named = customer if topic in {"agreement", "members"} else None
        if topic == "term":
            term = named_term([word for span in row for word in span.words], self._lexicon.catalog)
            return [Call(*System(topic=topic, term=term).call())] if term is not None else []
        return self._with_report(System(topic=topic, customer_id=named))

    def _query(self, kind: str, row: Sequence[Span]) -> Frame | None:
        found = self._queries.conditions(row)
        if found is None:
            return None
        node, narrowed = found.where, found.where is not None or found.population is not None
        measured = {"count": ("customers",), "rate": ("churn_rate",), "overview": _OVERVIEW}.get(kind)
        if measured is not None:
            measures = tuple({"measure": name} for name in measured)
            return Query(measures=measures, where=node, population=found.population if kind == "count" else None)
        if kind == "watch":
            return Watch(where=node, limit=found.limit)
        listed = kind == "list" and narrowed
        return Listing(where=node, limit=found.limit, population=found.population) if listed else None
