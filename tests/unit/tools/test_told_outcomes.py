"""A told outcome counts at once: in every query, in value at risk, in retention, in the words; and is taken back."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from db.bank.query import Slice
from db.caller import WHOLE_BANK, Caller
from db.errors import AccessProblem, DataProblem
from db.state import now
from tests.tools_banks import TELCO, MadeUpModel, build, desk_at, places_in, telco_frame
from tools.context import ToolContext
from tools.customer.records import (
    finish_promise,
    keep,
    propose_note,
    propose_outcome,
    records_of,
    take_back_note,
    take_back_outcome,
)
from tools.customer.todays_work import call_list, contacted, open_promises, todays_work
from tools.environment import Desk
from tools.registry import call
from tools.replies.compose import compose

LUCIA = Caller(name="lucia", role="rm", owner="Lucía Prado")
TOM = Caller(name="tom", role="rm", owner="Tom Reed")
Bank = tuple[Desk, pd.DataFrame]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    places = places_in(tmp_path)
    frame = build(places, TELCO, telco_frame())
    desk = desk_at(places, TELCO)
    yield desk, frame
    desk.bank.engine.dispose()
    desk.state_engine.dispose()


def first_to_call(desk: Desk, caller: Caller) -> str:
    return call_list(desk, caller, limit=1)[1][0].customer_id


def asked(desk: Desk, tool: str, caller: Caller = WHOLE_BANK, **arguments: object) -> tuple[dict, str]:
    """The data and the English words of a call."""
    fact, _ = call(desk, ToolContext(caller=caller, desk=desk), tool, arguments)
    assert fact is not None
    return dict(fact.data), compose([fact], "", "en", TELCO)


def figures(desk: Desk, caller: Caller = WHOLE_BANK) -> dict[str, float]:
    """Counts, rates and value at risk, each asked in several ways that must agree."""
    of = {p: Slice(caller=caller, population=p) for p in ("all", "current", "left")}  # type: ignore[arg-type]
    counts = {p: desk.bank.count(s) for p, s in of.items()}
    by_label, _ = asked(desk, "portfolio", caller, measures=[{"measure": "customers"}], groups=[{"column": "status"}])
    groups = {row["status"]: row["customers"] for row in by_label["rows"]}
    rate, _ = asked(desk, "portfolio", caller, measures=[{"measure": "churn_rate"}])
    listed, _ = asked(desk, "list_customers", caller, where={"column": "status", "value": "gone"}, limit=1)
    at_risk, _ = asked(desk, "portfolio", caller, measures=[{"measure": "value_at_risk"}])
    total, _ = asked(
        desk, "portfolio", caller, measures=[{"measure": "sum", "column": "value_at_risk"}], population="all"
    )
    assert counts["all"] == counts["current"] + counts["left"]
    assert groups["gone"] == counts["left"] == rate["total"]["left"] == listed["total"]
    assert at_risk["total"]["value_at_risk"] == pytest.approx(total["total"]["sum_value_at_risk"])
    return {**counts, "rate": rate["total"]["churn_rate"], "at_risk": at_risk["total"]["value_at_risk"]}


def test_who_is_told_to_have_left_is_gone_from_every_list_and_figure_at_once_and_comes_back(bank: Bank) -> None:
    desk, frame = bank
    before, of_another = figures(desk, LUCIA), figures(desk, TOM)
    customer = first_to_call(desk, LUCIA)
    row = frame[frame["no"] == int(customer)].iloc[0]
    keep(desk, LUCIA, propose_outcome(desk, LUCIA, customer, left=True))
    after = figures(desk, LUCIA)
    assert after["left"] == before["left"] + 1
    assert after["rate"] > before["rate"]
    assert before["at_risk"] - after["at_risk"] == pytest.approx(row["value_at_risk"])
    assert first_to_call(desk, LUCIA) != customer
    watched, _ = asked(desk, "watch_list", LUCIA, limit=200)
    assert customer not in {str(r["customer_id"]) for r in watched["rows"]}
    assert asked(desk, "retention_options", LUCIA, customer_id=customer)[0]["options"] == []
    assert asked(desk, "explain_churn", LUCIA, customer_id=customer)[0]["value_at_risk"] is None
    assert figures(desk, TOM) == of_another, "another's customers are as they were"
    take_back_outcome(desk, LUCIA, customer)
    assert figures(desk, LUCIA) == before
    assert first_to_call(desk, LUCIA) == customer


@pytest.mark.parametrize("tool", ["customer_card", "explain_churn", "predict_churn", "what_if", "retention_options"])
def test_every_answer_about_them_says_who_told_it_and_when(bank: Bank, tool: str) -> None:
    desk, _ = bank
    customer = first_to_call(desk, LUCIA)
    keep(desk, LUCIA, propose_outcome(desk, LUCIA, customer, left=True))
    arguments = {"customer_ids": [customer]} if tool == "predict_churn" else {"customer_id": customer}
    arguments |= {"changes": {"calls": 3}} if tool == "what_if" else {}  # type: ignore[assignment]
    data, words = asked(desk, tool, LUCIA, **arguments)
    assert (data["left"], data["told"]["by"]) == (True, "lucia")
    today = now().date()
    assert f"left the bank: told by lucia on {today.day} " in words


def test_figures_say_what_was_told(bank: Bank) -> None:
    desk, _ = bank
    for _ in range(2):
        keep(desk, LUCIA, propose_outcome(desk, LUCIA, first_to_call(desk, LUCIA), left=True))
    data, words = asked(desk, "portfolio", measures=[{"measure": "churn_rate"}])
    assert data["told_left"] == 2
    assert "2 customers count as left: people told so" in words
    assert "told_left" not in asked(desk, "portfolio", TOM, measures=[{"measure": "churn_rate"}])[0]
    assert "told_left" not in asked(desk, "portfolio", measures=[{"measure": "mean", "column": "calls"}])[0]


def test_stayed_fills_what_the_bank_does_not_know_and_overrules_nothing(bank: Bank) -> None:
    desk, frame = bank
    unknown = str(frame[(frame["status"] == "?") & (frame["agent"] == "Tom Reed")]["no"].iloc[0])
    gone = str(frame[(frame["status"] == "gone") & (frame["agent"] == "Tom Reed")]["no"].iloc[0])
    before, known = figures(desk, TOM), asked(desk, "portfolio", TOM, measures=[{"measure": "churn_rate"}])[0]
    keep(desk, TOM, propose_outcome(desk, TOM, unknown, left=False))
    after = figures(desk, TOM)
    assert after["rate"] < before["rate"]
    assert (after["left"], known["total"]["left"]) == (before["left"], before["left"])
    with pytest.raises(DataProblem, match="bank's own data say"):
        propose_outcome(desk, TOM, gone, left=False)
    with pytest.raises(DataProblem, match="already on record"):
        propose_outcome(desk, TOM, gone, left=True)


def test_rights_and_scope_hold_for_whatever_is_written(bank: Bank) -> None:
    desk, _ = bank
    mine = first_to_call(desk, LUCIA)
    for caller, kind in ((TOM, DataProblem), (Caller(name="p", role="presenter"), AccessProblem)):
        with pytest.raises(kind):
            propose_outcome(desk, caller, mine, left=True)
        with pytest.raises(kind):
            propose_note(desk, caller, mine, text="x")
        with pytest.raises(kind):
            take_back_outcome(desk, caller, mine)
    entry = keep(desk, LUCIA, propose_note(desk, LUCIA, mine, text="secreto"))
    with pytest.raises(DataProblem) as foreign:
        take_back_note(desk, TOM, entry.id)
    with pytest.raises(DataProblem) as unknown:
        take_back_note(desk, TOM, 999_999)
    assert str(foreign.value).replace(str(entry.id), "") == str(unknown.value).replace("999999", "")
    with pytest.raises(DataProblem):
        records_of(desk, TOM, mine)
    with pytest.raises(DataProblem):
        propose_outcome(desk, LUCIA, mine, left=True, day=now().date() + timedelta(days=1))


def test_notes_contacts_and_promises_are_there_at_once_and_taken_back(bank: Bank) -> None:
    desk, _ = bank
    mine, today = first_to_call(desk, LUCIA), now().date()
    note = propose_note(desk, LUCIA, mine, text="prefiere *tardes*")
    assert "prefiere *tardes*" in note.sentence("es")
    kept = keep(desk, LUCIA, note)
    keep(desk, LUCIA, propose_note(desk, LUCIA, mine, text="", kind="contact", channel="call"))
    due = today + timedelta(days=2)
    promise = keep(desk, LUCIA, propose_note(desk, LUCIA, mine, text="enviar oferta", kind="promise", day=due))
    found = records_of(desk, LUCIA, mine)
    assert (len(found.notes), len(found.promises), found.last_contact) == (1, 1, today)
    assert call_list(desk, LUCIA, limit=1)[1][0].contacted_lately
    assert [p.entry.text for p in open_promises(desk, LUCIA)] == ["enviar oferta"]
    assert len(contacted(desk, LUCIA)) == 1
    assert open_promises(desk, TOM) == contacted(desk, TOM) == ()  # type: ignore[comparison-overlap]
    work = todays_work(desk, LUCIA, limit=3)
    assert (work.portfolio, len(work.calls), len(work.promises)) == ("Lucía Prado", 3, 1)
    finish_promise(desk, LUCIA, promise.id)
    take_back_note(desk, LUCIA, kept.id)
    assert open_promises(desk, LUCIA) == ()
    assert records_of(desk, LUCIA, mine).notes == ()


def test_text_ids_too(tmp_path: Path) -> None:
    from tests.tools_banks import CARDS, cards_frame

    places = places_in(tmp_path)
    frame = build(places, CARDS, cards_frame())
    desk = desk_at(places, CARDS)
    desk.model = MadeUpModel(CARDS)
    current = str(frame[frame["Attrition_Flag"] == "Existing Customer"]["ClientRef"].iloc[0])
    before = desk.bank.count(Slice(caller=WHOLE_BANK, population="left"))
    keep(desk, WHOLE_BANK, propose_outcome(desk, WHOLE_BANK, current.lower(), left=True, day=date(2026, 1, 2)))
    assert desk.bank.count(Slice(caller=WHOLE_BANK, population="left")) == before + 1
    assert len(open_promises(desk, WHOLE_BANK)) == 0
    data = desk.customer(current, WHOLE_BANK)[0]
    assert data["Attrition_Flag"] == "Attrited Customer"
