"""A dry run of a scenario's timelines: what would happen to new records, and when; for people and as JSON values."""

from collections.abc import Iterator, Mapping
from typing import Any

from mock_server.cli.output import say
from mock_server.cli.stories import show_chance, show_pairs
from mock_server.cli.tables import show_table
from mock_server.engine.clock import show_duration, show_instant
from mock_server.engine.lifecycle import Lifecycle
from mock_server.scenarios.foretelling import Foretold, foretell, start_of
from mock_server.scenarios.scenario import Scenario, Timeline
from mock_server.scenarios.words import Words


def forecast(scenario: Scenario, words: Words) -> dict[str, Any]:
    """What each timeline would do to a record made at the scenario's start, and the kinds to which nothing happens."""
    lifecycles = {
        kind.name: kind.lifecycle for vendor in words.values() for kind in vendor.kinds.values() if kind.lifecycle is not None
    }
    followed = {timeline.kind for timeline in scenario.timelines}
    return {
        "name": scenario.name,
        "start": show_instant(scenario.clock.at),
        "timelines": [_tell(timeline, lifecycles[timeline.kind], scenario) for timeline in scenario.timelines],
        "still": [name for name in lifecycles if name not in followed],
    }


def _tell(timeline: Timeline, lifecycle: Lifecycle[object], scenario: Scenario) -> dict[str, Any]:
    return {
        "name": timeline.name,
        "for": timeline.kind,
        "when": dict(timeline.when.equals),
        "from": start_of(timeline, lifecycle),
        "steps": [_tell_step(step, scenario) for step in foretell(timeline, lifecycle)],
    }


def _tell_step(step: Foretold, scenario: Scenario) -> dict[str, Any]:
    return {
        "after": show_duration(step.after),
        "latest": show_duration(step.latest),
        "at": show_instant(scenario.clock.at + step.after),
        "do": step.do,
        "with": dict(step.given),
        "chance": round(step.chance, 9),
        "from": list(step.sources),
        "to": step.target,
    }


def tell_forecast(told: Mapping[str, Any]) -> None:
    """Write a forecast for people."""
    say(f"{told['name']}: what would happen to records made at {told['start']}")
    for timeline in told["timelines"]:
        say()
        asked = f", when {show_pairs(timeline['when'])}" if timeline["when"] else ""
        title = f"{timeline['for']}{asked} ({timeline['name']}), from {timeline['from']}"
        show_table(("after", "at", "do", "chance", "status", "with"), _rows(timeline["steps"]), title=title)
    if told["still"]:
        say()
        say(f"Nothing happens by itself to: {', '.join(told['still'])}")


def _rows(steps: list[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for step in steps:
        after = step["after"] if step["after"] == step["latest"] else f"{step['after']} to {step['latest']}"
        status = f"{' or '.join(step['from'])} -> {step['to']}"
        yield after, step["at"], step["do"], show_chance(step["chance"]), status, show_pairs(step["with"])
