"""``python -m db.load FILE|URL``: a table becomes the bank, whole or not at all.

The file streams through the catalog's rules (``db.loading.intake``) into a temporary table, and one transaction merges
it by id (``db.loading.staging``, ``db.loading.target``); a load that is killed leaves the bank as it was.
Memory does not grow with the file.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace as changed
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db import audit
from db.catalog import Catalog
from db.catalog.choice import check_can_be_in_force, choose, make_ready, put_in_force
from db.engines import bank_writer, reason, state_engine
from db.errors import DataProblem
from db.loading.header import Fit
from db.loading.intake import staged_names, take_in
from db.loading.load_report import LoadReport
from db.loading.staging import Staging
from db.loading.table_file import TableFile, opened
from db.loading.target import Standing, forget_bank, forget_scores, prepare
from db.places import Places
from db.state import now
from db.state.kept import SCORED, forget, keep
from db.state.migrate import upgrade


def load_file(
    source: str,
    places: Places,
    *,
    catalog_file: Path | None = None,
    replace: bool = False,
    demo: bool = False,
    progress: bool = False,
) -> LoadReport:
    """Load a table by path or http(s) address; the catalog given, or the fitting one, is in force afterwards.

    ``replace`` starts from an empty bank instead of merging by id. Rejected rows do not raise: see ``report.loaded``.

    Raises:
        DataProblem: the file cannot be read, has no rows or not the columns; the bank's database cannot be used.
        CatalogProblem, SettingsProblem: the catalog or the places are wrong.
    """
    began = time.monotonic()
    upgrade(places)
    bank, state = bank_writer(places), state_engine(places)
    try:
        with opened(source) as file:
            chosen, catalog, fit = choose(file, places, catalog_file)
            check_can_be_in_force(chosen, places)
            make_ready(chosen, places)
            replace = replace or catalog.number_rows  # the fifth row of another file is another customer
            report = _load(file, catalog, fit, bank, state, demo=demo, replace=replace, progress=progress)
        report = changed(report, catalog=str(chosen), seconds=time.monotonic() - began)
        if report.loaded:
            put_in_force(chosen, places)
            _remember(state, report, demo=demo)
    except DBAPIError as error:
        raise DataProblem(
            "db.load.bank_unusable",
            reason=reason(error),
        ) from error
    finally:
        bank.dispose()
        state.dispose()
    return report


def _load(
    file: TableFile,
    catalog: Catalog,
    fit: Fit,
    bank: Engine,
    state: Engine,
    *,
    demo: bool,
    replace: bool,
    progress: bool,
) -> LoadReport:
    report = LoadReport(
        source=file.source, table=catalog.table, catalog="", read=0, left_out=fit.left_out, absent=fit.absent
    )
    with bank.connect() as connection, connection.begin() as transaction:
        standing = prepare(connection, catalog, demo=demo, replace=replace)
        staging = Staging(connection, catalog, staged_names(fit, catalog))
        intake = take_in(file, fit, catalog, staging, progress=progress)
        report = changed(report, read=intake.read, rejected=intake.rejected, rejections=tuple(intake.rejections))
        if not intake.read:
            raise DataProblem(
                "db.load.no_rows",
                source=file.source,
            )
        if intake.rejected:
            transaction.rollback()
            return report
        return _merge(connection, staging, state, standing, report)


def _merge(
    connection: Connection, staging: Staging, state: Engine, standing: Standing, report: LoadReport
) -> LoadReport:
    """Scores are forgotten before the bank's transaction ends: killed in between, they are missing but never wrong."""
    present = touched = 0
    if standing == "same":
        present = staging.present()
        for ids in staging.changed():
            touched += len(ids)
            forget_scores(state, ids)
    else:
        forget_bank(state, people_too=standing == "another")
    if standing != "same" or touched or report.read > present:
        forget(state, SCORED)
    staging.merge(present=present)
    return changed(
        report,
        inserted=report.read - present,
        updated=present,
        unchanged=present - touched,
        replaced=standing in {"another", "refreshed"},
    )


def _remember(state: Engine, report: LoadReport, *, demo: bool) -> None:
    facts = {
        "source": report.source,
        "catalog": report.catalog,
        "table": report.table,
        "demo": demo,
        "inserted": report.inserted,
        "updated": report.updated,
        "loaded": now().isoformat(),
    }
    keep(state, "bank", facts)
    audit.record(state, "command line", "load", facts)


def at(places: Places, *, bank_db: str | None, state_db: str | None) -> Places:
    """The places with the addresses given on the command line."""
    return changed(places, bank_url=bank_db or places.bank_url, state_url=state_db or places.state_url)


def main(argv: Sequence[str], places: Places) -> int:
    """Load a file; the report goes to stdout, progress to stderr.

    Raises:
        Problem: as ``load_file``; DataProblem when rows were rejected, after the report is printed.
    """
    parser = argparse.ArgumentParser(prog="python -m db.load", description="Load a table into the bank.")
    parser.add_argument(
        "file", metavar="FILE|URL", help="a CSV (also .gz or .zip), .xlsx or .parquet file, or its http(s) address"
    )
    parser.add_argument(
        "--catalog", type=Path, metavar="FILE", help="the catalog that describes it, in force from now on"
    )
    parser.add_argument("--replace", action="store_true", help="start from an empty bank instead of merging by id")
    parser.add_argument("--bank-db", metavar="URL", help="where the bank is, instead of BANK_DB_URL")
    parser.add_argument("--state-db", metavar="URL", help="where the app's own state is, instead of STATE_DB_URL")
    wanted = parser.parse_args(argv)
    places = at(places, bank_db=wanted.bank_db, state_db=wanted.state_db)
    report = load_file(wanted.file, places, catalog_file=wanted.catalog, replace=wanted.replace, progress=True)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    if not report.loaded:
        first = report.rejections[0]
        raise DataProblem(
            "db.load.rows_do_not_fit",
            rejected=report.rejected,
            read=report.read,
            line=first.line,
            reason=first.reason,
        )
    return 0


if __name__ == "__main__":
    from db.launch import launch

    launch("db.load")
