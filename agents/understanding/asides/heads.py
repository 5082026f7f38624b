"""What stands before what a message asks for: courtesy and how the question came about, which restrict nobody.

``would you be so good as to tell me the …``, ``me han pedido la …``: the words before the verb of telling, and those
by which somebody speaks of himself before anything of the bank is named.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from agents.understanding.asides.pieces import SURELY, figure, holds
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.morphology import is_verb_form, lemmas
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.words import word_sets

_CLITIC = re.compile(r"(?<=[aei]r|[aeo]n|.[aei])(?:me|nos)(?:l[aeo]s?)?$")
PEOPLE = ("customers", "customer", "them", "rest", "leavers", "all")
ASKED = (*SURELY, "churn", "left", "stay", "max", "min", "retention_rate", "list")
_OPENS = ("in", "with", "without", "by", "among", "not", "except", "only")

_words = partial(word_sets, "heads")


def words_of(kind: str) -> frozenset[str]:
    """A set of ``words/heads.yaml``."""
    return _words()[kind]


def parts_of(row: Sequence[Span]) -> list[list[Span]]:
    """The spans between two signs."""
    return list(_parts(row))


def asks(part: Sequence[Span]) -> bool:
    """Whether a part names something of the bank or asks for a figure, a list or those who left."""
    return any(holds(span) or span.has(*ASKED) for span in part)


def others_ask(parts: Sequence[Sequence[Span]]) -> list[bool]:
    """Of each part whether any other one asks."""
    asking = list(map(asks, parts))
    every = sum(asking)
    return [every > own for own in asking]


def without_heads(message: str, row: Sequence[Span]) -> str:
    """The message without what only leads to what it asks for; as written where that may restrict."""
    kept, parts = list(message), parts_of(row)
    asked = any(map(asks, parts))
    for part in parts:
        end = len(part) if asked and _tag(part) else _told(part) or _spoken(part)
        for place in range(part[0].start, part[end - 1].end if end else 0):
            kept[place] = " "
    return "".join(kept)


def _tag(part: Sequence[Span]) -> bool:
    """``me la dices?``, ``can you get me that?``: nothing but the wish to be told."""
    told = [i for i in range(len(part)) if _tells(part, i)]
    small = symbol_set("prepositions") | symbol_set("articles") | symbol_set("shown") | _words()["whom"]
    rest = [span for i, span in enumerate(part) if i not in told]
    plain = all((span.stop or small.issuperset(span.words)) and not span.has(*_OPENS) for span in rest)
    return bool(told) and plain and not any(holds(span) or span.number for span in part)


def _parts(row: Sequence[Span]) -> Iterator[list[Span]]:
    part: list[Span] = []
    for span in row:
        if span.sign:
            if part:
                yield part
            part = []
        else:
            part.append(span)
    if part:
        yield part


def _told(part: Sequence[Span]) -> int:
    """Where the verb of telling stands, if all before it only leads to it; else 0."""
    for i, span in enumerate(part):
        if i and _tells(part, i):
            after = i + 1 + (i + 1 < len(part) and not _words()["whom"].isdisjoint(part[i + 1].words))
            return after if any(span.has(*SURELY) for span in part[after:]) else i
        named = holds(span) or figure(span) or span.code or span.has(*SURELY, *PEOPLE)
        if named or _relative(part, i) or span.text.casefold() in _words()["interrogatives"]:
            return 0
    return 0


def _tells(part: Sequence[Span], i: int) -> bool:
    words = part[i].words
    plain = {_CLITIC.sub("", word) for word in words}
    forms = {*words, *plain, *(form for word in plain for form in lemmas(word))}
    after = {*words[1:], *(part[i + 1].words if i + 1 < len(part) else ())}
    before = {word for span in part[max(0, i - 1) : i + 1] for word in span.words}
    clitic = not plain <= {*words}
    spanish = clitic or bool(before & _words()["whom"])
    bare = any(word.endswith("r") for word in words) or (i > 0 and part[i - 1].has("polite", "to"))
    return (
        bool(forms & _words()["alone"] and (spanish or bare or after & _words()["whom"]))
        or bool(spanish and forms & _words()["asked"])
        or bool((after & _words()["whom"]) and forms & _words()["told"])
    )


def _relative(part: Sequence[Span], i: int) -> bool:
    """``los que``, ``those who``: whom the question is about."""
    return i + 1 < len(part) and is_kind(part[i].words[-1], "those") and is_kind(part[i + 1].words[0], "who")


def _spoken(part: Sequence[Span]) -> int:
    """Where what is asked begins, if somebody speaks of himself before it; else 0."""
    end = next((i for i, span in enumerate(part) if holds(span) or figure(span) or span.has(*ASKED)), 0)
    head = part[:end]
    while head and head[-1].stop and not head[-1].unknown and not head[-1].has(*_OPENS):
        head = head[:-1]  # the article of what is asked
    said = [span for span in head if span.unknown]
    if not said or any(span.code or span.has(*_OPENS, *PEOPLE) for span in head):
        return 0
    speaks = any(not symbol_set("speaker").isdisjoint(span.words) or is_kind(span.words[0], "person") for span in head)
    verb = any(is_verb_form(span.words[-1]) for span in said)
    bound = any(_relative(head, i) for i in range(len(head)))
    asks = any(span.has(*ASKED) for span in part[end:])
    return len(head) if speaks and verb and asks and not bound else 0
