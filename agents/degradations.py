"""The honest lines: one sentence per kind of degradation, in both languages, shown under the reply."""

from typing import Literal

from db.errors import Language

Code = Literal[
    "proposer_failed",
    "proposer_late",
    "draft_excluded",
    "draft_cut",
    "no_drafts",
    "aggregator_standin",
    "best_draft",
    "plain_reply",
    "reply_cut",
    "reply_slow",
    "sentences_removed",
    "reply_replaced",
    "orchestrator_standin",
    "orchestrator_offline",
    "orchestrator_second",
    "orchestrator_partial",
    "left_out",
    "taken_for",
    "deadline",
    "budget_near",
    "budget_fast",
    "budget_offline",
    "budget_turn",
    "unpriced",
    "all_failed",
    "kept_later",
    "not_kept",
    "cause_rate",
    "cause_server",
    "cause_unreachable",
    "cause_silent",
    "cause_key",
    "cause_payment",
    "cause_no_model",
]

_LINES: dict[Code, tuple[str, str]] = {
    "proposer_failed": ("Without the draft of: {names} (failed).", "Sin el borrador de: {names} (falló)."),
    "proposer_late": ("Without the draft of: {names} (too late).", "Sin el borrador de: {names} (llegó tarde)."),
    "draft_excluded": (
        "A draft was left out because its figures are not in the data: {names}.",
        "Se descartó un borrador porque sus cifras no están en los datos: {names}.",
    ),
    "draft_cut": (
        "Cut at its length limit, used in part: {names}.",
        "Cortado en su límite de longitud, usado en parte: {names}.",
    ),
    "no_drafts": (
        "No agent of the committee delivered a draft; a single writer answered.",
        "Ningún agente del comité entregó un borrador; respondió un solo redactor.",
    ),
    "aggregator_standin": (
        "The main editor failed; a stand-in wrote this reply.",
        "El editor principal falló; un suplente redactó esta respuesta.",
    ),
    "left_out": ("I have not used from your question: {words}.", "No he usado de su pregunta: {words}."),
    "taken_for": ("I have taken: {words}.", "He entendido: {words}."),
    "best_draft": (
        "No editor was available; this is the best draft of the committee, unedited.",
        "Ningún editor estaba disponible; este es el mejor borrador del comité, sin editar.",
    ),
    "plain_reply": (
        "No language model could write the reply; it was composed directly from the data.",
        "Ningún modelo de lenguaje pudo redactar la respuesta; se compuso directamente con los datos.",
    ),
    "reply_cut": (
        "The reply reached its length limit and was ended at the last whole sentence.",
        "La respuesta alcanzó su límite de longitud y se cerró en la última frase completa.",
    ),
    "reply_slow": (
        "The editor fell silent; the reply ends at its last whole sentence.",
        "El editor dejó de escribir; la respuesta termina en su última frase completa.",
    ),
    "sentences_removed": (
        "Part of the reply was removed because the data does not support it.",
        "Se retiró una parte de la respuesta porque los datos no la respaldan.",
    ),
    "reply_replaced": (
        "The written reply did not give what the data says; this one was composed directly from the data.",
        "La respuesta redactada no daba lo que dicen los datos; esta se compuso directamente con ellos.",
    ),
    "orchestrator_standin": (
        "The main planning model failed; a stand-in chose the data.",
        "El modelo de planificación falló; un suplente eligió los datos.",
    ),
    "orchestrator_offline": (
        "No language model could plan this question; the built-in understanding chose the data.",
        "Ningún modelo de lenguaje pudo planificar esta pregunta; la comprensión incorporada eligió los datos.",
    ),
    "orchestrator_second": (
        "The planning model chose no data; the built-in understanding did.",
        "El modelo de planificación no eligió datos; lo hizo la comprensión incorporada.",
    ),
    "orchestrator_partial": (
        "The planning model stopped early; the reply rests on the data found until then.",
        "El modelo de planificación se detuvo antes de tiempo; la respuesta se apoya en los datos hallados.",
    ),
    "deadline": (
        "The time for this answer ran out; it was closed with what there was.",
        "Se agotó el tiempo de esta respuesta; se cerró con lo que había.",
    ),
    "budget_near": (
        "Today's budget for language models is nearly spent ({share}).",
        "El presupuesto de hoy para modelos de lenguaje está casi agotado ({share}).",
    ),
    "budget_fast": (
        "Today's budget is spent: a single writer answers instead of the committee.",
        "El presupuesto de hoy está agotado: responde un solo redactor en lugar del comité.",
    ),
    "budget_offline": (
        "Today's budget is spent: the offline provider answers.",
        "El presupuesto de hoy está agotado: responde el propio programa, sin modelo de lenguaje.",
    ),
    "budget_turn": (
        "This answer reached its budget; further drafts were skipped.",
        "Esta respuesta alcanzó su presupuesto; se omitieron más borradores.",
    ),
    "unpriced": (
        "A model in use has no price in the roster; its cost is not in the accounts.",
        "Un modelo en uso no tiene precio en el plantel; su coste no figura en las cuentas.",
    ),
    "kept_later": (
        "This answer could not be filed yet; it is kept apart and will be filed as soon as possible.",
        "Esta respuesta aún no se pudo archivar; queda guardada aparte y se archivará en cuanto sea posible.",
    ),
    "not_kept": (
        "This answer could not be filed: copy what you need of it.",
        "Esta respuesta no se pudo archivar: copie lo que necesite de ella.",
    ),
    "all_failed": (
        "No language model gave an answer; the built-in understanding chose the data and the reply was composed "
        "directly from them.",
        "Ningún modelo de lenguaje dio una respuesta; la comprensión incorporada eligió los datos y la respuesta se "
        "compuso directamente con ellos.",
    ),
    "cause_rate": (
        "The language models take no more requests for the moment.",
        "Los modelos de lenguaje no admiten más peticiones por el momento.",
    ),
    "cause_server": (
        "The language models' server is failing for the moment.",
        "El servidor de los modelos de lenguaje falla por el momento.",
    ),
    "cause_unreachable": (
        "The language models' server cannot be reached.",
        "No se puede contactar con el servidor de los modelos de lenguaje.",
    ),
    "cause_silent": (
        "The language models did not answer in time.",
        "Los modelos de lenguaje no respondieron a tiempo.",
    ),
    "cause_key": (
        "The language models' server refuses the key.",
        "El servidor de los modelos de lenguaje rechaza la clave.",
    ),
    "cause_payment": (
        "The language models' account has no credit.",
        "La cuenta de los modelos de lenguaje no tiene saldo.",
    ),
    "cause_no_model": (
        "The language models' server does not know the models asked for.",
        "El servidor de los modelos de lenguaje no conoce los modelos pedidos.",
    ),
}

