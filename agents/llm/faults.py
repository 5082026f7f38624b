"""What can go wrong in a call to a language model, and what each fault asks for: again, later, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import openai

Kind = Literal[
    "bad_request",
    "key",
    "payment",
    "no_model",
    "rate",
    "busy",
    "server",
    "unreachable",
    "silent",
    "stalled",
    "slow",
    "cut",
    "empty",
    "reasoning_only",
    "truncated",
    "endless",
    "garbled",
    "tool_call",
    "resting",
    "crashed",
]
_AGAIN: frozenset[Kind] = frozenset(
    {"rate", "busy", "server", "unreachable", "cut", "empty", "reasoning_only", "garbled", "endless", "tool_call"}
)
_LASTING: frozenset[Kind] = frozenset({"key", "payment", "no_model"})
_NOT_THE_MODELS: frozenset[Kind] = frozenset({"bad_request", "resting", "crashed"})
_BY_STATUS: dict[int, Kind] = {
    401: "key",
    402: "payment",
    403: "key",
    404: "no_model",
    408: "server",
    429: "rate",
    503: "busy",
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault; ``retry_after`` in seconds where the server named a wait."""

    kind: Kind
    detail: str = ""
    retry_after: float | None = None
    refused: bool = False
    """The server turned the request away before it worked on it, or never got it: nothing is owed for it."""

    @property
    def again(self) -> bool:
        """Whether another attempt may help."""
        return self.kind in _AGAIN

    @property
    def lasting(self) -> bool:
        """Whether the model will stay out of reach until somebody acts."""
        return self.kind in _LASTING

    @property
    def blames_model(self) -> bool:
        """Whether it counts for the model's circuit breaker."""
        return self.kind not in _NOT_THE_MODELS

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


class CallFailed(Exception):  # noqa: N818 - an outcome, not a defect
    """A call is given up after its attempts; never leaves the engine."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def classify(error: BaseException) -> Fault:
    """The fault behind an exception of the OpenAI client, of httpx, or of our own reading of the stream."""
    if isinstance(error, CallFailed):
        return error.fault
    import openai  # noqa: PLC0415 - no fault, no client

    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    kind: Kind = "crashed"
    for types, known in _by_type():
        if isinstance(error, types):
            kind = known
            break
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else None
    return Fault(kind=kind, detail=type(cause or error).__name__, refused=kind == "unreachable" and _unsent(cause))


def _unsent(cause: BaseException | None) -> bool:
    """Whether no connection came about, so that no request went out."""
    import httpx  # noqa: PLC0415

    return isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout)


@cache
def _by_type() -> tuple[tuple[tuple[type[BaseException], ...], Kind], ...]:
    import httpx  # noqa: PLC0415
    import openai  # noqa: PLC0415

    return (
        ((openai.APITimeoutError, httpx.TimeoutException, TimeoutError), "slow"),
        ((openai.APIConnectionError, httpx.ConnectError), "unreachable"),
        ((httpx.HTTPError,), "cut"),
        ((ValueError,), "garbled"),  # JSON and Unicode errors: the stream is not what the protocol says
        ((openai.APIError,), "server"),
    )


def _by_status(error: "openai.APIStatusError") -> Fault:
    status = error.status_code
    kind: Kind = _BY_STATUS.get(status, "server" if status >= 500 else "bad_request")
    return Fault(kind=kind, detail=f"HTTP {status}", retry_after=retry_after(error.response.headers), refused=True)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a ``Retry-After`` header asks for (a number or an HTTP date, RFC 9110 10.2.3); None without one."""
    said = headers.get("retry-after")
    if said is None:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
