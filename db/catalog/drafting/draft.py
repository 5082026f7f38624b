"""A draft catalog as YAML text, every guess marked with a comment and ``guessed: true``."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from db.catalog import NO, YES, Column, Kind, Names
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.currencies import CURRENCIES, SIGNS
from db.catalog.drafting.glossary import glossary
from db.catalog.drafting.guess import Roles, hinted, kind, listed
from db.catalog.drafting.naming import abbreviated, column_names, language_of, meanings, value_names, words
from db.catalog.drafting.profile import Profile
from db.catalog.drafting.spanish import plural, without_span
from db.catalog.drafting.terms import term_names
from db.catalog.drafting.trades import free, of_women, rows_called
from db.errors import Language
from db.text import fold

RESERVED = frozenset({"probability", "risk_band", "value_at_risk", "_name_key", "_line"})
"""Names that questions and queries use for what is predicted."""
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ .'/()-]*[\wÀ-ÿ)]|[A-Za-z]")
_SPECIAL = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n", "nan"})
_OF_WOMEN = of_women()
_UNITS = {
    "months": ("meses", "mes", "month", "months"),
    "years": ("años", "año", "year", "years"),
    "days": ("días", "día", "day", "days"),
    "hours": ("horas", "hora", "hour", "hours"),
    "minutes": ("minutos", "minuto", "minute", "minutes"),
    "miles": ("millas", "milla", "mile", "miles"),
    "km": ("km", "kilómetros", "kilometres", "km"),
    "gb": ("GB", "gigas", "gigabytes", "GB"),
    "mb": ("MB", "megas", "megabytes", "MB"),
    "kwh": ("kWh", "kilovatios hora", "kilowatt hours", "kWh"),
    "kg": ("kg", "kilos", "kilos", "kg"),
}
"""Of each unit: Spanish as shown and otherwise, English otherwise and as shown."""
_DENIALS = frozenset({"no", "not", "non", "sin", "without"})
_SPANNED = re.compile(r"\ben (?:las |los )?(?:últim[ao]s )?\d+ \w+$")
_MOST_YEARS = 45
"""A tenure above it must be in months."""
_MARKS = {
    **dict.fromkeys(("months", "mon", "mths", "meses"), "months"),
    **dict.fromkeys(("years", "yrs", "anos", "age", "edad"), "years"),
    **dict.fromkeys(("days", "dias"), "days"),
    **dict.fromkeys(("hours", "hrs", "hr", "horas"), "hours"),
    **dict.fromkeys(("minutes", "mins", "minutos"), "minutes"),
    **dict.fromkeys(("mi", "miles", "millas"), "miles"),
    **dict.fromkeys(("km", "kms"), "km"),
    **{unit: unit for unit in ("gb", "mb", "kwh", "kg")},
}
_GUESSED = Choices()
NO_CURRENCY = "not said"


def draft(profiles: Sequence[Profile], roles: Roles, *, source: str, choices: Choices = _GUESSED) -> str:
    """The YAML text of the catalog these profiles and roles suggest."""
    title, language = _title(source), language_of(profile.header for profile in profiles)
    described = [profile for profile in profiles if profile.header != roles.row]
    named = _names_of(described, roles, language)
    trade = _rows(described, roles, title, named)
    lines = [
        f"# A draft for {title}, by `python -m db.catalog infer`. Look at every line marked as guessed, add Spanish",
        "# names and synonyms where they are missing, then run `python -m db.catalog check` on this file.",
        'version: "1"',
        f"title: {{{language}: [{_scalar(title)}]}}",
        "table: customers",
        f"currency: {choices.currency}" if choices.currency else _currency(profiles),
        *_people(profiles, trade),
        f"id: {_scalar(stored_name(roles.id))}"
        + ("  # the row's number in the file" if roles.number_rows else "  # guessed: a different value in every row"),
        *(["number_rows: true"] if roles.number_rows else []),
    ]
    for role in ("name", "owner", "value"):
        header = getattr(roles, role)
        if header is not None:
            lines.append(f"{role}: {_scalar(stored_name(header))}  # guessed from the header")
    lines += [
        f"label: {{column: {_scalar(stored_name(roles.label))}, positive: {_text(roles.positive)}, "
        f"negative: {_text(roles.negative)}}}  # guessed: positive is who left"
        + ("" if roles.certain_label else f"; NOT SURE that this column says who left{_rivals(roles)}"),
        "risk_bands: {medium: 0.25, high: 0.5}",
    ]
    if roles.row is not None:
        lines.append(f"ignore: [{_scalar(roles.row)}]  # a running number")
    lines.append("columns:")
    for profile in described:
        lines += _column(profile, roles, named[profile.header], language, trade)
    return "\n".join(lines) + "\n"


def _rivals(roles: Roles) -> str:
    return f"; it may be {' or '.join(roles.rivals)}" if roles.rivals else ""


def _currency(profiles: Sequence[Profile]) -> str:
    """The currency that cells or headers show; where none does, that nobody says which."""
    marked = next((profile.currency for profile in profiles if profile.currency is not None), None)
    named = (word.upper() for profile in profiles for word in words(profile.header))
    shown = " ".join(text for profile in profiles for text in (profile.header, *list(profile.values)[:20]))
    signs = (code for sign, code in SIGNS.items() if sign in shown)
    told = (next(iter(p.values)).upper() for p in profiles if p.distinct == 1 and p.values)
    marked = marked or next((word for word in told if word in CURRENCIES), None)
    found = marked or next((word for word in named if word in CURRENCIES), None) or next(signs, None)
    if found is None:
        return f"currency: EUR  # guessed: {NO_CURRENCY}"
    return f"currency: {found}  # guessed: shown"


def _rows(profiles: Sequence[Profile], roles: Roles, title: str, named: Mapping[str, Names]) -> Names:
    """What the rows are called, by nouns that mean no column and no value."""
    others = [names for header, names in named.items() if header != roles.id]
    taken = {fold(name) for names in others for name in (*names.es, *names.en)}
    taken |= {fold(value) for profile in profiles for value in listed(profile)}
    return free(rows_called(roles.id, title, named), taken)


def _people(profiles: Sequence[Profile], trade: Names) -> list[str]:
    """The line that says what the rows are; women only where no column tells them."""
    if trade == Names():
        return []
    if any(_women(profile, _of_column(profile, "es")) for profile in profiles):
        trade = Names(es=tuple(name for name in trade.es if name not in _OF_WOMEN), en=trade.en)
    return [f"people: {_names(trade)}  # guessed: what the rows are called"]


def _women(profile: Profile, names: Names) -> str | None:
    """The value that means women, where the table tells women from men."""
    values = listed(profile)
    codes = meanings(names, values)
    female = {fold(name) for name in glossary().values["female"].es + glossary().values["female"].en}
    return next((v for v in values if codes.get(v) == "female" or fold(v) in female), None)


def _names_of(profiles: Sequence[Profile], roles: Roles, language: Language) -> dict[str, Names]:
    """Each column's names, none of them twice; the first one of a column goes before the further ones of others."""
    free = {profile.header: _of_column(profile, language) for profile in profiles}
    label = free[roles.label]
    numbers_first = sorted(profiles, key=lambda profile: not Column(kind=kind(profile)).numeric)
    free = {profile.header: free[profile.header] for profile in numbers_first}
    leaving = glossary().leaving
    free[roles.label] = Names(es=(*label.es, "abandono", "baja", *leaving.es), en=(*label.en, "churn", *leaving.en))
    chosen = {header: Names() for header in free}
    for spoken_in in ("es", "en"):
        owners: dict[str, str] = {}
        spoken = {header: getattr(names, spoken_in) for header, names in free.items()}
        for header, names in spoken.items():
            owners.setdefault(fold(names[0]) if names else "", header)
        for header, names in spoken.items():
            own = _free((n for n in names if owners.setdefault(fold(n), header) == header), set())
            chosen[header] = chosen[header].model_copy(update={spoken_in: tuple(own)})
    return chosen


