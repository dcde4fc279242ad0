"""What the operations of CaryRx share: the records that a path names, the status of a new one, the usual refusals."""

from typing import Final

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.engine.records import ContentT, Kind, Record
from mock_server.vendors.caryrx.auth import SLUG
from mock_server.vendors.caryrx.errors import (
    INTERNAL_ERROR,
    INVALID_JSON,
    NOT_FOUND,
    PAYLOAD_TOO_LARGE,
    UNAUTHORIZED,
    VALIDATION_ERROR,
)
from mock_server.vendors.caryrx.shown import Shown
from mock_server.vendors.caryrx.switches import CaryRxSwitches
from mock_server.wire import write_json


def switches(call: Call) -> CaryRxSwitches:
    """How this sandbox reads what the page leaves open."""
    return call.switches(SLUG, CaryRxSwitches)


def named_in_path(call: Call, kind: Kind[ContentT], name: str) -> Record[ContentT]:
    """The record that a value in the path names.

    Raises:
        Refused: the caller's account has none of that id.
    """
    id = call.values[name]
    record = call.find(kind, id)
    if record is None:
        raise Refused(NOT_FOUND, f"no {kind.noun} {id!r} is visible to {call.caller.name!r}", field=name)
    return record


def made(call: Call, shown: Shown) -> Answer:
    """The answer to the creation of a record, with the status that the switch asks for (CRX-60)."""
    return Answer(int(switches(call).created_status), write_json(shown))


READS: Final = (UNAUTHORIZED, NOT_FOUND, INTERNAL_ERROR)
WRITES: Final = (UNAUTHORIZED, INVALID_JSON, PAYLOAD_TOO_LARGE, VALIDATION_ERROR, INTERNAL_ERROR)
