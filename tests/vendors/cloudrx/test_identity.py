"""Tokens: how they are fetched, verified, refused and outlived."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import pytest
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]  # it carries no types
from joserfc import jwt
from joserfc.jwk import KeySet
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from mock_server.app import build_app
from mock_server.vendors.cloudrx.routes.samples import ORDER
from mock_server.vendors.cloudrx.tokens import sign
from tests.clients import BASE, Client
from tests.vendors.cloudrx.calls import API, CONTROL, CREDENTIALS, TOKEN, advance, create, details, fetch_token

Play = Callable[[str], Client]
STATUS = f"{API}/Order/status?orderId=1"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class InProcess(BaseAdapter):
    """Lets a client that is made for sockets speak to the server of a test."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        sent = request.body.encode() if isinstance(request.body, str) else request.body
        assert sent is None or isinstance(sent, bytes)
        answer = self.client.request(
            str(request.method), str(request.url), content=sent, headers={k: str(v) for k, v in request.headers.items()}
        )
        shown = Response()
        shown.status_code = answer.status_code
        shown.headers.update(answer.headers)
        shown.raw = BytesIO(answer.content)
        shown.request = request
        return shown

    def close(self) -> None:
        """Nothing is held open."""


@pytest.mark.proves("CLX-1", "CLX-2", "CLX-4", "CLX-5", "CLX-9", "CLX-10")
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_an_independent_client_library_finds_fetches_and_verifies_a_token(client: Client, method: str) -> None:
    library = OAuth2Session(
        "cloudrx-test-client",
        "cloudrx-test-secret",
        scope="cloudrx_orderservice cloudrx_productservice",
        token_endpoint_auth_method=method,
    )
    library.mount("http://", InProcess(client))

    found = library.get(f"{BASE}/cloudrx/.well-known/openid-configuration", withhold_token=True).json()
    token = library.fetch_token(found["token_endpoint"], grant_type="client_credentials")
    keys = library.get(found["jwks_uri"], withhold_token=True).json()
    decoded = jwt.decode(token["access_token"], KeySet.import_key_set(keys), algorithms=["RS256"])

    assert token["token_type"] == "Bearer"
    assert decoded.header["kid"] == keys["keys"][0]["kid"]
    assert decoded.claims["iss"] == found["issuer"]
    assert decoded.claims["client_id"] == "cloudrx-test-client"
    assert decoded.claims["scope"] == ["cloudrx_orderservice", "cloudrx_productservice"]
    assert decoded.claims["sandbox"] == "default"
    assert decoded.claims["exp"] - decoded.claims["iat"] == token["expires_in"] == 3600
    library.token["expires_at"] = None  # the library would look at the wall's clock, and the sandbox has its own
    assert library.get(f"{BASE}{STATUS}").status_code == 200


@pytest.mark.proves("CLX-5", "CLX-13")
def test_a_token_dies_on_the_sandboxs_clock_and_a_new_one_works(client: Client) -> None:
    token = fetch_token(client).json()["access_token"]
    assert client.get(STATUS, bearer(token)).status_code == 200

    advance(client, "3599s")
    assert client.get(STATUS, bearer(token)).status_code == 200
    advance(client, "1s")
    expired = client.get(STATUS, bearer(token))

    assert (expired.status_code, expired.content) == (401, b"")
    assert 'error="invalid_token"' in expired.headers["www-authenticate"]
    assert expired.headers["cache-control"] == "no-store"
    assert client.get(STATUS, bearer(fetch_token(client).json()["access_token"])).status_code == 200


@pytest.mark.proves("CLX-10")
def test_a_token_of_a_later_time_is_not_good_yet_after_a_reset(client: Client) -> None:
    early = bearer(fetch_token(client).json()["access_token"])
    advance(client, "5h")
    late = bearer(fetch_token(client).json()["access_token"])

    client.post(f"{CONTROL}/reset", {})

    assert client.get(STATUS, early).status_code == 200
    assert client.get(STATUS, late).status_code == 401
    advance(client, "5h")
    assert client.get(STATUS, late).status_code == 200


