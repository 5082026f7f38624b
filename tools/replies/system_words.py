"""The words for questions about the program itself: plain verdicts, every figure of them in the Fact."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from db.errors import Language
from db.texts import has, text
from tools.bars import Bars
from tools.replies import formats
from tools.replies.value_words import BANDS, Namer
from tools.result_types.system import About

Data = Mapping[str, Any]
_GOOD, _FAIR = 0.75, 0.6
_DRIVERS = 6
_TOP_DRIVERS = 3
_BARS = 10
_SHOWN_WEIGHT = 0.0005
_VALUES = 12


def about_system(n: Namer, data: About) -> str:
    """What was asked of the program, in a few plain sentences."""
    return _TOPICS[str(data["topic"])](n, data)


def _said(n: Namer, key: str, **values: object) -> str:
    return n.text(f"system.{key}", **values)


def _share(n: Namer, value: float, decimals: int = 1) -> str:
    return formats.share(value, n.language, decimals)


def _number(n: Namer, value: float) -> str:
    return formats.number(value, n.language)


def _quality(n: Namer, data: Data) -> str:
    top, auc = data["top"], float(data["auc"])
    part, hits, chance = _share(n, top["share"], 0), top["per_hundred"], top["by_chance"]
    told = [_said(n, "quality", part=part, hits=hits, chance=chance, customers=_number(n, data["customers"]))]
    if top.get("caught") is not None:
        told.append(_said(n, "quality_caught", part=part, caught=_share(n, top["caught"])))
    told.append(_said(n, "quality_pairs", pairs=data["pairs_per_hundred"]))
    told.append(_said(n, "quality_calibration", ece=formats.points(data["ece"], n.language).lstrip("+")))
    told.append(_said(n, f"verdict_{'good' if auc >= _GOOD else 'fair' if auc >= _FAIR else 'poor'}"))
    return " ".join(told)


def _members(n: Namer, data: Data) -> str:
    rows = data["rows"]
    weighing = rows[: data["weighing"]]
    listed = n.both([f"{row['member']} ({_share(n, row['weight'])})" for row in weighing])
    if data.get("customer_id") is not None:
        lead = _said(
            n,
            "weights_of_held_out" if data["routed_to"] == "held-out" else "weights_of",
            of=n.of(data),
            weighing=data["weighing"],
            listed=listed,
            probability=_share(n, data["probability"]),
        )
        return f"{lead}\n\n{_votes(n, rows)}"
    everybody = data["weighing"] == data["members"]
    told = [_said(n, "members_all" if everybody else "members", listed=listed, **_counts(data))]
    told += [] if everybody else [_said(n, "members_idle")]
    told += [_said(n, "members_adapted")] if data.get("adapted") else []
    header = [n.text(f"heads.{key}") for key in ("member", "weight", "auc")]
    body = [
        [
            row["member"],
            _share(n, row["weight"]),
            "—" if row["auc"] is None else formats.number(row["auc"], n.language, 3),
        ]
        for row in rows
    ]
    return f"{' '.join(told)}\n\n{n.table(header, body)}"


def _counts(data: Data) -> dict[str, Any]:
    return {"members": data["members"], "weighing": data["weighing"]}


def _votes(n: Namer, rows: Sequence[Data]) -> str:
    header = [n.text(f"heads.{key}") for key in ("member", "probability", "weight")]
    body = [[row["member"], _share(n, row["probability"]), _share(n, row["weight"])] for row in rows]
    return n.table(header, body)


def _agreement(n: Namer, data: Data) -> str:
    text = _said(
        n,
        f"agreement_{data['agreement']}",
        who=n.customer(data),
        weighing=data["weighing"],
        lowest=_share(n, data["lowest"]),
        highest=_share(n, data["highest"]),
        probability=_share(n, data["probability"]),
        band=BANDS[n.language][str(data["band"])],
    )
    return f"{text}\n\n{_votes(n, data['rows'])}"


def _drivers(n: Namer, data: Data) -> str:
    rows = [row for row in data["rows"] if row["importance_share"] is not None][:_DRIVERS]
    return _said(n, "drivers", listed=n.both([n.column(row["column"]) for row in rows]))


def _method(n: Namer, data: Data) -> str:
    told = {"members": data["members"], "customers": _number(n, data["customers"]), "left": _number(n, data["left"])}
    columns = [n.column(row["column"]) for row in data["rows"] if row["importance_share"] is not None][:_TOP_DRIVERS]
    top = _said(n, "method_top", listed=n.both(columns)) if columns else ""
    return " ".join(filter(None, [_said(n, "method", **told), top, _said(n, "method_weights"), _said(n, "method_one")]))


def _training(n: Namer, data: Data) -> str:
    trained = data.get("trained_at")
    date = _said(n, "training_date", date=formats.day(trained, n.language)) if trained else ""
    told = [
        _said(
            n,
            "training",
            customers=_number(n, data["customers"]),
            left=_number(n, data["left"]),
            rate=_share(n, data["base_rate"]),
            features=len(data["features"]),
            date=date,
        )
    ]
    if data["left_out"]:
        told.append(_said(n, "training_left_out", columns=n.both([n.column(c) for c in data["left_out"]])))
    told.append(_said(n, "training_folds", folds=data["folds"]))
    return " ".join(told)


def _reply(n: Namer, data: Data) -> str:
    if not data.get("known"):
        return _said(n, "reply_unknown")
    tools = data.get("tools") or ()
    told = [_said(n, "reply_tools", tools=len(tools)) if tools else _said(n, "reply_none"), _writers(n, data)]
    if data.get("failed"):
        told.append(_said(n, "reply_failed", failed=n.both([_role(n, role) for role in data["failed"]])))
    return " ".join(filter(None, [*told, *_checks(n, data)]))


def _writers(n: Namer, data: Data) -> str:
    """Who drafted the reply, and who made one text of it."""
    drafted = [_role(n, role) for role in data.get("drafted") or ()]
    if drafted and not data.get("editor"):
        return _said(n, "reply_settled_one" if len(drafted) == 1 else "reply_settled", drafted=n.both(drafted))
    if drafted and data.get("layers"):
        key = "reply_drafted_one" if data["layers"] == 1 else "reply_drafted"
        return _said(n, key, drafted=n.both(drafted), layers=data["layers"])
    return _said(n, "reply_single") if data.get("tools") else ""


def _checks(n: Namer, data: Data) -> Iterator[str]:
    """What was checked in it and what was taken away."""
    if data.get("checked"):
        yield _said(n, "reply_checked_one" if data["checked"] == 1 else "reply_checked", checked=data["checked"])
    removed = [f"“{n.plain(text[:80])}”" for text in data.get("removed") or ()]
    if removed:
        yield _said(n, "reply_removed", removed=n.both(removed))
    elif data.get("checked"):
        yield _said(n, "reply_nothing_removed")


def _role(n: Namer, role: str) -> str:
    return n.text(f"roles.{role}") if has(n.language, f"roles.{role}") else called(n.language, role)


def called(language: Language, name: str) -> str:
    """A profile or a writer as the page calls it; one of somebody's own roster by its own name."""
    return text(language, f"page.phrase.{name}") if has(language, f"page.phrase.{name}") else Namer.plain(name)


