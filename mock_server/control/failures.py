"""Every failure of the sandbox's own API becomes a problem: the framework never shows through."""

import logging
from collections.abc import Awaitable, Callable
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.control.bodies import invalid
from mock_server.control.problems import (
    INTERNAL_ERROR,
    MALFORMED_JSON,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    Problem,
    problem_of,
    respond,
)
from mock_server.control.server import served
from mock_server.engine.errors import EngineError
from mock_server.explaining.nearest import elsewhere
from mock_server.sandboxes.errors import SandboxError
from mock_server.scenarios.errors import EndlessExtends, ScenarioError, UnknownScenario, hint, show

_log = logging.getLogger(__name__)

Tell = Callable[[Request, Exception], Awaitable[Response]]


def _telling(translate: Callable[[Request, Exception], Problem]) -> Tell:
    async def tell(request: Request, failed: Exception) -> Response:
        return respond(translate(request, failed), request.scope["path"])

    return tell


def _problem(_: Request, failed: Exception) -> Problem:
    return failed if isinstance(failed, Problem) else problem_of(failed)


def _invalid(_: Request, failed: Exception) -> Problem:
    errors = cast("RequestValidationError", failed).errors()  # the application asks only with such
    return invalid(cast("list[ErrorDetails]", errors), known=(), in_body=False)


def _gone(_: Request, __: Exception) -> Problem:
    return Problem(MALFORMED_JSON, "the client hung up before the body was whole")


def _http(request: Request, failed: Exception) -> Problem:
    status = cast("HTTPException", failed).status_code  # the application asks only with such
    if status == METHOD_NOT_ALLOWED.status:
        allowed = ", ".join(_methods(request))
        detail = f"{show(request.scope['path'])} does not take {request.method}; it takes {allowed}"
        return Problem(METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
    return Problem(NOT_FOUND, _nowhere(request))


def _methods(request: Request) -> list[str]:
    # The framework itself names the methods of the first route with that path, and no others.
    routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in routes for method in route.methods})


def _nowhere(request: Request) -> str:
    vendors = served(request).vendors
    path: str = request.scope["path"]
    steps = path.removeprefix("/").split("/")
    step = steps[2] if steps[0] == "s" and len(steps) > 2 else steps[0]  # noqa: PLR2004  # /s/{sandbox}/{vendor}
    if step == "_mock":
        return "the sandbox's own API has nothing here; GET /_mock says where to begin"
    meant = elsewhere(iter(vendors.values()), request.method, path)
    if meant is not None:
        vendor, _ = meant
        return f"no vendor stands under {show(f'/{step}')}; {vendor.title} has that: call {show(f'/{vendor.slug}{path}')}"
    return f"no vendor stands under {show(f'/{step}')}{hint(step, [*vendors, '_mock'])}"


class Shield:
    """Answers with a problem where the application fails, and logs how; both carry the same number.

    It stands inside the framework's own last resort, which would answer too, and then fail once more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._failures = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or has_begun:
                raise
            self._failures += 1
            _log.exception("failure %d: the answer to %s %r failed", self._failures, scope["method"], scope["path"])
            problem = Problem(
                INTERNAL_ERROR, "the server's log says how, under the number of the failure", failure=self._failures
            )
            await respond(problem, scope["path"])(scope, receive, send)


def install(application: FastAPI) -> None:
    """Let an application answer every failure with a problem."""
    for refusal in (Problem, EngineError, SandboxError, UnknownScenario, ScenarioError, EndlessExtends):
        application.add_exception_handler(refusal, _telling(_problem))
    application.add_exception_handler(RequestValidationError, _telling(_invalid))
    application.add_exception_handler(ClientDisconnect, _telling(_gone))
    application.add_exception_handler(HTTPException, _telling(_http))
    application.add_middleware(Shield)
