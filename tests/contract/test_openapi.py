"""The documents of vendors, held against what the server does."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import yaml
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from mock_server import documents, resources
from mock_server.contract import openapi
from mock_server.contract.vendor import Vendor
from mock_server.registry import VENDORS

FOLDER: Final = resources.folder("openapi")
EVERY_VENDOR = pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


@EVERY_VENDOR
def test_document_and_dispatch_know_the_same_operations(vendor: Vendor) -> None:
    document: Any = openapi.document(vendor)

    documented = {(method, path, shown["operationId"]) for method, path, shown in operations_of(document)}

    assert documented == {(each.method, each.path, each.name) for each in vendor.operations}
    for method, path, name in documented:
        found = vendor.table.find(method, path)
        assert found.operation is not None
        assert found.operation.name == name


@EVERY_VENDOR
def test_every_operation_documents_its_errors_with_an_example_of_their_own_shape(vendor: Vendor) -> None:
    document: Any = openapi.document(vendor)

    for method, path, shown in operations_of(document):
        operation = vendor.table.find(method, path).operation
        assert operation is not None
        statuses = {str(error.status) for error in operation.refuses} | {str(operation.status)}
        assert set(shown["responses"]) == statuses
        model = operation.error_model or vendor.error_model
        for error in operation.refuses:
            if error.is_bare:
                continue
            (content,) = shown["responses"][str(error.status)]["content"].values()
            model.model_validate(content["examples"][error.name]["value"])
        assert shown["description"]
        assert shown["x-sources"] == list(operation.grounds.cites)
        assert shown.get("x-in-part", {}) == operation.grounds.in_part


@EVERY_VENDOR
def test_every_operation_asks_for_schemes_that_there_are(vendor: Vendor) -> None:
    document: Any = openapi.document(vendor)

    for _, _, shown in operations_of(document):
        asked = {name for scheme in shown.get("security", []) for name in scheme}
        assert asked <= set(document["components"]["securitySchemes"])


@EVERY_VENDOR
def test_every_example_fits_its_schema(vendor: Vendor) -> None:
    for operation in vendor.operations:
        if operation.body is not None:
            assert operation.body_examples, operation.name
            for example in operation.body_examples.values():
                operation.body.model_validate(example)
        if operation.answer is not None:
            operation.answer.model_validate(operation.answer_example)


@pytest.mark.parametrize("name", documents.names())
def test_the_committed_document_is_what_the_code_says(name: str) -> None:
    assert documents.stale([name], FOLDER) == []


@EVERY_VENDOR
def test_every_group_of_operations_says_what_it_is_about(vendor: Vendor) -> None:
    assert set(vendor.tags) == {operation.tag for operation in vendor.operations}
    assert all(vendor.tags.values())


@pytest.mark.parametrize("name", documents.names())
def test_a_validator_of_somebody_else_s_finds_the_document_valid(name: str) -> None:
    validate(yaml.load((FOLDER / f"{name}.yaml").read_bytes(), yaml.CSafeLoader))


@pytest.mark.parametrize("name", VENDORS)
def test_readers_of_either_version_of_yaml_read_the_same_document(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_bytes()

    assert YAML(typ="safe").load(text) == yaml.load(text, yaml.CSafeLoader)


UNLINKED: Final = {"get_order_status": "no answer of the vendor's names a shop"}


@EVERY_VENDOR
def test_a_link_leads_to_every_operation_that_takes_an_id_in_its_address(vendor: Vendor) -> None:
    names = {operation.name for operation in vendor.operations}
    links = [link for operation in vendor.operations for link in operation.links]

    assert {link.operation for link in links} <= names
    unlinked = {each.name for each in vendor.operations if each.path_values} - {link.operation for link in links}
    assert unlinked <= UNLINKED.keys()


def test_a_link_leads_to_every_id_that_the_sandbox_s_own_api_gives_out() -> None:
    document = yaml.load((FOLDER / f"{documents.CONTROL}.yaml").read_bytes(), yaml.CSafeLoader)
    given_out = {"sandbox", "subscription", "delivery", "rule", "id", "n"}
    linked = {
        name
        for _, _, shown in operations_of(document)
        for answer in shown["responses"].values()
        for link in answer.get("links", {}).values()
        for name in link["parameters"]
    }

    assert given_out <= linked


@pytest.mark.parametrize("name", documents.names())
def test_every_operation_has_examples_of_all_that_it_takes(name: str) -> None:
    document = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)

    for _, _, shown in operations_of(document):
        for parameter in shown.get("parameters", ()):
            if parameter["in"] == "path":
                assert "example" in parameter, (shown["operationId"], parameter["name"])
        for media in shown.get("requestBody", {}).get("content", {}).values():
            assert media.get("examples") or "example" in media, shown["operationId"]
