"""The page's furniture: Chainlit's settings, words, pictures and read-me pages, laid out in the home for this start."""

import json
import shutil
from pathlib import Path
from typing import Any

from app.bootstrap import provider_settings
from app.chat.provider_words import provider_words
from app.settings import PAGE_FILES, Settings
from db.errors import Language

FILES: dict[str, Language] = {"en-US.json": "en", "es.json": "es"}

DEMO_MARK = "<!-- demo -->\n"
"""What follows it on a read-me page is for demo mode."""


def furnish(settings: Settings) -> Path:
    """Lay out Chainlit's root under the home and return it; nothing is written into the checkout."""
    root = settings.moa_home / "chainlit"
    shutil.rmtree(root / "public", ignore_errors=True)
    shutil.copytree(PAGE_FILES / "public", root / "public")
    translations = root / ".chainlit" / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PAGE_FILES / ".chainlit" / "config.toml", root / ".chainlit" / "config.toml")
    for name, language in FILES.items():
        words = json.loads((PAGE_FILES / ".chainlit" / "translations" / name).read_text(encoding="utf-8"))
        (translations / name).write_text(json.dumps(_told(words, settings, language), ensure_ascii=False), "utf-8")
    for name in ("chainlit.md", "chainlit_es.md"):
        told, demo = (PAGE_FILES / name).read_text(encoding="utf-8").split(DEMO_MARK)
        (root / name).write_text(told + (demo if settings.demo_mode else ""), encoding="utf-8")
    return root


def _told(words: dict[str, Any], settings: Settings, language: Language) -> dict[str, Any]:
    """The page's words with who answers under every message, the demo users, the way to a nameless sign-on."""
    words["chat"]["watermark"] = provider_words(provider_settings(settings), language)
    login, provider = words["auth"]["login"], words["auth"]["provider"]
    usual = provider.pop("usual")
    if settings.oidc_name == Settings.model_fields["oidc_name"].default:
        provider["continue"] = usual
    demo = login.pop("demo")
    if settings.demo_mode:
        login["form"]["email"]["placeholder"] = demo["user"]
        login["form"]["password"]["label"] = demo["password"]
    return words
