"""Guesses about an unknown table, from its profiles and headers: each column's kind, and which columns fill the roles.

Every guess is marked in the draft; somebody who knows the table looks at them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from db.catalog import NO, YES, Kind
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.naming import column_names, words
from db.catalog.drafting.profile import Profile
from db.currencies import CURRENCIES
from db.errors import DataProblem, UsageProblem
from db.text import fold
from db.yaml_files import read_yaml

MOST_LISTED_VALUES = 40
_GUESSED = Choices()
_SURE = 3
"""How strongly header and values speak of leaving where the label is certain."""
_RIVALS = 3
_NAMESAKES = 25  # rows to a value, on average, where a column called a name is one of a plan or a branch
_BELOW = frozenset({"<", "less than", "under", "below", "up to", "menos de", "hasta"})
HINTS = Path(__file__).parent / "hints.yaml"


class NoIdColumn(DataProblem):
    """No column has a different value in every row."""


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The headers that fill the roles, and why; ``row`` is a running number to ignore."""

    id: str
    label: str
    positive: str
    negative: str
    name: str | None
    owner: str | None
    value: str | None
    row: str | None
    number_rows: bool = False
    certain_label: bool
    rivals: tuple[str, ...] = ()
    """Other columns that could say who left, where the label is not certain."""


def kind(profile: Profile) -> Kind:
    """The kind of a column that fills no role."""
    if not profile.known:
        return "text"
    if profile.day:
        return "date"
    if _flag_like(profile):
        return "flag"
    if not profile.number or profile.zero_led:
        return "category" if _grouping(profile) else "text"
    amount = hinted(profile, "money") and not hinted(profile, "counted") and profile.high >= 100
    if amount or (_in_currency(profile) and profile.high > 1):
        return "money"
    return "integer" if profile.whole else "number"


def _in_currency(profile: Profile) -> bool:
    """Whether header or cells say which currency it is in."""
    return profile.currency is not None or words(profile.header)[-1].upper() in CURRENCIES


def listed(profile: Profile) -> list[str]:
    """The stored values of a column with few of them: words by frequency, codes and amounts ascending, yes first."""
    if profile.many or profile.distinct > MOST_LISTED_VALUES:
        return []
    values = {_plain(value, profile): count for value, count in profile.values.items()}
    if _flag_like(profile):
        return sorted(values, key=lambda v: (fold(v) not in YES, v))
    if len(values) > 1 and all(len(v) == 1 for v in values):
        return sorted(values)
    if sum(any(map(str.isdigit, v)) for v in values) > len(values) / 2:
        return sorted(values, key=_lowest_amount)
    return sorted(values, key=lambda v: (-values[v], v))


def _lowest_amount(value: str) -> tuple[float, str]:
    """Where a range of amounts begins: ``Less than $40K``, ``$40K - $60K``, ``$120K +``; words come last."""
    found = re.search(r"\d+(?:[.,]\d{3})*(?:[.,]\d+)?", value)
    if found is None:
        return float("inf"), value
    number = float(re.sub(r"[.,](?=\d{3}\b)", "", found[0].rstrip(".,")).replace(",", "."))
    below = value[: found.start()].strip(" $€£").casefold() in _BELOW
    return number - 0.5 if below else number, value


def hinted(profile: Profile, group: str) -> int:
    """How strongly one of the header's words hints at a group; 0 for not at all."""
    tiers = _tiers(group)
    found = {fold(word) for word in words(profile.header)} | {fold(profile.header).replace(" ", "")}
    named = column_names(profile.header)
    found |= {fold(word) for name in (*named.es[:1], *named.en[:1]) for word in name.split()}
    return next((len(tiers) - i for i, tier in enumerate(tiers) if found & tier), 0)


@lru_cache(maxsize=32)
def _tiers(group: str) -> tuple[frozenset[str], ...]:
    listed = read_yaml(HINTS)[group]
    return tuple(map(frozenset, listed)) if isinstance(listed[0], list) else (frozenset(listed),)


