"""What a server says that its sandboxes have met."""

import re

import pytest

from mock_server.contract.vendor import Vendor
from mock_server.coverage.catalogue import catalogue
from mock_server.coverage.document import Behaviour, Coverage, Sort, read
from mock_server.coverage.taking import take
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.coverage.conftest import KEY, ORDER, Place


def asked(client: Client) -> Coverage:
    answer = client.get("/_mock/coverage")
    assert answer.status_code == 200, answer.text
    return read(answer.content)


def one(coverage: Coverage, sort: Sort, name: str, vendor: str = "nimbus") -> Behaviour:
    found = coverage.named(vendor)
    assert found is not None
    return next(each for each in found.sort(sort).behaviours if each.name == name)


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)
def test_all_that_a_vendor_declares_is_there_to_meet(vendor: Vendor) -> None:
    names = {sort.sort: [each.name for each in sort.behaviours] for sort in catalogue(vendor).sorts}

    assert names[Sort.OPERATION] == [each.name for each in vendor.operations]
    assert names[Sort.REFUSAL] == [each.name for each in vendor.errors]
    moves = [move for kind in vendor.kinds if kind.lifecycle for move in kind.lifecycle.moves]
    assert len(names[Sort.MOVE]) == sum(len(move.sources) for move in moves)
    assert all(len(each) == len(set(each)) for each in names.values())


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)
def test_every_switch_says_on_which_operations_it_bears(vendor: Vendor) -> None:
    switches = catalogue(vendor).sort(Sort.SWITCH).behaviours

    assert switches
    for each in switches:
        assert each.decides
        assert set(each.decides) <= {"*", *vendor.names}


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)
def test_what_is_in_doubt_comes_with_what_the_ledger_says_of_it(vendor: Vendor) -> None:
    declared = catalogue(vendor)

    rows = {row for each in declared.sort(Sort.SWITCH).behaviours for row in each.cites}
    assert rows <= declared.facts.keys()
    assert all(re.fullmatch(r"[A-Z]{3}-\d+", row) and fact.settles for row, fact in declared.facts.items())


def test_an_order_and_its_move_are_met_in_the_sandbox_where_they_happened(
    client: Client, sandboxes: list[str], place: Place
) -> None:
    id = place(sandboxes[0])
    place(sandboxes[1])
    client.post(f"/_mock/sandboxes/test-a/records/nimbus/order/{id}/moves", {"do": "process"})

    found = asked(client)

    created = one(found, Sort.ANSWER, "create_order 201")
    assert (created.count, created.sandboxes) == (2, 2)
    assert one(found, Sort.MOVE, "order.process from pending").sandboxes == 1
    assert one(found, Sort.STATUS, "order.processing").sandboxes == 1
    assert one(found, Sort.EVENT, "order.created").count == 2
    assert one(found, Sort.MOVE, "order.ship from processing").count == 0
    assert [share.sandbox for share in found.shares] == ["test-a", "test-b"]


def test_totals_are_the_sums_of_what_was_declared_and_met(client: Client, place: Place) -> None:
    place()

    nimbus = asked(client).named("nimbus")

    assert nimbus is not None
    counted = [each for each in nimbus.sorts if each.sort not in (Sort.SWITCH, Sort.RULE, Sort.FAULT)]
    assert nimbus.declared == sum(len(each.behaviours) for each in counted if each.sort is not Sort.DELIVERY) + 3
    assert nimbus.met == 4  # the operation, its 201, the status and the event
    assert (nimbus.calls, nimbus.unmatched, nimbus.sandboxes) == (1, 0, 1)


def test_a_refusal_is_met_with_the_rule_behind_it(client: Client) -> None:
    client.post("/nimbus/orders", ORDER | {"patientId": "pat_notfound"}, headers=KEY)

    found = asked(client)

    assert one(found, Sort.REFUSAL, "validation_error").count == 1
    assert one(found, Sort.ANSWER, "create_order 422").count == 1
    rule = one(found, Sort.RULE, "nimbus-unknown-patient")
    assert (rule.count, rule.declared) == (1, False)
    assert one(found, Sort.FAULT, "refuse").count == 1


def test_faults_are_met_by_kind_with_those_of_webhooks(client: Client) -> None:
    rules = "/_mock/sandboxes/default/rules"
    for rule in (
        {"name": "busy", "on": "nimbus.get_order", "fault": {"status": 503, "delay": "1ms"}},
        {"name": "twice", "on": "webhook.nimbus.order.created", "fault": "duplicate"},
        {"name": "elsewhere", "on": "nimbus.get_order", "fault": "reset", "armed": "by-header"},
    ):
        assert client.post(rules, rule).status_code == 201
    client.get("/nimbus/orders/ord_abc123xyz", headers=KEY)
    client.post("/nimbus/orders", ORDER, headers=KEY | {"X-Mock-Rule": "elsewhere"})

    found = asked(client)

    assert {kind: one(found, Sort.FAULT, kind).count for kind in ("status", "delay", "webhook duplicate", "reset")} == {
        "status": 1,
        "delay": 1,
        "webhook duplicate": 1,
        "reset": 0,
    }
    nimbus = found.named("nimbus")
    assert nimbus is not None
    assert [each.name for each in nimbus.sort(Sort.RULE).behaviours] == ["busy", "twice"]


def test_a_call_to_no_operation_is_told_as_one(client: Client) -> None:
    client.get("/nimbus/no/such", headers=KEY)

    nimbus = asked(client).named("nimbus")

    assert nimbus is not None
    assert (nimbus.calls, nimbus.unmatched) == (1, 1)
    assert nimbus.sort(Sort.OPERATION).met == 0


def test_a_switch_is_met_where_a_call_came_to_what_it_decides(client: Client, place: Place) -> None:
    client.post("/nimbus/orders", ORDER, headers={"X-API-Key": "unknown"})
    assert one(asked(client), Sort.SWITCH, "country=required").count == 0

    place()

    found = asked(client)
    assert one(found, Sort.SWITCH, "country=required").count == 1
    assert one(found, Sort.SWITCH, "country=default_us").count == 0
    assert one(found, Sort.SWITCH, "webhook_urls=any").count == 0


def test_told_to_count_anew_it_does(client: Client, place: Place) -> None:
    place()

    assert client.request("DELETE", "/_mock/coverage").status_code == 204

    assert asked(client).sandboxes == 0
    assert client.get("/_mock/sandboxes/default/journal").json()["last"] > 1


def test_it_is_the_same_in_process_and_asked_twice(client: Client, place: Place) -> None:
    place()

    assert asked(client) == asked(client) == take(client.server.sandboxes, VENDORS)


def test_what_came_of_webhooks_is_met_with_the_attempts_that_it_took(reaching: Client) -> None:
    nobody = {"vendor": "nimbus", "events": ["order.created"], "url": "http://127.0.0.1:9/news"}
    assert reaching.post("/_mock/sandboxes/default/webhooks", nobody).status_code == 201
    reaching.post("/nimbus/orders", ORDER, headers=KEY)
    reaching.post("/_mock/sandboxes/default/clock", {"advance": "1m"})

    found = asked(reaching)

    assert one(found, Sort.EVENT, "order.created").count == 2  # the scenario's own subscription collects it, too
    assert one(found, Sort.DELIVERY, "retried").count == one(found, Sort.DELIVERY, "dead").count == 1
    assert one(found, Sort.DELIVERY, "delivered").count == 0
