"""A clause with what it speaks of: people, groups, columns, numbers and cues, and whom it is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agents.grounding.clauses import Owners
from agents.grounding.cues import Cue, Said, Word, find, words_of
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import Label, Mention
from agents.grounding.patterns import any_of, compiled, listed
from agents.grounding.quantities import Quantity, hedged_from
from agents.grounding.vocabulary import Feature, Vocabulary
from agents.grounding.world import World

Wanted = Mapping[str, frozenset[str]]
"""A subject as a clause names it: a customer's ids, or a value of each kind of group."""
_STRONG = compiled(rf";|\s[—–]\s|,?\s{any_of('contrast')}\s|,\s{any_of('consequence')}\s")
_WEAK = re.compile(r",\s(?:and\s|y\s|e\s)?|\s(?:and|y|e)\s", re.IGNORECASE)


def _closes(between: str) -> bool:
    """Whether a bracket that opened earlier is closed in a stretch of text: what is said in it ends there."""
    return between.find(")") != -1 and not 0 <= between.find("(") < between.find(")")


_PREDICATES = frozenset(
    {Cue.UP, Cue.DOWN, Cue.MOST, Cue.LEAST, Cue.MORE, Cue.LESS, Cue.RISKIEST, Cue.SAFEST, Cue.LEFT, Cue.STAYED}
)
SUBJECTLESS = frozenset({"column", "member"})


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One clause. Positions are those of the sentence; ``carried``: whom the sentences before were about."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    features: tuple[Feature, ...]
    labels: tuple[Label, ...]
    quantities: tuple[Quantity, ...]
    cues: tuple[Said, ...]
    world: World
    carried: Owners
    whole: "Scene | None" = None

    def said(self, *cues: Cue) -> list[Said]:
        """The cues of these kinds, left to right."""
        return [said for said in self.cues if said.cue in cues]

    def has(self, *cues: Cue) -> bool:
        """Whether any cue of these kinds is there."""
        return any(said.cue in cues for said in self.cues)

    def thans(self) -> list[Said]:
        """Words of comparing; "is that of", "es la de" compares with nobody."""
        verbs = {own.end for own in self.said(Cue.OWN)}
        return [than for than in self.said(Cue.THAN) if than.start - 1 not in verbs]

    def shows(self, start: int, end: int) -> str:
        """The text between two positions of the sentence."""
        return self.text[start - self.start : end - self.start]

    def names(self, word: Word) -> bool:
        """Whether a word belongs to the name of a customer, group, column or measure."""
        spans = [(m.start, m.end) for m in self.mentions] + [(f.start, f.end) for f in self.features]
        spans += [(label.start, label.end) for label in self.labels]
        return any(start <= word.start < end for start, end in spans)

    def only_supposes(self, at: int) -> bool:
        """Whether a word stands in a condition that opens the sentence and names nothing: "if you raise one thing"."""
        sentence = self.whole or self
        ends = sentence.text.find(",")
        opens = sentence.words[:1] and any(said.start == sentence.words[0].start for said in sentence.said(Cue.IF))
        told = [s.start for s in sentence.said(Cue.RISK)] + [lab.start for lab in sentence.labels]
        told += [m.start for m in sentence.mentions] + [f.start for f in sentence.features]
        return bool(opens) and at < ends and not any(start < ends for start in told)

    def denied(self, at: int, *, reach: int = 4) -> bool:
        """Whether a negation stands within the words before a position, as many as ``reach``."""
        before = [word for word in self.words if word.end <= at][-reach:]
        return bool(before) and any(
            said.start >= before[0].start and said.end <= at and not _closes(self.shows(said.end, at))
            for said in self.said(Cue.NOT)
            if not any(m.start <= said.start and said.end <= m.end for m in self.mentions if m.end <= at)
        )

    def subjects(self) -> list[tuple[Wanted, int]]:
        """Whom the clause names, left to right, with where; adjacent groups of different kinds are one subject."""
        found: list[tuple[dict[str, frozenset[str]], int]] = []
        last = -99
        for mention in self.mentions:
            if mention.kind in SUBJECTLESS or self._titles(mention):
                continue
            if found and found[-1][0].get(CUSTOMER) == mention.values and mention.kind == CUSTOMER:
                last = mention.end  # a name with its id
                continue
            joined = found and mention.kind not in found[-1][0] and CUSTOMER not in found[-1][0]
            if joined and mention.kind != CUSTOMER and self._adjacent(last, mention.start):
                found[-1][0][mention.kind] = mention.values
            else:
                found.append(({mention.kind: mention.values}, mention.start))
            last = mention.end
        return [(wanted, at) for wanted, at in found]

    def _titles(self, mention: Mention) -> bool:
        """Whether it is the column's own name, and what follows is about the column: "Premium: …"."""
        named = any(f.value is None and (f.start, f.end) == (mention.start, mention.end) for f in self.features)
        return named and self.text[mention.end - self.start :].lstrip("* ").startswith(":")

    def _adjacent(self, end: int, start: int) -> bool:
        verbs = [said for said in self.said(Cue.OWN) if said.text.lower() in listed("copulas")]
        return 0 <= start - end <= 22 and not any(end <= s.start < start for s in (*self.said(Cue.THAN), *verbs))

    def person(self) -> str | None:
        """The one customer the clause is about: named, carried over, or the only one of the Facts."""
        named = [m.values for m in self.mentions if m.kind == CUSTOMER]
        if named:
            both = frozenset.intersection(*named)
            return next(iter(both)) if len(both) == 1 else None
        if self.whole is not None and self.whole is not self:
            before = [m.values for m in self.whole.mentions if m.kind == CUSTOMER and m.start < self.start]
            if before:
                return next(iter(before[-1])) if len(before[-1]) == 1 else None
        carried = self.carried.carried or self.carried.customer
        if carried is not None:
            return next(iter(carried)) if len(carried) == 1 else None
        return self.world.only_person()

    def subject(self) -> Wanted | None:
        """The first subject named in the clause, else in the sentence, else whom it goes on about."""
        named = self.subjects()
        if named:
            return named[0][0]
        if self.whole is not None and self.whole is not self and (before := self.whole.subjects()):
            return before[0][0]
        person = self.person()
        if person is not None:
            return {CUSTOMER: frozenset({person})}
        return dict(self.carried.carried_groups) or None

    def part(self, start: int, end: int) -> "Scene":
        """The clause between two positions."""
        return replace(
            self,
            text=self.shows(start, end),
            start=start,
            end=end,
            words=tuple(w for w in self.words if start <= w.start < end),
            mentions=tuple(m for m in self.mentions if start <= m.start < end),
            features=tuple(f for f in self.features if start <= f.start < end),
            labels=tuple(lab for lab in self.labels if start <= lab.start < end),
            quantities=tuple(q for q in self.quantities if start <= q.start < end),
            cues=tuple(c for c in self.cues if start <= c.start < end),
            whole=self.whole or self,
        )

    def tells_share(self) -> bool:
        """Whether a share is told in words: a fraction, or a small number out of another."""
        small = [q for q in self.quantities if q.kind == "plain" and q.word]
        return len(small) > 1 or any(q.kind == "fraction" for q in self.quantities)

    def _one_group(self, end: int, start: int) -> bool:
        """Whether a comma stands between two kinds of one group: "Transport, E"; "inactive, credit score 500–599"."""
        before = [m for m in self.mentions if m.end == end]
        labels = [label.end for label in self.labels if label.start == start]
        after = [m for m in self.mentions if m.start == start or any(0 <= m.start - at <= 2 for at in labels)]
        return any(one.kind != other.kind for one in before for other in after)

    def clauses(self) -> Iterator["Scene"]:
        """The clauses: cut at strong joints, and at weak ones where both sides say something of their own."""
        taken = [(q.start, q.end) for q in self.quantities] + [(m.start, m.end) for m in self.mentions]
        cuts = {0}
        for pattern, always in ((_STRONG, True), (_WEAK, False)):
            for match in pattern.finditer(self.text):
                if any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                if not always and self._one_group(match.start(), match.end()):
                    continue
                left = self.part(max((c for c in cuts if c <= match.start()), default=0), match.start())
                right = self.part(match.end(), min((c for c in cuts if c > match.end()), default=self.end))
                shares = "," in match.group() and left.tells_share() and right.tells_share()
                if always or shares or (left.has(*_PREDICATES) and right.has(*_PREDICATES)):
                    cuts.add(match.end())
        edges = [*sorted(cuts), self.end]
        yield from (self.part(start, end) for start, end in pairwise(edges) if end > start)


