"""What answers depart in, sort by sort: answers of a second instance of ourselves, changed on their way."""

import gzip
import json
from typing import Any

import httpx
import pytest

from mock_server.app import Send
from mock_server.drift.report import Verdict, report, verdict
from tests.drift.conftest import KEYS, ORDER, Change, Watch

READ = "/orders/ord_abc123xyz"


def changing(**members: object) -> Change:
    """Puts these members into each successful answer; one that is None is left out."""

    def change(_: str, answer: httpx.Response) -> httpx.Response:
        if answer.status_code >= 400:
            return answer
        body: dict[str, Any] = {**answer.json(), **members}
        kept = {name: each for name, each in body.items() if each is not None}
        return httpx.Response(answer.status_code, headers=answer.headers, content=json.dumps(kept))

    return change


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"createdAt": None}, ("missing-member", "/createdAt", "a string", "nothing")),
        ({"gift": True}, ("undocumented-member", "/gift", "nothing", "a boolean")),
        ({"4915112345678": 1}, ("undocumented-member", "/*", "nothing", "an integer")),
        ({"patientId": 7}, ("wrong-type", "/patientId", "a string", "an integer")),
        ({"patientId": "Jane Roe 1985"}, ("wrong-form", "/patientId", "a text like ^pat_[A-Za-z0-9_]+$", "'Aaaa Aaa 9999'")),
        ({"updatedAt": "15/01/2025"}, ("wrong-form", "/updatedAt", "an instant such as 2026-01-05T09:00:00Z", "'99/99/9999'")),
        (
            {"status": "in_transit"},
            ("unknown-status", "/status", "one of pending, processing, shipped, delivered, cancelled", "'in_transit'"),
        ),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else None,
)
def test_one_thing_that_differs_is_one_departure(watch: Watch, members: dict[str, Any], found: tuple[str, ...]) -> None:
    watched = watch(change=changing(**members))

    watched.ask("GET", READ)

    kind, pointer, ours, theirs = found
    assert watched.found == [(kind, "nimbus.get_order", pointer, ours, theirs)]


def test_a_member_with_a_name_of_its_own_stands_for_the_one_that_is_missing(watch: Watch) -> None:
    watched = watch(change=changing(id=None, orderNumber="ord_abc123xyz"))

    watched.ask("GET", READ)

    assert watched.found == [("renamed-member", "nimbus.get_order", "/id", "'id'", "'orderNumber'")]


def test_members_inside_of_lists_are_told_once_for_all(watch: Watch) -> None:
    def change(_: str, answer: httpx.Response) -> httpx.Response:
        body = answer.json()
        return httpx.Response(200, headers=answer.headers, json=body | {"data": [each | {"new": 1} for each in body["data"]]})

    watched = watch("rxscale", change)
    watched.ask("GET", "/v1/external_pharmacy_api/pharmacy_orders/", headers={"X-API-Key": "rxscale-pharmacy-key"})

    assert watched.found == [
        ("undocumented-member", "rxscale.list_pharmacy_orders", "/data/*/new", "nothing", "an integer"),
    ]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (httpx.Response(404, json={"error": {"code": "no_such_thing", "message": "No", "requestId": "r"}}), "unknown-error"),
        (httpx.Response(400, json={"error": {"code": "not_found", "message": "No", "requestId": "r"}}), "undocumented-status"),
        (httpx.Response(418, json={"error": {"code": "not_found", "message": "No", "requestId": "r"}}), "undocumented-status"),
        (httpx.Response(404, text="<html>no</html>"), "error-shape"),
        (httpx.Response(404), "missing-body"),
        (httpx.Response(307, headers={"location": "http://127.0.0.1:1/elsewhere"}), "undocumented-status"),
        (httpx.Response(200, text="[", headers={"content-type": "application/json"}), "unreadable-body"),
    ],
    ids=lambda each: each if isinstance(each, str) else str(each.status_code),
)
def test_errors_and_other_answers_are_held_too(watch: Watch, answer: httpx.Response, found: str) -> None:
    watched = watch(change=lambda _, __: answer)

    given = watched.ask("GET", READ)

    assert (given.status_code, given.content) == (answer.status_code, answer.content)
    assert [kind for kind, *_ in watched.found] == [found]


