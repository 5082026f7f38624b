"""What columns and values are called: a model's words mapped to the catalog's columns and to stored values.

Both languages, any case, accents or none, one letter off. What was taken for what is kept as a note, so that
the model (and the trace) can see it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz, process

from db.bank.filters import PREDICTED
from db.catalog import Catalog, Column
from db.text import squeezed
from tools.argument_numbers import day, number
from tools.invalid_call import Mend, listed, nearest

BANDS = ("low", "medium", "high")
_PREDICTED_NAMES: Mapping[str, tuple[str, ...]] = {
    "probability": (
        "risk",
        "churn risk",
        "churn probability",
        "riesgo",
        "probabilidad",
        "riesgo de abandono",
        "score de abandono",
    ),
    "risk_band": ("band", "risk level", "riskband", "banda", "banda de riesgo", "nivel de riesgo"),
    "value_at_risk": ("valor en riesgo", "at risk value", "balance at risk", "saldo en riesgo"),
}
_BAND_NAMES = {"low": ("baja", "bajo"), "medium": ("media", "medio", "mid", "moderate"), "high": ("alta", "alto")}
_TRUE = frozenset({"true", "yes", "y", "si", "s", "1", "t", "on", "verdadero"})
_FALSE = frozenset({"false", "no", "n", "0", "f", "off", "falso"})
_NEAR = 84

StoredValues = Callable[[str], tuple[str, ...] | None]
"""The stored values of a category column as the bank holds them; ``None`` where there are too many to list."""


class Vocabulary:
    """The catalog's names, and the bank's values where the catalog lists none."""

    def __init__(self, catalog: Catalog, stored: StoredValues) -> None:
        self.catalog = catalog
        self._stored = stored

    @cached_property
    def _columns(self) -> dict[str, str]:
        names = {squeezed(name): name for name in PREDICTED}
        for key, others in _PREDICTED_NAMES.items():
            names.update({squeezed(other): key for other in others})
        for column in self.catalog.columns.values():
            # "active" for the flag whose yes is called so, as in {"active": false}.
            yes = next((called for stored, called in column.values.items() if squeezed(stored) in _TRUE), None)
            if column.kind == "flag" and yes is not None:
                names.update({squeezed(name): column.name for name in (*yes.en, *yes.es)})
        for column in reversed(self.catalog.columns.values()):
            for name in reversed((column.name, *column.source, *column.names.en, *column.names.es)):
                names[squeezed(name)] = column.name
        return {**names, **{squeezed(name): name for name in (*self.catalog.columns, *PREDICTED)}}

    def columns(self) -> tuple[str, ...]:
        """Every column a call may name, the predicted ones last."""
        return (*self.catalog.columns, *(p for p in PREDICTED if p != "value_at_risk" or self.catalog.value))

    def column(self, raw: Any, notes: list[str] | None = None) -> str:
        """The column called ``raw``; Mend with the nearest names where there is none."""
        text = str(raw)
        if text in self.columns():
            return text
        found = self._columns.get(squeezed(text)) or self._near(squeezed(text), self._columns)
        if found is None or found not in self.columns():
            raise Mend(f"There is no column {text[:60]!r}; nearest: {listed(nearest(text, self.columns()))}.")
        if notes is not None:
            notes.append(f"column {text!r} read as {found}")
        return found

    def value(self, column: str, raw: Any, notes: list[str] | None = None) -> Any:
        """``raw`` as it is stored in ``column``: text, a number or a date; Mend where it is none of its values."""
        if column in PREDICTED:
            return self._predicted(column, raw, notes)
        spec = self.catalog.columns[column]
        if spec.numeric:
            return number(raw)
        if spec.kind == "date":
            return day(raw)
        if spec.kind == "text" and column != self.catalog.label.column:
            return _text(raw)
        return self._listed_value(spec, raw, notes)

    def values(self, column: str) -> tuple[str, ...] | None:
        """The stored values of a category, flag or band, catalog order first; ``None`` where they are not listed.

        Of ids, names and owners only those within the caller's scope: the catalog knows the whole bank's.
        """
        if column == "risk_band":
            return BANDS
        spec = self.catalog.columns[column]
        declared = () if column in self.catalog.identities else tuple(spec.values)
        label = self.catalog.label
        if column == label.column:
            declared = tuple(dict.fromkeys((*declared, label.positive, label.negative)))
        if declared and spec.kind == "flag":
            return declared
        stored = self._stored(column)
        return declared or None if stored is None else tuple(dict.fromkeys((*declared, *stored)))

    def _predicted(self, column: str, raw: Any, notes: list[str] | None) -> Any:
        if column == "risk_band":
            names = {squeezed(n): band for band in BANDS for n in (band, *_BAND_NAMES[band])}
            found = names.get(squeezed(str(raw)))
            if found is None:
                raise Mend(f"{raw!r} is not a risk band; one of low, medium, high.")
            return found
        value = number(raw)
        if column == "probability" and 1 < value <= 100:
            _note(notes, f"probability {raw!r} read as {value / 100}")
            return value / 100
        return value

    def _listed_value(self, spec: Column, raw: Any, notes: list[str] | None) -> str:
        text = _text(raw)
        values = self.values(spec.name)
        if values is None or text in values:
            return text
        names = {squeezed(value): value for value in reversed(values)}
        for stored, called in spec.values.items():
            spoken = (*called.es, *called.en) if stored in values else ()
            names.update({squeezed(name): stored for name in spoken if squeezed(name) not in names})
        found = names.get(squeezed(text)) or _truth(raw, values) or self._near(squeezed(text), names)
        if found is None:
            hint = "nearest" if len(values) > 4 else "one of"
            raise Mend(f"{text[:60]!r} is not a value of {spec.name}; {hint}: {listed(nearest(text, values))}.")
        _note(notes, f"{spec.name} {text!r} read as {found}")
        return found

    @staticmethod
    def _near(text: str, names: Mapping[str, str]) -> str | None:
        """The one meaning within a letter or two of ``text``; ``None`` where two meanings compete."""
        if len(text) < 4:
            return None
        found = process.extract(text, list(names), scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR)
        meanings = {names[key] for key, score, _ in found if score >= found[0][1] - 2}
        return meanings.pop() if len(meanings) == 1 else None


def _text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, dict | list | tuple) or raw is None:
        raise Mend(f"{raw!r} is not a single value.")
    return raw.isoformat() if isinstance(raw, date) else str(raw).strip()


def _truth(raw: Any, values: Iterable[str]) -> str | None:
    """The stored value that means yes (or no), where the column has just the two."""
    said = squeezed(str(raw))
    for words in (_TRUE, _FALSE):
        meant = [value for value in values if squeezed(value) in words]
        if said in words and len(meant) == 1:
            return meant[0]
    return None


def _note(notes: list[str] | None, text: str) -> None:
    if notes is not None:
        notes.append(text)
