"""The values that the `default` scenario holds for CloudRx, as people are told of them."""

from mock_server.contract.vendor import KnownValues
from mock_server.engine.evidence import documented, inferred, invented

KNOWN = (
    KnownValues("orderId", ("1",), "The vendor's sample order, dispatched.", documented("CLX-78")),
    KnownValues("clinicOrderId", ("abc1234",), "The clinic's reference of that order.", documented("CLX-78")),
    KnownValues("clinicCode", ("cl1234",), "The vendor's sample clinic, of the test client.", documented("CLX-78")),
    KnownValues("courierCode", ("RMT24",), "The one courier whose code is the vendor's.", inferred("CLX-43")),
    KnownValues("orderId", ("404",), "An order of another client's clinic, so that it is 404.", documented("CLX-22")),
    KnownValues(
        "clinicCode", ("cl9999",), "Another client's clinic: 404 for statuses, 400 for orders.", documented("CLX-22", "CLX-35")
    ),
    KnownValues(
        "customer.surname, dateOfBirth",
        ("Lockedout, 1990-01-01",),
        "A patient for whom no orders are taken.",
        inferred("CLX-37"),
    ),
    KnownValues("registrationNumber", ("GMC0000000",), "A prescriber from whom no orders are taken.", inferred("CLX-46")),
    KnownValues("productId", ("1", "2", "3"), "Made-up products: in stock, scarce, out of stock.", invented("CLX-64")),
)