@pytest.mark.proves("CLX-10")
def test_a_token_gives_no_more_than_its_client_may_have(client: Client) -> None:
    claims = {"client_id": "cloudrx-other-client", "sandbox": "default", "nbf": 0, "exp": 2**40}
    signed = bearer(sign(claims | {"scope": ["cloudrx_orderservice", "cloudrx_productservice"]}))

    assert client.get(f"{API}/Order/status?orderId=404", signed).status_code == 200
    assert client.get(f"{API}/Product/stock-check?productId=1", signed).status_code == 403


@pytest.mark.proves("CLX-10")
@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "cloudrx-test-client--default"},
        {"client_id": "cloudrx-test-token"},
        {"client_id": ["cloudrx-test-client"]},
        {"scope": "cloudrx_orderservice"},
        {"sandbox": ["default"]},
        {"exp": 1.5},
        {"nbf": None},
    ],
)
def test_a_signed_token_with_other_claims_than_ours_is_refused(client: Client, changes: dict[str, object]) -> None:
    claims = {
        "client_id": "cloudrx-test-client",
        "sandbox": "default",
        "nbf": 0,
        "exp": 2**40,
        "scope": ["cloudrx_orderservice"],
    }

    assert client.get(STATUS, bearer(sign(claims))).status_code == 200
    assert client.get(STATUS, bearer(sign(claims | changes))).status_code == 401


@pytest.mark.proves("CLX-10")
def test_a_token_stays_in_its_sandbox_when_that_is_forked_and_dies_with_it(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})
    token = bearer(fetch_token(client, prefix="/s/w3").json()["access_token"])
    client.post("/_mock/sandboxes/w3/fork", {"id": "w4"})

    assert client.get(f"/s/w3{STATUS}", token).status_code == 200
    assert client.get(f"/s/w4{STATUS}", token).status_code == 401
    assert client.get(f"/s/default{STATUS}", token).status_code == 401
    client.request("DELETE", "/_mock/sandboxes/w3")
    assert client.get(STATUS, token).status_code == 401


def test_what_is_remembered_of_tokens_is_bounded(client: Client) -> None:
    tokens = [bearer(fetch_token(client).json()["access_token"]) for _ in range(300)]

    assert {client.get(STATUS, each).status_code for each in tokens} == {200}
    assert 0 < len(client.server.sandboxes.default.memo) <= 256


@pytest.mark.proves("CLX-7")
def test_tokens_are_never_cached_and_the_same_calls_give_the_same_tokens(client: Client) -> None:
    first, second = fetch_token(client), fetch_token(client)
    with Client(build_app()) as other:
        again = fetch_token(other)

    assert first.headers["cache-control"] == "no-store"
    assert first.content == again.content != second.content


@pytest.mark.proves("CLX-8")
@pytest.mark.parametrize(
    "asked", ["cloudrx_orderservice cloudrx_productservice", "cloudrx_productservice,cloudrx_orderservice"]
)
def test_scopes_are_taken_with_spaces_and_with_commas(client: Client, asked: str) -> None:
    answer = fetch_token(client, CREDENTIALS + b"&scope=" + asked.replace(" ", "+").encode())

    assert answer.json()["scope"] == "cloudrx_orderservice cloudrx_productservice"


@pytest.mark.proves("CLX-8")
def test_of_the_scopes_asked_for_those_allowed_are_granted(client: Client) -> None:
    form = b"grant_type=client_credentials&client_id=cloudrx-other-client&client_secret=cloudrx-other-secret&scope="

    some = fetch_token(client, form + b"cloudrx_orderservice+cloudrx_productservice")
    none = fetch_token(client, form + b"cloudrx_productservice")

    assert some.json()["scope"] == "cloudrx_orderservice"
    assert (none.status_code, none.json()["error"]) == (400, "invalid_scope")


