"""MLflow's model registry is the truth about versions and aliases; a copy of each version in home is what is loaded.

``champion`` asks MLflow's own store which version bears the alias (one row by SQL where the store is a database), so
that loading need not import MLflow, which takes seconds; a version that is not in home yet is downloaded.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from db.engines import postgres_url, sqlite_file
from db.errors import ModelProblem
from db.places import Places

CHURN = "churn"
CHAMPION = "champion"
CHALLENGER = "challenger"


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """The version that bears an alias and the folder that holds it."""

    name: str
    version: int
    folder: Path

    @property
    def shown(self) -> str:
        """For people and for the ``model_version`` of a prediction."""
        return f"{self.name} v{self.version}"


def folder_of(places: Places, name: str, version: int | str) -> Path:
    """Where home keeps a version's files."""
    return places.home / "models" / name / f"v{version}"


@contextmanager
def staging(places: Places, name: str) -> Iterator[Path]:
    """A folder to write to before a version has its number; gone afterwards unless ``adopt`` took it."""
    root = places.home / "models" / name
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="staging-", dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pointers(places: Places, name: str) -> Path:
    return places.home / "models" / name / "aliases.json"


def read_pointers(places: Places, name: str) -> dict[str, int]:
    """Alias to version as last written here."""
    try:
        said: dict[str, int] = json.loads(_pointers(places, name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said


def point(places: Places, name: str, aliases: Mapping[str, int | None]) -> None:
    """Move aliases in MLflow first, then in home; None removes one.

    What home will say is written down before, so that no space is needed once MLflow has changed.
    """
    from mlflow import MlflowClient  # noqa: PLC0415  (seconds)

    client = MlflowClient(tracking_uri=places.mlflow_uri, registry_uri=places.mlflow_uri)
    before = read_pointers(places, name)
    after = {alias: version for alias, version in {**before, **aliases}.items() if version is not None}
    target = _pointers(places, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".tmp")
    try:
        temporary.write_text(json.dumps(after), encoding="utf-8")
        for alias, version in aliases.items():
            if version is not None:
                client.set_registered_model_alias(name, alias, str(version))
            elif alias in before:
                client.delete_registered_model_alias(name, alias)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _store_says(places: Places, name: str, alias: str) -> tuple[bool, int | None]:
    """Whether MLflow's database could be asked, and the version it names."""
    uri = places.mlflow_uri
    if not uri.startswith(("sqlite:", "postgresql")):
        return False, None
    file = sqlite_file(uri)
    if file is not None and not file.exists():
        return False, None
    engine = create_engine(uri if file is not None else postgres_url(uri))
    query = text("SELECT version FROM registered_model_aliases WHERE name = :name AND alias = :alias")
    try:
        with engine.connect() as connection:
            found = connection.execute(query, {"name": name, "alias": alias}).scalar()
    except SQLAlchemyError:
        return False, None
    finally:
        engine.dispose()
    return True, None if found is None else int(found)


def bearer(places: Places, name: str = CHURN, alias: str = CHAMPION) -> Bearer | None:
    """The version that bears the alias, its files in home; None when there is none."""
    asked, version = _store_says(places, name, alias)
    if not asked:
        version = read_pointers(places, name).get(alias)
    if version is None and places.mlflow_uri.startswith(("http:", "https:")):
        version = _server_says(places, name, alias)
    if version is None:
        return None
    folder = folder_of(places, name, version)
    if not folder.exists():
        _download(places, name, version, folder)
    return Bearer(name=name, version=version, folder=folder)


def champion(places: Places, name: str = CHURN) -> Bearer:
    """The champion.

    Raises:
        ModelProblem: there is none yet.
    """
    found = bearer(places, name)
    if found is None:
        raise ModelProblem(
            "ml.registry.no_model",
        )
    return found


def challenger(places: Places, name: str = CHURN) -> Bearer:
    """The challenger; ModelProblem when there is none."""
    found = bearer(places, name, CHALLENGER)
    if found is None:
        raise ModelProblem(
            "ml.registry.no_challenger",
        )
    return found


def _server_says(places: Places, name: str, alias: str) -> int | None:
    from mlflow import MlflowClient  # noqa: PLC0415
    from mlflow.exceptions import MlflowException  # noqa: PLC0415

    try:
        client = MlflowClient(tracking_uri=places.mlflow_uri, registry_uri=places.mlflow_uri)
        return int(client.get_model_version_by_alias(name, alias).version)
    except MlflowException:
        return None


def _download(places: Places, name: str, version: int, folder: Path) -> None:
    import mlflow  # noqa: PLC0415

    mlflow.set_tracking_uri(places.mlflow_uri)
    temporary = folder.with_name(folder.name + ".download")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        found = mlflow.artifacts.download_artifacts(f"models:/{name}/{version}", dst_path=str(temporary))
    except (mlflow.exceptions.MlflowException, OSError) as error:
        raise ModelProblem(
            "ml.registry.files_gone",
            name=name,
            version=version,
        ) from error
    manifest = next(Path(found).glob("artifacts/*/manifest.json"), None)
    if manifest is not None:
        manifest.parent.replace(folder)
    shutil.rmtree(temporary, ignore_errors=True)


def adopt(places: Places, name: str, version: int, staged: Path) -> Path:
    """Give staged files their version's folder."""
    folder = folder_of(places, name, version)
    shutil.rmtree(folder, ignore_errors=True)
    staged.chmod(0o755)
    staged.replace(folder)
    return folder
