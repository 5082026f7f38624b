"""The pictures a training run leaves in MLflow: calibration, importance, weights. Drawn without a window system."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

INK, SOFT = "#1f4e79", "#9dbbd8"


def calibration(report: Mapping[str, Any]) -> Figure:
    """Predicted against observed churn, by tenth of the customers, out of fold."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    points = report["reliability"]
    axes.plot([0, 1], [0, 1], color=SOFT, linestyle="--", label="perfect")
    axes.plot([p["predicted"] for p in points], [p["observed"] for p in points], "o-", color=INK, label="mixture")
    axes.set(xlabel="predicted probability", ylabel="observed rate", title="Calibration (out of fold)")
    axes.legend()
    return figure


def bars(values: Mapping[str, float], *, title: str, label: str) -> Figure:
    """Horizontal bars, the largest on top."""
    ordered = sorted(values.items(), key=lambda pair: pair[1])
    figure = Figure(figsize=(6, 1 + 0.3 * len(ordered)), layout="constrained")
    axes = figure.subplots()
    axes.barh([name for name, _ in ordered], [value for _, value in ordered], color=INK)
    axes.set(xlabel=label, title=title)
    return figure


def figures(report: Mapping[str, Any]) -> dict[str, Figure]:
    """File name to picture."""
    weights = {name: member["weight"] for name, member in report["members"].items()}
    losses = {name: member["log_loss"] for name, member in report["members"].items()}
    return {
        "plots/calibration.png": calibration(report),
        "plots/importance.png": bars(
            dict(report["importance"][:30]), title="Importance", label="permutation importance, largest = 1"
        ),
        "plots/weights.png": bars(weights, title="Weights of the members", label="weight"),
        "plots/log_loss.png": bars(
            {**losses, "mixture": report["mixture"]["log_loss"]}, title="Log loss (out of fold)", label="nats"
        ),
    }
