from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL

CALLS = [
    ("POST", "/nimbus/orders", ORDER),
    ("GET", "/nimbus/orders/ord_abc123xyz", None),
    ("POST", "/nimbus/refills", REFILL),
    ("POST", "/nimbus/webhooks/test", {}),
]


@pytest.mark.proves("NIM-1", "NIM-11", "NIM-17", "NIM-41")
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
@pytest.mark.parametrize("key", [None, "", "wrong", "nimbus-test-key--nowhere", "NIMBUS-TEST-KEY"])
def test_a_missing_or_unknown_key_is_unauthorized(
    client: Client, method: str, path: str, body: object, key: str | None
) -> None:
    answer = client.request(method, path, json=body, headers={} if key is None else {"X-API-Key": key})

    assert answer.status_code == 401
    error = answer.json()["error"]
    assert list(error) == ["code", "message", "requestId"]
    assert (error["code"], error["message"]) == ("unauthorized", "Invalid or missing API key")


@pytest.mark.proves("NIM-18", "NIM-41")
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_a_key_without_permission_is_forbidden(client: Client, method: str, path: str, body: object) -> None:
    answer = client.request(method, path, json=body, headers={"X-API-Key": "nimbus-forbidden-key"})

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"
    assert answer.json()["error"]["message"] == "Insufficient permissions"


def test_the_key_is_looked_at_before_the_body(client: Client) -> None:
    assert client.post("/nimbus/orders", content=b"{").status_code == 401
    assert client.post("/nimbus/orders", content=b"{" * (1 << 21)).status_code == 401
    assert client.post("/nimbus/orders", content=b"{", headers={"X-API-Key": "nimbus-forbidden-key"}).status_code == 403


@pytest.mark.proves("NIM-1")
def test_header_names_may_be_written_in_any_case(client: Client) -> None:
    assert client.get("/nimbus/orders/ord_abc123xyz", headers={"x-api-KEY": "nimbus-test-key"}).status_code == 200


@pytest.mark.proves("NIM-22")
@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/nimbus/orders", "POST"),
        ("DELETE", "/nimbus/orders/ord_abc123xyz", "GET"),
        ("PUT", "/nimbus/refills", "POST"),
        ("HEAD", "/nimbus/orders/ord_abc123xyz", "GET"),
        ("OPTIONS", "/nimbus/webhooks/test", "POST"),
        ("BREW", "/nimbus/orders", "POST"),
    ],
)
def test_a_wrong_method_is_refused_before_the_key_is_looked_at(client: Client, method: str, path: str, allow: str) -> None:
    answer = client.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert method == "HEAD" or answer.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "path",
    ["/nimbus", "/nimbus/", "/nimbus/order", "/nimbus/orders/", "/nimbus/docs", "/nimbus/openapi.json", "/nimbus//orders"],
)
def test_an_unknown_path_is_not_found_in_the_vendors_voice(client: Client, path: str) -> None:
    answer = client.get(path, headers=KEY)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.proves("NIM-42")
def test_rate_limits_are_off_by_default(client: Client) -> None:
    assert "x-ratelimit-limit" not in client.get("/nimbus/orders/ord_abc123xyz", headers=KEY).headers


@pytest.mark.proves("NIM-20", "NIM-42")
@pytest.mark.parametrize(("tier", "limit"), [("sandbox", 50), ("production", 30)])
def test_the_switch_rate_limit_counts_by_bucket_and_minute(play: Callable[[str], Client], tier: str, limit: int) -> None:
    client = play(f"switches: {{nimbus: {{rate_limit: {tier}}}}}")

    answers = [client.post("/nimbus/webhooks/test", {}, headers=KEY) for _ in range(limit + 1)]

    assert [answer.status_code for answer in answers] == [200] * limit + [429]
    assert answers[0].headers["x-ratelimit-limit"] == str(limit)
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers[-2:]] == ["0", "0"]
    assert answers[0].headers["x-ratelimit-reset"] == "1767603660"
    assert answers[-1].headers["retry-after"] == "60"
    assert answers[-1].json()["error"] | {"requestId": ""} == {
        "code": "rate_limit_exceeded",
        "message": "Rate limit exceeded",
        "requestId": "",
        "details": {"retryAfter": 60},
    }
    assert client.get("/nimbus/orders/ord_abc123xyz", headers=KEY).status_code == 200
    assert client.get("/nimbus/orders/ord_nothing", headers=KEY).headers["x-ratelimit-remaining"] != ""

    client.post("/_mock/sandboxes/default/clock", {"advance": "60s"})
    assert client.post("/nimbus/webhooks/test", {}, headers=KEY).status_code == 200


@pytest.mark.proves("NIM-20", "NIM-42", "NIM-63")
def test_keys_of_one_tenant_are_counted_each_for_itself(play: Callable[[str], Client]) -> None:
    client = play(
        "switches: {nimbus: {rate_limit: production}}\n"
        "fixtures: {nimbus: {credentials: [{key: twin-key, tenant: nimbus-test}]}}"
    )

    mine, twins = (
        client.get("/nimbus/orders/ord_abc123xyz", headers={"X-API-Key": key}) for key in ("nimbus-test-key", "twin-key")
    )

    assert [each.headers["x-ratelimit-remaining"] for each in (mine, twins)] == ["59", "59"]


@pytest.mark.proves("NIM-42")
def test_calls_without_a_valid_key_carry_no_rate_limit_headers(play: Callable[[str], Client]) -> None:
    client = play("switches: {nimbus: {rate_limit: sandbox}}")

    assert "x-ratelimit-limit" not in client.post("/nimbus/orders", ORDER).headers
    assert "x-ratelimit-limit" in client.post("/nimbus/orders", {}, headers=KEY).headers
