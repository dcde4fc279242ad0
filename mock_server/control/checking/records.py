"""Records as checks see them: which fit a filter, and whether their histories went as they should."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from mock_server.control.checking.counting import Sight
from mock_server.control.checking.differing import differing, differing_values
from mock_server.control.checking.naming import check_moves, check_names, check_statuses
from mock_server.control.models.checks import History
from mock_server.control.models.filters import RecordFilter
from mock_server.engine.lifecycle import Stage
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.engine.store import Store
from mock_server.faults.conditions import look_up, text_of

Found = tuple[AnyKind, AnyRecord]

_ENDED: Final = frozenset({Stage.CANCELLED, Stage.FAILED})


def candidates(store: Store, kinds: Iterable[AnyKind], wanted: RecordFilter) -> Iterator[Found]:
    """The records that a filter may mean, kind by kind, oldest first: the one with its id, or all."""
    for kind in kinds:
        if wanted.id is None:
            yield from ((kind, each) for each in store.each(kind))
        elif (record := store.get(kind, wanted.id)) is not None:
            yield kind, record


def record_differs(wanted: RecordFilter, found: Found) -> Iterator[str]:
    """In what a record differs from what is wanted."""
    kind, record = found
    yield from differing("id", record.id, wanted.id)
    yield from differing("status", record.status or None, wanted.status)
    if wanted.stage is not None:
        yield from differing("stage", stage_of(kind, record.status), wanted.stage)
    if wanted.fixture is not None and is_fixture(record) is not wanted.fixture:
        yield "it is there from the start" if is_fixture(record) else "it was made since the start"
    if wanted.where:
        yield from differing_values(kind.view(record), wanted.where)


def stage_of(kind: AnyKind, status: str) -> Stage | None:
    """The stage of a status, where the kind has statuses."""
    found = kind.lifecycle.status(status) if kind.lifecycle else None
    return None if found is None else found.stage


def is_fixture(record: AnyRecord) -> bool:
    """Whether a record is there from the start: nothing in the sandbox brought it about."""
    return record.history[0].cause is None


def has_ended(found: Found) -> bool:
    """Whether a record came to nothing."""
    kind, record = found
    return stage_of(kind, record.status) in _ENDED


def check_words(history: History, kinds: list[AnyKind]) -> None:
    """Refuse words that no history of these kinds can hold.

    Raises:
        Problem: one is no status, stage or move.
    """
    words = [*history.contains, *history.in_order, *history.ends_with]
    words += [word for each in history.never for word in (each.reached, each.after)]
    if history.by == "status":
        check_statuses(words, kinds)
    elif history.by == "move":
        check_moves(words, kinds)
    else:
        check_names("stage", words, (stage.value for stage in Stage))


def went(kind: AnyKind, record: AnyRecord, by: str) -> list[str]:
    """A record's way so far: its statuses or stages, each once for as long as it lasted, or its moves."""
    if by == "move":
        return [step.do for step in record.history]
    statuses = [step.status for step in record.history]
    words = statuses if by == "status" else [str(stage_of(kind, status) or "") for status in statuses]
    return [word for word, _ in groupby(words)]


def history_breaks(history: History, found: Found) -> Iterator[str]:
    """What is wrong with a record's way, in words; nothing where it went as it should."""
    way = went(*found, history.by)
    missing = [word for word in history.contains if word not in way]
    if missing:
        yield f"never was at {', '.join(missing)}"
    if not _is_in_order(history.in_order, way):
        yield f"did not go {_arrows(history.in_order)} in this order"
    if history.ends_with and way[-len(history.ends_with) :] != history.ends_with:
        yield f"does not end with {_arrows(history.ends_with)}"
    for each in history.never:
        if each.after in way and each.reached in way[way.index(each.after) + 1 :]:
            yield f"came to {each.reached} after {each.after}"


def _is_in_order(words: list[str], way: list[str]) -> bool:
    rest = iter(way)
    return all(word in rest for word in words)


def _arrows(words: Iterable[str]) -> str:
    return " → ".join(words)


def tell_record(by: str, found: Found) -> Sight:
    """A record in a few words: its kind, its id and its way so far."""
    kind, record = found
    way = went(*found, by)
    return Sight(f"{kind.name} {record.id} went {_arrows(way)}" if any(way) else f"{kind.name} {record.id}")


def shared(found: Iterable[Found], path: str) -> Iterator[tuple[str, list[Found]]]:
    """The values at a path that several records share, each with those: of records made here that have not come to nothing."""
    by_value: dict[str, list[Found]] = {}
    for kind, record in (each for each in found if not is_fixture(each[1]) and not has_ended(each)):
        text = text_of(look_up(kind.view(record), path))
        if text is not None:
            by_value.setdefault(text, []).append((kind, record))
    return ((value, sharing) for value, sharing in by_value.items() if len(sharing) > 1)
