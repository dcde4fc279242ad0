"""How a client asks: an operation is written once, and blocks or is awaited by the way that its resource asks through."""

from collections.abc import Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from mock_server.client.errors import OWN, Problem, ProblemAnswered, Unreachable

__tracebackhide__ = OWN

ParametersT = ParamSpec("ParametersT")
AnswerT = TypeVar("AnswerT")
ModelT = TypeVar("ModelT", bound=BaseModel)

PATIENCE = 10.0
"""Real seconds that a request may take besides the time for which the server is asked to wait."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request to the sandbox's own API. `seconds` is how long it may take."""

    method: str
    path: str
    query: Mapping[str, str]
    body: object = None
    seconds: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, and the JSON object of the body where it is one."""

    status: int
    document: dict[str, Any] | None


Steps = Generator[Request, Reply, AnswerT]
"""An operation: yields its requests one after another, is sent the replies, and returns its answer. It does no I/O."""


class Blocking:
    """A way to ask that comes back with the answer."""

    def send(self, request: Request) -> Reply:
        """Send one request.

        Raises:
            Unreachable: nobody answers.
        """
        raise NotImplementedError

    def run(self, steps: Steps[AnswerT]) -> AnswerT:
        """Carry an operation out."""
        try:
            request = next(steps)
            while True:
                request = steps.send(self.send(request))
        except StopIteration as done:
            return cast("AnswerT", done.value)  # what a generator returns has no type there


class Awaiting:
    """A way to ask that is awaited."""

    async def send(self, request: Request) -> Reply:
        """Send one request.

        Raises:
            Unreachable: nobody answers.
        """
        raise NotImplementedError

    async def run(self, steps: Steps[AnswerT]) -> AnswerT:
        """Carry an operation out."""
        try:
            request = next(steps)
            while True:
                request = steps.send(await self.send(request))
        except StopIteration as done:
            return cast("AnswerT", done.value)  # what a generator returns has no type there


WayT_co = TypeVar("WayT_co", bound=Blocking | Awaiting, covariant=True)


class Resource(Generic[WayT_co]):
    """A part of the sandbox's own API, below a path, asked in one of the two ways."""

    def __init__(self, way: WayT_co, path: str) -> None:
        self._way = way
        self._path = path

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self._path}>"

    def _get(self, path: str, model: type[ModelT], **query: object) -> Steps[ModelT]:
        return self._ask("GET", path, model, query=written(query))

    def _post(self, path: str, model: type[ModelT], body: Mapping[str, object], **query: object) -> Steps[ModelT]:
        return self._ask("POST", path, model, query=written(query), body=said(body))

    def _delete(self, path: str) -> Steps[None]:
        yield from self._send(Request("DELETE", self._path + path, {}))

    def _ask(
        self,
        method: str,
        path: str,
        model: type[ModelT],
        *,
        query: Mapping[str, str],
        body: object = None,
        seconds: float = PATIENCE,
    ) -> Steps[ModelT]:
        reply = yield from self._send(Request(method, self._path + path, query, body, seconds))
        return read(reply, model)

    def _send(self, request: Request) -> Steps[Reply]:
        reply = yield request
        if reply.status >= 400:  # noqa: PLR2004  # where HTTP's refusals begin
            raise _refused(reply)
        return reply


class operation(Generic[ParametersT, AnswerT]):  # noqa: N801  # a decorator, written as one
    """Makes a method that is written as steps one that asks: it blocks on a blocking resource, and is awaited on the other."""

    def __init__(self, steps: Callable[Concatenate[Any, ParametersT], Steps[AnswerT]]) -> None:
        self._steps = steps
        update_wrapper(cast("Callable[..., Any]", self), steps)

    @overload
    def __get__(self, resource: None, owner: type) -> "operation[ParametersT, AnswerT]": ...
    @overload
    def __get__(self, resource: Resource[Blocking], owner: type) -> Callable[ParametersT, AnswerT]: ...
    @overload
    def __get__(self, resource: Resource[Awaiting], owner: type) -> Callable[ParametersT, Coroutine[Any, Any, AnswerT]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: type) -> Any:
        """The operation as its resource carries it out."""
        del owner
        if resource is None:
            return self

        def ask(*positional: ParametersT.args, **named: ParametersT.kwargs) -> Any:  # noqa: ANN401  # as the overloads say
            return resource._way.run(self._steps(resource, *positional, **named))  # noqa: SLF001  # of this same module

        return update_wrapper(ask, self._steps)


# -- writing and reading ---------------------------------------------------------------------------------------------


def below(*parts: object) -> str:
    """A path of these parts, each escaped."""
    return "".join(f"/{quote(str(part), safe='')}" for part in parts)


def written(query: Mapping[str, object]) -> dict[str, str]:
    """Parameters of an address as text, without those that are None."""
    return {name: show(value) for name, value in query.items() if value is not None}


def said(body: Mapping[str, object]) -> dict[str, object]:
    """Members of a body without those that are None; durations and instants as the server reads them."""
    return {name: _plain(value) for name, value in body.items() if value is not None}


def _plain(value: object) -> object:
    return show(value) if isinstance(value, timedelta | datetime) else value


def show(value: object) -> str:
    """A value as the server reads it in an address: durations as `1d 2h`, instants in UTC."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return _show_duration(value)
    return str(value)


def _show_duration(span: timedelta) -> str:
    hours, seconds = divmod(span.seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    parts = [(span.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"), (span.microseconds // 1_000, "ms")]
    return " ".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


def read(reply: Reply, model: type[ModelT]) -> ModelT:
    """An answer as its model.

    Raises:
        Unreachable: what came is no such answer.
    """
    try:
        return model.model_validate(reply.document)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = "/".join(map(str, first["loc"]))
        raise Unreachable(f"what answers is no mock server, or one of another version: {place} {first['msg']}") from None


def _refused(reply: Reply) -> Exception:
    document = dict(reply.document or {})
    if not {"type", "title", "detail"} <= document.keys():
        return Unreachable(f"what answers is no mock server: it answers {reply.status} without a problem")
    known = {name: str(document.pop(name, "")) for name in ("type", "title", "detail", "instance")}
    document.pop("status", None)
    return ProblemAnswered(Problem(status=reply.status, extensions=document, **known))
