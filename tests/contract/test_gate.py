"""What rules make of calls, from the client's side, with the clock standing and no connection to be cut."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mock_server.faults.wire import ConnectionCut
from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL, address_with, order_with

Play = Callable[[str], Client]

CONTROL = "/_mock/sandboxes/default"
SAMPLE = "/nimbus/orders/ord_abc123xyz"
CLOUDRX = {"Authorization": "Bearer cloudrx-test-token"}


def rules(*written: str) -> str:
    return "rules:\n" + "".join(f"  - {{{rule}}}\n" for rule in written)


def entry_of(client: Client, answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{CONTROL}/journal/{answer.headers['x-mock-journal']}").json()
    return found


def create(client: Client, order: object = None, **headers: str) -> httpx.Response:
    return client.post("/nimbus/orders", ORDER if order is None else order, headers=KEY | headers)


def read(client: Client, path: str = SAMPLE, **headers: str) -> httpx.Response:
    return client.get(path, KEY | headers)


def advance(client: Client, duration: str) -> None:
    assert client.post(f"{CONTROL}/clock", {"advance": duration}).status_code == 200


def test_a_status_is_the_vendors_own_error_of_that_status(play: Play) -> None:
    client = play(rules("name: down, on: nimbus.create_order, fault: {status: 429}"))

    answer = create(client)

    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "rate_limit_exceeded"
    assert read(client).status_code == 200
    entry = entry_of(client, answer)
    assert entry["rule"] == "down"
    assert entry["rules"] == [{"rule": "down", "does": "status 429"}]
    assert entry["explanation"]["because"] == "rule down"


def test_a_status_that_the_vendor_does_not_have_is_marked_as_invented(play: Play) -> None:
    client = play(rules("name: down, on: '*', fault: {status: 503}"))

    answer = create(client)

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "internal_error"
    assert entry_of(client, answer)["explanation"]["evidence"] == "invented"


def test_calls_count_what_matches(play: Play) -> None:
    client = play(rules("name: first-two-fail, on: nimbus.create_order, calls: 1-2, fault: {status: 500}"))

    statuses = [create(client).status_code, read(client).status_code, create(client).status_code, create(client).status_code]

    assert statuses == [500, 200, 500, 201]


def test_parallel_calls_meet_as_many_faults_as_calls_one_after_another(play: Play) -> None:
    rule = rules("name: some-fail, on: nimbus.create_order, chance: 30%, fault: {status: 500}")
    one_by_one, together = play(rule), play(rule)

    statuses = [create(one_by_one).status_code for _ in range(50)]
    answers = together.together([("POST", "/nimbus/orders", ORDER, KEY)] * 50)

    assert sorted(answer.status_code for answer in answers) == sorted(statuses)
    assert 5 < statuses.count(500) < 25


def test_a_rule_wears_off_on_the_sandboxes_clock(play: Play) -> None:
    client = play(rules("name: short, on: nimbus.*, lasts: 1h, fault: {status: 500}"))

    before = read(client).status_code
    advance(client, "1h")

    assert (before, read(client).status_code) == (500, 200)


def test_a_refusing_rule_is_judged_after_the_schema(play: Play) -> None:
    refuse = "refuse: {error: validation_error, field: notes, reason: No}"
    client = play(rules(f"name: no, on: nimbus.create_order, calls: 1, {refuse}"))

    unfit = create(client, address_with(zip="x"))
    refused = create(client)

    assert unfit.json()["error"]["details"]["field"] == "shippingAddress.zip"
    assert refused.json()["error"]["details"] == {"field": "notes", "reason": "No"}
    assert create(client).status_code == 201


def test_every_part_of_a_call_can_be_asked_for(play: Play) -> None:
    client = play(
        rules(
            "name: by-body, on: nimbus.*, when: {body.shippingAddress.state: {in: [NY, NJ]}}, fault: {status: 501}",
            "name: by-path, on: nimbus.*, when: {path.orderId: {matches: '^ord_x'}}, fault: {status: 502}",
            "name: by-header, on: nimbus.*, when: {header.X-Client: legacy}, fault: {status: 503}",
            "name: by-query, on: nimbus.*, when: {query.page: {gt: 3}}, fault: {status: 504}",
            "name: without-notes, on: nimbus.create_order, when: {body.notes: {present: false}}, fault: {status: 505}",
        )
    )

    assert create(client, address_with(state="NJ")).status_code == 501
    assert read(client, "/nimbus/orders/ord_xyz").status_code == 502
    assert read(client, **{"x-client": "legacy"}).status_code == 503
    assert read(client, f"{SAMPLE}?page=4").status_code == 504
    assert read(client, f"{SAMPLE}?page=3").status_code == 200
    assert create(client, order_with(notes=...)).status_code == 505
    assert create(client).status_code == 201


def test_the_addressed_record_can_be_asked_for(play: Play) -> None:
    client = play(
        rules(
            "name: shipped, on: nimbus.get_order, when: {record.status: shipped}, fault: {status: 503}",
            "name: delivered, on: nimbus.get_order, when: {record.stage: delivered}, fault: {status: 502}",
            "name: austin, on: nimbus.get_order, when: {record.shippingAddress.city: Boston}, fault: {status: 501}",
        )
    )
    boston = create(client, address_with(city="Boston")).json()["id"]

    seen = [read(client).status_code]
    for move in ("ship", "deliver"):
        client.post(f"{CONTROL}/records/nimbus/order/ord_abc123xyz/moves", {"do": move})
        seen.append(read(client).status_code)

    assert seen == [200, 503, 502]
    assert read(client, f"/nimbus/orders/{boston}").status_code == 501
    assert read(client, "/nimbus/orders/ord_none").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/status?orderId=1",
        "/status-with-clinic-code?clinicOrderId=abc1234&clinicCode=cl1234",
        "/status-clinic-ordernumber?orderId=abc1234",
    ],
)
def test_a_record_is_addressed_by_number_or_by_reference(play: Play, path: str) -> None:
    client = play(rules("name: gone, on: cloudrx.*, when: {record.status: Prescription Dispatched}, fault: {status: 500}"))

    assert client.get(f"/cloudrx/api/v2/Order{path}", CLOUDRX).status_code == 500
    assert client.get("/cloudrx/api/v2/Order/status?orderId=404", CLOUDRX).status_code == 404


def test_a_form_can_be_asked_for_too(play: Play) -> None:
    client = play(rules("name: no-token, on: cloudrx.issue_token, when: {body.client_id: c1}, fault: {status: 500}"))
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    statuses = [
        client.post("/cloudrx/connect/token", content=f"client_id={id}".encode(), headers=form).status_code
        for id in ("c1", "c2")
    ]

    assert statuses == [500, 401]


def test_a_rule_answers_in_the_vendors_stead(play: Play) -> None:
    respond = 'respond: {status: 418, headers: {Content-Type: text/plain, X-Tea: "yes"}, body: short and stout}'
    client = play(rules(f"name: teapot, on: nimbus.get_order, {respond}"))

    answer = client.get(SAMPLE)

    assert (answer.status_code, answer.text, answer.headers["x-tea"]) == (418, "short and stout", "yes")
    assert answer.headers["content-type"] == "text/plain"
    assert entry_of(client, answer)["rules"] == [{"rule": "teapot", "does": "respond 418"}]


def test_a_record_is_moved_before_the_call_that_addresses_it(play: Play) -> None:
    do = "do: {move: cancel, moment: before}"
    client = play(rules(f"name: gone, on: nimbus.get_order, when: {{record.status: processing}}, calls: 2, {do}"))

    answers = [read(client) for _ in range(3)]

    assert [answer.json()["status"] for answer in answers] == ["processing", "cancelled", "cancelled"]
    moves = client.get(f"{CONTROL}/journal?kind=move").json()["entries"]
    assert [move["cause"] for move in moves] == [int(answers[1].headers["x-mock-journal"])]


def test_a_record_is_moved_after_the_call_that_makes_it(play: Play) -> None:
    do = "do: {move: process, moment: after}"
    client = play(rules(f"name: at-once, on: nimbus.create_order, {do}"))

    answer = create(client)

    assert answer.json()["status"] == "pending"
    assert read(client, f"/nimbus/orders/{answer.json()['id']}").json()["status"] == "processing"


def test_nothing_is_moved_after_a_call_that_did_not_succeed(play: Play) -> None:
    client = play(rules("name: later, on: nimbus.get_order, do: {move: cancel, moment: after}"))

    assert client.get(SAMPLE).status_code == 401
    assert read(client).json()["status"] == "processing"
    assert read(client).json()["status"] == "cancelled"


def test_a_move_that_cannot_be_made_is_skipped_and_told(play: Play) -> None:
    client = play(rules("name: again, on: nimbus.get_order, do: {move: deliver, moment: before}"))

    answer = read(client)

    assert answer.json()["status"] == "processing"
    (skipped,) = client.get(f"{CONTROL}/journal?kind=skipped").json()["entries"]
    assert skipped["cause"] == int(answer.headers["x-mock-journal"])
    assert "not possible" in skipped["reason"]
    assert entry_of(client, read(client, "/nimbus/orders/ord_none"))["rules"][-1]["does"].startswith("nothing: ")


def test_a_replayed_create_makes_nothing_that_could_be_moved(play: Play) -> None:
    client = play(rules("name: at-once, on: nimbus.create_order, do: {move: process, moment: after}"))

    first, _ = (create(client, **{"Idempotency-Key": "k"}) for _ in range(2))
    id = first.json()["id"]

    history = client.get(f"{CONTROL}/records/nimbus/order/{id}").json()["history"]
    assert [step["do"] for step in history] == ["create", "process"]
    assert not client.get(f"{CONTROL}/journal?kind=skipped").json()["entries"]


def test_a_switch_is_set_from_the_call_on(play: Play) -> None:
    switch = "switch: {nimbus: {idempotency: conflict}}"
    client = play(rules(f"name: stricter, on: nimbus.create_order, calls: 3, {switch}"))

    statuses = [create(client, **{"Idempotency-Key": "k"}).status_code for _ in range(4)]

    assert statuses == [201, 201, 409, 409]
    (command,) = [each for each in client.get(f"{CONTROL}/journal?kind=command").json()["entries"] if each["do"] == "switch"]
    assert (command["rule"], command["vendor"], command["idempotency"]) == ("stricter", "nimbus", "conflict")


def test_a_quota_is_counted_on_the_sandboxes_clock_in_the_vendors_headers(play: Play) -> None:
    client = play(rules("name: busy, on: nimbus.*, fault: {rate_limit: {calls: 2, per: 1h}}"))

    answers = [read(client) for _ in range(3)]
    advance(client, "1h")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["retry-after"] == "3600"
    assert answers[2].json()["error"]["details"] == {"retryAfter": 3600}
    assert answers[2].headers.get_list("x-ratelimit-limit") == ["2"]
    assert read(client).status_code == 200


def test_a_quota_counts_no_call_that_is_turned_away_at_the_door(play: Play) -> None:
    client = play(rules("name: busy, on: nimbus.*, fault: {rate_limit: {calls: 1, per: 1h}}"))

    assert client.get(SAMPLE).status_code == 401
    assert (read(client).status_code, read(client).status_code) == (200, 429)


def test_a_vendor_without_headers_for_limits_says_nothing_of_them(play: Play) -> None:
    client = play(rules("name: busy, on: rxscale.*, fault: {rate_limit: {calls: 0, per: 1m}}"))

    answer = client.get("/rxscale/v1/external_pharmacy_api/pharmacy_orders/", {"X-API-Key": "rxscale-pharmacy-key"})

    assert answer.json() == {"error": "Rate limit exceeded"}
    assert not [name for name in answer.headers if "rate" in name or "retry" in name]


def test_an_outage_begins_and_ends_on_the_sandboxes_clock(play: Play) -> None:
    client = play(rules("name: out, on: '*', fault: {outage: {after: 1h, lasts: 2h, status: 500}}"))

    statuses = []
    for _ in range(4):
        statuses.append(read(client).status_code)
        advance(client, "1h")

    assert statuses == [200, 500, 500, 200]


def test_a_stale_read_does_not_see_what_has_just_been_made(play: Play) -> None:
    client = play(rules("name: lag, on: nimbus.get_order, fault: {stale_read: 30s}"))
    order = create(client).json()

    path = f"/nimbus/orders/{order['id']}"
    first = read(client, path)
    advance(client, "30s")

    assert first.status_code == 404
    assert "no order" in entry_of(client, first)["explanation"]["says"]
    assert read(client, path).json() == order
    assert client.get(f"{CONTROL}/records/nimbus/order/{order['id']}").status_code == 200


def test_a_stale_read_sees_the_status_before_the_last_move(play: Play) -> None:
    client = play(rules("name: lag, on: '*', fault: {stale_read: 1m}"))
    orders = "/rxscale/v1/external_pharmacy_api/pharmacy_orders"
    key = {"X-API-Key": "rxscale-pharmacy-key"}
    client.request("PATCH", f"{orders}/po-202/status", json={"status": "in-progress"}, headers=key)

    def waiting() -> int:
        return int(client.get(f"{orders}/?status=pending%20review", key).json()["totalRegistries"])

    before = client.get(f"{orders}/po-202", key).json()["status"], waiting()
    advance(client, "1m")

    assert before == ("pending review", 1)
    assert (client.get(f"{orders}/po-202", key).json()["status"], waiting()) == ("in-progress", 0)


@pytest.mark.parametrize("fault", ["hang: 1ms", "reset: true", "empty: true", "garbage: true"])
def test_a_call_that_meets_a_broken_connection_has_no_effect(play: Play, fault: str) -> None:
    client = play(rules(f"name: broken, on: nimbus.create_order, fault: {{{fault}}}"))

    with pytest.raises(ConnectionCut):
        create(client)

    (call,) = client.get(f"{CONTROL}/journal?kind=call").json()["entries"]
    assert (call["status"], call["rule"]) == (None, "broken")
    assert not client.get(f"{CONTROL}/journal?kind=move").json()["entries"]


def test_an_answer_that_is_lost_has_had_its_effect_and_the_key_replays_it(play: Play) -> None:
    client = play(rules("name: lost, on: nimbus.create_order, calls: 1, fault: answer_lost"))

    with pytest.raises(ConnectionCut):
        create(client, **{"Idempotency-Key": "k"})
    again = create(client, **{"Idempotency-Key": "k"})

    first, second = client.get(f"{CONTROL}/journal?kind=call").json()["entries"]
    assert (first["status"], first["replay"], second["status"], second["replay"]) == (201, False, 201, True)
    made = client.get(f"{CONTROL}/journal?kind=move").json()["entries"]
    assert [each["record"]["id"] for each in made] == [again.json()["id"]]


def test_a_wrong_content_type_is_all_that_is_wrong(play: Play) -> None:
    client = play(rules("name: page, on: nimbus.get_order, fault: wrong_content_type"))

    answer = read(client)

    assert answer.headers.get_list("content-type") == ["text/html"]
    assert answer.json()["id"] == "ord_abc123xyz"


def test_a_late_or_slow_answer_is_the_same_answer(play: Play) -> None:
    plain = read(play(""))
    late = read(play(rules("name: late, on: nimbus.*, fault: {delay: 1ms}")))
    slow = read(play(rules("name: slow, on: nimbus.*, fault: {slow: 1ms}")))
    failing = read(play(rules("name: late, on: nimbus.*, fault: {delay: {from: 1ms, to: 2ms}, status: 500}")))

    assert plain.content == late.content == slow.content
    assert failing.status_code == 500


def test_a_delay_on_all_calls_and_a_refusal_of_one_go_together(play: Play) -> None:
    client = play(rules("name: late, on: '*', fault: {delay: 1ms}"))

    answer = create(client, order_with(patientId="pat_notfound"))

    assert answer.status_code == 422
    entry = entry_of(client, answer)
    assert [each["rule"] for each in entry["rules"]] == ["late", "nimbus-unknown-patient"]
    assert entry["rule"] == "nimbus-unknown-patient"


# -- asked for by a header -------------------------------------------------------------------------------------------

QUIET = "name: lost-on-request, on: nimbus.create_order, armed: by-header, fault: {status: 500}"


def test_a_quiet_rule_acts_only_on_calls_that_ask_for_it(play: Play) -> None:
    client = play(rules(QUIET))

    statuses = [create(client).status_code, create(client, **{"X-Mock-Rule": "lost-on-request"}).status_code]

    assert statuses == [201, 500]


def test_any_rule_can_be_asked_for_whatever_its_occasion(play: Play) -> None:
    client = play(
        rules("name: tenth, on: nimbus.*, calls: 10, fault: {status: 500}", "name: all, on: nimbus.*, fault: {status: 502}")
    )

    assert read(client, **{"X-Mock-Rule": "tenth"}).status_code == 500
    assert read(client).status_code == 502


def test_a_reserved_value_can_be_asked_for_by_the_name_of_its_rule_only_where_it_matches(client: Client) -> None:
    answer = create(client, **{"X-Mock-Rule": "nimbus-unknown-patient"})

    assert answer.status_code == 201
    assert entry_of(client, answer)["rules"] == [
        {"rule": "nimbus-unknown-patient", "does": "nothing: its condition does not hold"}
    ]


def test_a_rule_that_is_about_another_operation_or_rests_does_nothing_and_the_journal_says_so(play: Play) -> None:
    client = play(rules(QUIET))

    elsewhere = read(client, **{"X-Mock-Rule": "lost-on-request"})
    client.request("PATCH", f"{CONTROL}/rules/lost-on-request", json={"enabled": False})
    resting = create(client, **{"X-Mock-Rule": "lost-on-request"})

    assert (elsewhere.status_code, resting.status_code) == (200, 201)
    assert entry_of(client, elsewhere)["rules"][0]["does"] == "nothing: it is about nimbus.create_order"
    assert entry_of(client, resting)["rules"][0]["does"] == "nothing: it is disabled"


@pytest.mark.parametrize(("path", "status"), [(SAMPLE, 404), ("/nimbus/refills", 404)])
def test_a_rule_that_there_is_not_is_the_vendors_404_and_explained(play: Play, path: str, status: int) -> None:
    client = play(rules(QUIET))
    header = {"X-Mock-Rule": "lost-on-reqest"}

    answer = client.post(path, REFILL, headers=KEY | header) if path.endswith("refills") else read(client, path, **header)

    assert answer.status_code == status
    assert answer.json()["error"]["code"] == "not_found"
    says = entry_of(client, answer)["explanation"]["says"]
    assert (
        says == "the header X-Mock-Rule asks for the rule 'lost-on-reqest', which there is not; did you mean 'lost-on-request'?"
    )
