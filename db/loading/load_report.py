"""What a load did: the closing report, as values and as the lines people read."""

from dataclasses import dataclass

MOST_LISTED = 20


@dataclass(frozen=True)
class Rejection:
    """A row that does not fit: the line it starts on and every reason."""

    line: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """Rows read = inserted + updated + rejected, unless something was rejected: then nothing was loaded at all."""

    source: str
    table: str
    catalog: str
    read: int
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    """Those among ``updated`` that the file brings exactly as the bank had them."""
    rejected: int = 0
    rejections: tuple[Rejection, ...] = ()
    """The first ones, by line."""
    left_out: tuple[str, ...] = ()
    """Headers of the file that the catalog does not describe."""
    absent: tuple[str, ...] = ()
    """Optional columns the file does not bring."""
    replaced: bool = False
    """Whether the bank that was there gave way to this one."""
    seconds: float = 0.0

    @property
    def loaded(self) -> bool:
        """Whether the bank now holds the file's rows."""
        return not self.rejected

    def lines(self) -> list[str]:
        """The report as printed."""
        done = [f"{'Loaded' if self.loaded else 'NOT loaded'}: {self.source}", f"  catalog    {self.catalog}"]
        done += [f"  {name:<10} {count:>10,}" for name, count in self._counts()]
        if self.updated and self.unchanged:
            done[-2] += f"  ({self.unchanged:,} of them unchanged)"
        done += [f"    line {r.line}: {r.reason}" for r in self.rejections[:MOST_LISTED]]
        if self.rejected > MOST_LISTED:
            done.append(f"    … and {self.rejected - MOST_LISTED:,} more")
        if not self.loaded:
            done.append("  A file is loaded whole or not at all: the bank is as it was.")
        if self.replaced:
            done.append("  This bank replaces the one that was loaded before; its scores were cleared.")
        if self.left_out:
            done.append(f"  not in the catalog, left out: {', '.join(self.left_out)}")
        if self.absent:
            done.append(f"  optional, not in the file: {', '.join(self.absent)}")
        return [*done, f"  took {self.seconds:,.1f} s, table {self.table}"]

    def _counts(self) -> list[tuple[str, int]]:
        return [
            ("read", self.read),
            ("inserted", self.inserted),
            ("updated", self.updated),
            ("rejected", self.rejected),
        ]
