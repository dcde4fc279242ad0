"""The values that the `default` scenario holds for RxScale, as people are told of them."""

from mock_server.contract.vendor import KnownValues
from mock_server.engine.evidence import documented, inferred

KNOWN = (
    KnownValues(
        "shop_identifier", ("my-shop", "my-store.myshopify.com"), "Shops of the shop key's organisation.", documented("RXS-1")
    ),
    KnownValues("prescription_uids", ("px-abc123",), "The vendor's sample: fulfilled, with tracking.", documented("RXS-8")),
    KnownValues("prescription_uids", ("px-def456",), "The vendor's sample: being processed, unfulfilled.", documented("RXS-8")),
    KnownValues(
        "prescription_uids", ("px-206",), "Two pharmacies serve it and one is done: partially fulfilled.", inferred("RXS-10")
    ),
    KnownValues("prescription_uids", ("px-205",), "Its pharmacy order is cancelled.", inferred("RXS-10")),
    KnownValues("pharmacy_order_uid", ("po-abc123",), "The vendor's sample: waiting for the pharmacy.", documented("RXS-13")),
    KnownValues(
        "pharmacy_order_uid",
        ("po-201", "po-202", "po-203", "po-def", "po-204"),
        "One in each open status: init, pending review, on-hold, in-progress, ready_for_pickup.",
        inferred("RXS-24", "RXS-30"),
    ),
    KnownValues(
        "pharmacy_order_uid", ("po-abc", "po-205"), "Completed and cancelled, so they take no status.", inferred("RXS-33")
    ),
    KnownValues("pharmacy_order_uid", ("po-207",), "Another pharmacy's, of the group key alone.", documented("RXS-62")),
)
