"""How orders move on the pharmacy's side, and what a client sees of it."""

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import ORDER, RECORDS, Json, advance, made, move, read

SAME_DAY_AT = "2026-01-05T11:00:00.000Z"


@pytest.fixture
def same_day(client: Client) -> str:
    id = str(made(client, "orders", samples.NEW_ORDER)["id"])
    move(client, "order", id, "make_ready")
    return id


def refused(client: Client, id: str, do: str, **given: str) -> Json:
    problem: Json = client.post(f"{RECORDS}/order/{id}/moves", {"do": do, "with": given}).json()
    assert problem["status"] >= 400
    return problem


@pytest.mark.proves("CRX-45", "CRX-48", "CRX-49")
def test_an_order_by_mail_is_tracked_by_an_address_and_an_estimate_two_days_on(client: Client) -> None:
    move(client, "order", ORDER, "make_ready")
    assert read(client, f"orders/{ORDER}")["order_status"] == "ready_to_fill"
    advance(client, "1h")

    kept = move(client, "order", ORDER, "ship")

    shown = read(client, f"orders/{ORDER}")
    assert (shown["order_status"], shown["shipment_tracking_eta"]) == ("shipped", "2026-01-07T10:00:00.000Z")
    assert shown["shipment_tracking_url"].startswith("https://tracking.example.com/")
    assert shown["updatedAt"] == shown["updated_at"] == "2026-01-05T10:00:00.000Z"
    assert (kept["sameday_location_x"], kept["sameday_location_y"]) == (None, None)


@pytest.mark.proves("CRX-48", "CRX-49")
def test_a_same_day_order_has_a_courier_with_a_position(client: Client, same_day: str) -> None:
    kept = move(client, "order", same_day, "ship")

    assert kept["shipment_tracking_eta"] == SAME_DAY_AT
    assert -180 < float(kept["sameday_location_x"]) < 0 < float(kept["sameday_location_y"]) < 90


def test_what_is_given_at_shipping_is_kept(client: Client, same_day: str) -> None:
    given = {
        "shipment_tracking_url": "https://courier.example/1",
        "shipment_tracking_eta": "2026-01-05T12:30:00+01:00",
        "sameday_location_x": "-77.0365",
        "sameday_location_y": "38.8977",
    }

    kept = move(client, "order", same_day, "ship", **given)

    assert {name: kept[name] for name in given} == given | {"shipment_tracking_eta": "2026-01-05T11:30:00.000Z"}


@pytest.mark.proves("CRX-49")
def test_a_courier_moves_on_by_itself_or_to_where_it_is_told(client: Client, same_day: str) -> None:
    first = move(client, "order", same_day, "ship")
    second = move(client, "order", same_day, "track")
    third = move(client, "order", same_day, "track", sameday_location_x="-77.5")

    assert second["sameday_location_x"] != first["sameday_location_x"]
    assert (third["sameday_location_x"], third["sameday_location_y"]) == ("-77.5", second["sameday_location_y"])
    assert {each["order_status"] for each in (first, second, third)} == {"shipped"}


def test_news_of_a_parcel_change_what_they_speak_of_alone(client: Client) -> None:
    move(client, "order", ORDER, "make_ready")
    before = move(client, "order", ORDER, "ship")

    after = move(client, "order", ORDER, "track", shipment_tracking_eta="2026-01-09T17:00:00Z")

    assert after == before | {"shipment_tracking_eta": "2026-01-09T17:00:00.000Z"}


@pytest.mark.parametrize("given", [{}, {"shipment_tracking_eta": "2026-01-07T09:00:00Z"}])
def test_news_that_change_nothing_are_none(client: Client, given: dict[str, str]) -> None:
    move(client, "order", ORDER, "make_ready")
    move(client, "order", ORDER, "ship")

    assert "nothing would change" in refused(client, ORDER, "track", **given)["detail"]


@pytest.mark.proves("CRX-48")
@pytest.mark.parametrize("name", ["sameday_location_x", "sameday_location_y"])
@pytest.mark.parametrize("do", ["ship", "track"])
def test_a_parcel_by_mail_has_no_courier(client: Client, do: str, name: str) -> None:
    move(client, "order", ORDER, "make_ready")
    if do == "track":
        move(client, "order", ORDER, "ship")

    assert refused(client, ORDER, do, **{name: "1"})["field"] == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shipment_tracking_eta", "2026-02-31T09:00:00Z"),
        ("shipment_tracking_eta", "tomorrow"),
        ("shipment_tracking_eta", "2026-01-07T09:00:00"),
        ("shipment_tracking_url", "ftp://courier.example/1"),
        ("sameday_location_x", "west"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_nothing_moves(client: Client, same_day: str, name: str, value: str) -> None:
    assert refused(client, same_day, "ship", **{name: value})["field"] == name
    assert read(client, f"orders/{same_day}")["order_status"] == "ready_to_fill"


@pytest.mark.proves("CRX-46", "CRX-47")
@pytest.mark.parametrize(("do", "status"), [("deliver", "delivered"), ("fail_delivery", "delivery_failed")])
def test_a_shipped_order_ends_in_one_of_two_ways(client: Client, same_day: str, do: str, status: str) -> None:
    kept = move(client, "order", same_day, "ship")

    ended = move(client, "order", same_day, do)

    assert ended == kept | {"order_status": status}
    assert refused(client, same_day, "track")["possible"] == []


@pytest.mark.proves("CRX-47")
def test_an_order_that_is_not_shipped_cannot_be_delivered_or_tracked(client: Client) -> None:
    for do in ("ship", "track", "deliver", "fail_delivery"):
        assert refused(client, ORDER, do)["possible"] == ["make_ready"]


def test_nothing_moves_by_itself(client: Client) -> None:
    advance(client, "30d")

    assert read(client, f"orders/{ORDER}")["order_status"] == "pending"
