"""Facts of the pages that no other test is about: what there is of version 1, and what there is not."""

from collections.abc import Callable
from itertools import product

import pytest

from mock_server.vendors.nimbus import VENDOR
from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL, order_with
from tests.webhooks.steps import SANDBOX, advance

MOVES = {
    "order": {
        ("pending", "process"): "processing",
        ("processing", "ship"): "shipped",
        ("shipped", "deliver"): "delivered",
        ("pending", "cancel"): "cancelled",
        ("processing", "cancel"): "cancelled",
    },
    "refill": {
        ("pending", "approve"): "approved",
        ("approved", "process"): "processing",
        ("processing", "ship"): "shipped",
        ("pending", "cancel"): "cancelled",
    },
}


def tried(kind: str) -> list[tuple[str, str, str, str | None]]:
    """Every status of a kind with every move, and where that leads; nowhere where it is refused."""
    statuses = sorted({status for status, _ in MOVES[kind]} | set(MOVES[kind].values()))
    dos = sorted({do for _, do in MOVES[kind]})
    return [(kind, status, do, MOVES[kind].get((status, do))) for status, do in product(statuses, dos)]


@pytest.mark.proves("NIM-7", "NIM-8", "NIM-9", "NIM-25")
@pytest.mark.parametrize(("kind", "status", "do", "target"), [*tried("order"), *tried("refill")])
def test_each_move_leads_where_the_guides_draw_it_and_no_other_is_made(
    play: Callable[[str], Client], kind: str, status: str, do: str, target: str | None
) -> None:
    client = play(f"fixtures: {{nimbus: {{{kind}s: [{{id: {kind[:3]}_1, status: {status}}}]}}}}")

    answer = client.post(f"{SANDBOX}/records/nimbus/{kind}/{kind[:3]}_1/moves", {"do": do})

    assert (answer.status_code, answer.json()["status"]) == ((409, 409) if target is None else (200, target))


@pytest.mark.proves("NIM-58", "NIM-59", "NIM-65")
def test_version_1_has_four_operations_and_none_for_patients_prescriptions_keys_or_webhooks() -> None:
    assert VENDOR.version == "1.0.0"
    assert [(each.method, each.path) for each in VENDOR.operations] == [
        ("POST", "/orders"),
        ("GET", "/orders/{orderId}"),
        ("POST", "/refills"),
        ("POST", "/webhooks/test"),
    ]


@pytest.mark.proves("NIM-62")
def test_the_key_is_the_only_credential(client: Client) -> None:
    assert list(VENDOR.security.values()) == [{"type": "apiKey", "in": "header", "name": "X-API-Key"}]
    bearer = {"Authorization": "Bearer nimbus-test-key"}
    assert client.get("/nimbus/orders/ord_abc123xyz", headers=bearer).status_code == 401


@pytest.mark.proves("NIM-64")
def test_a_key_may_look_like_the_one_that_the_page_warns_of(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {credentials: [{key: sk_live_sample}]}}")

    assert client.get("/nimbus/orders/ord_abc123xyz", headers={"X-API-Key": "sk_live_sample"}).status_code == 200


@pytest.mark.proves("NIM-45", "NIM-54", "NIM-68")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/orders/ord_abc123xyz", 405),
        ("GET", "/refills/ref_abc123xyz", 404),
        ("GET", "/tracking/ord_abc123xyz", 404),
        ("POST", "/api/external/medication-order", 404),
        ("POST", "/api/external/refill-request", 404),
        ("POST", "/webhook", 404),
    ],
)
def test_what_is_planned_interim_or_of_later_versions_is_not_there(client: Client, method: str, path: str, status: int) -> None:
    assert client.request(method, f"/nimbus{path}", json={}, headers=KEY).status_code == status


@pytest.mark.proves("NIM-20", "NIM-42")
@pytest.mark.parametrize(("tier", "limits"), [("sandbox", ["100", "100", "50"]), ("production", ["60", "60", "30"])])
def test_each_resource_has_the_documented_limit(play: Callable[[str], Client], tier: str, limits: list[str]) -> None:
    client = play(f"switches: {{nimbus: {{rate_limit: {tier}}}}}")

    answers = [client.post(f"/nimbus/{path}", {}, headers=KEY) for path in ("orders", "refills", "webhooks/test")]

    assert [each.headers["x-ratelimit-limit"] for each in answers] == limits


@pytest.mark.proves("NIM-71")
def test_a_refill_with_a_used_key_and_another_body_conflicts_too(client: Client) -> None:
    keyed = KEY | {"Idempotency-Key": "refill-1"}
    first = client.post("/nimbus/refills", REFILL, headers=keyed)

    assert client.post("/nimbus/refills", REFILL, headers=keyed).content == first.content
    assert client.post("/nimbus/refills", REFILL | {"requestedQuantity": 31}, headers=keyed).status_code == 409


@pytest.mark.proves("NIM-46", "NIM-76")
def test_nothing_moves_by_itself_and_an_estimate_stays(client: Client) -> None:
    order = client.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]
    advance(client, "30d")
    assert client.get(f"/nimbus/orders/{order}", headers=KEY).json()["status"] == "pending"

    for do in ("process", "ship"):
        client.post(f"{SANDBOX}/records/nimbus/order/{order}/moves", {"do": do})
    before = client.get(f"/nimbus/orders/{order}", headers=KEY).content
    advance(client, "30d")

    assert client.get(f"/nimbus/orders/{order}", headers=KEY).content == before


@pytest.mark.proves("NIM-10", "NIM-48")
@pytest.mark.parametrize("number", ["1Z999AA10123456784", "123456789012", "9400111899223197428490"])
def test_the_numbers_of_three_carriers_are_taken_and_a_made_up_one_looks_like_the_first(client: Client, number: str) -> None:
    ids = ("ord_abc123xyz", "ord_1234567890")
    for id, given in zip(ids, ({"trackingNumber": number}, {}), strict=True):
        client.post(f"{SANDBOX}/records/nimbus/order/{id}/moves", {"do": "ship", "with": given})

    kept, drawn = (client.get(f"/nimbus/orders/{id}", headers=KEY).json()["trackingNumber"] for id in ids)

    assert kept == number
    assert (drawn[:2], len(drawn)) == ("1Z", 18)


@pytest.mark.proves("NIM-21", "NIM-78")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_vendors_speaks_in_its_envelope(play: Callable[[str], Client], status: int) -> None:
    client = play(f"rules: [{{name: down, on: nimbus.create_order, fault: {{status: {status}}}}}]")

    answer = client.post("/nimbus/orders", ORDER, headers=KEY)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["message"]) == (
        status,
        "internal_error",
        "An internal error occurred",
    )


@pytest.mark.proves("NIM-12", "NIM-16", "NIM-33")
def test_the_two_refusals_of_a_body_have_the_documented_texts(client: Client) -> None:
    unreadable = client.post("/nimbus/orders", content=b"{", headers=KEY).json()["error"]
    unfit = client.post("/nimbus/orders", order_with(patientId=...), headers=KEY).json()["error"]

    assert (unreadable["code"], unreadable["message"]) == ("invalid_request", "The request is invalid")
    assert (unfit["code"], unfit["message"]) == ("validation_error", "The request body is invalid")


@pytest.mark.proves("NIM-56")
def test_a_receiver_has_ten_seconds() -> None:
    assert VENDOR.webhooks is not None
    assert VENDOR.webhooks.ladder.patience == 10
