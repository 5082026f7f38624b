"""Questions generated from what they ask: conditions, status, measures, groups and wordings over several catalogs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from db.catalog import Catalog

Node = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A piece of a question in one language with what it means."""

    text: str
    meaning: Any = None


@dataclass(frozen=True)
class Case:
    """A question and what must be asked of the tools."""

    question: str
    tool: str = "portfolio"
    measures: tuple[Node, ...] = ()
    conditions: tuple[Node, ...] = ()
    population: str | None = None
    groups: tuple[str, ...] = ()
    more: Node = field(default_factory=dict)

    def missing(self, arguments: Node) -> str:
        """What the arguments lack or have too much; empty where they say the same."""
        where = arguments.get("where")
        told = [] if where is None else where.get("all", [where])
        status = [STATUS_VALUES[node["value"]] for node in told if node.get("column") == "Exited"]
        told = [node for node in told if node.get("column") != "Exited"]
        found = {
            "measures": list(arguments.get("measures", [])),
            "conditions": sorted(map(str, told)),
            "population": arguments.get("population") or next(iter(status), None),
            "groups": [g["column"] for g in arguments.get("groups", [])],
            **{key: arguments.get(key) for key in self.more},
        }
        wanted = {
            "measures": list(self.measures),
            "conditions": sorted(map(str, self.conditions)),
            "population": self.population,
            "groups": list(self.groups),
            **self.more,
        }
        return "; ".join(f"{key} {found[key]} for {wanted[key]}" for key in wanted if found[key] != wanted[key])


STATUS_VALUES = {"1": "left", "0": "current"}
STATUS = {
    "es": [
        Said("", None),
        Said("que ya nos dejaron", "left"),
        Said("que se nos fueron", "left"),
        Said("que ya se retiraron", "left"),
        Said("que hemos perdido", "left"),
        Said("que todavía están con nosotros", "current"),
        Said("que siguen en el banco", "current"),
        Said("que no se han ido", "current"),
    ],
    "en": [
        Said("", None),
        Said("who already left us", "left"),
        Said("that we have lost", "left"),
        Said("who have walked away", "left"),
        Said("who are still with us", "current"),
        Said("still with the bank", "current"),
        Said("who have not left", "current"),
        Said("who haven't left yet", "current"),
    ],
}


def _name(catalog: Catalog, column: str, language: str) -> str:
    return str(getattr(catalog.columns[column].names, language)[0])


def conditions(catalog: Catalog, language: str) -> list[Said]:
    """Conditions on the columns whose kinds every catalog of the test has."""
    money, count, flag = (_name(catalog, c, language) for c in ("EstimatedSalary", "NumOfProducts", "HasCrCard"))
    pay = {"column": "EstimatedSalary"}
    things = {"column": "NumOfProducts"}
    card: Node = {"column": "HasCrCard", "op": "eq"}
    if language == "es":
        return [
            Said(f"con más de 100.000 de {money}", {**pay, "op": "gt", "value": 100000}),
            Said(f"con {money} de menos de 50 mil", {**pay, "op": "lt", "value": 50000}),
            Said(f"con {money} de 80.000 para arriba", {**pay, "op": "ge", "value": 80000}),
            Said(f"con {money} entre 20.000 y 30.000", {**pay, "op": "between", "value": [20000, 30000]}),
            Said(
                f"con un solo {count.rstrip('s')}" if count.endswith("s") else f"con 1 {count}",
                {**things, "op": "eq", "value": 1},
            ),
            Said(f"con más de un {count.rstrip('s')}", {**things, "op": "gt", "value": 1}),
            Said(f"con 3 o más {count}", {**things, "op": "ge", "value": 3}),
            Said("mayores de 60 años", {"column": "Age", "op": "gt", "value": 60}),
            Said("de entre 30 y 40 años", {"column": "Age", "op": "between", "value": [30, 40]}),
            Said("menores de 30", {"column": "Age", "op": "lt", "value": 30}),
            Said(f"sin {flag}", {**card, "value": "0"}),
            Said("de Alemania", {"column": "Geography", "op": "eq", "value": "Germany"}),
            Said("que no sean de España", {"column": "Geography", "op": "ne", "value": "Spain"}),
            Said("con saldo cero", {"column": "Balance", "op": "eq", "value": 0}),
            Said("que llevan menos de dos años con nosotros", {"column": "Tenure", "op": "lt", "value": 2}),
            Said(f"cuyo saldo es más del doble de su {money}", _twice()),
            Said("con un saldo superior a la media", {"column": "Balance", "op": "gt", "value": {"stat": "mean"}}),
        ]
    return [
        Said(f"with more than 100,000 of {money}", {**pay, "op": "gt", "value": 100000}),
        Said(f"with a {money} below 50k", {**pay, "op": "lt", "value": 50000}),
        Said(f"with a {money} of 80,000 and up", {**pay, "op": "ge", "value": 80000}),
        Said(f"with a {money} between 20 and 30 thousand", {**pay, "op": "between", "value": [20000, 30000]}),
        Said(f"with just the one {count.rstrip('s')}", {**things, "op": "eq", "value": 1}),
        Said(f"with more than one {count.rstrip('s')}", {**things, "op": "gt", "value": 1}),
        Said(f"with 3 or more {count}", {**things, "op": "ge", "value": 3}),
        Said("above 60 years of age", {"column": "Age", "op": "gt", "value": 60}),
        Said("in the 30 to 40 age bracket", {"column": "Age", "op": "between", "value": [30, 40]}),
        Said("under 30", {"column": "Age", "op": "lt", "value": 30}),
        Said(f"without a {flag}", {**card, "value": "0"}),
        Said("from Germany", {"column": "Geography", "op": "eq", "value": "Germany"}),
        Said("who are not from Spain", {"column": "Geography", "op": "ne", "value": "Spain"}),
        Said("with zero balance", {"column": "Balance", "op": "eq", "value": 0}),
        Said("who have been with us for less than two years", {"column": "Tenure", "op": "lt", "value": 2}),
        Said(f"whose balance is more than 2x of their {money}", _twice()),
        Said("with a balance above the average", {"column": "Balance", "op": "gt", "value": {"stat": "mean"}}),
    ]


