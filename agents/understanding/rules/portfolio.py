"""Questions about many customers: watch-lists, figures by group, lists, distributions, comparisons of groups."""

from agents.understanding.calls import Call, ask_back, decline
from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.rules.asked import Arguments, asks_who, filtered, limit
from agents.understanding.rules.conditions import Condition
from agents.understanding.rules.contrast import compared, overview
from agents.understanding.rules.figures import figures, measures_of
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.shares import divided_sum, share
from agents.understanding.rules.watch import watch_list, watches
from agents.understanding.rules.where import in_order

_LIKELY = {"column": "risk_band", "op": "eq", "value": "high"}
_BEFORE_NOUNS: tuple[Cue, ...] = (
    *("by", "with", "without", "in", "among", "not", "except", "are", "mean", "sum", "count", "how_much", "band"),
)
_WHO = frozenset(["who", "that", "que", "quienes", "have", "has", "han", "se"])
_TO_THE = frozenset(["a", "al", "than", "de", "que", "la", "the", "el", "of"])
_VERBAL = ("an", "en", "on", "mos", "ing", "aba", "ia", "ra", "ed", "ado", "ido")
_HEADS: tuple[Cue, ...] = (
    "count",
    "mean",
    "median",
    "sum",
    "max",
    "min",
    "share",
    "customers",
    "rate",
    "list",
    "how_much",
    "by",
    "churn",
    "risky",
)


def portfolio(reading: Reading, lexicon: Lexicon) -> list[Call]:  # noqa: PLR0911
    """The calls, none when the question is not of this kind."""
    at_once = _at_once(reading, lexicon)
    if at_once is not None:
        return at_once
    _expected_leavers(reading)
    parts = _parts(reading, lexicon)
    if parts is not None:
        return [parts]
    _loyalty(reading)
    measures = measures_of(reading, lexicon)
    unclear = _unclear(reading, measures, lexicon)
    if unclear is not None:
        return [unclear]
    if measures or reading.groups:
        return [figures(reading, measures, lexicon)]
    if reading.order is not None or _lists(reading):
        return [_list(reading, lexicon)]
    if reading.conditions or reading.population:
        return (
            [figures(reading, [{"measure": "customers"}], lexicon)]
            if reading.has("count")
            else [_list(reading, lexicon)]
        )
    if reading.has("churn") and not reading.has("why"):
        return [Call("portfolio", {"measures": [{"measure": "churn_rate"}]})]
    return []


def _at_once(reading: Reading, lexicon: Lexicon) -> list[Call] | None:
    """What needs no measures to be settled: a strange word, a comparison, a watch-list, an overview."""
    strange = _strange(reading)
    if strange is not None:
        return [strange]
    against = compared(reading, lexicon)
    if against:
        return against
    if watches(reading):
        return watch_list(reading)
    told = reading.measures or reading.loose or reading.has("churn", "risk", "likely", "left", "stay", "risky")
    return [figures(reading, overview(lexicon), lexicon)] if reading.has("overview") and not told else None


def _parts(reading: Reading, lexicon: Lexicon) -> Call | None:
    """How something is divided: a sum among groups, a column's values, a part of the whole."""
    divided = divided_sum(reading, lexicon)
    if divided is not None:
        return divided
    if reading.has("distribution") and not reading.has("churn") and (column := _column(reading)) is not None:
        return Call("distribution", filtered(reading, {"column": column}))
    if reading.share_at is not None and len(reading.groups) == 1 and not _filters(reading):
        return Call("distribution", filtered(reading, {"column": reading.groups[0]["column"]}))
    return share(reading, lexicon) if reading.share_at is not None else None


def _filters(reading: Reading) -> bool:
    """Whether it is not about all customers, or measures something."""
    return bool(reading.conditions or reading.measures) or reading.has("churn", "left", "leavers")


