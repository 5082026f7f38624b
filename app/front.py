"""The page's furniture: Chainlit's settings, words, pictures and read-me pages, laid out in the home for this start."""

import json
import shutil
from pathlib import Path
from typing import Any

from app.bootstrap import provider_settings
from app.provider_words import provider_words
from app.settings import ROOT, Settings
from db.errors import Language

COUNTRIES = (
    "AR",
    "BO",
    "CL",
    "CO",
    "CR",
    "CU",
    "DO",
    "EC",
    "ES",
    "GT",
    "HN",
    "MX",
    "NI",
    "PA",
    "PE",
    "PR",
    "PY",
    "SV",
    "US",
    "UY",
    "VE",
)
SPANISH_TAGS = ("es", "es-419", *(f"es-{country}" for country in COUNTRIES))
"""Chainlit looks the read-me page up by the browser's exact tag."""
FILES: dict[str, Language] = {"en-US.json": "en", "es.json": "es"}


def furnish(settings: Settings) -> Path:
    """Lay out Chainlit's root under the home and return it; nothing is written into the checkout."""
    root = settings.moa_home / "chainlit"
    shutil.rmtree(root / "public", ignore_errors=True)
    shutil.copytree(ROOT / "public", root / "public")
    translations = root / ".chainlit" / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / ".chainlit" / "config.toml", root / ".chainlit" / "config.toml")
    for name, language in FILES.items():
        words = json.loads((ROOT / ".chainlit" / "translations" / name).read_text(encoding="utf-8"))
        (translations / name).write_text(json.dumps(_told(words, settings, language), ensure_ascii=False), "utf-8")
    shutil.copyfile(ROOT / "chainlit.md", root / "chainlit.md")
    for tag in SPANISH_TAGS:
        shutil.copyfile(ROOT / "chainlit_es.md", root / f"chainlit_{tag}.md")
    return root


def _told(words: dict[str, Any], settings: Settings, language: Language) -> dict[str, Any]:
    """The page's words with who answers under every message and, in demo mode, the demo users at the door."""
    words["chat"]["watermark"] = provider_words(provider_settings(settings), language)
    if settings.demo_mode:
        words["auth"]["login"]["title"] += words["auth"]["login"].pop("demo")
    return words
