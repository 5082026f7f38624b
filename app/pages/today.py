"""The start page's list: whom to call first, what was promised, what has moved."""

from typing import Any

from app.pages.render import page_words
from app.pages.visit import Visit
from tools.customer.todays_work import todays_work
from tools.replies.formats import day, money, number, share

SHOWN = 5


def today_values(who: Visit) -> dict[str, Any]:
    """What the template of today's work shows."""
    work, language, catalog = todays_work(who.desk, who.caller, limit=SHOWN), who.language, who.house.catalog
    words = page_words(language)

    def risk(value: float) -> str:
        return share(value, language)

    calls = [
        {
            "id": str(row.customer_id),
            "name": str(row.name or row.customer_id),
            "risk": risk(row.probability),
            "band": row.band,
            "value": money(float(row.value_at_risk), language, catalog.currency, 0) if row.value_at_risk else "",
            "before": words["was"].format(risk=risk(row.probability_before))
            if row.probability_before is not None
            else "",
            "contact": words["contacted"].format(day=day(str(row.last_contact), language))
            if row.last_contact
            else words["not_contacted"],
        }
        for row in work.calls
    ]
    promises = [
        {
            "id": str(one.entry.customer_id),
            "number": one.entry.id,
            "name": str(one.name or one.entry.customer_id),
            "text": one.entry.text,
            "due": words["due"].format(day=day(str(one.entry.day), language)) if one.entry.day else "",
            "overdue": one.overdue,
        }
        for one in work.promises[:SHOWN]
    ]
    moved = [
        {
            "id": str(one.row[catalog.id]),
            "name": str(one.row.get(catalog.name or "") or one.row[catalog.id]),
            "text": words["from_to"].format(before=risk(one.before), after=risk(one.after)),
            "up": one.after > one.before,
        }
        for one in (*work.changes.rises[:3], *work.changes.falls[:2])
        if one.before is not None and one.after is not None
    ]
    counts = {name: number(getattr(work.changes, name), language) for name in ("up", "down", "new")}
    summary = words["changed"].format(**counts)
    changed = (work.changes.up, work.changes.down, work.changes.new)
    first = changed[:2] == (0, 0) and work.changes.new >= work.total > 0
    return {
        "portfolio": words["today_portfolio"].format(name=work.portfolio) if work.portfolio else "",
        "total": words["today_of"].format(shown=len(calls), total=number(work.total, language)),
        "calls": calls,
        "promises": promises,
        "moved": moved,
        "summary": words["first_scores"] if first else summary if any(changed) else words["no_changes"],
    }
