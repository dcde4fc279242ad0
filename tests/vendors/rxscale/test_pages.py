"""Facts of the pages that no other test is about."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable

import pytest

from mock_server.vendors.rxscale import VENDOR
from tests.clients import Client
from tests.vendors.rxscale.calls import API, CONTROL, GROUP, PHARMACY, SHOP, order, set_status
from tests.webhooks.sink import receiving
from tests.webhooks.steps import SANDBOX, drain

HOOKS = f"{API}/webhooks/"


@pytest.mark.proves("RXS-91", "RXS-92", "RXS-94", "RXS-95", "RXS-96", "RXS-97")
@pytest.mark.parametrize(
    "path",
    [
        "/v1/management/orders",
        "/v1/management/apidocs",
        "/v1/external_pharmacy_api/apidocs",
        "/v2/public/apidocs",
        "/v2/public/products/my-shop",
        "/v2/public/products/my-shop/live-stock",
        "/v2/public/prescriptions/my-shop",
        "/v2/public/treatments/my-shop",
    ],
)
def test_what_is_not_emulated_is_not_found(client: Client, path: str) -> None:
    for method in ("GET", "POST"):
        answer = client.request(method, f"/rxscale{path}", json={}, headers=SHOP)

        assert (answer.status_code, answer.json()) == (404, {"error": "Resource not found"})


@pytest.mark.proves("RXS-110")
def test_no_operation_knows_422_and_409_is_for_subscriptions_alone() -> None:
    refused = {(error.status, each.name) for each in VENDOR.operations for error in each.refuses}

    assert {name for status, name in refused if status == 409} == {"create_webhook"}
    assert not [name for status, name in refused if status == 422]


@pytest.mark.proves("RXS-75")
def test_new_uids_have_the_samples_prefix_and_eight_signs(client: Client) -> None:
    sent = {"target": "https://hooks.example.com", "notification_type": "pharmacy_order_updated"}

    assert re.fullmatch(r"sub-[a-z0-9]{8}", client.post(HOOKS, sent, headers=PHARMACY).json()["uid"])


@pytest.mark.proves("RXS-81")
def test_the_signature_is_of_the_raw_body_with_the_whole_secret(reaching: Client) -> None:
    with receiving() as sink:
        sent = {"target": sink.url(), "notification_type": "pharmacy_order_updated"}
        secret = reaching.post(HOOKS, sent, headers=PHARMACY).json()["signing_secret"]
        set_status(reaching, "po-abc123", "in-progress")
        drain(reaching)

    (received,) = sink.received
    digest = hmac.new(secret.encode(), received.body, hashlib.sha256).hexdigest()
    assert secret.startswith("whsec_")
    assert received.headers["x-webhook-signature"] == digest


@pytest.mark.proves("RXS-85")
def test_a_delivery_is_tried_five_times_with_growing_pauses(reaching: Client) -> None:
    with receiving() as sink:
        sink.script = [500] * 5
        sent = {"target": sink.url(), "notification_type": "pharmacy_order_updated"}
        reaching.post(HOOKS, sent, headers=PHARMACY)
        set_status(reaching, "po-abc123", "in-progress")
        reaching.post(f"{CONTROL}/clock", {"advance": "1h"})
        (dead,) = drain(reaching)

    assert [attempt["at"][-3:-1] for attempt in dead["tries"]] == ["00", "01", "03", "07", "15"]
    assert dead["state"] == "dead"


@pytest.mark.proves("RXS-113")
def test_registering_sends_nothing(client: Client) -> None:
    client.post(HOOKS, {"target": "https://hooks.example.com", "notification_type": "pharmacy_order_created"}, headers=PHARMACY)

    assert client.get(f"{SANDBOX}/deliveries").json()["total"] == 0


@pytest.mark.proves("RXS-114")
@pytest.mark.parametrize("status", ["cancelled", "on-hold"])
def test_an_order_that_is_cancelled_or_held_is_told_as_an_update(reaching: Client, status: str) -> None:
    with receiving() as sink:
        for sort in ("pharmacy_order_created", "pharmacy_order_updated"):
            reaching.post(HOOKS, {"target": sink.url(f"/{sort}"), "notification_type": sort}, headers=PHARMACY)
        set_status(reaching, "po-abc123", status, comment="Why?")
        drain(reaching)

    assert [(each.path, json.loads(each.body)["data"]["status"]) for each in sink.received] == [
        ("/pharmacy_order_updated", status)
    ]


SHARED = """
fixtures:
  rxscale:
    orders: [{uid: ord-1, shipping_methods: [{uid: m-1, display_name: M, external_id: m}]}]
    pharmacy_orders:
      - {uid: po-1, pharmacy: ph-xyz, order: ord-1, items: [{uid: oi-1, sku: sku-456}]}
      - {uid: po-2, pharmacy: pharmacy-uid, order: ord-1, items: [{uid: oi-2, sku: sku-456}]}
"""


@pytest.mark.proves("RXS-115")
def test_a_mapping_of_one_pharmacy_is_not_shown_to_another(play: Callable[[str], Client]) -> None:
    client = play(SHARED)
    saved = {"shop_shipping_method_uid": "m-1", "shipping_method_identifier_for_pharmacy": "MINE"}
    client.post(f"{CONTROL}/records/rxscale/pharmacy/ph-xyz/moves", {"do": "save_shipping_mapping", "with": saved})

    theirs = client.get(f"{API}/pharmacy_orders/po-2?pharmacy_uid=pharmacy-uid", GROUP).json()

    assert order(client, "po-1")["shop_shipping_methods"][0]["pharmacy_mapping"] is not None
    assert theirs["shop_shipping_methods"][0]["pharmacy_mapping"] is None


@pytest.mark.proves("RXS-82")
def test_a_receiver_has_five_seconds() -> None:
    assert VENDOR.webhooks is not None
    assert VENDOR.webhooks.ladder.patience == 5