def _mixture(n: Namer, data: Data) -> str:
    told = [_said(n, "mixture")]
    profiles = [_profile(n, one) for one in data.get("committees") or ()]
    if profiles:
        told.append(_said(n, "mixture_here", profiles="; ".join(profiles)))
    if data.get("members"):
        told.append(_said(n, "mixture_model", members=data["members"]))
    return " ".join(told)


def _profile(n: Namer, one: Data) -> str:
    shown = called(n.language, str(one["profile"]))
    if not one["layers"]:
        return _said(n, "mixture_profile_none", profile=shown)
    layers = _said(n, f"mixture_layers.{'one' if one['layers'] == 1 else 'more'}", layers=one["layers"])
    drafting = n.both([_role(n, role) for role in one["drafting"]])
    return _said(n, "mixture_profile", profile=shown, drafting=drafting, layers=layers)


def _limits(n: Namer, data: Data) -> str:
    keys = ["limit_future", "limit_cause", *([] if data["dates"] else ["limit_dates"])]
    keys += ["limit_data", "limit_write", "limit_error"]
    lines = [_said(n, key, columns=len(data["columns"])) for key in keys]
    return "\n".join((_said(n, "limits"), "", *(f"- {line}" for line in lines)))


def _decides(n: Namer, data: Data) -> str:
    del data
    return _said(n, "decides")


