"""Tables as trades write them, made from `tests/tables/*.yaml`: the file as a stranger brings it, and its truth."""

import gzip
import io
import itertools
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from db.yaml_files import read_yaml

SPECS = Path(__file__).parent.parent / "tests" / "tables"
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
_STARTS = ("Val", "Mon", "San ", "Rio", "Cas", "Bel", "Tor", "Vil", "Nue", "Alc", "Gra", "Lom")
_ENDS = ("mar", "tel", "dor", "zana", "rón", "pio", "guera", "sola", "blanca")
_SURNAMES = ("Arce", "Bravo", "Cordero", "Duarte", "Elías", "Fajardo", "Galindo", "Hoyos", "Iriarte", "Jordán", "Lugo")
_FOLLOWING = {"product", "only", "leak"}
"""What makes a column follow from others or from the label."""
_AMOUNTS = {"money", "number", "product"}
_FIRST = ("Ana", "Bruno", "Carla", "Diego", "Elena", "Fermín", "Gala", "Hugo")


@dataclass(frozen=True)
class Table:
    """One made table: ``file`` as it is brought, ``frame`` its rows as they are meant, ``left`` where that is known."""

    name: str
    file: Path
    frame: pd.DataFrame
    left: "pd.Series"
    id_column: str
    label: str
    questions: tuple[Mapping[str, Any], ...]


def tables(folder: Path, only: str | None = None) -> Iterator[Table]:
    """Each specified table, written into a folder."""
    for path in sorted(SPECS.glob("*.yaml")):
        if only in {None, path.stem}:
            yield _made(path.stem, read_yaml(path), folder)


def _made(name: str, spec: Mapping[str, Any], folder: Path) -> Table:
    pick = np.random.default_rng(sum(map(ord, name)))
    rows = spec["rows"]
    meant = {spec["id"]["header"]: pd.Series(_numbered(spec["id"], rows, random.Random(name)))}
    columns: Mapping[str, Any] = spec["columns"]
    for header, column in columns.items():
        if not _FOLLOWING & set(column):
            meant[header] = _column(column, rows, pick)
    for header, column in columns.items():
        if "product" in column:
            first, second = (pd.to_numeric(meant[of]) for of in column["product"])
            meant[header] = (first * second).where(first != 0).round(2)
    frame = pd.DataFrame(meant)
    label = spec["label"]
    frame[label["header"]] = _labels(frame, label, pick)
    frame["left"] = frame[label["header"]].map({label["left"]: True, label["stayed"]: False})
    for header, column in columns.items():
        if "leak" in column:
            of_left, of_others = column["leak"]
            frame[header] = np.where(frame["left"].eq(True), of_left, of_others) * pick.uniform(0.9, 1, rows)
        elif "only" in column:
            frame[header] = pd.Series(_column(column, rows, pick)).where(frame["left"].eq(True))
    frame = frame[[spec["id"]["header"], *columns, label["header"], "left"]]
    file = _written(name, frame, spec, folder)
    known = [header for header, column in columns.items() if "only" not in column]
    here = frame[frame["left"].eq(False)].dropna(subset=known)
    ids = dict(zip("abc", here[spec["id"]["header"]].iloc[[3, 17, 41]], strict=True))
    questions = tuple(_filled(question, ids) for question in spec["questions"])
    return Table(name, file, frame, frame["left"], spec["id"]["header"], label["header"], questions)


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for key, text in ids.items():
            value = value.replace(f"{{{key}}}", text)
        return value
    return {key: _filled(part, ids) for key, part in value.items()} if isinstance(value, dict) else value


def _numbered(spec: Mapping[str, Any], rows: int, pick: random.Random) -> list[str]:
    """A form's random ids, or numbers one after the other."""
    if "form" in spec:
        return _ids(spec["form"], rows, pick)
    first = spec.get("from", 1)
    return [str(number) for number in range(first, first + rows)]


def _ids(form: str, rows: int, pick: random.Random) -> list[str]:
    made = (
        f"{pick.getrandbits(48):012x}"
        if form == "hex"
        else "".join(str(pick.randrange(10)) if c == "#" else pick.choice(_LETTERS) if c == "@" else c for c in form)
        for _ in itertools.count()
    )
    return list(itertools.islice(dict.fromkeys(itertools.islice(made, rows * 2)), rows))


def _column(spec: Mapping[str, Any], rows: int, pick: np.random.Generator) -> "pd.Series":
    values = pd.Series(_values(spec, rows, pick))
    if "share_zero" in spec:
        values = values.mask(pick.random(rows) < spec["share_zero"], 0)
    return values.mask(pick.random(rows) < spec["gaps"]) if "gaps" in spec else values


def _values(spec: Mapping[str, Any], rows: int, pick: np.random.Generator) -> Any:
    kind = next(kind for kind in _KINDS if kind in spec)
    return _KINDS[kind](spec, rows, pick)


def _dates(spec: Mapping[str, Any], rows: int, pick: np.random.Generator) -> Any:
    first, last = map(pd.Timestamp, spec["date"])
    return first + pd.to_timedelta(pick.integers(0, (last - first).days + 1, rows), "D")


