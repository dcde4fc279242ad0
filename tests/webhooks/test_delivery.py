"""News reach a receiver: signed, in order, tried again on the sandbox's clock, never twice by accident."""

import json
import subprocess

import httpx
import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.live import serving
from tests.webhooks.sink import Sink, receiving
from tests.webhooks.steps import KEY, ORDER, SANDBOX, advance, deliveries, drain, make_order, move, subscribe


@pytest.mark.proves("NIM-50")
def test_what_is_signed_is_what_is_sent_as_a_foreign_tool_computes_it(client: Client, sink: Sink) -> None:
    secret = subscribe(client, sink.url())["secret"]
    make_order(client)
    drain(client)

    (received,) = sink.received
    digest = ["openssl", "dgst", "-sha256", "-hmac", secret, "-r"]
    signature = subprocess.run(digest, input=received.body, capture_output=True, check=True).stdout.split()[0].decode()
    assert received.headers["x-webhook-signature"] == signature
    assert received.headers["content-type"] == "application/json"

    changed = received.body.replace(b"pending", b"Pending")
    other = subprocess.run(digest, input=changed, capture_output=True, check=True).stdout.split()[0].decode()
    assert other != signature


def test_an_attempt_is_written_down_with_its_bytes_headers_and_answer(client: Client, sink: Sink) -> None:
    sink.body = b"thank you"
    sink.script = [200]
    subscribe(client, sink.url("/there?q=1"))
    order = make_order(client)

    (delivery,) = drain(client)

    (attempt,) = delivery["tries"]
    assert delivery["body"].encode() == sink.received[0].body
    assert delivery["record"] == {"kind": "nimbus.order", "id": order}
    assert (attempt["status"], attempt["answer"], attempt["error"]) == (200, "thank you", None)
    assert attempt["headers"]["X-Webhook-Signature"] == sink.received[0].headers["x-webhook-signature"]
    assert sink.received[0].path == "/there?q=1"
    assert sink.received[0].headers["x-mock-journal"] == str(attempt["journal"])
    entry = client.get(f"{SANDBOX}/journal/{attempt['journal']}").json()
    assert (entry["kind"], entry["status"], entry["state"], entry["event"]) == ("webhook", 200, "delivered", "order.created")
    caused_by = client.get(f"{SANDBOX}/journal/{entry['cause']}").json()
    assert (caused_by["kind"], caused_by["record"]["id"]) == ("move", order)


@pytest.mark.proves("NIM-51", "NIM-56")
def test_a_failed_delivery_climbs_the_vendors_ladder_on_the_sandboxes_clock(client: Client, sink: Sink) -> None:
    sink.script = [500, 302, 404, 503]
    subscribe(client, sink.url())
    make_order(client)

    assert [each["state"] for each in deliveries(client)] in (["queued"], ["sending"], ["retrying"])
    stepped = advance(client, "3d")

    tries = [(entry["at"], entry["attempt"], entry["status"]) for entry in stepped["happened"] if entry["kind"] == "webhook"]
    assert tries[-4:] == [
        ("2026-01-05T09:00:01Z", 2, 302),
        ("2026-01-05T09:00:03Z", 3, 404),
        ("2026-01-05T09:00:07Z", 4, 503),
        ("2026-01-05T09:00:15Z", 5, 204),
    ]
    (delivery,) = drain(client)
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 5)
    assert len({received.body for received in sink.received}) == 1
    assert len({received.headers["x-webhook-signature"] for received in sink.received}) == 1


@pytest.mark.proves("NIM-51")
@pytest.mark.parametrize("step", ["20s", "1s", "250ms"])
def test_one_long_step_and_many_short_ones_make_the_same_attempts(client: Client, sink: Sink, step: str) -> None:
    sink.script = [500] * 20
    subscribe(client, sink.url())
    make_order(client)
    make_order(client)

    for _ in range({"20s": 1, "1s": 20, "250ms": 80}[step]):
        advance(client, step)

    offsets = ["00", "01", "03", "07", "15"]
    for delivery in drain(client):
        assert [attempt["at"] for attempt in delivery["tries"]] == [f"2026-01-05T09:00:{second}Z" for second in offsets]
        assert delivery["state"] == "dead"


