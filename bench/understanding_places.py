"""A phrase put into a question at its begin, behind the customers it names and at its end; where the grammar allows."""

import re
from collections.abc import Iterator
from pathlib import Path

from db.yaml_files import read_yaml

PHRASES = Path(__file__).parent / "understanding_wrappings.yaml"
_PEOPLE = re.compile(
    r"\b(clientes|clientas|mujeres|hombres|gente|personas|customers|clients|people|women|men)\b", re.IGNORECASE
)
_LED = re.compile(
    r"(de|del|en|con|desde|por|a causa|at|in|over|from|since|on|after|with|because|during|before|due|antes|last|this)\b"
)
_JOINTS = re.compile(r" (?:de|en|con|que|in|of|with|who|for|are|hay)\b")
_SHORTEST = 8


def phrases(kind: str, language: str) -> list[str]:
    """The phrases of ``restrictive`` or ``asides`` in one language."""
    return [str(phrase) for phrase in read_yaml(PHRASES)[kind][language]]


def restricted(question: str, phrase: str) -> Iterator[str]:
    """With the phrase where it says which customers are meant."""
    if _LED.match(phrase):
        yield f"{phrase[0].upper()}{phrase[1:]}, {_lowered(question)}"
    if (people := _PEOPLE.search(question)) is not None:
        yield f"{question[: people.end()]} {phrase}{question[people.end() :]}"
    if "," not in question:
        yield _ended(question, f" {phrase}")


def beside(question: str, phrase: str) -> Iterator[str]:
    """With the phrase before, between two commas within, and after it."""
    yield f"{phrase[0].upper()}{phrase[1:]}, {_lowered(question)}"
    joints = [joint for joint in _JOINTS.finditer(question) if joint.start() > _SHORTEST]
    if joints:
        at = joints[len(joints) // 2].start()
        yield f"{question[:at]}, {phrase},{question[at:]}"
    yield _ended(question, f", {phrase}")


def _ended(question: str, phrase: str) -> str:
    bare = question.rstrip(" ?.!")
    return f"{bare}{phrase}{question[len(bare) :]}"


def _lowered(question: str) -> str:
    return re.sub(r"^(\W*)(\w)", lambda found: found[1] + found[2].lower(), question, count=1)
