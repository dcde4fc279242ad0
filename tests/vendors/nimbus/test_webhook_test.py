import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.vendors.nimbus.orders import KEY


@pytest.mark.proves("NIM-27", "NIM-44")
@pytest.mark.parametrize("body", [b"", b"{}", b'{"eventType":"refill.ready"}', b'{"webhookUrl":"http://localhost:9/hook"}'])
def test_a_test_event_is_answered_as_documented(client: Client, body: bytes) -> None:
    answer = client.post("/nimbus/webhooks/test", content=body, headers=KEY)

    assert answer.status_code == 200
    assert list(answer.json()) == ["success", "message", "webhookId"]
    assert answer.json()["success"] is True
    assert answer.json()["message"] == "Test webhook sent"
    assert re.fullmatch(r"wh_test_[0-9]{10}", answer.json()["webhookId"])


def test_null_is_no_object_and_no_absence_either(client: Client) -> None:
    assert client.post("/nimbus/webhooks/test", content=b"null", headers=KEY).status_code == 400


@pytest.mark.proves("NIM-74")
def test_each_test_event_has_an_id_of_its_own_and_makes_no_order(client: Client) -> None:
    before = client.get("/_mock/sandboxes/default/orders").json()["total"]

    ids = {client.post("/nimbus/webhooks/test", {}, headers=KEY).json()["webhookId"] for _ in range(3)}

    assert len(ids) == 3
    assert client.get("/_mock/sandboxes/default/orders").json()["total"] == before


@pytest.mark.proves("NIM-27", "NIM-39")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"eventType": "order.cancelled"}, "eventType"),
        ({"eventType": 1}, "eventType"),
        ({"webhookUrl": "ftp://example.com"}, "webhookUrl"),
        ({"webhookUrl": "not a url"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com/" + "x" * 2048}, "webhookUrl"),
        ({"webhookUrl": "https://"}, "webhookUrl"),
        ({"webhookUrl": "https:///path"}, "webhookUrl"),
        ({"webhookUrl": "https://a..b/"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com:0/"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com:65536/"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com:x/"}, "webhookUrl"),
        ({"webhookUrl": "https://user:secret@example.com/"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com/#there"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com/a\nb"}, "webhookUrl"),
        ({"webhookUrl": "https://example.com/a\n"}, "webhookUrl"),
        ({"webhookUrl": "https://exam ple.com/"}, "webhookUrl"),
        ({"webhookUrl": "https://[1:2]/"}, "webhookUrl"),
        ({"webhookUrl": "https://::1/"}, "webhookUrl"),
    ],
)
def test_a_bad_test_event_is_an_invalid_request(client: Client, body: object, field: str) -> None:
    answer = client.post("/nimbus/webhooks/test", body, headers=KEY)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")
    assert answer.json()["error"]["details"]["field"] == field


@pytest.mark.proves("NIM-39")
@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://Example.com",
        "http://localhost:65535?event=1",
        "http://my_host.local/hook?a=b&c=%20",
        "http://[::1]:8081/hook",
        "http://[2001:db8::7]/",
        "http://127.0.0.1:1/",
        "http://example.com./hook",
    ],
)
def test_an_address_may_be_anything_that_leads_somewhere(client: Client, url: str) -> None:
    assert client.post("/nimbus/webhooks/test", {"webhookUrl": url}, headers=KEY).status_code == 200


@pytest.mark.proves("NIM-43")
def test_without_any_address_the_call_says_so(tmp_path: Path) -> None:
    scenario = tmp_path / "no-webhooks.yaml"
    scenario.write_text(
        "scenario: no-webhooks\ntitle: Nobody listens\nfixtures: {nimbus: {credentials: [{key: nimbus-test-key}]}}\n"
    )
    with Client(build_app(Settings(scenario=str(scenario), egress="team"))) as client:
        answer = client.post("/nimbus/webhooks/test", {}, headers=KEY)

    assert answer.status_code == 400
    assert answer.json()["error"]["details"]["field"] == "webhookUrl"


@pytest.mark.proves("NIM-39")
@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://hooks.example.com/nimbus", 200),
        ("http://hooks.example.com/nimbus", 400),
        ("https://localhost/nimbus", 400),
        ("https://127.0.0.1/nimbus", 400),
        ("https://intranet/nimbus", 400),
        ("https://localhost./nimbus", 400),
        ("https://[::1]/nimbus", 400),
        ("https://[::ffff:8.8.8.8]/nimbus", 400),
        ("HTTPS://hooks.example.com:8443?a=b", 200),
    ],
)
def test_the_switch_webhook_urls_takes_public_https_alone(play: Callable[[str], Client], url: str, status: int) -> None:
    client = play("switches: {nimbus: {webhook_urls: public}}")

    assert client.post("/nimbus/webhooks/test", {"webhookUrl": url}, headers=KEY).status_code == status
