from pathlib import Path

import pytest

from app.settings import Settings, read_settings
from db.errors import SettingsProblem


@pytest.fixture(autouse=True)
def no_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def test_nothing_set_means_one_home_with_sqlite_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOA_HOME", str(tmp_path / "a home"))
    places = read_settings().places()
    assert places.home.is_dir()
    assert places.bank_url == f"sqlite:///{places.home / 'bank.db'}"
    assert places.state_url.startswith("sqlite:///")


def test_every_wrong_setting_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "PORT": "70000",
        "BANK_DB_URL": "mysql://x/y",
        "LLM_BASE_URL": "localhost:1234",
        "ROSTER_FILE": "/nowhere.yaml",
        "CHAINLIT_AUTH_SECRET": "short",
        "N_JOBS": "many",
        "DEMO_MODE": "perhaps",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem) as caught:
        read_settings()
    assert all(name in str(caught.value) for name in wrong)
    assert "\n" not in str(caught.value)


def test_a_wrong_secret_or_key_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINLIT_AUTH_SECRET", "hunter2")
    with pytest.raises(SettingsProblem) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)


def test_an_empty_setting_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("TOGETHER_API_KEY", "")
    settings = read_settings()
    assert settings.port == 8000
    assert settings.together_api_key is None


def test_the_log_in_secret_is_made_once_and_kept_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOA_HOME", str(tmp_path))
    first, second = read_settings().auth_secret(), read_settings().auth_secret()
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "auth-secret").stat().st_mode & 0o077 == 0


def test_the_catalog_in_the_home_is_in_force(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOA_HOME", str(tmp_path))
    (tmp_path / "catalog.yaml").write_text("version: x")
    assert read_settings().places().catalog == tmp_path / "catalog.yaml"


def test_a_home_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MOA_HOME", str(tmp_path / "file"))
    with pytest.raises(SettingsProblem, match="not a folder"):
        read_settings()