def test_a_redirect_is_a_failure_and_nobody_follows_it(client: Client, sink: Sink) -> None:
    sink.script = [307]
    sink.headers = {"location": sink.url("/elsewhere")}
    subscribe(client, sink.url())
    make_order(client)

    advance(client, "0s")

    assert [received.path for received in sink.received] == ["/hooks"]
    assert [each["state"] for each in deliveries(client)] == ["retrying"]


def test_a_long_answer_is_cut_and_one_that_is_packed_is_not_unpacked(client: Client, sink: Sink) -> None:
    sink.script = [200]
    sink.body = b"x" * 100_000
    sink.headers = {"content-encoding": "gzip"}
    subscribe(client, sink.url())
    make_order(client)

    (delivery,) = drain(client)

    (attempt,) = delivery["tries"]
    assert (attempt["status"], len(attempt["answer"]), attempt["answer_is_cut"]) == (200, 16_384, True)


def test_a_receiver_that_hangs_is_given_up() -> None:
    with Client(build_app(Settings(egress="local", webhook_seconds=0.2))) as client, receiving() as sink:
        sink.gate.clear()
        subscribe(client, sink.url())
        make_order(client)

        advance(client, "0s")

        (hung,) = deliveries(client)
        assert (hung["state"], hung["last_error"], hung["last_status"]) == ("retrying", "timeout", None)


def test_nine_of_ten_endpoints_get_everything_and_calls_are_answered_while_one_hangs() -> None:
    with serving(egress="local") as port, receiving() as hanging, receiving() as other:
        hanging.gate.clear()
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address) as client:
            for url in (hanging.url(), *(other.url(f"/{n}") for n in range(9))):
                client.post(f"{SANDBOX}/webhooks", json={"vendor": "nimbus", "url": url})
            orders = [client.post("/nimbus/orders", json=ORDER, headers=KEY).json()["id"] for _ in range(20)]

            other.wait_for(9 * 20)

            assert len(hanging.received) == 1  # and it still waits for its answer
            for n in range(9):
                told = [json.loads(each.body)["data"]["orderId"] for each in other.received if each.path == f"/{n}"]
                assert told == orders
            hanging.gate.set()
            hanging.wait_for(20)


def test_news_about_a_record_arrive_in_their_order(client: Client, sink: Sink) -> None:
    subscribe(client, sink.url(), "rxscale")
    for do in ("queue", "review", "prepare", "make_ready", "complete"):
        move(client, "po-201", do, "rxscale", "pharmacy_order")
    drain(client)

    told = [json.loads(received.body) for received in sink.received]
    statuses = [each["data"]["status"] for each in told if each["event_type"] == "pharmacy_order_updated"]
    assert statuses == ["waiting for pharmacy", "pending review", "in-progress", "ready_for_pickup", "completed"]


@pytest.mark.proves("NIM-77")
def test_a_dead_receiver_comes_back_and_everything_arrives_exactly_once_more(client: Client) -> None:
    with receiving() as sink:
        port = sink.port
        subscribe(client, sink.url())
    orders = [make_order(client) for _ in range(10)]
    advance(client, "3d")
    assert {each["state"] for each in drain(client)} == {"dead"}
    assert {each["attempts"] for each in drain(client)} == {5}
    assert {each["last_error"] for each in drain(client)} == {"refused"}

    with receiving(port) as sink:
        resent = client.post(f"{SANDBOX}/outbox/resend", {}).json()["deliveries"]
        advance(client, "3d")

        assert [json.loads(received.body)["data"]["orderId"] for received in sink.received] == orders
    assert {each["state"] for each in resent} == {"delivered"}
    assert client.post(f"{SANDBOX}/outbox/resend", {}).json()["deliveries"] == []


def test_a_thousand_events_are_each_delivered_once(client: Client, sink: Sink) -> None:
    subscribe(client, sink.url())
    orders = [make_order(client) for _ in range(1_000)]
    drain(client)

    assert [json.loads(received.body)["data"]["orderId"] for received in sink.received] == orders


def test_a_running_clock_tries_again_by_itself(client: Client, sink: Sink) -> None:
    sink.script = [500]
    subscribe(client, sink.url())
    client.post(f"{SANDBOX}/clock", {"run": {"speed": 1000}})
    make_order(client)

    advance(client, "1m")

    (delivery,) = drain(client)
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 2)
