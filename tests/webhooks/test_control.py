"""The outbox is steered over the sandbox's own API."""

import json

import pytest

from tests.clients import Client
from tests.control.problems import problem
from tests.webhooks.sink import Sink
from tests.webhooks.steps import KEY, SANDBOX, advance, deliveries, drain, make_order, move, subscribe


def test_without_a_receiver_news_are_collected(client: Client) -> None:
    order = make_order(client)
    move(client, order, "process")
    move(client, order, "ship")

    kept = client.get(f"{SANDBOX}/deliveries?record={order}").json()["deliveries"]

    assert [(each["event"], each["state"], each["attempts"]) for each in kept] == [
        ("order.created", "collected", 0),
        ("order.fulfilled", "collected", 0),
    ]


def test_a_drain_hands_out_each_delivery_once(client: Client) -> None:
    make_order(client)
    first = client.post(f"{SANDBOX}/outbox/drain", {}).json()["deliveries"]
    make_order(client)
    second = client.post(f"{SANDBOX}/outbox/drain", {}).json()["deliveries"]

    assert [each["id"] for each in first] == ["whd-1"]
    assert [each["id"] for each in second] == ["whd-2"]
    assert client.get(f"{SANDBOX}/deliveries").json()["total"] == 0


def test_a_subscription_hears_only_what_it_asked_for_until_it_is_gone(client: Client, sink: Sink) -> None:
    subscription = subscribe(client, sink.url(), events=["order.fulfilled"], secret="s3cret-of-mine")
    order = make_order(client)
    move(client, order, "process")
    move(client, order, "ship", trackingNumber="1Z999AA10123456784")
    drain(client)
    assert [json.loads(received.body)["type"] for received in sink.received] == ["order.fulfilled"]
    assert subscription["secret"] == "s3cret-of-mine"

    assert client.request("DELETE", f"{SANDBOX}/webhooks/{subscription['id']}").status_code == 204
    another = make_order(client)
    move(client, another, "process")
    move(client, another, "ship")
    drain(client)
    assert len(sink.received) == 1
    problem(client.request("DELETE", f"{SANDBOX}/webhooks/{subscription['id']}"), "unknown-subscription")


def test_subscriptions_of_every_origin_are_listed_with_their_secrets(client: Client) -> None:
    key = {"X-API-Key": "rxscale-pharmacy-key"}
    sent = {"target": "http://127.0.0.1:9/hook", "notification_type": "pharmacy_order_updated"}
    made = client.post("/rxscale/v1/external_pharmacy_api/webhooks/", sent, headers=key).json()
    subscribe(client, "http://127.0.0.1:9/x")

    listed = client.get(f"{SANDBOX}/webhooks").json()["webhooks"]

    assert [(each["vendor"], each["made_by"]) for each in listed] == [
        ("nimbus", "scenario"),
        ("nimbus", "control"),
        ("rxscale", "vendor"),
    ]
    assert listed[2]["secret"] == made["signing_secret"]


