"""``python -m db.load FILE|URL``: a table becomes the bank, whole or not at all.

The file streams through the catalog's rules (``db.loading.intake``) into a temporary table, and one transaction merges
it by id (``db.loading.staging``, ``db.loading.target``); a load that is killed leaves the bank as it was, or is
finished by the next command (``db.loading.unfinished``).
Memory does not grow with the file.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from db import audit
from db.catalog import Catalog
from db.catalog.choice import check_can_be_in_force, choose, clear_away, make_ready, put_in_force
from db.command_line import CommandParser
from db.disk import disk_full, out_of_space
from db.engines import bank_writer, reason, state_engine
from db.errors import DataProblem
from db.loading.header import Fit
from db.loading.intake import staged_names, take_in
from db.loading.load_report import LoadReport
from db.loading.staging import Staging
from db.loading.table_file import TableFile, opened
from db.loading.target import Standing, forget_bank, forget_scores, prepare
from db.loading.unfinished import Unfinished, announce, changed_already, done, set_mark
from db.places import Places
from db.state import now
from db.state.kept import SCORED, forget_in, keep_in
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
            job = _Job(places=places, catalog=catalog, chosen=chosen, fit=fit, state=state, demo=demo, replace=replace)
            report = job.run(file, bank, progress=progress)
    except (DBAPIError, OSError) as error:
        if out_of_space(error, places.home):
            raise disk_full(places.home, "loaded" if changed_already(places) else "nothing_loaded") from error
        if isinstance(error, OSError):
            raise
        raise DataProblem(
            "db.load.bank_unusable",
            reason=reason(error),
        ) from error
    finally:
        bank.dispose()
        state.dispose()
        if not changed_already(places):
            clear_away(places)
    return changed(report, seconds=time.monotonic() - began)


@dataclass(frozen=True, kw_only=True)
class _Job:
    """One load: what goes where."""

    places: Places
    catalog: Catalog
    chosen: Path
    fit: Fit
    state: Engine
    demo: bool
    replace: bool

    def run(self, file: TableFile, bank: Engine, *, progress: bool) -> LoadReport:
        """Take the rows in, change the bank, then what goes with it."""
        report = LoadReport(
            source=file.source,
            table=self.catalog.table,
            catalog=str(self.chosen),
            read=0,
            left_out=self.fit.left_out,
            absent=self.fit.absent,
        )
        with bank.connect() as connection, connection.begin() as transaction:
            standing = prepare(connection, self.catalog, demo=self.demo, replace=self.replace)
            staging = Staging(connection, self.catalog, staged_names(self.fit, self.catalog))
            intake = take_in(file, self.fit, self.catalog, staging, progress=progress)
            report = changed(report, read=intake.read, rejected=intake.rejected, rejections=tuple(intake.rejections))
            if not intake.read:
                raise DataProblem("db.load.no_rows", source=file.source)
            if intake.rejected:
                transaction.rollback()
                return report
            report = self._merged(staging, standing, report)
            self._change(connection, transaction, staging, standing, report)
        done(self.places)
        return report

    @staticmethod
    def _merged(staging: Staging, standing: Standing, report: LoadReport) -> LoadReport:
        present = touched = 0
        if standing == "same":
            present, touched = staging.present(), staging.note_changed()
        staging.merge(present=present)
        return changed(
            report,
            inserted=report.read - present,
            updated=present,
            unchanged=present - touched,
            replaced=standing in {"another", "refreshed"},
        )

    def _change(
        self,
        connection: Connection,
        transaction: RootTransaction,
        staging: Staging,
        standing: Standing,
        report: LoadReport,
    ) -> None:
        """Bank, catalog and state, in this order; what stops it in between is finished by the next command."""
        left = Unfinished(
            mark=uuid4().hex,
            catalog=str(self.chosen.absolute()),
            forget=standing != "same" or report.inserted > 0 or report.unchanged < report.updated,
            people_too=standing == "another",
            facts=self._facts(report),
        )
        with self.state.begin() as state:
            if standing != "same":
                forget_bank(state, people_too=left.people_too)
            elif left.forget:
                for ids in staging.changed():
                    forget_scores(state, ids)
            if left.forget:
                forget_in(state, SCORED)
            keep_in(state, "bank", left.facts)
            audit.record_in(state, "command line", "load", left.facts)
            set_mark(connection, left.mark)
            announce(self.places, left)
            transaction.commit()
            put_in_force(self.chosen, self.places)

    def _facts(self, report: LoadReport) -> dict[str, object]:
        return {
            "source": report.source,
            "catalog": report.catalog,
            "table": report.table,
            "demo": self.demo,
            "inserted": report.inserted,
            "updated": report.updated,
            "loaded": now().isoformat(),
        }


def at(places: Places, *, bank_db: str | None, state_db: str | None) -> Places:
    """The places with the addresses given on the command line."""
    return changed(places, bank_url=bank_db or places.bank_url, state_url=state_db or places.state_url)


def main(argv: Sequence[str], places: Places) -> int:
    """Load a file; the report goes to stdout, progress to stderr.

    Raises:
        Problem: as ``load_file``; DataProblem when rows were rejected, after the report is printed.
    """
    parser = CommandParser(key="load", prog="python -m db.load")
    parser.add_argument("file", metavar="FILE|URL")
    parser.add_argument("--catalog", type=Path, metavar="FILE")
    parser.add_argument("--replace", action="store_true")
    parser.add_argument("--bank-db", metavar="URL")
    parser.add_argument("--state-db", metavar="URL")
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
