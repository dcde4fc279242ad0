"""Facts of the pages that no other test is about."""

import json

import pytest

from mock_server.vendors.cloudrx import VENDOR
from tests.clients import Client
from tests.vendors.cloudrx.calls import API, CONTROL, TOKEN, create, order_with, orders

STATUSES = {"status", "status-with-clinic-code", "status-clinic-ordernumber", "status-date-range"}
CREATED = {"create", "create-with-clinic", "create-with-hl7message"}


@pytest.mark.proves("CLX-15", "CLX-58", "CLX-62")
def test_the_calls_of_version_2_are_those_of_the_map() -> None:
    documented = {("GET", f"Order/{name}") for name in STATUSES} | {("PUT", f"Order/{name}") for name in CREATED}
    documented |= {("GET", f"Product/{name}") for name in ("stock-check", "price-check", "search")}
    documented |= {("POST", "Order/cancel"), ("GET", "CourierService/price-check")}

    served = {(each.method, each.path.removeprefix("/api/v2/")) for each in VENDOR.operations if each.path.startswith("/api/")}

    assert served == documented


@pytest.mark.proves("CLX-31", "CLX-86")
def test_statuses_are_refused_with_the_documented_ones_and_creating_knows_no_404() -> None:
    refused = {each.path.rpartition("/")[2]: {error.status for error in each.refuses} for each in VENDOR.operations}

    for name in STATUSES:
        assert refused[name] == {400, 401, 403, 404, 500}
    for name in CREATED:
        assert refused[name] - {413} == {400, 401, 403, 500}


@pytest.mark.proves("CLX-96")
def test_no_error_has_a_status_of_which_no_page_speaks() -> None:
    assert not {409, 415, 422, 429} & {error.status for error in VENDOR.errors}


@pytest.mark.proves("CLX-80")
def test_there_are_no_webhooks_keys_for_repetitions_or_limits(client: Client) -> None:
    answers = [client.get(f"{API}/Order/status?orderId=1", TOKEN) for _ in range(200)]

    assert (VENDOR.webhooks, VENDOR.idempotency) == (None, None)
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.proves("CLX-3")
def test_the_scheme_and_its_four_scopes_have_the_documented_names() -> None:
    flow = json.loads(json.dumps(VENDOR.security["cloudrx_api"]))["flows"]["clientCredentials"]

    assert flow["scopes"] == {
        "cloudrx_orderservice": "CloudRx Order Service",
        "cloudrx_productservice": "CloudRx Product Service",
        "cloudrx_smsservice": "CloudRx Sms Service",
        "cloudrx_courierservice": "CloudRx Shipping Service",
    }
    assert not [each.name for each in VENDOR.operations if each.permission == "cloudrx_smsservice"]


@pytest.mark.proves("CLX-85")
@pytest.mark.parametrize("media", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_json_body_is_read_under_any_type(client: Client, media: str) -> None:
    content = json.dumps(order_with()).encode()

    answer = client.request("PUT", f"{API}/Order/create", content=content, headers=TOKEN | {"Content-Type": media})

    assert answer.status_code == 200


@pytest.mark.proves("CLX-88")
def test_an_order_that_was_not_dispatched_is_in_no_range(client: Client) -> None:
    create(client)

    answer = client.get(f"{API}/Order/status-date-range?startDate=2026-01-05&endDate=2026-01-05", TOKEN)

    assert answer.json() == []


@pytest.mark.proves("CLX-34", "CLX-89")
def test_a_clinic_may_have_null_for_the_parts_of_its_address_that_it_lacks(client: Client) -> None:
    clinic = {"clinicCode": "cl5678", "name": "Clinic", "address1": None, "address2": None, "postcode": None}
    order = order_with()
    order["clinicInformation"] = clinic

    assert create(client, order, "create-with-clinic").status_code == 200
    assert orders(client)[-1]["content"]["clinic_code"] == "cl5678"


@pytest.mark.proves("CLX-93")
@pytest.mark.parametrize(("sent", "kept"), [("GBP", "GBP"), ("EUR", "EUR"), (None, "GBP")])
def test_a_currency_is_kept_as_it_is_and_without_one_it_is_the_samples(client: Client, sent: object, kept: str) -> None:
    create(client, order_with(prescription__currencyCode=sent))

    assert orders(client)[-1]["content"]["currency_code"] == kept


@pytest.mark.proves("CLX-70", "CLX-94")
def test_the_known_courier_is_royal_mails(client: Client) -> None:
    kept = client.get(f"{CONTROL}/snapshot").json()["records"]["cloudrx.courier"]

    assert {each["id"]: each["content"]["carrier"] for each in kept} == {"RMT24": "Royal Mail", "SAMPLE-DPD": "DPD"}


@pytest.mark.proves("CLX-44")
@pytest.mark.parametrize("title", ["Mr", "Mrs", "Miss", "Ms", "Dr", "Prof", "Rev", "Mx"])
@pytest.mark.parametrize("gender", ["Male", "Female", "Other"])
def test_our_titles_and_genders_are_taken_beside_the_known_ones(client: Client, title: str, gender: str) -> None:
    assert create(client, order_with(customer__title=title, customer__gender=gender)).status_code == 200
    kept = orders(client)[-1]["content"]["customer"]
    assert (kept["title"], kept["gender"]) == (title, gender)
