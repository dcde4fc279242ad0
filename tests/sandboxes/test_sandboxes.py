from datetime import timedelta

import pytest

from mock_server.engine.clock import ClockStart, Mode
from mock_server.sandboxes import snapshot
from mock_server.sandboxes.errors import BadSandboxId, DefaultStays, SandboxExists, TooManySandboxes, UnknownSandbox
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.sandboxes import Sandboxes
from mock_server.vendors.nimbus.lifecycle import Address, OrderContent
from mock_server.vendors.nimbus.records import ORDER
from tests.engine.parcels import START, Wall
from tests.snapshots import without_causes

ADDRESS = Address("123 Main St", None, "Austin", "TX", "78701", "US")


def make_order(sandbox: Sandbox) -> str:
    return sandbox.engine.create(ORDER, OrderContent("pat_1", "rx_1", ADDRESS)).id


def test_two_sandboxes_of_one_scenario_hand_out_the_same_ids(sandboxes: Sandboxes) -> None:
    one, two, other = sandboxes.create("one"), sandboxes.create("two"), sandboxes.create("other", seed=99)

    assert make_order(one) == make_order(two)
    assert make_order(other) != make_order(sandboxes.default)


def test_a_sandbox_shares_nothing_with_another(sandboxes: Sandboxes) -> None:
    one, two = sandboxes.create("one"), sandboxes.create("two")
    before = snapshot.take(two)

    one.engine.move(ORDER, "ord_abc123xyz", "ship")
    make_order(one)
    one.step_clock("advance", lambda engine: engine.advance(timedelta(days=2)))

    assert snapshot.take(two) == before


def test_reset_returns_to_the_start_of_the_scenario_journal_included(sandboxes: Sandboxes) -> None:
    sandbox = sandboxes.default
    start = (snapshot.take(sandbox), sandbox.journal.last)
    first = make_order(sandbox)
    sandbox.step_clock("advance", lambda engine: engine.advance(timedelta(days=2)))

    sandbox.reset()

    assert (snapshot.take(sandbox), sandbox.journal.last) == start
    assert make_order(sandbox) == first


def test_a_fork_is_what_its_source_was_and_goes_its_own_way(sandboxes: Sandboxes) -> None:
    id = make_order(sandboxes.default)
    fork = sandboxes.fork("default", "fork")

    sandboxes.default.engine.move(ORDER, id, "process")

    assert fork.engine.get(ORDER, id).status == "pending"
    assert make_order(fork) == make_order(sandboxes.default)
    fork.reset()
    assert fork.engine.find(ORDER, id) is None


def test_a_snapshot_restores_everything_but_the_journal(sandboxes: Sandboxes, wall: Wall) -> None:
    sandbox = sandboxes.create("busy", scenario="happy-path")
    id = make_order(sandbox)
    sandbox.step_clock("advance", lambda engine: engine.advance(timedelta(hours=1)))
    sandbox.engine.freeze()
    document = snapshot.take(sandbox).model_dump(mode="json", by_alias=True)
    next_id = make_order(sandbox)

    other = sandboxes.create("other", scenario="happy-path")
    snapshot.restore(other, document, wall)

    assert snapshot.take(other).model_dump(mode="json", by_alias=True) == without_causes(document)
    assert other.engine.get(ORDER, id).status == "processing"
    assert make_order(other) == next_id
    other.step_clock("advance", lambda engine: engine.advance(timedelta(days=4)))
    assert other.engine.get(ORDER, id).status == "delivered"


def test_a_sandbox_takes_its_scenarios_clock_unless_it_is_given_one(sandboxes: Sandboxes, wall: Wall) -> None:
    running = sandboxes.create("running", scenario="happy-path")
    given = sandboxes.create("given", clock=ClockStart(START + timedelta(days=9), Mode.RUNNING, 2))

    wall.seconds += 60
    running.catch_up()
    given.catch_up()

    assert running.engine.world.now == START + timedelta(hours=1)
    assert given.engine.world.now == START + timedelta(days=9, minutes=2)


def test_a_running_sandbox_is_settled_without_being_asked(sandboxes: Sandboxes, wall: Wall) -> None:
    sandbox = sandboxes.create("running", scenario="happy-path")
    id = make_order(sandbox)

    assert sandboxes.settle_running() == pytest.approx(5.0, abs=0.1)  # five minutes at sixty times the speed
    wall.seconds += 5.1
    sandboxes.settle_running()

    assert sandbox.engine.get(ORDER, id).status == "processing"
    kinds = [type(entry.what).__name__ for entry in sandbox.journal.since(0)]
    assert kinds[-2:] == ["ClockStep", "Changed"]


@pytest.mark.parametrize("id", ["", "-a", ".a", "a/b", "a b", "ü", "a" * 129, "a\n"])
def test_an_id_that_no_address_can_carry_is_refused(sandboxes: Sandboxes, id: str) -> None:
    with pytest.raises(BadSandboxId):
        sandboxes.create(id)


def test_the_cap_and_taken_ids_are_refused(sandboxes: Sandboxes) -> None:
    for _ in range(4):
        sandboxes.create()

    assert [sandbox.id for sandbox in sandboxes] == ["default", "sandbox-1", "sandbox-2", "sandbox-3", "sandbox-4"]
    with pytest.raises(TooManySandboxes, match="5 sandboxes"):
        sandboxes.create()
    with pytest.raises(TooManySandboxes):
        sandboxes.fork("default")
    with pytest.raises(SandboxExists):
        sandboxes.create("default")


def test_unused_sandboxes_make_room_and_the_default_one_stays(sandboxes: Sandboxes, wall: Wall) -> None:
    for _ in range(4):
        sandboxes.create()
    wall.seconds += 3_000
    sandboxes.get("sandbox-2")
    wall.seconds += 1_000

    sandboxes.create("new")

    assert [sandbox.id for sandbox in sandboxes] == ["default", "sandbox-2", "new"]


def test_a_dropped_sandbox_is_gone_and_the_default_one_cannot_be(sandboxes: Sandboxes) -> None:
    sandboxes.create("one")
    sandboxes.drop("one")

    assert sandboxes.find("one") is None
    with pytest.raises(UnknownSandbox):
        sandboxes.drop("one")
    with pytest.raises(DefaultStays):
        sandboxes.drop("default")
