"""Sentences over Facts whose truth is known by construction: each wording of `claims_wording.yaml`, filled twice.

A filling that the Facts bear out makes a true sentence, one that they contradict a false one; nothing of the checker
is used, so that its reading and this making can disagree.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.claims_derived import derived
from bench.claims_kinds import fillings
from bench.claims_relations import relations
from db.catalog import Catalog
from db.errors import Language
from db.yaml_files import read_yaml
from tools.facts import Fact

WORDING: Mapping[str, Any] = read_yaml(Path(__file__).with_name("claims_wording.yaml"))
LANGUAGES: tuple[Language, ...] = ("en", "es")
Slots = Mapping[str, str]
Pair = tuple[str, Slots | None, Slots | None]
"""A kind with a filling that is true and one that is false; None where the Facts allow none."""
_BANDS = {"low": ("baja", "bajo"), "medium": ("media", "medio"), "high": ("alta", "alto")}
_TIMES = {"twice": ("twice", "el doble"), "three times": ("three times", "el triple")}
_PARTS = ((1 / 3, "a third", "un tercio"), (0.25, "a quarter", "una cuarta parte"), (0.5, "half", "la mitad"))
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One generated sentence."""

    kind: str
    language: Language
    text: str
    true: bool


class Writer:
    """Writes the sentences that one Fact allows, in one language."""

    def __init__(self, fact: Fact, catalog: Catalog, language: Language, rng: random.Random) -> None:
        self._fact, self._catalog, self._language, self._rng = fact, catalog, language, rng

    def sentences(self, *, each: int) -> Iterator[Sentence]:
        """At most ``each`` true and ``each`` false sentences of every kind."""
        for family, kind, true, false in self._fillings():
            wordings = list(WORDING[family][kind][self._language])
            for truth, slots in ((True, true), (False, false)):
                if slots is None:
                    continue
                for wording in self._rng.sample(wordings, min(each, len(wordings))):
                    text = wording.format(**slots)
                    text = text[0].upper() + text[1:]
                    if self._language == "es":
                        text = text.replace(" de el ", " del ").replace(" a el ", " al ")
                    yield Sentence(kind=f"{family}.{kind}", language=self._language, text=text, true=truth)

    def _fillings(self) -> Iterator[tuple[str, str, Slots | None, Slots | None]]:
        data = self._fact.data
        groups = [str(g["column"]) for g in data.get("groups") or () if isinstance(g, Mapping) and "column" in g]
        rows = [r for r in data.get("rows") or () if isinstance(r, Mapping)]
        rates = len(groups) == 1 and len(rows) > 1 and all("churn_rate" in r and "left" in r for r in rows)
        if rates and data.get("groups_total") == len(rows) and not any("known" in r for r in rows):
            yield from (("groups", *pair) for pair in self._groups(groups[0], rows, data["total"]))
        if rows and all("customer_id" in r and r.get("probability") is not None for r in rows):
            yield from (("lists", *pair) for pair in self._lists(rows))
        if data.get("customer_id") is not None and data.get("name"):
            yield from (("people", *pair) for pair in self._people(data))
            yield from (("drivers", *pair) for pair in self._drivers(data))
        if isinstance(data.get("changes"), Mapping) and "baseline" in data:
            yield from (("changes", *pair) for pair in self._changes(data))
        yield from fillings(data, self._catalog, self._language, self)
        yield from relations(data, self._catalog, self._language, self)
        yield from derived(data, self._catalog, self._language, self)

    # -- groups -------------------------------------------------------------------------------------------------

    def _groups(self, column: str, rows: Sequence[Any], total: Mapping[str, Any]) -> Iterator[Pair]:
        named = [row for row in rows if row.get(column) is not None and row["customers"] > 0]
        ranked = sorted(named, key=lambda row: -row["churn_rate"])
        if len(ranked) < 2 or len({round(r["churn_rate"], 3) for r in ranked}) < len(ranked):
            return
        top, low, any_other = ranked[0], ranked[-1], self._rng.choice(ranked[1:])

        def of(one: Any, other: Any = None, **more: str) -> Slots:
            return self._group_slots(column, one, other, total, more)

        yield "highest", of(top), of(any_other)
        yield "lowest", of(low), of(self._rng.choice(ranked[:-1]))
        if len(ranked) > 2:
            yield "second", of(ranked[1]), of(ranked[-1] if len(ranked) > 2 else top)
        yield "more", of(top, low), of(low, top)
        yield "rises", of(top, low), of(low, top)
        ratio = top["churn_rate"] / low["churn_rate"] if low["churn_rate"] else 0
        for factor, (en, es) in ((2, _TIMES["twice"]), (3, _TIMES["three times"])):
            said = {"times": en if self._language == "en" else es, "often": en}
            if abs(ratio / factor - 1) < 0.04:
                yield "times", of(top, low, **said), None
            elif ratio and abs(ratio / factor - 1) > 0.35:
                yield "times", None, of(top, low, **said)
        gap = (top["churn_rate"] - low["churn_rate"]) * 100
        yield "points", of(top, low, d=self._number(gap, 1)), of(top, low, d=self._number(gap * 1.7 + 3, 1))
        for row in ranked[:3]:
            yield from self._shares(row, of)
        biggest = sorted(named, key=lambda row: -row["customers"])
        if biggest[0]["customers"] > biggest[1]["customers"]:
            yield "largest", of(biggest[0]), of(biggest[-1])
        yield "of_leavers", of(top), of(top, k=self.percent(_far(top["left"] / total["left"])))
        yield "above_whole", of(top), of(low)
        yield "figure", of(top), of(top, v=self.percent(low["churn_rate"]))
        floor = int(low["churn_rate"] * 100) - 1
        if floor > 1:
            middle = int((low["churn_rate"] + top["churn_rate"]) * 50)
            true = of(top, x=self.percent(floor / 100, 0))
            yield "all_over", true, of(top, x=self.percent(middle / 100, 0)) if middle > floor + 3 else None

    def _shares(self, row: Any, of: Any) -> Iterator[Pair]:
        rate = row["churn_rate"]
        near = [n for n in range(2, 11) if abs(1 / n - rate) < 0.012]
        far = [n for n in range(2, 11) if abs(1 / n - rate) > 0.13]
        yield "one_in", of(row, n=str(near[0])) if near else None, of(row, n=str(far[0])) if far else None
        for share, en, es in _PARTS:
            said = {"part": en if self._language == "en" else es}
            if share - 0.02 < rate <= share:
                yield "part", of(row, **said), None
            elif abs(rate - share) > 0.13:
                yield "part", None, of(row, **said)
        yield "most_stay", of(row) if rate < 0.45 else None, of(row) if rate > 0.55 else None
        if row["left"] != row["customers"] - row["left"] and 0 < row["left"] < row["customers"]:
            stay, left = str(row["customers"] - row["left"]), str(row["left"])
            swapped = of(row, l=self.count(int(stay)), s=self.count(int(left)))
            yield "counted_left", of(row), swapped
            yield "counted_stay", of(row), swapped

    def _group_slots(
        self, column: str, one: Any, other: Any, total: Mapping[str, Any], more: Mapping[str, str]
    ) -> Slots:
        spec = self._catalog.columns.get(column)
        stay = one["customers"] - one["left"]
        slots = {
            "G": self.group(column, one[column]),
            "v": self.percent(one["churn_rate"]),
            "c": self.count(one["customers"]),
            "l": self.count(one["left"]),
            "s": self.count(stay),
            "k": self.percent(one["left"] / total["left"]) if total.get("left") else "",
            "t": self.percent(total["churn_rate"]),
            "many": "",
            "column": spec.names.shown(self._language) if spec else column,
        }
        if other is not None:
            slots |= {"H": self.group(column, other[column]), "w": self.percent(other["churn_rate"])}
        return {**slots, **more}

    def group(self, column: str, value: Any) -> str:
        """A group as a sentence calls it."""
        spec = self._catalog.columns.get(column)
        english = self._language == "en"
        if isinstance(value, Mapping):
            return f"the {value['label']} group" if english else f"el grupo de {value['label']}"
        if spec is not None and spec.numeric:
            name = spec.names.shown(self._language)
            return f"the group with {value} {name}" if english else f"el grupo con {value} {name}"
        names = spec.values.get(str(value)) if spec else None
        shown = names.shown(self._language) if names else str(value)
        if len(shown) < 3 and spec is not None:
            shown = f"{spec.names.shown(self._language)} {shown}"
        if shown[:1].isupper():
            return shown
        return f"the {shown} group" if english else f"el grupo {shown}"

    # -- lists --------------------------------------------------------------------------------------------------

    def _lists(self, rows: Sequence[Any]) -> Iterator[Pair]:
        names = [r.get("name") for r in rows]
        if len(rows) < 2 or len(set(names)) < len(names) or None in names:
            return
        ranked = sorted(rows, key=lambda row: -row["probability"])
        top, low = ranked[0], ranked[-1]
        if round(top["probability"], 3) == round(ranked[1]["probability"], 3):
            return

        def of(one: Any, other: Any = None, **more: str) -> Slots:
            slots = {"P": str(one["name"]), "r": self.percent(one["probability"]), "many": str(len(rows))}
            if other is not None:
                slots |= {"Q": str(other["name"]), "q": self.percent(other["probability"])}
            return {**slots, **more}

        yield "highest", of(top), of(low)
        yield "more", of(top, low), of(low, top)
        held = {r.get("band") for r in rows} - {None}
        for band in _BANDS if held else ():
            said = _band(band)
            number = sum(r.get("band") == band for r in rows)
            yield (
                "all_band",
                of(top, **said) if number == len(rows) else None,
                None if number == len(rows) else of(top, **said),
            )
            wrong = len(rows) - number
            if 0 < number < len(rows) and wrong != number:
                yield "some_band", of(top, m=str(number), **said), of(top, m=str(wrong), **said)
        floor, middle = int(low["probability"] * 100) - 1, int((low["probability"] + top["probability"]) * 50)
        if floor > 0 and middle > floor + 3:
            yield "all_over", of(top, x=self.percent(floor / 100, 0)), of(top, x=self.percent(middle / 100, 0))

    # -- people -------------------------------------------------------------------------------------------------

    def _people(self, data: Mapping[str, Any]) -> Iterator[Pair]:
        name, risk = str(data["name"]), data.get("probability")
        columns = data.get("columns") if isinstance(data.get("columns"), Mapping) else {}
        for one, true, false in self._values(columns):
            called = self._catalog.columns[one].names.shown(self._language)
            yield "value", {"P": name, "column": called, "v": true}, {"P": name, "column": called, "v": false}
        said: Slots = {"P": name}
        if isinstance(data.get("left"), bool) and "changes" not in data:
            left = data["left"]
            yield "status", said if left else None, None if left else said
            yield "current", None if left else said, said if left else None
        if data.get("owner"):
            others = [f for f in ("Carmen Ruiz", "John Carter") if f != data["owner"]]
            yield "owner", {**said, "owner": str(data["owner"])}, {**said, "owner": others[0]}
        if not isinstance(risk, float) or "changes" in data:
            return
        shown = {**said, "r": self.percent(risk)}
        yield "risk", shown, {**said, "r": self.percent(_far(risk))}
        band = str(data.get("band"))
        if band in _BANDS:
            other = self._rng.choice([b for b in _BANDS if b != band])
            yield "band", {**shown, **_band(band)}, {**shown, **_band(other)}
        near = [n for n in range(2, 11) if abs(1 / n - risk) < 0.012]
        far = [n for n in range(2, 11) if abs(1 / n - risk) > 0.13]
        yield "risk_words", {**said, "n": str(near[0])} if near else None, {**said, "n": str(far[0])} if far else None
        yield "odds", said if risk > 0.52 else None, said if risk < 0.48 else None

    def _values(self, columns: Any) -> Iterator[tuple[str, str, str]]:
        """(column, what is so, what is not so) of up to four columns."""
        catalog = self._catalog
        made = 0
        for column, value in columns.items():
            spec = catalog.columns.get(column)
            if (
                spec is None
                or value is None
                or column in {catalog.id, catalog.name, catalog.label.column, catalog.owner}
            ):
                continue
            if spec.kind == "category" and len(spec.values) > 1 and str(value) in spec.values:
                other = self._rng.choice([v for v in spec.values if v != str(value)])
                true, false = (spec.values[v].shown(self._language) for v in (str(value), other))
            elif spec.kind == "money":
                true, false = self.money(value), self.money(value * 1.37 + 911)
            elif spec.kind == "integer":
                true, false = self.count(value), self.count(value + 3)
            else:
                continue
            if true.casefold() != false.casefold() and made < 4:
                made += 1
                yield column, true, false

    def _drivers(self, data: Mapping[str, Any]) -> Iterator[Pair]:
        said = [a for a in data.get("attributions") or () if a["column"] in self._catalog.columns and a["shapley"]]
        if len(said) < 3:
            return
        name = str(data["name"])
        ranked = sorted(said, key=lambda a: -abs(a["shapley"]))

        def of(one: Any) -> Slots:
            called = self._catalog.columns[one["column"]].names.shown(self._language)
            return {"P": name, "A": f"the {called}" if self._language == "en" else f"el dato de {called}"}

        yield "first", of(ranked[0]), of(ranked[2])
        up, down = [a for a in said if a["shapley"] > 0], [a for a in said if a["shapley"] < 0]
        yield "raises", of(up[0]) if up else None, of(down[0]) if down else None
        yield "lowers", of(down[0]) if down else None, of(up[0]) if up else None

    def _changes(self, data: Mapping[str, Any]) -> Iterator[Pair]:
        before, after = data["baseline"], data["probability"]
        if abs(before - after) < 0.01:
            return
        slots = {
            "b": self.percent(before),
            "a": self.percent(after),
            "d": self._number(abs(before - after) * 100, 1),
        }
        fell = after < before
        yield "falls", slots if fell else None, None if fell else slots
        yield "rises", None if fell else slots, slots if fell else None

    # -- figures ------------------------------------------------------------------------------------------------

    def _number(self, value: float, places: int) -> str:
        shown = f"{value:,.{places}f}"
        return shown if self._language == "en" else shown.translate(str.maketrans(",.", ".,"))

    def count(self, value: float) -> str:
        """A count as the language writes it."""
        return self._number(value, 0)

    def percent(self, share: float, places: int = 1) -> str:
        """A share as a percentage."""
        return self._number(share * 100, places) + ("%" if self._language == "en" else " %")

    def money(self, value: float) -> str:
        """An amount in the bank's currency."""
        sign = _SIGNS.get(self._catalog.currency, self._catalog.currency)
        return (
            f"{sign}{self._number(value, 2)}"
            if self._language == "en" and len(sign) == 1
            else f"{self._number(value, 2)} {sign}"
        )


def _band(band: str) -> dict[str, str]:
    return {"band": band, "banda": _BANDS[band][0], "bando": _BANDS[band][1]}


def _far(share: float) -> float:
    return share + 0.21 if share < 0.6 else share - 0.23


def free(language: Language) -> Iterator[Sentence]:
    """Sentences that are fair, or that no Fact can hold, whatever the Facts are."""
    for text in WORDING["fair"][language]:
        yield Sentence(kind="fair", language=language, text=text, true=True)
    for kind, said in WORDING["unheld"].items():
        for text in said[language]:
            yield Sentence(kind=f"unheld.{kind}", language=language, text=text, true=False)
