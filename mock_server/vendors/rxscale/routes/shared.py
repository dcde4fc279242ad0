"""What the operations share: the addresses of the two APIs, and the records that a key may see."""

from typing import Final

from mock_server.contract.answers import Refused, VendorError
from mock_server.contract.call import Call
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.auth import acting_pharmacy
from mock_server.vendors.rxscale.contents import PharmacyOrderContent, PharmacySkuContent
from mock_server.vendors.rxscale.errors import (
    API_KEY_MISSING,
    BAD_REQUEST,
    INVALID_API_KEY,
    MISSING_PHARMACY,
    NOT_FOUND,
    PAYLOAD_TOO_LARGE,
    PERMISSION_DENIED,
    RATE_LIMIT_EXCEEDED,
)
from mock_server.vendors.rxscale.records import PHARMACY, PHARMACY_ORDER, PHARMACY_SKU

PHARMACY_API: Final = "/v1/external_pharmacy_api"
OTHER_PHARMACY_API: Final = "/v1/external-pharmacy-api-v1"
PUBLIC_API: Final = "/v2/public"
OTHER_PUBLIC_API: Final = "/v2/public-api"

PHARMACY_SECURITY: Final = ("apiKey",)
"""The pharmacies' API reads one header, the shops' API three (RXS-55)."""

KEYED: Final[tuple[VendorError, ...]] = (API_KEY_MISSING, INVALID_API_KEY, PERMISSION_DENIED, RATE_LIMIT_EXCEEDED)
SCOPED: Final[tuple[VendorError, ...]] = (*KEYED, MISSING_PHARMACY, NOT_FOUND)
"""What every operation on a pharmacy's things refuses, a group-wide key without `pharmacy_uid` and a foreign one included."""
WITH_BODY: Final[tuple[VendorError, ...]] = (BAD_REQUEST, PAYLOAD_TOO_LARGE)


def in_scope(call: Call) -> None:
    """Look at whose pharmacy the call is about, before anything else of it.

    Raises:
        Refused: it is not said, or out of the key's scope.
    """
    acting_pharmacy(call)


def pharmacy_order(call: Call) -> Record[PharmacyOrderContent]:
    """The pharmacy order that the call is about.

    Raises:
        Refused: there is none at the pharmacy that asks.
    """
    pharmacy = acting_pharmacy(call)
    uid = call.values["pharmacy_order_uid"]
    record = call.engine.find(PHARMACY_ORDER, uid)
    if record is None or record.content.pharmacy.uid != pharmacy:
        raise Refused(NOT_FOUND, f"the pharmacy {pharmacy!r} has no order {uid!r}", field="pharmacy_order_uid")
    return record


def order_in_scope(call: Call) -> None:
    """Look for the pharmacy order before the body is read.

    Raises:
        Refused: there is none at the pharmacy that asks.
    """
    pharmacy_order(call)


def pharmacy_sku(call: Call) -> Record[PharmacySkuContent]:
    """The article that the call is about; one that the pharmacy does not show is not there (RXS-50).

    Raises:
        Refused: there is none at the pharmacy that asks.
    """
    pharmacy = acting_pharmacy(call)
    uid = call.values["pharmacy_sku_uid"]
    record = call.engine.find(PHARMACY_SKU, uid)
    if record is None or record.content.pharmacy != pharmacy or not _is_shown(call, record):
        raise Refused(NOT_FOUND, f"the pharmacy {pharmacy!r} has no article {uid!r}", field="pharmacy_sku_uid")
    return record


def sku_in_scope(call: Call) -> None:
    """Look for the article before the body is read.

    Raises:
        Refused: there is none at the pharmacy that asks.
    """
    pharmacy_sku(call)


def _is_shown(call: Call, record: Record[PharmacySkuContent]) -> bool:
    pharmacy = call.engine.find(PHARMACY, record.content.pharmacy)
    shown = pharmacy.content.shown_skus if pharmacy is not None else "all"
    return shown == "all" or record.content.sku.digital == (shown == "digital")
