"""Requests that a vendor takes although our document refuses them, and what clients do against the document."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from mock_server.contract.conformance.framing import hold_framing
from mock_server.contract.conformance.members import hold_members
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.drift.departures import Departure, Flaw, Kind, basis_of, departure
from mock_server.drift.exchange import Exchange
from mock_server.drift.holding import is_success
from mock_server.drift.schemas import is_name, step
from mock_server.journal.entries import Call
from mock_server.wire import MalformedJson, read_json


class Violated(NamedTuple):
    """What a client does against our document at an operation: the sort, the part of the request, and the place in it."""

    operation: str
    sort: str
    part: str
    place: str


def violations_in(vendor: Vendor, operation: Operation, exchange: Exchange) -> set[Violated]:
    """What a request does against our document. What must never be sent to a stand-in belongs here, and is no matter."""
    asked = exchange.asked
    call = Call(vendor.slug, asked.method, asked.path, asked.query, asked.headers, asked.body)
    found = list(hold_framing(vendor, operation, call))
    if operation.body is not None and asked.body:
        with suppress(MalformedJson):  # whether the vendor takes it is the question of a departure
            found += hold_members(operation.body, read_json(asked.body), vendor.conduct, folds_case=vendor.folds_case)
    name = vendor.names[operation.name]
    return {Violated(name, each.sort.value, each.part, _general(each.place)) for each in found}


def _general(place: str) -> str:
    """A place with `*` for the numbers of a list's elements, and for what is rather somebody's number than a name."""
    steps = ("*" if each and not is_name(each) else each for each in place.split("/"))
    return "/".join(steps)


def hold_request(vendor: Vendor, operation: Operation, exchange: Exchange) -> Iterator[Departure]:
    """What a request departs in that was answered with success.

    One that is refused departs in nothing: our document refuses it too, or leaves to the vendor's records what they allow.
    """
    if operation.body is None or not is_success(exchange.answered.status):
        return
    name = vendor.names[operation.name]
    theirs = f"taken with {exchange.answered.status}"
    for pointer, ours in _refused(vendor, operation, operation.body, exchange.asked.body):
        yield departure(name, Flaw(Kind.ACCEPTED_REQUEST, pointer, ours, theirs), basis_of(operation.grounds, is_sampled=False))


def _refused(vendor: Vendor, operation: Operation, model: type[BaseModel], body: bytes) -> Iterator[tuple[str, str]]:
    """The places for which our document refuses a body, and why."""
    if not body and not operation.body_is_required:
        return
    try:
        sent = read_json(body)
    except MalformedJson:
        yield "", "refused: no JSON that can be read"
        return
    try:
        model.model_validate({} if sent is None and operation.takes_null else sent, context=vendor.switches())
    except ValidationError as wrong:
        told: list[Any] = wrong.errors(include_url=False, include_input=False, include_context=False)
        for each in told:
            pointer = ""
            for name in each["loc"]:
                pointer = f"{pointer}/*" if isinstance(name, int) else step(pointer, name)
            yield pointer, f"refused: {each['type'].replace('_', ' ')}"