@pytest.mark.parametrize(
    ("sent", "slug", "says"),
    [
        ({"vendor": "nimbos", "collect": True}, "invalid-input", "did you mean 'nimbus'"),
        ({"vendor": "cloudrx", "collect": True}, "no-webhooks", "CloudRx sends no webhooks"),
        ({"vendor": "nimbus", "collect": True, "events": ["order.shiped"]}, "unknown-event", "order.shiped"),
        ({"vendor": "nimbus"}, "invalid-request", "exactly one of 'url' and 'collect: true'"),
        ({"vendor": "nimbus", "url": "ftp://127.0.0.1/"}, "invalid-request", "/url is no absolute http or https address"),
        ({"vendor": "nimbus", "url": "http://169.254.169.254/latest"}, "invalid-request", "/url is a metadata address"),
        ({"vendor": "nimbus", "url": "http://u:p@127.0.0.1/"}, "invalid-request", "carries a user"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(client: Client, sent: dict[str, object], slug: str, says: str) -> None:
    assert says in problem(client.post(f"{SANDBOX}/webhooks", sent), slug)["detail"]
    assert len(client.get(f"{SANDBOX}/webhooks").json()["webhooks"]) == 1


def test_an_event_is_told_by_hand_about_a_record_with_members_of_ones_own(client: Client, sink: Sink) -> None:
    subscribe(client, sink.url())
    wish = {
        "vendor": "nimbus",
        "event": "order.fulfilled",
        "id": "ord_abc123xyz",
        "overrides": {"data": {"trackingNumber": "ODD", "more": None}},
    }
    before = client.get(f"{SANDBOX}/records/nimbus/order/ord_abc123xyz").json()

    answer = client.post(f"{SANDBOX}/outbox/trigger", wish).json()

    assert [each["state"] for each in answer["deliveries"]] == ["collected", "delivered"]
    told = json.loads(sink.received[0].body)
    assert told["type"] == "order.fulfilled"
    assert told["data"] == {
        "orderId": "ord_abc123xyz",
        "trackingNumber": "ODD",
        "estimatedDeliveryDate": "2025-01-18",
        "more": None,
    }
    assert client.get(f"{SANDBOX}/records/nimbus/order/ord_abc123xyz").json() == before


def test_every_documented_event_of_every_vendor_can_be_told_by_hand(client: Client) -> None:
    for vendor in client.get("/_mock/vendors").json()["vendors"]:
        slug = vendor["vendor"]
        for event in client.get(f"/_mock/vendors/{slug}").json()["events"]:
            client.post(f"{SANDBOX}/webhooks", {"vendor": slug, "collect": True, "events": [event["name"]]})
            told = client.post(f"{SANDBOX}/outbox/trigger", {"vendor": slug, "event": event["name"]})
            assert told.status_code == 200, told.text
            assert json.loads(told.json()["deliveries"][-1]["body"])


def test_a_delivery_is_sent_again_with_the_same_id_and_bytes(client: Client, sink: Sink) -> None:
    subscribe(client, sink.url())
    make_order(client)
    (delivery,) = drain(client)

    again = client.post(f"{SANDBOX}/deliveries/{delivery['id']}/resend", {}).json()

    assert (again["id"], again["state"], again["attempts"], again["resent"]) == (delivery["id"], "delivered", 2, 1)
    assert sink.received[0].body == sink.received[1].body


def test_a_delivery_that_waits_for_its_next_attempt_is_not_sent_twice(client: Client, sink: Sink) -> None:
    sink.script = [500]
    subscribe(client, sink.url())
    make_order(client)
    advance(client, "0s")
    (waiting,) = deliveries(client, "&state=retrying")

    assert (
        "retrying" in problem(client.post(f"{SANDBOX}/deliveries/{waiting['id']}/resend", {}), "delivery-under-way")["detail"]
    )
    problem(client.get(f"{SANDBOX}/deliveries/whd-99"), "unknown-delivery")
    assert len(sink.received) == 1


def test_a_test_event_goes_to_the_address_that_the_call_names(client: Client, sink: Sink) -> None:
    sent = {"eventType": "refill.ready", "webhookUrl": sink.url("/test")}

    id = client.post("/nimbus/webhooks/test", sent, headers=KEY).json()["webhookId"]

    (delivery,) = drain(client)
    assert (delivery["subscription"], delivery["event"], delivery["state"]) == (id, "refill.ready", "delivered")
    assert json.loads(sink.received[0].body)["data"]["status"] == "approved"


def test_a_reset_empties_the_outbox_and_drops_what_was_added(client: Client, sink: Sink) -> None:
    sink.script = [500]
    subscribe(client, sink.url())
    make_order(client)
    advance(client, "0s")

    client.post(f"{SANDBOX}/reset", {})
    advance(client, "1d")

    assert len(sink.received) == 1
    assert client.get(f"{SANDBOX}/deliveries").json()["total"] == 0
    assert len(client.get(f"{SANDBOX}/webhooks").json()["webhooks"]) == 1


def test_a_fork_goes_on_with_what_waits_and_each_sends_its_own(client: Client, sink: Sink) -> None:
    sink.script = [500]
    subscribe(client, sink.url())
    make_order(client)
    advance(client, "0s")
    client.post(f"{SANDBOX}/fork", {"id": "later"})

    client.post("/_mock/sandboxes/later/clock", {"advance": "1h"})
    assert len(sink.received) == 2
    advance(client, "1h")

    assert len(sink.received) == 3
    assert len({received.body for received in sink.received}) == 1


def test_a_restore_abandons_what_waits(client: Client, sink: Sink) -> None:
    snapshot = client.get(f"{SANDBOX}/snapshot").json()
    sink.script = [500]
    subscribe(client, sink.url())
    make_order(client)
    advance(client, "0s")

    assert client.post(f"{SANDBOX}/restore", snapshot).status_code == 200
    advance(client, "1d")

    assert [each["state"] for each in deliveries(client)] == ["abandoned"]
    assert len(sink.received) == 1
