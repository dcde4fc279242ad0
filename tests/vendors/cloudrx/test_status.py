"""Asking how orders stand."""

from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.cloudrx.calls import API, TOKEN, create, details, move, order_with, status

Play = Callable[[str], Client]
CODED = f"{API}/Order/status-with-clinic-code"
NUMBERED = f"{API}/Order/status-clinic-ordernumber"
RANGE = f"{API}/Order/status-date-range"
SHOWN = {
    "clinicOrderId": "abc1234",
    "pharmacyOrderId": "1",
    "orderStatus": "Prescription Dispatched",
    "dispatchDate": "2025-09-18T16:58:02.363Z",
    "trackingId": "TT123456785GB",
    "cancelReason": None,
}


@pytest.mark.proves("CLX-17", "CLX-71", "CLX-78")
def test_a_status_has_the_documented_keys_in_their_order(client: Client) -> None:
    shown = status(client, 1)

    assert shown == SHOWN
    assert list(shown) == list(SHOWN)


@pytest.mark.proves("CLX-18", "CLX-69")
def test_what_is_not_known_yet_is_null(client: Client) -> None:
    create(client)

    shown = status(client, 2)

    assert list(shown) == list(SHOWN)
    assert (shown["dispatchDate"], shown["trackingId"], shown["cancelReason"]) == (None, None, None)


@pytest.mark.proves("CLX-69", "CLX-70", "CLX-71")
def test_dispatch_sets_date_and_tracking_number(client: Client) -> None:
    create(client)
    move(client, 2, "approve")
    move(client, 2, "dispatch")

    shown = status(client, 2)

    assert shown["dispatchDate"] == "2026-01-05T09:00:00.000Z"
    assert shown["trackingId"].startswith("TT")
    assert len(shown["trackingId"]) == 13


@pytest.mark.proves("CLX-19")
@pytest.mark.parametrize("query", ["", "?orderId=", "?orderId=abc1234", "?orderId=2147483648", "?orderId=1.5"])
def test_a_number_that_is_none_is_refused(client: Client, query: str) -> None:
    assert details(client.get(f"{API}/Order/status{query}", TOKEN), 400)[0] == "OrderId"


@pytest.mark.proves("CLX-16", "CLX-81")
def test_parameters_match_in_any_case_and_a_body_of_a_get_is_ignored(client: Client) -> None:
    answer = client.request("GET", f"{API}/Order/status?ORDERID=%2B01", content=b"{", headers=TOKEN)

    assert answer.json() == SHOWN


UNKNOWN = [
    f"{API}/Order/status?orderId=77",
    f"{NUMBERED}?orderId=nobodys",
    f"{CODED}?orderId=77&clinicCode=cl1234",
    f"{CODED}?clinicOrderId=nobodys&clinicCode=cl1234",
]
FOREIGN = [
    f"{API}/Order/status?orderId=404",
    f"{NUMBERED}?orderId=abc9999",
    f"{CODED}?orderId=404&clinicCode=cl1234",
    f"{CODED}?clinicOrderId=abc9999&clinicCode=cl1234",
    f"{CODED}?orderId=404&clinicCode=cl9999",
    f"{CODED}?orderId=1&clinicCode=cl9999",
    f"{CODED}?orderId=1&clinicCode=nobodys",
    f"{CODED}?orderId=1&clinicOrderId=nobodys&clinicCode=cl1234",
]


@pytest.mark.proves("CLX-23")
@pytest.mark.parametrize("path", UNKNOWN)
def test_an_order_that_nobody_has_is_400_or_404_by_switch(client: Client, play: Play, path: str) -> None:
    other = play('switches: {cloudrx: {unknown_order: "404"}}\n')

    said = "The OrderId is not valid or does not exist in CloudRx System."
    assert details(client.get(path, TOKEN), 400) == ("OrderId", said)
    details(other.get(path, TOKEN), 404)


@pytest.mark.proves("CLX-22", "CLX-24")
@pytest.mark.parametrize("path", FOREIGN)
def test_an_order_out_of_the_clinics_scope_is_404(client: Client, path: str) -> None:
    details(client.get(path, TOKEN), 404)


@pytest.mark.proves("CLX-20")
@pytest.mark.parametrize("query", ["orderId=1", "clinicOrderId=abc1234", "orderId=1&clinicOrderId=abc1234"])
def test_the_call_with_the_clinic_code_answers_a_list_of_one(client: Client, query: str) -> None:
    assert client.get(f"{CODED}?{query}&clinicCode=cl1234", TOKEN).json() == [SHOWN]


