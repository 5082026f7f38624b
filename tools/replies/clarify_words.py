"""The words for what is not a figure: asking back, declining, not found, greetings and what can be asked."""

import re
from collections.abc import Callable
from typing import Any

from tools.customer.record_proposal import proposal_of
from tools.customer.record_words import proposed
from tools.facts import Fact
from tools.replies.absence_words import absent
from tools.replies.people_words import who
from tools.replies.value_words import Namer, first_upper

_THANKS = ("gracias", "agrade", "thank", "cheers", "thx", "bye", "adios", "adiós")


def _readings(n: Namer) -> dict[str, str]:
    """What the readings of a message are called, by ``kind.label``."""
    flat: dict[str, str] = {}
    for kind, said in n.texts("tools.reading").items():
        flat |= {kind: said} if isinstance(said, str) else {f"{kind}.{label}": words for label, words in said.items()}
    return flat


def can_do(n: Namer) -> str:
    """In half a sentence, what the assistant does."""
    return n.text("clarify.a_customer_s_churn_risk")


def without_facts(n: Namer, question: str) -> str:
    """A greeting, thanks, or what can be asked."""
    asked = question.casefold()
    if any(word in asked for word in _THANKS):
        return n.text("clarify.you_are_welcome_if_you")
    groups = [c for c in n.catalog.columns.values() if c.kind == "category" and c.name != n.catalog.owner][:1]
    by = n.column(groups[0].name) if groups else ""
    lines = [
        n.text("clarify.whom_should_i_call_first"),
        n.text("clarify.what_is_a_customer_s"),
        n.text("clarify.what_if_they_took_another"),
        n.text("clarify.how_many_customers_are_there") + (n.text("clarify.by", by=by) if by else "?"),
    ]
    lead = n.text("clarify.hello_i_answer_about_the")
    return "\n".join((lead, "", *(f"- {line}" for line in lines)))


def by_status(n: Namer, fact: Fact) -> str:
    """What the status of a Fact means to the person."""
    data = fact.data
    status = data["status"]
    if status == "clarify":
        own = _own_question(n, str(data.get("question") or ""), list(data.get("choices") or []))
        return own or _ask_back(n, str(data.get("reason")), list(data.get("choices") or []))
    if status == "declined":
        return (
            absent(n, data) if data.get("asked") else _decline(n, str(data.get("topic")), str(data.get("detail") or ""))
        )
    if status == "ambiguous":
        return _several(n, data)
    if status == "not_found":
        return _not_found(n, data)
    return _stated(n, data)


def _stated(n: Namer, data: Any) -> str:
    """What waits to be confirmed, or why something cannot be answered."""
    if data["status"] == "to_confirm":
        return proposed(n.language, n.plain(proposal_of(data).sentence(n.language)))
    problem = data.get("problem")
    if isinstance(problem, dict):
        return str(problem.get(n.language) or problem.get("en"))
    return n.text("clarify.i_cannot_answer_that_right")


_QUESTION = re.compile(r"[^\d<>|`]{8,300}\?")
"""A question that may be put to a person as a model wrote it: no figures, since nothing bears them, and no markup."""


def _own_question(n: Namer, question: str, choices: list[Any]) -> str:
    """The question a language model wants to ask, in its words, with what there is to choose from."""
    asked = " ".join(question.split())
    if not _QUESTION.fullmatch(asked):
        return ""
    named = [n.customer(c) if isinstance(c, dict) else _choice(n, str(c)) for c in choices]
    return "\n".join((n.plain(asked), "", *(f"- {name}" for name in named))) if named else n.plain(asked)


def _choice(n: Namer, choice: str) -> str:
    return first_upper(n.column(choice)) if choice in n.catalog.columns else n.plain(choice)


def _not_found(n: Namer, data: Any) -> str:
    asked = data.get("customer_id") or data.get("name_asked") or ", ".join(map(str, data.get("customer_ids") or ()))
    shown = n.plain(str(asked)[:80])
    return n.text("clarify.i_find_no_customer_among", shown=shown)


def _several(n: Namer, data: Any) -> str:
    choices = data.get("choices") or []
    shown = n.plain(str(data.get("name_asked", ""))[:80])
    if data.get("match") == "similar":
        lead = n.text("clarify.there_is_nobody_called_did", shown=shown)
    else:
        total = int(data.get("total", len(choices)))
        key = {"exact": "who_are_called", "part_of_id": "whose_id_is"}.get(
            str(data.get("match")), "whose_name_contains"
        )
        called = n.text(f"clarify.{key}", shown=shown)
        lead = n.text("clarify.there_are_customers", total=total, called=called)
        if total > len(choices):
            lead += n.text("clarify.showing_of_which_one_do", total=total, len=len(choices))
        else:
            lead += n.text("clarify.which_one")
    lines = []
    for choice in choices:
        told = ", ".join(_told(n, c, v) for c, v in (choice.get("columns") or {}).items())
        lines.append(f"- {n.customer(choice)}" + (f": {told}" if told else ""))
    more = int(data.get("total", len(choices))) > len(choices)
    by_name = data.get("match") != "part_of_id"
    fewer = _narrower(n, choices, str(data.get("name_asked", ""))[:80]) if by_name else ""
    tail = n.text("clarify.tell_me_the_id") + (n.text("clarify.or_ask_for_example_for", fewer=fewer) if fewer else ".")
    return "\n".join((lead, "", *lines, *(["", tail] if more else [])))