def roles(profiles: list[Profile], *, identity: str | None = None, choices: Choices = _GUESSED) -> Roles:
    """Guess the roles that nobody settled; ``identity`` numbers the rows, where no column of the file is the id.

    Raises:
        DataProblem: no column identifies a customer, or none has two values that could say who left.
    """
    for header in (choices.id, choices.label, choices.value):
        _check_there(header, profiles)
    number_rows, row = identity is not None, None
    if identity is None:
        identity, row = _identity(profiles, choices)
    rest = [p for p in profiles if p.header not in {identity, row}]
    chosen = [p for p in rest if choices.label in {None, p.header}]
    label, positive, negative, certain, rivals = _label(chosen, choices)
    rest = [p for p in rest if p is not label]
    name = _best(list(filter(_could_be_name, rest)), "name")
    rest = [p for p in rest if p is not name]
    owner = _best(list(filter(_could_be_owner, rest)), "owner")
    value = next((p for p in rest if p.header == choices.value), None) or _at_stake(rest)
    return Roles(
        id=identity,
        number_rows=number_rows,
        label=label.header,
        positive=positive,
        negative=negative,
        name=_header(name),
        owner=_header(owner),
        value=_header(value),
        row=row,
        certain_label=certain,
        rivals=() if certain else rivals,
    )


def _identity(profiles: list[Profile], choices: Choices) -> tuple[str, str | None]:
    return (choices.id, None) if choices.id is not None else _id(profiles)


def _header(profile: Profile | None) -> str | None:
    return profile.header if profile is not None else None


def _could_be_name(profile: Profile) -> bool:
    """Whether it names persons; where only what the rows are called says so (``Tomador``), by names of two words."""
    called = hinted(profile, "name") == 1
    different = profile.many or 2 * profile.distinct > profile.known
    several = not called or (different and sum(" " in text for text in profile.values) > len(profile.values) / 2)
    return profile.letters > 0.5 * profile.known > 0 and not _shared(profile) and several


def _could_be_owner(profile: Profile) -> bool:
    return bool(profile.letters) and 1 < profile.distinct <= 300 and profile.rows / profile.distinct >= 3


def _at_stake(profiles: list[Profile]) -> Profile | None:
    """The amount called like a value, else the largest."""
    amounts = [p for p in profiles if kind(p) == "money" and not hinted(p, "no_value")]
    return _best(amounts, "value") or max(amounts, key=lambda p: p.total, default=None)


def _id(profiles: list[Profile]) -> tuple[str, str | None]:
    unique = [p for p in profiles if p.unique and not p.day and (p.whole or p.letters or not p.number)]
    unique = [p for p in unique if p.longest <= 64]
    if not unique:
        raise NoIdColumn("db.guess.no_id_column")
    best = max(unique, key=lambda p: (_id_likeness(p), -profiles.index(p)))
    running = next((p.header for p in unique if p is not best and _running(p)), None)
    return best.header, running


def _id_likeness(profile: Profile) -> int:
    likeness = 4 * hinted(profile, "id") + 2 * hinted(profile, "about_id")
    return likeness - 8 * hinted(profile, "row") - (_running(profile) and not likeness)


def _running(profile: Profile) -> bool:
    return profile.unique and profile.whole and profile.low in {0, 1} and profile.high - profile.low == profile.rows - 1


def _check_there(header: str | None, profiles: list[Profile]) -> None:
    if header is not None and header not in {p.header for p in profiles}:
        raise UsageProblem(
            "db.guess.no_column",
            header=header,
            names=", ".join(p.header for p in profiles),
        )


def _label(profiles: list[Profile], choices: Choices) -> tuple[Profile, str, str, bool, tuple[str, ...]]:
    """The column that says who left, its values, whether that is certain, and the others that could be it."""
    scored: list[tuple[int, int, Profile, str, str]] = []
    for position, profile in enumerate(profiles):
        pair = _settled_pair(profile, choices) or _leaving_pair(listed(profile), profile)
        if pair is not None:
            both = 2 * (_says(pair[0], "left") and _says(pair[1], "stayed"))
            by_words = 3 * _says(pair[0], "left") + both + 3 * _leaves(profile) + 3 * _renews(profile)
            scored.append((2 * hinted(profile, "label") + by_words, position, profile, *pair))
    if not scored:
        raise DataProblem(
            "db.guess.no_label_column",
        )
    strength, _, profile, positive, negative = max(scored, key=lambda s: (s[0], s[1]))
    others = sorted((s for s in scored if s[2] is not profile), key=lambda s: (-s[0], not _flag_like(s[2])))
    alike = [s for s in others if s[0] == strength]
    certain = choices.label is not None or (strength >= _SURE and not alike)
    return profile, positive, negative, certain, tuple(s[2].header for s in others[:_RIVALS])


