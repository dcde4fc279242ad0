"""Rules in scenario files: what they become, and every mistake with its place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mock_server.faults import kinds, webhooks
from mock_server.faults.conditions import Between, Condition, Matches, OneOf, Present
from mock_server.faults.occasions import Occasion, Window
from mock_server.faults.patterns import Pattern
from mock_server.faults.rules import Action, Do, Fail, Moment, Refuse, Respond, Rule, Switch
from mock_server.scenarios.words import VendorWords
from tests.scenarios.examplerx import WEBHOOKS, Load, Mistakes, Write, speak

HEAD = "scenario: tale\ntitle: A tale\n"
FAULT = "fault: {status: 503}"
HOUR = timedelta(hours=1)


def only(load: Load, rule: str) -> Rule:
    (found,) = load(f"rules:\n  - {rule}\n").rules
    return found


def test_rules_are_read(load: Load) -> None:
    scenario = load("""
        rules:
          - name: bad-zip
            about: A ZIP that nobody has.
            on: examplerx.create_order
            when: {body.address.zip: "00000", header.X-Test: yes}
            refuse: {error: invalid, field: address.zip, reason: No such ZIP}
          - {name: down, on: "*", fault: {status: 503}}
          - {name: locked, on: examplerx.*, refuse: {error: locked}}
        """)

    assert scenario.rules == (
        Rule(
            "bad-zip",
            "examplerx.create_order",
            Refuse("invalid", {"field": "address.zip", "reason": "No such ZIP"}),
            Condition((("body.address.zip", "00000"), ("header.X-Test", "yes"))),
            about="A ZIP that nobody has.",
        ),
        Rule("down", "*", Fail(kinds.Status(503))),
        Rule("locked", "examplerx.*", Refuse("locked")),
    )


def test_a_rule_remembers_how_it_was_written(load: Load) -> None:
    rule = only(load, "{name: down, on: '*', calls: 1-2, fault: {status: 503}}")

    assert rule.written == {"name": "down", "on": "*", "calls": "1-2", "fault": {"status": "503"}}


def test_every_operator_of_a_condition_is_read(load: Load) -> None:
    rule = only(
        load,
        "{name: r, on: '*', when: {body.a: {is: x}, body.b: {in: [x, 'y']}, body.c: {matches: '^T[XN]$'},"
        " body.d: {present: false}, body.e: {gt: 5, lt: 7.5}, query.f: {gt: -1}}, " + FAULT + "}",
    )

    assert rule.when == Condition(
        (("body.a", "x"),),
        (
            ("body.b", OneOf(("x", "y"))),
            ("body.c", Matches(Pattern("^T[XN]$"))),
            ("body.d", Present(is_present=False)),
            ("body.e", Between(5, 7.5)),
            ("query.f", Between(-1)),
        ),
    )


@pytest.mark.parametrize(
    ("written", "occasion"),
    [
        ("calls: 1", Occasion(1, 1)),
        ("calls: 1-2", Occasion(1, 2)),
        ("calls: 3-", Occasion(3)),
        ("chance: 0.1", Occasion(chance=0.1)),
        ("chance: 25%", Occasion(chance=0.25)),
        ("lasts: 1h", Occasion(lasts=HOUR)),
        ("calls: 2-, chance: 50%, lasts: 1h", Occasion(2, chance=0.5, lasts=HOUR)),
    ],
)
def test_the_occasions_of_a_rule_are_read(load: Load, written: str, occasion: Occasion) -> None:
    assert only(load, f"{{name: r, on: '*', {written}, {FAULT}}}").occasion == occasion


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("delay: 2s", Fail(None, kinds.Delay(timedelta(seconds=2), timedelta(seconds=2)))),
        ("delay: {from: 1s, to: 3s}", Fail(None, kinds.Delay(timedelta(seconds=1), timedelta(seconds=3)))),
        ("delay: {for: 1h, clock: sandbox}", Fail(None, kinds.Delay(HOUR, HOUR, is_sandbox_time=True))),
        ("status: 503, delay: 1s", Fail(kinds.Status(503), kinds.Delay(timedelta(seconds=1), timedelta(seconds=1)))),
        ("hang: true", Fail(kinds.Hang(timedelta(seconds=60)))),
        ("hang: 5s", Fail(kinds.Hang(timedelta(seconds=5)))),
        ("reset: true", Fail(kinds.Reset())),
        ("empty: true", Fail(kinds.Empty())),
        ("truncate: true", Fail(kinds.Truncate(0.5))),
        ("truncate: 10%", Fail(kinds.Truncate(0.1))),
        ("truncate: 20", Fail(kinds.Truncate(size=20))),
        ("garbage: 9", Fail(kinds.Garbage(9))),
        ("slow: 10s", Fail(kinds.Slow(timedelta(seconds=10)))),
        ("rate_limit: {calls: 5, per: 1m}", Fail(kinds.RateLimit(5, 60))),
        ("answer_lost: true", Fail(kinds.AnswerLost())),
        ("wrong_content_type: text/plain", Fail(kinds.WrongContentType("text/plain"))),
    ],
)
def test_every_fault_of_calls_is_read(load: Load, written: str, action: Action) -> None:
    assert only(load, f"{{name: r, on: '*', fault: {{{written}}}}}").action == action


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("hang", Fail(kinds.Hang(timedelta(seconds=60)))),
        ("reset", Fail(kinds.Reset())),
        ("empty", Fail(kinds.Empty())),
        ("truncate", Fail(kinds.Truncate(0.5))),
        ("garbage", Fail(kinds.Garbage(64))),
        ("slow", Fail(kinds.Slow(timedelta(seconds=5)))),
        ("answer_lost", Fail(kinds.AnswerLost())),
        ("wrong_content_type", Fail(kinds.WrongContentType("text/html"))),
    ],
)
def test_a_bare_word_says_a_fault_that_needs_no_value(load: Load, word: str, action: Action) -> None:
    assert only(load, f"{{name: r, on: '*', fault: {word}}}").action == action


def test_an_outage_is_a_status_within_a_window(load: Load) -> None:
    rule = only(load, "{name: r, on: '*', fault: {outage: {after: 1h, lasts: 3d, ramp: 1h, status: 502}}}")

    assert rule.action == Fail(kinds.Status(502))
    assert rule.occasion == Occasion(window=Window(timedelta(days=3), HOUR, HOUR))


def test_a_stale_read_is_read(load: Load) -> None:
    rule = only(load, "{name: r, on: examplerx.get_order, fault: {stale_read: 30s}}")

    assert rule.action == Fail(kinds.StaleRead(timedelta(seconds=30)))
    assert rule.looks_back == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("duplicate", webhooks.Duplicate(1)),
        ("{duplicate: 3}", webhooks.Duplicate(3)),
        ("{delay: 30m}", webhooks.Late(HOUR / 2, HOUR / 2)),
        ("{delay: {from: 30m, to: 1h}}", webhooks.Late(HOUR / 2, HOUR)),
        ("drop", webhooks.Drop()),
        ("reorder", webhooks.Reorder(timedelta(minutes=1))),
        ("{reorder: 1h}", webhooks.Reorder(HOUR)),
        ("wrong_signature", webhooks.WrongSignature()),
        ("stale_timestamp", webhooks.StaleTimestamp(HOUR)),
        ("truncate", kinds.Truncate()),
        ("{slow: 2s}", kinds.Slow(timedelta(seconds=2))),
        ("disable", webhooks.Disable()),
    ],
)
@pytest.mark.parametrize("on", ["webhook.examplerx.order.shipped", "webhook.examplerx.*", "webhook.*"])
def test_every_fault_of_webhooks_is_read(load: Load, written: str, action: Action, on: str) -> None:
    assert only(load, f"{{name: r, on: {on}, when: {{record.status: shipped}}, fault: {written}}}").action == action


def test_the_other_things_that_rules_do_are_read(load: Load) -> None:
    scenario = load("""
        rules:
          - name: teapot
            on: examplerx.ping
            respond: {status: 418, headers: {X-Tea: yes, Content-Type: text/plain}, body: short and stout}
          - {name: json, on: examplerx.ping, respond: {status: 200, body: "{}"}}
          - {name: bare, on: examplerx.ping, respond: {status: 204}}
          - {name: shipped, on: examplerx.get_order, when: {record.status: received}, do: {move: ship, moment: before}}
          - {name: next, on: examplerx.create_order, do: {move: ship, moment: after, with: {tracking: 1Z99}}}
          - {name: stricter, on: "*", switch: {examplerx: {repeats: conflict}}}
        """)

    assert [rule.action for rule in scenario.rules] == [
        Respond(418, ((b"x-tea", b"yes"), (b"content-type", b"text/plain")), b"short and stout"),
        Respond(200, ((b"content-type", b"application/json"),), b"{}"),
        Respond(204),
        Do("ship", Moment.BEFORE),
        Do("ship", Moment.AFTER, {"tracking": "1Z99"}),
        Switch({"examplerx": {"repeats": "conflict"}}),
    ]


def test_reserved_rules_stand_last_and_reserved_timelines_first(load: Load) -> None:
    scenario = load("""
        rules:
          - {name: b, on: "*", reserved: true, fault: reset}
          - {name: a, on: "*", fault: reset}
        timelines:
          - {name: all, for: examplerx.order, moves: [{after: 1d, do: ship}]}
          - {name: some, for: examplerx.order, reserved: true, when: {drug: x}, moves: [{after: 2d, do: ship}]}
        """)

    assert [rule.name for rule in scenario.rules] == ["a", "b"]
    assert [timeline.name for timeline in scenario.timelines] == ["some", "all"]


def test_one_switch_turns_what_is_reserved_off(load: Load, write: Write) -> None:
    write(
        "base",
        """
        rules:
          - {name: kept, on: "*", fault: reset}
          - {name: gone, on: "*", reserved: true, fault: reset}
        timelines: [{name: gone, for: examplerx.order, reserved: true, moves: [{after: 2d, do: ship}]}]
        """,
    )

    scenario = load("extends: base\nreserved: off\n")

    assert [rule.name for rule in scenario.rules] == ["kept"]
    assert scenario.timelines == ()


ON = "{name: r, on: '*', "
WEBHOOK = "{name: r, on: webhook.examplerx.*, "
ONE_OF = "'refuse', 'respond', 'fault', 'do', 'switch'"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (f"{{on: '*', {FAULT}}}", "4:5: the key 'name' is missing"),
        (f"{{name: A rule, on: '*', {FAULT}}}",
         "4:12: 'A rule' is no name; write small letters, digits and single hyphens"),
        ("{name: r, on: '*'}", f"4:5: a rule has exactly one of {ONE_OF}, found none"),
        (f"{{name: r, on: examplerx.*, refuse: {{error: locked}}, {FAULT}}}",
         f"4:5: a rule has exactly one of {ONE_OF}, found 'refuse' and 'fault'"),
        (f"{{name: r, on: examplerx.create_ordr, {FAULT}}}",
         "4:19: there is no operation 'examplerx.create_ordr'; did you mean 'examplerx.create_order'?"),
        (f"{{name: r, on: exampelrx.*, {FAULT}}}",
         "4:19: there is no operation 'exampelrx.*'; did you mean 'examplerx.*'?"),
        (f"{{name: r, on: x, {FAULT}}}",
         "4:19: there is no operation 'x'; known: examplerx.create_order, examplerx.get_order, examplerx.ping"),
        ("{name: r, on: webhook.examplerx.order.shiped, fault: drop}",
         "4:19: there is no webhook 'webhook.examplerx.order.shiped'; did you mean 'webhook.examplerx.order.shipped'?"),
        ("{name: r, on: webhook.silentrx.*, fault: drop}",
         "4:19: silentrx sends no webhooks"),
        (f"{ON}clals: 1-2, {FAULT}}}", "4:24: unknown key 'clals'; did you mean 'calls'?"),
        (f"{ON}calls: 0, {FAULT}}}", "4:31: '0' counts no calls; write 1, 1-2 or 3-"),
        (f"{ON}calls: 3-2, {FAULT}}}", "4:31: '3-2' ends before it begins"),
        (f"{ON}chance: 2, {FAULT}}}", "4:32: a chance is above 0 and at most 1, or 100%, found '2'"),
        (f"{ON}lasts: long, {FAULT}}}", "4:31: 'long' is no duration; write 90s, 5m, 2h, 1d or 1d 12h"),
        (f"{ON}armed: never, {FAULT}}}", "4:31: expected 'always' or 'by-header', found 'never'"),
        (f"{ON}armed: by-header, calls: 1, {FAULT}}}",
         "4:42: a rule that is armed by a header acts on the calls that name it; take 'calls' away"),
        (f"{ON}armed: by-header, fault: {{outage: {{lasts: 1h}}}}}}",
         "4:50: an outage is a stretch of time, and a rule that is armed by a header has none"),
        ("{name: r, on: webhook.*, armed: by-header, fault: drop}", "4:30: no call brings a header to a webhook"),
    ],
)  # fmt: skip
def test_a_mistake_in_where_and_how_often_is_told_with_its_place(mistakes: Mistakes, rule: str, expected: str) -> None:
    assert mistakes(f"{HEAD}rules:\n  - {rule}\n") == [f"tale.yaml:{line}" for line in expected.splitlines()]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{zip: a}", "4:31: 'zip' does not lead into a call; write one of body.…, query.…, path.…, header.…, record.…"),
        ("{body: a}", "4:31: 'body' does not lead into a call; write one of body.…, query.…, path.…, header.…, record.…"),
        ("{body.: a}", "4:31: 'body.' does not lead into a call; write one of body.…, query.…, path.…, header.…, record.…"),
        ("{body.zip: [a]}", "4:41: expected a mapping, found a list"),
        ("{body.zip: {}}",
         "4:41: a condition asks for a value, or for one or more of 'is', 'in', 'matches', 'present', 'gt', 'lt'"),
        ("{body.zip: {math: a}}", "4:42: unknown key 'math'; did you mean 'matches'?"),
        ("{body.zip: {in: a}}", "4:46: expected a list, found 'a'"),
        ("{body.zip: {in: []}}", "4:46: expected 1 or more entries, found an empty list"),
        ("{body.zip: {matches: '(a'}}", "4:51: this is no pattern: unclosed group"),
        ("{body.zip: {matches: '(?=a)'}}",
         "4:51: this is no pattern: look-around, including look-ahead and look-behind, is not supported"),
        ("{body.zip: {present: maybe}}", "4:51: expected true or false, found 'maybe'"),
        ("{body.zip: {gt: many}}", "4:46: 'many' is no number; write it as in 5 or 19.90"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_condition_is_told_with_its_place(mistakes: Mistakes, when: str, expected: str) -> None:
    assert mistakes(f"{HEAD}rules:\n  - {ON}when: {when}, {FAULT}}}\n") == [f"tale.yaml:{expected}"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{name: r, on: examplerx.ping, when: {record.status: a}, fault: reset}",
         "4:42: 'examplerx.ping' addresses no record that is there before the call"),
        ("{name: r, on: examplerx.create_order, when: {record.status: a}, fault: reset}",
         "4:50: 'examplerx.create_order' addresses no record that is there before the call"),
        ("{name: r, on: webhook.*, when: {query.a: b}, fault: drop}",
         "4:37: 'query.a' does not lead into a webhook; write one of body.…, record.…"),
        (f"{ON}refuse: {{error: locked}}}}",
         "4:24: a rule on '*' cannot refuse, as each vendor has its own errors; name a vendor, or use 'fault'"),
        ("{name: r, on: examplerx.*, refuse: {error: lokced}}",
         "4:48: examplerx has no error 'lokced'; did you mean 'locked'?"),
        ("{name: r, on: examplerx.*, refuse: {field: a}}", "4:40: the key 'error' is missing"),
        ("{name: r, on: examplerx.*, refuse: {error: invalid, feild: a}}",
         "4:57: the error 'invalid' does not carry 'feild'; did you mean 'field'?"),
        ("{name: r, on: examplerx.*, refuse: {error: locked, field: a}}",
         "4:56: the error 'locked' does not carry 'field'"),
        (f"{WEBHOOK}refuse: {{error: locked}}}}", "4:40: a rule on webhooks has a 'fault', and nothing else"),
        (f"{ON}respond: {{status: 100}}}}", "4:42: expected a number of at least 200, found '100'"),
        (f"{ON}respond: {{status: 204, body: x}}}}", "4:47: an answer with status 204 has no body"),
        (f"{ON}respond: {{status: 200, headers: {{Content-Length: 5}}}}}}",
         "4:57: the server itself sets 'Content-Length'"),
        (f"{ON}respond: {{status: 200, headers: {{a b: c}}}}}}", "4:57: 'a b' is no name of a header"),
        (f'{ON}respond: {{status: 200, headers: {{a: "x\\ny"}}}}}}',
         r"4:60: no header holds 'x\ny'; write one line of ASCII"),
        (f"{ON}do: {{move: ship, moment: before}}}}",
         ("4:24: a rule moves the record that one operation addresses; '*' addresses none; "
         "known: examplerx.create_order, examplerx.get_order")),
        ("{name: r, on: examplerx.ping, do: {move: ship, moment: before}}",
         ("4:35: a rule moves the record that one operation addresses; 'examplerx.ping' addresses none; "
         "known: examplerx.create_order, examplerx.get_order")),
        ("{name: r, on: examplerx.create_order, do: {move: ship, moment: before}}",
         "4:68: before 'examplerx.create_order' there is no record yet; write 'after'"),
        ("{name: r, on: examplerx.get_order, do: {move: shop, moment: before}}",
         "4:51: there is no move 'shop'; did you mean 'ship'?"),
        ("{name: r, on: examplerx.get_order, do: {move: ship, moment: later}}",
         "4:65: expected 'before' or 'after', found 'later'; did you mean 'after'?"),
        ("{name: r, on: examplerx.get_order, do: {move: ship}}", "4:44: the key 'moment' is missing"),
        ("{name: r, on: examplerx.get_order, do: {move: ship, moment: before, with: {trakcing: a}}}",
         "4:80: the move 'ship' does not take 'trakcing'; did you mean 'tracking'?"),
        (f"{ON}switch: {{examplrx: {{repeats: replay}}}}}}",
         "4:33: there is no vendor 'examplrx'; did you mean 'examplerx'?"),
        (f"{ON}switch: {{examplerx: {{repeat: replay}}}}}}", "4:45: unknown key 'repeat'; did you mean 'repeats'?"),
        (f"{ON}switch: {{examplerx: {{repeats: conflikt}}}}}}",
         "4:54: expected 'replay' or 'conflict', found 'conflikt'; did you mean 'conflict'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_a_rule_does_is_told_with_its_place(mistakes: Mistakes, rule: str, expected: str) -> None:
    assert mistakes(f"{HEAD}rules:\n  - {rule}\n") == [f"tale.yaml:{expected}"]


CALLS_KNOW = (
    "delay, hang, reset, empty, truncate, garbage, slow, status, rate_limit, outage, answer_lost, stale_read, "
    "wrong_content_type"
)
NEWS_KNOW = "duplicate, delay, drop, reorder, wrong_signature, stale_timestamp, truncate, slow, disable"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("{status: 200}", "4:40: expected a number of at least 400, found '200'"),
        ("{status: 5e2}", "4:40: expected a whole number, found '5e2'"),
        ("rest", "4:31: there is no fault 'rest'; did you mean 'reset'?"),
        ("status", "4:31: the fault 'status' needs a value; write {status: 503}"),
        ("{rest: true}", "4:32: unknown key 'rest'; did you mean 'reset'?"),
        ("{reset: false}", "4:39: expected true, found 'false'"),
        ("{reset: [true]}", "4:39: expected a plain value, found a list"),
        ("{reset: true, status: 503}",
         "4:31: a fault is of one kind, beside which only 'delay' may stand, found 'reset', 'status'"),
        ("{}", "4:31: a fault is of one kind, beside which only 'delay' may stand, found none"),
        ("{delay: 61s}", "4:39: a delay here is at most 1m, found 1m 1s"),
        ("{delay: {for: 367d, clock: sandbox}}", "4:39: a delay here is at most 366d, found 367d"),
        ("{delay: {from: 3s, to: 1s}}", "4:39: a delay's 'from' is not longer than its 'to'"),
        ("{delay: {from: 3s}}", "4:39: a delay has either 'for', or 'from' and 'to'"),
        ("{delay: {for: 1s, clock: wall}}", "4:56: expected 'real' or 'sandbox', found 'wall'"),
        ("{hang: 2m}", "4:38: '2m' is not above nothing and at most 1m"),
        ("{hang: 1s, delay: 1s}", "4:42: a call that hangs has no delay besides"),
        ("{truncate: half}", "4:42: expected true, a share such as 50% or a number of bytes, found 'half'"),
        ("{garbage: 0}", "4:41: expected true or a whole number from 1 to 65536, found '0'"),
        ("{rate_limit: {calls: 5, per: 1500ms}}",
         "4:44: the window of a quota has whole seconds, from 1s to 366d"),
        ("{outage: {ramp: 1h}}", "4:40: the key 'lasts' is missing"),
        ("{wrong_content_type: html}", "4:52: 'html' is no content type; write it as in text/html"),
        ("drop", f"4:24: the fault 'drop' befalls webhooks; calls know {CALLS_KNOW}"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_fault_is_told_with_its_place(mistakes: Mistakes, fault: str, expected: str) -> None:
    assert mistakes(f"{HEAD}rules:\n  - {ON}fault: {fault}}}\n") == [f"tale.yaml:{expected}"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("reset", f"4:40: the fault 'reset' befalls calls; webhooks know {NEWS_KNOW}"),
        ("{drop: true, delay: 1s}", "4:60: a webhook meets one fault at a time; take the delay away"),
        ("{delay: {for: 1s, clock: real}}", "4:72: webhooks are late on the sandbox's clock alone"),
        ("{duplicate: 101}", "4:59: expected true or a whole number from 1 to 100, found '101'"),
    ],
)
def test_a_mistake_in_a_fault_of_webhooks_is_told_with_its_place(mistakes: Mistakes, fault: str, expected: str) -> None:
    assert mistakes(f"{HEAD}rules:\n  - {WEBHOOK}fault: {fault}}}\n") == [f"tale.yaml:{expected}"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("wrong_signature", "4:40: nothing is signed that 'webhook.examplerx.*' tells"),
        ("stale_timestamp", "4:40: nothing that 'webhook.examplerx.*' tells says when it was"),
    ],
)
def test_what_webhooks_do_not_have_cannot_be_wrong(
    mistakes: Mistakes, words: dict[str, VendorWords], fault: str, expected: str
) -> None:
    plain = replace(WEBHOOKS, signature=None, time_member=None)
    words["examplerx"] = replace(speak()["examplerx"], webhooks=plain)

    assert mistakes(f"{HEAD}rules:\n  - {WEBHOOK}fault: {fault}}}\n") == [f"tale.yaml:{expected}"]


def test_only_a_read_can_be_stale(mistakes: Mistakes) -> None:
    rule = "{name: r, on: examplerx.create_order, fault: {stale_read: 30s}}"

    assert mistakes(f"{HEAD}rules:\n  - {rule}\n") == [
        "tale.yaml:4:51: 'examplerx.create_order' does not read; only a read can be stale"
    ]


def test_a_name_stands_once(mistakes: Mistakes) -> None:
    rules = f"  - {{name: r, on: '*', {FAULT}}}\n" * 2

    assert mistakes(f"{HEAD}rules:\n{rules}") == ["tale.yaml:5:5: 'r' is already taken in line 4"]
