"""A draft catalog as YAML text, every guess marked with a comment and ``guessed: true``."""

import json
import math
import re
from collections.abc import Iterable, Sequence

from db.bank import fold
from db.catalog import Column, Kind, Names
from db.guess import Roles, hinted, kind, listed
from db.naming import column_names, value_names, words
from db.profile import Profile

RESERVED = frozenset({"probability", "risk_band", "value_at_risk", "_name_key", "_line"})
"""Names that questions and queries use for what is predicted."""
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ .'/()-]*[\wÀ-ÿ)]|[A-Za-z]")
_SPECIAL = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n", "nan"})
_LEFT = Names(es=("se fue", "abandonó", "bajas"), en=("left", "churned", "lost"))
_STAYED = Names(es=("sigue", "siguen", "permanece"), en=("stayed", "retained"))
_UNITS = {"months": ("meses", "mes", "month"), "years": ("años", "año", "year"), "days": ("días", "día", "day")}
_MARKS = {
    "month": "months",
    "mon": "months",
    "year": "years",
    "yrs": "years",
    "age": "years",
    "edad": "years",
    "day": "days",
}


def draft(profiles: Sequence[Profile], roles: Roles, *, source: str) -> str:
    """The YAML text of the catalog these profiles and roles suggest."""
    title = _title(source)
    lines = [
        f"# A draft for {title}, by `python -m db.catalog infer`. Look at every line marked as guessed, add Spanish",
        "# names and synonyms where they are missing, then run `python -m db.catalog check` on this file.",
        'version: "1"',
        f"title: {{en: [{_scalar(title)}]}}",
        "table: customers",
        "currency: EUR  # guessed",
        f"id: {_scalar(stored_name(roles.id))}  # guessed: a different value in every row",
    ]
    for role in ("name", "owner", "value"):
        header = getattr(roles, role)
        if header is not None:
            lines.append(f"{role}: {_scalar(stored_name(header))}  # guessed from the header")
    lines += [
        f"label: {{column: {_scalar(stored_name(roles.label))}, positive: {_text(roles.positive)}, "
        f"negative: {_text(roles.negative)}}}  # guessed: positive is who left"
        + ("" if roles.certain_label else "; NOT SURE that this column says who left"),
        "risk_bands: {medium: 0.25, high: 0.5}",
    ]
    if roles.row is not None:
        lines.append(f"ignore: [{_scalar(roles.row)}]  # a running number")
    lines.append("columns:")
    described = [profile for profile in profiles if profile.header != roles.row]
    named = _names_of(described, roles)
    for profile in described:
        lines += _column(profile, roles, named[profile.header])
    return "\n".join(lines) + "\n"


def _names_of(profiles: Sequence[Profile], roles: Roles) -> dict[str, Names]:
    """Each column's names, none of them twice; the first one of a column goes before the further ones of others."""
    free = {profile.header: column_names(profile.header) for profile in profiles}
    label = free[roles.label]
    free[roles.label] = Names(es=(*label.es, "abandono", "baja"), en=(*label.en, "churn"))
    chosen = {header: Names() for header in free}
    for language in ("es", "en"):
        owners: dict[str, str] = {}
        spoken = {header: getattr(names, language) for header, names in free.items()}
        for header, names in spoken.items():
            owners.setdefault(fold(names[0]) if names else "", header)
        for header, names in spoken.items():
            own = _free((n for n in names if owners.setdefault(fold(n), header) == header), set())
            chosen[header] = chosen[header].model_copy(update={language: tuple(own)})
    return chosen


def _title(source: str) -> str:
    file = source.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
    return file.rsplit(".", 1)[0].replace("_", " ").strip() or "customers"


def stored_name(header: str) -> str:
    """The column's name: the header, unless the program uses that name for something else."""
    return f"{header}_" if header.lower() in RESERVED else header


