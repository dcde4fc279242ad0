"""The recorder: writes exchanges down as the conversation of a scenario, in which nothing tells of anybody."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import yaml

from mock_server.contract import openapi
from mock_server.contract.call import Caller
from mock_server.contract.operation import Header, Operation
from mock_server.contract.vendor import Vendor
from mock_server.drift.exchange import Exchange, Unreadable, header_in, media_type
from mock_server.drift.holding import JSON, is_success
from mock_server.drift.lives import sightings, way_between
from mock_server.drift.masking import Masks, is_id, ways_to_ids
from mock_server.drift.schemas import Schema, Schemas
from mock_server.journal.masking import CREDENTIAL_HEADERS
from mock_server.wire import MalformedJson, read_json

_log = logging.getLogger(__name__)

MOST_STEPS: Final = 1_000
FORM: Final = "application/x-www-form-urlencoded"
_UNKNOWN: Final = {"integer": "99999999", "string": "nothere"}
"""What stands in the path where the vendor did not find anything either."""
_HEAD: Final = """\
# Recorded by `mock-server proxy` between a client and {title}. Made-up values stand in the place of credentials, people and
# free texts, references in the place of ids; of answers, words of closed lists and the types of members are kept.
"""

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an identifier came from: the step, by the number of its exchange, its name there, and the way to it."""

    n: int
    member: str
    way: str


@dataclass(slots=True)
class _Life:
    """A record that was made in the recording, with the status that it must have by now."""

    status: str


