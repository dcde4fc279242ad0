"""A sandbox as a versioned JSON document, and back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from mock_server.engine.clock import EARLIEST, FASTEST, LATEST, Clock, ClockStart, Mode, Wall
from mock_server.engine.errors import EngineError
from mock_server.engine.idempotency import Kept, Keys
from mock_server.engine.records import AnyKind, Record, Step
from mock_server.engine.schedule import PlannedMove, Schedule
from mock_server.engine.store import Store
from mock_server.engine.world import World
from mock_server.sandboxes.errors import BadSnapshot
from mock_server.sandboxes.rule_states import RuleState, read_rules, show_rules
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.wire import WireInt, read_json

ReadT = TypeVar("ReadT")

LARGEST: Final = 64 << 20
"""Bytes of a snapshot that is taken back."""


def _in_utc(instant: datetime) -> datetime:
    if not EARLIEST <= instant <= LATEST:
        raise ValueError(f"it lies outside {EARLIEST.year} to {LATEST.year}")
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


HeaderName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,100}$")]
HeaderValue = Annotated[str, Field(pattern=r"^[\x20-\x7e]{0,4000}$")]
Path = Annotated[str, Field(pattern=r"^(/[!-~]{0,4000})?$")]
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})
"""Headers that say where an answer ends: the server's own affair."""


class _State(BaseModel):
    # Strict, since a snapshot was written by us: what does not fit exactly was changed by somebody.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ClockState(_State):
    """Where the clock stood, and how it went."""

    now: Instant
    mode: Mode
    speed: Annotated[float, Field(gt=0, le=FASTEST)]


class StepState(_State):
    """One entry of a record's history."""

    at: Instant
    do: str
    status: str
    cause: WireInt | None
    given: dict[str, str] = Field(alias="with")


class RecordState(_State):
    """A record, with its content as the server keeps it."""

    id: str
    owner: str
    status: str
    created_at: Instant
    updated_at: Instant
    content: dict[str, object]
    history: tuple[StepState, ...]


class DueState(_State):
    """A move that a timeline had planned."""

    at: Instant
    kind: str
    id: str
    do: str
    timeline: str
    given: dict[str, str] = Field(alias="with")


class KeyState(_State):
    """An idempotency key and the answer kept for it."""

    scope: str
    key: str
    sent: str
    at: Instant
    status: Annotated[int, Field(ge=200, lt=300)]
    body: str
    headers: tuple[tuple[HeaderName, HeaderValue], ...]
    location: Path = ""


class Snapshot(_State):
    """The whole of a sandbox but its journal: enough to go on from where it stood, in this server or another."""

    snapshot: Literal[1] = 1
    scenario: str
    seed: WireInt
    clock: ClockState
    switches: dict[str, dict[str, object]]
    counters: dict[str, WireInt]
    records: dict[str, tuple[RecordState, ...]]
    schedule: tuple[DueState, ...]
    keys: tuple[KeyState, ...]
    rules: tuple[RuleState, ...] | None = Field(default=None, description="Null where they are just the scenario's.")


Adapters = Mapping[str, TypeAdapter[object]]
"""What reads and writes the content of each kind's records, by the kind's name."""


def _adapters(sandbox: Sandbox) -> Adapters:
    return {name: TypeAdapter(kind.content) for name, kind in sandbox.engine.kinds.items()}


def take(sandbox: Sandbox) -> Snapshot:
    """The sandbox as it is now. It answers in the order in which things were made, so equal worlds give equal documents."""
    world = sandbox.engine.world
    adapters = _adapters(sandbox)
    return Snapshot(
        scenario=sandbox.start.scenario.name,
        seed=world.seed,
        clock=ClockState(now=world.clock.reading(), mode=world.clock.mode, speed=world.clock.speed),
        switches={
            slug: model.model_dump(mode="json") for slug, model in world.switches.items() if isinstance(model, BaseModel)
        },
        counters=dict(sorted(world.counters.items())),
        records={
            name: tuple(_show_record(adapters[name], record) for record in world.store.each(kind))
            for name, kind in sorted(sandbox.engine.kinds.items())
        },
        schedule=tuple(
            DueState.model_validate(
                {"at": at, "kind": task.kind, "id": task.id, "do": task.do, "timeline": task.plan, "with": dict(task.given)}
            )
            for at, _, task in world.schedule.each()
            if isinstance(task, PlannedMove)
        ),
        keys=tuple(_show_key(scope, key, kept) for scope, key, kept in world.keys.each()),
        rules=show_rules(sandbox.rules, sandbox.start),
    )


