"""What was decided about a table, as people read it on a terminal: one row a column, then what needs a look."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from db.catalog import Catalog
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.draft import stored_name
from db.catalog.drafting.guess import Roles
from db.catalog.drafting.profile import BOTH_FIT, Profile
from db.text import fold
from db.texts.terminal import language, said

_WIDTHS = (28, 30, 36)
_NAMED = frozenset({"point", "comma", "dmy", "mdy"})
"""Ways of writing that are told."""
_MOST_SHOWN = 40
_CURRENCIES = ("EUR", "USD", "MXN", "CLP", "COP", "PEN", "ARS")


@dataclass(frozen=True)
class Doubt:
    """One thing to look at: what is not sure, how ``--set`` settles it, and the answers that come to mind."""

    question: str
    key: str
    guess: str
    options: tuple[str, ...]


def table(profiles: Sequence[Profile], roles: Roles, catalog: Catalog) -> list[str]:
    """Column, read as, examples, what was odd."""
    head = (said("draft.column"), said("draft.read_as"), said("draft.examples"))
    lines = ["".join(f"{text:<{width}}" for text, width in zip(head, _WIDTHS, strict=True)) + said("draft.odd")]
    for profile in profiles:
        examples = ", ".join(profile.examples)
        cells = (profile.header, _read_as(profile, roles, catalog), examples)
        row = "".join(f"{_cut(text, width - 2):<{width}}" for text, width in zip(cells, _WIDTHS, strict=True))
        lines.append(f"{row}{'; '.join(_odd(profile))}".rstrip())
    return lines


def _read_as(profile: Profile, roles: Roles, catalog: Catalog) -> str:
    if profile.header == roles.row:
        return said("draft.running")
    column = catalog.columns[stored_name(profile.header)]
    role = next((name for name, of in catalog.roles() if of == column.name), None)
    how = [said(f"draft.styles.{style}") for style in (column.written.numbers, column.written.dates) if style in _NAMED]
    kind = said(f"draft.kinds.{column.kind}") + (f" ({', '.join(how)})" if how else "")
    return f"{said(f'draft.roles.{role}')}, {kind}" if role else kind


def _odd(profile: Profile) -> list[str]:
    gaps = profile.rows - profile.known
    odd = [remark.say(language()) for remark in profile.odd]
    return [*odd, *([said("draft.empty", gaps=gaps, rows=profile.rows)] if gaps else [])]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def doubts(
    profiles: Sequence[Profile], roles: Roles, catalog: Catalog, choices: Choices, *, no_currency: bool
) -> list[Doubt]:
    """What somebody who knows the table should say, the weightiest first; what was settled is not asked."""
    money = [column.name for column in catalog.columns.values() if column.kind == "money"]
    asked = [
        None if choices.number_rows else _of_ids(roles),
        None if choices.label is not None else _of_the_label(roles),
        None if choices.left is not None else _of_who_left(profiles, roles, catalog),
        _of_the_currency(money, catalog) if no_currency and choices.currency is None else None,
        None if choices.dates is not None else _of_dates(profiles, catalog),
        None if choices.value is not None else _of_the_value(money, catalog),
    ]
    return [doubt for doubt in asked if doubt is not None]


def _of_ids(roles: Roles) -> Doubt | None:
    if not roles.number_rows:
        return None
    return Doubt(said("draft.ask.id", id=roles.id), "id", roles.id, (roles.id,))


def _of_the_label(roles: Roles) -> Doubt | None:
    if roles.certain_label:
        return None
    question = said("draft.ask.label", label=roles.label, left=roles.positive)
    return Doubt(question, "label", roles.label, (roles.label, *roles.rivals))


def _of_who_left(profiles: Sequence[Profile], roles: Roles, catalog: Catalog) -> Doubt | None:
    """Where a third value says neither left nor stayed."""
    label, profile = catalog.label, next(p for p in profiles if p.header == roles.label)
    sides = {"left": label.positive, "stayed": label.negative}
    others = [value for value in profile.values if fold(value) not in set(map(fold, sides.values()))]
    if not others:
        return None
    question = said("draft.ask.left", label=roles.label, outside=", ".join(others[:5]), **sides)
    return Doubt(question, "left", label.positive, tuple(dict.fromkeys((*others, *profile.values)))[:_MOST_SHOWN])


def _of_the_currency(money: Sequence[str], catalog: Catalog) -> Doubt | None:
    if not money:
        return None
    question = said("draft.ask.currency", amounts=", ".join(money[:3]), currency=catalog.currency)
    return Doubt(question, "currency", catalog.currency, _CURRENCIES)


def _of_dates(profiles: Sequence[Profile], catalog: Catalog) -> Doubt | None:
    unsure = [p.header for p in profiles if any(remark.key == BOTH_FIT for remark in p.odd)]
    if not unsure:
        return None
    order = catalog.columns[stored_name(unsure[0])].written.dates
    guess = "day-first" if order == "dmy" else "month-first"
    question = said("draft.ask.dates", columns=", ".join(unsure), guess=guess)
    return Doubt(question, "dates", guess, ("day-first", "month-first"))


def _of_the_value(money: Sequence[str], catalog: Catalog) -> Doubt | None:
    if catalog.value is None or len(money) < 2:
        return None
    others = (amount for amount in money if amount != catalog.value)
    return Doubt(said("draft.ask.value", value=catalog.value), "value", catalog.value, (catalog.value, *others))


def numbered(found: Sequence[Doubt], command: str) -> list[str]:
    """The doubts by number, each with the command that settles it otherwise."""
    if not found:
        return [said("draft.nothing")]
    lines = [said("draft.look")]
    for number, doubt in enumerate(found, 1):
        other = next((option for option in doubt.options if option != doubt.guess), None)
        lines.append(f"  {number}. {doubt.question}")
        if other is not None:
            settled = f"{command} --set {shlex.quote(f'{doubt.key}={other}')}"
            lines.append(f"     {said('draft.otherwise', command=settled)}")
    if len(found) > 1:
        lines.append(said("draft.several"))
    return lines
