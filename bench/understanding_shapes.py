"""Banks of other shapes, generated: headers as six trades write them, catalogs drafted and left unedited.

Every numeric column and group is asked about by its header exactly as written, in small letters and with blanks for
its underscores; the truth is pandas'.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.understanding_outcomes import Ask
from db.catalog.drafting.infer import infer
from db.load import main as load
from db.places import Places

_ROWS = 700
_SHAPES: dict[str, tuple[str, tuple[str, ...], dict[str, tuple[str, ...]], str]] = {
    "caja": ("num_cli", ("sdo_medio_3m", "antig_anios", "n_prod_act", "imp_nomina"),
             {"zona_com": ("NORTE", "SUR", "LEVANTE"), "tip_cta": ("NOMINA", "JOVEN", "PLUS")}, "baja"),
    "neobank": ("user_uuid", ("avg_txn_amt", "app_logins_30d", "csat", "plan_fee"),
                {"acq_channel": ("referral", "ads", "organic"), "device_os": ("ios", "android")}, "churned"),
    "cooperative": ("MEMBER-NO", ("Share Capital", "Loan Bal", "Yrs Member"),
                    {"Branch Office": ("Hillside", "Dockyard", "Market"), "Trade": ("farmer", "fisher")}, "Left?"),
    "seguros": ("poliza", ("prima_anual", "siniestros_24m", "edad_tom", "descuento"),
                {"ramo": ("auto", "hogar", "vida"), "mediador": ("corredor", "agente", "web")}, "anulada"),
    "telecom": ("msisdn_hash", ("ARPU", "dataUsageGb", "contractMonthsLeft", "tickets"),
                {"techType": ("fibre", "copper", "mobile"), "payMethod": ("card", "debit", "cash")}, "portOut"),
    "fintech mx": ("folio", ("lim_cred", "uso_linea", "dias_atraso", "ing_mens"),
                   {"edo": ("Jalisco", "Puebla", "Yucatan"), "giro": ("comercio", "servicios", "campo")}, "cancelo"),
}  # fmt: skip


@dataclass(frozen=True)
class Bank:
    """One generated bank, loaded; ``frame``: its rows as written; ``left``: who left."""

    name: str
    places: Places
    frame: pd.DataFrame
    left: "pd.Series"
    asks: tuple[Ask, ...]


def banks(places: Places) -> Iterator[Bank]:
    """Each shape: written, its catalog drafted, loaded into a home of its own."""
    for number, (name, (key, numbers, groups, label)) in enumerate(_SHAPES.items()):
        frame = _frame(number, key, numbers, groups, label)
        home = Path(tempfile.mkdtemp(prefix="understanding-"))
        source, catalog = home / "bank.csv", home / "catalog.yaml"
        frame.to_csv(source, index=False)
        catalog.write_text(infer(str(source)), encoding="utf-8")
        own = places.below(home, catalog=catalog)
        if load([str(source), "--catalog", str(catalog)], own):
            raise SystemExit(1)
        yield Bank(name, own, frame, frame[label] == 1, tuple(_asks(name, frame, numbers, groups)))


def _frame(seed: int, key: str, numbers: Sequence[str], groups: dict[str, tuple[str, ...]], label: str) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    columns: dict[str, object] = {key: [f"{seed + 1}{n:06d}" for n in range(_ROWS)]}
    for place, name in enumerate(numbers):
        scale = (5000, 12, 6, 90)[place % 4]
        columns[name] = random.integers(0, scale, _ROWS) if scale < 50 else (random.gamma(2, scale, _ROWS)).round(2)
    for name, values in groups.items():
        columns[name] = random.choice(values, _ROWS)
    columns[label] = (random.random(_ROWS) < 0.25).astype(int)
    return pd.DataFrame(columns)


def _asks(name: str, frame: pd.DataFrame, numbers: Sequence[str], groups: dict[str, tuple[str, ...]]) -> Iterator[Ask]:
    for place, column in enumerate(numbers):
        said = (column, column.lower(), column.replace("_", " "))[place % 3]
        limit = int(frame[column].median())
        group, values = list(groups.items())[place % len(groups)]
        value = values[place % len(values)]
        rows = f"`{column}` > {limit}"
        yield from _both(
            name,
            f"cuántos clientes tienen {said} por encima de {limit}",
            f"how many have {said} above {limit}",
            {"count": rows},
        )
        yield from _both(name, f"media de {said}", f"average {said}", {"figure": f"mean {column}", "where": ""})
        yield from _both(name, f"mediana de {said} en {value}", f"median {said} in {value}",
                         {"figure": f"median {column}", "where": f"`{group}` == '{value}'"})  # fmt: skip
        yield from _both(
            name, f"{said} medio por {group}", f"mean {said} by {group}", {"figure": f"mean {column}", "by": [group]}
        )
        yield from _both(
            name,
            f"los 5 clientes con más {said}",
            f"top 5 customers by {said}",
            {"list": "", "n": 5, "order": f"{column} desc"},
        )
    for group, values in groups.items():
        yield from _both(
            name, f"tasa de abandono por {group}", f"churn rate by {group}", {"figure": "churn_rate", "by": [group]}
        )
        yield from _both(
            name,
            f"cuántos hay con {group} {values[0]}",
            f"how many with {group} {values[0]}",
            {"count": f"`{group}` == '{values[0]}'"},
        )


def _both(name: str, es: str, en: str, pair: dict[str, object]) -> Iterator[Ask]:
    yield Ask("generated", f"foreign {name}", "es", (es,), pair)
    yield Ask("generated", f"foreign {name}", "en", (en,), pair)
