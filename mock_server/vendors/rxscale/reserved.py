"""Values that the default scenario refuses on purpose. The values are ours; the rows say what they bring about."""

from typing import Final

from mock_server.contract.vendor import ReservedValue
from mock_server.engine.evidence import invented

RESERVED: Final = (
    ReservedValue(
        "https://refused.example.com/parcel/1",
        "the first `tracking_link` of a completion",
        "the link is refused as printed: 400.",
        invented("RXS-36"),
    ),
    ReservedValue(
        "conflict",
        "`comment` of a status",
        "the order is found cancelled meanwhile: 400.",
        invented("RXS-33"),
    ),
)
