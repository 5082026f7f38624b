"""The words for Facts about one customer: card, prediction, explanation, what-if, history, neighbours, options."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.replies import formats
from tools.replies.attribute_words import attribute, is_female
from tools.replies.change_words import proposed, supposed
from tools.replies.told_words import told_left, told_stayed
from tools.replies.value_words import BANDS, Namer, first_upper
from tools.result_types.customer import (
    Card,
    Explained,
    History,
    Options,
    PredictionOfOne,
    PredictionOfSome,
    Similar,
    Supposed,
)

Data = Mapping[str, Any]
_REASONS = 3


def left_first(n: Namer, data: Data) -> str:
    """Said before all else of somebody who has left."""
    if not data.get("left"):
        return ""
    if told := told_left(n, data):
        return f"{told} "
    who = first_upper(n.customer(data))
    return n.text("customer.has_already_left_the_bank", who=who)


def risk_sentence(n: Namer, data: Data) -> str:
    """The probability, its band and interval in one sentence."""
    band = BANDS[n.language].get(str(data.get("band")), "")
    text = formats.share(data["probability"], n.language)
    interval = data.get("interval")
    tail = ""
    if interval:
        low, high = (formats.share(x, n.language) for x in interval)
        tail = n.text("customer.with_an_interval_from_to", low=low, high=high)
    if data.get("left"):
        has = n.text("customer.the_model_which_never_saw")
        return n.text("customer.a_churn_risk_of", has=has, text=text, band=band, tail=tail)
    who = first_upper(n.customer(data))
    return n.text("customer.has_a_churn_risk_of", who=who, text=text, band=band, tail=tail)


def card(n: Namer, data: Card) -> str:
    """What was asked about one customer; else every column, and the risk where there is one."""
    asked = data.get("asked")
    if asked and asked.keys() <= {"probability", "risk_band"} and data.get("probability") is not None:
        return left_first(n, data) + risk_sentence(n, data)
    if asked:
        return attribute(n, data)
    skipped = {n.catalog.id, n.catalog.name, n.catalog.label.column}
    rows = [
        (first_upper(n.column(c)), n.value(c, v, unit=True)) for c, v in data["columns"].items() if c not in skipped
    ]
    lines = [left_first(n, data).strip()] if data.get("left") else []
    if data.get("probability") is not None:
        lines.append(risk_sentence(n, data))
    else:
        lines.append(n.text("customer.record", of=n.of(data)))
    if data.get("value_at_risk") is not None:
        lines.append(_at_risk(n, data))
    if stayed := told_stayed(n, data):
        lines.append(stayed)
    header = (n.text("common.field"), n.text("common.value"))
    return "\n\n".join((" ".join(lines), n.table(header, rows)))


def _at_risk(n: Namer, data: Data) -> str:
    amount = formats.money(data["value_at_risk"], n.language, n.catalog.currency)
    return n.text("customer.value_at_risk", amount=amount)


def prediction(n: Namer, data: PredictionOfOne | PredictionOfSome) -> str:
    """One or several predictions."""
    if "rows" not in data:
        text = left_first(n, data) + risk_sentence(n, data)
        if data.get("customer_id") is None and data.get("profile"):
            described = n.both([_reason(n, {"column": c, "value": v}) for c, v in data["profile"].items()])
            text += n.text("customer.profile", described=described)
            if data.get("unknown"):
                missing = n.both([n.column(c) for c in data["unknown"]])
                text += n.text("customer.not_given_the_model_treats", missing=missing)
        if data.get("value_at_risk") is not None:
            text += " " + _at_risk(n, data)
        return text
    rows = [
        (
            n.listed(r),
            formats.share(r["probability"], n.language),
            BANDS[n.language].get(str(r["band"]), ""),
            n.yes(bool(r.get("left"))),
        )
        for r in data["rows"]
    ]
    header = (n.text("common.customer"), n.text("common.risk"), n.text("common.level"), n.text("common.left"))
    missing = ", ".join(map(str, data.get("not_found") or ()))
    tail = n.text("common.not_found", missing=missing) if missing else ""
    return riskiest(n, data["rows"]) + n.table(header, rows) + tail


def riskiest(n: Namer, rows: Sequence[Data]) -> str:
    """Of several customers the one most at risk, as a paragraph; who has left is past worrying about, and said so."""
    scored = sorted((r for r in rows if r.get("probability") is not None), key=lambda r: -r["probability"])
    current = [r for r in scored if not r.get("left")]
    gone = [r for r in scored if r.get("left")]
    if not gone or not current:
        return _highest(n, scored)
    named = n.both([first_upper(n.customer(r)) for r in gone])
    lead = n.text("customer.has_already_left_the_bank_2", named=named)
    if len(gone) > 1:
        lead = n.text("customer.have_already_left_the_bank", named=named)
    if len(current) == 1:
        who, figure = n.customer(current[0]), formats.share(current[0]["probability"], n.language)
        return lead + n.text("customer.still_with_the_bank_with", who=who, figure=figure)
    return lead + _highest(n, current, some_left=True)


def _highest(n: Namer, known: Sequence[Data], *, some_left: bool = False) -> str:
    """Who of these (highest first) has the highest risk, against whom; or that it is the same."""
    if len(known) < 2:
        return ""
    top, second = known[:2]
    figures = [formats.share(r["probability"], n.language) for r in (top, second)]
    if figures[0] == figures[1]:
        more = len(known) > 2
        both = n.both([first_upper(n.customer(r)) for r in (top, second)])
        same = "customer.same_highest_risk" if more else "customer.same_risk"
        return n.text(same, both=both, figure=figures[0])
    gone = n.text("customer.who_has_already_left_the") if top.get("left") else ""
    of = n.text("customer.of_those_still_with_the") if some_left else ""
    who = n.customer(top) if some_left else first_upper(n.customer(top))
    next_best = "customer.against_the_other" if len(known) == 2 else "customer.then_comes"
    behind = n.text(next_best, figure=figures[1], of=n.of(second), who=n.customer(second))
    joint = "," if len(known) == 2 else ";"
    told = n.text(
        "customer.has_the_highest_risk", of=of, who=who, gone=gone, joint=joint, behind=behind, figures=figures[0]
    )
    return f"{told}\n\n"


def explanation(n: Namer, data: Explained) -> str:
    """The risk and the columns it is most associated with."""
    text = left_first(n, data) + risk_sentence(n, data)
    up = [a for a in data["attributions"] if a["shapley"] > 0][:_REASONS]
    down = [a for a in data["attributions"] if a["shapley"] < 0][:_REASONS]
    base = formats.share(data["baseline_probability"], n.language)
    female = is_female(n, {"columns": {a["column"]: a["value"] for a in data["attributions"]}})
    if up:
        listed = n.both([_reason(n, a, feminine=female) for a in up])
        text += n.text("customer.what_raises_it_most", listed=listed)
    if down:
        listed = n.both([_reason(n, a, feminine=female) for a in down])
        text += n.text("customer.what_lowers_it", listed=listed)
    text += n.text("customer.measured_against_a_reference_risk", base=base)
    return text


def _reason(n: Namer, attribution: Data, *, feminine: bool = False) -> str:
    column, value = attribution["column"], attribution["value"]
    spec = n.spec(column)
    if spec is not None and spec.kind == "flag" and value is not None:
        return n.flag(column, str(value), feminine=feminine)
    return f"{n.column(column)} ({n.value(column, value, unit=True)})"


def what_if(n: Namer, data: Supposed) -> str:
    """Before and after, for the same customer."""
    clause = supposed(n, data, feminine=is_female(n, data))
    before, after = (formats.share(data[key], n.language) for key in ("baseline", "probability"))
    band = BANDS[n.language].get(str(data.get("band")), "")
    who = n.customer(data)
    if before == after:
        moved = n.text("customer.would_stay_the_same", after=after, band=band)
    else:
        up = data["probability"] > data["baseline"]
        verb = n.text("customer.would_rise" if up else "customer.would_fall")
        moved = n.text("customer.from_to", verb=verb, before=before, after=after, band=band)
    text, supposition = left_first(n, data), n.text("customer.if")
    if data.get("left"):
        text += n.text("customer.according_to_the_model_which")
        supposition = n.text("customer.if_2")
    text += n.text("customer.the_risk", supposition=supposition, who=who, clause=clause, moved=moved)
    return text + n.text("customer.this_is_an_association_in")


def history(n: Namer, data: History) -> str:
    """Scores over time and what changed."""
    rows = [
        (
            formats.day(r["scored_at"], n.language),
            formats.share(r["probability"], n.language),
            BANDS[n.language].get(str(r["band"]), ""),
        )
        for r in data["rows"]
    ]
    header = (n.text("customer.date"), n.text("common.risk"), n.text("common.level"))
    who = first_upper(n.customer(data))
    change = data.get("change")
    if not rows:
        return left_first(n, data) + n.text("customer.has_no_stored_scores_yet", who=who)
    if not change:
        lead = n.text("customer.has_a_single_stored_score", who=who)
    else:
        a, b = (formats.share(change[k], n.language) for k in ("from", "to"))
        lead = n.text("customer.the_risk_of_went_from", a=a, b=b, of=n.of(data), customer=n.customer(data))
        moved = [
            f"{n.column(c)}: {n.value(c, x)} → {n.value(c, y)}" for c, (x, y) in (change.get("columns") or {}).items()
        ]
        if moved:
            lead += " " + n.text("customer.what_changed") + "; ".join(moved) + "."
    return left_first(n, data) + lead + "\n\n" + n.table(header, rows)


def similar(n: Namer, data: Similar) -> str:
    """The nearest customers of the history and what became of them."""
    rows = data["rows"]
    shown = list(rows[0].get("columns") or {})[:5] if rows else []
    header = (n.text("common.customer"), n.text("common.left"), *(first_upper(n.column(c)) for c in shown))
    body = [
        (
            n.listed(r) if r.get("customer_id") is not None else n.text("customer.outside_your_portfolio"),
            n.yes(bool(r["left"])),
            *(n.value(c, (r.get("columns") or {}).get(c)) for c in shown),
        )
        for r in rows
    ]
    left, count = data["left_count"], len(rows)
    gone = n.plural("customer.some_left", left)
    if left in {0, count}:
        gone = n.text("customer.none_left") if left == 0 else n.text("customer.all_left")
    lead = n.text(
        "customer.of_the_customers_most_like", count=count, gone=gone, to=n.to(data), customer=n.customer(data)
    )
    return left_first(n, data) + lead + "\n\n" + n.table(header, body)


def options(n: Namer, data: Options) -> str:
    """What could lower the risk, as proposals."""
    who = n.customer(data)
    if told := told_left(n, data):
        return f"{told} " + n.text("customer.there_is_nothing_to_retain")
    if data.get("left"):
        return n.text("customer.has_already_left_the_bank_3", first_upper=first_upper(who))
    if not data["options"]:
        return f"{risk_sentence(n, data)} " + n.text("customer.no_change_within_the_bank")
    best = data["options"][0]
    band = BANDS[n.language].get(str(data.get("band")), "")
    now, then = (formats.share(p, n.language) for p in (data["probability"], best["probability"]))
    clause = proposed(n, best, feminine=is_female(n, data))
    lead = n.text("customer.best_proposal_for_the_risk", who=who, clause=clause, now=now, band=band, then=then)
    rows = []
    for option in data["options"]:
        change = "; ".join(
            f"{n.column(c)}: {n.value(c, option['before'].get(c))} → {n.value(c, v)}"
            for c, v in option["changes"].items()
        )
        kept = option.get("value_kept")
        rows.append((
            change, formats.share(option["probability"], n.language),
            formats.points(-option["risk_lowered"], n.language),
            formats.money(kept, n.language, n.catalog.currency) if kept is not None else "—",
        ))  # fmt: skip
    header = (
        n.text("customer.proposal"),
        n.text("customer.resulting_risk"),
        n.text("customer.change"),
        n.text("customer.value_kept"),
    )
    tail = n.text("customer.these_are_proposals_based_on")
    return f"{lead}\n\n{n.table(header, rows)}\n\n{tail}"