def _of_column(profile: Profile, language: Language) -> Names:
    """A date is called one before it is called by what happened on it: ``founding date`` before ``founded``."""
    said = words(profile.header)
    form = said[:1] == ["f"] and len(said) > 1 and not profile.day and not profile.number
    names = column_names(" ".join(("forma", *said[1:])) if form else profile.header, language)
    written = " ".join(said)
    if written and fold(written) not in map(fold, (*names.es, *names.en)):
        names = names.model_copy(update={language: (*getattr(names, language), written)})
    if profile.day:
        es = tuple(f"fecha de {name}" for name in (names.es or names.en)[:1] if not name.startswith("fecha"))
        en = tuple(f"{name} date" for name in names.en[:1] if not name.endswith("date"))
        names = Names(es=(*names.es, *es), en=(*names.en, *en))
    dates = tuple(name for name in names.en if name.endswith("date")) if profile.day else ()
    return names.model_copy(update={"en": (*dates, *(n for n in names.en if n not in dates))})


def _title(source: str) -> str:
    file = source.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
    return file.rsplit(".", 1)[0].replace("_", " ").strip() or "customers"


def stored_name(header: str) -> str:
    """The column's name: the header, unless the program uses that name for something else."""
    return f"{header}_" if header.lower() in RESERVED else header


