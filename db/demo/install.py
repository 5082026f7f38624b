"""The demo bank loaded, with a user for each role.

The same seed gives the same file, byte for byte. A bank of real customers is never replaced unless asked to.
"""

import csv
from pathlib import Path

from sqlalchemy import Engine, func, select

from db.bank.table import bank_loaded, customers
from db.caller import Caller, Role
from db.catalog import DEFAULT, Catalog, read_catalog
from db.demo.customers import HEADER, DemoBank
from db.engines import bank_engine, bank_writer, sqlite_file, state_engine
from db.errors import DataProblem, Language
from db.load import load_file
from db.loading.load_report import LoadReport
from db.loading.target import is_demo
from db.places import Places
from db.state.migrate import upgrade
from db.users import create_user

DEMO_USERS: tuple[tuple[str, Role, Language | None], ...] = (
    ("ana", "rm", "es"),
    ("luis", "rm", "es"),
    ("sofia", "support", "es"),
    ("pablo", "presenter", None),
    ("admin", "admin", None),
)
"""Name, role and language; the relationship managers own the portfolios of ``_OWNERS`` where the bank has them."""
_OWNERS = {"ana": "Ana Torres", "luis": "Luis Romero"}


def demo_password(name: str) -> str:
    """The password of a demo user, as the read-me page shows it."""
    return f"{name}-demo"


def write_csv(bank: DemoBank, path: Path) -> None:
    """Write the bank as a CSV file with a header (UTF-8, comma)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(bank.rows)
    except OSError as error:
        raise DataProblem("db.install.not_writable", path=path, reason=error.strerror) from error


def load_demo(
    places: Places, *, bank: DemoBank, output: Path | None = None, replace: bool = False, progress: bool = False
) -> LoadReport:
    """Write the demo bank's CSV (default: in the home), load it, and make the demo users.

    Raises:
        DataProblem: another bank is loaded and ``replace`` does not say that it may go.
    """
    if not replace and _other_bank(places):
        raise DataProblem(
            "db.install.other_bank_loaded",
        )
    path = output or places.home / "demo-bank.csv"
    write_csv(bank, path)
    report = load_file(str(path), places, catalog_file=DEFAULT, replace=True, demo=True, progress=progress)
    make_demo_users(places, read_catalog(DEFAULT))
    return report


def make_demo_users(places: Places, catalog: Catalog) -> list[Caller]:
    """Create the demo users; in a bank with other owners the relationship managers get its two largest portfolios."""
    upgrade(places)
    owners = _owners(places, catalog)
    state = state_engine(places)
    try:
        return [_demo_user(state, name, role, language, owners.get(name)) for name, role, language in DEMO_USERS]
    finally:
        state.dispose()


def _demo_user(state: Engine, name: str, role: Role, language: Language | None, owner: str | None) -> Caller:
    return create_user(
        state, name=name, role=role, password=demo_password(name), owner=owner, language=language, demo=True
    )


def _owners(places: Places, catalog: Catalog) -> dict[str, str]:
    if catalog.owner is None:
        return {}
    engine = bank_engine(places, state=False)
    try:
        if not bank_loaded(engine, catalog):
            return {}
        owner = customers(catalog).c[catalog.owner]
        query = select(owner).where(owner.is_not(None)).group_by(owner).order_by(func.count().desc(), owner)
        with engine.connect() as connection:
            largest = [str(name) for name in connection.execute(query).scalars()]
    finally:
        engine.dispose()
    if set(_OWNERS.values()) <= set(largest):
        return _OWNERS
    return dict(zip(_OWNERS, largest, strict=False))


def _other_bank(places: Places) -> bool:
    file = sqlite_file(places.bank_url)
    if file is not None and not file.exists():
        return False
    engine = bank_writer(places)
    try:
        with engine.connect() as connection:
            return is_demo(connection) is False
    finally:
        engine.dispose()