_TOO_LONG = (
    "Your message has {length} characters; I read at most {limit}. Please ask more briefly.",
    "Su mensaje tiene {length} caracteres; leo como máximo {limit}. Por favor, pregunte más brevemente.",
)
_WRITTEN_OUT = (
    "Written out, the signs of your message stand for {length} characters; I read at most {limit}. "
    "Please ask more briefly.",
    "Escritos por extenso, los signos de su mensaje son {length} caracteres; leo como máximo {limit}. "
    "Por favor, pregunte más brevemente.",
)
_TOO_MANY_WORDS = (
    "Your message has {count} words, numbers and signs; I read at most {limit}. Please ask more briefly.",
    "Su mensaje tiene {count} palabras, números y signos; leo como máximo {limit}. Por favor, pregunte más brevemente.",
)
_WORD_TOO_LONG = (
    "Your message has a word or number of {length} characters; I read none of more than {limit}.",
    "Su mensaje tiene una palabra o un número de {length} caracteres; no leo ninguno de más de {limit}.",
)
_BUSY = (
    "I am still answering {running} of your questions; please wait for one of them and then ask again.",
    "Todavía estoy respondiendo {running} preguntas suyas; espere a que termine alguna y vuelva a preguntar.",
)
_OTHER_LANGUAGE = (
    "Without a language model I read and write Spanish and English only, and this seems to be {language} or to ask "
    "for it; please ask in one of the two.",
    "Sin un modelo de lenguaje solo leo y escribo español e inglés, y esto parece estar en {language} o pedirlo; "
    "pregunte en uno de los dos, por favor.",
)
_EMPTY = (
    "Please ask a question about a customer or the portfolio.",
    "Por favor, haga una pregunta sobre un cliente o la cartera.",
)
_ERROR = (
    "Something went wrong on our side and the question was not answered (reference {reference}).",
    "Algo falló de nuestro lado y la pregunta quedó sin respuesta (referencia {reference}).",
)


def line(code: Code, language: Language, **words: str) -> str:
    """The sentence of a degradation."""
    return _LINES[code][language == "es"].format(**words)


def too_long(length: int, limit: int, language: Language) -> str:
    """What a message over the limit gets."""
    return _TOO_LONG[language == "es"].format(length=length, limit=limit)


def too_long_written_out(length: int, limit: int, language: Language) -> str:
    """What a message gets whose characters stand for more than the limit."""
    return _WRITTEN_OUT[language == "es"].format(length=length, limit=limit)


def too_many_words(count: int, limit: int, language: Language) -> str:
    """What a message of too many words, numbers and signs gets."""
    return _TOO_MANY_WORDS[language == "es"].format(count=count, limit=limit)


def word_too_long(length: int, limit: int, language: Language) -> str:
    """What a message with a word that can be none gets."""
    return _WORD_TOO_LONG[language == "es"].format(length=length, limit=limit)


def busy(running: int, language: Language) -> str:
    """What a question gets while as many of the same person are being answered as one may have running."""
    return _BUSY[language == "es"].format(running=running)


def other_language(name: str, language: Language) -> str:
    """What a question in a language that only a language model writes gets without one."""
    return _OTHER_LANGUAGE[language == "es"].format(language=name)


def empty(language: Language) -> str:
    """What an empty message gets."""
    return _EMPTY[language == "es"]


def went_wrong(reference: str, language: Language) -> str:
    """What a turn that broke says."""
    return _ERROR[language == "es"].format(reference=reference)
