"""The roster's checks, faults, breaker, cleaning, segments, status, weights and comparison of drafts."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from agents.grounding.segments import cut
from agents.llm.breaker import Breakers
from agents.llm.cleaning import Cleaner
from agents.llm.faults import CallFailed, Fault, retry_after
from agents.moa.levers import proposed
from agents.offline.angles import next_steps
from agents.refinement.weights import Rating, posteriors, rater_trust, weights
from agents.roster import DEFAULT, Breaker, read_roster
from agents.status import kind_of, status_of
from db.errors import Language, SettingsProblem
from tests.unit.agents.facts_at_hand import CATALOG, RATES, WATCH, fact
from tools.replies.value_words import Namer


def test_the_packaged_roster_is_valid() -> None:
    roster = read_roster(DEFAULT)
    assert set(roster.profiles) == {"fast", "moa", "self_moa", "scout", "deep"}
    assert len(roster.profiles["moa"].layers[0].proposers) >= 3


def test_a_wrong_roster_is_refused_with_every_problem(tmp_path: Path) -> None:
    wrong = tmp_path / "roster.yaml"
    text = DEFAULT.read_text(encoding="utf-8")
    text = text.replace("orchestrators: [orchestrator,", "orchestrators: [nobody,").replace("quorum: 2", "quorum: 7")
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsProblem) as refused:
        read_roster(wrong)
    assert "nobody" in str(refused.value)
    assert "quorum 7 of 3" in str(refused.value)


@pytest.mark.parametrize("content", ["agents: [", "just text", ""])
def test_what_is_no_roster_is_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    wrong = tmp_path / "roster.yaml"
    wrong.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsProblem) as refused:
        read_roster(wrong)
    assert "\n" not in str(refused.value)


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert retry_after({"retry-after": "2.5"}) == 2.5
    later = datetime.now(UTC) + timedelta(seconds=30)
    assert 25 < (retry_after({"retry-after": format_datetime(later)}) or 0) <= 30
    assert retry_after({}) is None
    assert retry_after({"retry-after": "soon"}) is None


def test_a_circuit_opens_cools_down_and_lets_one_call_try() -> None:
    clock = [0.0]
    circuits = Breakers(Breaker(failures=2, cooldown=10), lambda: clock[0])
    for _ in range(2):
        circuits.failed("m", Fault(kind="server"))
    assert not circuits.allows("m")
    clock[0] = 11
    assert circuits.allows("m")
    assert not circuits.allows("m")
    circuits.succeeded("m")
    assert circuits.allows("m")
    circuits.failed("m", Fault(kind="bad_request"))
    circuits.failed("m", Fault(kind="bad_request"))
    assert circuits.allows("m")


def test_thinking_is_dropped_even_when_its_marks_are_cut_in_two() -> None:
    cleaner = Cleaner(1000)
    shown = "".join(cleaner.feed(piece) for piece in ("Be", "fore <th", "ink>secret</thi", "nk> after", " <b"))
    assert shown + cleaner.finish() == "Before  after <b"
    assert cleaner.thought


@pytest.mark.parametrize(
    ("pieces", "kind"),
    [
        (["x" * 200], "endless"),
        (["fine so far", " \ufffd\ufffd"], "garbled"),
        (["el se", "Ã±or"], "garbled"),
        (['<tool_call>{"name"'], "tool_call"),
        (['{"name": "portfolio"'], "tool_call"),
        (["<|im_", "start|>system"], "tool_call"),
        (["这是一个完全不同的语言的句子"], "garbled"),
    ],
)
def test_output_that_is_no_text_for_people_is_a_fault(pieces: list[str], kind: str) -> None:
    cleaner = Cleaner(100)
    with pytest.raises(CallFailed) as failed:
        for piece in pieces:
            cleaner.feed(piece)
    assert failed.value.fault.kind == kind


@pytest.mark.parametrize(
    "round_", ["The customer 15634602 ", "el riesgo es el ", "15634602, ", "I am the customer of it. "]
)
def test_the_same_words_over_and_over_are_a_fault(round_: str) -> None:
    cleaner = Cleaner(5000)
    with pytest.raises(CallFailed) as failed:
        for _ in range(12):
            cleaner.feed(round_)
    assert failed.value.fault.kind == "garbled"


@pytest.mark.parametrize(
    "text",
    [
        "| yes | yes | yes | yes | yes | yes | yes | yes | yes | yes | yes |",
        "Tenure: 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.",
        "Very, very, very likely to stay; very likely.",
    ],
)
def test_rows_of_equal_values_are_no_circle(text: str) -> None:
    cleaner = Cleaner(1000)
    assert "".join(cleaner.feed(character) for character in text) + cleaner.finish() == text


def test_segments_end_at_sentences_and_lines_not_at_abbreviations_numbers_or_numbering() -> None:
    text = "El Sr. J. Smith tiene 1.234,5 €. Sí.\n| a | b |\n1. First point. Unfinished"
    segments, rest = cut(text, ended=False)
    assert segments == ["El Sr. J. Smith tiene 1.234,5 €. ", "Sí.\n", "| a | b |\n", "1. First point. "]
    assert rest == "Unfinished"
    assert "".join(segments) + rest == text


def test_the_status_is_read_from_the_facts() -> None:
    def special(status: str) -> object:
        return fact(9, "ask_back", {"status": status})

    assert status_of([WATCH]) == "answered"
    assert status_of([]) == "answered"
    assert status_of([special("not_found")]) == "not_found"  # type: ignore[list-item]
    assert status_of([special("declined")]) == "refused"  # type: ignore[list-item]
    assert status_of([special("ambiguous")]) == "clarify"  # type: ignore[list-item]
    assert status_of([special("not_found"), WATCH]) == "answered"  # type: ignore[list-item]
    assert status_of([WATCH, special("clarify")]) == "clarify"  # type: ignore[list-item]
    assert kind_of([WATCH, RATES]) == "portfolio"


def test_levers_are_the_actionable_columns_of_recommending_sentences() -> None:
    assert proposed("Offer a second product.", CATALOG) == {"NumOfProducts"}
    assert proposed("Her balance is high.", CATALOG) == frozenset()
    assert proposed("Conviene llamar hoy.", CATALOG) == {"contact"}


def _thumbs(user: str, count: int, *, good_up: bool = True) -> list[Rating]:
    made = []
    for number in range(count):
        agent = ("good", "bad")[number % 2]
        other = ("bad", "good")[number % 2]
        value = 1 if (agent == "good") == good_up else -1
        made.append(Rating(user=user, kind="churn", value=value, shares={agent: 0.8, other: 0.2}))
    return made


def test_thumbs_move_the_weights_and_a_floor_keeps_the_worst_heard() -> None:
    found = posteriors(_thumbs("ana", 60), prior=4)
    held = weights(found, ["good", "bad"], "churn", floor=0.2)
    assert held["good"] == 1
    assert 0.2 <= held["bad"] < 0.5
    assert weights(found, ["good", "new"], "unseen kind", floor=0.2)["new"] < 1


def test_a_random_rater_fades_out() -> None:
    thumbs = [*_thumbs("ana", 40), *_thumbs("luis", 40)]
    noise = [
        Rating(user="random", kind="churn", value=1 if (n // 2) % 2 else -1, shares=thumbs[n].shares) for n in range(40)
    ]
    trust = rater_trust([*thumbs, *noise], prior=4)
    assert trust["random"] < 0.4
    assert trust["ana"] > 0.8


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("before", ["watch_list", "explain_churn"])
def test_no_next_step_asks_for_what_the_same_reply_holds(before: str, language: Language) -> None:
    namer = Namer(language, CATALOG)
    row = {"customer_id": 7, "name": "Ruiz", "attributions": [{"column": "NumOfProducts", "shapley": 1.0}]}
    known = fact(1, before, {**row, "rows": [row]})
    asking = next_steps([known], namer)
    assert any("ask what to offer" in step or "pregunte qué ofrecer" in step for step in asking)
    option = {"changes": {"NumOfProducts": 2}, "probability": 0.1, "before": {"NumOfProducts": 1}}
    offered = fact(2, "retention_options", {"customer_id": 7, "options": [option]})
    assert not set(asking) & set(next_steps([known, offered], namer))
    somebody_else = fact(2, "retention_options", {"customer_id": 8, "options": [option]})
    assert set(asking) <= set(next_steps([known, somebody_else], namer))


def test_a_name_with_dots_ends_no_sentence() -> None:
    said = "Máxima: **Co. Clare** (26 %). Muebles Gracia S.L. (M31-044370-A) sigue. Fin."
    assert cut(said, ended=True)[0] == [
        "Máxima: **Co. Clare** (26 %). ",
        "Muebles Gracia S.L. (M31-044370-A) sigue. ",
        "Fin.",
    ]
