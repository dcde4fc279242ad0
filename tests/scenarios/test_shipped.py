"""The shipped scenarios: each conversation goes as it tells, and together they reach all that the vendors document."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest

from mock_server.app import Server, build_app
from mock_server.cli import main
from mock_server.contract.vendor import Vendor
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.telling import lines
from mock_server.conversations.ways import SandboxWay, in_process, over_http
from mock_server.engine.clock import ClockStart, Mode
from mock_server.engine.events import Changed
from mock_server.journal.entries import Call, Entry
from mock_server.registry import VENDORS, words
from mock_server.resources import folder
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.readme import introduction, readme
from mock_server.serving import serving_beside
from mock_server.settings import Settings

LIBRARY = ScenarioLibrary([folder("scenarios")], words(VENDORS))
NAMES = LIBRARY.names()
EVERY_VENDOR = pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)


@dataclass(frozen=True, slots=True)
class Held:
    """What came of a conversation, all that its sandbox's journal says of it, and of which events subscribers were told."""

    outcome: Outcome
    journal: tuple[Entry, ...]
    told: frozenset[tuple[str, str]]

    def calls(self) -> Iterator[Call]:
        return (entry.what for entry in self.journal if isinstance(entry.what, Call))

    def moves(self) -> Iterator[Changed]:
        return (entry.what for entry in self.journal if isinstance(entry.what, Changed))


async def hold(server: Server, client: httpx.AsyncClient, name: str) -> Held:
    scenario = server.sandboxes.library.load(name)
    clock = ClockStart(scenario.clock.at, Mode.FROZEN, scenario.clock.speed)
    sandbox = server.sandboxes.create(None, scenario, clock=clock)
    outcome = await converse(scenario.conversation, SandboxWay(client, sandbox.id))
    told = frozenset((delivery.news.vendor, delivery.news.event) for delivery in sandbox.outbox)
    return Held(outcome, tuple(sandbox.journal.since(0)), told)


async def hold_all(way: str) -> dict[str, Held]:
    server = build_app(Settings(max_sandboxes=len(NAMES) + 1))
    async with AsyncExitStack() as stack:
        if way == "socket":
            url = await stack.enter_async_context(serving_beside(server))
            client = await stack.enter_async_context(over_http(url))
        else:
            client = await stack.enter_async_context(in_process(server))
        held = await asyncio.gather(*(hold(server, client, name) for name in NAMES))
    return dict(zip(NAMES, held, strict=True))


@pytest.fixture(scope="module")
def over_a_socket() -> dict[str, Held]:
    """All conversations, held at the same time over a real socket, each in a sandbox of its own."""
    return asyncio.run(hold_all("socket"))


def test_every_conversation_goes_as_it_tells_over_a_socket(over_a_socket: dict[str, Held]) -> None:
    differing = [line for name, held in over_a_socket.items() for line in lines(name, held.outcome) if held.outcome.differing]

    assert not differing, "\n".join(differing)


def test_every_conversation_goes_as_it_tells_in_process() -> None:
    held = asyncio.run(hold_all("process"))

    assert {name: each.outcome.is_as_told for name, each in held.items()} == dict.fromkeys(NAMES, True)


def test_every_scenario_carries_a_conversation_and_says_what_it_shows(over_a_socket: dict[str, Held]) -> None:
    assert len(NAMES) >= 40
    for name, title in LIBRARY.titles():
        assert over_a_socket[name].outcome.steps > 0, name
        assert len(title) > 20, name
        assert len(introduction(LIBRARY.text(name))) > 40, name


@EVERY_VENDOR
def test_every_operation_is_called(over_a_socket: dict[str, Held], vendor: Vendor) -> None:
    called = {call.operation for held in over_a_socket.values() for call in held.calls()}

    assert set(vendor.names.values()) - called == set()


@EVERY_VENDOR
def test_every_error_of_the_catalogue_is_met(over_a_socket: dict[str, Held], vendor: Vendor) -> None:
    met = {
        call.explanation.error
        for held in over_a_socket.values()
        for call in held.calls()
        if call.vendor == vendor.slug and call.explanation is not None
    }

    assert {error.name for error in vendor.errors} - met == set()


@EVERY_VENDOR
def test_every_move_is_made_from_every_status_that_allows_it(over_a_socket: dict[str, Held], vendor: Vendor) -> None:
    made = {
        (move.kind.name, move.do, move.before.status)
        for held in over_a_socket.values()
        for move in held.moves()
        if move.before is not None
    }
    possible = {
        (kind.name, move.do, source)
        for kind in vendor.kinds
        if kind.lifecycle is not None
        for move in kind.lifecycle.moves
        for source in move.sources
    }

    assert possible - made == set()


@EVERY_VENDOR
def test_every_event_is_told(over_a_socket: dict[str, Held], vendor: Vendor) -> None:
    told = {event for held in over_a_socket.values() for event in held.told}
    events = () if vendor.webhooks is None else tuple(vendor.webhooks.by_name)

    assert {(vendor.slug, event) for event in events} - told == set()


def test_what_a_scenario_adds_to_its_base_makes_a_difference(over_a_socket: dict[str, Held]) -> None:
    for name in NAMES:
        scenario = LIBRARY.load(name)
        if not scenario.extends:
            continue  # its reserved values have tests of their own
        base = LIBRARY.load(scenario.extends[0])
        rules = {rule.name for rule in scenario.rules} - {rule.name for rule in base.rules}
        timelines = {timeline.name for timeline in scenario.timelines} - {timeline.name for timeline in base.timelines}
        held = over_a_socket[name]

        assert rules - {call.rule for call in held.calls()} == set(), name
        assert timelines - {move.plan for move in held.moves()} == set(), name


def test_the_page_of_the_library_is_as_the_scenarios_say(capsys: pytest.CaptureFixture[str]) -> None:
    page = (folder("scenarios") / "README.md").read_text()

    assert page == readme(LIBRARY)
    assert re.findall(r"\]\(([a-z0-9/-]+)\.yaml\)", page) == sorted(NAMES, key=lambda name: (name.rpartition("/")[0], name))
    assert main(["scenarios", "readme", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_meant_for_editors_is_no_introduction() -> None:
    text = "# yaml-language-server: $schema=../x.json\n# One thing,\n# and another.\nscenario: x\n# not this\n"

    assert introduction(text) == "One thing, and another."
