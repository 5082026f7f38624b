"""Simulated writers: their quality is a dial, their errors come from the generator written down here, seeds are fixed.

A writer goes through the points of a good answer. It tells each right with the chance ``told`` (half of it for kinds of
points outside its role's focus). Otherwise it errs: ``drop`` (says nothing of it), ``wrong`` (another figure, the
opposite direction, another customer, a guarantee in place of a caution) or ``invent`` (a cause that no Fact holds).

Whether it errs is decided by three independent draws: one that all models share on that question and point, one of the
model's own, one of the single draft. A point is told right where all three pass; their chances multiply to ``told``,
and ``common`` and ``own`` say which part of the errors (in logarithms of the chance) belongs to the first two. So
several drafts of one model help only against the last part, several models against the last two, and nothing in a
mixture helps against the first but what code knows of the Facts.

An editor (or a later layer) is given drafts and lists. What it is handed, it carries over, failing half as often as
when it has to find a point itself. Where at least as many drafts have a point wrong as right, it goes by its own
reading. A point that no draft has and no list names it adds with half its own chance. It repeats an invented sentence
as often as it errs itself. None of these numbers was fitted to anything.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from agents.points.model import KINDS, Point, PointKind
from agents.points.words import manners, sentence
from db.catalog import Catalog
from db.errors import Language
from db.yaml_files import read_yaml
from tools.replies.value_words import Namer

ErrorKind = Literal["drop", "wrong", "invent"]
ERRS: Mapping[ErrorKind, float] = {"drop": 0.5, "wrong": 0.35, "invent": 0.15}
"""How an ordinary writer errs."""
LIES: Mapping[ErrorKind, float] = {"drop": 0.0, "wrong": 0.7, "invent": 0.3}
"""How a lying one does."""
OUT_OF_FOCUS = 0.5
FOCUS: Mapping[str, frozenset[PointKind]] = {
    "risk_analyst": frozenset({"figure", "driver"}),
    "retention_strategist": frozenset({"action", "driver"}),
    "sceptic": frozenset({"caution", "figure"}),
    "generalist": frozenset(KINDS),
    "aggregator": frozenset(KINDS),
}
"""What the roles' prompts ask for."""
_OPPOSITE = {"raises": "lowers", "lowers": "raises"}


@dataclass(frozen=True, kw_only=True)
class Dial:
    """How good a simulated model is; ``unknown``: kinds of points that it never tells."""

    told: float
    errors: Mapping[ErrorKind, float] = field(default_factory=lambda: ERRS)
    common: float = 1 / 3
    own: float = 1 / 3
    unknown: frozenset[PointKind] = frozenset()


GOOD = Dial(told=0.8)
LIAR = Dial(told=0.1, errors=LIES)


@dataclass(frozen=True)
class Said:
    """What a sentence says: a point rightly or wrongly; no point where it is invented."""

    point: str
    right: bool


