"""What was decided about a table, as people read it on a terminal: one row a column, then what needs a look."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from db.bank.table import fold
from db.catalog import Catalog
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.draft import stored_name
from db.catalog.drafting.guess import Roles
from db.catalog.drafting.profile import Profile

_WIDTHS = (28, 30, 36)
_NAMED = {"point": "decimal point", "comma": "decimal comma", "dmy": "day first", "mdy": "month first"}
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
    head = ("column", "read as", "examples")
    lines = ["".join(f"{text:<{width}}" for text, width in zip(head, _WIDTHS, strict=True)) + "what was odd"]
    for profile in profiles:
        examples = ", ".join(profile.examples)
        cells = (profile.header, _read_as(profile, roles, catalog), examples)
        row = "".join(f"{_cut(text, width - 2):<{width}}" for text, width in zip(cells, _WIDTHS, strict=True))
        lines.append(f"{row}{'; '.join(_odd(profile))}".rstrip())
    return lines


def _read_as(profile: Profile, roles: Roles, catalog: Catalog) -> str:
    if profile.header == roles.row:
        return "a running number, left out"
    column = catalog.columns[stored_name(profile.header)]
    role = next((name for name, of in catalog.roles() if of == column.name), None)
    how = [_NAMED[style] for style in (column.written.numbers, column.written.dates) if style in _NAMED]
    kind = f"{column.kind} ({', '.join(how)})" if how else column.kind
    return f"{role}, {kind}" if role else kind


def _odd(profile: Profile) -> list[str]:
    gaps = profile.rows - profile.known
    return [*profile.odd, *([f"{gaps:,} of {profile.rows:,} empty"] if gaps else [])]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def doubts(
    profiles: Sequence[Profile], roles: Roles, catalog: Catalog, choices: Choices, *, no_currency: bool
) -> list[Doubt]:
    """What somebody who knows the table should say, the weightiest first; what was settled is not asked."""
    found: list[Doubt] = []
    if roles.number_rows and not choices.number_rows:
        question = (
            f"No column has a different value in every row, so rows are numbered ({roles.id}) and each load replaces "
            "all; for ids of your own, add a column of them to the file."
        )
        found.append(Doubt(question, "id", roles.id, (roles.id,)))
    label = catalog.label
    if not roles.certain_label and choices.label is None:
        question = f"Which column says who left? Taken: {roles.label} ({roles.positive} = left)."
        found.append(Doubt(question, "label", roles.label, (roles.label, *roles.rivals)))
    profile = next(p for p in profiles if p.header == roles.label)
    others = [value for value in profile.values if fold(value) not in {fold(label.positive), fold(label.negative)}]
    if others and choices.left is None:
        outside = ", ".join(others[:5])
        question = (
            f"In {roles.label}, {label.positive} = left, {label.negative} = stayed; neither: {outside}. Who left?"
        )
        found.append(Doubt(question, "left", label.positive, tuple(profile.values)[:_MOST_SHOWN]))
    money = [column.name for column in catalog.columns.values() if column.kind == "money"]
    if no_currency and money and choices.currency is None:
        amounts = ", ".join(money[:3])
        question = f"In which currency are amounts ({amounts})? Nothing in the file says; taken: {catalog.currency}."
        found.append(Doubt(question, "currency", catalog.currency, ("EUR", "USD", "MXN", "CLP", "COP", "PEN", "ARS")))
    unsure = [p.header for p in profiles if any("both fit" in text for text in p.odd)]
    if unsure and choices.dates is None:
        order = catalog.columns[stored_name(unsure[0])].written.dates
        guess = "day-first" if order == "dmy" else "month-first"
        question = f"Day or month first in {', '.join(unsure)}? Both fit every value; taken: {guess}."
        found.append(Doubt(question, "dates", guess, ("day-first", "month-first")))
    if catalog.value is not None and len(money) > 1 and choices.value is None:
        question = f"Which amount would be lost with a customer? Taken: {catalog.value}."
        found.append(
            Doubt(question, "value", catalog.value, (catalog.value, *(m for m in money if m != catalog.value)))
        )
    return found


def numbered(found: Sequence[Doubt], command: str) -> list[str]:
    """The doubts by number, each with the command that settles it otherwise."""
    if not found:
        return ["Nothing needs a look."]
    lines = ["What needs a look:"]
    for number, doubt in enumerate(found, 1):
        other = next((option for option in doubt.options if option != doubt.guess), None)
        lines.append(f"  {number}. {doubt.question}")
        if other is not None:
            lines.append(f"     otherwise: {command} --set {shlex.quote(f'{doubt.key}={other}')}")
    if len(found) > 1:
        lines.append("To settle several, give all their --set in one command: each command drafts anew.")
    return lines
