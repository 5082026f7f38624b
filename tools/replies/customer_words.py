"""The words for Facts about one customer: card, prediction, explanation, what-if, history, neighbours, options."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.replies import formats
from tools.replies.attribute_words import attribute, is_female
from tools.replies.change_words import proposed, supposed
from tools.replies.told_words import told_left, told_stayed
from tools.replies.value_words import BANDS, Namer, first_upper

Data = Mapping[str, Any]
_REASONS = 3


def left_first(n: Namer, data: Data) -> str:
    """Said before all else of somebody who has left."""
    if not data.get("left"):
        return ""
    if told := told_left(n, data):
        return f"{told} "
    who = first_upper(n.customer(data))
    return n.t(f"**{who} ya abandonó el banco.** ", f"**{who} has already left the bank.** ")


def risk_sentence(n: Namer, data: Data) -> str:
    """The probability, its band and interval in one sentence."""
    band = BANDS[n.language].get(str(data.get("band")), "")
    text = formats.share(data["probability"], n.language)
    interval = data.get("interval")
    tail = ""
    if interval:
        low, high = (formats.share(x, n.language) for x in interval)
        tail = n.t(f", con un intervalo de {low} a {high}", f", with an interval from {low} to {high}")
    if data.get("left"):
        has = n.t(
            "Según el modelo, que nunca vio su caso, habría tenido", "The model, which never saw this case, gives"
        )
        return n.t(
            f"{has} un riesgo de abandono del **{text}** ({band}){tail}.",
            f"{has} a churn risk of **{text}** ({band}){tail}.",
        )
    who = first_upper(n.customer(data))
    return n.t(
        f"{who} tiene un riesgo de abandono del **{text}** ({band}){tail}.",
        f"{who} has a churn risk of **{text}** ({band}){tail}.",
    )


def card(n: Namer, data: Data) -> str:
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
        lines.append(n.t(f"Ficha {n.of(data)}.", f"Record {n.of(data)}."))
    if data.get("value_at_risk") is not None:
        lines.append(_at_risk(n, data))
    if stayed := told_stayed(n, data):
        lines.append(stayed)
    header = (n.t("Dato", "Field"), n.t("Valor", "Value"))
    return "\n\n".join((" ".join(lines), n.table(header, rows)))


def _at_risk(n: Namer, data: Data) -> str:
    amount = formats.money(data["value_at_risk"], n.language, n.catalog.currency)
    return n.t(f"Valor en riesgo: {amount}.", f"Value at risk: {amount}.")


def prediction(n: Namer, data: Data) -> str:
    """One or several predictions."""
    if "rows" not in data:
        text = left_first(n, data) + risk_sentence(n, data)
        if data.get("customer_id") is None and data.get("profile"):
            described = n.both([_reason(n, {"column": c, "value": v}) for c, v in data["profile"].items()])
            text += n.t(f" Perfil: {described}.", f" Profile: {described}.")
            if data.get("unknown"):
                missing = n.both([n.column(c) for c in data["unknown"]])
                text += n.t(
                    f" Sin datos de {missing}, que el modelo trata como desconocidos.",
                    f" Not given: {missing}; the model treats them as unknown.",
                )
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
    header = (n.t("Cliente", "Customer"), n.t("Riesgo", "Risk"), n.t("Nivel", "Level"), n.t("¿Abandonó?", "Left?"))
    missing = ", ".join(map(str, data.get("not_found") or ()))
    tail = n.t(f"\n\nNo encuentro: {missing}.", f"\n\nNot found: {missing}.") if missing else ""
    return riskiest(n, data["rows"]) + n.table(header, rows) + tail


def riskiest(n: Namer, rows: Sequence[Data]) -> str:
    """Of several customers the one most at risk, as a paragraph; who has left is past worrying about, and said so."""
    scored = sorted((r for r in rows if r.get("probability") is not None), key=lambda r: -r["probability"])
    current = [r for r in scored if not r.get("left")]
    gone = [r for r in scored if r.get("left")]
    if not gone or not current:
        return _highest(n, scored)
    named = n.both([first_upper(n.customer(r)) for r in gone])
    lead = n.t(f"{named} ya abandonó el banco. ", f"{named} has already left the bank. ")
    if len(gone) > 1:
        lead = n.t(f"{named} ya abandonaron el banco. ", f"{named} have already left the bank. ")
    if len(current) == 1:
        who, figure = n.customer(current[0]), formats.share(current[0]["probability"], n.language)
        return lead + n.t(
            f"Sigue en el banco **{who}**, con un riesgo del **{figure}**.\n\n",
            f"Still with the bank: **{who}**, with a risk of **{figure}**.\n\n",
        )
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
        return n.t(
            f"{both} tienen el mismo riesgo{', el más alto' if more else ''}: **{figures[0]}**.\n\n",
            f"{both} have the same risk{', the highest' if more else ''}: **{figures[0]}**.\n\n",
        )
    gone = n.t(", que ya abandonó el banco,", ", who has already left the bank,") if top.get("left") else ""
    of = n.t("De los que siguen en el banco, ", "Of those still with the bank, ") if some_left else ""
    who = n.customer(top) if some_left else first_upper(n.customer(top))
    behind = n.t(
        f"frente al {figures[1]} {n.of(second)}" if len(known) == 2 else f"le sigue {n.customer(second)}, {figures[1]}",
        f"against {figures[1]} for {n.customer(second)}"
        if len(known) == 2
        else f"then comes {n.customer(second)}, {figures[1]}",
    )
    joint = "," if len(known) == 2 else ";"
    told = n.t(
        f"{of}**{who}**{gone} tiene el riesgo más alto: **{figures[0]}**{joint} {behind}.",
        f"{of}**{who}**{gone} has the highest risk: **{figures[0]}**{joint} {behind}.",
    )
    return f"{told}\n\n"


def explanation(n: Namer, data: Data) -> str:
    """The risk and the columns it is most associated with."""
    text = left_first(n, data) + risk_sentence(n, data)
    up = [a for a in data["attributions"] if a["shapley"] > 0][:_REASONS]
    down = [a for a in data["attributions"] if a["shapley"] < 0][:_REASONS]
    base = formats.share(data["baseline_probability"], n.language)
    female = is_female(n, {"columns": {a["column"]: a["value"] for a in data["attributions"]}})
    if up:
        listed = n.both([_reason(n, a, feminine=female) for a in up])
        text += n.t(f"\n\n**Lo que más lo eleva:** {listed}.", f"\n\n**What raises it most:** {listed}.")
    if down:
        listed = n.both([_reason(n, a, feminine=female) for a in down])
        text += n.t(f"\n\n**Lo que lo reduce:** {listed}.", f"\n\n**What lowers it:** {listed}.")
    text += n.t(
        f"\n\nSe compara con un riesgo de referencia del {base}; son asociaciones que aprendió el modelo, no causas.",
        f"\n\nMeasured against a reference risk of {base}; these are associations the model learned, not causes.",
    )
    return text


def _reason(n: Namer, attribution: Data, *, feminine: bool = False) -> str:
    column, value = attribution["column"], attribution["value"]
    spec = n.spec(column)
    if spec is not None and spec.kind == "flag" and value is not None:
        return n.flag(column, str(value), feminine=feminine)
    return f"{n.column(column)} ({n.value(column, value, unit=True)})"


def what_if(n: Namer, data: Data) -> str:
    """Before and after, for the same customer."""
    clause = supposed(n, data, feminine=is_female(n, data))
    before, after = (formats.share(data[key], n.language) for key in ("baseline", "probability"))
    band = BANDS[n.language].get(str(data.get("band")), "")
    who = n.customer(data)
    if before == after:
        moved = n.t(f"seguiría igual: **{after}** ({band})", f"would stay the same: **{after}** ({band})")
    else:
        up = data["probability"] > data["baseline"]
        verb = n.t("subiría" if up else "bajaría", "would rise" if up else "would fall")
        moved = n.t(f"{verb} de {before} a **{after}** ({band})", f"{verb} from {before} to **{after}** ({band})")
    text, supposition = left_first(n, data), n.t("Si", "If")
    if data.get("left"):
        text += n.t("Según el modelo, que nunca vio su caso: ", "According to the model, which never saw this case: ")
        supposition = n.t("si", "if")
    text += n.t(f"{supposition} {who} {clause}, su riesgo {moved}.", f"{supposition} {who} {clause}, the risk {moved}.")
    return text + n.t(
        " Es una asociación del modelo, no un efecto garantizado.",
        " This is an association in the model, not a promised effect.",
    )


def history(n: Namer, data: Data) -> str:
    """Scores over time and what changed."""
    rows = [
        (
            formats.day(r["scored_at"], n.language),
            formats.share(r["probability"], n.language),
            BANDS[n.language].get(str(r["band"]), ""),
        )
        for r in data["rows"]
    ]
    header = (n.t("Fecha", "Date"), n.t("Riesgo", "Risk"), n.t("Nivel", "Level"))
    who = first_upper(n.customer(data))
    change = data.get("change")
    if not rows:
        return left_first(n, data) + n.t(
            f"{who} todavía no tiene puntuaciones guardadas.", f"{who} has no stored scores yet."
        )
    if not change:
        lead = n.t(
            f"{who} tiene una sola puntuación guardada; aún no hay cambios que contar.",
            f"{who} has a single stored score; there is no change to tell yet.",
        )
    else:
        a, b = (formats.share(change[k], n.language) for k in ("from", "to"))
        lead = n.t(
            f"El riesgo {n.of(data)} pasó de {a} a **{b}**.",
            f"The risk of {n.customer(data)} went from {a} to **{b}**.",
        )
        moved = [
            f"{n.column(c)}: {n.value(c, x)} → {n.value(c, y)}" for c, (x, y) in (change.get("columns") or {}).items()
        ]
        if moved:
            lead += " " + n.t("Cambió: ", "What changed: ") + "; ".join(moved) + "."
    return left_first(n, data) + lead + "\n\n" + n.table(header, rows)


def similar(n: Namer, data: Data) -> str:
    """The nearest customers of the history and what became of them."""
    rows = data["rows"]
    shown = list(rows[0].get("columns") or {})[:5] if rows else []
    header = (n.t("Cliente", "Customer"), n.t("¿Abandonó?", "Left?"), *(first_upper(n.column(c)) for c in shown))
    body = [
        (
            n.listed(r)
            if r.get("customer_id") is not None
            else n.t("(fuera de su cartera)", "(outside your portfolio)"),
            n.yes(bool(r["left"])),
            *(n.value(c, (r.get("columns") or {}).get(c)) for c in shown),
        )
        for r in rows
    ]
    left, count = data["left_count"], len(rows)
    gone = n.t(f"{left} abandonaron" if left != 1 else "1 abandonó", f"{left} left")
    if left in {0, count}:
        gone = n.t("no abandonó ninguno", "none left") if left == 0 else n.t("abandonaron todos", "all left")
    lead = n.t(
        f"De los {count} clientes más parecidos {n.to(data)}, {gone}.",
        f"Of the {count} customers most like {n.customer(data)}, {gone}.",
    )
    return left_first(n, data) + lead + "\n\n" + n.table(header, body)


def options(n: Namer, data: Data) -> str:
    """What could lower the risk, as proposals."""
    who = n.customer(data)
    if told := told_left(n, data):
        return f"{told} " + n.t("No hay retención que proponer.", "There is nothing to retain.")
    if data.get("left"):
        return n.t(
            f"**{first_upper(who)} ya abandonó el banco**, así que no hay retención que proponer.",
            f"**{first_upper(who)} has already left the bank**, so there is nothing to retain.",
        )
    if not data["options"]:
        return f"{risk_sentence(n, data)} " + n.t(
            "Ningún cambio al alcance del banco lo reduce de forma apreciable.",
            "No change within the bank's reach lowers it noticeably.",
        )
    best = data["options"][0]
    band = BANDS[n.language].get(str(data.get("band")), "")
    now, then = (formats.share(p, n.language) for p in (data["probability"], best["probability"]))
    clause = proposed(n, best, feminine=is_female(n, data))
    lead = n.t(
        f"Mejor propuesta para **{who}**: {clause}; su riesgo bajaría de {now} ({band}) a **{then}**.",
        f"Best proposal for **{who}**: {clause}; the risk would fall from {now} ({band}) to **{then}**.",
    )
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
        n.t("Propuesta", "Proposal"),
        n.t("Riesgo resultante", "Resulting risk"),
        n.t("Cambio", "Change"),
        n.t("Valor conservado", "Value kept"),
    )
    tail = n.t(
        "Son propuestas basadas en asociaciones del modelo; decide usted.",
        "These are proposals based on the model's associations; the decision is yours.",
    )
    return f"{lead}\n\n{n.table(header, rows)}\n\n{tail}"
