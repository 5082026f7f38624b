"""What the ensemble says about one customer beyond the probability: why, how sure, what else, who is alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ml.answers.background import Background
from ml.answers.explain import RowExplanation, explain
from ml.answers.neighbours import History
from ml.answers.options import FARTHEST, find_options, plausible_values
from ml.ensemble.arrays import Floats, Ints, Objects, to_probability
from ml.ensemble.encoding import TableEncoder
from ml.ensemble.folds import EVERYONE
from ml.ensemble.mixture import Mixture

Permits = Callable[[str, Any, Any], bool]


@dataclass(frozen=True, kw_only=True)
class RowOption:
    """A retention option in stored values (see ``ml.answers.options``)."""

    changes: Mapping[str, Any]
    probability: float
    risk_lowered: float
    reached: int
    """How many of the targets it comes below."""


class RowWise:
    """Mixin of ``ChurnEnsemble``: questions about one raw row (a mapping of raw columns)."""

    encoder_: TableEncoder
    mixture_: Mixture
    background_: Background
    history_: History
    choices_: dict[str, Floats]
    stretch_: Floats

    if TYPE_CHECKING:

        def route(self, ids: Sequence[Any] | Objects | None, count: int) -> Ints:
            """Given by ``ChurnEnsemble``."""

    def explain_row(
        self, row: Mapping[str, Any], id: Any = None, *, weights: Floats | None = None, seed: int = 0
    ) -> RowExplanation:
        """Shapley values of one raw row by the very models its prediction used (`ml.answers.explain`)."""
        coded, fold = self._one(row, id)
        columns = tuple(column.name for column in self.encoder_.columns_)
        return explain(self.mixture_, coded, fold, self.background_, columns=columns, weights=weights, seed=seed)

    def interval(self, mixture_logit: float, fold: int = EVERYONE) -> tuple[float, float]:
        """Venn-Abers interval (low, high) at a mixture logit (before calibration) answered by ``fold``."""
        share = self.mixture_.shares.of(fold)
        calibrated = share.calibration.apply(np.array([mixture_logit]))
        return share.interval.interval(mixture_logit, float(to_probability(calibrated)[0]))

    def neighbours(self, row: Mapping[str, Any], id: Any = None, *, k: int = 5) -> list[tuple[str, float, bool]]:
        """The k labelled customers most like this row: (id, distance, left); the customer ``id`` is not among them."""
        coded, _ = self._one(row, id)
        point = self.mixture_.features.make("linear", coded[None, :])[0] * self.stretch_
        return self.history_.nearest(point, k, None if id is None else str(id))

    def options_row(
        self,
        row: Mapping[str, Any],
        id: Any = None,
        *,
        actionable: Sequence[str],
        permits: Permits | None = None,
        targets: Sequence[float] = (0.5, 0.25),
        limit: int = 5,
        weights: Floats | None = None,
    ) -> list[RowOption]:
        """Small changes of ``actionable`` columns that lower the risk, those that bring it below most targets first.

        Args:
            row: the customer's raw columns.
            id: customer id, for routing.
            actionable: columns a bank can act on; those the model does not know are passed over.
            permits: told column, stored value before and after; whether such a change may be proposed. All by default.
            targets: probabilities below which a proposal should come.
            limit: at most so many.
            weights: (m,) the weights in force, if not the learned ones.
        """
        coded, fold = self._one(row, id)
        spreads = np.array([max(1e-9, float(np.ptp(v))) if len(v) else 1.0 for v in self.choices_.values()])
        choices = {
            j: [
                v for v in self._near(j, coded[j], spreads[j]) if permits is None or self._permits(permits, j, coded, v)
            ]
            for j in (self.encoder_.position_[name] for name in actionable if name in self.choices_)
        }
        found = find_options(
            self.mixture_, coded, fold, choices, spreads=spreads, targets=targets, limit=limit, weights=weights
        )
        return [
            RowOption(
                changes={self._name(j): self.encoder_.decode(self._name(j), v) for j, v in option.changes.items()},
                probability=option.probability,
                risk_lowered=option.risk_lowered,
                reached=option.reached,
            )
            for option in found
        ]

    def _near(self, position: int, now: float, spread: float) -> list[float]:
        """The plausible values of a column that are not too far from what it is now."""
        values = self.choices_[self._name(position)]
        if self.mixture_.features.profiles[position].number and not np.isnan(now):
            values = values[np.abs(values - now) <= FARTHEST * spread]
        return list(values.tolist())

    def _permits(self, permits: Permits, position: int, coded: Floats, value: float) -> bool:
        name = self._name(position)
        return permits(name, self.encoder_.decode(name, coded[position]), self.encoder_.decode(name, value))

    def _name(self, position: int) -> str:
        return self.encoder_.columns_[position].name

    def _one(self, row: Mapping[str, Any], id: Any) -> tuple[Floats, int]:
        folds = self.route(None if id is None else [id], 1)
        return self.encoder_.encode_rows([row])[0], int(folds[0])

    def _plausible(self, coded: Floats) -> dict[str, Floats]:
        return {
            column.name: plausible_values(coded[:, j], category=column.coded, integer=column.kind == "integer")
            for j, column in enumerate(self.encoder_.columns_)
        }