def _show_record(adapter: TypeAdapter[object], record: Record[object]) -> RecordState:
    return RecordState(
        id=record.id,
        owner=record.owner,
        status=record.status,
        created_at=record.created_at,
        updated_at=record.updated_at,
        content=adapter.dump_python(record.content, mode="json"),
        history=tuple(
            StepState.model_validate(
                {"at": step.at, "do": step.do, "status": step.status, "cause": step.cause, "with": dict(step.given)}
            )
            for step in record.history
        ),
    )


def _show_key(scope: str, key: str, kept: Kept) -> KeyState:
    return KeyState(
        scope=scope,
        key=key,
        sent=kept.sent.decode(),
        at=kept.at,
        status=kept.status,
        body=kept.body.decode(),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in kept.headers),
        location=kept.location,
    )


def restore(sandbox: Sandbox, document: Mapping[str, object], wall: Wall) -> None:
    """Make a sandbox what a snapshot says. The sandbox keeps its scenario, whose credentials go on to hold.

    Raises:
        BadSnapshot: the document is no snapshot, is of another version, was taken under another scenario, or contradicts
            itself. The sandbox is as it was.
    """
    try:
        snapshot = Snapshot.model_validate_json(to_json(document))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise BadSnapshot("/" + "/".join(str(step) for step in first["loc"]), first["msg"]) from None
    if snapshot.scenario != sandbox.start.scenario.name:
        raise BadSnapshot(
            "/scenario",
            f"it was taken under {snapshot.scenario!r}, and this sandbox runs {sandbox.start.scenario.name!r}; create one "
            f"with that scenario first",
        )
    sandbox.replace_world(_world_of(snapshot, sandbox, wall), read_rules(snapshot.rules, sandbox.start))


def _world_of(snapshot: Snapshot, sandbox: Sandbox, wall: Wall) -> World:
    kinds = sandbox.engine.kinds
    adapters = _adapters(sandbox)
    store = Store()
    for name, records in snapshot.records.items():
        kind = kinds.get(name)
        if kind is None:
            raise BadSnapshot(f"/records/{name}", "no vendor has such a kind")
        for position, shown in enumerate(records):
            _checked(f"/records/{name}/{position}", partial(_place, store, kind, adapters[name], shown))
    schedule = Schedule()
    for position, due in enumerate(snapshot.schedule):
        if due.kind not in kinds:
            raise BadSnapshot(f"/schedule/{position}/kind", f"no vendor has a kind {due.kind!r}")
        schedule.add(due.at, PlannedMove(due.kind, due.id, due.do, due.timeline, due.given))
    keys = Keys()
    for position, key in enumerate(snapshot.keys):
        keys.put(key.scope, key.key, _checked(f"/keys/{position}", partial(_read_key, key)))
    switches = dict(sandbox.engine.world.switches)
    for slug, values in snapshot.switches.items():
        model = switches.get(slug)
        if not isinstance(model, BaseModel):
            raise BadSnapshot(f"/switches/{slug}", "there is no such vendor")
        switches[slug] = _checked(f"/switches/{slug}", partial(type(model).model_validate, values))
    clock = Clock(ClockStart(snapshot.clock.now, snapshot.clock.mode, snapshot.clock.speed), wall)
    return World(snapshot.seed, clock, snapshot.clock.now, store, schedule, keys, dict(snapshot.counters), switches)


def _checked(pointer: str, read: Callable[[], ReadT]) -> ReadT:
    try:
        return read()
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise BadSnapshot("/".join([pointer, *map(str, first["loc"])]), first["msg"]) from None
    except (EngineError, ValueError) as wrong:
        raise BadSnapshot(pointer, str(wrong)) from None


def _place(store: Store, kind: AnyKind, adapter: TypeAdapter[object], shown: RecordState) -> None:
    lifecycle = kind.lifecycle
    if lifecycle is not None and lifecycle.status(shown.status) is None:
        raise ValueError(f"{shown.status!r} is no status of {kind.name}")
    if not shown.history:
        raise ValueError(f"the {kind.name} {shown.id!r} has no history")
    if store.get(kind, shown.id) is not None:
        raise ValueError(f"there are two {kind.name} {shown.id!r}")
    content = adapter.validate_python(shown.content)
    # What caused the steps stands in the journal of the sandbox that they were taken in; here the numbers mean other entries.
    history = tuple(Step(step.at, step.do, step.status, None, step.given) for step in shown.history)
    record = Record(kind.name, shown.id, shown.owner, shown.status, content, shown.created_at, shown.updated_at, history)
    store.put(kind, record)


def _read_key(key: KeyState) -> Kept:
    if key.sent:
        read_json(key.sent.encode())
    if not _FRAMING.isdisjoint(name for name, _ in key.headers):
        raise ValueError("a kept answer does not say where it ends")
    headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in key.headers)
    return Kept(key.sent.encode(), key.at, key.status, key.body.encode(), headers, key.location)
