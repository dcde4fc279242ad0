"""The loader: what a scenario becomes, what it takes over from its base, and every mistake with its place."""

from datetime import UTC, datetime, timedelta

import pytest

from mock_server.engine.clock import ClockStart, Mode
from mock_server.faults.conditions import Condition
from mock_server.scenarios.errors import ScenarioError, UnknownScenario, nearest
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.loader import load_text
from mock_server.scenarios.scenario import Choice, Subscription, Timeline, TimelineMove
from mock_server.scenarios.schema import ScenarioFile
from mock_server.scenarios.words import Words
from tests.scenarios.examplerx import Load, Mistakes, OrderFixture, Switches, Write

HEAD = "scenario: tale\ntitle: A tale\n"


def test_a_scenario_of_two_lines_stands_on_the_defaults(load: Load) -> None:
    scenario = load("")

    assert (scenario.name, scenario.title, scenario.seed, scenario.clock) == ("tale", "A tale", 1, ClockStart())
    assert scenario.switches == {"examplerx": Switches(), "silentrx": Switches()}
    assert (scenario.fixtures, scenario.timelines, scenario.rules, scenario.webhooks) == ((), (), (), ())
    assert scenario.extends == ()


def test_seed_and_clock_are_read(load: Load) -> None:
    scenario = load("seed: 9223372036854775807\nclock: {start: 2025-01-15T16:00:00+01:00, mode: running, speed: 60}")

    assert scenario.seed == 2**63 - 1
    assert scenario.clock == ClockStart(datetime(2025, 1, 15, 15, tzinfo=UTC), Mode.RUNNING, 60.0)


def test_fixtures_keep_what_looks_like_a_number(load: Load) -> None:
    scenario = load("""
        fixtures:
          examplerx:
            orders: [{id: 0123, drug: 00071015523, quantity: 30, address: {zip: 01234, country: NO}}]
        """)

    assert [fixture.model.model_dump() for fixture in scenario.fixtures] == [
        {"id": "0123", "drug": "00071015523", "quantity": 30, "address": {"zip": "01234", "country": "NO"}}
    ]


def test_a_timeline_is_read(load: Load) -> None:
    scenario = load("""
        timelines:
          - for: examplerx.order
            when: {address.zip: 01234}
            moves: [{after: 1d 12h, do: ship, with: {tracking: 1Z99}}]
          - {name: slow, for: examplerx.order, moves: [{after: 90s, do: ship}]}
        """)

    assert scenario.timelines == (
        Timeline(
            "tale-1",
            "examplerx.order",
            Condition((("address.zip", "01234"),)),
            (TimelineMove(timedelta(hours=36), (Choice("ship", {"tracking": "1Z99"}),)),),
        ),
        Timeline("slow", "examplerx.order", Condition(), (TimelineMove(timedelta(seconds=90), (Choice("ship"),)),)),
    )


def test_webhooks_are_read_and_take_all_events_unless_told(load: Load) -> None:
    scenario = load("""
        webhooks:
          - {vendor: examplerx, collect: true}
          - {vendor: examplerx, url: "http://127.0.0.1:9/hook", events: [order.shipped], secret: s3}
        """)

    assert scenario.webhooks == (
        Subscription("examplerx", None, ("order.shipped",), None),
        Subscription("examplerx", "http://127.0.0.1:9/hook", ("order.shipped",), "s3"),
    )


def test_own_entries_follow_the_base_or_take_the_place_of_those_of_the_same_name(load: Load, write: Write) -> None:
    write(
        "calm",
        """
        fixtures: {examplerx: {orders: [{id: a, drug: old}, {drug: nameless}, {id: b}]}}
        timelines:
          - {name: slow, for: examplerx.order, moves: [{after: 9d, do: ship}]}
          - {for: examplerx.order, moves: [{after: 8d, do: ship}]}
        rules:
          - {name: first, on: "*", fault: {status: 500}}
          - {name: second, on: "*", fault: {status: 500}}
        webhooks: [{vendor: examplerx, collect: true}]
        """,
    )

    scenario = load("""
        extends: calm
        fixtures: {examplerx: {orders: [{id: c}, {drug: nameless}, {id: a, drug: new}]}}
        timelines:
          - {for: examplerx.order, moves: [{after: 1d, do: ship}]}
          - {name: slow, for: examplerx.order, moves: [{after: 2d, do: ship}]}
        rules:
          - {name: third, on: "*", fault: {status: 502}}
          - {name: first, on: "*", fault: {status: 503}}
        webhooks: [{vendor: examplerx, collect: true}]
        """)

    models = [fixture.model for fixture in scenario.fixtures if isinstance(fixture.model, OrderFixture)]
    assert [(model.id, model.drug) for model in models] == [
        ("a", "new"), (None, "nameless"), ("b", ""), ("c", ""), (None, "nameless")
    ]  # fmt: skip
    assert [(each.name, each.moves[0].after.days) for each in scenario.timelines] == [
        ("slow", 2), ("calm-2", 8), ("tale-1", 1)
    ]  # fmt: skip
    assert [(rule.name, str(rule.action)) for rule in scenario.rules] == [
        ("first", "status 503"), ("second", "status 500"), ("third", "status 502")
    ]  # fmt: skip
    assert len(scenario.webhooks) == 2
    assert scenario.extends == ("calm",)


