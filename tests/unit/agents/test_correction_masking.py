"""Whatever a manager writes of his customer, no word of it reaches a prompt of somebody who may not see them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from agents.refine import Refinement
from agents.refinement.masking import masked
from agents.roster import RefinementSpec
from db.caller import Caller
from db.engines import state_engine
from db.state import turns
from db.state.migrate import upgrade
from db.users import create_user
from tests.conftest import places_at

FACTS = [
    {
        "id": "F1",
        "tool": "customer_card",
        "data": {
            "customer_id": 15634602,
            "name": "May Hope",
            "columns": {"Geography": "Germany", "ContactNotes": "su hija se casa en junio", "Balance": 83807.86},
        },
    }
]
SECRETS = [
    "15634602",
    "May",
    "Hope",
    "Germany",
    "hija",
    "casa",
    "junio",
    "83,807.86",
    "83.807",
    "divorcio",
    "Rosa",
    "tres",
]
TEXTS = [
    "May Hope (15634602) in Germany holds €83,807.86; say the balance first, then the risk.",
    "Empiece por el riesgo y ponga la tabla después; su hija se casa en junio, no la llame por el divorcio.",
    "Primero el saldo de Rosa, 83.807 €, luego el riesgo y una oferta; tres frases cortas, sin más cifras.",
    "Call May first and offer a second product; keep the answer short and name the owner.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_of_the_customer_is_left(text: str) -> None:
    left = masked(text, FACTS)
    words = set(re.findall(r"\w+", (left or "").casefold()))
    assert not words & {secret.casefold() for secret in SECRETS}
    assert left is None or not any(c.isdigit() for c in left)


def test_the_manner_is_left() -> None:
    left = masked("Say the balance first, then the risk of May; keep the answer short.", FACTS)
    assert left == "Say the balance first, then the risk of …; keep the answer short."


@pytest.fixture
def refinement(tmp_path: Path) -> Iterator[Refinement]:
    places = places_at(tmp_path)
    upgrade(places)
    engine: Engine = state_engine(places)
    for name, owner in (("ana", "Ana Torres"), ("luis", "Luis Romero")):
        create_user(engine, name=name, role="rm", password="password", owner=owner)
    with engine.begin() as connection:
        connection.execute(
            insert(turns).values(
                turn_id="t1", user="ana", question="what about May Hope 15634602?", language="en", facts=FACTS, trace=[]
            )
        )
    yield Refinement(engine, RefinementSpec())
    engine.dispose()


def test_an_accepted_correction_reaches_its_own_side_whole_and_others_without_the_customer(
    refinement: Refinement,
) -> None:
    refinement.remember("t1", "customer_card", {}, "what about May Hope 15634602?", "en")
    number = refinement.correct(turn_id="t1", author="ana", text=TEXTS[3])
    refinement.accept(number, by=Caller(name="admin", role="admin"))
    asked = ("what about May Hope 15634602?", "customer_card")
    (own,) = refinement.examples(*asked, language="en", owner="Ana Torres")
    (whole,) = refinement.examples(*asked, language="en", owner=None)
    assert own.correction == whole.correction == TEXTS[3]
    for example in refinement.examples(*asked, language="en", owner="Luis Romero"):
        said = f"{example.question} {example.correction}"
        assert not [word for word in ("May", "Hope", "15634602") if word in said]
        assert "keep the answer short" in said


def test_a_correction_stays_with_the_portfolio_it_was_written_for(refinement: Refinement) -> None:
    """Its author's account has another portfolio since; whoever has that one sees no word of the customer either."""
    with refinement._state.begin() as connection:
        connection.execute(update(turns).values(versions={"scope": "Ana Torres"}))
    refinement.remember("t1", "customer_card", {}, "what about May Hope 15634602?", "en")
    refinement.accept(
        refinement.correct(turn_id="t1", author="ana", text=TEXTS[3]), by=Caller(name="admin", role="admin")
    )
    create_user(refinement._state, name="ana", role="rm", password="password", owner="Luis Romero")
    asked = ("what about May Hope 15634602?", "customer_card")
    (kept,) = refinement.examples(*asked, language="en", owner="Ana Torres")
    assert kept.correction == TEXTS[3]
    for example in refinement.examples(*asked, language="en", owner="Luis Romero"):
        assert not [word for word in ("May", "Hope", "15634602") if word in f"{example.question} {example.correction}"]


def test_a_decision_told_to_another_process_counts_at_once(refinement: Refinement) -> None:
    asked, admin = ("what about May Hope 15634602?", "customer_card"), Caller(name="admin", role="admin")
    elsewhere = Refinement(refinement._state, RefinementSpec())
    refinement.remember("t1", "customer_card", {}, asked[0], "en")
    number = refinement.correct(turn_id="t1", author="ana", text=TEXTS[3])
    assert refinement.examples(*asked, language="en") == ()
    elsewhere.accept(number, by=admin)
    assert len(refinement.examples(*asked, language="en")) == 1
    elsewhere.withdraw(number, by=admin)
    assert refinement.examples(*asked, language="en") == ()
