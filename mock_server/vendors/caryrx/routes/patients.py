"""Patients and their delivery addresses."""

from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Link, Operation, by_path
from mock_server.contract.operation import made as made_by
from mock_server.engine.evidence import documented, inferred, observed
from mock_server.vendors.caryrx.contents import Address, LocationContent, PatientContent
from mock_server.vendors.caryrx.errors import NOT_FOUND, refuse_field
from mock_server.vendors.caryrx.models import EntityOut, FoundOut, LocationIn, PatientIn, PatientOut, PatientWanted
from mock_server.vendors.caryrx.records import BY_PERSON, LOCATION, ORDER, PATIENT, PRESCRIPTION, of_patient, person
from mock_server.vendors.caryrx.routes import samples
from mock_server.vendors.caryrx.routes.shared import READS, WRITES, made, named_in_path
from mock_server.vendors.caryrx.shown import reference, show_patient
from mock_server.wire import write_json


def create_patient(call: Call, sent: PatientIn) -> Answer:
    """Create a patient.

    Every call makes a new patient, whoever exists already; look first with `find_patient`. Needed are both names and the
    birth date.
    """
    content = PatientContent(sent.first_name, sent.last_name, sent.dob, sent.email, sent.phone_number)
    record = call.engine.create(PATIENT, content, owner=call.caller.tenant)
    return made(call, reference(record))


def find_patient(call: Call, wanted: PatientWanted) -> Answer:
    """Find a patient.

    The three values must be exactly those that the patient was created with. Of several such patients the first is
    answered; where there is none, an empty object. The vendor's page does not have this call; a caller of it was observed.
    """
    store = call.engine.world.store
    key = person(wanted.first_name, wanted.last_name, wanted.email)
    found = store.page(PATIENT, BY_PERSON, key, limit=store.count(PATIENT, BY_PERSON, key))
    seen = [record for record in reversed(found) if record.is_visible_to(call.caller.tenant)]
    return Answer(200, write_json(reference(seen[0]) if seen else {}))


def create_location(call: Call, sent: LocationIn) -> Answer:
    """Add a delivery address.

    Orders name it. A `patientId` in the body is not needed; where it is sent, it must be that of the path.
    """
    patient = named_in_path(call, PATIENT, "patientId")
    if sent.patientId is not None and sent.patientId != patient.id:
        raise refuse_field("patientId", "must be that of the path")
    address = Address(
        sent.address_to_street1,
        sent.address_to_street2,
        sent.address_to_city,
        sent.address_to_state,
        sent.address_to_zip,
    )
    content = LocationContent(patient.id, sent.locationName, address, sent.address_to_latitude, sent.address_to_longitude)
    record = call.engine.create(LOCATION, content, owner=call.caller.tenant)
    return made(call, reference(record))


def get_patient(call: Call) -> Answer:
    """Read a patient.

    With references to all prescriptions and orders that the account may see, oldest first. E-mail address and phone number
    are not shown.
    """
    record = named_in_path(call, PATIENT, "patientId")
    tenant = call.caller.tenant
    prescriptions = of_patient(call.engine, PRESCRIPTION, record.id, tenant)
    orders = of_patient(call.engine, ORDER, record.id, tenant)
    return Answer(200, write_json(show_patient(record, prescriptions, orders)))


_PATIENT: Final = {"patientId": ("The patient's id, such as `wuyhosgwuc`.", "wuyhosgwuc")}
_OF_BODY: Final = {"patientId": "$response.body#/id"}
_LINKS: Final = (
    Link("getPatient", "get_patient", _OF_BODY, "Read the patient."),
    Link("createLocation", "create_location", _OF_BODY, "Add an address of the patient."),
)

OPERATIONS: Final = (
    Operation(
        name="create_patient",
        method="POST",
        path="/v1/patients",
        handler=create_patient,
        grounds=documented("CRX-18") + inferred("CRX-20"),
        tag="Patients",
        answer=EntityOut,
        answer_example=samples.PATIENT_REFERENCE,
        body=PatientIn,
        body_examples={"patient": samples.NEW_PATIENT},
        refuses=WRITES,
        links=_LINKS,
        addresses=made_by(PATIENT),
    ),
    Operation(
        name="find_patient",
        method="POST",
        path="/v1/patients/find",
        handler=find_patient,
        grounds=observed("CRX-21") + inferred("CRX-22"),
        tag="Patients",
        answer=FoundOut,
        answer_example=samples.PATIENT_REFERENCE,
        body=PatientWanted,
        body_examples={"patient": samples.WANTED_PATIENT},
        refuses=WRITES,
        links=_LINKS,
    ),
    Operation(
        name="create_location",
        method="POST",
        path="/v1/patients/{patientId}/location",
        handler=create_location,
        grounds=documented("CRX-23") + inferred("CRX-24"),
        tag="Patients",
        answer=EntityOut,
        answer_example=samples.LOCATION_REFERENCE,
        body=LocationIn,
        body_examples={"location": samples.NEW_LOCATION},
        path_values=_PATIENT,
        refuses=(*WRITES, NOT_FOUND),
        addresses=made_by(LOCATION),
    ),
    Operation(
        name="get_patient",
        method="GET",
        path="/v1/patients/{patientId}",
        handler=get_patient,
        grounds=documented("CRX-34") + inferred("CRX-35"),
        tag="Patients",
        answer=PatientOut,
        answer_example=samples.PATIENT,
        path_values=_PATIENT,
        refuses=READS,
        addresses=by_path(PATIENT, "patientId"),
        links=(
            Link("getOrder", "get_order", {"orderId": "$response.body#/orders/0/id"}, "Read an order of the patient."),
            Link(
                "getPrescription",
                "get_prescription",
                {"prescriptionId": "$response.body#/prescriptions/0/id"},
                "Read a prescription of the patient.",
            ),
        ),
    ),
)
