"""The coverage of a server as it is now, from the tallies of its sandboxes."""

from collections.abc import Iterable, Mapping

from mock_server import __version__
from mock_server.contract.vendor import Vendor
from mock_server.coverage.catalogue import answer_name, catalogue, move_name
from mock_server.coverage.document import Coverage, Share, Sort, VendorCoverage
from mock_server.coverage.merging import assemble
from mock_server.journal.tally import Answered, Moved, Tally
from mock_server.sandboxes.sandboxes import Sandboxes

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
        calls[answered.vendor] = calls.get(answered.vendor, 0) + times
        if answered.operation is None:
            unmatched[answered.vendor] = unmatched.get(answered.vendor, 0) + times
        _count_answer(met.setdefault(answered.vendor, {}), answered, times)
    for moved, times in tally.moves.items():
        _count_move(met, moved, times)
    for told, times in tally.news.items():
        here = met.setdefault(told.vendor, {})
        _count(here, Sort.DELIVERY, told.outcome, times)
        if told.outcome != "retried":
            _count(here, Sort.EVENT, told.event, times)
    for stood in tally.switches:
        decides = switches.get(stood.vendor, {}).get(stood.switch, ())
        times = _decided(tally.answers, stood.vendor, stood.switch, decides)
        if times:
            _count(met.setdefault(stood.vendor, {}), Sort.SWITCH, f"{stood.switch}={stood.value}", times)
    return Share(sandbox=id, calls=calls, unmatched=unmatched, met=met)


def _count(met: dict[Sort, dict[str, int]], sort: Sort, name: str, times: int) -> None:
    counts = met.setdefault(sort, {})
    counts[name] = counts.get(name, 0) + times


def _count_answer(met: dict[Sort, dict[str, int]], answered: Answered, times: int) -> None:
    if answered.operation is not None:
        operation = answered.operation.partition(".")[2]
        _count(met, Sort.OPERATION, operation, times)
        if answered.status:  # there is none yet, or none was sent
            _count(met, Sort.ANSWER, answer_name(operation, answered.status), times)
    if answered.error is not None:
        _count(met, Sort.REFUSAL, answered.error, times)
    if answered.rule is not None:
        _count(met, Sort.RULE, answered.rule, times)


def _count_move(met: Met, moved: Moved, times: int) -> None:
    vendor, _, noun = moved.kind.partition(".")
    if not moved.after:
        return  # a kind of record that has no statuses
    here = met.setdefault(vendor, {})
    if moved.before is not None:
        _count(here, Sort.MOVE, move_name(noun, moved.do, moved.before), times)
    for status in {moved.before, moved.after} - {None}:
        _count(here, Sort.STATUS, f"{noun}.{status}", times)


def _decided(answers: Mapping[Answered, int], vendor: str, switch: str, decides: Iterable[str]) -> int:
    """How many calls came to where a switch may have decided."""
    operations = set(decides)
    return sum(
        times
        for answered, times in answers.items()
        if answered.vendor == vendor and (answered.switch == switch or _reached(answered, operations))
    )


def _reached(answered: Answered, operations: set[str]) -> bool:
    if answered.operation is None or answered.status in _NOBODY_WAS_LET_IN:
        return False
    return "*" in operations or answered.operation.partition(".")[2] in operations
