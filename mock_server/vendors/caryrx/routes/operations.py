"""All operations of CaryRx, in the order of the page's flow."""

from typing import Final

from mock_server.vendors.caryrx.routes import orders, patients, prescriptions, registrations

OPERATIONS: Final = (
    *registrations.OPERATIONS,
    *patients.OPERATIONS,
    *prescriptions.OPERATIONS,
    *orders.OPERATIONS,
)
