"""The corpus: utterances of many authors with the frame they want, asides, restricting clauses and own words."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.understanding.learned.masking import PLACEHOLDERS, SPOKEN, marks
from db.errors import SettingsProblem
from db.yaml_files import parse_yaml

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
LABELS = tuple(
    f"{frame}.{aspect}" if aspect else frame
    for frame, aspects in {
        "query": "count figure rate share list watch spread compare overview",
        "customer": "card field risk reasons history similar options find",
        "whatif": "",
        "system": "quality drivers members method training agreement trace moa limits decides self fields term",
        "talk": "greeting thanks help bye",
        "refuse": "write secret future outside",
        "follow": "page sort narrow correct back compare",
    }.items()
    for aspect in (aspects.split() or [""])
)
"""The frames a message may want."""


@dataclass(frozen=True)
class Utterance:
    """One marked line of an author with its frame."""

    author: str
    language: str
    label: str
    marked: str


@dataclass(frozen=True)
class Corpus:
    """All authors' lines."""

    utterances: tuple[Utterance, ...]
    asides: tuple[Utterance, ...]
    restrictions: tuple[Utterance, ...]
    words: dict[str, dict[str, str]]
    """Language -> an author's own word -> the plain one."""
    digest: str
    """Of the files' contents; the artifact carries the one it was made from."""

    @property
    def authors(self) -> list[str]:
        """Who wrote, in order; some have written nothing but asides and restrictions."""
        return sorted({line.author for line in (*self.utterances, *self.asides, *self.restrictions)})


def read_corpus(folder: Path = CORPUS) -> Corpus:
    """Read every author's file.

    Raises:
        SettingsProblem: a file has a label or a mark that does not exist.
    """
    utterances: list[Utterance] = []
    sides: dict[str, list[Utterance]] = {"asides": [], "restrictions": []}
    words: dict[str, dict[str, str]] = {"es": {}, "en": {}}
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        digest.update(text.encode())
        raw = parse_yaml(text)
        utterances.extend(_lines(path, raw["author"], raw["questions"]))
        for kind, found in sides.items():
            found.extend(_lines(path, raw["author"], {kind: raw.get(kind) or {}}, labelled=False))
        for language, own in (raw.get("words") or {}).items():
            words[language].update({said.casefold(): meant for said, meant in own.items()})
    return Corpus(tuple(utterances), tuple(sides["asides"]), tuple(sides["restrictions"]), words, digest.hexdigest())


def _lines(
    path: Path, author: str, groups: dict[str, dict[str, Sequence[str]]], *, labelled: bool = True
) -> Iterator[Utterance]:
    for label, languages in groups.items():
        if labelled and label not in LABELS:
            raise _problem(path, label)
        for language, lines in languages.items():
            for line in lines:
                if unknown := {kind for kind, _ in marks(line)} - {*PLACEHOLDERS, *SPOKEN}:
                    raise _problem(path, unknown.pop())
                yield Utterance(author, language, label, line)


def _problem(path: Path, what: str) -> SettingsProblem:
    return SettingsProblem("agents.corpus.no_label", name=path.name, what=what)
