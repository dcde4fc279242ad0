"""Each vendor's happy path, walked by a client that was generated from the vendor's document; records are moved by another."""

import contextlib
import sys
from collections.abc import Callable, Iterator

import pytest

from mock_server import documents
from tests.contract.generated import GeneratedClient
from tests.live import serving

Generate = Callable[[str], GeneratedClient]
Move = Callable[..., None]


@pytest.fixture(scope="module")
def generate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generate]:
    """Makes the client of a document, connected with one server for all of them."""
    folder = tmp_path_factory.mktemp("generated")
    sys.path.insert(0, str(folder))
    with serving() as port, contextlib.ExitStack() as hung_up:

        def client(name: str) -> GeneratedClient:
            address = f"http://127.0.0.1:{port}" + ("" if name == documents.CONTROL else f"/{name}")
            return hung_up.enter_context(contextlib.closing(GeneratedClient(name, folder))).connect(address)

        yield client
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def control(generate: Generate) -> GeneratedClient:
    return generate(documents.CONTROL)


@pytest.fixture
def move(control: GeneratedClient) -> Move:
    """Makes moves on a record, one after another; the last takes the values."""

    def make_moves(place: str, id: str, *moves: str, **values: str) -> None:
        vendor, _, kind = place.partition(".")
        for each in moves:
            wish = {"do": each, "with": values if each == moves[-1] else {}}
            control.call("move_record", "default", vendor, kind, id, body=control.model("MoveRecord", wish))

    return make_moves


def test_an_order_of_nimbus_is_made_and_shipped(generate: Generate, move: Move) -> None:
    client = generate("nimbus")
    client.use(X_API_Key="nimbus-test-key")
    whose = {"patientId": "pat_1234567890", "prescriptionId": "rx_9876543210"}
    to = {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"}

    made = client.call(
        "create_order", body=client.model("OrderIn", {**whose, "shippingAddress": to}), idempotency_key="order-1"
    )
    move("nimbus.order", made.id, "process", "ship", trackingNumber="1Z999AA10123456784")
    shipped = client.call("get_order", made.id)
    refill = client.call("create_refill", body=client.model("RefillIn", whose))

    assert (made.status, shipped.status, shipped.tracking_number) == ("pending", "shipped", "1Z999AA10123456784")
    assert shipped.shipping_address.to_dict() == to
    assert refill.status == "pending"


def test_an_order_of_rxscale_is_taken_up_and_completed_and_the_shop_sees_it(generate: Generate) -> None:
    client = generate("rxscale")
    client.use(X_API_Key="rxscale-pharmacy-key")
    parcel = {"tracking_link": "https://tracking.example.com/1Z999AA10123456784", "carrier": "UPS"}

    listed = client.call("list_pharmacy_orders").data
    taken = client.call("update_pharmacy_order_status", "po-abc123", body=client.model("StatusIn", {"status": "in-progress"}))
    done = client.call("complete_pharmacy_order", "po-abc123", body=client.model("CompletionIn", {"tracking_links": [parcel]}))
    client.use(X_API_Key="rxscale-shop-key")
    (seen,) = client.call("get_order_status", "my-shop", prescription_uids="px-ghi789").data

    assert "po-abc123" in {order.uid for order in listed}
    assert (taken.status, done.status) == ("in-progress", "completed")
    assert (seen.fulfillment_status, seen.tracking_number) == ("fulfilled", "1Z999AA10123456784")


def test_a_token_is_fetched_for_an_order_of_cloudrx_that_is_then_dispatched(generate: Generate, move: Move) -> None:
    client = generate("cloudrx")
    who = {"grant_type": "client_credentials", "client_id": "cloudrx-test-client", "client_secret": "cloudrx-test-secret"}
    order = {
        "customer": {"title": "Mr", "surname": "Sample", "dateOfBirth": "1985-05-05", "telephone": "07700900123"},
        "deliveryAddress": {"postCode": "N1 9GU", "countryCode": "GBR"},
        "prescription": {"clinicOrderId": "order-0001", "paymentType": "Account", "courierCode": "RMT24"},
        "prescribedItems": [{"productId": 1, "medication": "SAMPLE", "dosageInstructions": "One a day", "quantity": 28}],
        "prescribingDoctor": {"registrationNumber": "GMC1234567", "prescriberName": "Dr Test Prescriber"},
        "clinicInformation": {"clinicCode": "cl1234"},
    }

    token = client.call("issue_token", body=client.model("IssueTokenBody", who))
    client.use(Authorization=f"{token.token_type} {token.access_token}")
    made = client.call("create_order", body=client.model("OrderIn", order))
    move("cloudrx.order", str(made.order_id), "approve", "dispatch", trackingId="TT000000005GB")
    seen = client.call("get_order_status", order_id=made.order_id)

    assert seen.clinic_order_id == "order-0001"
    assert (seen.order_status, seen.tracking_id) == ("Prescription Dispatched", "TT000000005GB")


def test_an_order_of_caryrx_goes_from_a_new_patient_to_the_door(generate: Generate, move: Move) -> None:
    client = generate("caryrx")
    client.use(apikey="caryrx-test-key")
    name = {"first_name": "Sam", "last_name": "Sample", "dob": "1985-05-05"}
    reach = {"email": "sam@example.com", "phone_number": "2025550100"}
    to = {"address_to_street1": "1 Sample Street", "address_to_city": "Washington", "address_to_state": "DC"}
    medicine = {"medication_name": "Atorvastatin", "qty_written": 30, "refills_written": 2, "days_supply": 30}

    patient = client.call("create_patient", body=client.model("PatientIn", {**name, **reach}))
    home = client.model("LocationIn", {"locationName": "Home", **to, "address_to_zip": "20001"})
    location = client.call("create_location", patient.id, body=home)
    written = client.model("PrescriptionIn", {"patientId": patient.id, **medicine})
    prescription = client.call("create_prescription", body=written)
    parts = {"patient_id": patient.id, "patient_location_id": location.id, "prescriptions": [{"id": prescription.id}]}
    made = client.call("create_order", body=client.model("OrderIn", {"shipping_method": "sameday_delivery", **parts}))
    move("caryrx.order", made.id, "make_ready", "ship")
    move("caryrx.order", made.id, "deliver")
    seen = client.call("get_order", made.id)

    assert (made.order_status, seen.order_status) == ("pending", "delivered")
    assert seen.address_to_zip == "20001"
