"""The words for the report on the model."""

from collections.abc import Mapping
from typing import Any

from tools.replies import formats
from tools.replies.told_words import calibration_alarm
from tools.replies.value_words import Namer
from tools.result_types.system import Report

_DRIVERS = 6


def report(n: Namer, data: Report) -> str:
    """How good the model is and what it looks at."""
    drivers = [n.column(i["column"]) for i in data.get("importance", [])[:_DRIVERS]]
    figures_of = data.get("report") or {}
    metrics = {k: v for k, v in _flat(figures_of) if k in {"auc", "roc_auc", "log_loss", "brier", "ece"}}
    names = {"auc": "AUC", "roc_auc": "AUC", "log_loss": "log loss", "brier": "Brier", "ece": "ECE"}
    version = data.get("model_version")  # a writer is shown results without it
    lead = n.text("portfolio.model_in_use", model_version=version) if version else ""
    if metrics:
        listed = ", ".join(f"{names[k]} {formats.number(v, n.language, 3)}" for k, v in metrics.items())
        lead = f"{lead}{n.text('portfolio.measured_on_customers_it_never', listed=listed)}".lstrip()
    if alarm := calibration_alarm(n, data):
        lead += f" {alarm}"
    if not drivers:
        return lead
    weighs = n.text("portfolio.what_weighs_most_in_churn", both=n.both(drivers))
    return "\n\n".join(part for part in (weighs, lead) if part)


def _flat(report: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The mixture's own metrics, at the top or one level down."""
    own = report.get("mixture") if isinstance(report.get("mixture"), Mapping) else report
    source = own if isinstance(own, Mapping) else {}
    return [(k.casefold(), float(v)) for k, v in source.items() if isinstance(v, int | float)]
