"""The one reader of YAML: libyaml's safe loader where it is there (seven times as fast), PyYAML's own otherwise."""

from pathlib import Path
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str) -> Any:
    """What a text of YAML holds.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader


def read_yaml(path: Path) -> Any:
    """What a file of YAML holds.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
        yaml.YAMLError: it is not YAML.
    """
    return parse_yaml(path.read_text(encoding="utf-8"))
