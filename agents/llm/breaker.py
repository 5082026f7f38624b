"""A circuit breaker per model: one that keeps failing is left alone for a while, so that turns do not wait for it."""

from collections.abc import Callable
from dataclasses import dataclass

from agents.llm.faults import Fault
from agents.roster import Breaker

_LASTING_FACTOR = 10


@dataclass
class _Circuit:
    failures: int = 0
    open_until: float = 0.0
    trying: bool = False


class Breakers:
    """The circuits of all models of one engine; ``clock`` gives seconds."""

    def __init__(self, rule: Breaker, clock: Callable[[], float]) -> None:
        self._rule = rule
        self._clock = clock
        self._circuits: dict[str, _Circuit] = {}

    def allows(self, model: str) -> bool:
        """Whether a call may be made now; after the cooldown one call at a time may try."""
        circuit = self._circuits.get(model)
        if circuit is None or circuit.open_until == 0.0:
            return True
        if self._clock() < circuit.open_until or circuit.trying:
            return False
        circuit.trying = True
        return True

    def succeeded(self, model: str) -> None:
        """The model answered: its circuit is closed."""
        self._circuits.pop(model, None)

    def failed(self, model: str, fault: Fault) -> None:
        """The model failed; faults that will last (key, payment, no such model) rest it at once and for longer."""
        circuit = self._circuits.setdefault(model, _Circuit())
        was_trying, circuit.trying = circuit.trying, False
        if not fault.blames_model:
            return
        circuit.failures += 1
        if fault.lasting or was_trying or circuit.failures >= self._rule.failures:
            factor = _LASTING_FACTOR if fault.lasting else 1
            circuit.open_until = self._clock() + self._rule.cooldown * factor

    def abandoned(self, model: str) -> None:
        """A call was cancelled by us: it says nothing about the model."""
        if (circuit := self._circuits.get(model)) is not None:
            circuit.trying = False
