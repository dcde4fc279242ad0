"""A vendor's OpenAPI 3.1 document, from the same declarations that answer its calls."""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from mock_server.contract.answers import VendorError
from mock_server.contract.operation import Header, Operation
from mock_server.contract.vendor import Vendor
from mock_server.engine.evidence import Grounds

Json = dict[str, object]

_REASONS: Final[Mapping[int, str]] = {
    200: "The request succeeded.",
    201: "The record was made.",
    204: "Done; there is nothing to say.",
}
_JOURNAL = Header(
    "X-Mock-Journal",
    "The number of this call in the sandbox's journal. The stand-in's own; the vendor sends no such header.",
    "41",
    schema={"type": "integer"},
)
_TEMPLATE: Final = "#/components/schemas/{model}"


def document(vendor: Vendor) -> Json:
    """The vendor's OpenAPI document as JSON values, operations and members in declared order."""
    models: list[type[BaseModel]] = []
    for operation in vendor.operations:
        models.extend(model for model in (operation.body, operation.answer, operation.error_model) if model is not None)
    unique = list(dict.fromkeys([*models, vendor.error_model]))
    references, definitions = models_json_schema([(model, "validation") for model in unique], ref_template=_TEMPLATE)
    schemas = {model: references[(model, "validation")] for model in unique}
    paths: dict[str, Json] = {}
    for operation in vendor.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(vendor, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{vendor.title} (stand-in)",
            "version": vendor.version,
            "summary": vendor.about,
            "description": (
                f"What pharmacy-mock-server emulates of {vendor.title}. It is not affiliated with the vendor, holds invented "
                "data only, and marks each operation and error with how it is known: documented, observed, inferred or "
                "invented, citing rows of the project's ledger of sources; `x-in-part` names those of parts that are known "
                "in another way."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": f"http://127.0.0.1:8080/{vendor.slug}", "description": "The default sandbox, started as is."}],
        "tags": [{"name": tag, "description": about} for tag, about in vendor.tags.items()],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {name: dict(scheme) for name, scheme in vendor.security.items()},
        },
    }


def _operation(vendor: Vendor, operation: Operation, schemas: Mapping[type[BaseModel], Json]) -> Json:
    shown: Json = {
        "operationId": operation.name,
        "summary": operation.summary.rstrip("."),
        "description": _description(operation),
    }
    if operation.tag:
        shown["tags"] = [operation.tag]
    parameters = [
        _parameter("path", Header(name, about, example, is_required=True))
        for name, (about, example) in operation.path_values.items()
    ]
    parameters += [_parameter("query", parameter) for parameter in operation.query]
    parameters += [_parameter("header", header) for header in operation.request_headers]
    if parameters:
        shown["parameters"] = parameters
    if operation.body is not None:
        schema = schemas[operation.body]
        shown["requestBody"] = {
            "required": operation.body_is_required,
            "content": {
                "application/json": {
                    "schema": {"anyOf": [schema, {"type": "null"}]} if operation.takes_null else schema,
                    "examples": {name: {"value": value} for name, value in operation.body_examples.items()},
                }
            },
        }
    elif operation.body_types:
        shown["requestBody"] = {
            "required": operation.body_is_required,
            "content": {media: dict(content) for media, content in operation.body_types.items()},
        }
    shown["responses"] = _responses(vendor, operation, schemas)
    names = vendor.security if operation.security is None else operation.security
    shown["security"] = [] if operation.is_anonymous else [{name: _scopes(vendor, operation, name)} for name in names]
    return shown | _grounds(operation.grounds)


def _scopes(vendor: Vendor, operation: Operation, scheme: str) -> list[str]:
    # Only these schemes have scopes; for the others OpenAPI wants the list empty.
    has_scopes = vendor.security[scheme].get("type") in ("oauth2", "openIdConnect")
    return [operation.permission] if has_scopes and operation.permission is not None else []


def _description(operation: Operation) -> str:
    # The docstring's own indentation is the code's, not the reader's.
    lines = (operation.handler.__doc__ or "").strip().splitlines()
    paragraphs = "\n".join(line.strip() for line in lines[1:]).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs) or operation.summary


def _grounds(grounds: Grounds) -> Json:
    shown: Json = {"x-evidence": grounds.evidence.value, "x-sources": list(grounds.cites)}
    return shown | _in_part([grounds])


def _in_part(all_grounds: Iterable[Grounds]) -> Json:
    """The rows on parts that are known in another way than the whole, by evidence; nothing where there are none."""
    found: dict[str, set[str]] = {}
    for grounds in all_grounds:
        for evidence, rows in grounds.in_part.items():
            found.setdefault(evidence, set()).update(rows)
    return {"x-in-part": {evidence: sorted(rows, key=_row_order) for evidence, rows in found.items()}} if found else {}


def _parameter(place: str, header: Header) -> Json:
    return {
        "name": header.name,
        "in": place,
        "required": header.is_required,
        "description": header.about,
        "schema": dict(header.schema),
        "example": _example(header),
    }


def _example(header: Header) -> object:
    return int(header.example) if header.schema.get("type") == "integer" else header.example


def _shown_headers(headers: Iterable[Header]) -> Json:
    return {
        header.name: {
            "description": header.about,
            "required": header.is_required,
            "schema": dict(header.schema),
            "example": _example(header),
        }
        for header in headers
    }


def _responses(vendor: Vendor, operation: Operation, schemas: Mapping[type[BaseModel], Json]) -> Json:
    metered = vendor.meter_headers if operation.bucket is not None else ()
    success: Json = {
        "description": _REASONS.get(operation.status, "The request succeeded."),
        "headers": _shown_headers((*operation.answer_headers, *metered, _JOURNAL)),
    }
    if operation.answer is not None:
        content: Json = {"schema": schemas[operation.answer]}
        if operation.answer_example is not None:
            example = operation.answer_example
            content["example"] = example if isinstance(example, list) else dict(example)
        success["content"] = {"application/json": content}
    if operation.links:
        names = {other.name for other in vendor.operations}
        success["links"] = {
            link.name: {"operationId": link.operation, "parameters": dict(link.parameters), "description": link.about}
            for link in operation.links
            if link.operation in names
        }
    by_status: dict[int, list[VendorError]] = {}
    for error in operation.refuses:
        by_status.setdefault(error.status, []).append(error)
    responses: Json = {str(operation.status): success}
    for status, errors in sorted(by_status.items()):
        is_metered = bool(metered) and status != 401  # noqa: PLR2004  # before authentication nobody is counted
        shown_error: Json = {
            "description": " ".join(error.about for error in errors),
            "headers": _shown_headers((*(metered if is_metered else ()), _JOURNAL)),
        }
        with_body = {error.name: {"value": dict(vendor.voice.example(error))} for error in errors if not error.is_bare}
        if with_body:
            model = operation.error_model or vendor.error_model
            shown_error["content"] = {"application/json": {"schema": schemas[model], "examples": with_body}}
        responses[str(status)] = (
            shown_error
            | {
                "x-evidence": {error.name: error.grounds.evidence.value for error in errors},
                "x-sources": sorted({row for error in errors for row in error.grounds.cites}, key=_row_order),
            }
            | _in_part(error.grounds for error in errors)
        )
    return responses


def _row_order(row: str) -> tuple[str, int]:
    prefix, _, number = row.rpartition("-")
    return prefix, int(number)
