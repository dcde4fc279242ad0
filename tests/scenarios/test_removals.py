"""Whatever is taken out of the library is missed: each rule, each timeline and each edge of a lifecycle by a conversation."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from mock_server.app import Server, build_app
from mock_server.contract.vendor import Vendor
from mock_server.conversations.runner import converse
from mock_server.conversations.ways import SandboxWay, in_process
from mock_server.engine.clock import ClockStart, Mode
from mock_server.engine.events import Changed
from mock_server.engine.lifecycle import Lifecycle
from mock_server.engine.records import AnyKind
from mock_server.registry import VENDORS
from mock_server.scenarios.scenario import Scenario
from mock_server.settings import Settings

SERVER = build_app(Settings(max_sandboxes=2))
LIBRARY = SERVER.sandboxes.library
NAMES = LIBRARY.names()

AS_WITHOUT = frozenset(
    {
        "nimbus-no-such-order",
        "nimbus-unknown-prescription-of-refill",
        "caryrx-no-such-order",
        "cloudrx-order-unknown",
        "cloudrx-order-id-invalid",
    }
)
"""Ids that are reserved so that nobody makes a record of them: without the rule they are unknown as any other. The page of
reserved values, which is generated, misses them."""


async def is_as_told(server: Server, client: httpx.AsyncClient, scenario: Scenario) -> tuple[bool, set[tuple[str, str, str]]]:
    """Whether a conversation goes as it tells, and which moves were made in it, by kind, move and status before it."""
    clock = ClockStart(scenario.clock.at, Mode.FROZEN, scenario.clock.speed)
    sandbox = server.sandboxes.create(None, scenario, clock=clock)
    outcome = await converse(scenario.conversation, SandboxWay(client, sandbox.id))
    events = [entry.what for entry in sandbox.journal.since(0) if isinstance(entry.what, Changed)]
    server.sandboxes.drop(sandbox.id)
    return outcome.is_as_told, {(each.kind.name, each.do, each.before.status) for each in events if each.before is not None}


def held(scenario: Scenario) -> tuple[bool, set[tuple[str, str, str]]]:
    async def run() -> tuple[bool, set[tuple[str, str, str]]]:
        async with in_process(SERVER) as client:
            return await is_as_told(SERVER, client, scenario)

    return asyncio.run(run())


def poorer(name: str) -> Iterator[tuple[str, Scenario]]:
    """A scenario without each of its rules and timelines: those that it brings itself, or that it is about."""
    scenario = LIBRARY.load(name)
    is_about_reserved = name.endswith("/reserved-values")
    slug = name.partition("/")[0]
    for rule in scenario.rules:
        if rule.is_reserved == is_about_reserved and (not is_about_reserved or rule.on.startswith((f"{slug}.", "*"))):
            yield rule.name, replace(scenario, rules=tuple(each for each in scenario.rules if each is not rule))
    for line in scenario.timelines:
        if line.is_reserved == is_about_reserved and (not is_about_reserved or line.kind.startswith(f"{slug}.")):
            yield line.name, replace(scenario, timelines=tuple(each for each in scenario.timelines if each is not line))


@pytest.mark.parametrize("name", [name for name in NAMES if any(poorer(name))])
def test_a_rule_or_a_timeline_is_missed_by_the_conversation(name: str) -> None:
    unmissed = {part for part, scenario in poorer(name) if held(scenario)[0]}

    # What befalls all vendors is shown for one of them.
    for_all = {"answer-lost", "connection-reset", "service-unavailable"} if not name.startswith("nimbus/") else set()
    assert unmissed - AS_WITHOUT - for_all == set()


@pytest.fixture(scope="module")
def made() -> dict[str, set[tuple[str, str, str]]]:
    """The moves of each conversation."""
    return {name: held(LIBRARY.load(name))[1] for name in NAMES}


def without_edge(kind: AnyKind, do: str, source: str) -> Lifecycle[object]:
    lifecycle = kind.lifecycle
    assert lifecycle is not None
    moves = (
        replace(move, sources=tuple(each for each in move.sources if move.do != do or each != source))
        for move in lifecycle.moves
    )
    return replace(lifecycle, moves=tuple(move for move in moves if move.sources))


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)
def test_an_edge_of_a_lifecycle_is_missed_by_a_conversation(vendor: Vendor, made: dict[str, set[tuple[str, str, str]]]) -> None:
    unmissed = []
    for kind in vendor.kinds:
        for move in () if kind.lifecycle is None else kind.lifecycle.moves:
            for source in move.sources:
                whole, edge = kind.lifecycle, (kind.name, move.do, source)
                object.__setattr__(kind, "lifecycle", without_edge(kind, move.do, source))
                try:
                    tellers = [name for name in NAMES if edge in made[name]]
                    if all(held(LIBRARY.load(name))[0] for name in tellers):
                        unmissed.append(edge)
                finally:
                    object.__setattr__(kind, "lifecycle", whole)

    assert unmissed == []
