"""Which provider answers, said plainly in both languages."""

from agents.llm.providers import ProviderSettings
from db.errors import Language


def provider_words(providers: ProviderSettings, language: Language) -> str:
    """One sentence for the page's foot and the profiles."""
    spanish = language == "es"
    if providers.kind == "offline":
        if spanish:
            return "Sin modelo de lenguaje: responde el propio programa con los datos del banco."
        return "No language model: the program itself answers from the bank's data."
    together = providers.kind == "together"
    if spanish:
        name = "Together" if together else "un servidor elegido por el banco"
        return f"Responden modelos de lenguaje de {name}; cada cifra se comprueba con los datos del banco."
    name = "Together" if together else "a server of the bank's choice"
    return f"Language models at {name} answer; every figure is checked against the bank's data."
