"""RxScale (DE): Public API version 2 for shops and External Pharmacy API version 1, two faces of the same records."""

from mock_server.contract.vendor import CommonErrors, Credential, CredentialWord, Vendor, Voice
from mock_server.vendors.rxscale import auth, errors, validation
from mock_server.vendors.rxscale.conduct import CONDUCT
from mock_server.vendors.rxscale.consequences import react
from mock_server.vendors.rxscale.fixtures import FIXTURES
from mock_server.vendors.rxscale.known import KNOWN
from mock_server.vendors.rxscale.makers import MAKERS
from mock_server.vendors.rxscale.models import ErrorOut
from mock_server.vendors.rxscale.records import KINDS
from mock_server.vendors.rxscale.routes.operations import OPERATIONS
from mock_server.vendors.rxscale.switches import RxScaleSwitches
from mock_server.vendors.rxscale.webhooks import WEBHOOKS

VENDOR = Vendor(
    slug=auth.SLUG,
    title="RxScale",
    country="DE",
    about="Order status for shops (Public API v2) and the pharmacies' side of it (External Pharmacy API v1).",
    version="v2, v1",
    docs="https://docs.rxscale.com",
    operations=OPERATIONS,
    kinds=KINDS,
    errors=errors.CATALOGUE,
    common=CommonErrors(
        not_found=errors.NOT_FOUND,
        method_not_allowed=errors.METHOD_NOT_ALLOWED,
        malformed=errors.BAD_REQUEST,
        headers_too_large=errors.HEADERS_TOO_LARGE,
        body_too_large=errors.PAYLOAD_TOO_LARGE,
        forbidden=errors.PERMISSION_DENIED,
        internal=errors.BAD_REQUEST,
    ),
    voice=Voice(
        named_sandbox=auth.named_sandbox,
        authenticate=auth.authenticate,
        say=errors.say,
        invalid=validation.invalid,
        translate=errors.translate,
        example=errors.example,
        meter=auth.count,
    ),
    error_model=ErrorOut,
    switches=RxScaleSwitches,
    fixtures=FIXTURES,
    credential=CredentialWord(auth.KeyFixture, auth.read_key, "X-API-Key: {}"),
    credentials=(
        Credential("X-API-Key: rxscale-pharmacy-key", "may do everything as the pharmacy ph-xyz"),
        Credential("X-API-Key: rxscale-readonly-key", "may read, as the pharmacy ph-xyz"),
        Credential("X-API-Key: rxscale-group-key", "may do everything as ph-xyz or pharmacy-uid, said by pharmacy_uid"),
        Credential("X-API-Key: rxscale-shop-key", "may ask how orders of the shop my-shop stand"),
    ),
    tags={
        "Shop orders": "How the orders of a shop stand (Public API).",
        "Pharmacy orders": "A pharmacy's orders and their statuses.",
        "Payouts": "What a pharmacy is paid for its orders.",
        "Pharmacy SKUs": "A pharmacy's products: their stock, prices and own numbers.",
        "Webhooks": "Subscriptions to news of orders.",
        "Health": "Whether the service is there.",
    },
    security={
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "legacyKey": {"type": "apiKey", "in": "header", "name": "X-RxScale-Authorization"},
        "bearer": {"type": "http", "scheme": "bearer"},
    },
    webhooks=WEBHOOKS,
    react=react,
    makers=MAKERS,
    known=KNOWN,
    takes_slash=True,
    conduct=CONDUCT,
)
