"""Conversations held with a sandbox: what goes on from step to step, and what is said of a difference."""

import asyncio

import pytest

from mock_server.app import build_app
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.telling import lines, told
from mock_server.conversations.ways import SandboxWay, over_http
from mock_server.registry import VENDORS, words
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.serving import serving_beside
from tests.conversations.conftest import Hold

ORDER = """
    body:
      patientId: pat_1234567890
      prescriptionId: rx_9876543210
      shippingAddress: {street1: 123 Main St, city: Austin, state: TX, zip: "78701", country: US}
"""


def differences(outcome: Outcome) -> list[tuple[str, str, str]]:
    assert outcome.differing is not None
    return [(each.at, each.expected, each.found) for each in outcome.differing.differences]


def test_a_story_is_held_from_its_start_to_its_end(hold: Hold) -> None:
    outcome = hold(f"""
conversation:
  - call: POST /nimbus/orders
    as: nimbus-test-key
    headers: {{Idempotency-Key: order-1}}{ORDER}
    expect: {{status: 201, headers: {{location: {{matches: /orders/ord_}}}}, body: {{status: pending}}}}
    capture: {{order: body.id}}
  - {{move: nimbus.order, id: "${{order}}", do: process, becomes: processing}}
  - {{advance: 2d}}
  - {{move: nimbus.order, id: "${{order}}", do: ship, with: {{trackingNumber: 1Z999AA10123456784}}}}
  - call: GET /nimbus/orders/${{order}}
    as: nimbus-test-key
    expect: {{body: {{id: "${{order}}", status: shipped, updatedAt: "2026-01-07T09:00:00Z"}}}}
  - {{move: nimbus.order, id: "${{order}}", do: cancel, refused: illegal-move}}
  - {{call: "GET /_mock/sandboxes/${{sandbox}}/orders?vendor=nimbus", expect: {{body: {{total: 3}}}}}}
""")

    assert outcome == Outcome(7, 7)
    assert list(lines("tale", outcome)) == ["as told tale: 7 steps"]


def test_a_difference_is_told_with_line_answer_and_reason(hold: Hold) -> None:
    outcome = hold("""
conversation:
  - call: GET /nimbus/orders/ord_abc123xyz
    as: nimbus-test-key
  - note: It is gone.
    call: GET /nimbus/orders/ord_nothing
    as: nimbus-test-key
    expect: {status: 200, body: {status: shipped}}
""")

    assert differences(outcome) == [("status", "200", "404"), ("body.status", '"shipped"', "nothing")]
    text = "\n".join(lines("tale", outcome))
    assert text.startswith(
        "differs tale: step 2, tale.yaml:8: GET /nimbus/orders/ord_nothing\n          It is gone.\n"
        "  status\n    - expected 200\n    + found    404\n"
    )
    assert 'the answer: 404 {"error":{"code":"not_found"' in text
    assert "because: no order 'ord_nothing' is visible to the tenant 'nimbus-test'; journal entry 3" in text
    differing = told("tale", outcome)["differing"]
    assert isinstance(differing, dict)
    assert (differing["step"], differing["line"], differing["note"]) == (2, 8, "It is gone.")


def test_without_an_expectation_any_success_will_do(hold: Hold) -> None:
    outcome = hold("conversation: [{call: GET /nimbus/orders/ord_abc123xyz}]")

    assert differences(outcome) == [("status", "any of 2xx", "401")]


def test_what_cannot_be_captured_is_a_difference(hold: Hold) -> None:
    outcome = hold("""
conversation:
  - {call: GET /nimbus/orders/ord_abc123xyz, as: nimbus-test-key, capture: {x: body.parcel.id, y: headers.retry-after}}
""")

    assert differences(outcome) == [
        ("body.parcel.id", "something to capture as 'x'", "nothing"),
        ("headers.retry-after", "something to capture as 'y'", "nothing"),
    ]


def test_a_move_that_goes_otherwise_is_a_difference(hold: Hold) -> None:
    illegal = hold("conversation: [{move: nimbus.order, id: ord_abc123xyz, do: deliver}]")
    made = hold("conversation: [{move: nimbus.order, id: ord_abc123xyz, do: ship, refused: illegal-move}]")
    other = hold("conversation: [{move: nimbus.order, id: ord_abc123xyz, do: ship, becomes: delivered}]")
    unknown = hold("conversation: [{move: nimbus.order, id: ord_none, do: ship, refused: illegal-move}]")

    assert differences(illegal)[0][:2] == ("move", "to be made")
    assert differences(illegal)[0][2].startswith("illegal-move: nimbus.order 'ord_abc123xyz' is 'processing'")
    assert differences(made) == [("move", "to be refused as illegal-move", "it was made")]
    assert differences(other) == [("status", '"delivered"', '"shipped"')]
    assert differences(unknown)[0][2].startswith("unknown-record: ")


def test_a_clock_that_cannot_go_on_is_a_difference(hold: Hold) -> None:
    outcome = hold("conversation: [{advance: 400d}]")

    assert differences(outcome)[0][:2] == ("clock", "to go on")


def test_a_call_can_be_made_several_times(hold: Hold) -> None:
    outcome = hold("""
switches: {nimbus: {rate_limit: sandbox}}
conversation:
  - {call: GET /nimbus/orders/ord_abc123xyz, as: nimbus-test-key, times: 100}
  - {call: GET /nimbus/orders/ord_abc123xyz, as: nimbus-test-key, expect: {status: 429, headers: {retry-after: 60}}}
""")

    assert outcome.is_as_told


