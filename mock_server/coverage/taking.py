"""The coverage of a server as it is now, from the tallies of its sandboxes."""

from collections.abc import Iterable, Mapping

from mock_server import __version__
from mock_server.contract.vendor import Vendor
from mock_server.coverage.catalogue import answer_name, catalogue, move_name
from mock_server.coverage.document import Coverage, Share, Sort, VendorCoverage
from mock_server.coverage.merging import assemble
from mock_server.journal.tally import Answered, Moved, Tally
from mock_server.sandboxes.sandboxes import Sandboxes
from mock_server.sandboxes.witness import RETRIED

_NOBODY_WAS_LET_IN = frozenset({401, 403, 429})
"""With these a call is refused before it gets to anything that a switch could decide."""

Met = dict[str, dict[Sort, dict[str, int]]]


def take(sandboxes: Sandboxes, vendors: Mapping[str, Vendor]) -> Coverage:
    """What the sandboxes of a server have met so far. It changes nothing."""
    memory = sandboxes.met()
    declared = [catalogue(vendor) for vendor in vendors.values()]
    switches = {each.vendor: _bearings(each) for each in declared}
    shares = [_share(id, tally, switches) for id, tally in sorted(memory)]
    if memory.forgotten:
        shares.append(_share(None, memory.others, switches).model_copy(update={"stands_for": memory.forgotten}))
    lost = sum(tally.lost for _, tally in memory) + memory.others.lost
    return assemble(declared, shares, __version__, lost)


def _bearings(declared: VendorCoverage) -> dict[str, list[str]]:
    """On which operations each switch bears, whatever its value."""
    return {each.name.partition("=")[0]: each.decides for each in declared.sort(Sort.SWITCH).behaviours}


def _share(id: str | None, tally: Tally, switches: Mapping[str, Mapping[str, list[str]]]) -> Share:
    met: Met = {}
    calls: dict[str, int] = {}
    unmatched: dict[str, int] = {}
    for answered, times in tally.answers.items():
        vendor, operation, *_ = answered
        calls[vendor] = calls.get(vendor, 0) + times
        if operation is None:
            unmatched[vendor] = unmatched.get(vendor, 0) + times
        _count_answer(met.setdefault(vendor, {}), answered, times)
    for moved, times in tally.moves.items():
        _count_move(met, moved, times)
    for (vendor, event, outcome), times in tally.news.items():
        here = met.setdefault(vendor, {})
        _count(here, Sort.DELIVERY, str(outcome), times)
        if outcome != RETRIED:  # the delivery is there a second time, as it stands
            _count(here, Sort.EVENT, event, times)
    for (vendor, rule, does), times in tally.rules.items():
        here = met.setdefault(vendor, {})
        _count(here, Sort.RULE, rule, times)
        for kind in kinds_of(does):
            _count(here, Sort.FAULT, kind, times)
    for vendor, switch, value in tally.switches:
        times = _decided(tally.answers, vendor, switch, switches.get(vendor, {}).get(switch, ()))
        if times:
            _count(met.setdefault(vendor, {}), Sort.SWITCH, f"{switch}={value}", times)
    return Share(sandbox=id, calls=calls, unmatched=unmatched, met=met)


def _count(met: dict[Sort, dict[str, int]], sort: Sort, name: str, times: int) -> None:
    counts = met.setdefault(sort, {})
    counts[name] = counts.get(name, 0) + times


def _count_answer(met: dict[Sort, dict[str, int]], answered: Answered, times: int) -> None:
    _, called, status, error, _ = answered
    if called is not None:
        operation = called.partition(".")[2]
        _count(met, Sort.OPERATION, operation, times)
        if status:  # there is none yet, or none was sent
            _count(met, Sort.ANSWER, answer_name(operation, status), times)
    if error is not None:
        _count(met, Sort.REFUSAL, error, times)


def kinds_of(does: str) -> list[str]:
    """The kinds of what a rule did, from what the journal says: `status 503 and delay 100ms` are status and delay."""
    webhook = "webhook " if does.startswith("webhook ") else ""
    parts = does.removeprefix(webhook).split(" and ")
    return [webhook + part.split()[0].rstrip(",") for part in parts]


def _count_move(met: Met, moved: Moved, times: int) -> None:
    kind, do, before, after = moved
    if not after:
        return  # a kind of record that has no statuses
    vendor, _, noun = kind.partition(".")
    here = met.setdefault(vendor, {})
    if before is not None:
        _count(here, Sort.MOVE, move_name(noun, do, before), times)
    for status in {before, after} - {None}:
        _count(here, Sort.STATUS, f"{noun}.{status}", times)


def _decided(answers: Mapping[Answered, int], slug: str, name: str, decides: Iterable[str]) -> int:
    """How many calls came to where a switch may have decided."""
    operations = set(decides)
    found = 0
    for (vendor, operation, status, _, switch), times in answers.items():
        if vendor == slug and (switch == name or _reached(operation, status, operations)):
            found += times
    return found


def _reached(operation: str | None, status: int, operations: set[str]) -> bool:
    if operation is None or status in _NOBODY_WAS_LET_IN:
        return False
    return "*" in operations or operation.partition(".")[2] in operations
