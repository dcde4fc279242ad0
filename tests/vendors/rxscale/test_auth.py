from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import API, CONTROL, GROUP, ORDERS, PHARMACY, READER, SHOP, STATUSES

WANTED = f"{STATUSES}?prescription_uids=px-abc123"
PHARMACY_CALLS = [
    ("GET", f"{ORDERS}/", None),
    ("GET", f"{ORDERS}/po-abc123", None),
    ("PATCH", f"{ORDERS}/po-abc123/status", {"status": "in-progress"}),
    ("PATCH", f"{ORDERS}/po-abc123/complete_order", {}),
    ("GET", f"{API}/payouts", None),
    ("GET", f"{API}/pharmacy_skus/", None),
    ("PATCH", f"{API}/pharmacy_skus/psku-456", {"price": 1}),
    ("PATCH", f"{API}/pharmacy_skus/psku-456/stock", {"stock": 1}),
    ("PATCH", f"{API}/pharmacy_skus/psku-456/external_id", {"external_id": "x"}),
    ("GET", f"{API}/webhooks/", None),
    ("POST", f"{API}/webhooks/", {"target": "https://h.example.com", "notification_type": "pharmacy_order_created"}),
    ("DELETE", f"{API}/webhooks/sub-1", None),
]
WRITES = [call for call in PHARMACY_CALLS if call[0] != "GET"]
NEEDS = {
    "orders_read": [0, 1, 4],
    "orders_write": [2, 3],
    "stock_read": [5],
    "pharmacy_sku_write": [6, 7, 8],
    "stock_write": [7],
    "webhooks_read": [9],
    "webhooks_write": [10, 11],
}
EVERY_PHARMACY_CALL = pytest.mark.parametrize(("method", "path", "body"), PHARMACY_CALLS)


@pytest.mark.proves("RXS-55")
@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "rxscale-shop-key"},
        {"X-RxScale-Authorization": "rxscale-shop-key"},
        {"Authorization": "Bearer rxscale-shop-key"},
        {"authorization": "bearer rxscale-shop-key"},
        {"X-API-Key": "rxscale-shop-key", "Authorization": "Basic nonsense"},
    ],
)
def test_the_shops_api_takes_the_key_in_three_ways(client: Client, headers: dict[str, str]) -> None:
    assert client.get(WANTED, headers).status_code == 200


@pytest.mark.proves("RXS-55", "RXS-59", "RXS-60")
@pytest.mark.parametrize(
    ("headers", "code", "description"),
    [
        ({}, "authorization_header_missing", "Authorization header is expected"),
        ({"X-API-Key": "wrong"}, "invalid_api_key", "API key not found or inactive"),
        ({"X-API-Key": ""}, "invalid_api_key", "API key not found or inactive"),
        ({"Authorization": "Bearer wrong"}, "invalid_api_key", "API key not found or inactive"),
        ({"Authorization": "rxscale-shop-key"}, "invalid_header", None),
        ({"Authorization": "Bearer "}, "invalid_header", None),
        ({"X-API-Key": "rxscale-shop-key--nowhere"}, "invalid_api_key", None),
    ],
)
def test_a_shops_call_without_a_good_key_is_unauthorized(
    client: Client, headers: dict[str, str], code: str, description: str | None
) -> None:
    answer = client.get(WANTED, headers)

    assert answer.status_code == 401
    assert list(answer.json()) == ["code", "description"]
    assert answer.json()["code"] == code
    assert description in (None, answer.json()["description"])


@pytest.mark.proves("RXS-55", "RXS-60")
@EVERY_PHARMACY_CALL
def test_the_pharmacies_api_reads_one_header_alone(client: Client, method: str, path: str, body: object) -> None:
    for headers in ({}, {"X-RxScale-Authorization": "rxscale-pharmacy-key"}, {"Authorization": "Bearer rxscale-pharmacy-key"}):
        answer = client.request(method, path, json=body, headers=headers)

        assert answer.status_code == 401
        assert answer.json() == {"code": "api_key_missing", "description": "X-API-Key header is expected"}
    assert client.request(method, path, json=body, headers={"X-API-Key": "wrong"}).json()["code"] == "invalid_api_key"


