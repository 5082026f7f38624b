"""Clauses: which customer, group and field a figure in a sentence belongs to, as a reader would take it.

Within a clause the figures belong either each to the nearest name before it, or each to the nearest after it: one of
these readings must hold for all of them, so that figures cannot be exchanged between names. A clause without a name
takes it from the sentence, else from the sentence before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import Label, Mention
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.quantities import Quantity, hedged_from

_SPLIT = compiled(rf";|,\s|\s[—–-]\s|\.\s|\s{any_of('splits')}\s")
_APART = compiled(r";\s|\s[—–]\s")
GLOBAL = compiled(rf"\b{any_of('global')}\b")
SHIFT = compiled(rf"\b{any_of('shift')}\b")
CONDITION = compiled(rf"\b{any_of('condition')}\b|[≥≤<>]")
_INTRODUCES = compiled(rf"^\W*{any_of('introduces')}\s")
_RESPECTIVELY = whole("respectively")
_AGAINST = compiled(rf"^[\s*_]*{any_of('against')}\s+(?:{any_of('definite')}\s+)?[*_]*$")
AGAINST = compiled(rf"\d[^,;.]{{0,6}}\s{any_of('set_against')}\s+$")
"""A figure, and that another is set against it."""
_BETWEEN_LABEL = compiled(
    rf"^[\s*_|]*(?:(?:{any_of('between_label')}|:|=|\(|~|≈|–|-|(?-i:[A-ZÁÉÍÓÚÑ])[\w'’-]+|\d{{6,}}\))[\s*_]*){{0,5}}$"
)
_TOLD_OF = compiled(rf":\s+[*_]*(?-i:[A-ZÁÉÍÓÚÑ])[\w'’-]+\s+{any_of('copulas')}\s")
_APPOSED = compiled(rf"^\s*,\s*(?:{any_of('of')}\s+)?[*_]*$")
"""A figure between commas is that of the field before it: \"her salary, 100 €, is\"."""
COUNTED = compiled(rf"\s*{any_of('people')}\b")


Groups = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Owners:
    """Whose a figure is said to be: named in its clause (``groups`` by type), or carried over from before."""

    customer: frozenset[str] | None = None
    groups: Groups = field(default_factory=dict)
    carried: frozenset[str] | None = None
    carried_groups: Groups = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether anybody at all is said to own it."""
        return bool(self.customer or self.groups or self.carried or self.carried_groups)


NOBODY = Owners()


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A stretch of a sentence with its figures and names; ``before`` and ``after``: the sentence's other names."""

    text: str
    start: int
    end: int
    quantities: tuple[Quantity, ...]
    mentions: tuple[Mention, ...]
    before: tuple[Mention, ...] = ()
    after: tuple[Mention, ...] = ()

    def readings(self, carried: Owners) -> Iterator[list[Owners]]:
        """The ways to say whose each quantity is, the likelier first. ``carried``: from the sentence before."""
        for forward in (True, False):
            yield [self._owners(quantity, carried, forward=forward) for quantity in self.quantities]

    def _owners(self, q: Quantity, carried: Owners, *, forward: bool) -> Owners:
        kinds = dict.fromkeys(mention.kind for mention in self.mentions)
        named = {
            kind: mention.values
            for kind in kinds
            if (mention := _nearest([m for m in self.mentions if m.kind == kind], q, forward=forward)) is not None
        }
        customer = named.pop(CUSTOMER, None)
        if customer is not None:
            return Owners(customer=customer, groups=named)
        over = self._carried(carried, forward=forward)
        groups = {kind: values for kind, values in over.carried_groups.items() if kind not in named}
        return Owners(groups=named, carried=over.carried, carried_groups=groups if not named else {})

    def _carried(self, carried: Owners, *, forward: bool) -> Owners:
        """Who was spoken of: the sentence's names on the side read, the sentence before, or who comes next."""
        if forward and self.before:
            return _as_carried(self.before, last=True)
        introduces = not self.before and _INTRODUCES.match(self.text) is not None
        if self.after and (introduces or not carried.named or not forward):
            return _as_carried(self.after, last=False)
        if self.before:
            return _as_carried(self.before, last=True)
        return NOBODY if SHIFT.search(self.text) else carried


def _as_carried(mentions: Sequence[Mention], *, last: bool) -> Owners:
    """The nearest customer and the nearest group of each type among the sentence's names."""
    ordered = list(mentions) if last else list(reversed(mentions))
    nearest = {mention.kind: mention.values for mention in ordered}
    customer = nearest.pop(CUSTOMER, None)
    return Owners(carried=customer, carried_groups={} if customer else nearest)


def carried_from(mentions: Sequence[Mention], carried: Owners) -> Owners:
    """Whom the next sentence may go on about: this sentence's last names, else whom it went on about itself."""
    return _as_carried(mentions, last=True) if mentions else carried


def _nearest(mentions: Sequence[Mention], q: Quantity, *, forward: bool) -> Mention | None:
    """The mention a quantity belongs to: the nearest before it (forward) or after it, else the only way left."""
    if not mentions:
        return None
    if forward:
        earlier = [m for m in mentions if m.start <= q.start]
        return earlier[-1] if earlier else mentions[0]
    later = [m for m in mentions if m.start >= q.start]
    return later[0] if later else mentions[-1]


