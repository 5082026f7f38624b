"""The desk the tools work at: one bank's catalog, its customers within a caller's scope, and the churn model."""

import copy
import time
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Engine

from db.bank.groupings import distinct
from db.bank.known_ids import KnownIds
from db.bank.query import CustomerTable, Slice
from db.bank.rows import by_ids, scores_version
from db.bank.table import id_type, parse_id, require_bank
from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from db.engines import bank_engine, state_engine
from db.errors import ModelProblem
from db.places import Places
from db.state.generations import Run
from db.state.kept import MODEL_MAKING, UNTRAINED, kept
from db.state.outcome_records import in_force
from db.text import squeezed
from db.texts import Said
from ml.answers.predictions import Explanation, Neighbour, Prediction, RetentionOption, WhatIf
from tools.filter_reading import Reading
from tools.ids import missing, spellings
from tools.results import NotFound
from tools.vocabulary import Vocabulary

if TYPE_CHECKING:
    from ml.answers.champion import ChurnModel

MAX_VALUES = 400
TOLD = "told"
"""Under this key a customer's row carries the outcome in force (a `Told`), where any was told."""
_FRESH_S = 120.0
_UNTRAINED = ModelProblem(
    "tools.environment.no_model",
)
_LONGEST_MAKING_S = 3600
"""A first model that takes longer was interrupted without a trace."""


class Churn(Protocol):
    """What the tools need of `ml.answers.champion.ChurnModel`."""

    version: str

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> list[Prediction]: ...  # noqa: D102
    def explain(self, row: Mapping[str, Any]) -> Explanation: ...  # noqa: D102
    def what_if(self, row: Mapping[str, Any], changes: Mapping[str, Any]) -> WhatIf: ...  # noqa: D102
    def options(self, row: Mapping[str, Any], *, limit: int = 5) -> list[RetentionOption]: ...  # noqa: D102
    def similar(self, row: Mapping[str, Any], *, k: int = 5) -> list[Neighbour]: ...  # noqa: D102
    def importance(self) -> list[tuple[str, float]]: ...  # noqa: D102
    def report(self) -> dict[str, Any]: ...  # noqa: D102


def trained(model: Churn | None) -> "ChurnModel | None":
    """The model where it is one of the registry's; scikit-learn is imported only where there is one to tell apart."""
    if model is None:
        return None
    from ml.answers.champion import ChurnModel  # noqa: PLC0415

    return model if isinstance(model, ChurnModel) else None


