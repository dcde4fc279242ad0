"""What a RxScale sandbox holds. The two APIs are two faces of these records: what a pharmacy changes, a shop sees."""

from dataclasses import asdict

from mock_server.engine.evidence import documented, inferred, invented
from mock_server.engine.ids import IdShape
from mock_server.engine.records import Kind, Record
from mock_server.vendors.rxscale.contents import (
    IssueThreadContent,
    OrderContent,
    PayoutContent,
    PharmacyContent,
    PharmacyOrderContent,
    PharmacySkuContent,
    ShopContent,
    SkuContent,
    WebhookContent,
)
from mock_server.vendors.rxscale.lifecycle import PAYOUT_LIFECYCLE, PHARMACY_LIFECYCLE, PHARMACY_ORDER_LIFECYCLE
from mock_server.vendors.rxscale.shown import show_kept_order, show_payout, show_pharmacy_sku, show_sku, show_webhook

PHARMACY_AND_STATUS = "pharmacy_and_status"
BY_PHARMACY = "pharmacy"
BY_ORDER = "order"
BY_PRESCRIPTION = "prescription"
BY_PHARMACY_ORDER = "pharmacy_order"
BY_OWNER = "owner"
OFFER = "offer"
SORT = "sort"


def _show_pharmacy(record: Record[PharmacyContent]) -> dict[str, object]:
    content = record.content
    return {
        "uid": record.id,
        "display_name": content.display_name,
        "shipping_mappings": dict(content.shipping_mappings),
        "shown_skus": content.shown_skus,
    }


def _show_order(record: Record[OrderContent]) -> dict[str, object]:
    return {"uid": record.id, **asdict(record.content)}


PHARMACY = Kind(
    name="rxscale.pharmacy",
    plural="pharmacies",
    content=PharmacyContent,
    ids=IdShape("ph-", 8),
    view=_show_pharmacy,
    grounds=documented("RXS-20"),
    lifecycle=PHARMACY_LIFECYCLE,
)
SHOP = Kind(
    name="rxscale.shop",
    plural="shops",
    content=ShopContent,
    ids=IdShape("shop-", 8),
    view=lambda record: {"uid": record.id, "organisation": record.content.organisation},
    grounds=documented("RXS-1", "RXS-6"),
)
SKU = Kind(
    name="rxscale.sku",
    plural="skus",
    content=SkuContent,
    ids=IdShape("sku-", 8),
    view=lambda record: show_sku(record.id, record.content),
    grounds=documented("RXS-47"),
)
PHARMACY_SKU = Kind(
    name="rxscale.pharmacy_sku",
    plural="pharmacy_skus",
    content=PharmacySkuContent,
    ids=IdShape("psku-", 8),
    view=show_pharmacy_sku,
    grounds=documented("RXS-47"),
    indexes={
        BY_PHARMACY: lambda record: record.content.pharmacy,
        SORT: lambda record: (record.content.pharmacy, record.content.sku.digital),
        OFFER: lambda record: (record.content.pharmacy, record.content.sku_uid),
    },
    unique=frozenset({OFFER}),
)
ORDER = Kind(
    name="rxscale.order",
    plural="orders",
    content=OrderContent,
    ids=IdShape("ord-", 8),
    view=_show_order,
    grounds=documented("RXS-20"),
    indexes={BY_PRESCRIPTION: lambda record: record.content.prescription_uid},
)
PHARMACY_ORDER = Kind(
    name="rxscale.pharmacy_order",
    plural="pharmacy_orders",
    content=PharmacyOrderContent,
    ids=IdShape("po-", 8),
    view=show_kept_order,
    grounds=documented("RXS-13"),
    lifecycle=PHARMACY_ORDER_LIFECYCLE,
    indexes={
        BY_PHARMACY: lambda record: record.content.pharmacy.uid,
        PHARMACY_AND_STATUS: lambda record: (record.content.pharmacy.uid, record.status),
        BY_ORDER: lambda record: record.content.order_uid,
    },
)
PAYOUT = Kind(
    name="rxscale.payout",
    plural="payouts",
    content=PayoutContent,
    ids=IdShape("payout-", 8),
    view=show_payout,
    grounds=inferred("RXS-43", "RXS-44"),
    lifecycle=PAYOUT_LIFECYCLE,
    indexes={
        BY_PHARMACY: lambda record: record.content.receiver,
        PHARMACY_AND_STATUS: lambda record: (record.content.receiver, record.status),
        BY_PHARMACY_ORDER: lambda record: record.content.pharmacy_order_uid,
    },
)
ISSUE_THREAD = Kind(
    name="rxscale.issue_thread",
    plural="issue_threads",
    content=IssueThreadContent,
    ids=IdShape("thread-", 8),
    view=lambda record: {
        "uid": record.id,
        "pharmacy_order_uid": record.content.pharmacy_order_uid,
        "description": record.content.description,
    },
    grounds=invented("RXS-26", "RXS-72"),
)
WEBHOOK = Kind(
    name="rxscale.webhook",
    plural="webhooks",
    content=WebhookContent,
    ids=IdShape("sub-", 8),
    view=show_webhook,
    grounds=documented("RXS-51"),
    indexes={
        BY_OWNER: lambda record: record.owner,
        OFFER: lambda record: (record.owner, record.content.target, record.content.notification_type),
    },
    unique=frozenset({OFFER}),
)

KINDS = (PHARMACY_ORDER, ORDER, PHARMACY, SHOP, SKU, PHARMACY_SKU, PAYOUT, ISSUE_THREAD, WEBHOOK)