def test_headers_and_content_types_are_held(watch: Watch) -> None:
    def change(_: str, answer: httpx.Response) -> httpx.Response:
        del answer.headers["location"]
        answer.headers["content-type"] = "text/json"
        return answer

    watched = watch(change=change)
    watched.ask("POST", "/orders", json=ORDER)

    assert {(kind, pointer) for kind, _, pointer, *_ in watched.found} == {
        ("missing-header", "Location"),
        ("content-type", "Content-Type"),
    }


def test_an_operation_that_we_do_not_have_is_a_departure_where_the_vendor_has_it(watch: Watch) -> None:
    watched = watch(change=lambda _, __: httpx.Response(200, json={}))

    watched.ask("GET", "/orders/ord_1/history")

    assert watched.found == [
        (
            "undocumented-operation",
            "GET /orders/{}/history",
            "",
            "no such operation; the nearest is GET /orders/{orderId}",
            "answers with 200",
        )
    ]


def test_what_the_vendor_does_not_have_either_is_none(watch: Watch) -> None:
    watched = watch()

    watched.ask("GET", "/orders/ord_1/history")
    watched.ask("DELETE", READ)

    assert watched.found == []


def test_a_request_that_we_would_refuse_and_the_vendor_takes_is_a_departure(watch: Watch) -> None:
    watched = watch(change=lambda _, answer: httpx.Response(201, headers={"location": "/x"}, json={}) if answer else answer)

    watched.ask("POST", "/orders", json=ORDER | {"patientId": 1})

    assert ("accepted-request", "nimbus.create_order", "/patientId", "refused: string type", "taken with 201") in watched.found


def test_what_the_client_does_against_the_document_is_told_apart(watch: Watch) -> None:
    watched = watch()

    watched.ask("POST", "/orders", json=ORDER | {"gift": True}, headers=KEYS | {"Idempotency-Key": "k"})

    assert watched.found == []
    assert report(watched.observer, "t")["violations"] == [
        {"operation": "nimbus.create_order", "sort": "undocumented", "part": "body", "place": "/gift", "count": 1}
    ]


@pytest.mark.parametrize(("slug", "confidence"), [("nimbus", "high"), ("caryrx", "guess")])
def test_a_departure_is_as_sure_as_what_ours_rests_on(watch: Watch, slug: str, confidence: str) -> None:
    path = {"nimbus": READ, "caryrx": "/v1/patients/nothere"}[slug]
    watched = watch(slug, lambda _, __: httpx.Response(401, json={"message": "no"}))

    watched.ask("GET", path)

    (departure,) = watched.observer.findings.seen
    assert departure.kind == "error-shape"
    assert departure.basis.confidence == confidence
    assert departure.basis.cites


def test_compressed_answers_are_unpacked_to_be_held_and_given_back_as_they_came(watch: Watch) -> None:
    packed = gzip.compress(json.dumps({"gift": 1}).encode())
    headers = {"content-encoding": "gzip", "content-type": "application/json"}

    async def application(_: object, __: object, send: Send) -> None:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        await send({"type": "http.response.body", "body": packed})

    watched = watch(application=application)
    given = watched.ask("GET", READ)

    assert given.json() == {"gift": 1}
    assert ("undocumented-member", "/gift") in {(kind, pointer) for kind, _, pointer, *_ in watched.found}


@pytest.mark.parametrize("status", [200, 503], ids=["coded in a way that nobody here reads", "away"])
def test_what_cannot_be_held_leaves_it_open_whether_there_is_drift(watch: Watch, status: int) -> None:
    watched = watch(
        change=lambda _, __: httpx.Response(status, headers={"content-encoding": "odd"}, stream=httpx.ByteStream(b"x"))
    )

    given = watched.ask("GET", READ)

    assert given.status_code == status
    assert watched.found == []
    assert verdict(watched.observer) is Verdict.UNKNOWN
