"""Which catalog a file is loaded with, and putting it in force.

A catalog given by hand must fit. Otherwise the one in force, else a packaged one; a file that fits none is refused
with the columns it lacks.
"""

import shutil
from pathlib import Path

from db.catalog import DEFAULT, Catalog, read_catalog
from db.disk import disk_full, out_of_space
from db.errors import DataProblem, SettingsProblem
from db.loading.header import Fit, match
from db.loading.table_file import TableFile, opened
from db.places import Places

PACKAGED = DEFAULT.parent


def choose(file: TableFile, places: Places, given: Path | None) -> tuple[Path, Catalog, Fit]:
    """The catalog file, the catalog, and how the header fits it.

    Raises:
        DataProblem: no catalog fits; the sentence names the missing columns.
    """
    first = given or places.catalog
    others = [] if given else sorted(path for path in PACKAGED.glob("*.yaml") if path != first)
    lacking: tuple[str, ...] = ()
    for path in (first, *others):
        catalog = read_catalog(path)
        header = (*file.header, catalog.id) if catalog.number_rows else file.header
        fit = match(header, catalog)
        if not fit.missing and any(column.name == catalog.id for _, column in fit.fields):
            if catalog.number_rows:
                file.number_rows(catalog.id)
            return path, catalog, fit
        if path == first:
            lacking = fit.missing or (catalog.id,)
    raise _misfit(file, first, lacking)


def fits(source: str, places: Places) -> bool:
    """Whether a file goes with the catalog in force or a packaged one.

    Raises:
        DataProblem: the file cannot be read.
    """
    with opened(source) as file:
        try:
            choose(file, places, None)
        except DataProblem:
            return False
    return True


def _misfit(file: TableFile, catalog: Path, lacking: tuple[str, ...]) -> DataProblem:
    names = ", ".join(lacking[:12]) + (f" and {len(lacking) - 12} more" if len(lacking) > 12 else "")
    return DataProblem(
        "db.choice.file_does_not_fit",
        source=file.source,
        catalog=catalog,
        names=names,
    )


def check_can_be_in_force(chosen: Path, places: Places) -> None:
    """Refuse a catalog that a setting would keep out of force after the load."""
    free = {_own(places).resolve(), DEFAULT.resolve(), chosen.resolve()}
    if places.catalog.resolve() not in free:
        raise SettingsProblem(
            "db.choice.other_catalog_set",
            catalog=places.catalog,
            chosen=chosen,
        )


def make_ready(chosen: Path, places: Places) -> None:
    """Write the installation's copy before the bank changes, so that afterwards only its name is left to change.

    Raises:
        DataProblem: it cannot be written, as on a full disk; nothing has changed then.
    """
    if chosen.resolve() in {DEFAULT.resolve(), _own(places).resolve()}:
        return
    try:
        places.home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(chosen, _fresh(places))
    except OSError as error:
        clear_away(places)
        if out_of_space(error, places.home):
            raise disk_full(places.home, "nothing_loaded") from error
        raise DataProblem(
            "db.choice.not_writable",
            home=places.home,
            reason=error.strerror,
        ) from error


def put_in_force(chosen: Path, places: Places) -> None:
    """From now on the catalog made ready is the installation's own; the packaged default needs no copy."""
    own = _own(places)
    if chosen.resolve() == DEFAULT.resolve():
        own.unlink(missing_ok=True)
    elif chosen.resolve() != own.resolve() and _fresh(places).is_file():
        _fresh(places).replace(own)


def clear_away(places: Places) -> None:
    """Remove what ``make_ready`` left of a load that came to nothing."""
    _fresh(places).unlink(missing_ok=True)


def _fresh(places: Places) -> Path:
    return _own(places).with_name("catalog.yaml.new")


def _own(places: Places) -> Path:
    return places.home / "catalog.yaml"
