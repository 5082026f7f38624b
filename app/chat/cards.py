"""The customer card: one Fact of the card tool as markdown, every column as the catalog names and formats it."""

from typing import Any

from app.chat.labels import column_label, sentence_case, value_label, word
from app.escape import escaped, table
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact
from tools.replies.formats import money, share

CARD_TOOLS = {"customer_card", "find_customers"}


def card_title(fact: Fact, catalog: Catalog, language: Language) -> str:
    """``Ficha · Hargrave 15634602``."""
    data = fact.data
    name = f"{data['name']} " if data.get("name") else ""
    return f"{'Ficha' if language == 'es' else 'Card'} · {name}{data['customer_id']}"


def card(fact: Fact, catalog: Catalog, language: Language) -> str | None:
    """The card of the one customer this Fact holds, or None."""
    data = fact.data
    if fact.tool not in CARD_TOOLS or data.get("status") or not isinstance(data.get("columns"), dict):
        return None
    rows = [
        [escaped(column_label(catalog, name, language)), escaped(value_label(catalog, name, value, language))]
        for name, value in data["columns"].items()
    ]
    head = (
        f"### {escaped(str(data.get('name') or column_label(catalog, catalog.id, language)))} · {data['customer_id']}"
    )
    return "\n\n".join(
        [
            head,
            *_state(dict(data), catalog, language),
            table(["Dato", "Valor"] if language == "es" else ["Field", "Value"], rows),
        ]
    )


def _state(data: dict[str, Any], catalog: Catalog, language: Language) -> list[str]:
    """Whether they left, the risk in words, the value at risk."""
    lines = []
    if data.get("left"):
        lines.append("**Ya dejó el banco**" if language == "es" else "**Has left the bank**")
    if data.get("probability") is not None:
        band = str(data.get("band", ""))
        risk = f"**{share(float(data['probability']), language)}** · {word(band, language)}"
        lines.append(f"{sentence_case(word('probability', language))}: {risk}")
    if data.get("value_at_risk") is not None:
        amount = money(float(data["value_at_risk"]), language, catalog.currency)
        lines.append(f"{sentence_case(word('value_at_risk', language))}: **{escaped(amount)}**")
    return lines
