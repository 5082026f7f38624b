"""Where somebody stands, and how much the customers with most of something hold, in words."""

from collections.abc import Mapping
from typing import Any

from tools.bars import Bars
from tools.replies import formats
from tools.replies.people_words import who
from tools.replies.value_words import Namer, first_upper
from tools.result_types.query import Concentrated, Standing

Data = Mapping[str, Any]


def rank(n: Namer, data: Standing) -> str:
    """The place by each column, among whom, with ties and how many stand below."""
    gone = n.text("gone").rstrip(",") if data.get("left") else ""
    places = [_place(n, data, place) for place in data["ranks"]]
    lead = n.text("rank.lead", who=first_upper(n.customer(data)), gone=gone)
    outside = "" if data.get("inside", True) else n.text("rank.outside")
    return f"{lead}{'; '.join(places)}. {outside}".strip()


def _place(n: Namer, data: Data, place: Data) -> str:
    name, shown = n.column(place["column"]), n.value(place["column"], place["value"], unit=True)
    people = who(n, data, count=place["of"])
    if place["of"] <= 1:
        return n.text("rank.alone", name=name, value=shown, people=people)
    number, of = (formats.number(place[key], n.language) for key in ("rank", "of"))
    text = n.text("rank.place", rank=number, of=of, people=people, name=name, value=shown)
    tied = int(place["tied"])
    if tied:
        text += n.text("rank.tied_one") if tied == 1 else n.text("rank.tied", tied=formats.number(tied, n.language))
    elif place["rank"] == 1:
        return text + n.text("rank.first")
    if not place["below"]:
        return text + (n.text("rank.last") if not tied else "")
    return text + n.text("rank.above", share=_part(n, place["share_below"]))


def _part(n: Namer, part: float) -> str:
    """A share that is not all, never told as 100 %."""
    decimals = next((d for d in (1, 2, 3) if round(part * 100, d) < 100), 4)
    return formats.share(part, n.language, decimals)


def concentration(n: Namer, data: Concentrated) -> str:
    """How few hold how much, and the curve as a table."""
    people = who(n, data, count=data["customers"])
    name = n.column(data["column"])
    if "holders" not in data:
        return n.text("concentration.none", people=people, column=name)
    measure = {"measure": "sum", "column": data["column"]}
    amount, total = (n.figure(measure, data[key]) for key in ("amount", "total"))
    holders = formats.number(data["holders"], n.language)
    single = data["holders"] == 1
    kind = str(data["kind"])
    key = {"share": "one" if single else "share", "top": "top_one" if single else "top"}[kind]
    everybody = formats.number(data["customers"], n.language)
    told = {
        "holders": holders,
        "part": formats.share(data["holders_share"], n.language),
        "customers": everybody,
        "amount": amount,
        "column": name,
        "share": formats.share(data["share"], n.language),
        "total": total,
        "people": f"{everybody} {people}",
    }
    text = n.text(f"concentration.{key}", **told)
    if kind == "share":
        text += " " + n.text("concentration.fewest", asked=formats.share(data["share_asked"], n.language, 0))
    if data.get("negative"):
        text += " " + n.text("concentration.negative", count=formats.number(data["negative"], n.language))
    return f"{text}\n\n{_curve(n, data, measure)}"


def _curve(n: Namer, data: Data, measure: Data) -> str:
    header = [n.text(f"concentration.head_{key}") for key in ("holders", "share", "amount")]
    rows = [
        [
            f"{formats.number(point['holders'], n.language)} ({formats.share(point['holders_share'], n.language)})",
            formats.share(point["share"], n.language),
            n.figure(measure, point["amount"]),
        ]
        for point in data["curve"]
    ]
    return n.table(header, rows)


def curve(n: Namer, data: Concentrated) -> Bars | None:
    """The share of the total that the largest hold, as bars."""
    points = data.get("curve") or ()
    names = [formats.share(point["holders_share"], n.language) for point in points]
    if not points:
        return None
    title = n.text("concentration.head_share")
    return Bars(title=title, names=names, values=[point["share"] for point in points], unit="share")
