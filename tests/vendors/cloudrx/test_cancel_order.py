"""Cancelling orders."""

import pytest

from tests.clients import Client
from tests.vendors.cloudrx.calls import API, TOKEN, create, details, move, order_with, status

CANCEL = f"{API}/Order/cancel"


@pytest.mark.proves("CLX-59", "CLX-68")
def test_an_order_is_cancelled_by_query_with_its_reason_in_the_status(client: Client) -> None:
    create(client)

    answer = client.post(f"{CANCEL}?orderId=2&clinicCode=cl1234&cancelReason=Sent+twice", headers=TOKEN)

    assert answer.status_code == 200
    assert answer.json() == status(client, 2)
    assert (answer.json()["orderStatus"], answer.json()["cancelReason"]) == ("Cancelled", "Sent twice")


@pytest.mark.proves("CLX-59")
def test_an_order_is_cancelled_by_a_json_body_and_without_a_reason(client: Client) -> None:
    create(client, order_with(prescription__paymentType="Patient"))

    answer = client.post(CANCEL, {"clinicOrderId": "text", "ClinicCode": "cl1234", "orderId": 2}, headers=TOKEN)

    assert (answer.json()["orderStatus"], answer.json()["cancelReason"]) == ("Cancelled", None)


@pytest.mark.proves("CLX-21", "CLX-58")
def test_the_clinic_code_is_mandatory(client: Client) -> None:
    answer = client.post(f"{CANCEL}?orderId=1", headers=TOKEN)

    assert details(answer, 400) == ("ClinicCode", "Clinic Code is required for this call")


@pytest.mark.proves("CLX-22", "CLX-58")
@pytest.mark.parametrize("query", ["orderId=404&clinicCode=cl1234", "orderId=404&clinicCode=cl9999", "orderId=1&clinicCode=x"])
def test_an_order_out_of_scope_is_404(client: Client, query: str) -> None:
    details(client.post(f"{CANCEL}?{query}", headers=TOKEN), 404)


@pytest.mark.proves("CLX-60", "CLX-90")
def test_a_dispatched_and_a_cancelled_order_can_not_be_cancelled(client: Client) -> None:
    create(client)
    move(client, 2, "cancel")

    for id in (1, 2):
        assert details(client.post(f"{CANCEL}?orderId={id}&clinicCode=cl1234", headers=TOKEN), 400)[0] == "OrderId"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"1"'])
def test_a_body_that_is_no_object_is_refused(client: Client, body: bytes) -> None:
    answer = client.post(CANCEL, content=body, headers=TOKEN)

    assert details(answer, 400) == ("", "The request could not be read.")


@pytest.mark.parametrize("id", [2, 2.0, "2"])
def test_the_number_of_an_order_is_taken_as_a_number_and_as_text(client: Client, id: object) -> None:
    create(client)

    assert client.post(CANCEL, {"orderId": id, "clinicCode": "cl1234"}, headers=TOKEN).status_code == 200


def test_a_reference_is_meant_with_its_blanks(client: Client) -> None:
    create(client, order_with(prescription__clinicOrderId=" b"))

    details(client.post(CANCEL, {"clinicOrderId": "b", "clinicCode": "cl1234"}, headers=TOKEN), 400)
    assert client.post(CANCEL, {"clinicOrderId": " b", "clinicCode": "cl1234"}, headers=TOKEN).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"orderId": [1]}, "OrderId"),
        ({"orderId": True}, "OrderId"),
        ({"orderId": 1.5}, "OrderId"),
        ({"clinicOrderId": 1}, "ClinicOrderId"),
        ({"clinicCode": 1}, "ClinicCode"),
        ({"cancelReason": {}}, "CancelReason"),
    ],
)
def test_values_of_other_types_are_refused_on_their_field(client: Client, body: object, field: str) -> None:
    assert details(client.post(CANCEL, body, headers=TOKEN), 400) == (field, f"{field} is not valid.")


@pytest.mark.proves("CLX-59")
def test_a_very_long_reason_is_refused(client: Client) -> None:
    create(client)

    answer = client.post(CANCEL, {"orderId": 2, "clinicCode": "cl1234", "cancelReason": "x" * 1001}, headers=TOKEN)

    assert details(answer, 400) == ("CancelReason", "CancelReason is not valid.")
    assert status(client, 2)["orderStatus"] == "Waiting Clinical Check"


@pytest.mark.proves("CLX-61")
def test_the_reserved_reference_meets_the_documented_exception(client: Client) -> None:
    answer = client.post(f"{CANCEL}?clinicOrderId=fault-500&clinicCode=cl1234", headers=TOKEN)

    assert details(answer, 500)[1] == "There has been an exception encountered while trying to cancel the Order."
