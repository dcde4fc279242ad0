"""What the sandbox's own API refuses, as problems (RFC 9457); `docs/problems.md` has a heading for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from fastapi import Response

from mock_server.engine import errors as engine
from mock_server.sandboxes import errors as sandboxes
from mock_server.scenarios.errors import EndlessExtends, ScenarioError, UnknownScenario
from mock_server.wire import write_json

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One sort of problem: the last part of its `type`, its status, and its title."""

    slug: str
    status: int
    title: str

    @property
    def uri(self) -> str:
        """Its `type`, an address of the server at which the problem is told of."""
        return f"/_mock/problems/{self.slug}"


MALFORMED_JSON = ProblemType("malformed-json", 400, "The body is not JSON that the server reads")
UNREADABLE_REQUEST = ProblemType("unreadable-request", 400, "The request is no HTTP that the server can read")
NO_HOST = ProblemType("no-host", 400, "The request does not say which host it is for")
ADMIN_TOKEN_NEEDED = ProblemType("admin-token-needed", 401, "The server asks for its admin token")
FOREIGN_ORIGIN = ProblemType("foreign-origin", 403, "A page of another origin may not ask")
NOT_FOUND = ProblemType("not-found", 404, "There is nothing at this address")
UNKNOWN_DOCUMENT = ProblemType("unknown-document", 404, "There is no such document")
NO_FIXTURES = ProblemType("no-fixtures", 404, "Records of that kind come about in other ways alone")
UNKNOWN_DELIVERY = ProblemType("unknown-delivery", 404, "The outbox has no such delivery")
UNKNOWN_ENTRY = ProblemType("unknown-entry", 404, "The journal has no entry of that number")
UNKNOWN_KIND = ProblemType("unknown-kind", 404, "The vendor has no such kind of record")
UNKNOWN_OPERATION = ProblemType("unknown-operation", 404, "No vendor has an operation of that name")
UNKNOWN_RECORD = ProblemType("unknown-record", 404, "There is no such record")
UNKNOWN_RULE = ProblemType("unknown-rule", 404, "The sandbox has no rule of that name")
UNKNOWN_SANDBOX = ProblemType("unknown-sandbox", 404, "No sandbox has that id")
UNKNOWN_SCENARIO = ProblemType("unknown-scenario", 404, "No scenario has that name")
UNKNOWN_STATUS = ProblemType("unknown-status", 404, "No such kind of record has that status")
UNKNOWN_SUBSCRIPTION = ProblemType("unknown-subscription", 404, "The sandbox has no such subscription")
UNKNOWN_VENDOR = ProblemType("unknown-vendor", 404, "No vendor has that name")
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, "The address takes other methods")
BROKEN_SCENARIO = ProblemType("broken-scenario", 409, "The scenario cannot be used")
DEFAULT_STAYS = ProblemType("default-stays", 409, "The default sandbox always exists")
DELIVERY_UNDER_WAY = ProblemType("delivery-under-way", 409, "The delivery is not settled yet")
DUPLICATE_RECORD = ProblemType("duplicate-record", 409, "The id or reference is taken")
ILLEGAL_MOVE = ProblemType("illegal-move", 409, "The record's status does not allow the move")
KEY_CONFLICT = ProblemType("key-conflict", 409, "The idempotency key was used before")
KEY_IN_FLIGHT = ProblemType("key-in-flight", 409, "The first call with the idempotency key still runs")
RULE_EXISTS = ProblemType("rule-exists", 409, "The sandbox has a rule of that name already")
SANDBOX_EXISTS = ProblemType("sandbox-exists", 409, "A sandbox with that id is already there")
STORE_FULL = ProblemType("store-full", 409, "The sandbox holds as much as it may")
TOO_MANY_LISTENERS = ProblemType("too-many-listeners", 409, "As many listen to the sandbox as may")
TOO_MANY_SANDBOXES = ProblemType("too-many-sandboxes", 409, "The server holds as many sandboxes as it may")
TOO_MANY_WAITS = ProblemType("too-many-waits", 409, "As many wait for something in the sandbox as may")
BODY_TOO_LARGE = ProblemType("body-too-large", 413, "The body is longer than the server reads")
JSON_ONLY = ProblemType("json-only", 415, "The server reads application/json alone")
FOREIGN_HOST = ProblemType("foreign-host", 421, "The server does not answer under that host name")
BAD_SANDBOX_ID = ProblemType("bad-sandbox-id", 422, "No address or credential could carry that id")
BAD_SNAPSHOT = ProblemType("bad-snapshot", 422, "The document is no snapshot that fits the sandbox")
INVALID_INPUT = ProblemType("invalid-input", 422, "A value cannot be used")
INVALID_REQUEST = ProblemType("invalid-request", 422, "The request does not have the expected shape")
NO_WEBHOOKS = ProblemType("no-webhooks", 422, "The vendor sends no webhooks")
UNKNOWN_EVENT = ProblemType("unknown-event", 422, "The vendor has no such event")
INVALID_SCENARIO = ProblemType("invalid-scenario", 422, "The scenario that came with the request cannot be used")
UNKNOWN_MOVE = ProblemType("unknown-move", 422, "The record's lifecycle has no such move")
UNKNOWN_NAME = ProblemType("unknown-name", 422, "A check uses a name that nothing bears")
HEADERS_TOO_LARGE = ProblemType("headers-too-large", 431, "The headers are more, or longer, than the server reads")
INTERNAL_ERROR = ProblemType("internal-error", 500, "The server failed")
NOT_READY = ProblemType("not-ready", 503, "The server is not ready for calls")

