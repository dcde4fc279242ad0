"""All operations of RxScale's two APIs, in the order of its pages."""

from typing import Final

from mock_server.vendors.rxscale.routes import health, payouts, pharmacy_orders, shop_orders, skus, webhooks

OPERATIONS: Final = (
    *shop_orders.OPERATIONS,
    *pharmacy_orders.OPERATIONS,
    *payouts.OPERATIONS,
    *skus.OPERATIONS,
    *webhooks.OPERATIONS,
    *health.OPERATIONS,
)
