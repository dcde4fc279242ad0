"""Creating orders: what is accepted, what is refused by name, and that a refusal creates nothing."""

from collections.abc import Callable

import pytest

from mock_server.vendors.cloudrx.routes.samples import ORDER
from tests.clients import Client
from tests.vendors.cloudrx.calls import API, TOKEN, create, details, order_with, orders, status

Play = Callable[[str], Client]


@pytest.mark.proves("CLX-31", "CLX-32", "CLX-78")
def test_the_vendors_sample_is_accepted_with_a_real_country_and_clinic(client: Client) -> None:
    answer = create(client)

    assert (answer.status_code, answer.content) == (200, b'{"orderId":2}')
    assert status(client, 2)["orderStatus"] == "Waiting Clinical Check"


@pytest.mark.proves("CLX-78")
def test_the_samples_placeholders_for_country_and_clinic_are_refused(client: Client) -> None:
    assert details(create(client, order_with(deliveryAddress__countryCode="text")), 400)[0] == "CountryCode"
    assert details(create(client, order_with(clinicInformation__clinicCode="text")), 400)[0] == "ClinicCode"


@pytest.mark.proves("CLX-33", "CLX-43", "CLX-45", "CLX-47", "CLX-49", "CLX-50", "CLX-91")
def test_the_smallest_order_is_accepted_with_numbers_for_names(client: Client) -> None:
    smallest = {
        "deliveryAddress": {"countryCode": "gbr", "postCode": "N1 9GU"},
        "prescription": {"clinicOrderId": "a", "courierCode": 1, "paymentType": 1.0},
        "prescribedItems": [{"dmdCode": 2**63 - 1, "medication": "m", "quantity": 0.5, "dosageInstructions": "d"}],
        "prescribingDoctor": {"prescriberName": "p", "registrationNumber": "GMC1234567"},
        "customer": {"title": 1, "surname": "s", "dateOfBirth": "1990-01-01T00:00:00Z", "telephone": "07123456789"},
        "homeAddress": None,
        "affiliateId": None,
    }

    assert create(client, smallest).status_code == 200
    kept = orders(client)[-1]["content"]
    assert (kept["customer"]["title"], kept["courier_code"], kept["payment_type"]) == ("Mr", "RMT24", "Account")
    assert (kept["customer"]["date_of_birth"], kept["delivery_address"]["country_code"]) == ("1990-01-01", "GBR")


@pytest.mark.proves("CLX-48")
@pytest.mark.parametrize(("sent", "kept"), [(7, 7), (7.0, 7), ("0007", 7), (-7, -7)])
def test_an_account_number_is_a_whole_number_or_digits(client: Client, sent: object, kept: int) -> None:
    assert create(client, order_with(customer__clinicAccountNumber=sent)).status_code == 200
    assert orders(client)[-1]["content"]["customer"]["clinic_account_number"] == kept


@pytest.mark.proves("CLX-43")
def test_the_number_one_stands_for_the_one_name_that_is_known(client: Client) -> None:
    ones = {"customer__title": 1, "customer__gender": 1.0, "prescription__paymentType": 1, "prescription__courierCode": 1.0}

    assert create(client, order_with(**ones)).status_code == 200
    kept = orders(client)[-1]["content"]
    assert (kept["customer"]["title"], kept["customer"]["gender"]) == ("Mr", "Male")
    assert (kept["payment_type"], kept["courier_code"]) == ("Account", "RMT24")


@pytest.mark.proves("CLX-34", "CLX-44")
def test_names_of_members_and_of_lists_match_in_any_case(client: Client) -> None:
    order = order_with(prescription__paymentType="patient", prescription__courierCode="rmt24", customer__title="MR")
    order["CUSTOMER"] = order.pop("customer")

    assert create(client, order).status_code == 200
    assert status(client, 2)["orderStatus"] == "Waiting Payment Success"


@pytest.mark.proves("CLX-35", "CLX-40", "CLX-45", "CLX-46", "CLX-72", "CLX-73")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deliveryAddress__countryCode": "GB"}, "CountryCode"),
        ({"deliveryAddress__countryCode": "\u00dfd"}, "CountryCode"),
        ({"homeAddress__countryCode": "XXX"}, "CountryCode"),
        ({"clinicInformation__countryCode": "Britain"}, "CountryCode"),
        ({"clinicInformation__clinicCode": "cl9999"}, "ClinicCode"),
        ({"prescription__courierCode": "PIGEON"}, "CourierCode"),
        ({"prescription__courierCode": 2}, "CourierCode"),
        ({"prescribingDoctor__registrationNumber": " "}, "RegistrationNumber"),
        ({"prescribingDoctor__registrationNumber": "GMC0000000"}, "RegistrationNumber"),
        ({"prescribingDoctor__prescriberName": ""}, "PrescriberName"),
        ({"prescription__clinicOrderId": "abc1234"}, "ClinicOrderId"),
    ],
)
def test_a_named_refusal_says_its_field_and_creates_nothing(client: Client, changes: dict[str, object], field: str) -> None:
    for kind in ("create", "create-with-clinic"):
        assert details(create(client, order_with(**changes), kind), 400)[0] == field

    assert len(orders(client)) == 2
    assert create(client).json() == {"orderId": 2}


