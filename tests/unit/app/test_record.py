import json
from datetime import date

from agents.events import DraftToken, ReplyReplaced, ReplyToken, TurnEnded, TurnStarted, Usage
from app.chat.trace_text import grounding_name, prompt, root_name
from app.turns.record import TurnRecord, compact, dumps
from tools.facts import Fact

STARTED = TurnStarted(turn_id="t", question="¿Qué?", language="es", profile="moa", provider="sin conexión")
FACT = Fact(id="F1", tool="customer_card", arguments={"customer_id": "1"}, data={"since": date(2026, 1, 2)})
ENDED = TurnEnded(turn_id="t", status="answered", reply="ab", facts=(FACT,), usage=Usage(calls=2))


def test_tokens_are_joined_at_the_time_of_the_first() -> None:
    events = [
        STARTED,
        DraftToken(at_ms=1, agent="a", layer=1, text="x"),
        DraftToken(at_ms=2, agent="b", layer=1, text="1"),
        DraftToken(at_ms=3, agent="a", layer=1, text="y"),
        ReplyToken(at_ms=4, text="a"),
        ReplyToken(at_ms=5, text="b"),
        ReplyReplaced(at_ms=6, text="c", reason="r"),
        ReplyToken(at_ms=7, text="d"),
        ENDED,
    ]
    kept = compact(events)
    texts = [(e.at_ms, e.text) for e in kept if isinstance(e, DraftToken | ReplyToken)]
    assert texts == [(1, "xy"), (2, "1"), (4, "ab"), (7, "d")]
    assert isinstance(kept[-1], TurnEnded)
    assert kept[-1].facts == ()


def test_the_printed_line_is_json_with_what_the_design_names() -> None:
    record = TurnRecord(
        question="¿Qué?", started=STARTED, ended=ENDED, events=compact([STARTED, ENDED]), elapsed_ms=1.23, language="es"
    )
    line = dumps(record.as_json())
    assert "\n" not in line
    back = json.loads(line)
    assert list(back) == ["question", "language", "status", "reply", "facts", "trace", "usage", "elapsed_ms"]
    assert back["facts"][0]["data"]["since"] == "2026-01-02"
    assert back["usage"] == {"calls": 2, "input_tokens": 0, "output_tokens": 0, "cached_tokens": 0, "cost": 0.0}
    assert back["trace"][0]["event"] == "TurnStarted"


def test_a_figure_that_is_no_number_becomes_nothing_rather_than_broken_json() -> None:
    assert json.loads(dumps({"x": float("nan"), "y": [float("inf"), 1.5]})) == {"x": None, "y": [None, 1.5]}
    assert json.loads(dumps({"text": "a\ud800b"}).encode()) == {"text": "a?b"}


def test_the_trace_is_headed_by_its_profile() -> None:
    assert root_name(STARTED) == "Cómo se llegó a esta respuesta · Comité"
    from agents.events import Claim, GroundingChecked, PromptSent

    checked = GroundingChecked(supported=(Claim(text="3", fact_id="F1"),), unsupported=("4",))
    assert grounding_name(checked, "en") == "✗ Grounding check · 1 supported · 1 taken out"
    sent = PromptSent(agent="a", layer=1, model="m", messages=({"role": "human", "content": "```x```"},))
    assert prompt(sent) == "**human**\n\n````\n```x```\n````"
