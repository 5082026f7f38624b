"""Questions about the program itself, over the demo bank and its trained champion: true, told and borne out."""

from collections.abc import Iterator
from typing import Any, get_args

import pandas as pd
import pytest
from sqlalchemy import select

from agents.grounding.checker import Checker
from agents.moa.aggregator import read_all
from db.caller import WHOLE_BANK
from db.catalog import Catalog
from db.errors import Language
from db.places import Places
from tools.context import ReplyAccount, ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call
from tools.replies.compose import compose
from tools.topics import TERMS, Topic


@pytest.fixture(scope="module")
def desk(small_home: Places, catalog: Catalog) -> Iterator[Desk]:
    opened = Desk.open(small_home, catalog)
    yield opened
    opened.bank.engine.dispose()
    opened.state_engine.dispose()


def asked(desk: Desk, tool: str, **arguments: Any) -> Fact:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is not None, text
    return fact


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_the_quality_says_is_what_the_held_out_scores_say(desk: Desk, language: str) -> None:
    data = asked(desk, "about_system", topic="quality").data
    table, scores = desk.bank.table, desk.bank.scores
    with desk.bank.engine.connect() as connection:
        rows = connection.execute(
            select(table.c.Exited, scores.c.probability)
            .join(scores, desk.bank._same_customer)
            .where(table.c.Exited.in_(["0", "1"]))
        ).all()
    frame = pd.DataFrame(rows, columns=["left", "p"]).sort_values("p")
    frame["left"] = frame["left"] == "1"
    top = frame.tail(data["top"]["customers"])
    assert data["customers"] == len(frame)
    assert abs(data["top"]["customers"] - len(frame) / 10) <= 1
    assert data["top"]["left"] == pytest.approx(top.left.sum(), abs=2)
    assert data["base_rate"] == pytest.approx(frame.left.mean())
    assert data["top"]["caught"] == pytest.approx(top.left.sum() / frame.left.sum(), abs=0.02)
    text = compose([asked(desk, "about_system", topic="quality")], "", language, desk.catalog)  # type: ignore[arg-type]
    assert str(data["top"]["per_hundred"]) in text
    assert str(data["top"]["by_chance"]) in text


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("topic", [topic for topic in get_args(Topic) if topic != "term"])
def test_every_question_about_the_system_is_told_and_borne_out(desk: Desk, topic: str, language: str) -> None:
    somebody = _customers(desk)[0] if topic == "agreement" else None
    fact = asked(desk, "about_system", topic=topic, **({"customer_id": somebody} if somebody else {}))
    text = compose([fact], "", language, desk.catalog)  # type: ignore[arg-type]
    assert len(text) > 40
    checker = Checker([fact], question="", language=language, catalog=desk.catalog)  # type: ignore[arg-type]
    reading = checker.reading()
    assert [reading.check(part).unsupported for part in checker.segments(text)] == [()] * len(
        list(checker.segments(text))
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_term_and_column_is_told_and_borne_out(desk: Desk, language: Language) -> None:
    told, withheld = {}, []
    for term in (*TERMS, *desk.catalog.columns):
        fact = asked(desk, "about_system", topic="term", term=term)
        told[term] = compose([fact], "", language, desk.catalog)
        assert told[term].startswith("**"), term
        checker = Checker([fact], question="", language=language, catalog=desk.catalog)
        reading = checker.reading()
        for part in checker.segments(told[term]):
            withheld += [(term, word) for word in reading.check(part).unsupported]
    assert withheld == []
    assert len(set(told.values())) == len(told)
    bands = desk.catalog.risk_bands
    assert f"{bands.high:.0%}"[:-1] in told["band"]
    assert f"{bands.medium:.0%}"[:-1] in told["band"]
    assert desk.catalog.label.column in told["churn"]


def test_a_term_is_of_the_topic_term_alone(desk: Desk) -> None:
    for arguments in ({"topic": "term"}, {"topic": "limits", "term": "auc"}, {"topic": "term", "term": "phlogiston"}):
        fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), "about_system", arguments)
        assert fact is None
        assert text


