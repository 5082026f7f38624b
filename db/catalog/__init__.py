"""The catalog: the description of the bank's customer table, from which all else that knows its columns follows."""

from db.catalog.model import DEFAULT, NO, NUMERIC, YES, Catalog, Column, Kind, Names, Written, read_catalog

__all__ = ["DEFAULT", "NO", "NUMERIC", "YES", "Catalog", "Column", "Kind", "Names", "Written", "read_catalog"]
