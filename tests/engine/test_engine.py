from collections.abc import Callable
from datetime import timedelta

import pytest

from mock_server.engine.clock import ClockStart, Mode
from mock_server.engine.engine import MOST_DUE, Engine
from mock_server.engine.errors import DuplicateRecord, IllegalMove, InvalidInput, UnknownMove, UnknownRecord
from mock_server.engine.events import Changed, Event, Removed, Skipped
from mock_server.engine.schedule import PlannedMove
from tests.engine.parcels import PARCEL, START, Parcel, Wall


def test_a_new_record_has_an_id_from_the_seed_and_one_step_of_history(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel())

    assert record.id == PARCEL.ids.mint(7, PARCEL.name, 1)
    assert [(step.do, step.status, step.at) for step in record.history] == [("create", "packed", START)]
    assert record.version == 1


def test_a_record_that_is_older_than_its_arrival_is_news_only_now(engine: Engine, heard: list[Event]) -> None:
    record = engine.create(PARCEL, Parcel(), created_at=START - timedelta(days=3))

    assert (record.created_at, record.history[0].at) == (START - timedelta(days=3),) * 2
    assert heard == [Changed(START, PARCEL, record, None, "create")]


def test_what_is_done_meanwhile_is_heard_and_nothing_after(engine: Engine, heard: list[Event]) -> None:
    with engine.heard() as meanwhile:
        record = engine.create(PARCEL, Parcel())
        engine.move(PARCEL, record.id, "weigh")
    engine.move(PARCEL, record.id, "lose")

    assert [event.do for event in meanwhile if isinstance(event, Changed)] == ["create", "weigh"]
    assert len(heard) == 3


def test_a_minted_id_that_a_fixture_has_taken_is_left_out(engine: Engine) -> None:
    taken = PARCEL.ids.mint(7, PARCEL.name, 1)
    engine.create(PARCEL, Parcel(), id=taken)

    record = engine.create(PARCEL, Parcel())

    assert record.id == PARCEL.ids.mint(7, PARCEL.name, 2)


def test_a_move_replaces_the_record_and_tells_of_it_once(engine: Engine, heard: list[Event]) -> None:
    before = engine.create(PARCEL, Parcel())

    after = engine.move(PARCEL, before.id, "hand_over", {"carrier": "dhl"})

    assert (before.status, before.content.carrier) == ("packed", None)
    assert (after.status, after.content.carrier, after.version) == ("sent", "dhl", 2)
    assert [event.do for event in heard if isinstance(event, Changed)] == ["create", "hand_over"]
    assert heard[-1] == Changed(START, PARCEL, after, before, "hand_over", "parcel.sent", {"carrier": "dhl"})


def test_a_move_without_a_value_draws_it_from_the_seed(make_engine: Callable[[ClockStart], Engine]) -> None:
    carriers = set()
    for _ in range(2):
        engine = make_engine(ClockStart(START))
        carriers.add(engine.move(PARCEL, engine.create(PARCEL, Parcel()).id, "hand_over").content.carrier)

    assert len(carriers) == 1
    assert str(carriers.pop()).startswith("carrier-")


def test_a_move_without_a_target_keeps_the_status(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel())

    assert engine.move(PARCEL, record.id, "weigh").status == "packed"


def test_what_is_refused_changes_nothing_and_tells_nobody(engine: Engine, heard: list[Event]) -> None:
    record = engine.move(PARCEL, engine.create(PARCEL, Parcel()).id, "hand_over")
    told = len(heard)

    with pytest.raises(IllegalMove) as illegal:
        engine.move(PARCEL, record.id, "hand_over")
    with pytest.raises(UnknownMove, match="hand_over, lose, weigh"):
        engine.move(PARCEL, record.id, "fly")
    with pytest.raises(UnknownRecord):
        engine.move(PARCEL, "par_none", "lose")
    with pytest.raises(DuplicateRecord):
        engine.create(PARCEL, Parcel(), id=record.id)
    with pytest.raises(InvalidInput, match="no status"):
        engine.create(PARCEL, Parcel(), status="flying")

    assert illegal.value.possible == ("lose",)
    assert engine.get(PARCEL, record.id) is record
    assert len(heard) == told


@pytest.mark.parametrize(("given", "field"), [({"carrier": "D"}, "carrier"), ({"colour": "red"}, "colour")])
def test_a_value_that_a_move_does_not_take_is_refused_by_name(engine: Engine, given: dict[str, str], field: str) -> None:
    record = engine.create(PARCEL, Parcel())

    with pytest.raises(InvalidInput) as refused:
        engine.move(PARCEL, record.id, "hand_over", given)

    assert refused.value.field == field


def test_a_unique_reference_is_taken_only_once_and_free_again_after_removal(engine: Engine) -> None:
    first = engine.create(PARCEL, Parcel("r-1"))

    with pytest.raises(DuplicateRecord, match="reference"):
        engine.create(PARCEL, Parcel("r-1"))
    engine.remove(PARCEL, first.id)

    assert engine.create(PARCEL, Parcel("r-1")).content.reference == "r-1"


