"""What a specialist's figures mean in plain words, beside the reply that tells them."""

from collections.abc import Sequence

from app.pages.render import page_words
from db.errors import Language
from tools.facts import Fact
from tools.replies.formats import number


def plain_note(fact: Fact, facts: Sequence[Fact], language: Language) -> str:
    """AUC, ECE, log loss and Brier score in words; empty for other Facts, where they are not known and where the
    reply itself says it (one of its ``facts`` is the model's quality)."""
    if any(one.tool == "about_system" and one.data.get("topic") == "quality" for one in facts):
        return ""
    own = (fact.data.get("report") or {}).get("mixture") or {}
    if fact.tool != "model_report" or own.get("auc") is None or own.get("ece") is None:
        return ""
    pairs, off = number(100 * float(own["auc"]), language, 0), number(100 * float(own["ece"]), language, 1)
    return page_words(language)["metrics"].format(pairs=pairs, off=off)
