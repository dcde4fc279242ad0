"""Bodies and calls that several tests of CloudRx share."""

import json
from typing import Any

import httpx

from mock_server.vendors.cloudrx.routes.samples import ORDER
from tests.clients import Client

API = "/cloudrx/api/v2"
TOKEN = {"Authorization": "Bearer cloudrx-test-token"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HL7 = TOKEN | {"Content-Type": "application/hl7-v2"}
CONTROL = "/_mock/sandboxes/default"
CREDENTIALS = b"grant_type=client_credentials&client_id=cloudrx-test-client&client_secret=cloudrx-test-secret"


def order_with(**changes: object) -> dict[str, Any]:
    """The vendor's sample order with members changed, by path with `__` between the steps; None takes a member away."""
    order: Any = json.loads(json.dumps(ORDER))
    for path, value in changes.items():
        *way, last = path.split("__")
        here = order
        for step in way:
            here = here[int(step)] if step.isdecimal() else here[step]
        if value is None:
            del here[last]
        else:
            here[last] = value
    return order  # type: ignore[no-any-return]  # a copy of JSON values


def create(client: Client, order: object = None, kind: str = "create") -> httpx.Response:
    return client.request("PUT", f"{API}/Order/{kind}", json=ORDER if order is None else order, headers=TOKEN)


def send_message(client: Client, message: str | bytes) -> httpx.Response:
    content = message.encode() if isinstance(message, str) else message
    return client.request("PUT", f"{API}/Order/create-with-hl7message", content=content, headers=HL7)


def status(client: Client, id: int | str) -> dict[str, Any]:
    answer = client.get(f"{API}/Order/status?orderId={id}", TOKEN)
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]  # JSON


def details(answer: httpx.Response, code: int) -> tuple[str, str]:
    """Field and message of a refusal, after a look at the envelope."""
    assert answer.status_code == code, answer.content
    body = answer.json()
    assert list(body) == ["error", "status", "details"]
    assert body["status"] == code
    return body["details"].get("field", ""), body["details"]["message"]


def orders(client: Client) -> list[dict[str, Any]]:
    return client.get(f"{CONTROL}/snapshot").json()["records"]["cloudrx.order"]  # type: ignore[no-any-return]  # JSON


def move(client: Client, id: int | str, do: str, **given: str) -> None:
    answer = client.post(f"{CONTROL}/records/cloudrx/order/{id}/moves", {"do": do, "with": given})
    assert answer.status_code == 200, answer.content


def advance(client: Client, by: str) -> None:
    assert client.post(f"{CONTROL}/clock", {"advance": by}).status_code == 200


def fetch_token(client: Client, form: bytes = CREDENTIALS, prefix: str = "", **headers: str) -> httpx.Response:
    return client.post(f"{prefix}/cloudrx/connect/token", content=form, headers=FORM | headers)
