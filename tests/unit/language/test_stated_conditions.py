"""Conditions said with a header and a value as written, of tables nobody described; parts of values; records opened."""

from functools import cache
from itertools import product
from typing import Any

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from agents.understanding.review import Reviewer
from db.catalog import Catalog
from tests.unit.language.drafts import drafted, figures_asked, planner_of
from tools.replies.value_words import Namer

_TABLES: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "lapsed": (
        ("Policy Ref", "premium"),
        {
            "Lapsed": ("N", "Y", "N", "N"),
            "Auto-Renew": ("Y", "N"),
            "Has Zorb": ("Y", "N"),
            "branchName": ("Total", "Centro", "No"),
            "Region": ("Yorkshire and the Humber", "South West", "West Midlands"),
        },
    ),
    "baja": (
        ("Nº Cliente", "cuota"),
        {
            "Cancelado": ("false", "true", "false"),
            "tiene_app": ("Sí", "No"),
            "nombre_plan": ("Suma", "Media", "Básico"),
            "zona": ("Castilla y León", "Madrid"),
        },
    ),
}
_FRAMES = {
    "en": ("how many where {h} is {v}?", "how many with {h} {v}", "how many with {h} = {v}", "how many with {h}: {v}"),
    "es": ("¿cuántos con {h} = {v}?", "¿cuántos con {h} {v}?", "cuántos donde {h} es {v}", "cuántos con {h}: {v}"),
}


@cache
def _table(name: str) -> str:
    (identity, amount), columns = _TABLES[name]
    rows = [f"{identity},{amount},{','.join(columns)}"]
    rows += [
        f"A-{i:04},{100 + i * 7 % 900},{','.join(v[(i // (1 + at)) % len(v)] for at, v in enumerate(columns.values()))}"
        for i in range(300)
    ]
    return "\n".join(rows) + "\n"


def _catalog(name: str) -> Catalog:
    return drafted(name, _table(name))


def _planner(name: str) -> Planner:
    return planner_of(name, _table(name))


def _read(name: str, question: str) -> dict[str, Any]:
    return figures_asked(name, _table(name), question)


_SAID = [
    (name, frame.format(h=header, v=value), header, value)
    for name, (_, columns) in _TABLES.items()
    for header, values in columns.items()
    for frames in _FRAMES.values()
    for frame, value in product(frames, dict.fromkeys(values))
]


@pytest.mark.parametrize(("name", "question", "header", "value"), _SAID)
def test_a_header_and_a_value_as_written_are_a_condition(name: str, question: str, header: str, value: str) -> None:
    read, label = _read(name, question), _catalog(name).label
    if header == label.column:
        assert read["population"] == ("left" if value == label.positive else "current"), read
        assert "where" not in read
    else:
        assert read["where"] == {"column": header, "op": "eq", "value": value}, read
    assert read["measures"] == [{"measure": "customers"}]
    assert "groups" not in read


@pytest.mark.parametrize(("name", "header"), [("lapsed", "branchName"), ("baja", "nombre_plan")])
def test_a_name_that_many_rows_share_is_a_category(name: str, header: str) -> None:
    assert _catalog(name).name is None
    assert _catalog(name).columns[header].kind == "category"
    assert _read(name, f"churn rate by {header}")["groups"] == [{"column": header}]
    assert _read(name, f"tasa de abandono por {header}")["groups"] == [{"column": header}]


@pytest.mark.parametrize(
    "question", ["open the card for {}", "pull up {}", "open {}'s file", "please open the record of {}"]
)
@pytest.mark.parametrize("customer", ["7C-478405", "A-0042", "AB2041"])
def test_opening_a_record_is_no_order(question: str, customer: str) -> None:
    (call,) = _planner("lapsed").next_calls(Conversation(question.format(customer)))
    assert call.tool == "customer_card"
    assert call.arguments["customer_id"] == customer


def test_a_flag_is_told_in_the_words_of_the_readers_language() -> None:
    catalog = _catalog("lapsed")
    assert Namer("es", catalog).flag("Auto-Renew", "Y") == "con renovación automática"
    assert Namer("en", catalog).flag("Auto-Renew", "Y") == "with auto renew"
    assert Namer("es", catalog).flag("Has Zorb", "Y") == "zorb: sí"
    assert Namer("es", catalog).flag("Has Zorb", "N") == "zorb: no"
    assert Namer("en", catalog).flag("Has Zorb", "Y") == "with a zorb"


@pytest.mark.parametrize("question", ["how many in Yorkshire?", "¿cuántos hay en Yorkshire?", "how many in yorkshire?"])
def test_part_of_a_value_is_taken_for_it_and_said(question: str) -> None:
    assert _read("lapsed", question)["where"]["value"] == "Yorkshire and the Humber"
    taken = Reviewer(Lexicon(_catalog("lapsed"))).review(question, []).taken
    assert [meant for _, meant in taken] == ["Yorkshire and the Humber"]


def test_part_of_two_values_is_never_taken_for_one() -> None:
    (call,) = _planner("lapsed").next_calls(Conversation("how many in the west?"))
    assert call.tool in {"ask_back", "decline"}
