"""The client's operations, each over every way."""

import json
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from mock_server.client import (
    ClientError,
    NotHappened,
    NotReconciled,
    NotVerified,
    ProblemAnswered,
    Unreachable,
)
from mock_server.client.clients import AsyncClient, Client, ServerHandle
from mock_server.settings import Settings
from mock_server.testing import embedded
from tests.client.conftest import AnyClient, AnySandbox, Run
from tests.vendors.nimbus.orders import ORDER
from tests.webhooks.sink import receiving

SHIPPED = {"vendor": "nimbus", "id": "ord_abc123xyz", "status": "shipped"}


def test_the_server_says_that_it_is_there(client: AnyClient, run: Run) -> None:
    health = run(client.health())

    assert (health.status, health.sandboxes >= 1) == ("ok", True)


def test_a_sandbox_is_made_looked_at_and_dropped(client: AnyClient, run: Run) -> None:
    made = run(client.sandboxes.create("made", seed=7, clock={"start": "2026-02-01T00:00:00Z"}))

    assert (made.id, made.told.seed) == ("made", 7)
    assert made.told.clock.now == datetime(2026, 2, 1, tzinfo=UTC)
    assert "made" in [each.id for each in run(client.sandboxes.list())]
    assert run(client.sandboxes.get("made")).told == made.told
    run(made.drop())
    assert "made" not in [each.id for each in run(client.sandboxes.list())]


def test_a_sandbox_starts_from_a_scenario_that_is_given_as_text(client: AnyClient, run: Run) -> None:
    text = "scenario: mine\ntitle: Mine\nextends: default\nseed: 42\n"

    made = run(client.sandboxes.create(scenario_text=text))

    assert (made.told.scenario, made.told.seed) == ("mine", 42)
    with pytest.raises(ProblemAnswered, match="invalid-scenario"):
        run(client.sandboxes.create(scenario_text=text.replace("seed", "sed")))
    run(made.drop())


def test_a_sandbox_says_how_it_is_reached(sandbox: AnySandbox) -> None:
    assert sandbox.url("nimbus").endswith(f"/s/{sandbox.id}/nimbus")
    assert sandbox.headers("nimbus") == {"X-API-Key": "nimbus-test-key"}
    assert sandbox.headers("cloudrx") == {"Authorization": "Bearer cloudrx-test-token"}
    assert sandbox.credentials("cloudrx")[0].headers == {}
    with pytest.raises(KeyError, match="no vendor 'nimbos'; it has nimbus"):
        sandbox.url("nimbos")


def test_the_clock_is_moved(sandbox: AnySandbox, run: Run) -> None:
    clock = sandbox.clock

    stepped = run(clock.advance(timedelta(days=1, hours=2, milliseconds=500)))
    run(clock.advance("90s"))
    run(clock.set(datetime(2026, 1, 7, tzinfo=UTC)))
    nothing = run(clock.next())

    assert stepped.now == datetime(2026, 1, 6, 11, 0, 0, 500_000, tzinfo=UTC)
    assert stepped.happened[0].do == "advance 1d 2h 500ms"
    assert (nothing.due, nothing.complete) == (0, True)
    assert run(clock.run(speed=2.0)).mode == "running"
    assert run(clock.freeze()).mode == "frozen"
    assert run(clock.show()).now >= datetime(2026, 1, 7, tzinfo=UTC)


def test_orders_are_found_and_moved_whatever_their_vendor_calls_them(sandbox: AnySandbox, run: Run) -> None:
    moved = run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship", trackingNumber="1Z999AA10000000001"))
    run(sandbox.orders.move("rxscale", "po-207", "make_ready"))

    assert (moved.status, moved.content["trackingNumber"]) == ("shipped", "1Z999AA10000000001")
    assert [step.do for step in moved.history] == ["create", "ship"]
    assert moved.history[-1].given == {"trackingNumber": "1Z999AA10000000001"}
    assert run(sandbox.orders.get("rxscale", "po-207")).stage == "ready"
    assert [order.id for order in run(sandbox.orders.list("nimbus", stage="shipped"))] == ["ord_abc123xyz"]
    assert run(sandbox.orders.count("nimbus")) == 2
    assert run(sandbox.orders.list(newer_than=timedelta(seconds=1))) == []


def test_records_of_any_kind_are_listed_and_moved(sandbox: AnySandbox, run: Run) -> None:
    run(sandbox.records.move("nimbus", "order", "ord_1234567890", "cancel"))

    assert run(sandbox.records.get("nimbus", "order", "ord_1234567890")).status == "cancelled"
    assert [each.id for each in run(sandbox.records.list("nimbus", "order", status="cancelled"))] == ["ord_1234567890"]


def test_a_record_appears_by_itself(sandbox: AnySandbox, run: Run) -> None:
    made = run(sandbox.records.create("nimbus", "prescription", {"id": "rx_test_500", "quantity": 90}))

    assert (made.id, made.content["quantity"]) == ("rx_test_500", 90)


