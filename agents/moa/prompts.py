"""The prompts. System messages hold only our own text; all that others wrote is fenced in human messages.

What is the same for every call of a bank stands first (rules, the bank's words, the role), then what is the same within
a turn (the question, its Facts), then what differs: so that providers find the beginning in their prefix caches.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agents.moa.brief import Brief, Room, fence
from agents.moa.fences import escape, pack
from agents.roster import Role
from db.bank.filters import PREDICTED
from db.catalog import Catalog, Column
from db.yaml_files import read_yaml
from tools.replies.formats import regional_sample
from tools.schemas import guide
from tools.vocabulary import Vocabulary

_WORDS: dict[str, Any] = read_yaml(Path(__file__).parent / "prompts.yaml")
VERSION: str = _WORDS["version"]
_LANGUAGES = {"es": "Spanish", "en": "English"}
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
_MANY_COLUMNS = 60
_MANY_VALUES = 12


def orchestrator_system(catalog: Catalog) -> str:
    """The orchestrator's system message: our rules and the bank's columns, as the catalog (configuration) names
    them.
    """
    predicted = [name for name in PREDICTED if name != "value_at_risk" or catalog.value]
    named = {"probability": "probability (0 to 1)", "risk_band": "risk_band (low, medium, high)"}
    rules = _WORDS["orchestrator"].format(predicted=", ".join(named.get(name, name) for name in predicted))
    label = catalog.label
    left = f"{label.column} = {label.positive} means that the customer left. Amounts are in {catalog.currency}."
    title = catalog.title.shown("en") or catalog.table
    return f"{rules}\nColumns of {title}:\n{guide(Vocabulary(catalog, lambda column: None))}\n{left}"


def writing_messages(
    role: Role, brief: Brief, *, nonce: str, catalog: Catalog, room: Room | None = None, simple: bool = False
) -> list[BaseMessage]:
    """What a proposer or an aggregator is sent; without ``room`` the Facts are whole."""
    if simple:
        return _simply(brief)
    return [
        SystemMessage(f"{_writers_common(catalog)}\n\n{_WORDS['roles'][role]}"),
        HumanMessage(f"{fence(brief, nonce=nonce, room=room)}\n\n{_task(role, brief)}"),
    ]


def translation_messages(text: str, language: str, *, nonce: str) -> list[BaseMessage]:
    """A reply to be told in another language."""
    words = _WORDS["translation"]
    told = f"{pack('TEXT', {'text': text}, nonce)}\n\n{words['task'].format(language=language)}"
    return [SystemMessage(words["system"]), HumanMessage(told)]


def _simply(brief: Brief) -> list[BaseMessage]:
    """For a small model: the question and the findings in words, quoted as JSON strings."""
    words = _WORDS["simple"]
    language = _language(brief)
    told = words["told"].format(
        question=escape(brief.question), findings=escape(brief.words.replace("**", "")), language=language
    )
    return [SystemMessage(words["system"]), HumanMessage(told)]


def _language(brief: Brief) -> str:
    """The language to write in, with the region's numbers where they are not the language's usual ones."""
    sample = regional_sample(brief.language)
    said = _LANGUAGES[brief.language]
    return said if sample is None else f"{said} (numbers written as {sample})"


def _task(role: Role, brief: Brief) -> str:
    words, asking = _WORDS["tasks"], brief.asking
    task = []
    if brief.examples:
        task.append(words["examples"])
    if asking.data_only:
        task.append(words["data_only"])
    if asking.appended:
        task.append(words["appended"].format(facts=", ".join(asking.appended)))
    if brief.repair:
        task.append(words["repair"])
    elif brief.drafts and role != "aggregator":
        task.append(words["refine"])
    elif brief.compared.blind and not brief.drafts:
        task.append(words["points"])
    return " ".join([*task, words["answer"].format(language=_language(brief))])


@lru_cache(maxsize=8)
def _common_of(title: str, currency: str, value: str, columns: str) -> str:
    sign = _SIGNS.get(currency, currency)
    bank = _WORDS["bank"].format(title=title, currency=currency, sign=sign, value=value)
    return f"{_WORDS['common']}\n{bank}\n{columns}"


def _writers_common(catalog: Catalog) -> str:
    """The part of the writers' system message that is the same for all roles."""
    value = ""
    if catalog.value is not None:
        names = catalog.columns[catalog.value].names
        called = " / ".join(dict.fromkeys(n for n in (names.shown("es"), names.shown("en")) if n)) or catalog.value
        value = f'In FACTS "value" is {catalog.value} ({called}), "value_at_risk" is value times churn probability. '
    columns = [_called(column, catalog) for column in list(catalog.columns.values())[:_MANY_COLUMNS]]
    title = catalog.title.shown("en") or catalog.table
    return _common_of(title, catalog.currency, value, "; ".join(columns) + ".")


def _called(column: Column, catalog: Catalog) -> str:
    es, en = column.names.shown("es") or column.name, column.names.shown("en") or column.name
    listed = {} if column.name in catalog.identities else column.values
    values = [
        f"{stored} = {called.shown('es') or stored} / {called.shown('en') or stored}"
        for stored, called in listed.items()
    ]
    told = f" ({', '.join(values)})" if 0 < len(values) <= _MANY_VALUES else ""
    return f"{column.name} = {es} / {en}{told}"
