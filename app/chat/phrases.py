"""What the page says in its own words, in both languages; replies and facts have theirs below."""

from db.errors import Language

PHRASES: dict[str, tuple[str, str]] = {
    "trace": ("Cómo se llegó a esta respuesta", "How this answer was reached"),
    "tracing": (
        "Los pasos aparecen aquí a medida que se dan.",
        "The steps appear here as they are taken.",
    ),
    "fast": ("Rápido", "Fast"),
    "moa": ("Comité", "Committee"),
    "deep": ("A fondo", "Deep"),
    "working": ("Trabajando en ello", "Working on it"),
    "orchestrator": ("Orquestador", "Orchestrator"),
    "aggregator": ("Agregador", "Aggregator"),
    "risk_analyst": ("analista de riesgos", "risk analyst"),
    "retention_strategist": ("estratega de retención", "retention strategist"),
    "sceptic": ("escéptico", "sceptic"),
    "generalist": ("generalista", "generalist"),
    "grounding": ("Comprobación de cifras", "Grounding check"),
    "draft": ("Borrador", "Draft"),
    "layer": ("capa", "layer"),
    "prompt": ("Instrucciones exactas", "Exact prompt"),
    "result": ("Resultado", "Result"),
    "arguments": ("Argumentos", "Arguments"),
    "waiting": ("en espera", "waiting"),
    "writing": ("escribiendo", "writing"),
    "done": ("listo", "done"),
    "late": ("tarde", "late"),
    "failed": ("falló", "failed"),
    "excluded": ("excluido", "excluded"),
    "stopped": ("Detenido.", "Stopped."),
    "supported": ("respaldadas", "supported"),
    "unsupported": ("retiradas", "taken out"),
    "claims": ("Afirmaciones comprobadas", "Checked claims"),
    "claim": ("En la respuesta", "In the reply"),
    "fact": ("Dato", "Fact"),
    "where": ("Dónde", "Where"),
    "source": ("Fuente", "Source"),
    "weight": ("peso", "weight"),
    "tokens": ("tokens", "tokens"),
    "calls": ("llamadas", "calls"),
    "reason": ("motivo", "reason"),
    "from cache": ("de la caché", "from cache"),
    "not in the facts": ("No está en los datos", "Not in the facts"),
    "agreement": ("Coincidencia de los borradores", "Agreement of the drafts"),
    "figures": ("cifras", "figures"),
    "actions": ("acciones", "actions"),
    "minority": ("Solo lo dice uno", "Said by one only"),
    "credit": ("Sostienen la respuesta", "Carried the reply"),
    "degraded": ("Aviso", "Notice"),
    "replaced": ("La respuesta se sustituyó", "The reply was replaced"),
    "provider": ("Responde", "Answered by"),
    "profile": ("perfil", "profile"),
    "card": ("Ficha", "Card"),
    "chart": ("Gráfico", "Chart"),
    "starting": (
        "La aplicación se está preparando; la respuesta llegará en unos segundos.",
        "The application is getting ready; your answer will come in a few seconds.",
    ),
    "signed out": (
        "Su usuario ya no existe o ya no puede entrar: inicie sesión de nuevo.",
        "Your user no longer exists or may no longer enter: please log in again.",
    ),
    "thanks": ("Gracias: su opinión queda guardada.", "Thank you: your rating is kept."),
    "yes": ("Sí", "Yes"),
    "no": ("No", "No"),
    "has left": ("Dejó el banco", "Has left"),
    "has stayed": ("Sigue en el banco", "Has stayed"),
    "noted": ("Anotado. Los datos del banco no cambian.", "Noted. The bank's own data do not change."),
    "correct": ("Proponer una corrección", "Propose a correction"),
    "correct how": (
        "Escriba la respuesta como debería ser. Servirá de ejemplo cuando un administrador la acepte.",
        "Write the reply as it should be. It becomes an example once an administrator accepts it.",
    ),
    "corrected": (
        "Gracias: la corrección espera a un administrador.",
        "Thank you: the correction awaits an administrator.",
    ),
    "total": ("Total", "Total"),
    "customers": ("clientes", "customers"),
    "probability": ("Probabilidad de abandono", "Churn probability"),
    "before": ("Ahora", "Now"),
    "after": ("Con el cambio", "With the change"),
    "value at risk": ("Valor en riesgo", "Value at risk"),
    "raises": ("Sube el riesgo", "Raises the risk"),
    "lowers": ("Baja el riesgo", "Lowers the risk"),
    "contribution": ("Aportación al riesgo (log-odds)", "Contribution to the risk (log-odds)"),
}


def say(key: str, language: Language) -> str:
    """The phrase in the person's language."""
    spanish, english = PHRASES[key]
    return spanish if language == "es" else english


def page_language(tags: str | None) -> Language:
    """The page's language for a browser that sends these tags, the first preferred: Spanish or else English."""
    return "es" if (tags or "").strip().lower().startswith("es") else "en"