def test_the_journal_is_read_whole_in_part_and_as_a_story(sandbox: AnySandbox, run: Run) -> None:
    run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))
    last = run(sandbox.journal.last())
    run(sandbox.clock.advance("1d"))

    entries = run(sandbox.journal.entries())
    page = run(sandbox.journal.page(limit=1))

    assert [entry.kind for entry in entries] == ["command", "command", "move", "clock"]
    assert entries[1].about["record"] == {"kind": "nimbus.order", "id": "ord_abc123xyz"}
    assert (entries[2].source, entries[2].target, entries[2].cause) == ("processing", "shipped", 2)
    assert [entry.kind for entry in run(sandbox.journal.entries(since=last))] == ["clock"]
    assert (page.last, page.next, len(page.entries)) == (4, 1, 1)
    assert run(sandbox.journal.get(3)).record.id == "ord_abc123xyz"
    assert run(sandbox.journal.calls()) == []
    assert run(sandbox.journal.story()).splitlines()[-2:] == [
        "    3  move     nimbus.order ord_abc123xyz: ship, processing -> shipped",
        "    4  clock    advance 1d: 2026-01-05T09:00:00Z -> 2026-01-06T09:00:00Z",
    ]


def test_rules_come_rest_and_go_while_the_sandbox_runs(sandbox: AnySandbox, run: Run) -> None:
    added = run(sandbox.rules.add("busy", on="nimbus.*", when={"path.orderId": "ord_1"}, fault={"status": 503}))
    assert (added.does, added.enabled, added.source) == ("status 503", True, "added")
    assert run(sandbox.rules.list())[0] == added

    assert run(sandbox.rules.disable("busy")).enabled is False
    assert run(sandbox.rules.enable("busy")) == run(sandbox.rules.get("busy"))
    run(sandbox.rules.remove("busy"))
    with pytest.raises(ProblemAnswered, match="no rule is called 'busy'"):
        run(sandbox.rules.get("busy"))


def test_a_rule_that_cannot_be_is_refused_with_its_mistakes(sandbox: AnySandbox, run: Run) -> None:
    with pytest.raises(ProblemAnswered, match="did you mean"):
        run(sandbox.rules.add("busy", on="nimbus.create_ordr", fault="reset"))


def test_webhooks_are_collected_triggered_and_waited_for(sandbox: AnySandbox, run: Run) -> None:
    webhooks = sandbox.webhooks
    subscription = run(webhooks.collect("nimbus", events=["order.fulfilled"]))
    run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))

    found = run(webhooks.wait("order.fulfilled", record="ord_abc123xyz"))
    listed = run(webhooks.deliveries("nimbus", subscription=subscription.id))

    assert found.state == "collected"
    assert found.document["type"] == "order.fulfilled"
    assert [each.record.id for each in listed] == ["ord_abc123xyz"]
    assert run(webhooks.delivery(listed[0].id)).body == found.body
    assert run(webhooks.trigger("nimbus", "order.created", id="ord_abc123xyz"))[0].event == "order.created"
    run(webhooks.unsubscribe(subscription.id))
    assert subscription.id not in [each.id for each in run(webhooks.subscriptions())]
    with pytest.raises(NotHappened, match=r"waited for 1 with vendor nimbus, event refill\.ready; found 0"):
        run(webhooks.wait("refill.ready", vendor="nimbus", within=timedelta(0)))


def test_webhooks_reach_a_receiver(sandbox: AnySandbox, run: Run) -> None:
    with receiving() as sink:
        run(sandbox.webhooks.subscribe("nimbus", sink.url(), events=["order.fulfilled"], secret="whsec_test"))
        run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))
        arrived = run(sandbox.webhooks.wait("order.fulfilled", state="delivered", within="60s"))
        again = run(sandbox.webhooks.resend(arrived.id))

    assert [each.body.decode() for each in sink.received] == [arrived.body, arrived.body]
    assert again.tries[0].status == 204
    assert arrived.id in [each.id for each in run(sandbox.webhooks.settled(forget=True))]
    assert run(sandbox.webhooks.deliveries()) == []


def test_a_sandbox_goes_back_and_on(sandbox: AnySandbox, run: Run) -> None:
    run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))
    kept = run(sandbox.snapshot())
    fork = run(sandbox.fork())

    run(sandbox.reset(seed=8))

    assert sandbox.told.seed == 8
    assert run(sandbox.orders.get("nimbus", "ord_abc123xyz")).status == "processing"
    assert run(fork.orders.get("nimbus", "ord_abc123xyz")).status == "shipped"
    run(sandbox.restore(kept))
    assert run(sandbox.orders.get("nimbus", "ord_abc123xyz")).status == "shipped"
    run(fork.drop())


