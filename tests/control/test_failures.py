"""Every failure is a problem."""

import logging

import pytest
from starlette.types import Message

from tests.clients import Client
from tests.control.asgi import ask
from tests.control.problems import problem


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/", "nimbus"),
        ("/nimbos/orders", "'nimbus'"),
        ("/s/default/nimbos/orders", "'nimbus'"),
        ("/s/default", "nimbus"),
        ("/_mock/", "GET /_mock"),
        ("/_mock/nothing", "GET /_mock"),
        ("/docs", "nimbus"),
        ("/openapi.json", "nimbus"),
    ],
)
def test_an_unknown_address_is_answered_with_where_to_look(client: Client, path: str, hint: str) -> None:
    refused = problem(client.get(path), "not-found")

    assert hint in refused["detail"]
    assert refused["instance"] == path


def test_the_instance_is_a_reference_whatever_was_asked(client: Client) -> None:
    assert problem(client.get("/_mock/%C3%A4%20b%3F"), "not-found")["instance"] == "/_mock/%C3%A4%20b%3F"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/_mock/sandboxes", "GET, POST"),
        ("POST", "/_mock/sandboxes/default", "DELETE, GET"),
        ("OPTIONS", "/_mock/sandboxes/default/clock", "GET, POST"),
        ("HEAD", "/_mock/health", "GET"),
        ("TRACE", "/_mock", "GET"),
    ],
)
def test_a_wrong_method_is_answered_with_all_right_ones(client: Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    if method != "HEAD":
        problem(answer, "method-not-allowed")


def test_no_answer_invites_pages_of_other_origins(client: Client) -> None:
    answer = client.get("/_mock", {"origin": "http://127.0.0.1:8080"})

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_failure_of_the_server_is_logged_and_shows_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> list[tuple[str, str]]:
        raise RuntimeError("a private matter")

    monkeypatch.setattr(client.server.sandboxes.library, "titles", fail)
    with caplog.at_level(logging.ERROR):
        refused = problem(client.get("/_mock/scenarios"), "internal-error")

    assert refused["failure"] == 1
    assert "private" not in str(refused)
    assert "failure 1: the answer to GET '/_mock/scenarios' failed" in caplog.text
    assert "a private matter" in caplog.text
    assert client.get("/_mock/health").status_code == 200


def test_a_client_that_hangs_up_amid_its_body_changes_nothing(client: Client) -> None:
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    cut_short: list[Message] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    assert ask(client.server, headers, "POST", "/_mock/sandboxes", cut_short) == 400
    assert client.get("/_mock/sandboxes").json()["total"] == 1