def _fields(n: Namer, data: Data) -> str:
    names = [n.column(name) for name in data["columns"]]
    return _said(n, "fields", listed=n.both(names), count=len(names))


def _term(n: Namer, data: Data) -> str:
    column = data.get("column")
    if column is not None:
        return _column(n, str(column), data)
    term, value = str(data["term"]), data.get("value_column")
    key = f"{term}_none" if term == "value_at_risk" and not value else term
    return n.text(
        f"terms.{key}",
        label=n.plain(data["label"]),
        value=n.column(value) if value else "",
        short=data.get("short", ""),
        medium=_share(n, data.get("medium_from", 0), 0),
        high=_share(n, data.get("high_from", 0), 0),
    )


def _column(n: Namer, name: str, data: Data) -> str:
    spec = n.catalog.columns[name]
    kind = n.text(f"terms.kinds.{spec.kind}", currency=n.catalog.currency)
    unit = n.unit(spec, 0)
    kind += n.text("terms.unit", unit=unit) if unit else ""
    shown = list(dict.fromkeys(n.value(name, value) for value in list(spec.values)[:_VALUES]))
    if spec.kind == "category" and shown and name not in n.catalog.identities:
        kind += n.text("terms.values", values=", ".join(shown))
    span = ""
    if data.get("possible_from") is not None:
        low, high = (n.threshold(name, data[end], unit=False) for end in ("possible_from", "possible_to"))
        span = n.text("terms.range", low=low, high=high)
    outcome = name == n.catalog.label.column
    key = "learned" if data["learned_from"] else "not_learned_outcome" if outcome else "not_learned"
    return n.text(
        "terms.column",
        name=n.column(name)[:1].upper() + n.column(name)[1:],
        kind=kind,
        range=span,
        learned=n.text(f"terms.{key}"),
    )


_TOPICS: Mapping[str, Callable[[Namer, Data], str]] = {
    "quality": _quality,
    "members": _members,
    "method": _method,
    "drivers": _drivers,
    "training": _training,
    "agreement": _agreement,
    "reply": _reply,
    "mixture": _mixture,
    "limits": _limits,
    "decides": _decides,
    "term": _term,
    "fields": _fields,
    "self": lambda n, data: _said(n, "self"),
    "export": lambda n, data: _said(n, "export"),
    "agenda": lambda n, data: _said(n, "agenda"),
}


def bars(n: Namer, data: About) -> Bars | None:
    """What the models say of somebody, their weights, or what weighs in the model, as bars."""
    topic, rows = data["topic"], [row for row in data.get("rows") or () if row.get("weight", 1) >= _SHOWN_WEIGHT]
    key = {"members": "weight", "agreement": "probability", "drivers": "importance_share"}.get(str(topic))
    if key is None or len(rows) < 2:
        return None
    rows = rows[:_BARS]
    names = [n.column(row["column"]) if topic == "drivers" else str(row["member"]) for row in rows]
    head = n.text(f"heads.{'importance' if topic == 'drivers' else key}")
    return Bars(title=head, names=names, values=[float(row[key]) for row in rows], unit="share")
