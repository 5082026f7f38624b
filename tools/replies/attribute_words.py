"""The words for what was asked about one customer: the answer in one sentence, yes or no where that answers it."""

import re
from collections.abc import Mapping
from typing import Any

from db.catalog import NO, YES
from db.text import fold
from tools.replies.told_words import told_left, told_stayed
from tools.replies.value_words import BANDS, Namer, first_upper

Data = Mapping[str, Any]
_IN_A_SENTENCE = 4
_OPEN = re.compile(
    r"\b(?:qué|cuál(?:es)?|cuánt[oa]s?|cómo|cual(?:es)?|cuant[oa]s?|what|which|how|whats)\b", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:no|ya no|sin|not|without|never|nunca|\w+n[’']t)\b", re.IGNORECASE)
_STAYS = re.compile(r"\b(?:still|current\w*|stay\w*|remain\w*|sigue\w*|todavia|aun|cliente|clienta|customer|client)\b")
_LEAVES = re.compile(
    r"\b(?:left|leave|leaving|gone|quit|churn\w*|exit\w*|lost|attrit\w*|abandon\w*|fue|ido|dej\w+|marcha\w*|baja|perdi\w*)\b"
)


def attribute(n: Namer, data: Data) -> str:
    """The columns asked about, before all else; several of them in a row, many in a table."""
    asked: Data = data["asked"]
    label = n.catalog.label.column
    rest = {column: value for column, value in asked.items() if column != label}
    if not rest:
        return still_here(n, data)
    who = first_upper(n.customer(data))
    if len(rest) > _IN_A_SENTENCE:
        header = (n.text("common.field"), n.text("common.value"))
        rows = [(first_upper(n.column(c)), n.value(c, v, unit=True)) for c, v in rest.items()]
        return f"**{who}**{_gone(n, data)}:\n\n{n.table(header, rows)}"
    told = n.both([_told(n, data, column, value) for column, value in rest.items()])
    answer = _answer(n, *next(iter(rest.items()))) if len(rest) == 1 else None
    if answer is None:
        return f"**{who}**{_gone(n, data)}: {told}."
    return f"**{first_upper(n.yes(answer))}**, {n.customer(data)}{_gone(n, data)}: {told}."


def still_here(n: Namer, data: Data) -> str:
    """Whether somebody is still a customer, as the label says."""
    who, left = n.customer(data), data.get("left")
    if left is None:
        return n.text("attribute.it_is_not_known_whether", who=who)
    yes = ""
    asked = fold(n.question)
    here, away = (bool(pattern.search(asked)) for pattern in (_STAYS, _LEAVES))
    if here != away and not _OPEN.search(n.question) and not _NOT.search(n.question):
        yes = f"{first_upper(n.yes(left == away))}, "
    who = who if yes else first_upper(who)
    if told := told_left(n, data) or told_stayed(n, data):
        known = n.text("attribute.is_still_a_customer", who=who)
        answer = f"**{yes.removesuffix(', ')}.** " if yes else ""
        return answer + (told if left else f"{known if not yes else ''}{told}")
    if left:
        return n.text("attribute.has_already_left_the_bank", yes=yes, who=who)
    return n.text("attribute.is_still_a_customer_2", yes=yes, who=who)


def _gone(n: Namer, data: Data) -> str:
    return n.text("attribute.who_has_already_left_the") if data.get("left") else ""


def _told(n: Namer, data: Data, column: str, value: Any) -> str:
    """``edad **42 años**``; a flag by the name of its value."""
    name = n.column(column)
    if value is None and column == "value_at_risk" and data.get("left"):
        return n.text("attribute.no_", name=name)
    if value is None:
        return n.text("attribute.not_known", name=name)
    spec = n.spec(column)
    if spec is not None and spec.kind == "flag":
        return f"**{n.flag(column, str(value), feminine=is_female(n, data))}**"
    band = BANDS[n.language].get(str(data.get("band")), "") if column == "probability" else ""
    return f"{name} **{n.value(column, value, unit=True)}**" + (f" ({band})" if band else "")


def is_female(n: Namer, data: Data) -> bool:
    """Whether a value of the customer is one people call a woman."""
    known = (data.get("columns") or {}).items()
    called = [spec.values[str(v)].es for c, v in known if (spec := n.spec(c)) is not None and str(v) in spec.values]
    return any("mujer" in names for names in called)


def _answer(n: Namer, column: str, value: Any) -> bool | None:
    """Yes or no to a question about one flag or category: whether the value it names is the customer's.

    ``None`` where the question asks for the value itself, or may mean the opposite.
    """
    spec = n.spec(column)
    if spec is None or value is None or spec.kind not in {"flag", "category"} or _OPEN.search(n.question):
        return None
    asked = f" {fold(n.question)} "
    named = {
        stored: max(map(len, found))
        for stored, names in spec.values.items()
        if (found := [name for said in (*names.es, *names.en, stored) if f" {(name := fold(said))} " in asked and name])
    }
    if named:
        longest = [stored for stored, length in named.items() if length == max(named.values())]
        return longest[0] == str(value) if len(longest) == 1 else None
    if spec.kind == "category" or not asked.strip() or _NOT.search(n.question):
        return None
    return True if fold(str(value)) in YES else False if fold(str(value)) in NO else None
