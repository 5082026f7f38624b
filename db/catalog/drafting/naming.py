"""Free names for columns and values nobody has described: from the header in its own language, and from a glossary."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise

from db import lemmas
from db.catalog import Names
from db.catalog.drafting import english, spanish
from db.catalog.drafting.abbreviations import sure, written_out
from db.catalog.drafting.glossary import glossary
from db.errors import Language
from db.text import fold

_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^\w]+|_+")
_NUMBER_SIGN = re.compile(r"\b[nN][º°ª]\.?\s*|#\s*|\b[nN]\.º\s*")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
"""Letters with a sign each: P.A.S."""
_UNIT_SIGN = re.compile(r"(?<![A-Za-z])[kKMGT](?:Wh?|VA|B|b|bps|bit)(?![A-Za-z])")
"""Units that are written with a capital inside: kWh, MB."""
_SPANISH_JOINTS = frozenset({"de", "del", "la", "el", "los", "las", "en", "por", "con"})
_FILLING = frozenset({"of", "the"})
_SAYING_SO = frozenset({"indicador", "tiene", "es", "flag"})
_UNITS_ES = frozenset(
    {"anos", "anios", "meses", "dias", "ano", "anio", "mes", "dia", "eur", "euros", "usd"}
    | {"kwh", "mwh", "kw", "gb", "mb", "mbps", "km", "kms", "kg", "horas", "hrs", "minutos", "min", "pct", "porc"}
)
_MONTHS_SHORT = re.compile(r"u?(\d{1,3})([mda])")
_SPANS_ES = {"m": "meses", "d": "días", "a": "años"}
_SPAN_SHORT = re.compile(r"(?:last|past|prev|l)?(\d{1,3})(d|days?|w|wks?|weeks?|m|mo|mths?|months?|q|y|yrs?|years?)")
_SHORT_SPANS = re.compile(r"\b([lu]?\d{1,3}) ([dwmqya])\b")
_SPAN_BEHIND = re.compile(r"([a-z]{3,})(\d{1,3}(?:d|days|w|m|mo|y))")
_SPANS = {"d": "days", "w": "weeks", "m": "months", "q": "quarters", "y": "years"}
_MEASURED = frozenset(
    {"yrs", "years", "year", "months", "mths", "mth", "days", "weeks", "hours", "hrs", "hr", "minutes", "mins", "min"}
    | {"mi", "miles", "km", "kms", "gb", "mb", "tb", "kwh", "mwh", "kw", "mbps", "kg", "m2", "m3", "sqm"}
)
"""Units that stand at the end of an English header, behind what is measured in them."""
_EACH = {"mes": "month", "semana": "week", "dia": "day", "ano": "year"}
_GRADES = frozenset({"score", "rating", "index"})
_MOST_OTHERS = 12
"""So many names with a word said otherwise a column gets in one language."""
_LAST = frozenset({"ultimo", "ultima", "primer", "primera"})
_AMOUNTS_ES = frozenset({"importe", "monto", "valor", "gasto", "coste", "costo"})
_PLAIN_SPANISH = frozenset(
    {"numero", "importe", "tipo", "fecha", "nivel", "total", "codigo", "porcentaje", "valor", "tiempo"}
    | {"cliente", "meses", "dias", "anos"}
)
_CURRENCIES = frozenset({"usd", "eur", "gbp", "mxn", "clp", "cop", "pen", "ars", "brl", "inr", "chf", "cad", "aud"})
_NAMING_IDS = frozenset({"id", "number", "code", "ref", "reference", "key", "name", "no", "identifier"})
_DONE = re.compile(r"(?<=\w) (?:issued|requested|received|sent|given|made|taken)$")
"""What was done with the thing a header names: a lapse notice was issued."""
_SHORTEST = 3
_RANGE = re.compile(r"(\S*\d\S*)\s*[-–—]\s*(\S*\d\S*)")
_AMOUNTS = {
    "less than": "menos de",
    "under": "menos de",
    "below": "menos de",
    "more than": "más de",
    "over": "más de",
    "above": "más de",
    "up to": "hasta",
}


def words(header: str) -> list[str]:
    """The words of a header: ``Months_on_book``, ``NumOfProducts``, ``avg.balance-2024`` -> lower-case words."""
    plain = _INITIALS.sub(lambda found: found[0].replace(".", "").capitalize() + " ", header.replace("%", " pct "))
    plain = _UNIT_SIGN.sub(lambda sign: sign[0].lower(), _NUMBER_SIGN.sub("num ", plain))
    said = [word.lower() for word in _JOINTS.split(plain) if word]
    return _SHORT_SPANS.sub(r"\1\2", " ".join(said)).split()


def language_of(headers: Iterable[str]) -> Language:
    """The language most of the headers' words belong to."""
    votes = Counter(_language(word) for header in headers for word in set(words(header)))
    return "es" if votes["es"] > votes["en"] else "en"


