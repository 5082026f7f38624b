"""Grounding: every figure, date, id and name in a draft or reply is matched to a Fact, or does not reach the reader.

A text is read segment by segment (`segments`). In each, `quantities` are matched with the `figures` of the Facts by
value at the rounding shown and by unit (`matching`), and bound to the customer, group or field the clause speaks of
(`clauses`); sums, differences and ratios only where the words say so (`derived`); names by `names`, ranks by `ranks`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

from agents.events import Claim, Removed
from agents.grounding.clauses import AGAINST, NOBODY, Clause, Owners, carried_from, clauses, in_order, parts, said_field
from agents.grounding.cues import Cue, begins, find, tells, tells_same, words_of
from agents.grounding.derived import Said, derive, small_tables
from agents.grounding.doubt import unread
from agents.grounding.figures import CUSTOMER, Bound, FigureIndex, index
from agents.grounding.fitness import (
    added,
    apart,
    composed,
    further,
    moved_to,
    narrower,
    of_another_unit,
    of_models,
    of_the_bank,
    rows_apart,
)
from agents.grounding.labelled import as_sentence
from agents.grounding.lexicon import Label, Lexicon, Mention, fold
from agents.grounding.links import links
from agents.grounding.matching import belongs, candidates
from agents.grounding.names import NameCheck
from agents.grounding.normal import normal
from agents.grounding.number_words import CURRENCIES
from agents.grounding.opposites import Opposite
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.plain_words import COMMON
from agents.grounding.quantities import Day, Quantity, find_dates, find_quantities, hedged_from
from agents.grounding.reader import read_claims
from agents.grounding.scene import Finding, SaidDriver, Scene, scene
from agents.grounding.segments import cut
from agents.grounding.spans import Spans
from agents.grounding.tables import Table
from agents.grounding.vocabulary import Feature, vocabulary
from agents.grounding.world import read as read_world
from agents.notes import note
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact
from tools.replies.system_words import called

_NUMBERING = re.compile(r"^\s*(?:[-*•>]\s*)?(?:\*\*)?\d{1,2}[.)](?=\s)")
_DISCOURSE = compiled(rf"^\s*(?:{any_of('key')}\s+)?{any_of('discourse')}\b")
_OF_THE_TEXT = compiled(rf"^\s+{any_of('of_the_text')}\b")
_AT_ONCE = compiled(rf"\b{any_of('before_once')}\s+$")
_BESIDE = compiled(rf"^[\s(,:#*_|–—-]*(?:{any_of('beside_id')}[\s.:#(*_]*){{0,3}}$")
_RECENT = 24


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one segment claims: what a Fact bears, and what none does."""

    supported: tuple[Claim, ...] = ()
    unsupported: tuple[str, ...] = ()
    reasons: tuple[Finding, ...] = ()
    """Why each unsupported text is: the kind of claim, and whether the Facts contradict it or do not hold it."""
    drivers: tuple[SaidDriver, ...] = ()
    """Which columns are said to drive a risk, and which way."""


def removed(segment: str, verdict: Verdict) -> list[Removed]:
    """Why a segment does not reach the reader, one entry for each of its claims."""
    return [
        Removed(sentence=segment.strip(), text=reason.text, kind=reason.kind, outcome=reason.outcome)
        for reason in verdict.reasons
    ]


