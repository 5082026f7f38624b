"""The planner's next step: frames where every span has a place in one, else the rules; both under the coverage rule."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from agents.language import detect
from agents.understanding.asides.letters import signers
from agents.understanding.asides.told_apart import people_counted, sized, sizes, with_ties, without
from agents.understanding.calls import Call, ask_back, decline
from agents.understanding.coverage.every_value import set_apart
from agents.understanding.coverage.evidence import Evidence
from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.correction import carried_out, put_right
from agents.understanding.follow_up.going_back import gone_back, told_again
from agents.understanding.follow_up.leaning import picks
from agents.understanding.follow_up.people import after_search, of_people
from agents.understanding.follow_up.read import FollowUps
from agents.understanding.follow_up.returning import returned
from agents.understanding.follow_up.told import corrected
from agents.understanding.follow_up.whom import says_beside
from agents.understanding.follow_up.wishes import is_open
from agents.understanding.follow_up.within import after
from agents.understanding.follow_up.within import cuts as turns_of
from agents.understanding.follow_up.within import supposed as as_if
from agents.understanding.grammar.ordered import as_said
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.sides import two_customers
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import is_spoken, symbol_set
from agents.understanding.guessed import LIKELY_PROGRAM, Guesser, not_understood
from agents.understanding.learned import load
from agents.understanding.learned_port import Learned
from agents.understanding.lexicon.ids import compared_id, customer_id, with_ids
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.lexicon.shared_values import which
from agents.understanding.review import Reviewer
from agents.understanding.rules.dates import says_a_date
from agents.understanding.rules.intents import alone, for_customers
from agents.understanding.rules.orchestrate import kept_whole, supposing
from agents.understanding.rules.person import asked_columns, of_one
from agents.understanding.topics.about_one import offers, the_one
from agents.understanding.topics.bare_name import bare_name
from agents.understanding.topics.deeds import of_deeds
from agents.understanding.topics.recording import next_call, wish
from agents.understanding.topics.supposed import supposed
from agents.understanding.topics.system import system_frame
from agents.understanding.topics.terms import term_frame, unknown_term
from agents.understanding.wishes.amounts import with_amounts
from agents.understanding.wishes.ellipsis import each_counted, with_ellipses
from agents.understanding.wishes.parts import HEADS, cuts, topic
from agents.understanding.wishes.shared_tail import with_tail
from agents.understanding.wishes.subsets import of_those
from db.state import now
from tools.frames import Frame, Query, System

_TO_WARM = (
    "¿cuál es el riesgo de Ana Gil desde ayer?",
    "churn rate by country",
    "Dear Ana, I called customer 1 today: select avg(age) where age > 40",
)
_MOST_SAID = 120
"""Names, numbers and other words with a meaning in one question, its asides taken off; with more it is none, and every
reader of it would look at each of them."""

_LACKING = {"unknown_column": "no_column", "no_dates": "no_dates"}
"""What the bank lacks, by what is declined: why words of a message are not used."""
_MOST_READ_AGAIN = 60
"""The same in a question that is read once more without its idle words where nothing came of it."""


class Planner:
    """Plans over one catalog's lexicon; built once, then only read."""

    def __init__(self, lexicon: Lexicon, learned: Learned | None = None) -> None:
        self._lexicon = lexicon
        self._queries = QueryReader(lexicon)
        self._follow_ups = FollowUps(self._queries, lexicon)
        self._learned: Learned = learned or load()
        self._guesser = Guesser(lexicon, self._learned, self._queries)
        self.reviewer = Reviewer(lexicon, self._learned, self._queries)

    def warm(self) -> None:
        """Make ready what the first question would wait for: every word list that plain questions need."""
        for question in _TO_WARM:
            self.next_calls(Conversation(question, questions=(question,)))
        self._learned.rank(_TO_WARM[0])

    def next_calls(self, asked: Conversation) -> list[Call]:
        """The tool calls to make now; none when the results suffice."""
        asked = returned(asked, self._row)
        made = put_right(asked, self._row, self._lexicon.catalog)
        if made is not None and not made.rest:
            return [self.reviewer.review(made.said, [made.call], made.call).instead or made.call]
        asked = asked if made is None else carried_out(asked, made)
        whole = self._as_a_whole(asked)
        if whole is not None:
            return whole
        if asked.earlier:
            last = asked.newest()
            asked = replace(asked, question=self.reviewer.meant(asked.question, None if last is None else last.call))
        asked = replace(
            asked,
            question=self.reviewer.standard(asked.question, signers(asked.questions)),
            questions=tuple(map(self.reviewer.standard, asked.questions)),
        )
        turns = self._turns(asked)
        return self._turn(asked) if turns is None else self._one_by_one(asked, *turns)

    def _turns(self, asked: Conversation) -> tuple[str, str] | None:
        """A message's first question, and what is then asked of whom that finds; none where it is one question."""
        for first, rest in turns_of(asked.question, self._row(asked.question)):
            found = as_if(self._turn(replace(asked, question=first, done=())))
            leaning = after(replace(asked, done=()), first, found, rest)
            calls = of_people(supposing(rest, self._lexicon), leaning, self._lexicon) if found else []
            if calls and not any(call.tool in OPEN for call in calls):
                return first, rest
        return None

    def _one_by_one(self, asked: Conversation, first: str, rest: str) -> list[Call]:
        """The calls of the first question, then of the rest about whom they found."""
        done: tuple[Done, ...] = ()
        while calls := self._turn(replace(asked, question=first, done=done)):
            if len(asked.done) < len(done) + len(calls):
                return calls
            done = asked.done[: len(done) + len(calls)]
        if any(one.status is not None for one in done):
            return []
        return self.next_calls(after(asked, first, done, rest))

    def _turn(self, asked: Conversation) -> list[Call]:
        """The calls of a message that is one turn."""
        core = self._worded(self.reviewer.core(asked.question))
        return self._afterwards(asked, core) if asked.done else self._answers(asked, core)

    def _afterwards(self, asked: Conversation, core: str) -> list[Call]:
        """What the results of a message's calls make necessary."""
        nobody = asked.done[-1].call.tool == "find_customers" and asked.done[-1].status == "not_found"
        if nobody and bare_name(asked.question) is not None:
            return [decline("outside")]
        return after_search(supposing(core, self._lexicon), asked, self._lexicon)

    def _answers(self, asked: Conversation, core: str) -> list[Call]:
        """The calls for a message without its asides; where they ask back, for what is left without its idle words."""
        if (said := sum(map(_says, self._row(core)))) > _MOST_SAID:
            return [ask_back("too_much", [said, _MOST_SAID])]
        if compared := compared_id(self._row(core), self._lexicon.catalog):
            return [ask_back("left_out", [compared])]
        term = term_frame(core, self._lexicon.catalog)
        if term is not None:
            return [Call(*term.call())]
        if said > _MOST_READ_AGAIN:
            return self._answer(asked, core)
        calls = self._leanest(asked, core)
        if _asks_number(calls):
            return self._so_many(asked, core) or calls
        return (self._halves(asked, core) if _lacks(calls) else []) or calls

    def _halves(self, asked: Conversation, core: str) -> list[Call]:
        """Of several wishes, one of which asks for what the bank lacks: what is answered, naming what is not there.

        What the first lacks may be said of all: ``Lyon branch: headcount and churn``.
        """
        first, *others = [self._answer(replace(asked, question=part), part) for part in self._wishes(core)] or [[]]
        lacking = [calls for calls in others if _lacks(calls)]
        answered = [first, *(calls for calls in others if calls not in lacking)]
        if not lacking or any(_unanswered(calls) for calls in answered):
            return []
        items = [{"text": call.arguments["detail"], "why": _LACKING[call.arguments["topic"]]} for (call,) in lacking]
        return [*(call for calls in answered for call in calls), Call("not_used", {"items": items})]

    def _wishes(self, core: str) -> list[str]:
        """A message's parts, cut where a wish begins; none where there is one."""
        row = self._row(core)
        ends = [0, *cuts(row), len(row)]
        return [core[row[a].start : row[b - 1].end] for a, b in pairwise(ends)] if len(ends) > 2 else []

    def _so_many(self, asked: Conversation, core: str) -> list[Call]:
        """The ordered list of people whose number nothing else made use of; none where something else is asked."""
        size, rest = people_counted(self._row(core), core)
        calls = self._leanest(replace(asked, question=rest), rest) if size else []
        ordered = all(call.tool == "watch_list" or "order_by" in call.arguments for call in calls)
        return sized(calls, size) if ordered else []

    def _worded(self, core: str) -> str:
        """A message with its ids as the bank writes them and unknown words as the bank calls what they mean."""
        return self.reviewer.reworded(with_ids(core, self._lexicon.catalog))

    def _leanest(self, asked: Conversation, core: str) -> list[Call]:
        """The calls for a message with all that may restrict; where that asks back, for what is surely asked of it."""
        calls, tried = self._answer(asked, core), {core}
        if unknown_term(self._row(core)) is not None:
            return calls  # without the word there is nothing that is asked
        for other in self._leaner(asked, core) if _open(calls) and not _names_nobody(calls) else ():
            found = [] if other in tried else self._answer(asked, other)
            tried.add(other)
            if found and not any(call.tool in OPEN for call in found):
                return found
        return (self._program(asked, core) if _lost(calls) else []) or calls

    def _program(self, asked: Conversation, core: str) -> list[Call]:
        """What nothing else could be made of, where it is likely about the program."""
        row = self._row(core)
        about_one = asked.focus() is not None and any(span.has("singular", "pronoun") for span in row)
        about_one = about_one or self._of_nobody(core, row)
        calls = self._follow_ups.again(row, asked)
        calls = calls or ([] if about_one else self._guesser.program(row, asked, least=LIKELY_PROGRAM))
        return calls if calls and self.reviewer.review(asked.question, calls).instead is None else []

    def _leaner(self, asked: Conversation, core: str) -> Iterator[str]:
        """The message without words that narrow nothing, then without what is said apart from the question."""
        bare = self._worded(self.reviewer.question(asked.question))
        yield from (self.reviewer.lean(core), bare, self.reviewer.lean(bare))
        yield from (self.reviewer.lean(core, perhaps=True), self.reviewer.lean(bare, perhaps=True))

    def _as_a_whole(self, asked: Conversation) -> list[Call] | None:
        """What the message is as it was written: the answer before once more, a word's meaning, something to record."""
        if not asked.done:
            term = term_frame(asked.question, self._lexicon.catalog)
            calls = (
                told_again(asked)
                or gone_back(self._row(asked.question), asked)
                or self._of_the_reply(asked)
                or ([Call(*term.call())] if term is not None else [])
            )
            if calls:
                return calls
        recorded = self._recording(asked)
        deed = of_deeds(self._row(asked.question)) if recorded is None and not asked.done else None
        return recorded if deed is None else [deed]

    def _of_the_reply(self, asked: Conversation) -> list[Call]:
        """``¿y ese dato de dónde lo sacas?`` after an answer, whose words are an aside or a place elsewhere."""
        row = self._row(asked.question)
        about = system_frame(row, None)
        if about is None or about.topic != "reply":
            return []
        if not asked.earlier and any(span.has("risk", "likely", "churn", "left") for span in row):
            about = System(topic="method")
        return [Call(*about.call())]

    def _answer(self, asked: Conversation, core: str) -> list[Call]:
        """The calls for a message without its asides; what is said instead where they leave out what matters."""
        calls, without_size = self._sized(asked)
        if calls:
            asked = replace(asked, question=without_size)
        calls = calls or self._calls(asked, core)
        calls = with_ties(calls, self._row(asked.question), self._lexicon.catalog)
        said_row = self._row(asked.question)
        calls = set_apart(as_said(said_row, calls, self._lexicon.catalog), said_row, self._lexicon.catalog)
        calls = with_amounts(calls, said_row)
        instead = which(self._row(core), calls, self._lexicon.catalog)
        instead = instead or self.reviewer.review(asked.question, calls).instead
        return calls if instead is None else [instead]

    def _sized(self, asked: Conversation) -> tuple[list[Call], str]:
        """A list whose length a sentence of its own tells, and the message without it; none for anything else."""
        size, told = sizes(self.reviewer.clauses(asked.question), asked.question)
        if not size:
            return [], asked.question
        rest = self.reviewer.core(without(asked.question, told))
        return sized(self._calls(replace(asked, question=rest), rest), size), rest

    def _recording(self, asked: Conversation) -> list[Call] | None:
        """What is to be written down, now or since it was known whom it is about; None where nothing is."""
        today = now().date()
        said = wish(asked.question, self._row(asked.question), self._lexicon, today)
        if said is not None:
            return next_call(said, asked)
        before = asked.questions[-1] if asked.questions and is_open(asked) else ""
        waiting = wish(before, self._row(before), self._lexicon, today) if before else None
        if waiting is None:
            return None
        if asked.done:
            return next_call(waiting, asked)
        calls = self._calls(asked, with_ids(asked.question, self._lexicon.catalog))
        named = {str(call.arguments["customer_id"]) for call in calls if "customer_id" in call.arguments}
        if len(named) == 1:
            return [waiting.call(named.pop())]
        return calls if [call.tool for call in calls] == ["find_customers"] else None

    def _calls(self, asked: Conversation, core: str) -> list[Call]:
        """What follows up the answer before, else whole frames, else the rules."""
        row = self._row(core)
        if asked.earlier:
            changed = self._follow_ups.calls(row, asked)
            if changed:
                return changed
            core = corrected(core, row) or core
        calls = self._at_once(asked, row) or self._read(asked, core, row)
        return self._follow_ups.completed(calls, row, asked) if asked.earlier else calls

    def _at_once(self, asked: Conversation, row: Sequence[Span]) -> list[Call]:
        """What is about the program, or supposes something of one customer."""
        strange = unknown_term(row)
        if strange is not None:
            return [decline("unknown_column", strange)]
        named = next((found for span in row if (found := customer_id(span))), None)
        about = system_frame(row, named or asked.focus())
        if about is not None and named is not None and (about.customer_id is None or _of_his_risk(row)):
            about = None  # the card limit of somebody is no limit of the program
        whole = not asked.earlier and not self._of_nobody(asked.question, row)
        told = []
        if about is not None or whole:
            told = self._guesser.program(row, asked, about, whole=self._row(asked.question))
        frame = None if told else supposed(row, self._lexicon.catalog)
        one = the_one(row) or (None if picks(row) or says_beside(row) else asked.focus())
        if one is not None and frame is None and _to_offer(row):
            reading = supposing(asked.question, self._lexicon)
            return for_customers(reading, [one], asked_columns(reading, self._lexicon), ["retention_options"])
        return told or ([Call(*frame.call())] if frame is not None else two_customers(row))

    def _read(self, asked: Conversation, core: str, row: Sequence[Span]) -> list[Call]:
        """Whole frames, else the rules; where those give up on a word, the frame without it if that may be named."""
        dated = says_a_date(core, self._lexicon, english=detect(core, "es") == "en")  # frames hold no dates
        if not asked.earlier and self._of_nobody(core, row):
            return self._ruled(asked, core)
        framed = [] if dated else self._framed(core, row, asked)
        unknown = [i for i, span in enumerate(row) if span.unknown and not is_spoken(span)]
        unknown = [i for i in unknown if not _counts_wishes(row, i, framed)]
        if framed and not any(_describes(row, i) for i in unknown):
            return framed
        calls = self._ruled(asked, core)
        passes = not any(_restricts(row, i) for i in unknown)
        if framed and passes and _gave_up(calls) and self.reviewer.review(asked.question, framed).instead is None:
            return framed
        if not_understood(calls):
            name = bare_name(asked.question)
            if name is not None:
                return [name]
            return self._guesser.calls(row, asked) or calls
        return self._guesser.instead(row, asked, calls) or self._guesser.aspect(row, asked, calls) or calls

    def _framed(self, core: str, row: Sequence[Span], asked: Conversation) -> list[Call]:
        frames = self.frames(core) if not asked.earlier or _stands_alone(row) else []
        return [Call(*frame.call()) for frame in frames]

    def _of_nobody(self, core: str, row: Sequence[Span]) -> bool:
        """``¿tiene tarjeta?``: of one person, of whom nothing was said."""
        third = any(span.has("singular", "pronoun") for span in row)
        return (
            third
            and not any(span.has("count") for span in row)
            and of_one(supposing(core, self._lexicon), self._lexicon)
        )

    def _row(self, message: str) -> list[Span]:
        return self.reviewer.row(message)

    def frames(self, message: str) -> list[Frame]:
        """The frames of a message that stands on its own, all or none."""
        row = self._row(message)
        ends = [0, *cuts(row), len(row)]
        pointed = of_those([row[start:end] for start, end in pairwise(ends)], self._queries)
        if pointed:
            return pointed
        every = self._queries.every(row)
        whole = every[0] if len(every) == 1 else None
        if len(every) > 1:
            return every
        twice = whole is None or _conditioned_twice(whole, row)
        parted = self._parted(row) if twice or _asked_twice(row) else []
        if not twice and len(parted) > 1 and not any(_of_everybody(frame) for frame in parted):
            parted = []
        return parted or ([each_counted(whole, row)] if whole is not None else [])

    def _parted(self, row: Sequence[Span]) -> list[Frame]:
        """The frames of a message's parts, where each is whole; what leads to all of them is part of each."""
        ends = [0, *cuts(row), len(row)]
        if len(ends) < 3:
            return []
        lead = list(row[: topic(row)])
        rows = [[*(lead if start else []), *row[start:end]] for start, end in pairwise(ends)]
        frames = []
        for part in rows:
            frame = self._queries.read(part)
            if frame is None:
                return []
            frames.append(frame)
        return with_ellipses(with_tail(frames, rows), rows)

    def _ruled(self, asked: Conversation, core: str) -> list[Call]:
        """What the rules make of a message; where they give up, of all that was said but who signs it."""
        calls = self._by_rules(asked, core)
        said = self.reviewer.unsigned(asked.question)
        if core == said or not any(call.tool in OPEN for call in calls):
            return calls
        whole = self._by_rules(asked, said)
        return calls if any(call.tool in OPEN for call in whole) else whole

    def _by_rules(self, asked: Conversation, message: str) -> list[Call]:
        """What is asked of people spoken of before, else what the message asks by itself."""
        reading = supposing(message, self._lexicon)
        calls = of_people(reading, asked, self._lexicon) or alone(reading, self._lexicon)
        return kept_whole(reading, calls)


