"""Reports as text: the table of members side by side that ``ml.train`` and ``ml.report`` print."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml.training.baseline import BASE_RATE, LOGISTIC

FIGURES = ("auc", "log_loss", "brier", "ece")
HEADS = ("AUC", "log loss", "Brier", "ECE")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain columns, the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = []
    for row in [heads, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells]).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _figures(values: Mapping[str, Any]) -> list[str]:
    return [f"{values[name]:.4f}" for name in FIGURES]


def members(report: Mapping[str, Any]) -> str:
    """Every member, the mixture and the baselines, out of fold."""
    rows = []
    for name, member in sorted(report["members"].items(), key=lambda pair: -pair[1]["weight"]):
        without = member.get("without")
        rows.append(
            [name, *_figures(member), f"{member['weight']:.3f}", f"{without:+.4f}" if without is not None else ""]
        )
    for name, values in report["baselines"].items():
        rows.append([name, *_figures(values), "", ""])
    rows.append(["MIXTURE", *_figures(report["mixture"]), "1", ""])
    ranges = report["mixture"]["intervals"]
    for end, position in (("  95 % from", 0), ("  95 % to", 1)):
        rows.append([end, *(f"{ranges[name][position]:.4f}" for name in FIGURES), "", ""])
    return table(["out of fold", *HEADS, "weight", "loss without"], rows)


def training(report: Mapping[str, Any]) -> str:
    """The whole report of a training run."""
    parts = [
        f"{report['version']}: {report['rows']} customers, {report['positives']} of whom left "
        f"({report['positives'] / report['rows']:.1%}), {len(report['features'])} columns, {report['folds']} folds, "
        f"{report['seconds']:.0f} s; data {report['data_hash']}, "
        f"catalog {report['catalog_version']} ({report['catalog_hash']})",
        members(report),
    ]
    if report.get("asked", report["rows"]) < report["rows"]:
        parts.append(
            f"Out of fold on {report['asked']} customers drawn evenly; the rarer kind of all was learned from."
        )
    if report["holdout"]:
        held = report["holdout"]
        parts.append(
            f"On a hold-out of {held['rows']} ({held['share']:.0%}): accuracy {held['accuracy']:.4f}, weighted F1 "
            f"{held['weighted_f1']:.4f}, AUC {held['auc']:.4f}, log loss {held['log_loss']:.4f}, ECE {held['ece']:.4f}"
            f" (at threshold {held['threshold']:.2f}, chosen out of fold: accuracy {held['accuracy_tuned']:.4f}, "
            f"weighted F1 {held['weighted_f1_tuned']:.4f})"
        )
    top = ", ".join(f"{name} {value:.2f}" for name, value in report["importance"][:8])
    if top:
        parts.append(f"What matters most (permutation importance, largest = 1): {top}")
    parts += [f"Left out, {name}: {why}" for name, why in report["left_out"].items()]
    parts += [f"Note: {note}" for note in report["notes"]]
    return "\n\n".join(parts)


def grade(report: Mapping[str, Any]) -> str:
    """The champion's grade: how much of each baseline's log loss it removes, and a word for it."""
    loss, auc = report["mixture"]["log_loss"], report["mixture"]["auc"]
    plain, rate = report["baselines"][LOGISTIC], report["baselines"][BASE_RATE]
    gain, explained = 1 - loss / plain["log_loss"], 1 - loss / rate["log_loss"]
    sure = report["mixture"]["intervals"]["auc"][0] > plain["auc"]
    word = (
        "D: hardly better than the base rate"
        if explained <= 0.01
        else "A: clearly better than a plain logistic regression"
        if gain > 0.05 and sure
        else "B: better than a plain logistic regression"
        if gain > 0.005
        else "C: no better than a plain logistic regression"
    )
    return (
        f"Grade {word}.\n"
        f"Log loss {loss:.4f}: {gain:.1%} below {LOGISTIC} ({plain['log_loss']:.4f}), "
        f"{explained:.1%} below the {BASE_RATE} ({rate['log_loss']:.4f}); AUC {auc:.4f} against {plain['auc']:.4f}."
    )
