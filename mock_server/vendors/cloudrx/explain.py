"""How an HL7 message would be read, for a person at a terminal: `mock-server hl7 explain FILE`."""

from pathlib import Path
from typing import Final, TextIO

from mock_server.contract.answers import Refused
from mock_server.vendors.cloudrx.checks import check_wording
from mock_server.vendors.cloudrx.hl7_body import message_in
from mock_server.vendors.cloudrx.hl7_mapping import COURIER_CODE, CURRENCY_CODE, PAYMENT_TYPE, place_of
from mock_server.vendors.cloudrx.hl7_order import read_order
from mock_server.vendors.cloudrx.reading import Flaw, Reading
from mock_server.vendors.cloudrx.switches import CloudRxSwitches
from mock_server.wire import MalformedJson

USABLE: Final = 0
UNUSABLE: Final = 1
NO_FILE: Final = 2
_SHOWN: Final = 60


def flaws_of(reading: Reading) -> tuple[Flaw, ...]:
    """Why a message does not become an order under the default switches, whatever a sandbox's clinics and orders are."""
    if reading.order is None:
        return reading.flaws
    try:
        check_wording(reading.order, CloudRxSwitches())
    except Refused as refused:
        return (Flaw(place_of(reading, refused.field or "") or "MSH", refused.says),)
    return ()


def explain(path: Path, output: TextIO) -> int:
    """Write how the message in a file, raw or as a JSON string, would be read under the default switches.

    Answers with the exit code: 0 where it would make an order, 1 where it would be refused, 2 where there is no such file.
    """
    try:
        body = path.read_bytes()
    except OSError as wrong:
        output.write(f"{path}: {wrong.strerror or wrong}\n")
        return NO_FILE
    reading = _read(body)
    flaws = flaws_of(reading)
    if reading.kind:
        output.write(
            f"{reading.kind}, version {reading.version or 'not said'}, message {reading.control_id or 'without id'}\n\n"
        )
    width = max((len(each.member) for each in reading.found), default=0)
    for place, member, value in reading.found:
        shown = str(value) if len(str(value)) <= _SHOWN else f"{str(value)[:_SHOWN]}…"
        output.write(f"{place:<10}{member:<{width}}  {shown}\n")
    if reading.found:
        output.write(f"assumed   payment {PAYMENT_TYPE}, courier {COURIER_CODE}, currency {CURRENCY_CODE}\n\n")
    output.writelines(f"{flaw.place}: {flaw.says}\n" for flaw in flaws)
    if flaws or reading.order is None:
        output.write("Unusable: under the default switches the call would be refused and nothing created.\n")
        return UNUSABLE
    items = len(reading.order.prescribedItems)
    made = f"an order of {items} item{'s' if items > 1 else ''}"
    output.write(f"Usable: under the default switches {made}, if the sandbox knows the clinic.\n")
    return USABLE


def _read(body: bytes) -> Reading:
    try:
        return read_order(message_in(body))
    except MalformedJson as wrong:
        return Reading(flaws=(Flaw("MSH", str(wrong)),))