def test_forms_texts_queries_and_long_texts_are_sent(hold: Hold) -> None:
    outcome = hold("""
conversation:
  - call: POST /cloudrx/connect/token
    form: {grant_type: client_credentials, client_id: cloudrx-test-client, client_secret: cloudrx-test-secret}
    capture: {token: body.access_token}
  - call: GET /cloudrx/api/v2/Order/status
    as: ${token}
    query: {orderId: "1"}
    expect: {body: {clinicOrderId: abc1234}}
  - call: POST /nimbus/orders
    as: nimbus-test-key
    text: "{not JSON"
    expect: {status: 400, body: {error: {code: invalid_request}}}
  - call: POST /nimbus/orders
    as: nimbus-test-key
    body: {notes: {repeat: x, times: 1100000}}
    expect: {status: 413}
  - call: GET /nimbus/orders/ord_abc123xyz
    headers: {X-Long: {repeat: x, times: 40000}}
    expect: {status: 431, headers: {content-type: application/json}}
  - call: GET /cloudrx/api/v2/Order/status
    expect: {status: 401, body: {present: false}, headers: {www-authenticate: 'Bearer realm="cloudrx"'}}
  - {call: GET /cloudrx/api/v2/Order/status, expect: {status: 401, text: ""}}
""")

    assert outcome == Outcome(7, 7)


def test_a_clock_that_would_run_stands_in_a_conversation(hold: Hold) -> None:
    outcome = hold("""
clock: {mode: running, speed: 1000000}
conversation:
  - {call: "GET /_mock/sandboxes/${sandbox}/clock", expect: {body: {mode: frozen, now: "2026-01-05T09:00:00Z"}}}
""")

    assert outcome.is_as_told


def test_a_scenario_without_a_conversation_is_said_to_have_none(hold: Hold) -> None:
    assert list(lines("tale", hold("seed: 1"))) == ["--      tale: has no conversation"]


def test_a_body_can_be_written_once_and_varied(hold: Hold) -> None:
    outcome = hold("""
conversation:
  - let:
      address: {street1: 123 Main St, city: Austin, state: TX, zip: "78701", country: US}
      patient: pat_1234567890
  - let: {order: {patientId: "${patient}", prescriptionId: rx_9876543210, shippingAddress: "${address}", notes: x}}
  - {call: POST /nimbus/orders, as: nimbus-test-key, body: "${order}", expect: {status: 201}}
  - call: POST /nimbus/orders
    as: nimbus-test-key
    body: {like: "${order}", but: {shippingAddress.zip: "1"}}
    expect: {status: 422, body: {error: {details: {field: shippingAddress.zip}}}}
  - call: POST /nimbus/orders
    as: nimbus-test-key
    body: {like: "${order}", without: [patientId]}
    expect: {status: 422, body: {error: {details: {field: patientId}}}}
  - {call: POST /nimbus/orders, as: nimbus-test-key, body: "${order}", expect: {status: 201}}
""")

    assert outcome == Outcome(6, 6)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("but: {a.b.c: 1}", "'a.b.c' leads nowhere"),
        ("but: {rows.7: 1}", "'rows.7' leads nowhere"),
        ("without: [a.x]", "there is no 'a.x' to be left out"),
    ],
)
def test_a_variant_of_what_is_not_there_is_a_difference(hold: Hold, change: str, says: str) -> None:
    outcome = hold(f"""
conversation:
  - let: {{order: {{a: {{}}, rows: [1]}}}}
  - {{call: POST /nimbus/orders, body: {{like: "${{order}}", {change}}}}}
""")

    assert differences(outcome) == [("step", "values that can be used", says)]


def test_news_that_were_told_are_looked_at(hold: Hold) -> None:
    outcome = hold("""
conversation:
  - {webhook: nimbus.order.fulfilled, times: 0}
  - {move: nimbus.order, id: ord_abc123xyz, do: ship}
  - webhook: nimbus.order.fulfilled
    times: 1
    body: {type: order.fulfilled, data: {orderId: ord_abc123xyz}}
    capture: {news: body.id}
  - {webhook: nimbus.order.fulfilled, body: {id: "${news}"}}
  - {webhook: nimbus.order.fulfilled, body: {id: other}, times: 0}
""")

    assert outcome.is_as_told, outcome.differing


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{webhook: nimbus.order.created}", ("deliveries", "at least one that fits", "0 of 0")),
        ("{webhook: nimbus.order.fulfilled, times: 2}", ("deliveries", "2 that fit", "1 of 1")),
        ("{webhook: nimbus.order.fulfilled, body: {data: {orderId: x}}}", ("body.data.orderId", '"x"', '"ord_abc123xyz"')),
        ("{webhook: nimbus.order.fulfilled, capture: {x: body.y}}", ("body.y", "something to capture as 'x'", "nothing")),
    ],
)
def test_news_that_were_not_told_so_are_a_difference(hold: Hold, step: str, expected: tuple[str, str, str]) -> None:
    outcome = hold(f"conversation: [{{move: nimbus.order, id: ord_abc123xyz, do: ship}}, {step}]")

    assert differences(outcome) == [expected]


def test_a_header_that_no_call_can_carry_is_a_difference_and_odd_signs_are_none() -> None:
    library = ScenarioLibrary([], words(VENDORS))
    text = """
scenario: t
title: t
conversation:
  - {call: GET /nimbus/x, headers: {X-Odd: "ä"}, expect: {status: 404}}
  - {call: GET /nimbus/x, headers: {X-Broken: "a\\nb"}, expect: {status: 404}}
"""

    async def run() -> Outcome:
        server = build_app()
        async with serving_beside(server) as url, over_http(url) as client:
            return await converse(library.read(text, "t").conversation, SandboxWay(client, "default"))

    outcome = asyncio.run(run())

    assert outcome.taken == 2
    ((at, _, found),) = differences(outcome)
    assert at == "step"
    assert found.startswith("the call cannot be sent: ")
