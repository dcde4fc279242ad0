"""How a sandbox starts: a scenario, made into a world once and copied from then on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from mock_server.engine.clock import ClockStart, Wall
from mock_server.engine.engine import Engine
from mock_server.engine.records import AnyKind
from mock_server.engine.world import World
from mock_server.faults.book import RuleBook, Standing
from mock_server.scenarios.player import Player, credentials_of, place_fixtures
from mock_server.scenarios.population import populate
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import React, Words
from mock_server.webhooks.outbox import Voices
from mock_server.webhooks.voice import Subscription


@dataclass(frozen=True, slots=True)
class Start:
    """What a reset returns to. Nobody writes to any of it; sandboxes take copies."""

    scenario: Scenario
    clock: ClockStart
    world: World
    rules: RuleBook
    credentials: Mapping[str, Mapping[str, object]]
    kinds: Mapping[str, AnyKind]
    reactions: tuple[React, ...] = ()
    voices: Voices = field(default_factory=dict)
    subscriptions: tuple[Subscription, ...] = ()
    words: Words = field(default_factory=dict)


def prepare(scenario: Scenario, words: Words, wall: Wall, seed: int, clock: ClockStart) -> Start:
    """Make the world that a scenario starts from.

    Raises:
        ScenarioError: a fixture cannot be there, such as a second one with the same id.
    """
    kinds = {kind.name: kind for vendor in words.values() for kind in vendor.kinds.values()}
    world = World.begin(seed, clock, wall, scenario.switches)
    reactions = tuple(vendor.react for vendor in words.values() if vendor.react is not None)
    engine = _engine(world, kinds, reactions)
    player = Player(engine, scenario.timelines)
    engine.listen(player.hear)
    place_fixtures(engine, scenario, words)
    # Nobody follows the made-up records while they come to where they are to stand; from there they follow timelines.
    for kind, id in populate(_engine(world, kinds, reactions), scenario.crowds, words):
        record = engine.find(kind, id)
        if record is not None:
            player.follow(kind, record)
    targets = [target for vendor in words.values() for target in (*vendor.operations, *vendor.news)]
    bodiless = frozenset(name for vendor in words.values() for name in vendor.reads)
    rules = RuleBook((Standing(rule, clock.at) for rule in scenario.rules), targets, bodiless)
    return Start(
        scenario,
        clock,
        world,
        rules,
        credentials_of(scenario, words),
        kinds,
        reactions,
        {slug: vendor.webhooks for slug, vendor in words.items() if vendor.webhooks is not None},
        subscriptions_of(scenario),
        words,
    )


def subscriptions_of(scenario: Scenario) -> tuple[Subscription, ...]:
    """Who is told of news by the scenario. A secret that it does not give is the vendor's documented test secret."""
    return tuple(
        Subscription(
            f"sub-{number}",
            each.vendor,
            each.url,
            each.events,
            each.secret or secret_for_tests(each.vendor),
            "scenario",
        )
        for number, each in enumerate(scenario.webhooks, 1)
    )


def secret_for_tests(vendor: str) -> str:
    """What deliveries are signed with where nobody gave a secret; printed in the documentation, like the test credentials."""
    return f"{vendor}-test-webhook-secret"


def _engine(world: World, kinds: Mapping[str, AnyKind], reactions: Iterable[React]) -> Engine:
    engine = Engine(world, kinds)
    for react in reactions:
        engine.listen(partial(react, engine))
    return engine
