"""The faults of webhooks, as a receiver meets them and as the outbox tells of them."""

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from mock_server.webhooks.courier import PIECES, spoiled
from mock_server.webhooks.mishaps import Mishap, aged
from tests.clients import Client
from tests.webhooks.sink import Received, Sink
from tests.webhooks.steps import SANDBOX, Json, advance, deliveries, drain, make_order, move, subscribe

SECRET = "nimbus-test-webhook-secret"


def befall(client: Client, fault: object, **more: object) -> None:
    """Put a fault on Nimbus's deliveries, and take the scenario's own subscription, which collects, out of the way."""
    client.request("DELETE", f"{SANDBOX}/webhooks/sub-1")
    rule = {"name": "faulty", "on": "webhook.nimbus.*", "fault": fault} | more
    answer = client.post(f"{SANDBOX}/rules", rule)
    assert answer.status_code == 201, answer.text


def signature(received: Received, secret: str = SECRET) -> bool:
    digest = hmac.new(secret.encode(), received.body, hashlib.sha256).hexdigest()
    return received.headers["x-webhook-signature"] == digest


def told(received: Received) -> Json:
    body: Json = json.loads(received.body)
    return body


def test_a_doubled_delivery_comes_with_the_same_bytes_and_the_same_id(client: Client, sink: Sink) -> None:
    befall(client, {"duplicate": 2})
    subscribe(client, sink.url())
    make_order(client)

    settled = drain(client)

    assert len(sink.received) == 3
    assert len({received.body for received in sink.received}) == 1
    assert all(map(signature, sink.received))
    assert [(each["state"], each["rule"], each["fault"]) for each in settled] == [
        ("delivered", "faulty", "duplicate, 2 more")
    ] * 3


def test_a_late_delivery_waits_for_the_sandboxes_clock(client: Client, sink: Sink) -> None:
    befall(client, {"delay": "2h"})
    subscribe(client, sink.url())
    make_order(client)

    assert [(each["state"], each["next_at"]) for each in deliveries(client)] == [("late", "2026-01-05T11:00:00Z")]
    advance(client, "119m")
    assert sink.received == []
    stepped = advance(client, "1m")

    assert told(sink.received[0])["createdAt"] == "2026-01-05T09:00:00Z"
    tries = [(each["at"], each["status"]) for each in stepped["happened"] if each["kind"] == "webhook"]
    assert tries == [("2026-01-05T11:00:00Z", 204)]


def test_a_lost_delivery_is_noted_never_sent_and_can_be_sent_by_hand(client: Client, sink: Sink) -> None:
    befall(client, "drop")
    subscribe(client, sink.url())
    make_order(client)
    (lost,) = drain(client)

    assert (lost["state"], lost["attempts"], sink.received) == ("lost", 0, [])
    resent = client.post(f"{SANDBOX}/deliveries/{lost['id']}/resend", {}).json()

    assert resent["state"] == "delivered"
    assert sink.received[0].body.decode() == lost["body"]


def test_deliveries_change_places_within_the_window_and_the_seed_says_how(client: Client, sink: Sink) -> None:
    def order_of_arrival() -> list[str]:
        client.post(f"{SANDBOX}/reset", {})
        befall(client, {"reorder": "10m"})
        subscribe(client, sink.url())
        sink.received.clear()
        made = [make_order(client) for _ in range(6)]
        advance(client, "10m")
        arrived = [told(each)["data"]["orderId"] for each in sink.received]
        assert sorted(arrived) == sorted(made)
        assert arrived != made
        return arrived

    assert order_of_arrival() == order_of_arrival()


def test_a_wrong_signature_is_that_of_another_secret_on_every_attempt(client: Client, sink: Sink) -> None:
    befall(client, "wrong_signature", calls=1)
    sink.script = [401]
    subscribe(client, sink.url())
    make_order(client)
    advance(client, "1s")
    make_order(client)
    drain(client)

    assert [signature(each) for each in sink.received] == [False, False, True]
    assert len(sink.received[0].headers["x-webhook-signature"]) == 64


@pytest.mark.parametrize(("fault", "at"), [("stale_timestamp", "08:00:00"), ({"stale_timestamp": "90s"}, "08:58:30")])
def test_a_stale_event_says_that_it_was_long_ago_and_is_signed_well(client: Client, sink: Sink, fault: object, at: str) -> None:
    befall(client, fault)
    subscribe(client, sink.url())
    order = make_order(client)
    (delivery,) = drain(client)

    assert told(sink.received[0])["createdAt"] == f"2026-01-05T{at}Z"
    assert told(sink.received[0])["data"]["orderId"] == order
    assert list(told(sink.received[0])) == ["id", "type", "createdAt", "data"]
    assert signature(sink.received[0])
    assert delivery["body"].encode() == sink.received[0].body


