"""Hand-made Facts of the tools' shapes."""

from typing import Any

from agents.grounding.checker import Checker, Verdict
from agents.moa.aggregator import read_all
from db.catalog import DEFAULT, read_catalog
from db.errors import Language
from tools.facts import Fact

CATALOG = read_catalog(DEFAULT)
UNITS = {
    "probability": "share",
    "value_at_risk": "money",
    "value_at_risk_total": "money",
    "churn_rate": "share",
    "customers": "count",
    "rank": "rank",
    "Balance": "money",
    "baseline": "share",
    "difference": "share",
    "mean_Balance": "money",
    "total": "count",
    "share": "share",
}


def fact(number: int, tool: str, data: dict[str, Any], **arguments: Any) -> Fact:
    return Fact(id=f"F{number}", tool=tool, arguments=arguments, data=data, units=UNITS)


def _row(rank: int, customer_id: int, name: str, probability: float, value: float, at_risk: float) -> dict[str, Any]:
    return {
        "rank": rank,
        "customer_id": customer_id,
        "name": name,
        "owner": "Ana Torres",
        "probability": probability,
        "band": "high",
        "value": value,
        "value_at_risk": at_risk,
    }


WATCH = fact(
    1,
    "watch_list",
    {
        "rows": [
            _row(1, 15634602, "Hargrave", 0.8312, 125510.82, 104324.60),
            _row(2, 15647311, "Hill", 0.7105, 83807.86, 59545.50),
            _row(3, 15619304, "O'Brien", 0.6549, 60000.0, 39294.0),
        ],
        "total": 2037,
        "shown": 3,
        "value_at_risk_total": 1234567.89,
    },
    limit=3,
)
RATES = fact(
    2,
    "portfolio",
    {
        "measures": [{"measure": "churn_rate", "key": "churn_rate"}],
        "groups": [{"column": "Geography"}],
        "rows": [
            {"Geography": "Germany", "churn_rate": 0.3244, "customers": 2509},
            {"Geography": "Spain", "churn_rate": 0.1667, "customers": 2477},
            {"Geography": "France", "churn_rate": 0.1615, "customers": 5014},
        ],
        "total": {"customers": 10000, "churn_rate": 0.2037},
    },
)
WHAT_IF = fact(
    3,
    "what_if",
    {
        "customer_id": 15634602,
        "name": "Hargrave",
        "baseline": 0.8312,
        "probability": 0.4012,
        "difference": -0.43,
        "changes": {"NumOfProducts": 2},
        "before": {"NumOfProducts": 1},
    },
    customer_id=15634602,
    changes={"NumOfProducts": 2},
)
CARD = fact(
    4,
    "customer_card",
    {
        "customer_id": 15634602,
        "left": False,
        "name": "Hargrave",
        "owner": "Ana Torres",
        "columns": {
            "CreditScore": 619,
            "Geography": "France",
            "Gender": "Female",
            "Age": 42,
            "Tenure": 2,
            "Balance": 0.0,
            "NumOfProducts": 1,
            "EstimatedSalary": 101348.88,
            "IsActiveMember": "1",
        },
    },
)
AMOUNTS = fact(
    9,
    "portfolio",
    {
        "measures": [{"measure": "mean", "column": "Balance", "key": "mean_Balance"}],
        "groups": [{"column": "Balance"}],
        "rows": [
            {"Balance": {"from": None, "to": 1, "label": "< 1"}, "customers": 3617, "mean_Balance": 0.0},
            {
                "Balance": {"from": 50000, "to": 100000, "label": "50000–100000"},
                "customers": 1509,
                "mean_Balance": 83867.112,
            },
        ],
        "total": {"customers": 5126, "mean_Balance": 24689.7},
    },
)
BANDS = fact(
    5,
    "portfolio",
    {
        "rows": [
            {"Age": {"from": None, "to": 30, "last": 29, "label": "< 30"}, "churn_rate": 0.0752, "customers": 1641},
            {"Age": {"from": 30, "to": 40, "last": 39, "label": "30–39"}, "churn_rate": 0.1088, "customers": 4346},
            {"Age": {"from": 60, "to": None, "label": "≥ 60"}, "churn_rate": 0.2748, "customers": 526},
        ],
        "total": {"customers": 10000, "churn_rate": 0.2037},
    },
)
NAMESAKES = fact(
    6,
    "watch_list",
    {"rows": [_row(1, 101001, "Smith", 0.9, 10.0, 9.0), _row(2, 101002, "Smith", 0.6, 20.0, 12.0)], "total": 2},
)


def verdict(facts: list[Fact], text: str, *, question: str = "q", language: Language = "en") -> Verdict:
    return read_all(Checker(facts, question=question, language=language, catalog=CATALOG), text)
