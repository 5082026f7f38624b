"""What a load did: the closing report, as values and as the lines people read."""

from dataclasses import dataclass

from db.texts import Spoken
from db.texts.terminal import figure, language, said

MOST_LISTED = 20


@dataclass(frozen=True)
class Rejection:
    """A row that does not fit: the line it starts on and every reason."""

    line: int
    reason: Spoken


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
        head = said("load.loaded" if self.loaded else "load.not_loaded", source=self.source)
        done = [head, f"  {said('load.catalog'):<10} {self.catalog}", *self._counts()]
        listed = self.rejections[:MOST_LISTED]
        done += [f"    {said('load.line', line=str(r.line), reason=r.reason.say(language()))}" for r in listed]
        if self.rejected > MOST_LISTED:
            done.append(f"    {said('load.more', count=self.rejected - MOST_LISTED)}")
        return [*done, *(f"  {line}" for line in self._remarks())]

    def _counts(self) -> list[str]:
        counts = {"read": self.read, "inserted": self.inserted, "updated": self.updated, "rejected": self.rejected}
        lines = {name: f"  {said(f'load.{name}'):<10} {figure(count, ','):>10}" for name, count in counts.items()}
        if self.updated and self.unchanged:
            lines["updated"] += f"  {said('load.unchanged', count=self.unchanged)}"
        return list(lines.values())

    def _remarks(self) -> list[str]:
        left_out, absent = ", ".join(self.left_out), ", ".join(self.absent)
        remarks = {
            said("load.whole_or_not"): not self.loaded,
            said("load.replaced"): self.replaced,
            said("load.left_out", names=left_out): bool(left_out),
            said("load.absent", names=absent): bool(absent),
        }
        told = [remark for remark, applies in remarks.items() if applies]
        return [*told, said("load.took", seconds=self.seconds, table=self.table)]
