"""What can be asked about the program itself, and why something that was asked is not there."""

from collections.abc import Mapping
from typing import Literal

Topic = Literal[
    "quality",
    "members",
    "method",
    "drivers",
    "training",
    "agreement",
    "reply",
    "mixture",
    "limits",
    "decides",
    "term",
    "fields",
    "self",
    "export",
    "agenda",
]
"""How good, who is in it, how a risk comes about, what weighs, what it learned from, do they agree on somebody, how the
last reply came about, what a mixture of agents is, what it cannot do, who decides, what a term means, which fields the
bank has, what this program is, how a table is downloaded, where promises, contacts and changes are found."""
TOPIC_WORDS: Mapping[str, str] = {
    "accuracy": "quality",
    "weights": "members",
    "models": "members",
    "importance": "drivers",
    "algorithm": "method",
    "how_it_works": "method",
    "data": "training",
    "training_data": "training",
    "trace": "reply",
    "mixture_of_agents": "mixture",
    "limitations": "limits",
    "who_decides": "decides",
    "definition": "term",
    "glossary": "term",
    "columns": "fields",
    "identity": "self",
    "download": "export",
}
TERMS = (
    "churn", "current", "churn_rate", "retention_rate", "risk", "band", "interval", "value_at_risk", "reasons",
    "reference", "what_if", "options", "similar", "call_list", "model", "member", "weight", "drivers", "auc",
    "log_loss", "brier", "calibration", "lift", "fact", "draft", "check", "trace", "profile", "portfolio",
)  # fmt: skip
"""The program's own words, which a reply can explain; any other term is a column of the bank."""
Why = Literal[
    "no_column",
    "no_value",
    "no_dates",
    "no_place",
    "other_products",
    "told_reasons",
    "other_people",
    "future",
    "not_understood",
    "not_here",
]
"""Why something is not there: no such column, no such value of a column, no dates, no places, products other than those
counted, reasons customers told, people who are no customers, what is to come, not understood, of another program."""
