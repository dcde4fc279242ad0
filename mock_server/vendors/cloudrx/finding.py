"""Which order a call means, and whether its clinic is one of the caller's."""

from collections.abc import Mapping
from typing import Final

from mock_server.contract.answers import Refused
from mock_server.contract.call import Call
from mock_server.engine.records import Record
from mock_server.vendors.cloudrx.auth import SLUG
from mock_server.vendors.cloudrx.contents import OrderContent
from mock_server.vendors.cloudrx.errors import (
    AMBIGUOUS_REFERENCE,
    CLINIC_CODE_REQUIRED,
    INVALID_ORDER_ID,
    NOT_FOUND,
    UNKNOWN_ORDER,
)
from mock_server.vendors.cloudrx.parameters import folded, order_number, whole
from mock_server.vendors.cloudrx.records import BY_REFERENCE, CLINIC, ORDER
from mock_server.vendors.cloudrx.speech import refuse
from mock_server.vendors.cloudrx.switches import CloudRxSwitches
from mock_server.wire import MalformedJson, read_json

_MANY: Final = 1_000_000


def by_number(call: Call, text: str) -> Record[OrderContent]:
    """The client's order of a pharmacy number.

    Raises:
        Refused: it is no number, nobody has it, or another client does.
    """
    if not text.strip():
        raise refuse(INVALID_ORDER_ID, "orderId is missing")
    order = call.engine.find(ORDER, order_number(text))
    if order is None:
        raise _unknown(call, f"nobody has the order {text[:40]!r}")
    if order.content.client != call.caller.tenant:
        raise _out_of_scope(call, text)
    return order


def by_reference(call: Call, reference: str) -> Record[OrderContent]:
    """The client's order of a clinic's reference, whichever of its clinics that is.

    Raises:
        Refused: there is none, several clinics have it, or another client does.
    """
    if not reference.strip():
        raise refuse(INVALID_ORDER_ID, "orderId, which takes the clinic's order number here, is missing")
    found = _with_reference(call, reference)
    own = [each for each in found if each.content.client == call.caller.tenant]
    if len(own) > 1:
        clinics = ", ".join(sorted(each.content.clinic_code for each in own)[:5])
        raise refuse(AMBIGUOUS_REFERENCE, f"the clinics {clinics} all have an order {reference[:40]!r}")
    if own:
        return own[0]
    raise _out_of_scope(call, reference) if found else _unknown(call, f"nobody has an order {reference[:40]!r}")


def in_clinic(call: Call, number: str, reference: str, clinic_code: str) -> Record[OrderContent]:
    """The order of a clinic that both the number and the reference mean, of those that are given (CLX-20, CLX-24).

    Raises:
        Refused: the clinic's code is missing, neither is given, or no order of that clinic is meant.
    """
    clinic_code = clinic_code.strip()
    number, reference = (text if text.strip() else "" for text in (number, reference))
    if not clinic_code:
        raise refuse(CLINIC_CODE_REQUIRED, "clinicCode is missing")
    if not number and not reference:
        raise refuse(INVALID_ORDER_ID, "neither orderId nor clinicOrderId is given")
    id = order_number(number) if number else None
    clinic = call.engine.find(CLINIC, clinic_code)
    if clinic is None or clinic.content.client != call.caller.tenant:
        raise _out_of_scope(call, f"of the clinic {clinic_code[:40]}")
    numbered = None if id is None else call.engine.find(ORDER, id)
    candidates = [numbered] if numbered is not None else []
    candidates += _with_reference(call, reference) if reference else []
    for each in candidates:
        if (
            each.content.clinic_code == clinic_code
            and id in (None, each.id)
            and reference in ("", each.content.clinic_order_id)
        ):
            return each
    if candidates:
        raise _out_of_scope(call, number or reference)
    raise _unknown(call, f"nobody has an order {(number or reference)[:40]!r}")


def addressed(call: Call) -> Record[OrderContent] | None:
    """The order that a call names by number or reference in its query or body, whoever may see it; for rules."""
    given = folded(call.query()) or {name.lower(): str(value) for name, value in _members(call).items()}
    named, reference = given.get("orderid", ""), given.get("clinicorderid", "")
    number = whole(named)
    order = None if number is None else call.engine.find(ORDER, str(number))
    if order is None:
        order = next(iter(_with_reference(call, reference or named)), None)
    return order


def _members(call: Call) -> Mapping[str, object]:
    try:
        body = read_json(call.note.body) if call.note.body else None
    except MalformedJson:
        return {}
    return body if isinstance(body, dict) else {}


def _with_reference(call: Call, reference: str) -> list[Record[OrderContent]]:
    return call.engine.world.store.page(ORDER, BY_REFERENCE, reference, limit=_MANY)


def _unknown(call: Call, says: str) -> Refused:
    if call.switches(SLUG, CloudRxSwitches).unknown_order == "404":
        return Refused(NOT_FOUND, says, field="OrderId", because="switch cloudrx.unknown_order")
    return refuse(UNKNOWN_ORDER, says)


def _out_of_scope(call: Call, what: str) -> Refused:
    return Refused(NOT_FOUND, f"the order {what[:60]!r} is not in the scope of {call.caller.name!r}", field="OrderId")
