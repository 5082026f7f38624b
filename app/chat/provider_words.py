"""Which provider answers, said plainly."""

from agents.llm.providers import ProviderSettings
from db.texts import Language, text


def provider_words(providers: ProviderSettings, language: Language) -> str:
    """One sentence for the page's foot and the profiles."""
    return text(language, f"page.provider.{providers.kind}")
