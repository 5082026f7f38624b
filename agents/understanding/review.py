"""A message read once for the coverage rule: its core without asides, and what some calls leave out of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.language import detect
from agents.understanding.asides.around import without_surroundings
from agents.understanding.asides.clauses import Clause, clauses
from agents.understanding.asides.clock import without_hours
from agents.understanding.asides.givens import without_givens
from agents.understanding.asides.heads import PEOPLE, without_heads
from agents.understanding.asides.kinds import without_remarks
from agents.understanding.asides.letters import body
from agents.understanding.asides.pieces import Role
from agents.understanding.asides.reported import without_reports
from agents.understanding.asides.suggested import as_wish
from agents.understanding.calls import Call
from agents.understanding.coverage.leftovers import beside, unknown_words
from agents.understanding.coverage.unused import LeftOut, blocked, left_out
from agents.understanding.follow_up.going_back import steps_back
from agents.understanding.follow_up.returning import rest_of
from agents.understanding.follow_up.taken_back import without_taken_back
from agents.understanding.follow_up.told import after_no
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.second_reading import missing
from agents.understanding.grammar.spans import Span, spans
from agents.understanding.learned_port import Learned, Metered, Unlearned
from agents.understanding.lexicon.ids import customer_id, with_ids, without_signs
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.word_forms import WordForms
from agents.understanding.rewording.against import against_the_whole
from agents.understanding.rewording.contrasts import denies, without_contrasts
from agents.understanding.rewording.download import without_download
from agents.understanding.rewording.either_way import without_sides
from agents.understanding.rewording.exclusions import sets_aside, without_excluded
from agents.understanding.rewording.given_up import apologies, given_up, without
from agents.understanding.rewording.id_headers import IdHeaders
from agents.understanding.rewording.label_forms import LabelForms
from agents.understanding.rewording.levels import with_risk
from agents.understanding.rewording.near_words import NearWords
from agents.understanding.rewording.notation import in_words
from agents.understanding.rewording.relations import Relations
from agents.understanding.rewording.repairs import repaired
from agents.understanding.rewording.retention import as_rate
from agents.understanding.rewording.stated import Stated
from agents.understanding.rewording.with_us import as_errand, as_manager, as_ours, as_place
from agents.understanding.topics.about_one import narrowed, without_names
from agents.understanding.wishes.parts import HEADS
from tools.replies.form import form_of

_TWICE = re.compile(r",(?:\s*,)+")
_ASPECTS = ("why", "options", "similar", "history", "card")
_LEFT_OUT = {"es": "excepto", "en": "except"}
_EMPTY = re.compile(r"\([\s,;:.]*\)")


@dataclass(frozen=True)
class Review:
    """``instead``: what is said rather than an answer; ``named``, ``taken``: what is said beside it."""

    instead: Call | None
    named: tuple[str, ...]
    taken: tuple[tuple[str, str], ...] = ()
    """Unknown words and what they were taken for."""


def _taken(span: Span) -> bool:
    """Whether an unknown word was taken for one of the bank's."""
    return bool(span.meant) and span.entry.of_the_bank


def _explains(calls: Sequence[Call]) -> bool:
    """Whether the calls only tell what a word means, which nothing but the whole message asks for."""
    return [(call.tool, call.arguments.get("topic")) for call in calls] == [("about_system", "term")]


