"""Who a figure speaks of, as people say it: ``mujeres alemanas inactivas con edad superior a 50 años``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.bank.filters import EQUAL, NEGATIVE, OPPOSITE
from db.catalog import Column, Names
from db.text import fold
from tools.replies import formats
from tools.replies.amount_words import amount
from tools.replies.reference_words import special
from tools.replies.value_words import Namer

Node = Mapping[str, Any]
_DEMONYM = re.compile(r"(?:an|ish|ese|ench|ern|utch|wiss|reek)$")
_WITH = {"con ": "tienen ", "sin ": "no tienen ", "with ": "have ", "without ": "do not have "}


@dataclass(frozen=True)
class Trait:
    """One condition of a filter: what it makes of the noun, stands before or after it, or says with a verb."""

    verb: str
    noun: str = ""
    adjectives: tuple[str, str] = ("", "")
    """Plural, masculine and feminine (the same in English)."""
    phrase: str = ""
    relative: str = ""
    of_place: bool = False
    either: tuple[str, str] = ("", "")
    """One of several values in few words, masculine and feminine."""


def who(n: Namer, data: Mapping[str, Any], *, count: float | None = None) -> str:
    """The customers a Fact is about, in the plural (a single one in the singular)."""
    where, population = data.get("where"), data.get("population")
    told, rest = _traits(n, where)
    if count == 1:
        return _plain(n, n.where(where), population, single=True)
    noun = next((t.noun for t in told if t.noun), "")
    female = noun in {"mujeres", "women"}
    others = [t for t in told if not t.noun or t.noun != noun]
    apart = [t for t in others if t.either[0] and len(told) > 1]
    phrases = [t.phrase for t in others if t.phrase and t not in apart]
    rest += [t.either[female] for t in apart]
    relatives = [t.relative for t in others if t.relative]
    if population == "left":
        relatives.append(n.text("people.who_left"))
    if population == "current" and noun:
        rest.append(n.text("people.current_customers"))
    before = _adjectives_before(n, others, female=female, current=population == "current" and not noun)
    head = n.text("people.head", noun=noun or n.text("people.customers"), before=" ".join(before)).strip()
    tail = f" ({'; '.join(rest)})" if rest else ""
    return " ".join(part for part in (head, n.both(phrases), n.both(relatives)) if part) + tail


def _adjectives_before(n: Namer, traits: Sequence[Trait], *, female: bool, current: bool) -> list[str]:
    """The adjectives in their language's order, of place first in Spanish, with the one for current customers."""
    spanish = n.language == "es"
    adjectives = sorted((t for t in traits if t.adjectives[0]), key=lambda t: t.of_place != spanish)
    said = [t.adjectives[female] for t in adjectives]
    if current:
        said.insert(len(said) if spanish else 0, n.text("people.current"))
    return said


def the_people(n: Namer, data: Mapping[str, Any], count: float) -> str:
    """``los 2.037 clientes que abandonaron``, ``the 2,037 customers who left``."""
    people = who(n, data, count=count)
    number = formats.number(count, n.language)
    gender = "feminine" if people.startswith(n.text("people.women")) else "masculine"
    return n.text("people.the", gender=gender, count=count, number=number, people=people)


def measured(n: Namer, measure: Mapping[str, Any]) -> str:
    """What a measure is called; a share by whom it is of: ``proporción de inactivos``, ``share with a credit card``."""
    told, rest = _traits(n, measure.get("where"))
    if measure["measure"] != "share" or len(told) != 1 or rest:
        return n.measure(measure)
    trait, name = told[0], n.measure({"measure": "share"})
    if n.language == "es" and trait.adjectives[0]:
        return f"{name} de {trait.adjectives[0]}"
    return f"{name} {trait.phrase or n.text('people.who', trait=trait.verb)}"


def predicate(n: Namer, where: Node) -> str:
    """What is said of the share of customers that fit: ``son alemanes y tienen tarjeta de crédito``."""
    told, rest = _traits(n, where)
    verbs = [t.verb for t in told] + [n.text("people.fit", text=text) for text in rest]
    return n.both(verbs)


def _plain(n: Namer, where: str, population: Any, *, single: bool) -> str:
    noun = n.text("people.customer") if single else n.text("people.customers")
    text = {
        "current": n.text("people.current_2", noun=noun),
        "left": n.text("people.who_left_2", noun=noun),
    }.get(str(population), noun)
    return f"{text} ({where})" if where else text