def _language(word: str) -> Language | None:
    """The one language that has the word; accents are Spanish."""
    if fold(word) != word:
        return "es"
    spanish_words, english_words = glossary().spanish_words, glossary().words
    es, en = spanish_words.knows(word), english_words.noun(word) is not None or word in english_words.adjectives
    if not es and not en:
        es, en = (
            word in _SPANISH_JOINTS or lemmas.known(word, "es"),
            word in glossary().short_english or lemmas.known(word, "en"),
        )
    return None if es == en else "es" if es else "en"


def column_names(header: str, language: Language | None = None) -> Names:
    """Names of a column, in the language of its header first, in the other one where the glossary knows it."""
    said = [w for w in words(header) if w not in _FILLING] or words(header)
    if len(said) > 1 and said[-1] in _CURRENCIES:
        said, header = said[:-1], " ".join(words(header)[:-1])
    if _of_spain(said, language or language_of([header])):
        return _a_time(_of_spanish(_without_unit(said)), said[-1])
    english_names = _english(header)
    also = [name for known in english_names for name in glossary().also.get(fold(known), ())]
    return _with_others(_spanish(english_names), [*english_names, *also])


def _of_spain(said: Sequence[str], language: Language) -> bool:
    """Whether a header of a table in a language is Spanish: by its words, abbreviations as that language has them."""
    full = written_out(said, "es") if language == "es" else said
    own = [_language(fold(word) if plain == word else word) for plain, word in zip(said, full, strict=True)]
    es, en = own.count("es"), own.count("en")
    whole = fold(" ".join(full))
    known = whole in glossary().spanish and whole not in glossary().columns
    return known or es > en or (es == en and language == "es")


def _a_time(names: Names, last: str) -> Names:
    """``visitas mes`` are visits a month."""
    unit = _EACH.get(fold(last))
    if unit is None:
        return names
    es = (f"{name} {joint} {last}" for name in names.es[:1] for joint in ("al", "por", "a la", "cada"))
    en = (f"{name} {joint} {unit}" for name in names.en[:1] for joint in ("a", "per", "each"))
    return Names(es=(*names.es, *es), en=(*names.en, *en))


def _with_others(es: Sequence[str], en: Sequence[str]) -> Names:
    """The names and, after them, the first ones with a word said otherwise."""
    others = glossary().words.others
    more_es = islice(spanish.varied(es[:2], others["es"]), _MOST_OTHERS)
    more_en = islice(spanish.varied(en[:2], others["en"]), _MOST_OTHERS)
    return Names(es=tuple(dict.fromkeys((*es, *more_es))), en=tuple(dict.fromkeys((*en, *more_en))))


def _of_spanish(said: Sequence[str]) -> Names:
    """Spelled as it should be, then what else the glossary calls it; English by the glossary, else word by word."""
    vocabulary = glossary().spanish_words
    said = [word for word, after in zip(said, (*said[1:], ""), strict=True) if not _of_span(word, after)]
    tokens = [vocabulary.accented(word) for word in written_out(said, "es")]
    tokens = [lemmas.spelled(word) if not vocabulary.knows(fold(word)) else word for word in tokens]
    tokens = tokens[1:] if len(tokens) > 1 and fold(tokens[0]) in _SAYING_SO else tokens
    tokens = ["mensualidad"] if tokens == ["mensual"] else tokens
    several = _several(_joined(tokens))
    meant = next((m for said in (tokens, several) if (m := glossary().spanish.get(fold(" ".join(said))))), None)
    tokens = _spanned(several)
    bare = " ".join(t for t in tokens if t != "de")
    listed = (name for name in glossary().columns.get(fold(meant or ""), ()) if name.replace(" de ", " ") == bare)
    whole = next(listed, " ".join(tokens))
    en = [meant] if meant else english.translated(several, vocabulary)
    en += [name for known in tuple(en) for name in glossary().also.get(fold(known), ())]
    es = [whole, *(name for known in en[:1] for name in glossary().columns.get(fold(known), ())), *_shorter(tokens)]
    return _with_others([n for n in es if n], en)


