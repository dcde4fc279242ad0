"""How an operation of the sandbox's own API is declared: once, for its documentation and its dispatch."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from mock_server.contract.operation import Link
from mock_server.control.problems import (
    ADMIN_TOKEN_NEEDED,
    BODY_TOO_LARGE,
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    HEADERS_TOO_LARGE,
    INVALID_REQUEST,
    JSON_ONLY,
    MALFORMED_JSON,
    MEDIA_TYPE,
    NO_HOST,
    UNREADABLE_REQUEST,
    ProblemType,
)

Handler = Callable[..., Awaitable[Any]]  # the framework calls it with what its signature asks for

PROBLEM_SCHEMA = {"$ref": "#/components/schemas/ProblemOut"}


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. The handler's name is the operation's id, its docstring the summary and the description.

    `body` is the model of the JSON body, where the operation reads one. `refuses` are the problems it may answer with,
    besides those of the guard and of reading a body. `links` say which operations take parts of its
    answer. `is_open` says that it asks for no admin token.
    """

    method: str
    path: str
    handler: Handler
    tag: str
    refuses: tuple[ProblemType, ...] = ()
    status: int = 200
    about: str = "What was asked for."
    body: type[BaseModel] | None = None
    example: dict[str, object] = field(default_factory=dict)
    answers_with: type[Response] = JSONResponse
    is_open: bool = False
    links: tuple[Link, ...] = ()

    @property
    def problems(self) -> tuple[ProblemType, ...]:
        """All problems that the operation may answer with, but for the server's own failure."""
        guard = (UNREADABLE_REQUEST, NO_HOST, FOREIGN_ORIGIN, FOREIGN_HOST, HEADERS_TOO_LARGE)
        token = () if self.is_open else (ADMIN_TOKEN_NEEDED,)
        body = () if self.body is None else (JSON_ONLY, BODY_TOO_LARGE, MALFORMED_JSON, INVALID_REQUEST)
        return tuple(dict.fromkeys((*guard, *token, *body, *self.refuses)))

    def mount(self, application: FastAPI) -> None:
        """Let an application answer at the route's address."""
        summary, _, description = inspect.cleandoc(self.handler.__doc__ or "").partition("\n\n")
        extra: dict[str, Any] = {"security": []} if self.is_open else {}
        if self.body is not None:
            content = {"schema": {"$ref": f"#/components/schemas/{self.body.__name__}"}, "example": self.example}
            extra["requestBody"] = {"required": True, "content": {"application/json": content}}
        application.add_api_route(
            self.path,
            self.handler,
            methods=[self.method],
            operation_id=self.handler.__name__,
            status_code=self.status,
            tags=[self.tag],
            summary=" ".join(summary.split()).rstrip("."),
            description=description or summary,
            response_description=self.about,
            response_class=self.answers_with,
            responses=self._documented(),
            openapi_extra=extra,
        )

    def _documented(self) -> dict[int | str, dict[str, Any]]:
        documented: dict[int | str, dict[str, Any]] = {}
        if self.status == 201:  # noqa: PLR2004  # what was made has an address
            schema = {"type": "string", "format": "uri-reference"}
            documented[201] = {"headers": {"Location": {"description": "Its address.", "schema": schema}}}
        if self.links:
            documented.setdefault(self.status, {})["links"] = {
                each.name: {"operationId": each.operation, "parameters": dict(each.parameters), "description": each.about}
                for each in self.links
            }
        for status in sorted({each.status for each in self.problems}):
            here = [each for each in self.problems if each.status == status]
            examples = {
                each.slug: {"value": {"type": each.uri, "title": each.title, "status": status, "detail": "…", "instance": "/"}}
                for each in here
            }
            documented[status] = {
                "description": " ".join(f"`{each.slug}`: {each.title}." for each in here),
                "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA, "examples": examples}},
            }
        return documented