def _names_nobody(calls: Sequence[Call]) -> bool:
    """Whether somebody is missing, whom no word less names."""
    return [call.arguments.get("reason") for call in calls] == ["no_customer"]


def _to_offer(row: Sequence[Span]) -> bool:
    """``qué le doy``; not ``por qué sale con riesgo, ¿qué le digo?``."""
    return offers(row) and not any(span.has("why") and not offers([span]) for span in row)


def _of_his_risk(row: Sequence[Span]) -> bool:
    """``qué pesa en su riesgo``: reasons, no models."""
    return any(span.has("why", "risk") for span in row) and not any(span.has("model") for span in row)


def _asks_number(calls: Sequence[Call]) -> bool:
    """Whether all that is said is a question what a number counts."""
    return [(call.tool, call.arguments.get("reason")) for call in calls] == [("ask_back", "number")]


def _unanswered(calls: Sequence[Call]) -> bool:
    return not calls or any(call.tool in OPEN for call in calls)


def _lacks(calls: Sequence[Call]) -> bool:
    """Whether all that is said is that the bank does not have what was asked for."""
    told = [call.arguments for call in calls if call.tool == "decline"]
    return len(calls) == len(told) == 1 and told[0].get("topic") in _LACKING and bool(told[0].get("detail"))


def _open(calls: Sequence[Call]) -> bool:
    """Whether nothing is answered."""
    return all(call.tool in OPEN for call in calls)


