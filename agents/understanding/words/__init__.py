"""Words of both languages as data: the files of this folder and their one reader."""

from functools import cache
from pathlib import Path
from typing import Any

from db.yaml_files import read_yaml

_FOLDER = Path(__file__).parent


def word_file(name: str) -> Any:
    """What ``NAME.yaml`` of this folder holds, read anew (who asks keeps what he makes of it)."""
    return read_yaml(_FOLDER / f"{name}.yaml")


@cache
def word_sets(name: str) -> dict[str, frozenset[str]]:
    """The sets of a file that holds nothing but sets of words, by their keys; read once."""
    return {key: frozenset(words.split()) for key, words in word_file(name).items()}
