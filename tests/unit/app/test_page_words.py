import json
from pathlib import Path

import pytest

from agents.llm.providers import ProviderSettings
from app.chat.phrases import page_language
from app.chat.profiles import profiles
from app.chat.provider_words import provider_words
from app.server.chainlit_files import furnish
from app.settings import ROOT, Settings
from db.errors import Language


@pytest.mark.parametrize(
    ("tags", "language"),
    [("es-PE", "es"), ("ES", "es"), ("en-US,es;q=0.5", "en"), ("fr", "en"), (None, "en"), ("", "en")],
)
def test_the_pages_language_is_the_browsers(tags: str | None, language: str) -> None:
    assert page_language(tags) == language


def test_who_answers_is_said_plainly() -> None:
    assert "No language model" in provider_words(ProviderSettings(), "en")
    assert "Sin modelo de lenguaje" in provider_words(ProviderSettings(), "es")
    assert "Together" in provider_words(ProviderSettings(together_api_key="k"), "en")
    assert "http" not in provider_words(ProviderSettings(llm_base_url="http://llm"), "es")


def test_the_profiles_are_the_rosters_with_one_default() -> None:
    shown = profiles(ProviderSettings(), "es")
    assert [profile.name for profile in shown] == ["fast", "scout", "moa", "self_moa", "deep"]
    assert [profile.name for profile in shown if profile.default] == ["scout"]


@pytest.mark.parametrize(("language", "costs", "unpaid"), [("es", "cuesta", "no dice más"), ("en", "cost", "no more")])
def test_each_profile_says_what_it_costs_and_the_committees_that_they_say_no_more(
    language: Language, costs: str, unpaid: str
) -> None:
    told = {profile.name: profile.markdown_description for profile in profiles(ProviderSettings(), language)}
    assert all(costs in words.casefold() for words in told.values())
    assert all(unpaid in told[name] for name in ("moa", "deep"))


def test_the_furniture_is_laid_out_in_the_home_and_demo_users_only_in_demo_mode(tmp_path: Path) -> None:
    root = furnish(Settings(moa_home=tmp_path, demo_mode=True))
    spanish = json.loads((root / ".chainlit" / "translations" / "es.json").read_text())
    assert "sofia" in spanish["auth"]["login"]["form"]["email"]["placeholder"]
    assert spanish["chat"]["watermark"].startswith("Sin modelo de lenguaje")
    assert (root / "public" / "theme.json").is_file()
    root = furnish(Settings(moa_home=tmp_path, demo_mode=False))
    assert "sofia" not in (root / ".chainlit" / "translations" / "es.json").read_text()
    assert "sofia" not in (root / "chainlit_es.md").read_text()


@pytest.mark.parametrize(
    ("name", "shown"), [("sso", "Continuar con el inicio de sesión único"), ("banco", "Continuar con {{provider}}")]
)
def test_the_way_to_a_single_sign_on_without_a_name_is_said_in_words(tmp_path: Path, name: str, shown: str) -> None:
    root = furnish(Settings(moa_home=tmp_path, oidc_name=name))
    words = json.loads((root / ".chainlit" / "translations" / "es.json").read_text())
    assert words["auth"]["provider"] == {"continue": shown}


def test_both_languages_have_the_same_words() -> None:
    def keys(tree: object, at: str = "") -> set[str]:
        if not isinstance(tree, dict):
            return {at}
        return {key for name, part in tree.items() for key in keys(part, f"{at}.{name}")}

    folder = ROOT / ".chainlit" / "translations"
    english, spanish = (json.loads((folder / name).read_text()) for name in ("en-US.json", "es.json"))
    assert keys(english) == keys(spanish)


def test_nothing_the_page_brings_points_elsewhere() -> None:
    for path in (ROOT / "public").rglob("*"):
        if path.suffix in {".css", ".js", ".json"}:
            assert "http" not in path.read_text(encoding="utf-8")