def _traits(n: Namer, where: Node | None) -> tuple[list[Trait], list[str]]:
    """The conditions that all hold, and the rest of the filter in words."""
    told: list[Trait] = []
    rest: list[str] = []
    for node in _flat(where):
        trait = _trait(n, node) if "column" in node else _either(n, node)
        if trait is None:
            rest.append(n.where(node))
        else:
            told.append(trait)
    return told, rest


def _flat(node: Node | None) -> Iterator[Node]:
    if node and "all" in node:
        for part in node["all"]:
            yield from _flat(part)
    elif node:
        yield _turned(node.get("not")) or node


def _turned(node: Node | None) -> Node | None:
    """What the negation of a condition is: not Germany is other than Germany."""
    op = str((node or {}).get("op"))
    return {**node, "op": OPPOSITE[op]} if node and op in EQUAL | NEGATIVE else None


def _trait(n: Namer, node: Node) -> Trait | None:
    column, op, value = node["column"], node["op"], node.get("value")
    spec = n.spec(column)
    if column == n.catalog.label.column:
        return _label(n, value) if op == "eq" else None
    if op in {"is_missing", "is_known"}:
        return _known(n, n.column(column), known=op == "is_known")
    return _referring(n, node) or _valued(n, node, spec)


def _referring(n: Namer, node: Node) -> Trait | None:
    """A comparison with more than a value."""
    told = special(n, node) if node["op"] != "contains" else None
    return Trait(n.text("people.have", told=told), phrase=n.text("people.with", told=told)) if told else None


def _valued(n: Namer, node: Node, spec: Column | None) -> Trait | None:
    """A comparison with a value."""
    column, op, value = node["column"], node["op"], node.get("value")
    kind = spec.kind if spec is not None else None
    if spec is not None and kind == "flag" and op in {"eq", "ne"}:
        others = [stored for stored in spec.values if stored != str(value)] if op == "ne" else [str(value)]
        return _flag(n, spec, others[0]) if len(others) == 1 else None
    if spec is not None and kind == "category" and op in EQUAL | NEGATIVE:
        values = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        return _category(n, spec, [str(one) for one in values], negated=op in NEGATIVE)
    if kind in {"text", "category"} and op in {"eq", "contains"}:
        return _text(n, column, str(value), part=op == "contains")
    band = column == "risk_band"
    told = n.condition(column, op, value) if band else amount(n, column, op, value)
    have, having = ("are at", "at") if band else ("have", "with")
    return Trait(
        n.text("people.shape", told=told, have=have), phrase=n.text("people.shape_2", told=told, having=having)
    )


def _either(n: Namer, node: Node) -> Trait | None:
    """One of several conditions, each said with its verb; nothing where they are no single ones."""
    parts = node.get("any") or ()
    told = [_trait(n, part) if "column" in part else None for part in parts]
    verbs = [trait.verb for trait in told if trait is not None]
    if not parts or len(verbs) < len(told):
        return None
    either = n.either(verbs)
    return Trait(either, relative=n.text("people.who_2", either=either))


def _label(n: Namer, value: Any) -> Trait | None:
    if value == n.catalog.label.positive:
        return Trait(n.text("people.left"), relative=n.text("people.who_left"))
    if value == n.catalog.label.negative:
        return Trait(n.text("people.stayed"), relative=n.text("people.who_stayed"))
    return None


def _text(n: Namer, column: str, value: str, *, part: bool) -> Trait:
    name, shown = n.column(column), n.plain(value)
    if column == n.catalog.name and not part:
        verb = n.text("people.are_called", shown=shown)
        return Trait(verb, relative=n.text("people.none", verb=verb), phrase=n.text("people.called", shown=shown))
    held = n.text("people.in", name=name, shown=shown) if part else n.text("people.shape_3", name=name, shown=shown)
    return Trait(n.text("people.have_2", held=held), phrase=n.text("people.with_2", held=held))


def _known(n: Namer, name: str, *, known: bool) -> Trait:
    if known:
        return Trait(
            n.text("people.have_a_known", name=name),
            phrase=n.text("people.with_a_known", name=name),
        )
    return Trait(
        n.text("people.have_no_known", name=name),
        phrase=n.text("people.with_no_known", name=name),
    )


