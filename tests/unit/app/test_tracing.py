"""Turns as MLflow traces: a store of its own shows the tools and agents, and nothing personal."""

from pathlib import Path

from mlflow import MlflowClient

from agents.events import AgentChanged, ToolCalled, ToolReturned, TurnEnded, TurnStarted, Usage
from app.settings import Settings
from app.turns.record import TurnRecord
from app.turns.tracing import EXPERIMENT, Tracing
from tools.facts import Fact

TURN = "0f3a1c52-aaaa-bbbb-cccc-000000000001"


def finished() -> TurnRecord:
    started = TurnStarted(turn_id=TURN, question="Who is Hargrave?", language="en", profile="moa", provider="p")
    fact = Fact(id="F1", tool="customer_card", arguments={"customer": "Hargrave"}, data={"name": "Hargrave"})
    events = (
        started,
        ToolCalled(at_ms=10, call_id="c", tool="customer_card", arguments={"customer": "Hargrave"}),
        ToolReturned(at_ms=30, call_id="c", tool="customer_card", fact=fact),
        AgentChanged(at_ms=31, agent="sceptic", role="sceptic", model="m-c", layer=1, state="writing"),
        AgentChanged(at_ms=32, agent="editor", role="aggregator", model="m-e", layer=-1, state="writing"),
        AgentChanged(at_ms=90, agent="sceptic", role="sceptic", model="m-c", layer=1, state="late", reason="Hargrave"),
        AgentChanged(
            at_ms=95, agent="editor", role="aggregator", model="m-e", layer=-1, state="done", usage=Usage(calls=2)
        ),
    )
    ended = TurnEnded(at_ms=99, turn_id=TURN, status="answered", reply="Hargrave is a customer.", facts=(fact,))
    return TurnRecord(
        question=started.question, started=started, ended=ended, events=events, elapsed_ms=100, language="en"
    )


def test_a_trace_holds_the_turn_its_tools_and_its_agents_but_nobody(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    tracing = Tracing(uri, artifacts=(tmp_path / "artifacts").as_uri())
    tracing.keep(finished(), {"model": "churn v1"})
    tracing.close()
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    assert experiment is not None
    (trace,) = client.search_traces(locations=[experiment.experiment_id])
    spans = {span.name: span for span in trace.data.spans}
    assert set(spans) == {"turn", "customer_card", "sceptic", "editor"}
    assert spans["customer_card"].span_type == "TOOL"
    assert spans["customer_card"].parent_id == spans["turn"].span_id
    assert spans["editor"].attributes["model"] == "m-e"
    assert spans["sceptic"].attributes["state"] == "late"
    assert spans["editor"].end_time_ns - spans["editor"].start_time_ns == 63_000_000
    assert spans["turn"].attributes["version_model"] == "churn v1"
    assert trace.info.tags["turn_id"] == TURN
    assert "Hargrave" not in str(trace.to_dict())


def test_tracing_is_off_unless_asked_for() -> None:
    assert Settings(_env_file=None).mlflow_tracing is False  # type: ignore[call-arg]
