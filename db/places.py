"""Where everything generated lives: handed down from the settings, so that no other room reads the environment."""

from dataclasses import dataclass, field, replace
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
    roster: Path | None = None
    """The roster file the settings name; the packaged one when None."""
    llm_base_url: str | None = None
    llm_key: str | None = field(default=None, repr=False)
    """The key of the language-model provider in force, for commands that ask it something."""

    def below(self, home: Path, *, catalog: Path | None = None) -> "Places":
        """The same installation with its files and databases (SQLite) below another home."""
        return replace(
            self,
            home=home,
            bank_url=f"sqlite:///{home / 'bank.db'}",
            state_url=f"sqlite:///{home / 'state.db'}",
            mlflow_uri=f"sqlite:///{home / 'mlflow.db'}",
            catalog=catalog or self.catalog,
        )
