"""``python -m bench strangers [FILE…]``: sets written by people who never saw the program, asked by the command line as
they stand; right, said so, or silently wrong by what the reply says.

Without files, every set of ``bench/stranger_sets`` (its README has the form). A set's first run is evidence; after that
it is regression. ``--home`` names an installation that is loaded, trained and scored (``MOA_HOME`` otherwise): truth is
computed over its bank by the set's own pandas expressions.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from bench.understanding import truth_of
from db.catalog import read_catalog
from db.launch import launch, launched
from db.places import Places
from db.yaml_files import read_yaml
from tools.environment import Desk

SETS = Path(__file__).parent / "stranger_sets"
_NUMBER = re.compile(
    r"(?<![\w])-?\d[\d.,\u00a0\u202f’']*(?:\s?(?:%|points?\b|puntos?\b|k\b|M\b|mil\b|millones\b|million\b|bn\b))?"
)
_NAMED = re.compile(r"^> .*[“«][^”»]+[”»]", re.MULTILINE)
_TIMES = {"k": 1_000, "mil": 1_000, "M": 1_000_000, "millones": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000}


@dataclass(frozen=True)
class Verdict:
    """What came of one question: ``right``, ``said`` (asked back, declined, named what it left out) or ``silent``."""

    author: str
    kind: str
    language: str
    question: str
    verdict: str
    missing: str
    reply: str


def main(argv: Sequence[str], places: Places | None = None) -> int:
    """Ask every set and print its figures; 0 whatever they are, since used sets are no target."""
    options = _options(argv)
    if options.home:
        os.environ["MOA_HOME"] = options.home
    if places is None:
        return launched("bench.strangers", argv)
    catalog = read_catalog(places.catalog)
    truth = truth_of(places, catalog, Desk.open(places, catalog))
    known = truth.frame[catalog.label.column].notna()
    names = {"df": truth.frame.assign(left=truth.left.astype(float).where(known), current=~truth.left), "pd": pd}
    found: list[Verdict] = []
    for path in options.files or sorted(SETS.glob("*.yaml")):
        found += _asked(path, names)
    _print(found, options.all)
    return 0


def _asked(path: Path, names: Mapping[str, Any]) -> list[Verdict]:
    """One set's questions, put to ``app.ask`` in one process."""
    written = read_yaml(path)
    items = written["questions"]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as batch:
        for number, item in enumerate(items):
            batch.write(json.dumps({"id": str(number), "turns": _turns(item)}) + "\n")
        batch.flush()
        run = subprocess.run(
            [sys.executable, "-m", "app.ask", "--batch", batch.name], capture_output=True, text=True, check=True
        )
    answers = {one["id"]: one["turns"][-1] for one in map(json.loads, run.stdout.splitlines())}
    return [_verdict(written["author"], item, answers[str(number)], names) for number, item in enumerate(items)]


def _turns(item: Mapping[str, Any]) -> list[str]:
    return item["ask"] if isinstance(item["ask"], list) else [item["ask"]]


def _verdict(author: str, item: Mapping[str, Any], turn: Mapping[str, Any], names: Mapping[str, Any]) -> Verdict:
    missing = _missing(item, turn, names)
    said = turn["status"] != "answered" or _NAMED.search(turn["reply"]) is not None
    verdict = "right" if not missing else "said" if said else "silent"
    question = " | ".join(_turns(item))
    return Verdict(author, item.get("kind", ""), item["language"], question, verdict, missing, turn["reply"])


def _missing(item: Mapping[str, Any], turn: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """Empty when right; what the reply lacks or has too much, otherwise."""
    if "status" in item and turn["status"] in item["status"]:
        return ""
    if "want" not in item and "or" not in item:
        return f"status {turn['status']}"
    if turn["status"] == "error":
        return "status error"
    reply = turn["reply"]
    unwanted = [text for text in item.get("not", ()) if _holds(reply, text, item["language"], names)]
    if unwanted:
        return f"says {unwanted}"
    ways = [*([item["want"]] if "want" in item else []), *item.get("or", ())]
    lacks = [[text for text in way if not _holds(reply, text, item["language"], names)] for way in ways]
    return "" if [] in lacks else f"lacks {min(lacks, key=len)}"


def _holds(reply: str, wanted: str, language: str, names: Mapping[str, Any]) -> bool:
    """Whether a reply says a text (``text: …``, any of several by ``|``) or the value of a pandas expression."""
    if wanted.startswith("text:"):
        said = reply.casefold()
        return any(part.strip().casefold() in said for part in wanted[5:].split("|"))
    value = eval(
        wanted, {"__builtins__": {"len": len, "str": str, "int": int, "round": round, "abs": abs}}, dict(names)
    )
    if isinstance(value, str):
        return value.casefold() in reply.casefold()
    return any(_near(shown, float(value)) for shown in _numbers(reply, language))


def _numbers(reply: str, language: str) -> list[tuple[Decimal, Decimal, bool]]:
    """The figures of a reply: value, half a unit of its last digit, and whether it is a percentage."""
    found = []
    for match in _NUMBER.finditer(reply):
        text = match[0]
        digits = re.sub(r"[^\d.,-]", "", text).rstrip(".,")
        digits = digits.replace(".", "").replace(",", ".") if language == "es" else digits.replace(",", "")
        unit = re.sub(r"[\d.,\s\u00a0\u202f’'-]", "", text)
        if digits.count(".") > 1 or not digits.strip("-"):
            continue
        times = Decimal(_TIMES.get(unit, 1))
        value = Decimal(digits)
        step = Decimal(1).scaleb(int(value.as_tuple().exponent)) * times / 2
        shown = {unit == "%", unit.startswith(("%", "p"))}  # points are of a share's difference, or of a score
        found += [(value * times, step, share) for share in shown]
    return found


def _near(shown: tuple[Decimal, Decimal, bool], value: float) -> bool:
    number, step, percent = shown
    true = Decimal(str(value)) * (100 if percent else 1)
    slack = max(step * Decimal("1.001"), Decimal("1e-6"))
    return abs(number - true) <= slack and abs(number - true) <= max(abs(true) * Decimal("0.03"), Decimal("1e-6"))


def _print(found: Sequence[Verdict], everything: bool) -> None:
    print(f"{'':<34}{'n':>5}{'right':>9}{'said so':>9}{'silent':>9}")
    for key in ("author", "language", "kind"):
        for group in dict.fromkeys(getattr(one, key) for one in found):
            _line(f"{key} {group}", [one for one in found if getattr(one, key) == group])
    _line("all", found)
    for one in sorted(found, key=lambda one: one.verdict, reverse=True):
        if one.verdict != "right" or everything:
            print(f"\n{one.verdict} {one.author} [{one.language}, {one.kind}] {one.question}")
            print(f"    {one.missing}\n    {' '.join(one.reply.split())[:400]}")


def _line(name: str, found: Sequence[Verdict]) -> None:
    cells = "".join(
        f"{sum(one.verdict == verdict for one in found) / len(found):>9.1%}" for verdict in ("right", "said", "silent")
    )
    print(f"{name[:34]:<34}{len(found):>5}{cells}")


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench strangers", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="sets to ask (default: all that are kept)")
    parser.add_argument("--home", help="an installation that is loaded, trained and scored")
    parser.add_argument("--all", action="store_true", help="print the right ones too")
    return parser.parse_args(list(argv))


if __name__ == "__main__":
    launch("bench.strangers")