def _told(n: Namer, column: str, value: Any) -> str:
    """A value as it is; a figure, or a category called by a number, with its column's name."""
    shown = n.value(column, value, unit=True)
    bare = shown.isdigit() if isinstance(value, str) else True
    return f"{n.column(column)} {shown}" if bare else shown


def _narrower(n: Namer, choices: list[Any], name: str) -> str:
    """A question that finds fewer of one name: ``clientes alemanes que se llaman Smith``."""
    for column, value in (choices[0].get("columns") or {}).items() if choices else ():
        spec = n.spec(column)
        if spec is not None and spec.kind == "category" and value is not None and n.catalog.name is not None:
            called = {"column": n.catalog.name, "op": "eq", "value": name}
            return who(n, {"where": {"all": [{"column": column, "op": "eq", "value": str(value)}, called]}})
    return ""


def _decline(n: Namer, topic: str, detail: str) -> str:
    able = can_do(n)
    if topic == "no_dates":
        return _no_dates(n, n.plain(detail[:80]))
    if topic == "write":
        return n.text("clarify.i_only_read_data_i", able=able)
    if topic == "secret":
        return n.text("clarify.i_do_not_give_out", able=able)
    if topic == "future":
        return n.text("clarify.the_model_estimates_today_s", able=able)
    return n.text("clarify.that_is_outside_what_i", able=able)


def _no_dates(n: Namer, shown: str) -> str:
    """A time that no column of the bank can serve, or that could be of several."""
    dates = [n.column(c.name) for c in n.catalog.columns.values() if c.kind == "date"]
    if dates:
        return n.text("clarify.i_do_not_know_which", shown=shown, both=n.both(dates))
    return n.text("clarify.this_bank_s_data_has", shown=shown)


def _left_out(n: Namer, shown: list[str]) -> str:
    """A piece of the question that no answer would use."""
    return n.text("clarify.i_cannot_apply_to_this", either=n.either(shown))


def _ask_back(n: Namer, reason: str, choices: list[Any]) -> str:
    if choices and all(isinstance(choice, dict) for choice in choices):
        return "\n".join((n.text("clarify.which_one_of_them"), "", *(f"- {n.customer(c)}" for c in choices)))
    shown = _shown(n, choices)
    if reason in _ASKED_BACK:
        return _ASKED_BACK[reason](n, choices, shown)
    lead = n.text(_LEADS.get(reason, "clarify.what_would_you_like_to"))
    return lead + (" " + first_upper(n.either(shown)) + "." if shown else "")


def _shown(n: Namer, choices: list[Any]) -> list[str]:
    """What there is to choose from, in words."""
    named = {
        "customer_id": n.text("clarify.the_customer_s_id"),
        "name": n.text("clarify.the_customer_s_name"),
        "watch_list": n.text("clarify.or_ask_whom_to_call"),
        "count": n.text("clarify.how_many_there_are"),
        "list": n.text("clarify.who_they_are"),
        "churn_rate": n.text("clarify.their_churn_rate"),
        **_readings(n),
    }
    return [named.get(str(c), n.column(str(c)) if str(c) in n.catalog.columns else n.plain(str(c))) for c in choices]


def _no_customer(n: Namer, choices: list[Any], shown: list[str]) -> str:
    known = [text for choice, text in zip(choices, shown, strict=True) if choice != "watch_list"]
    tail = n.text("clarify.or_ask_whom_to_call_2") if "watch_list" in choices else ""
    return n.text("clarify.which_customer_tell_me", tail=tail, either=n.either(known))


def _number(n: Namer, _: list[Any], shown: list[str]) -> str:
    fields = [n.column(c.name) for c in n.catalog.columns.values() if c.numeric and c.name != n.catalog.id][:4]
    return n.text("clarify.of_what", numbers=n.both(shown), either=n.either(fields))


def _too_much(n: Namer, choices: list[Any], _: list[str]) -> str:
    said, most = (*choices, 0, 0)[:2]
    return n.text("clarify.too_much_at_once", said=said, most=most)


_ASKED_BACK: dict[str, Callable[[Namer, list[Any], list[str]], str]] = {
    "no_customer": _no_customer,
    "number": _number,
    "threshold": lambda n, _, shown: n.text("clarify.compared_with_which_figure_tell"),
    "too_much": _too_much,
    "left_out": lambda n, _, shown: _left_out(n, shown),
    "unknown_word": lambda n, _, shown: n.text("clarify.i_do_not_understand_could", either=n.either(shown)),
}
"""What is asked, by the reason, from the choices as they are and in words."""
_LEADS = {
    "which_column": "clarify.of_which_field",
    "several": "clarify.which_one_of_them",
    "two_readings": "clarify.which_do_you_mean",
}
"""What stands before the choices where there is no more to say."""
