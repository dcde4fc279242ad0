"""Prescriptions: made by hand for testing only, and read."""

from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Link, Operation, Sight, by_path
from mock_server.contract.operation import made as made_by
from mock_server.engine.evidence import documented, inferred
from mock_server.vendors.caryrx.auth import SIMULATE
from mock_server.vendors.caryrx.contents import PrescriptionContent
from mock_server.vendors.caryrx.errors import FORBIDDEN
from mock_server.vendors.caryrx.models import EntityOut, PrescriptionIn, PrescriptionOut
from mock_server.vendors.caryrx.ordering import patient_named
from mock_server.vendors.caryrx.records import PRESCRIPTION
from mock_server.vendors.caryrx.routes import samples
from mock_server.vendors.caryrx.routes.shared import READS, WRITES, made, named_in_path
from mock_server.vendors.caryrx.shown import reference, show_prescription
from mock_server.wire import write_json


def create_prescription(call: Call, sent: PrescriptionIn) -> Answer:
    """Create a prescription, for testing only.

    In production prescriptions appear by themselves when the pharmacy receives them, and a key that is like one of
    production may not do this. A new prescription is `pending`.
    """
    patient = patient_named(call.engine, sent.patientId, "patientId", call.caller.tenant)
    content = PrescriptionContent(
        patient.id, sent.medication_name, sent.qty_written, sent.refills_written or 0, sent.days_supply, sent.data
    )
    record = call.engine.create(PRESCRIPTION, content, owner=call.caller.tenant)
    return made(call, reference(record))


def get_prescription(call: Call) -> Answer:
    """Read a prescription.

    `rx_number` is there once the prescription is verified. Who prescribed is always the same made-up prescriber.
    """
    return Answer(200, write_json(show_prescription(named_in_path(call, PRESCRIPTION, "prescriptionId"))))


OPERATIONS: Final = (
    Operation(
        name="create_prescription",
        method="POST",
        path="/v1/prescriptions",
        handler=create_prescription,
        grounds=documented("CRX-25", "CRX-53") + inferred("CRX-26"),
        tag="Prescriptions",
        answer=EntityOut,
        answer_example=samples.PRESCRIPTION_REFERENCE,
        body=PrescriptionIn,
        body_examples={"prescription": samples.NEW_PRESCRIPTION},
        refuses=(*WRITES, FORBIDDEN),
        links=(
            Link(
                "getPrescription",
                "get_prescription",
                {"prescriptionId": "$response.body#/id"},
                "Read the new prescription.",
            ),
        ),
        permission=SIMULATE,
        addresses=made_by(PRESCRIPTION),
    ),
    Operation(
        name="get_prescription",
        method="GET",
        path="/v1/prescriptions/{prescriptionId}",
        handler=get_prescription,
        grounds=documented("CRX-36") + inferred("CRX-37", "CRX-38", "CRX-39"),
        tag="Prescriptions",
        answer=PrescriptionOut,
        shows=Sight("prescription", "id", "status"),
        answer_example=samples.PRESCRIPTION,
        path_values={"prescriptionId": ("The prescription's id, such as `uccmdxbo8y`.", "uccmdxbo8y")},
        refuses=READS,
        addresses=by_path(PRESCRIPTION, "prescriptionId"),
    ),
)
