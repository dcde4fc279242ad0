"""The OpenAPI documents: this API's own, and those that are served."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mock_server.app import build_app
from mock_server.control.application import ROUTES
from tests.clients import Client
from tests.control.conftest import Json
from tests.control.problems import problem


@pytest.fixture(scope="module")
def document() -> Json:
    document: Json = build_app().control_api.openapi()
    return document


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_the_document_has_exactly_the_declared_operations(document: Json) -> None:
    documented = {(method, path): operation["operationId"] for method, path, operation in operations(document)}

    assert documented == {(route.method, route.path): route.handler.__name__ for route in ROUTES}


def test_every_operation_is_described_and_belongs_somewhere(document: Json) -> None:
    tags = {tag["name"] for tag in document["tags"]}

    for _, _, operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) <= tags


def test_every_refusal_is_documented_as_a_problem_and_none_in_the_frameworks_shape(document: Json) -> None:
    for _, path, operation in operations(document):
        refusals = {status: each for status, each in operation["responses"].items() if int(status) >= 400}
        assert refusals, path
        for refusal in refusals.values():
            assert list(refusal["content"]) == ["application/problem+json"], path
    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()


def test_a_body_is_documented_with_an_example_where_it_is_read(document: Json) -> None:
    for method, path, operation in operations(document):
        assert ("requestBody" in operation) == (method in ("POST", "PATCH")), path


def test_every_reference_leads_somewhere(document: Json) -> None:
    schemas = document["components"]["schemas"]

    def references(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    assert {each.rpartition("/")[2] for each in references(document)} <= schemas.keys()


def test_parameters_have_no_null_and_keep_their_bounds(document: Json) -> None:
    orders = document["paths"]["/_mock/sandboxes/{sandbox}/orders"]["get"]["parameters"]
    schemas = {each["name"]: each["schema"] for each in orders}

    assert "null" not in str(schemas)
    assert (schemas["limit"]["minimum"], schemas["limit"]["maximum"], schemas["limit"]["default"]) == (1, 500, 50)
    assert schemas["older_than"]["pattern"]


def test_health_asks_for_no_token_and_all_else_may(document: Json) -> None:
    assert document["components"]["securitySchemes"]["adminToken"]["scheme"] == "bearer"
    assert document["security"] == [{}, {"adminToken": []}]
    is_open = {path for _, path, operation in operations(document) if operation.get("security") == []}
    assert is_open == {"/_mock/health", "/_mock/health/live", "/_mock/health/ready"}


def test_documents_are_served_as_bytes_and_only_by_known_names(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = {"nimbus": b"openapi: 3.1.0\n", "secret": b"never"}
    application = client.server.control_api
    monkeypatch.setattr(application.state, "controlled", replace(application.state.controlled, document=documents.get))

    answer = client.get("/_mock/openapi/nimbus.yaml")

    assert (answer.content, answer.headers["content-type"]) == (b"openapi: 3.1.0\n", "application/yaml")
    problem(client.get("/_mock/openapi/secret.yaml"), "unknown-document")
    problem(client.get("/_mock/openapi/control.yaml"), "unknown-document")
    assert "'nimbus'" in problem(client.get("/_mock/openapi/nimbos.yaml"), "unknown-document")["detail"]
