"""Where everything generated lives: handed down from the settings, so that no other room reads the environment."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Places:
    """Addresses of one installation; two installations never share one."""

    home: Path
    bank_url: str
    state_url: str
    catalog: Path
    """The catalog in force: the setting, else ``home/catalog.yaml``, else the packaged default."""
    mlflow_uri: str
    n_jobs: int = 2
