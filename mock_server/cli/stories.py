"""A scenario retold: as JSON values, and as lines and tables for people."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from mock_server.cli.clock import told
from mock_server.cli.output import say
from mock_server.cli.tables import show_table
from mock_server.engine.clock import show_duration, show_instant
from mock_server.faults.conditions import Condition
from mock_server.faults.rules import Rule
from mock_server.scenarios.scenario import Crowd, Scenario, Timeline, TimelineMove
from mock_server.scenarios.words import Words

_SAID_BEFORE = ("name", "about", "on", "when")


def tell(scenario: Scenario, words: Words) -> dict[str, Any]:
    """A scenario as JSON values: what it has, and of the switches those that are not as they would be anyway."""
    fixtures: dict[str, Counter[str]] = {}
    for fixture in scenario.fixtures:
        fixtures.setdefault(fixture.vendor, Counter())[fixture.plural] += 1
    switches = {slug: _changed(values, words[slug].switches()) for slug, values in scenario.switches.items()}
    return {
        "name": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "clock": {"now": show_instant(scenario.clock.at), "mode": scenario.clock.mode.value, "speed": scenario.clock.speed},
        "strict": scenario.is_strict,
        "extends": list(scenario.extends),
        "switches": {slug: changed for slug, changed in switches.items() if changed},
        "fixtures": {slug: dict(counts) for slug, counts in fixtures.items()},
        "populate": {f"{each.vendor}.{each.noun}": _tell_crowd(each) for each in scenario.crowds},
        "timelines": [_tell_timeline(timeline) for timeline in scenario.timelines],
        "rules": [_tell_rule(rule) for rule in scenario.rules],
        "webhooks": [asdict(subscription) for subscription in scenario.webhooks],
        "conversation": [{"step": str(step), "note": step.note} for step in scenario.conversation],
    }


def tell_scenario(story: Mapping[str, Any]) -> None:
    """Write a told scenario for people."""
    say(f"{story['name']}: {story['title']}")
    say(f"  seed     {story['seed']}")
    say(f"  clock    {told(story['clock'])}")
    if story["strict"]:
        say("  strict   what breaks a vendor's document is refused")
    if story["extends"]:
        say(f"  extends  {', '.join(story['extends'])}")
    _table("Switches", ("vendor", "switch", "value"), _triples(story["switches"]))
    _table("Fixtures", ("vendor", "records", "count"), _triples(story["fixtures"]))
    crowds = [
        (kind, each["count"], each["over"], show_pairs(each["statuses"] or {})) for kind, each in story["populate"].items()
    ]
    _table("Made up", ("kind", "count", "over", "statuses by weight"), crowds)
    moves = [
        (timeline["name"], timeline["for"], show_pairs(timeline["when"]), _told_time(move), *_told_choice(choice))
        for timeline in story["timelines"]
        for move in timeline["moves"]
        for choice in move["either"]
    ]
    _table("Timelines", ("name", "for", "when", "after", "do", "chance", "with"), moves)
    rules = [(rule["name"], rule["on"], show_pairs(rule["when"]), _told_effect(rule)) for rule in story["rules"]]
    _table("Rules", ("name", "on", "when", "what happens"), rules)
    hooks = [(hook["vendor"], hook["url"] or "collected", ", ".join(hook["events"])) for hook in story["webhooks"]]
    _table("Webhooks", ("vendor", "to", "events"), hooks)
    steps = [(n, step["step"], step["note"]) for n, step in enumerate(story["conversation"], 1)]
    _table("Conversation", ("n", "step", "note"), steps)


def _changed(values: BaseModel, default: BaseModel) -> dict[str, object]:
    usual = default.model_dump(mode="json")
    return {name: value for name, value in values.model_dump(mode="json").items() if value != usual.get(name)}


def _tell_crowd(crowd: Crowd) -> dict[str, Any]:
    return {**crowd.population.model_dump(mode="json"), "over": show_duration(crowd.population.over)}


def _tell_timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "name": timeline.name,
        "for": timeline.kind,
        "when": _tell_condition(timeline.when),
        "moves": [_tell_move(move) for move in timeline.moves],
    }


def _tell_move(move: TimelineMove) -> dict[str, Any]:
    choices = [{"chance": each.chance, "do": each.do, "with": dict(each.given)} for each in move.choices]
    return {"after": show_duration(move.after), "jitter": show_duration(move.jitter), "either": choices}


def _tell_rule(rule: Rule) -> dict[str, Any]:
    effects = {name: value for name, value in rule.written.items() if name not in _SAID_BEFORE}
    return {"name": rule.name, "about": rule.about, "on": rule.on, "when": _tell_condition(rule.when), **effects}


def _tell_condition(condition: Condition) -> dict[str, str]:
    told = dict(condition.equals)
    for path, test in condition.tests:
        told[path] = f"{told[path]} and {test}" if path in told else str(test)
    return told


def _told_time(move: Mapping[str, Any]) -> str:
    return move["after"] if move["jitter"] == "0s" else f"{move['after']}, up to {move['jitter']} later"


def _told_choice(choice: Mapping[str, Any]) -> tuple[str, str, str]:
    return choice["do"], show_chance(choice["chance"]), show_pairs(choice["with"])


def show_chance(chance: float) -> str:
    """A share of all cases as a percentage, and nothing where it is all of them."""
    return "" if chance >= 1 else f"{chance * 100:.4g}%"


def _told_effect(rule: Mapping[str, Any]) -> str:
    effects = [(name, value) for name, value in rule.items() if name not in _SAID_BEFORE]
    return "; ".join(f"{name} {show_pairs(value) if isinstance(value, Mapping) else value}" for name, value in effects)


def show_pairs(values: Mapping[str, object]) -> str:
    """Names and values on one line: `a=1, b=2`."""
    return ", ".join(
        f"{name}={value}" if not isinstance(value, Mapping) else show_pairs(value)
        for name, value in values.items()
        if value != {}
    )


def _triples(by_vendor: Mapping[str, Mapping[str, object]]) -> list[tuple[object, ...]]:
    return [(slug, name, value) for slug, values in by_vendor.items() for name, value in values.items()]


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    listed = list(rows)
    if listed:
        say()
        show_table(columns, listed, title=title)