class Pen:
    """Writes about one question as one model in one role; every chance hangs on question, point, model and draft."""

    def __init__(
        self,
        *,
        question: str,
        points: Sequence[Point],
        language: Language,
        catalog: Catalog,
        model: str,
        dial: Dial,
        role: str,
        draw: int,
    ) -> None:
        self.question, self.points, self.language, self.catalog = question, points, language, catalog
        self.model, self.dial, self.role, self.draw = model, dial, role, draw

    def reads(self, point: Point, share: float = 1.0) -> bool:
        """Whether the writer finds a point in the Facts and gets it right; ``share`` lowers its chance."""
        if point.kind in self.dial.unknown:
            return False
        focus = 1.0 if point.kind in FOCUS.get(self.role, frozenset(KINDS)) else OUT_OF_FOCUS
        return self._passes(point, self.dial.told * focus * share)

    def carries(self, point: Point) -> bool:
        """Whether it keeps a point that it is handed: it fails half as often."""
        return self._passes(point, 1 - (1 - self.dial.told) / 2)

    def repeats(self, text: str) -> bool:
        """Whether it repeats an invented sentence of a draft."""
        return self._random("repeats", text, self.model, self.draw).random() >= self.dial.told

    def _passes(self, point: Point, chance: float) -> bool:
        dial = self.dial
        shares: dict[tuple[str, ...], float] = {("all",): dial.common, (self.model,): dial.own}
        shares[self.model, str(self.draw)] = 1 - dial.common - dial.own
        return all(self._random(point.id, *key).random() < chance**share for key, share in shares.items())

    def right(self, point: Point) -> tuple[str, Said]:
        """The point said rightly, in this model's manner."""
        manner = self._random("manner", self.model).randrange(manners(point.words, self.language))
        return sentence(point, self.language, self.catalog, manner=manner), Said(point.id, True)

    def wrong(self, point: Point) -> tuple[str, Said] | None:
        """An error about the point; None where it is left out."""
        rng = self._random("error", point.id, self.model, self.draw)
        kind = rng.choices(list(self.dial.errors), weights=list(self.dial.errors.values()))[0]
        if kind == "drop":
            return None
        if kind == "invent":
            return self._lie("causes", point, rng), Said("", False)
        text = self._altered(point, rng)
        return (text, Said(point.id, False)) if text else None

    def _altered(self, point: Point, rng: random.Random) -> str:
        """The point with another figure, direction, customer, or as a guarantee; empty where it cannot be altered."""
        if point.kind == "caution":
            return self._lie("overclaims", point, rng)
        if point.words in _OPPOSITE:
            return sentence(point, self.language, self.catalog, words=_OPPOSITE[point.words])
        if "value" in point.told:
            altered = sentence(point, self.language, self.catalog, value=_other(point.told["value"], rng))
            return "" if altered == sentence(point, self.language, self.catalog) else altered
        others = [row for row in point.fact.data.get("rows") or () if str(row.get("customer_id")) != point.customer]
        if point.words == "call" and others:
            return sentence(_of_another(point, rng.choice(others)), self.language, self.catalog)
        return ""

    def _lie(self, kind: str, point: Point, rng: random.Random) -> str:
        customer = point.told.get("customer", point.fact.data)
        namer = Namer(self.language, self.catalog)
        anybody = namer.text("agents.proof.anybody")
        who = namer.customer(customer) if customer.get("customer_id") is not None else anybody
        text = rng.choice(_lies()[self.language][kind]).format(who=who)
        return text[:1].upper() + text[1:]

    def _random(self, *key: object) -> random.Random:
        return random.Random("\x1f".join(map(str, (self.question, *key))))


def draft(pen: Pen) -> list[tuple[str, Said]]:
    """What the writer says with nothing but the Facts before it."""
    told = (pen.right(point) if pen.reads(point) else pen.wrong(point) for point in pen.points)
    return [said for said in told if said is not None]


def edit(pen: Pen, drafts: Sequence[Sequence[tuple[str, Said]]], listed: frozenset[str]) -> list[tuple[str, Said]]:
    """What an editor makes of drafts; ``listed``: the points that it is told no draft has."""
    held = [said for one in drafts for said in one]
    written: list[tuple[str, Said]] = []
    for point in pen.points:
        right = [pair for pair in held if pair[1] == Said(point.id, True)]
        wrong = [pair for pair in held if pair[1] == Said(point.id, False)]
        taken = _decided(pen, point, right, wrong, listed)
        if taken is not None:
            written.append(taken)
    invented = dict.fromkeys(text for text, said in held if not said.point)
    return written + [(text, Said("", False)) for text in invented if pen.repeats(text)]


def _decided(
    pen: Pen,
    point: Point,
    right: Sequence[tuple[str, Said]],
    wrong: Sequence[tuple[str, Said]],
    listed: frozenset[str],
) -> tuple[str, Said] | None:
    if len(right) > len(wrong):
        return right[0] if pen.carries(point) else None
    if wrong:
        return pen.right(point) if pen.reads(point) else wrong[0]
    if point.id in listed:
        return pen.right(point) if pen.carries(point) else pen.wrong(point)
    return pen.right(point) if pen.reads(point, OUT_OF_FOCUS) else None


def _other(value: Any, rng: random.Random) -> Any:
    """Another figure of the same size: a tenth to a half more or less; a count at least one off."""
    factor = rng.choice((-1, 1)) * rng.uniform(0.1, 0.5)
    if isinstance(value, int):
        return max(0, value + (round(value * factor) or 1))
    changed = float(value) * (1 + factor)
    return min(changed, 0.99) if 0 <= value <= 1 else changed


def _of_another(point: Point, row: Mapping[str, Any]) -> Point:
    return Point(
        id=point.id, kind=point.kind, weight=point.weight, fact=point.fact, words=point.words,
        customer=str(row["customer_id"]), told={"customer": row},
    )  # fmt: skip


@lru_cache(maxsize=1)
def _lies() -> dict[str, dict[str, list[str]]]:
    lies: dict[str, dict[str, list[str]]] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return lies
