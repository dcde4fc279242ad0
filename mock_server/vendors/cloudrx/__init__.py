"""CloudRx (UK): OrderService version 2 and its identity server."""

from mock_server.contract.vendor import CommonErrors, Credential, CredentialWord, Vendor, Voice
from mock_server.vendors.cloudrx import auth, errors, speech
from mock_server.vendors.cloudrx.answer_models import ErrorOut
from mock_server.vendors.cloudrx.conduct import CONDUCT
from mock_server.vendors.cloudrx.fixtures import FIXTURES
from mock_server.vendors.cloudrx.known import KNOWN
from mock_server.vendors.cloudrx.makers import MAKERS
from mock_server.vendors.cloudrx.records import KINDS
from mock_server.vendors.cloudrx.routes.operations import OPERATIONS
from mock_server.vendors.cloudrx.switches import CloudRxSwitches

VENDOR = Vendor(
    slug=auth.SLUG,
    title="CloudRx",
    country="GB",
    about="OrderService version 2: orders by JSON or HL7, how they stand, and the identity server that gives the tokens.",
    version="v2",
    docs="https://developer.cloudrx.co.uk",
    operations=OPERATIONS,
    kinds=KINDS,
    errors=errors.CATALOGUE,
    common=CommonErrors(
        not_found=errors.NO_SUCH_ADDRESS,
        method_not_allowed=errors.METHOD_NOT_ALLOWED,
        malformed=errors.INVALID_REQUEST,
        headers_too_large=errors.HEADERS_TOO_LARGE,
        body_too_large=errors.PAYLOAD_TOO_LARGE,
        forbidden=errors.INSUFFICIENT_SCOPE,
        internal=errors.SERVER_FAULT,
    ),
    voice=Voice(
        named_sandbox=auth.named_sandbox,
        authenticate=auth.authenticate,
        say=speech.say,
        invalid=speech.invalid,
        translate=speech.translate,
        example=speech.example,
    ),
    error_model=ErrorOut,
    switches=CloudRxSwitches,
    fixtures=FIXTURES,
    credential=CredentialWord(auth.CredentialFixture, auth.read_credential, "Authorization: Bearer {}", auth.secrets_of),
    credentials=(
        Credential("client cloudrx-test-client, secret cloudrx-test-secret", "fetches tokens with all scopes, for cl1234"),
        Credential("Authorization: Bearer cloudrx-test-token", "may do everything as that client, and never expires"),
        Credential("Authorization: Bearer cloudrx-products-token", "has the product scope alone: 403 on orders"),
        Credential("client cloudrx-other-client, secret cloudrx-other-secret", "acts for cl9999, another client's clinic"),
    ),
    tags={
        "Identity": "Tokens, and the keys that they are signed with.",
        "Order": "Orders: making them, how they stand, cancelling them.",
        "Product": "Products: stock and prices.",
        "CourierService": "What couriers cost.",
    },
    security={
        "cloudrx_api": {
            "type": "oauth2",
            "description": "Tokens of the identity server. They are signed with a test key and expire on the sandbox's clock.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": f"http://127.0.0.1:8080/{auth.SLUG}/connect/token",
                    "scopes": dict(auth.SCOPES),
                }
            },
        },
        "testToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "The fixed token `cloudrx-test-token`, for a quick try. The stand-in's own; the vendor has none.",
        },
    },
    makers=MAKERS,
    known=KNOWN,
    folds_case=True,
    takes_slash=True,
    conduct=CONDUCT,
)