def _column(profile: Profile, roles: Roles, names: Names) -> list[str]:
    name, header = stored_name(profile.header), profile.header
    role = next((r for r in ("id", "name", "owner", "label", "value") if getattr(roles, r) == header), None)
    chosen = _kind(profile, role)
    lines = [f"  {_scalar(name)}:", f"    kind: {chosen}{_doubt(profile, chosen)}"]
    if names.es or names.en:
        lines.append(f"    names: {_names(names)}")
    if name != header:
        lines.append(f"    source: [{_scalar(header)}]")
    lines += _numeric(profile) if Column(kind=chosen).numeric and role != "id" else []
    lines += _values(profile, chosen, roles, names)
    if hinted(profile, "actionable") and chosen not in {"text", "date"} and role not in {"id", "label", "owner"}:
        lines.append(
            "    actionable: true  # guessed: can the bank act on it? up or down where it can do so one way only"
        )
    if role in {"id", "label", "owner"} or chosen == "text" or (profile.unique and not profile.number):
        lines.append("    feature: false")
    if not profile.known or (chosen == "text" and role not in {"id", "name"}):
        lines.append("    required: false")
    return [*lines, "    guessed: true"] if role is not None or not profile.known else lines


def _kind(profile: Profile, role: str | None) -> Kind:
    if role == "id":
        return "integer" if profile.whole and profile.number and not profile.zero_led and profile.low >= 0 else "text"
    if role == "name":
        return "text"
    found = kind(profile)
    return "category" if role in {"owner", "label"} and found not in {"category", "flag"} else found


def _doubt(profile: Profile, chosen: Kind) -> str:
    if profile.grouped > 0.5 * profile.known:
        return "  # looks like numbers with thousands separators: write them as 1234.5 to have them as numbers"
    if chosen == "category" and not listed(profile):
        return "  # guessed: too many values to list, so that any value is accepted"
    return ""


def _numeric(profile: Profile) -> list[str]:
    lines = []
    unit = next(
        (_UNITS[_MARKS.get(w, w)] + (_MARKS.get(w, w),) for w in words(profile.header) if _MARKS.get(w, w) in _UNITS),
        None,
    )
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


def _values(profile: Profile, chosen: Kind, roles: Roles, names: Names) -> list[str]:
    values = listed(profile) if chosen in {"category", "flag"} else []
    if not values or profile.header == roles.owner:
        return []
    lines, meant = ["    values:"], {fold(value): value for value in values}
    for value in values:
        if chosen == "flag" and profile.header != roles.label:
            said = _flag_names(names, yes=value == values[0], adjective=bool(hinted(profile, "adjective")))
        else:
            said = _category_names(value, left=_is_left(value, profile, roles), bare=chosen == "flag")
        es, en = (
            _free((n for n in spoken if meant.setdefault(fold(n), value) == value), set())
            for spoken in (said.es, said.en)
        )
        lines.append(f"      {_text(value)}: {_names(Names(es=tuple(es), en=tuple(en)))}")
    return lines


def _is_left(value: str, profile: Profile, roles: Roles) -> bool | None:
    if profile.header != roles.label or value not in {roles.positive, roles.negative}:
        return None
    return value == roles.positive


def _category_names(value: str, *, left: bool | None, bare: bool) -> Names:
    es, en = value_names(value)
    meaning = Names() if left is None else _LEFT if left else _STAYED
    return Names(es=(*es, *meaning.es), en=(*([] if bare else en), *meaning.en))


def _flag_names(names: Names, *, yes: bool, adjective: bool) -> Names:
    thing, cosa = names.shown("en"), names.es[0] if names.es else ""
    if "active" in thing.split():
        es, en = value_names("active" if yes else "inactive")
        return Names(es=tuple(es), en=(*en, *([] if yes else ["not active"])))
    if adjective:
        return Names(es=(cosa,) if yes and cosa else (), en=(thing if yes else f"not {thing}",))
    return Names(
        es=((f"con {cosa}" if yes else f"sin {cosa}"),) if cosa else (),
        en=(f"with {thing}", f"has {thing}") if yes else (f"without {thing}", f"no {thing}"),
    )


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
