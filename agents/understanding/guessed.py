"""Where rules do not understand, the learned frame of the masked message does, if it is sure; else two readings."""

from collections.abc import Sequence

from agents.understanding.calls import CUSTOMER_TOOLS, Call, ask_back, decline
from agents.understanding.follow_up.context import Conversation
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.spans import Span
from agents.understanding.learned_port import Guess, Learned
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.masks import masked
from tools.frames import Customer, Frame, Listing, Query, System, Watch
from tools.registry import TOOLS

_SURE = 0.9
_LIKELY, _POSSIBLE = 0.4, 0.15
"""From which a reading is offered as the first, and as the second of two."""
_DONE, _ELSEWHERE = 0.8, 0.98
"""From which a message about one customer wants something done, and one that names somebody is about the world."""
_SMALL = ("card", "in", "polite", "greeting", "customer", "customers")
_SAYS = 3
"""Words of a message that says more than an id."""
_SYSTEM = {"trace": "reply", "moa": "mixture"}
_HALF = 0.5
"""The likeliest of two topics is likelier than all others together."""
_HELP = "talk.help"
_OF_THE_RULES = frozenset({"system.quality", "system.drivers"})
"""Topics that the rules know, with the report beside them."""
_PROGRAM = 0.95
"""From which a message is about the program: of what authors left out wrote, 98 % was."""
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

    def system(self, row: Sequence[Span], asked: Conversation) -> list[Call]:
        """A question about the program, where its topic is sure and nothing of the bank is named."""
        found = self._of_the_program(row)
        sure = bool(found) and found[0].confidence >= _SURE and found[0].label not in _OF_THE_RULES
        return self._sure(found[0].label, row, asked) if sure else []

    def program(self, row: Sequence[Span], asked: Conversation) -> list[Call]:
        """What nobody understood and is surely about the program: its likely topic, or the two likely ones."""
        found = self._of_the_program(row)[:2]
        named = asked.earlier or any(span.unknown and span.capital for span in row) or any(map(customer_id, row))
        vague = not found or found[0].confidence < _HALF
        likely = [] if named or vague else [guess for guess in found if guess.confidence >= _POSSIBLE]
        told = [self._sure(guess.label, row, asked) for guess in likely]
        return [call for calls in told for call in calls if call.tool == "about_system"]

    def _of_the_program(self, row: Sequence[Span]) -> list[Guess]:
        """The readings as a question about the program, likeliest first; none where it may be about anything else."""
        if any(span.entry.of_the_bank and not span.stop and not span.entry.cues for span in row):
            return []
        ranked = self._learned.rank(self.masked(row))
        found = [guess for guess in ranked if guess.label.startswith("system.") or guess.label == _HELP]
        return found if sum(guess.confidence for guess in found) >= _PROGRAM else []

    def aspect(self, row: Sequence[Span], asked: Conversation, calls: Sequence[Call]) -> list[Call]:
        """What is asked of a customer whose whole record the rules would show, because no word of theirs says it."""
        bare = [call.tool for call in calls] == ["customer_card"] and "columns" not in calls[0].arguments
        if not bare or any(span.has("card", "list", "find") for span in row) or sum(not s.sign for s in row) < _SAYS:
            return []
        best = next(iter(self._learned.rank(self.masked(row))), None)
        sure = best is not None and best.confidence >= _SURE and best.label.startswith("customer.")
        return self._sure(best.label, row, asked) if best is not None and sure else []

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
        if any(span.entry.values or span.entry.decade for span in row):
            return []
        if topic == "agreement" and customer is None:
            return [ask_back("no_customer", ["customer_id", "name", "watch_list"])]
        named = customer if topic in {"agreement", "members"} else None
        return self.about_the_program(System(topic=topic, customer_id=named))

    @staticmethod
    def about_the_program(frame: System) -> list[Call]:
        """The topic, how good the model is with its report."""
        report = [Call("model_report")] if frame.topic == "quality" else []
        return [Call(*frame.call()), *report]

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
