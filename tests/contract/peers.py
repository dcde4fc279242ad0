"""Two parties who must not see each other's records: what each of them has, and every call that could show it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.contract.vendor import Vendor
from mock_server.vendors.cloudrx.routes import samples as cloudrx
from tests.clients import Client

SECRET = "Verschwiegen"  # stands in every record of the other party, and in no answer to the first
Headers = Mapping[str, str]
Ids = dict[str, str]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """A sandbox and a credential in it. `account` is whose records the control API makes, where accounts share a sandbox."""

    sandbox: str
    headers: Headers
    account: str = ""

    def ask(self, client: Client, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  # JSON of any shape
        """Call a vendor, and expect that it does what was asked."""
        answer = client.request(method, f"/s/{self.sandbox}{path}", json=body, headers=self.headers)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    def place(self, client: Client, vendor: str, kind: str, row: Json) -> None:
        """Let a record appear."""
        answer = client.post(f"/_mock/sandboxes/{self.sandbox}/records/{vendor}/{kind}", row)
        assert answer.status_code == 201, answer.text


def _nimbus(client: Client, party: Party) -> Ids:
    address = {"street1": SECRET, "city": "Austin", "state": "TX", "zip": "78701", "country": "US"}
    order = {"patientId": "pat_test_001", "prescriptionId": "rx_test_001", "shippingAddress": address}
    return {"orderId": party.ask(client, "POST", "/nimbus/orders", order)["id"]}


def _rxscale(client: Client, party: Party) -> Ids:
    pharmacy = party.account or "ph-xyz"
    party.place(client, "rxscale", "shop", {"uid": "shop-peer", "organisation": "org-peer" if party.account else "org-test"})
    party.place(client, "rxscale", "sku", {"uid": "sku-peer", "display_name": SECRET, "pzn": "00000017"})
    party.place(client, "rxscale", "pharmacy_sku", {"uid": "psku-peer", "pharmacy": pharmacy, "sku": "sku-peer"})
    order = {"uid": "ord-peer", "prescription_uid": "px-peer", "name": SECRET, "shop": "shop-peer", "prepaid": 1}
    party.place(client, "rxscale", "order", order)
    row = {"uid": "po-peer", "pharmacy": pharmacy, "order": "ord-peer", "items": [{"uid": "oi-peer", "sku": "sku-peer"}]}
    party.place(client, "rxscale", "pharmacy_order", row)
    hook = {"target": f"https://hooks.example.com/{SECRET}", "notification_type": "pharmacy_order_updated"}
    made = party.ask(client, "POST", "/rxscale/v1/external_pharmacy_api/webhooks/", hook)
    return {
        "shop_identifier": "shop-peer",
        "pharmacy_order_uid": "po-peer",
        "pharmacy_sku_uid": "psku-peer",
        "subscription_uid": made["uid"],
    }


def _cloudrx(client: Client, party: Party) -> Ids:
    made = 0
    clinic = party.account or "cl1234"
    for n in range(5):  # numbers that the other party has not reached
        order = cloudrx.ORDER | {
            "customer": cloudrx.ORDER["customer"] | {"surname": SECRET},  # type: ignore[operator]  # a JSON object
            "prescription": cloudrx.ORDER["prescription"] | {"clinicOrderId": f"{SECRET}-{n}"},  # type: ignore[operator]
            "clinicInformation": {"clinicCode": clinic},
        }
        made = party.ask(client, "PUT", "/cloudrx/api/v2/Order/create", order)["orderId"]
    return {"orderId": str(made), "clinicOrderId": f"{SECRET}-4", "clinicCode": clinic}


def _caryrx(client: Client, party: Party) -> Ids:
    patient = {"first_name": SECRET, "last_name": SECRET, "dob": "2000-01-01", "email": "peer@example.com"}
    id = party.ask(client, "POST", "/caryrx/v1/patients", patient)["id"]
    address = {"address_to_street1": SECRET, "address_to_city": "X", "address_to_state": "NY", "address_to_zip": "27511"}
    location = party.ask(client, "POST", f"/caryrx/v1/patients/{id}/location", address)["id"]
    row = {"patientId": id, "medication_name": SECRET, "qty_written": 10}
    party.place(client, "caryrx", "prescription", row)  # as the pharmacy receives it: not every key may make one
    shown = party.ask(client, "GET", f"/caryrx/v1/patients/{id}")
    prescription = shown["prescriptions"][0]["id"]
    order = {
        "shipping_method": "sameday_delivery",
        "patient_id": id,
        "patient_location_id": location,
        "prescriptions": [{"id": prescription}],
        "patient_delivery_note": SECRET,
    }
    made = party.ask(client, "POST", "/caryrx/v1/orders", order)["id"]
    return {"patientId": id, "locationId": location, "prescriptionId": prescription, "orderId": made}


FILL: Mapping[str, Callable[[Client, Party], Ids]] = {
    "nimbus": _nimbus,
    "rxscale": _rxscale,
    "cloudrx": _cloudrx,
    "caryrx": _caryrx,
}
"""Makes records of each vendor that say the secret; answers with their ids, by the names that paths have for them."""

IN_PATH: Mapping[str, Json] = {
    "update_pharmacy_order_status": {"status": "in-progress"},
    "complete_pharmacy_order": {},
    "update_pharmacy_sku": {"price": 1},
    "update_pharmacy_sku_stock": {"stock": 1},
    "update_pharmacy_sku_external_id": {"external_id": "x"},
    "create_location": {
        "address_to_street1": "1 Main St",
        "address_to_city": "New York",
        "address_to_state": "NY",
        "address_to_zip": "27511",
    },
}
"""The bodies of calls that have an id in their path."""

ELSEWHERE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "nimbus": (),
    "rxscale": (
        ("GET", "/v2/public/orders/my-shop?prescription_uids=px-peer"),
        ("GET", "/v2/public/orders/shop-peer?prescription_uids=px-peer"),
        ("GET", "/v1/external_pharmacy_api/pharmacy_orders/?limit=200"),
        ("GET", "/v1/external_pharmacy_api/pharmacy_orders/?search=po-peer"),
        ("GET", "/v1/external_pharmacy_api/payouts?limit=200"),
        ("GET", "/v1/external_pharmacy_api/pharmacy_skus/?limit=200"),
        ("GET", "/v1/external_pharmacy_api/webhooks/"),
    ),
    "cloudrx": (
        ("GET", "/api/v2/Order/status?orderId={orderId}"),
        ("GET", "/api/v2/Order/status-clinic-ordernumber?orderId={clinicOrderId}"),
        ("GET", "/api/v2/Order/status-with-clinic-code?orderId={orderId}&clinicCode={clinicCode}"),
        ("GET", "/api/v2/Order/status-with-clinic-code?clinicOrderId={clinicOrderId}&clinicCode={clinicCode}"),
        ("GET", "/api/v2/Order/status-date-range?startDate=2026-01-04&endDate=2026-01-06"),
        ("POST", "/api/v2/Order/cancel?orderId={orderId}&clinicCode={clinicCode}"),
        ("POST", "/api/v2/Order/cancel?clinicOrderId={clinicOrderId}&clinicCode={clinicCode}"),
    ),
    "caryrx": (),
}
"""Calls that name records in their query, or list them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One call by which a record of the other party could be reached. `names_it` says that its path has the record's id."""

    name: str
    method: str
    path: str
    body: object
    names_it: bool


def reaches(vendor: Vendor, ids: Ids) -> list[Reach]:
    """Every call of a vendor that names a record of these ids, those that take one away last."""
    found = [
        Reach(each.name, each.method, f"/{vendor.slug}{path.format(**ids)}", IN_PATH.get(each.name), names_it=True)
        for each in vendor.operations
        for path in (each.path, *each.aliases)
        if re.search(r"\{\w+\}", path)
    ]
    for method, path in ELSEWHERE[vendor.slug]:
        found.append(Reach(path, method, f"/{vendor.slug}{path.format(**ids)}", None, names_it=False))
    return sorted(found, key=lambda each: each.method == "DELETE")
