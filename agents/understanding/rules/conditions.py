"""Fourth step: the conditions in a row of items: values, flags, presence, risk bands, and numbers."""

from agents.understanding.rules.condition import Condition, Found
from agents.understanding.rules.presence import Presence

_THOSE = frozenset(["los", "las", "those", "quienes", "aquellos", "aquellas"])
_OF_AGE = 18
_FEMININE = frozenset(
    ["la", "que", "alguna", "otra", "ninguna", "cada", "las", "una", "unas", "cuantas", "esas", "estas", "aquellas"]
)

__all__ = ["Condition", "ConditionReader", "Found"]


class ConditionReader(Presence):
    """Reads one question's conditions, left to right."""

    def read(self) -> Found:
        """All conditions, left to right."""
        i = 0
        while i < len(self.row):
            i = self._at(i) if i not in self.taken and i not in self.found.used else i + 1
        return self.found

    def _at(self, i: int) -> int:  # noqa: PLR0911
        item = self.row[i]
        if item.number is not None:
            return self._number(i, item.number)
        if item.entry.decade is not None:
            return self._decade(i)
        if item.has("broke", "penny") and self.catalog.value is not None:
            kept = self.catalog.value
            some = not item.has("penny") and self._negated(i, kept)
            return self._add(kept, "gt" if some else "eq", 0, i, i + 1)
        if item.has("adult", "minor") and self.lexicon.age is not None:
            return self._add(self.lexicon.age, "ge" if item.has("adult") else "lt", _OF_AGE, i, i + 1)
        if (column := self._small_count(i)) is not None:
            op, left = self._comparator(i)
            self.last_numeric = column[0]
            return self._add(column[0], op if op != "around" else "eq", 1, left, column[1])
        if (end := self._risk_band(i)) is not None:
            return end
        if item.entry.values:
            return self._value(i)
        if item.has("with") and (end := self._with_and_without(i)) is not None:
            return end
        if item.has("not", "without", "rest") and (end := self._opposite(i)) is not None:
            return end
        if item.has("nonzero") and (end := self._nonzero(i)) is not None:
            return end
        if (item.has("without", "zero", "with") or self._neither(i)) and (end := self._presence(i)) is not None:
            return end
        if self._flag(i) is not None:
            return self._flagged(i)
        return i + 1

    def _value(self, i: int) -> int:
        column, stored = self._preferred(i)
        woman = self._feminine_noun(i)
        if woman is not None:
            self._add(woman[0], "eq", woman[1], i, i + 1)
        negative = self._negated(i, column)
        if (
            negative
            and self.catalog.columns[column].kind == "flag"
            and (other := self.catalog.columns[column].other(stored)) is not None
        ):
            return self._add(column, "eq", other, i, i + 1)
        return self._add(column, "ne" if negative else "eq", stored, i, i + 1)

    def _feminine_noun(self, i: int) -> tuple[str, str] | None:
        """``las francesas``, ``cuántas alemanas``: an adjective that inflects, as a noun, says that they are women."""
        word = self.row[i].words[-1]
        if i == 0 or len(self.row[i].words) > 1 or not word.endswith(("a", "as")) or not self._noun_before(i):
            return None
        after = self.row[i + 1] if i + 1 < len(self.row) else None
        root = word.removesuffix("s").removesuffix("a")
        inflects = any(self.lexicon.exact.get((root + end,)) for end in ("", "o", "os", "es"))
        women = self.lexicon.look_up(("mujeres",))
        noun = after is not None and (
            after.has("customers", "customer")
            or any(pair in (women.values if women else []) for pair in after.entry.values)
        )
        return women.values[0] if women is not None and women.values and inflects and not noun else None

    def _noun_before(self, i: int) -> bool:
        """Whether an article, a number or ``top`` makes a noun of the adjective."""
        before = self.row[i - 1]
        part = before.words[-1] == "de" and i > 1 and self.row[i - 2].has("share", "rate")
        return part or before.words[-1] in _FEMININE or before.number is not None or before.has("top", "which")

    def _preferred(self, i: int) -> tuple[str, str]:
        """The candidate whose column is named beside it, else the first."""
        values = self.row[i].entry.values
        near = {
            name for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(self.row) for name in self.row[j].entry.columns
        }
        return next((pair for pair in values if pair[0] in near), values[0])

    def _flagged(self, i: int) -> int:
        column = self._flag(i)
        assert column is not None
        stored = self.catalog.columns[column].yes
        if (told := self._stored_after(i, column)) is not None:
            return self._add(column, "eq", told, i, i + 3)
        value = self.catalog.columns[column].other(stored) if self._negated(i, column) else stored
        return self._add(column, "eq", value, i, i + 1)

    def _stored_after(self, i: int, column: str) -> str | None:
        """``IsActiveMember = 0``: a yes-and-no column with the value it stores."""
        sign, said = [*self.row[i + 1 : i + 3], None, None][:2]
        if sign is None or said is None or said.number is None or not sign.has("eq"):
            return None
        spec, value = self.catalog.columns[column], f"{said.number.value:g}"
        return value if value == spec.yes or spec.other(value) == spec.yes else None

    def _risk_band(self, i: int) -> int | None:
        """``high risk``, ``riesgo de abandono alto``: the predicted band."""
        item = self.row[i]
        for band in ("high", "medium", "low"):
            if not item.has(band):
                continue
            near = [
                j
                for j in range(max(0, i - 3), min(len(self.row), i + 3))
                if self.row[j].has("risk", "risky", "band") and j != i
            ]
            near = [j for j in near if self.row[j].has("risk", "risky") and self._only_small(min(i, j), max(i, j))]
            if not near or (band == "medium" and not self._medium_is_a_band(i, near[0])):
                return None
            start, end = min(i, *near), max(i, *near) + 1
            op = "ne" if self._negated(start, "risk_band") else "eq"
            return self._add("risk_band", op, band, start, end)
        return None

    def _medium_is_a_band(self, i: int, j: int) -> bool:
        """``clientes de riesgo medio`` and ``medium risk``, but not ``riesgo medio por país``."""
        if not self.row[i].has("mean") or self.row[j].has("risky"):
            return True
        before = self.row[max(0, min(i, j) - 2) : min(i, j)]
        return any(b.has("with", "in") for b in before) and any(
            b.has("customers", "customer", "them") or b.words[-1] in _THOSE for b in self.row[: min(i, j)]
        )

    def _only_small(self, start: int, end: int) -> bool:
        return all(
            self.row[j].stop or self.row[j].has("in", "are", "churn", "band", "than", "risk") or self.row[j].text == "-"
            for j in range(start + 1, end)
        )