@pytest.mark.proves("CLX-21", "CLX-87")
def test_the_clinic_code_is_required_in_the_documented_words(client: Client) -> None:
    answer = client.get(f"{CODED}?orderId=1", TOKEN)

    assert details(answer, 400) == ("ClinicCode", "Clinic Code is required for this call")
    assert details(client.get(f"{CODED}?clinicCode=cl1234", TOKEN), 400)[0] == "OrderId"


@pytest.mark.proves("CLX-25")
def test_the_clinics_own_number_is_found(client: Client) -> None:
    assert client.get(f"{NUMBERED}?orderId=abc1234", TOKEN).json() == SHOWN
    assert details(client.get(NUMBERED, TOKEN), 400)[0] == "OrderId"


@pytest.mark.proves("CLX-34")
def test_a_reference_is_found_as_it_was_sent_blanks_included(client: Client) -> None:
    create(client, order_with(prescription__clinicOrderId=" b "))

    for path in (f"{NUMBERED}?orderId=%20b%20", f"{CODED}?clinicOrderId=%20b+&clinicCode=%20cl1234"):
        assert client.get(path, TOKEN).status_code == 200
    assert details(client.get(f"{NUMBERED}?orderId=b", TOKEN), 400)[0] == "OrderId"
    assert details(client.get(f"{NUMBERED}?orderId=%20", TOKEN), 400)[0] == "OrderId"


@pytest.mark.proves("CLX-19", "CLX-51")
def test_a_numeric_reference_of_the_clinic_is_not_taken_for_an_order_number(client: Client) -> None:
    create(client, order_with(prescription__clinicOrderId="1"))

    assert status(client, 1) == SHOWN
    assert client.get(f"{NUMBERED}?orderId=1", TOKEN).json()["pharmacyOrderId"] == "2"


@pytest.mark.proves("CLX-27", "CLX-28", "CLX-29")
@pytest.mark.parametrize(
    "query",
    [
        "startDate=2025-09-18&endDate=2025-09-18",
        "startDate=2025-09-16&endDate=2025-09-18",
        "startDate=2025-09-18T23:59:59Z&endDate=2025-09-20",
    ],
)
def test_a_range_of_up_to_three_days_lists_what_was_dispatched(client: Client, query: str) -> None:
    assert client.get(f"{RANGE}?{query}", TOKEN).json() == [SHOWN]


@pytest.mark.proves("CLX-27", "CLX-28")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "StartDate"),
        ("startDate=2025-09-18", "EndDate"),
        ("startDate=soon&endDate=2025-09-18", "StartDate"),
        ("startDate=2025-09-18&endDate=2025-09-31", "EndDate"),
        ("startDate=2025-09-15&endDate=2025-09-18", "EndDate"),
        ("startDate=2025-09-18&endDate=2025-09-17", "EndDate"),
    ],
)
def test_a_bad_range_is_refused_on_its_date(client: Client, query: str, field: str) -> None:
    assert details(client.get(f"{RANGE}?{query}", TOKEN), 400)[0] == field


def test_a_range_at_the_end_of_time_is_answered(client: Client) -> None:
    assert client.get(f"{RANGE}?startDate=9999-12-31&endDate=9999-12-31", TOKEN).json() == []


@pytest.mark.proves("CLX-30")
def test_several_are_listed_in_the_order_of_dispatch_and_foreign_ones_are_not(client: Client) -> None:
    for reference in ("b", "c"):
        create(client, order_with(prescription__clinicOrderId=reference))
    for id in (3, 2, 404):
        move(client, id, "approve")
        move(client, id, "dispatch")

    listed = client.get(f"{RANGE}?startDate=2026-01-05&endDate=2026-01-05", TOKEN).json()

    assert [each["pharmacyOrderId"] for each in listed] == ["2", "3"]


@pytest.mark.proves("CLX-29", "CLX-30")
def test_by_switch_a_range_answers_one_object_as_printed(play: Play) -> None:
    client = play("switches: {cloudrx: {date_range: object}}\n")

    assert client.get(f"{RANGE}?startDate=2025-09-17&endDate=2025-09-18", TOKEN).json() == SHOWN
    details(client.get(f"{RANGE}?startDate=2020-01-01&endDate=2020-01-03", TOKEN), 404)
    assert client.get("/_mock/sandboxes/default").status_code == 200
