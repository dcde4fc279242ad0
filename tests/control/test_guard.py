"""Who may ask: hosts, origins, the token."""

from collections.abc import Iterator

import pytest
from starlette.responses import PlainTextResponse

from mock_server.app import build_app
from mock_server.control.guard import OPEN_PATHS, Guard
from mock_server.settings import Settings
from tests.clients import Client
from tests.control.asgi import ask
from tests.control.problems import problem

TOKEN = "let-me-in"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8080",
        "w3.localhost:8080",
        "127.0.0.1:8080",
        "10.1.2.3",
        "[::1]:8080",
        "[fe80::1]",
        "mock-server:8080",
        "pharmacy_mock",
        "host.docker.internal:8080",
    ],
)
def test_names_that_no_stranger_can_have_are_answered(client: Client, host: str) -> None:
    assert client.get("/_mock", {"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "user@localhost",
        "[::1",
        "a b",
        "1.2.3",
        "localhost:x",
    ],
)
def test_other_names_are_refused(client: Client, host: str) -> None:
    problem(client.get("/_mock/health", {"host": host}), "foreign-host")


def test_a_name_that_the_server_was_told_of_is_answered() -> None:
    with Client(build_app(Settings(allowed_hosts=("mock.team.example",)))) as client:
        assert client.get("/_mock", {"host": "Mock.Team.Example:443"}).status_code == 200
        assert client.get("/_mock", {"host": "other.team.example"}).status_code == 421


@pytest.mark.parametrize("hosts", [[], [(b"host", b"")], [(b"host", b"localhost"), (b"host", b"localhost")]])
def test_a_request_names_exactly_one_host(hosts: list[tuple[bytes, bytes]]) -> None:
    guard = Guard(PlainTextResponse("through"), None, ())

    assert ask(guard, hosts) == 400
    assert ask(guard, [(b"host", b"localhost")]) == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:80"),
        ("localhost:443", "https://LOCALHOST"),
        ("[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_pages_of_the_server_itself_may_ask(client: Client, host: str, origin: str) -> None:
    assert client.get("/_mock", {"host": host, "origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["null", "http://localhost:8080", "http://127.0.0.1:3000", "http://127.0.0.1", "file://", "", "http://127.0.0.1:99999"],
)
def test_pages_of_other_origins_may_not(client: Client, origin: str) -> None:
    problem(client.get("/_mock", {"origin": origin}), "foreign-origin")
    problem(client.post("/_mock/sandboxes", {}, headers={"origin": origin}), "foreign-origin")


def test_no_port_is_so_wrong_that_it_equals_another(client: Client) -> None:
    headers = {"host": "localhost:99999", "origin": "http://evil.example:99999"}

    problem(client.get("/_mock", headers), "foreign-origin")


def test_a_browser_that_tells_of_another_site_is_believed(client: Client) -> None:
    problem(client.get("/_mock", {"sec-fetch-site": "cross-site"}), "foreign-origin")
    assert client.get("/_mock", {"sec-fetch-site": "same-origin"}).status_code == 200


@pytest.fixture
def guarded() -> Iterator[Client]:
    with Client(build_app(Settings(admin_token=TOKEN))) as client:
        yield client


@pytest.mark.parametrize(
    "sent", [None, "", TOKEN, "Bearer", f"Basic {TOKEN}", "Bearer wrong", f"Bearer {TOKEN}x", "Bearer nimbus-test-key"]
)
def test_without_the_admin_token_nothing_is_told(guarded: Client, sent: str | None) -> None:
    headers = {} if sent is None else {"authorization": sent}

    for answer in (guarded.get("/_mock", headers), guarded.post("/_mock/nothing", {}, headers=headers)):
        problem(answer, "admin-token-needed")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_admin_token_opens_whatever_the_case_of_its_scheme(guarded: Client) -> None:
    assert guarded.get("/_mock", {"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert guarded.get("/_mock", {"authorization": f"bearer {TOKEN}"}).status_code == 200


def test_health_and_vendors_ask_for_no_admin_token(guarded: Client) -> None:
    for path in OPEN_PATHS:
        assert guarded.get(path).status_code == 200
    assert guarded.get("/nimbus/orders/ord_abc123xyz", {"x-api-key": "nimbus-test-key"}).status_code == 200


def test_the_token_is_asked_for_before_the_body_is_judged(guarded: Client) -> None:
    wrong_body = guarded.post("/_mock/sandboxes", content=b"{", headers={"content-type": "text/plain"})

    problem(wrong_body, "admin-token-needed")


def test_the_host_is_judged_first(guarded: Client) -> None:
    headers = {"host": "evil.example", "origin": "http://evil.example"}

    problem(guarded.post("/_mock/sandboxes", content=b"", headers=headers), "foreign-host")


def test_too_many_or_too_long_headers_are_refused(client: Client) -> None:
    problem(client.get("/_mock", {f"x-{n}": "y" for n in range(100)}), "headers-too-large")
    problem(client.get("/_mock", {"x-long": "y" * (32 << 10)}), "headers-too-large")
