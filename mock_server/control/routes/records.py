"""Orders and records: find them, look at one, let one appear, and move it."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Query, Request, Response

from mock_server.contract.operation import Link
from mock_server.contract.vendor import FixtureWord, Vendor
from mock_server.control import orders
from mock_server.control.bodies import read, read_as, read_object
from mock_server.control.models.records import (
    CreateRecord,
    MoveRecord,
    OrderList,
    OrderOut,
    RecordBrief,
    RecordList,
    RecordOut,
)
from mock_server.control.models.words import Duration, PlainInt
from mock_server.control.problems import (
    DUPLICATE_RECORD,
    ILLEGAL_MOVE,
    INVALID_INPUT,
    INVALID_REQUEST,
    NO_FIXTURES,
    UNKNOWN_KIND,
    UNKNOWN_MOVE,
    UNKNOWN_RECORD,
    UNKNOWN_SANDBOX,
    UNKNOWN_STATUS,
    UNKNOWN_VENDOR,
    Problem,
)
from mock_server.control.route import Route
from mock_server.control.server import served
from mock_server.engine.errors import EngineError
from mock_server.engine.events import Changed
from mock_server.engine.lifecycle import Stage
from mock_server.engine.records import AnyKind
from mock_server.engine.store import ALL, STATUS
from mock_server.journal.entries import Command
from mock_server.scenarios.errors import hint, show

Limit = Annotated[int, Query(ge=1, le=500, description="The most that are wanted on this page."), PlainInt]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000, description="How many are left out first."), PlainInt]
StatusWord = Annotated[str | None, Query(description="Only those with this status, spelled as the vendor spells it.")]


async def list_orders(  # noqa: PLR0913, PLR0917  # each is a parameter of the address
    request: Request,
    sandbox: str,
    vendor: Annotated[str | None, Query(description="Only this vendor's.")] = None,
    status: StatusWord = None,
    stage: Annotated[Stage | None, Query(description="Only those at this stage, whatever the vendor calls it.")] = None,
    older_than: Annotated[Duration | None, Query(description="Only those made at least so long ago, sandbox time.")] = None,
    newer_than: Annotated[Duration | None, Query(description="Only those made less long ago, sandbox time.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> OrderList:
    """The orders of all vendors, newest first: how each stands, what may be done with it, and what will happen to it."""
    server = served(request)
    world = server.sandbox(sandbox).engine.world
    kinds = list(server.order_kinds(vendor))
    _check_status(status, kinds)
    wanted = orders.Wanted(status, stage, older_than, newer_than)
    total, found = orders.find(world, kinds, wanted, offset=offset, limit=limit)
    planned = orders.next_due(world) if found else {}
    shown = [OrderOut.at(world.now, kind, record, planned.get((kind.name, record.id))) for kind, record in found]
    return OrderList(total=total, orders=shown)


async def list_records(
    request: Request,
    sandbox: str,
    vendor: str,
    kind: str,
    status: StatusWord = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> RecordList:
    """The records of one kind, newest first."""
    server = served(request)
    store = server.sandbox(sandbox).engine.world.store
    found = server.kind(vendor, kind)
    _check_status(status, [found])
    index, key = (ALL, "") if status is None else (STATUS, status)
    page = store.page(found, index, key, offset=offset, limit=limit)
    return RecordList(total=store.count(found, index, key), records=[RecordBrief.of(found, each) for each in page])


async def get_record(request: Request, sandbox: str, vendor: str, kind: str, id: str) -> RecordOut:
    """A record with all that is known of it: its content in the vendor's words, its history, the moves possible now."""
    server = served(request)
    found = server.sandbox(sandbox)
    sort = server.kind(vendor, kind)
    return RecordOut.told(found, sort, found.engine.get(sort, id))