CATALOGUE: Final = (
    MALFORMED_JSON,
    UNREADABLE_REQUEST,
    NO_HOST,
    ADMIN_TOKEN_NEEDED,
    FOREIGN_ORIGIN,
    NOT_FOUND,
    UNKNOWN_DOCUMENT,
    NO_FIXTURES,
    UNKNOWN_DELIVERY,
    UNKNOWN_ENTRY,
    UNKNOWN_KIND,
    UNKNOWN_OPERATION,
    UNKNOWN_RECORD,
    UNKNOWN_RULE,
    UNKNOWN_SANDBOX,
    UNKNOWN_SCENARIO,
    UNKNOWN_STATUS,
    UNKNOWN_SUBSCRIPTION,
    UNKNOWN_VENDOR,
    METHOD_NOT_ALLOWED,
    BROKEN_SCENARIO,
    DEFAULT_STAYS,
    DELIVERY_UNDER_WAY,
    DUPLICATE_RECORD,
    ILLEGAL_MOVE,
    KEY_CONFLICT,
    KEY_IN_FLIGHT,
    RULE_EXISTS,
    SANDBOX_EXISTS,
    STORE_FULL,
    TOO_MANY_LISTENERS,
    TOO_MANY_SANDBOXES,
    TOO_MANY_WAITS,
    BODY_TOO_LARGE,
    JSON_ONLY,
    FOREIGN_HOST,
    BAD_SANDBOX_ID,
    BAD_SNAPSHOT,
    INVALID_INPUT,
    INVALID_REQUEST,
    NO_WEBHOOKS,
    UNKNOWN_EVENT,
    INVALID_SCENARIO,
    UNKNOWN_MOVE,
    UNKNOWN_NAME,
    HEADERS_TOO_LARGE,
    INTERNAL_ERROR,
    NOT_READY,
)

TABLE: Final[Mapping[type[Exception], ProblemType]] = {
    engine.UnknownRecord: UNKNOWN_RECORD,
    engine.DuplicateRecord: DUPLICATE_RECORD,
    engine.UnknownMove: UNKNOWN_MOVE,
    engine.IllegalMove: ILLEGAL_MOVE,
    engine.InvalidInput: INVALID_INPUT,
    engine.KeyConflict: KEY_CONFLICT,
    engine.KeyInFlight: KEY_IN_FLIGHT,
    engine.StoreFull: STORE_FULL,
    sandboxes.UnknownSandbox: UNKNOWN_SANDBOX,
    sandboxes.SandboxExists: SANDBOX_EXISTS,
    sandboxes.BadSandboxId: BAD_SANDBOX_ID,
    sandboxes.TooManySandboxes: TOO_MANY_SANDBOXES,
    sandboxes.DefaultStays: DEFAULT_STAYS,
    sandboxes.BadSnapshot: BAD_SNAPSHOT,
    UnknownScenario: UNKNOWN_SCENARIO,
    ScenarioError: BROKEN_SCENARIO,
    EndlessExtends: BROKEN_SCENARIO,
}
"""What each refusal of the rooms below becomes; total over the engine's and the sandboxes' errors."""


class Problem(Exception):
    """The sandbox's no. `detail` says what is wrong with this request; `extensions` are further members of the body."""

    def __init__(
        self, type: ProblemType, detail: str, *, headers: Mapping[str, str] | None = None, **extensions: object
    ) -> None:
        super().__init__(detail)
        self.type = type
        self.detail = detail
        self.headers = headers or {}
        self.extensions = extensions


def problem_of(refused: Exception, type_: ProblemType | None = None) -> Problem:
    """What a refusal of the engine, the sandboxes or the scenarios is called here, unless it is called otherwise.

    Raises:
        KeyError: it is no such refusal.
    """
    type_ = type_ or TABLE[type(refused)]
    if isinstance(refused, engine.IllegalMove):
        return Problem(type_, str(refused), record_status=refused.status, possible=list(refused.possible))
    if isinstance(refused, engine.UnknownMove):
        return Problem(type_, str(refused), known=list(refused.known))
    if isinstance(refused, engine.InvalidInput):
        return Problem(type_, str(refused), field=refused.field)
    if isinstance(refused, sandboxes.BadSnapshot):
        return Problem(type_, str(refused), pointer=refused.pointer)
    if isinstance(refused, ScenarioError):
        # The name of the file alone: where it lies on the server's disk is nobody's business.
        mistakes = [
            {"file": PurePath(each.file).name, "line": each.line, "column": each.column, "message": each.message}
            for each in refused.mistakes
        ]
        first = mistakes[0]
        return Problem(type_, f"{first['file']}:{first['line']}: {first['message']}", mistakes=mistakes)
    return Problem(type_, str(refused))


def body_of(problem: Problem, path: str) -> dict[str, object]:
    """The problem's body for a request to that path."""
    return {
        "type": problem.type.uri,
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.detail,
        "instance": quote(path),
        **problem.extensions,
    }


def respond(problem: Problem, path: str) -> Response:
    """The answer that carries the problem."""
    return Response(write_json(body_of(problem, path)), problem.type.status, problem.headers, MEDIA_TYPE)
