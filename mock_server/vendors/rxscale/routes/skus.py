"""The articles that a pharmacy sells: list, and set price, stock and its own number."""

from dataclasses import replace
from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Link, Operation, by_path
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.auth import PHARMACY_SKU_WRITE, STOCK_READ, STOCK_WRITE, acting_pharmacy
from mock_server.vendors.rxscale.contents import PharmacySkuContent
from mock_server.vendors.rxscale.errors import VALIDATION_ERROR
from mock_server.vendors.rxscale.lifecycle import STOCK_UPDATED
from mock_server.vendors.rxscale.models import ExternalIdIn, PharmacySkuIn, PharmacySkuOut, PharmacySkusOut, StockIn
from mock_server.vendors.rxscale.records import BY_PHARMACY, PHARMACY, PHARMACY_SKU, SORT
from mock_server.vendors.rxscale.routes import samples
from mock_server.vendors.rxscale.routes.paging import PAGE_QUERY, PHARMACY_QUERY, asked_page
from mock_server.vendors.rxscale.routes.shared import (
    OTHER_PHARMACY_API,
    PHARMACY_API,
    PHARMACY_SECURITY,
    SCOPED,
    WITH_BODY,
    in_scope,
    pharmacy_sku,
    sku_in_scope,
)
from mock_server.vendors.rxscale.shown import show_pharmacy_sku
from mock_server.wire import write_json


def list_pharmacy_skus(call: Call) -> Answer:
    """List a pharmacy's articles.

    Newest first. Articles of a sort that the pharmacy does not show, digital or physical, neither stand nor count here.
    """
    pharmacy = acting_pharmacy(call)
    page = asked_page(call.query())
    record = call.engine.find(PHARMACY, pharmacy)
    shown = record.content.shown_skus if record is not None else "all"
    index, key = (BY_PHARMACY, pharmacy) if shown == "all" else (SORT, (pharmacy, shown == "digital"))
    store = call.engine.world.store
    found = store.page(PHARMACY_SKU, index, key, offset=page.offset, limit=page.limit)
    return page.answer([show_pharmacy_sku(each) for each in found], store.count(PHARMACY_SKU, index, key))


def update_pharmacy_sku(call: Call, sent: PharmacySkuIn) -> Answer:
    """Change an article.

    Any of `price` in cents, `stock` and `external_id`; what is left out stays as it is.
    """
    record = pharmacy_sku(call)
    changes = {name: getattr(sent, name) for name in sent.model_fields_set}
    return _changed(call, record, replace(record.content, **changes), "update")


def update_pharmacy_sku_stock(call: Call, sent: StockIn) -> Answer:
    """Set an article's stock.

    Takes a key with `stock_write`, or with `pharmacy_sku_write`.
    """
    record = pharmacy_sku(call)
    return _changed(call, record, replace(record.content, stock=sent.stock), "set_stock")


def update_pharmacy_sku_external_id(call: Call, sent: ExternalIdIn) -> Answer:
    """Set an article's number in the pharmacy's own books."""
    record = pharmacy_sku(call)
    return _changed(call, record, replace(record.content, external_id=sent.external_id), "set_external_id")


def _changed(call: Call, before: Record[PharmacySkuContent], content: PharmacySkuContent, do: str) -> Answer:
    record = before
    if content != before.content:
        event = STOCK_UPDATED if content.stock != before.content.stock else None
        record = call.engine.amend(PHARMACY_SKU, before.id, content, do=do, event=event)
    return Answer(200, write_json(show_pharmacy_sku(record)))


_PATH: Final = "/pharmacy_skus/{pharmacy_sku_uid}"
_UID: Final = {"pharmacy_sku_uid": ("The article's uid at the pharmacy.", "psku-456")}
_REFUSES: Final = (*SCOPED, *WITH_BODY, VALIDATION_ERROR)
_FIRST: Final = {"pharmacy_sku_uid": "$response.body#/data/0/uid"}

OPERATIONS: Final = (
    Operation(
        name="list_pharmacy_skus",
        method="GET",
        path=f"{PHARMACY_API}/pharmacy_skus/",
        aliases=(f"{OTHER_PHARMACY_API}/pharmacy_skus/",),
        handler=list_pharmacy_skus,
        grounds=documented("RXS-47", "RXS-50") + inferred("RXS-19"),
        tag="Pharmacy SKUs",
        answer=PharmacySkusOut,
        answer_example={"data": [samples.PHARMACY_SKU], "totalRegistries": 1, "totalPages": 1},
        query=(*PAGE_QUERY, PHARMACY_QUERY),
        links=(
            Link("update", "update_pharmacy_sku", _FIRST, "Change the first article."),
            Link("updateStock", "update_pharmacy_sku_stock", _FIRST, "Set the first article's stock."),
            Link("updateExternalId", "update_pharmacy_sku_external_id", _FIRST, "Set the first article's own number."),
        ),
        refuses=(*SCOPED, VALIDATION_ERROR),
        check=in_scope,
        permission=STOCK_READ,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="update_pharmacy_sku",
        method="PATCH",
        path=f"{PHARMACY_API}{_PATH}",
        aliases=(f"{OTHER_PHARMACY_API}{_PATH}",),
        handler=update_pharmacy_sku,
        grounds=documented("RXS-48", "RXS-50") + inferred("RXS-49"),
        tag="Pharmacy SKUs",
        answer=PharmacySkuOut,
        answer_example=samples.PHARMACY_SKU,
        body=PharmacySkuIn,
        body_examples={"all": {"price": 1299, "stock": 25, "external_id": "ART-456"}, "price": {"price": 1199}},
        path_values=_UID,
        addresses=by_path(PHARMACY_SKU, "pharmacy_sku_uid"),
        query=(PHARMACY_QUERY,),
        refuses=_REFUSES,
        check=sku_in_scope,
        permission=PHARMACY_SKU_WRITE,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="update_pharmacy_sku_stock",
        method="PATCH",
        path=f"{PHARMACY_API}{_PATH}/stock",
        aliases=(f"{OTHER_PHARMACY_API}{_PATH}/stock",),
        handler=update_pharmacy_sku_stock,
        grounds=documented("RXS-48", "RXS-50") + inferred("RXS-49", "RXS-86"),
        tag="Pharmacy SKUs",
        answer=PharmacySkuOut,
        answer_example=samples.PHARMACY_SKU,
        body=StockIn,
        body_examples={"stock": {"stock": 25}},
        path_values=_UID,
        addresses=by_path(PHARMACY_SKU, "pharmacy_sku_uid"),
        query=(PHARMACY_QUERY,),
        refuses=_REFUSES,
        check=sku_in_scope,
        permission=STOCK_WRITE,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="update_pharmacy_sku_external_id",
        method="PATCH",
        path=f"{PHARMACY_API}{_PATH}/external_id",
        aliases=(f"{OTHER_PHARMACY_API}{_PATH}/external_id",),
        handler=update_pharmacy_sku_external_id,
        grounds=documented("RXS-48", "RXS-50") + inferred("RXS-49", "RXS-86"),
        tag="Pharmacy SKUs",
        answer=PharmacySkuOut,
        answer_example=samples.PHARMACY_SKU,
        body=ExternalIdIn,
        body_examples={"number": {"external_id": "ART-456"}},
        path_values=_UID,
        addresses=by_path(PHARMACY_SKU, "pharmacy_sku_uid"),
        query=(PHARMACY_QUERY,),
        refuses=_REFUSES,
        check=sku_in_scope,
        permission=PHARMACY_SKU_WRITE,
        security=PHARMACY_SECURITY,
    ),
)
