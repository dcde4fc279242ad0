"""Credentials and people's data that look real: what nobody should send to a stand-in. All of it here is made up."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mock_server.contract.conformance import telling
from mock_server.vendors.cloudrx.routes.samples import MESSAGE, SMALLEST_ORDER
from tests.clients import Client
from tests.vendors.cloudrx.calls import TOKEN, order_with
from tests.vendors.nimbus.orders import KEY, ORDER
from tests.vendors.nimbus.orders import order_with as nimbus_order

ONCE = KEY | {"Idempotency-Key": "order-1"}
PHARMACY_API = "/rxscale/v1/external_pharmacy_api"
CREATE = "/cloudrx/api/v2/Order/create"

# The number that the health service itself prints to show how the check digit works.
NHS_NUMBER = "943 476 5919"
Found = list[tuple[str, str, str]]


@pytest.fixture
def found(client: Client) -> Callable[[httpx.Response], Found]:
    """What the call of an answer sends that looks real: sort, part and place."""

    def read(answer: httpx.Response) -> Found:
        entry: dict[str, Any] = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").json()
        sorts = ("live-credential", "personal-data")
        return [
            (each["sort"], each["in"], each["pointer"] or each["name"] or "")
            for each in entry["violations"]
            if each["sort"] in sorts
        ]

    return read


@pytest.mark.parametrize(
    "notes",
    [
        "call +1 512 867 5309",
        "write to ann.lee@gmail.com",
        "SSN 219-09-9998",
        "tracked as sk_live_0123456789abcdef",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    ],
)
def test_what_looks_real_in_free_text_is_told(client: Client, found: Callable[[httpx.Response], Found], notes: str) -> None:
    answer = client.post("/nimbus/orders", nimbus_order(notes=notes), headers=ONCE)

    assert answer.status_code == 201
    assert [each[1:] for each in found(answer)] == [("body", "/notes")]


@pytest.mark.parametrize(
    "notes",
    [
        "call +1 512 555 0142, or (512) 555-0142",
        "write to ann@example.com, ann@mail.example.org or ann@clinic.test",
        "SSN 987-65-4320 or 900-12-3456 or 000-12-3456",
        "order 0123456789, tracked as 1Z999AA10123456784, NDC 00071015523",
        "@clinic, 3 @ 5, a+b",
    ],
)
def test_what_nobody_can_have_is_free_to_use(client: Client, found: Callable[[httpx.Response], Found], notes: str) -> None:
    assert found(client.post("/nimbus/orders", nimbus_order(notes=notes), headers=ONCE)) == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"customer__telephone": "07911 123456"}, "/customer/telephone"),
        ({"customer__telephone": "+44 20 7183 8750"}, "/customer/telephone"),
        ({"customer__email": "ann.lee@gmail.com"}, "/customer/email"),
        ({"customer__surname": f"Lee ({NHS_NUMBER})"}, "/customer/surname"),
        ({"prescription__clinicOrderId": NHS_NUMBER.replace(" ", "")}, "/prescription/clinicOrderId"),
    ],
)
def test_a_british_patients_data_are_told(
    client: Client, found: Callable[[httpx.Response], Found], changes: dict[str, object], place: str
) -> None:
    answer = client.request("PUT", CREATE, json=order_with(**changes), headers=TOKEN)

    assert answer.status_code == 200
    assert found(answer) == [("personal-data", "body", place)]


@pytest.mark.parametrize(
    "changes",
    [
        {"customer__telephone": "07700 900123"},
        {"customer__telephone": "020 7946 0123"},
        {"customer__surname": "Lee (999 000 0018)"},
        {"customer__surname": "Lee (943 476 5918)"},
        {"customer__email": "ann@example.co.uk.example"},
    ],
)
def test_numbers_kept_for_tests_and_films_are_free_to_use(
    client: Client, found: Callable[[httpx.Response], Found], changes: dict[str, object]
) -> None:
    assert found(client.request("PUT", CREATE, json=order_with(**changes), headers=TOKEN)) == []


def test_the_documented_samples_are_exempt(client: Client, found: Callable[[httpx.Response], Found]) -> None:
    assert telling.is_phone(SMALLEST_ORDER["customer"]["telephone"], "GB")  # type: ignore[index]  # the sample's patient

    assert found(client.request("PUT", CREATE, json=SMALLEST_ORDER, headers=TOKEN)) == []


def test_a_message_is_taken_apart_to_look(client: Client, found: Callable[[httpx.Response], Found]) -> None:
    headers = TOKEN | {"Content-Type": "application/hl7-v2"}
    message = MESSAGE.replace("07123456789", "07911123456").replace("PAT1^^^CLINIC", "9434765919^^^NHS^NH")

    answer = client.request("PUT", f"{CREATE}-with-hl7message", content=message.encode(), headers=headers)

    assert answer.status_code == 200, answer.text
    assert sorted(found(answer)) == [("personal-data", "body", ""), ("personal-data", "body", "PID-13.1")]


def test_data_in_paths_and_queries_are_looked_at_too(client: Client, found: Callable[[httpx.Response], Found]) -> None:
    answer = client.get("/nimbus/orders/ann.lee@gmail.com?by=ann.lee@gmail.com", KEY)

    assert found(answer) == [("personal-data", "path", ""), ("personal-data", "query", "by")]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "sk_live_0123456789abcdef"},
        {"X-API-Key": "prod_0123456789abcdef"},
        {"X-API-Key": "nimbus-live-0123456789"},
        {"Authorization": "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUifQ.c2ln"},
        {"Authorization": "Basic Y2xpZW50OnNrX2xpdmVfMDEyMzQ1Njc4OQ=="},
    ],
)
def test_credentials_shaped_like_live_ones_are_told(
    client: Client, found: Callable[[httpx.Response], Found], headers: dict[str, str]
) -> None:
    answer = client.get("/nimbus/orders/ord_abc123xyz", headers)
    (name,) = headers

    assert found(answer) == [("live-credential", "header", name.lower())]
    assert not any(
        value.split()[-1] in client.get("/_mock/sandboxes/default/journal/export").text for value in headers.values()
    )


@pytest.mark.parametrize("key", ["nimbus-test-key", "nimbus-test-key--w3", "wrong", "7f9c24e8-3b12-4fef-91e0-6b6f2c6c5e6d"])
def test_other_credentials_are_not(client: Client, found: Callable[[httpx.Response], Found], key: str) -> None:
    assert found(client.get("/nimbus/orders/ord_abc123xyz", {"X-API-Key": key})) == []


def test_a_credential_that_the_scenario_lists_is_its_own(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {credentials: [{key: caryrx-live-like-key}]}}\n")
    answer = client.post("/nimbus/orders", ORDER, headers=ONCE | {"X-API-Key": "caryrx-live-like-key"})

    entry = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").json()

    assert (entry["status"], entry["violations"]) == (201, [])


def test_a_token_of_ours_is_no_live_one(client: Client, found: Callable[[httpx.Response], Found]) -> None:
    form = b"grant_type=client_credentials&client_id=cloudrx-test-client&client_secret=cloudrx-test-secret"
    media = {"Content-Type": "application/x-www-form-urlencoded"}
    token = client.post("/cloudrx/connect/token", content=form, headers=media).json()["access_token"]

    answer = client.get("/cloudrx/api/v2/Order/status?orderId=1", {"Authorization": f"Bearer {token}"})

    assert (answer.status_code, found(answer)) == (200, [])


def test_what_looks_real_is_never_repeated(client: Client) -> None:
    notes = f"{NHS_NUMBER} ann.lee@gmail.com +1 512 867 5309 sk_live_0123456789abcdef"
    answer = client.post("/nimbus/orders", nimbus_order(notes=notes), headers=ONCE)

    shown = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").text

    assert not [part for part in ("476 5919", "ann.lee", "867 5309", "0123456789abcdef") if part in shown]


def test_a_call_full_of_candidates_is_looked_through_only_so_far(
    client: Client, found: Callable[[httpx.Response], Found]
) -> None:
    notes = {f"note{n}": "ann.lee@gmail.com" for n in range(500)}

    assert len(found(client.post("/nimbus/orders", nimbus_order(**notes), headers=ONCE))) == 100


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("is_nhs_number", "943 476 5919", True),
        ("is_nhs_number", "999 000 0018", False),
        ("is_ssn", "219-09-9998", True),
        ("is_ssn", "666-12-3456", False),
        ("is_email", "a@b", False),
        ("is_email", "a..b@gmail.com", False),
        ("is_email", "a@sub.example.com", False),
    ],
)
def test_the_libraries_are_asked_and_reserved_ones_left_out(question: str, text: str, answer: object) -> None:
    assert getattr(telling, question)(text) is answer


@pytest.mark.parametrize(
    ("country", "text", "answer"),
    [
        ("GB", "01632 960123", False),
        ("GB", "0161 496 0123", False),
        ("GB", "020 7183 8750", True),
        ("US", "(512) 555-0142", False),
        ("US", "512 867 5309", True),
        ("DE", "030 23125 123", False),
        ("DE", "030 901820", True),
        ("DE", "not a number", False),
    ],
)
def test_phone_numbers_are_read_as_they_are_dialled(country: str, text: str, answer: object) -> None:
    assert telling.is_phone(text, country) is answer
