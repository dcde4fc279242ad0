"""What a vendor makes of a change of one record in others, whoever made the change."""

from dataclasses import replace

from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.events import Changed, Event
from mock_server.engine.schedule import PlannedMove
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.start import prepare
from mock_server.scenarios.loader import load_text
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import Words
from tests.engine.parcels import Wall
from tests.scenarios.examplerx import speak


class NoShelf:
    def load(self, name: str, /) -> Scenario:
        raise AssertionError(name)


def words() -> Words:
    vendor = speak()["examplerx"]
    order, patient = vendor.kinds["order"], vendor.kinds["patient"]

    def react(engine: Engine, event: Event) -> None:
        if type(event) is Changed and event.kind is order and event.do != CREATE:
            engine.create(patient, object(), id=f"told-of-{event.record.id}")

    return {"examplerx": replace(vendor, react=react)}


def begin(wall: Wall) -> Sandbox:
    scenario = load_text("scenario: quiet\ntitle: Nothing happens\n", "quiet.yaml", words(), NoShelf())
    return Sandbox("s", prepare(scenario, words(), wall, 1, scenario.clock), wall, (100, 1 << 20))


def test_a_move_brings_about_what_the_vendor_says_right_after_it_and_for_the_same_cause() -> None:
    sandbox = begin(Wall())
    kinds = sandbox.engine.kinds
    sandbox.engine.create(kinds["examplerx.order"], object(), id="o1")

    sandbox.engine.move(kinds["examplerx.order"], "o1", "ship")

    told = [entry for entry in sandbox.journal.since(0) if isinstance(entry.what, Changed)]
    assert [entry.what.record.id for entry in told if isinstance(entry.what, Changed)] == ["o1", "o1", "told-of-o1"]
    assert len({entry.cause for entry in told}) == 1


def test_a_planned_move_does_so_too_and_a_fork_goes_its_own_way() -> None:
    sandbox = begin(Wall())
    order, patient = sandbox.engine.kinds["examplerx.order"], sandbox.engine.kinds["examplerx.patient"]
    sandbox.engine.create(order, object(), id="o1")
    sandbox.engine.plan(sandbox.engine.world.now, PlannedMove(order.name, "o1", "ship", "test"))
    fork = sandbox.fork("other")

    fork.engine.advance_to_next()

    assert fork.engine.find(patient, "told-of-o1") is not None
    assert sandbox.engine.find(patient, "told-of-o1") is None