@pytest.mark.proves("RXS-60")
def test_an_inactive_key_is_as_good_as_unknown(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {rxscale: {credentials: [{key: old-key, pharmacy: ph-xyz, active: false}]}}")

    assert client.get(f"{ORDERS}/", {"X-API-Key": "old-key"}).json()["code"] == "invalid_api_key"


@pytest.mark.proves("RXS-58", "RXS-61")
@EVERY_PHARMACY_CALL
def test_a_key_of_the_other_api_lacks_every_permission(client: Client, method: str, path: str, body: object) -> None:
    answer = client.request(method, path, json=body, headers=SHOP)

    assert (answer.status_code, answer.json()) == (403, {"code": "permission_denied", "description": "Permission denied"})


@pytest.mark.proves("RXS-58", "RXS-61")
def test_a_pharmacys_key_may_not_ask_as_a_shop(client: Client) -> None:
    answer = client.get(WANTED, PHARMACY)

    assert answer.status_code == 403
    assert answer.json() == {
        "code": "permission_denied",
        "description": "API key lacks required permission: EnumAPIKeyPermission.ORDER_READ",
    }


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_the_reading_key_changes_nothing(client: Client, method: str, path: str, body: object) -> None:
    before = client.get(f"{CONTROL}/snapshot").json()["records"]

    assert client.request(method, path, json=body, headers=READER).status_code == 403
    assert client.get(f"{CONTROL}/snapshot").json()["records"] == before


@pytest.mark.proves("RXS-48", "RXS-58", "RXS-94")
@pytest.mark.parametrize("permission", NEEDS)
def test_each_permission_opens_its_own_operations(play: Callable[[str], Client], permission: str) -> None:
    client = play(f"fixtures: {{rxscale: {{credentials: [{{key: k, pharmacy: ph-xyz, permissions: [{permission}]}}]}}}}")

    opened = [
        n
        for n, (method, path, body) in enumerate(PHARMACY_CALLS)
        if client.request(method, path, json=body, headers={"X-API-Key": "k"}).status_code != 403
    ]
    assert opened == NEEDS[permission]


@pytest.mark.proves("RXS-64", "RXS-68")
def test_key_and_permission_are_looked_at_before_everything_else(client: Client) -> None:
    path = f"{ORDERS}/po-nothing/status"

    assert client.request("PATCH", path, content=b"{").status_code == 401
    assert client.request("PATCH", path, content=b"{", headers=READER).status_code == 403
    assert client.request("PATCH", path, content=b"{", headers=GROUP).json() == {
        "error": "Missing required parameter: pharmacy_uid"
    }
    assert client.request("PATCH", path, content=b"{", headers=PHARMACY).status_code == 404
    answer = client.request("PATCH", f"{ORDERS}/po-abc123/status", content=b"{", headers=PHARMACY)
    assert (answer.status_code, answer.json()) == (400, {"error": "Bad request"})


def scoped_calls() -> list[tuple[str, str, object]]:
    return [call for call in PHARMACY_CALLS if "webhooks" not in call[1]]


@pytest.mark.proves("RXS-56", "RXS-57")
@pytest.mark.parametrize(("method", "path", "body"), scoped_calls())
def test_a_groups_key_must_say_for_which_of_its_pharmacies(client: Client, method: str, path: str, body: object) -> None:
    def ask(query: str) -> tuple[int, object]:
        answer = client.request(method, f"{path}{query}", json=body, headers=GROUP)
        return answer.status_code, answer.json()

    missing = (400, {"error": "Missing required parameter: pharmacy_uid"})
    assert ask("") == missing
    assert ask("?pharmacy_uid=") == missing
    assert ask("?pharmacy_uid=ph-foreign") == (404, {"error": "Resource not found"})
    assert ask("?pharmacy_uid=ph-xyz")[0] == 200


@pytest.mark.proves("RXS-56", "RXS-57")
def test_a_single_pharmacys_key_may_name_its_own_pharmacy_and_no_other(client: Client) -> None:
    assert client.get(f"{ORDERS}/?pharmacy_uid=ph-xyz", PHARMACY).json()["totalRegistries"] == 10
    assert client.get(f"{ORDERS}/?pharmacy_uid=", PHARMACY).status_code == 200
    assert client.get(f"{ORDERS}/?pharmacy_uid=pharmacy-uid", PHARMACY).status_code == 404


def test_a_key_can_name_a_sandbox_in_each_of_the_three_ways(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})

    for headers in (
        {"X-API-Key": "rxscale-shop-key--w3"},
        {"X-RxScale-Authorization": "rxscale-shop-key--w3"},
        {"Authorization": "Bearer rxscale-shop-key--w3"},
    ):
        assert client.get(WANTED, headers).status_code == 200
    assert client.get("/_mock/sandboxes/w3/journal").json()["last"] == 4


def test_no_key_stands_in_the_journal(client: Client) -> None:
    for headers in (
        {"X-API-Key": "rxscale-shop-key"},
        {"X-RxScale-Authorization": "rxscale-shop-key"},
        {"Authorization": "Bearer rxscale-shop-key"},
    ):
        n = client.get(WANTED, headers).headers["x-mock-journal"]

        assert "rxscale-shop-key" not in client.get(f"{CONTROL}/journal/{n}").text


@pytest.mark.proves("RXS-66", "RXS-67")
@pytest.mark.parametrize(
    "path",
    [
        "/v1/external_pharmacy_api/health/",
        "/v1/external_pharmacy_api/health",
        "/v1/external-pharmacy-api-v1/health/",
        "/v2/public/health/",
        "/v2/public-api/health",
    ],
)
def test_health_needs_no_key_and_takes_any(client: Client, path: str) -> None:
    for headers in ({}, {"X-API-Key": "whatever"}, SHOP):
        answer = client.get(f"/rxscale{path}", headers)

        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.proves("RXS-65")
def test_rate_limits_are_off_by_default(client: Client) -> None:
    assert {client.get(WANTED, SHOP).status_code for _ in range(20)} == {200}


@pytest.mark.proves("RXS-65")
def test_the_switch_rate_limit_counts_by_key_and_second(play: Callable[[str], Client]) -> None:
    client = play("switches: {rxscale: {rate_limit: documented}}")

    answers = [client.get(f"{ORDERS}/", PHARMACY) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].json() == {"error": "Rate limit exceeded"}
    assert not {name for name in answers[-1].headers if "rate" in name or "retry" in name}
    assert client.get(f"{ORDERS}/", READER).status_code == 200
    client.post(f"{CONTROL}/clock", {"advance": "1s"})
    assert client.get(f"{ORDERS}/", PHARMACY).status_code == 200


@pytest.mark.proves("RXS-65")
def test_ten_calls_in_each_second_of_a_minute_are_all_that_the_minute_allows_too(play: Callable[[str], Client]) -> None:
    client = play("switches: {rxscale: {rate_limit: documented}}")

    statuses = []
    for _ in range(60):
        statuses += [client.get(f"{API}/webhooks/", PHARMACY).status_code for _ in range(10)]
        client.post(f"{CONTROL}/clock", {"advance": "1s"})

    assert statuses == [200] * 600
