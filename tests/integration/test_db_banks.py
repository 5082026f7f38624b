"""Bank and state on SQLite and on a real PostgreSQL: loading, reading only, joining, migrating, being killed."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pgserver
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, MetaData, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from db.bank.scope import scoped
from db.bank.table import NAME_KEY, bank_loaded, bank_present, customers, same_customer
from db.caller import WHOLE_BANK
from db.catalog import DEFAULT, Catalog, read_catalog
from db.catalog.drafting.infer import infer
from db.demo.customers import SAMPLE_ID, demo_bank
from db.demo.install import DEMO_USERS, demo_password, load_demo, make_demo_users
from db.engines import bank_engine, postgres_url, sqlite_file, sqlite_url, state_engine
from db.errors import DataProblem, Problem, SettingsProblem
from db.load import load_file, main
from db.places import Places
from db.state import metadata, notes, score_history, score_inputs, scores, state_schema
from db.state.kept import kept
from db.state.migrate import MIGRATIONS, revisions, upgrade
from db.users import verify
from tests import other_banks

HEADER = (
    "CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,NumOfProducts,HasCrCard,IsActiveMember,"
    "EstimatedSalary,Exited"
)
ROWS = (
    "1,O'Brien,600,Spain,Female,40,1,1000.5,1,1,0,50000,1",
    "2,Muñoz,,France,Male,30,2,0,2,0,1,60000.25,0",
    "3,Hs?eh,700,Germany,Male,55,3,125000,1,1,1,70000,",
)
ROOT = Path(__file__).parents[2]
PUBLIC = ROOT.parent / "shared" / "data" / "Churn_Modelling.csv"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server.

    Not under pytest's own temporary folder: run as root the server has a user of its own, and any other test run
    that starts closes that folder to everybody else.
    """
    with tempfile.TemporaryDirectory(prefix="bank-pg-") as folder:
        server = pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """A fresh installation, its SQLite paths with everything that paths may hold."""
    home = tmp_path / 'a bank\'s %20 "home" & more'
    home.mkdir()
    bank, state = sqlite_url(home / "bank.db"), sqlite_url(home / "state.db")
    if request.param == "postgres":
        address = request.getfixturevalue("postgres")
        name = f"t{abs(hash(str(tmp_path)))}"
        _administer(address, f"CREATE DATABASE {name}")
        bank = state = address.replace("/postgres?", f"/{name}?")
    yield Places(home=home, bank_url=bank, state_url=state, catalog=DEFAULT, mlflow_uri="")
    if request.param == "postgres":
        _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    engine = create_engine(postgres_url(address), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Write a CSV file from its lines."""

    def writer(*lines: str, name: str = "bank.csv") -> str:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return writer


@pytest.fixture
def read(places: Places) -> Iterator[Engine]:
    """The read-only bank engine of these places."""
    engine = bank_engine(places)
    yield engine
    engine.dispose()


def stored(engine: Engine, catalog: Catalog | None = None) -> dict[object, dict[str, object]]:
    catalog = catalog or read_catalog()
    with engine.connect() as connection:
        rows = connection.execute(select(customers(catalog))).mappings().all()
    return {row[catalog.id]: dict(row) for row in rows}


def score(places: Places, *ids: str) -> None:
    engine = state_engine(places)
    with engine.begin() as connection:
        for customer in ids:
            connection.execute(
                insert(scores).values(customer_id=customer, probability=0.5, band="high", model_version="m 1")
            )
            connection.execute(insert(score_inputs).values(customer_id=customer, inputs={}))
            connection.execute(
                insert(score_history).values(customer_id=customer, probability=0.5, band="high", model_version="m 1")
            )
            connection.execute(insert(notes).values(customer_id=customer, author="eva", text="called"))
    engine.dispose()


def remembered(places: Places) -> dict[str, int]:
    engine = state_engine(places)
    with engine.connect() as connection:
        found = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (scores, score_inputs, score_history, notes)
        }
    engine.dispose()
    return found


def test_a_file_becomes_the_bank(places: Places, write: Callable[..., str], read: Engine) -> None:
    report = load_file(write(HEADER, *ROWS), places)
    assert (report.read, report.inserted, report.updated, report.rejected) == (3, 3, 0, 0)
    bank = stored(read)
    assert bank[1]["Surname"] == "O'Brien"
    assert bank[1][NAME_KEY] == "obrien"
    assert bank[2]["CreditScore"] is None
    assert (bank[2]["HasCrCard"], bank[2]["EstimatedSalary"]) == ("0", 60000.25)
    assert bank[3]["Exited"] is None
    assert bank_present(read, read_catalog()).isdisjoint({"RelationshipManager", "ContactNotes"})
    state = state_engine(places)
    assert kept(state, "bank")["inserted"] == 3
    state.dispose()


def test_the_bank_cannot_be_written_through_its_engine(places: Places, write: Callable[..., str], read: Engine) -> None:
    load_file(write(HEADER, *ROWS), places)
    schema = state_schema(read)
    for statement in (
        'INSERT INTO customers ("CustomerId") VALUES (9)',
        'UPDATE customers SET "Age" = 1',
        "DELETE FROM customers",
        "DROP TABLE customers",
        f"DELETE FROM {schema}.scores",
        "CREATE TABLE mine (a INTEGER)",
    ):
        with read.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))
    assert len(stored(read)) == 3


def test_scores_join_the_bank_in_one_query(places: Places, write: Callable[..., str], read: Engine) -> None:
    load_file(write(HEADER, *ROWS), places)
    score(places, "1", "3")
    catalog = read_catalog()
    table = customers(catalog)
    query = select(table.c.Surname, scores.c.probability).join_from(
        table, scores, same_customer(table, catalog), isouter=True
    )
    with read.connect() as connection:
        found = connection.execute(query.order_by(table.c[catalog.id])).all()
    assert [tuple(row) for row in found] == [("O'Brien", 0.5), ("Muñoz", None), ("Hs?eh", 0.5)]


def test_customers_are_updated_by_id_and_only_changed_ones_lose_their_score(
    places: Places, write: Callable[..., str], read: Engine
) -> None:
    load_file(write(HEADER, *ROWS), places)
    score(places, "1", "2", "3")
    changed = ROWS[0].replace(",40,", ",41,")
    report = load_file(write(HEADER, changed, ROWS[1], "4,New,600,Spain,Male,40,1,0,1,1,1,1,0"), places)
    assert (report.inserted, report.updated, report.unchanged) == (1, 2, 1)
    bank = stored(read)
    assert set(bank) == {1, 2, 3, 4}
    assert bank[1]["Age"] == 41
    assert remembered(places) == {"scores": 2, "score_inputs": 3, "score_history": 3, "notes": 3}


def test_columns_a_file_does_not_bring_are_left_as_they_are(
    places: Places, write: Callable[..., str], read: Engine
) -> None:
    load_file(write(HEADER + ",RelationshipManager", ROWS[0] + ",Ana Torres"), places)
    load_file(write(HEADER, *ROWS), places)
    assert [stored(read)[i]["RelationshipManager"] for i in (1, 2)] == ["Ana Torres", None]


def test_one_bad_row_keeps_the_whole_file_out(places: Places, write: Callable[..., str], read: Engine) -> None:
    load_file(write(HEADER, *ROWS), places)
    bad = (
        "4,New,abc,Spain,Male,17,1,0,1,1,1,1,0",
        "5,Short,600",
        ",NoId,600,Spain,Male,40,1,0,1,1,1,1,0",
        "6,Twice,600,Spain,Male,40,1,0,1,1,1,1,0",
        "6,Twice,600,Spain,Male,40,1,0,1,1,1,1,0",
    )
    report = load_file(write(HEADER, ROWS[0].replace(",40,", ",41,"), *bad), places)
    assert not report.loaded
    assert (report.read, report.inserted, report.rejected) == (6, 0, 4)
    reasons = {rejection.line: rejection.reason.say("en") for rejection in report.rejections}
    assert reasons[3] == "CreditScore: 'abc' is not a whole number; Age: '17' is outside 18 to 110"
    assert reasons[4] == "3 fields where the header has 13"
    assert "CustomerId" in reasons[5]
    assert reasons[7] == "CustomerId 6 is already on line 6"
    assert stored(read)[1]["Age"] == 40
    assert len(stored(read)) == 3


def test_the_command_reports_and_fails_on_rejected_rows(
    places: Places, write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DataProblem, match="Nothing was loaded: 1 of 2 rows"):
        main([write(HEADER, ROWS[0], ROWS[0])], places)
    said = capsys.readouterr().out
    assert "line 3: CustomerId 1 is already on line 2" in said
    assert "whole or not at all" in said


def test_many_rejections_are_counted_and_the_first_are_listed(places: Places, write: Callable[..., str]) -> None:
    report = load_file(write(HEADER, *(f"{i},X,abc,Spain,Male,40,1,0,1,1,1,1,0" for i in range(500))), places)
    assert report.rejected == 500
    assert [r.line for r in report.rejections[:3]] == [2, 3, 4]
    assert len(report.lines()) < 40
    assert any("480 more" in line for line in report.lines())


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((HEADER,), "a header and no rows"),
        (("a,b", "1,2"), "lacks CustomerId, Surname"),
        ((HEADER.replace(",Exited", ""), "1"), "lacks Exited"),
        ((HEADER + ",customer_id", "1"), "same column twice"),
    ],
)
def test_files_that_do_not_fit_get_one_sentence(
    places: Places, write: Callable[..., str], lines: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(DataProblem, match=sentence) as problem:
        load_file(write(*lines), places)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("shape", other_banks.SHAPES.values(), ids=other_banks.SHAPES)
def test_another_bank_takes_the_place_of_the_one_before(
    places: Places, write: Callable[..., str], tmp_path: Path, shape: Callable[[Path], Path], read: Engine
) -> None:
    load_file(write(HEADER, *ROWS), places)
    score(places, "1")
    source, draft = shape(tmp_path / "other.csv"), tmp_path / "draft.yaml"
    draft.write_text(infer(str(source)), encoding="utf-8")
    report = load_file(str(source), places, catalog_file=draft)
    assert report.loaded, report.lines()
    assert report.replaced
    own = places.home / "catalog.yaml"
    assert own.read_text(encoding="utf-8") == draft.read_text(encoding="utf-8")
    catalog = read_catalog(own)
    bank = stored(read, catalog)
    assert len(bank) == report.inserted
    assert {row[catalog.label.column] for row in bank.values()} == {catalog.label.positive, catalog.label.negative}
    assert remembered(places) == {"scores": 0, "score_inputs": 0, "score_history": 0, "notes": 0}
    again = load_file(str(source), replace(places, catalog=own))
    assert (again.inserted, again.unchanged) == (0, report.inserted)


def test_a_file_of_the_packaged_shape_is_recognised_whatever_was_in_force(
    places: Places, write: Callable[..., str], tmp_path: Path, read: Engine
) -> None:
    source, draft = other_banks.cards(tmp_path / "other.csv"), tmp_path / "draft.yaml"
    draft.write_text(infer(str(source)), encoding="utf-8")
    load_file(str(source), places, catalog_file=draft)
    load_file(write(HEADER, *ROWS), replace(places, catalog=places.home / "catalog.yaml"))
    assert set(stored(read)) == {1, 2, 3}
    assert not (places.home / "catalog.yaml").exists()


def test_a_catalog_set_elsewhere_is_not_quietly_overruled(
    places: Places, write: Callable[..., str], tmp_path: Path
) -> None:
    elsewhere, given = tmp_path / "setting.yaml", tmp_path / "given.yaml"
    for path in (elsewhere, given):
        path.write_text(DEFAULT.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(SettingsProblem, match="CATALOG_FILE"):
        load_file(write(HEADER, *ROWS), replace(places, catalog=elsewhere), catalog_file=given)


def test_a_table_the_loader_did_not_make_is_left_alone(places: Places, write: Callable[..., str]) -> None:
    file = sqlite_file(places.bank_url)
    engine = create_engine(URL.create("sqlite", database=str(file)) if file else postgres_url(places.bank_url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE customers (precious INTEGER)"))
    with pytest.raises(DataProblem, match="not loaded by this program"):
        load_file(write(HEADER, *ROWS), places)
    assert inspect(engine).get_columns("customers")[0]["name"] == "precious"
    engine.dispose()


def test_replace_starts_from_an_empty_bank(places: Places, write: Callable[..., str], read: Engine) -> None:
    load_file(write(HEADER, *ROWS), places)
    score(places, "1")
    assert main([write(HEADER, ROWS[1]), "--replace"], places) == 0
    assert set(stored(read)) == {2}
    assert remembered(places) == {"scores": 0, "score_inputs": 0, "score_history": 1, "notes": 1}


def test_the_demo_bank_comes_with_people_and_gives_way_to_a_real_one(
    places: Places, write: Callable[..., str], read: Engine
) -> None:
    load_demo(places, bank=demo_bank(400, 1))
    catalog = read_catalog()
    table = customers(catalog)
    state = state_engine(places)
    for name, role, _ in DEMO_USERS:
        caller = verify(state, name, demo_password(name), demo_allowed=True)
        assert caller is not None
        assert caller.role == role
    ana = verify(state, "ana", demo_password("ana"), demo_allowed=True)
    assert ana is not None
    state.dispose()
    with read.connect() as connection:
        seen = {
            caller.name: connection.execute(
                scoped(select(func.count()).select_from(table), table, catalog, caller, owners=True)
            ).scalar_one()
            for caller in (WHOLE_BANK, ana)
        }
    assert seen["cli"] == 400
    assert 0 < seen["ana"] < 150
    assert SAMPLE_ID in stored(read)
    load_file(write(HEADER, *ROWS), places)
    assert set(stored(read)) == {1, 2, 3}
    with pytest.raises(DataProblem, match="--replace"):
        load_demo(places, bank=demo_bank(400, 1))


def test_demo_managers_get_the_largest_portfolios_of_another_bank(places: Places, tmp_path: Path) -> None:
    source, draft = other_banks.insurance(tmp_path / "other.csv"), tmp_path / "draft.yaml"
    draft.write_text(infer(str(source)), encoding="utf-8")
    load_file(str(source), places, catalog_file=draft)
    people = make_demo_users(places, read_catalog(draft))
    owners = {caller.name: caller.owner for caller in people}
    assert {owners["ana"], owners["luis"]} <= {"Rosa Quispe", "Tom O'Hara", "Núria Puig"}
    assert owners["ana"] != owners["luis"]
    assert owners["sofia"] is None


def test_the_public_file_loads(places: Places, read: Engine) -> None:
    if not PUBLIC.exists():
        pytest.skip("the public file is not here")
    assert load_file(str(PUBLIC), places).inserted == 10_000
    bank = stored(read)
    assert sum(row["Exited"] == "1" for row in bank.values()) == 2_037
    assert bank[15634602]["Surname"] == "Hargrave"


def test_migrations_make_exactly_the_tables_the_program_knows(places: Places) -> None:
    upgrade(places)
    engine = state_engine(places)
    expected = MetaData()
    for table in metadata.sorted_tables:
        copied = table.to_metadata(expected, schema=None)  # type: ignore[arg-type]
        # An index of an expression, on SQLite only, which cannot be compared.
        copied.indexes -= {index for index in copied.indexes if str(index.name).endswith("_number")}
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET search_path TO moa_state"))
        assert compare_metadata(MigrationContext.configure(connection), expected) == []
        if connection.dialect.name == "sqlite":
            plan = "EXPLAIN QUERY PLAN SELECT max(probability) FROM scores WHERE CAST(customer_id AS BIGINT) = 7"
            assert "COVERING INDEX ix_scores_number" in str(connection.execute(text(plan)).all())
    engine.dispose()


def test_each_migration_is_named_by_its_version() -> None:
    scripts = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert revisions() == scripts[::-1]


def test_processes_may_start_at_once(places: Places) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [places] * 4))
    assert remembered(places)["scores"] == 0


def test_a_state_of_a_newer_program_is_refused(places: Places) -> None:
    upgrade(places)
    engine = state_engine(places)
    where = "moa_state." if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {where}alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SettingsProblem, match="newer"):
        upgrade(places)


def test_a_bank_and_a_state_that_cannot_be_joined_are_refused(tmp_path: Path) -> None:
    places = Places(
        home=tmp_path,
        bank_url=sqlite_url(tmp_path / "b.db"),
        state_url="postgresql://localhost/x",
        catalog=DEFAULT,
        mlflow_uri="",
    )
    with pytest.raises(SettingsProblem, match="both"):
        upgrade(places)


def test_without_a_bank_reading_says_how_to_get_one(tmp_path: Path) -> None:
    places = Places(
        home=tmp_path,
        bank_url=sqlite_url(tmp_path / "b.db"),
        state_url=sqlite_url(tmp_path / "s.db"),
        catalog=DEFAULT,
        mlflow_uri="",
    )
    with pytest.raises(Problem, match="python -m db"):
        bank_loaded(bank_engine(places), read_catalog())
    assert not (tmp_path / "b.db").exists()


def test_a_database_file_that_is_none_gets_one_sentence(tmp_path: Path, write: Callable[..., str]) -> None:
    (tmp_path / "b.db").write_text("this is no database, " * 100, encoding="utf-8")
    places = Places(
        home=tmp_path,
        bank_url=sqlite_url(tmp_path / "b.db"),
        state_url=sqlite_url(tmp_path / "s.db"),
        catalog=DEFAULT,
        mlflow_uri="",
    )
    with pytest.raises(Problem, match="not a database"):
        load_file(write(HEADER, *ROWS), places)


KILLED = """
import sys
from pathlib import Path
from db.load import load_file
from db.places import Places
home, source, bank, state, catalog = sys.argv[1:]
places = Places(home=Path(home), bank_url=bank, state_url=state, catalog=Path(catalog), mlflow_uri="")
load_file(source, places)
"""


@pytest.mark.parametrize("after", [0.5, 1.0])
def test_a_killed_load_leaves_the_bank_as_it_was(
    places: Places, write: Callable[..., str], tmp_path: Path, read: Engine, after: float
) -> None:
    """The file is fed through a pipe, so that the kill falls on a known share of it, or after all of it was read."""
    load_file(write(HEADER, *ROWS), places)
    count = 20_000
    lines = [HEADER, *(f"{i},New,600,Spain,Male,40,1,0,1,1,1,1,0" for i in range(1, count))]
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    addresses = (places.bank_url, places.state_url, str(places.catalog))
    command = [sys.executable, "-c", KILLED, str(places.home), str(pipe), *addresses]
    load = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    with pipe.open("w", encoding="utf-8") as file:
        file.write("\n".join(lines[: int(count * after)]))
        file.flush()
        if after < 1.0:
            load.kill()
            load.wait()
    if after == 1.0:
        time.sleep(0.05)
        load.kill()
        load.wait()
    bank = stored(read)
    assert len(bank) in ({3} if after < 1.0 else {3, count - 1})
    if len(bank) == 3:
        assert bank[1]["Surname"] == "O'Brien"
    assert load_file(write(HEADER, ROWS[1]), places).loaded


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A small web server with one file, one error and one that breaks off."""
    body = ("\n".join([HEADER, *ROWS]) + "\n").encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/none.csv":
                self.send_error(404)
                return
            if self.path == "/moved.csv":
                self.send_response(302)
                self.send_header("Location", "/bank.csv")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) + (100 if self.path == "/cut.csv" else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ["bank.csv", "moved.csv"])
def test_a_file_is_loaded_from_an_address(places: Places, address: str, read: Engine, name: str) -> None:
    assert load_file(f"{address}/{name}", places).inserted == 3
    assert set(stored(read)) == {1, 2, 3}


@pytest.mark.parametrize(("name", "sentence"), [("none.csv", "answered 404"), ("cut.csv", "cannot be read")])
def test_an_address_that_fails_gets_one_sentence(places: Places, address: str, name: str, sentence: str) -> None:
    with pytest.raises(DataProblem, match=sentence):
        load_file(f"{address}/{name}", places)
    file = sqlite_file(places.bank_url)
    if file is None or file.exists():
        engine = bank_engine(places)
        assert not bank_loaded(engine, read_catalog())
        engine.dispose()
