"""What accounts are called back with: the bodies, which changes are news, and to whom. Nothing is sent here."""

import pytest

from mock_server.engine.engine import Engine
from mock_server.engine.events import Changed, Event
from mock_server.vendors.caryrx.records import ORDER, PRESCRIPTION, REGISTRATION
from mock_server.vendors.caryrx.routes import samples
from mock_server.vendors.caryrx.switches import CaryRxSwitches
from mock_server.vendors.caryrx.webhooks import (
    LADDER,
    TEST_ORDER,
    TEST_PRESCRIPTION,
    news_of,
    order_body,
    payload_for_test,
    prescription_body,
    registrations_for,
)
from tests.clients import Client
from tests.vendors.caryrx import calls
from tests.vendors.caryrx.calls import API, KEY, LIVE_LIKE, NOW, PATIENT, RECORDS, as_bytes, made, move

SAMPLE_LINE = {
    "entity_type": "Prescription",
    "id": calls.PRESCRIPTION,
    "created_at": "2021-01-25T18:56:55.873Z",
    "updated_at": "2021-01-25T18:56:55.873Z",
}


@pytest.fixture
def engine(client: Client) -> Engine:
    return client.server.sandboxes.default.engine


@pytest.fixture
def news(engine: Engine) -> list[str | None]:
    """What each change is news of, in the order of the changes."""
    heard: list[str | None] = []

    def listen(event: Event) -> None:
        if isinstance(event, Changed):
            heard.append(news_of(event))

    engine.listen(listen)
    return heard


@pytest.mark.proves("CRX-56", "CRX-77")
def test_a_prescription_is_told_with_the_samples_members_and_true_types(client: Client, engine: Engine) -> None:
    id = made(client, "prescriptions", samples.NEW_PRESCRIPTION | {"refills_written": 2})["id"]

    body = prescription_body(engine, engine.get(PRESCRIPTION, id))

    assert list(body) == list(TEST_PRESCRIPTION)
    assert as_bytes(body) == as_bytes(
        {
            "id": id,
            "status": "pending",
            "source": "escript",
            "medication_name": "Atorvastatin",
            "qty_written": 10,
            "last_fill": None,
            "days_supply": 10,
            "total_tablets_remaining": 30,
            "refills_remaining": 2,
            "refills_written": 2,
            "qty_dispensed": 0,
            "patient": samples.PATIENT_REFERENCE,
        }
    )


@pytest.mark.proves("CRX-39")
def test_a_day_is_written_as_in_reads_and_not_as_in_the_test_payload(engine: Engine) -> None:
    body = prescription_body(engine, engine.get(PRESCRIPTION, calls.PRESCRIPTION))

    assert (body["last_fill"], TEST_PRESCRIPTION["last_fill"]) == ("2021-01-01", "01-01-2000")


@pytest.mark.proves("CRX-42", "CRX-56", "CRX-79")
def test_an_order_is_told_with_the_samples_members_and_true_types(client: Client, engine: Engine) -> None:
    id = made(client, "orders", samples.NEW_ORDER)["id"]
    for do in ("make_ready", "ship"):
        move(client, "order", id, do)

    body = order_body(engine, engine.get(ORDER, id))

    assert list(body) == list(TEST_ORDER)
    assert (body["order_status"], body["packaging_method"], body["address_to_name"]) == ("shipped", None, "Test Patient")
    assert (body["address_to_zip"], body["shipment_tracking_eta"]) == ("27511", "2026-01-05T11:00:00.000Z")
    assert None not in (body["shipment_tracking_url"], body["sameday_location_x"], body["sameday_location_y"])
    assert body["patient"] == samples.PATIENT_REFERENCE
    assert as_bytes(body["prescriptions"]) == as_bytes([SAMPLE_LINE])


@pytest.mark.proves("CRX-48")
def test_an_order_by_mail_that_is_not_shipped_has_nothing_to_track(engine: Engine) -> None:
    body = order_body(engine, engine.get(ORDER, calls.ORDER))

    tracking = {name: value for name, value in body.items() if name.startswith(("shipment", "sameday"))}
    assert set(tracking.values()) == {None}
    assert body["packaging_method"] == "usps_firstclass"


def test_what_is_told_of_a_record_later_shows_its_parts_as_they_stand_then(client: Client, engine: Engine) -> None:
    id = made(client, "orders", samples.NEW_ORDER | {"prescriptions": [{"id": "x1yx8vbbcf"}]})["id"]
    move(client, "prescription", "x1yx8vbbcf", "verify")

    body = order_body(engine, engine.get(ORDER, id))

    times = {"created_at": "2021-01-25T18:21:01.942Z", "updated_at": NOW}
    assert body["prescriptions"] == [SAMPLE_LINE | {"id": "x1yx8vbbcf"} | times]