def _of_span(word: str, after: str) -> bool:
    """Whether a word only says that the time after it is the last: ``ult 12m``."""
    return fold(word).startswith("ult") and _MONTHS_SHORT.fullmatch(after) is not None


def _joined(tokens: Sequence[str]) -> list[str]:
    """With the ``de`` that headers leave out between nouns: ``límite de tarjeta``."""
    vocabulary = glossary().spanish_words
    joined = list(tokens[:1])
    for before, word in pairwise(tokens):
        nouns = all(vocabulary.noun(fold(w)) for w in (before, word))
        if (
            (nouns and not vocabulary.describes(fold(word), fold(before)))
            or (fold(before) == "numero" and word not in _SPANISH_JOINTS)
            or (fold(before) == "fecha" and fold(word) in _LAST)
        ):
            joined.append("de")
        joined.append(word)
    return joined


def _several(tokens: list[str]) -> list[str]:
    """What is counted in the plural."""
    if tokens[:2] != ["número", "de"]:
        return tokens
    vocabulary = glossary().spanish_words
    people = {fold(name) for names in glossary().people.values() for name in names.es}

    def counted(word: str) -> bool:
        known = vocabulary.noun(fold(word)) or vocabulary.adjective(fold(word))
        return bool(known) and fold(word) not in people and not word.endswith("s")

    return [*tokens[:2], *(spanish.plural(word) if counted(word) else word for word in tokens[2:])]


def _spanned(tokens: Sequence[str]) -> list[str]:
    """A stretch of time written out: ``6m`` as ``en 6 meses``."""
    spans = [_MONTHS_SHORT.fullmatch(token) for token in tokens]
    return [f"en {span[1]} {_SPANS_ES[span[2]]}" if span else token for span, token in zip(spans, tokens, strict=True)]


def abbreviated(header: str, language: Language) -> bool:
    """Whether a header holds abbreviations, whose meaning is a guess."""
    said = words(header)
    return list(map(fold, said)) != list(map(fold, written_out(said, language)))


def _shorter(tokens: Sequence[str]) -> list[str]:
    """``nómina`` for ``nómina mensual``, ``reclamaciones`` for ``número de reclamaciones``."""
    if len(tokens) < 2:
        return []
    if tokens[:2] == ["número", "de"]:
        return [" ".join(tokens[2:])]
    vocabulary = glossary().spanish_words
    if fold(tokens[0]) in _AMOUNTS_ES and tokens[1:3] == ["medio", "de"]:
        mean = "media" if fold(tokens[3]) in vocabulary.feminine else "medio"
        return [f"{tokens[3]} {mean}", tokens[3]]
    described = vocabulary.noun(fold(tokens[0])) and all(vocabulary.adjective(fold(t)) for t in tokens[1:])
    return [tokens[0]] if described and fold(tokens[0]) not in _PLAIN_SPANISH else []


def _without_unit(said: Sequence[str]) -> list[str]:
    """``antigüedad (años)``, ``tenure_months``: what is measured, without the unit after it."""
    bare = (
        len(said) > 1 and fold(said[-1]) in _UNITS_ES and not said[-2].isdigit() and fold(said[-2]) not in {"de", "en"}
    )
    return list(said[:-1]) if bare else list(said)


def _english(header: str) -> list[str]:
    """Written out and without a leading ``is`` or ``has`` first; then shorter, and as the header has it."""
    found = words(header)
    bare = found[1:] if found[:1] in (["is"], ["has"]) and len(found) > 1 else found
    full = _written_out(bare)
    if full.startswith("number ") and not full.startswith("number of ") and bare[0] != "number":
        full = full.replace("number ", "number of ", 1)
    kept, span = spanish.without_span(full.split())
    shorter = [*_plainer(" ".join(kept)), " ".join(kept)] if span else []
    shorter += [" ".join(bare[:-1])] if span and len(bare) > 1 and _SPAN_SHORT.fullmatch(bare[-1]) else []
    spans = [f" in {last}{' '.join(full.split()[-2:])}" for last in ("", "the last ")] if span else []
    spanned = [f"{name}{within}" for within in spans for name in shorter]
    bare_name = [] if span or len(kept) < 2 or bare[-1] not in _MEASURED else _without_measure(full.split()[:-1])
    named = (*spanned, *bare_name, *_described(full), *_plainer(full), full, " ".join(bare), _core(full), *shorter)
    return list(dict.fromkeys(name for name in (*named, " ".join(found)) if name))


