"""Bodies and calls that several tests of CaryRx share. The bodies are the page's samples."""

import json
from typing import Any

import httpx

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client

API = "/caryrx/v1"
KEY = {"apikey": "caryrx-test-key"}
LIVE_LIKE = {"apikey": "caryrx-live-like-key"}
CONTROL = "/_mock/sandboxes/default"
RECORDS = f"{CONTROL}/records/caryrx"
PATIENT, LOCATION, PRESCRIPTION, ORDER = "wuyhosgwuc", "2zgoxnmqjy", "uccmdxbo8y", "mu0cu5dv3f"
NOW = "2026-01-05T09:00:00.000Z"

Json = dict[str, Any]  # whatever a JSON object holds


def changed(sample: Json, **changes: object) -> Json:
    """A sample with other members; a member set to ... is left out."""
    return {name: value for name, value in (sample | changes).items() if value is not ...}


def order_with(**changes: object) -> Json:
    return changed(samples.NEW_ORDER, **changes)


def prescription_with(**changes: object) -> Json:
    return changed(samples.NEW_PRESCRIPTION, **changes)


def made(client: Client, path: str, body: Json, key: dict[str, str] = KEY) -> Json:
    """The answer to the creation of a record."""
    answer = client.post(f"{API}/{path}", body, headers=key)
    assert answer.status_code == 200, answer.text
    shown: Json = answer.json()
    return shown


def read(client: Client, path: str, key: dict[str, str] = KEY) -> Json:
    answer = client.get(f"{API}/{path}", key)
    assert answer.status_code == 200, answer.text
    shown: Json = answer.json()
    return shown


def refused(answer: httpx.Response, status: int, code: str) -> Json:
    """The error in an answer, after a look at the envelope."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert list(body) == ["error"]
    error: Json = body["error"]
    assert error["code"] == code, error
    assert set(error) - {"field"} == {"code", "message"}
    return error


def wrong_field(answer: httpx.Response) -> str:
    """The field that a validation error names."""
    error = refused(answer, 400, "validation_error")
    assert error["message"].startswith(f"{error['field']} ")
    return str(error["field"])


def move(client: Client, kind: str, id: str, do: str, **given: str) -> Json:
    answer = client.post(f"{RECORDS}/{kind}/{id}/moves", {"do": do, "with": given})
    assert answer.status_code == 200, answer.text
    content: Json = answer.json()["content"]
    return content


def advance(client: Client, by: str) -> None:
    assert client.post(f"{CONTROL}/clock", {"advance": by}).status_code == 200


def as_bytes(value: object) -> bytes:
    """A JSON value as the server writes it, its members in their order."""
    return json.dumps(value, separators=(",", ":")).encode()


def records(client: Client, kind: str) -> list[Json]:
    """All records of a kind, as a snapshot has them."""
    found: list[Json] = client.get(f"{CONTROL}/snapshot").json()["records"][f"caryrx.{kind}"]
    return found
