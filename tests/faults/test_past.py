from datetime import timedelta

import pytest

from mock_server.engine.engine import Engine
from mock_server.engine.store import Store
from mock_server.faults.past import Past
from tests.engine.parcels import PARCEL, Parcel
from tests.faults.worlds import START, engine_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def past() -> Past:
    return Past(10 * MINUTE)


@pytest.fixture
def engine(past: Past) -> Engine:
    engine = engine_of()
    engine.create(PARCEL, Parcel("first"), id="par_first")
    engine.listen(past.hear)
    return engine


def seen(past: Past, engine: Engine, age: timedelta) -> list[tuple[str, str]]:
    """The parcels as they were so long ago: id and status, newest first."""
    store: Store = engine.world.store.copy()
    past.undo(store, engine.world.now - age)
    return [(record.id, record.status) for record in store.page(PARCEL)]


def test_what_has_changed_since_is_not_seen_yet(past: Past, engine: Engine) -> None:
    engine.advance(MINUTE)
    engine.move(PARCEL, "par_first", "hand_over")
    engine.advance(MINUTE)
    engine.create(PARCEL, Parcel("second"), id="par_second")
    engine.remove(PARCEL, "par_first")

    assert seen(past, engine, timedelta()) == [("par_second", "packed")]
    assert seen(past, engine, MINUTE / 2) == [("par_first", "sent")]
    assert seen(past, engine, MINUTE) == [("par_first", "sent")]
    assert seen(past, engine, 2 * MINUTE) == [("par_first", "packed")]


def test_what_stood_there_from_the_start_is_always_seen(past: Past, engine: Engine) -> None:
    assert seen(past, engine, 5 * MINUTE) == [("par_first", "packed")]


def test_unique_references_are_free_again_in_the_past(past: Past, engine: Engine) -> None:
    engine.remove(PARCEL, "par_first")
    engine.create(PARCEL, Parcel("first"), id="par_again")

    assert seen(past, engine, MINUTE) == [("par_first", "packed")]


def test_what_no_read_will_ask_for_is_forgotten(past: Past, engine: Engine) -> None:
    engine.move(PARCEL, "par_first", "hand_over")
    engine.advance(11 * MINUTE)
    engine.move(PARCEL, "par_first", "lose")

    assert seen(past, engine, 20 * MINUTE) == [("par_first", "sent")]


def test_a_copy_goes_its_own_way(past: Past, engine: Engine) -> None:
    other = past.copy()

    engine.move(PARCEL, "par_first", "hand_over")

    assert seen(other, engine, MINUTE) == [("par_first", "sent")]
    assert seen(past, engine, MINUTE) == [("par_first", "packed")]
    assert engine.world.now == START
