"""Conversations as the loader reads them, and every mistake with its place."""

from datetime import timedelta

import pytest

from mock_server.scenarios.conversation import AdvanceStep, BodyKind, CallStep, Failing, MoveStep
from mock_server.scenarios.matchers import Members, OfType, Value
from tests.scenarios.examplerx import Load, Mistakes, Write

HEAD = "scenario: tale\ntitle: A tale\nconversation:\n"


def test_a_conversation_is_read(load: Load) -> None:
    call, go_on, move, failing = load("""
        conversation:
          - note: The clinic orders.
            call: POST /examplerx/orders?dry=1
            as: key-1
            headers: {X-Trace: abc}
            query: {a: b}
            body: {drug: 00071015523, quantity: 30}
            expect: {status: 201, headers: {Location: {type: string}}, body: {id: {type: string}, quantity: 30}}
            capture: {order: body.id, where: headers.Location, code: status}
          - advance: 1d 12h
          - {move: examplerx.order, id: "${order}", do: ship, with: {tracking: "${code}00"}, becomes: shipped}
          - {call: "GET /examplerx/orders/${order}", times: 3, within: 2s, expect: {fails: connection}}
        """).conversation

    assert isinstance(call, CallStep)
    assert (call.request.method, call.request.path, call.request.vendor) == ("POST", "/examplerx/orders?dry=1", "examplerx")
    assert (call.request.credential, call.request.query) == (("X-Key", "", "key-1"), {"a": "b"})
    assert (call.request.body.kind, call.request.body.value) == (BodyKind.JSON, {"drug": "00071015523", "quantity": 30})
    assert call.expect.headers == (("location", OfType("string")),)
    assert call.expect.body == Members({"id": OfType("string"), "quantity": Value(30)})
    assert call.captures == (("order", "body.id"), ("where", "headers.Location"), ("code", "status"))
    assert (call.spot.line, call.note) == (4, "The clinic orders.")
    assert go_on == AdvanceStep(timedelta(hours=36))
    assert move == MoveStep("examplerx.order", "${order}", "ship", {"tracking": "${code}00"}, "shipped")
    assert isinstance(failing, CallStep)
    assert (failing.times, failing.within, failing.expect.fails) == (3, timedelta(seconds=2), Failing.CONNECTION)


