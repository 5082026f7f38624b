"""Shared ground: one small bank with a trained, scored champion per session, and an environment of our own."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.catalog import DEFAULT, Catalog, read_catalog
from db.places import Places
from tests.made_once import copied, made_once

for pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(pool, "1")  # workers share the processors; a pool in each only waits for the others
sys.dont_write_bytecode = False  # what is imported is compiled once, not by each worker, server and command anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
pytest_plugins = ("tests.sharing",)
CUSTOMERS = 1_500
SETTINGS = [
    *("MOA_HOME", "BANK_DB_URL", "STATE_DB_URL", "CATALOG_FILE", "TOGETHER_API_KEY", "LLM_BASE_URL", "LLM_API_KEY"),
    *("ROSTER_FILE", "MLFLOW_TRACKING_URI", "CHAINLIT_AUTH_SECRET", "DEMO_MODE", "HOST", "PORT", "ALLOW_ORIGINS"),
    *("LOG_LEVEL", "N_JOBS", "REGIONS", "DATABASE_URL", "MLFLOW_TRACING", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"),
]


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the machine reaches a test, and Chainlit writes nowhere but into a temporary folder."""
    before = {name: os.environ.pop(name) for name in SETTINGS if name in os.environ}
    os.environ["CHAINLIT_APP_ROOT"] = str(tmp_path_factory.mktemp("chainlit"))
    yield
    os.environ.update(before)


@pytest.fixture(autouse=True)
def no_store_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """MLflow writes the store it was pointed at into the environment; the next test must not read it there."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.delenv("MLFLOW_REGISTRY_URI", raising=False)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The packaged catalog."""
    return read_catalog(DEFAULT)


def places_at(home: Path) -> Places:
    """An installation of its own under ``home``, on SQLite."""
    return Places(
        home=home,
        bank_url=f"sqlite:///{home / 'bank.db'}",
        state_url=f"sqlite:///{home / 'state.db'}",
        catalog=DEFAULT,
        mlflow_uri=f"sqlite:///{home / 'mlflow.db'}",
        n_jobs=2,
    )


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A demo bank of 1,500 customers with state, users, a quick champion and scores; read it, do not change it.

    The first worker that needs it makes it, the others copy it.
    """
    own = tmp_path_factory.mktemp("home")
    copied(made_once(tmp_path_factory, "small-home", _make_small_home), own)
    return places_at(own)


def _make_small_home(home: Path) -> None:
    from db.demo.customers import demo_bank
    from db.demo.install import load_demo
    from ml.score import score_bank
    from ml.training.labelled_history import labelled_source
    from ml.training.run import Options, train

    places = places_at(home)
    catalog = read_catalog(DEFAULT)
    load_demo(places, bank=demo_bank(CUSTOMERS, 2026))
    train(labelled_source(places, catalog), places, Options(preset="quick", n_jobs=1))  # 14 s of CPU, with two jobs 18
    score_bank(places, catalog, progress=False)