def scene(
    text: str,
    *,
    mentions: Sequence[Mention],
    labels: Sequence[Label],
    quantities: Sequence[Quantity],
    vocabulary: Vocabulary,
    world: World,
    carried: Owners,
) -> Scene:
    """The scene of a whole sentence."""
    words = words_of(text)
    ranges = [(m.start, m.end) for m in mentions if m.kind != CUSTOMER]
    features = [f for f in vocabulary.find(words) if not f.sign or not any(s <= f.start < e for s, e in ranges)]
    names = [(m.start, m.end) for m in mentions] + [(f.start, f.end) for f in features]
    return Scene(
        text=text,
        start=0,
        end=len(text),
        words=tuple(words),
        mentions=tuple(mentions),
        features=tuple(features),
        labels=tuple(label for label in labels if not _part_of_one(label, names)),
        quantities=tuple(quantities),
        cues=tuple(
            s
            for s in _undimmed(find(words))
            if not any(_means_else(s, words, mentions, features, labels))
            and not _left_over(s, quantities)
            and not _in_a_hedge(s, text, quantities)
        ),
        world=world,
        carried=carried,
    )


def _means_else(
    said: Said,
    words: Sequence[Word],
    mentions: Sequence[Mention],
    features: Sequence[Feature],
    labels: Sequence[Label],
) -> Iterator[bool]:
    """Whether a cue is part of a name, a pronoun, or part of the amount at risk."""
    yield _in_a_name(said, mentions, features)
    yield _relative(said, words)
    yield _of_value(said, labels)
    yield said.cue in _NOT_IN_FIELDS and any(_overlaps(said, label) for label in labels)


