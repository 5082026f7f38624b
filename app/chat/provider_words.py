"""Which provider answers, said plainly in both languages."""

from agents.llm.providers import ProviderSettings
from db.errors import Language


def provider_words(providers: ProviderSettings, language: Language) -> str:
    """One sentence for the page's foot and the profiles."""
    spanish = language == "es"
    if providers.kind == "offline":
        if spanish:
            return "Sin conexión: responde el propio programa con los datos del banco, sin modelo de lenguaje."
        return "Offline: the program itself answers from the bank's data, without a language model."
    name = "Together" if providers.kind == "together" else str(providers.llm_base_url)
    if spanish:
        return f"Responden modelos de lenguaje de {name}; cada cifra se comprueba con los datos del banco."
    return f"Language models at {name} answer; every figure is checked against the bank's data."
