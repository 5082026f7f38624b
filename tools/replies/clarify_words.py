"""The words for what is not a figure: asking back, declining, not found, greetings and what can be asked."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.customer.record_proposal import proposal_of
from tools.customer.record_words import proposed
from tools.facts import Fact
from tools.replies.absence_words import absent
from tools.replies.people_words import who
from tools.replies.value_words import Namer, first_upper

_THANKS = ("gracias", "agrade", "thank", "cheers", "thx", "bye", "adios", "adiós")


@lru_cache(maxsize=1)
def _readings() -> dict[str, dict[str, str]]:
    """What the readings of a message are called."""
    return dict(yaml.safe_load((Path(__file__).parent / "readings.yaml").read_text(encoding="utf-8")))


def can_do(n: Namer) -> str:
    """In half a sentence, what the assistant does."""
    return n.t(
        "el riesgo de abandono de un cliente y sus motivos, a quién llamar primero, qué ofrecer "
        "y las cifras de la cartera",
        "a customer's churn risk and its reasons, whom to call first, what to offer, and the figures of the portfolio",
    )


def without_facts(n: Namer, question: str) -> str:
    """A greeting, thanks, or what can be asked."""
    asked = question.casefold()
    if any(word in asked for word in _THANKS):
        return n.t(
            "De nada. Si necesita algo más de la cartera, aquí estoy.",
            "You are welcome. If you need anything else about the portfolio, I am here.",
        )
    groups = [c for c in n.catalog.columns.values() if c.kind == "category" and c.name != n.catalog.owner][:1]
    by = n.column(groups[0].name) if groups else ""
    lines = [
        n.t("¿A quién debería llamar primero hoy?", "Whom should I call first today?"),
        n.t(
            "¿Cuál es el riesgo de un cliente y por qué? (con su id o nombre)",
            "What is a customer's risk, and why? (by id or name)",
        ),
        n.t("¿Y si tuviera otro producto? ¿Qué le ofrezco?", "What if they took another product? What should I offer?"),
        n.t(
            "¿Cuántos clientes hay y cuál es la tasa de abandono",
            "How many customers are there, and what is the churn rate",
        )
        + (n.t(f" por {by}?", f" by {by}?") if by else "?"),
    ]
    lead = n.t(
        "Hola. Respondo sobre los clientes del banco con sus propios datos. Por ejemplo:",
        "Hello. I answer about the bank's customers from its own data. For example:",
    )
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
    return n.t("Ahora mismo no puedo responder a eso.", "I cannot answer that right now.")


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
    return n.t(
        f"No encuentro ningún cliente «{shown}» entre los que puede ver. Compruebe el id o el nombre.",
        f"I find no customer “{shown}” among those you may see. Please check the id or name.",
    )


def _several(n: Namer, data: Any) -> str:
    choices = data.get("choices") or []
    shown = n.plain(str(data.get("name_asked", ""))[:80])
    if data.get("match") == "similar":
        lead = n.t(
            f"No hay nadie llamado «{shown}». ¿Se refiere a alguno de estos?",
            f"There is nobody called “{shown}”. Did you mean one of these?",
        )
    else:
        total, part = int(data.get("total", len(choices))), data.get("match") != "exact"
        called = n.t(
            f"cuyo nombre contiene «{shown}»" if part else f"que se llaman «{shown}»",
            f"whose name contains “{shown}”" if part else f"called “{shown}”",
        )
        lead = n.t(f"Hay {total} clientes {called}. ", f"There are {total} customers {called}. ")
        if total > len(choices):
            lead += n.t(
                f"Se muestran {len(choices)} de {total}. ¿Cuál busca?",
                f"Showing {len(choices)} of {total}. Which one do you mean?",
            )
        else:
            lead += n.t("¿Cuál de ellos?", "Which one?")
    lines = []
    for choice in choices:
        told = ", ".join(_told(n, c, v) for c, v in (choice.get("columns") or {}).items())
        lines.append(f"- {n.customer(choice)}" + (f": {told}" if told else ""))
    more = int(data.get("total", len(choices))) > len(choices)
    fewer = _narrower(n, choices, str(data.get("name_asked", ""))[:80])
    tail = n.t("Dígame su id", "Tell me the id") + (
        n.t(f", o pida por ejemplo «{fewer}».", f", or ask for example for “{fewer}”.") if fewer else "."
    )
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
        return n.t(
            "Eso no puedo hacerlo: solo consulto los datos del banco, sin cambiarlos, pagar ni enviar nada; con su "
            f"confirmación sí guardo notas, contactos, compromisos y bajas, y puedo decirle {able}.",
            "I cannot do that: I only read the bank's data and change, pay and send nothing; with your confirmation I "
            f"do keep notes, contacts, promises and who has left, and I can tell you {able}.",
        )
    if topic == "secret":
        return n.t(
            f"No doy contraseñas ni datos reservados; puedo decirle {able}.",
            f"I do not give out passwords or reserved data; I can tell you {able}.",
        )
    if topic == "future":
        return n.t(
            f"El modelo estima el riesgo de hoy, no fechas ni otros años; puedo decirle {able}.",
            f"The model estimates today's risk, not dates or other years; I can tell you {able}.",
        )
    return n.t(
        f"Eso queda fuera de lo que sé hacer; puedo decirle {able}.",
        f"That is outside what I do; I can tell you {able}.",
    )


def _no_dates(n: Namer, shown: str) -> str:
    """A time that no column of the bank can serve, or that could be of several."""
    dates = [n.column(c.name) for c in n.catalog.columns.values() if c.kind == "date"]
    if dates:
        return n.t(
            f"No sé a qué fecha aplicar «{shown}»; las que hay son {n.both(dates)}.",
            f"I do not know which date “{shown}” is about; there are {n.both(dates)}.",
        )
    return n.t(
        f"Los datos de este banco no llevan fechas, así que no puedo aplicar «{shown}»; puedo decirle la cifra total.",
        f"This bank's data has no dates, so I cannot apply “{shown}”; I can tell you the overall figure.",
    )


def _left_out(n: Namer, shown: list[str]) -> str:
    """A piece of the question that no answer would use."""
    return n.t(
        f"No sé aplicar «{n.either(shown)}» a esta pregunta, y sin ello la respuesta sería otra. "
        "¿Lo dejo fuera o me lo dice de otra forma?",
        f"I cannot apply “{n.either(shown)}” to this question, and without it the answer would be another. "
        "Shall I leave it out, or can you say it another way?",
    )


def _ask_back(  # noqa: PLR0911
    n: Namer, reason: str, choices: list[Any]
) -> str:
    named = {
        "customer_id": n.t("su id de cliente", "the customer's id"),
        "name": n.t("su nombre", "the customer's name"),
        "watch_list": n.t("o pregunte a quién llamar primero", "or ask whom to call first"),
        "count": n.t("cuántos son", "how many there are"),
        "list": n.t("quiénes son", "who they are"),
        "churn_rate": n.t("su tasa de abandono", "their churn rate"),
        **{label: n.t(said["es"], said["en"]) for label, said in _readings().items()},
    }
    if choices and all(isinstance(choice, dict) for choice in choices):
        return "\n".join((n.t("¿Cuál de ellos?", "Which one of them?"), "", *(f"- {n.customer(c)}" for c in choices)))
    shown = [named.get(str(c), n.column(str(c)) if str(c) in n.catalog.columns else n.plain(str(c))) for c in choices]
    if reason == "no_customer":
        known = [text for choice, text in zip(choices, shown, strict=True) if choice != "watch_list"]
        tail = (
            n.t(", o pregunte a quién llamar primero", ", or ask whom to call first") if "watch_list" in choices else ""
        )
        return n.t(
            f"¿De qué cliente? Dígame {n.either(known)}{tail}.", f"Which customer? Tell me {n.either(known)}{tail}."
        )
    if reason == "number":
        numbers = n.both(shown)
        fields = [n.column(c.name) for c in n.catalog.columns.values() if c.numeric and c.name != n.catalog.id][:4]
        return n.t(f"¿{numbers} de qué: {n.either(fields)}?", f"{numbers} of what: {n.either(fields)}?")
    if reason == "threshold":
        return n.t(
            "¿Respecto a qué cifra? Dígame el número con el que comparar.",
            "Compared with which figure? Tell me the number.",
        )
    if reason == "left_out":
        return _left_out(n, shown)
    if reason == "unknown_word":
        return n.t(
            f"No entiendo «{n.either(shown)}». ¿Puede decirlo de otra forma?",
            f"I do not understand “{n.either(shown)}”. Could you say it another way?",
        )
    lead = {
        "which_column": n.t("¿De qué dato?", "Of which field?"),
        "several": n.t("¿Cuál de ellos?", "Which one of them?"),
        "two_readings": n.t("¿A qué se refiere?", "Which do you mean?"),
    }.get(reason, n.t("¿Qué quiere saber de ellos?", "What would you like to know about them?"))
    return lead + (" " + first_upper(n.either(shown)) + "." if shown else "")