class Desk:
    """One installation's bank and model; thread-safe, shared by all turns. ``model`` may be replaced while running."""

    def __init__(
        self, catalog: Catalog, places: Places, bank_engine: Engine, state_engine: Engine, model: Churn | None
    ) -> None:
        self.catalog = catalog
        self.places = places
        self.bank = CustomerTable(catalog, bank_engine)
        self._ids = KnownIds(self.bank)
        self.state_engine = state_engine
        self.model = model
        self.missing: ModelProblem | None = None
        """Why there is no model, where opening found out."""
        self._stored: dict[tuple[str, str | None], tuple[float, tuple[str, ...] | None]] = {}
        self._lock = Lock()
        self._switching = Lock()

    @classmethod
    def open(cls, places: Places, catalog: Catalog) -> "Desk":
        """The desk of an installation; without a champion it opens all the same and says why when one is needed."""
        bank = bank_engine(places)
        require_bank(bank, catalog)
        desk = cls(catalog, places, bank, state_engine(places), None)
        desk.refresh()
        return desk

    def refresh(self) -> bool:
        """Take the model that made the scores in use (the champion before there are any); whether it is another now."""
        with self._switching:
            if kept(self.state_engine, UNTRAINED):
                self.model = None
                return False
            run = self.bank.run_in_use
            before = self.model
            known = trained(before)
            if known is not None and not self._outdated(known, run):
                return False
            try:
                self.model, self.missing = self._model_of(run), None
            except ModelProblem as problem:
                self.missing = problem
            return self.model is not before

    def _outdated(self, model: "ChurnModel", run: Run | None) -> bool:
        return model.stale(self.places) if run is None else run.model_version != model.version

    def _model_of(self, run: Run | None) -> Churn:
        from ml.answers.champion import ChurnModel  # noqa: PLC0415

        known = trained(self.model)
        if run is None:
            return ChurnModel.load(self.places, self.catalog)
        try:
            return ChurnModel.of_version(self.places, self.catalog, run.model_version, known=known)
        except ModelProblem:
            return known or ChurnModel.load(self.places, self.catalog)

    def snapshot(self) -> "Desk":
        """The desk of one turn: weights, stored scores and told outcomes stay those of this moment until its end.

        May load a model: not for the event loop.
        """
        held = copy.copy(self)
        held.bank = self.bank.pinned()
        if self.model is None or trained(self.model) is not None:
            held.refresh()
            self.model, self.missing = held.model, held.missing
        return held

    @property
    def model_version(self) -> str:
        """The champion's version, ``none`` without one."""
        return self.model.version if self.model is not None else "none"

    def need_model(self) -> Churn:
        """The champion; ModelProblem where there is none."""
        if self.model is None:
            raise self._being_made() or self.missing or _UNTRAINED
        return self.model

    def _being_made(self) -> ModelProblem | None:
        """What to say while the first model is in the making, or why none came of it."""
        making = kept(self.state_engine, MODEL_MAKING)
        if making is None:
            return None
        if "since" not in making:
            return ModelProblem(Said(making))
        seconds = round(time.time() - making["since"])
        if seconds > _LONGEST_MAKING_S:
            return None
        return ModelProblem(
            "tools.environment.model_in_the_making",
            seconds=seconds,
        )

    def need_scores(self) -> str:
        """The model version of the stored scores; ModelProblem where `ml.score` has not written any yet."""
        version = self.scored()
        if version is None:
            raise self._being_made() or ModelProblem(
                "tools.environment.no_scores",
            )
        return version

    def scored(self) -> str | None:
        """The model version behind the stored scores; ``None`` where there are none, or none by the model at hand."""
        version = scores_version(self.bank)
        known = trained(self.model)
        return version if known is None or version == known.version else None

    def portfolio(self, caller: Caller) -> str | None:
        """The owner whose customers are all that the caller may see; None where that is the whole bank."""
        return caller.owner if caller.owner is not None and self.bank.assigns_owners() else None

    def other_owners(self, caller: Caller) -> tuple[str, ...]:
        """The owners of the customers that the caller may not see; nothing where they see all."""
        if self.catalog.owner is None or self.portfolio(caller) is None:
            return ()
        return tuple(name for name in self.stored_values(self.catalog.owner, WHOLE_BANK) or () if name != caller.owner)

    def reading(self, caller: Caller) -> Reading:
        """What reads one call's arguments: the catalog's words, and the values within the caller's scope."""
        return Reading(self.vocabulary(caller))

    def vocabulary(self, caller: Caller) -> Vocabulary:
        """The names of columns and values this caller may use."""
        return Vocabulary(self.catalog, lambda column: self.stored_values(column, caller))

    def stored_values(self, column: str, caller: Caller) -> tuple[str, ...] | None:
        """A column's distinct values within the caller's scope, remembered for two minutes; ``None`` if too many."""
        key = (column, caller.owner)
        with self._lock:
            known = self._stored.get(key)
        if known is not None and time.monotonic() - known[0] < _FRESH_S:
            return known[1]
        found = distinct(self.bank, Slice(caller=caller), column, limit=MAX_VALUES + 1).rows
        values = tuple(sorted(str(row["v"]) for row in found)) if len(found) <= MAX_VALUES else None
        with self._lock:
            self._stored[key] = (time.monotonic(), values)
        return values

    def customer(self, customer_id: str, caller: Caller) -> tuple[dict[str, Any], str]:
        """One customer's row (as ``db.bank.rows.by_ids``) and its SQL; NotFound outside the bank or the scope."""
        found, sql = self.customers([customer_id], caller)
        if not found:
            raise NotFound(customer_id=customer_id)
        return found[0], sql

    def customers(self, ids: Sequence[str], caller: Caller) -> tuple[list[dict[str, Any]], str]:
        """The rows of those ids that exist for this caller, in the order asked; text ids in any usual spelling."""
        parsed = [value for text in ids if (value := parse_id(self.catalog, text)) is not None]
        if not parsed:
            return [], ""
        answer = by_ids(self.bank, list(dict.fromkeys(parsed)), caller)
        rows = list(answer.rows)
        unseen = missing(ids, rows, self.catalog) if id_type(self.catalog) is str else []
        if unseen:
            rows = self._with_other_spellings(rows, ids, unseen, caller)
        if rows and self.bank.told:
            told = in_force(self.state_engine, [str(row[self.catalog.id]) for row in rows])
            rows = [{**row, TOLD: told.get(str(row[self.catalog.id]))} for row in rows]
        return rows, answer.sql

    def _with_other_spellings(
        self, rows: list[dict[str, Any]], ids: Sequence[str], unseen: Sequence[str], caller: Caller
    ) -> list[dict[str, Any]]:
        """The rows and those of the ids not found as they are written, in the order asked."""
        spelt = {text: [*spellings(text), *self._ids.shapes.forms(text)] for text in unseen}
        found = by_ids(self.bank, list(dict.fromkeys(form for forms in spelt.values() for form in forms)), caller)
        forms = [{squeezed(form) for form in (text, *spelt.get(text, ()))} for text in ids]

        def place(row: Mapping[str, Any]) -> int:
            own = squeezed(row[self.catalog.id])
            return next(i for i, of in enumerate(forms) if own in of)

        return sorted([*rows, *found.rows], key=place)
