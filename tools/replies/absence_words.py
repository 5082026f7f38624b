"""What the bank does not have, by its name and with the nearest thing it has; what of a message was not used."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.clarify import Unused
from tools.replies.value_words import Namer
from tools.result_types.system import NotUsed

Data = Mapping[str, Any]
_SHOWN = 6


def absent(n: Namer, data: Data) -> str:
    """That what was asked is not there, and what is nearest to it."""
    asked = n.plain(str(data["asked"])[:80])
    text = n.text(f"absent.{data['why']}", asked=asked)
    columns = list(data.get("nearest") or ())
    if columns:
        return f"{text} {n.text('absent.nearest', nearest=_nearest(n, data, columns))}"
    able = n.both([n.column(c.name) for c in n.catalog.features[:_SHOWN]])
    instead = n.text("absent.reasons") if data["why"] == "told_reasons" else n.text("absent.able", columns=able)
    return f"{text} {instead}"


def _nearest(n: Namer, data: Data, columns: Sequence[str]) -> str:
    """The nearest columns, the values of the one that has few."""
    named = []
    for column in columns:
        name, values = n.column(column), data.get("values") if column == data.get("column") else None
        shown = n.either([n.value(column, value) for value in values]) if values else ""
        named.append(n.text("absent.values", column=name, values=shown) if shown else name)
    return n.both(named)


def told(n: Namer, data: NotUsed) -> str:
    """The Fact of what was not used, as a sentence."""
    items = [Unused(text=i["text"], why=i["why"], columns=tuple(i.get("columns") or ())) for i in data["unused"]]
    return not_used(n, items)


def not_used(n: Namer, items: Sequence[Unused]) -> str:
    """``No he usado «en marzo»: la tabla del banco no tiene fechas.``"""
    if not items:
        return ""
    listed = n.both([_item(n, item) for item in items])
    return n.text("unused.lead", items=listed)


def _item(n: Namer, item: Unused) -> str:
    columns = n.both([n.column(c) for c in item.columns])
    key = str(item.why)
    if item.columns:
        key = {"no_dates": "dates", "no_place": "places"}.get(key, key)
    elif key == "no_value":
        key = "no_value_plain"
    why = n.text(f"unused.{key}", columns=columns, column=columns)
    return n.text("unused.item", text=n.plain(item.text[:80]), why=why)