def clauses(text: str, quantities: Sequence[Quantity], mentions: Sequence[Mention]) -> list[Clause]:
    """A sentence in clauses; a split inside a quantity or a name is none."""
    spans = [(q.start, q.end) for q in quantities] + [(m.start, m.end) for m in mentions]
    cuts = [0]
    if _RESPECTIVELY.search(text) is None:
        for match in _SPLIT.finditer(text):
            if all(not (start < match.end() and match.start() < end) for start, end in spans):
                cuts.append(match.end())
    cuts.append(len(text))
    return [
        Clause(
            text=text[start:end],
            start=start,
            end=end,
            quantities=tuple(q for q in quantities if start <= q.start < end),
            mentions=tuple(m for m in mentions if start <= m.start < end),
            before=tuple(m for m in mentions if m.start < start),
            after=tuple(m for m in mentions if m.start >= end),
        )
        for start, end in pairwise(cuts)
        if end > start
    ]


def parts(text: str) -> list[tuple[int, int]]:
    """The stretches of a sentence that semicolons and dashes set apart."""
    cuts = [0, *(match.end() for match in _APART.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if end > start]


def in_order(text: str, quantities: Sequence[Quantity], mentions: Sequence[Mention]) -> list[Owners] | None:
    """ "A, B and C have 1, 2 and 3 respectively": the n-th figure is the n-th name's; None where it is not that.

    The same where two names stand before two figures that are set against each other ("33.7 % against 22.7 %").
    """
    named = _subjects(_merged(mentions))
    figures = _figures(quantities, mentions)
    kinds = [frozenset(m.kind for m in group) for group in named]
    alike = len(named) == 2 or len(set(kinds)) == 1
    if not alike or len(named) != len(figures) or len(named) < 2 or not kinds[0] & kinds[1]:
        return None
    if _RESPECTIVELY.search(text) is None and not _set_against(text, [group[0] for group in named], figures):
        return None
    said = iter(named)
    return [_owners_of(next(said)) if q in figures else NOBODY for q in quantities]


def _figures(quantities: Sequence[Quantity], mentions: Sequence[Mention]) -> list[Quantity]:
    """The figures that are somebody's: no number of times, no part of a name."""
    own = [q for q in quantities if q.kind not in {"times", "fraction"}]
    return [q for q in own if not any(m.start <= q.start < m.end for m in mentions)]


def _subjects(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The names, those of different kinds that stand side by side as one: the women of Germany."""
    found: list[list[Mention]] = []
    for mention in mentions:
        kinds = {m.kind for m in found[-1]} if found else {mention.kind}
        beside = found and 0 <= mention.start - found[-1][-1].end <= _BESIDE
        if beside and CUSTOMER not in {mention.kind, *kinds} and mention.kind not in kinds:
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


_BESIDE = 14


def _owners_of(group: Sequence[Mention]) -> Owners:
    named = {m.kind: m.values for m in group}
    customer = named.pop(CUSTOMER, None)
    return Owners(customer=customer, groups=named)


def _merged(mentions: Sequence[Mention]) -> list[Mention]:
    """The names without an id that only repeats whom the name before it means."""
    return [
        mention
        for number, mention in enumerate(mentions)
        if number == 0 or mention.kind != CUSTOMER or not mention.values & mentions[number - 1].values
    ]


def _set_against(text: str, named: Sequence[Mention], quantities: Sequence[Quantity]) -> bool:
    if len(named) != 2 or named[1].start > quantities[0].start or quantities[0].kind != quantities[1].kind:
        return False
    ends = hedged_from(text[: quantities[1].start])[0]
    return _AGAINST.match(text[quantities[0].end : ends].rstrip() + " ") is not None


def said_field(text: str, q: Quantity, labels: Sequence[Label], money: frozenset[str] = frozenset()) -> frozenset[str]:
    """The field a figure is said to be; empty where none is said.

    Its name stands right before it ("balance of 619"), right after it ("38 years of age"), or, of an amount of money,
    is the last field of money named before it ("the balance of Chu comes to 619 €"). ``money``: those fields' keys.
    """
    if q.kind == "money" and _AT_RISK.match(text[q.end :]):
        return frozenset({"value_at_risk"})
    labels = [label for label in labels if label.keys != _ANY]
    after = [label for label in labels if label.start >= q.end]
    if after and _OF_FIELD.match(text[q.end : after[0].start]):
        return after[0].keys
    before = [label for label in labels if label.end <= q.start]
    if not before or COUNTED.match(text[q.end :]):
        return frozenset()
    between = text[before[-1].end : q.start]
    if _TOLD_OF.search(between):
        return frozenset()
    if _BETWEEN_LABEL.match(between) or (_APPOSED.match(between) and text[q.end :].lstrip(" *_").startswith(",")):
        return before[-1].keys
    one_clause = not any(char.isdigit() for char in between) and not _SPLIT.search(between)
    bound = (q.kind == "money" and before[-1].keys <= money) or before[-1].keys in _FAR_FIELDS
    return before[-1].keys if bound and one_clause else frozenset()


_ANY = frozenset({"value"})
"""What "a value of 608" says is no field."""
_AT_RISK = compiled(rf"^[\s*_]*{any_of('at_risk')}\b")
_FAR_FIELDS = (frozenset({"interval"}), frozenset({"mean_risk"}))
"""Fields whose figure may stand anywhere after them in a clause."""
_OF_FIELD = compiled(
    rf"^\s*(?:{any_of('time_units')}\s+)?(?:(?:[^\W\d]+\s+)?{any_of('of')}\s+(?:{any_of('article')}\s+)?)?$"
)