BASIC = "Basic " + b64encode(b"cloudrx-test-client:cloudrx-test-secret").decode()
WRONG_BASIC = "Basic " + b64encode(b"cloudrx-test-client:wrong").decode()


@pytest.mark.proves("CLX-2", "CLX-6", "CLX-7")
@pytest.mark.parametrize(
    ("form", "headers", "code", "error"),
    [
        (b"", {}, 401, "invalid_client"),
        (CREDENTIALS.replace(b"secret=cloudrx-test-secret", b"secret=wrong"), {}, 401, "invalid_client"),
        (CREDENTIALS.replace(b"id=cloudrx-test-client", b"id=cloudrx-test-token"), {}, 401, "invalid_client"),
        (CREDENTIALS.replace(b"id=cloudrx-test-client", b"id=cloudrx-test-client--nowhere"), {}, 401, "invalid_client"),
        (b"grant_type=client_credentials", {"Authorization": WRONG_BASIC}, 401, "invalid_client"),
        (b"grant_type=client_credentials", {"Authorization": "Basic !!!"}, 401, "invalid_client"),
        (CREDENTIALS, {"Authorization": BASIC}, 400, "invalid_request"),
        (CREDENTIALS.replace(b"client_credentials", b"password"), {}, 400, "unsupported_grant_type"),
        (CREDENTIALS.replace(b"grant_type=client_credentials&", b""), {}, 400, "invalid_request"),
        (CREDENTIALS.replace(b"client_credentials", b""), {}, 400, "invalid_request"),
        (CREDENTIALS + b"&grant_type=client_credentials", {}, 400, "invalid_request"),
        (CREDENTIALS + b"&scope=openid", {}, 400, "invalid_scope"),
        (b"\xff=\xff", {}, 400, "invalid_request"),
        (CREDENTIALS, {"Content-Type": "application/json"}, 400, "invalid_request"),
    ],
)
def test_bad_token_requests_are_refused_in_the_shape_of_the_standard(
    client: Client, form: bytes, headers: dict[str, str], code: int, error: str
) -> None:
    answer = fetch_token(client, form, **headers)

    assert (answer.status_code, answer.json()) == (code, {"error": error})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers.get("www-authenticate") == ('Basic realm="cloudrx"' if code == 401 else None)


@pytest.mark.proves("CLX-6", "CLX-7")
@pytest.mark.parametrize(
    ("rule", "code", "error"),
    [
        ("fault: {status: 401}", 401, "invalid_client"),
        ("fault: {status: 403}", 403, "invalid_request"),
        ("fault: {status: 500}", 500, "server_error"),
        ("fault: {status: 503}", 503, "server_error"),
        ("refuse: {error: oauth_server_error}", 500, "server_error"),
        ("refuse: {error: unauthorized}", 401, "invalid_client"),
    ],
)
def test_the_identity_server_fails_in_its_own_shape(play: Play, rule: str, code: int, error: str) -> None:
    client = play(f"rules: [{{name: failing, on: cloudrx.issue_token, {rule}}}]\n")

    answer = fetch_token(client)

    assert (answer.status_code, answer.json()) == (code, {"error": error})
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (code == 401)


@pytest.mark.proves("CLX-75", "CLX-77")
@pytest.mark.parametrize(("status", "phrase"), [(500, "Internal Server Error"), (503, "Service Unavailable"), (599, None)])
def test_a_fault_of_any_status_has_its_own_phrase(play: Play, status: int, phrase: str | None) -> None:
    client = play(f"rules: [{{name: failing, on: cloudrx.get_order_status, fault: {{status: {status}}}}}]\n")

    answer = client.get(STATUS, TOKEN)

    assert details(answer, status) == ("", "CloudRx system is in fault state.")
    assert answer.json()["error"] == (phrase or "Internal Server Error")


@pytest.mark.proves("CLX-3", "CLX-7", "CLX-8")
def test_unknown_and_empty_parameters_are_ignored_and_basic_credentials_work(client: Client) -> None:
    answer = fetch_token(client, b"grant_type=client_credentials&scope=&colour=blue", Authorization=BASIC)

    assert answer.status_code == 200
    assert len(answer.json()["scope"].split()) == 4


