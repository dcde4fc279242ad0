from datetime import timedelta

from mock_server.engine.engine import Engine
from mock_server.engine.store import STATUS
from tests.engine.parcels import PARCEL, START, Parcel


def test_pages_come_newest_first_and_hold_what_was_asked_for(engine: Engine) -> None:
    ids = [engine.create(PARCEL, Parcel(), created_at=START + timedelta(minutes=n)).id for n in range(5)]
    store = engine.world.store

    assert [record.id for record in store.page(PARCEL, offset=0, limit=2)] == [ids[4], ids[3]]
    assert [record.id for record in store.page(PARCEL, offset=4, limit=2)] == [ids[0]]
    assert store.page(PARCEL, offset=5, limit=2) == []
    assert store.page(PARCEL, offset=0, limit=0) == []
    assert [record.id for record in store.each(PARCEL)] == ids


def test_a_record_made_in_the_past_takes_its_place_among_the_others(engine: Engine) -> None:
    late = engine.create(PARCEL, Parcel(), created_at=START + timedelta(hours=2))
    early = engine.create(PARCEL, Parcel(), created_at=START + timedelta(hours=1))

    assert [record.id for record in engine.world.store.page(PARCEL)] == [late.id, early.id]


def test_an_index_follows_what_it_is_made_of(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel())
    store = engine.world.store

    engine.move(PARCEL, record.id, "hand_over", {"carrier": "dhl"})

    assert store.count(PARCEL, STATUS, "packed") == 0
    assert [found.id for found in store.page(PARCEL, STATUS, "sent")] == [record.id]
    assert store.count(PARCEL, "carrier", "dhl") == 1


def test_copies_share_until_one_side_writes(engine: Engine) -> None:
    record = engine.create(PARCEL, Parcel("r-1"))
    copy = engine.world.store.copy()

    engine.move(PARCEL, record.id, "lose")
    engine.create(PARCEL, Parcel("r-2"))

    assert copy.get(PARCEL, record.id) is record
    assert copy.count(PARCEL) == 1
    assert [found.status for found in copy.page(PARCEL, STATUS, "packed")] == ["packed"]
    assert copy.only(PARCEL, "reference", "r-2") is None

    copy.remove(PARCEL, record.id)

    assert copy.count(PARCEL) == 0
    assert engine.world.store.count(PARCEL, STATUS, "lost") == 1
