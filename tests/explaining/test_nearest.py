"""Which operation was most likely meant, and in what a call differs from it."""

import pytest

from mock_server.explaining.nearest import elsewhere, nearest
from mock_server.registry import VENDORS

API = "/v1/external_pharmacy_api"


@pytest.mark.parametrize(
    ("vendor", "method", "path", "call", "differs"),
    [
        ("nimbus", "POST", "/order", "POST /orders", ["/order has to be /orders"]),
        ("nimbus", "POST", "/Orders", "POST /orders", ["/Orders has to be /orders"]),
        ("nimbus", "POST", "/v1/orders", "POST /orders", ["the prefix /v1 has to go"]),
        ("nimbus", "POST", "/api/external/orders", "POST /orders", ["the prefix /api has to go", "/external has to go"]),
        ("nimbus", "PUT", "/orders", "POST /orders", ["the method is PUT, and has to be POST"]),
        ("nimbus", "GET", "/order/ord_1", "GET /orders/{orderId}", ["/order has to be /orders"]),
        ("nimbus", "GET", "/orders/ord_1/status", "GET /orders/{orderId}", ["/status has to go"]),
        ("nimbus", "POST", "/orders/", "POST /orders", ["the path ends without a slash"]),
        ("nimbus", "POST", "/webhook/test", "POST /webhooks/test", ["/webhook has to be /webhooks"]),
        ("rxscale", "GET", "/v1/pharmacy_orders/", f"GET {API}/pharmacy_orders/", ["/external_pharmacy_api is missing"]),
        (
            "rxscale",
            "GET",
            "/pharmacy_orders/",
            f"GET {API}/pharmacy_orders/",
            ["/v1 is missing", "/external_pharmacy_api is missing"],
        ),
        (
            "rxscale",
            "POST",
            f"{API}/pharmacy_orders/po-1/complete-order",
            f"PATCH {API}/pharmacy_orders/{{pharmacy_order_uid}}/complete_order",
            ["/complete-order has to be /complete_order", "the method is POST, and has to be PATCH"],
        ),
        (
            "rxscale",
            "GET",
            "/v2/public/orders",
            "GET /v2/public/orders/{shop_identifier}",
            ["the value for {shop_identifier} is missing"],
        ),
        ("cloudrx", "GET", "/v2/Order/status", "GET /api/v2/Order/status", ["/api is missing"]),
        ("cloudrx", "GET", "/api/v1/Order/status", "GET /api/v2/Order/status", ["/v1 has to be /v2"]),
        ("cloudrx", "GET", "/API/V2/order/statuses", "GET /api/v2/Order/status", ["/statuses has to be /status"]),
        ("cloudrx", "POST", "/token", "POST /connect/token", ["/connect is missing"]),
    ],
)
def test_what_is_near_is_told_with_what_differs(vendor: str, method: str, path: str, call: str, differs: list[str]) -> None:
    found = nearest(VENDORS[vendor], method, path)

    assert found is not None
    assert (found.call, list(found.differs)) == (call, differs)


@pytest.mark.parametrize("path", ["/", "/xyzzy/plugh", "/favicon.ico", "/a/b/c/d/e/f/g/h"])
def test_where_nothing_is_alike_nothing_is_near(path: str) -> None:
    assert all(nearest(vendor, "GET", path) is None for vendor in VENDORS.values())


def test_a_call_of_another_vendor_is_found_there() -> None:
    found = elsewhere(iter(VENDORS.values()), "PUT", "/api/v2/Order/create")

    assert found is not None
    assert (found[0].slug, found[1].name) == ("cloudrx", "create_order")
    assert elsewhere(iter(VENDORS.values()), "PUT", "/nowhere") is None
