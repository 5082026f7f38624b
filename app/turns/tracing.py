"""Turns as MLflow traces, where ``MLFLOW_TRACING`` asks for them: what ran when, for how long, at what cost.

Written after a turn has ended, by one thread of its own; nothing that happens here reaches the conversation. An MLflow
store knows no viewers, so nothing personal goes there: no question, reply, prompt, argument or finding. The turn's id
leads to them (``python -m app.replay ID``), where the viewer's rights hold.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from agents.events import AgentChanged, Degraded, ToolCalled, ToolReturned, TraceEvent
from app.logs import note_failure
from app.turns.record import TurnRecord

EXPERIMENT = "conversations"
_OVER = frozenset({"done", "late", "failed"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One span: ``began`` and ``ended`` in milliseconds since the turn began."""

    name: str
    kind: str
    began: float
    ended: float
    good: bool
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Tracing:
    """Writes traces to the MLflow store at ``uri`` (local stores keep their files in ``artifacts``)."""

    def __init__(self, uri: str, *, artifacts: str | None = None) -> None:
        self._uri, self._artifacts = uri, artifacts
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="mlflow-traces")
        self._experiment: str | None = None

    def keep(self, record: TurnRecord, versions: Mapping[str, str]) -> None:
        """Hand one finished turn over; returns at once."""
        self._writer.submit(self._write, record, versions, time.time_ns())

    def close(self) -> None:
        """Wait for what is still to be written."""
        self._writer.submit(self._flush)
        self._writer.shutdown(wait=True)

    def _flush(self) -> None:
        if self._experiment is not None:
            import mlflow  # noqa: PLC0415 - as above

            mlflow.flush_trace_async_logging()

    def _write(self, record: TurnRecord, versions: Mapping[str, str], now: int) -> None:
        try:
            self._log(record, versions, began=now - int(record.elapsed_ms * 1e6))
        except Exception as error:  # noqa: BLE001 - the boundary of the writing thread: a lost trace is only logged
            note_failure("writing an MLflow trace", error)

    def _log(self, record: TurnRecord, versions: Mapping[str, str], *, began: int) -> None:
        import mlflow  # noqa: PLC0415 - seconds; only where tracing is on

        def at(milliseconds: float) -> int:
            return began + int(milliseconds * 1e6)

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        mlflow.set_tracking_uri(self._uri)
        root = mlflow.start_span_no_context(
            "turn",
            span_type="AGENT",
            experiment_id=self._experiment_id(),
            start_time_ns=began,
            attributes=_of_turn(record, versions),
            tags={"turn_id": record.ended.turn_id},
        )
        for step in steps(record.events):
            span = mlflow.start_span_no_context(
                step.name, span_type=step.kind, parent_span=root, start_time_ns=at(step.began)
            )
            span.set_attributes(dict(step.attributes))
            span.end(status="OK" if step.good else "ERROR", end_time_ns=at(step.ended))
        root.end(status="ERROR" if record.ended.status == "error" else "OK", end_time_ns=at(record.elapsed_ms))

    def _experiment_id(self) -> str:
        if self._experiment is None:
            from mlflow import MlflowClient  # noqa: PLC0415 - as above

            client = MlflowClient(tracking_uri=self._uri)
            known = client.get_experiment_by_name(EXPERIMENT)
            self._experiment = (
                known.experiment_id
                if known
                else client.create_experiment(EXPERIMENT, artifact_location=self._artifacts)
            )
        return str(self._experiment)


def _of_turn(record: TurnRecord, versions: Mapping[str, str]) -> dict[str, Any]:
    usage, started = record.ended.usage, record.started
    return {
        "turn_id": record.ended.turn_id,
        "status": record.ended.status,
        "language": record.language,
        "profile": started.profile if started else "",
        "calls": usage.calls,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cached_tokens": usage.cached_tokens,
        "cost": usage.cost if usage.cost is not None else "unknown",
        "facts": len(record.ended.facts),
        "degraded": [event.code for event in record.events if isinstance(event, Degraded)],
        **{f"version_{name}": value for name, value in versions.items()},
    }


def steps(events: tuple[TraceEvent, ...]) -> Iterator[Step]:
    """The tools' and agents' steps of a turn, in the order in which they ended."""
    began: dict[tuple[object, ...], TraceEvent] = {}
    for event in events:
        if isinstance(event, ToolCalled):
            began[event.call_id,] = event
        elif isinstance(event, ToolReturned):
            yield _tool(event, began.pop((event.call_id,), event).at_ms)
        elif isinstance(event, AgentChanged):
            key = (event.agent, event.role, event.layer)
            if event.state in _OVER:
                yield _agent(event, began.pop(key, event).at_ms)
            elif event.state != "excluded":
                began.setdefault(key, event)


def _tool(event: ToolReturned, began: float) -> Step:
    found = {"fact": event.fact.id if event.fact else "none"}
    good = event.error is None
    return Step(name=event.tool, kind="TOOL", began=began, ended=event.at_ms, good=good, attributes=found)


def _agent(event: AgentChanged, began: float) -> Step:
    told: dict[str, Any] = {"role": event.role, "model": event.model, "layer": event.layer, "state": event.state}
    if event.usage is not None:
        told |= {"calls": event.usage.calls, "input_tokens": event.usage.input_tokens}
        told |= {"output_tokens": event.usage.output_tokens}
        told |= {"cost": event.usage.cost if event.usage.cost is not None else "unknown"}
    good = event.state == "done"
    return Step(name=event.agent, kind="LLM", began=began, ended=event.at_ms, good=good, attributes=told)