def _column(profile: Profile, roles: Roles, names: Names, language: Language, trade: Names) -> list[str]:
    name, header = stored_name(profile.header), profile.header
    role = next((r for r in ("id", "name", "owner", "label", "value") if getattr(roles, r) == header), None)
    chosen = _kind(profile, role)
    lines = [f"  {_scalar(name)}:", f"    kind: {chosen}{_doubt(profile, chosen)}"]
    if names.es or names.en:
        guess = "  # guessed: abbreviations written out" if abbreviated(header, language) else ""
        lines.append(f"    names: {_names(names)}{guess}")
    if name != header:
        lines.append(f"    source: [{_scalar(header)}]")
    lines += _numeric(profile, names) if Column(kind=chosen).numeric and role != "id" else []
    lines += _values(profile, chosen, roles, names, (language, trade))
    if role not in {"id", "label", "owner"} and (way := _way(profile, chosen)):
        lines.append(f"    actionable: {way}  # guessed: can the bank act on it, and which way?")
    if role in {"id", "label", "owner"} or chosen == "text" or (profile.unique and not profile.number):
        lines.append("    feature: false")
    lines += _written(profile, chosen)
    if not profile.known or (chosen == "text" and role not in {"id", "name"}):
        lines.append("    required: false")
    return [*lines, "    guessed: true"] if role is not None or not profile.known else lines


def _written(profile: Profile, chosen: Kind) -> list[str]:
    """How the file writes the cells, where that is not plain."""
    how, said = profile.written, []
    if how.numbers is not None and Column(kind=chosen).numeric:
        said.append(f"numbers: {how.numbers}")
    if how.dates is not None and chosen == "date":
        said.append(f"dates: {how.dates}")
    if how.missing and (Column(kind=chosen).numeric or chosen == "date"):
        said.append(f"missing: [{', '.join(map(_text, how.missing))}]")
    guess = f"  # guessed: {'; '.join(remark.say('en') for remark in profile.odd)}" if said and profile.odd else ""
    return [f"    written: {{{', '.join(said)}}}{guess}"] if said else []


def _way(profile: Profile, chosen: Kind) -> str | None:
    """Which way a bank could act on it: sell more, ask for less, or change it."""
    ordered = Column(kind=chosen).numeric or (chosen == "flag" and {fold(v) for v in listed(profile)} <= YES | NO)
    if chosen in {"text", "date"} or not (ordered or chosen == "category"):
        return None
    for hint, way in (("lowered", "down"), ("raised", "up"), ("actionable", "true")):
        if hinted(profile, hint):
            return way if ordered else "true"
    return None


def _kind(profile: Profile, role: str | None) -> Kind:
    if role == "id":
        plain = profile.whole and profile.number and not profile.zero_led and profile.written.numbers is None
        return "integer" if plain and profile.low >= 0 else "text"
    if role == "name":
        return "text"
    found = kind(profile)
    return "category" if role in {"owner", "label"} and found not in {"category", "flag"} else found


def _doubt(profile: Profile, chosen: Kind) -> str:
    if chosen == "category" and not listed(profile):
        return "  # guessed: too many values to list, so that any value is accepted"
    return ""


def _numeric(profile: Profile, names: Names) -> list[str]:
    lines = []
    unit = _unit(profile, names)
    if unit is not None and not hinted(profile, "money"):
        es, es_one, en_one, en = unit
        lines.append(f"    unit: {{es: [{es}, {es_one}], en: [{en}, {en_one}]}}")
    bands = _bands(profile)
    if bands:
        lines.append(f"    bands: [{', '.join(f'{b:g}' if abs(b) < 1e6 else str(int(b)) for b in bands)}]")
    if profile.low >= 0 and kind(profile) in {"money", "integer"}:
        lines.append("    range: [0, null]  # guessed: nothing below zero")
    if 0 < profile.decimals <= 4 and kind(profile) == "number":
        lines.append(f"    decimals: {profile.decimals}")
    return lines


def _unit(profile: Profile, names: Names) -> tuple[str, str, str, str] | None:
    """What is counted: said at either end of the header, or meant by its name; ``12 months`` at the end is a span."""
    kept, span = without_span(words(names.shown("en")) or words(profile.header))
    if any(_SPANNED.search(name) and fold(name.split()[0]) not in _MARKS for name in names.es[:1]):
        return None  # counted within a time: complaints in 12 months are no months
    said = [fold(word) for word in words(profile.header)]
    ends = [*kept[:1], *kept[-1:], *(said[-1:] if not span else [])]
    marked = next((_MARKS[word] for word in ends if word in _MARKS), None)
    if marked is None and kept == ["tenure"]:
        marked = "years" if profile.high <= _MOST_YEARS else "months"
    return _UNITS[marked] if marked else None