def test_what_happened_is_verified(sandbox: AnySandbox, run: Run) -> None:
    run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))

    assert run(sandbox.verify(records=[SHIPPED], webhooks=[{"event": "order.fulfilled"}])).checks == 2
    with pytest.raises(NotVerified) as failed:
        run(sandbox.verify(calls=[{"operation": "nimbus.create_order"}]))
    verdict = run(sandbox.verify(records=[SHIPPED | {"status": "delivered"}], check=False))

    assert "/calls/0: expected at least 1 with operation nimbus.create_order; found 0" in str(failed.value)
    assert "nearest nimbus.order ord_abc123xyz went processing → shipped: status is shipped, not delivered" in str(verdict)
    assert str(verdict).splitlines()[-1].endswith("ord_abc123xyz: ship, processing -> shipped")
    assert isinstance(failed.value, AssertionError)


def test_nothing_is_not_verified(sandbox: AnySandbox, run: Run) -> None:
    with pytest.raises(ValueError, match="nothing to verify"):
        run(sandbox.verify())


def test_what_has_happened_is_waited_for(sandbox: AnySandbox, run: Run) -> None:
    run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))

    by_record = run(sandbox.wait(record=SHIPPED))
    by_move = run(sandbox.wait(move={"do": "ship"}, advance="1d"))
    missed = run(sandbox.wait(call={"vendor": "nimbus"}, within="0s", check=False))

    assert by_record.records[0].status == "shipped"
    assert by_move.entries[0].record is not None
    assert (missed.ok, missed.says) == (False, "waited for 1 with vendor nimbus; found 0")
    with pytest.raises(NotHappened, match="vendor nimbus"):
        run(sandbox.wait(call={"vendor": "nimbus"}, within="0s"))


def test_beliefs_are_reconciled(sandbox: AnySandbox, run: Run) -> None:
    run(sandbox.orders.move("nimbus", "ord_abc123xyz", "ship"))
    believed = {"vendor": "nimbus", "id": "ord_abc123xyz"}

    assert run(sandbox.reconcile([believed | {"status": "shipped"}])).agreed == 1
    with pytest.raises(NotReconciled) as failed:
        run(sandbox.reconcile([believed | {"status": "processing"}]))

    assert str(failed.value).splitlines() == [
        "0 of 1 beliefs are so, 1 differences",
        "  wrong_status: the order ord_abc123xyz is shipped, not processing",
        "      since ship, journal 3: it came to shipped",
    ]


def test_a_refusal_carries_its_problem(client: AnyClient, run: Run) -> None:
    with pytest.raises(ProblemAnswered) as refused:
        run(client.sandboxes.get("defualt"))

    problem = refused.value.problem
    assert (refused.value.slug, problem.status, problem.instance) == ("unknown-sandbox", 404, "/_mock/sandboxes/defualt")
    assert str(refused.value) == "unknown-sandbox: no sandbox is called 'defualt'; did you mean 'default'?"


def test_what_a_problem_adds_is_kept(sandbox: AnySandbox, run: Run) -> None:
    with pytest.raises(ProblemAnswered) as refused:
        run(sandbox.orders.move("nimbus", "ord_abc123xyz", "process"))

    assert refused.value.problem.extensions == {"record_status": "processing", "possible": ["ship", "cancel"]}


# -- beyond the operations -------------------------------------------------------------------------------------------


def test_calls_of_the_code_under_test_are_seen(here: str) -> None:
    with Client(here) as client:
        sandbox = client.sandboxes.create()
        body, headers = json.dumps(ORDER).encode(), sandbox.headers("nimbus")
        request = urllib.request.Request(f"{sandbox.url('nimbus')}/orders", body, headers)  # noqa: S310  # our own server

        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own server
            id = json.load(answer)["id"]

        (call,) = sandbox.journal.calls()
        assert (call.operation, call.status, call.explanation) == ("nimbus.create_order", 201, None)
        assert sandbox.orders.get("nimbus", id).history[0].cause == call.n


def test_the_admin_token_goes_with_every_request() -> None:
    with embedded.serving(Settings(port=0, admin_token="open-sesame")) as url:
        with Client(url, admin_token="open-sesame") as client:
            assert client.sandboxes.get().id == "default"
        with Client(url) as client, pytest.raises(ProblemAnswered, match="admin-token-needed"):
            client.sandboxes.get()


def test_a_server_that_is_not_there_is_unreachable(here: str) -> None:
    with (
        Client("http://127.0.0.1:1") as client,
        pytest.raises(Unreachable, match=r"no server answers at http://127\.0\.0\.1:1"),
    ):
        client.health()
    with Client(f"{here}/nimbus") as client, pytest.raises(ClientError, match="no mock server"):
        client.health()


def test_both_clients_are_one_interface() -> None:
    assert issubclass(Client, ServerHandle)
    assert issubclass(AsyncClient, ServerHandle)
    assert Client.health.__doc__ == AsyncClient.health.__doc__ == "Whether the server is there."