def _settled_pair(profile: Profile, choices: Choices) -> tuple[str, str] | None:
    """The values somebody says mean left and stayed; of those that stayed, else the commonest other value."""
    values = listed(profile)
    if choices.left not in values:
        return None
    others = sorted((v for v in values if v != choices.left), key=lambda v: -profile.values[v])
    return (
        (choices.left, choices.stayed if choices.stayed in others else others[0]) if others and choices.left else None
    )


def _leaves(profile: Profile) -> bool:
    """Whether the header itself speaks of leaving: ``Cancelado``, ``desvinculado_2024``."""
    return any(_says(word, "left") for word in words(profile.header))


def _keeps(profile: Profile) -> bool:
    """Whether the header says that somebody stayed: ``did_renew``, ``sigue_activo``; not ``no_renovo``."""
    said = " ".join(words(profile.header))
    return not _says(said, "left") and any(_says(word, "kept") for word in words(profile.header))


def _renews(profile: Profile) -> bool:
    """Whether that can only be said of somebody's staying: being active may be said of an app."""
    return _keeps(profile) and not any(word.startswith("activ") for word in words(profile.header))


def _leaving_pair(values: list[str], profile: Profile) -> tuple[str, str] | None:
    """(left, stayed), if these values can be told apart so; other values then mean not known."""
    if not 2 <= len(values) <= 4:
        return None
    gone = [v for v in values if _says(v, "left") and not _says(v, "between")]
    here = [v for v in values if _says(v, "stayed") and v not in gone]
    if len(gone) == 1 and (len(here) == 1 or len(values) == 2):
        return gone[0], here[0] if here else next(v for v in values if v != gone[0])
    return _yes_or_rarer(values, profile) if len(values) == 2 else None


def _yes_or_rarer(values: list[str], profile: Profile) -> tuple[str, str]:
    """Of two values that say nothing of leaving: the one that means yes, else the rarer, has left."""
    yes = [v for v in values if fold(v) in YES]
    if len(yes) == 1:
        no = next(v for v in values if v != yes[0])
        return (no, yes[0]) if _keeps(profile) else (yes[0], no)
    rarer, commoner = sorted(values, key=lambda v: profile.values[v])
    return rarer, commoner


def _says(value: str, group: str) -> bool:
    return any(part in fold(value) for part in _tiers(group)[0])


def _best(profiles: list[Profile], group: str) -> Profile | None:
    best = max(profiles, key=lambda p: hinted(p, group), default=None)
    return best if best is not None and hinted(best, group) else None


def _flag_like(profile: Profile) -> bool:
    folded = {fold(_plain(value, profile)) for value in profile.values} if profile.distinct == 2 else set()
    return not profile.many and len(folded & YES) == len(folded & NO) == 1


def _shared(profile: Profile) -> bool:
    """Whether so many rows have each value that it names no person: a plan, a product, a branch."""
    person = hinted(profile, "person") or len(words(profile.header)) == 1
    return _flag_like(profile) or (not person and _grouping(profile) and profile.known >= _NAMESAKES * profile.distinct)


def _grouping(profile: Profile) -> bool:
    if profile.distinct <= MOST_LISTED_VALUES and not profile.many:
        return profile.known >= 2 * profile.distinct or profile.distinct <= 3
    return (
        profile.distinct < 300 and not profile.many and profile.known / profile.distinct >= 8 and profile.longest <= 60
    )


def _plain(value: str, profile: Profile) -> str:
    return value.partition(".")[0] if profile.number and profile.whole else value
