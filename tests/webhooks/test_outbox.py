"""The outbox keeps lines, climbs ladders, stays within its bounds, and sends nothing itself."""

from dataclasses import replace
from datetime import timedelta

from mock_server.webhooks.deliveries import State
from mock_server.webhooks.outbox import Bounds
from tests.engine.parcels import PARCEL, START, Parcel
from tests.webhooks.outboxes import FAILED, OK, attempt, make_engine, make_outbox, news, subscription

HERE, THERE = "http://127.0.0.1:9/", "http://127.0.0.1:8/"


def test_a_change_with_an_event_is_told_to_those_who_asked_for_it() -> None:
    engine = make_engine()
    outbox = make_outbox(engine, subscriptions=[subscription(), subscription(None, "sub-2")])
    engine.listen(outbox.hear)

    parcel = engine.create(PARCEL, Parcel())
    assert len(outbox) == 0
    engine.move(PARCEL, parcel.id, "hand_over")

    assert [(each.to.id, each.state, each.body) for each in outbox] == [
        ("sub-1", State.QUEUED, parcel.id.encode()),
        ("sub-2", State.COLLECTED, parcel.id.encode()),
    ]


def test_nobody_who_asked_for_other_events_is_told() -> None:
    engine = make_engine()
    outbox = make_outbox(engine)
    engine.listen(outbox.hear)
    outbox.subscribe(replace(subscription(), events=("parcel.lost",)))
    outbox.subscribe(subscription(id="sub-2"))
    outbox.unsubscribe("sub-2")

    engine.move(PARCEL, engine.create(PARCEL, Parcel()).id, "hand_over")

    assert len(outbox) == 0
    assert not outbox.is_due


def test_each_endpoint_has_a_line_of_its_own_in_order() -> None:
    outbox = make_outbox()
    for n in range(3):
        outbox.tell(news(f"par_{n}"), [subscription(HERE), subscription(THERE, "sub-2")])

    assert outbox.endpoints() == [HERE, THERE]
    taken = [outbox.take(HERE) for _ in range(4)]
    assert [each.news.record if each else None for each in taken] == ["par_0", "par_1", "par_2", None]
    assert outbox.endpoints() == [THERE]


def test_a_delivery_climbs_the_ladder_and_is_dead_at_its_end() -> None:
    engine = make_engine()
    outbox = make_outbox(engine)
    (delivery,) = outbox.tell(news(), [subscription()])

    tried = []
    for pause in (1, 2, None):
        tried.append(attempt(outbox, FAILED)[1])
        if pause:
            assert delivery.state is State.RETRYING
            assert not outbox.is_due
            engine.advance(timedelta(seconds=pause))

    assert delivery.state is State.DEAD
    assert [each.at - START for each in tried] == [timedelta(0), timedelta(seconds=1), timedelta(seconds=3)]
    assert [each.next_at for each in tried] == [START + timedelta(seconds=1), START + timedelta(seconds=3), None]


def test_a_dead_delivery_is_sent_again_from_the_first_step() -> None:
    engine = make_engine()
    outbox = make_outbox(engine)
    (delivery,) = outbox.tell(news(), [subscription()])
    for _ in range(3):
        attempt(outbox, FAILED)
        engine.advance(timedelta(seconds=5))

    delivery = outbox.resend(delivery)
    attempt(outbox, FAILED)
    engine.advance(timedelta(seconds=1))
    attempt(outbox, OK)

    assert (delivery.state, len(delivery.attempts), delivery.resent) == (State.DELIVERED, 5, 1)


def test_beyond_the_bound_of_a_line_its_oldest_delivery_is_dropped_and_counted() -> None:
    outbox = make_outbox(bounds=Bounds(due=3))
    for n in range(5):
        outbox.tell(news(f"par_{n}"), [subscription()])

    assert [each.state for each in outbox] == [State.DROPPED] * 2 + [State.QUEUED] * 3
    assert outbox.dropped == 2


def test_beyond_the_bound_of_all_the_oldest_settled_ones_are_forgotten_and_counted() -> None:
    outbox = make_outbox(bounds=Bounds(settled=2))
    outbox.tell(news("waits"), [subscription()])
    for n in range(5):
        outbox.tell(news(f"par_{n}"), [subscription(None)])

    assert [each.news.record for each in outbox] == ["waits", "par_3", "par_4"]
    assert (outbox.forgotten, outbox.dropped) == (3, 0)


def test_a_receiver_that_never_answers_cannot_fill_the_memory() -> None:
    engine = make_engine()
    outbox = make_outbox(engine, Bounds(settled=5, waiting=10))
    for n in range(50):
        outbox.tell(news(f"par_{n}"), [subscription()])
        attempt(outbox, FAILED)  # each waits for its retry

    assert [each.state for each in outbox] == [State.DROPPED] * 5 + [State.RETRYING] * 10
    assert (outbox.dropped, outbox.forgotten) == (40, 35)
    engine.advance(timedelta(seconds=1))
    assert [outbox.take(HERE) is not None for _ in range(11)] == [True] * 10 + [False]


def test_a_closed_outbox_abandons_what_waits_and_takes_no_more() -> None:
    outbox = make_outbox()
    outbox.tell(news(), [subscription()])

    assert outbox.close() == 1
    outbox.tell(news("late"), [subscription()])

    assert [each.state for each in outbox] == [State.ABANDONED] * 2
    assert not outbox.is_due


def test_a_copy_goes_its_own_way_and_what_was_under_way_is_due_there() -> None:
    outbox = make_outbox()
    (delivery,) = outbox.tell(news(), [subscription()])
    taken = outbox.take(HERE)
    assert taken is delivery
    tried = outbox.begin(delivery)

    copy = make_outbox()
    copy.take_over(outbox.contents())
    outbox.end(delivery, tried, OK)

    assert [each.state for each in outbox] == [State.DELIVERED]
    assert [(each.state, each.left, each.attempts) for each in copy] == [(State.QUEUED, 3, [])]
    assert copy.endpoints() == [HERE]


def test_the_bytes_are_made_once_however_many_ask() -> None:
    made = []

    def write() -> bytes:
        made.append(1)
        return b"{}"

    outbox = make_outbox()
    (delivery,) = outbox.tell(news()._replace(body=write), [subscription(None)])

    assert made == []
    assert delivery.body == delivery.body == b"{}"
    assert made == [1]
