import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app import ask
from app.settings import Settings
from db.errors import AccessProblem, DataProblem, UsageProblem
from db.places import Places

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def bank(small_home: Places) -> pd.DataFrame:
    with sqlite3.connect(small_home.home / "bank.db") as connection:
        return pd.read_sql("SELECT * FROM customers", connection)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, small_home: Places) -> Iterator[None]:
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("MOA_HOME", str(small_home.home))
    yield


@pytest.fixture
def asked(small_home: Places, capsys: pytest.CaptureFixture[str]) -> Ask:
    def run(*argv: str) -> list[dict[str, Any]]:
        assert ask.main(["--json", *argv], small_home) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def current(bank: pd.DataFrame) -> int:
    return int(bank[bank.Exited == "0"].CustomerId.iloc[0])


def test_a_card_brings_the_bank_s_own_values(asked: Ask, bank: pd.DataFrame) -> None:
    customer = current(bank)
    (turn,) = asked(f"Ficha del cliente {customer}")
    row = bank[bank.CustomerId == customer].iloc[0]
    assert (turn["status"], turn["language"]) == ("answered", "es")
    data = turn["facts"][0]["data"]
    assert data["columns"]["Age"] == row.Age
    assert data["columns"]["Balance"] == pytest.approx(row.Balance)


def test_a_risk_and_its_reasons_then_a_what_if_are_one_conversation(asked: Ask, bank: pd.DataFrame) -> None:
    customer = current(bank)
    risk, why, what_if = asked(
        f"What is the churn risk of customer {customer}?", "Why?", "What if they had 2 products and were active?"
    )
    probability = risk["facts"][0]["data"]["probability"]
    assert str(customer) in risk["reply"]
    assert why["facts"][0]["data"]["probability"] == pytest.approx(probability)
    assert why["facts"][0]["data"]["attributions"]
    assert what_if["facts"][0]["data"]["baseline"] == pytest.approx(probability)
    assert 0 < what_if["facts"][0]["data"]["probability"] < 1


def test_a_watch_list_has_current_customers_of_the_country_by_value_at_risk(asked: Ask, bank: pd.DataFrame) -> None:
    (turn,) = asked("top 10 at-risk customers in Germany")
    rows = turn["facts"][0]["data"]["rows"]
    assert len(rows) == 10
    assert {"customer_id", "probability", "value_at_risk"} <= set(rows[0])
    known = bank.set_index("CustomerId").loc[[row["customer_id"] for row in rows]]
    assert set(known.Geography) == {"Germany"}
    assert "1" not in set(known.Exited)


def test_the_churn_rate_by_country_is_the_bank_s(asked: Ask, bank: pd.DataFrame) -> None:
    (turn,) = asked("tasa de abandono por país")
    known = bank[bank.Exited.isin(["0", "1"])]
    expected = (known.Exited == "1").groupby(known.Geography).mean()
    shown = {row["Geography"]: row["churn_rate"] for row in turn["facts"][0]["data"]["rows"]}
    assert shown == {country: pytest.approx(rate) for country, rate in expected.items()}


def test_a_filtered_mean_is_the_bank_s(asked: Ask, bank: pd.DataFrame) -> None:
    (turn,) = asked("saldo medio de las mujeres inactivas de España")
    chosen = bank[(bank.Gender == "Female") & (bank.IsActiveMember == "0") & (bank.Geography == "Spain")]
    assert turn["facts"][0]["data"]["total"]["mean_Balance"] == pytest.approx(chosen.Balance.mean())


def test_nonsense_is_answered_politely(asked: Ask) -> None:
    (turn,) = asked("qwzx blorp fnord")
    assert turn["status"] in {"refused", "clarify"}
    assert turn["reply"]


def test_an_unknown_customer_is_not_found(asked: Ask) -> None:
    (turn,) = asked("What is the churn risk of customer 99999999?")
    assert turn["status"] == "not_found"


def test_the_json_line_has_the_trace_and_the_accounts(asked: Ask) -> None:
    (turn,) = asked("churn rate by country")
    events = [event["event"] for event in turn["trace"]]
    assert events[0] == "TurnStarted"
    assert events[-1] == "TurnEnded"
    assert {"ToolCalled", "ToolReturned", "DraftDone", "GroundingChecked", "ReplyToken"} <= set(events)
    assert turn["usage"]["calls"] > 0
    assert turn["elapsed_ms"] > 0


def test_a_user_sees_their_own_customers_only(asked: Ask, bank: pd.DataFrame) -> None:
    theirs = bank[bank.RelationshipManager == "Luis Romero"].CustomerId.iloc[0]
    (turn,) = asked("--user", "ana", f"Ficha del cliente {theirs}")
    assert turn["status"] == "not_found"
    (turn,) = asked("--user", "ana", "¿cuántos clientes hay?")
    assert turn["facts"][0]["data"]["total"]["customers"] == (bank.RelationshipManager == "Ana Torres").sum()


@pytest.mark.parametrize("question", ["¿Cuántos clientes tiene {}?", "How many customers does {} have?"])
def test_a_manager_s_name_says_whose_customers_are_meant(asked: Ask, bank: pd.DataFrame, question: str) -> None:
    for manager, customers in bank.RelationshipManager.value_counts().items():
        (turn,) = asked(question.format(manager))
        assert turn["facts"][0]["data"]["total"]["customers"] == customers


@pytest.mark.parametrize("question", ["¿Cuántos clientes tiene {}?", "average age of {}'s customers"])
def test_a_colleague_s_name_tells_a_manager_no_more_than_an_invented_one(asked: Ask, question: str) -> None:
    (theirs,), (invented,) = (
        asked("--user", "ana", question.format(name)) for name in ("Luis Romero", "Ludo Quintero")
    )
    assert theirs["status"] != "answered"
    assert theirs["status"] == invented["status"]


def test_a_batch_answers_each_conversation_on_its_own_line(
    small_home: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str], bank: pd.DataFrame
) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "a", "turns": [f"riesgo del cliente {current(bank)}", "¿por qué?"], "user": "sofia"},
        {"id": 7, "turns": ["churn rate by country", "", "x" * 20_000], "profile": "fast"},
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    ask.main(["--batch", str(file)], small_home)
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["id"] == "a"
    assert [turn["status"] for turn in first["turns"]] == ["answered", "answered"]
    assert second["id"] == 7
    assert second["turns"][0]["trace"][0]["profile"] == "fast"
    assert all(turn["reply"] for turn in second["turns"])


def test_people_read_plain_text(small_home: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask.main(["tasa de abandono por país"], small_home) == 0
    shown = capsys.readouterr().out
    assert re.search(r"Alemania.*\d,\d", shown)
    assert shown.count("Alemania (") <= 1


def test_what_cannot_be_asked_is_refused_before_anything_opens(small_home: Places, tmp_path: Path) -> None:
    for argv in ([], [""], ["  "], ["x" * 20_000], ["q", "--batch", "f"]):
        with pytest.raises(UsageProblem):
            ask.main(argv, small_home)
    for content in ('{"id": 1}', "not json", '{"turns": []}', '{"turns": [1]}'):
        (tmp_path / "b").write_text(content)
        with pytest.raises(DataProblem):
            ask.main(["--batch", str(tmp_path / "b")], small_home)
    with pytest.raises(DataProblem):
        ask.main(["--batch", str(tmp_path / "none")], small_home)
    with pytest.raises(AccessProblem):
        ask.main(["--user", "nobody", "churn rate"], small_home)