@pytest.mark.proves("CLX-34", "CLX-43", "CLX-49", "CLX-50", "CLX-73", "CLX-74", "CLX-92")
@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"customer": None}, ["Customer"]),
        ({"customer__dateOfBirth": "2025-02-30"}, ["Customer.DateOfBirth"]),
        ({"customer__dateOfBirth": "18/09/2025"}, ["Customer.DateOfBirth"]),
        ({"customer__title": 0}, ["Customer.Title"]),
        ({"customer__title": 2}, ["Customer.Title"]),
        ({"customer__gender": 2}, ["Customer.Gender"]),
        ({"customer__clinicAccountNumber": 1.5}, ["Customer.ClinicAccountNumber"]),
        ({"prescription__paymentType": 2}, ["Prescription.PaymentType"]),
        ({"prescription__courierCode": True}, ["Prescription.CourierCode"]),
        ({"prescription__courierCode": 1.5}, ["Prescription.CourierCode"]),
        ({"clinicInformation__prescriberFeeTypeId": 2**31}, ["ClinicInformation.PrescriberFeeTypeId"]),
        ({"clinicInformation__allProducts": "yes"}, ["ClinicInformation.AllProducts"]),
        ({"clinicInformation__allProducts": 1}, ["ClinicInformation.AllProducts"]),
        ({"customer__title": True}, ["Customer.Title"]),
        ({"customer__gender": "neuter"}, ["Customer.Gender"]),
        ({"customer__surname": "  "}, ["Customer.Surname"]),
        ({"prescription__paymentType": "Barter"}, ["Prescription.PaymentType"]),
        ({"prescription__courierCode": ""}, ["Prescription.CourierCode"]),
        ({"prescription__clinicOrderId": None, "deliveryAddress__postCode": None}, None),
        ({"prescribedItems": []}, ["PrescribedItems"]),
        ({"prescribedItems__0__quantity": 0}, ["PrescribedItems[0].Quantity"]),
        ({"prescribedItems__0__quantity": "1"}, ["PrescribedItems[0].Quantity"]),
        ({"prescribedItems__0__productId": 2**31}, ["PrescribedItems[0].ProductId"]),
        ({"prescribedItems__0__productId": None, "prescribedItems__0__dmdCode": None}, ["PrescribedItems[0]"]),
    ],
)
def test_what_breaks_the_model_is_listed_place_by_place(
    client: Client, changes: dict[str, object], fields: list[str] | None
) -> None:
    answer = create(client, order_with(**changes))

    assert answer.status_code == 400
    body = answer.json()
    assert (body["error"], body["status"]) == ("Validation failed", 400)
    listed = [each["field"] for each in body["details"]]
    assert listed == (fields or ["DeliveryAddress.PostCode", "Prescription.ClinicOrderId"])
    assert len(orders(client)) == 2


@pytest.mark.proves("CLX-72")
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff"])
def test_a_body_that_is_no_object_is_refused_in_the_envelope(client: Client, body: bytes) -> None:
    answer = client.request("PUT", f"{API}/Order/create", content=body, headers=TOKEN)

    details(answer, 400)


@pytest.mark.proves("CLX-38", "CLX-39")
def test_a_repeated_reference_is_refused_and_not_replayed_even_after_a_cancellation(client: Client) -> None:
    create(client)

    assert details(create(client), 400)[0] == "ClinicOrderId"
    client.post(f"{API}/Order/cancel?orderId=2&clinicCode=cl1234", headers=TOKEN)
    assert details(create(client), 400)[0] == "ClinicOrderId"
    assert len(orders(client)) == 3


@pytest.mark.proves("CLX-36", "CLX-37")
def test_a_locked_out_patient_is_forbidden_with_a_reason_by_all_three_calls(client: Client) -> None:
    order = order_with(customer__surname="LOCKEDOUT", customer__dateOfBirth="1990-01-01")

    for kind in ("create", "create-with-clinic"):
        assert details(create(client, order, kind), 403) == ("", "The patient is locked out.")
    assert create(client, order_with(customer__surname="Lockedout")).status_code == 200


@pytest.mark.proves("CLX-40", "CLX-99")
def test_without_a_clinic_code_the_clients_only_clinic_is_meant_and_several_are_refused(client: Client) -> None:
    create(client, order_with(clinicInformation=None))
    assert orders(client)[-1]["content"]["clinic_code"] == "cl1234"

    create(client, order_with(clinicInformation__clinicCode="cl5678", prescription__clinicOrderId="b"), "create-with-clinic")

    refused = create(client, order_with(clinicInformation=None, prescription__clinicOrderId="c"))
    assert details(refused, 400)[0] == "ClinicCode"


@pytest.mark.proves("CLX-41")
def test_create_with_clinic_registers_an_unknown_clinic_and_create_does_not(client: Client) -> None:
    order = order_with(clinicInformation__clinicCode="cl5678")

    assert details(create(client, order), 400)[0] == "ClinicCode"
    assert create(client, order, "create-with-clinic").status_code == 200
    assert (
        create(client, order_with(clinicInformation__clinicCode="cl5678", prescription__clinicOrderId="b")).status_code == 200
    )