@dataclass(slots=True)
class Recorder:
    """Takes exchanges, and writes those with the vendor's own operations down.

    `bearers` are the test credentials of the default scenario, by secret. `left_out` counts what is not written down.
    """

    vendor: Vendor
    bearers: Mapping[str, object]
    left_out: int = 0
    _steps: dict[int, list[Step]] = field(default_factory=dict)
    _origins: dict[str, Origin] = field(default_factory=dict)
    _references: dict[Origin, str] = field(default_factory=dict)
    _sent: set[str] = field(default_factory=set)
    _made: set[str] = field(default_factory=set)
    _lives: dict[tuple[str, str], _Life] = field(default_factory=dict)
    _document: Mapping[str, Any] = field(init=False)
    _masks: Masks = field(init=False)
    _codes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        document: Any = openapi.document(self.vendor)
        self._document = document
        self._masks = Masks(Schemas(document["components"]["schemas"]), self._reference_to)
        self._codes = frozenset(error.code for error in self.vendor.errors if error.code)

    def take(self, exchange: Exchange) -> None:
        """Write an exchange down."""
        try:
            self._take(exchange)
        except Exception:  # noqa: BLE001  # whatever a stranger sends: the proxy goes on, and the recording says what it lacks
            _log.exception("exchange %d cannot be written down", exchange.n)
            self.left_out += 1

    def _take(self, exchange: Exchange) -> None:
        found = self.vendor.table.find(exchange.asked.method, exchange.asked.path)
        operation = found.operation
        if operation is None or len(self._steps) >= MOST_STEPS:
            self.left_out += 1
            return
        step: Step = {"call": f"{operation.method} /{self.vendor.slug}{self._path(operation, found.values, exchange)}"}
        step |= self._credential(operation, exchange)
        if headers := dict(self._headers(operation, exchange)):
            step["headers"] = headers
        if query := dict(self._query(operation, exchange)):
            step["query"] = query
        step |= self._body(operation, exchange)
        answer = self._answer(exchange)
        moves = list(self._moves(operation, answer))
        step["expect"] = self._expectation(operation, exchange, answer)
        self._steps[exchange.n] = [*moves, step]
        self._sent.update(found.values.values())
        self._sent.update(value for _, value in parse_qsl(exchange.asked.query.decode("latin-1")))
        if is_success(exchange.answered.status):
            self._learn(exchange, answer)

    def text(self, name: str) -> str:
        """The scenario, as a file of that name holds it."""
        for origin, reference in self._references.items():
            self._steps[origin.n][-1].setdefault("capture", {})[reference] = origin.way
        scenario = {
            "scenario": name,
            "title": f"Recorded between a client and {self.vendor.title}",
            "extends": "default",
            "conversation": [step for _, steps in sorted(self._steps.items()) for step in steps],
        }
        note = (
            f"# Left out: {self.left_out}, with no operation of ours or beyond the first thousand.\n" if self.left_out else ""
        )
        dumped = yaml.safe_dump(scenario, sort_keys=False, allow_unicode=True, width=120)
        return _HEAD.format(title=self.vendor.title) + note + dumped

    # -- what was asked ----------------------------------------------------------------------------------------------

    def _path(self, operation: Operation, values: Mapping[str, str], exchange: Exchange) -> str:
        path = operation.path
        for name, value in values.items():
            _, example = operation.path_values.get(name, ("", ""))
            instead = self._reference_to(value)
            if instead is None and exchange.answered.status == HTTPStatus.NOT_FOUND:
                instead = self._nobody(value, is_number=example.isdigit())
            path = path.replace(f"{{{name}}}", instead or self._masks.numbered(name, value, example or "nothere"))
        return path

    def _nobody(self, value: str, *, is_number: bool) -> str | None:
        """What stands for an identifier with which the vendor finds nothing, where it found something with it before: None."""
        return None if self._masks.is_numbered(value) else _UNKNOWN["integer" if is_number else "string"]

    def _credential(self, operation: Operation, exchange: Exchange) -> Step:
        """Who calls: a token that an earlier answer gave, or the test credential that may do what this one might."""
        sent = [value.decode("latin-1") for name, value in exchange.asked.headers if name.lower() in CREDENTIAL_HEADERS]
        if not sent or operation.is_anonymous:
            return {}
        reference = self._reference_to(sent[0].rpartition(" ")[2])
        if reference is not None:
            return {"as": reference}
        if exchange.answered.status == HTTPStatus.UNAUTHORIZED:
            return {"as": "unknown-key"}
        prefix = self.vendor.credential.header.partition("{}")[0]
        documented = [each.how.removeprefix(prefix) for each in self.vendor.credentials if each.how.startswith(prefix)]
        is_forbidden = exchange.answered.status == HTTPStatus.FORBIDDEN
        fitting = [each for each in documented if self._may(each, operation) is not is_forbidden]
        return {"as": (fitting or documented)[0]}

    def _may(self, secret: str, operation: Operation) -> bool:
        bearer = self.bearers.get(secret)
        return operation.permission is None or (isinstance(bearer, Caller) and operation.permission in bearer.grants)

    def _headers(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[str, str]]:
        """The headers that the operation reads, with made-up values."""
        for header in operation.request_headers:
            value = header_in(exchange.asked.headers, header.name.lower())
            if value is not None and header.name.lower().encode() not in CREDENTIAL_HEADERS:
                yield header.name, self._masks.numbered(header.name, value, header.example)
        sent = header_in(exchange.asked.headers, "content-type")
        if exchange.asked.body and media_type(sent) not in (JSON, FORM):
            yield "Content-Type", media_type(sent) if media_type(sent) in operation.body_types else "text/plain"

    def _query(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[str, str]]:
        known = {each.name.lower() if self.vendor.folds_case else each.name: each for each in operation.query}
        for name, value in parse_qsl(exchange.asked.query.decode("latin-1"), keep_blank_values=True):
            parameter = known.get(name.lower() if self.vendor.folds_case else name)
            if parameter is not None:
                yield parameter.name, self._parameter(parameter, value, exchange)

    def _parameter(self, parameter: Header, value: str, exchange: Exchange) -> str:
        is_number = parameter.schema.get("type") in ("integer", "number")
        is_plain = is_number or parameter.schema.get("type") == "boolean" or parameter.schema.get("format") == "date"
        if is_id(parameter.name):
            instead = self._reference_to(value)
            if instead is None and not is_success(exchange.answered.status):
                instead = self._nobody(value, is_number=is_number)
            return instead or self._masks.numbered(parameter.name, value, parameter.example)
        if is_plain and len(value) <= len("2026-01-05"):
            return value
        return self._masks.text(value, parameter.schema, parameter.example, parameter.name)

    def _body(self, operation: Operation, exchange: Exchange) -> Step:
        body = exchange.asked.body
        if not body:
            return {}
        media = media_type(header_in(exchange.asked.headers, "content-type")) or JSON
        content = self._document["paths"][operation.path][operation.method.lower()].get("requestBody", {}).get("content", {})
        shown: Mapping[str, Any] = content.get(media) or next(iter(content.values()), {})
        schema: Schema = shown.get("schema", {})
        samples = [each["value"] for each in shown.get("examples", {}).values()]
        sample = samples[0] if samples else shown.get("example")
        if media == FORM:
            return {"form": self._masks.sent(dict(parse_qsl(body.decode("latin-1"))), schema, sample)}
        try:
            value = read_json(body)
        except MalformedJson:
            # A message of another sort is full of people: the vendor's own sample stands for it.
            is_message = isinstance(sample, str) and is_success(exchange.answered.status)
            return {"text": sample if is_message else "{"}
        self._sent.update(text for text, _, _ in ways_to_ids(value))
        if isinstance(value, str):
            return {"body": sample if isinstance(sample, str) else "test"}
        return {"body": self._masks.sent(value, schema, _richest(samples))}

    # -- what was answered -------------------------------------------------------------------------------------------

    def _answer(self, exchange: Exchange) -> object:
        try:
            return read_json(exchange.answered.content())
        except (MalformedJson, Unreadable):
            return None

    def _expectation(self, operation: Operation, exchange: Exchange, answer: object) -> Step:
        status = exchange.answered.status
        expect: Step = {"status": status}
        if isinstance(answer, dict):
            schema: Schema = {}
            if is_success(status) and operation.answer is not None:
                responses = self._document["paths"][operation.path][operation.method.lower()]["responses"]
                schema = responses[str(operation.status)]["content"][JSON]["schema"]
            expect["body"] = self._masks.expected(answer, schema, frozenset() if is_success(status) else self._codes)
        elif isinstance(answer, list):
            expect["body"] = {"type": "array"}
        return expect

    def _learn(self, exchange: Exchange, answer: object) -> None:
        """Remember the identifiers that an answer gives for the first time, which the client did not know before."""
        for text, member, way in ways_to_ids(answer):
            if text not in self._sent:
                self._origins.setdefault(text, Origin(exchange.n, member, way))
                if exchange.asked.method != "GET":
                    self._made.add(text)

    def _reference_to(self, value: object) -> str | None:
        origin = self._origins.get(str(value))
        if origin is None:
            return None
        if origin not in self._references:
            stem = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in origin.member).strip("_")
            plain = "".join(sign for sign in stem if sign.isascii() and (sign.isalnum() or sign == "_"))
            name = plain if plain[:1].isalpha() else f"id_{plain}"
            taken = sum(each.rstrip("0123456789_") == name for each in self._references.values())
            self._references[origin] = f"{name}_{taken + 1}" if taken else name
        return f"${{{self._references[origin]}}}"

    def _moves(self, operation: Operation, answer: object) -> Iterator[Step]:
        """What must have happened to records that were made here since they were seen last, as moves of the pharmacy."""
        for each in sightings(operation, answer):
            kind = self.vendor.kind(each.noun)
            lifecycle = None if kind is None else kind.lifecycle
            if lifecycle is None or lifecycle.status(each.status) is None:
                continue
            life = self._lives.get((each.noun, each.id))
            if life is None:
                is_known = each.id in self._made
                if not is_known and (operation.method == "GET" or each.id in self._sent):
                    continue  # nothing in the recording made it
                life = self._lives[each.noun, each.id] = _Life(lifecycle.initial if is_known else each.status)
            way = way_between(lifecycle, life.status, each.status) if operation.method == "GET" else None
            life.status = each.status
            reference = self._reference_to(each.id)
            for do in way if way and reference else ():
                inputs = next((move.takes for move in lifecycle.named(do)), ())
                given = {each_input.name: each_input.example for each_input in inputs if each_input.is_required}
                step = {"move": f"{self.vendor.slug}.{each.noun}", "id": reference, "do": do}
                yield step | ({"with": given} if given else {})


def _richest(samples: list[Any]) -> object:
    """The sample with the most members."""
    return max(samples, key=lambda each: len(each) if isinstance(each, dict) else 0, default=None)