def _loyalty(reading: Reading) -> None:
    """``which country is more loyal``: staying compared among groups is the churn rate, the lowest first."""
    ranked = reading.order is not None or reading.has("more", "most", "max", "less", "least", "min")
    stays = reading.population == "current" or reading.has("keeps", "options")
    if reading.groups and not reading.measures and stays and ranked:
        low = reading.has("less", "least", "min") and not reading.has("more", "most", "max")
        reading.measures, reading.population = [{"measure": "churn_rate"}], None
        reading.order = ("measure", "desc" if low else "asc")


def _expected_leavers(reading: Reading) -> None:
    """``how many are likely to leave``, ``cuántos están en riesgo``: those in the high band."""
    named = any(c.column in {"risk_band", "probability"} for c in reading.conditions)
    told = any(m.get("column") not in {None, "probability"} and m["measure"] != "sum" for m in reading.measures)
    told = told and (reading.has("mean", "median", "min", "max") or not reading.groups)
    counted = reading.has("count") or reading.share_at is not None or (told and reading.has("risky"))
    if named or not reading.has("likely", "risky") or not counted or reading.population == "left":
        return
    if reading.share_at is not None:
        reading.conditions.append(Condition("risk_band", "eq", "high", reading.share_at + 1, reading.share_at + 1))
    elif reading.where is None:
        reading.where = dict(_LIKELY)
    else:
        parts = reading.where.get("all", [reading.where])
        reading.where = in_order({"all": [*parts, _LIKELY]})


def _strange(reading: Reading) -> Call | None:
    """A word nobody told us about: declined where it names a column or a quality of customers, else asked about."""
    if reading.unknown_group:
        return decline("unknown_column", reading.unknown_group[0])
    head = next((i for i, item in enumerate(reading.row) if item.entry.of_the_bank or item.has(*_HEADS)), None)
    if head is None:
        return None
    spots = [j for j, item in enumerate(reading.row) if item.unknown and item.text in reading.unknown and j > head]
    told = any(m.get("column") or m["measure"] != "customers" for m in reading.measures)
    spots = [j for j in spots if not (_is_a_verb(reading, j) or (told and _passing_verb(reading, j)))]
    if not spots:
        return None
    noun = next((j for j in spots if _names_a_quality(reading, j)), None)
    if noun is not None:
        return decline("unknown_column", reading.row[noun].text)
    if reading.has("mean", "median") and not reading.measures:
        return decline("unknown_column", _strange_phrase(reading))
    return ask_back("unknown_word", [reading.row[spots[0]].text])


def _is_a_verb(reading: Reading, j: int) -> bool:
    """``customers earn <value>``: an unknown verb between customers and a value that was understood."""
    around = reading.row[j - 1 : j + 2]
    return reading.english and len(around) == 3 and around[0].has("customers") and bool(around[2].entry.values)


def _passing_verb(reading: Reading, j: int) -> bool:
    """A verb that says nothing of the customers themselves: the money they entrust, not those who complained."""
    if not is_verb_form(reading.row[j].words[-1]):
        return False
    before = next((item for item in reversed(reading.row[:j]) if not item.stop or item.words[-1] in _WHO), None)
    return before is not None and not (before.has("customers", "list") or before.words[-1] in _WHO)


def _names_a_quality(reading: Reading, j: int) -> bool:
    """Whether the word stands after a preposition, a negation or a copula, or beside the word for customers."""
    k = j - 1
    while k >= 0 and reading.row[k].stop and reading.row[k].plain and not reading.row[k].has("in", "with", "are"):
        k -= 1
    before = reading.row[k] if k >= 0 else None
    if reading.row[j].words[-1].endswith(_VERBAL) and before is not None and before.has("customers", "with"):
        return False
    after = reading.row[j + 1] if j + 1 < len(reading.row) else None
    if before is not None and before.has(*_BEFORE_NOUNS):
        return True
    if after is not None and after.has("customers"):
        return True
    return before is not None and before.has("customers")


