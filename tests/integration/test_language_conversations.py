"""Whole conversations through the offline orchestrator's model and the real tools, on a trained bank."""

import asyncio

import pytest
from langchain_core.messages import HumanMessage

from agents.moa.brief import Brief, DraftGiven, Room, fence
from agents.offline.model import OfflineChatModel
from bench.understanding_path import Asked
from db.catalog import Catalog, read_catalog
from tests.tools_banks import CARDS, build, cards_frame, desk_at, places_in
from tools.environment import Desk


@pytest.fixture(scope="module")
def desk(small_home) -> Desk:
    return Desk.open(small_home, read_catalog(small_home.catalog))


def conversation(desk: Desk, *questions: str):
    asked = Asked(desk, OfflineChatModel(role="orchestrator", catalog=desk.catalog, bank=desk.bank))
    turns = [asked.ask(question) for question in questions]
    assert not asked.mended
    return turns


def test_a_filter_is_replaced_and_the_rest_of_the_question_stays(desk):
    first, second, third = conversation(
        desk, "tasa de abandono por género en Alemania", "¿y en España?", "only the inactive ones"
    )
    assert second.facts[0].arguments["where"] == {"column": "Geography", "op": "eq", "value": "Spain"}
    assert second.facts[0].arguments["groups"] == first.facts[0].arguments["groups"]
    assert len(third.facts[0].arguments["where"]["all"]) == 2
    assert (second.language, third.language) == ("es", "en")


def test_the_second_of_a_list_is_explained_and_what_if_goes_on_from_there(desk):
    ranked, second, changed, offered = conversation(
        desk,
        "top 3 at-risk customers",
        "what about the second one?",
        "and if he had 2 products?",
        "what should I offer him?",
    )
    customer = ranked.facts[0].data["rows"][1]["customer_id"]
    assert second.facts[0].tool == "explain_churn"
    assert {turn.facts[0].data["customer_id"] for turn in (second, changed, offered)} == {customer}
    assert changed.facts[0].data["changes"] == {"NumOfProducts": 2}
    assert offered.facts[0].tool == "retention_options"


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("¿Cuál es la tasa de abandono por país?", "ponlo en una tabla, más corto"),
        ("Churn rate by country", "put that in a table, shorter please"),
        ("top 3 at-risk customers", "the same in Spanish"),
        ("how many customers are there in Spain?", "say that again, in one sentence"),
    ],
)
def test_a_follow_up_that_changes_only_the_form_reads_the_same_results(desk, question, wish):
    first, again = conversation(desk, question, wish)
    assert [(f.tool, f.arguments) for f in again.facts] == [(f.tool, f.arguments) for f in first.facts]


def test_a_call_list_with_what_to_offer_takes_two_steps(desk):
    (turn,) = conversation(desk, "¿A quién debería llamar primero hoy, y qué le ofrezco?")
    assert [f.tool for f in turn.facts] == ["watch_list", "retention_options"]
    assert turn.facts[1].data["customer_id"] == turn.facts[0].data["rows"][0]["customer_id"]


def test_an_open_question_is_answered_by_the_id_alone(desk):
    customer = conversation(desk, "¿a quién llamo primero?")[0].facts[0].data["rows"][0]["customer_id"]
    asked, answered = conversation(desk, "¿por qué está en riesgo?", str(customer))
    assert asked.status == "clarify"
    assert (answered.facts[0].tool, answered.facts[0].data["customer_id"]) == ("explain_churn", customer)


def test_a_bank_of_another_shape_is_understood_from_its_catalog(tmp_path):
    places = places_in(tmp_path)
    build(places, CARDS, cards_frame())
    desk = desk_at(places, CARDS)
    es, en, one = conversation(desk, "tasa de abandono por tipo de tarjeta", "churn rate by card category", "C-00007")
    assert es.facts[0].data == en.facts[0].data
    assert one.facts[0].data["customer_id"] == "C-00007"
    (unknown,) = conversation(desk, "churn rate by country")
    assert unknown.status == "refused"


def test_the_model_streams_what_it_would_return(catalog: Catalog):
    model = OfflineChatModel(role="aggregator", catalog=catalog)
    brief = Brief(question="hola", language="es", drafts=(DraftGiven(letter="A", text="Hola."),))
    prompt = [HumanMessage(fence(brief, nonce="0" * 16, room=Room()))]
    whole = model.invoke(prompt)

    async def pieces():
        return [chunk async for chunk in model.astream(prompt)]

    streamed = asyncio.run(pieces())
    assert "".join(str(chunk.content) for chunk in streamed) == whole.content
    assert len(streamed) > 5
    assert whole.usage_metadata is not None