def _described(name: str) -> list[str]:
    """``annual premium`` for ``premium annual``."""
    words, (first, _, last) = glossary().words, name.partition(" ")
    after = last in words.adjectives and words.noun(last) is None and words.noun(first) is not None
    return [f"{last} {first}"] if after else []


def _without_measure(said: Sequence[str]) -> list[str]:
    """What is measured, its unit left out: ``tenure`` for ``tenure in months``."""
    name = " ".join(said[:-1] if said[-1] in {"in", "per"} else said)
    return [*_plainer(name), name]


def _written_out(said: Sequence[str]) -> str:
    """With abbreviations and spans of time in full: ``cnt`` as count, ``last90d`` as last 90 days."""
    full: list[str] = []
    said = [part for word in said for part in _behind(word)]
    for at, (word, whole) in enumerate(zip(said, written_out(said, "en"), strict=True)):
        span = _SPAN_SHORT.fullmatch(word) if at else None
        counts = word == "no" and said[at + 1 : at + 2] != ["of"] and at + 1 < len(said) and len(said) > 2
        if span:
            full += [*(["last"] if full[-1] not in {"last", "past"} else []), span[1], _SPANS[span[2][0]]]
        else:
            full.append(word if counts else whole)
    return " ".join(full)


def _behind(word: str) -> Sequence[str]:
    """``active30d`` in two: what is counted and the time it is counted in."""
    found = _SPAN_BEHIND.fullmatch(word)
    return [word] if found is None or found[1] in {"last", "past", "prev"} else found.groups()


def _plainer(name: str) -> list[str]:
    """What people would rather say: ``age`` for ``customer age``, ``number of contacts`` for ``contacts count``."""
    first, _, rest = name.partition(" ")
    plainer = [rest] if first in {"customer", "client"} and rest and rest not in _NAMING_IDS else []
    said = (plainer or [name])[0].split()
    if len(said) > 1 and said[-1] == "count":
        counted = " ".join(said[said[0] == "total" : -1])
        plainer = [f"number of {counted if counted.endswith('s') else f'{counted}s'}", *plainer] if counted else plainer
    if len(said) == 2 and said[1] in _GRADES and _language(said[0]) is None:
        plainer = [*plainer, name, said[0]]  # an abbreviation says by itself what is graded: NPS
    return plainer


def _spanish(names: list[str]) -> list[str]:
    """As the glossary has it, else word by word."""
    known = glossary().columns
    for name in names:
        kept, span = spanish.without_span(name.split())
        plain = known.get(fold(" ".join(kept)), ())
        listed = list(known.get(fold(name), ())) or _within(plain, span)
        if listed:
            return list(dict.fromkeys((*listed, *plain)))
    kept, span = spanish.without_span(names[0].split()) if names else ([], "")
    tail = [word for word in kept[1:] if re.fullmatch(r"[a-z]?\d+", word)]
    plain = " ".join(word for word in kept if word not in tail)
    found = spanish.translated(plain, glossary().words) if plain else []
    if tail and found:
        return [f"{found[0]} {' '.join(tail)}"]
    return [*_within(found, span), *found] or spanish.described(plain, glossary().words)


def _within(names: Sequence[str], span: str) -> list[str]:
    """``contactos en 12 meses``, and as people say it: ``en los últimos 12 meses``."""
    last = span.replace(" en ", " en las últimas " if "semanas" in span else " en los últimos ", 1)
    return [f"{name}{within}" for within in ((span, last) if span else ()) for name in names]


def meanings(column: Names, values: Sequence[str]) -> dict[str, str]:
    """What coded values stand for (``H`` beside ``M``: male, female), by the English key of the glossary."""
    folded = {fold(value): value for value in values}
    for name, sets in glossary().codes.items():
        named = any(fold(said) in {name, *map(fold, glossary().also.get(name, ()))} for said in column.en)
        for codes in sets:
            all_known = set(folded) <= set(codes)
            if (named or (name == "gender" and set(folded) == set(codes))) and all_known and len(folded) > 1:
                return {folded[code]: codes[code] for code in folded}
    return next((found for family in glossary().families.values() if (found := _cut_short(folded, family))), {})


