"""Reports as text: the table of members side by side that ``ml.train`` and ``ml.report`` print."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.texts.terminal import figure, note, said
from ml.training.baseline import BASE_RATE, LOGISTIC

FIGURES = ("auc", "log_loss", "brier", "ece")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain columns, the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = []
    for row in [heads, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells]).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _figures(values: Mapping[str, Any]) -> list[str]:
    return [figure(values[name], ".4f") for name in FIGURES]


def members(report: Mapping[str, Any]) -> str:
    """Every member, the mixture and the baselines, out of fold."""
    rows = []
    for name, member in sorted(report["members"].items(), key=lambda pair: -pair[1]["weight"]):
        without = member.get("without")
        rows.append(
            [
                name,
                *_figures(member),
                figure(member["weight"], ".3f"),
                figure(without, "+.4f") if without is not None else "",
            ]
        )
    for name, values in report["baselines"].items():
        rows.append([note(name), *_figures(values), "", ""])
    rows.append([said("report.mixture"), *_figures(report["mixture"]), "1", ""])
    ranges = report["mixture"]["intervals"]
    for end, position in (("from", 0), ("to", 1)):
        rows.append(
            [f"  {said(f'report.{end}')}", *(figure(ranges[name][position], ".4f") for name in FIGURES), "", ""]
        )
    heads = ["AUC", said("report.log_loss"), "Brier", "ECE", said("report.weight"), said("report.without")]
    return table([said("report.out_of_fold"), *heads], rows)


def training(report: Mapping[str, Any]) -> str:
    """The whole report of a training run."""
    parts = [_trained(report), members(report)]
    if report.get("asked", report["rows"]) < report["rows"]:
        parts.append(said("report.sample", count=report["asked"]))
    if report["holdout"]:
        parts.append(said("report.holdout", **report["holdout"]))
    top = ", ".join(f"{name} {figure(value, '.2f')}" for name, value in report["importance"][:8])
    if top:
        parts.append(said("report.matters", columns=top))
    parts += [said("report.left_out", name=name, why=note(why)) for name, why in report["left_out"].items()]
    parts += [said("report.note", note=note(stored)) for stored in report["notes"]]
    return "\n\n".join(parts)


def _trained(report: Mapping[str, Any]) -> str:
    return said(
        "report.trained",
        version=report["version"],
        rows=report["rows"],
        positives=report["positives"],
        share=report["positives"] / report["rows"],
        columns=len(report["features"]),
        folds=report["folds"],
        seconds=report["seconds"],
        data=report["data_hash"],
        catalog=report["catalog_version"],
        hash=report["catalog_hash"],
    )


def grade(report: Mapping[str, Any]) -> str:
    """The champion's grade: how much of each baseline's log loss it removes, and a word for it."""
    loss, auc = report["mixture"]["log_loss"], report["mixture"]["auc"]
    plain, rate = report["baselines"][LOGISTIC], report["baselines"][BASE_RATE]
    gain, explained = 1 - loss / plain["log_loss"], 1 - loss / rate["log_loss"]
    sure = report["mixture"]["intervals"]["auc"][0] > plain["auc"]
    letter = "D" if explained <= 0.01 else "A" if gain > 0.05 and sure else "B" if gain > 0.005 else "C"
    return said(
        "report.grade",
        word=said(f"report.grades.{letter}"),
        loss=loss,
        gain=gain,
        logistic=note(LOGISTIC),
        plain=plain["log_loss"],
        explained=explained,
        base=note(BASE_RATE),
        rate=rate["log_loss"],
        auc=auc,
        plain_auc=plain["auc"],
    )
