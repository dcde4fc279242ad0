import json
from collections.abc import Callable

import httpx
import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL, order_with

KEYED = KEY | {"Idempotency-Key": "order-2025-01-15-001"}


def count_of_orders(client: Client) -> int:
    return len(client.get("/_mock/sandboxes/default/snapshot").json()["records"]["nimbus.order"])


@pytest.mark.proves("NIM-14")
def test_the_same_key_and_body_get_the_first_answer_byte_for_byte(client: Client) -> None:
    first = client.post("/nimbus/orders", ORDER, headers=KEYED)
    client.post("/_mock/sandboxes/default/clock", {"advance": "2d"})
    id = first.json()["id"]
    client.post(f"/_mock/sandboxes/default/records/nimbus/order/{id}/moves", {"do": "process"})
    before = count_of_orders(client)

    reordered = json.dumps(dict(reversed(ORDER.items())), indent=3).encode()
    again = client.post("/nimbus/orders", content=reordered, headers=KEYED)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert count_of_orders(client) == before


@pytest.mark.proves("NIM-13", "NIM-14")
def test_the_same_key_with_another_body_conflicts_and_changes_nothing(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=KEYED)
    before = count_of_orders(client)

    answer = client.post("/nimbus/orders", order_with(notes="another"), headers=KEYED)

    error = answer.json()["error"]
    assert answer.status_code == 409
    assert list(error) == ["code", "message", "requestId"]
    assert (error["code"], error["message"]) == (
        "idempotency_key_conflict",
        "An order with this idempotency key already exists",
    )
    assert count_of_orders(client) == before
    assert client.post("/nimbus/orders", ORDER, headers=KEYED).status_code == 201


@pytest.mark.proves("NIM-14")
def test_the_switch_idempotency_makes_every_second_use_conflict(play: Callable[[str], Client]) -> None:
    client = play("switches: {nimbus: {idempotency: conflict}}")

    first = client.post("/nimbus/orders", ORDER, headers=KEYED)
    second = client.post("/nimbus/orders", ORDER, headers=KEYED)

    assert (first.status_code, second.status_code) == (201, 409)


@pytest.mark.proves("NIM-69", "NIM-70")
def test_another_key_or_none_makes_another_order(client: Client) -> None:
    ids = {
        client.post("/nimbus/orders", ORDER, headers=headers).json()["id"]
        for headers in (KEYED, KEY | {"Idempotency-Key": "another"}, KEY, KEY)
    }

    assert len(ids) == 4


@pytest.mark.proves("NIM-15")
def test_each_api_key_has_idempotency_keys_of_its_own_within_one_tenant_too(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {credentials: [{key: twin-key, tenant: nimbus-test}]}}")
    twin = KEYED | {"X-API-Key": "twin-key"}

    first, others = (client.post("/nimbus/orders", ORDER, headers=headers) for headers in (KEYED, twin))

    assert (first.status_code, others.status_code) == (201, 201)
    assert first.json()["id"] != others.json()["id"]
    assert client.post("/nimbus/orders", ORDER, headers=twin).content == others.content


def test_no_api_key_stands_in_a_snapshot_or_in_the_journal(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=KEYED)

    kept = client.get("/_mock/sandboxes/default/snapshot").json()["keys"]
    entries = client.get("/_mock/sandboxes/default/journal").json()["entries"]

    assert len(kept) == 1
    assert "nimbus-test-key" not in json.dumps([kept, entries])


@pytest.mark.parametrize("bring_back", ["fork", "restore"])
def test_a_replay_in_another_sandbox_names_the_address_in_that_one(client: Client, bring_back: str) -> None:
    first = client.post("/nimbus/orders", ORDER, headers=KEYED)
    if bring_back == "fork":
        client.post("/_mock/sandboxes/default/fork", {"id": "w3"})
    else:
        client.post("/_mock/sandboxes", {"id": "w3"})
        client.post("/_mock/sandboxes/w3/restore", client.get("/_mock/sandboxes/default/snapshot").json())

    replayed = client.post("/s/w3/nimbus/orders", ORDER, headers=KEYED | {"Host": "localhost:8080"})

    id = first.json()["id"]
    assert first.headers["location"] == f"http://127.0.0.1:8080/nimbus/orders/{id}"
    assert (replayed.content, replayed.headers["location"]) == (
        first.content,
        f"http://localhost:8080/s/w3/nimbus/orders/{id}",
    )


@pytest.mark.proves("NIM-15")
def test_orders_and_refills_have_keys_of_their_own(client: Client) -> None:
    assert client.post("/nimbus/orders", ORDER, headers=KEYED).status_code == 201
    assert client.post("/nimbus/refills", REFILL, headers=KEYED).status_code == 201


@pytest.mark.proves("NIM-15")
def test_a_refused_call_does_not_use_the_key_up(client: Client) -> None:
    refused = client.post("/nimbus/orders", order_with(patientId="?"), headers=KEYED)

    assert refused.status_code == 422
    assert client.post("/nimbus/orders", ORDER, headers=KEYED).status_code == 201


@pytest.mark.proves("NIM-15")
@pytest.mark.parametrize(("key", "status"), [("", 400), ("k" * 256, 400), ("k" * 255, 201), ("k", 201), ("any sign: ~!", 201)])
def test_a_key_has_one_to_255_characters(client: Client, key: str, status: int) -> None:
    answer = client.post("/nimbus/orders", ORDER, headers=KEY | {"Idempotency-Key": key})

    assert answer.status_code == status


@pytest.mark.proves("NIM-15")
@pytest.mark.parametrize(("key", "status"), [("ü" * 255, 201), ("ü" * 256, 400)])
def test_a_keys_characters_are_counted_not_its_bytes(client: Client, key: str, status: int) -> None:
    headers = httpx.Headers([(b"X-API-Key", b"nimbus-test-key"), (b"Idempotency-Key", key.encode())])

    answer = client.post("/nimbus/orders", ORDER, headers=headers)

    assert answer.status_code == status


def test_reset_frees_the_keys(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=KEYED)
    client.post("/_mock/sandboxes/default/reset", {})

    assert client.post("/nimbus/orders", order_with(notes="another"), headers=KEYED).status_code == 201


@pytest.mark.proves("NIM-14")
@pytest.mark.parametrize("parallel", [2, 10, 100])
def test_parallel_calls_with_one_key_make_one_order_and_one_event(client: Client, parallel: int) -> None:
    for repeat in range(5):
        headers = KEY | {"Idempotency-Key": f"repeat-{repeat}"}
        mark = client.get("/_mock/sandboxes/default/journal?limit=1").json()["last"]

        answers = client.together([("POST", "/nimbus/orders", ORDER, headers)] * parallel)

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        entries = client.get(f"/_mock/sandboxes/default/journal?since={mark}&limit=1000").json()["entries"]
        assert [entry["event"] for entry in entries if entry["kind"] == "move"] == ["order.created"]