def test_a_speed_without_a_mode_says_that_the_clock_runs(load: Load, write: Write) -> None:
    write("still", "clock: {start: 2025-01-15T15:00:00Z, mode: frozen}")
    start = datetime(2025, 1, 15, 15, tzinfo=UTC)

    assert load("extends: still\nclock: {speed: 60}").clock == ClockStart(start, Mode.RUNNING, 60.0)
    assert load("extends: still\nclock: {mode: frozen, speed: 60}").clock == ClockStart(start, Mode.FROZEN, 60.0)


def test_switches_and_clock_are_laid_over_the_base_one_by_one(load: Load, write: Write) -> None:
    write(
        "strict",
        """
        seed: 9
        clock: {start: 2025-01-15T15:00:00Z, speed: 5}
        switches: {examplerx: {repeats: conflict, country: optional}}
        """,
    )

    scenario = load("extends: strict\nclock: {mode: running}\nswitches: {examplerx: {country: required}}")

    assert scenario.seed == 9
    assert scenario.clock == ClockStart(datetime(2025, 1, 15, 15, tzinfo=UTC), Mode.RUNNING, 5.0)
    assert scenario.switches == {
        "examplerx": Switches(repeats="conflict", country="required"),
        "silentrx": Switches(),
    }


def test_a_switch_set_back_to_its_default_wins_over_the_base(load: Load, write: Write) -> None:
    write("strict", "switches: {examplerx: {repeats: conflict}}")

    assert load("extends: strict\nswitches: {examplerx: {repeats: replay}}").switches["examplerx"] == Switches()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n", "1:1: expected a mapping that starts with 'scenario: <name>', found a list"),
        ("tale\n", "1:1: expected a mapping that starts with 'scenario: <name>', found 'tale'"),
        ("scenario: tale\n", "1:1: the key 'title' is missing"),
        ("scenario: tale\ntitle: ' '\n", "2:8: expected 1 or more characters, found ' '"),
        ("scenario: Tale\ntitle: x\n", "1:11: 'Tale' is no name; write small letters, digits and single hyphens"),
        ("scenario: other\ntitle: x\n", "1:11: expected 'tale', as the file is called, found 'other'"),
        (HEAD + "rulez: []\n", "3:1: unknown key 'rulez'; did you mean 'rules'?"),
        (HEAD + "oops: true\n", ("3:1: unknown key 'oops'; known: scenario, title, extends, seed, clock, strict, reserved, "
         "switches, fixtures, populate, timelines, rules, webhooks, conversation")),
        (HEAD + "rules:\n", "3:7: expected a list, found nothing"),
        (HEAD + "rules: [x]\n", "3:9: expected a mapping, found 'x'"),
        (HEAD + "seed: +7\n", "3:7: expected a whole number, found '+7'"),
        (HEAD + "seed: 9223372036854775808\n",
         "3:7: expected a number of at most 9223372036854775807, found '9223372036854775808'"),
        (HEAD + "seed: [7]\n", "3:7: expected a plain value, found a list"),
        (HEAD + "clock:\n  start: tomorrow\n", "4:10: 'tomorrow' is no instant; write 2026-01-05T09:00:00Z"),
        (HEAD + "clock: {mode: frosen}\n",
         "3:15: expected 'frozen' or 'running', found 'frosen'; did you mean 'frozen'?"),
        (HEAD + "clock: {speed: 0}\n", "3:16: expected a number above 0, found '0'"),
        (HEAD + "clock: {speed: nan}\n", "3:16: expected a number of at most 1000000, found 'nan'"),
        (HEAD + "clock: {begin: x}\n", "3:9: unknown key 'begin'; known: start, mode, speed"),
        (HEAD + "extends: ../secret\n",
         "3:10: '../secret' is no name of a scenario; write it as in 'default' or 'nimbus/slow'"),
        (HEAD + "extends: defualt\n", "3:10: there is no scenario 'defualt'; did you mean 'default'?"),
    ],
)  # fmt: skip
def test_a_mistake_at_the_top_is_told_with_its_place(mistakes: Mistakes, write: Write, text: str, expected: str) -> None:
    write("default", "")

    assert mistakes(text) == [f"tale.yaml:{expected}"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("switches: {exmplerx: {}}", "3:12: there is no vendor 'exmplerx'; did you mean 'examplerx'?"),
        ("switches: {examplerx: on}", "3:23: expected a mapping, found 'on'"),
        ("switches: {examplerx: {repeat: replay}}", "3:24: unknown key 'repeat'; did you mean 'repeats'?"),
        ("switches: {examplerx: {repeats: conflikt}}",
         "3:33: expected 'replay' or 'conflict', found 'conflikt'; did you mean 'conflict'?"),
        ("fixtures: []", "3:11: expected a mapping, found an empty list"),
        ("fixtures: {examplerx: {order: []}}", "3:24: examplerx has no fixtures 'order'; did you mean 'orders'?"),
        ("fixtures: {examplerx: {orders: {id: a}}}", "3:32: expected a list, found a mapping"),
        ("fixtures: {examplerx: {orders: [{id: a, drag: x}]}}", "3:41: unknown key 'drag'; did you mean 'drug'?"),
        ("fixtures: {examplerx: {orders: [{quantity: few}]}}", "3:44: expected a whole number, found 'few'"),
        ("fixtures: {examplerx: {orders: [{address: {city: x}}]}}", ("3:43: the key 'zip' is missing\n"
         "3:44: unknown key 'city'; known: zip, country")),
        ("fixtures: {examplerx: {orders: [{id: a}, {id: a}]}}", "3:42: 'a' is already taken in line 3"),
    ],
)  # fmt: skip
def test_a_mistake_in_switches_or_fixtures_is_told_with_its_place(mistakes: Mistakes, row: str, expected: str) -> None:
    assert mistakes(HEAD + row) == [f"tale.yaml:{line}" for line in expected.splitlines()]


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ("{for: examplerx.ordr, moves: [{after: 1d, do: ship}]}",
         "4:11: there is no kind 'examplerx.ordr'; did you mean 'examplerx.order'?"),
        ("{for: examplerx.patient, moves: [{after: 1d, do: ship}]}",
         "4:11: 'examplerx.patient' has no moves, so it can have no timeline"),
        ("{for: examplerx.order, moves: []}", "4:35: expected 1 or more entries, found an empty list"),
        ("{for: examplerx.order}", "4:5: the key 'moves' is missing"),
        ("{for: examplerx.order, moves: [{after: soon, do: ship}]}",
         "4:44: 'soon' is no duration; write 90s, 5m, 2h, 1d or 1d 12h"),
        ("{for: examplerx.order, moves: [{after: 1d, do: shipp}]}",
         "4:52: there is no move 'shipp'; did you mean 'ship'?"),
        ("{for: examplerx.order, moves: [{after: 1d, do: ship, wiht: {}}]}",
         "4:58: unknown key 'wiht'; did you mean 'with'?"),
        ("{for: examplerx.order, moves: [{after: 1d, do: ship, with: {traking: 1Z99}}]}",
         "4:65: the move 'ship' does not take 'traking'; did you mean 'tracking'?"),
        ("{for: examplerx.order, moves: [{after: 1d, do: ship, with: {tracking: no}}]}",
         "4:75: 'no' does not fit; expected a tracking number, such as 1Z99"),
        ("{for: examplerx.order, when: {body.zip: 1}, moves: [{after: 1d, do: ship}]}",
         "4:35: a timeline looks at the record itself; write 'body.zip' without its first step"),
        ("{for: examplerx.order, when: {a..b: 1}, moves: [{after: 1d, do: ship}]}", "4:35: 'a..b' is no dotted path"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_timeline_is_told_with_its_place(mistakes: Mistakes, timeline: str, expected: str) -> None:
    assert mistakes(f"{HEAD}timelines:\n  - {timeline}\n") == [f"tale.yaml:{expected}"]


@pytest.mark.parametrize(
    ("webhook", "expected"),
    [
        ("{vendor: examplrx, collect: true}", "4:14: there is no vendor 'examplrx'; did you mean 'examplerx'?"),
        ("{vendor: silentrx, collect: true}", "4:14: silentrx sends no webhooks"),
        ("{vendor: examplerx}", "4:5: a webhook has exactly one of 'url' and 'collect: true', found neither"),
        ("{vendor: examplerx, collect: true, url: 'http://a'}",
         "4:5: a webhook has exactly one of 'url' and 'collect: true', found both"),
        ("{vendor: examplerx, collect: maybe}", "4:34: expected true or false, found 'maybe'"),
        ("{vendor: examplerx, url: 'file:///etc'}", "4:30: 'file:///etc' is no address; write http://… or https://…"),
        ("{vendor: examplerx, url: 'http://['}", "4:30: 'http://[' is no address; write http://… or https://…"),
        ("{vendor: examplerx, collect: true, events: [order.shiped]}",
         "4:49: examplerx has no event 'order.shiped'; did you mean 'order.shipped'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_webhook_is_told_with_its_place(mistakes: Mistakes, webhook: str, expected: str) -> None:
    assert mistakes(f"{HEAD}webhooks:\n  - {webhook}\n") == [f"tale.yaml:{expected}"]


def test_all_mistakes_are_told_at_once_in_file_order(mistakes: Mistakes) -> None:
    text = """\
rules:
  - {name: r, on: examplerx.nothing, fault: {status: 503}}
  - {name: q, on: "*", fault: {status: 1}}
scenario: tale
titel: A tale
seed: minus one
timelines:
  - {for: examplerx.order, moves: [{after: 1d, do: fly}, {after: 1d, do: ship, with: {wings: "2"}}]}
switches: {examplerx: {country: maybe}}
"""

    assert mistakes(text) == [
        "tale.yaml:1:1: the key 'title' is missing",
        (
            "tale.yaml:2:19: there is no operation 'examplerx.nothing'; known: examplerx.create_order, examplerx.get_order, "
            "examplerx.ping"
        ),
        "tale.yaml:3:40: expected a number of at least 400, found '1'",
        "tale.yaml:5:1: unknown key 'titel'; did you mean 'title'?",
        "tale.yaml:6:7: expected a whole number, found 'minus one'",
        "tale.yaml:8:52: there is no move 'fly'; known: ship",
        "tale.yaml:8:87: the move 'ship' does not take 'wings'; known: tracking",
        "tale.yaml:9:33: expected 'required' or 'optional', found 'maybe'",
    ]


def test_mistakes_in_the_base_are_told_after_the_files_own(mistakes: Mistakes, write: Write) -> None:
    base = write("calm", "oops: 1")

    assert mistakes(f"{HEAD}extends: calm\nseed: x\n") == [
        "tale.yaml:4:7: expected a whole number, found 'x'",
        (
            f"{base}:3:1: unknown key 'oops'; known: scenario, title, extends, seed, clock, strict, reserved, switches, "
            "fixtures, populate, timelines, rules, webhooks, conversation"
        ),
    ]


def test_more_than_a_hundred_mistakes_are_cut_off(mistakes: Mistakes) -> None:
    assert len(mistakes(HEAD + "rules:\n" + "- x\n" * 5_000)) == 100


def test_a_long_value_is_shown_short_and_control_characters_are_escaped(mistakes: Mistakes) -> None:
    long, bell = mistakes(f'{HEAD}seed: {"9" * 500}\n"\\a": x\n')

    assert long == f"tale.yaml:3:7: expected a whole number, found '{'9' * 59}…'"
    assert bell.startswith(r"tale.yaml:4:1: unknown key '\x07'; known: scenario, title")


def test_text_that_is_no_file_may_have_any_name(words: Words, library: ScenarioLibrary) -> None:
    text = f"{HEAD}timelines: [{{for: examplerx.order, moves: [{{after: 1d, do: ship}}]}}]"

    scenario = load_text(text, "request body", words, library)

    assert (scenario.name, scenario.timelines[0].name) == ("tale", "tale-1")


def test_an_error_holds_its_mistakes(words: Words, library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as raised:
        load_text(f"{HEAD}seed: x\n", "tale.yaml", words, library)

    (mistake,) = raised.value.mistakes
    assert (mistake.file, mistake.line, mistake.column) == ("tale.yaml", 3, 7)
    assert str(mistake) == f"tale.yaml:3:7: {mistake.message}"


def test_the_nearest_word_is_found_only_when_it_is_near() -> None:
    assert nearest("rulez", ["rules", "title"]) == "rules"
    assert nearest("zebra", ["rules", "title"]) is None
    assert nearest("examplerx.get", ["examplerx.get_all", "examplerx.create_order"]) == "examplerx.get_all"
    assert nearest("examplerx.nothing", ["examplerx.get_all", "examplerx.create_order"]) is None
    assert nearest("rules" * 100, ["rules"]) is None


def test_an_unknown_scenario_says_so_in_one_line() -> None:
    assert str(UnknownScenario("x\ny", (), None)) == r"there is no scenario 'x\ny'"


def test_the_shape_of_a_file_has_a_json_schema() -> None:
    properties = ScenarioFile.model_json_schema()["properties"]

    assert list(properties) == [
        "scenario", "title", "extends", "seed", "clock", "strict", "reserved", "switches", "fixtures", "populate", "timelines",
        "rules", "webhooks", "conversation",
    ]  # fmt: skip