def _against_the_mean(reading: Reading) -> bool:
    """``balance above the average``: a comparison with a figure that is not given."""
    for i, item in enumerate(reading.row):
        compared = item.has("gt", "lt", "max", "min", "more", "less")
        k = i + 1
        while compared and k < len(reading.row) and reading.row[k].words[-1] in _TO_THE:
            k += 1
        given = item.has("gt", "lt") or k > i + 1
        if compared and given and k < len(reading.row) and reading.row[k].has("mean", "median"):
            return True
    return False


def _unclear(reading: Reading, measures: list[Arguments], lexicon: Lexicon) -> Call | None:
    """What is said but has found no place must be asked about, never dropped: a number, an average of nothing."""
    if _against_the_mean(reading):
        return ask_back("threshold")
    if len(reading.loose) > 1 and not any(item.entry.of_the_bank or item.has("customers") for item in reading.row):
        return decline("outside")
    numbers = [reading.row[i].text for i in reading.loose]
    if measures and not reading.groups and reading.slots.limit is not None and not reading.slots.of_groups:
        numbers = numbers or [str(reading.slots.limit)]
    if numbers:
        return ask_back("number", numbers)
    level = any(c.column == "risk_band" for c in reading.conditions) and not reading.has("median")
    if not measures and not level and reading.order is None and reading.has("mean", "median"):
        if reading.unknown:
            return decline("unknown_column", _strange_phrase(reading))
        columns = [c.name for c in lexicon.catalog.columns.values() if c.numeric and c.name != lexicon.catalog.id]
        return ask_back("which_column", columns)
    return None


def _strange_phrase(reading: Reading) -> str:
    """The first words nobody told us about, as they were said: ``puntuación de crédito``."""
    first = next(i for i, item in enumerate(reading.row) if item.unknown and item.text in reading.unknown)
    last = first
    for i in range(first + 1, len(reading.row)):
        if not (reading.row[i].unknown or reading.row[i].has("in")):
            break
        last = i if reading.row[i].unknown else last
    return " ".join(item.text for item in reading.row[first : last + 1])


def _lists(reading: Reading) -> bool:
    if not (reading.has("list", "value_word") or reading.listing):
        return False
    narrowed = bool(reading.conditions or reading.population or reading.slots.limit or reading.order)
    return narrowed or (reading.has("customers") and reading.has("list", "best", "max", "value_word"))


def _list(reading: Reading, lexicon: Lexicon) -> Call:
    arguments = filtered(reading, {})
    known = {lexicon.catalog.id, lexicon.catalog.name, *(c.column for c in reading.conditions)}
    shown = [c for c in reading.columns if c not in known]
    if shown:
        arguments["columns"] = shown
    order = reading.order
    if order is None and reading.slots.limit is not None and shown and lexicon.catalog.columns[shown[0]].numeric:
        order = (shown[0], "asc" if reading.has("bottom") else "desc")
    if (
        order is None
        and lexicon.catalog.value
        and reading.has("best", "max", "value_word")
        and not reading.has("worst", "min")
    ):
        order = (lexicon.catalog.value, "desc")
    if order is not None and order[0] == "measure" and lexicon.catalog.value and reading.has("value_word"):
        order = (lexicon.catalog.value, order[1])
    if order is not None and order[0] != "measure":
        arguments |= {"order_by": order[0], "order": order[1]}
    most = limit(reading)
    if most == 1 and order is not None and shown == [order[0]] and not asks_who(reading):
        measure = {"measure": "max" if order[1] == "desc" else "min", "column": order[0]}
        return Call("portfolio", filtered(reading, {"measures": [measure]}))
    if order is not None and shown == [order[0]]:
        del arguments["columns"]
    if most is not None:
        arguments["limit"] = most
    return Call("list_customers", arguments)


def _column(reading: Reading) -> str | None:
    if reading.has("risk"):
        return "probability"
    if reading.columns:
        return reading.columns[0]
    return reading.groups[0]["column"] if reading.groups else None