def _lost(calls: Sequence[Call]) -> bool:
    """Whether what was said was not made sense of; a refusal by its topic stands."""
    asked = [call.arguments.get("reason") for call in calls if call.tool == "ask_back"]
    open_ended = {"number", "which_column"}
    return not_understood(calls) or (len(asked) == len(calls) == 1 and asked[0] in open_ended)


def _says(span: Span) -> bool:
    """Whether a span is more than a sign or a small word."""
    return not (span.sign or (span.stop and not span.entry.of_the_bank))


def _gave_up(calls: Sequence[Call]) -> bool:
    """Whether the rules asked or declined because of a word they do not know."""
    return not_understood(calls) or any(
        call.tool == "decline" and call.arguments.get("topic") == "unknown_column" for call in calls
    )


def _describes(row: Sequence[Span], i: int) -> bool:
    """Whether an unknown word stands beside what it could describe: customers, a value, a negation, a copula."""
    around = [row[j] for j in (i - 1, i + 1) if 0 <= j < len(row)]
    beside = any(span.has("customers", "customer") or span.entry.of_the_bank for span in around)
    return beside or (i > 0 and row[i - 1].has("not", "are", "which")) or _restricts(row, i)


def _counts_wishes(row: Sequence[Span], i: int, framed: Sequence[Call]) -> bool:
    """``two things``: a number of what is asked, no figure of a condition."""
    number = row[i - 1].number if i else None
    told = Evidence.of([Call(call.tool, {"where": call.arguments.get("where")}) for call in framed])
    return number is not None and number.value not in told.numbers and number.value == _wishes(framed)