def _flag(n: Namer, spec: Column, value: str) -> Trait:
    shown = n.flag(spec.name, value)
    for start, verb in _WITH.items():
        if shown.startswith(start):
            return Trait(verb + shown.removeprefix(start), phrase=shown)
    adjectives = _adjectives(n, spec.values.get(value, Names()))
    if adjectives is not None:
        return Trait(n.text("people.are", adjectives=adjectives[0]), adjectives=adjectives)
    if n.language == "en" and ":" not in shown and " " not in shown:
        return Trait(f"are {shown}", adjectives=(shown, shown))
    return Trait(n.text("people.are_recorded_as", shown=shown), phrase=n.text("people.shape_4", shown=shown))


def _category(n: Namer, spec: Column, values: list[str], *, negated: bool) -> Trait:
    names = [spec.values.get(value, Names()) for value in values]
    noun = _noun(n, names[0]) if len(names) == 1 and not negated else ""
    if noun:
        return Trait(n.text("people.are_2", noun=noun), noun=noun, adjectives=(noun, noun))
    found = [(people, people) if (people := _noun(n, called)) else _adjectives(n, called) for called in names]
    adjectives = [pair for pair in found if pair is not None]
    if len(adjectives) == len(names) and adjectives:
        return _of_adjectives(n, adjectives, negated=negated)
    name, shown = n.column(spec.name), [n.value(spec.name, value) for value in values]
    if negated:
        text = n.text("people.other_than", name=name, value=" ni ".join(shown), either=n.either(shown))
    else:
        text = f"{name} {n.either(shown)}"
    return Trait(
        n.text("people.have_3", text=text),
        phrase=n.text("people.with_3", text=text),
        either=(text, text) if len(shown) > 1 else ("", ""),
    )


_SEXES = {"women": "mujer", "men": "hombre"}


def _noun(n: Namer, names: Names) -> str:
    """Women and men, where the value's names say that it means them."""
    known = {fold(name) for name in (*names.es, *names.en)}
    return next((n.text(f"people.{key}") for key, word in _SEXES.items() if word in known), "")


def group(n: Namer, spec: Column, value: str) -> str:
    """A group of customers by one value: ``mujeres``, ``solteros``, ``Alemania``."""
    names, shown = spec.values.get(value, Names()), n.value(spec.name, value)
    if spec.kind == "flag":
        shown = n.flag(spec.name, value)
        adjectives = _adjectives(n, names) if n.language == "es" else None
        return adjectives[0] if adjectives else shown
    known = names.es if n.language == "es" else names.en
    plurals = (name for name in known if fold(name) in {f"{fold(shown)}s", f"{fold(shown)}es"})
    return _noun(n, names) or next(plurals, shown)


def _of_adjectives(n: Namer, adjectives: Sequence[tuple[str, str]], *, negated: bool) -> Trait:
    """Values that are all told by adjectives: one, one of several, none of them."""
    said = [masculine for masculine, _ in adjectives]
    if negated:
        neither = n.plural("people.neither", len(said), listed=n.text("people.nor").join(said))
        return Trait(neither, relative=n.text("people.who_3", neither=neither))
    if len(said) == 1:
        return Trait(n.text("people.are_3", said=said[0]), adjectives=adjectives[0], of_place=True)
    either = n.either(said)
    return Trait(
        n.text("people.are_4", either=either),
        phrase=n.text("people.who_are", either=either),
        either=(either, n.either([feminine for _, feminine in adjectives])),
    )


def _adjectives(n: Namer, names: Names) -> tuple[str, str] | None:
    """The plural adjectives of a value (masculine, feminine): ``alemanes`` and ``alemanas``; ``German``."""
    if n.language == "en":
        found = next((name for name in names.en if " " not in name and _DEMONYM.search(name)), None)
        return (found, found) if found else None
    known = {fold(name) for name in names.es}
    plurals = [s for s in names.es if " " not in s and s.endswith("s") and {fold(s)[:-1], fold(s)[:-2]} & known]
    masculine = next((s for s in plurals if not s.endswith("as")), None)
    if masculine is None:
        return None
    stem = fold(masculine).removesuffix("es").removesuffix("os")
    return masculine, next((s for s in plurals if s.endswith("as") and fold(s) == f"{stem}as"), masculine)