def _bands(profile: Profile) -> list[float]:
    """The quintiles of the data, rounded to two digits."""
    if profile.distinct <= 8 or len(profile.sample) < 20:
        return []
    ordered = sorted(profile.sample)
    cuts = [_rounded(ordered[len(ordered) * i // 5]) for i in range(1, 5)]
    return sorted({cut for cut in cuts if profile.low < cut < profile.high})


def _rounded(value: float) -> float:
    if value == 0:
        return 0.0
    digits = 1 - math.floor(math.log10(abs(value)))
    return round(value, digits)


def _values(profile: Profile, chosen: Kind, roles: Roles, names: Names, told: tuple[Language, Names]) -> list[str]:
    language, trade = told
    values = listed(profile) if chosen in {"category", "flag"} else []
    if not values or profile.header == roles.owner:
        return []
    lines, meant = ["    values:"], {fold(value): value for value in values}
    women = _women(profile, names)
    codes = meanings(names, values)
    for value in values:
        if chosen == "flag" and profile.header != roles.label:
            said = _flag_names(names, yes=value == values[0], adjective=bool(hinted(profile, "adjective")))
        else:
            proper = bool(hinted(profile, "proper")) and not hinted(profile, "kinds")
            es, en = value_names(value, meaning=codes.get(value), language=language, proper=proper)
            left = _is_left(value, profile, roles)
            meaning = Names() if left is None else glossary().gone if left else glossary().staying
            term = term_names(value, names) if profile.header != roles.label else Names()
            es, en = [*es, *([] if proper else _plurals(es[:2])), *term.es], [*en, *term.en]
            es = [*es, *sorted(_OF_WOMEN & {"clienta", "clientas", *trade.es})] if value == women else es
            if (had := _had(value, values)) is not None and profile.header != roles.label:
                flag = _flag_names(names, yes=had, adjective=False)
                es, en = [*es, *flag.es], [*en, *flag.en, *([f"on the {names.shown('en')}"] if had and en else [])]
            bare = chosen == "flag"
            said = Names(es=(*([] if bare else es), *meaning.es), en=(*([] if bare else en), *meaning.en))
        es, en = (
            _free((n for n in spoken if meant.setdefault(fold(n), value) == value), set())
            for spoken in (said.es, said.en)
        )
        lines.append(f"      {_text(value)}: {_names(Names(es=tuple(es), en=tuple(en)))}")
    return lines


def _had(value: str, values: Sequence[str]) -> bool | None:
    """Whether a value says that the column's thing is had, where the other one is its denial: ``No acogido``."""
    folded = [fold(v) for v in values]
    denied = [v for v in folded if v.partition(" ")[0] in _DENIALS and v.partition(" ")[2] in folded]
    return fold(value) not in denied if len(values) == 2 and denied else None


def _plurals(names: Sequence[str]) -> list[str]:
    """``anuales`` for ``anual``."""
    return [plural(name) for name in names if name.isalpha() and name.islower() and not name.endswith("s")]


def _is_left(value: str, profile: Profile, roles: Roles) -> bool | None:
    if profile.header != roles.label or value not in {roles.positive, roles.negative}:
        return None
    return value == roles.positive


def _flag_names(names: Names, *, yes: bool, adjective: bool) -> Names:
    thing, cosa = names.shown("en"), names.es[0] if names.es else ""
    one = thing if _uncounted(thing) else f"an {thing}" if thing[:1] in "aeio" else f"a {thing}"
    if "active" in thing.split():
        es, en = value_names("active" if yes else "inactive")
        return Names(es=tuple(es), en=(*en, *([] if yes else ["not active"])))
    if adjective:
        return Names(es=(cosa,) if yes and cosa else (), en=(thing if yes else f"not {thing}",))
    return Names(
        es=((f"con {cosa}" if yes else f"sin {cosa}"),) if cosa else (),
        en=(f"with {one}", f"has {one}") if yes else (f"without {one}", f"no {thing}"),
    )


def _uncounted(thing: str) -> bool:
    """Whether people say it without an article: ``with insurance``, ``with streaming movies``."""
    last = thing.rsplit(maxsplit=1)[-1] if thing else ""
    return last.endswith(("s", "ing")) or last in glossary().uncounted


def _free(names: Iterable[str], taken: set[str]) -> list[str]:
    free = []
    for name in names:
        if fold(name) and fold(name) not in taken:
            taken.add(fold(name))
            free.append(name)
    return free


def _names(names: Names) -> str:
    parts = [f"{language}: [{', '.join(map(_scalar, said))}]" for language, said in names.model_dump().items() if said]
    return f"{{{', '.join(parts)}}}"


def _scalar(text: str) -> str:
    """A YAML scalar that reads back as this text, also inside brackets."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL
    return text if plain else json.dumps(text, ensure_ascii=False)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