def test_weights_and_votes_of_one_prediction_are_the_models_own(desk: Desk) -> None:
    for somebody in _customers(desk)[:5]:
        found = asked(desk, "about_system", topic="agreement", customer_id=somebody).data
        predicted = asked(desk, "predict_churn", customer_ids=[somebody]).data
        assert found["probability"] == predicted["probability"]
        assert {row["member"]: row["weight"] for row in found["rows"]} == {
            vote["member"]: vote["weight"] for vote in predicted["votes"]
        }
        counting = [vote["probability"] for vote in predicted["votes"] if vote["weight"] >= 0.0005]
        assert (found["lowest"], found["highest"]) == (min(counting), max(counting))


def test_the_training_data_are_the_banks(desk: Desk) -> None:
    data = asked(desk, "about_system", topic="training").data
    known = asked(desk, "portfolio", measures=["churn_rate"]).data["total"]
    assert data["left"] == known["left"]
    assert data["base_rate"] == pytest.approx(known["churn_rate"])
    assert data["trained_at"][:2] == "20"


def test_how_the_last_reply_came_about(desk: Desk) -> None:
    account = ReplyAccount(
        question="?",
        profile="moa",
        tools=("portfolio",),
        drafted=("risk_analyst", "sceptic"),
        failed=("retention_strategist",),
        layers=1,
        editor="editor",
        checked=3,
        removed=("99 %",),
    )
    context = ToolContext(caller=WHOLE_BANK, desk=desk, account=account)
    fact, _ = call(desk, context, "about_system", {"topic": "reply"})
    assert fact is not None
    spanish, english = (compose([fact], "", language, desk.catalog) for language in ("es", "en"))  # type: ignore[arg-type]
    assert "analista de riesgos y escéptico, en una ronda" in spanish
    assert "estratega de retención" in spanish
    assert "99 %" in spanish
    assert "3 claims were checked" in english
    assert "no reply in this conversation yet" in compose(
        [asked(desk, "about_system", topic="reply")], "", "en", desk.catalog
    )


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "drafted", [("generalist",), ("risk_analyst", "sceptic"), ("generalist", "retention_strategist")]
)
@pytest.mark.parametrize(("layers", "editor"), [(1, ""), (1, "editor"), (2, "editor"), (3, "editor")])
def test_whoever_wrote_a_reply_is_told_in_words_that_pass(
    desk: Desk, language: Language, drafted: tuple[str, ...], layers: int, editor: str
) -> None:
    account = ReplyAccount(question="?", tools=("portfolio",), drafted=drafted, layers=layers, editor=editor, checked=3)
    context = ToolContext(caller=WHOLE_BANK, desk=desk, account=account)
    fact, _ = call(desk, context, "about_system", {"topic": "reply"})
    assert fact is not None
    told = compose([fact], "", language, desk.catalog)
    assert read_all(Checker([fact], question="", language=language, catalog=desk.catalog), told).unsupported == ()
    assert ("editor" in told) == bool(editor)


def test_a_rate_of_everybody_is_not_that_of_the_part(desk: Desk) -> None:
    fact = asked(desk, "portfolio", measures=["churn_rate"], where={"Geography": "Spain"})
    own, whole = (f"{fact.data[key]['churn_rate']:.1%}" for key in ("total", "overall"))
    checker = Checker([fact], question="", language="en", catalog=desk.catalog)
    assert own != whole
    assert not checker.reading().check(f"Churn rate of Spanish customers: {own}, against {whole} overall.").unsupported
    assert checker.reading().check(f"The churn rate of Spanish customers is {whole}.").unsupported


def _customers(desk: Desk) -> list[str]:
    return [str(row["customer_id"]) for row in asked(desk, "list_customers", limit=8).data["rows"]]