def test_an_amendment_changes_the_content_outside_the_lifecycle(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel())

    after = engine.amend(PARCEL, record.id, Parcel("r-2"), do="relabel")

    assert (after.status, after.content.reference, after.history[-1].do) == ("packed", "r-2", "relabel")
    assert engine.world.store.only(PARCEL, "reference", "r-2") is after


def test_removing_a_record_forgets_what_was_planned_for_it(engine: Engine, heard: list[Event]) -> None:
    record = engine.create(PARCEL, Parcel())
    engine.plan(START + timedelta(hours=1), PlannedMove(PARCEL.name, record.id, "lose", "bad-luck"))

    engine.remove(PARCEL, record.id)

    assert isinstance(heard[-1], Removed)
    assert len(engine.world.schedule) == 0


def test_due_moves_happen_each_at_its_own_time_and_ties_in_the_order_of_planning(engine: Engine) -> None:
    first, second = engine.create(PARCEL, Parcel()), engine.create(PARCEL, Parcel())
    at = START + timedelta(hours=1)
    engine.plan(at + timedelta(hours=1), PlannedMove(PARCEL.name, first.id, "lose", "t"))
    engine.plan(at, PlannedMove(PARCEL.name, second.id, "hand_over", "t"))
    engine.plan(at, PlannedMove(PARCEL.name, second.id, "lose", "t"))

    settled = engine.advance(timedelta(days=1))

    assert (settled.due, settled.is_complete) == (3, True)
    assert [(step.do, step.at) for step in engine.get(PARCEL, second.id).history[1:]] == [("hand_over", at), ("lose", at)]
    assert engine.get(PARCEL, first.id).updated_at == at + timedelta(hours=1)
    assert engine.world.now == engine.world.clock.reading() == START + timedelta(days=1)


def test_advancing_in_many_steps_gives_what_one_step_gives(make_engine: Callable[[ClockStart], Engine]) -> None:
    histories = []
    for steps in (1, 1_000):
        engine = make_engine(ClockStart(START))
        record = engine.create(PARCEL, Parcel())
        engine.plan(START + timedelta(seconds=1), PlannedMove(PARCEL.name, record.id, "hand_over", "t"))
        engine.plan(START + timedelta(seconds=777), PlannedMove(PARCEL.name, record.id, "lose", "t"))
        for _ in range(steps):
            engine.advance(timedelta(seconds=1_000 // steps))
        histories.append(engine.get(PARCEL, record.id).history)

    assert histories[0] == histories[1]


def test_a_planned_move_that_cannot_be_made_is_told_of_and_leaves_the_record(engine: Engine, heard: list[Event]) -> None:
    record = engine.move(PARCEL, engine.create(PARCEL, Parcel()).id, "lose")
    engine.plan(START, PlannedMove(PARCEL.name, record.id, "hand_over", "late"))

    engine.advance(timedelta(0))

    assert isinstance(heard[-1], Skipped)
    assert "lost" in heard[-1].reason
    assert engine.get(PARCEL, record.id) is record


def test_the_next_due_thing_is_reached_however_far_it_is(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel())
    at = START + timedelta(days=2_000)
    engine.plan(at, PlannedMove(PARCEL.name, record.id, "lose", "t"))

    assert engine.next_due_for(PARCEL.name, record.id) == (at, PlannedMove(PARCEL.name, record.id, "lose", "t"))
    assert engine.advance_to_next().due == 1
    assert engine.advance_to_next().due == 0
    assert engine.world.now == at


def test_a_running_clock_is_caught_up_with_at_the_time_each_thing_fell_due(
    make_engine: Callable[[ClockStart], Engine], wall: Wall
) -> None:
    engine = make_engine(ClockStart(START, Mode.RUNNING, 60))
    record = engine.create(PARCEL, Parcel())
    engine.plan(START + timedelta(minutes=5), PlannedMove(PARCEL.name, record.id, "hand_over", "t"))

    wall.seconds += 10
    engine.catch_up()

    assert engine.get(PARCEL, record.id).updated_at == START + timedelta(minutes=5)
    assert engine.world.now == START + timedelta(minutes=10)


@pytest.mark.parametrize("by", [timedelta(seconds=-1), timedelta(days=367)])
def test_a_step_of_the_clock_out_of_bounds_is_refused(engine: Engine, by: timedelta) -> None:
    with pytest.raises(InvalidInput, match="advance"):
        engine.advance(by)

    assert engine.world.now == START


def test_a_step_stops_early_where_more_falls_due_than_the_bound(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel())
    for second in range(MOST_DUE + 5):
        engine.plan(START + timedelta(seconds=second), PlannedMove(PARCEL.name, record.id, "weigh", "t"))
    engine.move(PARCEL, record.id, "lose")  # so that nothing of it can be made, and the history stays short

    settled = engine.advance(timedelta(days=30))

    assert (settled.due, settled.is_complete) == (MOST_DUE, False)
    assert engine.world.now == START + timedelta(seconds=MOST_DUE - 1)
    assert engine.advance(timedelta(days=1)).due == 5


def test_setting_the_clock_back_or_too_far_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidInput, match="never goes back"):
        engine.set_clock(START - timedelta(seconds=1))
    with pytest.raises(InvalidInput, match="more than"):
        engine.set_clock(START + timedelta(days=400))
    assert engine.set_clock(START + timedelta(days=1)).is_complete
