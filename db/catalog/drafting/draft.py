"""A draft catalog as YAML text, every guess marked with a comment and ``guessed: true``."""

import re
from collections.abc import Mapping, Sequence

from db.catalog import NO, YES, Column, Kind, Names
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.guess import Roles, hinted, kind, listed
from db.catalog.drafting.naming import abbreviated, language_of, words
from db.catalog.drafting.numbers_of import numeric
from db.catalog.drafting.profile import Profile
from db.catalog.drafting.titles import names_of, of_column
from db.catalog.drafting.trades import free, rows_called
from db.catalog.drafting.value_lines import OF_WOMEN, ValueLines, women_of
from db.catalog.drafting.yaml_text import names_line, scalar, text_line
from db.currencies import CURRENCIES, SIGNS
from db.errors import Language
from db.text import fold

RESERVED = frozenset({"probability", "risk_band", "value_at_risk", "_name_key", "_line"})
"""Names that questions and queries use for what is predicted."""
_GUESSED = Choices()
NO_CURRENCY = "not said"


def draft(profiles: Sequence[Profile], roles: Roles, *, source: str, choices: Choices = _GUESSED) -> str:
    """The YAML text of the catalog these profiles and roles suggest."""
    title, language = _title(source), language_of(profile.header for profile in profiles)
    described = [profile for profile in profiles if profile.header != roles.row]
    called = rows_called(roles.id, title, [profile.header for profile in described])
    named = names_of(described, roles, language, called)
    trade = _rows(described, roles, called, named)
    lines = [
        f"# A draft for {title}, by `python -m db.catalog infer`. Look at every line marked as guessed, add Spanish",
        "# names and synonyms where they are missing, then run `python -m db.catalog check` on this file.",
        'version: "1"',
        f"title: {{{language}: [{scalar(title)}]}}",
        "table: customers",
        f"currency: {choices.currency}" if choices.currency else _currency(profiles, language),
        *_people(profiles, trade),
        f"id: {scalar(stored_name(roles.id))}"
        + ("  # the row's number in the file" if roles.number_rows else "  # guessed: a different value in every row"),
        *(["number_rows: true"] if roles.number_rows else []),
    ]
    for role in ("name", "owner", "value"):
        header = getattr(roles, role)
        if header is not None:
            lines.append(f"{role}: {scalar(stored_name(header))}  # guessed from the header")
    lines += [
        f"label: {{column: {scalar(stored_name(roles.label))}, positive: {text_line(roles.positive)}, "
        f"negative: {text_line(roles.negative)}}}  # guessed: positive is who left"
        + ("" if roles.certain_label else f"; NOT SURE that this column says who left{_rivals(roles)}"),
        "risk_bands: {medium: 0.25, high: 0.5}",
    ]
    if roles.row is not None:
        lines.append(f"ignore: [{scalar(roles.row)}]  # a running number")
    lines.append("columns:")
    values = ValueLines(described, roles, language, trade)
    for profile in described:
        lines += _column(profile, roles, named[profile.header], language, values)
    return "\n".join(lines) + "\n"


def _rivals(roles: Roles) -> str:
    return f"; it may be {' or '.join(roles.rivals)}" if roles.rivals else ""


def _currency(profiles: Sequence[Profile], language: Language) -> str:
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
    if found == "USD" and language == "es" and not re.search(r"US(?:D|\$)", shown):
        return f"currency: USD  # guessed: written with $, of which country is {NO_CURRENCY}"
    return f"currency: {found}  # guessed: shown"


def _rows(profiles: Sequence[Profile], roles: Roles, called: Names, named: Mapping[str, Names]) -> Names:
    """What the rows are called, by nouns that mean no column (but the one of their names) and no value."""
    others = [names for header, names in named.items() if header not in {roles.id, roles.name}]
    taken = {fold(name) for names in others for name in (*names.es, *names.en)}
    taken |= {fold(value) for profile in profiles for value in listed(profile)}
    return free(called, taken)


def _people(profiles: Sequence[Profile], trade: Names) -> list[str]:
    """The line that says what the rows are; women only where no column tells them."""
    if trade == Names():
        return []
    if any(women_of(profile, of_column(profile, "es")) for profile in profiles):
        trade = Names(es=tuple(name for name in trade.es if name not in OF_WOMEN), en=trade.en)
    return [f"people: {names_line(trade)}  # guessed: what the rows are called"]


def _title(source: str) -> str:
    file = source.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
    return file.rsplit(".", 1)[0].replace("_", " ").strip() or "customers"


def stored_name(header: str) -> str:
    """The column's name: the header, unless the program uses that name for something else."""
    return f"{header}_" if header.lower() in RESERVED else header


def _column(profile: Profile, roles: Roles, names: Names, language: Language, values: ValueLines) -> list[str]:
    name, header = stored_name(profile.header), profile.header
    role = next((r for r in ("id", "name", "owner", "label", "value") if getattr(roles, r) == header), None)
    chosen = _kind(profile, role)
    lines = [f"  {scalar(name)}:", f"    kind: {chosen}{_doubt(profile, chosen)}"]
    if names.es or names.en:
        guess = "  # guessed: abbreviations written out" if abbreviated(header, language) else ""
        lines.append(f"    names: {names_line(names)}{guess}")
    if name != header:
        lines.append(f"    source: [{scalar(header)}]")
    lines += numeric(profile, names) if Column(kind=chosen).numeric and role != "id" else []
    lines += values.lines(profile, chosen, names)
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
    if how.missing and (Column(kind=chosen).numeric or chosen in {"date", "category", "flag"}):
        said.append(f"missing: [{', '.join(map(text_line, how.missing))}]")
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