def test_a_conversation_is_the_files_own(load: Load, write: Write) -> None:
    write("calm", "conversation: [{call: GET /examplerx/orders}]")

    assert load("extends: calm").conversation == ()


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{cal: GET /examplerx/x}",
         "4:5: a step is a mapping with one of call, advance, move, webhook, let; found none of them"),
        ("{call: GET /examplerx/x, advance: 1d}",
         "4:5: a step is a mapping with one of call, advance, move, webhook, let; found 'call' and 'advance'"),
        ("wait", "4:5: a step is a mapping with one of call, advance, move, webhook, let; found 'wait'"),
        ("{call: examplerx/x}", "4:12: 'examplerx/x' is no call; write it as in 'GET /nimbus/orders/1'"),
        ("{call: get /examplerx/x}", "4:12: 'get' is no method; did you mean 'GET'?"),
        ("{call: GET /exmplerx/x}", "4:12: no vendor stands under '/exmplerx'; did you mean 'examplerx'?"),
        ("{call: GET /silentrx/x, as: key}",
         "4:33: it is not known how a credential is sent here; write it under 'headers'"),
        ("{call: GET /examplerx/x, boddy: {}}", "4:30: unknown key 'boddy'; did you mean 'body'?"),
        ("{call: GET /examplerx/x, body: {}, text: x}",
         "4:5: a call has one of 'body', 'form' and 'text', found 'body' and 'text'"),
        ("{call: GET /examplerx/x, body: {a: [1, {b: }]}}",
         "4:48: nothing is written here; write null, or '' for an empty text"),
        ("{call: GET /examplerx/x, headers: {a b: c}}", "4:40: 'a b' is no name of a header"),
        ("{call: GET /examplerx/x, headers: {a: [c]}}",
         "4:43: expected a text, or {repeat: x, times: 100}, found a list"),
        ("{call: GET /examplerx/x, text: {repeat: x, times: many}}", "4:55: expected a whole number from 1"),
        ("{call: GET /examplerx/x, times: 1001}", "4:37: expected a number of at most 1000, found '1001'"),
        ("{call: GET /examplerx/x, within: 1h}",
         "4:5: nobody waits longer than 5m for an answer; 'within' is real time"),
        ("{call: GET /examplerx/x, expect: {status: 99}}", "4:47: expected a number of at least 100, found '99'"),
        ("{call: GET /examplerx/x, expect: {stauts: 200}}", "4:39: unknown key 'stauts'; did you mean 'status'?"),
        ("{call: GET /examplerx/x, expect: {fails: conection}}",
         ("4:46: expected 'connection', 'reset', 'empty', 'truncated', 'garbage' or 'timeout', found 'conection'; did you "
          "mean 'connection'?")),
        ("{call: GET /examplerx/x, expect: {fails: reset, status: 200}}",
         "4:38: a call that fails has no answer, so beside 'fails' there is nothing else"),
        ("{call: GET /examplerx/x, expect: {body: {}, text: x}}",
         "4:38: an answer is held against 'body' or against 'text', found both"),
        ("{call: GET /examplerx/x, expect: {body: {id: {matches: '('}}}}", "4:60: the pattern cannot be read: unclosed group"),
        ("{call: GET /examplerx/x, capture: {Order: body.id}}",
         "4:40: 'Order' is no name; write small letters, digits and underscores"),
        ("{call: GET /examplerx/x, capture: {order: id}}",
         "4:47: 'id' is no part of an answer; write status, headers.<name>, text, or body.<way>"),
        ("{call: 'GET /examplerx/${order}'}", "4:12: nothing is captured as 'order' before this step; known: sandbox"),
        ("{webhook: examplerx.order.shiped}",
         "4:15: no vendor has an event 'examplerx.order.shiped'; did you mean 'examplerx.order.shipped'?"),
        ("{webhook: examplerx.order.shipped, capture: {a: status}}",
         "4:53: 'status' is no part of an answer; write body.<way>"),
        ("{let: {Order: 1}}", "4:12: 'Order' is no name; write small letters, digits and underscores"),
        ("{let: {a: {b: }}}", "4:19: nothing is written here; write null, or '' for an empty text"),
        ("{call: GET /examplerx/x, body: {like: order}}",
         "4:43: expected a reference to a captured value, such as ${order}"),
        ("{call: GET /examplerx/x, body: {like: '${sandbox}', but: [a]}}",
         "4:62: expected a mapping of dotted paths to values"),
        ("{call: GET /examplerx/x, body: {like: '${sandbox}', without: a}}",
         "4:66: expected a list of dotted paths"),
        ("{advance: soon}", "4:15: 'soon' is no duration; write 90s, 5m, 2h, 1d or 1d 12h"),
        ("{move: examplerx.ordr, id: a, do: ship}",
         "4:12: there is no kind 'examplerx.ordr' that has moves; did you mean 'examplerx.order'?"),
        ("{move: examplerx.order, id: a, do: shp}", "4:40: there is no move 'shp'; did you mean 'ship'?"),
        ("{move: examplerx.order, do: ship}", "4:5: the key 'id' is missing"),
        ("{move: examplerx.order, id: a, do: ship, becomes: shiped}",
         "4:55: examplerx.order has no status 'shiped'; did you mean 'shipped'?"),
        ("{move: examplerx.order, id: a, do: ship, becomes: shipped, refused: illegal-move}",
         "4:5: a move has at most one of 'becomes' and 'refused', found both"),
        ("{move: examplerx.order, id: a, do: ship, with: {tracking: no}}",
         "4:63: 'no' does not fit; expected a tracking number, such as 1Z99"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_step_is_told_with_its_place(mistakes: Mistakes, step: str, expected: str) -> None:
    assert mistakes(f"{HEAD}  - {step}\n") == [f"tale.yaml:{expected}"]


def test_what_a_step_with_a_mistake_captures_is_known_to_later_ones(mistakes: Mistakes) -> None:
    first = "{call: GET /examplerx/x, expect: {status: x}, capture: {order: body.id}}"

    assert mistakes(f"{HEAD}  - {first}\n  - {{call: 'GET /examplerx/${{order}}/${{odrer}}'}}\n") == [
        "tale.yaml:4:47: expected a whole number, found 'x'",
        "tale.yaml:5:12: nothing is captured as 'odrer' before this step; did you mean 'order'?",
    ]


def test_a_move_that_is_to_be_refused_may_be_none(load: Load) -> None:
    (step,) = load("conversation: [{move: examplerx.order, id: a, do: fly, refused: unknown-move}]").conversation

    assert isinstance(step, MoveStep)
    assert step.refused == "unknown-move"
