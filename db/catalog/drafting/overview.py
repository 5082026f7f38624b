"""What was decided about a table, as people read it on a terminal: one row a column, then what needs a look."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from db.bank.table import fold
from db.catalog import Catalog
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.draft import stored_name
from db.catalog.drafting.guess import Roles
from db.catalog.drafting.profile import BOTH_FIT, Profile
from db.texts.terminal import language, said

_WIDTHS = (28, 30, 36)
_NAMED = frozenset({"point", "comma", "dmy", "mdy"})
"""Ways of writing that are told."""
_MOST_SHOWN = 40


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
    kind = f"{column.kind} ({', '.join(how)})" if how else column.kind
    return f"{role}, {kind}" if role else kind


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
    found: list[Doubt] = []
    if roles.number_rows and not choices.number_rows:
        question = said("draft.ask.id", id=roles.id)
        found.append(Doubt(question, "id", roles.id, (roles.id,)))
    label = catalog.label
    if not roles.certain_label and choices.label is None:
        question = said("draft.ask.label", label=roles.label, left=roles.positive)
        found.append(Doubt(question, "label", roles.label, (roles.label, *roles.rivals)))
    profile = next(p for p in profiles if p.header == roles.label)
    others = [value for value in profile.values if fold(value) not in {fold(label.positive), fold(label.negative)}]
    if others and choices.left is None:
        outside = ", ".join(others[:5])
        sides = {"left": label.positive, "stayed": label.negative}
        question = said("draft.ask.left", label=roles.label, outside=outside, **sides)
        found.append(Doubt(question, "left", label.positive, tuple(profile.values)[:_MOST_SHOWN]))
    money = [column.name for column in catalog.columns.values() if column.kind == "money"]
    if no_currency and money and choices.currency is None:
        amounts = ", ".join(money[:3])
        question = said("draft.ask.currency", amounts=amounts, currency=catalog.currency)
        found.append(Doubt(question, "currency", catalog.currency, ("EUR", "USD", "MXN", "CLP", "COP", "PEN", "ARS")))
    unsure = [p.header for p in profiles if any(remark.key == BOTH_FIT for remark in p.odd)]
    if unsure and choices.dates is None:
        order = catalog.columns[stored_name(unsure[0])].written.dates
        guess = "day-first" if order == "dmy" else "month-first"
        question = said("draft.ask.dates", columns=", ".join(unsure), guess=guess)
        found.append(Doubt(question, "dates", guess, ("day-first", "month-first")))
    if catalog.value is not None and len(money) > 1 and choices.value is None:
        question = said("draft.ask.value", value=catalog.value)
        found.append(
            Doubt(question, "value", catalog.value, (catalog.value, *(m for m in money if m != catalog.value)))
        )
    return found


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
