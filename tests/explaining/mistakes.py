"""Five typical mistakes at each vendor, and what a newcomer is told of them. A vendor is added by a row in `MISTAKES`."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from mock_server.vendors.caryrx.routes.samples import NEW_ORDER as CARYRX_ORDER
from tests.vendors.caryrx.calls import KEY as CARYRX
from tests.vendors.nimbus.orders import KEY, ORDER, address_with

PHARMACY: Final = {"X-API-Key": "rxscale-pharmacy-key"}
PHARMACY_API: Final = "/rxscale/v1/external_pharmacy_api"
TOKEN: Final = {"Authorization": "Bearer cloudrx-test-token"}
CLOUDRX: Final = "/cloudrx/api/v2/Order"


class Ask(NamedTuple):
    """One call."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: object = None


class Mistake(NamedTuple):
    """A mistake: the call that makes it, and what is told of it. `before` is what was called first, where that matters."""

    name: str
    call: Ask
    wrong: tuple[str, ...]
    do: tuple[str, ...]
    before: tuple[Ask, ...] = ()


MISTAKES: Final[Mapping[str, tuple[Mistake, ...]]] = {
    "nimbus": (
        Mistake(
            "a path typo",
            Ask("POST", "/nimbus/order", KEY, ORDER),
            ("Nimbus OS has no operation POST /order",),
            ("call POST /orders: /order has to be /orders",),
        ),
        Mistake(
            "a wrong key",
            Ask("POST", "/nimbus/orders", {"X-API-Key": "nimbus-tset-key"}, ORDER),
            (
                "the X-API-Key is none that the sandbox 'default' knows, and names no other sandbox",
                "the header X-API-Key was text of 15 characters",
            ),
            ("send X-API-Key: nimbus-test-key, which may do everything",),
        ),
        Mistake(
            "cancelling, which the first version cannot",
            Ask("DELETE", "/nimbus/orders/ord_abc123xyz", KEY),
            ("version 1 has no call that cancels an order; the vendor plans one",),
            ("let the pharmacy cancel it, until it ships: mock-server orders move nimbus ord_abc123xyz cancel",),
        ),
        Mistake(
            "a bad ZIP code",
            Ask("POST", "/nimbus/orders", KEY, address_with(zip="7870")),
            (
                "shippingAddress.zip: Invalid ZIP code format",
                "/shippingAddress/zip in the body was text of 4 characters; wanted is text that matches ^[0-9]{5}(-[0-9]{4})?$",
            ),
            ('send /shippingAddress/zip in the body as text that matches ^[0-9]{5}(-[0-9]{4})?$, such as "78701"',),
        ),
        Mistake(
            "an idempotency key used again for another order",
            Ask("POST", "/nimbus/orders", KEY | {"Idempotency-Key": "order-1"}, address_with(city="Dallas", zip="75201")),
            (
                "idempotency key 'order-1': it was first used with another body",
                (
                    "behind it is the switch nimbus.idempotency, which stands at 'replay': The same key and body again: "
                    "the kept 201 (replay), or 409 at every second use (conflict)."
                ),
            ),
            (
                "send another key for another thing to be made",
                (
                    "or send the body of call 2 again, to be answered as then; "
                    "this one differs at /shippingAddress/city, /shippingAddress/zip"
                ),
            ),
            (Ask("POST", "/nimbus/orders", KEY | {"Idempotency-Key": "order-1"}, ORDER),),
        ),
    ),
    "rxscale": (
        Mistake(
            "a missing prefix",
            Ask("GET", "/rxscale/v1/pharmacy_orders/", PHARMACY),
            ("RxScale has no operation GET /v1/pharmacy_orders/",),
            ("call GET /v1/external_pharmacy_api/pharmacy_orders/: /external_pharmacy_api is missing",),
        ),
        Mistake(
            "the key of a shop at the pharmacies' API",
            Ask("GET", f"{PHARMACY_API}/pharmacy_orders/", {"X-API-Key": "rxscale-shop-key"}),
            ("the credential 'org-test key 5606df' lacks 'orders_read'",),
            ("send X-API-Key: rxscale-pharmacy-key, which may do everything as the pharmacy ph-xyz",),
        ),
        Mistake(
            "cancelling too late",
            Ask("PATCH", f"{PHARMACY_API}/pharmacy_orders/po-abc/status", PHARMACY, {"status": "cancelled"}),
            (
                "status: Order is already completed",
                (
                    '/status in the body was "cancelled"; wanted is one of waiting for pharmacy, pending review, on-hold, '
                    "in-progress, ready_for_pickup, cancelled"
                ),
            ),
            ("leave the order as it is: once completed or cancelled, it takes no other status",),
        ),
        Mistake(
            "a bad date range",
            Ask("GET", f"{PHARMACY_API}/payouts?start_date=2025-01-01", PHARMACY),
            ("start_date: Not a valid integer.", 'the query start_date was "2025-01-01"; wanted is a whole number'),
            ("send the query start_date as a whole number, such as 1711899000",),
        ),
        Mistake(
            "a blank comment",
            Ask("PATCH", f"{PHARMACY_API}/pharmacy_orders/po-abc123/status", PHARMACY, {"status": "on-hold", "comment": " "}),
            ("hold needs a comment that is not blank", '/comment in the body was " "'),
            ('send a comment that says why, such as {"status": "on-hold", "comment": "Out of stock"}',),
        ),
    ),
    "cloudrx": (
        Mistake(
            "a path typo",
            Ask("GET", f"{CLOUDRX}/statuses?orderId=1", TOKEN),
            ("CloudRx has no operation GET /api/v2/Order/statuses",),
            ("call GET /api/v2/Order/status: /statuses has to be /status",),
        ),
        Mistake(
            "the client's id in place of a token",
            Ask("GET", f"{CLOUDRX}/status?orderId=1", {"Authorization": "Bearer cloudrx-test-client"}),
            (
                "the token is none that the sandbox 'default' knows, and names no other sandbox",
                "the header Authorization was text of 26 characters",
            ),
            ("send Authorization: Bearer cloudrx-test-token, which may do everything as that client, and never expires",),
        ),
        Mistake(
            "cancelling too late",
            Ask("POST", f"{CLOUDRX}/cancel?orderId=1&clinicCode=cl1234", TOKEN),
            ("cloudrx.order '1' is 'Prescription Dispatched', from which 'cancel' is not possible; possible now: process",),
            (
                (
                    "cancel it while it still is one of: Waiting Payment Success, Payment Failed, Waiting Clinical Check, "
                    "Prescription at Pharmacy; it was 'Prescription Dispatched' when the call came"
                ),
            ),
        ),
        Mistake(
            "a bad date range",
            Ask("GET", f"{CLOUDRX}/status-date-range?startDate=2025-09-01&endDate=2025-09-30", TOKEN),
            (
                "The date range must be at most 3 days.",
                'the query endDate was "2025-09-30"; wanted is a date as YYYY-MM-DD',
            ),
            ("ask for at most three days, both ends included, such as startDate=2025-09-17&endDate=2025-09-19",),
        ),
        Mistake(
            "the clinic's number where the pharmacy's is asked for",
            Ask("GET", f"{CLOUDRX}/status?orderId=abc1234", TOKEN),
            (
                "orderId is 'abc1234', which is no 32-bit number",
                'the query orderId was "abc1234"; wanted is a whole number',
            ),
            (
                (
                    "send the pharmacy's number, such as 1; the clinic's own number is asked for with "
                    "GET /api/v2/Order/status-clinic-ordernumber"
                ),
            ),
        ),
    ),
    "caryrx": (
        Mistake(
            "a path typo",
            Ask("GET", "/caryrx/v1/order/mu0cu5dv3f", CARYRX),
            ("CaryRx has no operation GET /v1/order/mu0cu5dv3f",),
            ("call GET /v1/orders/{orderId}: /order has to be /orders",),
        ),
        Mistake(
            "the key in another vendor's header",
            Ask("GET", "/caryrx/v1/orders/mu0cu5dv3f", {"X-API-Key": "caryrx-test-key"}),
            ("the request has no apikey header", "the header apikey is missing"),
            (
                (
                    "send apikey: caryrx-test-key, which may do everything; the page's TEST-123, test-123 and test_123 are the "
                    "same account"
                ),
            ),
        ),
        Mistake(
            "cancelling, which the vendor does not have",
            Ask("DELETE", "/caryrx/v1/orders/mu0cu5dv3f", CARYRX),
            ("no call cancels an order, as far as the vendor's page goes",),
            ("leave the order as it is: nothing here or at the vendor takes it back",),
        ),
        Mistake(
            "a bad date",
            Ask(
                "POST",
                "/caryrx/v1/patients",
                CARYRX,
                {"first_name": "Test", "last_name": "Patient", "dob": "01/01/2000"},
            ),
            (
                "dob must be a date as YYYY-MM-DD",
                "/dob in the body was text of 10 characters; wanted is a date as YYYY-MM-DD",
            ),
            ('send /dob in the body as a date as YYYY-MM-DD, such as "2000-01-01"',),
        ),
        Mistake(
            "an order to an address that there is not",
            Ask("POST", "/caryrx/v1/orders", CARYRX, CARYRX_ORDER | {"patient_location_id": "nowhere"}),
            (
                "patient_location_id names no location of the patient",
                '/patient_location_id in the body was "nowhere"; wanted is text that is not empty',
            ),
            ("send /patient_location_id in the body as one that the sandbox knows: 2zgoxnmqjy",),
        ),
    ),
}