class Checker:
    """The Facts of a turn, indexed for checking texts against them."""

    def __init__(
        self,
        facts: Sequence[Fact],
        *,
        question: str,
        language: Language,
        catalog: Catalog,
        earlier: Sequence[str] = (),
        closed: bool = False,
    ) -> None:
        self.closed = closed
        """Whether what nobody has read is withheld: language models write freely, the program only from the Facts."""
        self.index: FigureIndex = index(facts, catalog)
        self.language = language
        for asked in (question, *earlier):
            self._echo(asked)
        self.index.close()
        self._addresses = {text.lower() for text in (*self.index.names, *self.index.texts)}
        self.lexicon = Lexicon(self.index, catalog)
        committees = [one["profile"] for fact in facts for one in fact.data.get("committees") or ()]
        self.names = NameCheck(
            self.index, catalog, (question, *earlier, *(called(language, str(profile)) for profile in committees))
        )
        self.world = read_world(facts, catalog)
        self.spans = Spans(self.world)
        self.vocabulary = vocabulary(catalog)
        find(words_of("hechos facts"))  # dictionaries are read now, not while drafts stream
        self.currency = catalog.currency
        columns = (column.name for column in catalog.columns.values() if column.kind == "money")
        self.money = frozenset({*columns, "value_at_risk", "value_kept"})
        """Keys of the fields that are amounts of money."""

    def _echo(self, asked: str) -> None:
        """The question's own figures may be repeated."""
        for quantity in find_quantities(asked):
            for value, _ in quantity.readings:
                bound = Bound(value=value, unit="echo", fact_id="", path="question", key="", subject={}, echo=True)
                self.index.figures.append(bound)
        for day in find_dates(asked):
            bound = Bound(value=0, unit="date", fact_id="", path="question", key="", subject={}, echo=True)
            self.index.dates.setdefault(day.iso, []).append(bound)

    def columns(self, text: str) -> Iterator[str]:
        """The columns a text names; none for the id."""
        return (feature.column for feature in self.vocabulary.find(words_of(text)) if feature.value is None)

    def tells(self, text: str, claims: Sequence[Claim]) -> bool:
        """Whether a reply says anything, be it in words: more than whose it is, and than what the question said."""
        if any(_is_finding(claim) for claim in claims):
            return True
        words = words_of(text)
        return tells(find(words)) or any(feature.value is not None for feature in self.vocabulary.find(words))

    def sides(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """Those who left and those who stay, where a Fact sets them against each other as groups."""
        label = self.world.catalog.label
        if not any(label.column in row.subject for table in self.world.tables for row in table.rows):
            return
        said = [s for s in find(words_of(text)) if s.cue in {Cue.LEFT, Cue.STAYED, Cue.LEAVERS}]
        for one in sorted(said, key=lambda s: (s.start, -s.end)):
            if all(one.end <= m.start or one.start >= m.end for m in taken):
                value = label.negative if one.cue is Cue.STAYED else label.positive
                found = Mention(
                    kind=label.column, values=frozenset({value}), text=one.text, start=one.start, end=one.end
                )
                taken = [*taken, found]
                yield found

    def stored(self, link: str) -> bool:
        """Whether an address is, letter by letter, a text of the Facts: the page shows it, and links nothing."""
        shown = unquote(link).lower().rstrip("/.,;:!?'\"»”’)")
        return shown in self._addresses or shown.partition(":")[2].strip("/") in self._addresses

    def reading(self) -> "Reading":
        """Begin reading a text from its start."""
        return Reading(self)

    def plain(self, word: str, *, opens: bool) -> bool:
        """Whether a word can be no part of a claim: letters only, no name, group, field or number."""
        bare = word.rstrip(",")
        if not bare.isalpha() or normal(word) != word or (bare[0].isupper() and not (opens and fold(bare) in COMMON)):
            return False
        return not begins(bare) and not self.lexicon.begins(bare) and not find_quantities(bare)

    def segments(self, text: str, *, ended: bool = True) -> Iterator[str]:
        """The segments of a text; an unfinished last one is left out unless the text has ended."""
        yield from cut(text, ended=ended)[0]


class Reading:
    """One text being read segment by segment; remembers whom the last sentence was about, and the table it is in."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._carried = NOBODY
        self._table: Table | None = None
        self._recent: list[Bound] = []
        self._listed = 0

    def check(self, segment: str) -> Verdict:
        """Check the next segment."""
        found = _Findings(self._checker, as_sentence(normal(segment), self._checker.language))
        if segment.lstrip().startswith("|"):
            if self._table is None:
                checker = self._checker
                headings = checker.names.headings
                self._table = Table(checker.lexicon, found.text, found.mentions, headings, checker.columns)
                self._row(found, self._table, heading=True)
            else:
                self._listed += 1
                found.in_row(self._table)
                found.check_cells(self._table)
                self._row(found, self._table)
        else:
            if self._table is not None and self._listed > 1:
                self._recent.append(_rows_above(self._listed - 1))  # the line below the heading is no row
            self._table, self._listed = None, 0
            self._sentence(found)
        self._recent = [*self._recent, *found.bounds][-_RECENT:]
        return found.verdict()

    def _sentence(self, found: "_Findings") -> None:
        found.check_pairs()
        found.see(self._carried)
        self._read(found)
        whole_sentence = Clause(
            text=found.text, start=0, end=len(found.text), quantities=tuple(found.quantities), mentions=()
        )
        if self._checker.closed and rows_apart(self._checker.index, whole_sentence):
            found.refuse("figure", "contradicted", [found.quantities[1].text])
        if self._checker.closed and not found.wrong:
            borne, ordered = found.accounted, found.ordered
            reckoned = bool(borne) or any(map(_is_reckoned, found.claims))
            doubted = unread(
                found.scene, lambda one: self._turn(found, one), accounted=borne, ordered=ordered, reckoned=reckoned
            )
            found.refuse("unread", "absent", doubted)
        self._carried = carried_from(found.mentions, self._carried)

    def _turn(self, found: "_Findings", one: Opposite) -> tuple[bool, set[str]]:
        """Whether a word turned round is noticed, and what else is found wrong then."""
        read, noticed = False, set[str]()
        for way in one.ways:
            turned = found.turned(way)
            self._read(turned)
            noticed |= {reason.text for reason in turned.reasons if reason.kind != "figure"}
            read = read or bool(turned.wrong) or len(turned.accounted) < len(found.accounted)
        return read, noticed

    def _read(self, found: "_Findings") -> None:
        found.check_claims()
        alike, done = tells_same(words_of(found.text)), list[tuple[int, int]]()
        for start, end in parts(found.text) if not alike else ((0, len(found.text)),):
            inside = [q for q in found.quantities if start <= q.start < end]
            named = [m for m in found.mentions if start <= m.start < end]
            listed = None if alike else in_order(found.text, inside, named)
            for quantity, owners in zip(inside, listed or (), strict=False):
                found.settle(quantity, found.judge(quantity, owners, found.text, 0, self._recent))
            done = [*done, (start, end)] if listed is not None else done
        for clause in clauses(found.text, found.quantities, found.mentions):
            if not any(start <= clause.start < end for start, end in done):
                self._clause(found, clause)

    def _clause(self, found: "_Findings", clause: Clause) -> None:
        """Take the reading under which most figures hold."""
        best: list[_Judged] | None = None
        for owners in clause.readings(self._carried):
            judged = [
                found.judge(quantity, owner, clause.text, clause.start, self._recent)
                for quantity, owner in zip(clause.quantities, owners, strict=True)
            ]
            if best is None or sum(j is None for j in judged) < sum(j is None for j in best):
                best = judged
        if self._checker.closed and rows_apart(self._checker.index, clause):
            found.refuse("figure", "contradicted", [clause.quantities[1].text])
        for quantity, outcome in zip(clause.quantities, best or [], strict=True):
            found.settle(quantity, outcome)

    def _row(self, found: "_Findings", table: Table, *, heading: bool = False) -> None:
        """A table row speaks of whom it names, and of its column's heading; a heading may name several."""
        if heading:
            found.check_pairs()
        elif not found.agree(found.mentions):
            found.refuse("name", "contradicted", [found.text.strip()])
            return
        for quantity in found.quantities:
            owners, keys = table.owners(found.text, quantity, found.mentions)
            outcome = found.judge(quantity, owners, found.text, 0, self._recent, keys=keys)
            found.settle(quantity, outcome)


_Judged = tuple[Bound, str] | None
_LONG = 20
"""Characters from which a text of the Facts that stands in a segment is quoted, not met by chance."""


def _quoted(segment: str, texts: Iterable[str]) -> list[tuple[int, int]]:
    """Where texts of the Facts, such as a contact note, stand as they are: a "double charge" there is no figure."""
    at = ((segment.find(text), len(text)) for text in texts if len(text) >= _LONG)
    return [(start, start + length) for start, length in at if start >= 0]


class _Findings:
    """What one segment holds, and what was found about it."""

    def __init__(self, checker: Checker, segment: str) -> None:
        self._checker = checker
        self.text = segment
        self.bounds: list[Bound] = []
        self.claims: list[Claim] = []
        self.wrong: list[str] = []
        self.reasons: list[Finding] = []
        self.drivers: list[SaidDriver] = []
        self.scene: Scene
        self.features: tuple[Feature, ...] = ()
        """The columns that the sentence names; none are looked for in a table's row."""
        self.ordered = False
        self.accounted: list[Quantity] = []
        """Quantities that a claim in words accounts for ("one in three")."""
        self.refuse("link", "absent", (link for link in links(segment) if not checker.stored(link)))
        dates = find_dates(segment)
        masks = [(day.start, day.end) for day in dates]
        masks += [match.span() for match in (_NUMBERING.match(segment),) if match]
        masks += checker.vocabulary.numbered(segment)
        masks += _quoted(segment, checker.index.texts)
        quantities = find_quantities(segment, masked=tuple(masks))
        self.mentions = checker.lexicon.mentions(segment, quantities)
        self.mentions = sorted([*self.mentions, *checker.sides(segment, self.mentions)], key=lambda m: m.start)
        taken = [(m.start, m.end) for m in self.mentions if m.kind not in checker.spans.counted]
        ranges = list(checker.spans.find(segment, quantities, taken))
        named = [m for m in self.mentions if not any(r.start <= m.start < r.end for r in ranges)]
        self.mentions = sorted([*named, *ranges], key=lambda m: m.start)
        self.mentions += checker.spans.others(segment, self.mentions, quantities)
        self.mentions.sort(key=lambda m: m.start)
        self.mentions = [self._family(m, quantities) for m in self.mentions]
        managers = [match.span() for name in checker.index.owners for match in re.finditer(re.escape(name), segment)]
        self.mentions = [m for m in self.mentions if m.kind != CUSTOMER or not _within(m, managers)]
        bands = [(m.start, m.end) for m in self.mentions if m.kind != CUSTOMER]
        self.quantities = [q for q in quantities if not _inside(q, bands) and not _discourse(segment, q)]
        self.labels: list[Label] = checker.lexicon.labels(segment) if self.quantities or self.mentions else []
        self.labels = [label for label in self.labels if not _names_a_group(label, self.mentions)]
        self._dates(dates)
        self._mentioned()
        self.refuse("name", "absent", checker.names.unknown(segment, self.mentions))

    def _family(self, mention: Mention, quantities: Sequence[Quantity]) -> Mention:
        """ "The two catboosts": all models of that last name, where they are so many."""
        counted = [q.readings[0][0] for q in quantities if 0 <= mention.start - q.end <= 1]
        last = mention.text.lower().split()[-1]
        alike = {name for name in self._checker.index.types.get("member", ()) if name.split()[-1] == last}
        family = mention.kind == "member" and counted == [len(alike)]
        return (
            Mention(kind="member", values=frozenset(alike), text=mention.text, start=mention.start, end=mention.end)
            if family
            else mention
        )

    def _dates(self, dates: Sequence[Day]) -> None:
        for day in dates:
            known = self._checker.index.dates
            bound = next((b for iso, bs in known.items() if iso.startswith(day.iso) for b in bs), None)
            if bound is None:
                self.refuse("date", "absent", [day.text])
            else:
                self.claims.append(Claim(text=day.text, fact_id=bound.fact_id or None, path=bound.path))

    def _mentioned(self) -> None:
        for mention in self.mentions:
            if mention.kind == CUSTOMER and not mention.text.isdigit():
                self.claims.append(Claim(text=mention.text, fact_id=None, derived=f"customer {_one(mention.values)}"))

    def check_pairs(self) -> None:
        """A name and an id side by side must be the same customer's."""
        people = [m for m in self.mentions if m.kind == CUSTOMER]
        for one, other in pairwise(people):
            beside = _BESIDE.match(self.text[one.end : other.start]) is not None
            if beside and one.text.isdigit() != other.text.isdigit() and not one.values & other.values:
                self.refuse("name", "contradicted", [f"{one.text} {other.text}"])
        self.mentions = _narrowed(self.mentions, self.text)

    def refuse(self, kind: str, outcome: str, texts: Iterable[str]) -> None:
        """Write down what may not be said, and why."""
        for text in texts:
            self.wrong.append(text)
            self.reasons.append(Finding(kind=kind, outcome=outcome, text=text))

    def see(self, carried: Owners) -> None:
        """Set the scene of what the sentence claims besides its figures."""
        checker = self._checker
        self.scene = scene(
            self.text,
            mentions=self.mentions,
            labels=checker.lexicon.labels(self.text),
            quantities=self.quantities,
            vocabulary=checker.vocabulary,
            world=checker.world,
            carried=carried,
        )
        self.features = self.scene.features

    def turned(self, way: Scene) -> "_Findings":
        """The same sentence, saying something else."""
        other = copy(self)
        other.scene, other.mentions = way, list(way.mentions)
        other.bounds, other.claims, other.wrong, other.reasons = [], [], [], []
        return other

    def check_claims(self) -> None:
        """What the sentence claims besides its figures; a quantity that a claim accounts for is no figure."""
        read = read_claims(self.scene, self._checker.index)
        self.wrong += [finding.text for finding in read.findings]
        self.reasons += read.findings
        self.accounted, self.ordered = read.borne, read.ordered
        self.drivers = read.drivers

    def in_row(self, table: Table) -> None:
        """Read the mentions as those of a row; a group called by a number is no figure."""
        self.mentions = table.mentions(self.text, self.mentions, self._checker.index.types)
        spans = [(m.start, m.end) for m in self.mentions if m.kind != CUSTOMER]
        self.quantities = [q for q in self.quantities if not _inside(q, spans)]

    def check_cells(self, table: Table) -> None:
        """Whoever stands under a heading for people must be known."""
        for start, end in table.name_cells(self.text):
            inside = [m for m in self.mentions if start <= m.start < end]
            if not inside:
                unknown = self._checker.names.unknown(self.text[start:end], (), name_column=True)
                self.refuse("name", "absent", unknown)

    def agree(self, mentions: Sequence[Mention]) -> bool:
        """Whether all customers named are one."""
        people = [m.values for m in mentions if m.kind == CUSTOMER]
        return not people or bool(frozenset.intersection(*people))

    def foreign(self, q: Quantity) -> bool:
        """Whether an amount is in another currency than the bank's."""
        own = self._checker.currency
        return bool(q.currency) and own not in CURRENCIES.get(q.currency, [q.currency.upper()])

    def judge(
        self,
        q: Quantity,
        owners: Owners,
        clause: str,
        start: int,
        recent: Sequence[Bound],
        *,
        keys: frozenset[str] | None = None,
    ) -> _Judged:
        """The figure that bears a quantity said of these owners, or None."""
        checker = self._checker
        identifies = any(m.kind == CUSTOMER and m.start <= q.start < m.end for m in self.mentions)
        wanted = (
            keys if keys is not None else said_field(self.text, q, [] if identifies else self.labels, checker.money)
        )
        matching = [b for b in candidates(checker.index, q) if belongs(b, owners, clause, q, at=q.start - start)]
        if (
            q.kind == "fraction"
            and owners.customer is None
            and owners.carried is None
            and len(checker.index.customers) > 1
        ):
            matching = [b for b in matching if CUSTOMER not in b.subject]  # a share of all is nobody's own
        if checker.closed:
            matching = [b for b in matching if self._fits(b, q, owners)]
            matching = [b for b in matching if not (b.echo and b.key and self._known(b.key, owners))]
        listed = q.word and any(b.derived and b.unit == "count" and b.key != "echo" for b in matching)
        fitting = [b for b in matching if not wanted or _of_field(b, wanted) or (listed and b.derived)]
        foreign = checker.closed and q.kind == "money" and bool(wanted)
        if fitting or (matching and not foreign and not _field_known(checker.index, wanted, owners, q)):
            chosen = min(fitting or matching, key=lambda bound: _unlikely(bound, q))
            return chosen, chosen.derived
        named = tuple((m.kind, m.values) for m in self.mentions)
        own = self._figures_of([*named, *_carried_kinds(owners)])
        tables = () if len({values for _, values in named}) > 1 else small_tables(checker.index)
        operands = [*self.bounds, *recent, *own, *_heads(checker.index), *tables]
        told = self.text if whole("rest").search(self.text) else clause
        reckoned = derive(
            Said(q=q, clause=told, sentence=self.text, named=named, told=tuple(self.bounds)), operands, checker.index
        )
        return reckoned or self._against(q, owners)

    def _fits(self, bound: Bound, q: Quantity, owners: Owners) -> bool:
        """Whether a figure can be what is said, besides its value and whose it is."""
        checker = self._checker
        told = (self.labels, self.features)
        return not (
            narrower(bound, checker.index, self.mentions, owners)
            or of_models(bound, q, self.text, self.mentions, told)
            or of_the_bank(bound, q, self.text, checker.index, self.mentions)
            or of_another_unit(bound, q, self.text)
            or further(bound, q, self.text)
            or apart(bound, q, self.text, self.quantities)
            or (bool(checker.world.changes) and (moved_to(q, self.text) or added(bound, q, self.text)))
            or composed(bound, q, self.text, self.mentions, dict.fromkeys(checker.world.measured))
        )

    def _known(self, key: str, owners: Owners) -> bool:
        """Whether the Facts tell a column of the customer a figure is said of: a limit is no value of theirs."""
        own = owners.customer or owners.carried or frozenset()
        figures = self._checker.index.figures if own else ()
        return any(b.key == key and b.subject.get(CUSTOMER, frozenset()) & own for b in figures)

    def _against(self, q: Quantity, owners: Owners) -> _Judged:
        """ "44.8 against 37.4": the same number of another row, where nobody else is named."""
        before = self.text[: hedged_from(self.text[: q.start])[0]]
        last = self.bounds[-1] if self.bounds else None
        if last is None or not AGAINST.search(before) or any(m.start >= q.end for m in self.mentions):
            return None
        rows = (b for b in candidates(self._checker.index, q) if (b.key, b.fact_id) == (last.key, last.fact_id))
        other = next((b for b in rows if b.subject and last.subject and b.subject != last.subject), None)
        return None if other is None else (other, other.derived)

    def _figures_of(self, named: Sequence[tuple[str, frozenset[str]]]) -> Iterator[Bound]:
        """Figures of the groups and customers that are spoken of, for differences and ratios between them."""
        for bound in self._checker.index.figures if named else ():
            if any((own := bound.subject.get(kind)) is not None and own & values for kind, values in named):
                yield bound

    def settle(self, q: Quantity, outcome: _Judged) -> None:
        """Write down what was found of a quantity."""
        if outcome is None and q in self.accounted and not self.foreign(q):
            self.claims.append(Claim(text=q.text, fact_id=None, derived=note("share_in_words")))
            return
        if outcome is None or self.foreign(q):
            self.refuse("figure", "absent", [q.text])
            return
        bound, formula = outcome
        self.bounds.append(bound)
        origin = note("question") if bound.path == "question" else formula
        self.claims.append(Claim(text=q.text, fact_id=bound.fact_id or None, path=bound.path, derived=origin))

    def verdict(self) -> Verdict:
        """The outcome."""
        return Verdict(
            supported=tuple(self.claims),
            unsupported=tuple(dict.fromkeys(self.wrong)),
            reasons=tuple(dict.fromkeys(self.reasons)),
            drivers=tuple(dict.fromkeys(self.drivers)),
        )


def _names_a_group(label: Label, mentions: Sequence[Mention]) -> bool:
    """Whether a column's name only belongs to a group: the products of "two products"."""
    return any(m.kind in label.keys and 0 <= label.start - m.end <= _GROUP_GAP for m in mentions)


_GROUP_GAP = 6


def _is_finding(claim: Claim) -> bool:
    """Whether a claim is more than a customer's name or id, or a figure of the question."""
    if claim.fact_id is None or claim.path == "question" or claim.path.startswith("arguments"):
        return bool(claim.derived) and not claim.derived.startswith("customer") and claim.path != "question"
    return not claim.path.endswith(("customer_id", "name"))


def _is_reckoned(claim: Claim) -> bool:
    """Whether a figure was reckoned from others: a difference, a sum, a ratio of those who are named."""
    return bool(claim.derived) and not claim.derived.startswith("customer") and claim.path != "question"


def _inside(q: Quantity, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= q.start and q.end <= end for start, end in spans)


def _within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a name is only part of a longer one: the manager Antoine Marchand is not the customer Marchand."""
    return any(start <= mention.start and mention.end < end for start, end in spans) or any(
        start < mention.start and mention.end <= end for start, end in spans
    )


def _unlikely(bound: Bound, q: Quantity) -> tuple[bool, bool, bool, bool, int]:
    """Of several equal figures the least is meant: no place in a list, and what a Fact is about before its lists."""
    place = bound.unit == "rank" and q.kind != "ordinal"
    deep = bound.path.count(".") + bound.path.count("[")
    return bound.echo, bool(bound.derived), bound.unit == "text", place, deep


def _rows_above(rows: int) -> Bound:
    """How many rows the table above has: "and 16 more groups" is said of what it leaves out."""
    return Bound(value=rows, unit="count", fact_id="", path="rows above", key="shown", subject={}, derived="rows above")


def _discourse(text: str, q: Quantity) -> bool:
    """ "Three reasons": a count of what the writer lists, not a figure of the bank."""
    if q.kind == "fraction" and _OF_THE_TEXT.match(text[q.end :]):
        return True
    if q.text.lower() == "once" and _AT_ONCE.search(text[: q.start]):
        return True
    return q.kind == "plain" and 2 <= q.readings[0][0] <= 10 and _DISCOURSE.match(text[q.end :]) is not None


def _narrowed(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Of a name that several customers share, the one whose id stands beside it."""
    narrowed = list(mentions)
    for number, (one, other) in enumerate(pairwise(mentions)):
        both = one.values & other.values
        beside = one.kind == other.kind == CUSTOMER and _BESIDE.match(text[one.end : other.start]) is not None
        if beside and both:
            narrowed[number] = _only(one, both)
            narrowed[number + 1] = _only(other, both)
    return narrowed


def _only(mention: Mention, values: frozenset[str]) -> Mention:
    return Mention(kind=mention.kind, values=values, text=mention.text, start=mention.start, end=mention.end)


def _one(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)[:3])


