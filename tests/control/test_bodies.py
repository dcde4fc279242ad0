"""How request bodies are read."""

import pytest

from mock_server.wire import MAX_BODY
from tests.clients import Client
from tests.control.conftest import Json
from tests.control.problems import problem

SANDBOXES = "/_mock/sandboxes"
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"NaN",
        b'{"seed": NaN}',
        b'{"seed": 1e999}',
        b'{"id": "a", "id": "b"}',
        b'{"id": "\\ud800"}',
        b"\xef\xbb\xbf{}",
        b"[" * 65 + b"]" * 65,
        '{"id": "w"}'.encode("utf-16"),
    ],
)
def test_what_is_no_strict_json_is_malformed(client: Client, body: bytes) -> None:
    problem(client.post(f"{SANDBOXES}/default/clock", content=body, headers=JSON), "malformed-json")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"w3"', b"5"])
def test_json_that_is_no_object_is_invalid(client: Client, body: bytes) -> None:
    refused = problem(client.post(SANDBOXES, content=body, headers=JSON), "invalid-request")

    assert refused["errors"] == [{"pointer": "", "says": "must be an object"}]


@pytest.mark.parametrize("type_", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
@pytest.mark.parametrize("path", [SANDBOXES, f"{SANDBOXES}/default/reset", f"{SANDBOXES}/default/clock"])
def test_only_json_is_read_even_where_the_body_is_empty(client: Client, type_: str, path: str) -> None:
    problem(client.post(path, content=b"", headers={"content-type": type_}), "json-only")


def test_every_post_needs_the_content_type_that_no_foreign_page_can_send(client: Client) -> None:
    paths: dict[str, Json] = client.server.control_api.openapi()["paths"]
    posts = [path for path, operations in paths.items() if "post" in operations]

    assert posts
    for path in posts:
        address = path.replace("{", "").replace("}", "")
        problem(client.post(address, content=b"{}", headers={"content-type": "text/plain"}), "json-only")


def test_the_content_type_may_have_parameters_and_any_case(client: Client) -> None:
    answer = client.post(SANDBOXES, content=b"{}", headers={"content-type": "Application/JSON; charset=utf-8"})

    assert answer.status_code == 201


@pytest.mark.parametrize("padding", [MAX_BODY - 1, 10 * MAX_BODY])
def test_a_body_beyond_the_bound_is_refused_by_its_length(client: Client, padding: int) -> None:
    answer = client.post(SANDBOXES, content=b"{}" + b" " * padding, headers=JSON)

    problem(answer, "body-too-large")
    assert answer.headers["connection"] == "close"


def test_a_body_beyond_the_bound_is_refused_while_it_streams(client: Client) -> None:
    sent = {**JSON, "content-length": "2"}  # a client that does not say how long its body is

    problem(client.post(SANDBOXES, content=b"{}" + b" " * MAX_BODY, headers=sent), "body-too-large")


def test_whole_numbers_may_be_written_as_json_schema_allows(client: Client) -> None:
    assert client.post(SANDBOXES, {"seed": 5.0}).json()["seed"] == 5
    assert client.post(SANDBOXES, {"seed": 5}).json()["seed"] == 5


@pytest.mark.parametrize("seed", ["5", True, 5.5, -1, 2.0**63, [5], {"seed": 5}])
def test_nothing_else_passes_for_a_whole_number(client: Client, seed: object) -> None:
    refused = problem(client.post(SANDBOXES, {"seed": seed}), "invalid-request")

    assert [each["pointer"] for each in refused["errors"]] == ["/seed"]


def test_each_wrong_place_is_named_in_plain_words_and_nothing_sent_comes_back(client: Client) -> None:
    sent = {"id": 5, "clock": {"mode": "sideways", "speed": {"secret": "abc"}}, "sede": 1}

    refused = problem(client.post(SANDBOXES, sent), "invalid-request")

    assert refused["errors"] == [
        {"pointer": "/id", "says": "must be text"},
        {"pointer": "/clock/mode", "says": "must be 'frozen' or 'running'"},
        {"pointer": "/clock/speed", "says": "must be a number"},
        {"pointer": "/sede", "says": "is not known here; did you mean 'seed'?"},
    ]
    assert "abc" not in str(refused)