def _wishes(framed: Sequence[Call]) -> int:
    return max(len(framed), *(len(call.arguments.get("measures", ())) for call in framed)) if framed else 0


def _restricts(row: Sequence[Span], i: int) -> bool:
    """Whether an unknown word stands where only something that restricts does: after a preposition or a number."""
    before = next((span for span in reversed(row[:i]) if not (span.stop and not span.entry.cues)), None)
    close = row[i - 1] if i else None
    led = close is not None and not symbol_set("prepositions").isdisjoint(
        word for span in row[max(0, i - 2) : i] for word in span.words[-1:]
    )
    near = [j for j in (i - 1, i + 1) if 0 <= j < len(row) and not (j and row[j - 1].number is not None)]
    timed = any(is_kind(word, "year") or is_kind(word, "time") for j in near for word in row[j].words)
    return led or timed or (before is not None and (before.number is not None or before.has("in", "with", "without")))


_LEANS = ("what_about", "only", "now", "also", "same", "them", "pronoun", "remove", "both", "rest", "versus")


def _stands_alone(row: Sequence[Span]) -> bool:
    """Whether a message after others needs nothing of them: it begins with no joint and points at nobody."""
    spoken = [span for span in row if not span.sign]
    heads = any(span.has(*HEADS) for span in spoken)
    told = sum(span.entry.of_the_bank or span.has("customers", "churn") for span in spoken)
    leans = any(span.has(*_LEANS[1:]) and not span.entry.of_the_bank for span in spoken)
    return heads and bool(told) and not leans and not spoken[0].has(*_LEANS)


def _asked_twice(row: Sequence[Span]) -> bool:
    """``how many are there and how many left?``, ``% of women and % of inactive``: each is one of its own."""
    ends = [0, *cuts(row), len(row)]
    parts = [row[start:end] for start, end in pairwise(ends)]
    return any(sum(any(span.has(head) for span in part) for part in parts) > 1 for head in ("count", "share"))


def _of_everybody(frame: Frame) -> bool:
    """Whether a query restricts nothing."""
    return isinstance(frame, Query) and frame.where is None and frame.population is None


def _conditioned_twice(frame: Frame, row: Sequence[Span]) -> bool:
    """Whether a query of several measures has conditions on both sides of where a second wish begins."""
    if not isinstance(frame, Query):
        return False
    cut = next(iter(cuts(row)), 0)
    if len(frame.measures) < 2 and not (row[cut:] and any(span.has("count") for span in row[cut : cut + 2])):
        return False
    return cut > 0 and all(any(span.entry.values or span.number for span in side) for side in (row[:cut], row[cut:]))
