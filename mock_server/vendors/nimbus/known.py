"""The values that the `default` scenario holds for Nimbus, as people are told of them."""

from mock_server.contract.vendor import KnownValues
from mock_server.engine.evidence import documented, inferred

KNOWN = (
    KnownValues(
        "patientId", ("pat_1234567890", "pat_test_001", "pat_test_002"), "The vendor's test patients.", documented("NIM-47")
    ),
    KnownValues(
        "prescriptionId",
        ("rx_9876543210", "rx_test_001", "rx_test_002"),
        "The vendor's test prescriptions.",
        documented("NIM-47"),
    ),
    KnownValues(
        "orderId",
        ("ord_abc123xyz", "ord_1234567890"),
        "The vendor's sample orders, being prepared; the first has a tracking number all the same.",
        documented("NIM-6", "NIM-47"),
    ),
    KnownValues("orderId", ("any other",), "There is no such order: 404.", inferred("NIM-34")),
)