async def create_record(request: Request, response: Response, sandbox: str, vendor: str, kind: str) -> RecordOut:
    """Let a record appear by itself, as when the pharmacy receives a prescription; answers with it.

    The body is a row as a scenario's fixtures list it, with the vendor's own names. What a new record brings about follows:
    subscribers are told, timelines begin.
    """
    row = await read_object(request)
    server = served(request)
    found = server.sandbox(sandbox)
    sort = server.kind(vendor, kind)
    word = _fixtures_of(server.vendor(vendor), sort)
    fixture = read_as(row, word.model)
    entry = found.note(Command("create", {"record": {"kind": sort.name}, "row": row}))
    try:
        with found.engine.heard() as heard:
            word.place(found.engine, fixture)
    except EngineError:
        found.journal.withdraw(entry)
        raise
    id = next(event.record.id for event in heard if isinstance(event, Changed) and event.kind is sort)
    entry.what = Command("create", {"record": {"kind": sort.name, "id": id}, "row": row})
    response.headers["location"] = f"/_mock/sandboxes/{found.id}/records/{vendor}/{kind}/{quote(id, safe='')}"
    return RecordOut.told(found, sort, found.engine.get(sort, id))


def _fixtures_of(vendor: Vendor, kind: AnyKind) -> FixtureWord:
    word = vendor.fixtures.get(kind.plural)
    if word is None:
        nouns = ", ".join(each.noun for each in vendor.kinds if each.plural in vendor.fixtures)
        raise Problem(NO_FIXTURES, f"{kind.name} cannot be made by hand; of {vendor.title} these can: {nouns}")
    return word


async def move_record(request: Request, sandbox: str, vendor: str, kind: str, id: str) -> RecordOut:
    """Make a move on a record, as the pharmacy, the carrier or the patient would; answers with it as it then stands."""
    wish = await read(request, MoveRecord)
    server = served(request)
    found = server.sandbox(sandbox)
    sort = server.kind(vendor, kind)
    about = {"record": {"kind": sort.name, "id": id}, "move": wish.do, "with": wish.given}
    entry = found.note(Command("move", about))
    try:
        record = found.engine.move(sort, id, wish.do, wish.given)
    except EngineError:
        found.journal.withdraw(entry)
        raise
    return RecordOut.told(found, sort, record)


def _check_status(status: str | None, kinds: list[AnyKind]) -> None:
    known = {each.name: None for kind in kinds if kind.lifecycle for each in kind.lifecycle.statuses}
    if status is not None and status not in known:
        raise Problem(UNKNOWN_STATUS, f"none of these records can have the status {show(status)}{hint(status, known)}")


_TAG: Final = "records"
_BELOW: Final = "/_mock/sandboxes/{sandbox}"
_KIND: Final = f"{_BELOW}/records/{{vendor}}/{{kind}}"
_UNKNOWN: Final = (UNKNOWN_SANDBOX, UNKNOWN_VENDOR, UNKNOWN_KIND)
_NO_RECORD: Final = (*_UNKNOWN, UNKNOWN_RECORD)

_PATH: Final = {name: f"$request.path.{name}" for name in ("sandbox", "vendor", "kind")}


def _leads_on(id: str) -> tuple[Link, Link]:
    there = {**_PATH, "id": id}
    return Link("record", "get_record", there, "Look at the record."), Link("move", "move_record", there, "Move it.")


ROUTES: Final = (
    Route(
        "GET",
        f"{_BELOW}/orders",
        list_orders,
        _TAG,
        (UNKNOWN_SANDBOX, UNKNOWN_VENDOR, UNKNOWN_STATUS, INVALID_REQUEST),
    ),
    Route(
        "GET",
        _KIND,
        list_records,
        _TAG,
        (*_UNKNOWN, UNKNOWN_STATUS, INVALID_REQUEST),
        links=_leads_on("$response.body#/records/0/id"),
    ),
    Route(
        "POST",
        _KIND,
        create_record,
        _TAG,
        (*_NO_RECORD, NO_FIXTURES, DUPLICATE_RECORD, INVALID_INPUT),
        201,
        body=CreateRecord,
        example={"patientId": "wuyhosgwuc", "medication_name": "Atorvastatin", "qty_written": 30},
        links=_leads_on("$response.body#/id"),
    ),
    Route("GET", f"{_KIND}/{{id}}", get_record, _TAG, _NO_RECORD),
    Route(
        "POST",
        f"{_KIND}/{{id}}/moves",
        move_record,
        _TAG,
        (*_NO_RECORD, ILLEGAL_MOVE, INVALID_INPUT, UNKNOWN_MOVE),
        body=MoveRecord,
        example={"do": "ship", "with": {"trackingNumber": "1Z999AA10123456784"}},
    ),
)
