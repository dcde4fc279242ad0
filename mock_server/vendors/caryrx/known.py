"""The values that the `default` scenario holds for CaryRx, as people are told of them."""

from mock_server.contract.vendor import KnownValues
from mock_server.engine.evidence import documented, inferred, invented

KNOWN = (
    KnownValues("patientId", ("wuyhosgwuc",), "The vendor's sample patient.", documented("CRX-66")),
    KnownValues("patient_location_id", ("2zgoxnmqjy",), "The address of that patient.", documented("CRX-66")),
    KnownValues(
        "prescriptionId",
        ("x1yx8vbbcf", "i7mmszsi84", "uccmdxbo8y"),
        "The vendor's sample prescriptions; the last is verified.",
        documented("CRX-66"),
    ),
    KnownValues(
        "orderId", ("l1arhug55v", "ufhos4prei", "mu0cu5dv3f", "wbbubgc6s5"), "The vendor's sample orders.", documented("CRX-66")
    ),
    KnownValues("path", ("any other",), "There is no such record: 404.", inferred("CRX-28")),
    KnownValues("address_to_zip", ("00002",), "A same-day order goes there by mail.", invented("CRX-30")),
)
