"""Answers against the vendor's operations: status, content type, headers, members, errors; and the lives that they show."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel

from mock_server.contract import openapi
from mock_server.contract.answers import VendorError
from mock_server.contract.operation import Header, Operation
from mock_server.contract.vendor import Vendor
from mock_server.drift.departures import Basis, Departure, Flaw, Kind, basis_of, departure
from mock_server.drift.errors import ErrorHolder, basis_of_errors
from mock_server.drift.exchange import Answered, Exchange, Unreadable, media_type
from mock_server.drift.lives import Lives, sightings
from mock_server.drift.schemas import Schema, Schemas
from mock_server.wire import MalformedJson, read_json

JSON: Final = "application/json"
_PASSING: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
"""What stands between a client and a vendor says when the vendor is away: it tells nothing of the vendor's document."""
_NO_CONTENT: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


def is_success(status: int) -> bool:
    """Whether a status is one of the 2xx."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


class AnswerHolder:
    """Holds answers against one vendor's document and lifecycles."""

    __slots__ = ("_document", "_error_schemas", "_errors", "_lives", "_schemas", "_vendor")

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        document: Any = openapi.document(vendor)
        self._document: Mapping[str, Any] = document
        self._schemas = Schemas(self._document["components"]["schemas"])
        self._error_schemas = dict(self._all_error_schemas())
        self._errors = ErrorHolder(vendor, self._schemas)
        self._lives = Lives(vendor)

    def hold(self, operation: Operation, exchange: Exchange) -> Iterator[Departure]:
        """What an answer departs in.

        Raises:
            Unreadable: the answer cannot be held against anything; the text says why.
        """
        answered = exchange.answered
        content = answered.content()
        expected = self._expected(operation, answered.status)
        if is_success(answered.status):
            yield from self._hold_success(operation, exchange, content)
        elif expected:
            yield from self._hold_error(operation, answered, content, expected)
        elif answered.status in _PASSING:
            raise Unreadable(f"the target is away: {answered.status}")
        else:
            yield from self._hold_unexpected(operation, answered, content)

    def code_in(self, exchange: Exchange) -> str | None:
        """The code of the vendor's catalogue that an answer carries, where it is an error that has one."""
        if is_success(exchange.answered.status):
            return None
        try:
            return self._errors.code_in(read_json(exchange.answered.content()))
        except (MalformedJson, Unreadable):
            return None

    def _expected(self, operation: Operation, status: int) -> list[VendorError]:
        """The errors with which an operation may answer: its own, and what can happen to every call."""
        common = self._vendor.common
        everywhere = (common.malformed, common.headers_too_large, common.body_too_large, common.internal)
        possible = {error.name: error for error in (*operation.refuses, *everywhere)}
        return [error for error in possible.values() if error.status == status]

    def _hold_success(self, operation: Operation, exchange: Exchange, content: bytes) -> Iterator[Departure]:
        name, answered = self._vendor.names[operation.name], exchange.answered
        rests = basis_of(operation.grounds)
        if answered.status != operation.status:
            yield departure(name, Flaw(Kind.UNDOCUMENTED_STATUS, "", str(operation.status), str(answered.status)), rests)
        yield from self._hold_headers(operation, answered)
        if operation.answer is None or exchange.asked.method == "HEAD" or answered.status in _NO_CONTENT:
            if content:
                yield departure(name, Flaw(Kind.UNEXPECTED_BODY, "", "no body", "a body"), rests)
            return
        if not content and answered.status != operation.status:
            return  # the other status says it already
        body = yield from self._read(name, answered, content, rests)
        if body is not None:
            yield from self._hold_members(operation, body[0], self._schema(operation))
            yield from self._lives.hold(operation, exchange, body[0])

    def _hold_members(self, operation: Operation, body: object, schema: Schema) -> Iterator[Departure]:
        name = self._vendor.names[operation.name]
        followed = {each.pointer for each in sightings(operation, body)}
        for flaw in self._schemas.hold(body, schema):
            if flaw.kind is Kind.UNKNOWN_VALUE and flaw.pointer in followed:
                continue  # the lifecycle says more of it
            is_sampled = _leads_somewhere(operation.answer_example, flaw.pointer)
            yield departure(name, flaw, basis_of(operation.grounds, is_sampled=is_sampled))

    def _hold_headers(self, operation: Operation, answered: Answered) -> Iterator[Departure]:
        metered: tuple[Header, ...] = self._vendor.meter_headers if operation.bucket is not None else ()
        name, rests = self._vendor.names[operation.name], basis_of(operation.grounds, is_sampled=False)
        for header in (*operation.answer_headers, *metered):
            value = answered.header(header.name.lower())
            if value is None and header not in metered:  # a key without a limit hears of none
                yield departure(name, Flaw(Kind.MISSING_HEADER, header.name, header.about.rstrip("."), "nothing"), rests)
            elif value is not None and header.schema.get("type") == "integer" and not value.isdecimal():
                yield departure(name, Flaw(Kind.WRONG_HEADER, header.name, "a whole number", "something else"), rests)

    def _hold_error(
        self, operation: Operation, answered: Answered, content: bytes, expected: Sequence[VendorError]
    ) -> Iterator[Departure]:
        name, rests = self._vendor.names[operation.name], basis_of_errors(expected)
        bare = [error for error in expected if error.is_bare]
        if not content:
            if not bare:
                yield departure(name, Flaw(Kind.MISSING_BODY, "", "the error's body", "no body"), rests)
            return
        if len(bare) == len(expected):
            yield departure(name, Flaw(Kind.UNEXPECTED_BODY, "", "a status alone", "a body"), rests)
            return
        schema = self._schemas_of_errors(operation)
        body = yield from self._read(name, answered, content, rests, self._schemas.outline(schema))
        if body is not None:
            yield from self._errors.hold(name, answered.status, body[0], schema, expected)

    def _hold_unexpected(self, operation: Operation, answered: Answered, content: bytes) -> Iterator[Departure]:
        """What a status departs in that our document does not have here: it is told by its error, where that is known."""
        name, rests = self._vendor.names[operation.name], basis_of(operation.grounds)
        try:
            found = list(self._errors.hold(name, answered.status, read_json(content), self._schemas_of_errors(operation), ()))
        except MalformedJson:
            found = []
        as_known = [each for each in found if each.kind is Kind.UNDOCUMENTED_STATUS]
        if as_known:
            yield from as_known
            return
        statuses = sorted({operation.status, *(error.status for error in operation.refuses)})
        ours = f"one of {', '.join(map(str, statuses))}"
        yield departure(name, Flaw(Kind.UNDOCUMENTED_STATUS, "", ours, str(answered.status)), rests)

    def hold_unmatched(self, name: str, exchange: Exchange, nearest: str | None) -> Iterator[Departure]:
        """What an answer to a request departs in that none of our operations matches.

        A vendor without such an operation says so, as we would: then there is no departure.

        Raises:
            Unreadable: the target is away.
        """
        status = exchange.answered.status
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return
        if status in _PASSING:
            raise Unreadable(f"the target is away: {status}")
        ours = f"no such operation; the nearest is {nearest}" if nearest else "no such operation"
        flaw = Flaw(Kind.UNDOCUMENTED_OPERATION, "", ours, f"answers with {status}")
        yield departure(name, flaw, basis_of())

    def _read(
        self, name: str, answered: Answered, content: bytes, rests: Basis, ours: str = "JSON"
    ) -> Generator[Departure, None, tuple[object] | None]:
        """The JSON value of a body, in a tuple; None where there is none. Yields what the body departs in."""
        if not content:
            yield departure(name, Flaw(Kind.MISSING_BODY, "", "a body", "no body"), rests)
            return None
        sent = answered.header("content-type")
        try:
            value = read_json(content)
        except MalformedJson:
            theirs = media_type(sent) or "something else"
            is_error = not is_success(answered.status)
            kind = Kind.ERROR_SHAPE if is_error else Kind.UNREADABLE_BODY
            yield departure(name, Flaw(kind, "", ours, f"no JSON, but {theirs[:40]}"), rests)
            return None
        if media_type(sent) != JSON:
            yield departure(name, Flaw(Kind.CONTENT_TYPE, "Content-Type", JSON, media_type(sent)[:40] or "nothing"), rests)
        return (value,)

    def _schema(self, operation: Operation) -> Schema:
        """The schema of a successful body."""
        responses = self._document["paths"][operation.path][operation.method.lower()]["responses"]
        found: Schema = responses[str(operation.status)]["content"][JSON]["schema"]
        return found

    def _schemas_of_errors(self, operation: Operation) -> Schema:
        return self._error_schemas[operation.error_model or self._vendor.error_model]

    def _all_error_schemas(self) -> Iterator[tuple[type[BaseModel], Schema]]:
        """The schemas of errors as the document has them, by their models."""
        for operation in self._vendor.operations:
            responses: Mapping[str, Any] = self._document["paths"][operation.path][operation.method.lower()]["responses"]
            for status, shown in responses.items():
                if not is_success(int(status)) and "content" in shown:
                    yield operation.error_model or self._vendor.error_model, shown["content"][JSON]["schema"]


def _leads_somewhere(value: object, pointer: str) -> bool:
    """Whether a printed sample has a place; `*` stands for the first of a list."""
    for name in pointer.split("/")[1:]:
        if name == "*" and isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, Mapping) and name.replace("~1", "/").replace("~0", "~") in value:
            value = value[name.replace("~1", "/").replace("~0", "~")]
        else:
            return False
    return True
