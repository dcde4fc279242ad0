"""Values that bring something about on purpose. The values are ours; the rows say what they bring about."""

from typing import Final

from mock_server.contract.vendor import ReservedValue
from mock_server.engine.evidence import invented
from mock_server.vendors.caryrx.routes.orders import NO_SAME_DAY_ZIP

RESERVED: Final = (
    ReservedValue(
        NO_SAME_DAY_ZIP,
        "`address_to_zip` of a location",
        "no courier comes there on the same day: the order goes by mail.",
        invented("CRX-30"),
    ),
)
