"""The sandbox's own API as an application."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from mock_server.control import documentation, failures
from mock_server.control.routes import checks, clock, coverage, health, journal, records, rules, sandboxes, vendors, webhooks
from mock_server.control.server import ControlledServer

__all__ = ["ROUTES", "ControlledServer", "build_control"]

ROUTES: Final = (
    *health.ROUTES,
    *vendors.ROUTES,
    *sandboxes.ROUTES,
    *clock.ROUTES,
    *records.ROUTES,
    *webhooks.ROUTES,
    *rules.ROUTES,
    *journal.ROUTES,
    *checks.ROUTES,
    *coverage.ROUTES,
)
"""All operations, in the order in which the document tells of them."""

_NOTHING_TOLD: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


class ControlApplication(FastAPI):
    """A FastAPI application that says of itself what is true."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, built when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = documentation.document(self.routes, ROUTES, self.version)
        return self.openapi_schema


def build_control(server: ControlledServer) -> FastAPI:
    """The application that steers a server, its paths full ones under `/_mock`."""
    application = ControlApplication(
        version=server.version,
        telemetry=_NOTHING_TOLD,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # the document is committed and served as bytes
    )
    application.state.controlled = server
    failures.install(application)
    for route in ROUTES:
        route.mount(application)
    return application
