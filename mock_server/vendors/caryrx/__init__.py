"""CaryRx (US): Fulfilment API version 1, from patient to order, with callbacks."""

from mock_server.contract.vendor import CommonErrors, Credential, CredentialWord, Vendor, Voice
from mock_server.vendors.caryrx import auth, errors
from mock_server.vendors.caryrx.conduct import CONDUCT
from mock_server.vendors.caryrx.consequences import react
from mock_server.vendors.caryrx.fixtures import FIXTURES
from mock_server.vendors.caryrx.known import KNOWN
from mock_server.vendors.caryrx.makers import MAKERS
from mock_server.vendors.caryrx.models import ErrorOut
from mock_server.vendors.caryrx.records import KINDS
from mock_server.vendors.caryrx.routes.operations import OPERATIONS
from mock_server.vendors.caryrx.switches import CaryRxSwitches
from mock_server.vendors.caryrx.webhooks import WEBHOOKS

VENDOR = Vendor(
    slug=auth.SLUG,
    title="CaryRx",
    country="US",
    about="Fulfilment API version 1: patients, delivery addresses, prescriptions, orders, and registrations for callbacks.",
    version="v1",
    docs="https://documentation.cary.health",
    operations=OPERATIONS,
    kinds=KINDS,
    errors=errors.CATALOGUE,
    common=CommonErrors(
        not_found=errors.NOT_FOUND,
        method_not_allowed=errors.METHOD_NOT_ALLOWED,
        malformed=errors.INVALID_JSON,
        headers_too_large=errors.HEADERS_TOO_LARGE,
        body_too_large=errors.PAYLOAD_TOO_LARGE,
        forbidden=errors.FORBIDDEN,
        internal=errors.INTERNAL_ERROR,
    ),
    voice=Voice(
        named_sandbox=auth.named_sandbox,
        authenticate=auth.authenticate,
        say=errors.say,
        invalid=errors.invalid,
        translate=errors.translate,
        example=errors.example,
    ),
    error_model=ErrorOut,
    switches=CaryRxSwitches,
    fixtures=FIXTURES,
    makers=MAKERS,
    credential=CredentialWord(auth.KeyFixture, auth.read_key, "apikey: {}"),
    credentials=(
        Credential(
            "apikey: caryrx-test-key", "may do everything; the page's TEST-123, test-123 and test_123 are the same account"
        ),
        Credential("apikey: caryrx-live-like-key", "is like a key of production: it may not create prescriptions"),
    ),
    tags={
        "Events": "Registrations for callbacks.",
        "Patients": "Patients and their delivery addresses.",
        "Prescriptions": "Prescriptions of a patient.",
        "Orders": "Orders of a patient's prescriptions.",
    },
    security={"apiKey": {"type": "apiKey", "in": "header", "name": "apikey"}},
    webhooks=WEBHOOKS,
    react=react,
    known=KNOWN,
    takes_slash=True,
    conduct=CONDUCT,
)