def _twice() -> Node:
    return {"column": "Balance", "op": "gt", "value": {"column": "EstimatedSalary", "times": 2.0}}


COUNT = {"measure": "customers"}
CHURN = {"measure": "churn_rate"}
WORDINGS = {
    "es": [
        Said("¿cuántos clientes {0} {1} hay?", (COUNT,)),
        Said("¿me dices cuántos clientes tenemos {0} {1}?", (COUNT,)),
        Said("dime el número de clientes {0} {1}", (COUNT,)),
        Said("de los clientes {0} {1}, ¿cuántos son?", (COUNT,)),
        Said("edad media de los clientes {0} {1}", ({"measure": "mean", "column": "Age"},)),
        Said("¿qué edad tienen, de media, los clientes {0} {1}?", ({"measure": "mean", "column": "Age"},)),
        Said("de los clientes {0} {1}, ¿cuál es la mediana del saldo?", ({"measure": "median", "column": "Balance"},)),
        Said("¿cuánto suman los saldos de los clientes {0} {1}?", ({"measure": "sum", "column": "Balance"},)),
    ],
    "en": [
        Said("how many customers {0} {1} are there?", (COUNT,)),
        Said("can you tell me how many customers we have {0} {1}?", (COUNT,)),
        Said("number of customers {0} {1}, please", (COUNT,)),
        Said("customers {0} {1}: how many?", (COUNT,)),
        Said("average age of customers {0} {1}", ({"measure": "mean", "column": "Age"},)),
        Said("how old are customers {0} {1} on average?", ({"measure": "mean", "column": "Age"},)),
        Said("of the customers {0} {1}, what is the median balance?", ({"measure": "median", "column": "Balance"},)),
        Said("add up the balances of the customers {0} {1}", ({"measure": "sum", "column": "Balance"},)),
    ],
}
RATES = {
    "es": [
        Said("tasa de abandono de los clientes {0}", (CHURN,)),
        Said("de los clientes {0}, ¿cuántos son y qué tasa de fuga tienen?", (COUNT, CHURN)),
        Said("de los clientes {0}, quisiera dos cosas: cuántos son y su tasa de abandono", (COUNT, CHURN)),
        Said("¿qué porcentaje de los clientes {0} se va?", (CHURN,)),
    ],
    "en": [
        Said("churn rate of customers {0}", (CHURN,)),
        Said("for customers {0}, give me headcount and churn rate", (COUNT, CHURN)),
        Said("customers {0}, what is their churn rate?", (CHURN,)),
        Said("what percentage of the customers {0} leave?", (CHURN,)),
    ],
}
GROUPS = {
    "es": [
        Said("{m} por {g}"),
        Said("{m} según {g}"),
        Said("{g} por {g}, {m}"),
        Said("desglose de {m} por {g}"),
        Said("{m} en función de {g}"),
    ],
    "en": [
        Said("{m} by {g}"),
        Said("{g}-wise {m}"),
        Said("{m}, {g} by {g}"),
        Said("{m} depending on {g}"),
        Said("{m} for each {g}"),
    ],
}
GROUPED = {
    "es": [
        Said("tasa de abandono", (CHURN,)),
        Said("saldo medio", ({"measure": "mean", "column": "Balance"},)),
        Said("número de clientes", (COUNT,)),
    ],
    "en": [
        Said("churn rate", (CHURN,)),
        Said("average balance", ({"measure": "mean", "column": "Balance"},)),
        Said("number of customers", (COUNT,)),
    ],
}


def cases(catalog: Catalog, language: str) -> Iterator[Case]:
    """Every combination that makes sense."""
    said = conditions(catalog, language)
    for index, (words, status, condition) in enumerate(product(WORDINGS[language], STATUS[language], said)):
        yield Case(
            " ".join(words.text.format(condition.text, status.text).split()).replace(" ,", ",").replace(" ?", "?"),
            measures=words.meaning,
            conditions=(condition.meaning,),
            population=status.meaning,
        )
        other = said[(index + 5) % len(said)]
        if other.meaning["column"] != condition.meaning["column"] and index % 3 == 0:
            both = f"{condition.text} {'y' if language == 'es' else 'and'} {other.text}"
            yield Case(
                " ".join(words.text.format(both, "").split()).replace(" ,", ",").replace(" ?", "?").replace(" :", ":"),
                measures=words.meaning,
                conditions=(condition.meaning, other.meaning),
            )
    for words, condition in product(RATES[language], said):
        yield Case(words.text.format(condition.text), measures=words.meaning, conditions=(condition.meaning,))
    for words, figure, column in product(GROUPS[language], GROUPED[language], ("Geography", "Gender", "NumOfProducts")):
        text = words.text.format(m=figure.text, g=_name(catalog, column, language))
        yield Case(text, measures=figure.meaning, groups=(column,))
        condition = said[len(text) % len(said)]
        if condition.meaning["column"] != column:
            yield Case(
                f"{text} {condition.text}", measures=figure.meaning, groups=(column,), conditions=(condition.meaning,)
            )
