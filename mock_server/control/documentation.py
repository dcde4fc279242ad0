"""The OpenAPI document of the sandbox's own API: what the framework says of it, made true."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from mock_server.control.models.problem import ProblemOut
from mock_server.control.route import Route

Json = dict[str, Any]  # a document: JSON values of any shape

_TAGS: Final = (
    ("server", "The server itself: where to begin, and what it offers."),
    ("health", "For probes; never asks for a token."),
    ("vendors", "The vendors: what they take, how their records move, what they refuse."),
    ("sandboxes", "Isolated worlds: make, reset, fork, keep, bring back, drop."),
    ("clock", "A sandbox's time."),
    ("records", "Orders and all other records, and the moves they make."),
    ("webhooks", "Who is told of what, and what came of it."),
    ("rules", "What goes differently in a sandbox on purpose."),
    ("journal", "What happened in a sandbox."),
    ("checks", "What is expected of a sandbox: verify it, wait for it, reconcile it."),
    ("coverage", "What all sandboxes have met of what there is."),
)
_ABOUT: Final = """\
Steers the sandboxes of pharmacy-mock-server: isolated worlds in which the server stands in for vendors of pharmacy
fulfilment. It is not affiliated with the vendors, and all that it holds is invented.

Every refusal is a problem (RFC 9457) whose `type` is listed in `docs/problems.md`. Instants are UTC, durations are written
`90s`, `5m`, `2h`, `1d` or `1d 12h`. Bodies are read strictly: UTF-8, no name twice, no unknown members."""

_TEMPLATE: Final = "#/components/schemas/{model}"
_ADMIN_TOKEN: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "The server's admin token, where it was started with one. Vendors' credentials never work here.",
}
_REFERENCE: Final = re.compile(r"#/components/schemas/(\w+)")
_FRAMEWORKS_OWN: Final = ("HTTPValidationError", "ValidationError")


def document(routes: Iterable[BaseRoute], declared: Iterable[Route], version: str) -> Json:
    """The document of an application with these routes; `declared` says which bodies they read."""
    said: Json = get_openapi(
        title="pharmacy-mock-server control API",
        version=version,
        summary="Make sandboxes, move their clocks and records, and read what happened.",
        description=_ABOUT,
        routes=list(routes),
        tags=[{"name": name, "description": about} for name, about in _TAGS],
        servers=[{"url": "http://127.0.0.1:8080", "description": "The server, started as is."}],
        license_info={"name": "MIT", "identifier": "MIT"},
        separate_input_output_schemas=False,
    )
    for operations in said["paths"].values():
        for operation in operations.values():
            _mend(operation)
    schemas: Json = said["components"]["schemas"]
    for name in _FRAMEWORKS_OWN:
        schemas.pop(name, None)
    bodies = [route.body for route in declared if route.body is not None]
    schemas.update(_schemas([*bodies, ProblemOut]))
    said["components"] = {"schemas": _used(schemas, said["paths"]), "securitySchemes": {"adminToken": _ADMIN_TOKEN}}
    said["security"] = [{}, {"adminToken": []}]  # the token is asked for only where the server was started with one
    return said


def _schemas(models: Iterable[type[BaseModel]]) -> Json:
    unique = dict.fromkeys(models)
    _, definitions = models_json_schema([(model, "validation") for model in unique], ref_template=_TEMPLATE)
    schemas: Json = definitions.get("$defs", {})
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            # What an absent member stands for in the code is no value that a caller could send.
            if member.get("default", "") is None and "anyOf" not in member:
                del member["default"]
    return schemas


def _used(schemas: Json, paths: Json) -> Json:
    # A model that documents itself in other words leaves those behind that it is made of.
    left, looked_at = dict(schemas), [paths]
    used: Json = {}
    while looked_at:
        named = set(_REFERENCE.findall(json.dumps(looked_at.pop())))
        found = {name: left.pop(name) for name in named & left.keys()}
        used |= found
        looked_at.extend(found.values())
    return dict(sorted(used.items()))


def _mend(operation: Json) -> None:
    # The framework documents a 422 of its own shape wherever there is a parameter; ours are declared by the routes.
    invalid = operation["responses"].get("422", {}).get("content", {})
    if "application/json" in invalid:
        del operation["responses"]["422"]
    yaml = operation["responses"].get("200", {}).get("content", {}).get("application/yaml")
    if yaml is not None:
        yaml["schema"] = {"type": "object"}  # it is a document, where the framework sees text
    for parameter in operation.get("parameters", ()):
        # An absent parameter is absent: an address has no null.
        options = parameter["schema"].pop("anyOf", None)
        if options is not None:
            parameter["schema"] |= next(option for option in options if option != {"type": "null"})
        # The framework writes a duration its own way, which the pattern of ours refuses; the description tells of it.
        if not re.search(parameter["schema"].get("pattern", ""), str(parameter["schema"].get("default", ""))):
            parameter["schema"].pop("default", None)