def test_a_stale_event_of_rxscale_tells_its_time_in_seconds(client: Client, sink: Sink) -> None:
    befall(client, "stale_timestamp", on="webhook.rxscale.pharmacy_order_updated")
    subscribe(client, sink.url(), "rxscale")
    move(client, "po-201", "queue", "rxscale", "pharmacy_order")
    drain(client)

    assert told(sink.received[0])["timestamp"] == 1767600000  # 2026-01-05T08:00:00Z


def test_a_truncated_delivery_ends_in_the_midst_of_its_body_and_is_tried_again_whole(client: Client, sink: Sink) -> None:
    befall(client, {"truncate": 20})
    subscribe(client, sink.url())
    make_order(client)
    drain(client)
    (cut,) = deliveries(client)
    advance(client, "1s")
    (delivery,) = drain(client)

    first, second = sink.received
    assert (cut["state"], cut["last_error"]) == ("retrying", "cut")
    assert first.body == second.body[:20]
    assert first.headers["content-length"] == second.headers["content-length"] == str(len(second.body))
    assert first.headers["x-webhook-signature"] == second.headers["x-webhook-signature"]
    assert delivery["state"] == "delivered"


def test_a_slow_delivery_is_whole_in_the_end(client: Client, sink: Sink) -> None:
    befall(client, {"slow": "20ms"})
    subscribe(client, sink.url())
    make_order(client)
    (delivery,) = drain(client)

    assert (delivery["state"], delivery["attempts"]) == ("delivered", 1)
    assert signature(sink.received[0])
    assert sink.received[0].headers["content-length"] == str(len(sink.received[0].body))


def test_a_slow_body_goes_out_in_pieces() -> None:
    async def pieces() -> list[bytes]:
        return [each async for each in spoiled(bytes(100), Mishap("r", "slow", seconds=0.001))]

    found = asyncio.run(pieces())

    assert len(found) == PIECES
    assert b"".join(found) == bytes(100)


def test_a_disabled_subscription_is_told_nothing_more(client: Client, sink: Sink) -> None:
    befall(client, "disable", calls=2)
    mine = subscribe(client, sink.url())["id"]
    for _ in range(3):
        make_order(client)

    settled = drain(client)

    assert [(each["state"], each["fault"]) for each in settled] == [("delivered", None), ("dead", "disable")]
    assert len(sink.received) == 1
    assert {each["id"]: each["disabled"] for each in client.get(f"{SANDBOX}/webhooks").json()["webhooks"]} == {mine: True}
    fork = client.post(f"{SANDBOX}/fork", {"id": "other"}).json()["id"]
    assert client.get(f"/_mock/sandboxes/{fork}/webhooks").json()["webhooks"][0]["disabled"] is True
    client.post(f"{SANDBOX}/reset", {})
    assert client.get(f"{SANDBOX}/webhooks").json()["webhooks"][0]["disabled"] is False


def test_the_journal_says_which_rule_let_what_go_wrong_and_because_of_what(client: Client) -> None:
    befall(client, "drop")
    client.post(f"{SANDBOX}/webhooks", {"vendor": "nimbus", "collect": True})
    order = make_order(client)

    entries = client.get(f"{SANDBOX}/journal").json()["entries"]
    (noted,) = [entry for entry in entries if entry.get("do") == "webhook fault"]

    assert (noted["rule"], noted["event"], noted["record"], noted["does"]) == ("faulty", "nimbus.order.created", order, "drop")
    assert client.get(f"{SANDBOX}/journal/{noted['cause']}").json()["kind"] == "move"


def test_a_collected_delivery_meets_faults_too(client: Client) -> None:
    befall(client, {"duplicate": 1}, when={"record.shippingAddress.state": "TX"})
    client.post(f"{SANDBOX}/webhooks", {"vendor": "nimbus", "collect": True})
    make_order(client)
    befall_late = {"name": "late", "on": "webhook.nimbus.order.created", "fault": {"delay": "1h"}}
    client.post(f"{SANDBOX}/rules", befall_late)
    make_order(client)

    states = [each["state"] for each in client.get(f"{SANDBOX}/deliveries").json()["deliveries"]]
    assert states == ["collected", "collected", "late"]
    advance(client, "1h")
    assert [each["state"] for each in client.get(f"{SANDBOX}/deliveries").json()["deliveries"]] == ["collected"] * 3


def test_a_body_without_the_member_stays_as_it_is() -> None:
    assert aged(b'{"a":1}', "createdAt", timedelta(hours=1)) == b'{"a":1}'
    assert aged(b"[]", "createdAt", timedelta(hours=1)) == b"[]"
