"""How tests speak to RxScale: its addresses, the test keys, and a short way to send a PATCH."""

from typing import Any

import httpx

from tests.clients import Client

PHARMACY = {"X-API-Key": "rxscale-pharmacy-key"}
READER = {"X-API-Key": "rxscale-readonly-key"}
GROUP = {"X-API-Key": "rxscale-group-key"}
SHOP = {"X-API-Key": "rxscale-shop-key"}

API = "/rxscale/v1/external_pharmacy_api"
ORDERS = f"{API}/pharmacy_orders"
STATUSES = "/rxscale/v2/public/orders/my-shop"
CONTROL = "/_mock/sandboxes/default"

LINK = {"tracking_link": "https://tracking.example.com/parcel/123", "carrier": "DHL"}
OPEN = ("init", "waiting for pharmacy", "pending review", "on-hold", "in-progress", "ready_for_pickup")


def patch(client: Client, path: str, body: object, key: dict[str, str] = PHARMACY) -> httpx.Response:
    """PATCH something of the pharmacies' API."""
    return client.request("PATCH", f"{API}{path}", json=body, headers=key)


def set_status(client: Client, uid: str, status: object, **more: object) -> httpx.Response:
    """Set a pharmacy order's status."""
    return patch(client, f"/pharmacy_orders/{uid}/status", {"status": status, **more})


def complete(client: Client, uid: str, *links: object) -> httpx.Response:
    """Complete a pharmacy order, with tracking links or without."""
    return patch(client, f"/pharmacy_orders/{uid}/complete_order", {"tracking_links": list(links)} if links else {})


def order(client: Client, uid: str, key: dict[str, str] = PHARMACY) -> dict[str, Any]:
    """A pharmacy order's detail."""
    shown: dict[str, Any] = client.get(f"{ORDERS}/{uid}", key).json()
    return shown


def seen_by_the_shop(client: Client, prescription: str) -> dict[str, Any]:
    """The row of one prescription."""
    (row,) = client.get(f"{STATUSES}?prescription_uids={prescription}", SHOP).json()["data"]
    shown: dict[str, Any] = row
    return shown


def stock(client: Client, uid: str, key: dict[str, str] = PHARMACY, query: str = "") -> int:
    """How many units of an article the pharmacy has."""
    rows = client.get(f"{API}/pharmacy_skus/{query}", key).json()["data"]
    return int(next(row["stock"] for row in rows if row["uid"] == uid))


def records(client: Client, kind: str) -> list[dict[str, Any]]:
    """The records of a kind, as the sandbox's own API lists them."""
    found: list[dict[str, Any]] = client.get(f"{CONTROL}/records/rxscale/{kind}?limit=500").json()["records"]
    return found