def _part_of_one(label: Label, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a field's name is only part of another name: the credit of "without a credit card"."""
    return any(
        start <= label.start and label.end <= end and (start, end) != (label.start, label.end) for start, end in names
    )


def _in_a_name(said: Said, mentions: Sequence[Mention], features: Sequence[Feature]) -> bool:
    """Whether a cue is part of a name: somebody may be called Total, a column "risk rating"."""
    column = said.cue in {Cue.RISK, Cue.LEAVING, Cue.WHOLE} and any(
        f.value is None and f.start <= said.start and said.end <= f.end and f.end - f.start > said.end - said.start
        for f in features
    )
    if said.cue is Cue.IF and any(m.kind != CUSTOMER and m.start < said.end <= m.end for m in mentions):
        return True  # "those with two" is a group
    return column or any(
        (m.kind == CUSTOMER or said.cue in _ORDERS) and m.start <= said.start and said.end <= m.end for m in mentions
    )


def _of_value(said: Said, labels: Sequence[Label]) -> bool:
    """Whether a word of risk is only part of the amount at risk."""
    at = (label for label in labels if "value_at_risk" in label.keys)
    return said.cue in {Cue.RISK, Cue.LEAVING} and any(lab.start <= said.start < lab.end for lab in at)


def _left_over(said: Said, quantities: Sequence[Quantity]) -> bool:
    """ "The remaining 626": what is left of a count, nobody who stays."""
    return said.cue is Cue.STAYED and said.text.endswith("ing") and any(q.start - said.end == 1 for q in quantities)


_NOT_IN_FIELDS = frozenset({Cue.NOT, Cue.LEFT, Cue.STAYED, Cue.UP, Cue.DOWN})
"""Cues that a field's name of several words only holds: "tasa de abandono", "un error de calibración"."""


def _overlaps(said: Said, label: Label) -> bool:
    wide = label.end - label.start > said.end - max(said.start, label.start)
    return wide and label.start < said.end and said.start < label.end


def _relative(said: Said, words: Sequence[Word]) -> bool:
    """Whether a word of comparing is only a relative pronoun: the "que" of "los que siguen"."""
    before = [word for word in words if word.end <= said.start][-1:]
    pronoun = said.cue is Cue.THAN and said.text.lower().split()[0] in _PRONOUNS
    return pronoun and bool(before) and before[0].folded in _ARTICLES


_PRONOUNS = frozenset(listed("who"))
_ARTICLES = frozenset(listed("before_relative"))
_ORDERS = (Cue.MORE, Cue.LESS, Cue.MOST, Cue.LEAST, Cue.ANY_OTHER, Cue.REST)
"""Cues that in a name only say which group it is: "under 30", "the other two"."""


def _in_a_hedge(said: Said, text: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a cue only says how near a figure is: "más o menos la mitad"."""
    near = (hedged_from(text[: q.start]) for q in quantities if q.hedge in {"about", "nearly"})
    return said.cue in _ORDERS and any(start <= said.start < start + _LONGEST_HEDGE for start, hedge in near if hedge)


_LONGEST_HEDGE = 14


_OVERRULED = {
    Cue.LESS: (Cue.LEFT, Cue.STAYED, Cue.DOWN, Cue.SAFEST, Cue.RISKIEST),
    Cue.LEAVING: (Cue.LEAST, Cue.LESS, Cue.LOW, Cue.BAND_LOW),
    Cue.MORE: (Cue.LEFT, Cue.STAYED, Cue.UP, Cue.RISKIEST, Cue.SAFEST, Cue.LESS, Cue.MOSTLY),
    Cue.MOST: (Cue.RISKIEST, Cue.SAFEST, Cue.LEAST, Cue.MOSTLY),
    Cue.LEAST: (Cue.RISKIEST, Cue.SAFEST),
    Cue.MOSTLY: (Cue.MOST, Cue.RISKIEST, Cue.SAFEST, Cue.MAIN),
    Cue.LEFT: (Cue.STAYED, Cue.TREND),
    Cue.ALL: (Cue.OUT_OF, Cue.ANY_OTHER, Cue.LEAVERS, Cue.ORDINARY),
    Cue.NOT: (Cue.STAYED, Cue.ORDINARY),
    Cue.UP: (Cue.ORDINARY,),
    Cue.DOWN: (Cue.OWN,),
    Cue.ADVICE: (Cue.THAN, Cue.BLAMED),
    Cue.NONE: (Cue.ANY_OTHER,),
    Cue.EQUAL: (Cue.WHOLE,),
    Cue.SURE: (Cue.ORDINARY,),
    Cue.NOTHING: (Cue.ANY_OTHER,),
    Cue.FORBIDDEN: (Cue.SIMILAR, Cue.PROPOSAL),
    Cue.FUTURE_STAY: (Cue.SIMILAR,),
}


def _undimmed(found: Sequence[Said]) -> Iterator[Said]:
    """The cues without those that are part of a longer phrase that does something else."""
    for said in found:
        over = _OVERRULED.get(said.cue, ())
        if not any(
            o.cue in over and o.start <= said.start and said.end <= o.end and len(o.text) > len(said.text)
            for o in found
        ):
            yield said


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What reading one claim found: ``contradicted`` by the Facts or not in them (``absent``)."""

    kind: str
    outcome: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SaidDriver:
    """A column said to raise or lower a customer's risk (None: everybody's), or (``rises`` None) to weigh most."""

    column: str
    customer: str | None
    rises: bool | None


@dataclass
class Read:
    """What the readers of claims found in a sentence; ``borne``: quantities a claim accounts for."""

    findings: list[Finding] = field(default_factory=list)
    borne: list[Quantity] = field(default_factory=list)
    ordered: bool = False
    """Whether several that are listed stand in the order that is said."""
    weighed: bool = False
    """Whether two factors were weighed against each other."""
    drivers: list[SaidDriver] = field(default_factory=list)
    """What is said to drive a risk; meaningful where no finding stands against it."""

    def wrong(self, kind: str, text: str) -> None:
        """The Facts say otherwise."""
        self.findings.append(Finding(kind=kind, outcome="contradicted", text=text.strip()))

    def absent(self, kind: str, text: str) -> None:
        """No Fact says so."""
        self.findings.append(Finding(kind=kind, outcome="absent", text=text.strip()))
