"""Values that the default scenario refuses on purpose. The values are ours; the rows say what they bring about."""

from typing import Final

from mock_server.contract.vendor import ReservedValue
from mock_server.engine.evidence import invented

RESERVED: Final = (
    ReservedValue(
        "fault-500",
        "`clinicOrderId`",
        "creating meets a fault, cancelling the documented exception: 500.",
        invented("CLX-61", "CLX-77"),
    ),
    ReservedValue("Lockedout", "`surname`, born 1990-01-01", "the patient is locked out: 403.", invented("CLX-37")),
    ReservedValue("GMC0000000", "`registrationNumber`", "the prescriber is refused: 400.", invented("CLX-46")),
    ReservedValue(
        "abc9999",
        "`clinicOrderId`, or 404 as `orderId`",
        "the order is another client's, of its clinic `cl9999`: 404.",
        invented("CLX-22"),
    ),
)