@pytest.mark.proves("CRX-54", "CRX-58")
def test_new_prescriptions_and_orders_are_news_whoever_makes_them(client: Client, news: list[str | None]) -> None:
    made(client, "prescriptions", samples.NEW_PRESCRIPTION)
    made(client, "orders", samples.NEW_ORDER)
    client.post(f"{RECORDS}/prescription", {"patientId": PATIENT})

    assert news == ["prescription", "order", "prescription"]


@pytest.mark.proves("CRX-54")
def test_every_change_of_status_or_tracking_is_news(client: Client, news: list[str | None]) -> None:
    for do in ("make_ready", "ship"):
        move(client, "order", calls.ORDER, do)
    move(client, "order", calls.ORDER, "track", shipment_tracking_eta="2026-01-09T00:00:00Z")
    move(client, "order", calls.ORDER, "deliver")
    move(client, "prescription", "x1yx8vbbcf", "verify")
    move(client, "prescription", "i7mmszsi84", "reject")

    assert news == ["order"] * 4 + ["prescription"] * 2


def test_patients_locations_and_registrations_are_none(client: Client, news: list[str | None]) -> None:
    made(client, "patients", samples.NEW_PATIENT)
    made(client, f"patients/{PATIENT}/location", samples.NEW_LOCATION)
    for url in ("https://a.example/", "https://b.example/"):
        client.post(f"{API}/orders/events", {"callbackUrl": url}, headers=KEY)

    assert news == [None] * 4


def test_a_change_of_nothing_that_can_be_seen_is_none(engine: Engine, news: list[str | None]) -> None:
    record = engine.get(ORDER, calls.ORDER)

    engine.amend(ORDER, record.id, record.content)

    assert news == [None]


def test_what_is_news_and_what_a_move_says_of_itself_agree() -> None:
    for kind in (ORDER, PRESCRIPTION):
        assert kind.lifecycle is not None
        assert {move.event for move in kind.lifecycle.moves} == {kind.lifecycle.created_event} == {kind.noun}


def test_an_accounts_records_are_told_to_that_account_and_samples_to_all(client: Client, engine: Engine) -> None:
    for key, url in ((KEY, "https://a.example/"), (LIVE_LIKE, "https://b.example/")):
        client.post(f"{API}/orders/events", {"callbackUrl": url}, headers=key)
    client.post(f"{API}/prescriptions/events", {"callbackUrl": "https://a.example/rx"}, headers=KEY)

    def told(id: str, stream: str = "order") -> list[str]:
        order = engine.get(ORDER, id)
        return [each.content.callback_url for each in registrations_for(engine, stream, order)]

    assert told(made(client, "orders", samples.NEW_ORDER)["id"]) == ["https://a.example/"]
    assert told(made(client, "orders", samples.NEW_ORDER, LIVE_LIKE)["id"]) == ["https://b.example/"]
    assert told(made(client, "orders", samples.NEW_ORDER, LIVE_LIKE)["id"], "prescription") == []
    assert told(calls.ORDER) == ["https://a.example/", "https://b.example/"]
    assert told(calls.ORDER, "prescription") == ["https://a.example/rx"]


@pytest.mark.proves("CRX-15", "CRX-73")
def test_test_payloads_are_the_pages_samples_and_the_id_is_a_switch() -> None:
    plain, literal = CaryRxSwitches(), CaryRxSwitches(order_test_id="sample")

    assert payload_for_test("prescription", plain) == payload_for_test("prescription", literal) == TEST_PRESCRIPTION
    assert payload_for_test("order", literal) == TEST_ORDER
    assert payload_for_test("order", plain) == TEST_ORDER | {"id": "test_object"}
    assert list(payload_for_test("order", plain)) == list(TEST_ORDER)


@pytest.mark.proves("CRX-55")
def test_there_are_three_attempts_within_ten_seconds() -> None:
    assert (LADDER.attempts, LADDER.patience) == (3, 10.0)
    assert [sum(LADDER.pauses[:n]) for n in range(LADDER.attempts)] == [0, 1, 10]


def test_a_registration_is_shown_with_what_it_remembers(client: Client, engine: Engine) -> None:
    for url in ("https://a.example/", "https://b.example/", "https://a.example/"):
        client.post(f"{API}/orders/events", {"callbackUrl": url}, headers=KEY)

    (record,) = engine.records(REGISTRATION)
    assert client.get(f"{RECORDS}/registration/{record.id}").json()["content"] == {
        "account": "caryrx-test",
        "stream": "order",
        "callbackUrl": "https://a.example/",
        "authType": "none",
        "known_urls": ["https://a.example/", "https://b.example/"],
    }