def _surnames(spec: Mapping[str, Any], rows: int, pick: np.random.Generator) -> Any:
    first = pick.choice(_FIRST, rows) if spec["surname"] == "full" else [""] * rows
    return [f"{a} {b}".strip() for a, b in zip(first, pick.choice(_SURNAMES, rows), strict=True)]


def _towns(spec: Mapping[str, Any], rows: int, pick: np.random.Generator) -> Any:
    towns = [*spec["first"], *(a + b for a in _STARTS for b in _ENDS)]
    return pick.choice(towns[: spec["cities"]], rows)


def _picked(spec: Mapping[str, Any], rows: int, pick: np.random.Generator) -> Any:
    weights = np.array(list(spec["pick"].values()), float)
    return pick.choice(list(map(str, spec["pick"])), rows, p=weights / weights.sum())


_KINDS: dict[str, Callable[[Mapping[str, Any], int, np.random.Generator], Any]] = {
    "int": lambda spec, rows, pick: pick.integers(spec["int"][0], spec["int"][1] + 1, rows),
    "number": lambda spec, rows, pick: pick.uniform(spec["number"][0], spec["number"][1], rows).round(1),
    "money": lambda spec, rows, pick: pick.gamma(2.0, spec["money"] / 2, rows).round(0 if spec.get("whole") else 2),
    "flag": lambda spec, rows, pick: np.where(pick.random(rows) < spec["p"], *spec["flag"]),
    "company": lambda spec, rows, pick: [f"{name} Ltd" for name in pick.choice(_SURNAMES, rows)],
    "date": _dates,
    "surname": _surnames,
    "cities": _towns,
    "pick": _picked,
}


def _labels(frame: pd.DataFrame, label: Mapping[str, Any], pick: np.random.Generator) -> list[str]:
    score = pick.normal(0, 0.7, len(frame))
    for header, weight in label["drives"].items():
        values = pd.to_numeric(frame[header]).astype(float)
        score += weight * ((values - values.mean()) / values.std()).fillna(0).to_numpy()
    left = score > np.quantile(score, 1 - label["share"])
    found = np.where(left, label["left"], label["stayed"]).astype(object)
    for value, share in label.get("others", {}).items():
        found[~left & (pick.random(len(frame)) < share)] = value
    return [str(value) for value in found]


def _written(name: str, frame: pd.DataFrame, spec: Mapping[str, Any], folder: Path) -> Path:
    file, shown = spec["file"], frame.drop(columns="left")
    if spec["id"].get("rows"):
        shown = shown.drop(columns=spec["id"]["header"])
    if file["form"] != "csv":
        if spec["id"].get("number"):
            shown = shown.assign(**{spec["id"]["header"]: shown[spec["id"]["header"]].astype(int)})
        path = folder / f"{name}.{file['form']}"
        _as_workbook(shown, path, file) if file["form"] == "xlsx" else shown.to_parquet(path)
        return path
    for header, column in spec["columns"].items():
        shown[header] = [_cell(value, column, file) for value in shown[header]]
    text = shown.to_csv(index=False, sep=file.get("separator", ","))
    raw = text.encode(file.get("encoding", "utf-8"))
    return _packed(folder / f"{name}.csv", raw, file)


def _as_workbook(shown: pd.DataFrame, path: Path, file: Mapping[str, Any]) -> None:
    """The rows on a sheet; before it, where one is named, a sheet that explains each column."""
    with pd.ExcelWriter(path) as book:
        if "dictionary" in file:
            explained = [("Data", header, f"About {header}") for header in shown.columns]
            pd.DataFrame(explained, columns=["Data", "Variable", "Discerption"]).to_excel(
                book, sheet_name=file["dictionary"], index=False
            )
        shown.to_excel(book, sheet_name=file.get("sheet", "Sheet1"), index=False)


def _packed(path: Path, raw: bytes, file: Mapping[str, Any]) -> Path:
    if file.get("gzip"):
        path = path.with_suffix(".csv.gz")
        path.write_bytes(gzip.compress(raw))
    elif file.get("zip"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(path.name, raw)
        path = path.with_suffix(".zip")
        path.write_bytes(packed.getvalue())
    else:
        path.write_bytes(raw)
    return path


def _cell(value: Any, column: Mapping[str, Any], file: Mapping[str, Any]) -> str:
    """A value as the file writes it: the column's word for a gap, its way with dates, its separators."""
    if pd.isna(value):
        return str(column.get("missing", ""))
    if "date" in column:
        return str(value.strftime(column["form"]))
    if "int" in column:
        return str(int(value))
    if _AMOUNTS & set(column):
        places = 0 if column.get("whole") else 1 if "number" in column else 2
        text = f"{value:,.{places}f}"
        comma = file.get("decimal") == ","
        group = ("." if comma else ",") if "thousands" in column else ""
        return text.translate({ord(","): group, ord("."): "," if comma else "."})
    return str(value)
