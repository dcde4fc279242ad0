"""Where belief and truth parted: the first event after which what was believed was no longer so."""

from collections.abc import Callable, Iterator

from mock_server.control.checking.records import Found, stage_of
from mock_server.control.models.reconciling import PartingOut
from mock_server.engine.clock import show_instant
from mock_server.engine.events import Changed, Removed
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.journal.entries import Call, Entry, Journal
from mock_server.journal.masking import MASKED


def trackings(kind: AnyKind, record: AnyRecord) -> list[str]:
    """The tracking numbers and links of a record: all texts under names that begin with `tracking`."""
    return list(_trackings(kind.view(record), is_inside=False))


def _trackings(value: object, *, is_inside: bool) -> Iterator[str]:
    if isinstance(value, str):
        if is_inside and value:
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _trackings(each, is_inside=is_inside)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _trackings(inner, is_inside=str(name).lower().startswith("tracking"))


class Past:
    """A journal, sorted once by what a reconciliation asks of it."""

    def __init__(self, journal: Journal) -> None:
        self._changes: dict[tuple[str, str], list[tuple[Entry, Changed]]] = {}
        self._removed: dict[tuple[str, str], tuple[Entry, Removed]] = {}
        self._refused: dict[str, list[tuple[Entry, Call]]] = {}
        for entry in journal.since(0):
            what = entry.what
            if isinstance(what, Changed):
                self._changes.setdefault((what.kind.name, what.record.id), []).append((entry, what))
            elif isinstance(what, Removed):
                self._removed[what.kind.vendor, what.record.id] = (entry, what)
            elif isinstance(what, Call) and what.explanation is not None:
                self._refused.setdefault(what.vendor, []).append((entry, what))

    def creation(self, found: Found) -> PartingOut:
        """The making of a record."""
        kind, record = found
        return self._step(found, 0, f"{kind.name} {record.id} was made")

    def status_parting(self, found: Found, is_believed: Callable[[str], bool]) -> PartingOut:
        """The step after which a record's status was no longer the believed one; its last step where it never was."""
        kind, record = found
        last = max((at for at, step in enumerate(record.history) if is_believed(step.status)), default=None)
        position = len(record.history) - 1 if last is None else last + 1
        status = record.history[position].status
        stage = stage_of(kind, status)
        says = f"it came to {status}" + (f" ({stage})" if stage not in (None, status) else "")
        return self._step(found, position, f"{says}, and was never as believed" if last is None else says)

    def tracking_parting(self, found: Found, believed: str) -> PartingOut | None:
        """The change that gave a record other tracking than the believed; None where the journal does not tell."""
        kind, record = found
        parted = None
        for entry, change in self._changes.get((kind.name, record.id), ()):
            before = [] if change.before is None else trackings(kind, change.before)
            after = trackings(kind, change.record)
            if has_tracking(after, believed):
                parted = None
            elif after != before and parted is None:
                says = f"its tracking became {', '.join(after) or 'none'}"
                parted = PartingOut(n=entry.n, at=show_instant(change.at), do=change.do, says=says)
        return parted

    def disappearance(self, vendor: str, word: str) -> PartingOut | None:
        """Why there is no order that a consumer believes in: it was removed, or a call that speaks of it was refused."""
        if (vendor, word) in self._removed:
            entry, removed = self._removed[vendor, word]
            says = f"{removed.kind.name} {word} was removed"
            return PartingOut(n=entry.n, at=show_instant(entry.at), do="remove", says=says)
        sought = word.encode()
        for entry, call in self._refused.get(vendor, ()):
            if sought in call.body or word in call.path:
                name = call.operation or f"{call.method} {MASKED.text(call.path)}"
                why = "" if call.explanation is None else f": {MASKED.sentence(call.explanation.says)}"
                return PartingOut(n=entry.n, at=show_instant(entry.at), do=name, says=f"it was answered {call.status}{why}")
        return None

    def _step(self, found: Found, position: int, says: str) -> PartingOut:
        kind, record = found
        step = record.history[position]
        changes = self._changes.get((kind.name, record.id), ())
        n = next((entry.n for entry, change in changes if change.record.version == position + 1), None)
        return PartingOut(n=n, at=show_instant(step.at), do=step.do, says=says)


def has_tracking(present: list[str], believed: str) -> bool:
    """Whether tracking is as believed; empty stands for none."""
    return believed in present if believed else not present