class Reviewer:
    """The coverage rule over one catalog's lexicon."""

    def __init__(self, lexicon: Lexicon, learned: Learned | None = None, queries: QueryReader | None = None) -> None:
        self._lexicon = lexicon
        self._learned: Learned = learned or Unlearned()
        self._queries = queries or QueryReader(lexicon)
        self._near = NearWords(lexicon, self._learned)
        self._label, self._forms = LabelForms(lexicon.catalog), WordForms(lexicon)
        self._ids = IdHeaders(lexicon)
        self._stated, self._relations = Stated(lexicon.catalog), Relations(lexicon.catalog)
        self.clauses = lru_cache(maxsize=256)(self._clauses)
        self._spans = lru_cache(maxsize=64)(self._row)
        self._once = lru_cache(maxsize=64)(self._standard)

    def standard(self, message: str, signed: frozenset[str] = frozenset()) -> str:
        """What is said, without what frames it as a letter, queries in words, words in their standard form.

        ``signed``: folded names that signed before.
        """
        return self._once(message, signed)

    def _standard(self, message: str, signed: frozenset[str]) -> str:
        said = with_ids(without_hours(without_signs(body(message, signed, self._asks))), self._lexicon.catalog)
        said = without_download(said, detect(said, "es")) or said
        said = self._stated.plain(self._ids.plain(said, detect(said, "es")))
        said = self._label.plain(said, detect(said, "es"))
        said = self._forms.standard(in_words(said, detect(said, "es")))
        said = as_ours(said, self._lexicon, detect(said, "es"))
        said = as_rate(self._relations.plain(said, detect(said, "es")), detect(said, "es"))
        return self._as_meant(said)

    def _asks(self, text: str) -> bool:
        """Whether a text by itself asks something of the bank, whatever is quoted beside it."""
        row = self.row(text)
        told = any(span.entry.of_the_bank or span.has(*PEOPLE, "churn", "left", "stay") for span in row)
        return any(span.has(*_ASPECTS) for span in row) or (told and any(span.has(*HEADS) for span in row))

    def _as_meant(self, message: str) -> str:
        """The message as it is meant: corrections carried out, figures that are not wanted left out."""
        said = as_errand(message, self.row(message), self._lexicon, detect(message, "es"))
        said = as_manager(said, self.row(said), self._lexicon, detect(said, "es"))
        said = repaired(as_wish(said), self.row)
        left_out = _LEFT_OUT["en" if detect(said, "es") == "en" else "es"]
        said = without_excluded(said, self.row(said), left_out) if sets_aside(said) else said
        said = without_sides(said, self.row(said))
        said = against_the_whole(said, self.row(said), detect(said, "es"))
        said = with_risk(said, self.row(said))
        said = without_remarks(said, self.row(said), Metered(self._learned))
        said = without_reports(said, self.row(said))
        said = without_names(said, self.row(said))
        said = narrowed(self.row(said), said)
        said = without_heads(said, self.row(said))
        said = without_surroundings(said, self.row(said))
        said = as_place(said, self.row(said), self._lexicon, detect(said, "es"))
        said = without_contrasts(said, self.row(said)) if denies(said) else said
        said = without(said, self.row(said), given_up(self.row(said), self._lexicon.catalog))
        return without_givens(said, self.row(said))

    def row(self, message: str) -> list[Span]:
        """The message's spans, unknown words by what they come near to."""
        return list(self._spans(message))

    def _row(self, message: str) -> tuple[Span, ...]:
        return tuple(self._near.read(spans(message, self._lexicon, english=detect(message, "es") == "en")))

    def reworded(self, message: str) -> str:
        """The message with unknown words as the bank calls what they mean."""
        for span in reversed(self.row(message)):
            if span.meant:
                message = f"{message[: span.start]}{span.meant}{message[span.end :]}"
        return message

    def _clauses(self, message: str) -> tuple[Clause, ...]:
        row = self.row(message)
        return tuple(clauses(row, message, Metered(self._learned)))

    def core(self, message: str) -> str:
        """The message without its asides and what stands beside the question; itself where it is nothing else."""
        return self._without(self.standard(message), "aside", "signed", "beside")

    def question(self, message: str) -> str:
        """The message without anything that is said apart from the question but whom it is about."""
        return self._without(self.standard(message), "aside", "signed", "beside", "spare")

    def unsigned(self, message: str) -> str:
        """The message without the names of those who sign it."""
        return self._without(self.standard(message), "signed")

    def _without(self, message: str, *roles: Role) -> str:
        """The message without pieces of some roles, as written; the ids in what is spare stay."""
        parts = self.clauses(message)
        dropped = [part for part in parts if part.role in roles]
        if not dropped or len(dropped) == len(parts):
            return message
        kept = list(message)
        for part in dropped:
            said = [span for span in part.spans if part.role == "spare" and (span.code or customer_id(span))]
            for place in range(part.spans[0].start, part.spans[-1].end):
                if not any(span.start <= place < span.end for span in said):
                    kept[place] = " "
        return _TWICE.sub(",", _EMPTY.sub(" ", "".join(kept))).strip(" ,;:.!-—–")

    def lean(self, message: str, *, perhaps: bool = False) -> str:
        """The message without the unknown words that narrow nothing (or ``perhaps`` something), as written."""
        kept, learned = list(message), Metered(self._learned)
        unknown = [one for part in self.clauses(message) for _, one in unknown_words(part.spans, self._lexicon)]
        learned.ready([text for one in unknown for text in (one.within, one.text)])
        for part in self.clauses(message):
            for found in beside(part.spans, self._lexicon, learned, perhaps=perhaps):
                for place in range(part.spans[found.start].start, part.spans[found.end - 1].end):
                    kept[place] = " "
        return "".join(kept)

    def _otherwise(self, message: str, calls: Sequence[Call]) -> str:
        """What the calls hold otherwise than the grammar reads it; empty where they agree."""
        spoken = [span for part in self.clauses(message) if part.role == "asked" for span in part.spans]
        return missing(spoken, calls, self._queries, self._lexicon.catalog)

    def meant(self, message: str, before: Call | None) -> str:
        """What a message after an answer means, without what it gives up of that."""
        said, catalog = after_no(message), self._lexicon.catalog
        if before is not None:
            said = without(said, self.row(said), apologies(self.row(said), catalog))
        return without(said, self.row(said), given_up(self.row(said), catalog, before))

    def review(self, message: str, calls: Sequence[Call], before: Call | None = None) -> Review:
        """What the calls leave out of the message; ``before``: the call of the answer that it follows."""
        if form_of(message) is not None or steps_back(message) or _explains(calls):
            return Review(None, ())
        if before is not None:
            message = without_taken_back(message, self.row(message), calls, self._lexicon.catalog)
        message = self.standard(self.meant(rest_of(message)[1], before))
        found: list[LeftOut] = left_out(self.clauses(message), calls, self._lexicon, Metered(self._learned))
        if not any(one.blocks for one in found) and (text := self._otherwise(message, calls)):
            found.append(LeftOut(text, "value", blocks=True))
        named = tuple(dict.fromkeys(one.text for one in found if not one.blocks))
        taken = [(s.text, s.meant) for part in self.clauses(message) if not part.aside for s in part.spans if _taken(s)]
        return Review(blocked(found), named, tuple(dict.fromkeys(taken)))
