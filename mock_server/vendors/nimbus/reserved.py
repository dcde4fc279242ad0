"""Values that the default scenario refuses on purpose. The values are ours; the rows say what they bring about."""

from typing import Final

from mock_server.contract.vendor import ReservedValue
from mock_server.engine.evidence import invented

RESERVED: Final = (
    ReservedValue("pat_notfound", "`patientId`", "the patient is unknown, on orders and refills: 422.", invented("NIM-32")),
    ReservedValue(
        "rx_notfound",
        "`prescriptionId`",
        "the prescription is unknown, on orders and refills: 422.",
        invented("NIM-32", "NIM-55"),
    ),
    ReservedValue("rx_tooearly", "`prescriptionId` of a refill", "the refill is not eligible yet: 422.", invented("NIM-26")),
)