@pytest.mark.proves("CLX-4", "CLX-13")
def test_no_token_and_a_bad_one_are_told_apart_by_the_challenge_alone(client: Client) -> None:
    nothing, unknown = client.get(STATUS), client.get(STATUS, bearer("cloudrx-other"))
    forged = client.get(STATUS, bearer(fetch_token(client).json()["access_token"][:-4] + "AAAA"))

    for answer in (nothing, unknown, forged):
        assert (answer.status_code, answer.content) == (401, b"")
    assert nothing.headers["www-authenticate"] == 'Bearer realm="cloudrx"'
    assert unknown.headers["www-authenticate"] == forged.headers["www-authenticate"]
    assert 'error="invalid_token"' in unknown.headers["www-authenticate"]


@pytest.mark.proves("CLX-14")
@pytest.mark.parametrize("value", ["Bearer ", "Bearer two tokens"])
def test_a_malformed_authorization_is_a_bad_request(client: Client, value: str) -> None:
    answer = client.get(STATUS, {"Authorization": value})

    details(answer, 400)
    assert answer.headers["www-authenticate"] == 'Bearer realm="cloudrx", error="invalid_request"'
    assert answer.headers["cache-control"] == "no-store"


def test_the_scheme_is_read_in_any_case_and_a_secret_is_no_token(client: Client) -> None:
    assert client.get(STATUS, {"Authorization": "bearer cloudrx-test-token"}).status_code == 200
    assert client.get(STATUS, bearer("cloudrx-test-client")).status_code == 401
    assert client.get(STATUS, {"Authorization": BASIC}).status_code == 401


@pytest.mark.proves("CLX-12", "CLX-13")
def test_scopes_guard_the_routes(client: Client) -> None:
    products = bearer("cloudrx-products-token")

    refused = client.get(STATUS, products)

    assert (refused.status_code, refused.content) == (403, b"")
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    assert client.get(f"{API}/Product/stock-check?productId=1", products).status_code == 200
    assert client.get(f"{API}/CourierService/price-check?courierCode=RMT24&countryCode=GBR", products).status_code == 403


@pytest.mark.proves("CLX-11")
def test_without_a_token_nothing_is_told_of_the_body(client: Client) -> None:
    assert client.request("PUT", f"{API}/Order/create", content=b"{").status_code == 401


@pytest.mark.parametrize("suffixed", [b"client_id=cloudrx-test-client--w3", b"client_id=cloudrx-test-client"])
def test_a_client_with_a_suffix_and_its_token_reach_that_sandbox_alone(client: Client, suffixed: bytes) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})
    form = CREDENTIALS.replace(b"client_id=cloudrx-test-client", suffixed)
    headers = {} if b"--" in suffixed else {"X-Mock-Sandbox": "w3"}

    token = fetch_token(client, form, **headers).json()["access_token"]
    made = client.request("PUT", f"{API}/Order/create", json=ORDER, headers=bearer(token))

    assert made.json() == {"orderId": 2}
    assert client.get(f"{API}/Order/status?orderId=2", bearer("cloudrx-test-token--w3")).status_code == 200
    assert client.get(f"{API}/Order/status?orderId=2", TOKEN).status_code == 400
    elsewhere = client.get(STATUS, bearer(token) | {"X-Mock-Sandbox": "default"})
    assert elsewhere.status_code == 401


def test_the_journal_shows_no_secret_and_no_token(client: Client) -> None:
    token = fetch_token(client, CREDENTIALS).json()["access_token"]
    client.get(STATUS, bearer(token))
    create(client)

    answers = [client.get(f"/_mock/sandboxes/default/journal/{n}") for n in range(1, 4)]
    shown = "".join(answer.text for answer in answers)

    assert [answer.status_code for answer in answers] == [200] * 3
    assert "client_credentials" in shown
    assert "cloudrx-test-secret" not in shown
    assert token not in shown
