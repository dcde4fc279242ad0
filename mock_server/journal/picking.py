"""Picking entries of a journal: by sort, vendor, operation, status, record, rule and outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from mock_server.engine.events import Changed, Removed, Skipped
from mock_server.journal.entries import Call, Command, Entry, Journal, Sending
from mock_server.journal.showing import kind_of, outcome_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What entries must be to be picked; an empty word asks for nothing.

    `operation` is a full name, or `nimbus.*`. `status` is an answer's or an attempt's, a class of them such as `4xx`, or the
    status that a move led to. `record` is an id, or kind and id as `nimbus.order/ord_abc123xyz`. `outcome` is `answered`,
    `refused` (unmatched ones included) or `unmatched`.
    """

    kind: str = ""
    vendor: str = ""
    operation: str = ""
    status: str = ""
    record: str = ""
    rule: str = ""
    outcome: str = ""

    def picks(self, entry: Entry) -> bool:
        """Whether an entry is all that is wanted, its record set aside."""
        return (
            (not self.kind or kind_of(entry) == self.kind)
            and (not self.vendor or _vendor_of(entry) == self.vendor)
            and (not self.operation or self._is_operation(entry))
            and (not self.status or self._has_status(entry))
            and (not self.rule or self._is_met(entry))
            and (not self.outcome or self._came_out(entry))
        )

    def _is_met(self, entry: Entry) -> bool:
        """Whether the rule had a hand in a call, or in a delivery."""
        what = entry.what
        if isinstance(what, Command):
            return what.about.get("rule") == self.rule
        return isinstance(what, Call) and any(rule == self.rule for rule, _ in what.met)

    def _is_operation(self, entry: Entry) -> bool:
        name = entry.what.operation if isinstance(entry.what, Call) else None
        if name is None:
            return False
        return name == self.operation or (self.operation.endswith(".*") and name.startswith(self.operation[:-1]))

    def _has_status(self, entry: Entry) -> bool:
        what = entry.what
        if isinstance(what, Changed):
            return what.record.status == self.status
        if not isinstance(what, Call | Sending) or not what.status:
            return False
        return self.status in (str(what.status), f"{what.status // 100}xx")

    def _came_out(self, entry: Entry) -> bool:
        if not isinstance(entry.what, Call):
            return False
        outcome = outcome_of(entry.what)
        return outcome == self.outcome or (self.outcome == "refused" and outcome == "unmatched")


def _vendor_of(entry: Entry) -> str:
    what = entry.what
    if isinstance(what, Call | Sending):
        return what.vendor
    if isinstance(what, Changed | Removed):
        return what.kind.vendor
    return what.kind.partition(".")[0] if isinstance(what, Skipped) else ""


def pick(journal: Journal, wanted: Wanted, since: int = 0) -> Iterator[Entry]:
    """The kept entries after number `since` that are wanted, oldest first."""
    entries = [entry for entry in journal.since(since) if wanted.picks(entry)]
    if not wanted.record:
        return iter(entries)
    # A call has to do with a record when it names it, and when it brought something about with it.
    concerned = {entry.cause for entry in journal.since(0) if is_about(entry, wanted.record)}
    return (entry for entry in entries if entry.n in concerned or is_about(entry, wanted.record))


def is_about(entry: Entry, record: str) -> bool:
    """Whether an entry itself says that it is about a record: a change of it, news of it, or a call that names it."""
    what = entry.what
    kind, slash, id = record.rpartition("/")
    if isinstance(what, Changed | Removed):
        return what.record.id == id and (not slash or what.kind.name == kind)
    if isinstance(what, Skipped):
        return what.id == id and (not slash or what.kind == kind)
    if isinstance(what, Sending):
        return what.record == (kind, id) if slash else what.record[1] == id
    if isinstance(what, Call):
        return (not slash or kind.partition(".")[0] == what.vendor) and id in names_in(what)
    return False


def names_in(call: Call) -> set[str]:
    """The words in which a call may name a record: the steps of its path and the values of its query."""
    values = parse_qsl(call.query.decode("latin-1"))
    return {step for step in call.path.split("/") if step} | {part for _, value in values for part in value.split(",")}
