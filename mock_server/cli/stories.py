"""A scenario retold: as JSON values, and as lines and tables for people."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from mock_server.cli.clock import told
from mock_server.cli.output import say
from mock_server.cli.tables import show_table
from mock_server.engine.clock import show_instant
from mock_server.faults.conditions import Condition
from mock_server.faults.rules import Rule
from mock_server.scenarios.scenario import Scenario, Timeline
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
        "extends": list(scenario.extends),
        "switches": {slug: changed for slug, changed in switches.items() if changed},
        "fixtures": {slug: dict(counts) for slug, counts in fixtures.items()},
        "timelines": [_tell_timeline(timeline) for timeline in scenario.timelines],
        "rules": [_tell_rule(rule) for rule in scenario.rules],
        "webhooks": [asdict(subscription) for subscription in scenario.webhooks],
    }


def tell_scenario(story: Mapping[str, Any]) -> None:
    """Write a told scenario for people."""
    say(f"{story['name']}: {story['title']}")
    say(f"  seed     {story['seed']}")
    say(f"  clock    {told(story['clock'])}")
    if story["extends"]:
        say(f"  extends  {', '.join(story['extends'])}")
    _table("Switches", ("vendor", "switch", "value"), _triples(story["switches"]))
    _table("Fixtures", ("vendor", "records", "count"), _triples(story["fixtures"]))
    moves = [
        (timeline["name"], timeline["for"], _pairs(timeline["when"]), move["after"], move["do"], _pairs(move["with"]))
        for timeline in story["timelines"]
        for move in timeline["moves"]
    ]
    _table("Timelines", ("name", "for", "when", "after", "do", "with"), moves)
    rules = [(rule["name"], rule["on"], _pairs(rule["when"]), _told_effect(rule)) for rule in story["rules"]]
    _table("Rules", ("name", "on", "when", "what happens"), rules)
    hooks = [(hook["vendor"], hook["url"] or "collected", ", ".join(hook["events"])) for hook in story["webhooks"]]
    _table("Webhooks", ("vendor", "to", "events"), hooks)


def _changed(values: BaseModel, default: BaseModel) -> dict[str, object]:
    usual = default.model_dump(mode="json")
    return {name: value for name, value in values.model_dump(mode="json").items() if value != usual.get(name)}


def _tell_timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "name": timeline.name,
        "for": timeline.kind,
        "when": _tell_condition(timeline.when),
        "moves": [{"after": show_duration(each.after), "do": each.do, "with": dict(each.given)} for each in timeline.moves],
    }


def _tell_rule(rule: Rule) -> dict[str, Any]:
    effects = {name: value for name, value in asdict(rule).items() if name not in _SAID_BEFORE and value is not None}
    return {"name": rule.name, "about": rule.about, "on": rule.on, "when": _tell_condition(rule.when), **effects}


def _tell_condition(condition: Condition) -> dict[str, str]:
    return dict(condition.equals)


def _told_effect(rule: Mapping[str, Any]) -> str:
    effects = [(name, value) for name, value in rule.items() if name not in _SAID_BEFORE]
    return "; ".join(f"{name} {_pairs(value) if isinstance(value, Mapping) else value}" for name, value in effects)


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(
        f"{name}={value}" if not isinstance(value, Mapping) else _pairs(value) for name, value in values.items() if value != {}
    )


def show_duration(duration: timedelta) -> str:
    """A duration as scenarios write it: `1d 12h`."""
    left = duration // timedelta(milliseconds=1)
    parts = []
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0s"


def _triples(by_vendor: Mapping[str, Mapping[str, object]]) -> list[tuple[object, ...]]:
    return [(slug, name, value) for slug, values in by_vendor.items() for name, value in values.items()]


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    listed = list(rows)
    if listed:
        say()
        show_table(columns, listed, title=title)
