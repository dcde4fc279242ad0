"""The shipped scenarios: each conversation goes as it tells, and together they reach all that the vendors document."""

import asyncio
import re
from collections.abc import Iterator, Mapping
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
from mock_server.faults.rules import NEWS, Rule
from mock_server.journal.entries import Call, Command, Entry
from mock_server.registry import VENDORS, words
from mock_server.resources import folder
from mock_server.scenarios.fault_entries import OF_CALLS, OF_NEWS
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.readme import introduction, readme
from mock_server.scenarios.rule_entries import RuleEntry
from mock_server.serving import serving_beside
from mock_server.settings import Settings

LIBRARY = ScenarioLibrary([folder("scenarios")], words(VENDORS))
NAMES = LIBRARY.names()
AT_ONCE = 16
EVERY_VENDOR = pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)


@dataclass(frozen=True, slots=True)
class Held:
    """What came of a conversation, all that its sandbox's journal says of it, and of which events subscribers were told."""

    outcome: Outcome
    journal: tuple[Entry, ...]
    told: frozenset[tuple[str, str]]

    def calls(self) -> Iterator[Call]:
        return (entry.what for entry in self.journal if isinstance(entry.what, Call))

    def met(self) -> set[object]:
        """The rules that had a hand in it, by name: on calls, and on deliveries."""
        commands = [entry.what for entry in self.journal if isinstance(entry.what, Command)]
        news = {each.about["rule"] for each in commands if each.do == "webhook fault"}
        return news | {rule for call in self.calls() for rule, _ in call.met}

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
        room = asyncio.Semaphore(AT_ONCE)

        async def in_turn(name: str) -> Held:
            async with room:
                return await hold(server, client, name)

        held = await asyncio.gather(*map(in_turn, NAMES))
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
        held = over_a_socket[name]

        assert {rule.name for rule in scenario.rules if not rule.is_reserved} - held.met() == set(), name
        own = {timeline.name for timeline in scenario.timelines if not timeline.is_reserved}
        assert own - {move.plan for move in held.moves()} == set(), name


def test_every_reserved_value_is_met_and_every_ending_reached(over_a_socket: dict[str, Held]) -> None:
    default = LIBRARY.load("default")
    met = {rule for held in over_a_socket.values() for rule in held.met()}
    ended = {move.plan for held in over_a_socket.values() for move in held.moves()}

    assert {rule.name for rule in default.rules} - met == set()
    assert {timeline.name for timeline in default.timelines} - ended == set()


def kinds_of(rule: Rule) -> set[str]:
    """The kinds of faults that a rule names, as it was written."""
    fault = rule.written.get("fault", ())
    return {fault} if isinstance(fault, str) else set(fault) if isinstance(fault, Mapping) else set()


@pytest.mark.parametrize(("kinds", "is_news"), [(OF_CALLS, False), (OF_NEWS, True)])
def test_every_kind_of_fault_befalls_a_conversation(
    over_a_socket: dict[str, Held], kinds: tuple[str, ...], *, is_news: bool
) -> None:
    met = {
        kind
        for name, held in over_a_socket.items()
        for rule in LIBRARY.load(name).rules
        if rule.name in held.met() and rule.on.startswith(NEWS) == is_news
        for kind in kinds_of(rule)
    }

    assert set(kinds) - met == set()


def test_every_action_of_rules_and_every_part_of_their_grammar_is_shown(over_a_socket: dict[str, Held]) -> None:
    written = {key for name in over_a_socket for rule in LIBRARY.load(name).rules for key in rule.written}

    assert set(RuleEntry.model_fields) - written == set()


def test_the_page_of_the_library_is_as_the_scenarios_say(capsys: pytest.CaptureFixture[str]) -> None:
    page = (folder("scenarios") / "README.md").read_text()

    assert page == readme(LIBRARY)
    assert re.findall(r"\]\(([a-z0-9/-]+)\.yaml\)", page) == sorted(NAMES, key=lambda name: (name.rpartition("/")[0], name))
    assert main(["scenarios", "readme", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_meant_for_editors_is_no_introduction() -> None:
    text = "# yaml-language-server: $schema=../x.json\n# One thing,\n# and another.\nscenario: x\n# not this\n"

    assert introduction(text) == "One thing, and another."
