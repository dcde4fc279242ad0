"""The server itself: where to begin, whether it is there, its scenarios, its documents, its problems."""

from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from mock_server.control.models.health import (
    HealthOut,
    IndexOut,
    ProblemTypeOut,
    ScenarioList,
    ScenarioTitle,
    StatusWord,
    VersionOut,
)
from mock_server.control.pages import SECURITY_POLICY, render
from mock_server.control.problems import CATALOGUE, NOT_FOUND, NOT_READY, UNKNOWN_DOCUMENT, Problem
from mock_server.control.route import Route
from mock_server.control.server import origin_of, served
from mock_server.scenarios.errors import hint, show

CONTROL: Final = "control"
"""The name of this API's own document."""


class YamlResponse(Response):
    """An answer in YAML."""

    media_type = "application/yaml"


async def get_index(request: Request) -> IndexOut:
    """Where to begin: the vendors' addresses and the parts of this API."""
    server = served(request)
    origin = origin_of(request)
    return IndexOut(
        version=server.version,
        vendors={slug: f"{origin}/{slug}" for slug in server.vendors},
        links={
            "health": "/_mock/health",
            "vendors": "/_mock/vendors",
            "scenarios": "/_mock/scenarios",
            "sandboxes": "/_mock/sandboxes",
            "default_sandbox": "/_mock/sandboxes/default",
            "openapi": f"/_mock/openapi/{CONTROL}.yaml",
        },
    )


async def get_health(request: Request) -> HealthOut:
    """Whether the server is there."""
    server = served(request)
    return HealthOut(status="ok", version=server.version, sandboxes=len(server.sandboxes))


async def get_live(request: Request) -> StatusWord:
    """Whether the process still answers; for a probe that restarts it when it does not."""
    del request
    return StatusWord(status="ok")


async def get_ready(request: Request) -> StatusWord:
    """Whether calls may come; for a probe that sends them elsewhere when they may not."""
    if not served(request).is_ready():
        raise Problem(NOT_READY, "the server is starting or stopping; ask again")
    return StatusWord(status="ready")


async def get_version(request: Request) -> VersionOut:
    """The server's version."""
    return VersionOut(version=served(request).version)


async def list_scenarios(request: Request) -> ScenarioList:
    """The scenarios that a sandbox may start from, sorted by name."""
    titles = served(request).sandboxes.library.titles()
    return ScenarioList(scenarios=[ScenarioTitle(name=name, title=title) for name, title in titles])


async def get_openapi(request: Request, name: str) -> Response:
    """The OpenAPI document of a vendor, or of this API under the name `control`."""
    return YamlResponse(_document(request, name))


async def read_openapi(request: Request, name: str) -> Response:
    """The OpenAPI document of a vendor, or of this API under the name `control`, as a page for people."""
    return HTMLResponse(render(_document(request, name)), headers={"content-security-policy": SECURITY_POLICY})


def _document(request: Request, name: str) -> bytes:
    server = served(request)
    known = [*server.vendors, CONTROL]
    # Only names that stand here are asked for: what else lies beside the documents is nobody's business.
    document = server.document(name) if name in known else None
    if document is None:
        reason = "is not part of this server" if name in known else f"does not exist{hint(name, known)}"
        raise Problem(UNKNOWN_DOCUMENT, f"the document {show(name)} {reason}")
    return document


async def get_problem(problem: str) -> ProblemTypeOut:
    """A sort of problem, at the address that the `type` of a problem names."""
    found = next((each for each in CATALOGUE if each.slug == problem), None)
    if found is None:
        raise Problem(NOT_FOUND, f"no problem is called {show(problem)}{hint(problem, [each.slug for each in CATALOGUE])}")
    return ProblemTypeOut(type=found.uri, title=found.title, status=found.status)


_HEALTH: Final = "health"
_SERVER: Final = "server"

ROUTES: Final = (
    Route("GET", "/_mock", get_index, _SERVER),
    Route("GET", "/_mock/health", get_health, _HEALTH, is_open=True),
    Route("GET", "/_mock/health/live", get_live, _HEALTH, is_open=True),
    Route("GET", "/_mock/health/ready", get_ready, _HEALTH, (NOT_READY,), is_open=True),
    Route("GET", "/_mock/version", get_version, _SERVER),
    Route("GET", "/_mock/scenarios", list_scenarios, _SERVER),
    Route("GET", "/_mock/openapi/{name}.yaml", get_openapi, _SERVER, (UNKNOWN_DOCUMENT,), answers_with=YamlResponse),
    Route("GET", "/_mock/openapi/{name}", read_openapi, _SERVER, (UNKNOWN_DOCUMENT,), answers_with=HTMLResponse),
    Route("GET", "/_mock/problems/{problem}", get_problem, _SERVER, (NOT_FOUND,)),
)