@pytest.mark.proves("CLX-42")
def test_a_known_clinic_keeps_its_details_and_a_refused_order_registers_none(client: Client) -> None:
    clinics = "/_mock/sandboxes/default/records/cloudrx/clinic"
    create(client, order_with(clinicInformation__name="Another name"), "create-with-clinic")
    create(client, order_with(clinicInformation__clinicCode="cl5678", prescription__courierCode="no"), "create-with-clinic")

    assert "Another name" not in client.get(clinics).text
    assert "cl5678" not in client.get(clinics).text
    nameless = order_with(clinicInformation__clinicCode=None)
    assert details(create(client, nameless, "create-with-clinic"), 400)[0] == "ClinicCode"


@pytest.mark.proves("CLX-26", "CLX-39", "CLX-99")
def test_the_same_reference_may_stand_in_two_clinics(client: Client) -> None:
    create(client)

    assert create(client, order_with(clinicInformation__clinicCode="cl5678"), "create-with-clinic").json() == {"orderId": 3}
    ambiguous = client.get(f"{API}/Order/status-clinic-ordernumber?orderId=text", TOKEN)
    assert details(ambiguous, 400)[0] == "ClinicCode"


@pytest.mark.proves("CLX-45")
def test_two_letters_for_a_country_are_a_matter_of_a_switch(play: Play) -> None:
    client = play("switches: {cloudrx: {country: alpha2_too}}\n")

    assert create(client, order_with(deliveryAddress__countryCode="gb")).status_code == 200
    assert orders(client)[-1]["content"]["delivery_address"]["country_code"] == "GBR"


STRICT = {
    "deliveryAddress__postCode": "N1 9GU",
    "homeAddress__postCode": "SW1A 1AA",
    "customer__telephone": "+44 7123 456789",
    "customer__email": "test@example.com",
    "prescribingDoctor__registrationNumber": "GMC1234567",
    "prescribedItems__0__dmdCode": 9000000000011006,
}


@pytest.mark.proves("CLX-79")
@pytest.mark.parametrize(
    ("member", "value", "field"),
    [
        ("deliveryAddress__postCode", "N1 9CI", "PostCode"),
        ("homeAddress__postCode", "text", "PostCode"),
        ("customer__telephone", "12", "Telephone"),
        ("customer__telephone", "text", "Telephone"),
        ("customer__email", "test@", "Email"),
        ("prescribingDoctor__registrationNumber", "GMC12345", "RegistrationNumber"),
        ("prescribedItems__0__dmdCode", 9000000000011007, "DmdCode"),
        ("prescribedItems__0__dmdCode", 1, "DmdCode"),
    ],
)
def test_shapes_are_judged_only_where_the_switch_asks_for_it(
    client: Client, play: Play, member: str, value: object, field: str
) -> None:
    strict = play("switches: {cloudrx: {formats: strict}}\n")
    order = order_with(**(STRICT | {member: value}))

    assert create(client, order).status_code == 200
    assert details(create(strict, order), 400)[0] == field
    assert create(strict, order_with(**STRICT)).status_code == 200


@pytest.mark.proves("CLX-79")
def test_a_foreign_postcode_keeps_its_own_shape_under_strict_formats(play: Play) -> None:
    client = play("switches: {cloudrx: {formats: strict}}\n")
    abroad = STRICT | {"deliveryAddress__postCode": "D02 AF30", "deliveryAddress__countryCode": "IRL"}

    assert create(client, order_with(**abroad)).status_code == 200


@pytest.mark.proves("CLX-73", "CLX-77")
def test_the_reserved_reference_meets_a_fault(client: Client) -> None:
    answer = create(client, order_with(prescription__clinicOrderId="fault-500"))

    assert details(answer, 500) == ("", "CloudRx system is in fault state.")


@pytest.mark.proves("CLX-16")
@pytest.mark.parametrize("path", ["/API/v2/ORDER/CREATE", "/api/v2/order/create/"])
def test_paths_match_in_any_case_and_with_a_slash(client: Client, path: str) -> None:
    assert client.request("PUT", f"/cloudrx{path}", json=ORDER, headers=TOKEN).status_code == 200


@pytest.mark.proves("CLX-76", "CLX-84")
@pytest.mark.parametrize("path", ["/", "/api/v2/Order", "/api/v2/Order/create//", "/api/v1/Order/create"])
def test_an_unknown_address_is_not_spoken_of_as_an_order(client: Client, path: str) -> None:
    answer = client.request("PUT", f"/cloudrx{path}", json=ORDER, headers=TOKEN)

    assert details(answer, 404) == ("", "There is no such address.")


@pytest.mark.proves("CLX-76")
def test_a_wrong_verb_and_a_long_body_are_refused_in_the_envelope(client: Client) -> None:
    wrong = client.post(f"{API}/Order/create", {}, headers=TOKEN)
    long = client.request("PUT", f"{API}/Order/create", content=b" " * (1 << 20) + b"{}", headers=TOKEN)

    details(wrong, 405)
    details(long, 413)