def _of_field(bound: Bound, keys: frozenset[str]) -> bool:
    """Whether a figure is of one of these fields, or a measure of it (``mean_Balance``), or a column's value in a
    list.
    """
    if bound.echo or bound.unit == "text":
        return bound.echo
    if bound.key in keys or any(bound.key.endswith(f"_{key}") or bound.key.startswith(f"{key}_") for key in keys):
        return True
    columns = bound.subject.get("column")
    return columns is not None and bool(columns & keys)


def _field_known(index: FigureIndex, keys: frozenset[str], owners: Owners, q: Quantity) -> bool:
    """Whether the Facts hold this field for these owners in a unit the quantity could be in."""
    if not keys:
        return False
    said = owners.customer or owners.carried
    for bound in index.figures:
        share = bound.unit == "share"
        if bound.echo or share != (q.kind in {"percent", "points"}) or (q.kind == "money" and bound.unit != "money"):
            continue
        if _of_field(bound, keys) and (said is None or bound.subject.get(CUSTOMER, frozenset()) & said):
            return True
    return False


def _carried_kinds(owners: Owners) -> Iterator[tuple[str, frozenset[str]]]:
    """Whom a clause goes on about, as it would name them."""
    if owners.carried is not None:
        yield CUSTOMER, owners.carried
    yield from owners.carried_groups.items()


def _heads(index: FigureIndex) -> Iterator[Bound]:
    """The figures at the top of each Fact: what differences without operands ("falls by 43 points") are about."""
    return (bound for bound in index.figures if "[" not in bound.path and not bound.echo and bound.unit != "id")