def _cut_short(folded: Mapping[str, str], family: Sequence[str]) -> dict[str, str]:
    """Values that are beginnings of one family's names (``SOLT``, ``DIV``), where most of a column's are."""
    found: dict[str, str] = {}
    for code, value in folded.items():
        bare = code.replace(" ", "")
        meant = [name for name in family if bare in _said(name)] or [
            name for name in family if len(bare) >= _SHORTEST and any(s.startswith(bare) for s in _said(name))
        ]
        if len(meant) == 1:
            found[value] = meant[0]
    told = [code for code in folded if code not in glossary().unstated]
    return found if len(found) > 1 and 2 * len(found) > len(told) else {}


def _said(name: str) -> list[str]:
    known = glossary().values[name]
    return [fold(said).replace(" ", "") for said in (*known.es, *known.en)]


def value_names(
    value: str, *, meaning: str | None = None, language: Language = "en", proper: bool = False
) -> tuple[list[str], list[str]]:
    """Names of a stored value, Spanish and English; ``meaning``: the glossary's name of what a code stands for.

    A ``proper`` name is not translated.
    """
    own = " ".join(value.replace("_", " ").split())
    if meaning is not None:
        known = glossary().values[meaning]
        return list(known.es), list(known.en)
    folded = fold(value)
    if folded in glossary().values:
        known = glossary().values[folded]
        spoken = [own] if len(own) > 1 else []
        return list(known.es), _once(spoken, known.en)
    if folded in glossary().spanish_values:
        known = glossary().values[glossary().spanish_values[folded]]
        return _once([own], known.es), list(known.en)
    for amounts, reversed_ in ((_AMOUNTS, False), ({es: en for en, es in reversed(_AMOUNTS.items())}, True)):
        start = next((a for a in amounts if own.casefold().startswith(f"{a} ") and any(map(str.isdigit, own))), None)
        if start is not None:
            other = [f"{amounts[start]}{own[len(start) :]}"]
            return ([own], other) if reversed_ else (other, [own])
    between = _RANGE.fullmatch(own)
    if between is not None:
        low, high = between.groups()
        en = [f"between {low} and {high}", f"{low} to {high}", f"from {low} to {high}"]
        es = [f"entre {low} y {high}", f"de {low} a {high}"]
        return [own, *es], [own, *en]
    return _translated_value(own, language, proper=proper)


def _translated_value(own: str, language: Language, *, proper: bool) -> tuple[list[str], list[str]]:
    """A value as it is written, in full (``Off-Pk``: off peak), and word by word in the other language where known."""
    tokens = words(own)
    votes = Counter(_language(word) for word in tokens if not own.isupper())
    language = "es" if votes["es"] > votes["en"] else "en" if votes["en"] > votes["es"] else language
    known = not proper and bool(tokens) and all(map(str.isalpha, tokens))
    full = written_out(tokens, language) if known and len(own) > _SHORTEST and sure(tokens, language) else tokens
    said = [own, *([" ".join(full)] if full != tokens else [])]
    other = _in_the_other(full, language) if known else []
    return (said, other) if language == "es" else (other, said)


def _in_the_other(tokens: Sequence[str], language: Language) -> list[str]:
    """Words of one language in the other one, where all are known; then with a word said otherwise."""
    dictionary, vocabulary = glossary().words, glossary().spanish_words
    if language == "es":
        found = english.translated(tokens, vocabulary)[:1] or english.described(tokens, vocabulary)
        return _once(found, spanish.varied(found, dictionary.others["en"]))
    plain = " ".join(tokens)
    found = spanish.translated(plain, dictionary)[:1] or spanish.described(plain, dictionary)
    return _once(found, spanish.varied(found, dictionary.others["es"]))


def _once(first: Iterable[str], then: Iterable[str]) -> list[str]:
    """Both, a name only once whatever its accents and case."""
    seen: dict[str, str] = {}
    for name in (*first, *then):
        seen.setdefault(fold(name), name)
    return list(seen.values())


def _core(name: str) -> str:
    name = _DONE.sub("", name)
    return " ".join(w for w in name.split() if w not in {"customer", "client", "the", "account", "total"})
