"""Nimbus's own sample requests, as the Orders guide prints them."""

KEY = {"X-API-Key": "nimbus-test-key"}

ADDRESS = {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"}
ORDER = {
    "patientId": "pat_1234567890",
    "prescriptionId": "rx_9876543210",
    "shippingAddress": ADDRESS,
    "notes": "Please leave at front door",
}
REFILL = {"prescriptionId": "rx_9876543210", "patientId": "pat_1234567890", "requestedQuantity": 30}


def order_with(**changes: object) -> dict[str, object]:
    """The sample order with other members; a member set to ... is left out."""
    return {name: value for name, value in (ORDER | changes).items() if value is not ...}


def address_with(**changes: object) -> dict[str, object]:
    """The sample order with another address; a member set to ... is left out."""
    return order_with(shippingAddress={name: value for name, value in (ADDRESS | changes).items() if value is not ...})
